"""Exercises for tests: the shipped one, opened once, and ways to conduct it without a file or a wall clock."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from _pytest.mark.structures import ParameterSet

from scenarios.exercise import Decision
from scenarios.library import ValidatedExercise, list_shipped, open_exercise, open_script
from scenarios.script import Script, ScriptedDecision
from sim.exercise.conductor import CommandRejected, Conductor, read_next
from sim.exercise.decisions import DecisionResponse as Given
from sim.exercise.events import Setup, StopCause
from sim.exercise.journal import CLOCK_ENTRY_KINDS, Entry, MemoryJournal
from sim.exercise.messages import is_paused_for_reading
from sim.exercise.scripted import ScriptedRun
from sim.exercise.seed_search import find_fitting_seed
from sim.exercise.sessions import build_header
from sim.model.trace import Row

Value = TypeVar("Value")
ASSAILANT = "active-assailant-45"
SEED = 34  # an emergency in which much is still to decide; the story need not fit it
FITTING_SEED = 49  # the first that the story fits
TEAM, TEAM_SEED = "response-team", 38
"""An exercise of the tests on the shipped cardiac arrest, and a seed that it fits: the shipped exercise can change without them."""
OWN = Path(__file__).parent / "own"


@cache
def opened(name: str = ASSAILANT) -> ValidatedExercise:
    return open_exercise(str(OWN / "exercises" / f"{name}.yaml") if name == TEAM else name)


@cache
def script(name: str = "active-assailant") -> Script:
    return open_script(str(OWN / "scripts" / f"{name}.yaml") if name == TEAM else name)[0]


def prepared(exercise: ValidatedExercise, seed: int = SEED, entries: Iterable[Entry] = ()) -> Conductor:
    return Conductor(exercise, MemoryJournal(build_header(exercise, seed), entries))


def begun(setup: Setup, exercise: ValidatedExercise | None = None) -> Conductor:
    conductor = prepared(exercise or opened(setup.exercise), setup.seed)
    conductor.begin(setup)
    return conductor


def conducted(played: Iterable[str] = (), name: str = ASSAILANT, seed: int = SEED) -> Conductor:
    conductor = begun(Setup(name, seed, dict.fromkeys(played, "")))
    while conductor.segment.kind != "played":
        conductor.next_segment()
    return conductor


def to_a_question(conductor: Conductor) -> None:
    """Plays on until one is open or nothing more comes; the room has read all that came meanwhile but the last."""
    while not (conductor.state.current_decision or conductor.is_over) and conductor.find_next_stop() is not None:
        conductor.jump()
    while read_next(conductor):
        pass


def jump_to_a_question(conductor: Conductor) -> Decision:
    """Plays on until one is open; what comes meanwhile is left unread."""
    while conductor.state.current_decision is None:
        conductor.jump()
    return conductor.state.current_decision.decision


def tick(conductor: Conductor, seconds: int) -> None:
    """Seconds of the room."""
    for _ in range(seconds):
        conductor.tick(1.0)


def to_the_hot_wash(conductor: Conductor) -> None:
    while conductor.segment.kind != "hot-wash":
        conductor.next_segment()


def known(value: Value | None) -> Value:
    assert value is not None
    return value


def play_seconds(conductor: Conductor, seconds: float) -> None:
    """Seconds of T+, in which no question is answered."""
    until = conductor.state.time + seconds
    while conductor.state.time < until and not conductor.is_over:
        for point in conductor.state.list_open_decisions():
            conductor.no_decision(point.decision.id)
        conductor.play()
        conductor.play_second()


def answer_each(conductor: Conductor, answers: Mapping[str, str]) -> Conductor:
    """Plays on from question to question. answers: the option that each is answered with, in the order in which they come."""
    for decision, option in answers.items():
        jump_to_a_question(conductor)
        conductor.submit_decision(decision, Given(option=option))
    return conductor


NURSE_UNTOLD = {"D1": "go-and-see", "D2": "office"}
"""Answers of the response team: the principal goes to see, the secretary only calls, and nobody tells the nurse."""


def nurse_untold() -> Conductor:
    """The response team, up to where the nurse would be asked."""
    return answer_each(conducted(all_roles(TEAM), TEAM, TEAM_SEED), NURSE_UNTOLD)


def all_roles(name: str = ASSAILANT) -> tuple[str, ...]:
    return tuple(role.id for role in opened(name).exercise.roles)


@cache
def _entries_until(question: str, seed: int) -> tuple[Entry, ...]:
    conductor = conducted(all_roles(), seed=seed)
    while (front := conductor.state.current_decision) is None or front.decision.id != question:
        conductor.jump() if front is None else conductor.no_decision(front.decision.id)
    return tuple(conductor.journal.entries())


def asked(question: str, seed: int = SEED) -> Conductor:
    """The shipped exercise with everybody played and this question open; others were left unanswered. Its T+ stands still."""
    return prepared(opened(), seed, _entries_until(question, seed))


def scripted(written: Script, seed: int = SEED) -> Conductor:
    name = written.exercise
    conductor = prepared(opened(name), seed)
    ScriptedRun(conductor, written).play(Setup(name, seed, dict.fromkeys(written.played, "")))
    return conductor


@cache
def finished(name: str = "active-assailant", seed: int = 0) -> Conductor:
    """A shipped script played to its end: shared, so that nobody does anything to it. seed: instead of its own."""
    return scripted(script(name), seed or script(name).seed or SEEDS[name])


def list_significant(entries: Iterable[Entry]) -> list[tuple[float, str, str]]:
    """T+, kind and payload of each entry but clock marks: two journals with the same say that the same happened."""
    return [entry[2:] for entry in entries if entry.kind not in CLOCK_ENTRY_KINDS]


def traces(conductor: Conductor) -> list[list[Row]]:
    return [engine.trace.rows for engine in conductor.state.running_arms]


SHIPPED = {  # script and exercise, and a seed that its story fits
    "active-assailant": (ASSAILANT, FITTING_SEED),
    "active-assailant-90": ("active-assailant-90", FITTING_SEED),
    "cardiac-arrest": ("cardiac-arrest-20", 17),
    "laboratory-fire": ("laboratory-fire-45", 3),
    "hoax-and-rumor": ("hoax-and-rumor-45", 8),
    "passing-period": ("passing-period-45", 2),
    "tornado": ("tornado-30", 6),
    "at-the-counter": ("at-the-counter-20", 9),
    "missing-student": ("missing-student-20", 27),
    "smell-of-gas": ("smell-of-gas-30", 18),
    "report-on-monday": ("report-on-monday-40", 28),
    "reunification": ("reunification-45", 1),
}


def find_added() -> dict[str, tuple[str, int]]:
    """Other shipped scripts that end by themselves, with the first seed that fits: what is not yet in the table is played all the same."""
    added = {name: open_script(name)[0] for name in {*list_shipped("script")} - {*SHIPPED, "too-late"}}
    found = {name: find_fitting_seed(open_exercise(one.exercise), count(1)) for name, one in added.items()}
    return {name: (added[name].exercise, seed) for name, seed in found.items() if seed is not None}


SHIPPED |= find_added()
SEEDS = {name: seed for name, (_, seed) in SHIPPED.items()} | {TEAM: TEAM_SEED}
QUICK = ("active-assailant", "cardiac-arrest")
KINDS = {
    *("cardiac-arrest", "cardiac-arrest-20", "report-on-monday", "report-on-monday-40"),
    *("reunification", "reunification-45"),
}
"""Scripts and exercises, of each kind the one that takes least: T+ in minutes, in days, and in hours."""


def of_each_kind(names: Iterable[str], quick: Iterable[str] = (), kinds: Iterable[str] = KINDS) -> list[ParameterSet]:
    """Names for what takes long: kinds are for slow tests, the others are played in full. quick: for quick ones."""
    return [pytest.param(name, marks=() if name in quick else mark_by_kind(name, kinds)) for name in names]


def mark_by_kind(name: str, kinds: Iterable[str] = KINDS) -> pytest.MarkDecorator:
    """Of a test that plays this script or exercise."""
    return pytest.mark.slow if name in kinds else pytest.mark.full(step="answers")


EACH_SLOW, EACH, FIRST = (of_each_kind(SHIPPED, quick) for quick in ((), QUICK, QUICK[1:]))
"""The scripts: quick tests play of `EACH` one with many people and one with few, of `FIRST` the shortest, of `EACH_SLOW` none."""
EACH_EXERCISE = of_each_kind(list_shipped("exercise"))


def in_minutes(names: Iterable[ParameterSet]) -> list[ParameterSet]:
    """Those scripts or exercises with T+, people on a map and alerts."""
    found = {name: opened(exercise) for name, (exercise, _) in SHIPPED.items()}
    found |= {exercise.exercise.exercise: exercise for exercise in found.values()}
    return [one for one in names if found[str(one.values[0])].emergency.scenario.hazard.is_witnessed]


def at_a_screen(conductor: Conductor, written: Script, speed: int = 10, tick: float = 0.1) -> None:
    answers = {answer.decision: answer for answer in written.answers}
    segments = conductor.state.exercise.segments
    while not conductor.state.ended:
        front = conductor.state.current_decision
        if front is not None and front.decision.kind == "talk":
            answer = answers.get(front.decision.id)
            conductor.pass_room_time(answer.talked if answer else front.decision.limit)
            answers_it(conductor, front.decision.id, answer)
        elif conductor.segment.kind == "talked" and not conductor.is_nothing_left:
            conductor.jump()
        elif conductor.segment.kind == "played" and not is_module_over(conductor):
            ticks(conductor, answers, speed, tick)
        elif conductor.segment is segments[-1]:
            conductor.end()
        else:
            conductor.next_segment()


def is_module_over(conductor: Conductor) -> bool:
    """Whether nothing more comes. Where the clock has stopped for that alone, people let it run on, as a script does."""
    stopped = conductor.state.stop_cause == StopCause.NOTHING_LEFT
    return conductor.is_over or (conductor.is_nothing_left and not stopped)


def ticks(conductor: Conductor, answers: Mapping[str, ScriptedDecision], speed: int, tick: float) -> None:
    conductor.play(speed)
    while conductor.clock.is_running or is_paused_for_reading(conductor.state):
        if is_paused_for_reading(conductor.state):
            conductor.play(speed)
        conductor.tick(tick)
        front = conductor.state.current_decision
        answer = answers.get(front.decision.id) if front else None
        if front is None or front.opened_at is None or answer is None or answer.nothing:
            continue
        if front.decision.kind == "pressed" and conductor.state.time >= front.opened_at + answer.talked:
            answers_it(conductor, front.decision.id, answer)


def answers_it(conductor: Conductor, decision: str, answer: ScriptedDecision | None) -> None:
    if answer is None or answer.nothing:
        conductor.no_decision(decision)
        return
    write_in = [act.model_dump() for act in answer.write_in]
    given = Given(answer.option, write_in, answer.talk_only, answer.thinking, answer.rationale or "")
    try:
        conductor.submit_decision(decision, given)
    except CommandRejected:
        conductor.no_decision(decision)
