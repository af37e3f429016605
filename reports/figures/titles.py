"""Titles of comparison figures: one claim in about ten words, that of the main pairing.

What such a claim hides stands in the note (`describe_hidden_harm`). A number whose verdict is sensitive to assumptions has a star, which
`STAR_NOTE` explains.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.comparison.differences import (
    NOTHING_FOUND,
    ComparisonIndex,
    describe_sign_disagreement,
    find_interval_direction,
    find_pairing,
    sign_disagrees,
)
from reports.comparison.distribution import format_contrast, format_interval
from reports.text.terms import capitalize_first, label_conditions, label_strategy, name_measure, name_strategy
from sim.experiment.comparison import Comparison, choose_main_pairing
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.verdicts import Verdict

STAR_NOTE = "* sensitive to assumptions"
BRIEF_NAMES = {
    "practice+app": "the app added",
    "app-designated": "the app added",
    "app-no-staff-leg": "the app (911)",
    "app-no-911-leg": "the app (staff)",
}
"""Strategies whose names would fill a title; the figure has the whole name."""


def name_briefly(strategy: str) -> str:
    """A strategy within a title."""
    return BRIEF_NAMES.get(strategy) or name_strategy(strategy)


def find_main_pairing(comparison: Comparison) -> Pairing | None:
    """The pairing that figures of one pairing are about, as a first page is; None where nothing is compared."""
    pairings = list(dict.fromkeys(map(find_pairing, comparison.contrasts)))
    if not pairings:
        return None
    return choose_main_pairing(comparison.headlines, pairings, comparison.present_practice)


def describe_claim(contrast: Contrast) -> str:
    """What a title may say of a difference: "24 s sooner*", "later in 76%, mean 2:50 min sooner", "no practical difference".

    As in the answer, an interval that includes zero is given whole.
    """
    verdict, direction = contrast.finding, find_interval_direction(contrast)
    if verdict in (Verdict.NO_PRACTICAL_DIFFERENCE, Verdict.MIXED):
        return contrast.verdict
    if verdict in NOTHING_FOUND or (contrast.exploratory and direction == "open"):
        return "inconclusive"
    disagrees = sign_disagrees(contrast)
    said = format_interval(contrast) if direction == "open" and not disagrees else format_contrast(contrast)
    star = "*" if verdict is Verdict.SENSITIVE else ""
    often = f"{describe_sign_disagreement(contrast)}, mean " if disagrees else ""
    return f"{often}{said}{star}"


def write_title(index: ComparisonIndex, measures: Sequence[str], otherwise: str) -> str:
    """The claim of the main pairing on the first of these measures that it has: "90% of staff aware 27 s sooner with the app"."""
    pairing = find_main_pairing(index.comparison)
    found = [contrast for one in measures if pairing and (contrast := index.find_contrast(pairing, one)) is not None]
    if pairing is None or not found:
        return capitalize_first(": ".join(filter(None, (find_common_day(index), otherwise))))
    day = f"{label_conditions(pairing.conditions)}: " if pairing.conditions else ""
    said = describe_claim(found[0])
    colon = ":" if said.startswith(("no ", "inconclusive")) else ""
    claim = f"{name_measure(found[0].measure)}{colon} {said}"
    return capitalize_first(f"{day}{claim} with {name_briefly(pairing.strategy)}")


def find_common_day(index: ComparisonIndex) -> str:
    """The conditions, where all replications are of one day with something broken: "PA down"; else empty."""
    days = index.comparison.conditions
    return label_conditions(days[0]) if len(days) == 1 and days[0] else ""


def write_caution(index: ComparisonIndex) -> str:
    """The end of a note where the PA was down on every day; such results are easily taken for the whole answer."""
    is_down = ["pa-failed" in conditions for conditions in index.comparison.conditions]
    return " With a working PA, differences can be many times smaller." if is_down and all(is_down) else ""


def describe_baseline(baseline: str, today: str) -> str:
    """The baseline in a few words."""
    return "today's practice" if baseline == today else label_strategy(baseline)
