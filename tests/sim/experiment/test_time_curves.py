"""Curves over time: which there are, and that they end where the measures do."""

import math
import tracemalloc

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import TIME_POINTS, build_curve, mark_reached, time_grid
from sim.statistics.summaries import Arm


def test_half_an_hour_is_looked_at_every_five_seconds() -> None:
    times = time_grid(1800.0)
    assert (len(times), times[1], times[-1]) == (TIME_POINTS, 5.0, 1800.0)


def test_what_happens_at_a_moment_counts_then_and_what_never_happens_never() -> None:
    result, times = np.array([5.0, 7.0, math.inf]), np.array([0.0, 5.0, 10.0])
    assert mark_reached(result, times).tolist() == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]


def test_a_curve_takes_little_memory_beside_its_counts() -> None:
    """The shares of all moments at once would take eight times as much as the counts."""
    counts, present = np.ones((20_000, TIME_POINTS), np.uint8), np.full(20_000, 3, np.uint32)
    tracemalloc.start()
    try:
        build_curve(Arm("app"), "aware", time_grid(1800.0), counts, present)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < counts.nbytes / 3


def test_an_arrest_protects_nobody_and_its_curve_of_shocks_fits_the_mean() -> None:
    """The area over the curve is the mean time to a shock, to within a step of the grid."""
    played = compare(
        open_emergency("cardiac-arrest"), strategies=["app"], replications=6, input_pairs=0, workers=1
    )
    curves = {curve.what: curve.mean for curve in played.curves}
    assert set(curves) == {"aware", "shocked"}
    shock = next(entry for entry in played.measures if entry.measure == "collapse_to_shock")
    step = played.horizon / (TIME_POINTS - 1)
    assert sum(1 - share for share in curves["shocked"][:-1]) * step == pytest.approx(shock.mean, abs=step)
    assert curves["shocked"][-1] == 1 - shock.not_reached / shock.n
