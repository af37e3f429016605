"""Votes against what was measured: which answer is the other one, who moved toward the best, and how sure voters were."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim.exercise import vote_outcomes
from sim.exercise.events import NO_RESPONSE
from sim.exercise.state import State
from tests.sim.exercise.decisions_by_hand import decide, let_lapse, unplayed
from tests.sim.exercise.exercises import opened
from tests.sim.exercise.rooms import let_vote

D3 = next(one for one in opened().exercise.decisions if one.id == "D3")
A, B, C, D, _ = (option.id for option in D3.options)


@pytest.fixture(autouse=True)
def away(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The options that cannot be taken today."""
    options = set[str]()
    reason = lambda _, option, __: "away" if option in options else ""  # noqa: E731
    monkeypatch.setattr("sim.exercise.vote_outcomes.find_unavailable_reason", reason)
    return options


def decided(answer: str | None = D) -> State:
    state = unplayed(opened())
    if answer is None:
        let_lapse(state, "D3", 20.0, 80.0)
        state.decision_points["D3"].response = replace(NO_RESPONSE, option=A)  # of no account
    else:
        decide(state, "D3", answer)
    return state


@pytest.mark.parametrize(
    ("votes", "best", "other"),
    [
        ([A, B, B, C], C, B),  # most votes
        ([D, D, D, C, C], A, C),  # not the chosen one
        ([C, C, B, B], A, B),  # a tie
        ([A, B, D, D], C, C),  # one vote each
        ([B, B, C, C, C], A, C),
        ([D, D, D], D, None),
        (["else", "else", "else"], A, A),
        ([], None, None),
        ([A], None, None),
    ],
)
def test_the_other_answer_has_two_votes_and_most(votes: Sequence[str], best: str | None, other: str | None) -> None:
    """D was chosen. Of equal answers the first of the question; else the best, unless that is the team's."""
    state = decided()
    let_vote(state, "D3", [(option, 1) for option in votes])
    assert vote_outcomes.find_other_answer(state.decision_points["D3"], state, best) == other


def test_without_a_decision_any_answer_may_be_the_other_one_and_cards_count() -> None:
    state = decided(None)
    let_vote(state, "D3", [(A, 1), (A, 2), (D, 1)], paper=[0, 0, 0, 1])
    assert vote_outcomes.find_other_answer(state.decision_points["D3"], state, C) == A
    let_vote(state, "D3", [(A, 1), (A, 2), (D, 1)], paper=[0, 0, 0, 2])
    assert vote_outcomes.find_other_answer(state.decision_points["D3"], state, C) == D


def test_where_an_answer_cannot_be_taken_or_no_one_voted_the_next_or_the_best_is_the_other_one(away: set[str]) -> None:
    """The next one is, if it has two votes; else the best."""
    state = decided()
    let_vote(state, "D3", [(B, 1), (B, 1), (B, 1), (C, 1), (C, 0)])
    away.add(B)
    assert vote_outcomes.find_other_answer(state.decision_points["D3"], state, A) == C
    away.add(C)
    assert vote_outcomes.find_other_answer(state.decision_points["D3"], state, A) == A
    state = decided()
    assert vote_outcomes.find_other_answer(state.decision_points["D3"], state, B) == B
    assert vote_outcomes.find_other_answer(state.decision_points["D3"], state, D) is None


def test_moves_are_counted_toward_the_best_answer_and_from_it() -> None:
    """Seats 1 and 2 move to B, seat 3 from B to C, seat 4 from A to C; seat 5 stays, and moves the third time. D2 is another question."""
    state = decided()
    decide(state, "D2", "guard")
    let_vote(state, "D2", [("guard", 1)] * 5)
    let_vote(state, "D3", [(A, 1), (C, 1), (B, 1), (A, 1), (B, 1)])
    assert vote_outcomes.count_moves(state.ballots, "D3", B) is None
    let_vote(state, "D3", [(B, 1), (B, 1), (C, 1), (C, 1), (B, 1)])
    assert vote_outcomes.count_moves(state.ballots, "D3", B) == vote_outcomes.Moves(4, 2, 1)
    assert vote_outcomes.count_moves(state.ballots, "D3", None) == vote_outcomes.Moves(4)
    assert vote_outcomes.count_moves(state.ballots, "D9", B) is None
    let_vote(state, "D3", [(B, 1), (B, 1), (C, 1), (C, 1), (A, 1)])
    assert vote_outcomes.count_moves(state.ballots, "D3", B) == vote_outcomes.Moves(1, 0, 1)


def test_confidence_is_of_the_whole_room_and_of_the_last_votes_and_not_told_of_two() -> None:
    """The second vote on D3 counts, and a question whose best answer is not known does not."""
    state = decided()
    let_vote(state, "D3", [(A, 0), (A, 0), (A, 0), (A, 0)])
    let_vote(state, "D3", [(B, 2), (A, 2), (B, 0), (C, 1)])
    expected = tuple(vote_outcomes.ConfidenceRow(*row) for row in ((0, 1, 1), (1, 1, 0), (2, 2, 1)))
    assert vote_outcomes.count_by_confidence(state.ballots, {"D3": B}) == expected
    assert vote_outcomes.count_by_confidence(state.ballots, {"D9": B}) == ()
    assert vote_outcomes.compute_mean_confidence(state.ballots.askings[-1]) == 1.25
    state = decided()
    let_vote(state, "D3", [(A, 2), (B, 0)], paper=[5])
    assert vote_outcomes.compute_mean_confidence(state.ballots.askings[-1]) is None
    assert vote_outcomes.count_by_confidence(state.ballots, {"D3": B}) == ()
