"""The seats of an exercise: who sits before which screen, and for whom they speak.

A seat has a number, never a name. Several people can share a role, and one person can have several. Each entry of the journal is tried
here first. An impossible change raises ValueError, so no journal holds one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sim.exercise.events import SeatKind, SeatSet

MAX_SEATS = 100


@dataclass(frozen=True)
class Seat:
    """decides: of its roles, those for which this seat speaks where several people share one. is_away: no vote waits for it."""

    number: int
    of: SeatKind
    roles: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    is_gone: bool = False
    is_away: bool = False

    @property
    def can_vote(self) -> bool:
        return self.of == SeatKind.PARTICIPANT and not self.is_gone


@dataclass(frozen=True)
class Seats:
    """All seats that ever were, by number from 1."""

    all: Mapping[int, Seat] = field(default_factory=dict)

    @property
    def taken(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.all.values() if not seat.is_gone)

    @property
    def next_number(self) -> int:
        return len(self.all) + 1

    def apply(self, event: SeatSet) -> "Seats":
        """The seats after this. Raises ValueError where it is not possible."""
        before = self.all.get(event.seat)
        is_away = event.change == "away" or (event.change == "set" and before is not None and before.is_away)
        seat = Seat(event.seat, event.of, tuple(event.roles), tuple(event.decides), event.change == "out", is_away)
        self._check_place(event, before)
        if before is not None and SeatKind.EVALUATOR in (before.of, seat.of) and before.of != seat.of:
            raise ValueError(f"seat {seat.number} is of an {before.of}, and stays it")
        if seat.roles and seat.of != SeatKind.PARTICIPANT:
            raise ValueError(f"seat {seat.number} is of an {seat.of}, who has no role")
        if not {*seat.decides} <= {*seat.roles}:
            raise ValueError(f"seat {seat.number} decides for a role that it does not have")
        others = {number: _without(other, seat.decides) for number, other in self.all.items()}
        return Seats({**others, seat.number: seat})

    def _check_place(self, event: SeatSet, before: Seat | None) -> None:
        if event.change == "in":
            if event.seat != self.next_number:
                raise ValueError(f"seat {event.seat} cannot be let in; the next one is {self.next_number}")
            if len(self.taken) >= MAX_SEATS:
                raise ValueError(f"all {MAX_SEATS} seats are taken")
        elif before is None or before.is_gone:
            raise ValueError(f"there is no seat {event.seat}")

    def list_of_role(self, role: str) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.taken if role in seat.roles)

    def find_decider(self, role: str) -> Seat | None:
        """The seat that speaks for a role: the one that was named, or the only one."""
        seats = self.list_of_role(role)
        named = [seat for seat in seats if role in seat.decides]
        return named[0] if named else seats[0] if len(seats) == 1 else None


def _without(seat: Seat, roles: tuple[str, ...]) -> Seat:
    """A seat when another one speaks for these roles."""
    return replace(seat, decides=tuple(role for role in seat.decides if role not in roles))
