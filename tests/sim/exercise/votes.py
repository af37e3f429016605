"""Votes of a room, put straight into a state."""

from collections.abc import Sequence

from sim.exercise.events import SOMETHING_ELSE, PaperCounted, SplitShown, VoteCast, VotesAsked
from sim.exercise.state import State

Vote = tuple[str, int]
"""An option, and how sure the seat is, 0 to 2."""


def let_vote(state: State, question: str, votes: Sequence[Vote], paper: Sequence[int] = ()) -> None:
    """Each seat votes, last seat first, changes its vote once, and votes again too late. paper: cards, by option, counted twice."""
    options = [*(option.id for option in state.decision_points[question].decision.options), SOMETHING_ELSE]
    ballots, name = state.ballots, state.ballots.name_next(question)
    other = {option: options[place - 1] for place, option in enumerate(options)}
    ballots = ballots.ask(VotesAsked(name, question, options))
    for seat, (option, sure) in [*enumerate(votes, 1)][::-1]:
        ballots = ballots.cast(VoteCast(name, f"{name}-{seat}-first", seat, other[option], (sure + 1) % 3))
    for seat, (option, sure) in [*enumerate(votes, 1)][::-1]:
        ballots = ballots.cast(VoteCast(name, f"{name}-{seat}", seat, option, sure))
    for counts in ([1] * len(options), (*paper, *[0] * (len(options) - len(paper)))) if paper else ():
        ballots = ballots.count_paper(PaperCounted(name, counts))
    ballots = ballots.show(SplitShown(name, "all", []))
    for seat, (option, sure) in enumerate(votes, 1):
        late = VoteCast(name, f"{name}-{seat}-late", seat, other[other[option]], (sure + 2) % 3, late=True)
        ballots = ballots.cast(late)
    state.ballots = ballots
