"""An exercise in days: dates in files and on screens, a clock that goes from one thing to the next, school days of targets."""

import math
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from scenarios.exercise import Act, Need
from scenarios.script import Script
from scenarios.targets import Target
from scenarios.units import DAY_SECONDS, MOMENT
from scenarios.validation.exercise import check_exercise
from sim.exercise.arms import build_tables
from sim.exercise.cases import list_open_cases
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import ClockMarked
from sim.exercise.facilitator import start_countdown
from sim.exercise.leverage import AnswerPlanner, LeverageTask
from sim.exercise.room_view import describe_progress
from sim.exercise.seed_search import satisfies
from sim.exercise.state import State
from sim.exercise.targets import Reached, is_met
from sim.measures import list_measures
from sim.model.assessment import FOLLOWED
from sim.model.school_calendar import SchoolCalendar
from sim.model.trace import EventKind, Trace
from tests.sim.exercise.exercises import SEEDS, conducted, finished, opened, script, scripted, to_a_question

NAME, EXERCISE = "report-on-monday", "report-on-monday-40"
MODELED = {"D2": "hand", "D4": "meeting", "D5": "wait"}
"""Answers that do what the model does. To D4 no one decides anything."""


def played(options: Mapping[str, str]) -> Conductor:
    asked, said = opened(EXERCISE).exercise.decisions, {"talk_only": "as said"}
    given = {one.id: {"option": options[one.id]} if one.id in options else said for one in asked}
    answers = [{"decision": name, "talked": "1 min", **answer} for name, answer in given.items()]
    written = {"script": "days", "exercise": EXERCISE, "played": script(NAME).played, "answers": answers}
    return scripted(Script.model_validate(written), SEEDS[NAME])


def seconds(date: str) -> float:
    return MOMENT.parse(date)


def test_the_clock_goes_from_one_thing_to_the_next_and_to_each_opening() -> None:
    conductor = finished(NAME)
    state = conductor.state
    rows = state.running_arms.player.trace.rows
    marks = [entry.incident_time for entry in conductor.journal.entries() if entry.kind == ClockMarked.KIND]
    calendar = state.tables.of(SchoolCalendar)
    comes = [math.floor(row[0]) + 1.0 for row in rows if row[2] == FOLLOWED]
    comes += [one.at for one in (*state.exercise.injects, *state.exercise.decisions) if one.at is not None]
    comes += [day * DAY_SECONDS + calendar.opens for day in calendar.calendar_days]
    assert {time for time in comes if state.exercise.starts < time <= marks[-1]} <= {*marks}
    assert len(marks) < 100


def test_answers_that_do_what_the_model_does_leave_the_arms_equal() -> None:
    arms = played(MODELED).state.running_arms
    assert arms.player.trace.rows == arms.baseline.trace.rows
    assert arms.player.trace.rows != finished(NAME).state.running_arms.player.trace.rows


def test_open_cases_are_those_that_are_neither_lost_nor_reviewed() -> None:
    trace = Trace(build_tables(opened(EXERCISE))[0])
    reported = [(float(report), EventKind.THREAT_REPORTED, report) for report in (1, 2, 3)]
    then = [(4.0, EventKind.REPORT_LOST, 1), (5.0, EventKind.REPORT_READ, 2), (6.0, EventKind.TEAM_CONVENED, 2)]
    ends = [(7.0, EventKind.PLAN_REVIEWED, 3), (9.0, EventKind.PLAN_DONE, 2)]
    trace.rows += [(*row, -1, -1, 0.0) for row in (*reported, *then, *ends)]
    assert [case.number for case in list_open_cases(trace, 3.5)] == [1, 2, 3]
    (case,) = list_open_cases(trace, 8.0)
    assert (case.number, case.reported, case.stage, case.since) == (2, 2.0, EventKind.TEAM_CONVENED, 6.0)


