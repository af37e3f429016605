"""Reads the list back: each cell becomes a line of the exercise file, so that whatever is wrong with the line is said of the cell.

The rest of the exercise file stays as it is written, comments and all. If the injects are the same, all of it does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reports.msel.columns import COLUMNS, SHEET, Column, to_yaml
from reports.sheets.reading import Place, columns, opened, text_of
from scenarios.load import Document
from scenarios.problems import Problem, Problems, quote

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

CHOICES = {"must": ("must", "may"), "yes": ("yes", "no")}
BY_TITLE = {column.title: column for column in COLUMNS}
_TOP = re.compile(r"[^\s#]")


@dataclass(frozen=True)
class Merged:
    """text: of the exercise file with the injects of a sheet. places: the cell that each line comes from, by number of the line."""

    text: str
    file: str
    places: Mapping[int, Place]

    def told(self, problems: Iterable[Problem]) -> Problems:
        """Problems of the text, said of the cells that they come from."""
        return Problems([self._of_cell(one) for one in problems])

    def _of_cell(self, one: Problem) -> Problem:
        place = self.places.get(one.line or 0)
        if place is None:
            return one
        return Problem(f"{self.file}, {place}", None, None, one.message, one.hint)


def read_msel(path: Path, document: Document) -> Merged:
    """The exercise file with the injects of a workbook instead of its own. Raises Problems."""
    rows = list(_rows(path))
    before, after = _around(document)
    lines, places = list(before), dict[int, Place]()
    lines.append("injects:")
    for row in rows:
        for number, (place, text) in enumerate(row):
            lines.append(f"  {'- ' if number == 0 else '  '}{text}")
            places[len(lines)] = place
    return Merged("\n".join([*lines, *after]).rstrip("\n") + "\n", str(path), places)


def _around(document: Document) -> tuple[list[str], list[str]]:
    """The lines of the file before its list of injects, and those after it."""
    lines = document.text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("injects:")), None)
    if start is None:
        raise Problems(
            [document.problem((), "there is no list of injects in this file", 'add "injects:" at its end')]
        )
    end = next((n for n in range(start + 1, len(lines)) if _TOP.match(lines[n])), len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # remarks before the next part belong to it
    return lines[:start], lines[end:]


def _rows(path: Path) -> Iterator[list[tuple[Place, str]]]:
    """For each row that is not empty, the lines of an inject and the cells that they come from."""
    sheet = opened(path, SHEET)
    heads = columns(path, sheet, {column.title: bool(column.key) for column in COLUMNS})
    there = {number: BY_TITLE[head] for number, head in heads.items()}
    wrong: list[Problem] = []
    for row in range(2, sheet.max_row + 1):
        cells = [(sheet.cell(row, number), column) for number, column in there.items() if column.key]
        if any(cell.value not in (None, "") for cell, _ in cells):
            yield list(_lines(path, cells, wrong))
    if wrong:
        raise Problems(wrong)


def _lines(
    path: Path, cells: Sequence[tuple["Cell | MergedCell", Column]], wrong: list[Problem]
) -> Iterator[tuple[Place, str]]:
    """What is in the cells as lines of the file; what cannot be read as text is added to what is wrong."""
    for cell, column in cells:
        place = Place(SHEET, cell.coordinate, column.title)
        try:
            text = text_of(cell)
        except ValueError as error:
            wrong.append(
                Problem(f"{path}, {place}", None, None, str(error), 'write it as text, a time such as "90 s"')
            )
            continue
        if text and column.kind in CHOICES and text.lower() not in CHOICES[column.kind]:
            choices = " or ".join(CHOICES[column.kind])
            wrong.append(
                Problem(f"{path}, {place}", None, None, f"{quote(text)} is not {choices}", f"write {choices}")
            )
        elif text and not (column.kind == "must" and text.lower() == "must"):
            yield place, f"{column.key}: {to_yaml(text, column.kind)}"
