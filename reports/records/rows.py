"""Rows of text into records: every row is looked at, and either all of them are right or every problem is said, each with its place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from reports.records.tables import RecordT, RecordTable
from scenarios.problems import Problem, Problems
from scenarios.wording import word_error

ProblemBuilder = Callable[[str, str, str], Problem]
"""A problem of what stands under a key: key, what is wrong, what would be right."""


@dataclass(frozen=True)
class LogRow:
    """What was typed, by key; build_problem: how a problem of it is said; unreadable: what could not be read at all."""

    cells: Mapping[str, str]
    build_problem: ProblemBuilder
    unreadable: tuple[Problem, ...] = ()


def parse_records(rows: Iterable[LogRow], table: RecordTable[RecordT]) -> list[tuple[LogRow, RecordT]]:
    """The record of every row. Raises Problems with all that is wrong in any of them."""
    found, problems = [], list[Problem]()
    for row in rows:
        try:
            found.append((row, parse_record(row, table)))
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(problems)
    return found


def parse_record(row: LogRow, table: RecordTable[RecordT]) -> RecordT:
    """The record of a row. Raises Problems."""
    if row.unreadable:
        raise Problems(row.unreadable)
    given = {key: text for key, text in row.cells.items() if text}
    try:
        return table.model.model_validate(given)
    except ValidationError as error:
        raise Problems(_word_problem(row, one) for one in error.errors(include_url=False)) from None


def _word_problem(row: LogRow, error: object) -> Problem:
    """A complaint of pydantic's in our words, of the cell that it is about."""
    one = dict(error)  # type: ignore[call-overload]
    key = str(one["loc"][0])
    if one["type"] == "missing":
        return row.build_problem(key, "there is nothing here", "it has to be filled in")
    return row.build_problem(key, *word_error(one["type"], one["input"], one.get("ctx", {}), one["msg"]))
