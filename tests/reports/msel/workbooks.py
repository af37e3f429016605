"""Workbooks of an exercise in which somebody has typed."""

import difflib
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from reports.msel.workbook import COLUMNS, SHEET, build_msel_workbook
from scenarios.exercise import Exercise
from scenarios.library import Mention, find_file
from scenarios.loading.loader import Document, build_model, read_document

FIRE = "laboratory-fire-45"


@cache
def document(name: str = FIRE) -> Document:
    """A shipped exercise."""
    return read_document(find_file("exercise", name, Mention()))


def changed(path: Path, cells: dict[str, Any], gone: int | None = None) -> Path:
    """A workbook in which somebody has typed. cells: by column and row, `Time 2`; gone: a row that is deleted."""
    book = load_workbook(path)
    for name, value in cells.items():
        title, _, row = name.rpartition(" ")
        book[SHEET][f"{letter(title)}{row}"] = value
    if gone:
        book[SHEET].delete_rows(gone)
    book.save(path)
    return path


def letter(title: str) -> str:
    """Of a column."""
    return chr(ord("A") + [column.title for column in COLUMNS].index(title))


def mine(folder: Path, text: str | None = None) -> tuple[Path, Path]:
    """Somebody's own exercise, and its workbook."""
    file, sheet = folder / "mine.yaml", folder / "msel.xlsx"
    file.write_bytes((text or document().text).encode())
    sheet.write_bytes(workbook() if text is None else export(read_document(file)))
    return file, sheet


def export(one: Document) -> bytes:
    """Its workbook."""
    return build_msel_workbook(build_model(one, Exercise), one)


@cache
def workbook() -> bytes:
    """That of the shipped exercise, as that of somebody's own with the same text."""
    return export(document())


def difference(old: str, new: str) -> list[str]:
    """The lines that are there in one of two texts only."""
    return [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]
