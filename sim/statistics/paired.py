"""Compares two arms pair by pair. Experiments and exercises use `contrast_pair`, so the same difference reads the same in both.

Every pair counts: the difference is min(T0, horizon) - min(T1, horizon), and its mean is the restricted mean. A mean can hide what most
pairs do. So the median and the share of pairs that differ by less than a second stand beside it.

The restricted mean depends on the horizon. Where either arm misses a time in more than MISSED_SHARE of the replications, the headline
is another: the share reached in each arm with the paired difference, the *median* paired difference, in which a time that is not reached
comes later than any other, and the mean over the pairs in which both arms reached it. `statistic` says which of the two holds.

Because averages hide adverse tails, percentiles of the paired difference and the difference of the arms' p90 are there too. Measures that
are not primary are exploratory: they have an interval and a p-value, but no adjusted p-value and no verdict.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, NamedTuple

import numpy as np

from sim.model.measure import Direction, Measure, Unit
from sim.statistics.estimators import (
    Array,
    Estimate,
    Interval,
    Method,
    Resamples,
    Selection,
    estimate_mean,
    exact_mean,
    finite_or_none,
    paired_quantile_difference,
    quantile_interval,
    sample_quantile,
    sample_variance,
)
from sim.statistics.summaries import (
    MISSED_SHARE,
    Arm,
    censor_at_horizon,
    lower_limit,
    require_valid,
    restrict_to_horizon,
    upper_limit,
)
from sim.statistics.verdicts import HolmRank, InputRange, Reading, Verdict, adjust_holm, judge, judge_base_case

MIN_ADVERSE_EFFECT = 0.01
"""Of the baseline's value: an adverse effect is at least that large."""

MIN_REACHED_LOSS = 0.01
"""Of the replications: reached less often by as much is an adverse effect."""

Statistic = Literal["mean", "median"]
"""Of the paired difference, what is said first."""


class MedianWord(StrEnum):
    """What an infinite median says: in half of the pairs or more, one arm reaches it and the other does not."""

    FINITE = ""
    ONLY_STRATEGY = "only the strategy reaches it"
    ONLY_BASELINE = "only the baseline reaches it"
    UNDEFINED = "undefined"


SensitivityRange = Literal["joint", "one-way"]

Adverse = Literal["", "worse", "inconclusive"]
"""Whether a difference is an adverse effect: its interval lies on the worse side, or only its size does."""


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
    """One entry of `contrasts`. Intervals are Monte Carlo error only, at 95%; what could not be computed is None."""

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
    statistic: Statistic
    """What is said first: "mean", or "median" where either arm misses it in more than 2% of the replications."""
    median_reduction: float | None
    median_low: float | None
    median_high: float | None
    """Median paired difference, not reached being later than anything, and its 95% order-statistic limits; None where infinite."""
    median_word: MedianWord
    under_1s_share: float | None
    """Share of pairs in which a time or margin differs by less than 1 s; None in other units."""
    baseline_not_reached: int
    strategy_not_reached: int
    """Replications in which each arm did not reach it by the horizon."""
    reached_gain: float
    reached_gain_low: float | None
    reached_gain_high: float | None
    """Share of replications in which the strategy reaches it - that of the baseline, paired, with 95% limits."""
    both_reached: int
    both_reduction: float | None
    both_low: float | None
    both_high: float | None
    """Pairs in which both arms reach it, and the mean reduction over those with its 95% limits; None without any."""
    adverse: Adverse
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
    """The text of `finding`, as result files have it: a mixed one goes on with its shares, a sensitive one with the inputs."""
    base_verdict: str = Verdict.EXPLORATORY.value
    """With every input at its own value, whatever the ranges say."""
    delta: float | None = None
    """The smallest practical difference."""
    verdict_statistic: Statistic | None = None
    """What the verdict is about: the mean of the paired difference, or its median together with the share that achieves it."""
    verdict_level: float | None = None
    verdict_low: float | None = None
    verdict_high: float | None = None
    """Level and limits, of the improvement, that the verdict read."""
    input_low: float | None = None
    input_high: float | None = None
    input_named: str | None = None
    """Sensitivity range of the headline value, and the inputs that give its ends."""
    input_low_word: MedianWord = MedianWord.FINITE
    input_high_word: MedianWord = MedianWord.FINITE
    """For an end that is an infinite median; its number is None then."""
    input_base: float | None = None
    """The headline value over the sensitivity sample in the base case; None for an infinite median."""
    verdict_range: SensitivityRange | None = None
    """Which sensitivity range the verdict read; None: none was played."""

    @property
    def headline(self) -> float | None:
        """The reduction that is said first; None for an infinite median."""
        return self.median_reduction if self.statistic == "median" else self.reduction

    @property
    def headline_interval(self) -> Interval | None:
        """Its 95% limits; None where one of them is missing."""
        limits = (self.median_low, self.median_high) if self.statistic == "median" else (self.ci_low, self.ci_high)
        return None if limits[0] is None or limits[1] is None else Interval(limits[0], limits[1])

    @property
    def improvement_limits(self) -> Interval:
        """Those of `improvement`; the improvement itself for a single pair."""
        low, high = (self.reduction if end is None else end for end in (self.ci_low, self.ci_high))
        return Interval(low, high).times(1.0 if self.improvement == self.reduction else -1.0)

    @property
    def finding(self) -> Verdict:
        """The verdict; `input_named` has the inputs of a sensitive one."""
        return Verdict(self.verdict.partition(": ")[0])

    @property
    def base_finding(self) -> Verdict:
        """The verdict with every input at its own value."""
        return Verdict(self.base_verdict.partition(": ")[0])


