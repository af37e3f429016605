"""Commands of the room: let seats in, put a question to the vote, take votes, show how they split.

Each is an entry of the journal before it takes effect, and none has an effect on an arm. Take-back leaves votes with their asking: a
question that is asked anew is put to the vote anew.
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from sim.exercise.ballots import Asking, Ballots, Receipt, have_all_voted
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.evaluation import propose_rating
from sim.exercise.events import (
    SOMETHING_ELSE,
    DecisionPoint,
    PaperCounted,
    Remarked,
    SeatKind,
    SeatSet,
    SplitShown,
    VoteCast,
    VotesAsked,
)
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.seats import Seat
from sim.exercise.state import State

NEW_VOTES = frozenset({Receipt.COUNTED, Receipt.CHANGED, Receipt.CLOSED})
"""What becomes of a vote that was not sent before."""


def set_seat(conductor: Conductor, event: SeatSet) -> Seat:
    """The seat as it is now. Raises CommandRejected for a change that is not possible, or a role that there is not."""
    known = [role.id for role in conductor.state.exercise.roles]
    if strangers := [role for role in event.roles if role not in known]:
        raise CommandRejected(f"there is no role {strangers[0]!r}; there is {', '.join(known)}")
    try:
        conductor.state.seats.apply(event)
    except ValueError as error:
        raise CommandRejected(str(error)) from None
    conductor.write(event)
    return conductor.state.seats.all[event.seat]


def let_in(conductor: Conductor, of: SeatKind, roles: Sequence[str] = ()) -> Seat:
    """A new seat. Raises CommandRejected where all are taken."""
    return set_seat(conductor, SeatSet(conductor.state.seats.next_number, "in", of, tuple(roles)))


def find_votable(state: State) -> DecisionPoint | None:
    """The question that can be put to the vote now: the one that is talked about, or a timed one that was just decided.

    None where it is discussed without options, was voted on since it was asked, or is timed and still open.
    """
    current = state.current_decision
    if current is None:
        decided = [one for one in state.decision_points.values() if one.state == "decided"]
        last = max(decided, key=lambda one: one.exercise_resolved_at or 0.0, default=None)
        current = last if last is not None and last.decision.kind == "pressed" else None
    elif current.decision.kind == "pressed":
        return None
    if current is None or not current.decision.vote:
        return None
    return current


def ask_votes(conductor: Conductor) -> Asking:
    """Puts the question that is on to the vote. Raises CommandRejected where none can be."""
    conductor.check_active()
    point = find_votable(conductor.state)
    if point is None:
        raise CommandRejected("no question that is voted on is open")
    name = conductor.state.ballots.name_next(point.decision.id)
    options = [*(option.id for option in point.decision.options), SOMETHING_ELSE]
    conductor.write(VotesAsked(name, point.decision.id, options))
    return conductor.state.ballots.find(name)


def find_asking(conductor: Conductor, number: str) -> Asking:
    """The vote of this number. Raises CommandRejected where there is none."""
    try:
        return conductor.state.ballots.find_number(number)
    except ValueError as error:
        raise CommandRejected(str(error)) from None


class SentVote(NamedTuple):
    """A vote with the words that came with it."""

    vote: VoteCast
    reason: str = ""
    may_quote: bool = False


def take_votes(
    conductor: Conductor, records: PhoneRecords, sent: Sequence[SentVote]
) -> list[Receipt | CommandRejected]:
    """What became of votes that came together; CommandRejected where seat, asking or option of one is none.

    They and their words are on the disk then. Raises JournalError, OSError; then no vote was kept.
    """
    found = _judge_votes(conductor, [one.vote for one in sent])
    new = [(one, receipt) for one, receipt in zip(sent, found, strict=True) if receipt in NEW_VOTES]
    digests = records.keep_texts([(one.vote.vote, one.reason, one.may_quote) for one, _ in new])
    conductor.write_all(
        [
            replace(one.vote, reason=digest, late=receipt == Receipt.CLOSED)
            for (one, receipt), digest in zip(new, digests, strict=True)
        ]
    )
    return found


def _judge_votes(conductor: Conductor, events: Sequence[VoteCast]) -> list[Receipt | CommandRejected]:
    """What votes would be, one after the other."""
    ballots, found = conductor.state.ballots, list[Receipt | CommandRejected]()
    for event in events:
        try:
            receipt, ballots = _judge_vote(conductor, event, ballots)
        except CommandRejected as error:
            found.append(error)
        else:
            found.append(receipt)
    return found


def _judge_vote(conductor: Conductor, event: VoteCast, ballots: Ballots) -> tuple[Receipt, Ballots]:
    """What a vote would be, and the ballots with it."""
    if conductor.state.frozen:
        raise CommandRejected("the exercise was stopped for a real emergency")
    seat = conductor.state.seats.all.get(event.seat)
    if seat is None or not seat.can_vote:
        raise CommandRejected(f"seat {event.seat} does not vote")
    try:
        receipt = ballots.find(event.asking).judge(event.vote, event.seat)
        if receipt in NEW_VOTES:
            ballots = ballots.cast(replace(event, late=receipt == Receipt.CLOSED))
    except ValueError as error:
        raise CommandRejected(str(error)) from None
    return receipt, ballots


def is_new_remark(conductor: Conductor, event: Remarked) -> bool:
    """Whether an evaluator's rating or words were not sent before. Raises CommandRejected where the seat or the objective is none."""
    state, seat = conductor.state, conductor.state.seats.all.get(event.seat)
    if seat is None or seat.is_gone or seat.of != SeatKind.EVALUATOR:
        raise CommandRejected(f"seat {event.seat} is of no evaluator")
    if event.objective not in [one.id for one in state.exercise.objectives]:
        raise CommandRejected(f"there is no objective {event.objective}")
    return event.remark not in state.remarks


def keep_remark(conductor: Conductor, event: Remarked) -> bool:
    """Keeps an evaluator's rating or words. Returns whether they were new. Raises as `is_new_remark` does.

    A rating is also a proposal in the evaluators' grid, by seat.
    """
    if not is_new_remark(conductor, event):
        return False
    conductor.write(event)
    if event.rating:
        propose_rating(conductor, event.objective, event.rating, by=f"seat {event.seat}")
    return True


def count_cards(conductor: Conductor, counts: Sequence[int]) -> None:
    """Votes on paper, in place of those that were entered before. Raises CommandRejected where no vote is on."""
    asking = _require_open(conductor)
    event = PaperCounted(asking.id, tuple(counts))
    try:
        conductor.state.ballots.count_paper(event)
    except ValueError as error:
        raise CommandRejected(str(error)) from None
    conductor.write(event)


def show_split(conductor: Conductor, connected: Set[int], by: str = "facilitator") -> None:
    """Closes the vote and shows how it split. Raises CommandRejected where no vote is on."""
    conductor.write(SplitShown(_require_open(conductor).id, by, sorted(connected)))


def show_split_if_complete(conductor: Conductor, awaited: Set[int], connected: Set[int]) -> bool:
    """Shows the split once all who are waited for have voted. Returns whether it did."""
    asking = conductor.state.ballots.open
    is_over = conductor.state.frozen or conductor.state.ended
    is_complete = asking is not None and not is_over and have_all_voted(asking, awaited)
    if is_complete:
        show_split(conductor, connected, "all")
    return is_complete


def _require_open(conductor: Conductor) -> Asking:
    asking = conductor.state.ballots.open
    if asking is None:
        raise CommandRejected("no vote is on")
    return asking
