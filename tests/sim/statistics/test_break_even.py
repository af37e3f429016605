"""The break-even of an input: by hand, and against another isotonic regression."""

import math

import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from sim.statistics.break_even import BreakEven, Crossing, estimate_break_even, find_crossing, fit_monotone
from sim.statistics.estimators import Array, Resamples

N = 60
POINTS = (10.0, 20.0, 30.0, 40.0)


def spread(of: float = 1.0) -> Array:
    """(N,) errors that are symmetric around zero, so that their mean is exactly zero."""
    half = of * np.linspace(0.1, 1.0, N // 2)
    return np.concatenate([half, -half])


def break_even(means: ArrayLike, errors: Array | None = None, threshold: float = 0.0) -> BreakEven:
    """Of a curve with these means at POINTS, all with the same errors."""
    shared = spread() if errors is None else errors
    differences = [mean + shared for mean in np.asarray(means, float)]
    return estimate_break_even(POINTS, differences, Resamples(1, len(shared)), threshold=threshold)


def test_the_break_even_lies_on_the_straight_line_with_the_interval_of_the_mean_over_its_slope() -> None:
    found = break_even([-6.0, -2.0, 6.0, 8.0])
    assert (found.crossing, found.rises, found.signs) == (Crossing.ONCE, True, (-1, -1, 1, 1))
    assert found.value == pytest.approx(22.5)
    falling = break_even([9.0, 3.0, -1.0, -2.0])
    assert (falling.value, falling.rises) == pytest.approx((27.5, False))
    assert break_even([0.0, 10.0, 20.0, 30.0], threshold=15.0).value == pytest.approx(25.0)
    # With errors that all points share, the crossing of a line moves by the mean error over the slope.
    errors = spread(4.0)
    found = break_even([-7.0, -3.0, 1.0, 5.0], errors)  # 0.4 for each unit
    reach = 1.96 * float(errors.std(ddof=1)) / math.sqrt(N) / 0.4
    assert (found.low, found.high) == pytest.approx((27.5 - reach, 27.5 + reach), abs=0.05 * reach)


def test_a_curve_on_one_side_has_no_break_even_and_one_that_changes_sides_twice_has_several() -> None:
    found = break_even([3.0, 2.0, 1.0, 2.0])
    assert (found.crossing, found.value, found.low, found.signs) == (Crossing.NEVER, None, None, (1,) * 4)
    # As where an app that nobody has installed changes nothing.
    differences = [np.zeros(N), *(mean + spread() for mean in (2.0, 4.0, 6.0))]
    assert estimate_break_even(POINTS, differences, Resamples(1, N)).crossing == Crossing.NEVER
    found = break_even([-4.0, 4.0, 4.0, -4.0])
    assert (found.crossing, found.value, found.crossings) == (Crossing.SEVERAL, None, (15.0, 35.0))


def test_a_bend_within_the_error_does_not_count_and_a_side_within_it_leaves_the_break_even_open() -> None:
    """0.1 and -0.1 are the wrong way round; together they are zero, from which the next point rises."""
    found = break_even([-4.0, 0.1, -0.1, 4.0], spread(2.0))
    assert (found.crossing, found.signs) == (Crossing.ONCE, (-1, 0, 0, 1))
    assert found.value == pytest.approx(20.0)
    # The last point is above zero, but may as well be below: the break-even may lie beyond it.
    found = break_even([-6.0, -4.0, -2.0, 0.1], spread(4.0))
    assert (found.crossing, found.high) == (Crossing.UNRESOLVED, None)
    assert found.value == pytest.approx(40.0 - 10.0 * 0.1 / 2.1)
    assert 30.0 < (found.low or 0.0) < 40.0
    found = break_even([-6.0, -2.0, 6.0, 8.0], np.zeros(1))
    assert (found.crossing, found.low, found.high) == (Crossing.UNRESOLVED, None, None)


def test_the_median_crosses_where_half_of_the_pairs_do_and_an_infinite_one_counts_as_the_horizon() -> None:
    """Outliers move every mean below zero and no median; in the first point most pairs are reached by the baseline alone."""
    errors = spread()
    errors[:5] = -1_000.0
    differences = [np.full(N, -np.inf), *(mean + errors for mean in (5.0, 10.0, 15.0))]
    found = estimate_break_even(POINTS, differences, Resamples(1, N), statistic="median", horizon=60.0)
    assert found.value == pytest.approx(10.0 + 10.0 * 60.0 / (60.0 + float(np.median(5.0 + errors))))


@pytest.mark.parametrize("points", [(10.0,), (10.0, 10.0), (20.0, 10.0), (10.0, 20.0, 30.0)])
def test_points_must_ascend_and_match_the_differences(points: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="points must ascend"):
        estimate_break_even(points, [np.zeros(N)] * 2, Resamples(1, N))


def test_the_monotone_fit_is_that_of_scipy() -> None:
    curves = np.random.default_rng(1).normal(size=(50, 9)) + np.linspace(0.0, 1.0, 9)
    expected = [isotonic_regression(curve).x for curve in curves]
    np.testing.assert_allclose(fit_monotone(curves), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("values", "crossing"),
    [
        ([6.0, 3.0, -3.0, -6.0], 45.0),
        ([6.0, 5.0, 4.0, 3.0], None),
        ([-1.0, -2.0, -3.0, -4.0], 0.0),
        ([3.0, 0.0, -1.0, -2.0], 30.0),
    ],
)
def test_where_a_falling_line_reaches_zero(values: list[float], crossing: float | None) -> None:
    assert find_crossing([0.0, 30.0, 60.0, 90.0], values) == crossing
