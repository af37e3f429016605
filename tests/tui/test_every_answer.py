"""Every answer of every exercise can be reported on: each option alone, and options of all questions chosen at random.

The slow tests walk the hot wash, and write the report, the replay page and the exports; with figures and in every format for the first
option of a question and for random ones. The quick ones build the report alone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from scenarios.library import list_shipped
from sim.exercise.review import Review
from sim.model.interventions.kinds import KINDS
from tests.reports.reports import check_decisions_without_effect
from tests.sim.exercise.exercises import opened
from tests.tui.answered import (
    Answers,
    conduct,
    conduct_at_random,
    conduct_each_option,
    is_decided,
    shared,
    walk_screens,
    write_everything,
)

QUICK: list[tuple[str, Answers]] = [
    ("cardiac-arrest-20", {"D1": "run", "D2": "nearest", "D3": "tasks", "D4": "nurse", "D5": "route"}),
    ("cardiac-arrest-20", {"D1": "app-first", "D2": [{"kind": "send", "by": "principal", "whom": "nurse"}], "D5": "tell"}),
    ("laboratory-fire-45", {"D2": "look-first", "D3": "gas", "D4": "meet"}),
    (
        "laboratory-fire-45",
        {
            "D1": [{"kind": "move", "by": "science-teacher", "at": "a1-hall-1"}],
            "D2": "pa-radio",
            "D3": [{"kind": "stop-horns", "by": "custodian"}, {"kind": "secure", "by": "custodian"}],
            "D4": [{"kind": "lock", "by": "secretary"}],
        },
    ),
    ("active-assailant-45", {"D4": "roll-call", "D5": "open"}),
    ("tornado-30", {"D1": "pa-app", "D2": "in", "D3": "all", "D5": "wing", "D9": "out"}),
    (
        "at-the-counter-20",
        {
            "D1": [
                {"kind": "call-team", "by": "counter"},
                {"kind": "engage", "by": "counter"},
                {"kind": "step-aside", "by": "counter", "at": "b1-hall-1"},
            ],
            "D3": "engage",
        },
    ),
    ("missing-student-20", {"D1": "app", "D2": "all"}),
    (
        "smell-of-gas-30",
        {
            "D1": [{"kind": "announce", "by": "secretary", "instruction": "evacuate"}, {"kind": "stop-ventilation", "by": "secretary"}],
            "D2": [{"kind": "close-in", "by": "assistant-principal"}],
            "D6": "agree",
            "D7": "wing",
        },
    ),
    (
        "report-on-monday-40",
        {"D1": [{"kind": "call-police", "by": "officer"}], "D2": "line", "D4": "now", "D7": "first", "D5": "support"},
    ),
    ("reunification-45", {"D1": "text", "D2": "runners", "D6": "both"}),
    ("report-on-monday-40", {"D2": "first-ask", "D4": "alone", "D7": "wait"}),
]  # fmt: skip
"""Together an act of each kind."""
QUESTIONS = [
    (name, one.id) for name in list_shipped("exercise") for one in opened(name).exercise.decisions if one.options
]


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


@pytest.mark.slow
@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_each_option_of_a_shipped_exercise_alone(name: str, question: str, tmp_path: Path) -> None:
    for number, (option, conductor) in enumerate(conduct_each_option(opened(name), question)):
        (tmp_path / option).mkdir()
        write_everything(conductor, tmp_path / option, in_short=number > 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_random_answers_to_all_questions_of_a_shipped_exercise(name: str, tmp_path: Path) -> None:
    conductor = conduct_at_random(opened(name), f"{name} 0")
    write_everything(conductor, tmp_path, in_short=True)
    walk_screens(conductor, tmp_path)
