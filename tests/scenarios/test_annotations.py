"""What people add to a report, in a file of their own: it fills the blanks it names, and nothing else."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from reports.after_action.annotations import refuse_unknown, render_additions_file
from reports.after_action.cover import HANDLING
from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Blank, Section, iterate_blanks, list_open_blanks
from scenarios.annotations import Additions
from scenarios.diagnostics import Problems
from scenarios.library import open_file
from scenarios.loading.loader import Document, build_model, read_document
from tests.reports.reports import COMMAND, facts, rows
from tests.sim.exercise.reviews import stopped_at_once


def read_additions(file: Path, text: str) -> tuple[Additions, Document]:
    file.write_text(text, encoding="utf-8")
    model, document = open_file(file, "additions")
    assert isinstance(model, Additions)
    return model, document


@pytest.mark.slow
def test_a_fresh_file_of_additions_is_read_and_fills_every_blank_it_has(tmp_path: Path) -> None:
    one = facts()
    plain = build_after_action_report(one)
    fresh = render_additions_file(one, plain, COMMAND)
    for objective in one.exercise.objectives:
        fresh = re.sub(rf'(blank: ratings\.{objective.id} .*\n +says: )""', r'\1"not rated"', fresh)
    fresh = fresh.replace('says: ""', 'says: "2026-11-24"')
    model, document = read_additions(tmp_path / "added.yaml", fresh)
    refuse_unknown(model, document, one, plain)
    filled = build_after_action_report(replace(one, additions=model))
    own = [
        blank
        for section in filled.sections
        for blank in iterate_blanks(section)
        if not blank.id.startswith(("objectives.", "plan."))
    ]
    assert own
    nobody = "none"  # in a script
    assert {blank.value for blank in own} == {"not rated", "2026-11-24", nobody, HANDLING}


@pytest.mark.slow
def test_a_fresh_file_has_every_blank_of_the_improvement_plan_to_be_taken_in_by_its_sign(tmp_path: Path) -> None:
    """What people fill in is a line from which they take the sign of a comment away; none of the plan's blanks is open then."""
    one = facts()
    plain = build_after_action_report(one)
    fresh = render_additions_file(one, plain, COMMAND)
    text = re.sub(r'^    # (\w+): ""', r'    \1: "planning"', fresh, flags=re.MULTILINE)
    text = re.sub(r'^  # ([- ]) (\w+): ""', r'  \1 \2: "exercise"', text, flags=re.MULTILINE)
    text = re.sub(r'(start|completion): "\w+"', r'\1: "2027-01-08"', text)
    model, document = read_additions(tmp_path / "added.yaml", text)
    refuse_unknown(model, document, one, plain)
    plan = rows(build_after_action_report(replace(one, additions=model)), "Improvement plan")
    assert [row.count("") for row in plan] == [0, 0, 0]
    assert set(plan[2]) == {"exercise", "2027-01-08"}


@pytest.mark.slow
def test_where_nothing_was_written_down_the_file_says_how_a_line_is_added(tmp_path: Path) -> None:
    one = ReportData("left", stopped_at_once())
    fresh = render_additions_file(one, build_after_action_report(one), COMMAND)
    text = fresh.replace("improvements: []", "improvements:")
    text = re.sub(r'^  # ([- ]) (\w+): ""', r'  \1 \2: "training"', text, flags=re.MULTILINE)
    text = re.sub(r'(start|completion): "\w+"', r'\1: "2027-01-08"', text)
    model, _ = read_additions(tmp_path / "added.yaml", text)
    (row,) = rows(build_after_action_report(replace(one, additions=model)), "Improvement plan")
    assert set(row) == {"training", "2027-01-08"}


