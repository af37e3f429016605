"""A release of students, in which no one in the model becomes aware of anything and T+ goes on for hours."""

from itertools import pairwise

import pytest

from scenarios.script import Script
from sim.exercise.arms import build_tables
from sim.exercise.conductor import CLOCK_MARK_SECONDS, Conductor
from sim.exercise.events import ClockMarked
from sim.exercise.release_lines import ReleaseLines, count_lines
from sim.exercise.review import Review
from sim.exercise.targets import measure_targets
from sim.model.trace import EventKind, Trace
from tests.sim.exercise.exercises import SEEDS, conducted, finished, opened, prepared, script, scripted, traces

NAME, EXERCISE = "reunification", "reunification-45"
SEED = SEEDS[NAME]
IDLE = {"D1": "e-mail", "D2": "wait", "D4": "none", "D6": "decline"}
"""Answers that leave everything to the model."""

WAY = EventKind.FAMILY_ARRIVES, EventKind.CHECKED_IN, EventKind.FAMILY_RELEASED
"""Of a family."""

pytestmark = pytest.mark.slow


def play(**options: str) -> Conductor:
    written = script(NAME).model_dump(mode="json", exclude_unset=True)
    for answer in written["answers"]:
        if answer["decision"] in options:
            answer["option"] = options[answer["decision"]]
    return scripted(Script.model_validate(written), SEED)


def test_each_question_is_asked_and_decided_at_its_time() -> None:
    state = play().state
    at = {one.id: one.at for one in opened(EXERCISE).exercise.decisions if one.at is not None}
    assert len(at) == 8
    assert {name: state.decision_points[name].opened_at for name in at} == at
    assert {point.state for point in state.decision_points.values()} == {"decided"}


def test_a_text_is_the_teams_alone_and_meets_its_target() -> None:
    conductor = play(**{**IDLE, "D1": "text"})
    kind = EventKind.FAMILIES_TEXTED
    arms = conductor.state.running_arms.items()
    texted = {name: [row[0] for row in engine.trace.rows if row[1] == kind] for name, engine in arms}
    assert texted["autopilot"] == texted["twin"] == []
    (sent,) = texted["room"]
    message, line = measure_targets(Review(conductor))
    assert (message.reached.to, message.is_met) == (sent, sent <= 15 * 60)
    assert line.reached.to > sent


def test_a_question_or_an_inject_comes_every_quarter_of_an_hour_while_lines_stand() -> None:
    exercise = opened(EXERCISE).exercise
    at = sorted(one.at for one in (*exercise.injects, *exercise.decisions) if one.at is not None)
    assert max(later - earlier for earlier, later in pairwise([0.0, *at])) <= 15 * 60


def test_lines_are_counted_family_by_family_and_students_by_head() -> None:
    trace = Trace(build_tables(opened(EXERCISE))[0])
    families = ((1, 10.0, 40.0, 90.0, 2.0), (2, 20.0, 50.0, 120.0, 1.0), (3, 30.0, 80.0, 200.0, 1.0))
    ways = [(family, heads, zip(WAY, times, strict=True)) for family, *times, heads in families]
    rows = [(time, kind, family, 0, 0, heads) for family, heads, way in ways for kind, time in way]
    trace.rows = sorted(rows)
    assert count_lines(trace, 45.0) == ReleaseLines(2, 1, 0, 520)
    assert count_lines(trace, 120.0) == ReleaseLines(0, 1, 3, 520)


def test_the_journal_has_t_plus_only_so_often_and_tells_the_same_exercise() -> None:
    conductor = finished(NAME)
    entries = [*conductor.journal.entries()]
    assert sum(entry.kind == ClockMarked.KIND for entry in entries) < 100
    again = prepared(opened(EXERCISE), SEED, entries)
    assert again.state.time == conductor.state.time
    assert traces(again) == traces(conductor)


@pytest.mark.parametrize("speed", [1, 10])
def test_a_break_loses_seconds_of_the_room_and_no_entry(speed: int) -> None:
    conductor = conducted(script(NAME).played, EXERCISE, SEED)
    conductor.jump()
    conductor.play(speed)
    for _ in range(400):
        if (asked := conductor.state.current_decision) is not None:
            conductor.no_decision(asked.decision.id)
            conductor.play(speed)
        conductor.tick(0.1)
    entries = [*conductor.journal.entries()]
    after = prepared(opened(EXERCISE), SEED, entries)
    assert conductor.clock.is_running
    assert conductor.clock.exercise_time - after.clock.exercise_time <= CLOCK_MARK_SECONDS + 1.0
    assert conductor.clock.incident_time - after.clock.incident_time <= speed * (CLOCK_MARK_SECONDS + 1.0)
    assert [*after.journal.entries()] == entries
