"""Who was worse off: sentences on what an average hides.

A strategy that is sooner on average can be later for some. Here stands in how many of 100 identical emergencies,
by how much in the worst of them, how long the slowest tenth took, and whether exposure rose.
"""

from __future__ import annotations

from reports.lookup import Lookup, pairing_of
from reports.names import inside
from reports.quantities import HUNDRED, clock, difference, in_played, of_played, of_three, size, step_for
from sim.comparison import Headline
from sim.contrasts import Contrast
from sim.summaries import Arm

FEWEST_FOR_A_TENTH, FEWEST_FOR_A_TWENTIETH = 10, 20
"""Pairs, before a slowest tenth or a worst twentieth is spoken of."""
EXPOSURE = "exposed_person_minutes"


def worse_tail(contrast: Contrast) -> float:
    """How much worse the worst 5 of 100 are at least, in the unit of the measure; 0.0 if they are not worse."""
    sign = 1.0 if contrast.direction == "lower" else -1.0
    return max(0.0, -sign * (contrast.reduction_p05 if sign > 0 else contrast.reduction_p95))


def worst(contrast: Contrast) -> str:
    """How much worse the worst 5 of 100 are: "in the worst 5 of 100 at least 31 s later"; empty for nothing to tell."""
    by = worse_tail(contrast)
    if by == 0.0 or contrast.n < FEWEST_FOR_A_TWENTIETH:
        return ""
    reduction = -by if contrast.direction == "lower" else by
    said = difference(reduction, contrast.measure, contrast.unit, of_three(by, 1.0))
    return (
        ""
        if said.startswith("about")
        else f"in the worst {_part(contrast.n, 5, 'twentieth')} at least {said}"
    )


def _part(n: int, of_100: int, part: str) -> str:
    """A part of n pairs: "5 of 100", "twentieth" of fewer than that."""
    return f"{of_100} of 100" if n >= HUNDRED else part


def slowest(lookup: Lookup, contrast: Contrast) -> str:
    """What the slowest tenth took, or the worst where it is no time, in both arms; empty where that says nothing."""
    if contrast.n < FEWEST_FOR_A_TENTH or contrast.direction == "higher" or contrast.same_share == 1.0:
        return ""
    today = lookup.comparison.present_practice
    arms = pairing_of(contrast).arms[::-1]
    said = [f"{_p90(lookup, arm, contrast.measure)} with {inside(arm.strategy, today)}" for arm in arms]
    part = f"{'slowest' if contrast.unit == 's' else 'worst'} {_part(contrast.n, 10, 'tenth')}"
    return f"in the {part}: {', '.join(said)}"


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
    shares = (contrast.better_share, contrast.same_share, contrast.worse_share)
    fell, _, rose = (in_played(contrast.n, number) for number in of_played(contrast.n, *shares))
    if contrast.same_share == 1.0:
        return "Exposure was the same in every pair."
    if contrast.worse_share == 0.0:
        return f"Exposure rose in no pair and fell in {fell}."
    said = f"Exposure rose in {rose} pairs and fell in {fell}"
    step = step_for(contrast.unit, contrast.ci_low, contrast.ci_high)
    mean = difference(contrast.reduction, contrast.measure, contrast.unit, step)
    if mean.startswith(("about", "no")):
        return f"{said}; on average about the same."
    return f"{said}; on average {mean} with {inside(headline.strategy, lookup.comparison.present_practice)}."
