"""Shifts of a headline between the base case and a moved input: by hand, resolved or not, infinite medians."""

import math

import numpy as np
import pytest
from numpy.typing import ArrayLike

from sim.model.measure import Measure
from sim.statistics.estimators import Resamples
from sim.statistics.paired import Statistic
from sim.statistics.sensitivity import EndShift, ShiftEstimator

AWARE = Measure("aware_t90", "s", "lower", "until 90 % of the staff are aware", is_time=True)
HORIZON = 1_000.0
NEVER = math.inf


def shift(base: ArrayLike, moved: ArrayLike, statistic: Statistic = "mean", delta: float = 16.0) -> EndShift:
    """Between differences of the base case and with an input moved."""
    estimator = ShiftEstimator(AWARE, statistic, HORIZON, delta)
    return estimator.estimate(np.asarray(base, float), np.asarray(moved, float), Resamples(1, len(np.asarray(base))))


def test_the_standard_error_is_that_of_the_paired_difference_and_a_single_pair_resolves_nothing() -> None:
    """The differences vary by hundreds, the shifts are 10, 12, 14: mean 12, variance 4, error sqrt(4 / 3)."""
    found = shift([100.0, 500.0, 900.0], [110.0, 512.0, 914.0])
    assert (found.base, found.reduction, found.shift) == pytest.approx((500.0, 512.0, 12.0))
    assert found.standard_error == pytest.approx(math.sqrt(4 / 3))
    assert found.anchored(40.0) == pytest.approx(52.0)
    assert (shift([1.0], [90.0]).reading, shift([1.0], [90.0]).standard_error) == ("not resolved", None)


@pytest.mark.parametrize(
    ("size", "spread", "reading"),
    [
        (20.0, 40.0, "resolved"),  # error 40 / sqrt(19) = 9.2 s
        (18.0, 40.0, "not resolved"),
        (0.0, 40.0, "not resolved"),  # no shift, but up to 19 s either way are possible
        (0.0, 8.0, "no effect"),  # 8 / sqrt(19) x 2.093 = 3.84 s, within 4 s
        (0.0, 8.4, "not resolved"),  # 4.03 s
        (3.0, 0.0, "no effect"),
        (5.0, 0.0, "resolved"),
    ],
)
def test_an_end_within_two_standard_errors_is_not_resolved_and_no_effect_needs_its_interval(
    size: float, spread: float, reading: str
) -> None:
    """Twenty pairs, delta 16 s, so that a quarter of it is 4 s."""
    base = np.linspace(0.0, 300.0, 20)
    assert shift(base, base + size + spread * np.where(np.arange(20) % 2, 1.0, -1.0)).reading == reading


def test_a_median_headline_has_the_shift_of_the_median_and_its_error_by_resampling() -> None:
    """Three of ten are never reached without the strategy: the restricted mean would move by 200 s, the median moves by 10."""
    estimator = ShiftEstimator(AWARE, "median", HORIZON, 16.0)
    after, before = np.full(40, 80.0), np.array([200.0] * 28 + [NEVER] * 12)
    base = estimator.differences(before, after)
    end = estimator.differences(before - np.where(np.isinf(before), 0.0, 10.0), after)
    found = estimator.estimate(base, end, Resamples(1, 40))
    assert (found.base, found.reduction, found.reading) == (120.0, 110.0, "resolved")
    mean = ShiftEstimator(AWARE, "mean", HORIZON, 16.0)
    assert mean.reduction(mean.differences(before, after)) == pytest.approx(0.7 * 120 + 0.3 * 920)
    # The median of 400 normal differences with standard deviation 10 has error 10 x 1.2533 / 20 = 0.63, here of two independent ones.
    random = np.random.default_rng(3)
    base, moved = random.normal(0.0, 10.0, 400), random.normal(9.0, 10.0, 400)
    found = shift(base, moved, "median")
    assert found.standard_error == pytest.approx(0.63 * math.sqrt(2), rel=0.25)
    assert found.reading == "resolved"


@pytest.mark.parametrize(("missed", "reading"), [(36, "resolved"), (22, "not resolved")])
def test_a_median_that_becomes_infinite_has_a_word_and_no_error(missed: int, reading: str) -> None:
    found = shift(np.full(40, 30.0), np.array([30.0] * (40 - missed) + [NEVER] * missed), "median")
    assert (found.reduction, found.standard_error, found.reading) == (NEVER, None, reading)
    assert (found.word, found.anchored(25.0)) == ("only the strategy reaches it", NEVER)
