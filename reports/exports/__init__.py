"""The data of an exercise for other programs: its journal, the events of each arm, an event log, and the alert as a message."""

from dataclasses import dataclass
from pathlib import Path

from reports.exports.cap import NO_ALERT, build_cap
from reports.exports.tabular import (
    JOURNAL_COLUMNS,
    TRACE_COLUMNS,
    format_csv,
    format_json_lines,
    iterate_journal_rows,
    iterate_trace_rows,
)
from reports.exports.xes import build_xes
from scenarios.loading.files import write_all_atomic
from sim.exercise.review import Review
from sim.exercise.transcript import NEEDS_REPLAY, Transcript

OF_THE_ARMS = ("traces.jsonl", "traces.csv", "alert.cap.xml")
"""Files that need a replay."""


@dataclass(frozen=True)
class ExportResult:
    """paths: the files. missing: why a kind has none, a sentence each."""

    paths: list[Path]
    missing: list[str]


def export_files(review: Review | Transcript, session: str, folder: Path, *, with_names: bool = False) -> ExportResult:
    """Writes all files or none into a folder, which is made where it is missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    journal = list(iterate_journal_rows(review.state, with_names=with_names))
    contents: dict[str, bytes | None] = {
        "journal.jsonl": format_json_lines(journal).encode(),
        "journal.csv": format_csv(journal, JOURNAL_COLUMNS).encode(),
        "log.xes": build_xes(review, session, with_names=with_names),
        **(dict.fromkeys(OF_THE_ARMS) if isinstance(review, Transcript) else _build_arm_files(review, session)),
    }
    why = NEEDS_REPLAY if isinstance(review, Transcript) else NO_ALERT
    files = {folder / f"{session}-{name}": text for name, text in contents.items() if text is not None}
    missing = [f"{session}-{name}: {why}" for name, text in contents.items() if text is None]
    return ExportResult(write_all_atomic(files), missing)


def _build_arm_files(review: Review, session: str) -> dict[str, bytes | None]:
    traces = list(iterate_trace_rows(review))
    contents = (
        format_json_lines(traces).encode(),
        format_csv(traces, TRACE_COLUMNS).encode(),
        build_cap(review, session),
    )
    return dict(zip(OF_THE_ARMS, contents, strict=True))
