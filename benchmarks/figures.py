"""What the benchmarks found, as one table: each figure with what it is held against.

A bound that is a ratio is asserted, because it means the same on every machine. A bound in milliseconds or seconds is
shown beside what was measured here and holds on the reference machine only: two cores on which a pair of R1 takes the
plain program REFERENCE_MS.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

REFERENCE_MS = 3.2


@dataclass(frozen=True)
class Figure:
    """One figure. what: the quantity, in words. values: as measured, in `unit`. bound: what the median should stay under."""

    what: str
    values: Sequence[float]
    unit: str = ""
    bound: float | None = None

    @property
    def median(self) -> float:
        """The value that counts."""
        return statistics.median(self.values)

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """As a row of the table."""
        spread = "" if len(self.values) < 4 else "{} to {}".format(*map(short, self.quartiles))
        return self.what, self.said(self.median), spread, "" if self.bound is None else self.said(self.bound)

    def said(self, number: float) -> str:
        """A number with its unit."""
        return f"{short(number)} {self.unit}".rstrip()

    @property
    def quartiles(self) -> tuple[float, float]:
        """Between which half of the values lie."""
        lower, _, upper = statistics.quantiles(self.values, n=4)
        return lower, upper


def short(number: float) -> str:
    """Three digits say all that a benchmark knows."""
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """The lines of the table of all figures."""
    rows = [("", "median", "half lie in", "bound"), *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for what, *cells in rows:
        right = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        yield "  ".join((what.ljust(widths[0]), *right)).rstrip()
