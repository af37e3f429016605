"""A room made by hand: an exercise that has just begun, with questions, messages and votes put straight into its state."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from scenarios.exercise import Decision, Inject
from sim.exercise import events
from sim.exercise.events import NO_RESPONSE, DecisionPoint, Delivery, PaperCounted, SplitShown, VoteCast, VotesAsked
from sim.exercise.state import State
from tests.sim.exercise.exercises import opened

D1, D2, D3, D4 = opened().exercise.decisions[:4]
"""D1 is timed, D3 and D4 are voted on."""


def find_decision(name: str) -> Decision:
    return next(one for one in opened().exercise.decisions if one.id == name)


def ask(state: State, name: str, status: str = "open", **more: Any) -> DecisionPoint:
    """Puts a question into a state. An option: of its answer."""
    option = more.pop("option", None)
    response = replace(NO_RESPONSE, decision=name, option=option) if option else NO_RESPONSE
    point = DecisionPoint(find_decision(name), status, 0.0, response=response, **more)
    state.decision_points[name] = point
    return point


def tell(state: State, number: int, to: Iterable[str], says: str, at: float, **more: Any) -> Inject:
    """Delivers a message. share: room or role. is_read: by the room. zone: of the hazard, where it says so."""
    update = {"number": number, "to": [*to], "sender": f"sender {number}", "mode": "phone"}
    inject = opened().exercise.injects[0].model_copy(update={**update, "share": more.get("share", "room")})
    state.deliveries[number] = Delivery(
        inject, more.get("outcome", "delivered"), at, says, zone=more.get("zone", ""), scenario_time=at,
        readers=frozenset(more.get("readers", to)),
    )  # fmt: skip
    if more.get("is_read"):
        state.read[f"inject-{number}"] = more.get("when", state.reading)
    return inject


def vote(number: int, seat: int, option: str, asking: str = "D3/1", sure: int = 1, late: bool = False) -> VoteCast:
    return VoteCast(asking, f"{number:032x}", seat, option, sure, late=late)


def put_to_vote(state: State, name: str = "D3", *votes: VoteCast, paper: tuple[int, ...] = ()) -> str:
    """A vote on a question. Returns the name of its asking."""
    options = (*(one.id for one in find_decision(name).options), "else")
    asking = state.ballots.name_next(name)
    ballots = state.ballots.ask(VotesAsked(asking, name, options))
    for one in votes:
        ballots = ballots.cast(one)
    state.ballots = ballots.count_paper(PaperCounted(asking, paper)) if paper else ballots
    return asking


def split(state: State, asking: str = "D3/1") -> None:
    state.ballots = state.ballots.show(SplitShown(asking, "all", []))


Vote = tuple[str, int]
"""An option, and how sure the seat is, 0 to 2."""


def let_vote(state: State, question: str, votes: Sequence[Vote], paper: Sequence[int] = ()) -> None:
    """Each seat votes, last seat first, changes its vote once, and votes again too late. paper: cards, by option, counted twice."""
    options = [*(option.id for option in state.decision_points[question].decision.options), events.SOMETHING_ELSE]
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
