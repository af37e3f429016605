"""Ratings, marks and improvements: entries of the journal like everything else, with no effect on the model."""

from collections.abc import Callable

import pytest

from sim.exercise import evaluation
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import Setup
from sim.exercise.journal_replay import replay_journal
from tests.sim.exercise.exercises import SEED, begun, traces


@pytest.fixture
def conductor() -> Conductor:
    """In its briefing, with one rating and one mark."""
    conductor = begun(Setup("active-assailant-45", SEED, {"principal": ""}, left_out=("inform-911",)))
    evaluation.propose_rating(conductor, "warn", "S", by="table 2")
    conductor.add_note("mark")
    return conductor


def line(conductor: Conductor, objective: str, task: str = "") -> evaluation.EvaluationRow:
    rows = evaluation.iterate_evaluation_rows(conductor.state)
    return next(row for row in rows if (row.objective.id, row.task) == (objective, task))


def test_ratings_are_proposals_until_one_is_set_as_final(conductor: Conductor) -> None:
    assert [note.rating for note in line(conductor, "warn").proposals] == ["S"]
    evaluation.propose_rating(conductor, "warn", "M", by="table 1")
    theirs = evaluation.propose_rating(conductor, "warn", "U", by="table 3")
    assert evaluation.propose_rating(conductor, "warn", "P", by="table 3") == theirs
    assert evaluation.propose_rating(conductor, "families", "U", by="table 3") != theirs
    assert [note.rating for note in line(conductor, "warn").proposals] == ["S", "M", "P"]
    assert line(conductor, "warn").final == ""
    evaluation.finalize_rating(conductor, "rate-1")
    evaluation.finalize_rating(conductor, theirs)
    assert line(conductor, "warn").final == "P"
    assert [note.final for note in line(conductor, "warn").proposals] == [False, False, True]


def test_each_objective_has_a_line_and_one_for_each_critical_task(conductor: Conductor) -> None:
    """A rating of a task is none of its objective."""
    exercise = conductor.state.exercise
    rows = [*evaluation.iterate_evaluation_rows(conductor.state)]
    active = [one for one in exercise.objectives if one.id != "inform-911"]
    assert [(row.number, row.objective, row.task) for row in rows] == [
        (number, one, task) for number, one in enumerate(active, 1) for task in ("", *one.tasks)
    ]
    task = exercise.objectives[0].tasks[0]
    evaluation.propose_rating(conductor, exercise.objectives[0].id, "U", task=task)
    assert [note.rating for note in line(conductor, exercise.objectives[0].id, task).proposals] == ["U"]
    assert "U" not in [note.rating for note in line(conductor, exercise.objectives[0].id).proposals]


def test_an_improvement_has_an_issue_and_may_have_an_owner_and_a_date(conductor: Conductor) -> None:
    """Put right later; a mark is filled in the same way."""
    first = evaluation.add_improvement(conductor, "the gym does not hear the PA")
    evaluation.add_improvement(conductor, "keys", "a second set", "Operational Coordination", "the caretaker", "May")
    evaluation.complete_note(conductor, first, action="a horn in the gym", owner="facilities")
    evaluation.complete_note(conductor, "mark-1", text="nobody asked where")
    found = evaluation.list_improvements(conductor.state)
    gym = "the gym does not hear the PA", "a horn in the gym", "facilities", ""
    keys = "keys", "a second set", "the caretaker", "May"
    assert [(one.text, one.action, one.owner, one.due) for one in found] == [gym, keys]
    assert conductor.state.notes["mark-1"].text == "nobody asked where"


def test_what_cannot_be_is_refused_and_leaves_no_entry(conductor: Conductor) -> None:
    before = len([*conductor.journal.entries()])
    refusals: dict[str, Callable[[], object]] = {
        "no objective x": lambda: evaluation.propose_rating(conductor, "x", "P"),
        "critical task": lambda: evaluation.propose_rating(conductor, "warn", "P", task="x"),
        "one of P, S, M, U": lambda: evaluation.propose_rating(conductor, "warn", "A"),
        "no rating mark-1": lambda: evaluation.finalize_rating(conductor, "mark-1"),
        "needs an issue": lambda: evaluation.add_improvement(conductor, " \u200b"),
        "not a core capability": lambda: evaluation.add_improvement(conductor, "keys", capability="Luck"),
        "no time": lambda: evaluation.complete_note(conductor, "mark-1", time="5"),
        "depends on the day": lambda: evaluation.complete_note(conductor, "mark-1", due="next Friday"),
        "no note x": lambda: evaluation.complete_note(conductor, "x", text="y"),
    }
    for words, does in refusals.items():
        with pytest.raises(CommandRejected, match=words):
            does()
    assert len([*conductor.journal.entries()]) == before


def test_the_journal_gives_all_of_it_back_and_no_arm_has_changed(conductor: Conductor) -> None:
    arms = [[*rows] for rows in traces(conductor)]
    evaluation.propose_rating(conductor, "warn", "M", by="table 1")
    evaluation.add_improvement(conductor, "keys", owner="the caretaker")
    evaluation.finalize_rating(conductor, "rate-2")
    again = replay_journal(conductor.opened, conductor.journal)
    assert again.notes == conductor.state.notes
    assert [engine.trace.rows for engine in again.running_arms] == arms
