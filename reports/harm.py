"""Who was worse off: sentences on what an average hides.

A strategy that is sooner on average can be later for some. Here stands in how many of 100 identical emergencies,
by how much in the worst of them, how long the slowest tenth took, and whether exposure rose.
"""

from __future__ import annotations

from reports.lookup import Lookup
from reports.names import capital, inside, listed, measure_name
from reports.quantities import clock, difference, of_100, size, spelled, step_for
from sim.comparison import Headline
from sim.contrasts import Contrast
from sim.summaries import Arm

FEWEST_FOR_A_TENTH = 10
"""Pairs, before a slowest tenth is spoken of."""
EXPOSURE = "exposed_person_minutes"


def tail(lookup: Lookup, headline: Headline) -> tuple[str, ...]:
    """Sentences about the primary measures of a pairing."""
    primaries = [one for one in lookup.contrasts(headline.pairing) if not one.exploratory]
    if not primaries:
        return ()
    harmed = [one for one in primaries if one.worse_share > 0.0]
    unharmed = [measure_name(one.measure) for one in primaries if one.worse_share == 0.0]
    said = [worse_off(one) for one in harmed]
    if unharmed:
        said.append(f"In no pair worse: {listed(unharmed)}.")
    if primaries[0].n >= FEWEST_FOR_A_TENTH:
        said += [slowest(lookup, headline, one) for one in primaries if one.same_share < 1.0]
    return tuple(said)


def out_of_100(contrast: Contrast) -> tuple[str, ...]:
    """Better, same and worse, of 100 identical emergencies."""
    return of_100(contrast.better_share, contrast.same_share, contrast.worse_share)


def worse_off(contrast: Contrast) -> str:
    """In how many of 100 it was worse, and by how much in the worst five of them."""
    sign = 1.0 if contrast.direction == "lower" else -1.0
    worst = min(0.0, sign * (contrast.reduction_p05 if sign > 0 else contrast.reduction_p95))
    said = f"{capital(measure_name(contrast.measure))}: worse in {spelled(out_of_100(contrast)[2])}"
    if worst == 0.0:
        return f"{said}."
    by = difference(sign * worst, contrast.measure, contrast.unit, 1.0)
    if by.startswith("about"):
        return f"{said}, by little."
    return f"{said}; in the worst 5 of 100 at least {by}."


def slowest(lookup: Lookup, headline: Headline, contrast: Contrast) -> str:
    """What the slowest tenth took, in both arms."""
    arms = headline.pairing.arms[::-1]
    today = lookup.comparison.present_practice
    said = [f"{_p90(lookup, arm, contrast.measure)} with {inside(arm.strategy, today)}" for arm in arms]
    return f"{capital(measure_name(contrast.measure))}, in the slowest 10 of 100: {', '.join(said)}."


def _p90(lookup: Lookup, arm: Arm, measure: str) -> str:
    summary = lookup.summary(arm, measure)
    if summary is None or summary.p90 is None:
        return f"not reached by {clock(lookup.comparison.horizon)}"
    step = max(1.0, step_for(summary.unit, summary.p90_low, summary.p90_high))
    return f"{size(summary.p90, summary.unit, step)} or {'longer' if summary.unit == 's' else 'more'}"


def exposure(lookup: Lookup, headline: Headline) -> str:
    """Whether exposure rose in some pairs, because locking may move it elsewhere; empty where it is not measured."""
    contrast = lookup.contrast(headline.pairing, EXPOSURE)
    if contrast is None:
        return ""
    fell, _, rose = (spelled(number) for number in out_of_100(contrast))
    if contrast.worse_share == 0.0:
        return f"Exposure rose in no pair and fell in {fell}."
    said = f"Exposure rose in {rose} pairs and fell in {fell}"
    step = step_for(contrast.unit, contrast.ci_low, contrast.ci_high)
    mean = difference(contrast.reduction, contrast.measure, contrast.unit, step)
    if mean.startswith(("about", "no")):
        return f"{said}; on average about the same."
    return f"{said}; on average {mean} with {inside(headline.strategy, lookup.comparison.present_practice)}."
