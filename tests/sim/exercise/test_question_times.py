"""When questions come, in shipped exercises played with the expected answers: often enough, never many at once; and what must come does."""

import math
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import count, islice, pairwise
from statistics import median

import pytest

from scenarios.exercise import Decision
from scenarios.script import Script
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.scripted import rehearse
from sim.exercise.seed_search import try_seeds
from sim.exercise.state import State
from tests.sim.exercise.exercises import EACH_EXERCISE, all_roles, in_minutes, opened, scripted

EMERGENCIES = 9
LONGEST_GAP = 90.0
"""Seconds of T+ without a new question, in the median emergency, until the danger ends."""
MOST_AT_ONCE = 2


def answer(question: Decision) -> dict[str, object]:
    expected = [option.id for option in question.options if option.plan == "expects"]
    given = {"option": (expected or [question.options[0].id])[0]} if question.options else {"talk_only": "x"}
    return {"decision": question.id, "talked": f"{question.limit / 2:g} s", **given}


@cache
def list_fitting_seeds(name: str) -> list[int]:
    """The first that are offered."""
    fitting = (found.seed for found in try_seeds(opened(name), count(1)) if found.is_fit)
    return [*islice(fitting, EMERGENCIES)]


def play_each(name: str) -> Iterator[Conductor]:
    exercise = opened(name).exercise
    roles, answers = [role.id for role in exercise.roles], [answer(question) for question in exercise.decisions]
    written = Script.model_validate({"script": "expected", "exercise": name, "played": roles, "answers": answers})
    for seed in list_fitting_seeds(name):
        yield scripted(written, seed)


@cache
def list_times(name: str) -> list[tuple[list[float], float]]:
    """Of each emergency: when each question was asked, in order, and when the danger ended, from its beginning."""
    found = []
    for conductor in play_each(name):
        state = conductor.state
        played = {segment.id for segment in state.exercise.segments if segment.kind == "played"}
        points = [point for point in state.decision_points.values() if point.decision.segment in played]
        asked = sorted(point.opened_at for point in points if point.opened_at is not None)
        begin = find_beginning(state)
        found.append(([at - begin for at in asked], find_end(state) - begin))
    return found


def find_beginning(state: State) -> float:
    """T+ from which somebody can know: onset, when a child is missed, or when the fire department calls or someone smells it."""
    first, outside = state.milestones.first, state.opened.emergency.scenario.hazard.kind == "release-outside"
    if outside:
        return min(first.get("office-told", math.inf), first.get("hazard-noticed", math.inf))
    return first.get("child-missed", 0.0)


def find_end(state: State) -> float:
    """T+ at which the danger ends; where people shelter or stay closed in for half an hour, when the last adult knows."""
    if state.exercise.in_days:
        return state.time
    end = state.milestones.first.get("hazard-over", math.inf)
    stays = state.opened.emergency.scenario.protocol.kind in ("shelter", "close-in")
    return min(end, max(state.milestones.aware.values())) if stays else end


@pytest.mark.parametrize("name", in_minutes(EACH_EXERCISE))
def test_there_is_a_question_every_90_seconds_until_the_danger_ends(name: str) -> None:
    moments = ([0.0, *(at for at in asked if at < end), end] for asked, end in list_times(name))
    assert median(max(later - earlier for earlier, later in pairwise(one)) for one in moments) <= LONGEST_GAP


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_three_questions_are_never_asked_at_one_instant(name: str) -> None:
    most = [max(Counter(asked).values()) for asked, _ in list_times(name)]
    assert max(most) <= MOST_AT_ONCE, most


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_what_must_come_comes_in_the_first_emergency_and_has_a_note_where_it_does_not_in_later_ones(name: str) -> None:
    """Of six that are offered. A script takes the first, in which everything planned is delivered or listed."""
    setups = [Setup(name, seed, dict.fromkeys(all_roles(name), "")) for seed in list_fitting_seeds(name)[:6]]
    first, *others = (rehearse(opened(name), one) for one in setups)
    assert [one for one in first.missed if one.is_required] == []
    planned = {f"inject {one.number}" for one in opened(name).exercise.injects if not one.contingency}
    listed = [one.name for one in first.missed if one.name.startswith("inject")]
    assert planned.issuperset(listed)
    assert first.delivered + len(listed) == len(planned)
    missed = [one for found in others for one in found.missed if one.is_required]
    assert [one for one in missed if not one.note.startswith("Skipped if")] == []
    assert len(missed) <= 3
