"""The guides suffice to run an exercise: how it is begun, what each part asks, what may be held, what is asked when it is over."""

import re
import shlex

import pytest

from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Table
from reports.handouts import build_handouts
from reports.handouts.facilitator_guide import KEYS
from scenarios.library import list_shipped
from tests.reports.kit_documents import plain, table, texts
from tests.sim.exercise.exercises import ASSAILANT, opened
from tui.cli import command_line
from tui.keymap import KeyMap

EXERCISES = list_shipped("exercise")


@pytest.mark.parametrize(
    ("name", "stem", "number", "said"),
    [
        ("cardiac-arrest-20", "evaluators-guide", "D4", "at T+04:00, unless the nurse knows"),
        ("cardiac-arrest-20", "facilitators-guide", "D4", "at T+04:00, unless the nurse knows"),
        (ASSAILANT, "evaluators-guide", "6", "at T+01:55, only if the secretary knows"),
        (ASSAILANT, "evaluators-guide", "6", "Skipped if all staff know by then"),
        (ASSAILANT, "facilitators-guide", "6", "at T+01:55, only if the secretary knows"),
        (ASSAILANT, "facilitators-guide", "6", "Skipped if all staff know by then"),
        (
            ASSAILANT,
            "facilitators-guide",
            "7",
            "at T+03:00, only if the teacher in building B knows, unless it is over",
        ),
        ("cardiac-arrest-20", "evaluators-guide", "7", "Deliver it before D1 is decided, if at all"),
        (ASSAILANT, "facilitators-guide", "D1", "See inject 11"),
    ],
)
def test_what_may_be_held_says_so_where_somebody_waits_for_it(
    name: str, stem: str, number: str, said: str
) -> None:
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith(stem))
    rows = [
        row
        for section in guide.sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption in ("What will come up", "Master scenario events list")
        for row in block.rows
    ]
    (row,) = (row for row in rows if row[0] == number)
    assert said in " ".join(map(str, row))


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_delivered_before_a_question_is_answered_is_said_at_the_question(name: str) -> None:
    exercise = opened(name).exercise
    (late,) = (one for one in exercise.injects if one.contingency and one.world[0].kind == "channel")
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("facilitators-guide"))
    facts = {str(row[0]): str(row[1]) for row in table(guide, "Question D1").rows}
    assert f"{late.sender}: Deliver it before D1 is decided, if at all." in facts[f"Inject {late.number}"]


@pytest.mark.parametrize("name", EXERCISES)
def test_a_facilitator_finds_how_it_is_begun_and_what_each_part_asks(name: str) -> None:
    guide = texts(name)["facilitators-guide"]
    exercise = opened(name).exercise
    typed = [shlex.split(one) for one in re.findall(r"`\./run allcall ([^`]+)`", guide)]
    assert ["drill", exercise.scenario, "--exercise", name] in typed
    assert ["room"] in typed
    for words in typed:
        command_line().parse_args(words, print_error=False, exit_on_error=False)
    (paper,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("facilitators-guide"))
    parts = table(paper, "Parts, and what they ask of you").rows
    assert [(part, minutes) for part, minutes, _ in parts] == [
        (one.title, f"{one.minutes} min") for one in exercise.segments
    ]
    assert not any(str(asked).lower().startswith(str(part).lower()) for part, _, asked in parts)


def test_the_keys_on_paper_are_those_that_are_bound() -> None:
    assert {name: key for name, key, _ in KEYS} == {name: KeyMap()[name] for name, _, _ in KEYS}
    (guide,) = (
        one.paper for one in build_handouts(opened(ASSAILANT)) if one.stem.endswith("facilitators-guide")
    )
    printed = [row[0] for row in table(guide, "Keys, if yours are not set otherwise").rows]
    assert {"Space", "n", "v", "i", "E", "!", "?"} <= set(printed)
    said = str(table(guide, "Parts, and what they ask of you").rows)
    assert f"({KeyMap()['wash.improve']} there)" in said
    assert f"({KeyMap()['wash.report']} there)" in said


@pytest.mark.parametrize("name", EXERCISES)
def test_the_hot_wash_has_questions_for_each_objective_in_its_own_words(name: str) -> None:
    exercise = opened(name).exercise
    (guide,) = (one.paper for one in build_handouts(opened(name)) if one.stem.endswith("facilitators-guide"))
    (part,) = (one for one in exercise.segments if one.kind == "hot-wash")
    (section,) = (one for one in guide.sections if one.title == f"{part.title} ({part.minutes} minutes)")
    said = plain(write_markdown(guide).split(f"## {section.title}")[1].split("\n## ")[0])
    wanted = [word for one in exercise.objectives for word in (one.target, *one.tasks, *one.annexes)]
    assert [word for word in wanted if plain(word) not in said] == []
    assert "What went well" in said
    assert "What has to change" in said
