"""The zip archive that a workbook is, looked through before a library builds anything from it.

A few hundred kilobytes can expand to gigabytes, name a cell in the millionth row, or hold entities that multiply. Every part is read once
as a stream and counted; what no workbook of people comes near is refused. So the memory and time that the library needs are bounded.
"""

from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile, ZipInfo

from scenarios.diagnostics import Complaint

MAX_FILE_BYTES = 20_000_000
MAX_EXPANDED_BYTES = 64_000_000
MAX_PARTS = 1_000
MAX_ELEMENTS = 1_500_000
"""Of all parts: rows, cells and their texts."""
MAX_OTHER_ELEMENTS = 50_000
"""Of all parts: styles, merged cells, rules, names and the like, from which a library builds larger objects."""
MAX_CELLS_IN_ROW = 2_000
MAX_DEPTH = 40
MAX_RUN_BYTES = 1_000_000
"""Between the beginnings of two tags: one tag with its attributes, or one text."""
_CHUNK_BYTES = 65_536
_ROW, _CELL = "row", "c"
_CELL_PARTS = {_ROW, _CELL, "v", "f", "is", "si", "t", "r"}


class _ExcessError(Exception):
    """The message says what there is too much of."""


def find_archive_problem(archive: ZipFile) -> Complaint | None:
    """What a workbook holds too much of, or that no workbook holds; None where it can be opened.

    Raises what `zipfile` raises for a damaged archive.
    """
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        return f"it holds {len(parts)} parts", f"at most {MAX_PARTS}"
    expanded = sum(part.file_size for part in parts)
    if expanded > MAX_EXPANDED_BYTES:
        return f"it expands to {expanded // 1_000_000} MB", f"at most {MAX_EXPANDED_BYTES // 1_000_000} MB"
    counter = _Counter()
    try:
        for part in parts:
            counter.count_part(_read_chunks(archive, part))
    except _ExcessError as error:
        return f"part {part.filename}: {error}", "keep only the sheet, and save it again"
    return None


def _read_chunks(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """The content of a part, piece by piece; zipfile reads no more than the part says it has."""
    run = 0
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK_BYTES):
            place = chunk.rfind(b"<")
            run = run + len(chunk) if place < 0 else len(chunk) - place
            if run > MAX_RUN_BYTES:
                raise _ExcessError("a text or a tag is too long")
            yield chunk


class _Counter:
    """Counts the elements of all parts. What is not XML is passed over, because no library can read it as XML either."""

    def __init__(self) -> None:
        self.elements = self.others = 0
        self.depth = self.cells_in_row = 0

    def count_part(self, chunks: Iterator[bytes]) -> None:
        """Raises _ExcessError."""
        parser: Any = ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.depth = self.cells_in_row = 0
        is_xml = True
        for chunk in chunks:
            try:
                if is_xml:
                    parser.Parse(chunk, False)
            except (ExpatError, LookupError, ValueError):  # the last two: of encodings that expat does not know
                is_xml = False

    def _start(self, name: str, _: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        self.depth += 1
        self.elements += 1
        self.others += kind not in _CELL_PARTS
        self.cells_in_row = 0 if kind == _ROW else self.cells_in_row + (kind == _CELL)
        for count, most, noun in (
            (self.elements, MAX_ELEMENTS, "elements"),
            (self.others, MAX_OTHER_ELEMENTS, "styles, merged cells and rules"),
            (self.cells_in_row, MAX_CELLS_IN_ROW, "cells in a row"),
            (self.depth, MAX_DEPTH, "levels of elements"),
        ):
            if count > most:
                raise _ExcessError(f"more than {most} {noun}")

    def _end(self, _: str) -> None:
        self.depth -= 1

    def _refuse_doctype(self, *_: object) -> None:
        raise _ExcessError("a document type, which no spreadsheet program writes")
