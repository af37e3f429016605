"""Means and their intervals: against arithmetic by hand, and against scipy."""

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from scipy import stats

from sim.statistics.estimators import Array, Interval, Resamples, estimate_mean

SEED = 20_240_501


def made(n: int, values: Array | list[float] | None = None) -> Array:
    """Skewed values whose mean is known only to the test."""
    if values is None:
        values = np.random.default_rng(n).lognormal(2.0, 1.0, n) - 5.0
    return np.asarray(values, dtype=np.float64)


def limits(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


def test_three_values_and_two_by_hand_and_one_without_interval_and_test() -> None:
    """1, 2, 3: variance 1, standard error 1/sqrt(3); t(0.975; 2) = 4.302653, so 2 -+ 2.484138.

    With two degrees of freedom P(|T| > t) = 1 - t / sqrt(2 + t**2); t = 2 sqrt(3), so p = 1 - sqrt(12 / 14).
    """
    three = estimate_mean(made(3, [1.0, 2.0, 3.0]), Resamples(SEED, 3))
    assert (three.n, three.mean, three.variance, three.method) == (3, 2.0, 1.0, "t")
    assert limits(three.interval()) == pytest.approx((2 - 2.484138, 2 + 2.484138), abs=1e-6)
    assert three.p_value() == pytest.approx(1 - math.sqrt(12 / 14), rel=1e-12)
    # 0, 2: variance 2, standard error 1, t = 1 with one degree of freedom: p = 1 - 2/pi * atan(1) = 0.5.
    two = estimate_mean(made(2, [0.0, 2.0]), Resamples(SEED, 2))
    assert two.p_value() == pytest.approx(0.5, rel=1e-12)
    assert limits(two.interval()) == pytest.approx((1 - 12.706205, 1 + 12.706205), abs=1e-5)
    single = estimate_mean(made(1, [7.0]), Resamples(SEED, 1))
    assert (single.mean, single.variance, single.method) == (7.0, None, "none")
    assert (single.interval(), single.p_value()) == (None, None)


@pytest.mark.parametrize(("value", "p_value"), [(0.0, 1.0), (0.1, 0.0), (-3.0, 0.0)])
@pytest.mark.parametrize("n", [2, 3, 50, 2_500])
def test_no_variation_makes_the_interval_a_point(n: int, value: float, p_value: float) -> None:
    """Three times 0.1 sums to 0.30000000000000004: the mean of equal values is the value all the same."""
    equal = estimate_mean(np.full(n, value), Resamples(SEED, n))
    assert (equal.method, equal.mean, equal.variance) == ("point", value, 0.0)
    assert limits(equal.interval()) == limits(equal.interval(0.999)) == (value, value)
    assert equal.p_value() == p_value


def test_t_limits_and_p_values_are_those_of_scipy_and_noise_of_the_last_bit_raises_no_warning() -> None:
    almost = estimate_mean(made(20, [5.0] * 19 + [np.nextafter(5.0, 6.0)]), Resamples(SEED, 20))
    assert limits(almost.interval()) == pytest.approx((5.0, 5.0), rel=1e-14)
    assert almost.p_value() == pytest.approx(0.0, abs=1e-12)
    for n in (3, 9, 300, 2_001):
        values = made(n) - 7.0
        ours, scipy = estimate_mean(values, Resamples(SEED, n)), stats.ttest_1samp(values, 0.0)
        assert ours.p_value() == pytest.approx(float(scipy.pvalue), rel=1e-9)
        theirs = scipy.confidence_interval(0.99)
        assert ours.method == ("BCa" if n == 300 else "t")
        if ours.method == "t":
            assert limits(ours.interval(0.99)) == pytest.approx((float(theirs.low), float(theirs.high)), rel=1e-9)


@pytest.mark.parametrize(("n", "method"), [(9, "t"), (10, "BCa"), (2_000, "BCa"), (2_001, "t")])
def test_the_number_of_values_decides_the_method(n: int, method: str) -> None:
    assert estimate_mean(made(n), Resamples(SEED, n)).method == method


@pytest.mark.parametrize("level", [0.95, 0.9967])
@pytest.mark.parametrize("n", [10, 60, 400])
def test_bca_limits_are_those_of_scipy_on_the_same_resamples(n: int, level: float) -> None:
    values, resamples = made(n), Resamples(SEED, n)
    same = cast(Any, SimpleNamespace(bootstrap_distribution=resamples.means(values)))
    scipy = stats.bootstrap(
        (values,), np.mean, n_resamples=0, bootstrap_result=same, method="BCa", batch=100, confidence_level=level
    ).confidence_interval
    assert limits(estimate_mean(values, resamples).interval(level)) == pytest.approx(
        (float(scipy.low), float(scipy.high)), rel=1e-9
    )


def test_resamples_depend_on_seed_and_number_of_values_alone() -> None:
    values = made(40)
    fresh, used = Resamples(SEED, 40), Resamples(SEED, 40)
    used.means(values**2)
    assert np.array_equal(fresh.means(values), used.means(values))
    assert not np.array_equal(fresh.means(values), Resamples(SEED + 1, 40).means(values))
    assert np.array_equal(fresh.means(np.ones(40)), np.ones(20_000))
    with pytest.raises(ValueError, match=r"shape \(3,\).*shape \(4,\)"):
        Resamples(SEED, 4).means(made(3, [1.0, 2.0, 3.0]))


def test_a_mean_among_some_is_theirs_in_every_resample() -> None:
    """Every third of 60: the mean is that of 20, the limits are those of the 20 alone up to chance; among all, nothing is otherwise."""
    values, resamples, third = made(60), Resamples(SEED, 60), np.arange(60) % 3 == 0
    some = estimate_mean(values, resamples, third)
    assert (some.n, some.method) == (20, "BCa")
    assert some.mean == pytest.approx(float(values[::3].mean()))
    alone = estimate_mean(values[::3], Resamples(SEED, 20)).interval()
    assert limits(some.interval()) == pytest.approx(limits(alone), rel=0.05)
    assert np.array_equal(resamples.means(values, np.full(60, True)), resamples.means(values))
    assert np.array_equal(resamples.means(np.where(third, 7.0, np.inf), third), np.full(20_000, 7.0))
    one_of_sixty = resamples.means(values, np.arange(60) == 5)
    assert set(one_of_sixty) == {values[5]}
    assert len(one_of_sixty) < 20_000


@pytest.mark.parametrize(("n", "number"), [(10, 20_000), (1_000, 10_000), (2_000, 5_000)])
def test_the_table_of_resamples_has_ten_million_cells_at_most(n: int, number: int) -> None:
    assert Resamples(SEED, n).count == number
