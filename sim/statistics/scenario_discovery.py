"""Scenario discovery: the box of at most two inputs in which an outcome of interest is concentrated.

A box is one or two conditions, each that an input is under or over a threshold. Its density is the share of its points that have the
outcome, its coverage the share of the points with the outcome that lie in it. The best box has the largest product of the two; a
second condition has to raise it by SECOND_GAIN. All boxes on a grid of thresholds are tried, so the density of the best is flattered
by the choice: `measure_box` tells what it is on points that had no part in it. Source of the terms: Bryant and Lempert, Technological
Forecasting and Social Change 77 (2010) 34-49.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.statistics.estimators import Array, Selection

THRESHOLDS = tuple(n / 20 for n in range(1, 20))
"""Tried for each input, as shares of its range."""

MIN_SHARE = 0.05
"""Of the points, that a box must hold."""

SECOND_GAIN = 1.1
"""Factor by which a second condition has to raise coverage times density."""

Side = Literal["under", "over"]


@dataclass(frozen=True)
class BoxCondition:
    """One side of a box."""

    input: int
    """Its column."""
    side: Side
    threshold: float
    """As a share of the range."""

    def select(self, points: Array) -> Selection:
        """(points,), those that meet it."""
        column = points[:, self.input]
        return column < self.threshold if self.side == "under" else column > self.threshold


Box = tuple[BoxCondition, ...]


@dataclass(frozen=True)
class BoxMeasure:
    """How well a box holds the outcome, on some points."""

    points: int
    """In all."""
    outcomes: int
    """Points that have the outcome."""
    inside: int
    """Points in the box."""
    hits: int
    """Points in the box that have the outcome."""

    @property
    def density(self) -> float:
        """Share of the box that has the outcome; NaN for an empty box."""
        return self.hits / self.inside if self.inside else math.nan

    @property
    def coverage(self) -> float:
        """Share of the outcome that is in the box; NaN without any."""
        return self.hits / self.outcomes if self.outcomes else math.nan

    @property
    def chance(self) -> float:
        """Probability of as many hits or more, if box and outcome were independent: Fisher's exact test."""
        from scipy.stats import hypergeom

        return float(hypergeom.sf(self.hits - 1, self.points, self.outcomes, self.inside))


def find_box(points: Array, outcome: Selection) -> Box | None:
    """The best box; None where no point or every point has the outcome. points: (n, inputs) in the unit cube; outcome: (n,)."""
    if outcome.all() or not outcome.any():
        return None
    conditions = [
        BoxCondition(column, side, threshold)
        for column in range(points.shape[1])
        for side in ("under", "over")
        for threshold in THRESHOLDS
    ]
    met = np.array([condition.select(points) for condition in conditions], np.float64)
    inside, hits = met @ met.T, (met * outcome) @ met.T
    fits = inside >= max(2.0, MIN_SHARE * len(points))
    scores = np.where(fits, hits**2 / np.maximum(inside, 1.0), -1.0)
    columns = np.array([condition.input for condition in conditions])
    scores[(columns[:, None] == columns) & ~np.eye(len(columns), dtype=bool)] = -1.0
    single = int(scores.diagonal().argmax())
    first, second = np.unravel_index(int(scores.argmax()), scores.shape)
    if scores[single, single] < 0.0 and scores[first, second] < 0.0:
        return None
    if scores[first, second] >= SECOND_GAIN * max(0.0, scores[single, single]):
        return conditions[int(first)], conditions[int(second)]
    return (conditions[single],)


def measure_box(box: Box, points: Array, outcome: Selection) -> BoxMeasure:
    """What it holds of other points. points: (n, inputs); outcome: (n,)."""
    inside = np.logical_and.reduce([condition.select(points) for condition in box])
    return BoxMeasure(
        len(points),
        int(np.count_nonzero(outcome)),
        int(np.count_nonzero(inside)),
        int(np.count_nonzero(inside & outcome)),
    )
