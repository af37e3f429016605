"""Compares two arms pair by pair: mean reduction, interval, share of pairs that are worse, and tails.

Every pair counts, whether or not the event was reached: the difference is min(T0, horizon) - min(T1, horizon). Because averages hide
adverse tails, percentiles of the paired difference and the difference of the arms' p90 stand beside the mean. Measures that are not
primary are exploratory: they have an interval and a p-value, but no adjusted p-value and no verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from sim.model.measure import Direction, Measure, Unit
from sim.statistics.estimators import (
    Array,
    Estimate,
    Interval,
    Method,
    Resamples,
    estimate_mean,
    exact_mean,
    paired_quantile_difference,
    sample_quantile,
    sample_variance,
)
from sim.statistics.summaries import (
    Arm,
    censor_at_horizon,
    lower_limit,
    require_valid,
    restrict_to_horizon,
    upper_limit,
)
from sim.statistics.verdicts import HolmRank, InputRange, Verdict, adjust_holm, judge


class Pairing(NamedTuple):
    """Which two strategies are compared, both under the same world conditions."""

    baseline: str
    strategy: str
    conditions: tuple[str, ...] = ()

    @property
    def arms(self) -> tuple[Arm, Arm]:
        """Baseline first."""
        return Arm(self.baseline, self.conditions), Arm(self.strategy, self.conditions)


@dataclass(frozen=True)
class Contrast:
    """One entry of `contrasts`. Intervals are simulation error only; what could not be computed is None."""

    baseline: str
    strategy: str
    conditions: tuple[str, ...]
    measure: str
    unit: Unit
    direction: Direction
    n: int
    """Pairs."""
    reduction: float
    """Mean of baseline - strategy."""
    improvement: float
    """The reduction, signed so that positive is better."""
    ci_low: float | None
    ci_high: float | None
    """Unadjusted 95 % limits of the reduction; None for a single pair."""
    relative_reduction: float | None
    """Of the baseline's restricted mean; None for probabilities, margins and a baseline <= 0."""
    better_share: float
    same_share: float
    worse_share: float
    """Shares of matched replications, 0 to 1."""
    reduction_p05: float
    reduction_p95: float
    """5th and 95th percentile of the paired difference."""
    p90_reduction: float | None
    p90_low: float | None
    p90_high: float | None
    """The baseline's p90 - the strategy's, and 95 % limits; None: one not reached, or n too small."""
    variance_reduction: float | None
    """(Var0 + Var1) / Var(difference): the factor of replications saved by pairing."""
    p_value: float | None
    """Two-sided paired t test; None for a single pair."""
    method: Method
    """Of ci_low and ci_high, and of the interval that the verdict reads."""
    exploratory: bool = True
    """Not one of the scenario's primary measures."""
    p_adjusted: float | None = None
    verdict: str = Verdict.EXPLORATORY.value
    """The text of `finding`, as result files have it."""
    delta: float | None = None
    """The smallest practical difference."""
    verdict_level: float | None = None
    verdict_low: float | None = None
    verdict_high: float | None = None
    """Level and limits, of the improvement, that the verdict read."""
    input_low: float | None = None
    input_high: float | None = None
    input_named: str | None = None
    """Input range of the reduction, and the inputs that give its ends."""
    input_base: float | None = None
    """Mean of the reduction over the sensitivity sample in the base case."""

    @property
    def finding(self) -> Verdict:
        """The verdict; `input_named` has the inputs of a sensitive one."""
        text, _, _ = self.verdict.partition(f"{Verdict.SENSITIVE}: ")
        return Verdict(text or Verdict.SENSITIVE)


class _Paired(NamedTuple):
    """A contrast before the family is known, and the estimate that gives its interval at any level."""

    measure: Measure
    contrast: Contrast
    difference: Estimate
    differences: Array
    """baseline - strategy, pair by pair (n,)."""
    never_reached: bool
    """By neither arm in any pair."""


def contrast_arms(
    pairings: Sequence[Pairing],
    arms: Mapping[Arm, Mapping[str, Array]],
    measures: Iterable[Measure],
    primaries: Mapping[str, float],
    horizon: float,
    resamples: Resamples,
    ranges: Mapping[tuple[Pairing, str], InputRange] | None = None,
    input_pairs: int = 0,
) -> list[Contrast]:
    """Every pairing on every measure that both its arms have, in the order of `pairings` and `measures`.

    arms: per arm and measure the values (n,), one per replication in order. primaries: the smallest
    practical difference (unit of the measure) of each primary measure. ranges: input range per pairing and
    primary measure, which rests on the first `input_pairs`.
    Raises KeyError for an arm that was not played, ValueError for arrays that do not pair
    and pairings named twice.
    """
    twice = [pairing for pairing, times in Counter(pairings).items() if times > 1]
    if twice:
        raise ValueError(f"pairings {twice} are named more than once; the family counts each once")
    measures = list(measures)
    paired: list[_Paired] = []
    for pairing in pairings:
        first, second = (arms[arm] for arm in pairing.arms)
        both = [measure for measure in measures if measure.name in first and measure.name in second]
        paired += [_pair(pairing, m, first[m.name], second[m.name], horizon, resamples) for m in both]
    return _adjust_for_multiplicity(paired, primaries, ranges or {}, input_pairs)


