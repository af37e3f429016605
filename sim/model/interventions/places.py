"""Acts of one person at a place: look, lead their group there, to shelter or inside, open the door, call the roll, lock outside doors."""

import math
from dataclasses import dataclass
from typing import ClassVar

from sim.model import errands, rooms, secure, staff
from sim.model.duty import drop_duty, start_duty
from sim.model.environment import Process
from sim.model.instructions import closes_in
from sim.model.interventions.actions import PersonalAction, count_students_with, has_phone, start_action
from sim.model.interventions.base import find_zone
from sim.model.interventions.leaving import describe_students_left, find_tie
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.request import Obstacle, Request
from sim.model.state import World
from sim.model.tables import NOBODY, Tables


@dataclass(frozen=True)
class Errand(PersonalAction):
    """A person goes somewhere. at: the id of a zone."""

    at: str

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(zone=find_zone(tables, self.at))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        person, here = asked.person, world.zone[asked.person]
        if world.playbook.anyone_may_be_sent:
            return Obstacle.SENT_TO_PATIENT
        if world.tables.staff.is_responder[person] or world.sent[person]:
            return Obstacle.RESPONDS
        tie = find_tie(world, person)
        if tie != Obstacle.NONE:
            return tie
        if here == asked.zone:
            return Obstacle.IS_THERE_ALREADY
        is_far = world.tables.layout.distance[here][asked.zone] == math.inf
        return Obstacle.NO_WAY_THERE if is_far else Obstacle.NONE


@dataclass(frozen=True)
class Look(Errand):
    """A person goes alone to see what is there, and reports it. Their class stays behind without an adult."""

    kind: ClassVar[str] = "look"

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, errands.look(world, asked.person, asked.zone), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_students_left(world, asked.person))


@dataclass(frozen=True)
class Move(Errand):
    """A person leads their group to another place, and protects it there."""

    kind: ClassVar[str] = "move"

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, errands.lead_group(world, asked.person, asked.zone), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, f"{count_students_with(world, asked.person)} students go along")


@dataclass(frozen=True)
class OpenDoor(PersonalAction):
    """A person opens the locked door of their room, lets in the people outside, and locks it again."""

    kind: ClassVar[str] = "open-door"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        is_locked = world.seems_locked[world.zone[asked.person]]
        return Obstacle.NONE if is_locked else Obstacle.NOT_BEHIND_LOCK

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, rooms.admit_students(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        inside = count_students_with(world, asked.person)
        return Outcome(True, f"{inside} students inside are behind an open door meanwhile")


@dataclass(frozen=True)
class RollCall(PersonalAction):
    """A person asks all rooms, one after the other, who is there."""

    kind: ClassVar[str] = "roll-call"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        has_radio = world.tables.means.radio and world.tables.staff.radio[asked.person]
        can_ask = has_radio or has_phone(world, asked.person)
        return Obstacle.NONE if can_ask else Obstacle.CANNOT_ASK_ROOMS

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, rooms.call_roll(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        tables = world.tables
        posts = tables.staff.zone + tables.groups.zone
        places = sum(zone in posts for zone in range(len(tables.layout.zones)))
        return Outcome(True, f"{places} places to ask, one after the other")


@dataclass(frozen=True)
class SecureDoors(PersonalAction):
    """A person with keys locks the outside doors of the building they are in."""

    kind: ClassVar[str] = "secure"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        layout, zone = world.tables.layout, world.zone[asked.person]
        if layout.outdoors[zone]:
            return Obstacle.OUTDOORS
        if not world.tables.staff.keys[asked.person]:
            return Obstacle.NO_KEYS
        return Obstacle.DOORS_ARE_LOCKED if world.secured[layout.building[zone]] else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        person = asked.person
        building = world.tables.layout.building[world.zone[person]]
        start_action(world, secure.secure_building(world, person, building), person)


@dataclass(frozen=True)
class TakeShelter(PersonalAction):
    """A person leads their group to a shelter area, whether or not anyone has ordered it."""

    kind: ClassVar[str] = "take-shelter"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        person = asked.person
        if not bool(world.tables.shelter.capacity):
            return Obstacle.NO_SHELTER_AREAS
        if world.protected[person]:
            return Obstacle.IS_SHELTERED
        if world.acting[person] and world.order[person] == NOBODY and not world.on_errand[person]:
            return Obstacle.GOES_TO_SHELTER
        return find_tie(world, person)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, follow_plan(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, f"{count_students_with(world, asked.person)} students go along")


@dataclass(frozen=True)
class CloseIn(PersonalAction):
    """A person leads their group inside and closes windows and doors, whether or not anyone has ordered it."""

    kind: ClassVar[str] = "close-in"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        person = asked.person
        if not closes_in(world):
            return Obstacle.NOT_TO_CLOSE_IN
        if world.protected[person]:
            return Obstacle.IS_CLOSED_IN
        if world.acting[person] and world.order[person] == NOBODY and not world.on_errand[person]:
            return Obstacle.CLOSES_IN
        return find_tie(world, person)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, follow_plan(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, f"{count_students_with(world, asked.person)} students go along")


def follow_plan(world: World, person: int) -> Process:
    """Handler: stops waiting for an order, or following another one, and does what the plan says."""
    world.order[person] = NOBODY
    world.awaits_order[person] = False
    if world.acting[person]:
        drop_duty(world, person)
        start_duty(world, person)
    else:
        staff.start_response(world, person)
    yield from ()
