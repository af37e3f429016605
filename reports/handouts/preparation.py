"""What is read while an exercise is prepared: objectives, what its story needs, emergencies that fit, and what a rehearsal found."""

import math
from collections.abc import Collection, Iterator, Sequence

from rich.text import Text

from reports.documents.model import Block, Bullets, Paragraph, Run
from reports.text.exercise import describe_measure, format_clock
from reports.text.formatting import format_list
from scenarios.exercise import Exercise, Inject, Objective
from sim.exercise.clock import format_t_plus
from sim.exercise.schedule import list_descoped_items
from sim.exercise.scripted import Rehearsal
from sim.exercise.seed_search import SeedFit, proportion_below


def format_objective(number: int, one: Objective) -> Text:
    """An objective by its number, with its capability, its annexes of the plan, and its target."""
    return Text.assemble(
        (f"{number}  {one.says}", "bold"),
        f"\n{one.capability}\nplan: {'; '.join(one.annexes)}\ntarget: {one.target}",
    )


def without(exercise: Exercise, left_out: Collection[str]) -> str:
    """What a tick means, and what does not come because of objectives that have none."""
    lead = "Ticked (Space): it is tried and rated."
    if not left_out:
        return lead
    items = list_descoped_items(exercise, left_out)
    injects = [str(one.number) for one in items if isinstance(one, Inject)]
    questions = [one.id for one in items if not isinstance(one, Inject)]
    if not items:
        return f"{lead} All injects and questions come all the same: the story needs them."
    gone = format_list(
        f"{noun if len(names) == 1 else f'{noun}s'} {format_list(names)}"
        for noun, names in (("inject", injects), ("question", questions))
        if names
    )
    gone = f"{gone[0].upper()}{gone[1:]} {'does' if len(items) == 1 else 'do'} not come"
    return f"{lead} {gone}; the story needs all others."


def needs_blocks(exercise: Exercise) -> list[Block]:
    """What is asked of an emergency, so that it fits the story."""
    if not exercise.needs:
        return [Paragraph("Any emergency fits this story.")]
    lead = Paragraph((Run("The story needs that", "strong"),))
    return [lead, Bullets(tuple(one.says for one in exercise.needs))]


def describe_likelihood(fits: Sequence[SeedFit], limit: int) -> str:
    """How many of those that were tried fit."""
    good = sum(fit.is_fit for fit in fits)
    share = f"{100 * good / len(fits):.0f} %" if fits else ""
    still = "" if len(fits) >= limit else f", looking on to {limit}"
    return f"\n{good} of {len(fits)} emergencies fit ({share}){still}. The chosen one is played:"


def describe_seed(exercise: Exercise, fits: list[SeedFit], fit: SeedFit) -> str:
    """One emergency: what the needs speak of, and how unusual the first of it is. fits: all that were tried, once they were; else none."""
    if not exercise.needs:
        return f"seed {fit.seed}"
    first, *rest = (
        f"{describe_measure(need)} {_time(pair[0])}"
        for need, pair in zip(exercise.needs, fit.values, strict=True)
    )
    longer = f", longer than in {100 * proportion_below(fits, fit):.0f} % of all" if fits else ""
    return "; ".join([f"seed {fit.seed}: {first}{longer}", *rest])


def _time(seconds: float) -> str:
    return format_clock(seconds) if math.isfinite(seconds) else "never"


def describe_rehearsal(rehearsal: Rehearsal, exercise: Exercise) -> Iterator[str]:
    """What came, and what would not, with the reason."""
    yield (
        f"Played by itself, each question answered with its first option after half its time: "
        f"{rehearsal.exercise_seconds / 60:.0f} of {exercise.minutes} min."
    )
    yield f"{rehearsal.delivered} injects delivered, {rehearsal.answered} questions answered.\n"
    if not rehearsal.missed:
        yield "Every inject and every question came."
        return
    yield "Did not come:"
    for one in rehearsal.missed:
        note = f" ({one.note})" if one.note else ""
        yield f"- {one.name} ({'must' if one.is_required else 'may'}) at {format_t_plus(one.time)}: {one.reason}{note}"
    yield "\nr plays it again: with other roles ticked, or another emergency chosen."
