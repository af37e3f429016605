"""The answers at the head of a page: a line for each primary measure, then what is worse.

Whoever reads nothing else must not take a gain for the whole: what the strategy costs stands in the same breath. Named as worse is
each measure whose interval lies on the worse side and whose mean is worse by at least WORTH_NAMING of what it is without the strategy;
less than that is in the tables. Where only the mean is worse by so much, it is named as not settled. What a primary measure costs is
named although it is less than matters, and what neither arm reached is no finding that nothing differs. A gain on average that is none
for many says so: where the worst 5 of 100 are worse by more than the smallest difference that matters, in how many of 100 it was worse.

Fewer than FEWEST_PAIRS pairs name nothing: they settle neither gain nor cost.

A mean, a difference, its interval and its input range in words, and which way a difference points.

A difference never has more digits than its interval supports (`reports.text.formatting`), and from ten on no tenths: nobody acts on
them. Where the interval takes in zero it points neither way, whatever its middle.

Who was worse off: sentences on what an average hides.

A strategy that is sooner on average can be later for some. Here stands in how many of 100 identical emergencies,
by how much in the worst of them, how long the slowest tenth took, and whether exposure rose. What goes against the title of a figure
(`describe_hidden_harm`) stands in its note, by the same rule as in the answers.

Finds the entries of a comparison by what they are about, so that no writer searches lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

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
    round_to_step,
    to_proportions,
)
from reports.text.terms import (
    capitalize_first,
    join_list,
    label_conditions,
    label_strategy,
    name_input,
    name_measure,
    name_strategy,
)
from sim.experiment.comparison import Comparison, Headline, InputEffect
from sim.measures import DURATION_MEASURES, MEASURES
from sim.model.measure import Unit
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.summaries import Arm, Summary
from sim.statistics.verdicts import (
    ALPHA,
    INCONCLUSIVE,
    MIN_PAIRS,
    NO_PRACTICAL_DIFFERENCE,
    SENSITIVE_TO_ASSUMPTIONS,
)

MIN_RELATIVE_EFFECT = 0.01
"""Of the mean without the strategy."""

MAX_NAMED = 6
"""Worse measures that a headline names."""

WORSE_ON_AVERAGE = f"Worse on average by {100 * MIN_RELATIVE_EFFECT:.0f} % or more, but not settled"

BETTER_ON_AVERAGE = "Better on average, but worse in most emergencies"

LOCKDOWN_MEASURES = ("protected_t50", "protected_t90")

FIRE_MEASURE = "rset"
"""Measured only where people leave the building instead of locking doors."""


def write_summary_statement(index: ComparisonIndex, contrast: Contrast) -> str:
    """A sentence on one primary measure."""
    return f"{capitalize_first(name_measure(contrast.measure))}: {describe_difference(index, contrast)}{_describe_not_reached(index, contrast)}."


def describe_difference(index: ComparisonIndex, contrast: Contrast) -> str:
    """What may be said of a difference in a few words, by its verdict: "24 s sooner"."""
    if contrast.verdict in (NO_PRACTICAL_DIFFERENCE, INCONCLUSIVE):
        return _describe_no_difference(index, contrast)
    return _describe_found_difference(contrast, index.comparison.input_pairs)


def _describe_not_reached(index: ComparisonIndex, contrast: Contrast) -> str:
    """How many of a mean difference are no times, but emergencies in which an arm did not come to it; empty where there are none."""
    return (
        ""
        if contrast.verdict in (NO_PRACTICAL_DIFFERENCE, INCONCLUSIVE)
        else _describe_uneven(index, contrast)
    )


def _describe_uneven(index: ComparisonIndex, contrast: Contrast) -> str:
    before, after = (index.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
    if before is None or after is None or not MEASURES[contrast.measure].is_time:
        return ""
    if not before.not_reached + after.not_reached:
        return ""
    arms = f"{format_out_of(before.not_reached, before.n)} without, in {after.not_reached:,} with"
    return f"; {NOT_REACHED_TEXT} in {arms}, counted as {format_clock(index.comparison.horizon)}"


def _describe_no_difference(index: ComparisonIndex, contrast: Contrast) -> str:
    """No difference that matters, or none that is settled; and what a reader of that has to know."""
    before, after = (index.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
    unreached = describe_uneven(index, contrast) or describe_neither_reached(before, after)
    if unreached:
        return unreached
    if contrast.verdict != NO_PRACTICAL_DIFFERENCE or not contrast.delta:
        return contrast.verdict.partition(":")[0]
    if not _is_notable(index, contrast):
        return contrast.verdict
    matters = format_size(contrast.delta, contrast.unit)
    return f"{_describe_mean(contrast)}; less than the {matters} that were chosen as mattering"


def _describe_found_difference(contrast: Contrast, pairs: int) -> str:
    on_average = _describe_mean(contrast)
    first = explain_sensitivity_sample(contrast, pairs)
    if not contrast.verdict.startswith(SENSITIVE_TO_ASSUMPTIONS):
        _, comma, little = contrast.verdict.partition(", ")
        return f"{on_average}{comma}{little}{f'; but {first}' if first else ''}"
    if first:
        return f"{on_average}; {first}"
    reaches = format_input_range(contrast, pairs)
    if reaches:
        return f"{on_average}; anything from {reaches}, depending on what nobody has measured"
    return f"{on_average}, but that {SENSITIVE_TO_ASSUMPTIONS}"


def _describe_mean(contrast: Contrast) -> str:
    """The difference, and in how many it was worse where a reader has to know."""
    leaning = find_interval_direction(contrast)
    said = format_interval(contrast) if leaning == "open" else format_contrast(contrast)
    if sign_disagrees(contrast):
        return f"{said} on average, but {describe_sign_disagreement(contrast)}"
    if leaning == "worse":
        return f"{said}, and {describe_often_worse(contrast)}"
    told = contrast.delta and has_adverse_tail(contrast)
    return f"{said} on average, but {describe_often_worse(contrast)}" if told else said


def describe_adverse_effects(index: ComparisonIndex, headline: Headline) -> tuple[str, ...]:
    """What is worse with the strategy, in a sentence or two; empty from too few pairs or without other measures."""
    others = [
        one for one in index.list_contrasts(headline.pairing) if one.exploratory and one.measure in MEASURES
    ]
    if not others or others[0].n < MIN_PAIRS:
        return ()
    worse = [one for one in _sort_people_first(others) if _is_notable(index, one)]
    perhaps = _describe_unresolved(
        index, [one for one in _sort_people_first(others) if _is_notable(index, one, "open")]
    )
    with_ = name_strategy(headline.strategy, index.comparison.present_practice)
    perhaps = (*_describe_mostly_worse(index, others), *perhaps)
    if not worse:
        none = f"No other measure is shown to be worse with {with_} by {MIN_RELATIVE_EFFECT:.0%} or more."
        return (none.replace("%", " %"), *perhaps)
    named = [
        _with_parenthesis(index, one, _describe_mean(one) if sign_disagrees(one) else format_contrast(one))
        for one in worse[:MAX_NAMED]
    ]
    more = f"; and {len(worse) - MAX_NAMED} more below" if len(worse) > MAX_NAMED else ""
    said = f"Worse with {with_}: {', '.join(named)}{more}."
    return (said, *_explain_exposure(index, headline, [one.measure for one in worse]), *perhaps)


def _with_parenthesis(index: ComparisonIndex, contrast: Contrast, said: str) -> str:
    """A measure, and in brackets what is said of it."""
    return f"{name_measure(contrast.measure)} ({said.replace(' person-min', '')}{_describe_uneven(index, contrast)})"


def _describe_mostly_worse(index: ComparisonIndex, others: list[Contrast]) -> tuple[str, ...]:
    """A sentence on what is better on average and worse in most emergencies."""
    named = [
        _with_parenthesis(index, one, _describe_mean(one))
        for one in _sort_people_first(others)
        if find_interval_direction(one) == "better" and sign_disagrees(one) and not index.is_uneven(one)
    ]
    return (f"{BETTER_ON_AVERAGE}: {', '.join(named)}.",) if named else ()


def _describe_unresolved(index: ComparisonIndex, open_: list[Contrast]) -> tuple[str, ...]:
    """A sentence on what is worse on average, with intervals that take in zero."""
    named = [_with_parenthesis(index, one, format_interval(one)) for one in open_[:MAX_NAMED]]
    more = f"; and {len(open_) - MAX_NAMED} more below" if len(open_) > MAX_NAMED else ""
    return (f"{WORSE_ON_AVERAGE}: {', '.join(named)}{more}.",) if named else ()


def _sort_people_first(contrasts: list[Contrast]) -> list[Contrast]:
    """What happens to people before what happens to calls and units: the list of measures from its end."""
    order = list(MEASURES)
    return sorted(contrasts, key=lambda one: -order.index(one.measure))


def _is_notable(index: ComparisonIndex, contrast: Contrast, leaning: EffectDirection = "worse") -> bool:
    """Whether a measure is worse, for certain or ("open") on average, and by enough to be named in a headline."""
    before = index.find_summary(find_pairing(contrast).arms[0], contrast.measure)
    if before is None or index.is_uneven(contrast):
        return False
    if find_interval_direction(contrast) != leaning or contrast.improvement >= 0.0:
        return False
    return abs(contrast.reduction) >= MIN_RELATIVE_EFFECT * abs(before.mean)


def _explain_exposure(index: ComparisonIndex, headline: Headline, worse: list[str]) -> tuple[str, ...]:
    """One sentence, where people lock sooner and are exposed for longer all the same."""
    locked = [index.find_contrast(headline.pairing, measure) for measure in LOCKDOWN_MEASURES]
    sooner = any(one is not None and find_interval_direction(one) == "better" for one in locked)
    if (
        EXPOSURE_MEASURE not in worse
        or not sooner
        or index.find_summary(headline.pairing.arms[0], FIRE_MEASURE) is not None
    ):
        return ()
    longer = " Here the emergency also lasts longer." if "hazard_over" in worse else ""
    return (
        f"Exposure can rise while people lock sooner: a locked door may send the threat elsewhere.{longer}",
    )


NOT_REACHED_TEXT = "not reached"

NOT_REPORTED_TEXT = "not told"

NO_TENTHS_FROM = 10.0

MAX_DEVIATION = 0.5
"""Of the difference that is told: where the pairs that an input range rests on differ from it by more, they are not like the rest. And of
what matters: what is less does not come near it."""

NEARLY_ALL = 0.9
"""Of the replications of both arms: where so many did not reach it, little is known of a difference."""

EffectDirection = Literal["better", "worse", "same", "open"]
"""Which way a line points, for colours. "open": neither way for certain."""


@dataclass(frozen=True)
class Amount:
    """A mean, and how often there was nothing to average."""

    text: str
    not_reached: str = ""
    """"not reached in 33 of 100", or empty. What was not reached counts as the horizon."""

    @property
    def as_sentence(self) -> str:
        """Both in one: "3:00, not reached in 1 of 12"; "not reached" alone where there is no mean."""
        return (
            f"{self.text}, {self.not_reached}"
            if self.not_reached and self.text != NOT_REACHED_TEXT
            else self.text
        )


def is_contradicted(before: Summary | None, after: Summary | None, reduction: float) -> bool:
    """Whether means would contradict their difference as they are rounded, so that they are told to a digit more.

    A difference of pairs is often known better than either mean: 4:04 and 4:06 are not 4:00 and 4:10 beside "2 s later".
    """
    if before is None or after is None:
        return False
    form = DISPLAY_FACTORS.get(before.unit, 1.0)
    steps = [_find_mean_step(arm) for arm in (before, after)]
    first, second = (
        round_to_step(arm.mean * form, step) for arm, step in zip((before, after), steps, strict=True)
    )
    return abs(first - second - reduction * form) > max(steps) / 2.0


def format_mean_in(index: ComparisonIndex, summary: Summary | None) -> Amount:
    """The mean of an arm as it stands everywhere in one comparison: to a digit more where a difference of its day needs that."""
    if summary is None:
        return format_mean(None)
    of_its_day = [
        one
        for one in index.comparison.contrasts
        if (one.measure, one.conditions) == (summary.measure, summary.conditions)
    ]
    finer = any(
        is_contradicted(
            index.find_summary(first, one.measure), index.find_summary(second, one.measure), one.reduction
        )
        for one in of_its_day
        for first, second in [find_pairing(one).arms]
    )
    return format_mean(summary, finer)


def format_mean(summary: Summary | None, finer: bool = False) -> Amount:
    """The mean of an arm, to as many digits as are known; finer: to one more."""
    if summary is None:
        return Amount("not played")
    step = _find_mean_step(summary, finer)
    if not summary.not_reached:
        return Amount(format_amount(summary.mean, summary.unit, step))
    missed = f"{NOT_REACHED_TEXT} in {format_out_of(summary.not_reached, summary.n)}"
    if summary.not_reached == summary.n:
        return Amount(NOT_REACHED_TEXT, missed)
    return Amount(format_amount(summary.mean, summary.unit, step), missed)


def format_difference_in(index: ComparisonIndex, contrast: Contrast) -> str:
    """`format_contrast`; of what is no like for like in how many there was none instead: "not told: none in 10 without, in 7 with"."""
    return (
        f"{NOT_REPORTED_TEXT}: {counts}"
        if (counts := describe_uneven(index, contrast, end=""))
        else format_contrast(contrast)
    )


def describe_uneven(
    index: ComparisonIndex, contrast: Contrast, end: str = ", so no difference is told"
) -> str:
    """In how many there was no such length of time, where it is no like for like; else empty."""
    before, after = (index.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
    if before is None or after is None or not index.is_uneven(contrast):
        return ""
    return f"none in {before.not_reached:,} without, in {after.not_reached:,} with{end}"


def format_contrast(contrast: Contrast) -> str:
    """How much sooner, or later."""
    if contrast.same_share == 1.0:
        return "no difference"
    step = _find_step(contrast.reduction, contrast.unit, contrast.ci_low, contrast.ci_high)
    return format_difference(contrast.reduction, contrast.measure, contrast.unit, step)


def format_interval(contrast: Contrast) -> str:
    """How sure that is; empty for a single pair."""
    if contrast.ci_low is None or contrast.ci_high is None:
        return ""
    if contrast.same_share == 1.0:
        return "the same in every pair"
    step = _find_step(contrast.reduction, contrast.unit, contrast.ci_low, contrast.ci_high)
    return format_difference_range(contrast.ci_low, contrast.ci_high, contrast.measure, contrast.unit, step)


def describe_inputs(contrast: Contrast, pairs: int) -> str:
    """The input range and the inputs that give its ends, no finer than the pairs it rests on; and what those pairs show unmoved."""
    low, high = contrast.input_low, contrast.input_high
    if low == high and low is not None:
        return "no input moves it"
    said = format_input_range(contrast, pairs)
    if not said:
        return ""
    base = format_base_case(contrast, pairs)
    unmoved = f"; with nothing moved, {_describe_sample(pairs)} {base}" if base else ""
    return f"{said} ({_format_input_names(contrast.input_named or '')}){unmoved}"


def format_input_range(contrast: Contrast, pairs: int) -> str:
    """The input range alone; empty where there is none, or no input moves the difference."""
    low, high = contrast.input_low, contrast.input_high
    if low is None or high is None or low == high:
        return ""
    return format_perturbed_range(contrast, low, high, pairs)


def format_base_case(contrast: Contrast, pairs: int) -> str:
    """What the pairs that the input range rests on show with no input moved; empty where that is not known."""
    base = contrast.input_base
    if base is None:
        return ""
    return format_difference(base, contrast.measure, contrast.unit, find_input_step(contrast, pairs))


def format_perturbed_range(contrast: Contrast, low: float, high: float, pairs: int) -> str:
    """How far inputs move a difference, from one end to the other."""
    return format_difference_range(
        low, high, contrast.measure, contrast.unit, find_input_step(contrast, pairs)
    )


def find_input_step(contrast: Contrast, pairs: int) -> float:
    """To what all that inputs do to a difference is rounded, wherever it stands: no finer than the pairs it rests on.

    But to the second, or the like, where an end of the range lies beside what matters: rounded to tens, 15.1 s would be 20 s, on the
    other side of where a reader looks for the 15 s that matter. And where the whole range is less than such a step: 3.7 s, drawn as a
    bar of its own, would be "about 0 s".
    """
    widened = (contrast.n / max(pairs, 1)) ** 0.5
    half = widened * ((contrast.ci_high or 0.0) - (contrast.ci_low or 0.0)) / 2.0
    step = min(max(1.0, find_unit_step(contrast.unit, -half, half)), 10.0)
    form = DISPLAY_FACTORS.get(contrast.unit, 1.0)
    ends = [end for end in (contrast.input_low, contrast.input_high) if end is not None]
    beside = any(abs(abs(end) - contrast.delta) * form < step for end in ends if contrast.delta)
    within = all(abs(end) * form < step for end in ends)
    return 1.0 if beside or within else step


def explain_sensitivity_sample(contrast: Contrast, pairs: int) -> str:
    """Why an input range says little: it rests on the first pairs, and they are not like the rest; else empty.

    That is so where the difference that is told lies outside the range, where the first pairs by themselves have none, or where theirs
    is another by more than matters and by more than half of what is told: then the whole range lies elsewhere. But where no difference
    matters, and neither all pairs nor the range come near what does, there is nothing that the range could have shown otherwise.
    """
    low, high, base, told = contrast.input_low, contrast.input_high, contrast.input_base, contrast.reduction
    if low is None or high is None or base is None or told == 0.0:
        return ""
    near = MAX_DEVIATION * (contrast.delta or 0.0)
    if contrast.verdict == NO_PRACTICAL_DIFFERENCE and max(map(abs, (low, high, base, told))) < near:
        return ""
    elsewhere = abs(base - told) > max(contrast.delta or 0.0, MAX_DEVIATION * abs(told))
    if base != 0.0 and low <= told <= high and not elsewhere:
        return ""
    shown = format_base_case(contrast, pairs)
    return (
        f"{_describe_sample(pairs, ', on which the input range rests,')} {shown}, so that range says little "
        "(more pairs: --input-pairs)"
    )


def _describe_sample(pairs: int, which: str = "") -> str:
    """The pairs that an input range rests on, up to what they show."""
    return f"the first pair{which} shows" if pairs == 1 else f"the first {pairs:,} pairs{which} show"


def describe_neither_reached(before: Summary | None, after: Summary | None) -> str:
    """Said where nearly no pair of either arm can tell a difference: "not reached by either in 200 of 200"; else empty."""
    if before is None or after is None or min(before.not_reached, after.not_reached) < NEARLY_ALL * after.n:
        return ""
    if before.not_reached == after.not_reached == after.n:
        return f"{NOT_REACHED_TEXT} by either in {format_out_of(after.n, after.n)}, so nothing is known of a difference"
    missed = f"{format_out_of(before.not_reached, before.n)} without, in {format_out_of(after.not_reached, after.n)} with"
    return f"{NOT_REACHED_TEXT} in {missed}, so hardly anything is known of a difference"


def describe_verdict(contrast: Contrast, unreached: str = "", first: str = "") -> str:
    """The verdict with the inputs in words. unreached, first: of `describe_neither_reached` and `explain_sensitivity_sample`, which come before it."""
    if unreached and contrast.verdict in (NO_PRACTICAL_DIFFERENCE, INCONCLUSIVE):
        return f"{INCONCLUSIVE.partition(':')[0]}: {unreached}"
    head, colon, named = contrast.verdict.partition(": ")
    if head == SENSITIVE_TO_ASSUMPTIONS and first:
        return f"open: {first}"
    if head == SENSITIVE_TO_ASSUMPTIONS and colon:
        return f"{head} ({_format_input_names(named)})"
    hedge = f"; but {first}" if first and contrast.verdict != INCONCLUSIVE else ""
    return f"{contrast.verdict}{_explain_disagreement(contrast)}{hedge}"


def _explain_disagreement(contrast: Contrast) -> str:
    """Why it is not settled although the interval that the verdict read leaves zero out; else empty."""
    low, high, p = contrast.verdict_low, contrast.verdict_high, contrast.p_adjusted
    if contrast.verdict != INCONCLUSIVE or contrast.n < MIN_PAIRS or low is None or high is None or p is None:
        return ""
    if low <= 0.0 <= high or p <= ALPHA:
        return ""
    return f" (the interval leaves zero out, and the paired t test does not: p = {p:.2f} after Holm)"


def find_verdict_direction(contrast: Contrast) -> EffectDirection:
    """Which way a line points: by the verdict where there is one, else by the interval."""
    if contrast.verdict == NO_PRACTICAL_DIFFERENCE:
        return "same"
    if contrast.verdict == INCONCLUSIVE or contrast.verdict.startswith(SENSITIVE_TO_ASSUMPTIONS):
        return "open"
    return find_interval_direction(contrast)


def find_interval_direction(contrast: Contrast) -> EffectDirection:
    """Which way the simulation interval points, whatever the verdict."""
    if contrast.same_share == 1.0:
        return "same"
    if contrast.ci_low is None or contrast.ci_high is None or contrast.ci_low <= 0.0 <= contrast.ci_high:
        return "open"
    return "better" if contrast.improvement > 0 else "worse"


def _find_mean_step(summary: Summary, finer: bool = False) -> float:
    """To what a mean is rounded, in the unit as printed."""
    step = _find_step(summary.mean, summary.unit, summary.ci_low, summary.ci_high)
    return max(step / 10.0, min(step, 1.0)) if finer else step


def _find_step(number: float, unit: Unit, low: float | None, high: float | None) -> float:
    """To what a number with these limits is rounded, in the unit as printed."""
    step = find_unit_step(unit, low, high)
    return max(step, 1.0) if abs(number) * DISPLAY_FACTORS.get(unit, 1.0) >= NO_TENTHS_FROM else step


def _format_input_names(inputs: str) -> str:
    """Names of inputs, as `Contrast.input_named` has them, in words."""
    return "; ".join(name_input(name) for name in inputs.split(", "))


FEWEST_FOR_A_TENTH, FEWEST_FOR_A_TWENTIETH = 10, 20
"""Pairs, before a slowest tenth or a worst twentieth is spoken of."""

MAJORITY = 0.5
"""Of all pairs."""

EXPOSURE_MEASURE = "exposed_person_minutes"


def measure_worse_tail(contrast: Contrast) -> float:
    """How much worse the worst 5 of 100 are at least, in the unit of the measure; 0.0 if they are not worse."""
    sign = 1.0 if contrast.direction == "lower" else -1.0
    return max(0.0, -sign * (contrast.reduction_p05 if sign > 0 else contrast.reduction_p95))


def describe_worst(contrast: Contrast) -> str:
    """How much worse the worst 5 of 100 are: "in the worst 5 of 100 at least 31 s later"; empty for nothing to tell."""
    by = measure_worse_tail(contrast)
    if by == 0.0 or contrast.n < FEWEST_FOR_A_TWENTIETH:
        return ""
    reduction = -by if contrast.direction == "lower" else by
    said = format_difference(reduction, contrast.measure, contrast.unit, limit_to_three_digits(by, 1.0))
    return (
        ""
        if said.startswith("about")
        else f"in the worst {_describe_fraction(contrast.n, 5, 'twentieth')} at least {said}"
    )


def describe_often_worse(contrast: Contrast) -> str:
    """In how many it was worse: "later in 35 of 100"."""
    return _describe_frequency(contrast, worse=True)


def describe_sign_disagreement(contrast: Contrast) -> str:
    """In how many it went the other way than the mean: "later in 76 of 100" where that is sooner."""
    return _describe_frequency(contrast, worse=contrast.improvement > 0.0)


def _describe_frequency(contrast: Contrast, worse: bool) -> str:
    words = name_directions(contrast.measure, contrast.unit)
    said = words[1] if worse == (contrast.direction == "lower") else words[0]
    return f"{said} in {describe_proportion(contrast.n, format_outcome_percentages(contrast)[2 if worse else 0])}"


def format_outcome_percentages(contrast: Contrast) -> tuple[str, ...]:
    """In how many it was better, the same and worse, rounded together wherever one of them stands: "77", "2", "21"."""
    shares = contrast.better_share, contrast.same_share, contrast.worse_share
    return to_proportions(contrast.n, *shares)


def sign_disagrees(contrast: Contrast) -> bool:
    """Whether most pairs go the other way than the mean: then a few make it, often those in which something was never reached."""
    against = contrast.worse_share if contrast.improvement > 0.0 else contrast.better_share
    return contrast.improvement != 0.0 and against > MAJORITY


def has_adverse_tail(contrast: Contrast) -> bool:
    """Whether the worst 5 of 100 are worse by more than matters, or most are worse; without such a number, whether 1 of 100 is."""
    if contrast.delta:
        return measure_worse_tail(contrast) > contrast.delta or (
            contrast.improvement > 0.0 and sign_disagrees(contrast)
        )
    return contrast.worse_share >= MIN_PROPORTION_DIFFERENCE


def describe_hidden_harm(
    index: ComparisonIndex,
    measures: Sequence[str],
    more: Sequence[str] = (),
    rows: Sequence[Headline] | None = None,
) -> str:
    """What a title that says "sooner" hides, as a sentence for the note under it; empty where it hides nothing.

    How often what is better on average was worse, of these measures, and of more where most are worse; in how many these were not reached,
    where a difference that is told rests on that, and of more, where it is in more with the strategy. rows: of the answer; without, all.
    """
    rows = rows or index.list_headlines()
    worse, missed = (
        _describe_worse(index, measures, more, rows),
        _describe_missed(index, measures, more, rows),
    )
    counted = (
        [f"{'; '.join(missed)}, each counted as {format_clock(index.comparison.horizon)}"] if missed else []
    )
    said = [*worse, *counted]
    return f"But {'; '.join(said)}." if said else ""


def _describe_worse(
    index: ComparisonIndex, measures: Sequence[str], more: Sequence[str], rows: Sequence[Headline]
) -> Iterator[str]:
    """Row by row, measures of which the same is said together: "90 % of staff aware later than today in 35 of 100"."""
    for row in rows:
        together: dict[tuple[str, str], list[str]] = {}
        for one in _contrasts_of(index, row, dict.fromkeys([*measures, *more])):
            hides = has_adverse_tail(one) if one.measure in measures else sign_disagrees(one)
            if _is_reported_better(one) and one.worse_share > 0.0 and hides:
                worse, _, often = describe_often_worse(one).partition(" in ")
                together.setdefault((worse, often), []).append(name_measure(one.measure))
        for (worse, often), names in together.items():
            yield f"{join_list(names)} {worse} than {_describe_baseline(index, row)} in {often}"


def _describe_missed(
    index: ComparisonIndex, measures: Sequence[str], more: Sequence[str], rows: Sequence[Headline]
) -> list[str]:
    """Measure by measure: "all people protected not reached in 79 of 400, today in 48"."""
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
                    counts.setdefault(with_, []).append(
                        f"{_describe_baseline(index, row)} in {before.not_reached:,}"
                    )
        if counts:
            each = (f"in {', '.join((often, *others))}" for (_, often), others in counts.items())
            said.append(f"{name_measure(name)} {NOT_REACHED} {', and '.join(each)}")
    return said


def _is_reported(contrast: Contrast) -> bool:
    """Whether a title tells a difference of it: not of what is not settled, or does not matter."""
    if contrast.exploratory:
        return find_interval_direction(contrast) in ("better", "worse")
    return contrast.verdict not in (NO_PRACTICAL_DIFFERENCE, INCONCLUSIVE)


def _is_reported_better(contrast: Contrast) -> bool:
    """Whether a title says so: nothing goes against what is no finding."""
    return contrast.improvement > 0.0 and _is_reported(contrast)


def _contrasts_of(index: ComparisonIndex, row: Headline, measures: Iterable[str]) -> list[Contrast]:
    found = (index.find_contrast(row.pairing, name) for name in measures)
    return [one for one in found if one is not None]


def _describe_baseline(index: ComparisonIndex, row: Headline) -> str:
    """What a row compares with, in a few words, and on which day if something is broken: "today", "app without staff leg (PA down)"."""
    other = "today" if row.baseline == index.comparison.present_practice else label_strategy(row.baseline)
    return f"{other} ({label_conditions(row.conditions)})" if row.conditions else other


def _describe_fraction(n: int, of_100: int, part: str) -> str:
    """A part of n pairs: "5 of 100", "twentieth" of fewer than that."""
    return f"{of_100} of 100" if n >= HUNDRED else part


def describe_slowest(index: ComparisonIndex, contrast: Contrast) -> str:
    """What the slowest tenth took, or the worst where it is no time, in both arms; empty where that says nothing."""
    if contrast.n < FEWEST_FOR_A_TENTH or contrast.direction == "higher" or contrast.same_share == 1.0:
        return ""
    today = index.comparison.present_practice
    arms = find_pairing(contrast).arms[::-1]
    said = [
        f"{_format_p90(index, arm, contrast.measure)} with {name_strategy(arm.strategy, today)}"
        for arm in arms
    ]
    part = f"{'slowest' if contrast.unit == 's' else 'worst'} {_describe_fraction(contrast.n, 10, 'tenth')}"
    return f"in the {part}: {', '.join(said)}"


def _format_p90(index: ComparisonIndex, arm: Arm, measure: str) -> str:
    summary = index.find_summary(arm, measure)
    if summary is None or summary.p90 is None:
        return f"not reached by {format_clock(index.comparison.horizon)}"
    step = max(1.0, find_unit_step(summary.unit, summary.p90_low, summary.p90_high))
    return f"{format_size(summary.p90, summary.unit, step)} or {'longer' if summary.unit == 's' else 'more'}"


def describe_exposure(index: ComparisonIndex, headline: Headline) -> str:
    """Whether exposure rose in some pairs, because locking may move it elsewhere; empty where it is not measured."""
    contrast = index.find_contrast(headline.pairing, EXPOSURE_MEASURE)
    if contrast is None:
        return ""
    fell, _, rose = (
        describe_proportion(contrast.n, number) for number in format_outcome_percentages(contrast)
    )
    if contrast.same_share == 1.0:
        return "Exposure was the same in every pair."
    if contrast.worse_share == 0.0:
        return f"Exposure rose in no pair and fell in {fell}."
    said = f"Exposure rose in {rose} pairs and fell in {fell}"
    step = find_unit_step(contrast.unit, contrast.ci_low, contrast.ci_high)
    mean = format_difference(contrast.reduction, contrast.measure, contrast.unit, step)
    if mean.startswith(("about", "no")):
        return f"{said}; on average about the same."
    return f"{said}; on average {mean} with {name_strategy(headline.strategy, index.comparison.present_practice)}."


class ComparisonIndex:
    """A comparison with an index. What is no like for like (`is_uneven`) has no interval and settles nothing."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._summaries = {(Arm(s.strategy, s.conditions), s.measure): s for s in comparison.measures}
        self._contrasts = {
            (find_pairing(c), c.measure): self._without_uneven_interval(c) for c in comparison.contrasts
        }

    def find_summary(self, arm: Arm, measure: str) -> Summary | None:
        """What is said of a measure in an arm."""
        return self._summaries.get((arm, measure))

    def find_contrast(self, pairing: Pairing, measure: str) -> Contrast | None:
        """What is said of a measure of a pairing."""
        return self._contrasts.get((pairing, measure))

    def list_contrasts(self, pairing: Pairing) -> list[Contrast]:
        """Everything that is said of a pairing."""
        return [contrast for (of, _), contrast in self._contrasts.items() if of == pairing]

    def is_uneven(self, contrast: Contrast) -> bool:
        """Whether it is of a length of time that there was more often in one arm than in the other.

        Where there was none, the horizon counts, which is no length: the difference would be one of counts.
        """
        if contrast.measure not in DURATION_MEASURES:
            return False
        before, after = (self.find_summary(arm, contrast.measure) for arm in find_pairing(contrast).arms)
        return before is not None and after is not None and before.not_reached != after.not_reached

    def _without_uneven_interval(self, contrast: Contrast) -> Contrast:
        """A contrast as it is told."""
        if not self.is_uneven(contrast):
            return contrast
        verdict = contrast.verdict if contrast.exploratory else INCONCLUSIVE
        return replace(contrast, verdict=verdict, ci_low=None, ci_high=None, input_low=None, input_high=None)

    def list_headlines(self) -> tuple[Headline, ...]:
        """The headline rows; where none was played, all pairings, with nothing said about them."""
        return self.comparison.headlines or self.list_other_pairings()

    def find_common_strategy(self) -> str | None:
        """The strategy that all rows are about; None where there are several."""
        strategies = {row.strategy for row in self.list_headlines()}
        return strategies.pop() if len(strategies) == 1 else None

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

    def list_effects(self, pairing: Pairing, measure: str) -> list[InputEffect]:
        """What each assumed input does to a primary measure of a pairing."""
        effects = self.comparison.input_effects
        return [effect for effect in effects if (effect.pairing, effect.measure) == (pairing, measure)]


def find_pairing(contrast: Contrast) -> Pairing:
    """The pairing that a contrast is about."""
    return Pairing(contrast.baseline, contrast.strategy, contrast.conditions)


NOT_REACHED, AT_LEAST, NOT_KNOWN = "not reached", "at least", "n/a"

MIN_PROPORTION_DIFFERENCE = 0.01
"""Of the emergencies: where the counts of two arms that did not reach something differ by so many, that matters."""
