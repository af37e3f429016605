"""How far each input that nobody has measured moves the primary differences, alone."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from reports.differences import base_of, difference_of, step_of_inputs
from reports.documents.blocks import Block, Column, Heading, Paragraph, Picture, Run, Table
from reports.findings import compared
from reports.input_names import input_name
from reports.lookup import Lookup
from reports.names import capital, inside, measure_name, on_a_day
from reports.quantities import difference
from sim.comparison import Comparison, Headline, InputEffect
from sim.contrasts import Contrast
from sim.measure import Unit

MOST = 8
"""Inputs in a table: those that move the difference most."""
LEADS = "What moves the answer to this question most, and how far:"
NONE = "No input was moved to the ends of its range."


def sensitivity(comparison: Comparison, pictures: Mapping[str, Picture]) -> Iterator[Block]:
    """For each row of the answer, under its question, a figure of all primary differences and a table for each."""
    if not comparison.input_effects:
        yield Paragraph(NONE)
        return
    yield Paragraph(
        f"Each input that nobody has measured was moved alone to both ends of its plausible range and {comparison.input_pairs:,} pairs "
        "were played again at each end. Where a range takes in zero, or the smallest difference that matters, more replications cannot "
        "settle the question; measuring that input can."
    )
    figures = (picture for name, picture in pictures.items() if name.startswith("tornado"))
    lookup = Lookup(comparison)
    for headline in lookup.rows():
        yield Heading(
            capital(headline.says or compared(headline, comparison.present_practice)).removesuffix(".")
        )
        if any(_width(one) > 0.0 for one in _primary_effects(lookup, headline)):
            for picture in islice(figures, 1):
                yield Paragraph(LEADS)
                yield picture
        for measure in lookup.primaries():
            if effects := lookup.effects(headline.pairing, measure):
                yield _moved(lookup, headline, measure, effects)


def _primary_effects(lookup: Lookup, headline: Headline) -> Iterator[InputEffect]:
    for measure in lookup.primaries():
        yield from lookup.effects(headline.pairing, measure)


def _moved(lookup: Lookup, headline: Headline, measure: str, effects: Sequence[InputEffect]) -> Block:
    """What moves a difference: a table, or a line that says that nothing does."""
    if any(_width(one) > 0.0 for one in effects):
        return _table(lookup, headline, measure, effects)
    count = "The one input" if len(effects) == 1 else f"None of the {len(effects)} inputs"
    moves = "does not move it" if len(effects) == 1 else "moves it"
    said = Run(f"{_called(lookup, headline, measure)}: ", "strong")
    contrast = lookup.contrast(headline.pairing, measure)
    base = base_of(contrast, lookup.comparison.input_pairs) if contrast else ""
    rests = (
        f" That rests on the first {lookup.comparison.input_pairs:,} pairs, which show {base} with nothing moved."
        if base
        else ""
    )
    return Paragraph((said, f"{count} with a range {moves}.{rests}"))


def _called(lookup: Lookup, headline: Headline, measure: str) -> str:
    today = lookup.comparison.present_practice
    arms = f"{inside(headline.strategy, today)} and {inside(headline.baseline, today)}"
    return f"{capital(measure_name(measure))}: {arms}{on_a_day(headline.conditions)}"


def _table(lookup: Lookup, headline: Headline, measure: str, effects: Sequence[InputEffect]) -> Table:
    """Those that move it most, in the order of how far."""
    contrast = lookup.contrast(headline.pairing, measure)
    unit = contrast.unit if contrast else "s"
    moving = sorted((one for one in effects if _width(one) > 0.0), key=lambda one: (-_width(one), one.name))
    pairs = lookup.comparison.input_pairs
    step = step_of_inputs(contrast, pairs) if contrast else 1.0
    rows = tuple((capital(input_name(one.name)), *_ends(one, measure, unit, step)) for one in moving[:MOST])
    return Table(
        _called(lookup, headline, measure),
        (
            Column("Input", 0.5),
            Column("At its low end", 0.25, "right"),
            Column("At its high end", 0.25, "right"),
        ),
        rows,
        " ".join(_notes(contrast, pairs, len(effects) - len(rows))),
    )


def _notes(contrast: Contrast | None, pairs: int, others: int) -> Iterator[str]:
    """What the ends are to be held against, and what the table leaves out."""
    if contrast and (base := base_of(contrast, pairs)):
        first = "the first pair" if pairs == 1 else f"the first {pairs:,} pairs"
        yield f"With nothing moved: {base} in {first}, on which the ends rest; {difference_of(contrast)} in all {contrast.n:,}."
    if others:
        yield f"The other {others} inputs with a range move it less, or not at all."


def _ends(effect: InputEffect, measure: str, unit: Unit, step: float) -> tuple[str, str]:
    low, high = (
        difference(end, measure, unit, step) for end in (effect.low_reduction, effect.high_reduction)
    )
    return low, high


def _width(effect: InputEffect) -> float:
    return abs(effect.high_reduction - effect.low_reduction)
