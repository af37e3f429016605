"""Probability of being best and expected regret: against closed forms of a normal input space, and by hand."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from sim.statistics.estimators import Array
from sim.statistics.regret import estimate_regrets

POINTS, PAIRS = 2_000, 40
NORMAL = NormalDist()


def draw_gains(mean: float, spread: float, noise: float, shift: float = 0.0) -> Array:
    """(points, 3 arms, pairs): one that is 0 on average, one that leads it by a normal amount, one that is always 50 behind.

    noise: of a pair in the arms alone. All arms share a larger chance of their own, as with common random numbers.
    """
    random = np.random.default_rng(7)
    lead = mean + spread * random.standard_normal((POINTS, 1))
    luck = 30.0 * random.standard_normal((POINTS, PAIRS))
    own = noise * random.standard_normal((3, POINTS, PAIRS))
    return np.stack([luck + own[0], luck + lead + own[1], luck - 50.0 + own[2]], axis=1) + shift


@pytest.mark.parametrize("noise", [0.0, 6.0, 12.0])
def test_both_are_those_of_the_means_however_large_the_chance_of_a_pair(noise: float) -> None:
    """The lead is N(2, 4²); its mean over the pairs has a variance of 2 noise² / 40 in addition, which is up to 7.2 beside 16."""
    of_zero, of_lead, of_worst = estimate_regrets(draw_gains(2.0, 4.0, noise))
    better = NORMAL.cdf(2.0 / 4.0)
    gain = 2.0 * better + 4.0 * NORMAL.pdf(2.0 / 4.0)  # the mean of max(0, lead)
    tolerance = 4 * math.sqrt(better * (1 - better) / POINTS)
    assert of_lead.p_best == pytest.approx(better, abs=tolerance)
    assert of_zero.p_best == pytest.approx(1 - better, abs=tolerance)
    assert of_worst.p_best == 0.0
    assert of_zero.expected == pytest.approx(gain, abs=4 * 4.0 / math.sqrt(POINTS))
    assert of_lead.expected == pytest.approx(gain - 2.0, abs=4 * 4.0 / math.sqrt(POINTS))
    assert of_worst.expected == pytest.approx(50.0 + gain, abs=4 * 4.0 / math.sqrt(POINTS))


def test_arms_that_are_the_same_share_a_point_and_one_that_leads_by_chance_alone_has_all() -> None:
    """By hand: at the first two points all arms agree, at the third the last one leads by 6, at the fourth it is 3 behind."""
    gains = np.repeat(np.arange(20.0).reshape(4, 1, 5), 3, axis=1)
    gains[2, 2] += 6.0
    gains[3, 2] -= 3.0
    first, second, third = estimate_regrets(gains)
    assert first == second
    assert [*first] == pytest.approx([(1 / 3 + 1 / 3 + 0 + 1 / 2) / 4, 6.0 / 4])
    assert [*third] == pytest.approx([(1 / 3 + 1 / 3 + 1 + 0) / 4, 3.0 / 4])
    # Of the means alone, whose standard error is 6.7, one in nine would not lead.
    of_zero, of_lead, _ = estimate_regrets(draw_gains(8.0, 0.0, 30.0))
    assert (of_zero.p_best, of_lead.p_best) == (0.0, 1.0)
    assert of_lead.expected == 0.0
    assert of_zero.expected == pytest.approx(8.0, abs=4 * 30.0 * math.sqrt(2 / (POINTS * PAIRS)))
