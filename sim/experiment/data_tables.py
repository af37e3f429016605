"""Results as tables: CSV files, and data frames where pandas is installed. Both have the same columns, and conditions as one text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from scenarios.csv_text import escape_formulas
from scenarios.errors import MissingPackageError, UnknownName
from scenarios.loading.files import write_all_atomic

CsvRow = dict[str, Any]

CsvTables = Mapping[str, tuple[Sequence[str], list[CsvRow]]]
"""By name: the columns and the rows."""

NO_CONDITIONS = "none"
"""In a cell: the campus as it is."""


def write_tables(tables: CsvTables, folder: Path) -> list[Path]:
    """Writes each table as NAME.csv, all or none, makes the folder where it is missing, and returns the paths. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return write_all_atomic(
        {folder / f"{name}.csv": _format_csv(columns, rows) for name, (columns, rows) in tables.items()}
    )


def build_frame(tables: CsvTables, table: str) -> Any:
    """A table as a pandas DataFrame. Raises UnknownName for an unknown table, MissingPackageError where pandas is not installed."""
    if table not in tables:
        raise UnknownName(f"table {table!r} is not known; there is {', '.join(tables)}")
    columns, rows = tables[table]
    texts = [
        {name: join_list(value) if isinstance(value, list | tuple) else value for name, value in row.items()}
        for row in rows
    ]
    return import_package("pandas", "to_frame").DataFrame(texts, columns=list(columns))


def import_package(package: str, function: str) -> Any:
    """An optional package, for a function that needs it. Raises MissingPackageError."""
    try:
        return import_module(package)
    except ImportError as error:
        message = f"{function} needs {package}, which is not installed; type: pip install {package}"
        raise MissingPackageError(message) from error


def _format_csv(columns: Sequence[str], lines: list[CsvRow]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: format_cell(value) for name, value in line.items()} for line in lines)
    return text.getvalue().encode()


def format_cell(value: Any) -> Any:
    """A value as it stands in a CSV file: lists joined by spaces, no formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = join_list(value)
    return escape_formulas(value) if isinstance(value, str) else value


def join_list(items: Sequence[object]) -> str:
    """The items of a list as one text: "pa-failed radio-failed", or "none"."""
    return " ".join(map(str, items)) or NO_CONDITIONS
