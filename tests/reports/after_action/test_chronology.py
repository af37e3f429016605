"""What became of each decision, and how an exercise came to its end: the tables and sentences of a report, against its own log."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Blank, Bullets, Paper, Paragraph, list_open_blanks
from scenarios.annotations import Additions
from sim.exercise.review import Review
from tests.reports.reports import facts, rows, tables
from tests.sim.exercise.exercises import EACH, conducted, script, scripted

LATER = re.compile(r"(D\d+)(?:: | (?=begins: |comes too late: |changes nothing: ))(.*)")
"""A line of the log on what became of a decision: an act, or what came to light of it."""
WAYS = {
    "comes too late": "came too late",
    "changes nothing": "changed nothing",
    "reached 0 more": "reached nobody more",
    "stays silent": "not heard",
}


def too_late() -> Paper:
    """The report of a script in which next to nothing comes of anything."""
    return build_after_action_report(ReportData("too-late", Review(scripted(script("too-late"), 1))))


def reports(name: str) -> Paper:
    """A shipped exercise, or the script in which everything is too late."""
    return too_late() if name == "too-late" else build_after_action_report(facts(name))


def became(paper: Paper) -> dict[str, list[tuple[str, str]]]:
    """Of each decision its lines of the log, with their times."""
    found = defaultdict(list)
    for time, _, words in rows(paper, "Everything said and done"):
        if line := LATER.fullmatch(words):
            found[line[1]].append((time, line[2]))
    return found


def told(paper: Paper) -> dict[str, str]:
    """What stands beside each question."""
    return {
        str(row[1]).partition(",")[0]: str(row[3])
        for section in paper.sections
        for table in tables(replace(paper, sections=(section,)), "What was asked and decided")
        for row in table.rows
    }


@pytest.mark.parametrize("name", [*EACH, "too-late"])
def test_beside_a_decision_stands_every_later_line_of_the_log_that_belongs_to_it(name: str) -> None:
    paper = reports(name)
    cells, found = told(paper), became(paper)
    assert found
    for decision, lines in found.items():
        later = " ".join(f"{time} {words}." for time, words in lines)
        assert cells[decision].endswith(later)


def test_an_alert_that_stays_silent_names_its_decision_where_it_has_one() -> None:
    log = [row[2] for row in rows(too_late(), "Everything said and done")]
    assert "D1: the PA stays silent" in log
    assert told(too_late())["D1"].endswith("T+01:55 the PA stays silent.")
    fire = [
        row[2]
        for row in rows(build_after_action_report(facts("laboratory-fire")), "Everything said and done")
    ]
    assert "the alarm stays silent" in fire


@pytest.mark.parametrize("name", [*EACH, "too-late"])
def test_the_summary_counts_the_decisions_of_which_the_log_has_nothing_that_came(name: str) -> None:
    paper = reports(name)
    nothing: Counter[str] = Counter()
    for lines in became(paper).values():
        words = [words for _, words in lines]
        acts = [one for one in words if one.startswith(("begins", "comes", "changes"))]
        vain = [(one, way) for one in words for way in WAYS if one.startswith(way) or one.endswith(way)]
        if len(vain) == len(acts):
            (way,) = {way for _, way in vain}
            nothing[WAYS[way]] += 1
    (sentence,) = re.findall(r"Of \d+ decisions?, [^.]*\.", write_markdown(paper))
    said = {
        what: int(count)
        for count, what in re.findall(r"(\d+) (?:was |were )?([a-z ]+?)(?=,| and|\.)", sentence)
    }
    assert said.pop("decisions") == sum(
        " decided: " in row[2] for row in rows(paper, "Everything said and done")
    )
    assert said == nothing


def test_the_summary_has_a_sentence_for_each_way_to_come_to_nothing() -> None:
    assert "Of 4 decisions, 1 changed nothing, 1 reached nobody more and 1 was not heard." in write_markdown(
        too_late()
    )


def test_a_call_that_the_same_person_had_begun_for_another_question_came_to_something() -> None:
    """The secretary is on the line with 911 for D1; that she calls is what D2 decides too."""
    paper = build_after_action_report(facts("active-assailant-90"))
    (line,) = [row[2] for row in rows(paper, "Everything said and done") if "under way already" in row[2]]
    assert line.startswith(
        "D2 was under way already: the secretary calls 911; due at T+01:32, but busy with D1 (the secretary"
    )
    assert not any("too late" in one for one in summary(paper))


def test_the_summary_of_an_exercise_that_was_left_says_so_first() -> None:
    conductor = conducted(["principal"])
    conductor.jump(20.0)
    left = summary(build_after_action_report(ReportData("left", Review(conductor))))
    assert left[0].endswith("nobody sat in a room. It was left at T+00:20, not ended.")
    conductor.end()
    assert not any(
        "not ended" in one
        for one in summary(build_after_action_report(ReportData("ended", Review(conductor))))
    )


def summary(paper: Paper) -> list[str]:
    """The paragraphs of the executive summary."""
    (section,) = (one for one in paper.sections if one.id == "summary")
    return [str(block.words) for block in section.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("name", EACH)
def test_the_log_ends_with_the_time_of_the_room_that_the_overview_has(name: str) -> None:
    paper = build_after_action_report(facts(name))
    time, room, words = rows(paper, "Everything said and done")[-1]
    assert words == "ends"
    in_all = dict(rows(paper, "The exercise"))["Time"]
    assert in_all.startswith(f"{room} min in the room")
    assert f"ended at {time}" in in_all
    (log,) = tables(paper, "Everything said and done")
    assert "Final ratings stand with their objectives" in log.note


def test_the_log_of_an_exercise_that_was_left_has_no_end() -> None:
    conductor = conducted(["principal"])
    conductor.jump(20.0)
    log = rows(build_after_action_report(ReportData("left", Review(conductor))), "Everything said and done")
    assert "ends" not in [words for _, _, words in log]


def test_a_finding_is_complete_with_reference_observation_and_analysis() -> None:
    """Each that is missing is a blank in its place, and stands among what is to be completed before signing."""
    said = Additions.model_validate(
        {
            "additions": "active-assailant",
            "objectives": [
                {
                    "objective": "warn",
                    "strengths": [{"says": "Quick", "reference": "Plan 4.1"}],
                    "areas": [{"says": "Whole", "reference": "a", "observation": "b", "analysis": "c"}],
                }
            ],
        }
    )
    paper = build_after_action_report(replace(facts(), additions=said))
    missing = [f"objectives.warn.strengths.1.{part}" for part in ("observation", "analysis")]
    assert [one.id for _, one in list_open_blanks(paper) if one.id.startswith("objectives.warn.")] == missing
    (analysis,) = (one for one in paper.sections if one.id == "analysis")
    (items,) = (
        block.items
        for block in analysis.blocks
        if isinstance(block, Bullets) and "Reference: Plan 4.1" in block.items
    )
    assert [one.id for one in items if isinstance(one, Blank)] == missing