def contrast_pair(
    pairing: Pairing, measure: Measure, first: Array, second: Array, horizon: float, resamples: Resamples
) -> Contrast:
    """The contrast of one measure, without a family. first, second: (n,) of baseline and strategy, one per replication in order.

    Raises ValueError for arrays that do not pair, and as `require_valid` does.
    """
    return _pair(pairing, measure, first, second, horizon, resamples).contrast


def find_statistic(measure: Measure, first: Array, second: Array, horizon: float) -> Statistic:
    """What is said first of two arms: the median where either misses a time in more than MISSED_SHARE of its replications."""
    missed = (np.isinf(censor_at_horizon(measure, arm, horizon)).mean() for arm in (first, second))
    return "median" if max(missed) > MISSED_SHARE else "mean"


def paired_differences(first: Array, second: Array) -> Array:
    """(n,) first - second, with math.inf for not reached: later than any time, and the same as another not reached."""
    same = first == second
    return np.where(same, 0.0, np.where(same, 0.0, first) - np.where(same, 0.0, second))


QUANTILE_DOTS = 50
"""Dots that stand for a distribution, each for an equal share of it."""


def select_quantile_dots(values: Array) -> tuple[float, ...]:
    """Values (n,) of the sample, in order: the middle one of each of so many equal parts; all values of a smaller sample."""
    ordered = np.sort(values)
    count = min(QUANTILE_DOTS, len(ordered))
    places = ((np.arange(count) + 0.5) * len(ordered) / count).astype(np.intp)
    return tuple(ordered[places].tolist())


