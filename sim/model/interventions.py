"""What people at the desk or in the room can do to a running play, and what each does to the model.

A closed list. Every intervention has a scope: `players` reaches the arm in which it is decided, `world` and `fiat` reach all arms. It
does what its simulated counterpart would do, with the numbers the counterpart would have drawn, and uses up nobody else's. It adds; it
never rewrites the past. Where there is nothing left to do, it says why, and changes nothing.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from sim.arithmetic import to_grid
from sim.model import alerting, psap, shelter, word_of_mouth
from sim.model.awareness import learns
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.tables import NOBODY
from sim.trace import Channel, Kind

Scope = Literal["players", "world", "fiat"]


@dataclass(frozen=True)
class Outcome:
    """Whether something began, and if not, why not."""

    began: bool
    because: str = ""


BEGAN = Outcome(True)


class UnknownName(ValueError):
    """An intervention names somebody or something that this emergency does not have."""


@dataclass(frozen=True)
class PressTheApp:
    """Somebody presses the app, now."""

    kind: ClassVar[str] = "press"
    scope: ClassVar[Scope] = "players"
    person: str

    def apply(self, world: World) -> Outcome:
        """Both legs start from here, as far as they are on and work."""
        person = staff(world, self.person)
        if not world.tables.means.app:
            return Outcome(False, "this strategy has no app")
        if not world.present[person]:
            return away(self.person)
        alerting.pressed(world, person)
        return BEGAN


@dataclass(frozen=True)
class Call911:
    """Somebody dials 911, now."""

    kind: ClassVar[str] = "call-911"
    scope: ClassVar[Scope] = "players"
    person: str

    def apply(self, world: World) -> Outcome:
        """One more call; it takes a taker even if help is on the way."""
        person = staff(world, self.person)
        if not world.present[person]:
            return away(self.person)
        begins(world, psap.call(world, person, Channel.DIAL_911), person)
        return Outcome(True, "911 has sent help already" if world.dispatched else "")


@dataclass(frozen=True)
class Announce:
    """The office speaks on the PA, now on the way to the microphone."""

    kind: ClassVar[str] = "announce"
    scope: ClassVar[Scope] = "players"

    def apply(self, world: World) -> Outcome:
        """Goes out if the PA works; who knows already is not told again."""
        if not world.tables.means.pa:
            return Outcome(False, "the PA is not used under this strategy")
        office = world.tables.psap.office
        begins(world, alerting.announce(world, office), office)
        return BEGAN


@dataclass(frozen=True)
class Tell:
    """Somebody is told, face to face or by phone, by somebody in the room."""

    kind: ClassVar[str] = "tell"
    scope: ClassVar[Scope] = "players"
    person: str
    by: str = ""

    def apply(self, world: World) -> Outcome:
        """They learn it at once; whoever was doubting a message doubts no more."""
        person = staff(world, self.person)
        if not world.present[person]:
            return away(self.person)
        if world.aware[person] and not world.doubting[person]:
            return Outcome(False, f"{self.person} knows already")
        teller = staff(world, self.by) if self.by else NOBODY
        begins(world, word_of_mouth.hears(world, person, teller), person)
        return BEGAN


@dataclass(frozen=True)
class LockDoor:
    """Somebody locks the door of the room they are in."""

    kind: ClassVar[str] = "lock"
    scope: ClassVar[Scope] = "players"
    person: str

    def apply(self, world: World) -> Outcome:
        """Tries the lock until it holds."""
        person = staff(world, self.person)
        zone = world.zone[person]
        if zone == NOBODY or not world.tables.layout.lockable[zone]:
            return Outcome(False, f"{self.person} is not in a room that can be locked")
        if world.locked[zone]:
            return Outcome(False, "the door is locked already")
        begins(world, shelter.lock_up(world, person, zone), person)
        return BEGAN


@dataclass(frozen=True)
class SetChannel:
    """A channel fails, or works again, in all arms."""

    kind: ClassVar[str] = "channel"
    scope: ClassVar[Scope] = "world"
    channel: Literal["pa", "radio"]
    works: bool

    def apply(self, world: World) -> Outcome:
        """From now on."""
        channel = Channel[self.channel.upper()]
        if world.works[channel] == self.works:
            return Outcome(False, f"the {self.channel} {'works' if self.works else 'is down'} already")
        world.works[channel] = self.works
        world.tell(Kind.CONDITION, channel, value=float(self.works))
        return BEGAN


@dataclass(frozen=True)
class DelayUnit:
    """An off-campus unit that is not on the way yet will need longer, in all arms. seconds: more than drawn, finite, at least 0."""

    kind: ClassVar[str] = "delay-unit"
    scope: ClassVar[Scope] = "world"
    unit: str
    seconds: float

    def __post_init__(self) -> None:
        """Refuse a delay that would let a unit arrive before it was sent."""
        if not 0.0 <= self.seconds < math.inf:
            raise ValueError(f"delay-unit: seconds = {self.seconds}; it must be finite and at least 0")

    def apply(self, world: World) -> Outcome:
        """Only what has not begun can be changed."""
        if self.unit not in world.tables.units.ids:
            raise UnknownName(f"unit {self.unit!r}: there is {', '.join(world.tables.units.ids)}")
        unit = world.tables.units.ids.index(self.unit)
        if world.unit_doing[unit]:
            return Outcome(False, f"{self.unit} is on the way already")
        world.unit_delay[unit] += float(to_grid(self.seconds))
        return BEGAN


@dataclass(frozen=True)
class Inform:
    """The facilitator rules that somebody knows, in all arms."""

    kind: ClassVar[str] = "inform"
    scope: ClassVar[Scope] = "fiat"
    person: str

    def apply(self, world: World) -> Outcome:
        """Marked as told by the desk."""
        person = staff(world, self.person)
        if not world.present[person]:
            return away(self.person)
        if world.aware[person] and not world.doubting[person]:
            return Outcome(False, f"{self.person} knows already")
        learns(world, person, Channel.DESK)
        return BEGAN


@dataclass(frozen=True)
class AllClear:
    """The exercise is declared over, in all arms."""

    kind: ClassVar[str] = "all-clear"
    scope: ClassVar[Scope] = "fiat"

    def apply(self, world: World) -> Outcome:
        """Nothing happens after it."""
        if world.over:
            return Outcome(False, "it is over already")
        world.over = True
        world.tell(Kind.ALL_CLEAR)
        return BEGAN


Intervention = PressTheApp | Call911 | Announce | Tell | LockDoor | SetChannel | DelayUnit | Inform | AllClear
KINDS: dict[str, type[Intervention]] = {
    kind.kind: kind
    for kind in (PressTheApp, Call911, Announce, Tell, LockDoor, SetChannel, DelayUnit, Inform, AllClear)
}


def apply(world: World, intervention: Intervention) -> Outcome:
    """Does it now, before the model's own events of this instant; several at one instant in the order in which they are made."""
    if world.over or world.now >= world.tables.horizon:
        return Outcome(False, f"it is over since T+{world.now:.0f} s")
    world.interventions += 1
    return intervention.apply(world)


def begins(world: World, steps: Process, entity: int) -> None:
    """Starts what somebody has decided, before the model's own events of this instant."""
    world.start(steps, Rank.INTERVENTION, entity, count=world.interventions)


def away(person: str) -> Outcome:
    """Nothing begins, because somebody is away."""
    return Outcome(False, f"{person} is not on campus")


def to_json(intervention: Intervention) -> dict[str, Any]:
    """As a mapping that JSON can hold."""
    return {"kind": intervention.kind, **asdict(intervention)}


def from_json(data: dict[str, Any]) -> Intervention:
    """Back from `to_json`. Raises UnknownName for a kind that is none, TypeError for fields that do not fit."""
    fields = dict(data)
    kind = fields.pop("kind", None)
    if kind not in KINDS:
        raise UnknownName(f"intervention {kind!r}: there is {', '.join(KINDS)}")
    return KINDS[kind](**fields)


def staff(world: World, name: str) -> int:
    """Index of a member of staff."""
    if name not in world.tables.staff.ids:
        raise UnknownName(f"{name!r} is not on the roster of {world.tables.campus}")
    return world.tables.staff.ids.index(name)
