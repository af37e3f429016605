"""What people do so that help from off campus finds the place sooner."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sim.model.errands import clear_way, find_ambulance_door, meet_responders
from sim.model.interventions.actions import PersonalAction, speaks_for_the_office, start_action
from sim.model.interventions.base import find_staff, find_zone
from sim.model.interventions.leaving import describe_obstacle, describe_students_left
from sim.model.interventions.messages import Call911
from sim.model.interventions.outcome import Outcome, reject_because
from sim.model.state import World
from sim.model.tables import NOBODY


@dataclass(frozen=True)
class TellRoom(Call911):
    """A person calls 911 and gives the room. Units that are not on scene yet when they learn of it locate the place sooner."""

    kind: ClassVar[str] = "tell-911-room"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        if not world.aware[person] or world.hazard_zone == NOBODY:
            return reject_because(f"{self.by} does not know where it is")
        outcome = super().preview(world)
        if not (outcome.began and world.room_known):
            return outcome
        return replace(outcome, reason=f"{outcome.reason}; it has the room already")

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        caller = world.tables.psap.office if speaks_for_the_office(world, person) else person
        world.gives_room[caller] = True
        super().execute(world)


@dataclass(frozen=True)
class MeetResponders(PersonalAction):
    """A person goes to a door and leads in the first unit that arrives there, through locked doors if they carry keys. at: a zone."""

    kind: ClassVar[str] = "meet-responders"
    at: str

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        find_zone(world.tables, self.at)
        obstacle = describe_obstacle(world, person, self.by)
        if obstacle:
            return reject_because(obstacle)
        keys = "" if world.tables.staff.keys[person] else f"{self.by} carries no keys"
        notes = describe_students_left(world, person), keys
        return Outcome(True, "; ".join(note for note in notes if note))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, meet_responders(world, person, find_zone(world.tables, self.at)), person)


@dataclass(frozen=True)
class ClearWay(PersonalAction):
    """A person walks the way from the patient to the door where the ambulance comes in, opens doors, clears the halls, and waits there."""

    kind: ClassVar[str] = "clear-way"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        if world.playbook.start_cpr is None:
            return reject_because("there is no patient to clear a way to")
        if find_ambulance_door(world) == NOBODY:
            return reject_because("no ambulance comes to this emergency")
        obstacle = describe_obstacle(world, person, self.by)
        if obstacle:
            return reject_because(obstacle)
        return Outcome(True, describe_students_left(world, person))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        start_action(world, clear_way(world, person), person)