def sample_median(values: Array) -> float:
    """The mean of the two middle values (n,), or the middle one; NaN between two opposite infinities."""
    ordered = np.sort(values)
    low, high = float(ordered[(len(values) - 1) // 2]), float(ordered[len(values) // 2])
    if low == high:
        return low
    return math.nan if math.isinf(low) and math.isinf(high) else (low + high) / 2


def name_median(median: float) -> MedianWord:
    """The word for a median reduction."""
    if math.isfinite(median):
        return MedianWord.FINITE
    if math.isnan(median):
        return MedianWord.UNDEFINED
    return MedianWord.ONLY_STRATEGY if median > 0 else MedianWord.ONLY_BASELINE


class _Paired(NamedTuple):
    """A contrast before the family is known, and the estimate that gives its interval at any level."""

    measure: Measure
    contrast: Contrast
    difference: Estimate
    differences: Array
    """baseline - strategy, pair by pair (n,)."""
    ranked: Array
    """The same with infinity for not reached."""
    reached: Estimate
    """Of the paired difference of the shares that achieve it."""
    never_reached: bool
    """By neither arm in any pair."""

    @property
    def key(self) -> tuple[Pairing, str]:
        """The pairing and the name of the measure."""
        contrast = self.contrast
        return Pairing(contrast.baseline, contrast.strategy, contrast.conditions), contrast.measure

    def keep_first(self, n: int) -> _Paired:
        """With the first n pairs alone: those of all contrasts would take more memory than the replications."""
        return self._replace(differences=self.differences[:n].copy(), ranked=self.ranked[:n].copy())


def contrast_arms(
    pairings: Sequence[Pairing],
    arms: Mapping[Arm, Mapping[str, Array]],
    measures: Iterable[Measure],
    primaries: Mapping[str, float],
    horizon: float,
    resamples: Resamples,
    ranges: Mapping[tuple[Pairing, str], InputRange] | None = None,
    input_pairs: int = 0,
    joint: Mapping[tuple[Pairing, str], Interval] | None = None,
) -> list[Contrast]:
    """Every pairing on every measure that both its arms have, in the order of `pairings` and `measures`.

    arms: per arm and measure the values (n,), one per replication in order. primaries: the smallest
    practical difference (unit of the measure) of each primary measure. ranges: input range per pairing and
    primary measure, which rests on the first `input_pairs`. joint: the joint range, where it is resolvable.
    Raises KeyError for an arm that was not played, ValueError for arrays that do not pair and pairings named twice.
    """
    twice = [pairing for pairing, times in Counter(pairings).items() if times > 1]
    if twice:
        raise ValueError(f"pairings {twice} are named more than once; the family counts each once")
    measures = list(measures)
    paired: list[_Paired] = []
    for pairing in pairings:
        first, second = (arms[arm] for arm in pairing.arms)
        both = [measure for measure in measures if measure.name in first and measure.name in second]
        paired += [
            one if one.measure.name in primaries else one.keep_first(0)
            for one in (_pair(pairing, m, first[m.name], second[m.name], horizon, resamples) for m in both)
        ]
    return _adjust_for_multiplicity(paired, primaries, ranges or {}, input_pairs, joint or {})


def _pair(
    pairing: Pairing, measure: Measure, first: Array, second: Array, horizon: float, resamples: Resamples
) -> _Paired:
    """The contrast of one measure of one pairing, before the family is known."""
    if require_valid(measure, first).shape != require_valid(measure, second).shape:
        raise ValueError(f"{measure.name}: {len(first)} and {len(second)} replications do not pair")
    before = restrict_to_horizon(measure, first, horizon)
    after = restrict_to_horizon(measure, second, horizon)
    differences = before - after
    difference = estimate_mean(differences, resamples)
    first, second = censor_at_horizon(measure, first, horizon), censor_at_horizon(measure, second, horizon)
    better, same, worse = _outcome_proportions(measure, first, second)
    p90, around_p90 = paired_quantile_difference(first, second, 90)
    around = difference.interval()
    ranked = paired_differences(first, second)
    median = _Median.of(ranked)
    reach = _Reach.of(first, second, differences, difference, resamples)
    statistic = find_statistic(measure, first, second, horizon)
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
        statistic=statistic,
        median_reduction=finite_or_none(median.value),
        median_low=lower_limit(median.around),
        median_high=upper_limit(median.around),
        median_word=name_median(median.value),
        under_1s_share=median.under_1s if measure.unit == "s" else None,
        baseline_not_reached=reach.missed[0],
        strategy_not_reached=reach.missed[1],
        reached_gain=reach.gain.mean,
        reached_gain_low=lower_limit(reach.gain.interval()),
        reached_gain_high=upper_limit(reach.gain.interval()),
        both_reached=reach.both,
        both_reduction=reach.reduction,
        both_low=lower_limit(reach.around_reduction),
        both_high=upper_limit(reach.around_reduction),
        adverse="",
        variance_reduction=_variance_reduction_factor(before, after, difference),
        p_value=difference.p_value(),
        method=difference.method,
    )
    base = sample_quantile(first, 50) if statistic == "median" else exact_mean(before)
    contrast = replace(contrast, adverse=_find_adverse(contrast, measure, base))
    never_reached = bool(np.isinf([first, second]).all())
    return _Paired(measure, contrast, difference, differences, ranked, reach.gain, never_reached)


class _Median(NamedTuple):
    """The middle of the paired differences."""

    value: float
    around: Interval | None
    under_1s: float

    @classmethod
    def of(cls, differences: Array) -> _Median:
        """Of differences (n,) that may be infinite."""
        around = quantile_interval(differences, 50)
        if len(differences) > 1 and float(differences.min()) == float(differences.max()):
            around = Interval(float(differences[0]), float(differences[0]))
        return cls(
            sample_median(differences), around, float(np.count_nonzero(np.abs(differences) < 1.0)) / len(differences)
        )


class _Reach(NamedTuple):
    """How often each arm reaches it, and the difference where both do."""

    missed: tuple[int, int]
    gain: Estimate
    both: int
    reduction: float | None
    around_reduction: Interval | None

    @classmethod
    def of(cls, first: Array, second: Array, differences: Array, whole: Estimate, resamples: Resamples) -> _Reach:
        """first, second: (n,), math.inf where not reached; whole: the estimate over all pairs, which serves where all are reached."""
        reached = np.isfinite(first), np.isfinite(second)
        gain = estimate_mean(reached[1].astype(np.float64) - reached[0], resamples)
        missed = int(np.count_nonzero(~reached[0])), int(np.count_nonzero(~reached[1]))
        both = reached[0] & reached[1]
        over = whole if both.all() else estimate_mean(differences, resamples, both) if both.any() else None
        reduction, around = (over.mean, over.interval()) if over else (None, None)
        return cls(missed, gain, int(np.count_nonzero(both)), reduction, around)


def _find_adverse(contrast: Contrast, measure: Measure, base: float) -> Adverse:
    """Judged by the headline statistic; reached less often counts as worse. base: the baseline's value of that statistic."""
    loss, around_loss = -contrast.reached_gain, contrast.reached_gain_high
    if contrast.statistic == "median" and loss >= MIN_REACHED_LOSS:
        return "worse" if around_loss is not None and around_loss < 0 else "inconclusive"
    if contrast.statistic == "median" and contrast.median_word is MedianWord.ONLY_BASELINE:
        return "worse"
    size, around = contrast.headline, contrast.headline_interval
    if size is None or around is None:
        return ""
    improvement, limits = measure.sign * size, around.times(measure.sign)
    if improvement >= 0 or not abs(size) >= MIN_ADVERSE_EFFECT * abs(base):
        return ""
    if limits.high < 0:
        return "worse"
    return "inconclusive" if limits.low < 0 else ""


def _base_case(pair: _Paired, n: int) -> float | None:
    """The headline value over the first n pairs."""
    if pair.contrast.statistic == "median":
        return finite_or_none(sample_median(pair.ranked[:n]))
    return exact_mean(pair.differences[:n])


SAME_SECONDS, SAME_SHARE, SAME_PART = 1e-3, 1e-6, 1e-6
"""Pairs that differ by less are the same: times; shares and numbers; person-time, as part of the larger."""


def is_same(measure: Measure, first: Array, second: Array) -> Selection:
    """(n,) whether each pair is the same; math.inf is not reached, so that two of them are the same."""
    if measure.unit == "person-min":
        within = SAME_PART * np.maximum(np.abs(first), np.abs(second))
    else:
        within = np.full(first.shape, SAME_SECONDS if measure.unit == "s" else SAME_SHARE)
    return np.asarray((np.abs(paired_differences(first, second)) < within) | (first == second))


def _outcome_proportions(measure: Measure, first: Array, second: Array) -> tuple[float, float, float]:
    """Shares of pairs better, same and worse."""
    n, differs = len(first), ~is_same(measure, first, second)
    fell, rose = (int(np.count_nonzero(differs & moved)) for moved in (second < first, second > first))
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
    joint: Mapping[tuple[Pairing, str], Interval],
) -> list[Contrast]:
    """Adds adjusted p-values and verdicts. Ties rank by name, so the order of strategies does not matter."""
    family = sorted((pair for pair in paired if pair.contrast.measure in primaries), key=lambda pair: pair.key)
    judged = {
        pair.key: _add_verdict(
            pair, rank, primaries[pair.measure.name], ranges.get(pair.key), input_pairs, joint.get(pair.key)
        )
        for pair, rank in zip(family, adjust_holm([_rank_p_value(pair) for pair in family]), strict=True)
    }
    return [judged.get(pair.key, pair.contrast) for pair in paired]


