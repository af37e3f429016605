"""How many were aware and how many protected at each moment: counted where it is played, shares afterwards.

A replication leaves whole numbers at 361 moments from onset to the horizon (every 5 s of half an hour, so that a
curve can be drawn from point to point and shows no stairs), and how many there were; so a thousand replications
are one or two megabytes an arm, and no trace is kept. Shares are of the staff on campus, and of the heads that can be
protected, in that replication.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.comparison import Curve, CurveKind
from sim.estimates import Array
from sim.reading import TraceSummary
from sim.summaries import Arm
from sim.tables import Tables

TIME_POINTS = 361
LOW, HIGH = 10, 90
"""Percentiles of the band over replications."""

Counts = NDArray[np.unsignedinteger[Any]]


def allocate_counts(tables: Tables, *shape: int) -> Counts:
    """Room for counts of people, in the shortest whole numbers that hold everybody on campus."""
    return np.zeros((*shape, TIME_POINTS), np.min_scalar_type(tables.staff_count + sum(tables.groups.occupants)))


def time_grid(horizon: float) -> Array:
    """(MOMENTS,) seconds from onset, evenly from 0 to the horizon."""
    return np.linspace(0.0, horizon, TIME_POINTS)


def count_aware(reading: TraceSummary, times: Array) -> NDArray[np.intp]:
    """(MOMENTS,) staff who are aware at each of the times, those who become so at that instant included."""
    return np.searchsorted(reading.aware, times, side="right")


def count_protected(reading: TraceSummary, times: Array) -> NDArray[np.int64]:
    """(MOMENTS,) heads that are protected at each of the times."""
    heads = np.cumsum([0, *(heads for _, heads in reading.protected)])
    return heads[np.searchsorted([time for time, _ in reading.protected], times, side="right")]


def mark_reached(found: Array, times: Array) -> Counts:
    """(n, MOMENTS) 1 where a replication has reached a thing at each of the times. found: (n,) seconds from onset."""
    return (found[:, None] <= times).astype(np.uint8)


def build_curve(arm: Arm, what: CurveKind, times: Array, counts: Counts, present: Counts) -> Curve:
    """The curve of one arm. counts: (n, MOMENTS). present: (n,) of how many; nobody there counts as none."""
    shares = counts / np.maximum(present, 1)[:, None]
    mean = [math.fsum(moment.tolist()) / len(shares) for moment in shares.T]
    low, high = np.percentile(shares, [LOW, HIGH], axis=0, overwrite_input=True)
    return Curve(*arm, what, _floats(times), tuple(mean), _floats(low), _floats(high))


def _floats(values: Sequence[float] | Array) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
