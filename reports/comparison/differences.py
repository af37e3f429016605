"""Paired differences in words: how much, how sure, which way, for how many worse. Comparisons and exercises share this vocabulary.

A difference never has more digits than its interval supports, and no tenths from ten on. Where the interval includes zero it points
neither way. A verdict decides which words go with a number. `reports.comparison.distribution` writes the number itself.

A gain must not hide a loss, so adverse effects (`Contrast.adverse`) stand beside it, and so do measures that are better on average and
worse in most replications. Fewer than MIN_PAIRS pairs name nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reports.comparison.distribution import (
    MEDIAN_WORDS,
    describe_reached,
    find_step,
    format_contrast,
    format_interval,
    format_median,
)
from reports.text.formatting import (
    DISPLAY_FACTORS,
    HUNDRED,
    describe_proportion,
    find_unit_step,
    format_amount,
    format_clock,
    format_difference,
    format_difference_range,
    format_out_of,
    format_size,
    limit_to_three_digits,
    name_directions,
    rounds_to_zero,
    to_proportions,
)
from reports.text.terms import (
    capitalize_first,
    label_conditions,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
)
from sim.experiment.comparison import Comparison, Headline, InputEffect, JointRange, PeriodContrast, StructureRange
from sim.measures import DURATION_MEASURES, MEASURES, is_judged
from sim.statistics.chances import Chance
from sim.statistics.paired import MIN_ADVERSE_EFFECT, Contrast, MedianWord, Pairing
from sim.statistics.summaries import Arm, Summary
from sim.statistics.unaware_time import UnawareTime
from sim.statistics.verdicts import ALPHA, INCONCLUSIVE, MIN_PAIRS, Verdict

WORSE_ON_AVERAGE = f"Worse on average by {MIN_ADVERSE_EFFECT:.0%} or more, but inconclusive"
NONE_FOUND = f"None of {MIN_ADVERSE_EFFECT:.0%} or more detected."
BETTER_ON_AVERAGE = "Better on average, but worse in most replications"
APP_FIRST = "app_was_first_report"
"""Describes the arm: a strategy that has no app is not worse for it."""


NOTHING_FOUND = (Verdict.NO_PRACTICAL_DIFFERENCE, Verdict.INCONCLUSIVE)


def describe_verdict(contrast: Contrast, unreached: str = "", unlike: str = "") -> str:
    """The verdict in words. unreached, unlike: of `describe_neither_reached` and `explain_sensitivity_sample`."""
    verdict = contrast.finding
    if unreached and verdict in NOTHING_FOUND:
        return f"inconclusive: {unreached}"
    said = contrast.verdict if verdict is Verdict.MIXED else verdict.value
    if verdict is Verdict.SENSITIVE:
        named = f" ({_format_input_names(contrast)})" if contrast.input_named else ""
        return f"unresolved: {unlike}" if unlike else f"{verdict}{named}"
    if verdict is Verdict.NO_PRACTICAL_DIFFERENCE and contrast.delta:
        said += f" (within ±{format_size(contrast.delta, contrast.unit)})"
    elif verdict is Verdict.INCONCLUSIVE:
        said = "inconclusive; add replications"
    if verdict is Verdict.INCONCLUSIVE and _methods_disagree(contrast):
        said += f" (the two methods disagree: the interval excludes zero, paired t test p = {contrast.p_adjusted:.2f} after Holm)"
    return f"{said}; but {unlike}" if unlike and verdict is not Verdict.INCONCLUSIVE else said


def _methods_disagree(contrast: Contrast) -> bool:
    low, high, p = contrast.verdict_low, contrast.verdict_high, contrast.p_adjusted
    if contrast.n < MIN_PAIRS or low is None or high is None or p is None:
        return False
    return not low <= 0.0 <= high and p > ALPHA


def _compare_missed(before: Summary, after: Summary) -> str:
    return f"{format_out_of(before.not_reached, before.n)} vs {format_out_of(after.not_reached, after.n)}"


def describe_adverse_effects(index: ComparisonIndex, pairing: Pairing) -> tuple[str, ...]:
    """What is worse with the strategy, then what may be: a sentence each, effects on people first; empty with too few pairs."""
    found = _sort_people_first(index.list_contrasts(pairing))
    if not found or found[0].n < MIN_PAIRS:
        return ()
    worse = [describe_adverse(index, one) for one in find_adverse_contrasts(index, pairing)]
    others = [one for one in found if one.exploratory and is_judged(one.measure) and not index.is_uneven(one)]
    mostly = [one for one in others if find_interval_direction(one) == "better" and sign_disagrees(one)]
    unresolved = [one for one in others if one.adverse == "inconclusive"]
    return (
        *(worse or [NONE_FOUND]),
        *(f"{BETTER_ON_AVERAGE}: {describe_adverse(index, one)}" for one in mostly),
        *(f"{WORSE_ON_AVERAGE}: {name_measure(one.measure)} ({_describe_doubt(one)})" for one in unresolved),
    )


def _describe_doubt(contrast: Contrast) -> str:
    return describe_reached(contrast) if contrast.statistic == "median" else format_interval(contrast)


def find_adverse_contrasts(index: ComparisonIndex, pairing: Pairing) -> list[Contrast]:
    """What is worse with the strategy, effects on people first; empty with too few pairs."""
    return [
        contrast
        for contrast in _sort_people_first(index.list_contrasts(pairing))
        if is_judged(contrast.measure)
        and contrast.n >= MIN_PAIRS
        and contrast.adverse == "worse"
        and not index.is_uneven(contrast)
    ]


def describe_adverse(index: ComparisonIndex, contrast: Contrast) -> str:
    """`911 call answered: 3.1 s later (median no difference), worse in 48% of runs`; beside a median, how often it was achieved."""
    beside = describe_reached(contrast) if contrast.statistic == "median" else f"median {format_median(contrast)}"
    worse = format_run_share(contrast, format_outcome_percentages(contrast)[2])
    return (
        f"{capitalize_first(name_measure(contrast.measure))}: {format_difference_in(index, contrast)} "
        f"({beside}), worse in {worse}"
    )


def format_run_share(contrast: Contrast, number: str) -> str:
    """One of the numbers of `format_outcome_percentages`: "16% of runs"; of few runs "3 of 40 runs"."""
    return f"{number}% of runs" if contrast.n >= HUNDRED else f"{number} of {contrast.n} runs"


def _sort_people_first(contrasts: list[Contrast]) -> list[Contrast]:
    """Effects on people before effects on calls and units: the list of measures from its end."""
    order = list(MEASURES)
    return sorted(contrasts, key=lambda one: -order.index(one.measure))


NOT_REACHED_TEXT = "not achieved"
NOT_REPORTED_TEXT = "not compared"
MAX_DEVIATION = 0.5
"""Of the difference: a sensitivity sample that differs from it by more is not representative. Of delta: less is far from mattering."""
NEARLY_ALL = 0.9  # of the replications of both arms: where so many did not reach it, a difference says little
EffectDirection = Literal["better", "worse", "same", "open"]
"""Which way a line points, for colors. "open": neither way for certain."""


@dataclass(frozen=True)
class Amount:
    """A mean, or a median where an arm of the row misses the measure too often, and how often it was not reached."""

    text: str
    not_reached: str = ""  # "not achieved: 33%", or empty

    @property
    def as_sentence(self) -> str:
        """Both: "3:00, not achieved: 1 of 12"; "not achieved" alone where there is no mean."""
        return f"{self.text}, {self.not_reached}" if self.not_reached and self.text != NOT_REACHED_TEXT else self.text


def format_mean(summary: Summary | None, as_median: bool = False) -> Amount:
    """The mean of an arm, with tenths below ten; its median where it has no mean to show, or if asked for."""
    if summary is None:
        return Amount("not run")
    missed = f"{NOT_REACHED_TEXT}: {format_out_of(summary.not_reached, summary.n)}" if summary.not_reached else ""
    if summary.has_mean and not as_median:
        step = find_step(summary.mean, summary.unit, 0.0, 0.0)
        return Amount(format_amount(summary.mean, summary.unit, step), missed)
    if summary.p50 is None:
        return Amount(NOT_REACHED_TEXT, missed)
    return Amount(f"median {format_amount(summary.p50, summary.unit)}", missed)


def find_center(summary: Summary, horizon: float) -> float:
    """The mean of an arm; without one its median, at most the horizon."""
    if summary.has_mean:
        return summary.mean
    return horizon if summary.p50 is None else summary.p50


def format_difference_in(index: ComparisonIndex, contrast: Contrast) -> str:
    """`format_contrast`; or why there is no difference to give: "not compared: no value in 10% vs 7%"."""
    return (
        f"{NOT_REPORTED_TEXT}: {counts}"
        if (counts := describe_uneven(index, contrast, end=""))
        else format_contrast(contrast)
    )


def describe_uneven(index: ComparisonIndex, contrast: Contrast, end: str = ", so durations are not compared") -> str:
    """How often a duration has no value, where that differs between the arms (`is_uneven`); else empty."""
    before, after = index.find_arms(contrast)
    if before is None or after is None or not index.is_uneven(contrast):
        return ""
    return f"no value in {_compare_missed(before, after)}{end}"


def describe_inputs(index: ComparisonIndex, contrast: Contrast) -> str:
    """The sensitivity range, its main drivers, the base case of the sensitivity sample, and what it could not resolve."""
    effects = index.list_effects(find_pairing(contrast), contrast.measure)
    if contrast.input_low is None and not contrast.input_low_word:
        return ""
    unresolved = sum("not resolved" in (one.low_reading, one.high_reading) for one in effects)
    rest = f"; {unresolved} of {len(effects)} inputs not resolved" if unresolved else ""
    said = describe_input_range(index, contrast)
    if not said:
        return f"no effect of any input{rest}"
    return f"{said} ({_format_input_names(contrast)}){rest}"


def describe_input_range(index: ComparisonIndex, contrast: Contrast) -> str:
    """From one end to the other as each input moves alone; empty where none moves it."""
    low, high = (contrast.input_low, contrast.input_low_word), (contrast.input_high, contrast.input_high_word)
    return "" if low == high else _format_ends(contrast, low, high, index.comparison.input_pairs)


def describe_joint_range(contrast: Contrast, joint: JointRange | StructureRange) -> str:
    """The 5th to the 95th percentile over combinations: "1 s later to 37 s sooner"; empty where not resolvable."""
    if isinstance(joint, JointRange) and not joint.is_resolvable:
        return ""
    return _format_ends(contrast, (joint.p05, joint.p05_word), (joint.p95, joint.p95_word), joint.pairs)


def describe_joint(index: ComparisonIndex, contrast: Contrast) -> str:
    """The joint range and how often the difference matters, in a sentence; empty where it was not played."""
    joint = index.find_joint(find_pairing(contrast), contrast.measure)
    if joint is None:
        return ""
    if joint.above_delta is None or joint.below_minus_delta is None:
        return f"{joint.points} combinations of assumed values differ by no more than chance."
    less, more = name_directions(contrast.measure, contrast.unit)
    size = format_size(joint.delta, contrast.unit)
    middle = format_bound(contrast, joint.p50, joint.p50_word, joint.pairs)
    return (
        f"In 90% of {joint.points} combinations of assumed values: {describe_joint_range(contrast, joint)}, median {middle}; "
        f"{less} by {size} or more in {joint.above_delta:.0%}, {more} by as much in {joint.below_minus_delta:.0%}."
    )


def _format_ends(
    contrast: Contrast, low: tuple[float | None, MedianWord], high: tuple[float | None, MedianWord], pairs: int
) -> str:
    if low[0] is not None and high[0] is not None:
        return format_perturbed_range(contrast, low[0], high[0], pairs)
    return " to ".join(filter(None, (format_bound(contrast, *end, pairs) for end in (low, high))))


def format_bound(contrast: Contrast, reduction: float | None, word: MedianWord, pairs: int) -> str:
    """The difference with an input at a bound; words for an infinite median."""
    if reduction is None:
        return MEDIAN_WORDS[word]
    step = find_input_step(contrast, pairs)
    return format_difference(reduction, contrast.measure, contrast.unit, step)


def format_perturbed_range(contrast: Contrast, low: float, high: float, pairs: int) -> str:
    """The range from one bound to the other."""
    return format_difference_range(low, high, contrast.measure, contrast.unit, find_input_step(contrast, pairs))


def find_input_step(contrast: Contrast, pairs: int) -> float:
    """Rounding step of input effects on a difference: no finer than the sensitivity sample supports.

    In ones where a bound lies within a step of delta (15.1 s must not become 20 s where 15 s matter) or the whole range is below a step.
    """
    widened = (contrast.n / max(pairs, 1)) ** 0.5
    around = contrast.headline_interval
    half = widened * around.half_width if around else 0.0
    step = min(max(1.0, find_unit_step(contrast.unit, -half, half)), 10.0)
    form = DISPLAY_FACTORS.get(contrast.unit, 1.0)
    ends = [end for end in (contrast.input_low, contrast.input_high) if end is not None]
    beside = any(abs(abs(end) - contrast.delta) * form < step for end in ends if contrast.delta)
    within = all(abs(end) * form < step for end in ends)
    return 1.0 if beside or within else step


def explain_sensitivity_sample(contrast: Contrast, pairs: int) -> str:
    """Why a sensitivity range says little: its sample is not representative of all pairs; else empty.

    So where the difference lies outside the range, where the sample shows none, or where the two differ by more than delta and by more
    than MAX_DEVIATION. Not where no difference matters and nothing comes near delta, nor where the verdict reads the joint range.
    """
    low, high, base, told = contrast.input_low, contrast.input_high, contrast.input_base, contrast.headline
    if contrast.verdict_range == "joint":
        return ""
    if low is None or high is None or base is None or not told:
        return ""
    near = MAX_DEVIATION * (contrast.delta or 0.0)
    if contrast.finding is Verdict.NO_PRACTICAL_DIFFERENCE and max(map(abs, (low, high, base, told))) < near:
        return ""
    elsewhere = abs(base - told) > max(contrast.delta or 0.0, MAX_DEVIATION * abs(told))
    if base != 0.0 and low <= told <= high and not elsewhere:
        return ""
    shown = format_bound(contrast, base, MedianWord.FINITE, pairs)
    return f"the sensitivity sample (n = {pairs:,}) shows {shown}, so its range says little (raise --input-pairs)"


def describe_neither_reached(before: Summary | None, after: Summary | None) -> str:
    """Stated where nearly no replication of either arm reached it: "not achieved by either"; else empty."""
    if before is None or after is None or min(before.not_reached, after.not_reached) < NEARLY_ALL * after.n:
        return ""
    if before.not_reached == after.not_reached == after.n:
        return f"{NOT_REACHED_TEXT} by either, so the difference is unknown"
    return f"{NOT_REACHED_TEXT}: {_compare_missed(before, after)}, so the difference is hardly known"


def find_verdict_direction(contrast: Contrast) -> EffectDirection:
    """Which way a line points: by the verdict where there is one, else by the interval."""
    verdict = contrast.finding
    if verdict is Verdict.NO_PRACTICAL_DIFFERENCE:
        return "same"
    if verdict in (Verdict.INCONCLUSIVE, Verdict.SENSITIVE):
        return "open"
    return find_interval_direction(contrast)


def find_interval_direction(contrast: Contrast) -> EffectDirection:
    """Which way the interval of the headline points, whatever the verdict.

    Of a median also how often it is achieved: it points neither way where one is better and the other worse.
    """
    if contrast.same_share == 1.0:
        return "same"
    sign = MEASURES[contrast.measure].sign if contrast.measure in MEASURES else 1.0
    found: set[EffectDirection] = set()
    around = contrast.headline_interval
    if around is not None and not around.low <= 0.0 <= around.high:
        found.add("better" if sign * around.low > 0.0 else "worse")
    if contrast.statistic == "median":
        if contrast.median_word in _INFINITE_DIRECTIONS:
            found.add(_INFINITE_DIRECTIONS[contrast.median_word])
        low, high = contrast.reached_gain_low, contrast.reached_gain_high
        if low is not None and high is not None and not low <= 0.0 <= high:
            found.add("better" if low > 0.0 else "worse")
    return found.pop() if len(found) == 1 else "open"


_INFINITE_DIRECTIONS: dict[MedianWord, EffectDirection] = {
    MedianWord.ONLY_STRATEGY: "better",
    MedianWord.ONLY_BASELINE: "worse",
}


def headline_improvement(contrast: Contrast) -> float:
    """The headline, positive where it is better; infinite for such a median."""
    if contrast.headline is None:
        return {"better": math.inf, "worse": -math.inf}.get(_INFINITE_DIRECTIONS.get(contrast.median_word, "same"), 0.0)
    return contrast.headline if contrast.direction == "lower" else -contrast.headline


def _format_input_names(contrast: Contrast) -> str:
    return "; ".join(name_input(name) for name in (contrast.input_named or "").split(", "))


FEWEST_FOR_A_TENTH, FEWEST_FOR_A_TWENTIETH = 10, 20
"""Pairs from which a 90th percentile or a worst 5% is given."""
MAJORITY = 0.5  # of all pairs
EXPOSURE_MEASURE = "exposed_person_minutes"


def _measure_worse_tail(contrast: Contrast) -> float:
    sign = 1.0 if contrast.direction == "lower" else -1.0
    return max(0.0, -sign * (contrast.reduction_p05 if sign > 0 else contrast.reduction_p95))


def describe_worst(contrast: Contrast) -> str:
    """How much worse the worst 5% are: "worst 5%: at least 31 s later"; empty if they are not worse."""
    by = _measure_worse_tail(contrast)
    step = limit_to_three_digits(by, 1.0)
    if rounds_to_zero(by, contrast.unit, step) or contrast.n < FEWEST_FOR_A_TWENTIETH:
        return ""
    reduction = -by if contrast.direction == "lower" else by
    return f"worst 5%: at least {format_difference(reduction, contrast.measure, contrast.unit, step)}"


def describe_sign_disagreement(contrast: Contrast) -> str:
    """How often the sign disagrees with the mean: "later in 76%" where that is sooner."""
    worse = headline_improvement(contrast) > 0.0
    words = name_directions(contrast.measure, contrast.unit)
    said = words[1] if worse == (contrast.direction == "lower") else words[0]
    return f"{said} in {describe_proportion(contrast.n, format_outcome_percentages(contrast)[2 if worse else 0])}"


def format_outcome_percentages(contrast: Contrast) -> tuple[str, ...]:
    """How often it was better, the same and worse, rounded together: "77", "2", "21"."""
    shares = contrast.better_share, contrast.same_share, contrast.worse_share
    return to_proportions(contrast.n, *shares)


def sign_disagrees(contrast: Contrast) -> bool:
    """Whether most pairs go the other way than the mean, which a few extreme pairs then make."""
    improvement = headline_improvement(contrast)
    against = contrast.worse_share if improvement > 0.0 else contrast.better_share
    return improvement != 0.0 and against > MAJORITY


def _has_adverse_tail(contrast: Contrast) -> bool:
    if contrast.delta:
        return _measure_worse_tail(contrast) > contrast.delta or (
            headline_improvement(contrast) > 0.0 and sign_disagrees(contrast)
        )
    return contrast.worse_share >= MIN_PROPORTION_DIFFERENCE


def describe_hidden_harm(
    index: ComparisonIndex, measures: Sequence[str], rows: Sequence[Headline] | None = None
) -> str:
    """The caveat to a title that says "sooner": how often it was later, how often not reached; empty where there is none.

    measures: of the title. rows: default all headlines.
    """
    said = [
        sentence
        for row in rows or index.list_headlines()
        for name in dict.fromkeys(measures)
        if (one := index.find_contrast(row.pairing, name)) is not None
        for sentence in _list_harm(index, one, _describe_baseline(index, row))
    ]
    return f"But {'; '.join(said)}." if said else ""


def _list_harm(index: ComparisonIndex, contrast: Contrast, baseline: str) -> Iterator[str]:
    """`90% of staff aware later than today in 35%`, `all people protected not achieved: 12% today vs 20%`."""
    name = name_measure(contrast.measure)
    if _is_reported_better(contrast) and contrast.worse_share > 0.0 and _has_adverse_tail(contrast):
        word = name_directions(contrast.measure, contrast.unit)[1 if contrast.direction == "lower" else 0]
        often = describe_proportion(contrast.n, format_outcome_percentages(contrast)[2])
        yield f"{name} {word} than {baseline} in {often}"
    before, after = index.find_arms(contrast)
    if before is None or after is None or not MEASURES[contrast.measure].is_time:
        return
    more_with = after.not_reached - before.not_reached
    apart = abs(more_with) if _is_reported(contrast) else more_with
    if apart >= MIN_PROPORTION_DIFFERENCE * after.n:
        counts = [format_out_of(arm.not_reached, arm.n) for arm in (before, after)]
        yield f"{name} {NOT_REACHED_TEXT}: {counts[0]} {baseline} vs {counts[1]}"


def _is_reported(contrast: Contrast) -> bool:
    if contrast.exploratory:
        return find_interval_direction(contrast) in ("better", "worse")
    return contrast.finding not in NOTHING_FOUND


def _is_reported_better(contrast: Contrast) -> bool:
    return headline_improvement(contrast) > 0.0 and _is_reported(contrast)


def _describe_baseline(index: ComparisonIndex, row: Headline) -> str:
    other = "today" if row.baseline == index.comparison.present_practice else label_strategy(row.baseline)
    return f"{other} ({label_conditions(row.conditions)})" if row.conditions else other


def describe_slowest(index: ComparisonIndex, contrast: Contrast) -> str:
    """The 90th percentile without and with, "4:28 / 4:02"; empty where it says nothing."""
    if contrast.n < FEWEST_FOR_A_TENTH or contrast.direction == "higher" or contrast.same_share == 1.0:
        return ""
    return " / ".join(format_quantile(arm, arm.p90, index) for arm in index.find_arms(contrast) if arm)


def format_quantile(summary: Summary, value: float | None, index: ComparisonIndex) -> str:
    """A quantile of an arm; one that is not reached is later than the horizon: ">30:00"."""
    horizon = index.comparison.horizon
    return f">{format_clock(horizon)}" if value is None else format_amount(value, summary.unit)


def describe_exposure(index: ComparisonIndex, headline: Headline) -> str:
    """How often exposure rose, since locking may move the threat elsewhere; empty where it is not measured."""
    contrast = index.find_contrast(headline.pairing, EXPOSURE_MEASURE)
    if contrast is None:
        return ""
    fell, _, rose = (describe_proportion(contrast.n, number) for number in format_outcome_percentages(contrast))
    if contrast.same_share == 1.0:
        return "Exposure: unaffected."
    if contrast.worse_share == 0.0:
        return f"Exposure never rose and fell in {fell}."
    said = f"Exposure rose in {rose} and fell in {fell}"
    step = find_unit_step(contrast.unit, contrast.ci_low, contrast.ci_high)
    if rounds_to_zero(contrast.reduction, contrast.unit, step):
        return f"{said}; on average about the same."
    mean = format_difference(contrast.reduction, contrast.measure, contrast.unit, step)
    shut = contrast.adverse == "worse" and index.find_contrast(headline.pairing, "rset") is None
    elsewhere = " A locked door may send the threat elsewhere." if shut else ""
    return f"{said}; on average {mean} with {name_strategy(headline.strategy, index.comparison.present_practice)}.{elsewhere}"


class ComparisonIndex:
    """A comparison by pairing and measure. Durations that cannot be compared (`is_uneven`) have no interval."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._summaries = {(Arm(s.strategy, s.conditions), s.measure): s for s in comparison.measures}
        self._contrasts = {(find_pairing(c), c.measure): self._without_uneven_interval(c) for c in comparison.contrasts}

    def find_summary(self, arm: Arm, measure: str) -> Summary | None:
        """The summary of a measure in an arm."""
        return self._summaries.get((arm, measure))

    def find_contrast(self, pairing: Pairing, measure: str) -> Contrast | None:
        """The contrast of a measure in a pairing."""
        return self._contrasts.get((pairing, measure))

    def find_arms(self, contrast: Contrast) -> tuple[Summary | None, Summary | None]:
        """The summaries of the baseline and of the strategy."""
        before, after = (self.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
        return before, after

    def list_contrasts(self, pairing: Pairing) -> list[Contrast]:
        """All contrasts of a pairing."""
        return [contrast for (of, _), contrast in self._contrasts.items() if of == pairing]

    def is_uneven(self, contrast: Contrast) -> bool:
        """Whether a duration has a value more often in one arm: the rest counts as the horizon, which is no duration."""
        if contrast.measure not in DURATION_MEASURES:
            return False
        before, after = self.find_arms(contrast)
        return before is not None and after is not None and before.not_reached != after.not_reached

    def _without_uneven_interval(self, contrast: Contrast) -> Contrast:
        if not self.is_uneven(contrast):
            return contrast
        verdict = contrast.verdict if contrast.exploratory else INCONCLUSIVE
        return replace(
            contrast,
            verdict=verdict,
            ci_low=None,
            ci_high=None,
            median_low=None,
            median_high=None,
            input_low=None,
            input_high=None,
        )

    def list_periods(self, pairing: Pairing) -> list[PeriodContrast]:
        """The first primary measure of a pairing in each period of the day."""
        return [period for period in self.comparison.periods if period.pairing == pairing]

    def list_headlines(self) -> tuple[Headline, ...]:
        """The headline rows; without any, all pairings."""
        return self.comparison.headlines or self.list_other_pairings()

    def list_other_pairings(self) -> tuple[Headline, ...]:
        """The pairings that are no headline row."""
        known = {headline.pairing for headline in self.comparison.headlines}
        pairings = dict.fromkeys(find_pairing(contrast) for contrast in self.comparison.contrasts)
        return tuple(Headline("", *pairing) for pairing in pairings if pairing not in known)

    def list_arms(self) -> list[Arm]:
        """All arms, those under the same conditions together."""
        arms = dict.fromkeys(Arm(s.strategy, s.conditions) for s in self.comparison.measures)
        days = self.comparison.conditions
        order = self.comparison.strategies
        return sorted(arms, key=lambda arm: (days.index(arm.conditions), order.index(arm.strategy)))

    def list_primaries(self) -> list[str]:
        """The primary measures, in the order of the measures."""
        return list(dict.fromkeys(c.measure for c in self.comparison.contrasts if not c.exploratory))

    def find_joint(self, pairing: Pairing, measure: str) -> JointRange | None:
        """The joint range of a primary measure of a pairing; None where it was not played."""
        ranges = self.comparison.joint
        return next((joint for joint in ranges if (joint.pairing, joint.measure) == (pairing, measure)), None)

    def list_structures(self, contrast: Contrast) -> list[StructureRange]:
        """The combinations of a contrast by structure, those under none first; nothing where none was played."""
        key = find_pairing(contrast), contrast.measure
        return [line for line in self.comparison.structures if (line.pairing, line.measure) == key]

    def find_chance(self, contrast: Contrast) -> Chance | None:
        """How often a primary measure differs by the smallest difference that matters; None for a yes or no."""
        if contrast.measure in MEASURES and MEASURES[contrast.measure].is_yes_no:
            return None
        return next((one for one in self._list_chances(contrast) if one.delta == contrast.delta), None)

    def find_other_chances(self, contrast: Contrast) -> list[float]:
        """Other differences that might matter, in the unit of the measure."""
        return [one.delta for one in self._list_chances(contrast) if one.delta != contrast.delta]

    def _list_chances(self, contrast: Contrast) -> list[Chance]:
        key = (*find_pairing(contrast), contrast.measure)
        chances = self.comparison.chance
        return [one for one in chances if (one.baseline, one.strategy, one.conditions, one.measure) == key]

    def find_unaware_time(self, pairing: Pairing) -> UnawareTime | None:
        """What an assailant's unaware time is made of; None for another hazard."""
        found = self.comparison.unaware_time
        return next((one for one in found if (one.baseline, one.strategy, one.conditions) == pairing), None)

    def find_negative_margin(self, arm: Arm) -> float | None:
        """The share of runs in which the building on fire became untenable too soon; None for another hazard."""
        margins = self.comparison.negative_margin
        return next((one.share for one in margins if (one.strategy, one.conditions) == arm), None)

    def list_effects(self, pairing: Pairing, measure: str) -> list[InputEffect]:
        """The effects of the inputs on a primary measure of a pairing."""
        effects = self.comparison.input_effects
        return [effect for effect in effects if (effect.pairing, effect.measure) == (pairing, measure)]


def find_pairing(contrast: Contrast) -> Pairing:
    """The pairing that a contrast is about."""
    return Pairing(contrast.baseline, contrast.strategy, contrast.conditions)


AT_LEAST, NOT_KNOWN = "at least", "n/a"
MIN_PROPORTION_DIFFERENCE = 0.01
"""Of the replications: a difference of so many between the arms in how often a measure is not reached matters."""
