"""What the main difference would be if people or equipment behaved otherwise: a row for each structure of the scenario."""

from collections.abc import Iterator
from typing import NamedTuple

from reports.comparison.differences import ComparisonIndex, format_bound
from reports.text.terms import capitalize_first
from sim.experiment.comparison import StructureEffect, choose_main_pairing
from sim.statistics.paired import Pairing

STRUCTURES = "If people or equipment behave otherwise"
UNCHANGED, CHANGED, TURNED = "the same", "another size", "another answer"
ANOTHER_DAY = "another day"


class StructureRow(NamedTuple):
    """What is assumed, the difference then, and what that does to the answer."""

    assumed: str
    difference: str
    answer: str


def list_structures(index: ComparisonIndex) -> list[StructureRow]:
    """Those that were played, in the order of the scenario, then those that cannot be played here."""
    played = [*_iterate_played(index)]
    left_out = index.comparison.structures_left_out if played else ()
    return [*played, *(StructureRow(capitalize_first(one.title), "–", one.why) for one in left_out)]


def _iterate_played(index: ComparisonIndex) -> Iterator[StructureRow]:
    comparison = index.comparison
    if not comparison.structures:
        return
    rows = [headline.pairing for headline in index.list_headlines()]
    main = choose_main_pairing(comparison.headlines, rows, comparison.present_practice)
    for effect in comparison.structures:
        first = index.find_contrast(main, effect.measure)
        if first is not None:
            size = format_bound(first, effect.reduction, effect.word, effect.pairs)
            yield StructureRow(capitalize_first(effect.title), size, _describe_answer(effect, main))


def _describe_answer(effect: StructureEffect, main: Pairing) -> str:
    if effect.pairing != main:
        return ANOTHER_DAY
    if effect.turns:
        return TURNED
    return CHANGED if effect.differs else UNCHANGED
