"""What stands beside the unaware time of an assailant: the largest possible gain, in which emergencies it lies, and what it is made of.

*The bound* is the gain if everyone had become aware at the first report of the baseline. *Knowing sooner* counts both arms to the
baseline's end of the danger; the rest of the gain is that the *danger ends sooner*. Emergencies are also told apart by the hazard's own
clock, which is the same in both arms and depends on nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.statistics.estimators import Array, Estimate, Resamples, Selection, estimate_mean, exact_mean
from sim.statistics.paired import Pairing
from sim.statistics.summaries import lower_limit, upper_limit

OWN_CLOCKS = ((0.0, 120.0), (120.0, 300.0), (300.0, float("inf")))
"""Seconds of the hazard's own clock: under 2 minutes, 2 to 5, over 5."""


@dataclass(frozen=True)
class Gain:
    """A mean paired reduction in seconds with its 95% limits; None for a single pair."""

    reduction: float
    ci_low: float | None
    ci_high: float | None

    @classmethod
    def of(cls, estimate: Estimate) -> Gain:
        """The estimate as plain numbers."""
        around = estimate.interval()
        return cls(estimate.mean, lower_limit(around), upper_limit(around))


@dataclass(frozen=True)
class ClockStratum:
    """Emergencies whose own clock runs `at_least` to below `below` seconds; None: without a limit."""

    at_least: float
    below: float | None
    pairs: int
    baseline: float | None
    strategy: float | None
    """Mean unaware time in seconds; None without any pair."""
    gain: Gain | None


@dataclass(frozen=True)
class UnawareTime:
    """Of one pairing; seconds per member of staff."""

    baseline: str
    strategy: str
    conditions: tuple[str, ...]
    bound: float
    """The largest possible gain: if everyone had become aware at the first report of the baseline."""
    gain_share: float | None
    """The gain as a share of the bound; None without a bound."""
    knowing_sooner: Gain
    danger_ends_sooner: Gain
    over_before_90: tuple[float, float]
    """Share of the runs of each arm in which the danger was over before 90% of the staff knew."""
    strata: tuple[ClockStratum, ...]


class UnawareValues(NamedTuple):
    """Of one arm, (n,) seconds each, one per replication in order."""

    unaware_time: Array
    bound: Array
    """If everyone had become aware at the first report of this arm."""
    same_span: Array
    """Counted to the end of the danger in the arm that this one is compared with."""
    aware_t90: Array
    hazard_over: Array


def compare_unaware_times(
    pairing: Pairing, first: UnawareValues, second: UnawareValues, clocks: Array, resamples: Resamples
) -> UnawareTime:
    """first, second: of baseline and strategy, whose same span is that of the baseline. clocks: (n,) the hazard's own."""
    before, after = first.unaware_time, second.unaware_time
    bound = exact_mean(before - first.bound)
    return UnawareTime(
        *pairing,
        bound=bound,
        gain_share=exact_mean(before - after) / bound if bound > 0 else None,
        knowing_sooner=Gain.of(estimate_mean(before - second.same_span, resamples)),
        danger_ends_sooner=Gain.of(estimate_mean(second.same_span - after, resamples)),
        over_before_90=(_share_over_before_90(first), _share_over_before_90(second)),
        strata=tuple(_iterate_strata(clocks, before, after, resamples)),
    )


def _share_over_before_90(arm: UnawareValues) -> float:
    return float((arm.hazard_over < arm.aware_t90).mean())


def _iterate_strata(clocks: Array, before: Array, after: Array, resamples: Resamples) -> Iterator[ClockStratum]:
    for at_least, below in OWN_CLOCKS:
        among: Selection = (clocks >= at_least) & (clocks < below)
        pairs, limit = int(np.count_nonzero(among)), None if np.isinf(below) else below
        if not pairs:
            yield ClockStratum(at_least, limit, 0, None, None, None)
            continue
        gain = Gain.of(estimate_mean(before - after, resamples, among))
        yield ClockStratum(at_least, limit, pairs, exact_mean(before[among]), exact_mean(after[among]), gain)
