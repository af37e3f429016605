"""The columns of the two records, the same in the file that is kept, in CSV and in Excel, and how a value stands in a cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Literal, TypeVar

from scenarios.held import HeldDrill, HeldHours, HeldOnDay
from scenarios.quantities import plain
from scenarios.units import TIME

Held = TypeVar("Held", bound=HeldOnDay)
Kind = Literal["text", "count", "hours", "date", "time", "span"]


@dataclass(frozen=True)
class Column:
    """key: of the record. width: in characters. may_lack: in a file that is read. help: how it is filled in."""

    title: str
    key: str
    kind: Kind
    width: int
    may_lack: bool = False
    help: str = ""


@dataclass(frozen=True)
class Table(Generic[Held]):
    """name: of the sheet. one, many: what a row is called."""

    name: str
    model: type[Held]
    columns: tuple[Column, ...]
    one: str
    many: str


_ID = Column("ID", "id", "count", 8, True, "Given by the log. It is not read from a sheet.")
_DATE = Column("Date", "date", "date", 14, help="Year, month, day: 2026-08-20.")

DRILLS = Table(
    "Drills",
    HeldDrill,
    (
        _ID,
        Column("Site", "site", "text", 26),
        Column("Kind", "kind", "text", 11, help="security, fire, tornado or other."),
        _DATE,
        Column("Time", "time", "time", 10, help="When it began: 09:40 or 1:15 pm."),
        Column("Occupants", "occupants", "count", 14, help="About how many people took part."),
        Column("Total time", "took", "span", 14, help="Until it was over: 3 min 20 s; in a sheet also 0:03:20."),
        Column("Note", "note", "text", 44, True),
    ),
    "drill",
    "drills",
)  # fmt: skip
TRAINING = Table(
    "Training",
    HeldHours,
    (
        _ID,
        Column("Participant", "person", "text", 26),
        Column("Programme", "programme", "text", 20),
        Column("Topic", "topic", "text", 34),
        Column("Hours", "hours", "hours", 10),
        _DATE,
        Column("Session", "session", "text", 32, True, "The exercise that the hours were added from."),
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

_TEXTS: dict[Kind, Callable[[Any], str]] = {
    "date": lambda day: str(day.isoformat()),
    "time": lambda clock: f"{clock:%H:%M}",
    "span": TIME.write,
    "hours": plain,
}


def as_text(value: Any, kind: Kind) -> str:
    """A value as people type it."""
    return _TEXTS.get(kind, str)(value)


def as_cell(value: Any, kind: Kind) -> Any:
    """A value as a sheet has it: something that can be counted with, not text about it; None for an empty text."""
    return timedelta(seconds=value) if kind == "span" else None if value == "" else value
