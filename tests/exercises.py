"""Exercises for tests: the shipped one, opened once, and ways to conduct it without a file or a wall clock."""

from collections.abc import Iterable, Mapping
from functools import cache

import pytest

from scenarios.exercise_library import OpenedExercise, open_exercise, open_script
from scenarios.script import Answer, Script
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer as Given
from sim.drill.headless import Headless
from sim.drill.heard import only_heard, reads_on
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.trace import Row
from tests.doubles import MemoryJournal

ASSAILANT = "active-assailant-45"
SEED = 34  # its story fits


@cache
def opened(name: str = ASSAILANT) -> OpenedExercise:
    """A shipped exercise."""
    return open_exercise(name)


@cache
def script(name: str = "active-assailant") -> Script:
    """A shipped script."""
    return open_script(name)[0]


def conducted(
    played: Iterable[str] = (), name: str = ASSAILANT, seed: int = SEED, journal: MemoryJournal | None = None
) -> Conduct:
    """An exercise that has begun and stands in its first played segment."""
    journal = MemoryJournal(*header_of(opened(name), seed)) if journal is None else journal
    conduct = Conduct(opened(name), journal)
    conduct.begin(Setup(name, seed, dict.fromkeys(played, "")))
    while conduct.segment.kind != "played":
        conduct.next_segment()
    return conduct


def to_a_question(conduct: Conduct) -> None:
    """Plays on until one is open or nothing more comes; the room has read all that came meanwhile but the last."""
    while not (conduct.state.front or conduct.over) and conduct.next_stop() is not None:
        conduct.jump()
    while reads_on(conduct):
        pass


def scripted(written: Script, seed: int = SEED) -> Conduct:
    """A script played to its end."""
    name = written.exercise
    conduct = Conduct(opened(name), MemoryJournal(*header_of(opened(name), seed)))
    Headless(conduct, written).play(Setup(name, seed, dict.fromkeys(written.played, "")))
    return conduct


def traces(conduct: Conduct) -> list[list[Row]]:
    """What happened in each arm."""
    return [engine.trace.rows for engine in conduct.state.engines]


SHIPPED = {  # script and exercise, and a seed that its story fits
    "active-assailant": (ASSAILANT, SEED),
    "active-assailant-90": ("active-assailant-90", 1),
    "cardiac-arrest": ("cardiac-arrest-20", 4),
    "laboratory-fire": ("laboratory-fire-45", 1),
}
QUICK = ("active-assailant", "cardiac-arrest")
EACH = [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in SHIPPED]
"""The scripts, for what takes long: quick tests play one with many people and one with few, slow ones all."""


def at_a_screen(conduct: Conduct, written: Script, speed: int = 10, tick: float = 0.1) -> None:
    """Plays on from wherever it stands to the end, as a facilitator would: the clock runs tick by tick until it stops, then people talk.

    Steps of the script and what it writes down in the hot wash are left out.
    """
    answers = {answer.decision: answer for answer in written.answers}
    segments = conduct.state.exercise.segments
    while not conduct.state.ended:
        front = conduct.state.front
        if front is not None and front.decision.kind == "talk":
            answer = answers.get(front.decision.id)
            conduct.pass_room_time(answer.talked if answer else front.decision.limit)
            answers_it(conduct, front.decision.id, answer)
        elif conduct.segment.kind == "talked" and not conduct.nothing_more:
            conduct.jump()
        elif conduct.segment.kind == "played" and not (conduct.over or conduct.nothing_more):
            ticks(conduct, answers, speed, tick)
        elif conduct.segment is segments[-1]:
            conduct.end()
        else:
            conduct.next_segment()


def ticks(conduct: Conduct, answers: Mapping[str, Answer], speed: int, tick: float) -> None:
    """Runs the clock until it stops; what is asked under time pressure is answered at its T+."""
    conduct.play(speed)
    while conduct.clock.running or only_heard(conduct.state):
        if only_heard(conduct.state):
            conduct.play(speed)
        conduct.tick(tick)
        front = conduct.state.front
        answer = answers.get(front.decision.id) if front else None
        if front is None or front.opened is None or answer is None or answer.nothing:
            continue
        if front.decision.kind == "pressed" and conduct.state.time >= front.opened + answer.talked:
            answers_it(conduct, front.decision.id, answer)


def answers_it(conduct: Conduct, decision: str, answer: Answer | None) -> None:
    """As a script has it; what cannot be is no decision."""
    if answer is None or answer.nothing:
        conduct.no_decision(decision)
        return
    write_in = [act.model_dump() for act in answer.write_in]
    given = Given(answer.option, write_in, answer.talk_only, answer.thinking, answer.rationale or "")
    try:
        conduct.answer(decision, given)
    except Refused:
        conduct.no_decision(decision)
