"""What is read while an exercise is prepared: objectives, what its story needs, emergencies that fit, and what a rehearsal found."""

import math
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from scenarios.exercise import Exercise
from sim.drill.rehearsal import Rehearsal
from sim.drill.seeds import Fit, longer_than
from sim.drill.times import t_plus
from tui.pages.exercise import clock, measure_in_words

CHECKS = (
    "Dispatch and the police know that there is an exercise, when and where",
    "No live channel is connected: app, PA, radio, phones",
    "The screen can be read from the back row",
    'Everybody who may hear of it outside this room knows that it is an "EXERCISE"',
    'The words for a real emergency are agreed: "REAL WORLD"',
    "Someone looks after whoever steps out",
    "Evaluators have the guide; someone keeps notes",
    "Doors, water, and the minutes of the hot wash are kept free",
)


def objectives_lines(exercise: Exercise) -> Iterator[RenderableType]:
    """Each with its capability and its target."""
    for one in exercise.objectives:
        yield Text(one.says, "bold")
        yield Text(f"capability: {one.capability}\ntarget: {one.target}\n")


def needs_lines(exercise: Exercise) -> Iterator[RenderableType]:
    """What is asked of an emergency, so that it fits the story."""
    if not exercise.needs:
        yield Text("Any emergency fits this story.")
        return
    yield Text("The story needs that", "bold")
    for one in exercise.needs:
        yield Text(f"- {one.says}")


def how_likely(fits: Sequence[Fit], limit: int) -> str:
    """How many of those that were tried fit."""
    good = sum(fit.fits for fit in fits)
    share = f"{good / len(fits):.0%}" if fits else ""
    still = "" if len(fits) >= limit else f", looking on to {limit}"
    return f"\n{good} of {len(fits)} emergencies fit ({share}){still}. The chosen one is played:"


def seed_line(exercise: Exercise, fits: list[Fit], fit: Fit) -> str:
    """One emergency: what the needs speak of, and how unusual it is."""
    if not exercise.needs:
        return f"seed {fit.seed}"
    values = "; ".join(
        f"{measure_in_words(need)} {_time(pair[0])}"
        for need, pair in zip(exercise.needs, fit.values, strict=True)
    )
    return f"seed {fit.seed}: {values}; the first longer than in {longer_than(fits, fit):.0%} of all"


def _time(seconds: float) -> str:
    return clock(seconds) if math.isfinite(seconds) else "never"


def rehearsal_lines(rehearsal: Rehearsal, exercise: Exercise) -> Iterator[str]:
    """What came, and what would not, with the reason."""
    yield (
        f"Played by itself, each question answered with its first option after half its time: "
        f"{rehearsal.room / 60:.0f} of {exercise.minutes} min."
    )
    yield f"{rehearsal.delivered} injects delivered, {rehearsal.answered} questions answered.\n"
    if not rehearsal.missed:
        yield "Every inject and every question came."
        return
    yield "Did not come:"
    for one in rehearsal.missed:
        yield f"- {one.name} ({'must' if one.must else 'may'}) at {t_plus(one.time)}: {one.why}"
    yield "\nr plays it again: with other roles ticked, or another emergency chosen."
