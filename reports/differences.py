"""A mean, a difference, its interval and its input range in words, and which way a difference points.

A difference never has more digits than its interval supports (`reports.quantities`), and from ten on no tenths: nobody acts on
them. Where the interval takes in zero it points neither way, whatever its middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reports.input_names import name_input
from reports.lookup import ComparisonIndex, find_pairing
from reports.quantities import DISPLAY_FACTORS, format_amount, format_difference_range, format_difference, format_out_of, find_unit_step, round_to_step
from sim.contrasts import Contrast
from sim.measure import Unit
from sim.summaries import Summary
from sim.verdicts import ALPHA, MIN_PAIRS, SENSITIVE_TO_ASSUMPTIONS, INCONCLUSIVE, NO_PRACTICAL_DIFFERENCE

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
        return f"{self.text}, {self.not_reached}" if self.not_reached and self.text != NOT_REACHED_TEXT else self.text


def is_contradicted(before: Summary | None, after: Summary | None, reduction: float) -> bool:
    """Whether means would contradict their difference as they are rounded, so that they are told to a digit more.

    A difference of pairs is often known better than either mean: 4:04 and 4:06 are not 4:00 and 4:10 beside "2 s later".
    """
    if before is None or after is None:
        return False
    form = DISPLAY_FACTORS.get(before.unit, 1.0)
    steps = [_find_mean_step(arm) for arm in (before, after)]
    first, second = (round_to_step(arm.mean * form, step) for arm, step in zip((before, after), steps, strict=True))
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
        is_contradicted(index.find_summary(first, one.measure), index.find_summary(second, one.measure), one.reduction)
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
        f"{NOT_REPORTED_TEXT}: {counts}" if (counts := describe_uneven(index, contrast, end="")) else format_contrast(contrast)
    )


def describe_uneven(index: ComparisonIndex, contrast: Contrast, end: str = ", so no difference is told") -> str:
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
    return format_difference_range(low, high, contrast.measure, contrast.unit, find_input_step(contrast, pairs))


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
    if (
        contrast.verdict != INCONCLUSIVE
        or contrast.n < MIN_PAIRS
        or low is None
        or high is None
        or p is None
    ):
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
