"""Who was worse off: sentences on what an average hides.

A strategy that is sooner on average can be later for some. Here stands in how many of 100 identical emergencies,
by how much in the worst of them, how long the slowest tenth took, and whether exposure rose. What goes against the title of a figure
(`hidden`) stands in its note, by the same rule as in the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reports.brought import NOT_REACHED, OFTEN
from reports.differences import direction_of
from reports.lookup import Lookup, pairing_of
from reports.names import day, inside, label, listed, measure_name
from reports.quantities import (
    HUNDRED,
    clock,
    difference,
    directions,
    in_played,
    of_played,
    of_three,
    out_of,
    size,
    step_for,
)
from sim.comparison import Headline
from sim.contrasts import Contrast
from sim.measures import MEASURES
from sim.summaries import Arm
from sim.verdicts import NOT_SETTLED, NOTHING_THAT_MATTERS

FEWEST_FOR_A_TENTH, FEWEST_FOR_A_TWENTIETH = 10, 20
"""Pairs, before a slowest tenth or a worst twentieth is spoken of."""
MOST = 0.5
"""Of all pairs."""
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


def often_worse(contrast: Contrast) -> str:
    """In how many it was worse: "later in 35 of 100"."""
    return _often(contrast, worse=True)


def often_against(contrast: Contrast) -> str:
    """In how many it went the other way than the mean: "later in 76 of 100" where that is sooner."""
    return _often(contrast, worse=contrast.improvement > 0.0)


def _often(contrast: Contrast, worse: bool) -> str:
    words = directions(contrast.measure, contrast.unit)
    said = words[1] if worse == (contrast.direction == "lower") else words[0]
    return f"{said} in {in_played(contrast.n, each_way(contrast)[2 if worse else 0])}"


def each_way(contrast: Contrast) -> tuple[str, ...]:
    """In how many it was better, the same and worse, rounded together wherever one of them stands: "77", "2", "21"."""
    shares = contrast.better_share, contrast.same_share, contrast.worse_share
    return of_played(contrast.n, *shares)


def goes_against(contrast: Contrast) -> bool:
    """Whether most pairs go the other way than the mean: then a few make it, often those in which something was never reached."""
    against = contrast.worse_share if contrast.improvement > 0.0 else contrast.better_share
    return contrast.improvement != 0.0 and against > MOST


def hides_harm(contrast: Contrast) -> bool:
    """Whether the worst 5 of 100 are worse by more than matters, or most are worse; without such a number, whether 1 of 100 is."""
    if contrast.delta:
        return worse_tail(contrast) > contrast.delta or (
            contrast.improvement > 0.0 and goes_against(contrast)
        )
    return contrast.worse_share >= OFTEN


def hidden(
    lookup: Lookup, measures: Sequence[str], more: Sequence[str] = (), rows: Sequence[Headline] | None = None
) -> str:
    """What a title that says "sooner" hides, as a sentence for the note under it; empty where it hides nothing.

    How often what is better on average was worse, of these measures, and of more where most are worse; in how many these were not reached,
    where a difference that is told rests on that, and of more, where it is in more with the strategy. rows: of the answer; without, all.
    """
    rows = rows or lookup.rows()
    worse, missed = _worse_in(lookup, measures, more, rows), _missed_in(lookup, measures, more, rows)
    counted = [f"{'; '.join(missed)}, each counted as {clock(lookup.comparison.horizon)}"] if missed else []
    said = [*worse, *counted]
    return f"But {'; '.join(said)}." if said else ""


def _worse_in(
    lookup: Lookup, measures: Sequence[str], more: Sequence[str], rows: Sequence[Headline]
) -> Iterator[str]:
    """Row by row, measures of which the same is said together: "90 % of staff aware later than today in 35 of 100"."""
    for row in rows:
        together: dict[tuple[str, str], list[str]] = {}
        for one in _of(lookup, row, dict.fromkeys([*measures, *more])):
            hides = hides_harm(one) if one.measure in measures else goes_against(one)
            if _said_to_be_better(one) and one.worse_share > 0.0 and hides:
                worse, _, often = often_worse(one).partition(" in ")
                together.setdefault((worse, often), []).append(measure_name(one.measure))
        for (worse, often), names in together.items():
            yield f"{listed(names)} {worse} than {_other(lookup, row)} in {often}"


def _missed_in(
    lookup: Lookup, measures: Sequence[str], more: Sequence[str], rows: Sequence[Headline]
) -> list[str]:
    """Measure by measure: "all people protected not reached in 79 of 400, today in 48"."""
    said = []
    for name in dict.fromkeys([*measures, *more]):
        counts: dict[tuple[tuple[str, ...], str], list[str]] = {}
        for row in rows:
            for one in _of(lookup, row, [name]):
                before, after = (lookup.summary(arm, name) for arm in pairing_of(one).arms)
                if before is None or after is None or not MEASURES[name].time:
                    continue
                more_with = after.not_reached - before.not_reached
                apart = abs(more_with) if name in measures and _is_told(one) else more_with
                if apart >= OFTEN * after.n:
                    with_ = row.conditions, out_of(after.not_reached, after.n)
                    counts.setdefault(with_, []).append(f"{_other(lookup, row)} in {before.not_reached:,}")
        if counts:
            each = (f"in {', '.join((often, *others))}" for (_, often), others in counts.items())
            said.append(f"{measure_name(name)} {NOT_REACHED} {', and '.join(each)}")
    return said


def _is_told(contrast: Contrast) -> bool:
    """Whether a title tells a difference of it: not of what is not settled, or does not matter."""
    if contrast.exploratory:
        return direction_of(contrast) in ("better", "worse")
    return contrast.verdict not in (NOTHING_THAT_MATTERS, NOT_SETTLED)


def _said_to_be_better(contrast: Contrast) -> bool:
    """Whether a title says so: nothing goes against what is no finding."""
    return contrast.improvement > 0.0 and _is_told(contrast)


def _of(lookup: Lookup, row: Headline, measures: Iterable[str]) -> list[Contrast]:
    found = (lookup.contrast(row.pairing, name) for name in measures)
    return [one for one in found if one is not None]


def _other(lookup: Lookup, row: Headline) -> str:
    """What a row compares with, in a few words, and on which day if something is broken: "today", "app without staff leg (PA down)"."""
    other = "today" if row.baseline == lookup.comparison.present_practice else label(row.baseline)
    return f"{other} ({day(row.conditions)})" if row.conditions else other


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
    fell, _, rose = (in_played(contrast.n, number) for number in each_way(contrast))
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
