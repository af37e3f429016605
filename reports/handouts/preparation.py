"""Texts of the preparation of an exercise: objectives, what its story needs, matching variations, and the results of a rehearsal."""

import math
from collections.abc import Collection, Iterator, Sequence

from rich.text import Text

from reports.documents.model import Block, Bullets, Paragraph, Run
from reports.text.exercise import describe_measure
from reports.text.formatting import FINEST, format_amount, format_list
from reports.text.targets import describe_target
from scenarios.exercise import Exercise, Inject, Need, Objective
from sim.exercise.clock import format_length, format_t_plus
from sim.exercise.schedule import list_descoped_items
from sim.exercise.scripted import Rehearsal
from sim.exercise.seed_search import SeedFit, proportion_below
from sim.measures import MEASURES


def format_objective(number: int, one: Objective) -> Text:
    """An objective with its number, its capability, its annexes of the plan, and its target."""
    return Text.assemble(
        (f"{number}  {one.says}", "bold"),
        f"\n{one.capability}\nplan: {'; '.join(one.annexes)}\ntarget: {describe_target(one.target)}",
    )


def describe_descoping(exercise: Exercise, left_out: Collection[str]) -> str:
    """What a check mark means, and the injects and questions that are dropped with unchecked objectives."""
    lead = "Checked (Space): it is tested and rated."
    if not left_out:
        return lead
    items = list_descoped_items(exercise, left_out)
    injects = [str(one.number) for one in items if isinstance(one, Inject)]
    questions = [one.id for one in items if not isinstance(one, Inject)]
    if not items:
        return f"{lead} All injects and questions stay, because the scenario needs them."
    dropped = format_list(
        f"{noun if len(names) == 1 else f'{noun}s'} {format_list(names)}"
        for noun, names in (("inject", injects), ("question", questions))
        if names
    )
    return f"{lead} Dropped: {dropped}. The scenario needs all others."


def build_needs(exercise: Exercise) -> list[Block]:
    """What a variation needs to match the story."""
    if not exercise.needs:
        return [Paragraph("Any variation matches this scenario.")]
    lead = Paragraph((Run("The scenario requires that", "strong"),))
    return [lead, Bullets(tuple(one.says for one in exercise.needs))]


def describe_likelihood(fits: Sequence[SeedFit], limit: int) -> str:
    """How many of the variations tried match the story."""
    good = sum(fit.is_fit for fit in fits)
    share = f" ({100 * good / len(fits):.0f}%)" if fits else ""
    more = "" if len(fits) >= limit else f", searching on to {limit}"
    return f"\n{good} of {len(fits)} variations match{share}{more}. The marked one is played:"


def describe_seed(exercise: Exercise, fits: list[SeedFit], fit: SeedFit) -> str:
    """One variation: the measures that the story needs, and how unusual the first one is. fits: all variations tried, or none yet."""
    if not exercise.needs:
        return f"seed {fit.seed}"
    first, *rest = (
        f"{describe_measure(need)} {_format_needed(need, pair[0])}"
        for need, pair in zip(exercise.needs, fit.values, strict=True)
    )
    longer = f", longer than in {100 * proportion_below(fits, fit):.0f}% of variations" if fits else ""
    return "; ".join([f"seed {fit.seed}: {first}{longer}", *rest])


def _format_needed(need: Need, value: float) -> str:
    """The value of the measure of a need: `12:30`, `9.8 days`, `never`."""
    unit = MEASURES[need.measure].unit if need.measure in MEASURES else "s"
    if not math.isfinite(value):
        return "never"
    return format_length(value) if unit == "s" else format_amount(value, unit, FINEST)


def describe_rehearsal(rehearsal: Rehearsal, exercise: Exercise) -> Iterator[str]:
    """Counts of what was reached; each missed item with its reason."""
    yield (
        f"Run without participants, each question answered with its first option after half its time: "
        f"{rehearsal.exercise_seconds / 60:.0f} of {exercise.minutes} min."
    )
    yield f"{rehearsal.delivered} injects delivered, {rehearsal.answered} questions answered.\n"
    if not rehearsal.missed:
        yield "Every inject and every question was reached."
        return
    yield "Not reached:"
    for one in rehearsal.missed:
        note = f" ({one.note})" if one.note else ""
        yield f"- {one.name} ({'must' if one.is_required else 'may'}) at {format_t_plus(one.time)}: {one.reason}{note}"
