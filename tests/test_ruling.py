"""What was ruled marks every number after it in the tables of a report, in each format and on the screen, and none before it."""

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from reports.after_action import Facts, after_action
from reports.after_action.brought import brought
from reports.after_action.played import headline_rows
from reports.after_action.summary import NARROW, summary
from reports.brought import here_in_row
from reports.documents.blocks import Paragraph, Table
from reports.documents.to_docx import docx_of
from reports.documents.to_html import html_of
from reports.documents.to_pdf import pdf_of
from reports.ruling import SIGN, Ruling, ruling_in
from reports.split_table import split_rows, split_table
from sim.drill import facilitator
from sim.drill.after import After
from sim.drill.decisions import Answer
from sim.drill.heard import reads_on
from sim.drill.one_play import Improvement
from sim.drill.split import Effect, split, thousand
from sim.drill.times import t_plus
from tests.exercises import SHIPPED, conducted, opened
from tests.read_reports import facts, rows, tables

NAME, SEED = SHIPPED["cardiac-arrest"]
NOTE = re.compile(r"‡ from (T\+\d\d:\d\d) on, after the facilitator's ruling of D3, in all arms\.")


@cache
def ruled() -> Facts:
    """The nurse is not told, and it is ruled that she knows; nothing is decided after that."""
    conduct = conducted(tuple(one.id for one in opened(NAME).exercise.roles), NAME, SEED)
    for decision, option in (("D1", "go-and-see"), ("D2", "office")):
        while conduct.state.front is None:
            conduct.jump()
        conduct.answer(decision, Answer(option=option))
    facilitator.rule(conduct, "D3")
    conduct.answer("D3", Answer(option="radio"))
    while reads_on(conduct) or (not conduct.over and conduct.next_stop() is not None):
        if conduct.state.front is not None:
            conduct.no_decision(conduct.state.front.decision.id)
        else:
            conduct.jump()
    while conduct.segment.kind != "hot-wash":
        conduct.next_segment()
    after = After(conduct)
    return Facts("ruled", after, split(thousand(after.state), after.one_play, 20, workers=1))


def ruled_at() -> float:
    """T+ at which the journal has it."""
    return next(one.incident_time for one in ruled().state.log if one.kind == "rule")


def seconds(said: str) -> float:
    minutes, rest = re.sub(r"[^\d:]", "", said).split(":")
    return 60.0 * int(minutes) + int(rest)


def test_times_after_the_ruling_are_marked_and_times_before_it_are_not() -> None:
    paper = after_action(ruled())
    (table,) = tables(paper, "When it happened")
    times = [time for _, *cells in rows(paper, "When it happened") for time in cells if time != "–"]
    assert {time.endswith(SIGN) for time in times} == {True, False}
    assert [time.endswith(SIGN) for time in times] == [seconds(time) >= int(ruled_at()) for time in times]
    found = NOTE.search(table.note)
    assert found
    assert found[1] == t_plus(ruled_at())


def test_means_with_the_ruling_in_them_are_marked_and_the_text_says_why() -> None:
    """In this play a difference is marked where one of its two sides came after it."""
    blocks = brought(ruled()).blocks
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
        f"Each of the emergencies has the ruling too: from {t_plus(ruled_at())} on" in str(one)
        for one in said
    )
    cells = [str(cell) for row in table.rows for cell in row[3:]]
    assert any(cell.endswith(SIGN) for cell in cells)
    assert not any(cell.startswith(("not reached‡", "n/a‡")) for cell in cells)


@pytest.mark.parametrize(
    ("measure", "times", "here", "says"),
    [
        ("aware_t50", (50.0, 99.0), Improvement(49.0), "+0:49"),
        ("aware_t50", (50.0, 100.0), Improvement(50.0), "+0:50‡"),
        ("aware_t50", (50.0, float("inf")), Improvement(50.0, reached=False), "at least +0:50‡"),
        ("aware_t50", (float("inf"), float("inf")), Improvement(reached=False), "not reached"),
        ("travel", (50.0, 60.0), Improvement(10.0), "+0:10‡"),
    ],
)
def test_a_difference_is_after_the_ruling_where_one_side_is(
    measure: str, times: tuple[float, float], here: Improvement, says: str
) -> None:
    """A duration is no T+ and is known at the end; what has no number has no sign."""
    one = Effect(measure, "s", 0.0, None, here)
    known = {"twin": {measure: times[1]}, "autopilot": {measure: times[0]}, "room": {measure: times[0]}}
    assert here_in_row((one,), Ruling(100.0, ("D1",), known)) == [says]


def test_the_screen_marks_what_the_paper_marks() -> None:
    text = summary(ruled().after, Path("x.journal"), ruled().found)
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines()]
    assert all(row in cells for row in rows(after_action(ruled()), "When it happened"))
    (table,) = tables(after_action(ruled()), "What each brought")
    on_paper = {str(row[0]).casefold(): row[4:] for row in table.rows}
    found, ruling = ruled().found, ruling_in(ruled().after)
    assert found is not None
    on_screen = {row[0].casefold(): row[4:] for row in split_table(found, ruling)}
    assert {name: on_screen[name] for name in on_paper} == on_paper
    for row in split_rows(found, NARROW, ruling):
        assert f"    {row}" in text.splitlines()
    assert " alert brought‡ " in text
    assert len(NOTE.findall(text.replace("\n", " "))) == 2


def test_the_sign_is_in_word_pdf_and_html() -> None:
    paper = after_action(replace(ruled(), pictures={}))
    with ZipFile(io.BytesIO(docx_of(paper))) as word:
        written = word.read("word/document.xml").decode()
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(paper))).pages)
    for text in (written, pages, html_of(paper).decode()):
        assert re.search(r"T\+\d\d:\d\d‡", text)
        assert "‡ from T+" in " ".join(text.split())


def test_where_nothing_was_ruled_nothing_is_marked() -> None:
    (times,) = headline_rows(facts())
    assert isinstance(times, Table)
    assert all(SIGN not in column.title for column in times.columns)
    assert SIGN not in f"{times} {brought(facts())}"
    assert SIGN not in summary(facts().after, Path("x.journal"), facts().found)
