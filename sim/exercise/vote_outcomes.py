"""Votes held against what was measured: the other answer of a question, moves between two votes, and confidence.

All are numbers of the whole room. None tells of a seat or of a role.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.exercise.ballots import Asking, Ballots
from sim.exercise.events import DecisionPoint
from sim.exercise.room_view import find_unavailable_reason
from sim.exercise.state import State

LEAST_VOTES = 2
"""That an answer needs to be the other one."""
LEAST_VOTERS = 3
"""Of whom confidence is told: a mean of fewer would tell of a person."""
CONFIDENCE_LEVELS = 3


@dataclass(frozen=True)
class Moves:
    """Between the last two votes on a question: seats that chose otherwise; of those, to the best answer and from it, if it is known."""

    moved: int
    toward: int | None = None
    away: int | None = None


@dataclass(frozen=True)
class ConfidenceRow:
    """Votes with the same confidence, 0 to 2. best: of those, for the best answer of their question."""

    sure: int
    votes: int
    best: int


def find_other_answer(point: DecisionPoint, state: State, best: str | None) -> str | None:
    """The id of the option that a question's answer is held against; None where there is none.

    It has the most votes among those not chosen, at least two, and of equal ones it is the first. Without one it is the best answer.
    """
    return find_rival(point, state) or (best if best != _find_chosen(point) else None)


def find_rival(point: DecisionPoint, state: State) -> str | None:
    """The first of the rivals that could be taken."""
    rivals = list_rivals(point, state.ballots)
    return next((one for one in rivals if not find_unavailable_reason(point, one, state)), None)


def list_rivals(point: DecisionPoint, ballots: Ballots) -> list[str]:
    """The options not chosen with at least two votes, most votes first; equal ones in the order of the question."""
    asking, chosen = ballots.last_of(point.decision.id), _find_chosen(point)
    counts = dict(zip(asking.options, asking.count(), strict=True)) if asking else {}
    others = (one.id for one in point.decision.options if one.id != chosen)
    rivals = [one for one in others if counts.get(one, 0) >= LEAST_VOTES]
    return sorted(rivals, key=counts.__getitem__, reverse=True)


def _find_chosen(point: DecisionPoint) -> str | None:
    return point.response.option if point.state == "decided" else None


def count_moves(ballots: Ballots, decision: str, best: str | None) -> Moves | None:
    """Between the last two votes on a question; None where there were not two."""
    asking = ballots.last_of(decision)
    moves = None if asking is None else ballots.list_moves(asking)
    if moves is None:
        return None
    if best is None:
        return Moves(len(moves))
    return Moves(len(moves), sum(now == best for _, now in moves), sum(first == best for first, _ in moves))


def compute_mean_confidence(asking: Asking) -> float | None:
    """Of the votes by phone, 0 to 2; None for fewer than three."""
    sure = [vote.sure for vote in asking.counted]
    return sum(sure) / len(sure) if len(sure) >= LEAST_VOTERS else None


def count_by_confidence(ballots: Ballots, best: Mapping[str, str]) -> tuple[ConfidenceRow, ...]:
    """The last votes on every question whose best answer is known, the least sure first; none where fewer than three seats voted.

    best: by question.
    """
    last = {one.decision: one for one in ballots.askings if one.decision in best}
    votes = [(vote.sure, vote.option == best[name]) for name, one in last.items() for vote in one.counted]
    if len({seat for one in last.values() for seat in one.voters}) < LEAST_VOTERS:
        return ()
    return tuple(
        ConfidenceRow(
            level, sum(sure == level for sure, _ in votes), sum(sure == level and right for sure, right in votes)
        )
        for level in range(CONFIDENCE_LEVELS)
    )
