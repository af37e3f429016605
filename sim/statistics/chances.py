"""The chance that one emergency is better, or worse, by at least a given difference: a share of pairs, not of assumptions.

It depends on how the two arms are coupled: with common random numbers a pair is one emergency under two strategies, so the share is that
of emergencies that the strategy changes by as much. The mean difference does not depend on the coupling.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.model.measure import Measure
from sim.statistics.estimators import LEVEL, Array, Interval
from sim.statistics.paired import Pairing, count_large, paired_differences
from sim.statistics.summaries import Arm, censor_at_horizon


@dataclass(frozen=True)
class Chance:
    """Shares of the pairs of one contrast, 0 to 1."""

    baseline: str
    strategy: str
    conditions: tuple[str, ...]
    measure: str
    delta: float
    """In the unit of the measure."""
    better_by_delta: float
    worse_by_delta: float
    """By at least delta; reached in one arm alone counts as more than any delta."""
    ci_low: float
    ci_high: float
    """95% limits of better_by_delta."""
    worse_ci_low: float
    worse_ci_high: float


def compute_chances(
    pairings: Sequence[Pairing],
    arms: Mapping[Arm, Mapping[str, Array]],
    deltas: Mapping[Measure, Sequence[float]],
    horizon: float,
) -> Iterator[Chance]:
    """By pairing, measure and difference. arms: values (n,) as for `contrast_arms`. deltas: by measure, in its unit."""
    for pairing in pairings:
        first, second = (arms[arm] for arm in pairing.arms)
        for measure, sizes in deltas.items():
            before, after = (censor_at_horizon(measure, arm[measure.name], horizon) for arm in (first, second))
            differences = paired_differences(before, after)
            for delta in sizes:
                better, worse = count_large(measure, differences, delta)
                up, down = (share_interval(share, len(differences)) for share in (better, worse))
                yield Chance(*pairing, measure.name, delta, better, worse, up.low, up.high, down.low, down.high)


def share_interval(share: float, n: int) -> Interval:
    """The Wilson interval of a share of n.

    Source: Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
    """
    from scipy.special import ndtri

    z = float(ndtri((1 + LEVEL) / 2))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if share == 0.0 else max(0.0, middle - reach)  # rounding would leave some
    return Interval(low, 1.0 if share == 1.0 else min(1.0, middle + reach))


TAIL = 0.005
"""Of a binomial distribution, beyond which a share is another one."""
LEAST_MOVED = 0.1
"""By which a share must differ to be told as another one."""


def is_another_share(count: int, n: int, usual: int, of: int) -> bool:
    """Whether `count` of n is a larger or a smaller share than `usual` of so many, by LEAST_MOVED and by more than chance.

    The usual share has one more of each kind (Laplace's rule of succession), so that what was never seen is not impossible.
    """
    from scipy.special import bdtr, bdtrc

    chance = (usual + 1) / (of + 2)
    at_most, at_least = bdtr(count, n, chance), bdtrc(count - 1, n, chance) if count else 1.0
    return bool(min(at_most, at_least) < TAIL) and abs(count / n - usual / of) >= LEAST_MOVED
