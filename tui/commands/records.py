"""A comparison as JSON and as CSV: the same bytes for the same seed, whatever the machine.

CSV has one file for each list of the JSON form, with its keys as columns; a list inside a cell is joined by `+`, and no value is nothing.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TABLES = ("measures", "contrasts", "input_effects", "app_first_report", "headlines")


def as_json(record: Mapping[str, Any]) -> str:
    """The JSON form as text."""
    return f"{json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)}\n"


def write_csv(record: Mapping[str, Any], folder: Path) -> list[Path]:
    """Writes a table for each list of the record that is not empty, and one for the curves. Returns the files."""
    tables = {name: record[name] for name in TABLES} | {"curves": _points(record["curves"])}
    return [_written(folder / f"{name}.csv", rows) for name, rows in tables.items() if rows]


def _points(curves: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Curves point by point."""
    series = ("times", "mean", "low", "high")
    return [
        {key: value for key, value in curve.items() if key not in series}
        | dict(zip(("time", *series[1:]), point, strict=True))
        for curve in curves
        for point in zip(*(curve[key] for key in series), strict=True)
    ]


def _written(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return path


def _cell(value: Any) -> Any:
    return "+".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else value
