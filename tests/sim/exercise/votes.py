"""Votes of a room, put straight into a state."""

from collections.abc import Sequence

from sim.exercise.events import SOMETHING_ELSE, PaperCounted, SplitShown, VoteCast, VotesAsked
from sim.exercise.state import State

Vote = tuple[str, int]
"""An option, and how sure the seat is, 0 to 2."""


def let_vote(state: State, question: str, votes: Sequence[Vote], paper: Sequence[int] = ()) -> None:
    """One seat each, from 1 on; then the split is shown. paper: cards, by option."""
    options = [*(option.id for option in state.decision_points[question].decision.options), SOMETHING_ELSE]
    ballots = state.ballots
    name = ballots.name_next(question)
    ballots = ballots.ask(VotesAsked(name, question, options))
    for seat, (option, sure) in enumerate(votes, 1):
        ballots = ballots.cast(VoteCast(name, f"{name}-{seat}", seat, option, sure))
    if paper:
        ballots = ballots.count_paper(PaperCounted(name, (*paper, *[0] * (len(options) - len(paper)))))
    state.ballots = ballots.show(SplitShown(name, "all", []))
