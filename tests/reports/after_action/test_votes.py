"""Votes in the report: numbers of the whole room, never of a person."""

from dataclasses import replace

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.documents.model import Paper
from sim.exercise.decision_effects import BestAnswer, DecisionEffect, DecisionEffects, Difference
from sim.exercise.review import Review
from tests.reports.reports import rows
from tests.sim.exercise.exercises import finished
from tests.sim.exercise.rooms import Vote, let_vote

NAME = "active-assailant"
GAIN = Difference(40.0, 30.0, 50.0)
COUNTS, CONFIDENCE = "Votes of the room", "Confidence and outcome, whole room"


def reported(*votes: list[Vote], best: str = "radio", **paper: tuple[int, ...]) -> Paper:
    """One vote on D4 after the other; the team chose `phone`."""
    review = Review(finished(NAME))
    for one in votes:
        let_vote(review.state, "D4", one, **paper)
    effect = DecisionEffect("D4", "phone", 60.0, "unprotected_person_minutes", "person-min", GAIN, GAIN, GAIN)
    effects = DecisionEffects(1_000, 0.2, (replace(effect, best=BestAnswer(best, GAIN)),), ())
    return build_after_action_report(ReportData(NAME, review, decision_effects=effects))


def test_a_question_voted_again_says_how_many_moved_and_whether_toward_the_best_answer() -> None:
    first = [("phone", 2), ("radio", 1), ("phone", 0), ("roll-call", 1)]
    second = [("radio", 2), ("phone", 1), ("radio", 0), ("roll-call", 1)]
    paper = reported(first, second)
    assert rows(paper, COUNTS) == [["D4", "4", "1", "2", "3", "2", "1"]]
    assert rows(paper, CONFIDENCE) == [["not sure", "1", "1"], ["fairly sure", "2", "0"], ["very sure", "1", "1"]]


def test_cards_count_and_have_no_confidence() -> None:
    paper = reported([("phone", 2), ("radio", 1)], paper=(2, 0, 1))
    assert rows(paper, COUNTS) == [["D4", "5", "2", "3", "–", "–", "–"]]
    assert COUNTS in str(paper)
    assert CONFIDENCE not in str(paper)


def test_two_votes_are_counted_and_not_told_apart() -> None:
    """Else whoever cast one would know the other, and the report of a single one would be that person's vote."""
    paper = reported([("phone", 2), ("radio", 1)])
    assert rows(paper, COUNTS) == [["D4", "2", *["–"] * 5]]
    assert CONFIDENCE not in str(paper)


def test_an_exercise_without_votes_has_no_table_of_them() -> None:
    assert COUNTS not in str(reported())
