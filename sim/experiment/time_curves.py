"""Curves over time: the mean of a share over all replications at each moment, and the band in which most of them lie.

Where replications run, people are counted at 361 moments from onset to the horizon, so no trace is kept. What is kept of the counts does
not grow with the replications: how many of them had each count at each moment.

Means are exact. Percentiles interpolate linearly between neighboring replications. They are exact where at most 4,096 people are present;
of a larger number, each share is rounded to the nearest 1/4096 first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment.comparison import Curve, CurveKind
from sim.model.tables import Tables
from sim.statistics.estimators import Array
from sim.statistics.summaries import Arm

TIME_POINTS = 361

LOW, HIGH = 0.1, 0.9
"""Quantiles of the band over replications."""

MAX_STEPS = 4_096
"""Different shares above 0 in a table, which takes 6 MB with so many."""

Counts = NDArray[np.unsignedinteger[Any]]


def allocate_counts(people: int, *shape: int) -> Counts:
    """(*shape, TIME_POINTS) zeros for counts of at most so many people, in the smallest integer type that holds them."""
    return np.zeros((*shape, TIME_POINTS), np.min_scalar_type(people))


def count_everyone(tables: Tables) -> int:
    """Staff and all others on campus."""
    return tables.staff_count + sum(tables.groups.occupants)


def time_grid(horizon: float) -> Array:
    """(TIME_POINTS,) seconds from onset, evenly from 0 to the horizon."""
    return np.linspace(0.0, horizon, TIME_POINTS)


def count_aware(aware: Sequence[float] | Array, times: Array) -> NDArray[np.intp]:
    """(TIME_POINTS,) staff who are aware at each of the times, those who become so at that instant included. aware: when each did."""
    return np.searchsorted(aware, times, side="right")


def count_protected(
    since: Sequence[float] | Array, heads: Sequence[int] | NDArray[np.int64], times: Array
) -> NDArray[np.int64]:
    """(TIME_POINTS,) heads that are protected at each of the times. since: in order, when so many more heads were."""
    total = np.zeros(len(heads) + 1, np.int64)
    np.cumsum(heads, out=total[1:])
    return total[np.searchsorted(since, times, side="right")]


class ShareTally:
    """The distribution of a share at each moment over replications, which are added as they come."""

    def __init__(self) -> None:
        self._of_present: dict[int, _CountTable] = {}

    def add(self, counts: Counts, present: NDArray[np.unsignedinteger[Any]]) -> None:
        """counts: (n, TIME_POINTS). present: (n,) of how many; at least the counts."""
        for number in np.unique(present).tolist():
            if number not in self._of_present:
                self._of_present[number] = _CountTable(number)
            self._of_present[number].add(counts[present == number])

    def build_curve(self, arm: Arm, what: CurveKind, times: Array, step: int = 1) -> Curve:
        """The curve of one arm, of at least one replication. step: 3 for every third moment alone."""
        moments = range(0, TIME_POINTS, step)
        low, high = zip(*map(self._find_band, moments), strict=True)
        return Curve(*arm, what, tuple(times[::step].tolist()), tuple(self._iterate_means(moments)), low, high)

    def _iterate_means(self, moments: range) -> Iterator[float]:
        replications = sum(table.replications for table in self._of_present.values())
        for moment in moments:
            total = sum(table.sum_shares(moment) for table in self._of_present.values())
            yield float(total / replications)

    def _find_band(self, moment: int) -> tuple[float, float]:
        shares, numbers = (
            np.concatenate(parts)
            for parts in zip(*(table.at(moment) for table in self._of_present.values()), strict=True)
        )
        order = np.argsort(shares)
        return find_quantile(shares[order], numbers[order], LOW), find_quantile(shares[order], numbers[order], HIGH)


class _CountTable:
    """Replications in which the same number of people is present."""

    def __init__(self, present: int) -> None:
        self.present = max(present, 1)
        self.replications = 0
        self._steps = min(self.present, MAX_STEPS)
        self._sums = np.zeros(TIME_POINTS, np.int64)
        self._table = np.zeros((TIME_POINTS, self._steps + 1), np.uint32)

    def add(self, counts: Counts) -> None:
        """counts: (n, TIME_POINTS). Raises ValueError if they count more than are present."""
        if counts.max() > self.present:
            raise ValueError(f"{counts.max()} are counted of {self.present} who are present")
        self.replications += len(counts)
        self._sums += counts.sum(axis=0, dtype=np.int64)
        steps = counts if self._steps == self.present else np.rint(counts * (self._steps / self.present))
        cells = steps.astype(np.intp) + np.arange(TIME_POINTS) * (self._steps + 1)
        np.add.at(self._table.reshape(-1), cells.ravel(), np.uint32(1))

    def sum_shares(self, moment: int) -> Fraction:
        """Over all replications."""
        return Fraction(int(self._sums[moment]), self.present)

    def at(self, moment: int) -> tuple[Array, NDArray[np.uint32]]:
        """Each share that some replication has at a moment, in order, and how many have it."""
        numbers = self._table[moment]
        steps = np.flatnonzero(numbers)
        return steps / self._steps, numbers[steps]


def find_quantile(values: Array, numbers: NDArray[np.integer[Any]], share: float) -> float:
    """The quantile of a sample that has each of these values, in order, so many times; linear between neighbors in the sample."""
    up_to = np.cumsum(numbers, dtype=np.int64)
    place = (int(up_to[-1]) - 1) * share
    below = math.floor(place)
    low, high = values[np.searchsorted(up_to, [below, min(below + 1, int(up_to[-1]) - 1)], side="right")]
    return float(low + (high - low) * (place - below))


def build_curve(arm: Arm, what: CurveKind, times: Array, counts: Counts, present: Counts) -> Curve:
    """The curve of one arm. counts: (n, TIME_POINTS). present: (n,) of how many."""
    tally = ShareTally()
    tally.add(counts, present)
    return tally.build_curve(arm, what, times)


def build_event_curve(arm: Arm, what: CurveKind, times: Array, reached_at: Array) -> Curve:
    """The share of replications that have reached an event by each of the times. reached_at: (n,) seconds from onset."""
    n = len(reached_at)
    reached = np.searchsorted(np.sort(reached_at), times, side="right")
    low, high = (
        tuple(find_quantile(np.array([0.0, 1.0]), np.array([n - number, number]), share) for number in reached)
        for share in (LOW, HIGH)
    )
    return Curve(*arm, what, tuple(times.tolist()), tuple((reached / n).tolist()), low, high)
