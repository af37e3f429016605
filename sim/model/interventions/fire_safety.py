"""What people do about a fire and its alarm."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.model.interventions.actions import PersonalAction, start_action
from sim.model.interventions.leaving import describe_students_left, find_tie_to_scene
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.request import Obstacle, Request
from sim.model.state import World
from sim.model.tables import Tables


@dataclass(frozen=True)
class StopHorns(PersonalAction):
    """A person stops the horns at the alarm panel in the office. Units locate the fire sooner; some people take it for the all clear."""

    kind: ClassVar[str] = "stop-horns"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.horns_sound:
            return Obstacle.NO_HORNS
        return Obstacle.HORNS_ARE_SILENT if world.horns_are_silent else find_tie_to_scene(world, asked.person)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.stop_horns is not None
        start_action(world, world.playbook.stop_horns(world, asked.person), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_students_left(world, asked.person))


@dataclass(frozen=True)
class ShutOff(PersonalAction):
    """A person shuts off gas or power at a door of the room on fire. If that feeds the fire, it grows more slowly."""

    kind: ClassVar[str] = "shut-off"
    what: Literal["gas", "power"]

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(gas=self.what == "gas")

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if world.playbook.shut_off is None:
            return Obstacle.NO_FIRE
        tie = find_tie_to_scene(world, asked.person)
        if tie == Obstacle.NONE and not has_access(world, asked.person):
            return Obstacle.NO_KEY_TO_SHUT_OFF
        return tie

    @staticmethod
    def start(world: World, asked: Request) -> None:
        assert world.playbook.shut_off is not None
        start_action(world, world.playbook.shut_off(world, asked.person, asked.gas), asked.person)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_students_left(world, asked.person))


def has_access(world: World, person: int) -> bool:
    """Whether a person carries keys, or is in the room on fire or beside it."""
    here, burns = world.zone[person], world.hazard_zone
    is_near = here == burns or here in world.tables.layout.neighbors[burns]
    return is_near or world.tables.staff.keys[person]
