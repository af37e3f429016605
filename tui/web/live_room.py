"""The room while an exercise goes on: its door and seats, what the facilitator does with them, and what each screen is to show.

A screen gets its whole state, with the run of this room and a number. It never gets a difference, so a missed state does no harm. A seat
has one stream, and the newest page takes it.
"""

import asyncio
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from time import monotonic

from reports.room.guesses import Guesses
from reports.room.hot_wash_plans import PlansView
from reports.room.pages import draw_code
from reports.room.views import Door as DoorView
from reports.room.views import ViewBuilder, write_view
from scenarios.unprintable import find_unprintable
from sim.exercise import room
from sim.exercise.ballots import Receipt
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import Remarked, SeatKind, SeatSet, VoteCast
from sim.exercise.phone_records import PhoneRecords, digest_token
from sim.exercise.room import SentVote
from sim.exercise.room_frame import RoomFrame
from sim.exercise.room_stage import Stage, Steps, find_asking, find_stage, skip
from sim.exercise.seats import MAX_SEATS, Seat
from tui.web.door import Door, Guest, is_same, make_key, make_token
from tui.web.room_address import RoomPlace

WAKE_SECONDS = 0.1
"""Between two times that screens are told news."""
WALL = "wall"
NAME_CHARACTERS = 40
"""Of what the facilitator calls a seat."""


class End(StrEnum):
    """Why a page gets no more: its seat was taken by another page, removed, moved to another device, or it has to join anew."""

    TAKEN = "taken"
    REMOVED = "removed"
    MOVED = "moved"
    ANEW = "anew"


def digest_wall(token: str, is_here: bool) -> str:
    """The token of a wall as it is kept. is_here: whether the wall is on this computer."""
    return digest_token(f"{'here' if is_here else 'there'} {token}")


class Stream:
    """The open page of a seat, of a device that waits, or of a wall. name: whose it is now. page: its id, kept over a reload.

    ended: why it gets no more, once it doesn't.
    """

    def __init__(self, name: str, page: str) -> None:
        self.name, self.page = name, page
        self.changed = asyncio.Event()
        self.ended: End | None = None

    def wake(self) -> None:
        self.changed.set()

    def end(self, why: End) -> None:
        self.ended = why
        self.changed.set()