def _rank_p_value(pair: _Paired) -> float | None:
    """By which Holm ranks a contrast: that of the mean; of a median, the sign test over the pairs that differ."""
    if pair.contrast.statistic == "mean":
        return pair.contrast.p_value
    from scipy.special import bdtr

    better, worse = (
        round(share * pair.contrast.n) for share in (pair.contrast.better_share, pair.contrast.worse_share)
    )
    return min(1.0, 2 * float(bdtr(min(better, worse), better + worse, 0.5)))


def _add_verdict(
    pair: _Paired, rank: HolmRank, delta: float, inputs: InputRange | None, input_pairs: int, joint: Interval | None
) -> Contrast:
    """The contrast with its place in the family, its input range and its verdict."""
    reading = _read(pair, rank.level)
    verdict = judge(
        pair.measure, reading, delta, inputs, pair.difference.n, pair.never_reached, rank.is_rejected, joint
    )
    base = judge_base_case(pair.measure, reading, delta, pair.difference.n, rank.is_rejected)
    named = inputs.main_driver if inputs else None
    return replace(
        pair.contrast,
        exploratory=False,
        p_adjusted=rank.adjusted,
        verdict=_write_verdict(verdict, pair, delta, named),
        base_verdict=_write_verdict(base, pair, delta, named),
        delta=delta,
        verdict_statistic=pair.contrast.statistic,
        verdict_level=rank.level,
        verdict_low=lower_limit(reading.improvement),
        verdict_high=upper_limit(reading.improvement),
        input_low=finite_or_none(inputs.low) if inputs else None,
        input_high=finite_or_none(inputs.high) if inputs else None,
        input_low_word=name_median(inputs.low) if inputs else MedianWord.FINITE,
        input_high_word=name_median(inputs.high) if inputs else MedianWord.FINITE,
        input_named=named,
        input_base=_base_case(pair, input_pairs) if inputs and input_pairs else None,
        verdict_range="joint" if joint else "one-way" if inputs else None,
    )


