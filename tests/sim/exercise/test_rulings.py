"""What was ruled marks every number after it in the tables of a report, in each format and on the screen, and none before it."""

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from reports.after_action.analysis import build_effects_section
from reports.after_action.chronology import build_headline_table
from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.after_action.summary import NARROW, build_summary
from reports.counterfactual import (
    RULING_MARK,
    RulingMarks,
    build_effects_table,
    find_rulings,
    list_observed,
    render_effect_rows,
)
from reports.documents.docx_writer import write_docx
from reports.documents.html_writer import write_html
from reports.documents.model import Paragraph, Table
from reports.documents.pdf_writer import write_pdf
from sim.exercise import facilitator
from sim.exercise.clock import format_t_plus
from sim.exercise.conductor import read_next
from sim.exercise.counterfactual import Effect, build_replication_task, run_counterfactual
from sim.exercise.decisions import DecisionResponse
from sim.exercise.review import Improvement, Review
from tests.reports.reports import facts, print_to_text, rows, tables
from tests.sim.exercise.exercises import SHIPPED, conducted, opened

NAME, SEED = SHIPPED["cardiac-arrest"]
NOTE = re.compile(r"‡ from (T\+\d\d:\d\d) on, after the facilitator's ruling of D3, in all arms\.")


@cache
def ruled() -> ReportData:
    """The nurse is not told, and it is ruled that she knows; nothing is decided after that."""
    conductor = conducted(tuple(one.id for one in opened(NAME).exercise.roles), NAME, SEED)
    for decision, option in (("D1", "go-and-see"), ("D2", "office")):
        while conductor.state.current_decision is None:
            conductor.jump()
        conductor.submit_decision(decision, DecisionResponse(option=option))
    facilitator.rule_awareness(conductor, "D3")
    conductor.submit_decision("D3", DecisionResponse(option="radio"))
    while read_next(conductor) or (not conductor.is_over and conductor.find_next_stop() is not None):
        if conductor.state.current_decision is not None:
            conductor.no_decision(conductor.state.current_decision.decision.id)
        else:
            conductor.jump()
    while conductor.segment.kind != "hot-wash":
        conductor.next_segment()
    after = Review(conductor)
    return ReportData(
        "ruled",
        after,
        run_counterfactual(build_replication_task(after.state), after.observed_play, 20, workers=1),
    )


def ruled_at() -> float:
    """T+ at which the journal has it."""
    return next(one.incident_time for one in ruled().state.log if one.kind == "rule")


def seconds(said: str) -> float:
    minutes, rest = re.sub(r"[^\d:]", "", said).split(":")
    return 60.0 * int(minutes) + int(rest)


def test_times_after_the_ruling_are_marked_and_times_before_it_are_not() -> None:
    paper = build_after_action_report(ruled())
    (table,) = tables(paper, "When it happened")
    times = [time for _, *cells in rows(paper, "When it happened") for time in cells if time != "–"]
    assert {time.endswith(RULING_MARK) for time in times} == {True, False}
    assert [time.endswith(RULING_MARK) for time in times] == [
        seconds(time) >= int(ruled_at()) for time in times
    ]
    found = NOTE.search(table.note)
    assert found
    assert found[1] == format_t_plus(ruled_at())


def test_means_with_the_ruling_in_them_are_marked_and_the_text_says_why() -> None:
    """In this play a difference is marked where one of its two sides came after it."""
    blocks = build_effects_section(ruled()).blocks
    table = next(block for block in blocks if isinstance(block, Table) and "brought" in block.caption)
    said = [block.words for block in blocks if isinstance(block, Paragraph)]
    assert [column.title for column in table.columns] == [
        "",
        "Alert‡",
        "Room‡",
        "Not reached in (twin, autopilot, room)",
        "Alert, this play",
        "Room, this play",
    ]
    assert NOTE.search(table.note)
    assert any(
        f"Each of the emergencies has the ruling too: from {format_t_plus(ruled_at())} on" in str(one)
        for one in said
    )
    cells = [str(cell) for row in table.rows for cell in row[3:]]
    assert any(cell.endswith(RULING_MARK) for cell in cells)
    assert not any(cell.startswith(("not reached‡", "n/a‡")) for cell in cells)


@pytest.mark.parametrize(
    ("measure", "times", "here", "says"),
    [
        ("aware_t50", (50.0, 99.0), Improvement(49.0), "+0:49"),
        ("aware_t50", (50.0, 100.0), Improvement(50.0), "+0:50‡"),
        ("aware_t50", (50.0, float("inf")), Improvement(50.0, is_reached=False), "at least +0:50‡"),
        ("aware_t50", (float("inf"), float("inf")), Improvement(is_reached=False), "not reached"),
        ("travel", (50.0, 60.0), Improvement(10.0), "+0:10‡"),
    ],
)
def test_a_difference_is_after_the_ruling_where_one_side_is(
    measure: str, times: tuple[float, float], here: Improvement, says: str
) -> None:
    """A duration is no T+ and is known at the end; what has no number has no sign."""
    one = Effect(measure, "s", 0.0, None, here)
    known = {"twin": {measure: times[1]}, "autopilot": {measure: times[0]}, "room": {measure: times[0]}}
    assert list_observed((one,), RulingMarks(100.0, ("D1",), known)) == [says]


def test_the_screen_marks_what_the_paper_marks() -> None:
    screen = build_summary(ruled().review, Path("x.journal"), ruled().counterfactual)
    text = print_to_text(screen)
    assert rows(screen, "When it happened") == rows(build_after_action_report(ruled()), "When it happened")
    (table,) = tables(build_after_action_report(ruled()), "What each brought")
    on_paper = {str(row[0]).casefold(): row[4:] for row in table.rows}
    found, ruling = ruled().counterfactual, find_rulings(ruled().review)
    assert found is not None
    on_screen = {row[0].casefold(): row[4:] for row in build_effects_table(found, ruling)}
    assert {name: on_screen[name] for name in on_paper} == on_paper
    for row in render_effect_rows(found, NARROW, ruling):
        assert str(row).rstrip() in text.splitlines()
    assert " alert brought‡ " in text
    assert len(NOTE.findall(text.replace("\n", " "))) == 2


def test_the_sign_is_in_word_pdf_and_html() -> None:
    paper = build_after_action_report(replace(ruled(), pictures={}))
    with ZipFile(io.BytesIO(write_docx(paper))) as word:
        written = word.read("word/document.xml").decode()
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(write_pdf(paper))).pages)
    for text in (written, pages, write_html(paper).decode()):
        assert re.search(r"T\+\d\d:\d\d‡", text)
        assert "‡ from T+" in " ".join(text.split())


def test_where_nothing_was_ruled_nothing_is_marked() -> None:
    (times,) = build_headline_table(facts())
    assert isinstance(times, Table)
    assert all(RULING_MARK not in column.title for column in times.columns)
    assert RULING_MARK not in f"{times} {build_effects_section(facts())}"
    assert RULING_MARK not in print_to_text(
        build_summary(facts().review, Path("x.journal"), facts().counterfactual)
    )
