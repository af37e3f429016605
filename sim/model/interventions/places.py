"""Acts of one person at a place: look, lead their group there, open the door, call the roll, lock the outside doors."""

import math
from dataclasses import dataclass
from typing import ClassVar

from sim.model import errands, instructions, rooms
from sim.model.interventions.actions import PersonalAction, count_students_with, has_phone, start_action
from sim.model.interventions.base import find_staff, find_zone
from sim.model.interventions.leaving import describe_obstacle, describe_students_left
from sim.model.interventions.outcome import Outcome, reject_because, reject_if
from sim.model.state import World


@dataclass(frozen=True)
class Errand(PersonalAction):
    """A person goes somewhere. at: the id of a zone."""

    at: str

    def preview_errand(self, world: World) -> Outcome:
        """Whether they can go there now."""
        person, zone = find_staff(world, self.by), find_zone(world.tables, self.at)
        if world.playbook.anyone_may_be_sent:
            return reject_because("who goes to a patient is sent there")
        if world.tables.staff.is_responder[person] or world.sent[person]:
            return reject_because(f"{self.by} responds to the hazard")
        obstacle = describe_obstacle(world, person, self.by)
        if obstacle:
            return reject_because(obstacle)
        if world.zone[person] == zone:
            return reject_because(f"{self.by} is there already")
        is_far = world.tables.layout.distance[world.zone[person]][zone] == math.inf
        return reject_if(is_far, "there is no way there")


@dataclass(frozen=True)
class Look(Errand):
    """A person goes alone to see what is there, and reports it. Their class stays behind without an adult."""

    kind: ClassVar[str] = "look"

    def preview(self, world: World) -> Outcome:
        outcome = self.preview_errand(world)
        left = describe_students_left(world, find_staff(world, self.by))
        return Outcome(True, left) if outcome.began else outcome

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, errands.look(world, person, find_zone(world.tables, self.at)), person)


@dataclass(frozen=True)
class Move(Errand):
    """A person leads their group to another place, and protects it there."""

    kind: ClassVar[str] = "move"

    def preview(self, world: World) -> Outcome:
        outcome = self.preview_errand(world)
        along = count_students_with(world, find_staff(world, self.by))
        return Outcome(True, f"{along} students go along") if outcome.began else outcome

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, errands.lead_group(world, person, find_zone(world.tables, self.at)), person)


@dataclass(frozen=True)
class OpenDoor(PersonalAction):
    """A person opens the locked door of their room, lets in the people outside, and locks it again."""

    kind: ClassVar[str] = "open-door"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        if not world.seems_locked[world.zone[person]]:
            return reject_because(f"{self.by} is not behind a locked door")
        inside = count_students_with(world, person)
        return Outcome(True, f"{inside} students inside are behind an open door meanwhile")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, rooms.admit_students(world, person), person)


@dataclass(frozen=True)
class RollCall(PersonalAction):
    """A person asks all rooms, one after the other, who is there."""

    kind: ClassVar[str] = "roll-call"

    def preview(self, world: World) -> Outcome:
        person, tables = find_staff(world, self.by), world.tables
        has_radio = tables.means.radio and tables.staff.radio[person]
        if not (has_radio or has_phone(world, person)):
            return reject_because(f"{self.by} has neither radio nor phone at hand")
        posts = tables.staff.zone + tables.groups.zone
        places = sum(zone in posts for zone in range(len(tables.layout.zones)))
        return Outcome(True, f"{places} places to ask, one after the other")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, rooms.call_roll(world, person), person)


@dataclass(frozen=True)
class SecureDoors(PersonalAction):
    """A person with keys locks the outside doors of the building they are in."""

    kind: ClassVar[str] = "secure"

    def preview(self, world: World) -> Outcome:
        person, layout = find_staff(world, self.by), world.tables.layout
        zone = world.zone[person]
        if layout.outdoors[zone]:
            return reject_because(f"{self.by} is outdoors")
        if not world.tables.staff.keys[person]:
            return reject_because(f"{self.by} has no keys")
        return reject_if(world.secured[layout.building[zone]], "the outside doors are locked already")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        building = world.tables.layout.building[world.zone[person]]
        start_action(world, instructions.secure_building(world, person, building), person)
