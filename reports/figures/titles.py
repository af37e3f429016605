"""Titles of comparison figures: one claim in about ten words; the note under the figure has every row of the answer.

The claim is that of the first headline row that is not better, so that a title never hides a loss; where all rows are better, that of the
first. A number whose verdict is sensitive to assumptions has a star, which `STAR_NOTE` explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.comparison.differences import (
    NOTHING_FOUND,
    ComparisonIndex,
    describe_sign_disagreement,
    find_interval_direction,
    headline_improvement,
    sign_disagrees,
)
from reports.comparison.distribution import format_contrast, format_interval
from reports.text.terms import (
    NO_CONDITIONS_LABEL,
    capitalize_first,
    label_conditions,
    label_strategy,
    name_measure,
    name_strategy,
)
from sim.experiment.comparison import Headline
from sim.statistics.paired import Contrast
from sim.statistics.verdicts import Verdict

STAR_NOTE = "* sensitive to assumptions"


class Claim(NamedTuple):
    """What a title may say of a difference. rank: worse 0, better 1, nothing found 2; often: where most pairs disagree with the mean."""

    rank: int
    difference: str
    often: str = ""

    @property
    def text(self) -> str:
        """Without the baseline: "24 s sooner*", "later in 76%, mean 2:50 min sooner"."""
        return f"{self.often}, mean {self.difference}" if self.often else self.difference

    def against(self, other: str) -> str:
        """The same, and the strategy that it is compared with."""
        if self.rank == 2:
            return f"{self.text} vs {other}"
        return (
            f"{self.often} vs {other}, mean {self.difference}" if self.often else f"{self.text} than {other}"
        )


def make_claim(contrast: Contrast) -> Claim:
    """The claim that a verdict supports. As in the answer, an interval that includes zero is given whole."""
    verdict, direction = contrast.finding, find_interval_direction(contrast)
    if verdict is Verdict.NO_PRACTICAL_DIFFERENCE:
        return Claim(2, verdict.value)
    if verdict in NOTHING_FOUND or (contrast.exploratory and direction == "open"):
        return Claim(2, "inconclusive")
    disagrees = sign_disagrees(contrast)
    said = format_interval(contrast) if direction == "open" and not disagrees else format_contrast(contrast)
    star = "*" if verdict is Verdict.SENSITIVE else ""
    often = describe_sign_disagreement(contrast) if disagrees else ""
    return Claim(0 if disagrees or headline_improvement(contrast) < 0.0 else 1, said + star, often)


def write_title(index: ComparisonIndex, measures: Sequence[str], otherwise: str) -> str:
    """One claim: "The app: 90% of staff aware 27 s sooner than today". otherwise: without any difference."""
    found = [
        (claim.rank, row, contrast, claim)
        for row in index.list_headlines()
        for contrast in _find_contrasts(index, row, measures)
        for claim in [make_claim(contrast)]
    ]
    if not found:
        return capitalize_first(_add_day(index, otherwise))
    _, row, contrast, claim = min(found, key=lambda one: one[0])
    other = "today" if row.baseline == index.comparison.present_practice else label_strategy(row.baseline)
    said = f"{name_measure(contrast.measure)} {claim.against(other)}"
    day = label_conditions(row.conditions)
    on = "" if day == NO_CONDITIONS_LABEL else f"{day}, "
    return f"{capitalize_first(on + name_strategy(row.strategy))}: {said}"


def write_rows(index: ComparisonIndex, measures: Sequence[str]) -> str:
    """Every headline row as sentences for the note: "90% of staff aware with the app: 27 s sooner than ..., ..."."""
    sentences = [_write_measure(index, measure) for measure in measures]
    return " ".join(f"{capitalize_first(one)}." for one in sentences if one)


def _write_measure(index: ComparisonIndex, measure: str) -> str:
    today = index.comparison.present_practice
    rows: dict[str, list[str]] = {}
    for row in index.list_headlines():
        for contrast in _find_contrasts(index, row, [measure]):
            other = "today" if row.baseline == today else label_strategy(row.baseline)
            day = f" ({label_conditions(row.conditions)})" if row.conditions else ""
            rows.setdefault(name_strategy(row.strategy), []).append(
                f"{make_claim(contrast).against(other)}{day}"
            )
    said = "; ".join(f"with {strategy}: {', '.join(claims)}" for strategy, claims in rows.items())
    return f"{name_measure(measure)} {said}" if said else ""


def _find_contrasts(index: ComparisonIndex, row: Headline, measures: Sequence[str]) -> list[Contrast]:
    found = (index.find_contrast(row.pairing, one) for one in measures)
    return [contrast for contrast in found if contrast is not None]


def find_common_day(index: ComparisonIndex) -> str:
    """The conditions, where all replications are of one day with something broken: "PA down"; else empty."""
    days = index.comparison.conditions
    return label_conditions(days[0]) if len(days) == 1 and days[0] else ""


def _add_day(index: ComparisonIndex, said: str) -> str:
    return ": ".join(filter(None, (find_common_day(index), said)))


def write_caution(index: ComparisonIndex) -> str:
    """The end of a note where the PA was down on every day; such results are easily taken for the whole answer."""
    is_down = ["pa-failed" in conditions for conditions in index.comparison.conditions]
    return " With a working PA, differences can be many times smaller." if is_down and all(is_down) else ""


def describe_baseline(baseline: str, today: str) -> str:
    """The baseline in a few words."""
    return "today's practice" if baseline == today else label_strategy(baseline)
