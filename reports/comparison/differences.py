"""Paired differences in words: how much, how sure, which way, for how many worse. Comparisons and exercises share this vocabulary.

A difference never has more digits than its interval supports, and no tenths from ten on. Where the interval includes zero it points
neither way. A verdict decides which words go with a number. `reports.comparison.distribution` writes the number itself.

A gain must not hide a loss, so the summary of a row also names adverse effects (`Contrast.adverse`). An average gain that most
replications do not share, or whose worst 5% are worse by more than the smallest difference that matters, says in how many it was worse.
Fewer than MIN_PAIRS pairs name nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reports.comparison.distribution import (
    MEDIAN_WORDS,
    describe_difference,
    describe_reached,
    find_step,
    format_contrast,
    format_interval,
    format_median,
    is_yes_no,
)
from reports.text.formatting import (
    DISPLAY_FACTORS,
    describe_proportion,
    find_unit_step,
    format_amount,
    format_clock,
    format_difference,
    format_difference_range,
    format_list,
    format_out_of,
    format_size,
    limit_to_three_digits,
    name_directions,
    round_to_step,
    rounds_to_zero,
    to_proportions,
)
from reports.text.terms import (
    label_conditions,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
)
from sim.experiment.comparison import Comparison, Headline, InputEffect, JointRange
from sim.measures import DURATION_MEASURES, MEASURES
from sim.statistics.paired import MIN_ADVERSE_EFFECT, Adverse, Contrast, MedianWord, Pairing
from sim.statistics.summaries import Arm, Summary
from sim.statistics.verdicts import ALPHA, INCONCLUSIVE, MIN_PAIRS, Verdict

MAX_NAMED = 6  # worse measures that a headline names
WORSE_ON_AVERAGE = f"Worse on average by {MIN_ADVERSE_EFFECT:.0%} or more, but inconclusive"
BETTER_ON_AVERAGE = "Better on average, but worse in most replications"
APP_FIRST = "app_was_first_report"
"""Describes the arm: a strategy that has no app is not worse for it."""
LOCKDOWN_MEASURES = ("protected_t50", "protected_t90")


NOTHING_FOUND = (Verdict.NO_PRACTICAL_DIFFERENCE, Verdict.INCONCLUSIVE)


def describe_verdict(contrast: Contrast, unreached: str = "", unlike: str = "") -> str:
    """The verdict in words. unreached, unlike: of `describe_neither_reached` and `explain_sensitivity_sample`."""
    verdict = contrast.finding
    if unreached and verdict in NOTHING_FOUND:
        return f"inconclusive: {unreached}"
    said = f"{verdict}{_name_basis(contrast)}"
    if verdict is Verdict.SENSITIVE:
        named = f" ({_format_input_names(contrast)})" if contrast.input_named else ""
        return f"unresolved: {unlike}" if unlike else f"{verdict}{named}"
    if verdict is Verdict.NO_PRACTICAL_DIFFERENCE:
        said = _describe_equivalence(contrast)
    elif verdict is Verdict.INCONCLUSIVE:
        said = f"{_describe_inconclusive(contrast)}; add replications"
    if verdict is Verdict.INCONCLUSIVE and _methods_disagree(contrast):
        said += f" (the two methods disagree: the interval excludes zero, paired t test p = {contrast.p_adjusted:.2f} after Holm)"
    return f"{said}; but {unlike}" if unlike and verdict is not Verdict.INCONCLUSIVE else said


def _describe_equivalence(contrast: Contrast) -> str:
    within = f" (within ±{format_size(contrast.delta, contrast.unit)})" if contrast.delta else ""
    return f"{Verdict.NO_PRACTICAL_DIFFERENCE}{_name_basis(contrast)}{within}"


def _describe_inconclusive(contrast: Contrast) -> str:
    return f"inconclusive{_name_basis(contrast)}"


def _name_basis(contrast: Contrast) -> str:
    """What the verdict is about, where the headline is another number: " in the restricted mean"; else empty."""
    basis = contrast.verdict_statistic
    return f" in the {basis}" if basis and contrast.statistic == "median" else ""


def _methods_disagree(contrast: Contrast) -> bool:
    low, high, p = contrast.verdict_low, contrast.verdict_high, contrast.p_adjusted
    if contrast.n < MIN_PAIRS or low is None or high is None or p is None:
        return False
    return not low <= 0.0 <= high and p > ALPHA


FIRE_MEASURE = "rset"  # measured only where people leave the building instead of locking doors


def _describe_uneven(index: ComparisonIndex, contrast: Contrast) -> str:
    before, after = index.find_arms(contrast)
    if before is None or after is None or not MEASURES[contrast.measure].is_time:
        return ""
    if not before.not_reached + after.not_reached:
        return ""
    return f"; {NOT_REACHED_TEXT}: {_compare_missed(before, after)}; censored at {format_clock(index.comparison.horizon)}"


def _compare_missed(before: Summary, after: Summary) -> str:
    return f"{format_out_of(before.not_reached, before.n)} vs {format_out_of(after.not_reached, after.n)}"


def _describe_mean(contrast: Contrast) -> str:
    """The difference with its distribution, and in how many it was worse where that is no small share."""
    said = describe_difference(contrast)
    if contrast.statistic == "median":
        return said
    direction = find_interval_direction(contrast)
    if sign_disagrees(contrast):
        return f"{said}, but {describe_sign_disagreement(contrast)}"
    if direction == "worse":
        return f"{said}, and {_describe_often_worse(contrast)}"
    return (
        f"{said}, but {_describe_often_worse(contrast)}"
        if contrast.delta and _has_adverse_tail(contrast)
        else said
    )


def describe_adverse_effects(index: ComparisonIndex, headline: Headline) -> tuple[str, ...]:
    """Adverse effects of the strategy, in a sentence or two; empty with too few pairs or no exploratory measures."""
    others = [
        one
        for one in index.list_contrasts(headline.pairing)
        if one.exploratory and one.measure in MEASURES and one.measure != APP_FIRST
    ]
    if not others or others[0].n < MIN_PAIRS:
        return ()
    worse = [one for one in _sort_people_first(others) if _is_notable(index, one)]
    unresolved = [one for one in _sort_people_first(others) if _is_notable(index, one, "inconclusive")]
    perhaps = (*_describe_mostly_worse(index, others), *_describe_unresolved(index, unresolved))
    with_ = name_strategy(headline.strategy, index.comparison.present_practice)
    if not worse:
        return (f"No adverse effect of {MIN_ADVERSE_EFFECT:.0%} or more detected with {with_}.", *perhaps)
    named = [
        _with_parenthesis(index, one, _describe_mean(one) if sign_disagrees(one) else _describe_briefly(one))
        for one in worse[:MAX_NAMED]
    ]
    more = f"; and {len(worse) - MAX_NAMED} more below" if len(worse) > MAX_NAMED else ""
    said = f"Worse with {with_}: {', '.join(named)}{more}."
    return (said, *_explain_exposure(index, headline, [one.measure for one in worse]), *perhaps)


def find_adverse_contrasts(index: ComparisonIndex, pairing: Pairing) -> list[Contrast]:
    """What is worse with the strategy, effects on people first; empty with too few pairs."""
    return [
        contrast
        for contrast in _sort_people_first(index.list_contrasts(pairing))
        if contrast.measure != APP_FIRST and contrast.n >= MIN_PAIRS and _is_notable(index, contrast)
    ]


def _describe_briefly(contrast: Contrast) -> str:
    if contrast.statistic == "median":
        return f"{describe_reached(contrast)}; {format_contrast(contrast)}"
    median = "" if is_yes_no(contrast) else f", median {format_median(contrast)}"
    return f"{format_contrast(contrast)}{median}"


def _with_parenthesis(index: ComparisonIndex, contrast: Contrast, said: str) -> str:
    missed = "" if contrast.statistic == "median" else _describe_uneven(index, contrast)
    return f"{name_measure(contrast.measure)} ({said.replace(' person-min', '')}{missed})"


def _describe_mostly_worse(index: ComparisonIndex, others: list[Contrast]) -> tuple[str, ...]:
    named = [
        _with_parenthesis(index, one, _describe_mean(one))
        for one in _sort_people_first(others)
        if find_interval_direction(one) == "better" and sign_disagrees(one) and not index.is_uneven(one)
    ]
    return (f"{BETTER_ON_AVERAGE}: {', '.join(named)}.",) if named else ()


def _describe_unresolved(index: ComparisonIndex, open_: list[Contrast]) -> tuple[str, ...]:
    named = [
        _with_parenthesis(
            index, one, _describe_briefly(one) if one.statistic == "median" else format_interval(one)
        )
        for one in open_[:MAX_NAMED]
    ]
    more = f"; and {len(open_) - MAX_NAMED} more below" if len(open_) > MAX_NAMED else ""
    return (f"{WORSE_ON_AVERAGE}: {', '.join(named)}{more}.",) if named else ()


def _sort_people_first(contrasts: list[Contrast]) -> list[Contrast]:
    """Effects on people before effects on calls and units: the list of measures from its end."""
    order = list(MEASURES)
    return sorted(contrasts, key=lambda one: -order.index(one.measure))


def _is_notable(index: ComparisonIndex, contrast: Contrast, adverse: Adverse = "worse") -> bool:
    return contrast.adverse == adverse and not index.is_uneven(contrast)


def _explain_exposure(index: ComparisonIndex, headline: Headline, worse: list[str]) -> tuple[str, ...]:
    locked = [index.find_contrast(headline.pairing, measure) for measure in LOCKDOWN_MEASURES]
    sooner = any(one is not None and find_interval_direction(one) == "better" for one in locked)
    if (
        EXPOSURE_MEASURE not in worse
        or not sooner
        or index.find_summary(headline.pairing.arms[0], FIRE_MEASURE) is not None
    ):
        return ()
    longer = " The emergency also lasts longer." if "hazard_over" in worse else ""
    return (
        f"Exposure can rise while people lock sooner: a locked door may send the threat elsewhere.{longer}",
    )


NOT_REACHED_TEXT = "not achieved"
NOT_REPORTED_TEXT = "not compared"
MAX_DEVIATION = 0.5
"""Of the difference: a sensitivity sample that differs from it by more is not representative. Of delta: less is far from mattering."""
NEARLY_ALL = 0.9  # of the replications of both arms: where so many did not reach it, a difference says little
EffectDirection = Literal["better", "worse", "same", "open"]
"""Which way a line points, for colors. "open": neither way for certain."""


@dataclass(frozen=True)
class Amount:
    """A mean; the median where the measure was not reached in some replications, and how often it was not."""

    text: str
    not_reached: str = ""  # "not achieved: 33%", or empty

    @property
    def as_sentence(self) -> str:
        """Both: "3:00, not achieved: 1 of 12"; "not achieved" alone where there is no mean."""
        return (
            f"{self.text}, {self.not_reached}"
            if self.not_reached and self.text != NOT_REACHED_TEXT
            else self.text
        )


def _is_contradicted(before: Summary | None, after: Summary | None, reduction: float) -> bool:
    """Whether the rounded means would contradict their difference: 4:00 and 4:10 beside "2 s later"."""
    if before is None or after is None or before.not_reached or after.not_reached:
        return False
    form = DISPLAY_FACTORS.get(before.unit, 1.0)
    steps = [_find_mean_step(arm) for arm in (before, after)]
    first, second = (
        round_to_step(arm.mean * form, step) for arm, step in zip((before, after), steps, strict=True)
    )
    return abs(first - second - reduction * form) > max(steps) / 2.0


def format_mean_in(index: ComparisonIndex, summary: Summary | None, as_median: bool = False) -> Amount:
    """The mean of an arm, the same in every table of a comparison: one digit finer where a difference needs it.

    as_median: the median, to stand beside that of an arm that has no mean.
    """
    if summary is None:
        return format_mean(None)
    of_same_day = [
        one
        for one in index.comparison.contrasts
        if (one.measure, one.conditions) == (summary.measure, summary.conditions)
    ]
    finer = any(
        _is_contradicted(
            index.find_summary(first, one.measure), index.find_summary(second, one.measure), one.reduction
        )
        for one in of_same_day
        for first, second in [find_pairing(one).arms]
    )
    return format_mean(summary, finer, as_median)


def format_mean(summary: Summary | None, finer: bool = False, as_median: bool = False) -> Amount:
    """The mean of an arm, rounded by its interval; finer: to one digit more.

    Where a replication did not reach it there is no mean: "median 2:03" stands in its place.
    """
    if summary is None:
        return Amount("not run")
    if summary.is_always_reached and not as_median:
        return Amount(format_amount(summary.mean, summary.unit, _find_mean_step(summary, finer)))
    missed = (
        ""
        if summary.is_always_reached
        else f"{NOT_REACHED_TEXT}: {format_out_of(summary.not_reached, summary.n)}"
    )
    if summary.p50 is None:
        return Amount(NOT_REACHED_TEXT, missed)
    step = find_step(summary.p50, summary.unit, summary.p50_low, summary.p50_high)
    return Amount(f"median {format_amount(summary.p50, summary.unit, step)}", missed)


def find_center(summary: Summary, horizon: float) -> float:
    """Where a figure draws an arm: at its mean; at its median where some replications did not reach it, at most the horizon."""
    if summary.is_always_reached:
        return summary.mean
    return horizon if summary.p50 is None else summary.p50


def format_difference_in(index: ComparisonIndex, contrast: Contrast) -> str:
    """`format_contrast`; or why there is no difference to give: "not compared: no value in 10% vs 7%"."""
    return (
        f"{NOT_REPORTED_TEXT}: {counts}"
        if (counts := describe_uneven(index, contrast, end=""))
        else format_contrast(contrast)
    )


def describe_uneven(
    index: ComparisonIndex, contrast: Contrast, end: str = ", so durations are not compared"
) -> str:
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
    said = _format_input_range(contrast, index.comparison.input_pairs)
    if not said:
        return f"no effect of any input{rest}"
    return f"{said} ({_format_input_names(contrast)}){rest}"


def describe_joint_range(contrast: Contrast, joint: JointRange) -> str:
    """The 5th to the 95th percentile over combinations of inputs: "1 s later to 37 s sooner"; empty where not resolvable."""
    if not joint.is_resolvable:
        return ""
    if joint.p05 is not None and joint.p95 is not None:
        return format_perturbed_range(contrast, joint.p05, joint.p95, joint.pairs)
    ends = (joint.p05, joint.p05_word), (joint.p95, joint.p95_word)
    return " to ".join(format_bound(contrast, end, word, joint.pairs) for end, word in ends)


def describe_joint(index: ComparisonIndex, contrast: Contrast) -> str:
    """The joint range and how often the difference matters; "not resolvable" where that is so, empty where it was not played."""
    joint = index.find_joint(find_pairing(contrast), contrast.measure)
    if joint is None:
        return ""
    if joint.above_delta is None or joint.below_minus_delta is None:
        return f"joint sensitivity: not resolvable with {joint.points:,} input combinations"
    reach = describe_joint_range(contrast, joint)
    less, more = name_directions(contrast.measure, contrast.unit)
    size = format_size(joint.delta, contrast.unit)
    often = [
        f"{word} by {size} or more in {format_out_of(round(share * joint.points), joint.points)}"
        for word, share in ((less, joint.above_delta), (more, joint.below_minus_delta))
        if share > 0.0
    ]
    said = ", ".join(often) or f"no difference of {size} or more"
    middle = format_bound(contrast, joint.p50, joint.p50_word, joint.pairs)
    return f"joint sensitivity: 5% to 95% of input combinations: {reach}, median {middle}; {said}"


def _format_input_range(contrast: Contrast, pairs: int) -> str:
    """Empty where no input moves it."""
    low, high = contrast.input_low, contrast.input_high
    if low is not None and high is not None:
        return "" if low == high else format_perturbed_range(contrast, low, high, pairs)
    ends = (low, contrast.input_low_word), (high, contrast.input_high_word)
    said = [format_bound(contrast, end, word, pairs) for end, word in ends]
    return " to ".join(said) if all(said) and said[0] != said[1] else ""


def format_bound(contrast: Contrast, reduction: float | None, word: MedianWord, pairs: int) -> str:
    """The difference with an input at a bound; words for an infinite median."""
    if reduction is None:
        return MEDIAN_WORDS[word]
    step = find_input_step(contrast, pairs)
    return format_difference(reduction, contrast.measure, contrast.unit, step)


def format_base_case(contrast: Contrast, pairs: int) -> str:
    """The difference in the sensitivity sample with every input at its own value; empty if unknown."""
    base = contrast.input_base
    if base is None:
        return ""
    return format_difference(base, contrast.measure, contrast.unit, find_input_step(contrast, pairs))


def format_perturbed_range(contrast: Contrast, low: float, high: float, pairs: int) -> str:
    """The range from one bound to the other."""
    return format_difference_range(
        low, high, contrast.measure, contrast.unit, find_input_step(contrast, pairs)
    )


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
    shown = format_base_case(contrast, pairs)
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
    "only the strategy reaches it": "better",
    "only the baseline reaches it": "worse",
}


def headline_improvement(contrast: Contrast) -> float:
    """The headline, positive where it is better; infinite for such a median."""
    if contrast.headline is None:
        return {"better": math.inf, "worse": -math.inf}.get(
            _INFINITE_DIRECTIONS.get(contrast.median_word, "same"), 0.0
        )
    return contrast.headline if contrast.direction == "lower" else -contrast.headline


def _find_mean_step(summary: Summary, finer: bool = False) -> float:
    step = find_step(summary.mean, summary.unit, summary.ci_low, summary.ci_high)
    return max(step / 10.0, min(step, 1.0)) if finer else step


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


def _describe_often_worse(contrast: Contrast) -> str:
    return _describe_frequency(contrast, worse=True)


def describe_sign_disagreement(contrast: Contrast) -> str:
    """How often the sign disagrees with the mean: "later in 76%" where that is sooner."""
    return _describe_frequency(contrast, worse=headline_improvement(contrast) > 0.0)


def _describe_frequency(contrast: Contrast, worse: bool) -> str:
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
    index: ComparisonIndex,
    measures: Sequence[str],
    more: Sequence[str] = (),
    rows: Sequence[Headline] | None = None,
) -> str:
    """The caveat to a title that says "sooner": how often it was later, how often not reached; empty where there is none.

    measures: of the title. more: named only where most pairs are worse, or more replications do not reach it. rows: default all headlines.
    """
    rows = rows or index.list_headlines()
    worse, missed = (
        _describe_worse(index, measures, more, rows),
        _describe_missed(index, measures, more, rows),
    )
    said = [*worse, *missed]
    return f"But {'; '.join(said)}." if said else ""


def _describe_worse(
    index: ComparisonIndex, measures: Sequence[str], more: Sequence[str], rows: Sequence[Headline]
) -> Iterator[str]:
    """Row by row, measures of which the same is said together: "90% of staff aware later than today in 35%"."""
    for row in rows:
        together: dict[tuple[str, str], list[str]] = {}
        for one in _contrasts_of(index, row, dict.fromkeys([*measures, *more])):
            hides = _has_adverse_tail(one) if one.measure in measures else sign_disagrees(one)
            if _is_reported_better(one) and one.worse_share > 0.0 and hides:
                word = name_directions(one.measure, one.unit)[1 if one.direction == "lower" else 0]
                often = describe_proportion(one.n, format_outcome_percentages(one)[2])
                together.setdefault((word, often), []).append(name_measure(one.measure))
        for (word, often), names in together.items():
            yield f"{format_list(names)} {word} than {_describe_baseline(index, row)} in {often}"


def _describe_missed(
    index: ComparisonIndex, measures: Sequence[str], more: Sequence[str], rows: Sequence[Headline]
) -> list[str]:
    """Measure by measure: "all people protected not achieved: 12% today vs 20%"."""
    said = []
    for name in dict.fromkeys([*measures, *more]):
        counts: dict[tuple[tuple[str, ...], str], list[str]] = {}
        for row in rows:
            for one in _contrasts_of(index, row, [name]):
                before, after = (index.find_summary(arm, name) for arm in find_pairing(one).arms)
                if before is None or after is None or not MEASURES[name].is_time:
                    continue
                more_with = after.not_reached - before.not_reached
                apart = abs(more_with) if name in measures and _is_reported(one) else more_with
                if apart >= MIN_PROPORTION_DIFFERENCE * after.n:
                    with_ = row.conditions, format_out_of(after.not_reached, after.n)
                    without = format_out_of(before.not_reached, before.n)
                    counts.setdefault(with_, []).append(f"{without} {_describe_baseline(index, row)}")
        if counts:
            each = (f"{', '.join(others)} vs {often}" for (_, often), others in counts.items())
            said.append(f"{name_measure(name)} {NOT_REACHED_TEXT}: {' and '.join(each)}")
    return said


def _is_reported(contrast: Contrast) -> bool:
    if contrast.exploratory:
        return find_interval_direction(contrast) in ("better", "worse")
    return contrast.finding not in NOTHING_FOUND


def _is_reported_better(contrast: Contrast) -> bool:
    return headline_improvement(contrast) > 0.0 and _is_reported(contrast)


def _contrasts_of(index: ComparisonIndex, row: Headline, measures: Iterable[str]) -> list[Contrast]:
    found = (index.find_contrast(row.pairing, name) for name in measures)
    return [one for one in found if one is not None]


def _describe_baseline(index: ComparisonIndex, row: Headline) -> str:
    other = "today" if row.baseline == index.comparison.present_practice else label_strategy(row.baseline)
    return f"{other} ({label_conditions(row.conditions)})" if row.conditions else other


def describe_slowest(index: ComparisonIndex, contrast: Contrast) -> str:
    """The 90th percentile in both arms, the baseline first; empty where it says nothing."""
    if contrast.n < FEWEST_FOR_A_TENTH or contrast.direction == "higher" or contrast.same_share == 1.0:
        return ""
    today = index.comparison.present_practice
    arms = find_pairing(contrast).arms
    said = [
        f"{_format_p90(index, arm, contrast.measure)} with {name_strategy(arm.strategy, today)}"
        for arm in arms
    ]
    return f"90th percentile: {', '.join(said)}"


def _format_p90(index: ComparisonIndex, arm: Arm, measure: str) -> str:
    summary = index.find_summary(arm, measure)
    if summary is None or summary.p90 is None:
        return f"{NOT_REACHED_TEXT} by {format_clock(index.comparison.horizon)}"
    step = max(1.0, find_unit_step(summary.unit, summary.p90_low, summary.p90_high))
    return format_size(summary.p90, summary.unit, step)


def describe_exposure(index: ComparisonIndex, headline: Headline) -> str:
    """How often exposure rose, since locking may move the threat elsewhere; empty where it is not measured."""
    contrast = index.find_contrast(headline.pairing, EXPOSURE_MEASURE)
    if contrast is None:
        return ""
    fell, _, rose = (
        describe_proportion(contrast.n, number) for number in format_outcome_percentages(contrast)
    )
    if contrast.same_share == 1.0:
        return "Exposure: unaffected."
    if contrast.worse_share == 0.0:
        return f"Exposure never rose and fell in {fell}."
    said = f"Exposure rose in {rose} and fell in {fell}"
    step = find_unit_step(contrast.unit, contrast.ci_low, contrast.ci_high)
    if rounds_to_zero(contrast.reduction, contrast.unit, step):
        return f"{said}; on average about the same."
    mean = format_difference(contrast.reduction, contrast.measure, contrast.unit, step)
    return f"{said}; on average {mean} with {name_strategy(headline.strategy, index.comparison.present_practice)}."


class ComparisonIndex:
    """A comparison by pairing and measure. Durations that cannot be compared (`is_uneven`) have no interval."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._summaries = {(Arm(s.strategy, s.conditions), s.measure): s for s in comparison.measures}
        self._contrasts = {
            (find_pairing(c), c.measure): self._without_uneven_interval(c) for c in comparison.contrasts
        }

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
