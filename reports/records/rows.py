"""Rows of text into records: every row is looked at, and either all of them are right or every problem is said, each with its place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from reports.records.tables import Held, Table
from scenarios.problems import Problem, Problems
from scenarios.wording import worded

Complains = Callable[[str, str, str], Problem]
"""A problem of what stands under a key: key, what is wrong, what would be right."""


@dataclass(frozen=True)
class Row:
    """What was typed, by key; wrong: how a problem of it is said; unread: what could not be read at all."""

    cells: Mapping[str, str]
    wrong: Complains
    unread: tuple[Problem, ...] = ()


def records(rows: Iterable[Row], table: Table[Held]) -> list[tuple[Row, Held]]:
    """The record of every row. Raises Problems with all that is wrong in any of them."""
    found, problems = [], list[Problem]()
    for row in rows:
        try:
            found.append((row, record(row, table)))
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(problems)
    return found


def record(row: Row, table: Table[Held]) -> Held:
    """The record of a row. Raises Problems."""
    if row.unread:
        raise Problems(row.unread)
    given = {key: text for key, text in row.cells.items() if text}
    try:
        return table.model.model_validate(given)
    except ValidationError as error:
        raise Problems(_said(row, one) for one in error.errors(include_url=False)) from None


def _said(row: Row, error: object) -> Problem:
    """A complaint of pydantic's in our words, of the cell that it is about."""
    one = dict(error)  # type: ignore[call-overload]
    key = str(one["loc"][0])
    if one["type"] == "missing":
        return row.wrong(key, "there is nothing here", "it has to be filled in")
    return row.wrong(key, *worded(one["type"], one["input"], one.get("ctx", {}), one["msg"]))
