"""The record of a comparison: everything that tables, figures and `--json` are made from, and its CSV files.

It holds no time stamp, path or number of workers, so the same seed gives the same bytes. Strategies, measures and inputs have the names of
the files. `docs/json.md` describes the JSON form, which may gain keys and never loses one. The CSV files are measures.csv (one line per
arm and measure), contrasts.csv (per pairing and measure), curves.csv (per arm, curve and moment) and input_effects.csv (per pairing,
measure and input), with the same names and numbers.

Numbers are rounded here and nowhere else, to nine significant digits. A value that could not be computed is null; NaN or infinity raises.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, NamedTuple

from scenarios.csv_text import escape_formulas
from scenarios.loading.files import write_all_atomic
from sim.statistics.paired import Contrast, MedianWord, Pairing, Statistic
from sim.statistics.sensitivity import EndReading
from sim.statistics.summaries import Summary

StopReason = Literal["", "interrupted", "precision reached", "precision not reached"]

CurveKind = Literal["aware", "protected", "shocked"]

NO_RANGES_NOTE = (
    "Stopped before the input ranges were played: the verdicts are those of the simulation alone."
)

RANGES_CUT_SHORT_NOTE = "Stopped while the input ranges were played, so there are none: the verdicts are those of the simulation alone."
"""Notes on a comparison that was stopped: during its pairs, or after them."""


@dataclass(frozen=True)
class Headline:
    """A headline row of the scenario, with strategies as ids."""

    says: str
    """Its title in the scenario."""
    baseline: str
    strategy: str
    conditions: tuple[str, ...]

    @property
    def pairing(self) -> Pairing:
        """The two arms of the row."""
        return Pairing(self.baseline, self.strategy, self.conditions)


class FirstReport(NamedTuple):
    """How often the app was the first report that was out, in an arm that has an app."""

    strategy: str
    conditions: tuple[str, ...]
    share: float
    """Of replications, 0 to 1."""


@dataclass(frozen=True)
class InputEffect:
    """One input with a stated range, moved alone to both bounds, over the first `pairs` pairs.

    Reductions are of the headline statistic; None for an infinite median, for which there is a word.
    """

    pairing: Pairing
    measure: str
    name: str
    """Of the input."""
    basis: str
    low_value: float
    high_value: float
    """Bounds of its median (of a yes-or-no: its probability), in the unit of the input."""
    low_reduction: float | None
    high_reduction: float | None
    """The reduction with the input at each bound, in the unit of the measure."""
    unit: str = ""
    """Of the input: "s", "m", "m/s", "share"; "" for a plain number."""
    statistic: Statistic = "mean"
    pairs: int = 0
    base_reduction: float | None = None
    """The reduction over these pairs in the base case."""
    low_se: float | None = None
    high_se: float | None = None
    """Standard errors of the paired difference end - base; None for a single pair and infinite medians."""
    low_reading: EndReading = "resolved"
    high_reading: EndReading = "resolved"
    low_word: MedianWord = ""
    high_word: MedianWord = ""


class SkippedInput(NamedTuple):
    """An input that could not be moved to its bounds."""

    name: str
    why: str


@dataclass(frozen=True)
class Curve:
    """Share of the staff on campus aware, of heads protected, or of replications with a shock given, over time."""

    strategy: str
    conditions: tuple[str, ...]
    what: CurveKind
    times: tuple[float, ...]
    """Seconds from onset, from 0 to the horizon."""
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    """Shares, 0 to 1: mean, 10th and 90th percentile over replications at each time."""


@dataclass(frozen=True)
class Comparison:
    """The result of playing one emergency under several strategies."""

    scenario: str
    campus: str
    title: str
    campus_title: str
    seed: int
    replications: int
    """Pairs played."""
    horizon: float
    """Seconds from onset."""
    baseline: str
    strategies: tuple[str, ...]
    """Ids, in the order in which they were named."""
    present_practice: str
    """The strategy that the campus uses today; it need not have been played."""
    conditions: tuple[tuple[str, ...], ...]
    """All lists of world conditions that were played; () is the campus as it is."""
    asked: int | str
    """Replications asked for, or the precision as text."""
    stopped: StopReason
    """"": as many as asked for were played."""
    measures: tuple[Summary, ...]
    contrasts: tuple[Contrast, ...]
    headlines: tuple[Headline, ...]
    """Those of the scenario's rows that were played."""
    app_first_report: tuple[FirstReport, ...]
    input_pairs: int
    """Pairs over which every ranged input was moved; 0 where no input states a range."""
    input_effects: tuple[InputEffect, ...]
    curves: tuple[Curve, ...]
    assumed: tuple[str, ...]
    """Names of the assumed inputs that the arms use."""
    inputs_left_out: tuple[SkippedInput, ...] = ()
    notes: tuple[str, ...] = ()
    """Further notes for the reader, one sentence each."""

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits, null for what has no value."""
        record = {field.name: to_record(getattr(self, field.name)) for field in fields(self)}
        record["app_first_report"] = [to_record(line._asdict()) for line in self.app_first_report]
        record["inputs_left_out"] = [skipped._asdict() for skipped in self.inputs_left_out]
        record["input_effects"] = [_effect_to_record(effect) for effect in self.input_effects]
        return record

    def to_frame(self, table: TableName = "contrasts") -> Any:
        """A table as a pandas DataFrame, with the columns of its CSV file.

        Raises ValueError for an unknown table, ImportError where pandas is not installed.
        """
        tables = _collect_tables(self)
        if table not in tables:
            raise ValueError(f"table {table!r} is not known; there is {', '.join(tables)}")
        try:
            pandas = import_module("pandas")
        except ImportError as error:
            raise ImportError(
                "to_frame needs pandas, which is not installed; install it, or use write_csv"
            ) from error
        columns, rows = tables[table]
        return pandas.DataFrame(rows, columns=list(columns))


def _effect_to_record(effect: InputEffect) -> dict[str, Any]:
    """An effect with its pairing written out, as contrasts have it."""
    record: dict[str, Any] = to_record(effect)
    del record["pairing"]
    pairing: dict[str, Any] = to_record(effect.pairing._asdict())
    return pairing | record


CsvRow = dict[str, Any]

NO_CONDITIONS = "none"
"""In a cell: the campus as it is."""

TableName = Literal["measures", "contrasts", "curves", "input_effects"]


def write_csv(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes the four files, makes the folder where it is missing, and returns their paths.

    A file without lines still has its header. Raises OSError if they cannot all be written; then none is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = _collect_tables(comparison)
    return write_all_atomic(
        {folder / f"{name}.csv": _format_csv(columns, rows) for name, (columns, rows) in tables.items()}
    )


def _collect_tables(comparison: Comparison) -> dict[str, tuple[Sequence[str], list[CsvRow]]]:
    """By name of the table, its columns and rows. Each row says which run it is of, so that files of several runs can be put together."""
    record = comparison.to_json()
    run = {name: record[name] for name in ("scenario", "campus", "seed")}
    moments = [row for curve in comparison.curves for row in _curve_rows(curve)]
    tables: dict[str, tuple[Sequence[str], list[CsvRow]]] = {
        "measures": (_column_names(Summary), record["measures"]),
        "contrasts": (_column_names(Contrast), record["contrasts"]),
        "curves": (("strategy", "conditions", "what", "time", "mean", "low", "high"), moments),
        "input_effects": (
            ("baseline", "strategy", "conditions", *_column_names(InputEffect)[1:]),
            record["input_effects"],
        ),
    }
    return {
        name: ((*run, *columns), [{**run, **row} for row in rows]) for name, (columns, rows) in tables.items()
    }


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
    writer.writerows({name: format_cell(value) for name, value in line.items()} for line in lines)
    return text.getvalue().encode()


def format_cell(value: Any) -> Any:
    """A value as it stands in a CSV file: lists joined by spaces, no formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = " ".join(value) or NO_CONDITIONS
    return escape_formulas(value) if isinstance(value, str) else value


ROUNDING = 1e-9
"""Tolerance for binary rounding, in hundredths."""


def to_percent(share: float) -> int:
    """A share, 0 to 1, in whole hundredths, rounded down so that 100 means all."""
    return math.floor(100.0 * share + ROUNDING)


SIGNIFICANT_DIGITS = 9
"""Significant digits in every file we write."""


def round_significant(number: float | None) -> float | None:
    """To nine significant digits; None stays None. Raises ValueError for NaN and infinity."""
    if number is None:
        return None
    if not math.isfinite(number):
        raise ValueError(f"number is {number}; what has no finite value must be None before it is written")
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}") + 0.0


def to_record(value: Any) -> Any:
    """The JSON form of dataclasses, mappings, sequences and plain values: the same names, floats rounded."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_record(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: to_record(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_record(item) for item in value]
    return round_significant(value) if isinstance(value, float) else value