class LiveRoom:
    """on_change: called after anything that the facilitator may see. clock: monotonic seconds. trouble: why no phone reaches it, if so.

    shared: seats that a second page took. stop_seen: seats whose screens show STOP. max_seats: as many as this process can serve.
    """

    def __init__(
        self,
        conductor: Conductor,
        records: PhoneRecords,
        place: RoomPlace,
        on_change: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.streams: dict[str, Stream] = {}
        self.records = records
        self.begin(conductor, records)
        self.hosts, self.wall_hosts, self.scheme = place.hosts, place.wall_hosts, place.scheme
        self.on_change = on_change
        self.clock = clock
        self._wall_token = place.wall_token
        self.trouble = ""
        self.max_seats = MAX_SEATS
        self._waking: asyncio.TimerHandle | None = None
        self._woken_at = -WAKE_SECONDS

    def begin(self, conductor: Conductor, records: PhoneRecords) -> None:
        """Serves this exercise from now on; the screens of another one have to join anew, but for projectors. Raises OSError."""
        records.keep_walls(self.records.walls)
        self.conductor, self.records = conductor, records
        self.door, self.steps = Door(), Steps()
        self.shared, self.stop_seen = set[int](), set[int]()
        self.run = secrets.token_hex(8)
        self.frame = RoomFrame()
        self.plans: PlansView | None = None
        self.guesses: Guesses | None = None
        self._builder: ViewBuilder | None = None
        for name in [*self.streams]:
            self.end_stream(name, End.ANEW)

    # ---- what the facilitator does --------------------------------------------------------------

    @property
    def wall_address(self) -> str:
        """Opens one wall on this machine."""
        return f"http://{self.wall_hosts[0]}/projector?token={self._wall_token}"

    @property
    def phone_address(self) -> str:
        """In the QR code; the key stands behind the mark that no browser sends."""
        return f"{self.scheme}://{self.hosts[0]}/#k={self.door.key}"

    @property
    def stage(self) -> Stage:
        return find_stage(self.conductor.state, self.frame, self.steps)

    @property
    def connected(self) -> frozenset[int]:
        """Participants' seats with an open page."""
        seats = self.conductor.state.seats.all
        here = {int(name) for name in self.streams if name.isdigit()}
        return frozenset(number for number in here if number in seats and seats[number].can_vote)

    @property
    def awaited(self) -> frozenset[int]:
        """Seats whose votes are waited for: of participants who have come and are not away, whether their page is open or not."""
        seats, came = self.conductor.state.seats.taken, self.came
        return frozenset(seat.number for seat in seats if seat.can_vote and not seat.is_away and seat.number in came)

    @property
    def came(self) -> frozenset[int]:
        """Seats that a device has. One whose code was shown and never scanned is none of them."""
        return frozenset(seat.number for seat in self.conductor.state.seats.taken) & self.records.taken

    @property
    def has_wall(self) -> bool:
        """Whether a projector page is open."""
        return any(name.startswith(f"{WALL}-") for name in self.streams)

    @property
    def without_stop(self) -> tuple[int, ...]:
        """Seats whose screens have not said that they show STOP."""
        return tuple(sorted(self.came - self.stop_seen))

    def publish(self, frame: RoomFrame) -> None:
        """Makes this what participants may see."""
        self.expire()
        if frame != self.frame or self.builder.state is not self.conductor.state:
            self.frame = frame
            self.refresh()

    def show_plans(self, plans: PlansView) -> None:
        """Two plans on the wall; only the hot wash has them."""
        if plans != self.plans:
            self.plans = plans
            self.refresh()

    def set_guesses(self, guesses: Guesses | None) -> None:
        """A decision card, guesses, or the truth, by its stage; None takes them off."""
        self.guesses = guesses
        self.tell()

    @property
    def builder(self) -> ViewBuilder:
        """The views of now."""
        if self._builder is None:
            self._builder = ViewBuilder(
                self.conductor.state, self.frame, self.steps, self.awaited, self.plans, self.guesses
            )
        return self._builder

    def refresh(self) -> None:
        """The exercise, a seat or a vote has changed: screens get it at once, or soon where they got something just now."""
        self._builder = None
        if not self.streams or self._waking is not None:
            return
        loop = asyncio.get_running_loop()
        self._waking = loop.call_at(max(loop.time(), self._woken_at + WAKE_SECONDS), self._wake)

    def _wake(self) -> None:
        self._waking, self._woken_at = None, asyncio.get_running_loop().time()
        for stream in self.streams.values():
            stream.wake()

    def step(self) -> bool:
        """Ends the present stage where a step ends it. Returns whether it did. Raises CommandRejected, JournalError."""
        stage, before = self.stage, self.steps
        if stage == Stage.VOTES:
            room.show_split(self.conductor, self.connected)
        else:
            self.steps = skip(self.conductor.state, self.frame, self.steps)
            if stage == Stage.QUESTION and room.find_votable(self.conductor.state) is not None:
                room.ask_votes(self.conductor)
        if stage != Stage.VOTES and self.steps == before:
            return False
        self.tell()
        return True

    def ask_votes(self) -> None:
        """Puts the question that is on to the vote, again too. Raises CommandRejected, JournalError."""
        room.ask_votes(self.conductor)
        self.tell()

    def use_wall_token(self, given: str) -> str | None:
        """The token of a wall from now on, for the one of the printed address, which ends then. Raises OSError."""
        if not is_same(given, self._wall_token):
            return None
        token = make_token()
        self.records.keep_walls([digest_wall(token, is_here=True)])
        self._wall_token = make_key()
        return token

    def is_wall(self, token: str, is_here: bool) -> bool:
        """Whether a page has been let in as a wall. is_here: whether it is on this computer; neither token is good for the other."""
        return digest_wall(token, is_here) in self.records.walls

    def open_wall(self, letters: str) -> None:
        """Lets the wall in that shows these letters. Raises CommandRejected, OSError."""
        token = self.door.take_wall(letters)
        if token is None:
            raise CommandRejected(f"no screen shows {letters.upper()!r}; type the six letters on it")
        self.records.keep_walls([digest_wall(token, is_here=False)])
        self.tell()

    def list_reasons(self) -> list[str]:
        """Of the split that is up, in alphabetical order, but the one on the wall; for the facilitator alone until one is picked."""
        asking = find_asking(self.conductor.state, self.steps)
        if asking is None or asking.split is None:
            return []
        texts = (self.records.texts.get(vote.vote, "") for vote in asking.counted)
        return sorted(text for text in texts if text and (asking.id, text) != self.steps.reason)

    def pick_reason(self, text: str) -> None:
        """Puts a reason on the wall beside the present split, in place of the one before."""
        asking = find_asking(self.conductor.state, self.steps)
        if asking is not None:
            self.steps = replace(self.steps, reason=(asking.id, text))
        self.tell()

    def close_vote(self) -> None:
        """The role has decided: votes that come later are late. Raises JournalError."""
        if self.conductor.state.ballots.open is not None:
            room.show_split(self.conductor, self.connected, by="decision")

    def open_door(self) -> None:
        self.door.open(self.clock())
        self.tell()

    def close_door(self) -> None:
        self.door.close()
        self.tell()

    def let_in(self, count: int | None = None) -> int:
        """Gives seats to those who wait, the first first. Returns how many. Raises CommandRejected, JournalError."""
        self.expire()
        guests = [*self.door.waiting.items()][:count]
        try:
            for token, guest in guests:
                seat = self._add_seat(guest.of, guest.roles)
                self.records.bind(token, seat.number)
                del self.door.waiting[token]
                if (stream := self.streams.pop(token, None)) is not None:
                    stream.name = str(seat.number)
                    self.streams[stream.name] = stream
        finally:
            self.tell()
        return len(guests)

    def _add_seat(self, of: SeatKind, roles: Sequence[str]) -> Seat:
        """Raises CommandRejected where all are taken."""
        if self.max_seats <= len(self.conductor.state.seats.taken) < MAX_SEATS:
            raise CommandRejected(
                f"all {self.max_seats} seats are taken; a higher limit of open files (ulimit -n 1024) allows {MAX_SEATS}"
            )
        return room.let_in(self.conductor, of, roles)

    def send_away(self) -> int:
        """Ends the places of all who wait. The door opens anew, since its key led them here. Returns how many they were."""
        count, self.door.waiting = len(self.door.waiting), {}
        if self.door.is_open(self.clock()):
            self.door.open(self.clock())
        self._end_guests()
        return count

    def expire(self) -> None:
        """Ends the places of devices that wait no more."""
        before = len(self.door.waiting)
        self.door.expire(self.clock(), self.streams)
        if len(self.door.waiting) < before:
            self._end_guests()

    def _end_guests(self) -> None:
        for name in [name for name in self.streams if not name.isdigit() and not name.startswith(f"{WALL}-")]:
            if name not in self.door.waiting:
                self.end_stream(name, End.ANEW)
        self.tell()

    def wait(self, guest: Guest) -> str | None:
        """The token of a device that waits from now on; None where too many do."""
        token = self.door.wait(guest, self.clock(), self.streams)
        self._end_guests()
        return token

    def invite(self, of: SeatKind, roles: tuple[str, ...] = ()) -> str:
        """The address that gives a new seat to one device: an evaluator's, or a latecomer's."""
        return self.move(self._add_seat(of, roles).number)

    def move(self, seat: int) -> str:
        """The address that gives a seat to another device; it ends the token that the seat has when it is used."""
        ticket = self.door.write_ticket(seat)
        self.tell()
        return f"{self.scheme}://{self.hosts[0]}/#t={ticket}"

    def redeem(self, ticket: str, before: Seat | None = None) -> str | None:
        """The token that a device has from now on for the seat of a ticket; None for a ticket that is none. Raises as `let_in` does.

        before: the seat that the device has. An evaluator's cannot become another kind. Any other one is no one's then.
        """
        seats = self.conductor.state.seats.all
        seat = self.door.find_ticket(ticket)
        is_judge = before is not None and before.of == SeatKind.EVALUATOR
        if seat is None or (is_judge and seats[seat].of != SeatKind.EVALUATOR):
            return None
        self.door.take_ticket(ticket)
        token, there = make_token(), seats[seat]
        room.set_seat(self.conductor, SeatSet(seat, "moved", there.of, there.roles, there.decides))
        self.records.bind(token, seat)
        self.end_stream(str(seat), End.MOVED)
        if before is not None and before.number != seat:
            self.records.end_token(before.number)
            self.end_stream(str(before.number), End.MOVED)
        self.show_split_if_complete()
        self.tell()
        return token

    def name_seat(self, seat: int, name: str) -> None:
        """Keeps what the facilitator calls a seat, beside the journal. Raises CommandRejected, OSError."""
        if (wrong := find_unprintable(name)) is not None:
            raise CommandRejected(f"{wrong[0]}; {wrong[1]}")
        if len(name) > NAME_CHARACTERS:
            raise CommandRejected(f"a name has at most {NAME_CHARACTERS} characters")
        self.records.name_seat(seat, name.strip())

    def remove(self, seat: int) -> None:
        """Ends a seat. Raises CommandRejected, JournalError."""
        there = self.conductor.state.seats.all.get(seat)
        of = there.of if there else SeatKind.PARTICIPANT
        room.set_seat(self.conductor, SeatSet(seat, "out", of))
        self.records.end_token(seat)
        self.end_stream(str(seat))
        self.show_split_if_complete()
        self.tell()

    def mark_away(self, seat: int, *, is_away: bool) -> None:
        """Says whether votes wait for a seat. Raises CommandRejected, JournalError."""
        there = self.conductor.state.seats.all[seat]
        change = "away" if is_away else "back"
        room.set_seat(self.conductor, SeatSet(seat, change, there.of, there.roles, there.decides))
        self.show_split_if_complete()
        self.tell()

    def show_split_if_complete(self) -> None:
        """Shows the split of the vote that is on, once all who are waited for have voted. Raises JournalError."""
        room.show_split_if_complete(self.conductor, self.awaited, self.connected)

    # ---- what seats do ---------------------------------------------------------------------------

    def vote(self, vote: VoteCast, reason: str = "", may_quote: bool = False) -> Receipt:
        """What became of a vote, which is on the disk then. The last one shows the split. Raises CommandRejected, JournalError, OSError."""
        (receipt,) = self.take_votes([SentVote(vote, reason, may_quote)])
        if isinstance(receipt, CommandRejected):
            raise receipt
        return receipt

    def take_votes(self, sent: Sequence[SentVote]) -> list[Receipt | CommandRejected]:
        """What became of votes that came together. They are on the disk then. Raises JournalError, OSError; then none was kept."""
        found = room.take_votes(self.conductor, self.records, sent)
        if not {Receipt.COUNTED, Receipt.CHANGED}.isdisjoint(found):
            self.show_split_if_complete()
        if not room.NEW_VOTES.isdisjoint(found):
            self.tell()
        return found

    def remark(self, remark: Remarked, text: str) -> bool:
        """Keeps an evaluator's rating or words, and returns whether they were new. Raises as `vote` does."""
        if not room.is_new_remark(self.conductor, remark):
            return False
        digest = self.records.keep_text(remark.remark, text)
        room.keep_remark(self.conductor, replace(remark, text=digest))
        self.tell()
        return True

    def guess(self, seat: Seat, amount: int) -> None:
        """A guess of the hot wash; the last of a seat counts. Raises ValueError where none is asked for, or it is out of range."""
        if self.guesses is None or not seat.can_vote:
            raise ValueError("no guess is asked for")
        self.guesses = self.guesses.guess(seat.number, amount)
        self.tell()

    def acknowledge_stop(self, seat: int) -> None:
        """A screen shows STOP."""
        if self.builder.stage == Stage.STOP:
            self.stop_seen.add(seat)
            self.on_change()

    # ---- screens ---------------------------------------------------------------------------------

    def open_stream(self, name: str, page: str) -> Stream:
        """The newest page of a seat takes it; walls are as many as like."""
        if name == WALL:
            name = f"{WALL}-{secrets.token_hex(4)}"
        elif (before := self.streams.get(name)) is not None:
            before.end(End.TAKEN)
            self.shared |= {int(name)} if name.isdigit() and before.page != page else set()
        stream = self.streams[name] = Stream(name, page)
        self.tell()
        return stream

    def end_stream(self, name: str, why: End = End.REMOVED) -> None:
        """The page that a seat has open learns that the seat is not its own any more."""
        if (stream := self.streams.pop(name, None)) is not None:
            stream.end(why)

    def leave(self, stream: Stream) -> None:
        """A page was closed."""
        self.expire()  # a device waits from now on without a page
        if self.streams.get(stream.name) is stream:
            del self.streams[stream.name]
        self.tell()

    def tell(self) -> None:
        """Tells the screens, and the facilitator."""
        self.refresh()
        self.on_change()

    def number(self, state: str) -> str:
        """A state with the run of this room and a number that only grows: the time, whose gaps tell nothing of what others got."""
        return f'{{"run":"{self.run}","number":{int(1000 * self.clock())},{state[1:]}'

    def render(self, name: str) -> str:
        """What a screen shows, as JSON: its kind and its view."""
        seat = self.conductor.state.seats.all.get(int(name)) if name.isdigit() else None
        if seat is not None:
            return f'{{"kind":"{seat.of}","view":{write_view(self.builder.build(seat))}}}'
        if name.startswith(WALL):
            return f'{{"kind":"wall","view":{write_view(self.builder.build_wall(self._describe_door()))}}}'
        place = [*self.door.waiting].index(name) + 1 if name in self.door.waiting else 0
        return json.dumps({"kind": "waiting", "view": {"stage": self.builder.stage, "place": place}})

    def _describe_door(self) -> DoorView:
        seats, waiting = len(self.came), len(self.door.waiting)
        if not self.door.is_open(self.clock()):
            return DoorView(seats, waiting)
        pin = "" if self.door.is_pin_off else self.door.pin
        return DoorView(seats, waiting, pin, draw_code(self.phone_address), self.hosts[0])
