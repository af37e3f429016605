"""The decision ledger: what each decision of a team won or lost against what the model would have done, in its question's own measure.

An answer at the model's time is the choice; a quicker or slower answer is the time. Effects do not add up, so all decisions together have a
row of their own. Waiting to be asked is no part of any number (`sim.exercise.holds`). A difference is claimed only if it is at least the
smallest one that matters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from reports.text.formatting import (
    format_difference,
    format_difference_range,
    format_limits,
    format_size,
    rounds_to_zero,
)
from reports.text.terms import name_measure
from scenarios.units import format_t_plus
from sim.exercise.decision_effects import DecisionEffect, DecisionEffects, Difference, TogetherEffect
from sim.exercise.leverage import find_smallest_difference
from sim.exercise.room_view import describe_decision
from sim.exercise.state import State
from sim.measures import MEASURES

NONE, MINUS = "–", "−"
ALL_DECISIONS = "All decisions together"
NOT_ASKED, SKIPPED = "not asked", "no decision"


class Verdict(Enum):
    """What may be claimed of a difference."""

    BETTER = "better"
    WORSE = "worse"
    NONE = "no practical difference"
    OPEN = "unresolved"


@dataclass(frozen=True)
class LedgerRow:
    """A decision, or all together. label: `D1`, or ALL_DECISIONS. answer, effective: in words; difference, choice, time: None if not
    asked.

    smallest: the difference that matters. best: the words of an answer that is better by that much, and its difference.
    """

    label: str
    answer: str
    effective: str
    measure: str
    smallest: float
    difference: Difference | None
    choice: Difference | None = None
    time: Difference | None = None
    best: tuple[str, Difference] | None = None

    @property
    def verdict(self) -> Verdict:
        """Of its difference."""
        return find_verdict(self.difference, self.smallest)


def build_ledger(effects: DecisionEffects, state: State) -> list[LedgerRow]:
    """The decisions in the order of the exercise, then all of them together, once for each measure."""
    rows = [_build_row(effect, state) for effect in effects.decisions]
    asked = {row.measure for row in rows if row.difference is not None}
    together = (one for one in effects.together if one.measure in asked)
    return [*rows, *(_build_together(one, state) for one in together)]


def _build_row(effect: DecisionEffect, state: State) -> LedgerRow:
    smallest = find_smallest_difference(effect.measure, state.opened.emergency)
    effective = "" if effect.effective_at is None else format_t_plus(effect.effective_at)
    return LedgerRow(
        effect.id,
        _describe_answer(effect, state),
        effective,
        effect.measure,
        smallest,
        effect.difference,
        effect.choice,
        effect.time,
        _find_better_answer(effect, smallest, state),
    )


def _build_together(effect: TogetherEffect, state: State) -> LedgerRow:
    smallest = find_smallest_difference(effect.measure, state.opened.emergency)
    return LedgerRow(ALL_DECISIONS, "", "", effect.measure, smallest, effect.difference)


def _describe_answer(effect: DecisionEffect, state: State) -> str:
    point = state.decision_points.get(effect.id)
    if effect.answer is None or point is None:
        return NOT_ASKED
    return describe_decision(point, state.labels) if point.state == "decided" else SKIPPED


def _find_better_answer(effect: DecisionEffect, smallest: float, state: State) -> tuple[str, Difference] | None:
    """Both at the time of the model, so that no answer is better because the team was slow."""
    best, choice = effect.best, effect.choice
    if best is None or choice is None or best.answer == effect.answer:
        return None
    if best.difference.value - choice.value < smallest:
        return None
    options = next(one.options for one in state.exercise.decisions if one.id == effect.id)
    return next(option.says for option in options if option.id == best.answer), best.difference


def find_verdict(difference: Difference | None, smallest: float) -> Verdict:
    """What may be claimed: a difference whose interval is beyond zero and which is itself large enough to matter, or that there is none."""
    if difference is None:
        return Verdict.OPEN
    low = difference.value if difference.ci_low is None else difference.ci_low
    high = difference.value if difference.ci_high is None else difference.ci_high
    if -smallest < low and high < smallest:
        return Verdict.NONE
    if difference.value >= smallest and low > 0.0:
        return Verdict.BETTER
    return Verdict.WORSE if difference.value <= -smallest and high < 0.0 else Verdict.OPEN


# ---- in words ---------------------------------------------------------------------------------------


def format_value(of: Difference | None, measure: str) -> str:
    """`48 s sooner`, `120 person-min more`; a dash where the question never came."""
    if of is None:
        return NONE
    unit, sign = MEASURES[measure].unit, MEASURES[measure].sign
    if rounds_to_zero(of.value, unit, 1.0):
        return "none"
    return format_difference(sign * of.value, measure, unit, 1.0)


def format_interval(of: Difference | None, measure: str) -> str:
    """`31 to 65 s sooner`; empty without an interval, or where it would show as a point."""
    if of is None or of.ci_low is None or of.ci_high is None or of.ci_low == of.ci_high:
        return ""
    unit, sign = MEASURES[measure].unit, MEASURES[measure].sign
    ends = sorted(sign * end for end in (of.ci_low, of.ci_high))
    if all(rounds_to_zero(end, unit, 1.0) for end in ends):
        return ""
    return format_difference_range(ends[0], ends[1], measure, unit, 1.0)


def format_threshold(row: LedgerRow) -> str:
    """`15 s`; of person-minutes the bare number, for a table."""
    return format_smallest(row).removesuffix(" person-min")


def format_gain(value: float, measure: str) -> str:
    """With a plus where it is better, for a table: `+38 s`, `−1:01`, `−86` person-minutes; `0`."""
    unit = MEASURES[measure].unit
    if rounds_to_zero(value, unit, 1.0):
        return "0"
    size = format_size(value, unit).removesuffix(" person-min").removesuffix(" min")
    return f"{'+' if value > 0 else MINUS}{size}"


def format_gain_interval(of: Difference, measure: str) -> str:
    """`+38 s (+34 to +41 s)`; without an interval that would show as a point."""
    said = format_gain(of.value, measure)
    if of.ci_low is None or of.ci_high is None:
        return said
    low, high = (format_gain(end, measure) for end in (of.ci_low, of.ci_high))
    return said if low == high == said else f"{said} ({format_limits(low, high)})"


def format_smallest(row: LedgerRow) -> str:
    """`15 s`."""
    return format_size(row.smallest, MEASURES[row.measure].unit)


def describe_row(row: LedgerRow, has_interval: bool = True) -> str:
    """A row in a sentence: `D1, time to shock: 48 s sooner than simulated (95% CI 31 to 65 s sooner).`"""
    lead = f"{row.label}, {name_measure(row.measure)}"
    if row.difference is None:
        return f"{row.label} was not asked in this exercise." if row.answer == NOT_ASKED else f"{lead}: {NONE}"
    if row.verdict is Verdict.NONE:
        return f"{lead}: no practical difference from simulated (within ±{format_smallest(row)})."
    interval = format_interval(row.difference, row.measure) if has_interval else ""
    around = f" (95% CI {interval})" if interval else ""
    return f"{lead}: {format_value(row.difference, row.measure)} than simulated{around}."


def describe_parts(row: LedgerRow) -> Iterator[str]:
    """The choice and the time apart, and the better answer: a sentence each; nothing for a question that never came."""
    if row.choice is None or row.time is None:
        return
    yield f"Choice: {format_value(row.choice, row.measure)}. Time: {format_value(row.time, row.measure)}."
    if row.best is None:
        yield f"No answer is better by {format_smallest(row)}."
    else:
        says, difference = row.best
        yield f'Better answer: "{says}", {format_value(difference, row.measure)} than simulated.'
