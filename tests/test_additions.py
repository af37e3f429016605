"""What people add to a report, in a file of their own: it fills the blanks it names, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.after_action import after_action
from reports.after_action.additions_file import fresh, refuse_unknown
from reports.documents.blocks import blanks, to_complete
from reports.documents.to_markdown import to_markdown
from scenarios.additions import Additions
from scenarios.library import open_file
from scenarios.problems import Problems
from tests.read_reports import facts, rows


def test_a_fresh_file_of_additions_is_read_and_fills_every_blank_it_has(tmp_path: Path) -> None:
    one = facts()
    plain = after_action(one)
    file = tmp_path / "added.yaml"
    file.write_text(fresh(one, plain).replace('says: ""', 'says: "as seen"'), encoding="utf-8")
    model, document = open_file(file, "additions")
    assert isinstance(model, Additions)
    refuse_unknown(model, document, one, plain)
    filled = after_action(replace(one, additions=model))
    own = [
        blank
        for section in filled.sections
        for blank in blanks(section)
        if not blank.id.startswith(("objectives.", "plan."))
    ]
    assert own
    assert {blank.value for blank in own} == {"as seen"}


def test_what_was_added_about_objectives_and_improvements_stands_in_the_report() -> None:
    said = Additions.model_validate(
        {
            "additions": "active-assailant",
            "objectives": [
                {
                    "objective": "warn",
                    "areas": [{"says": "The gym heard nothing", "reference": "EOP Lockdown 3.2"}],
                }
            ],
            "improvements": [
                {"improvement": "improve-2", "element": "equipment", "responsible": "Facilities"},
                {"issue": "The floor plan is old"},
            ],
        }
    )
    paper = after_action(replace(facts(), additions=said))
    plan = rows(paper, "Improvement plan")
    assert plan[1][3:5] == ["equipment", "Facilities"]
    assert plan[2][1] == "The floor plan is old"
    text = to_markdown(paper)
    assert "Area for improvement 1: The gym heard nothing" in text
    assert "Reference: EOP Lockdown 3.2" in text
    assert "objectives.warn.areas" not in [one.id for _, one in to_complete(paper)]


def test_additions_to_something_else_are_refused_with_their_place(tmp_path: Path) -> None:
    file = tmp_path / "added.yaml"
    file.write_text(
        "additions: other\nblanks:\n  - {blank: overview.plase, says: x}\nobjectives:\n  - objective: wran\n"
        "improvements:\n  - improvement: improve-9\n",
        encoding="utf-8",
    )
    model, document = open_file(file, "additions")
    assert isinstance(model, Additions)
    with pytest.raises(Problems) as refused:
        refuse_unknown(model, document, facts(), after_action(facts()))
    said = "\n".join(map(str, refused.value.problems))
    for place, near in (
        ("1:12", "active-assailant"),
        ("3:13", "overview.place"),
        ("5:16", "warn"),
        ("7:18", "improve-"),
    ):
        assert f":{place}:" in said
        assert near in said