def _read(pair: _Paired, level: float) -> Reading:
    """The headline statistic at this level, never a restricted mean where an arm misses it in more than MISSED_SHARE."""
    contrast, sign = pair.contrast, pair.measure.sign
    is_median = contrast.statistic == "median"
    size = quantile_interval(pair.ranked, 50, level) if is_median else pair.difference.interval(level)
    return Reading(
        None if size is None else size.times(sign),
        pair.reached.interval(level) if is_median else None,
        contrast.better_share,
        contrast.worse_share,
    )


def _write_verdict(verdict: Verdict, pair: _Paired, delta: float, inputs: str | None) -> str:
    """As result files have it: "mixed: much sooner in 7%, later in 13%"."""
    if verdict is Verdict.SENSITIVE and inputs:
        return f"{verdict}: {inputs}"
    if verdict is not Verdict.MIXED:
        return verdict.value
    contrast, better_by, worse_by = pair.contrast, *count_large(pair.measure, pair.ranked, delta)
    words = ("sooner", "later") if pair.measure.is_time and pair.measure.direction == "lower" else ("better", "worse")
    if contrast.improvement > 0:
        return f"{verdict}: much {words[0]} in {better_by:.0%}, {words[1]} in {contrast.worse_share:.0%}"
    return f"{verdict}: much {words[1]} in {worse_by:.0%}, {words[0]} in {contrast.better_share:.0%}"


def count_large(measure: Measure, differences: Array, delta: float) -> tuple[float, float]:
    """Shares of pairs that are better, and worse, by at least delta. differences: (n,) of `paired_differences`."""
    improvements = measure.sign * differences
    return float((improvements >= delta).mean()), float((improvements <= -delta).mean())
