"""A workbook from anywhere: refused with its name, sheet and cell, in bounded memory and time, whatever it was made to do."""

import csv
import io
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

import pytest

from reports.compliance.log import DRILLS, build_workbook, format_csv, read_rows
from reports.exports.tabular import format_csv as format_export
from reports.spreadsheets import MAX_ROWS, read_sheet
from reports.workbook_archive import MAX_CELLS_IN_ROW, MAX_OTHER_ELEMENTS
from scenarios.diagnostics import Problems
from tests.reports.compliance_records import DRILL

SHEET_PART = "xl/worksheets/sheet1.xml"
END_OF_ROWS = b"</sheetData>"


@cache
def sound_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(build_workbook([DRILL], DRILLS, "Drill log"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_rows(rows: bytes) -> Callable[[], bytes]:
    """The workbook with more rows."""
    return with_part(SHEET_PART, END_OF_ROWS, rows + END_OF_ROWS)


def with_part(name: str, old: bytes, new: bytes) -> Callable[[], bytes]:
    """The workbook with one place of a part changed."""

    def make() -> bytes:
        assert old in sound_parts()[name]
        return packed(sound_parts() | {name: sound_parts()[name].replace(old, new, 1)})

    return make


ENTITIES = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><worksheet"
ATTACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "the last row": (
        with_rows(b'<row r="1048576"><c r="B1048576"><v>1</v></c></row>'),
        f"sheet Drills, B1048576: too far from the first cell; at most {MAX_ROWS} rows and 50 columns",
    ),
    "the last column": (with_rows(b'<row r="3"><c r="XFD3"><v>1</v></c></row>'), "sheet Drills, XFD3: too far"),
    "more columns than there are": (with_rows(b'<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>'), "book.xlsx"),
    "one endless row": (
        with_rows(b'<row r="3">' + b"<c/>" * (MAX_CELLS_IN_ROW + 1) + b"</row>"),
        f"part {SHEET_PART}: more than {MAX_CELLS_IN_ROW} cells in a row",
    ),
    "merged cells": (
        with_part(
            SHEET_PART,
            END_OF_ROWS,
            END_OF_ROWS + b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * MAX_OTHER_ELEMENTS + b"</mergeCells>",
        ),
        "styles, merged cells and rules",
    ),
    "a bomb": (lambda: packed(sound_parts() | {"xl/media/image1.png": bytes(64_000_001)}), "it expands to 64 MB"),
    "one endless tag": (
        with_part(SHEET_PART, b"<sheetData", b"<x " + b'a="' + b"y" * 1_100_000 + b'"/><sheetData'),
        "a text or a tag is too long",
    ),
    "elements in elements": (with_rows(b"<row>" * 50), "more than 40 levels of elements"),
    "entities": (with_part(SHEET_PART, b"<worksheet", ENTITIES), "a document type"),
    "a text that is not there": (
        with_rows(b'<row r="3"><c r="C3" t="s"><v>99999</v></c></row>'),
        "sheet Drills, C3: this cell is damaged",
    ),
    "a number that is none": (with_rows(b'<row r="3"><c r="F3"><v>x</v></c></row>'), "sheet Drills, F3: this cell"),
    "styles that are none": (with_part("xl/styles.xml", b"<cellXfs", b"<cellXf"), "is no Excel workbook"),
    "a control character": (
        with_rows(b'<row r="3"><c r="B3" t="inlineStr"><is><t>_x001B_]52;c;x</t></is></c></row>'),
        "sheet Drills, B3 (Site): an unprintable character (U+001B)",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_crafted_workbook_is_refused_in_little_memory(attack: str, tmp_path: Path) -> None:
    make, message = ATTACKS[attack]
    path = tmp_path / "book.xlsx"
    path.write_bytes(make())
    tracemalloc.start()
    try:
        with pytest.raises(Problems) as refused:
            read_rows(path, DRILLS)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert message in str(refused.value)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (os.mkfifo, "is no file but a pipe; name an .xlsx file"),
        (lambda path: path.symlink_to(os.devnull), "is no file but a device; name an .xlsx file"),
        (lambda path: path.mkdir(), "this is a folder"),
        (lambda path: path.write_bytes(bytes(20_000_001)), "is larger than 20 MB"),
    ],
    ids=["pipe", "device", "folder", "large"],
)
def test_only_a_regular_file_is_opened(make: Callable[[Path], object], message: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    make(path)
    with pytest.raises(Problems, match=message):
        read_sheet(path, "Drills")


def is_read_or_refused(path: Path, content: bytes) -> None:
    """Any other exception, and any warning, fails the test."""
    path.write_bytes(content)
    with suppress(Problems):
        read_rows(path, DRILLS)


@pytest.mark.slow
@pytest.mark.parametrize("cases", [60, pytest.param(700, marks=pytest.mark.slow)])
def test_a_workbook_with_bytes_changed_is_read_or_refused(cases: int, tmp_path: Path) -> None:
    random = Random(18)
    for _ in range(cases):
        parts = dict(sound_parts())
        name = random.choice(list(parts))
        content = bytearray(parts[name])
        for _ in range(random.randint(1, 8)):
            place = random.randrange(len(content))
            content[place : place + random.randint(0, 20)] = random.randbytes(random.randint(0, 4))
        is_read_or_refused(tmp_path / "parts.xlsx", packed(parts | {name: bytes(content)}))
        whole = bytearray(packed(parts))
        whole[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        is_read_or_refused(tmp_path / "archive.xlsx", bytes(whole))


def test_a_table_in_csv_with_too_many_rows_is_refused(tmp_path: Path) -> None:
    head, line = format_csv([DRILL], DRILLS).splitlines(keepends=True)
    path = tmp_path / "drills.csv"
    path.write_text(head + line + MAX_ROWS * "\n", encoding="utf-8")
    with pytest.raises(Problems, match=f"csv:{MAX_ROWS + 1}: there are more than {MAX_ROWS} rows; divide the file"):
        read_rows(path, DRILLS)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_of_csv_is_a_formula_whatever_the_separator_of_the_country(separator: str) -> None:
    attack = "x;=1+1,=1+1;@y,-3\t+2"
    drill = DRILL.model_copy(update={"site": "=1+1", "note": attack})
    journal = format_export([{"place": attack, "payload": {"text": attack}}], ("place", "payload"))
    for text in (format_csv([drill], DRILLS), journal):
        rows = csv.reader(io.StringIO(text), delimiter=separator)
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
