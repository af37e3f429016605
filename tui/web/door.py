"""The door of the room: the key in the QR code and the PIN, while it is open; who waits; and tickets for one seat each.

Times are seconds of a monotonic clock, and are given. A key and a ticket are too long to guess; PINs are counted. What is right is never
counted. Secrets come from the system, never from the model's numbers.
"""

import secrets
from collections import Counter, deque
from collections.abc import Container, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from sim.exercise.events import SeatKind

OPEN_SECONDS = 600.0
"""How long the door stays open at most."""
WRONG_A_MINUTE, WRONG_IN_ALL = 5, 50
"""Wrong PINs: of an address, and of an opening, after which only the key works."""
MAX_WAITING, WAITING_OF_ADDRESS = 20, 8
"""Devices that wait: in all, and of one address, from which on an idle one gives way. A school can be one address."""
MAX_WALLS, WALLS_OF_ADDRESS = 5, 1
"""Walls on other computers that wait at a time, likewise."""
GONE_SECONDS, IDLE_SECONDS = 15.0, 3.0
"""How long the page of a device that waits may be closed until its place ends, and until it may give way."""
KEY_BYTES = 16
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Of walls; no vowels, so that they are no word."""


class Verdict(StrEnum):
    """What became of a key or a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_OFTEN = "too-often"
    PIN_OFF = "pin-off"
    CLOSED = "closed"
    FULL = "full"
    SEATED = "seated"


class Guest(NamedTuple):
    """A device that waits to be let in. roles: that the person plays. seen: when its page was open last."""

    of: SeatKind
    roles: tuple[str, ...] = ()
    address: str = ""
    seen: float = 0.0


class WaitingWall(NamedTuple):
    """A wall on another computer. letters: that it shows. seen: when it asked last."""

    letters: str
    address: str
    seen: float


@dataclass
class Door:
    """Closed until `open`."""

    key: str = ""
    pin: str = ""
    closes_at: float = 0.0
    waiting: dict[str, Guest] = field(default_factory=dict)
    """By token, the first first."""
    walls: dict[str, WaitingWall] = field(default_factory=dict)
    """By token."""
    _wrong: dict[str, deque[float]] = field(default_factory=dict)
    _wrong_in_all: int = 0
    _tickets: dict[str, int] = field(default_factory=dict)

    def open(self, now: float) -> None:
        """With a new key and a new PIN."""
        self.key, self.pin = make_key(), f"{secrets.randbelow(10**6):06}"
        self.closes_at = now + OPEN_SECONDS
        self._wrong, self._wrong_in_all = {}, 0

    def close(self) -> None:
        """Key and PIN end; who waits, waits on."""
        self.key = self.pin = ""
        self.closes_at = 0.0

    def is_open(self, now: float) -> bool:
        return bool(self.key) and now < self.closes_at

    @property
    def is_pin_off(self) -> bool:
        """Whether so many wrong PINs came that none works any longer."""
        return self._wrong_in_all >= WRONG_IN_ALL

    def judge_key(self, key: str, now: float) -> Verdict:
        if not self.is_open(now):
            return Verdict.CLOSED
        return Verdict.RIGHT if is_same(key, self.key) else Verdict.WRONG

    def judge_pin(self, pin: str, address: str, now: float) -> Verdict:
        """address: of the device, for the count of wrong ones."""
        if not self.is_open(now):
            return Verdict.CLOSED
        if self.is_pin_off:
            return Verdict.PIN_OFF
        wrong = self._wrong.setdefault(address, deque())
        while wrong and wrong[0] <= now - 60.0:
            wrong.popleft()
        if len(wrong) >= WRONG_A_MINUTE:
            return Verdict.TOO_OFTEN
        if is_same(pin, self.pin):
            return Verdict.RIGHT
        wrong.append(now)
        self._wrong_in_all += 1
        return Verdict.WRONG

    def wait(self, guest: Guest, now: float, pages: Container[str] = ()) -> str | None:
        """The token of a device that waits from now on; None where too many do. pages: tokens of those whose page is open."""
        self.expire(now, pages)
        idle = {token for token, one in self.waiting.items() if token not in pages and now >= one.seen + IDLE_SECONDS}
        if not make_place(self.waiting, guest.address, idle, MAX_WAITING, WAITING_OF_ADDRESS):
            return None
        token = make_token()
        self.waiting[token] = guest._replace(seen=now)
        return token

    def expire(self, now: float, pages: Container[str] = ()) -> None:
        """Ends the places of devices whose page is gone. pages: as above."""
        self.waiting = {token: one._replace(seen=now) if token in pages else one for token, one in self.waiting.items()}
        self.waiting = {token: one for token, one in self.waiting.items() if now < one.seen + GONE_SECONDS}
        self.walls = {token: one for token, one in self.walls.items() if now < one.seen + GONE_SECONDS}

    def show_letters(self, address: str, now: float) -> tuple[str, str] | None:
        """A token and the six letters that a wall on another computer shows until the facilitator types them; None where too many wait."""
        self.expire(now, self.waiting)
        idle = {token for token, one in self.walls.items() if now >= one.seen + IDLE_SECONDS}
        if not make_place(self.walls, address, idle, MAX_WALLS, WALLS_OF_ADDRESS):
            return None
        token, letters = make_token(), "".join(secrets.choice(LETTERS) for _ in range(6))
        self.walls[token] = WaitingWall(letters, address, now)
        return token, letters

    def see_wall(self, token: str, now: float) -> None:
        """The wall of this token still waits; its letters stay good."""
        if token in self.walls:
            self.walls[token] = self.walls[token]._replace(seen=now)

    def take_wall(self, typed: str) -> str | None:
        """The token of the wall that shows these letters, which ends its waiting."""
        wanted = typed.replace(" ", "").upper()
        token = next((token for token, one in self.walls.items() if one.letters == wanted), None)
        if token is not None:
            del self.walls[token]
        return token

    def write_ticket(self, seat: int) -> str:
        """A key that leads one device to this seat, once; an earlier one for the seat ends."""
        ticket = make_key()
        self._tickets = {known: of for known, of in self._tickets.items() if of != seat} | {ticket: seat}
        return ticket

    def find_ticket(self, ticket: str) -> int | None:
        """The seat of a ticket."""
        return self._tickets.get(ticket)

    def take_ticket(self, ticket: str) -> int | None:
        """The seat of a ticket, which ends."""
        return self._tickets.pop(ticket, None)


def make_place(
    waiting: MutableMapping[str, Any], address: str, idle: Container[str], most: int, most_of_address: int
) -> bool:
    """Whether one more of this address can wait; another one may have to give way, the oldest first.

    An idle one does where the address has as many as it may. Where all places are taken, one of any address does, and even one that is not
    idle where its address has more than it may: no single device keeps all others out.
    """
    of_address = Counter(one.address for one in waiting.values())
    (largest, count) = max(of_address.items(), key=lambda one: one[1], default=("", 0))
    giving = [token for token, one in waiting.items() if token in idle and one.address == address]
    is_full = len(waiting) >= most
    if of_address[address] < most_of_address:
        giving = [token for token in waiting if token in idle] if is_full else []
        if is_full and not giving and count > most_of_address:
            giving = [token for token, one in waiting.items() if one.address == largest]
    for token in giving[:1]:
        del waiting[token]
    return bool(giving) or not is_full


def make_token() -> str:
    """For a cookie."""
    return secrets.token_urlsafe(32)


def make_key() -> str:
    """For an address, which people see."""
    return secrets.token_urlsafe(KEY_BYTES)


def is_same(given: str, secret: str) -> bool:
    """In a time that does not depend on where they differ."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())
