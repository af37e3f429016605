"""Curves over time: which there are, that they end where the measures do, and that folding loses nothing."""

import math
import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Curve
from sim.experiment.experiment import Experiment
from sim.experiment.time_curves import TIME_POINTS, ShareTally, build_curve, build_event_curve, find_quantile, time_grid
from sim.statistics.summaries import Arm
from tests.sim.experiment.questions import ALONE

TIMES = time_grid(1800.0)
NOBODY_TO_MANY = [0, 1, 148, 149, 150]


def test_half_an_hour_is_looked_at_every_five_seconds_and_more_than_are_present_are_refused() -> None:
    assert (len(TIMES), TIMES[1], TIMES[-1]) == (TIME_POINTS, 5.0, 1800.0)
    with pytest.raises(ValueError, match="4 are counted of 3"):
        build_curve(Arm("app"), "aware", TIMES, np.full((2, TIME_POINTS), 4, np.uint8), np.full(2, 3, np.uint32))


def random_counts(n: int, present: list[int]) -> tuple[NDArray[np.uint16], NDArray[np.uint32]]:
    """Counts of n replications at all moments, of numbers present in turn."""
    random = np.random.default_rng(n)
    of = np.resize(np.array(present, np.uint32), n)
    return random.integers(0, of[:, None] + 1, (n, TIME_POINTS)).astype(np.uint16), of


def fold(counts: NDArray[np.uint16], present: NDArray[np.uint32]) -> Curve:
    """The curve of counts that come in chunks of seven."""
    tally = ShareTally()
    for start in range(0, len(counts), 7):
        tally.add(counts[start : start + 7], present[start : start + 7])
    return tally.build_curve(Arm("app"), "aware", TIMES)


@pytest.mark.parametrize("n", [1, 2, 11, 500])
@pytest.mark.parametrize("present", [[150], NOBODY_TO_MANY, [4_096, 3], [20_000, 5_001]])
def test_the_mean_and_the_band_are_those_of_all_shares(n: int, present: list[int]) -> None:
    """Of very many people the band is rounded."""
    counts, of = random_counts(n, present)
    curve = fold(counts, of)
    shares = counts / np.maximum(of, 1)[:, None]
    assert curve.mean == pytest.approx([math.fsum(moment) / n for moment in shares.T], rel=1e-15)
    if of.max() > 4_096:
        shares = np.rint(4_096 * shares) / 4_096
    low, high = np.percentile(shares, [10, 90], axis=0)
    assert curve.low == pytest.approx(low, rel=1e-13)
    assert curve.high == pytest.approx(high, rel=1e-13)


def test_what_is_kept_of_counts_does_not_grow() -> None:
    counts, present = random_counts(100, [150])
    tally = ShareTally()
    tally.add(counts, present)
    tracemalloc.start()
    try:
        for _ in range(50):
            tally.add(counts, present)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 10_000


def test_what_happens_at_a_moment_counts_then_and_a_quantile_lies_between_neighbors() -> None:
    curve = build_event_curve(Arm("app"), "shocked", np.array([0.0, 5.0, 10.0]), np.array([5.0, 7.0, math.inf]))
    assert curve.mean == pytest.approx([0, 1 / 3, 2 / 3])
    assert curve.low == pytest.approx([0, 0, 0.2])  # of 0, 1, 1: a fifth of the way from the first to the second
    assert curve.high == pytest.approx([0, 0.8, 1])
    # Of 1, 1, 4, 4, 4, place 0.3 × 4 = 1.2 from 0: a fifth of the way from 1 to 4.
    values, numbers = np.array([1.0, 4.0]), np.array([2, 3])
    assert find_quantile(values, numbers, 0.3) == pytest.approx(1.6)
    assert find_quantile(values, numbers, 1.0) == 4.0


def test_an_arrest_protects_nobody_and_its_curve_of_shocks_fits_the_mean() -> None:
    """The area over the curve is the mean time to a shock, to within a step of the grid."""
    played = compare(Experiment(open_emergency("cardiac-arrest"), ["app"]), ALONE, replications=6, input_pairs=0)
    curves = {curve.what: curve.mean for curve in played.curves}
    assert set(curves) == {"aware", "shocked"}
    shock = next(entry for entry in played.measures if entry.measure == "collapse_to_shock")
    step = played.horizon / (TIME_POINTS - 1)
    assert sum(1 - share for share in curves["shocked"][:-1]) * step == pytest.approx(shock.mean, abs=step)
    assert curves["shocked"][-1] == 1 - shock.not_reached / shock.n
