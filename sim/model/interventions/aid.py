"""First aid for a patient: who compresses, and who brings an AED."""

import math
from dataclasses import dataclass
from typing import ClassVar

from sim.model import alerting
from sim.model.environment import Process, Rank
from sim.model.errands import is_free
from sim.model.interventions.actions import (
    PersonalAction,
    has_phone,
    is_at_scene,
    start_action,
    start_decided,
)
from sim.model.interventions.base import find_staff
from sim.model.interventions.leaving import describe_leaving, describe_obstacle, describe_students_left
from sim.model.interventions.outcome import Outcome, reject_because, reject_if
from sim.model.interventions.persons import can_reach, reach_person
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


@dataclass(frozen=True)
class StartCpr(PersonalAction):
    """A person goes to the patient and begins chest compressions, without the hesitation of a bystander."""

    kind: ClassVar[str] = "start-cpr"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        if world.playbook.start_cpr is None:
            return reject_because("there is no patient")
        obstacle = describe_obstacle(world, person, self.by)
        if obstacle:
            return reject_because(obstacle)
        if world.patient.cpr and is_at_scene(world, person):
            return reject_because("CPR is under way")
        return Outcome(True, "" if is_at_scene(world, person) else describe_students_left(world, person))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        assert world.playbook.start_cpr is not None
        start_action(world, world.playbook.start_cpr(world, person), person)


@dataclass(frozen=True)
class FetchAed(PersonalAction):
    """A person fetches the AED that they can bring to the patient soonest."""

    kind: ClassVar[str] = "fetch-aed"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        reason = describe_missing_aed(world) or describe_obstacle(world, person, self.by)
        return reject_because(reason) if reason else Outcome(True, describe_students_left(world, person))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        assert world.playbook.bring_aed is not None
        start_action(world, world.playbook.bring_aed(world, person), person)


@dataclass(frozen=True)
class SendAed(PersonalAction):
    """A person sends another for an AED, face to face, by radio or by phone, even if one is on its way."""

    kind: ClassVar[str] = "send-aed"
    whom: str

    def preview(self, world: World) -> Outcome:
        sender, person = find_staff(world, self.by), find_staff(world, self.whom)
        reason = describe_missing_aed(world)
        if reason:
            return reject_because(reason)
        if not can_reach(world, sender, person):
            return reject_because(f"{self.by} has neither radio nor phone at hand to reach {self.whom}")
        return Outcome(True, describe_leaving(world, person, self.whom))

    def execute(self, world: World) -> None:
        sender = find_staff(world, self.by)
        start_decided(world, send_for_aed(world, sender, find_staff(world, self.whom)), sender)


@dataclass(frozen=True)
class CallForAed(PersonalAction):
    """A person asks by radio who is nearest to an AED. Of those who hear it, the one who can bring it soonest does."""

    kind: ClassVar[str] = "call-for-aed"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        reason = describe_missing_aed(world)
        if reason:
            return reject_because(reason)
        if not world.tables.means.radio:
            return reject_because("radios are not used under this strategy")
        return reject_if(not world.tables.staff.radio[person], f"{self.by} carries no radio")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_decided(world, call_for_aed(world, person), person)


@dataclass(frozen=True)
class AssignTasks(PersonalAction):
    """A person says who compresses and who handles the AED, at the patient or by phone: two people then need less time to the shock."""

    kind: ClassVar[str] = "assign-tasks"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        if world.playbook.start_cpr is None:
            return reject_because("there is no patient")
        if not world.aware[person] or world.hazard_zone == NOBODY:
            return reject_because(f"{self.by} does not know of the emergency yet")
        if world.patient.tasks_are_assigned:
            return reject_because("everyone at the patient knows their task")
        is_reached = is_at_scene(world, person) or has_phone(world, person)
        return reject_if(not is_reached, f"{self.by} is not at the patient and has no phone at hand")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        assert world.playbook.assign_tasks is not None
        start_action(world, world.playbook.assign_tasks(world, person), person)


def describe_missing_aed(world: World) -> str:
    """Why no one can bring an AED; empty if someone can."""
    if world.playbook.bring_aed is None:
        return "there is no patient"
    return "" if world.tables.aid.aeds else "no AED hangs on this campus"


def send_for_aed(world: World, sender: int, person: int) -> Process:
    """Handler: a person is told to bring an AED."""
    if (yield from reach_person(world, sender, person)):
        assign_to_fetch(world, person)


def call_for_aed(world: World, sender: int) -> Process:
    """Handler: a radio call. Of the people who hear it and are free, the one who can bring an AED soonest is asked to."""
    message = yield from alerting.talk_by_radio(world, sender, decided=True)
    if message == NOBODY:
        return
    alerting.deliver_radio_call(world, sender, message)
    nearest, soonest = NOBODY, math.inf
    assert world.playbook.aed_arrival is not None
    for person in world.people:
        if person == sender or not alerting.is_radio_heard(world, person, message):
            continue
        if is_at_scene(world, person) or not is_free(world, person):
            continue
        arrival = world.playbook.aed_arrival(world, person)
        if arrival < soonest:
            nearest, soonest = person, arrival
    if nearest != NOBODY:
        assign_to_fetch(world, nearest)


def assign_to_fetch(world: World, person: int) -> None:
    """Fetching an AED becomes their task: at once if they are acting and free, otherwise once they are convinced."""
    if not world.acting[person]:
        world.sent[person] = world.brings_aed[person] = True
    elif is_free(world, person) and world.playbook.bring_aed is not None:
        world.start(world.playbook.bring_aed(world, person), Rank.ACT, person, purpose=Purpose.AED_SEARCH)
