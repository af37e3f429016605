"""How often one emergency is better or worse by enough: counted by hand, and where an arm never reaches it."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.model.measure import Measure
from sim.statistics.chances import Chance, compute_chances, is_another_share, share_interval
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm

AWARE = Measure("aware_t90", "s", "lower", "until 90% of the staff are aware", is_time=True)
MARGIN = Measure("aset_margin", "s", "higher", "time to spare")
PAIRING = Pairing("office-pa", "app")


def chances(measure: Measure, before: list[float], after: list[float], *deltas: float) -> list[Chance]:
    first, second = PAIRING.arms
    arms: dict[Arm, dict[str, np.ndarray]] = {
        first: {measure.name: np.array(before)},
        second: {measure.name: np.array(after)},
    }
    return list(compute_chances([PAIRING], arms, {measure: deltas}, 1_000.0))


def test_differences_of_at_least_delta_are_counted_both_ways() -> None:
    """Differences 10, 9, 0, -10, -11: at 10 s one is better and two are worse; at 5 s two and two."""
    before, after = [100.0, 100.0, 100.0, 100.0, 100.0], [90.0, 91.0, 100.0, 110.0, 111.0]
    ten, five = chances(AWARE, before, after, 10.0, 5.0)
    assert (ten.better_by_delta, ten.worse_by_delta) == (0.2, 0.4)
    assert (five.better_by_delta, five.worse_by_delta) == (0.4, 0.4)
    [chance] = chances(MARGIN, [0.0, 0.0, 0.0], [20.0, -20.0, 30.0], 15.0)
    assert (chance.better_by_delta, chance.worse_by_delta) == (2 / 3, 1 / 3)
    # Also where it is reached after the horizon, which is not reached.
    [chance] = chances(AWARE, [math.inf, 990.0, math.inf, 1_500.0], [999.0, math.inf, math.inf, 1_200.0], 500.0)
    assert (chance.better_by_delta, chance.worse_by_delta) == (0.25, 0.25)


@pytest.mark.parametrize(("count", "n"), [(0, 40), (3, 40), (360, 2_000), (40, 40)])
def test_the_interval_is_the_one_of_wilson(count: int, n: int) -> None:
    found, known = share_interval(count / n, n), stats.binomtest(count, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-12)


def test_what_never_or_always_was_has_zero_or_one_in_its_interval_to_the_last_bit() -> None:
    ends = [(share_interval(0.0, n).low, share_interval(1.0, n).high) for n in range(1, 200)]
    assert {*ends} == {(0.0, 1.0)}


@pytest.mark.parametrize(
    ("count", "n", "usual", "of", "is_another"),
    [
        (3, 10, 6, 192, True),  # P(at least 3 of 10) is 0.0047 by chance of 7/194
        (3, 10, 7, 192, False),  # 0.0067 of 8/194
        (1, 38, 0, 192, False),  # 0.18 of 1/194
        (4, 38, 0, 192, True),
        (3, 38, 0, 192, False),  # 0.001, but under a tenth
        (0, 10, 90, 192, True),  # P(none of 10) is 0.0018 of 91/194
        (0, 10, 75, 192, False),  # 0.0070 of 76/194
        (10, 10, 100, 192, True),  # P(all of 10) is 0.0015 of 101/194
        (10, 10, 120, 192, False),  # 0.0092 of 121/194
    ],
)
def test_a_share_is_another_one_by_a_tenth_and_by_more_than_chance(
    count: int, n: int, usual: int, of: int, is_another: bool
) -> None:
    assert is_another_share(count, n, usual, of) is is_another
    assert is_another_share(n - count, n, of - usual, of) is is_another
