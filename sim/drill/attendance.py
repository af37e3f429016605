"""Who was named in an exercise, when, and for how long the room sat: read off the journal alone, without playing it.

So it can be read whatever version of the model the exercise was played with.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.drill.journal import FileJournal, JournalError
from sim.drill.open_items import find_start_date
from sim.seams import Entry


@dataclass(frozen=True)
class Attendance:
    """names: of the participants, each once. started_at: ISO 8601, empty where a script played it. seconds: of the room, until it ended."""

    names: tuple[str, ...]
    started_at: str
    seconds: float
    has_ended: bool
    is_rehearsal: bool


def read_attendance(path: Path) -> Attendance:
    """That of an exercise. Raises JournalError where it cannot be read."""
    journal = FileJournal.open(path)
    try:
        return extract_attendance(list(journal.entries()))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise JournalError(f"{path}: the journal is damaged; restore the file from a copy") from error
    finally:
        journal.close()


def extract_attendance(entries: Sequence[Entry]) -> Attendance:
    """That of these entries. An entry about people holds all of them; until there is one, those named at the start count."""
    setup = json.loads(entries[0].payload) if entries else {}
    names = [name for name in setup.get("played", {}).values() if name]
    for entry in entries:
        if entry.kind == "people":
            names = [one["name"] for one in json.loads(entry.payload)["people"]]
    end = next((entry for entry in entries if entry.kind == "end"), None)
    return Attendance(
        tuple(dict.fromkeys(names)),
        find_start_date(entries),
        end.room_time if end else 0.0,
        end is not None,
        bool(setup.get("rehearsal")),
    )
