"""What a report says of what came to nothing: acts that never began, exercises in which nothing was exercised, objectives not rated."""

import re

from reports.after_action import Facts, after_action
from sim.drill.after import After
from sim.drill.decisions import Answer
from tests.exercises import conducted, script, scripted, to_a_question
from tests.read_reports import rows, tables


def test_what_came_of_a_decision_stands_beside_it_in_the_words_of_the_log() -> None:
    """Also that it never began, and that it waited for somebody who was busy: from question to act is more than the incident moved."""
    paper = after_action(Facts("too-late", After(scripted(script("too-late"), 1))))
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
    assert "T+04:57 begins: the assistant principal presses the app; busy since T+02:34" in decided["D4"]


def test_what_had_not_begun_when_the_exercise_ended_is_said_to_be_so() -> None:
    conduct = conducted(["secretary"])
    to_a_question(conduct)
    conduct.answer("D2", Answer(option="call", thinking=60.0))
    conduct.end()
    assert conduct.state.done == []
    (row,) = rows(after_action(Facts("ended", After(conduct))), "What was asked and decided")
    assert row[3].endswith("The exercise ended before any of it began.")
