"""How far each input that nobody has measured moves the primary differences, alone."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from reports.differences import format_base_case, format_contrast, find_input_step
from reports.documents.blocks import Block, Column, Heading, Paragraph, Picture, Run, Table
from reports.findings import describe_comparison
from reports.input_names import name_input
from reports.lookup import ComparisonIndex
from reports.names import capitalize_first, name_strategy, name_measure, describe_conditions
from reports.quantities import format_difference
from sim.comparison import Comparison, Headline, InputEffect
from sim.contrasts import Contrast
from sim.measure import Unit

MAX_INPUTS = 8
"""Inputs in a table: those that move the difference most."""
INTRO_TEXT = "What moves the answer to this question most, and how far:"
NONE_TEXT = "No input was moved to the ends of its range."


def build_sensitivity(comparison: Comparison, pictures: Mapping[str, Picture]) -> Iterator[Block]:
    """For each row of the answer, under its question, a figure of all primary differences and a table for each."""
    if not comparison.input_effects:
        yield Paragraph(NONE_TEXT)
        return
    yield Paragraph(
        f"Each input that nobody has measured was moved alone to both ends of its plausible range and {comparison.input_pairs:,} pairs "
        "were played again at each end. Where a range takes in zero, or the smallest difference that matters, more replications cannot "
        "settle the question; measuring that input can."
    )
    figures = (picture for name, picture in pictures.items() if name.startswith("tornado"))
    lookup = ComparisonIndex(comparison)
    for headline in lookup.list_headlines():
        yield Heading(
            capitalize_first(headline.says or describe_comparison(headline, comparison.present_practice)).removesuffix(".")
        )
        if any(_find_width(one) > 0.0 for one in _primary_effects(lookup, headline)):
            for picture in islice(figures, 1):
                yield Paragraph(INTRO_TEXT)
                yield picture
        for measure in lookup.list_primaries():
            if effects := lookup.list_effects(headline.pairing, measure):
                yield _build_measure_block(lookup, headline, measure, effects)


def _primary_effects(index: ComparisonIndex, headline: Headline) -> Iterator[InputEffect]:
    for measure in index.list_primaries():
        yield from index.list_effects(headline.pairing, measure)


def _build_measure_block(index: ComparisonIndex, headline: Headline, measure: str, effects: Sequence[InputEffect]) -> Block:
    """What moves a difference: a table, or a line that says that nothing does."""
    if any(_find_width(one) > 0.0 for one in effects):
        return _build_table(index, headline, measure, effects)
    count = "The one input" if len(effects) == 1 else f"None of the {len(effects)} inputs"
    moves = "does not move it" if len(effects) == 1 else "moves it"
    said = Run(f"{_name_table(index, headline, measure)}: ", "strong")
    contrast = index.find_contrast(headline.pairing, measure)
    base = format_base_case(contrast, index.comparison.input_pairs) if contrast else ""
    rests = (
        f" That rests on the first {index.comparison.input_pairs:,} pairs, which show {base} with nothing moved."
        if base
        else ""
    )
    return Paragraph((said, f"{count} with a range {moves}.{rests}"))


def _name_table(index: ComparisonIndex, headline: Headline, measure: str) -> str:
    today = index.comparison.present_practice
    arms = f"{name_strategy(headline.strategy, today)} and {name_strategy(headline.baseline, today)}"
    return f"{capitalize_first(name_measure(measure))}: {arms}{describe_conditions(headline.conditions)}"


def _build_table(index: ComparisonIndex, headline: Headline, measure: str, effects: Sequence[InputEffect]) -> Table:
    """Those that move it most, in the order of how far."""
    contrast = index.find_contrast(headline.pairing, measure)
    unit = contrast.unit if contrast else "s"
    moving = sorted((one for one in effects if _find_width(one) > 0.0), key=lambda one: (-_find_width(one), one.name))
    pairs = index.comparison.input_pairs
    step = find_input_step(contrast, pairs) if contrast else 1.0
    rows = tuple((capitalize_first(name_input(one.name)), *_format_extremes(one, measure, unit, step)) for one in moving[:MAX_INPUTS])
    return Table(
        _name_table(index, headline, measure),
        (
            Column("Input", 0.5),
            Column("At its low end", 0.25, "right"),
            Column("At its high end", 0.25, "right"),
        ),
        rows,
        " ".join(_list_notes(contrast, pairs, len(effects) - len(rows))),
    )


def _list_notes(contrast: Contrast | None, pairs: int, others: int) -> Iterator[str]:
    """What the ends are to be held against, and what the table leaves out."""
    if contrast and (base := format_base_case(contrast, pairs)):
        first = "the first pair" if pairs == 1 else f"the first {pairs:,} pairs"
        yield f"With nothing moved: {base} in {first}, on which the ends rest; {format_contrast(contrast)} in all {contrast.n:,}."
    if others:
        yield f"The other {others} inputs with a range move it less, or not at all."


def _format_extremes(effect: InputEffect, measure: str, unit: Unit, step: float) -> tuple[str, str]:
    low, high = (
        format_difference(end, measure, unit, step) for end in (effect.low_reduction, effect.high_reduction)
    )
    return low, high


def _find_width(effect: InputEffect) -> float:
    return abs(effect.high_reduction - effect.low_reduction)
