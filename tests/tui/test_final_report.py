"""A final report: on a possible day, without empty blanks, with a plan or the reason why there is none."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from reports.after_action.annotations import render_additions_file
from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_blank_report
from reports.documents.docx_writer import write_docx
from reports.documents.html_writer import write_html
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Paper, is_written_by_hand, iterate_blanks, list_open_blanks
from reports.documents.pdf_writer import write_pdf
from scenarios.annotations import Additions
from scenarios.diagnostics import Problems
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from tests.reports.reports import COMMAND, bullets, facts, rows, tables
from tests.sim.exercise.exercises import conducted
from tui.cli import main
from tui.report_builder import add_additions, check_final, check_final_facts, create_additions_file
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]
TODAY = date(2026, 11, 26)
FINDING = dict.fromkeys(("says", "reference", "observation", "analysis"), "so")


def on_a_day() -> ReportData:
    """An exercise to which people sat down on 24 November 2026."""
    conductor = conducted(["principal"])
    conductor.record_date(datetime(2026, 11, 24, 9, 30))
    return ReportData("dated", Review(conductor))


def with_the_day(says: str) -> ReportData:
    """One that a script played; people say which day that was."""
    said = {"additions": "active-assailant", "blanks": [{"blank": "overview.date", "says": says}]}
    return replace(attended(), additions=Additions.model_validate(said))


def attended() -> ReportData:
    """An exercise that a script played, with an evaluator recorded afterwards."""
    conductor = conducted(["principal"])
    conductor.set_participants([*conductor.state.people, Participant("evaluator", "Bo Lee")])
    return ReportData("active-assailant", Review(conductor))


def refusal(act: Callable[[], object]) -> str:
    """What is said; empty where it is not refused."""
    try:
        act()
    except CommandError as refused:
        return str(refused)
    return ""


def test_a_report_is_not_made_final_on_a_day_that_has_not_come() -> None:
    assert refusal(lambda: check_final(("J. Doe", "2026-11-26"), TODAY)) == ""
    says = "--final: 2026-11-27 is after today, 2026-11-26; write the date of finalization"
    assert refusal(lambda: check_final(("J. Doe", "2026-11-27"), TODAY)) == says


@pytest.mark.parametrize("one", [on_a_day, lambda: with_the_day("2026-11-24")], ids=["journal", "additions"])
def test_a_report_is_not_made_final_before_its_exercise(one: Callable[[], ReportData]) -> None:
    """Whether the journal says which day that was, or only people do; on the day itself it can be."""
    said = [refusal(lambda day=day: check_final_facts(one(), day)) for day in ("2026-11-23", "2026-11-24")]  # type: ignore[misc]
    assert said == ["--final: 2026-11-23 is before the exercise on 2026-11-24; write that date or a later one", ""]


def test_the_day_that_people_say_is_the_day_of_the_exercise() -> None:
    conductor = conducted(["principal"])
    conductor.record_date(datetime(2026, 11, 24, 9, 30))
    one = replace(with_the_day("2026-11-20"), review=Review(conductor))
    assert refusal(lambda: check_final_facts(one, "2026-11-20")) == ""
    assert refusal(lambda: check_final_facts(one, "2026-11-19")) != ""


def test_where_nobody_has_said_the_day_of_the_exercise_its_blank_is_what_is_missing() -> None:
    assert refusal(lambda: check_final_facts(attended(), "1999-01-01")) == ""


@pytest.mark.slow
def test_a_report_is_not_made_final_of_a_script_that_no_one_attended_nor_before_its_journal() -> None:
    """Even where people say that the exercise was earlier than its journal."""
    said = "--final: a script played this exercise and no one attended; omit --final for a draft"
    assert refusal(lambda: check_final_facts(facts(), "2026-12-01")) == said
    one = replace(with_the_day("2026-11-24"), recorded_on="2026-11-26")
    said = "--final: 2026-11-25 is before its journal was begun on 2026-11-26; write that date or a later one"
    assert refusal(lambda: check_final_facts(one, "2026-11-25")) == said
    assert refusal(lambda: check_final_facts(one, "2026-11-26")) == ""


def test_the_command_says_what_is_wrong_with_the_day_before_it_reads_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("tui.terminal.console.get_today", lambda: TODAY)
    out = tmp_path / "out"
    asked = ["report", str(tmp_path / "none.journal"), "--out", str(out), "--final", "J. Doe", "2026-12-24"]
    assert main(asked) == 2
    refused = "allcall: --final: 2026-12-24 is after today, 2026-11-26; write the date of finalization\n"
    assert capsys.readouterr() == ("", refused)
    assert not out.exists()


def filled_in(one: ReportData) -> ReportData:
    """What must be said is said, and of what may be added one thing; final."""
    asked = [blank for section in build_after_action_report(one).sections for blank in iterate_blanks(section)]
    required = [blank.id for blank in asked if blank.is_required and not blank.id.startswith(("objectives.", "plan."))]
    blanks = {**dict.fromkeys(required, "2026-11-24"), "signatures.principal.name": "A. Head"}
    used = {**FINDING, "says": "the PA was used at once", "observation": "all rooms heard it"}
    warned = {"objective": "warn", "strengths": [used], "areas": [{**FINDING, "says": "the gym was late"}]}
    others = [{"objective": name, "strengths": [FINDING], "areas": [FINDING]} for name in ("inform-911", "overview")]
    plan = {**dict.fromkeys(("action", "responsible", "contact"), "so"), "element": "planning"}
    plan |= dict.fromkeys(("start", "completion"), "2027-01-08")
    said = {
        "additions": "active-assailant",
        "blanks": [{"blank": blank, "says": says} for blank, says in blanks.items()],
        "objectives": [warned, *others],
        "improvements": [{"improvement": f"improve-{n}", **plan} for n in (1, 2)],
    }
    return replace(one, additions=Additions.model_validate(said), finalized=("J. Doe", "2026-11-25"))


@cache
def both() -> tuple[Paper, Paper]:
    filled = filled_in(facts())
    return build_after_action_report(replace(filled, finalized=None)), build_after_action_report(filled)


READ: dict[str, Callable[[Paper], str]] = {
    "html": lambda paper: write_html(paper).decode("utf-8"),
    "docx": lambda paper: "".join(Document(io.BytesIO(write_docx(paper))).element.itertext()),
    "pdf": lambda one: "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(one))).pages),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["html", *(pytest.param(one, marks=pytest.mark.slow) for one in ("docx", "pdf"))])
def test_a_final_report_has_no_empty_box_in_any_format(form: str) -> None:
    draft, final = both()
    assert list_open_blanks(draft) == list_open_blanks(final) == []
    assert "□ May be added" in " ".join(READ[form](draft).split())
    assert [words for words in ("□", "May be added") if words in READ[form](final)] == []


@pytest.mark.parametrize("count", ["0", "None", "no one "])
def test_a_report_in_which_no_one_is_said_to_have_taken_part_is_not_final(count: str) -> None:
    said = {"additions": "active-assailant", "blanks": [{"blank": "people.count", "says": count}]}
    one = replace(facts(), additions=Additions.model_validate(said))
    assert "no one attended" in refusal(lambda: check_final_facts(one, "2026-11-24"))


def test_who_signs_stays_in_a_final_report_with_room_for_a_name_that_nobody_wrote() -> None:
    (table,) = tables(both()[1], "Signatures")
    assert rows(both()[1], "Signatures") == [
        ["Exercise facilitator", "", "", ""],
        ["Lead evaluator", "", "", ""],
        ["Principal", "A. Head", "", ""],
        ["Superintendent", "", "", ""],
    ]
    assert [is_written_by_hand(row) for row in table.rows] == [True] * 4


def test_what_may_be_added_can_be_written_into_a_file_that_a_final_report_is_made_with(tmp_path: Path) -> None:
    """And the file that is begun for one has the same places as that of a draft."""
    one = replace(facts(), finalized=("J. Doe", "2026-11-25"))
    file = tmp_path / "added.yaml"
    assert create_additions_file(one, file, COMMAND)
    text = file.read_text(encoding="utf-8")
    assert "- blank: signatures.principal.name" in text
    blank = 'principal.name  # Name in print\n    says: ""'
    file.write_text(text.replace(blank, 'principal.name\n    says: "A. Head"'))
    assert rows(build_after_action_report(add_additions(one, file)), "Signatures")[2][1] == "A. Head"


@cache
def unimproved() -> ReportData:
    """An exercise in which the incident ran and nothing was written down."""
    conductor = conducted(["principal"])
    conductor.jump(20.0)
    conductor.end()
    return ReportData("unimproved", Review(conductor))


def with_a_file(one: ReportData, file: Path, *changes: tuple[str, str]) -> ReportData:
    """With a fresh file of additions in which something was changed."""
    text = render_additions_file(one, build_blank_report(one), COMMAND)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")
    return add_additions(one, file)


WHY = "Everybody knew within a minute; the evaluators found nothing that the plan lacks."
NONE = ('nothing_to_improve: ""', f'nothing_to_improve: "{WHY}"')


def test_that_nothing_is_to_be_improved_can_be_said_with_its_reason_in_place_of_the_plan(tmp_path: Path) -> None:
    one = unimproved()
    asked = [blank.label for section, blank in list_open_blanks(build_after_action_report(one)) if section.id == "plan"]
    assert asked == [
        "Capability", "Issue", "Corrective action", "Element", "Responsible", "Contact", "Start", "Completion",
        "Or, instead: why no improvement is needed",
    ]  # fmt: skip
    paper = build_after_action_report(with_a_file(one, tmp_path / "added.yaml", NONE))
    assert [*tables(paper, "Improvement plan")] == []
    assert f"No improvement needed: {WHY}" in write_markdown(paper)
    assert [blank.id for section, blank in list_open_blanks(paper) if section.id == "plan"] == []


def test_with_a_line_in_the_plan_nobody_has_to_say_that_there_is_none(tmp_path: Path) -> None:
    line = ("improvements: []", "improvements:\n  - issue: Keys are nowhere")
    paper = build_after_action_report(with_a_file(unimproved(), tmp_path / "added.yaml", line))
    assert rows(paper, "Improvement plan")[0][1] == "Keys are nowhere"
    assert "no improvement is needed" not in write_markdown(paper).lower()


def test_nothing_and_something_to_be_improved_do_not_go_together(tmp_path: Path) -> None:
    file = tmp_path / "added.yaml"
    line = ("improvements: []", "improvements:\n  - issue: Keys are nowhere")
    with pytest.raises(Problems, match='the plan has 1 line; write nothing_to_improve: "", or take the lines out'):
        with_a_file(unimproved(), file, NONE, line)
    assert "nothing_to_improve" not in render_additions_file(facts(), build_blank_report(facts()), COMMAND)
    said = 'the plan has 2 lines, written down in the exercise; write nothing_to_improve: ""\n'
    with pytest.raises(Problems, match=said):
        with_a_file(facts(), file, ("improvements:\n", f"{NONE[1]}\nimprovements:\n"))


def test_the_first_page_has_what_is_to_change_by_whom_and_when() -> None:
    assert bullets(build_after_action_report(facts()), "summary") == [
        "No one in the office is assigned to read the check-ins (Assistant principal, no date yet).",
        "The kitchen has no check-in (no one responsible yet, no date yet).",
    ]


def test_a_file_that_was_begun_before_something_was_written_down_is_read_all_the_same(tmp_path: Path) -> None:
    text = render_additions_file(unimproved(), build_blank_report(unimproved()), COMMAND)
    file = tmp_path / "added.yaml"
    file.write_text(text.replace('"unimproved"', '"active-assailant"'), encoding="utf-8")
    assert rows(build_after_action_report(add_additions(facts(), file)), "Improvement plan")


def test_feedback_forms_are_counted_and_a_form_with_a_missing_answer_is_refused(tmp_path: Path) -> None:
    """Three forms with 5 and one with no answer to the first statement; all others 3."""
    file, rest = tmp_path / "added.yaml", [3] * 12
    forms = [[5, *rest], [5, *rest], [0, *rest], [4, *rest]]
    paper = build_after_action_report(with_a_file(facts(), file, ("feedback: []", f"feedback: {forms}")))
    first, second = rows(paper, "Answers in 4 feedback forms")[:2]
    assert first[1:] == ["3", "4.7", "0", "0", "0", "1", "2"]
    assert second[1:] == ["4", "3.0", "0", "0", "4", "0", "0"]
    with pytest.raises(Problems, match="this form has 12 answers; write 13, one for each statement"):
        with_a_file(facts(), file, ("feedback: []", f"feedback: {[rest]}"))