@pytest.mark.slow
def test_what_was_added_about_objectives_and_improvements_stands_in_the_report() -> None:
    area = {"says": "The gym heard nothing", "reference": "EOP Lockdown 3.2"}
    equipment = {"improvement": "improve-2", "element": "equipment", "responsible": "Facilities"}
    plans = [equipment, {"issue": "The floor plan is old"}]
    findings = [{"objective": "warn", "areas": [area]}]
    written = {"additions": "active-assailant", "objectives": findings, "improvements": plans}
    said = Additions.model_validate(written)
    paper = build_after_action_report(replace(facts(), additions=said))
    plan = rows(paper, "Improvement plan")
    assert plan[1][3:5] == ["equipment", "Facilities"]
    assert plan[2][1] == "The floor plan is old"
    assert "| Area for improvement 1.1: The gym heard nothing | EOP Lockdown 3.2 |" in write_markdown(paper)
    assert "objectives.warn.areas" not in [one.id for _, one in list_open_blanks(paper)]


@pytest.mark.slow
def test_additions_to_something_else_are_refused_with_their_place(tmp_path: Path) -> None:
    model, document = read_additions(
        tmp_path / "added.yaml",
        "additions: other\nblanks:\n  - {blank: overview.sponser, says: x}\nobjectives:\n  - objective: wran\n"
        "improvements:\n  - improvement: improve-9\n",
    )
    with pytest.raises(Problems) as refused:
        refuse_unknown(model, document, facts(), build_after_action_report(facts()))
    said = "\n".join(map(str, refused.value.problems))
    nearest = {"1:12": "active-assailant", "3:13": "overview.sponsor", "5:16": "warn", "7:18": "improve-"}
    assert [place for place, near in nearest.items() if f":{place}:" not in said or near not in said] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('start: "2027-12-01", completion: "2027-01-01"', "completion 2027-01-01 is before start 2027-12-01"),
        ('start: autumn, completion: "2027-01-01"', '"autumn" is no date; write it as 2026-12-04'),
        ("completion: next friday", '"next friday" depends on the day it is read'),
    ],
)
def test_days_of_the_plan_are_in_their_order(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"additions: mine\nimprovements:\n  - {{{text}}}\n", encoding="utf-8")
    with pytest.raises(Problems, match=re.escape(says)):
        build_model(read_document(file), Additions)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("says", "refused"),
    [
        ("sometime", True),
        ("20261124", True),
        ("2026-02-30", True),
        ("2026-11-24", False),
        (" ", False),
        ("\u200b", False),
    ],
)
def test_a_blank_that_asks_for_a_day_takes_nothing_else(says: str, refused: bool, tmp_path: Path) -> None:
    """Whatever it is called; beside it stands one that takes words."""
    asks = Section("one", "One", (Blank("when", "When", kind="day"), Blank("where", "Where")))
    paper = replace(build_after_action_report(facts()), sections=(asks,))
    file = tmp_path / "mine.yaml"
    blanks_ = f'  - {{blank: where, says: "sometime"}}\n  - {{blank: when, says: "{says}"}}\n'
    model, document = read_additions(file, f"additions: active-assailant\nblanks:\n{blanks_}")
    try:
        refuse_unknown(model, document, facts(), paper)
        said = ""
    except Problems as wrong:
        said = str(wrong)
    assert said.splitlines()[:1] == ([f'{file}:4:25: "{says}" is no date; write it as 2026-11-24'] if refused else [])


@pytest.mark.slow
def test_the_day_of_the_exercise_is_a_day_and_an_element_and_a_rating_are_one_of_five() -> None:
    sections = build_after_action_report(facts()).sections
    kinds = {one.id: one.kind for section in sections for one in iterate_blanks(section)}
    days = {name.rpartition(".")[2] for name, kind in kinds.items() if kind == "day"}
    assert days == {"date", "start", "completion"}
    elements = ("planning", "organization", "equipment", "training", "exercise")
    one_of = {name: kind for name, kind in kinds.items() if isinstance(kind, tuple)}
    assert one_of == {f"plan.improve-{n}.element": elements for n in (1, 2)} | {
        f"ratings.{objective.id}": ("P", "S", "M", "U", "not rated") for objective in facts().exercise.objectives
    }
