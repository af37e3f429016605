"""A comparison as CSV files, for a spreadsheet or another program.

    measures.csv        an arm and a measure to a line
    contrasts.csv       a pairing and a measure to a line
    curves.csv          an arm, a curve and a moment to a line
    input_effects.csv   a pairing, a measure and an input to a line

Names and numbers are those of the JSON form. World conditions stand in one cell, joined by spaces; what has
no value is empty, a yes or no is true or false.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from scenarios.replacing import write_all_atomic
from sim.comparison import Comparison, Curve, InputEffect
from sim.contrasts import Contrast
from sim.rounding import to_record
from sim.summaries import Summary

CsvRow = dict[str, Any]


def write_csv(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes the four files, makes the folder where it is missing, and returns their paths.

    A file of which there is no line has its header all the same. Raises OSError where they cannot all be written; then none is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record = comparison.to_json()
    moments = [line for curve in comparison.curves for line in _curve_rows(curve)]
    tables: dict[str, tuple[Sequence[str], list[CsvRow]]] = {
        "measures.csv": (_column_names(Summary), record["measures"]),
        "contrasts.csv": (_column_names(Contrast), record["contrasts"]),
        "curves.csv": (("strategy", "conditions", "what", "time", "mean", "low", "high"), moments),
        "input_effects.csv": (
            ("baseline", "strategy", "conditions", *_column_names(InputEffect)[1:]),
            record["input_effects"],
        ),
    }
    return write_all_atomic({folder / name: _format_csv(columns, lines) for name, (columns, lines) in tables.items()})


def _column_names(kind: type[Summary | Contrast | InputEffect]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _curve_rows(curve: Curve) -> Iterator[CsvRow]:
    for time, mean, low, high in zip(curve.times, curve.mean, curve.low, curve.high, strict=True):
        yield {
            "strategy": curve.strategy,
            "conditions": list(curve.conditions),
            "what": curve.what,
            "time": to_record(time),
            "mean": to_record(mean),
            "low": to_record(low),
            "high": to_record(high),
        }


def _format_csv(columns: Sequence[str], lines: list[CsvRow]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _format_cell(value) for name, value in line.items()} for line in lines)
    return text.getvalue().encode()


def _format_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, list) else value