def _pair(
    pairing: Pairing, measure: Measure, first: Array, second: Array, horizon: float, resamples: Resamples
) -> _Paired:
    """The contrast of one measure of one pairing, before the family is known."""
    if require_valid(measure, first).shape != require_valid(measure, second).shape:
        raise ValueError(f"{measure.name}: {len(first)} and {len(second)} replications do not pair")
    before, after = (
        restrict_to_horizon(measure, first, horizon),
        restrict_to_horizon(measure, second, horizon),
    )
    differences = before - after
    difference = estimate_mean(differences, resamples)
    first, second = censor_at_horizon(measure, first, horizon), censor_at_horizon(measure, second, horizon)
    better, same, worse = _outcome_proportions(measure, first, second)
    p90, around_p90 = paired_quantile_difference(first, second, 90)
    around = difference.interval()
    contrast = Contrast(
        *pairing,
        measure=measure.name,
        unit=measure.unit,
        direction=measure.direction,
        n=difference.n,
        reduction=difference.mean,
        improvement=measure.sign * difference.mean,
        ci_low=lower_limit(around),
        ci_high=upper_limit(around),
        relative_reduction=_relative_reduction(measure, difference.mean, exact_mean(before)),
        better_share=better,
        same_share=same,
        worse_share=worse,
        reduction_p05=sample_quantile(differences, 5),
        reduction_p95=sample_quantile(differences, 95),
        p90_reduction=p90,
        p90_low=lower_limit(around_p90),
        p90_high=upper_limit(around_p90),
        variance_reduction=_variance_reduction_factor(before, after, difference),
        p_value=difference.p_value(),
        method=difference.method,
    )
    return _Paired(measure, contrast, difference, differences, bool(np.isinf([first, second]).all()))


def _outcome_proportions(measure: Measure, first: Array, second: Array) -> tuple[float, float, float]:
    """Shares of pairs better, same and worse; math.inf is not reached, so that two of them are the same."""
    n = len(first)
    fell, rose = int(np.count_nonzero(second < first)), int(np.count_nonzero(second > first))
    better, worse = (fell, rose) if measure.direction == "lower" else (rose, fell)
    return better / n, (n - better - worse) / n, worse / n


def _relative_reduction(measure: Measure, reduction: float, baseline: float) -> float | None:
    """Share of the baseline's restricted mean, where that means anything."""
    return reduction / baseline if measure.has_relative_reduction and baseline > 0 else None


def _variance_reduction_factor(before: Array, after: Array, difference: Estimate) -> float | None:
    """(Var0 + Var1) / Var(difference); None where the difference does not vary, or n is 1."""
    if not difference.variance:
        return None
    return (
        sample_variance(before, exact_mean(before)) + sample_variance(after, exact_mean(after))
    ) / difference.variance


def _adjust_for_multiplicity(
    paired: Sequence[_Paired],
    primaries: Mapping[str, float],
    ranges: Mapping[tuple[Pairing, str], InputRange],
    input_pairs: int,
) -> list[Contrast]:
    """Adds adjusted p-values and verdicts. Ties rank by name, so the order of strategies does not matter."""
    family = sorted(
        (pair for pair in paired if pair.contrast.measure in primaries),
        key=lambda pair: (_pairing_of(pair.contrast), pair.contrast.measure),
    )
    ranked = adjust_holm([pair.contrast.p_value for pair in family])
    judged = {
        (_pairing_of(pair.contrast), pair.measure.name): _add_verdict(
            pair,
            rank,
            primaries[pair.measure.name],
            ranges.get((_pairing_of(pair.contrast), pair.measure.name)),
            input_pairs,
        )
        for pair, rank in zip(family, ranked, strict=True)
    }
    return [judged.get((_pairing_of(pair.contrast), pair.measure.name), pair.contrast) for pair in paired]


def _pairing_of(contrast: Contrast) -> Pairing:
    return Pairing(contrast.baseline, contrast.strategy, contrast.conditions)


def _add_verdict(
    pair: _Paired, rank: HolmRank, delta: float, inputs: InputRange | None, input_pairs: int
) -> Contrast:
    """The contrast with its place in the family, its input range and its verdict."""
    reduction: Interval | None = pair.difference.interval(rank.level)
    improvement = None if reduction is None else reduction.times(pair.measure.sign)
    verdict = judge(
        pair.measure, improvement, delta, inputs, pair.difference.n, pair.never_reached, rank.is_rejected
    )
    return replace(
        pair.contrast,
        exploratory=False,
        p_adjusted=rank.adjusted,
        verdict=f"{verdict}: {inputs.main_driver}"
        if verdict == Verdict.SENSITIVE and inputs
        else verdict.value,
        delta=delta,
        verdict_level=rank.level,
        verdict_low=lower_limit(improvement),
        verdict_high=upper_limit(improvement),
        input_low=inputs.low if inputs else None,
        input_high=inputs.high if inputs else None,
        input_named=inputs.main_driver if inputs else None,
        input_base=exact_mean(pair.differences[:input_pairs]) if inputs and input_pairs else None,
    )
