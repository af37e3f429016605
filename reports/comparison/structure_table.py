"""What the answer would be if people or equipment behaved otherwise: the combinations of assumed values, by structure."""

from typing import NamedTuple

from reports.comparison.differences import ComparisonIndex, describe_joint_range, format_bound
from reports.comparison.distribution import shorten_interval
from reports.text.terms import capitalize_first
from sim.experiment.comparison import JointRange, StructureRange, choose_main_pairing
from sim.measures import MEASURES
from sim.statistics.paired import Contrast

STRUCTURES = "If people or equipment behave otherwise"
AS_WRITTEN = "As the scenario has it"
NAMED = "unlike the first line"


class StructureRow(NamedTuple):
    """What is assumed, the difference over the combinations under it, and in how many of 100 it reaches the smallest that matters."""

    assumed: str
    difference: str
    matters: str


def list_structures(index: ComparisonIndex) -> list[StructureRow]:
    """Of the main difference: under none, under each in the order of the scenario, then those that were not played."""
    comparison = index.comparison
    if not comparison.structures:
        return []
    rows = [headline.pairing for headline in index.list_headlines()]
    main = choose_main_pairing(comparison.headlines, rows, comparison.present_practice)
    first = index.find_contrast(main, comparison.structures[0].measure)
    left_out = [StructureRow(capitalize_first(one.title), "–", one.why) for one in comparison.structures_left_out]
    return [*(_build_row(first, line) for line in index.list_structures(first)), *left_out] if first else []


def _build_row(contrast: Contrast, line: StructureRange) -> StructureRow:
    better, worse = count_settings(contrast, line)
    said = [f"{better} of 100", *([f"worse in {worse}"] if worse else []), *([NAMED] if line.is_named else [])]
    return StructureRow(capitalize_first(line.title or AS_WRITTEN), describe_points(contrast, line), ", ".join(said))


def describe_points(contrast: Contrast, line: StructureRange) -> str:
    """The median over the combinations under a structure, and the 5th to the 95th percentile: "8 s less (2 to 24)"."""
    middle = format_bound(contrast, line.p50, line.p50_word, line.pairs)
    return f"{middle} ({shorten_interval(describe_joint_range(contrast, line), middle)})"


def count_settings(contrast: Contrast, line: StructureRange | JointRange) -> tuple[int, int]:
    """Of 100 combinations, in how many it is better by the smallest difference that matters, and in how many worse."""
    above, below = (round(100 * (share or 0.0)) for share in (line.above_delta, line.below_minus_delta))
    return (above, below) if MEASURES[contrast.measure].sign > 0 else (below, above)


def describe_settings(contrast: Contrast, line: StructureRange | JointRange) -> str:
    """How often it matters, for the better and for the worse: "it matters in 38 of 100 settings"."""
    better, worse = count_settings(contrast, line)
    if worse and not better:
        return f"it is worse by enough to matter in {worse} of 100 settings"
    return f"it matters in {better} of 100 settings" + (f" and is worse by as much in {worse}" if worse else "")


def state_facts(index: ComparisonIndex, contrast: Contrast) -> list[str]:
    """The structures that change how often the difference matters, as facts that a school can check, the largest change first.

    "Do rooms tell each other? If not: 8 s less (2 to 24), and it matters in 38 of 100 settings." Each question once. What has no smallest
    difference that matters is told without how often.
    """
    lines = index.list_structures(contrast)
    facts: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: -_find_shift(lines[0], line)):
        if line.is_named:
            where = f"{line.asks} {line.then}".strip() or f"Where {line.title}"
            often = "" if contrast.exploratory else f", and {describe_settings(contrast, line)}"
            facts.setdefault(line.asks or where, f"{where}: {describe_points(contrast, line)}{often}.")
    return [*facts.values()]


def _find_shift(usual: StructureRange, line: StructureRange) -> float:
    """By how much the larger of the two shares moves."""
    pairs = (line.above_delta, usual.above_delta), (line.below_minus_delta, usual.below_minus_delta)
    return max(abs((share or 0.0) - (before or 0.0)) for share, before in pairs)
