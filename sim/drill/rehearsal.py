"""A rehearsal: the exercise played by itself, with a default answer to every question, to see which of its lines would not come.

It uses no more than the setup of the exercise that is planned, and leaves no journal. Each question is answered with its first option,
after half of its time; a role that nobody plays is modelled. What is listed is every line that was not delivered and every question that
did not open, with the reason, so that the planner may look at it; but not a contingency, because the facilitator delivers it, and not
what does not come because its objective was left out on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scenarios.exercise_library import OpenedExercise
from scenarios.script import Script
from sim.drill.conduct import Conduct
from sim.drill.headless import Headless
from sim.drill.left_out import WHY
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.drill.state import State
from sim.drill.unwritten import Unwritten


@dataclass(frozen=True)
class Missed:
    """A line of the MSEL or a question that did not come. name: `inject 4` or `D2`; time: T+, seconds; note: what its author says of it."""

    name: str
    time: float
    why: str
    must: bool
    note: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """What became of it. room: seconds of the room that it took with the default talk; delivered, answered: how many were."""

    room: float
    delivered: int
    answered: int
    missed: tuple[Missed, ...]


def rehearsed(opened: OpenedExercise, setup: Setup) -> Rehearsal:
    """Plays the whole of it, from the briefing to the end of the hot wash. Raises ScriptError or Refused for a defect of the exercise."""
    conduct = Conduct(opened, Unwritten(header_of(opened, setup.seed)))
    Headless(conduct, default_script(opened, setup)).play(replace(setup, rehearsal=True))
    state = conduct.state
    outcomes = [delivery.outcome for delivery in state.deliveries.values()]
    answered = sum(window.state == "decided" for window in state.windows.values())
    return Rehearsal(
        state.room, outcomes.count("delivered"), answered, (*_injects(state), *_questions(state))
    )


def default_script(opened: OpenedExercise, setup: Setup) -> Script:
    """Each question answered with its first option, after half of its time."""
    answers = [
        {"decision": one.id, "talked": f"{one.limit / 2:g} s", "option": one.options[0].id}
        for one in opened.exercise.decisions
        if one.of in setup.played
    ]
    name = opened.exercise.exercise
    return Script.model_validate(
        {"script": "rehearsal", "exercise": name, "played": [*setup.played], "answers": answers}
    )


def _injects(state: State) -> Iterator[Missed]:
    for number, delivery in sorted(state.deliveries.items()):
        on_purpose = delivery.inject.contingency or delivery.why == WHY
        if delivery.outcome != "delivered" and not on_purpose:
            line = delivery.inject
            yield Missed(f"inject {number}", delivery.time, delivery.why, line.must, line.notes or "")


def _questions(state: State) -> Iterator[Missed]:
    for name, window in state.windows.items():
        if window.state != "decided" and window.why != WHY:
            yield Missed(name, window.settled or window.asked, window.why, window.decision.must)
