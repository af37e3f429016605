"""Joint sensitivity: percentiles and shrinkage by hand, noise that is no effect, and the error of a point."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.measures import MEASURES
from sim.statistics.estimators import Resamples
from sim.statistics.joint import estimate_joint, estimate_points
from sim.statistics.sensitivity import ShiftEstimator

DELTA = 15.0
PAIRS = 40

Floats = NDArray[np.float64]


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_points_are_drawn_in_by_hand_around_their_mean() -> None:
    """V = 433.33 of 0, 10 and 40, W = 100; weighted by 1 / 333.33, 1 / 433.33 and 1 / 533.33 their mean is 13.6547."""
    estimate = estimate_joint(np.array([0.0, 10.0, 40.0]), np.sqrt([0.0, 100.0, 200.0]), DELTA)
    assert estimate.percentiles == pytest.approx((0.0, 10.4493, 34.4825), abs=1e-4)
    # V = 200 of 10 and 30; W = 150: the factor is the root of a quarter.
    estimate = estimate_joint(np.array([10.0, 30.0]), np.full(2, math.sqrt(150.0)), 16.0)
    assert estimate.percentiles == pytest.approx((15.0, 15.0, 25.0))
    assert estimate.range is not None
    assert (estimate.range.low, estimate.range.high) == pytest.approx((15.0, 25.0))
    assert (estimate.above_zero, estimate.above_delta, estimate.below_minus_delta) == (1.0, 0.5, 0.0)


@pytest.mark.parametrize(("error", "is_resolvable"), [(6.99, True), (7.0, False), (7.01, False)])
def test_points_that_vary_no_more_than_their_errors_are_not_resolvable(error: float, is_resolvable: bool) -> None:
    """V = 49 of 5, 12 and 19."""
    estimate = estimate_joint(np.array([5.0, 12.0, 19.0]), np.full(3, error), DELTA)
    assert (estimate.is_resolvable, estimate.variance) == (is_resolvable, 49.0)
    if not is_resolvable:
        assert (estimate.range, estimate.above_zero, estimate.above_delta) == (None, None, None)


@pytest.mark.parametrize("values", [[], [3.0], [math.inf, math.inf], [3.0, math.inf], [5.0] * 9])
def test_what_does_not_vary_is_not_resolvable(values: list[float]) -> None:
    estimate = estimate_joint(np.array(values), np.full(len(values), 0.0), DELTA)
    assert (estimate.is_resolvable, estimate.range, estimate.points) == (False, None, len(values))


def test_an_infinite_median_lies_beyond_all_others_and_an_undefined_one_at_zero() -> None:
    """Of 100 points 10 are +inf, 6 -inf, 1 undefined; the rest is 20, 30 or 40, so the factor is 1."""
    finite = np.resize([20.0, 30.0, 40.0], 83)
    values = np.concatenate([np.full(10, math.inf), np.full(6, -math.inf), [math.nan], finite])
    estimate = estimate_joint(values, np.where(np.isfinite(values), 0.0, math.nan), 15.0)
    assert estimate.percentiles == (-math.inf, 30.0, math.inf)
    assert (estimate.above_zero, estimate.above_delta, estimate.below_minus_delta) == (0.93, 0.93, 0.06)
    # As with a single pair at each point.
    assert not estimate_joint(np.array([1.0, 90.0]), np.full(2, math.nan), DELTA).is_resolvable


def test_the_noise_of_a_mean_is_its_standard_error_and_of_a_median_that_of_medians_of_other_samples() -> None:
    differences = generator(5).normal(0.0, 30.0, (300, PAIRS))
    values, errors = estimate_points(estimator("mean"), differences, Resamples(1, PAIRS))
    assert values == pytest.approx(differences.mean(axis=1))
    assert errors == pytest.approx(stats.sem(differences, axis=1))
    # On average over samples; the bootstrap variance of a median of 40 is too high by a tenth or two.
    differences = generator(6).normal(0.0, 30.0, (2_000, PAIRS))
    values, errors = estimate_points(estimator("median"), differences, Resamples(1, PAIRS))
    assert values == pytest.approx(np.median(differences, axis=1))
    assert 1.0 < float((errors**2).mean()) / float(values.var(ddof=1)) < 1.3
    differences = np.tile([math.inf] * 30 + [5.0] * 10, (3, 1))
    values, errors = estimate_points(estimator("median"), differences, Resamples(1, PAIRS))
    assert values.tolist() == [math.inf] * 3
    assert np.isnan(errors).all()


def estimator(statistic: str) -> ShiftEstimator:
    return ShiftEstimator(MEASURES["aware_t90"], "median" if statistic == "median" else "mean", 1_800.0, DELTA)
