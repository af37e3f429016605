"""Simulated phones, with which a facilitator practices alone: they come to the door, vote, guess and show STOP, as people's phones do.

They see what the phone of their seat shows, and nothing more. What they do goes through the room like a request of a phone. Two thirds of
them are locked while people talk: they have no page then, and wake when the wall asks for something. Their choices come from the system's
random numbers, never from the model's keys.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress

from reports.room.views import Choice, PhoneView
from sim.exercise import room
from sim.exercise.conductor import CommandRejected
from sim.exercise.events import SOMETHING_ELSE, SeatKind, VoteCast
from sim.exercise.journal import JournalError
from sim.exercise.room_stage import Stage
from sim.exercise.seats import Seat
from tui.web.door import Guest
from tui.web.live_room import End, LiveRoom, Stream

PHONES = 12
ARRIVAL, VOTE, GUESS, STOP = (1.0, 15.0), (4.0, 25.0), (4.0, 20.0), (0.1, 0.8)
"""Seconds that a phone takes, at least and at most."""
LAST_VOTE = (60.0, 120.0)
"""Of the last phone: longer than most facilitators wait, so that they show the split before all have voted."""
DOOR = (0.3, 0.7)
"""Seconds between two looks whether the door is open, or whether the wall asks for something."""
LOCK, WAKE = (15.0, 60.0), (1.0, 6.0)
"""Seconds without a use until a phone is locked, and until its owner has unlocked it."""
GUESS_MEAN, GUESS_SPREAD = 30.0, 60.0
"""Of guesses, in the unit that is asked for."""
CHANCE = secrets.SystemRandom()
Draw = Callable[[float, float], float]


class Crowd:
    """Phones that share a taste: of each question some answers draw more votes than others. draw: a number between two."""

    def __init__(self, live: LiveRoom, count: int = PHONES, draw: Draw = CHANCE.uniform) -> None:
        self.live, self.count, self.draw = live, count, draw
        self._weights: dict[str, dict[str, float]] = {}

    async def run(self) -> None:
        """Until each seat has ended. After a resume the phones take their seats back."""
        state = self.live.conductor.state
        roles = [*(role.id for role in state.exercise.roles if role.id in state.played), ""]
        seats = [str(seat.number) for seat in state.seats.taken if seat.can_vote][: self.count]
        names = [*seats, *[""] * (self.count - len(seats))]
        phones = (Phone(self, roles[number % len(roles)], number) for number in range(self.count))
        await asyncio.gather(*(phone.run(name) for phone, name in zip(phones, names, strict=True)))

    def choose(self, asking: str, choices: Sequence[Choice]) -> str:
        """An answer that can be taken today. The first one who is asked sets the taste."""
        known = self._weights.setdefault(asking, {one.id: CHANCE.expovariate(1.0) for one in choices})
        free = [one.id for one in choices if not one.struck and one.id != SOMETHING_ELSE] or [SOMETHING_ELSE]
        return CHANCE.choices(free, [known.get(one, 1.0) for one in free])[0]


class Phone:
    """One device. due: when it does what its page asks for, by the name of that; None once it is done.

    sleeps: whether it is locked between.
    """

    def __init__(self, crowd: Crowd, role: str, number: int) -> None:
        self.crowd, self.live, self.role, self.number = crowd, crowd.live, role, number
        self._due: dict[str, float | None] = {}
        self._sleeps = number % 3 > 0

    async def run(self, seat: str = "") -> None:
        """Until its seat ends, which it has already, or gets at the door."""
        name, run = seat or await self._wait_at_the_door(), self.live.run
        while name and self.live.run == run:
            stream = self.live.open_stream(name, f"simulated-{self.number}")
            try:
                await self._use(stream)
            finally:
                self.live.leave(stream)
            name = "" if stream.ended else stream.name
            if stream.ended == End.ANEW and self.live.run == run:
                name = await self._wait_at_the_door()  # it was sent away
            while name.isdigit() and self.live.run == run and not self._is_asked(name):
                await asyncio.sleep(self.crowd.draw(*DOOR))
            await asyncio.sleep(self.crowd.draw(*WAKE))

    async def _use(self, stream: Stream) -> None:
        """Until it is locked, or its page ends."""
        loop, locks_at = asyncio.get_running_loop(), 0.0
        while stream.ended is None:
            stream.changed.clear()
            wait = self._act(stream)
            if wait is None and self._sleeps and stream.name.isdigit():
                locks_at = locks_at or loop.time() + self.crowd.draw(*LOCK)
                wait = locks_at - loop.time()
                if wait <= 0.0:
                    return
            else:
                locks_at = 0.0
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await stream.changed.wait()

    def _is_asked(self, name: str) -> bool:
        """Whether the wall asks for something that this seat has not done, or the seat has ended. STOP unlocks no phone."""
        seat = self.live.conductor.state.seats.all[int(name)]
        task, _ = self._find_task(self.live.builder.build_phone(seat))
        return seat.is_gone or (task not in ("", "stop") and self._due.get(task, 0.0) is not None)

    async def _wait_at_the_door(self) -> str:
        """Its token."""
        await asyncio.sleep(self.crowd.draw(*ARRIVAL))
        guest, token = Guest(SeatKind.PARTICIPANT, (self.role,) if self.role else ()), None
        while token is None:
            if self.live.door.is_open(self.live.clock()):
                token = self.live.wait(guest)
            if token is None:
                await asyncio.sleep(self.crowd.draw(*DOOR))
        return token

    def _act(self, stream: Stream) -> float | None:
        """Does what is due. Returns the seconds until it is; None where nothing is asked for."""
        seats = self.live.conductor.state.seats.all
        seat = seats.get(int(stream.name)) if stream.name.isdigit() else None
        if seat is None or seat.is_gone:
            return None
        view = self.live.builder.build_phone(seat)
        name, span = self._find_task(view)
        now = asyncio.get_running_loop().time()
        due = self._due.setdefault(name, now + self.crowd.draw(*span)) if name else None
        if due is None:
            return None
        if now < due:
            return due - now
        self._due[name] = None
        with suppress(CommandRejected, JournalError, OSError, ValueError):  # as on a phone, it was not taken
            self._answer(view, seat)
        return None

    def _find_task(self, view: PhoneView) -> tuple[str, tuple[float, float]]:
        """What the page asks for, and how long that takes; an empty name for nothing."""
        if view.stage == Stage.STOP:
            return "stop", STOP
        if view.guess is not None:
            return f"guess {view.guess.about}", GUESS
        if view.question is not None and view.question.asking:
            return view.question.asking, LAST_VOTE if self.number + 1 == self.crowd.count else VOTE
        return "", STOP

    def _answer(self, view: PhoneView, seat: Seat) -> None:
        if view.stage == Stage.STOP:
            self.live.acknowledge_stop(seat.number)
        elif view.guess is not None:
            self.live.guess(seat, round(CHANCE.gauss(GUESS_MEAN, GUESS_SPREAD)))
        elif view.question is not None:
            asking = room.find_asking(self.live.conductor, view.question.asking)
            option = self.crowd.choose(asking.id, view.question.choices)
            vote = VoteCast(asking.id, secrets.token_hex(16), seat.number, option, CHANCE.randrange(3))
            self.live.vote(vote, f"Simulated reason {self.number // 3 + 1}." if self.number % 3 == 0 else "")
