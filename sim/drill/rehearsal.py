"""A rehearsal: the exercise played by itself, with a default answer to every question, to see which of its lines would not come.

It uses no more than the setup of the exercise that is planned, and leaves no journal. Each question is answered with its first option,
after half of its time; a role that nobody plays is modelled. What is listed is every line that was not delivered and every question that
did not open, with the reason, so that the planner may look at it; but not a contingency, because the facilitator delivers it, and not
what does not come because its objective was left out on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scenarios.exercise_library import ValidatedExercise
from scenarios.script import WritingSystem
from sim.drill.conduct import Conductor
from sim.drill.headless import ScriptedRun
from sim.drill.left_out import DESCOPED_REASON
from sim.drill.sessions import build_header
from sim.drill.setup import Setup
from sim.drill.state import State
from sim.drill.unwritten import MemoryJournal


@dataclass(frozen=True)
class MissedItem:
    """A line of the MSEL or a question that did not come. name: `inject 4` or `D2`; time: T+, seconds; note: what its author says of it."""

    name: str
    time: float
    reason: str
    is_required: bool
    note: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """What became of it. exercise_seconds: seconds of the room that it took with the default talk; delivered, answered: how many were."""

    exercise_seconds: float
    delivered: int
    answered: int
    missed: tuple[MissedItem, ...]


def rehearse(opened: ValidatedExercise, setup: Setup) -> Rehearsal:
    """Plays the whole of it, from the briefing to the end of the hot wash. Raises ScriptError or Refused for a defect of the exercise."""
    conductor = Conductor(opened, MemoryJournal(build_header(opened, setup.seed)))
    ScriptedRun(conductor, build_default_script(opened, setup)).play(replace(setup, rehearsal=True))
    state = conductor.state
    outcomes = [delivery.outcome for delivery in state.deliveries.values()]
    answered = sum(window.state == "decided" for window in state.decision_points.values())
    return Rehearsal(
        state.exercise_time, outcomes.count("delivered"), answered, (*_missed_injects(state), *_missed_decisions(state))
    )


def build_default_script(opened: ValidatedExercise, setup: Setup) -> WritingSystem:
    """Each question answered with its first option, after half of its time."""
    answers = [
        {"decision": one.id, "talked": f"{one.limit / 2:g} s", "option": one.options[0].id}
        for one in opened.exercise.decisions
        if one.of in setup.played
    ]
    name = opened.exercise.exercise
    return WritingSystem.model_validate(
        {"script": "rehearsal", "exercise": name, "played": [*setup.played], "answers": answers}
    )


def _missed_injects(state: State) -> Iterator[MissedItem]:
    for number, delivery in sorted(state.deliveries.items()):
        on_purpose = delivery.inject.contingency or delivery.why == DESCOPED_REASON
        if delivery.outcome != "delivered" and not on_purpose:
            line = delivery.inject
            yield MissedItem(f"inject {number}", delivery.time, delivery.why, line.must, line.notes or "")


def _missed_decisions(state: State) -> Iterator[MissedItem]:
    for name, window in state.decision_points.items():
        if window.state != "decided" and window.reason != DESCOPED_REASON:
            yield MissedItem(name, window.resolved_at or window.asked_at, window.reason, window.decision.must)
