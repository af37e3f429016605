"""Every answer of every exercise leaves it whole and can be reported on: each option of each question, no decision, and random ones.

Each is played once. The hot wash and the report are made of it, and whether it loses a question or tells a role too early is looked at.
All formats, exports, figures and screens are made once per exercise, of random answers.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from scenarios.library import list_shipped
from sim.exercise.review import Review
from sim.exercise.state import State
from sim.model.interventions.kinds import KINDS
from tests.reports.reports import check_decisions_without_effect
from tests.sim.exercise.answers import Answers, choose_at_random, conduct, conduct_each_answer, is_decided
from tests.sim.exercise.exercises import EACH_EXERCISE, mark_by_kind, opened
from tests.tui.answered import look_back, shared, write_everything


def act(kind: str, by: str, **more: str) -> list[dict[str, Any]]:
    return [{"kind": kind, "by": by, **more}]


QUICK: list[tuple[str, Answers]] = [
    ("cardiac-arrest-20", {"D1": "run", "D2": "nearest", "D3": "tasks", "D4": "nurse", "D5": "route"}),
    ("cardiac-arrest-20", {"D1": "app-first", "D2": act("send", "principal", whom="nurse"), "D5": "tell"}),
    ("laboratory-fire-45", {"D2": "look-first", "D3": "gas", "D4": "meet"}),
    ("laboratory-fire-45", {
        "D1": act("move", "science-teacher", at="a1-hall-1"), "D2": "pa-radio",
        "D3": act("stop-horns", "custodian") + act("secure", "custodian"), "D4": act("lock", "secretary"),
    }),
    ("active-assailant-45", {"D4": "roll-call", "D5": "open"}),
    ("tornado-30", {"D1": "pa-app", "D2": "in", "D3": "all", "D5": "wing", "D9": "out"}),
    ("at-the-counter-20", {
        "D1": act("call-team", "counter") + act("engage", "counter") + act("step-aside", "counter", at="b1-hall-1"), "D3": "engage",
    }),
    ("missing-student-20", {"D1": "app", "D2": "all"}),
    ("smell-of-gas-30", {
        "D1": act("announce", "secretary", instruction="evacuate") + act("stop-ventilation", "secretary"),
        "D2": act("close-in", "assistant-principal"), "D6": "agree", "D7": "wing",
    }),
    ("report-on-monday-40", {"D1": act("call-police", "officer"), "D2": "line", "D4": "now", "D7": "first", "D5": "support"}),
    ("reunification-45", {"D1": "text", "D2": "runners", "D6": "both"}),
    ("report-on-monday-40", {"D2": "first-ask", "D4": "alone", "D7": "wait"}),
]  # fmt: skip
"""Together an act of each kind."""
QUESTIONS = [
    pytest.param(name, one.id, marks=mark_by_kind(name))
    for name in list_shipped("exercise")
    for one in opened(name).exercise.decisions
]
FIRST_SIGNS = {1}
"""Numbers of injects by which a role may first hear that something is wrong, in all of them."""


@pytest.fixture(scope="module", autouse=True)
def _share_what_takes_long() -> Iterator[None]:
    with shared():
        yield


@pytest.mark.slow
@pytest.mark.parametrize(("name", "answers"), QUICK)
def test_the_report_counts_decisions_without_effect_as_its_log_has_them(name: str, answers: Answers) -> None:
    conductor = conduct(opened(name), answers)
    assert [question for question in answers if not is_decided(conductor, question)] == []
    check_decisions_without_effect(build_after_action_report(ReportData("one", Review(conductor))))


def test_the_quick_tests_have_an_act_of_each_kind() -> None:
    given = {act["kind"] for _, answers in QUICK for one in answers.values() if not isinstance(one, str) for act in one}
    for name, answers in QUICK:
        for question in opened(name).exercise.decisions:
            given |= {act.kind for one in question.options if one.id == answers.get(question.id) for act in one.does}
    all_kinds = {kind for kind, act in KINDS.items() if act.scope == "players"}
    assert all_kinds - given == {"press-badge", "call-out"}  # no shipped exercise has a badge or a phone tree


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_each_answer_loses_no_question_tells_no_role_too_early_and_is_reported(name: str, question: str) -> None:
    for answer, conductor in conduct_each_answer(opened(name), question):
        points = conductor.state.decision_points
        lost = [one.id for one in conductor.state.exercise.decisions if one.must and points[one.id].opened_at is None]
        assert lost == [], answer
        assert list_told_too_early(conductor.state) == [], answer
        look_back(conductor)


def list_told_too_early(state: State) -> list[tuple[int, str]]:
    """While T+ runs, a line reaches only roles that are aware; but for first signs, which say no more than that something is wrong."""
    running = {one.id for one in state.exercise.segments if one.kind == "played"}
    return [
        (number, role)
        for number, delivery in state.deliveries.items()
        if delivery.outcome == "delivered" and delivery.inject.segment in running and number not in FIRST_SIGNS
        for role in delivery.inject.to
        if not state.milestones.aware.get(state.roster_id(role), math.inf) <= delivery.time
    ]


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_random_answers_to_all_questions_of_a_shipped_exercise(name: str, tmp_path: Path) -> None:
    write_everything(conduct(opened(name), choose_at_random(opened(name).exercise, f"{name} 0")), tmp_path)
