"""What one person does to another or where they stand: tell, send, lock.

Telling a person in the same zone takes as long as hearing it from others in the room. A phone call on campus takes as long as reaching
the office, because no other figure is published.
"""

from dataclasses import dataclass
from typing import ClassVar

from sim.model import alerting, lockdown
from sim.model.duty import start_duty
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.interventions.actions import (
    PersonalAction,
    has_phone,
    is_at_scene,
    start_action,
    start_decided,
)
from sim.model.interventions.base import find_staff
from sim.model.interventions.leaving import describe_leaving
from sim.model.interventions.messages import Message
from sim.model.interventions.outcome import Outcome, reject_because, reject_if
from sim.model.state import DECIDED_OFFSET, World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@dataclass(frozen=True)
class Tell(Message):
    """A person tells another, face to face in the same zone, else by phone, perhaps what to do."""

    kind: ClassVar[str] = "tell"
    whom: str

    def preview(self, world: World) -> Outcome:
        person, listener = find_staff(world, self.by), find_staff(world, self.whom)
        if world.aware[listener] and not world.doubting[listener] and self.instruction is None:
            return reject_because(f"{self.whom} already knew")
        together = world.zone[person] == world.zone[listener]
        reached = together or has_phone(world, person)
        if not reached:
            return reject_because(f"{self.by} has no phone at hand, and {self.whom} is elsewhere")
        return Outcome(True, self.describe_instruction(world))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        steps = tell_person(world, person, find_staff(world, self.whom), self.give_order(world))
        start_decided(world, steps, person)


@dataclass(frozen=True)
class Send(PersonalAction):
    """A person sends another to the hazard or the patient: by radio if both carry one, else by phone.

    They respond like staff whose task it is. Any adult may be sent to a patient, by way of an AED if that is sooner.
    """

    kind: ClassVar[str] = "send"
    whom: str

    def preview(self, world: World) -> Outcome:
        sender, person = find_staff(world, self.by), find_staff(world, self.whom)
        reason = self.find_obstacle(world, person)
        if reason:
            return reject_because(reason)
        if not can_reach(world, sender, person):
            return reject_because(f"{self.by} has neither radio nor phone at hand to reach {self.whom}")
        return Outcome(True, describe_leaving(world, person, self.whom))

    def find_obstacle(self, world: World, person: int) -> str:
        """Why this person cannot be sent; empty if they can."""
        task = world.tables.staff.is_responder[person] or world.sent[person]
        if not (task or world.playbook.anyone_may_be_sent):
            return f"going there is not the task of {self.whom}"
        if is_at_scene(world, person):
            return f"{self.whom} is there already"
        return f"{self.whom} already knows and goes there" if task and world.acting[person] else ""

    def execute(self, world: World) -> None:
        sender = find_staff(world, self.by)
        start_decided(world, send_person(world, sender, find_staff(world, self.whom)), sender)


@dataclass(frozen=True)
class Lock(PersonalAction):
    """A person locks the door of the room they are in."""

    kind: ClassVar[str] = "lock"

    def preview(self, world: World) -> Outcome:
        zone = world.zone[find_staff(world, self.by)]
        if not world.tables.layout.is_lockable[zone]:
            return reject_because(f"{self.by} is not in a room that can be locked")
        return reject_if(world.seems_locked[zone], "the door is already locked")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, lockdown.lock_room(world, person, world.zone[person], decided=True), person)


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
