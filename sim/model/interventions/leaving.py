"""A person who is to leave their place: why they cannot, and which students they would leave."""

from sim.model.errands import is_at_threat, is_free
from sim.model.interventions.request import Obstacle
from sim.model.movement import find_accompanying_groups
from sim.model.state import World
from sim.model.tables import NOBODY


def find_tie_to_scene(world: World, person: int) -> int:
    """Why a person cannot set out for the place of the hazard or the patient now, or none."""
    return Obstacle.DOES_NOT_KNOW if world.hazard_zone == NOBODY else find_tie(world, person)


def find_tie(world: World, person: int) -> int:
    """Why a person cannot set out on an errand now, or none."""
    if not world.aware[person]:
        return Obstacle.DOES_NOT_KNOW
    if is_free(world, person):
        return Obstacle.NONE
    if world.on_errand[person] or world.fetches_aed[person]:
        return Obstacle.IS_ELSEWHERE
    if is_at_threat(world, person):
        return Obstacle.STAYS_AT_THREAT
    if world.protected[person] and world.locked[world.zone[person]]:
        return Obstacle.IS_BEHIND_LOCK
    return Obstacle.LEADS_STUDENTS


def describe_students_left(world: World, person: int) -> str:
    """`leaves 23 students without an adult`; empty if they are with none, or those are safe already."""
    students = count_students(world, person)
    if not students:
        return ""
    here = world.list_units_in(world.zone[person])
    others = any(unit < len(world.people) and unit != person for unit in here)
    return f"leaves {students} students {'with another adult' if others else 'without an adult'}"


def describe_leaving(world: World, person: int, name: str) -> str:
    """`nurse leaves 3 students without an adult`; empty if they leave no one."""
    left = describe_students_left(world, person)
    return f"{name} {left}" if left else ""


def count_students(world: World, person: int) -> int:
    """Heads of the groups that a person supervises and is with, except those that are protected."""
    groups = find_accompanying_groups(world, person)
    return sum(world.occupants[group] for group in groups if not world.protected[group])
