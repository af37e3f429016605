"""Every replication's measures, in long form: one row for each replication, arm and measure.

    results: list[RawResults] = []
    compare(emergency, on_results=results.append)
    results[0].write(Path("raw.csv"))                     # or raw.parquet, where pyarrow is installed
    results[0].values                                     # (replications, arms, measures)

Rows are written block by block, in the order of the replications, so memory does not grow with them, and a longer run of the same seed
begins with the same rows. Replications count from 0. A CSV file has numbers of nine significant digits, as all CSV files here; a Parquet
file has every bit. `docs/json.md` describes the columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np

from scenarios.diagnostics import quote, suggest
from scenarios.errors import AllcallError, UnknownName
from scenarios.loading.files import open_atomic
from sim.experiment.comparison import round_significant
from sim.experiment.data_tables import build_frame, format_cell, import_package, join_list
from sim.experiment.measure_table import MeasureTable
from sim.model.measure import Measure
from sim.statistics.estimators import Array
from sim.statistics.summaries import Arm, censor_at_horizon

COLUMNS = (*("scenario", "campus", "strategy", "conditions", "seed"), *("replication", "measure", "value", "reached"))
BLOCK = 1_024
"""Replications written at a time."""
LARGEST_INT64 = 2**63 - 1

RawFormat = Literal["csv", "parquet"]


class RawFormatError(AllcallError, ValueError):
    """A file name whose ending is not known, or a format that needs a package which is not installed."""


def find_raw_format(path: Path) -> RawFormat:
    """The format that the ending of a file name stands for; without an ending it is CSV. Raises RawFormatError."""
    if path.suffix in (".csv", ""):
        return "csv"
    if path.suffix != ".parquet":
        raise RawFormatError(f"the ending {path.suffix} is not known; use .csv or .parquet")
    if find_spec("pyarrow") is None:
        raise RawFormatError("Parquet needs pyarrow, which is not installed; install it, or use .csv")
    return "parquet"


@dataclass(frozen=True)
class RawResults:
    """What was measured in every replication, from replication 0 on."""

    scenario: str
    campus: str
    seed: int
    arms: tuple[Arm, ...]
    measures: tuple[Measure, ...]
    values: Array | MeasureTable
    """(replications, arms, measures) in the unit of the measure; a time that is infinite, or later than the horizon, was not reached."""
    horizon: float
    """Seconds from onset."""

    def write(self, path: Path) -> Path:
        """Writes all rows and returns the path. Raises RawFormatError, and OSError, which names the file."""
        write = {"csv": self._write_csv, "parquet": self._write_parquet}[find_raw_format(path)]
        with open_atomic(path) as file:
            write(file)
        return path

    def column(self, strategy: str, measure: str, conditions: Sequence[str] = ()) -> Array:
        """(replications,) one measure of one arm; math.inf where a time was not reached. Raises UnknownName for what was not played."""
        a = find_arm(self.arms, strategy, conditions)
        names = [known.name for known in self.measures]
        if measure not in names:
            raise UnknownName(f"measure {quote(measure)} was not played; {suggest(measure, names)}")
        m = names.index(measure)
        column: Array = self.values[:][:, a, m]
        return censor_at_horizon(self.measures[m], column, self.horizon)

    def to_frame(self) -> Any:
        """All rows as a pandas DataFrame, with the columns of the files; a time that was not reached is missing."""
        values = self._take(range(len(self.values)))
        run = {"scenario": self.scenario, "campus": self.campus}
        rows = [
            {
                **run,
                "strategy": arm.strategy,
                "conditions": format_cell(list(arm.conditions)),
                "seed": self.seed,
                "replication": replication,
                "measure": measure.name,
                "value": value if value != np.inf else None,
                "reached": value != np.inf,
            }
            for replication, by_arm in enumerate(values.tolist())
            for arm, numbers in zip(self.arms, by_arm, strict=True)
            for measure, value in zip(self.measures, numbers, strict=True)
        ]
        return build_frame({"replications": (COLUMNS, rows)}, "replications")

    def to_xarray(self) -> Any:
        """An xarray DataArray, (replication, arm, measure). Raises MissingPackageError where xarray is not installed.

        A time that was not reached is infinite. Arms are labeled as in "office-pa, pa-failed", and also have their strategy and conditions
        apart; measures have their unit.
        """
        return import_package("xarray", "to_xarray").DataArray(
            self._take(range(len(self.values))),
            dims=("replication", "arm", "measure"),
            coords={
                "replication": np.arange(len(self.values)),
                "arm": [name_arm(arm) for arm in self.arms],
                "strategy": ("arm", [arm.strategy for arm in self.arms]),
                "conditions": ("arm", [join_list(arm.conditions) for arm in self.arms]),
                "measure": [measure.name for measure in self.measures],
                "unit": ("measure", [measure.unit for measure in self.measures]),
            },
            name="value",
            attrs={name: getattr(self, name) for name in ("scenario", "campus", "seed", "horizon")},
        )

    def _blocks(self) -> Iterator[range]:
        """The replications, a block at a time."""
        n = len(self.values)
        return (range(start, min(start + BLOCK, n)) for start in range(0, n, BLOCK))

    def _write_csv(self, file: BinaryIO) -> None:
        arms = [
            _format_row(self.scenario, self.campus, arm.strategy, list(arm.conditions), self.seed) for arm in self.arms
        ]
        names = [measure.name for measure in self.measures]
        file.write(f"{_format_row(*COLUMNS)}\n".encode())
        for block in self._blocks():
            lines = [
                _format_measured(f"{arm},{replication},{measure}", value)
                for replication, by_arm in zip(block, self._take(block).tolist(), strict=True)
                for arm, values in zip(arms, by_arm, strict=True)
                for measure, value in zip(names, values, strict=True)
            ]
            file.write("".join(lines).encode())

    def _take(self, block: range) -> Array:
        """(block, arms, measures), with math.inf where a time was not reached."""
        values = self.values[block.start : block.stop].copy()
        for m, measure in enumerate(self.measures):
            values[:, :, m] = censor_at_horizon(measure, values[:, :, m], self.horizon)
        return values

    def _write_parquet(self, file: BinaryIO) -> None:
        from pyarrow import parquet

        writer = None
        for block in self._blocks():
            rows = self._build_arrow_table(block)
            writer = writer or parquet.ParquetWriter(file, rows.schema)
            writer.write_table(rows)
        if writer is not None:
            writer.close()

    def _build_arrow_table(self, block: range) -> Any:
        """The rows of a block. Names are dictionaries, which take a byte or so a row."""
        import pyarrow as arrow

        values = self._take(block)
        replication, arm, measure = (axis.ravel() for axis in np.indices(values.shape, np.int32))
        reached = np.isfinite(values).ravel()

        def repeat(codes: Any, names: list[str]) -> Any:
            return arrow.DictionaryArray.from_arrays(arrow.array(codes), arrow.array(names, arrow.string()))

        once = np.zeros_like(arm)
        seed = self.seed if self.seed <= LARGEST_INT64 else str(self.seed)
        columns = (
            repeat(once, [self.scenario]),
            repeat(once, [self.campus]),
            repeat(arm, [arm.strategy for arm in self.arms]),
            repeat(arm, [format_cell(list(arm.conditions)) for arm in self.arms]),
            arrow.repeat(seed, len(arm)),
            arrow.array(replication + block.start),
            repeat(measure, [measure.name for measure in self.measures]),
            arrow.array(values.ravel(), mask=~reached),
            arrow.array(reached),
        )
        return arrow.table(list(columns), names=list(COLUMNS))


def find_arm(arms: Sequence[Arm], strategy: str, conditions: Sequence[str]) -> int:
    """The place of an arm. Raises UnknownName."""
    arm = Arm(strategy, tuple(conditions))
    if arm not in arms:
        known = "; ".join(name_arm(played) for played in arms)
        raise UnknownName(f"arm {quote(name_arm(arm))} was not played; there is {known}")
    return arms.index(arm)


def name_arm(arm: Arm) -> str:
    """The strategy, and the conditions if there are any: "office-pa, pa-failed"."""
    return ", ".join((arm.strategy, *arm.conditions))


def _format_row(*cells: Any) -> str:
    """The cells as a line of CSV, without its end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([format_cell(cell) for cell in cells])
    return text.getvalue()


def _format_measured(head: str, value: float) -> str:
    """The line of one value."""
    return f"{head},,false\n" if value == np.inf else f"{head},{round_significant(value)},true\n"
