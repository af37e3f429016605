"""A Word report that people filled in is read back: what they wrote, nothing else, and an error that names the control."""

import io
import random
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.text.paragraph import Paragraph

from reports.after_action.data import ReportData
from reports.after_action.edited_report import read_edited_report
from reports.after_action.report import build_after_action_report
from reports.documents.docx_writer import write_docx
from reports.documents.fonts import clean_texts
from reports.documents.model import iterate_blanks
from reports.documents.word_controls import read_edited_file
from reports.documents.word_template import TemplateError, qn
from scenarios import annotations
from scenarios.annotations import Additions, CorrectiveActionEntry, FilledBlank
from scenarios.diagnostics import Problems
from sim.exercise.kept_additions import keep_additions, read_kept_additions
from sim.exercise.participants import Participant
from tests.reports.reports import facts, rows

NAME = Path("edited.docx")
FACTS = "active-assailant"


def data(additions: Additions | None = None) -> ReportData:
    """Without figures, to be quick."""
    return replace(facts(FACTS), counterfactual=None, pictures={}, additions=additions)


def written(additions: Additions | None = None) -> Any:
    """The report as python-docx opens it."""
    return docx.Document(io.BytesIO(write_docx(build_after_action_report(data(additions)))))


def find_control(document: Any, tag: str) -> Any:
    (found,) = [
        one
        for one in document.element.body.iter(qn("w:sdt"))
        if (mark := one.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")) is not None and mark.get(qn("w:val")) == tag
    ]
    return found


def fill(document: Any, values: Mapping[str, str]) -> None:
    """As Word does it: the text goes into the first run, and the mark of a placeholder goes."""
    for tag, value in values.items():
        control = find_control(document, tag)
        for mark in [*control.iter(qn("w:showingPlcHdr"))]:
            mark.getparent().remove(mark)
        texts = [*control.iter(qn("w:t"))]
        texts[0].text = value
        for text in texts[1:]:
            text.text = ""


def find_row(document: Any, tag: str) -> Any:
    return next(find_control(document, tag).iterancestors(qn("w:tr")))


def read(document: Any, kept: Additions | None = None) -> Additions:
    packed = io.BytesIO()
    document.save(packed)
    return read_edited_report(NAME, read_edited_file(packed.getvalue()), data(), kept)


def write_cell(cell: Any, text: str) -> None:
    Paragraph(cell.find(qn("w:p")), cell).add_run(text)


def add_plain_row(document: Any, tag: str, texts: list[str]) -> None:
    """A row under that of a control, with plain cells, as "Insert row below" makes it."""
    row = find_row(document, tag)
    added = deepcopy(row)
    for cell, text in zip(added.iter(qn("w:tc")), texts, strict=True):
        for paragraph in cell.findall(qn("w:p")):
            for child in [one for one in paragraph if one.tag != qn("w:pPr")]:
                paragraph.remove(child)
        write_cell(cell, text)
    row.addnext(added)


@pytest.mark.slow
def test_an_unedited_report_adds_nothing_and_loses_nothing() -> None:
    assert read(written()) == Additions(additions=FACTS)
    kept = Additions(
        additions=FACTS,
        blanks=[FilledBlank(blank="overview.sponsor", says="District office")],
        improvements=[CorrectiveActionEntry(issue="Radios", completion="2026-12-04")],
        feedback=[[5] * 13],
    )
    assert read(written(), kept) == kept
    assert read(written(kept), kept) == kept


PIECES = (
    "x" * 600, "https://example.org/" + "a/b?c=d&" * 40, "!" * 50, "\u200b", "\u00ad", "\u2060", "\u2011", "\u00a0", "\u3000",
    "\U0001f469\u200d\U0001f467", "e\u0301", "שלום", "مرحبا", "中文字", "<w:t>", "&amp;", "]]>", "  ", "\n", "\t", "\x0b",
    "□ To complete", "Strength 1: ", "plan.1.issue", "session.other", "${y}", "=1+1", "`code`", "|", "\\", "\"", "'", "- ", "# ",
)  # fmt: skip
"""Of hostile texts: what no line can hold, what shows nothing, other scripts, and what a reader could take for its own."""


def make_hostile(chance: random.Random) -> Additions:
    """Over 200 texts in all places of a report that people write in."""

    def pick(*keys: str) -> dict[str, Any]:
        return {key: "".join(("q", *chance.choices(PIECES, k=chance.randint(1, 6)))) for key in keys}

    def find() -> annotations.Finding:
        return annotations.Finding(**pick("says", "reference", "observation", "analysis"))

    plan = ("issue", "action", "capability", "responsible", "contact")
    return Additions(
        additions=FACTS,
        blanks=[FilledBlank(blank="overview.sponsor", **pick("says"))],
        objectives=[
            annotations.ObjectiveAnalysis(objective=one.id, strengths=[find(), find()], areas=[find()])
            for one in data().objectives
        ],
        improvements=[
            CorrectiveActionEntry(improvement="improve-1", **pick("contact")),
            *(CorrectiveActionEntry(start="2026-01-05", **pick(*plan)) for _ in range(30)),
        ],
    )


@pytest.mark.slow
def test_of_two_hundred_hostile_texts_none_is_changed_by_a_report_that_no_one_edited() -> None:
    chance = random.Random(44)
    kept = make_hostile(chance)
    said = data(kept)
    note = said.state.notes["improve-1"]
    before, hostile = note.text, "".join(PIECES)
    note.text = hostile
    try:
        content = write_docx(clean_texts(build_after_action_report(said)))
        found = read_edited_report(NAME, read_edited_file(content), said, kept)
        alone = write_docx(clean_texts(build_after_action_report(replace(said, additions=None))))
        assert read_edited_report(NAME, read_edited_file(alone), said, None) == Additions(additions=FACTS)
    finally:
        note.text = before
    assert found == kept
    controls = docx.Document(io.BytesIO(content)).element.body.iter(qn("w:sdtContent"))
    assert not any(re.search("[\u200b\u00ad\u2060]", "".join(one.itertext())) for one in controls)


@pytest.mark.slow
def test_a_word_of_600_letters_changes_no_other_cell_and_a_long_link_stays_one() -> None:
    link = "https://district.example/" + "annexes/threat-assessment?year=2026&" * 5
    kept = Additions(
        additions=FACTS,
        improvements=[CorrectiveActionEntry(improvement="improve-1", contact="x" * 600, start="2026-12-01")],
    )
    document = written(kept)
    row = find_row(document, "plan.improve-1.contact").iter(qn("w:tc"))
    cells = ["".join(text.text for text in cell.iter(qn("w:t"))) for cell in row]
    assert cells[1:3] == [data().list_notes("improve")[0].text, data().list_notes("improve")[0].action]
    fill(document, {"overview.sponsor": f"{link}\u200b", "plan.improve-1.element": "training"})
    found = read(document, kept)
    assert found.blanks == [FilledBlank(blank="overview.sponsor", says=link)]
    assert found.improvements[0].model_dump(exclude_none=True) == {
        "improvement": "improve-1", "contact": "x" * 600, "start": "2026-12-01", "element": "training",
    }  # fmt: skip
    assert find_control(written(found), "overview.sponsor").findtext(f".//{qn('w:t')}") == link


@pytest.mark.slow
def test_a_finding_keeps_the_names_that_the_report_does_not_show() -> None:
    finding = annotations.Finding(says="Pat Doe told the staff at once", reference="Plan, A\u20111")
    kept = Additions(additions=FACTS, objectives=[annotations.ObjectiveAnalysis(objective="warn", strengths=[finding])])
    said = data(kept)
    people = said.state.people
    said.state.people = (Participant("principal", "Pat Doe"),)
    try:
        document = docx.Document(io.BytesIO(write_docx(build_after_action_report(said))))
        tag = "objectives.warn.strengths.1.reference"
        assert "Pat Doe" not in "".join(find_row(document, tag).itertext())
        fill(document, {tag: "Plan, A-1"})  # as LibreOffice saves that hyphen
        assert read(document, kept) == kept
    finally:
        said.state.people = people


@pytest.mark.slow
def test_what_is_filled_in_stands_in_the_next_report() -> None:
    document = written()
    fill(
        document,
        {
            "overview.sponsor": "The district & its board",
            "overview.date": "2026-11-24",
            "plan.improve-1.element": "training",
            "plan.improve-1.contact": "555 0100",
            "objectives.warn.strengths": "Staff were told at once",
        },
    )
    row = find_row(document, "objectives.warn.strengths")
    write_cell([*row.iter(qn("w:tc"))][1], "Plan, 3.2")
    row = ["", "No deputy", "Name one", "planning", "Principal", "", "", "2026-12-04"]
    add_plain_row(document, "plan.improve-1.element", row)
    found = read(document)
    assert {one.blank: one.says for one in found.blanks} == {
        "overview.sponsor": "The district & its board",
        "overview.date": "2026-11-24",
    }
    recorded, added = found.improvements
    assert recorded == CorrectiveActionEntry(improvement="improve-1", element="training", contact="555 0100")
    assert added == CorrectiveActionEntry(
        issue="No deputy", action="Name one", element="planning", responsible="Principal", completion="2026-12-04"
    )
    (analysis,) = found.objectives
    (strength,) = analysis.strengths
    assert (strength.says, strength.reference, strength.observation) == ("Staff were told at once", "Plan, 3.2", None)
    blanks = {
        one.id: one.value
        for section in build_after_action_report(data(found)).sections
        for one in iterate_blanks(section)
    }
    assert blanks["overview.sponsor"] == "The district & its board"
    assert blanks["plan.added-1.completion"] == "2026-12-04"
    assert blanks["objectives.warn.strengths.1.reference"] == "Plan, 3.2"
    assert read(document, found) == found  # twice is once


@pytest.mark.slow
def test_a_second_round_changes_what_the_first_one_added() -> None:
    first = written()
    fill(first, {"plan.improve-1.contact": "555 0100", "objectives.warn.strengths": "Told at once"})
    kept = read(first)
    second = written(kept)
    fill(second, {"plan.improve-1.contact": "555 0199", "objectives.warn.strengths.1.analysis": "Drilled"})
    found = read(second, kept)
    assert found.improvements[0].contact == "555 0199"
    (strength,) = found.objectives[0].strengths
    assert (strength.says, strength.analysis) == ("Told at once", "Drilled")


@pytest.mark.slow
def test_final_ratings_are_read_back_and_take_the_place_of_those_of_the_hot_wash() -> None:
    """A rating that was chosen decides which findings are required, and the same choice as in the hot wash is no addition."""
    document = written()
    fill(document, {"ratings.inform-911": "U", "ratings.warn": "P"})
    found = read(document)
    assert [(one.blank, one.says) for one in found.blanks] == [("ratings.inform-911", "U")]
    assert list_rated(found) == ["P", "U", "not rated", "M", "not rated"]
    assert list_wanted(found) == {"objectives.inform-911.areas"}
    again = written(found)
    fill(again, {"ratings.inform-911": "not rated", "ratings.warn": "U"})
    assert list_rated(read(again, found)) == ["U", "not rated", "not rated", "M", "not rated"]
    assert list_wanted(read(again, found)) == set()


def list_rated(additions: Additions) -> list[str]:
    report = build_after_action_report(data(additions))
    return [row[4] for row in rows(report, "Objectives, targets and ratings")]


def list_wanted(additions: Additions) -> set[str]:
    """The findings that a rating of the second objective requires."""
    sections = build_after_action_report(data(additions)).sections
    wanted = {one.id for section in sections for one in iterate_blanks(section)}
    return {one for one in wanted if one.startswith("objectives.inform-911")}


WRONG: Mapping[str, tuple[dict[str, str], str]] = {
    "a date that is none": (
        {"overview.date": "2026-02-30"},
        'edited.docx: Date of the exercise: "2026-02-30" is no date; write it as 2026-11-24',
    ),
    "what no file may hold": (
        {"overview.sponsor": "District\u202eecffo"},
        'edited.docx: Who asked for the exercise "District\ufffdecffo": an unprintable character (U+202E); take it out',
    ),
    "a rating that is none": (
        {"ratings.warn": "A"},
        'edited.docx: Final rating of objective 1: "A" is not known; one of P, S, M, U, not rated',
    ),
    "a choice that is none": (
        {"plan.improve-1.element": "magic"},
        'edited.docx: Element: "magic" is not known; one of planning, organization, equipment, training, exercise',
    ),
    "a relative date": (
        {"plan.improve-1.start": "next week"},
        'edited.docx: Start: "next week" depends on the day it is read; write a date such as 2026-12-04',
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_by_the_title_of_its_control(case: str) -> None:
    values, message = WRONG[case]
    document = written()
    fill(document, values)
    with pytest.raises(Problems) as refused:
        read(document)
    assert str(refused.value.problems[0]) == message


def change_tag(old: str, new: str, value: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        fill(document, {old: value})
        find_control(document, old).find(f"{qn('w:sdtPr')}/{qn('w:tag')}").set(qn("w:val"), new)

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            change_tag("overview.sponsor", "overview.color", "Blue"),
            'edited.docx: Who asked for the exercise "Blue": this report has no blank "overview.color"; '
            "write the report again, and fill in the new file",
        ),
        (
            change_tag("session.active-assailant", "session.other", "x"),
            'edited.docx: this is the report of "other", not of "active-assailant"; name the session that it belongs to',
        ),
    ],
)
def test_what_does_not_belong_to_this_report_is_refused(change: Callable[[Any], None], message: str) -> None:
    document = written()
    change(document)
    with pytest.raises(Problems) as refused:
        read(document)
    assert str(refused.value.problems[0]) == message


def test_a_table_in_a_cell_has_no_rows_of_the_table_around_it() -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).add_table(1, 1).cell(0, 0).text = "inner"
    outer.cell(0, 1).text = "outer"
    packed = io.BytesIO()
    document.save(packed)
    (table,) = read_edited_file(packed.getvalue()).tables
    assert [[cell.text for cell in row] for row in table] == [["inner", "outer"]]


def test_a_file_that_is_no_report_is_refused() -> None:
    with pytest.raises(Problems, match="no report of an exercise"):
        read(docx.Document())
    with pytest.raises(TemplateError):
        read_edited_file(b"PK\x03\x04 broken")


def test_text_that_yaml_reads_otherwise_is_kept_as_it_is(tmp_path: Path) -> None:
    said = ["no", "2026-11-24", "010", "- x\n: y", "'\"", "#", "☐ {a: b}", "\U0001f9ef é", "null"]
    kept = Additions(additions="x", blanks=[FilledBlank(blank=str(n), says=one) for n, one in enumerate(said)])
    keep_additions(tmp_path / "x.journal", kept)
    assert read_kept_additions(tmp_path / "x.journal") == kept
    assert annotations.format_additions(kept).startswith("additions: x\n")
