"""The answer of a comparison in at most three sentences, each of one claim: how much, where it matters, and what would bring as much."""

from __future__ import annotations

from collections.abc import Iterator

from reports.comparison.differences import (
    ComparisonIndex,
    describe_joint_range,
    describe_neither_reached,
    find_pairing,
    format_bound,
    format_difference_in,
)
from reports.comparison.distribution import format_contrast, format_estimate, format_shares_apart
from reports.comparison.structure_table import state_facts
from reports.text.formatting import format_size
from reports.text.terms import capitalize_first, name_measure
from sim.measures import MEASURES
from sim.statistics.paired import Contrast
from sim.statistics.verdicts import AHEAD, BEHIND, Side, Verdict

MAX_SENTENCES = 3
SUBJECTS = {"unaware_time": "staff are unaware for {}", "first_unit_on_scene": "the first unit arrives {}"}
"""Sentences about a measure; of others, its name stands before the difference."""
SIZES = {**dict.fromkeys(AHEAD, "Enough to matter"), **dict.fromkeys(BEHIND, "Worse by enough to matter")}
OTHER_SIZES = {
    Verdict.NO_PRACTICAL_DIFFERENCE: "Too little to matter",
    Verdict.INCONCLUSIVE: "Inconclusive, add replications",
}
SIDES = {Side.OVER: "enough to matter", Side.WITHIN: "too little to matter", Side.UNDER: "worse by enough to matter"}
LARGE_PART = 0.25
"""Of the gain in unaware time: a larger part that comes from an earlier end of the danger is named."""


def write_answer(index: ComparisonIndex, first: Contrast) -> tuple[str, ...]:
    """The sentences. first: the first primary measure of the main pairing."""
    return tuple(_iterate_sentences(index, first))[:MAX_SENTENCES]


def _iterate_sentences(index: ComparisonIndex, first: Contrast) -> Iterator[str]:
    yield f"{_state_size(index, first)}."
    if period := _state_period(index, first):
        yield f"{period}."
    for other in index.list_contrasts(find_pairing(first)):
        if not other.exploratory and other is not first and other.base_finding in SIZES:
            depends = ", but it depends on assumptions" if other.finding is Verdict.SENSITIVE else ""
            yield f"{SIZES[other.base_finding]}{depends}: {_state_subject(index, other)}."
    yield from state_facts(index, first)[:1]
    if split := _state_split(index, first):
        yield f"{split}."
    if lever := _state_lever(index, first):
        yield f"{lever}."


def _state_size(index: ComparisonIndex, first: Contrast) -> str:
    """The base case: whether it matters, and how much it is."""
    before, after = index.find_arms(first)
    if unreached := describe_neither_reached(before, after):
        return f"Inconclusive: {unreached}"
    verdict, size = first.base_finding, _state_subject(index, first)
    if first.same_share == 1.0:
        return f"No difference in any run in {name_measure(first.measure)}"
    needed = f", and {format_size(first.delta, first.unit)} would matter" if first.delta else ""
    if first.finding is Verdict.SENSITIVE:
        reach = _describe_reach(index, first)
        across = f", {reach} across their ranges" if reach else ""
        return f"It depends on assumptions: {size} as assumed{across}{needed}"
    if verdict is Verdict.MIXED:
        return f"{capitalize_first(first.base_verdict)}: {size}{needed}"
    return f"{SIZES.get(verdict) or OTHER_SIZES.get(verdict, 'Perhaps enough to matter')}: {size}{needed}"


def _state_subject(index: ComparisonIndex, contrast: Contrast) -> str:
    """Whose difference it is, and how large: "staff are unaware for 5.4 s less"."""
    sentence = SUBJECTS.get(contrast.measure, f"{name_measure(contrast.measure)} {{}}")
    return sentence.format(format_shares_apart(contrast) or format_difference_in(index, contrast))


def _describe_reach(index: ComparisonIndex, first: Contrast) -> str:
    """The range over combinations of inputs; empty where none was played, or none can be resolved."""
    joint = index.find_joint(find_pairing(first), first.measure)
    return "" if joint is None else describe_joint_range(first, joint)


def describe_main_size(index: ComparisonIndex, contrast: Contrast) -> str:
    """The headline with its interval: "9 s less (8 to 10)"."""
    if index.is_uneven(contrast):
        return format_difference_in(index, contrast)
    return format_shares_apart(contrast) or describe_contrast_size(contrast)


def _state_period(index: ComparisonIndex, first: Contrast) -> str:
    """The periods of the day in which the answer is another one."""
    turning = [one for one in index.list_periods(find_pairing(first)) if one.turns and one.side]
    said = [
        f"during {one.period} {format_bound(first, one.reduction, one.word, one.pairs)}, {SIDES[one.side]}"
        for one in turning
        if one.side
    ]
    return capitalize_first("; ".join(said))


def describe_contrast_size(contrast: Contrast) -> str:
    """The headline with its interval; of a median without."""
    around = contrast.headline_interval
    if contrast.headline is None or around is None or contrast.statistic == "median":
        return format_contrast(contrast)
    return format_estimate(contrast.headline, contrast.measure, contrast.unit, around.low, around.high)


def _state_lever(index: ComparisonIndex, first: Contrast) -> str:
    """The best change to today's practice that costs nothing, where it brings more than chance."""
    today = index.comparison.present_practice
    for arm in index.comparison.levers:
        for contrast in arm.contrasts:
            around = contrast.headline_interval
            if not (arm.is_best and contrast.measure == first.measure and contrast.baseline == today) or around is None:
                continue
            if around.times(MEASURES[contrast.measure].sign).low > 0.0:
                is_small = abs(contrast.headline or 0.0) < (first.delta or 0.0)
                also = f", also under {format_size(first.delta or 0.0, first.unit)}" if is_small else ""
                return f"Free, without the app: {arm.says}, {format_contrast(contrast)}{also}"
    return ""


def _state_split(index: ComparisonIndex, first: Contrast) -> str:
    """That the danger ends sooner, where that is a large part of the gain."""
    found = index.find_unaware_time(find_pairing(first))
    if found is None or first.headline is None or first.headline <= 0:
        return ""
    ends = found.danger_ends_sooner.reduction
    if ends <= LARGE_PART * first.headline:
        return ""
    return f"Of it, {format_size(ends, 's')} come from an earlier end of the danger"
