"""How far each input that nobody has measured moves the primary differences, alone."""

from collections.abc import Iterator, Mapping

from reports.documents.blocks import Block, Column, Paragraph, Picture, Table
from reports.input_names import input_name
from reports.lookup import Lookup
from reports.names import capital, inside, measure_name, on_a_day
from reports.quantities import difference, step_for
from sim.comparison import Comparison, Headline, InputEffect
from sim.measure import Unit

MOST = 8
"""Inputs in a table: those that move the difference most."""
NONE = "No input was moved to the ends of its range."


def sensitivity(comparison: Comparison, pictures: Mapping[str, Picture]) -> Iterator[Block]:
    """The figure, and a table for each primary difference."""
    if not comparison.input_effects:
        yield Paragraph(NONE)
        return
    yield Paragraph(
        f"Each input that nobody has measured was moved alone to both ends of its plausible range and {comparison.input_pairs:,} pairs "
        "were played again at each end. Where the range of a difference takes in nothing at all, or the smallest difference that matters, "
        "more replications cannot settle it; a measurement can."
    )
    yield from (picture for name, picture in pictures.items() if name.startswith("tornado"))
    lookup = Lookup(comparison)
    for headline in lookup.rows():
        for measure in lookup.primaries():
            if lookup.effects(headline.pairing, measure):
                yield _table(lookup, headline, measure)


def _table(lookup: Lookup, headline: Headline, measure: str) -> Table:
    """Those that move it most, in the order of how far."""
    effects = lookup.effects(headline.pairing, measure)
    contrast = lookup.contrast(headline.pairing, measure)
    unit = contrast.unit if contrast else "s"
    moving = sorted((one for one in effects if _width(one) > 0.0), key=lambda one: (-_width(one), one.name))
    rows = tuple((capital(input_name(one.name)), *_ends(one, measure, unit)) for one in moving[:MOST])
    today = lookup.comparison.present_practice
    others = len(effects) - len(rows)
    return Table(
        f"{capital(measure_name(measure))}: {inside(headline.strategy, today)} and {inside(headline.baseline, today)}"
        f"{on_a_day(headline.conditions)}",
        (
            Column("Input", 0.5),
            Column("At its low end", 0.25, "right"),
            Column("At its high end", 0.25, "right"),
        ),
        rows,
        f"The other {others} inputs with a range move it less, or not at all." if others else "",
    )


def _ends(effect: InputEffect, measure: str, unit: Unit) -> tuple[str, str]:
    ends = (effect.low_reduction, effect.high_reduction)
    low, high = (difference(end, measure, unit, step_for(unit, min(ends), max(ends))) for end in ends)
    return low, high


def _width(effect: InputEffect) -> float:
    return abs(effect.high_reduction - effect.low_reduction)
