"""What one person does to another or where they stand: tell, send, call the team, speak calmly, step aside, lock.

Telling a person in the same zone takes as long as hearing it from others in the room. A phone call on campus takes as long as reaching
the office, because no other figure is published.
"""

from dataclasses import dataclass
from typing import ClassVar

from sim.model import alerting, errands, lockdown
from sim.model.duty import start_duty
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.interventions.actions import (
    PersonalAction,
    count_students_with,
    has_phone,
    is_at_scene,
    is_sure,
    speaks_for_the_office,
    start_action,
    start_decided,
)
from sim.model.interventions.base import find_person, find_zone
from sim.model.interventions.leaving import describe_leaving
from sim.model.interventions.messages import Message, describe_instruction, give_order
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.request import Obstacle, Request
from sim.model.state import DECIDED_OFFSET, World
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@dataclass(frozen=True)
class Tell(Message):
    """A person tells another, face to face in the same zone, else by phone, perhaps what to do."""

    kind: ClassVar[str] = "tell"
    whom: str

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(other=find_person(tables, self.whom))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if is_sure(world, asked.other) and asked.instruction == NOBODY:
            return Obstacle.OTHER_KNEW
        is_together = world.zone[asked.person] == world.zone[asked.other]
        if is_together or has_phone(world, asked.person):
            return Obstacle.NONE
        return Obstacle.OTHER_IS_OUT_OF_REACH

    @staticmethod
    def start(world: World, asked: Request) -> None:
        order = give_order(world, asked)
        start_decided(world, tell_person(world, asked.person, asked.other, order), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_instruction(world, asked))


@dataclass(frozen=True)
class Send(PersonalAction):
    """A person sends another to the hazard or the patient: by radio if both carry one, else by phone.

    They respond like staff whose task it is. Any adult may be sent to a patient, by way of an AED if that is sooner.
    """

    kind: ClassVar[str] = "send"
    whom: str

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(other=find_person(tables, self.whom))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        person = asked.other
        has_task = world.tables.staff.is_responder[person] or world.sent[person]
        if not (has_task or world.playbook.anyone_may_be_sent):
            return Obstacle.IS_NOT_THEIR_TASK
        if is_at_scene(world, person):
            return Obstacle.IS_THERE
        if has_task and world.acting[person]:
            return Obstacle.GOES_THERE
        return Obstacle.NONE if can_reach(world, asked.person, person) else Obstacle.NO_WAY_TO_REACH

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_decided(world, send_person(world, asked.person, asked.other), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_leaving(world, asked.other, self.whom))


