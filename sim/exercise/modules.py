"""The queues of talked modules: what the answers make of them, how they go in this exercise, and their values in many.

The queue of a module does not depend on the emergency. It is played once the last question of its module is answered, so that it never runs
while people talk: then the time of the module runs by a minute a second.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from scenarios.exercise import Decision, Exercise, Option
from scenarios.library import ValidatedExercise
from scenarios.queues import Queue
from sim.exercise.clock import format_minutes
from sim.exercise.state import State
from sim.queues import QueueTables, Served, measure_queue
from sim.statistics.estimators import Array

PACE = 60.0
"""Seconds of the module for each second of the session."""
COUNTED = {"release": ("released", "families"), "accounting": ("accounted for", "rooms")}


def list_queue_questions(exercise: Exercise) -> list[Decision]:
    """The questions whose answers change the queue of their module."""
    return [question for question in exercise.decisions if exercise.find_queue(question) is not None]


def list_queue_answers(state: State) -> dict[str, Option]:
    """The options that were chosen for them, by question."""
    return {
        question.id: option
        for question in list_queue_questions(state.exercise)
        for option in question.options
        if state.has_decided(question.id, option.id)
    }


def build_queue(exercise: Exercise, segment: str, answers: Mapping[str, Option]) -> Queue | None:
    """The queue of a module after these answers; None where it has none."""
    queue = next(one.queue for one in exercise.segments if one.id == segment)
    for question in exercise.decisions:
        change = answers[question.id].queue if question.id in answers else None
        if queue is not None and change is not None and question.segment == segment:
            queue = change.apply(queue)
    return queue


def measure_answers(
    exercise: Exercise,
    question: Decision,
    answers: Mapping[str, Option],
    measure: str,
    seed: int,
    replications: Sequence[int],
) -> Array:
    """(n,) values of a measure of the module of a question, after these answers."""
    queue = build_queue(exercise, question.segment, answers)
    if queue is None:
        raise ValueError(f"segment {question.segment} has no queue")
    return measure_queue(queue, question.segment, measure, seed, replications)


def measure_option(state: State, question: Decision, option: Option) -> float:
    """The measure of a question about a queue in this exercise, had it been answered so."""
    answers = {**list_queue_answers(state), question.id: option}
    seed = state.setup.seed if state.setup else 0
    return float(measure_answers(state.exercise, question, answers, str(question.measure), seed, [0])[0])


def find_queue_gain(state: State, now: float) -> tuple[str, float] | None:
    """The last decision about the queue of the current module, once the last is served, and seconds sooner than without it."""
    served, answers = play_module(state), list_queue_answers(state)
    if served is None or state.setup is None or find_elapsed(state, now) < served.ended.max():
        return None
    for question in reversed(list_queue_questions(state.exercise)):
        if state.segment is not None and question.segment == state.segment.id and question.id in answers:
            others = {name: option for name, option in answers.items() if name != question.id}
            with_it, without = (
                measure_answers(state.exercise, question, one, str(question.measure), state.setup.seed, [0])
                for one in (answers, others)
            )
            return question.id, float(without[0] - with_it[0])
    return None


# ---- in this exercise -------------------------------------------------------------------------------


def play_module(state: State) -> Served | None:
    """The queue of the current module with the answers so far; None where it has none."""
    segment, setup = state.segment, state.setup
    if segment is None or segment.queue is None or setup is None or state.ended:
        return None
    answers = tuple((name, option.id) for name, option in list_queue_answers(state).items())
    return _play(state.opened, segment.id, answers, setup.seed)


@lru_cache(maxsize=16)
def _play(opened: ValidatedExercise, segment: str, answers: tuple[tuple[str, str], ...], seed: int) -> Served | None:
    """Cached, because screens ask several times a second."""
    exercise = opened.exercise
    options = {(one.id, option.id): option for one in exercise.decisions for option in one.options}
    queue = build_queue(exercise, segment, {answer[0]: options[answer] for answer in answers})
    return None if queue is None else QueueTables(queue, segment).play(seed, 0)


def find_elapsed(state: State, now: float) -> float:
    """Seconds of the current module's own time, at most until the last person is served. now: exercise time."""
    served = play_module(state)
    if served is None or state.segment is None:
        return 0.0
    questions = [one for one in state.exercise.decisions if one.segment == state.segment.id]
    if not all(map(state.is_resolved, questions)):
        return 0.0
    points = (state.decision_points[one.id] for one in questions)
    ends = [point.exercise_resolved_at or 0.0 for point in points]
    begins = max([state.segment_started_at, *ends])
    return min(PACE * max(0.0, now - begins), float(np.ceil(served.ended.max())))


def find_scenario_time(state: State, now: float) -> float:
    """Seconds from onset in the story, with the module's own time. now: exercise time."""
    return state.scenario_time + find_elapsed(state, now)


def describe_queue(state: State, now: float) -> str:
    """`released 120 of 340 families, longest wait 0:42`; empty where the current module has no queue."""
    served, elapsed = play_module(state), find_elapsed(state, now)
    if served is None or state.segment is None or state.segment.queue is None:
        return ""
    done, people = COUNTED[state.segment.queue.kind]
    count = f"{done} {int((served.ended <= elapsed).sum())} of {len(served.ended)} {people}"
    here = served.arrived <= elapsed
    waited = np.minimum(served.ended, elapsed)[here] - served.arrived[here]
    longest = float(waited.max(initial=0.0))
    return f"{count}, longest wait {format_minutes(longest)}" if longest >= 1.0 else count
