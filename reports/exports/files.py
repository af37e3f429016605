"""Which files the data of an exercise are."""

from dataclasses import dataclass
from pathlib import Path

from reports.exports.cap import NO_ALERT, cap_of
from reports.exports.rows import JOURNAL, TRACE, as_csv, as_json_lines, journal_rows, trace_rows
from reports.exports.xes import xes_of
from scenarios.replacing import replace_all
from sim.drill.after import After


@dataclass(frozen=True)
class Exported:
    """paths: the files. missing: why there is none of a kind, a sentence each."""

    paths: list[Path]
    missing: list[str]


def export(after: After, session: str, folder: Path, *, with_names: bool = False) -> Exported:
    """Writes them into a folder, which is made where it is missing: all of them or none. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    journal, traces = list(journal_rows(after.state, with_names=with_names)), list(trace_rows(after))
    contents: dict[str, bytes | None] = {
        "journal.jsonl": as_json_lines(journal).encode(),
        "journal.csv": as_csv(journal, JOURNAL).encode(),
        "traces.jsonl": as_json_lines(traces).encode(),
        "traces.csv": as_csv(traces, TRACE).encode(),
        "log.xes": xes_of(after, session, with_names=with_names),
        "alert.cap.xml": cap_of(after, session),
    }
    there = {folder / f"{session}-{name}": text for name, text in contents.items() if text is not None}
    missing = [f"{session}-{name}: {NO_ALERT}" for name, text in contents.items() if text is None]
    return Exported(replace_all(there), missing)
