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
    NOT_REACHED,
    Leaning,
    difference_of,
    direction_of,
    first_pairs,
    interval_of,
    neither_reached,
    none_in,
    range_of,
)
from reports.harm import EXPOSURE, goes_against, hides_harm, often_against, often_worse
from reports.lookup import Lookup, pairing_of
from reports.names import capital, inside, measure_name
from reports.quantities import clock, out_of, size
from sim.comparison import Headline
from sim.contrasts import Contrast
from sim.measures import MEASURES
from sim.verdicts import FEWEST_PAIRS, NOBODY_MEASURED, NOT_SETTLED, NOTHING_THAT_MATTERS

WORTH_NAMING = 0.01
"""Of the mean without the strategy."""
MOST_NAMED = 6
"""Worse measures that a headline names."""
WORSE_ON_AVERAGE = f"Worse on average by {100 * WORTH_NAMING:.0f} % or more, but not settled"
BETTER_ON_AVERAGE = "Better on average, but worse in most emergencies"
LOCKED = ("protected_t50", "protected_t90")
IN_A_FIRE = "rset"
"""Measured only where people leave the building instead of locking doors."""


def answer(lookup: Lookup, contrast: Contrast) -> str:
    """A sentence on one primary measure."""
    return f"{capital(measure_name(contrast.measure))}: {said_of(lookup, contrast)}{_counted_in(lookup, contrast)}."


def said_of(lookup: Lookup, contrast: Contrast) -> str:
    """What may be said of a difference in a few words, by its verdict: "24 s sooner"."""
    if contrast.verdict in (NOTHING_THAT_MATTERS, NOT_SETTLED):
        return _little_to_say(lookup, contrast)
    return _said_of_a_difference(contrast, lookup.comparison.input_pairs)


def _counted_in(lookup: Lookup, contrast: Contrast) -> str:
    """How many of a mean difference are no times, but emergencies in which an arm did not come to it; empty where there are none."""
    return "" if contrast.verdict in (NOTHING_THAT_MATTERS, NOT_SETTLED) else _not_times(lookup, contrast)


def _not_times(lookup: Lookup, contrast: Contrast) -> str:
    before, after = (lookup.summary(arm, contrast.measure) for arm in pairing_of(contrast).arms)
    if before is None or after is None or not MEASURES[contrast.measure].time:
        return ""
    if not before.not_reached + after.not_reached:
        return ""
    arms = f"{out_of(before.not_reached, before.n)} without, in {after.not_reached:,} with"
    return f"; {NOT_REACHED} in {arms}, counted as {clock(lookup.comparison.horizon)}"


def _little_to_say(lookup: Lookup, contrast: Contrast) -> str:
    """No difference that matters, or none that is settled; and what a reader of that has to know."""
    before, after = (lookup.summary(arm, contrast.measure) for arm in pairing_of(contrast).arms)
    unreached = none_in(lookup, contrast) or neither_reached(before, after)
    if unreached:
        return unreached
    if contrast.verdict != NOTHING_THAT_MATTERS or not contrast.delta:
        return contrast.verdict.partition(":")[0]
    if not _is_worth_naming(lookup, contrast):
        return contrast.verdict
    matters = size(contrast.delta, contrast.unit)
    return f"{_on_average(contrast)}; less than the {matters} that were chosen as mattering"


def _said_of_a_difference(contrast: Contrast, pairs: int) -> str:
    on_average = _on_average(contrast)
    first = first_pairs(contrast, pairs)
    if not contrast.verdict.startswith(NOBODY_MEASURED):
        _, comma, little = contrast.verdict.partition(", ")
        return f"{on_average}{comma}{little}{f'; but {first}' if first else ''}"
    if first:
        return f"{on_average}; {first}"
    reaches = range_of(contrast, pairs)
    if reaches:
        return f"{on_average}; anything from {reaches}, depending on what nobody has measured"
    return f"{on_average}, but that {NOBODY_MEASURED}"


def _on_average(contrast: Contrast) -> str:
    """The difference, and in how many it was worse where a reader has to know."""
    leaning = direction_of(contrast)
    said = interval_of(contrast) if leaning == "open" else difference_of(contrast)
    if goes_against(contrast):
        return f"{said} on average, but {often_against(contrast)}"
    if leaning == "worse":
        return f"{said}, and {often_worse(contrast)}"
    told = contrast.delta and hides_harm(contrast)
    return f"{said} on average, but {often_worse(contrast)}" if told else said


