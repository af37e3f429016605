"""Quantiles that happened, some of them never reached, and their intervals."""

import math
from typing import Any, cast

import numpy as np
import pytest
from scipy import stats

from sim.statistics.estimators import Array, Interval, paired_quantile_difference, quantile_interval, sample_quantile

SEED = 7_031


def values(*numbers: float) -> Array:
    return np.array(numbers, dtype=np.float64)


@pytest.mark.parametrize(("percent", "expected"), [(5, 1.0), (50, 5.0), (90, 9.0), (91, 10.0), (95, 10.0)])
def test_of_one_to_ten_the_quantile_is_one_of_them(percent: int, expected: float) -> None:
    assert sample_quantile(values(10, 3, 7, 1, 5, 9, 2, 8, 4, 6), percent) == expected


@pytest.mark.parametrize("n", [1, 10, 70, 100, 130, 1_000])
def test_nine_in_ten_is_counted_in_whole_numbers(n: int) -> None:
    assert sample_quantile(np.arange(1.0, n + 1), 90) == math.ceil(n * 9 / 10 - 1e-9)


def test_a_quantile_may_be_never_and_the_interval_of_a_median_of_five_by_hand() -> None:
    times = values(4, math.inf, 2, 3, math.inf)
    assert (sample_quantile(times, 50), sample_quantile(times, 60), sample_quantile(times, 61)) == (4, 4, math.inf)
    # All five lie above the median with chance 1/32 = 0.031: few enough at 90 %, too many at 95 %.
    assert quantile_interval(values(5, 1, 4, 2, 3), 50, level=0.90) == Interval(1, 5)
    assert quantile_interval(values(5, 1, 4, 2, 3), 50, level=0.95) is None


@pytest.mark.parametrize("n", [40, 200, 20_000])
@pytest.mark.parametrize("percent", [50, 90])
def test_interval_is_that_of_scipy(n: int, percent: int) -> None:
    sample = np.random.default_rng(SEED).exponential(1.0, n)
    scipy = cast(Any, stats.quantile_test(sample, p=percent / 100)).confidence_interval(0.95)
    assert quantile_interval(sample, percent) == Interval(float(scipy.low), float(scipy.high))


def arms(random: np.random.Generator, n: int, correlation: float) -> tuple[Array, Array]:
    """Two lognormal arms with medians 100 and 60 and the same spread, alike in their luck."""
    luck = random.normal(size=n)
    other = correlation * luck + math.sqrt(1 - correlation**2) * random.normal(size=n)
    return 100 * np.exp(0.5 * luck), 60 * np.exp(0.5 * other)


@pytest.mark.parametrize("correlation", [0.0, 0.9])
def test_difference_of_p90_is_covered_as_often_as_it_says(correlation: float) -> None:
    """The truth is 40 exp(0.5 z), z = 1.281552. Where the arms are much alike the interval is rather too wide."""
    truth, random, times = 40 * math.exp(0.5 * 1.2815515655), np.random.default_rng(SEED), 1_500
    hits = 0
    for _ in range(times):
        _, interval = paired_quantile_difference(*arms(random, 200, correlation), 90)
        assert interval is not None
        hits += interval.low <= truth <= interval.high
    assert 0.95 - 4 * math.sqrt(0.95 * 0.05 / times) <= hits / times <= 0.99


def test_pairing_makes_the_interval_of_the_difference_narrower() -> None:
    random = np.random.default_rng(SEED)
    widths = []
    for correlation in (0.0, 0.9):
        _, interval = paired_quantile_difference(*arms(random, 2_000, correlation), 90)
        assert interval is not None
        widths.append(interval.half_width)
    assert widths[1] < 0.8 * widths[0]


def test_a_p90_that_is_not_reached_has_no_difference_and_a_limit_that_is_not_no_interval() -> None:
    assert paired_quantile_difference(values(1, 2, 3), values(1, 2, 3), 90) == (0, Interval(0, 0))
    reached, never = values(*range(10)), values(*range(8), math.inf, math.inf)
    assert paired_quantile_difference(reached, never, 90) == (None, None)
    assert paired_quantile_difference(never, reached, 90) == (None, None)
    late = np.append(np.arange(1.0, 92.0), [math.inf] * 9)
    assert paired_quantile_difference(late, np.arange(0.0, 100.0), 90) == (1.0, None)
    assert paired_quantile_difference(values(3), values(1), 90) == (2.0, None)
    assert paired_quantile_difference(values(3), values(3), 90) == (0.0, None)
