"""What people do about a fire and its alarm."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.model.interventions.actions import PersonalAction, start_action
from sim.model.interventions.base import find_staff
from sim.model.interventions.leaving import describe_obstacle, describe_students_left
from sim.model.interventions.outcome import Outcome, reject_because
from sim.model.state import World


@dataclass(frozen=True)
class StopHorns(PersonalAction):
    """A person stops the horns at the alarm panel in the office. Units locate the fire sooner; some people take it for the all clear."""

    kind: ClassVar[str] = "stop-horns"

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        if not world.horns_sound:
            return reject_because("no horns sound")
        if world.horns_are_silent:
            return reject_because("the horns are silent already")
        obstacle = describe_obstacle(world, person, self.by)
        if obstacle:
            return reject_because(obstacle)
        return Outcome(True, describe_students_left(world, person))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        assert world.playbook.stop_horns is not None
        start_action(world, world.playbook.stop_horns(world, person), person)


@dataclass(frozen=True)
class ShutOff(PersonalAction):
    """A person shuts off gas or power at a door of the room on fire. If that feeds the fire, it grows more slowly."""

    kind: ClassVar[str] = "shut-off"
    what: Literal["gas", "power"]

    def preview(self, world: World) -> Outcome:
        person = find_staff(world, self.by)
        if world.playbook.shut_off is None:
            return reject_because("there is no fire")
        obstacle = describe_obstacle(world, person, self.by)
        if obstacle:
            return reject_because(obstacle)
        if not has_access(world, person):
            return reject_because(f"{self.by} carries no key to the shut-off")
        return Outcome(True, describe_students_left(world, person))

    def execute(self, world: World) -> None:
        person = find_staff(world, self.by)
        assert world.playbook.shut_off is not None
        start_action(world, world.playbook.shut_off(world, person, self.what == "gas"), person)


def has_access(world: World, person: int) -> bool:
    """Whether a person carries keys, or is in the room on fire or beside it."""
    here, burns = world.zone[person], world.hazard_zone
    is_near = here == burns or here in world.tables.layout.neighbors[burns]
    return is_near or world.tables.staff.keys[person]
