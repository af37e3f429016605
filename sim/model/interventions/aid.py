"""First aid for a patient: who compresses, and who brings an AED."""

import math
from dataclasses import dataclass
from typing import ClassVar

from sim.model import alerting
from sim.model.environment import Process, Rank
from sim.model.errands import is_free
from sim.model.interventions.actions import PersonalAction, has_phone, is_at_scene, start_action, start_decided
from sim.model.interventions.base import find_person
from sim.model.interventions.leaving import describe_leaving, describe_students_left, find_tie_to_scene
from sim.model.interventions.messages import find_missing_radio
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.persons import can_reach, reach_person
from sim.model.interventions.request import Obstacle, Request
from sim.model.state import World
from sim.model.tables import NOBODY, Tables
from sim.sampling.keyed_rng import Purpose


@dataclass(frozen=True)
class StartCpr(PersonalAction):
    """A person goes to the patient and begins chest compressions, without the hesitation of a bystander."""

    kind: ClassVar[str] = "start-cpr"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if world.playbook.start_cpr is None:
            return Obstacle.NO_PATIENT
        tie = find_tie_to_scene(world, asked.person)
        if tie == Obstacle.NONE and world.patient.cpr and is_at_scene(world, asked.person):
            return Obstacle.CPR_UNDER_WAY
        return tie

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.start_cpr is not None
        start_action(world, world.playbook.start_cpr(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        is_there = is_at_scene(world, asked.person)
        return Outcome(True, "" if is_there else describe_students_left(world, asked.person))


@dataclass(frozen=True)
class FetchAed(PersonalAction):
    """A person fetches the AED that they can bring to the patient soonest."""

    kind: ClassVar[str] = "fetch-aed"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        missing = find_missing_aed(world)
        return find_tie_to_scene(world, asked.person) if missing == Obstacle.NONE else missing

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.bring_aed is not None
        start_action(world, world.playbook.bring_aed(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_students_left(world, asked.person))


@dataclass(frozen=True)
class SendAed(PersonalAction):
    """A person sends another for an AED, face to face, by radio or by phone, even if one is on its way."""

    kind: ClassVar[str] = "send-aed"
    whom: str

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(other=find_person(tables, self.whom))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        missing = find_missing_aed(world)
        if missing == Obstacle.NONE and not can_reach(world, asked.person, asked.other):
            return Obstacle.NO_WAY_TO_REACH
        return missing

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_decided(world, send_for_aed(world, asked.person, asked.other), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_leaving(world, asked.other, self.whom))


@dataclass(frozen=True)
class CallForAed(PersonalAction):
    """A person asks by radio who is nearest to an AED. Of those who hear it, the one who can bring it soonest does."""

    kind: ClassVar[str] = "call-for-aed"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        missing = find_missing_aed(world)
        return find_missing_radio(world, asked.person) if missing == Obstacle.NONE else missing

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_decided(world, call_for_aed(world, asked.person), asked.person)


@dataclass(frozen=True)
class AssignTasks(PersonalAction):
    """A person says who compresses and who handles the AED, at the patient or by phone: two people then need less time to the shock."""

    kind: ClassVar[str] = "assign-tasks"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        person = asked.person
        if world.playbook.start_cpr is None:
            return Obstacle.NO_PATIENT
        if not world.aware[person] or world.hazard_zone == NOBODY:
            return Obstacle.DOES_NOT_KNOW
        if world.patient.tasks_are_assigned:
            return Obstacle.TASKS_ARE_KNOWN
        is_reached = is_at_scene(world, person) or has_phone(world, person)
        return Obstacle.NONE if is_reached else Obstacle.NOT_AT_PATIENT

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.assign_tasks is not None
        start_action(world, world.playbook.assign_tasks(world, asked.person), asked.person)


def find_missing_aed(world: World) -> int:
    """Why no one can bring an AED, or none."""
    if world.playbook.bring_aed is None:
        return Obstacle.NO_PATIENT
    return Obstacle.NONE if world.tables.aid.aeds else Obstacle.NO_AED


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
