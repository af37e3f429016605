"""A person who is to leave their place: why they cannot, and which students they would leave."""

from sim.model.errands import is_at_threat, is_free
from sim.model.movement import find_accompanying_groups
from sim.model.state import World
from sim.model.tables import NOBODY


def describe_obstacle(world: World, person: int, name: str) -> str:
    """Why a person cannot set out on an errand now; empty if they can."""
    if not world.aware[person] or world.hazard_zone == NOBODY:
        return f"{name} does not know of the emergency yet"
    if is_free(world, person):
        return ""
    if world.on_errand[person] or world.fetches_aed[person]:
        return f"{name} is on the way somewhere else already"
    if is_at_threat(world, person):
        return f"{name} has reached it and stays"
    if world.protected[person] and world.locked[world.zone[person]]:
        return f"{name} is behind a locked door and opens it for no one but the police"
    students = count_students(world, person)
    return f"{name} is leading {students} students and does not leave them on the way"


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
