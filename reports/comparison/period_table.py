"""What each headline comes to in each period of a school day: a row for each, in the first primary measure."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from reports.comparison.answer import describe_contrast_size
from reports.comparison.differences import ComparisonIndex
from reports.text.formatting import format_amount
from reports.text.terms import capitalize_first, label_conditions, label_strategy
from sim.experiment.comparison import PeriodContrast
from sim.statistics.paired import Contrast
from sim.statistics.verdicts import Side

PERIODS = "In each period of the school day"
MATTERS = {Side.OVER: "yes", Side.WITHIN: "no", Side.UNDER: "yes, worse", None: "unclear"}
"""Whether the difference in a period matters, by its own interval."""


class PeriodRow(NamedTuple):
    """The comparison, the period with its share of the runs, both arms, their difference, and whether that matters."""

    compared: str
    period: str
    baseline: str
    strategy: str
    difference: str
    matters: str


def list_periods(index: ComparisonIndex) -> Iterator[PeriodRow]:
    """In the order of the comparison; none of an emergency in one period."""
    today = index.comparison.present_practice
    for one in index.comparison.periods:
        whole = index.find_contrast(one.pairing, one.measure)
        if whole is None:
            continue
        pairing = one.pairing
        arms = f"{label_strategy(pairing.strategy, today)} and {label_strategy(pairing.baseline, today)}"
        day = f", {label_conditions(pairing.conditions)}" if pairing.conditions else ""
        yield PeriodRow(
            capitalize_first(arms) + day,
            f"{one.period}, {one.share:.0%} of runs",
            *describe_centers(one, whole),
            describe_contrast_size(contrast_in_period(one, whole)),
            MATTERS[one.side],
        )


def describe_centers(one: PeriodContrast, whole: Contrast) -> tuple[str, str]:
    """Both arms by the statistic of the period."""
    before, after = (
        "–" if center is None else format_amount(center, whole.unit)
        for center in (one.baseline_center, one.strategy_center)
    )
    return before, after


def contrast_in_period(one: PeriodContrast, whole: Contrast) -> Contrast:
    """A contrast with the numbers of one period, as far as a table shows them. whole: of the same pairing over the day."""
    return replace(
        whole,
        n=one.pairs,
        statistic=one.statistic,
        reduction=one.reduction or 0.0,
        median_reduction=one.reduction,
        median_word=one.word,
        ci_low=one.ci_low,
        median_low=one.ci_low,
        ci_high=one.ci_high,
        median_high=one.ci_high,
    )