@dataclass(frozen=True)
class CallTeam(PersonalAction):
    """A person calls the response team: by radio all who carry one, then by phone the rooms of members who do not know."""

    kind: ClassVar[str] = "call-team"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.tables.means.calls_team:
            return Obstacle.NO_TEAM
        has_radio = world.tables.means.radio and world.tables.staff.radio[asked.person]
        can_call = has_radio or has_phone(world, asked.person)
        return Obstacle.NONE if can_call else Obstacle.CANNOT_ASK_ROOMS

    @staticmethod
    def start(world: World, asked: Request) -> None:
        if speaks_for_the_office(world, asked.person):
            start_decided(world, alerting.call_team(world, world.tables.psap.office), asked.person)
        else:
            start_decided(world, call_team(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        members = sum(world.present[p] and world.tables.means.is_on_team[p] for p in world.people)
        return Outcome(True, f"{members} people on campus are on the team")


@dataclass(frozen=True)
class Engage(PersonalAction):
    """An adult keeps a distance from a person who is agitated, and speaks calmly. One who is trained may make escalation less likely."""

    kind: ClassVar[str] = "engage"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return find_distance(world, asked.person)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.engage is not None
        start_action(world, world.playbook.engage(world, asked.person), asked.person)


@dataclass(frozen=True)
class StepAside(PersonalAction):
    """An adult leads their group away from a person who is agitated. at: a zone."""

    kind: ClassVar[str] = "step-aside"
    at: str

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(zone=find_zone(tables, self.at))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        distance = find_distance(world, asked.person)
        if distance != Obstacle.NONE:
            return distance
        return Obstacle.IS_THERE_ALREADY if world.zone[asked.person] == asked.zone else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, errands.step_aside(world, asked.person, asked.zone), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, f"{count_students_with(world, asked.person)} students go along")


@dataclass(frozen=True)
class Lock(PersonalAction):
    """A person locks the door of the room they are in."""

    kind: ClassVar[str] = "lock"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        zone = world.zone[asked.person]
        if not world.tables.layout.is_lockable[zone]:
            return Obstacle.NOT_LOCKABLE
        return Obstacle.IS_LOCKED if world.seems_locked[zone] else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        person = asked.person
        start_action(world, lockdown.lock_room(world, person, world.zone[person], True), person)


def find_distance(world: World, person: int) -> int:
    """Why a person does not face someone who is agitated now, or none."""
    if world.playbook.engage is None:
        return Obstacle.NO_ONE_AGITATED
    if not world.aware[person]:
        return Obstacle.DOES_NOT_KNOW
    if world.is_hazard_over():
        return Obstacle.IS_OVER
    return Obstacle.NONE if is_at_scene(world, person) else Obstacle.NOT_WITH_PERSON


def call_team(world: World, caller: int) -> Process:
    """Handler: calls the response team by radio and by phone, as the office does."""
    yield from alerting.broadcast_by_radio(world, caller, decided=True)
    if has_phone(world, caller):
        yield from alerting.phone_members(world, caller)


def tell_person(world: World, teller: int, listener: int, order: int) -> Process:
    """Handler: a person tells another, face to face or by phone."""
    yield from pass_message(world, teller, listener, order)


def send_person(world: World, sender: int, person: int) -> Process:
    """Handler: a person is told to respond."""
    if (yield from reach_person(world, sender, person)):
        assign_to_scene(world, person)


def reach_person(world: World, sender: int, person: int) -> Process:
    """Reaches a person face to face, by radio or by phone. Returns whether they were reached."""
    if world.zone[sender] == world.zone[person]:
        is_told = yield from pass_message(world, sender, person)
        if is_told:
            return True
    if (yield from call_by_radio(world, sender, person)):
        return True
    return (yield from pass_message(world, sender, person))


def pass_message(world: World, teller: int, listener: int, order: int = NOBODY) -> Process:
    """Passes a message face to face in the same zone, else by phone. order: what it asks for. Returns whether it arrived."""
    if world.zone[teller] == world.zone[listener]:
        known = Purpose.SAME_ROOM in world.tables.streams
        seconds = world.draw(Purpose.SAME_ROOM, listener) if known else 0.0
        yield world.wait(seconds, Rank.CONTACT, listener, Purpose.SAME_ROOM, DECIDED_OFFSET + teller)
        hear(world, listener, Channel.VOICE, order, teller)
        return True
    world.log_event(EventKind.REPORTS, teller, Channel.DESK_PHONE, world.zone[teller])
    seconds = world.draw(Purpose.REACH_OFFICE, teller)
    yield world.wait(seconds, Rank.DELIVERY, teller, Purpose.REACH_OFFICE, DECIDED_OFFSET)
    if not alerting.can_phone(world, listener):
        world.log_event(EventKind.SILENT, teller, Channel.DESK_PHONE)
        return False
    if is_in_the_office(world, listener):
        alerting.inform_office(world, teller, Channel.DESK_PHONE)
    hear(world, listener, Channel.DESK_PHONE, order, teller)
    return True


def call_by_radio(world: World, sender: int, person: int) -> Process:
    """Sends a radio call that all radio carriers may hear, if both carry one. Returns whether this person heard it."""
    if not can_use_radio(world, sender, person):
        return False
    message = yield from alerting.talk_by_radio(world, sender, decided=True)
    if message == NOBODY:
        return False
    alerting.deliver_radio_call(world, sender, message)
    return alerting.is_radio_heard(world, person, message)


def can_reach(world: World, sender: int, person: int) -> bool:
    """Whether a person can try to reach another: they are together, or there is a radio or a phone."""
    together = world.zone[sender] == world.zone[person]
    return together or can_use_radio(world, sender, person) or has_phone(world, sender)


def can_use_radio(world: World, sender: int, person: int) -> bool:
    """Whether both carry a radio and the strategy uses radios."""
    carries = world.tables.staff.radio
    return world.tables.means.radio and carries[sender] and carries[person]


def is_in_the_office(world: World, person: int) -> bool:
    """Whether a person works in the office and is there."""
    return world.tables.staff.office[person] and world.zone[person] == world.tables.means.office_zone


def assign_to_scene(world: World, person: int) -> None:
    """Makes responding their task: at once if they act already, else once they are convinced, or have done their errand."""
    on_the_way = world.tables.staff.is_responder[person] or world.sent[person]
    world.sent[person] = True
    if world.acting[person] and not (on_the_way or world.on_errand[person]):
        start_duty(world, person)
