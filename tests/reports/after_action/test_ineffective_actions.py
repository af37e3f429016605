"""What a report says of what came to nothing: acts that never began, exercises in which nothing was exercised, objectives not rated."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.after_action.summary import build_summary
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Paper, iterate_blanks, list_open_blanks
from scenarios.annotations import Additions
from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup
from sim.exercise.participants import Participant
from sim.exercise.review import Review
from sim.exercise.sessions import build_header
from tests.reports.reports import facts, print_to_text, rows, tables
from tests.sim.doubles import MemoryJournal
from tests.sim.exercise.exercises import ASSAILANT, SEED, conducted, opened, script, scripted, to_a_question
from tests.sim.exercise.reviews import rated, stopped_at_once


def test_what_came_of_a_decision_stands_beside_it_in_the_words_of_the_log() -> None:
    """Also that it never began, and that it waited for somebody who was busy: from question to act is more than the incident moved."""
    paper = build_after_action_report(ReportData("too-late", Review(scripted(script("too-late"), 1))))
    decided = {
        row[1].split(",")[0]: row[3]
        for number in range(1, 6)
        for table in tables(paper, f"What was asked and decided (objective {number})")
        for row in [[str(cell) for cell in row] for row in table.rows]
    }
    log = [(row[0], row[2]) for row in rows(paper, "Everything said and done")]
    acts = [
        (time, words)
        for time, words in log
        if re.match(r"D\d (begins|comes too late|changes nothing)", words)
    ]
    assert len(acts) == 4
    for time, words in acts:
        assert f"{time} {words.removeprefix(words[:3])}." in decided[words[:2]]
    assert "T+26:21 changes nothing: the principal calls on the radio; over since T+09:02." in decided["D3"]
    assert "T+04:57 begins: the assistant principal presses the app; due at T+02:34, but" in decided["D4"]


def test_what_had_not_begun_when_the_exercise_ended_is_said_to_be_so() -> None:
    conductor = conducted(["secretary"])
    to_a_question(conductor)
    conductor.submit_decision("D2", DecisionResponse(option="call", decision_delay=60.0))
    conductor.end()
    assert conductor.state.done == []
    (row,) = rows(
        build_after_action_report(ReportData("ended", Review(conductor))), "What was asked and decided"
    )
    assert row[3].endswith("The exercise ended before any of it began.")


def test_an_exercise_that_was_left_in_its_briefing_exercised_nothing_and_asks_for_no_judgement() -> None:
    paper = build_after_action_report(ReportData("left", stopped_at_once()))
    text = write_markdown(paper)
    assert [*tables(paper, "Annexes")] == []
    assert "so no annex was" in text
    for never in ("This one lasts longer", "decided 0", "nothing came up", "still to be rated"):
        assert never not in text
    judged = ("objectives.", "plan.", "summary.", "people.")
    assert [one.id for _, one in list_open_blanks(paper) if one.id.startswith(judged)] == []


def test_what_has_no_table_turns_no_page() -> None:
    turned = [
        one.id
        for one in build_after_action_report(ReportData("left", stopped_at_once())).sections
        if one.landscape
    ]
    assert turned == []


def test_roles_of_an_exercise_that_was_left_at_its_beginning_were_to_be_played() -> None:
    paper = build_after_action_report(ReportData("left", Review(conducted(["principal", "nurse"]))))
    assert {row[1] for row in rows(paper, "Roles")} == {
        "was to be played by the script",
        "was to be modelled",
    }
    assert (
        dict(rows(paper, "The exercise"))["Roles in the script"]
        == "none; to be played were Principal and Nurse"
    )


def test_of_a_role_that_was_handed_back_the_report_says_until_when_it_was_played() -> None:
    """The secretary was handed back in the briefing, so that nobody ever played that role; the exercise was left."""
    journal = MemoryJournal(*build_header(opened(), SEED))
    conductor = Conductor(opened(), journal)
    conductor.begin(Setup(ASSAILANT, SEED, dict.fromkeys(("principal", "secretary", "nurse"), "")))
    conductor.record_date(datetime(2026, 11, 24, 9, 30))
    conductor.return_to_simulation("secretary")
    while conductor.segment.kind != "played":
        conductor.next_segment()
    conductor.jump(20.0)
    conductor.return_to_simulation("nurse")
    conductor.jump(30.0)
    after = Review(conductor)
    paper = build_after_action_report(ReportData("left", after))
    assert "Roles played by participants: Principal, Nurse. All other" in print_to_text(
        build_summary(after, Path("left.journal"), None)
    )
    assert [row[:2] for row in rows(paper, "Roles")] == [
        ["Principal", "played in the room"],
        ["Assistant principal", "modelled"],
        ["Secretary", "modelled, handed back before it began"],
        ["Nurse", "played in the room until T+00:20, then modelled"],
        ["Teacher in building B", "modelled"],
    ]
    assert dict(rows(paper, "The exercise"))["Roles in the room"] == "Principal and Nurse"


def scripted_with(*people: Participant) -> Paper:
    """A script that names who plays the principal; then others were written down."""
    conductor = Conductor(opened(), MemoryJournal(*build_header(opened(), SEED)))
    conductor.begin(Setup(ASSAILANT, SEED, {"principal": "Ana Ruiz"}))
    while conductor.segment.kind != "played":
        conductor.next_segment()
    conductor.jump(20.0)
    conductor.set_participants([*conductor.state.people, *people])
    return build_after_action_report(ReportData("scripted", Review(conductor)))


def test_names_in_a_script_are_no_people_who_took_part() -> None:
    paper = scripted_with()
    (roles,) = tables(paper, "Roles")
    assert [column.title for column in roles.columns] == ["Role", "In this exercise", "Names written down"]
    assert [*roles.rows[0]] == ["Principal", "played by the script", "1"]
    assert roles.note.startswith("A script played these roles.")
    asked = {one.id: one.value for section in paper.sections for one in iterate_blanks(section)}
    assert asked["people.count"] == "none"


def test_who_was_written_down_after_a_script_is_for_people_to_count() -> None:
    paper = scripted_with(Participant("evaluator", "Bo Lee"))
    assert rows(paper, "Roles")[-1] == ["Evaluator", "not in the script", "1"]
    asked = {one.id: one.value for section in paper.sections for one in iterate_blanks(section)}
    assert asked["people.count"] == ""


def test_what_was_asked_of_nobody_is_not_counted_as_decided() -> None:
    """The incident ran, and the room was asked nothing."""
    conductor = conducted()
    conductor.jump(20.0)
    conductor.end()
    text = write_markdown(build_after_action_report(ReportData("unasked", Review(conductor))))
    assert "The room was asked no questions. 5 questions did not come up." in text


def test_what_must_be_judged_is_what_was_rated() -> None:
    """Strengths where a rating is P or S, areas where any is below P; of the others people may say nothing."""
    paper = build_after_action_report(ReportData("rated", rated()))
    asked = [one.id for _, one in list_open_blanks(paper) if one.id.startswith("objectives.")]
    assert asked == [
        "objectives.warn.strengths",  # S, and a task of it P
        "objectives.warn.areas",
        "objectives.inform-911.strengths",  # P
        "objectives.coordinate.areas",  # U
        "objectives.overview.areas",  # M
    ]


def test_a_final_report_says_which_objectives_were_not_rated() -> None:
    one = replace(facts(), finalized=("J. Doe", "2026-12-01"))
    assert dict(build_after_action_report(one).about)["Not rated"] == "objectives 3 and 5"
    assert "Not rated" not in dict(build_after_action_report(facts()).about)


def test_what_an_element_can_be_is_said_as_long_as_one_is_to_be_named() -> None:
    named = [{"improvement": f"improve-{n}", "element": "planning"} for n in (1, 2)]
    said = Additions.model_validate({"additions": "active-assailant", "improvements": named})
    notes = [
        table.note
        for one in (facts(), replace(facts(), additions=said))
        for table in tables(build_after_action_report(one), "Improvement plan")
    ]
    assert notes == ["Element: planning, organisation, equipment, training or exercise.", ""]
