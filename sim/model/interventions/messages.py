"""Calls, alerts and announcements: the app, 911, the PA, the radio."""

from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from sim.model import alerting, psap
from sim.model.hearing import covers
from sim.model.interventions.actions import PersonalAction, has_phone, speaks_for_the_office, start_decided
from sim.model.interventions.base import find_area, find_zone
from sim.model.interventions.outcome import Outcome, describe_notification, preview_broadcast
from sim.model.interventions.request import Obstacle, Request
from sim.model.orders import Instruction
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

    def ask(self, tables: Tables) -> Request:
        asked = super().ask(tables)
        if self.instruction is None:
            return asked
        return asked._replace(
            instruction=Instruction[self.instruction.upper()],
            area=find_area(tables, self.place),
            exit=NOBODY if self.exit is None else find_zone(tables, self.exit),
            plain=self.words == "plain",
        )


def give_order(world: World, asked: Request) -> int:
    """The number of what a message asks for; NOBODY for nothing."""
    if asked.instruction == NOBODY:
        return NOBODY
    return world.add_order(asked.instruction, asked.area, asked.exit, asked.plain)


def note_decision(world: World, asked: Request) -> None:
    """The office has decided, if the person speaks for it and the message is the plan's own."""
    is_plan = asked.instruction == NOBODY or asked.instruction == Instruction.SHELTER
    if is_plan and speaks_for_the_office(world, asked.person):
        world.playbook.office_orders(world, world.tables.psap.office)


def describe_instruction(world: World, asked: Request) -> str:
    """Whom it addresses by the timetable, if not everyone; empty without an instruction."""
    if asked.instruction == NOBODY or asked.area == NOBODY:
        return ""
    posts = zip(world.home, world.occupants, strict=True)
    heads = sum(count for zone, count in posts if covers(world, asked.area, zone))
    return f"for {heads} people by the timetable"


@dataclass(frozen=True)
class Press(Message):
    """A person presses the app as a witness would, with authority if the strategy requires it."""

    kind: ClassVar[str] = "press"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.tables.means.app:
            return Obstacle.NO_APP
        if not world.peek(Purpose.INSTALLED, asked.person):
            return Obstacle.APP_MISSING
        return Obstacle.NONE if world.peek(Purpose.PHONE_ON_PERSON, asked.person) else Obstacle.NO_PHONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        note_decision(world, asked)
        press = alerting.press_app(world, asked.person, True, give_order(world, asked))
        start_decided(world, press, asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        means = world.tables.means
        since = world.first_time(EventKind.ANSWERED) if means.psap_leg else None
        known = describe_notification(since)
        says = describe_instruction(world, asked)
        outcome = preview_broadcast(world, known, says) if means.staff_leg else Outcome(True, known)
        return replace(outcome, notified_at=since)


@dataclass(frozen=True)
class PressBadge(Message):
    """A person presses a badge as a witness would."""

    kind: ClassVar[str] = "press-badge"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.tables.means.badge:
            return Obstacle.NO_BADGE
        is_charged = world.peek(Purpose.BADGE_WORN, asked.person) and world.peek(Purpose.BADGE_CHARGED, asked.person)
        if not is_charged:
            return Obstacle.BADGE_MISSING
        return Obstacle.BADGE_PRESSED if world.badge_pressed[asked.person] else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        press = alerting.press_badge(world, asked.person, True, give_order(world, asked))
        start_decided(world, press, asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return preview_broadcast(world, describe_instruction(world, asked))


@dataclass(frozen=True)
class CallOut(PersonalAction):
    """A person of the office starts its phone tree, or sends its runners."""

    kind: ClassVar[str] = "call-out"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.tables.means.calls_out:
            return Obstacle.NOTHING_TO_CALL_OUT_BY
        if not world.tables.staff.office[asked.person]:
            return Obstacle.NOT_OF_THE_OFFICE
        return Obstacle.CALLED_OUT if world.has_called_out else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        alerting.call_out(world, world.tables.psap.office)


@dataclass(frozen=True)
class Call911(PersonalAction):
    """A person dials 911. A person who plays the office calls as the office."""

    kind: ClassVar[str] = "call-911"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return Obstacle.NONE if has_phone(world, asked.person) else Obstacle.NO_PHONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        call_911(world, asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        since = world.first_time(EventKind.ANSWERED)
        return Outcome(True, describe_notification(since), notified_at=since)


def call_911(world: World, person: int) -> None:
    """Starts a decided call, by the office where the person speaks for it."""
    if speaks_for_the_office(world, person):
        world.office_has_called = True
        start_decided(world, psap.call_911(world, world.tables.psap.office, Channel.DIAL_911, True), person)
    else:
        start_decided(world, alerting.dial_911(world, person, True), person)


@dataclass(frozen=True)
class Announce(Message):
    """A person makes a PA announcement, after reaching the microphone."""

    kind: ClassVar[str] = "announce"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return Obstacle.NONE if world.tables.means.pa else Obstacle.PA_UNUSED

    @staticmethod
    def start(world: World, asked: Request) -> None:
        note_decision(world, asked)
        speaker = asked.person
        if speaks_for_the_office(world, asked.person):
            world.office_has_spoken = True
            speaker = world.tables.psap.office
        order = give_order(world, asked)
        start_decided(world, alerting.announce(world, speaker, True, asked.person, order), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return preview_broadcast(world, describe_instruction(world, asked))


@dataclass(frozen=True)
class Radio(Message):
    """A person calls the office and all radio carriers on the campus radio."""

    kind: ClassVar[str] = "radio"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return find_missing_radio(world, asked.person)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        note_decision(world, asked)
        order = give_order(world, asked)
        start_decided(world, alerting.broadcast_by_radio(world, asked.person, True, order), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return preview_broadcast(world, describe_instruction(world, asked))


def find_missing_radio(world: World, person: int) -> int:
    """Why a person cannot call by radio, or none."""
    if not world.tables.means.radio:
        return Obstacle.RADIO_UNUSED
    return Obstacle.NONE if world.tables.staff.radio[person] else Obstacle.NO_RADIO
