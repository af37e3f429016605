"""Calls, alerts and announcements: the app, 911, the PA, the radio."""

from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from sim.model import alerting, hearing, psap
from sim.model.hearing import covers
from sim.model.interventions.actions import (
    PersonalAction,
    has_phone,
    speaks_for_the_office,
    start_decided,
)
from sim.model.interventions.base import find_area, find_staff, find_zone
from sim.model.interventions.outcome import (
    Outcome,
    describe_notification,
    preview_broadcast,
    reject_because,
)
from sim.model.orders import Instruction, Order
from sim.model.state import World
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose

Words = Literal["plain", "coded"]


@dataclass(frozen=True)
class Message(PersonalAction):
    """A message that may ask people to do something, where it is heard.

    instruction: a member of `Instruction` in small letters, or None: it only says what is going on. place: a building or zone that it is
    for, None: everywhere. exit: the zone by which to evacuate, None: the nearest. words: understood by everyone, or by those who know
    the code.
    """

    instruction: str | None = field(default=None, kw_only=True)
    place: str | None = field(default=None, kw_only=True)
    exit: str | None = field(default=None, kw_only=True)
    words: Words = field(default="plain", kw_only=True)

    def __post_init__(self) -> None:
        """Refuses what does not go together."""
        if self.instruction is None and (self.place, self.exit, self.words) != (None, None, "plain"):
            raise ValueError(f"{self.kind}: place, exit and words belong to an instruction")
        if self.exit is not None and self.instruction != "evacuate":
            raise ValueError(f"{self.kind}: an exit belongs to evacuate")

    def build_order(self, tables: Tables) -> Order | None:
        """The instruction it carries, if any. Raises UnknownName."""
        if self.instruction is None:
            return None
        door = NOBODY if self.exit is None else find_zone(tables, self.exit)
        area = find_area(tables, self.place)
        return Order(Instruction[self.instruction.upper()], area, door, self.words == "plain")

    def give_order(self, world: World) -> int:
        """The number of its instruction; NOBODY without one."""
        order = self.build_order(world.tables)
        return NOBODY if order is None else hearing.give_order(world, order)

    def describe_instruction(self, world: World) -> str:
        """Whom it addresses by the timetable, if not everyone; empty without an instruction."""
        order = self.build_order(world.tables)
        if order is None or order.area == NOBODY:
            return ""
        posts = zip(world.home, world.occupants, strict=True)
        heads = sum(count for zone, count in posts if covers(world, order.area, zone))
        return f"for {heads} people by the timetable"


@dataclass(frozen=True)
class Press(Message):
    """A person presses the app as a witness would, with authority if the strategy requires it."""

    kind: ClassVar[str] = "press"

    def preview(self, world: World) -> Outcome:
        person, means = find_staff(world, self.by), world.tables.means
        if not means.app:
            return reject_because("this strategy has no app")
        if not world.peek(Purpose.INSTALLED, person):
            return reject_because(f"{self.by} does not have the app")
        if not world.peek(Purpose.PHONE_ON_PERSON, person):
            return reject_because(f"{self.by} has no phone at hand")
        since = world.first_time(EventKind.ANSWERED) if means.psap_leg else None
        known = describe_notification(since)
        asks = self.describe_instruction(world)
        outcome = preview_broadcast(world, known, asks) if means.staff_leg else Outcome(True, known)
        return replace(outcome, notified_at=since)

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_decided(world, alerting.press_app(world, person, True, self.give_order(world)), person)


@dataclass(frozen=True)
class Call911(PersonalAction):
    """A person dials 911. A person who plays the office calls as the office."""

    kind: ClassVar[str] = "call-911"

    def preview(self, world: World) -> Outcome:
        if not has_phone(world, find_staff(world, self.by)):
            return reject_because(f"{self.by} has no phone at hand")
        since = world.first_time(EventKind.ANSWERED)
        return Outcome(True, describe_notification(since), notified_at=since)

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        if speaks_for_the_office(world, person):
            world.office_has_called = True
            call = psap.call_911(world, world.tables.psap.office, Channel.DIAL_911, decided=True)
            start_decided(world, call, person)
        else:
            start_decided(world, alerting.dial_911(world, person, decided=True), person)


@dataclass(frozen=True)
class Announce(Message):
    """A person makes a PA announcement, after reaching the microphone."""

    kind: ClassVar[str] = "announce"

    def preview(self, world: World) -> Outcome:
        if not world.tables.means.pa:
            return reject_because("the PA is not used under this strategy")
        return preview_broadcast(world, self.describe_instruction(world))

    def execute(self, world: World) -> None:
        person = speaker = find_staff(world, self.by)
        if speaks_for_the_office(world, person):
            world.office_has_spoken = True
            speaker = world.tables.psap.office
        start_decided(world, alerting.announce(world, speaker, True, person, self.give_order(world)), person)


@dataclass(frozen=True)
class Radio(Message):
    """A person calls the office and all radio carriers on the campus radio."""

    kind: ClassVar[str] = "radio"

    def preview(self, world: World) -> Outcome:
        if not world.tables.means.radio:
            return reject_because("radios are not used under this strategy")
        if not world.tables.staff.radio[find_staff(world, self.by)]:
            return reject_because(f"{self.by} carries no radio")
        return preview_broadcast(world, self.describe_instruction(world))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_decided(world, alerting.broadcast_by_radio(world, person, True, self.give_order(world)), person)
