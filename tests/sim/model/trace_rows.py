"""Rows of a trace written down by hand."""

from sim.model.tables import NOBODY
from sim.model.trace import EventKind, Row


def row(
    time: float, kind: EventKind, subject: int = NOBODY, what: int = NOBODY, place: int = NOBODY, value: float = 0.0
) -> Row:
    return time, kind, subject, what, place, value
