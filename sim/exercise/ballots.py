"""Votes on questions: taken silently, shown once, and never part of what happens in an arm.

An asking is one time that a question was put to the vote. Each vote has an id made on its device, so a vote that is sent twice counts
once. It can be changed until the split is shown. Later votes are kept as late and count nowhere. One asking is open at a time.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sim.exercise.events import PaperCounted, SplitShown, VoteCast, VotesAsked

LETTERS = "ABCDEFGH"
"""Of options, on cards and screens."""


class Receipt(StrEnum):
    """The outcome of sending a vote."""

    COUNTED = "counted"
    CHANGED = "changed"
    REPEATED = "repeated"
    CLOSED = "closed"


@dataclass(frozen=True)
class Asking:
    """votes: all that were kept, by seat and id, in the order in which they came; the last of a seat that is not late counts.

    paper: on cards, by option.
    """

    id: str
    decision: str
    options: tuple[str, ...]
    votes: Mapping[int, dict[str, VoteCast]] = field(default_factory=dict)
    paper: tuple[int, ...] = ()
    split: SplitShown | None = None
    is_closed: bool = False

    def find_vote(self, seat: int) -> VoteCast | None:
        """The vote of a seat that counts."""
        return next((vote for vote in reversed(self.votes.get(seat, {}).values()) if not vote.late), None)

    @property
    def voters(self) -> frozenset[int]:
        return frozenset(seat for seat in self.votes if self.find_vote(seat))

    @property
    def counted(self) -> tuple[VoteCast, ...]:
        """The vote of each seat, in the order of the seats."""
        return tuple(vote for seat in sorted(self.voters) if (vote := self.find_vote(seat)))

    def count(self) -> tuple[int, ...]:
        """Votes by option, cards too."""
        chosen = [vote.option for vote in self.counted]
        cards = self.paper or (0,) * len(self.options)
        return tuple(chosen.count(option) + more for option, more in zip(self.options, cards, strict=True))

    def judge(self, vote: str, seat: int) -> Receipt:
        """What a vote with this id would be."""
        if any(vote in own for own in self.votes.values()):
            return Receipt.REPEATED
        if self.is_closed:
            return Receipt.CLOSED
        return Receipt.CHANGED if self.find_vote(seat) else Receipt.COUNTED


@dataclass(frozen=True)
class Ballots:
    """All askings, in order; the last one may be open."""

    askings: tuple[Asking, ...] = ()

    @property
    def open(self) -> Asking | None:
        return next((asking for asking in self.askings[-1:] if not asking.is_closed), None)

    def find(self, name: str) -> Asking:
        """Raises ValueError where there is none."""
        found = next((asking for asking in self.askings if asking.id == name), None)
        if found is None:
            raise ValueError(f"there is no asking {name!r}")
        return found

    def number(self, name: str) -> str:
        """The name of an asking on screens, which tells of no question that was not asked."""
        return str([asking.id for asking in self.askings].index(name) + 1)

    def find_number(self, number: str) -> Asking:
        """Raises ValueError where there is none."""
        found = next((asking for asking in self.askings if self.number(asking.id) == number), None)
        if found is None:
            raise ValueError(f"there is no vote {number!r}")
        return found

    def last_of(self, decision: str) -> Asking | None:
        return next((asking for asking in reversed(self.askings) if asking.decision == decision), None)

    def list_moves(self, asking: Asking) -> list[tuple[str, str]] | None:
        """First and present option of each seat that voted otherwise the last time that this question was asked; None where it was
        asked once.
        """
        before = [one for one in self.askings if one.decision == asking.decision and one.id != asking.id]
        if not before:
            return None
        pairs = ((before[-1].find_vote(vote.seat), vote) for vote in asking.counted)
        return [(first.option, now.option) for first, now in pairs if first is not None and first.option != now.option]

    def name_next(self, decision: str) -> str:
        return f"{decision}/{1 + sum(asking.decision == decision for asking in self.askings)}"

    def ask(self, event: VotesAsked) -> "Ballots":
        """A new asking; one that is open is closed by it. Raises ValueError where it has another name than the next one."""
        if event.asking != self.name_next(event.decision) or len(set(event.options)) != len(event.options):
            raise ValueError(f"{event.asking!r} is not the next asking of {event.decision}")
        before = tuple(replace(asking, is_closed=True) for asking in self.askings)
        return Ballots((*before, Asking(event.asking, event.decision, tuple(event.options))))

    def cast(self, event: VoteCast) -> "Ballots":
        """Raises ValueError for a vote that was kept before, an unknown option, or one that says wrongly whether it is late."""
        asking = self.find(event.asking)
        receipt = asking.judge(event.vote, event.seat)
        if event.option not in asking.options:
            raise ValueError(f"{asking.id} has no option {event.option!r}")
        if receipt == Receipt.REPEATED or event.late != (receipt == Receipt.CLOSED):
            raise ValueError(f"a vote on {asking.id} is {receipt}")
        own = {**asking.votes.get(event.seat, {}), event.vote: event}
        return self._put(replace(asking, votes={**asking.votes, event.seat: own}))

    def count_paper(self, event: PaperCounted) -> "Ballots":
        """Raises ValueError where the asking is closed or has another number of options."""
        asking = self.find(event.asking)
        if asking.is_closed or len(event.counts) != len(asking.options):
            raise ValueError(f"{asking.id} is closed, or has {len(asking.options)} options")
        return self._put(replace(asking, paper=tuple(event.counts)))

    def show(self, event: SplitShown) -> "Ballots":
        """Raises ValueError where the asking is closed."""
        asking = self.find(event.asking)
        if asking.is_closed:
            raise ValueError(f"{asking.id} is closed")
        return self._put(replace(asking, split=event, is_closed=True))

    def _put(self, changed: Asking) -> "Ballots":
        return Ballots(tuple(changed if asking.id == changed.id else asking for asking in self.askings))


def have_all_voted(asking: Asking, awaited: Set[int]) -> bool:
    """Whether the split can be shown without the facilitator: each seat that is waited for has voted, one at least."""
    return bool(awaited) and awaited <= asking.voters
