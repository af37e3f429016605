"""Ratings, marks and improvements: entries of the journal like everything else, with no effect on the model."""

from collections.abc import Callable

import pytest

from scenarios.script import HotWash
from sim.drill import evaluation
from sim.drill.conduct import Conduct, Refused
from sim.drill.state import played
from tests.exercises import script, scripted, traces


@pytest.fixture
def conduct() -> Conduct:
    """A script played to its end, with nothing said in the hot wash."""
    return scripted(script().model_copy(update={"hot_wash": HotWash()}))


def line(conduct: Conduct, objective: str, task: str = "") -> evaluation.Row:
    """A line of the grid."""
    rows = evaluation.grid(conduct.state)
    return next(row for row in rows if (row.objective.id, row.task) == (objective, task))


def test_ratings_are_proposals_until_one_is_set_as_final(conduct: Conduct) -> None:
    """Three evaluators, one of whom thinks again; the last that is set counts, and there is only one."""
    assert [note.rating for note in line(conduct, "warn").proposals] == ["S"]
    evaluation.rate(conduct, "warn", "M", by="table 1")
    theirs = evaluation.rate(conduct, "warn", "U", by="table 2")
    assert evaluation.rate(conduct, "warn", "P", by="table 2") == theirs
    assert [note.rating for note in line(conduct, "warn").proposals] == ["S", "M", "P"]
    assert line(conduct, "warn").final == ""
    evaluation.settle(conduct, "rate-1")
    evaluation.settle(conduct, theirs)
    assert line(conduct, "warn").final == "P"
    assert [note.final for note in line(conduct, "warn").proposals] == [False, False, True]


def test_each_objective_has_a_line_and_one_for_each_critical_task(conduct: Conduct) -> None:
    """A rating of a task is none of its objective."""
    exercise = conduct.state.exercise
    rows = [*evaluation.grid(conduct.state)]
    assert len(rows) == sum(1 + len(one.tasks) for one in exercise.objectives)
    task = exercise.objectives[0].tasks[0]
    evaluation.rate(conduct, exercise.objectives[0].id, "U", task=task)
    assert [note.rating for note in line(conduct, exercise.objectives[0].id, task).proposals] == ["U"]
    assert "U" not in [note.rating for note in line(conduct, exercise.objectives[0].id).proposals]


def test_an_improvement_has_an_issue_and_may_have_an_owner_and_a_date(conduct: Conduct) -> None:
    """Put right later; a mark is filled in the same way."""
    first = evaluation.improve(conduct, "the gym does not hear the PA")
    evaluation.improve(conduct, "keys", "a second set", "Operational Coordination", "the caretaker", "May")
    evaluation.fill_in(conduct, first, action="a horn in the gym", owner="facilities")
    evaluation.fill_in(conduct, "mark-1", text="nobody asked where")
    found = evaluation.improvements(conduct.state)
    assert [(one.text, one.action, one.owner, one.due) for one in found] == [
        ("the gym does not hear the PA", "a horn in the gym", "facilities", ""),
        ("keys", "a second set", "the caretaker", "May"),
    ]
    assert conduct.state.notes["mark-1"].text == "nobody asked where"


def test_what_cannot_be_is_refused_and_leaves_no_entry(conduct: Conduct) -> None:
    """In words that say what there is."""
    before = len([*conduct.journal.entries()])
    refusals: dict[str, Callable[[], object]] = {
        "no objective x": lambda: evaluation.rate(conduct, "x", "P"),
        "critical task": lambda: evaluation.rate(conduct, "warn", "P", task="x"),
        "one of P, S, M, U": lambda: evaluation.rate(conduct, "warn", "A"),
        "no rating mark-1": lambda: evaluation.settle(conduct, "mark-1"),
        "names the issue": lambda: evaluation.improve(conduct, " "),
        "no core capability": lambda: evaluation.improve(conduct, "keys", capability="Luck"),
        "no time": lambda: evaluation.fill_in(conduct, "mark-1", time="5"),
        "no note x": lambda: evaluation.fill_in(conduct, "x", text="y"),
    }
    for words, does in refusals.items():
        with pytest.raises(Refused, match=words):
            does()
    assert len([*conduct.journal.entries()]) == before


def test_the_journal_gives_all_of_it_back_and_no_arm_has_changed(conduct: Conduct) -> None:
    """As with everything else in it."""
    arms = [[*rows] for rows in traces(conduct)]
    evaluation.rate(conduct, "warn", "M", by="table 1")
    evaluation.improve(conduct, "keys", owner="the caretaker")
    evaluation.settle(conduct, "rate-2")
    again = played(conduct.opened, conduct.journal.entries())
    assert again.notes == conduct.state.notes
    assert [engine.trace.rows for engine in again.engines] == arms
