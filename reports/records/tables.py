"""The columns of the two records, the same in the file that is kept, in CSV and in Excel, and how a value stands in a cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Literal, TypeVar

from scenarios.held import DrillRecord, TrainingRecord, ComplianceRecord
from scenarios.quantities import format_number
from scenarios.units import TIME

RecordT = TypeVar("RecordT", bound=ComplianceRecord)
Kind = Literal["text", "count", "hours", "date", "time", "span"]


@dataclass(frozen=True)
class RecordColumn:
    """key: of the record. width: in characters. is_optional: in a file that is read. help: how it is filled in."""

    title: str
    key: str
    kind: Kind
    width: int
    is_optional: bool = False
    help: str = ""


@dataclass(frozen=True)
class RecordTable(Generic[RecordT]):
    """name: of the sheet. singular, plural: what a row is called."""

    name: str
    model: type[RecordT]
    columns: tuple[RecordColumn, ...]
    singular: str
    plural: str


_ID = RecordColumn("ID", "id", "count", 8, True, "Given by the log. It is not read from a sheet.")
_DATE = RecordColumn("Date", "date", "date", 14, help="Year, month, day: 2026-08-20.")

DRILLS = RecordTable(
    "Drills",
    DrillRecord,
    (
        _ID,
        RecordColumn("Site", "site", "text", 26),
        RecordColumn("Kind", "kind", "text", 11, help="security, fire, tornado or other."),
        _DATE,
        RecordColumn("Time", "time", "time", 10, help="When it began: 09:40 or 1:15 pm."),
        RecordColumn("Occupants", "occupants", "count", 14, help="About how many people took part."),
        RecordColumn("Total time", "took", "span", 14, help="Until it was over: 3 min 20 s; in a sheet also 0:03:20."),
        RecordColumn("Note", "note", "text", 44, True),
    ),
    "drill",
    "drills",
)  # fmt: skip
TRAINING = RecordTable(
    "Training",
    TrainingRecord,
    (
        _ID,
        RecordColumn("Participant", "person", "text", 26),
        RecordColumn("Programme", "programme", "text", 20),
        RecordColumn("Topic", "topic", "text", 34),
        RecordColumn("Hours", "hours", "hours", 10),
        _DATE,
        RecordColumn("Session", "session", "text", 32, True, "The exercise that the hours were added from."),
    ),
    "line of training",
    "lines of training",
)  # fmt: skip

FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "0",
    "hours": "0.0##",
    "date": "yyyy-mm-dd",
    "time": "hh:mm",
    "span": "[h]:mm:ss",
}
"""Of numbers, as Excel has them."""

_FORMATTERS: dict[Kind, Callable[[Any], str]] = {
    "date": lambda day: str(day.isoformat()),
    "time": lambda clock: f"{clock:%H:%M}",
    "span": TIME.format,
    "hours": format_number,
}


def format_text(value: Any, kind: Kind) -> str:
    """A value as people type it."""
    return _FORMATTERS.get(kind, str)(value)


def format_cell(value: Any, kind: Kind) -> Any:
    """A value as a sheet has it: something that can be counted with, not text about it; None for an empty text."""
    return timedelta(seconds=value) if kind == "span" else None if value == "" else value
