"""A record as CSV: a line for each entry, with the columns named in the first; the form of the file that is kept as well.

A text that a spreadsheet would take for a formula has an apostrophe before it, which is taken away again when it is read.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from reports.records.rows import LogRow
from reports.records.tables import RecordColumn, RecordT, RecordTable, format_text
from reports.sheets.reading import match_title, build_file_problem
from scenarios.problems import Problem, Problems, quote, suggest

LARGEST = 50_000_000  # bytes
_FORMULA_PREFIXES = ("=", "+", "-", "@", "'")


def format_csv(entries: Iterable[RecordT], table: RecordTable[RecordT]) -> str:
    """The text of the file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.title for column in table.columns])
    for entry in entries:
        writer.writerow([_escape(format_text(getattr(entry, one.key), one.kind)) for one in table.columns])
    return out.getvalue()


def _escape(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_PREFIXES) else text


def _unescape(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_PREFIXES) else text


def read_csv(path: Path, table: RecordTable[RecordT]) -> Iterator[LogRow]:
    """The lines of a file. Raises Problems where it cannot be read, or its columns are others."""
    text = _read_text(path)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        heads = [match_title(head, (one.title for one in table.columns)) for head in next(reader, [])]
        keys = _match_columns(path, heads, table)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _build_row(path, reader.line_num, cells, keys)
    except csv.Error as error:
        raise Problems([Problem(str(path), reader.line_num, None, f"this is no CSV: {error}")]) from None


def _build_row(path: Path, line: int, cells: Sequence[str], columns: Sequence[RecordColumn | None]) -> LogRow:
    titles = {one.key: one.title for one in columns if one}

    def wrong(key: str, message: str, hint: str) -> Problem:
        return Problem(str(path), line, None, f"{titles.get(key, key)}: {message}", hint)

    unread: tuple[Problem, ...] = ()
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        said = f"{len(cells)} cells under {len(columns)} columns"
        unread = (Problem(str(path), line, None, said, "put what holds a comma in quotes"),)
    there = zip(columns, cells, strict=False)
    return LogRow({one.key: _unescape(cell) for one, cell in there if one}, wrong, unread)


def _match_columns(path: Path, heads: Sequence[str], table: RecordTable[RecordT]) -> list[RecordColumn | None]:
    """The columns in the order of the file. Raises Problems for one that is missing, unknown or there twice."""
    by_title = {column.title: column for column in table.columns}
    wrong = [
        (f"there is no column {quote(head)}", suggest(head, by_title))
        for head in heads
        if head and head not in by_title
    ]
    wrong += [
        (f"column {quote(head)} is there twice", "leave one out")
        for head in dict.fromkeys(heads)
        if head and heads.count(head) > 1
    ]
    missing = [one.title for one in table.columns if not one.is_optional and one.title not in heads]
    if missing:
        named = ", ".join(map(quote, missing))
        wrong.append((f"there is no column {named}", "the first line holds the names of the columns"))
    if wrong:
        raise Problems(Problem(str(path), 1, None, said, hint) for said, hint in wrong)
    return [by_title.get(head) for head in heads]


def _read_text(path: Path) -> str:
    try:
        if not path.is_file():
            raise build_file_problem(path, "there is no such file" if not path.exists() else "is not a file", "")
        if path.stat().st_size > LARGEST:
            raise build_file_problem(path, "is too large for a record", "")
        data = path.read_bytes()
    except OSError as error:
        raise build_file_problem(path, (error.strerror or "cannot be read").lower(), "") from None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Problems([Problem(str(path), line, None, "is not UTF-8", 'save it as "CSV UTF-8"')]) from None
    if not text.strip():
        raise build_file_problem(path, "is empty", "the first line holds the names of the columns")
    return text
