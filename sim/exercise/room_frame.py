"""What participants may see, as one record: read by the terminal, the projector and the phones, written and parsed here only.

A field that has nothing to show is not sent. Times of day and T+ are text, other times seconds. Shares are whole percentages by kind
(aware, protected) and arm. A new field needs a new check in the secrecy tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from sim.exercise.events import STRICT
from sim.exercise.floor_blocks import MarkedFloor

Percentages = Mapping[str, Mapping[str, int]]
Curves = Mapping[str, Mapping[str, tuple[int, ...]]]


class ClockStatus(StrEnum):
    """Whether T+ runs, and if not, why."""

    STOPPED = "stopped"
    RUNNING = "running"
    BRIEFING = "briefing"
    DISCUSS = "stopped: discuss"
    TIME_RUNS = "decide now: time is running"
    TIME_WILL_RUN = "stopped: time will run"
    DECIDED = "stopped: decided"
    HOT_WASH = "hot wash"
    ENDED = "ended"
    REAL_EMERGENCY = "real emergency"

    @property
    def is_running(self) -> bool:
        return self in (ClockStatus.RUNNING, ClockStatus.TIME_RUNS)


@dataclass(frozen=True)
class Place:
    """One of several: a minute of the slot, a message, a card. at: from 1."""

    at: int
    of: int


@dataclass(frozen=True)
class Card:
    """A card of the briefing, alone on the view."""

    title: str
    lines: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Message:
    """is_withheld: a wall says only that it came, until the facilitator puts it up."""

    at: str
    sender: str
    to: tuple[str, ...]
    mode: str
    says: str
    is_withheld: bool = False


@dataclass(frozen=True)
class RoomRow:
    """The rooms of a floor. marks: as on the plan, one for each room. named: rooms that people call by a name, with their mark."""

    building: str
    floor: str
    marks: str
    named: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bars:
    """names: of the arms that are shown."""

    names: Mapping[str, str]
    shares: Percentages


@dataclass(frozen=True)
class Milestone:
    """What arms are compared at. percent: None for an outcome. times: T+ by arm, None where it has not been reached."""

    of: str
    percent: int | None
    times: Mapping[str, float | None]


@dataclass(frozen=True)
class Race:
    """The shares at equal steps from onset to `end`, up to `now`, then at `now`."""

    end: float
    now: float
    shares: Curves
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True)
class Impact:
    """What a decision (`about`) did. reached: members of staff, None where it is no message. cost: seconds of T+.

    sooner: median seconds, None where nobody was reached. at_least: whether the simulated arm has not reached half of them yet.
    """

    about: str
    reached: int | None
    sooner: int | None
    at_least: bool
    cost: int


@dataclass(frozen=True)
class Countdown:
    of: Literal["discussion", "timed", "module"]
    seconds: int


@dataclass(frozen=True)
class Option:
    """struck: why it cannot be taken today; empty where it can."""

    says: str
    struck: str = ""


@dataclass(frozen=True)
class Question:
    role: str
    asks: str
    is_timed: bool
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Jump:
    """The scenario time that a module skips."""

    title: str
    says: str


@dataclass(frozen=True)
class StageDates:
    """A stage of the followed report, and its date in each arm; empty where it had not come."""

    name: str
    dates: Mapping[str, str]


@dataclass(frozen=True)
class Debrief:
    """The shares at equal steps from onset to `end`, and (`then`) at `stopped`, the T+ of the exercise. In days dates instead."""

    end: float
    stopped: float
    shares: Curves
    then: Percentages
    dates: tuple[StageDates, ...] = ()


@dataclass(frozen=True)
class RoomFrame:
    """What the participants of some roles may see now.

    reading: which of the unread messages comes first. past: all is read, and T+ has jumped since. queue, reports, responders: what is
    known of a module's queue, of the hazard and of help. hazard: where it truly is, if unknowns are revealed. since: what happened in
    the last interval. kind: of the hazard, where no one has to learn of it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    agenda: Place = Place(1, 1)
    stop: bool = False
    black: bool = False
    frozen: bool = False
    ended: bool = False
    school: str = ""
    day: str = ""
    time: str = ""
    clock: str = ""
    status: ClockStatus = ClockStatus.STOPPED
    speed: int = 1
    card: Card | None = None
    messages: tuple[Message, ...] = ()
    reading: Place | None = None
    past: bool = False
    rooms: tuple[RoomRow, ...] = ()
    queue: str = ""
    reports: tuple[str, ...] = ()
    responders: tuple[str, ...] = ()
    hazard: str = ""
    plan: tuple[MarkedFloor, ...] = ()
    bars: Bars = Bars({}, {})
    race: Race | None = None
    impact: Impact | None = None
    countdown: Countdown | None = None
    question: Question | None = None
    since: tuple[str, ...] = ()
    since_when: str = ""
    jump: Jump | None = None
    decisions: tuple[str, ...] = ()
    debrief: Debrief | None = None
    kind: str = ""

    def blank(self) -> "RoomFrame":
        """The minute of the agenda and nothing else; a real emergency is still told."""
        return RoomFrame(agenda=self.agenda, stop=self.stop, black=True)

    def emergency(self) -> "RoomFrame":
        """STOP on every screen, and nothing else."""
        return replace(self.blank(), stop=True)

    def to_json(self) -> bytes:
        """The bytes that are sent."""
        return _adapter().dump_json(self, exclude_defaults=True)

    @staticmethod
    def parse(sent: bytes) -> "RoomFrame":
        """A frame that was sent. Raises ValueError for anything else."""
        return _adapter().validate_json(sent)


@cache
def _adapter() -> TypeAdapter[RoomFrame]:
    return TypeAdapter(RoomFrame)
