"""Who was worse off: sentences on what an average hides.

A strategy that is sooner on average can be later for some. Here stands in how many of 100 identical emergencies,
by how much in the worst of them, how long the slowest tenth took, and whether exposure rose. What goes against the title of a figure
(`describe_hidden_harm`) stands in its note, by the same rule as in the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reports.brought import NOT_REACHED, MIN_PROPORTION_DIFFERENCE
from reports.differences import find_interval_direction
from reports.lookup import ComparisonIndex, find_pairing
from reports.names import label_conditions, name_strategy, label_strategy, join_list, name_measure
from reports.quantities import (
    HUNDRED,
    format_clock,
    format_difference,
    name_directions,
    describe_proportion,
    to_proportions,
    limit_to_three_digits,
    format_out_of,
    format_size,
    find_unit_step,
)
from sim.comparison import Headline
from sim.contrasts import Contrast
from sim.measures import MEASURES
from sim.summaries import Arm
from sim.verdicts import INCONCLUSIVE, NO_PRACTICAL_DIFFERENCE

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
    index: ComparisonIndex, measures: Sequence[str], more: Sequence[str] = (), rows: Sequence[Headline] | None = None
) -> str:
    """What a title that says "sooner" hides, as a sentence for the note under it; empty where it hides nothing.

    How often what is better on average was worse, of these measures, and of more where most are worse; in how many these were not reached,
    where a difference that is told rests on that, and of more, where it is in more with the strategy. rows: of the answer; without, all.
    """
    rows = rows or index.list_headlines()
    worse, missed = _describe_worse(index, measures, more, rows), _describe_missed(index, measures, more, rows)
    counted = [f"{'; '.join(missed)}, each counted as {format_clock(index.comparison.horizon)}"] if missed else []
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
                    counts.setdefault(with_, []).append(f"{_describe_baseline(index, row)} in {before.not_reached:,}")
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
    said = [f"{_format_p90(index, arm, contrast.measure)} with {name_strategy(arm.strategy, today)}" for arm in arms]
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
    fell, _, rose = (describe_proportion(contrast.n, number) for number in format_outcome_percentages(contrast))
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