@pytest.mark.parametrize(
    ("to", "is_within"), [("Mon Nov 9, 11:30", True), ("Mon Nov 9, 12:30", False), ("Fri Nov 6, 23:00", True)]
)
def test_a_target_in_school_days_counts_no_night_and_no_weekend(to: str, is_within: bool) -> None:
    """One school day from a Friday at noon ends on Monday at noon."""
    calendar = build_tables(opened(EXERCISE))[0].of(SchoolCalendar)
    target = Target.model_validate({"from": "threat_reported", "to": "report_read", "within": "1 day"})
    assert is_met(target, Reached(seconds("Fri Nov 6, 12:00"), seconds(to), calendar=calendar)) is is_within


def test_a_need_in_days_is_one_of_a_measure_in_days() -> None:
    need = Need.model_validate({"measure": "days_to_team", "at_least": "3 days", "says": "late"})
    assert [satisfies(need, days) for days in (2.9, 3.0)] == [False, True]


@pytest.mark.slow
def test_both_engines_play_every_answer_alike() -> None:
    exercise = opened(EXERCISE).exercise
    planner = AnswerPlanner(exercise)
    answers = tuple(answer for one in exercise.decisions if one.options for answer in planner.plan_answers(one))
    kinds = {act["kind"] for answer in answers for step in answer.plan for act in step.actions}
    assert kinds == {*("report-to-team", "convene-team", "work-first"), *("call-police", "interim-plan", "put-off")}
    measures = tuple(list_measures("threat-report"))
    roles = frozenset(role.id for role in exercise.roles)
    task = LeverageTask(build_tables(opened(EXERCISE))[0], 1, tuple(range(40)), roles, answers, measures)
    simpy, compiled = (replace(task, is_compiled=engine).play(range(40))["values"] for engine in (False, True))
    assert (simpy == compiled).all()


def test_participants_read_the_latest_stage_first_and_those_to_come_last() -> None:
    trace = Trace(build_tables(opened(EXERCISE))[0])
    kinds = EventKind.THREAT_REPORTED, EventKind.REPORT_READ, EventKind.TEAM_CONVENED
    trace.rows += [(seconds(f"Nov {day}, 08:00"), kind, FOLLOWED, -1, -1, 0.0) for day, kind in enumerate(kinds, 2)]
    arms = SimpleNamespace(player=SimpleNamespace(trace=trace))
    state = SimpleNamespace(running_arms=arms, exercise=opened(EXERCISE).exercise, time=seconds("Nov 9, 08:00"))
    come = ["team convened: Wed Nov 4, 08:00", "read: Tue Nov 3, 08:00", "reported: Mon Nov 2, 08:00"]
    assert [*describe_progress(cast("State", state))] == [*come, "plan: not yet"]


def test_no_question_of_days_is_timed() -> None:
    conductor = conducted(script(NAME).played, EXERCISE, SEEDS[NAME])
    to_a_question(conductor)
    with pytest.raises(CommandRejected, match="no question is timed"):
        start_countdown(conductor, "D1")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"begins": None}, "is in days"),
        ({"day": "Tuesday"}, "write Monday"),
        ({"onset": "09:00"}, "write 08:00"),
        ({"day": "Saturday", "begins": 82 * DAY_SECONDS + 8 * 3600.0}, "name a school day"),
    ],
)
def test_an_exercise_in_days_begins_on_a_school_day(changed: dict[str, object], says: str) -> None:
    exercise = opened(EXERCISE).exercise.model_copy(update=changed)
    assert says in " ".join(one.message for one in check_exercise(exercise, opened(EXERCISE).emergency))


@pytest.mark.parametrize(("name", "by"), [(EXERCISE, "counselor"), ("reunification-45", "principal")])
def test_no_act_that_alerts_is_part_of_an_exercise_without_an_alert(name: str, by: str) -> None:
    exercise = opened(name).exercise
    (question,) = (one for one in exercise.decisions if one.id == "D2")
    call = Act(kind="call-911", by=by)
    options = [one.model_copy(update={"does": [call]}) for one in question.options]
    wrong = question.model_copy(update={"options": options})
    others = [one for one in exercise.decisions if one is not question]
    changed = exercise.model_copy(update={"decisions": [*others, wrong]})
    found = [one.message for one in check_exercise(changed, opened(name).emergency)]
    says = "call-911 is for an emergency that people have to learn of; leave it to talk"
    assert found == [says] * len(question.options)
