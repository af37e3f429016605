"""What people do so that help from off campus finds the place sooner."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sim.model.errands import clear_way, find_ambulance_door, meet_responders
from sim.model.interventions.actions import PersonalAction, speaks_for_the_office, start_action
from sim.model.interventions.base import find_zone
from sim.model.interventions.leaving import describe_students_left, find_tie, find_tie_to_scene
from sim.model.interventions.messages import Call911, call_911
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.request import Obstacle, Request
from sim.model.state import World
from sim.model.tables import NOBODY, Tables


@dataclass(frozen=True)
class TellRoom(Call911):
    """A person calls 911 and gives the room. Units that are not on scene yet when they learn of it locate the place sooner."""

    kind: ClassVar[str] = "tell-911-room"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.aware[asked.person] or world.hazard_zone == NOBODY:
            return Obstacle.PLACE_UNKNOWN
        return Call911.find_obstacle(world, asked)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        person = asked.person
        caller = world.tables.psap.office if speaks_for_the_office(world, person) else person
        world.gives_room[caller] = True
        call_911(world, person)

    def preview(self, world: World, asked: Request) -> Outcome:
        outcome = super().preview(world, asked)
        if world.reported_room == NOBODY:
            return outcome
        return replace(outcome, reason=f"{outcome.reason}; it has the room already")


@dataclass(frozen=True)
class MeetResponders(PersonalAction):
    """A person goes to a door and leads in the first unit that arrives there, through locked doors if they carry keys. at: a zone."""

    kind: ClassVar[str] = "meet-responders"
    at: str

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(zone=find_zone(tables, self.at))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return find_tie(world, asked.person)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, meet_responders(world, asked.person, asked.zone), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        keys = "" if world.tables.staff.keys[asked.person] else f"{self.by} carries no keys"
        notes = describe_students_left(world, asked.person), keys
        return Outcome(True, "; ".join(note for note in notes if note))


@dataclass(frozen=True)
class ClearWay(PersonalAction):
    """A person walks the way from the patient to the door where the ambulance comes in, opens doors, clears the halls, and waits there."""

    kind: ClassVar[str] = "clear-way"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if world.playbook.start_cpr is None:
            return Obstacle.NO_PATIENT_TO_CLEAR_FOR
        return Obstacle.NO_AMBULANCE if find_ambulance_door(world) == NOBODY else find_tie_to_scene(world, asked.person)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_action(world, clear_way(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_students_left(world, asked.person))