def costs(lookup: Lookup, headline: Headline) -> tuple[str, ...]:
    """What is worse with the strategy, in a sentence or two; empty from too few pairs or without other measures."""
    others = [
        one for one in lookup.contrasts(headline.pairing) if one.exploratory and one.measure in MEASURES
    ]
    if not others or others[0].n < FEWEST_PAIRS:
        return ()
    worse = [one for one in _people_first(others) if _is_worth_naming(lookup, one)]
    perhaps = _not_settled(
        lookup, [one for one in _people_first(others) if _is_worth_naming(lookup, one, "open")]
    )
    with_ = inside(headline.strategy, lookup.comparison.present_practice)
    perhaps = (*_in_most_worse(lookup, others), *perhaps)
    if not worse:
        none = f"No other measure is shown to be worse with {with_} by {WORTH_NAMING:.0%} or more."
        return (none.replace("%", " %"), *perhaps)
    named = [
        _in_brackets(lookup, one, _on_average(one) if goes_against(one) else difference_of(one))
        for one in worse[:MOST_NAMED]
    ]
    more = f"; and {len(worse) - MOST_NAMED} more below" if len(worse) > MOST_NAMED else ""
    said = f"Worse with {with_}: {', '.join(named)}{more}."
    return (said, *_why_exposure_rises(lookup, headline, [one.measure for one in worse]), *perhaps)


def _in_brackets(lookup: Lookup, contrast: Contrast, said: str) -> str:
    """A measure, and in brackets what is said of it."""
    return (
        f"{measure_name(contrast.measure)} ({said.replace(' person-min', '')}{_not_times(lookup, contrast)})"
    )


def _in_most_worse(lookup: Lookup, others: list[Contrast]) -> tuple[str, ...]:
    """A sentence on what is better on average and worse in most emergencies."""
    named = [
        _in_brackets(lookup, one, _on_average(one))
        for one in _people_first(others)
        if direction_of(one) == "better" and goes_against(one) and not lookup.is_uneven(one)
    ]
    return (f"{BETTER_ON_AVERAGE}: {', '.join(named)}.",) if named else ()


def _not_settled(lookup: Lookup, open_: list[Contrast]) -> tuple[str, ...]:
    """A sentence on what is worse on average, with intervals that take in zero."""
    named = [_in_brackets(lookup, one, interval_of(one)) for one in open_[:MOST_NAMED]]
    more = f"; and {len(open_) - MOST_NAMED} more below" if len(open_) > MOST_NAMED else ""
    return (f"{WORSE_ON_AVERAGE}: {', '.join(named)}{more}.",) if named else ()


def _people_first(contrasts: list[Contrast]) -> list[Contrast]:
    """What happens to people before what happens to calls and units: the list of measures from its end."""
    order = list(MEASURES)
    return sorted(contrasts, key=lambda one: -order.index(one.measure))


def _is_worth_naming(lookup: Lookup, contrast: Contrast, leaning: Leaning = "worse") -> bool:
    """Whether a measure is worse, for certain or ("open") on average, and by enough to be named in a headline."""
    before = lookup.summary(pairing_of(contrast).arms[0], contrast.measure)
    if before is None or lookup.is_uneven(contrast):
        return False
    if direction_of(contrast) != leaning or contrast.improvement >= 0.0:
        return False
    return abs(contrast.reduction) >= WORTH_NAMING * abs(before.mean)


def _why_exposure_rises(lookup: Lookup, headline: Headline, worse: list[str]) -> tuple[str, ...]:
    """One sentence, where people lock sooner and are exposed for longer all the same."""
    locked = [lookup.contrast(headline.pairing, measure) for measure in LOCKED]
    sooner = any(one is not None and direction_of(one) == "better" for one in locked)
    if EXPOSURE not in worse or not sooner or lookup.summary(headline.pairing.arms[0], IN_A_FIRE) is not None:
        return ()
    longer = " Here the emergency also lasts longer." if "hazard_over" in worse else ""
    return (
        f"Exposure can rise while people lock sooner: a locked door may send the threat elsewhere.{longer}",
    )
