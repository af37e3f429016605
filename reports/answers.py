"""The answers at the head of a page: a line for each primary measure, then what is worse.

Whoever reads nothing else must not take a gain for the whole: what the strategy costs stands in the same breath. Named as worse is
each measure whose interval lies on the worse side and whose mean is worse by at least WORTH_NAMING of what it is without the strategy;
less than that is in the tables. Where only the mean is worse by so much, it is named as not settled. What a primary measure costs is
named although it is less than matters, and what neither arm reached is no finding that nothing differs. A gain on average that is none
for many says so: where the worst 5 of 100 are worse by more than the smallest difference that matters, in how many of 100 it was worse.

Fewer than FEWEST_PAIRS pairs name nothing: they settle neither gain nor cost.
"""

from __future__ import annotations

from reports.differences import (
    NOT_REACHED_TEXT,
    EffectDirection,
    format_contrast,
    find_interval_direction,
    explain_sensitivity_sample,
    format_interval,
    describe_neither_reached,
    describe_uneven,
    format_input_range,
)
from reports.harm import EXPOSURE_MEASURE, sign_disagrees, has_adverse_tail, describe_sign_disagreement, describe_often_worse
from reports.lookup import ComparisonIndex, find_pairing
from reports.names import capitalize_first, name_strategy, name_measure
from reports.quantities import format_clock, format_out_of, format_size
from sim.comparison import Headline
from sim.contrasts import Contrast
from sim.measures import MEASURES
from sim.verdicts import MIN_PAIRS, SENSITIVE_TO_ASSUMPTIONS, INCONCLUSIVE, NO_PRACTICAL_DIFFERENCE

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
    return "" if contrast.verdict in (NO_PRACTICAL_DIFFERENCE, INCONCLUSIVE) else _describe_uneven(index, contrast)


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
    return (
        f"{name_measure(contrast.measure)} ({said.replace(' person-min', '')}{_describe_uneven(index, contrast)})"
    )


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
    if EXPOSURE_MEASURE not in worse or not sooner or index.find_summary(headline.pairing.arms[0], FIRE_MEASURE) is not None:
        return ()
    longer = " Here the emergency also lasts longer." if "hazard_over" in worse else ""
    return (
        f"Exposure can rise while people lock sooner: a locked door may send the threat elsewhere.{longer}",
    )
