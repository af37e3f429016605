"""What a report counts and times a second way, from the rows of the journal file: nothing here reads the state of an exercise."""

import re
from itertools import accumulate
from typing import Any

import pytest

from reports.documents.model import plain
from sim.model.trace import EventKind
from tests.reports.reports import facts, journal_rows, report, rows, tables, words
from tests.sim.exercise import exercises

EACH, EACH_SLOW = exercises.in_minutes(exercises.EACH), exercises.in_minutes(exercises.EACH_SLOW)


def clock(seconds: float) -> str:
    """`T+mm:ss`, written anew."""
    return "T+{:02d}:{:02d}".format(*divmod(round(seconds), 60))


def length(seconds: float) -> str:
    """`m:ss`, written anew."""
    return "{}:{:02d}".format(*divmod(round(seconds), 60))


def numbers(words_: str) -> list[str]:
    """All numbers in a text."""
    return re.findall(r"\d+(?::\d\d)?", words_)


@pytest.mark.parametrize("name", EACH_SLOW)
def test_the_sentences_of_the_summary_count_what_is_in_the_file(name: str) -> None:
    paper, entries, data = report(name), journal_rows(name), facts(name)
    decided = [row for row in entries if row.kind == "decide"]
    asked_ = [row for row in entries if row.kind == "ask" and row.payload["state"] == "open"]
    opened_ = {row.payload["decision"]: row.exercise_time for row in asked_}
    talked, free = 0.0, 0.0
    # one question at a time: it is talked about from when it opened, or from when the one before was settled
    for row in entries:
        if row.kind == "decide" and row.payload["source"] != "measured":
            talked += row.exercise_time - max(opened_[row.payload["decision"]], free)
        if row.kind in ("decide", "lapse") and row.payload["decision"] in opened_:
            free = row.exercise_time
    asked, injects = len(opened_), [row.payload["outcome"] for row in entries if row.kind == "inject"]
    first, second = re.split(r"Of (?=\d+ planned)", words(paper, "people"))
    assert numbers(first)[:2] == [str(asked), str(len(decided))]
    assert length(talked) in first
    assert numbers(second)[:2] == [str(len(data.exercise.injects)), str(injects.count("delivered"))]
    held = injects.count("held")
    assert (f"; {held} {'was' if held == 1 else 'were'} held" in second) == (held > 0)


def story_times(name: str) -> list[float]:
    """T+ of each row of the journal, or the later time to which a module before it has jumped: one clock, as it is shown."""
    stories = {segment.id: segment.story or 0.0 for segment in facts(name).exercise.segments}
    began = (stories[row.payload["segment"]] if row.kind == "segment" else 0.0 for row in journal_rows(name))
    jumps = accumulate(began, max)
    return [max(row.incident_time, jump) for row, jump in zip(journal_rows(name), jumps, strict=True)]


@pytest.mark.parametrize("name", EACH)
def test_each_line_of_the_log_has_the_times_of_its_row(name: str) -> None:
    paper, entries, shown = report(name), journal_rows(name), story_times(name)
    times = {(clock(time), length(row.exercise_time)) for row, time in zip(entries, shown, strict=True)}
    log = rows(paper, "Log of the exercise")
    heard = [line for line in log if line[2].startswith("heard")]
    told = {clock(row[0]) for row in facts(name).replay.traces["room"].rows if row[1] == EventKind.AWARE}
    assert {line[0] for line in heard} <= told
    assert [line for line in log if line not in heard and (line[0], line[1]) not in times] == []
    for row, time in zip(entries, shown, strict=True):
        if row.kind == "inject" and row.payload["outcome"] == "delivered":
            assert any(line[0] == clock(time) and row.payload["says"] in line[2] for line in log)


@pytest.mark.parametrize("name", EACH)
def test_each_decision_stands_in_the_log_with_its_times_its_cost_and_what_was_expected(name: str) -> None:
    log, entries, data = rows(report(name), "Log of the exercise"), journal_rows(name), facts(name)
    expected = {one.id: f"{one.expects} ({one.reference})" for one in data.exercise.decisions}
    asked = 0
    for row, time in zip(entries, story_times(name), strict=True):
        if row.kind == "ask" and row.payload["state"] == "open":
            decision = row.payload["decision"]
            (line,) = (line for line in log if line[2].startswith(f"{decision} asked: "))
            assert (line[0], line[3]) == (clock(time), expected[decision])
            asked += 1
        if row.kind == "decide" and row.payload["does"]:
            decision = row.payload["decision"]
            (line,) = (line for line in log if line[2].startswith(f"{decision} decided: "))
            assert length(row.payload["cost"]) in line[2]
    assert asked


@pytest.mark.parametrize("name", EACH)
def test_the_times_from_a_question_to_its_acts_are_read_a_second_time_off_events_and_log(name: str) -> None:
    paper, entries, data = report(name), journal_rows(name), facts(name)
    kinds, kind, asked = {one.id: one.kind for one in data.exercise.segments}, "", {}
    for row in entries:
        kind = kinds[row.payload["segment"]] if row.kind == "segment" else kind
        if row.kind == "ask" and row.payload["state"] == "open" and kind == "played":
            asked[row.payload["decision"]] = row.incident_time
    log = [(line[0], line[2]) for line in rows(paper, "Log of the exercise")]
    found = {row[0]: row[1:] for row in rows(paper, "From the question to the action")}
    assert set(found) == set(asked)
    for decision, (at, first, last) in found.items():
        assert at == clock(asked[decision])
        acts = [row.incident_time for row in entries if row.kind == "act" and row.payload["of"] == decision]
        told = {shown for shown, words_ in log if words_.startswith(f"{decision} begins")}
        began = [time for time in acts if clock(time) in told]
        assert [first, last] == ([length(end(began) - asked[decision]) for end in (min, max)] if began else ["–", "–"])


@pytest.mark.parametrize("name", EACH)
def test_ratings_and_the_improvement_plan_are_those_of_the_file(name: str) -> None:
    paper, entries, data = report(name), journal_rows(name), facts(name)
    notes: dict[str, dict[str, Any]] = {row.payload["id"]: dict(row.payload) for row in entries if row.kind == "note"}
    for row in entries:
        if row.kind == "correct" and row.payload["of"] in notes:
            notes[row.payload["of"]].update(row.payload["set"])
    final = {(one["objective"], one.get("task", "")): one["rating"] for one in notes.values() if one.get("final")}
    shown = rows(paper, "Objectives, targets and ratings")
    each = enumerate(data.exercise.objectives, 1)
    expected = [(f"{n}. {one.says}", final.get((one.id, ""), "not rated")) for n, one in each]
    assert [(row[0], row[4]) for row in shown] == expected
    found = [row for table in tables(paper, "Strengths and areas for improvement") for row in table.rows]
    findings = " ".join(plain(row[2]) for row in found)
    assert all(f"{task} ({rating})" in findings for (_, task), rating in final.items() if task)
    issues = [one["text"] for one in notes.values() if one["kind"] == "improve"]
    assert [row[1] for row in rows(paper, "Improvement plan")] == (issues or [""])
