"""Which arm is best over the input space, and what the choice of an arm costs: probability of being best, and expected regret.

All arms are played at the same points of the input space, with common random numbers at each. The regret of an arm at a point is how far
its mean is behind the best one there; its mean over the points is the expected regret, or expected opportunity cost. Arms that share the
best mean share the point.

The chance of a few pairs at a point makes some arm look best. So each arm's lead over the one with the best mean over all points is drawn
towards its mean, as in `sim.statistics.joint`. A lead that is the same in all pairs of a point has no such chance, and stays.

Source: Chick and Inoue, New two-stage and sequential procedures for selecting the best simulated system, Operations Research 49 (2001)
732-743, on opportunity cost beside the probability of a correct selection.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.statistics.estimators import Array, exact_mean, sample_variance
from sim.statistics.joint import find_shrinkage


class Regret(NamedTuple):
    """Of one arm over the points."""

    p_best: float
    """Probability that its mean is the best one."""
    expected: float
    """Mean distance from the best mean, 0 or more, in the unit of the measure."""


def estimate_regrets(gains: Array) -> tuple[Regret, ...]:
    """By arm, from (points, arms, pairs) in which more is better. Two points and two pairs at least."""
    leader = int(gains.mean(axis=(0, 2)).argmax())
    leads = [_shrink(gains[:, arm] - gains[:, leader]) for arm in range(gains.shape[1])]
    standing = np.stack(leads, axis=1)
    best = standing.max(axis=1, keepdims=True)
    is_best = standing == best
    shares = is_best / is_best.sum(axis=1, keepdims=True)
    return tuple(
        Regret(exact_mean(share), exact_mean(behind))
        for share, behind in zip(shares.T, (best - standing).T, strict=True)
    )


def _shrink(leads: Array) -> Array:
    """(points,) means of (points, pairs), drawn towards their own mean where pairs differ."""
    means, squared_errors = leads.mean(axis=1), leads.var(axis=1, ddof=1) / leads.shape[1]
    middle = exact_mean(means)
    factor = find_shrinkage(sample_variance(means, middle), exact_mean(squared_errors))
    shrunken: Array = np.where(squared_errors > 0.0, middle + factor * (means - middle), means)
    return shrunken
