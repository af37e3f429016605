"""Staff assist: who is free of the response team comes to one adult's help, and everyone else goes on with what they do.

The alert is for the team. A member who is alone with students stays with them. Others who are told of it, in the room or by radio, look up
and go on.
"""

from sim.model.environment import Process, Rank
from sim.model.movement import find_accompanying_groups, run_to_hazard
from sim.model.state import World
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


def come_to_help(world: World, person: int) -> Process:
    """A member of the response team acts: goes to the adult who called, if they are free. Returns whether they came there."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    if not world.draw(Purpose.FREE_TO_COME, person) or is_alone_with_students(world, person):
        return False
    world.log_event(EventKind.COMES, person, place=world.zone[person])
    yield from run_to_hazard(world, person)
    return world.zone[person] == world.hazard_zone


def is_alone_with_students(world: World, person: int) -> bool:
    """Whether students are with them and no other adult is."""
    here, adults = world.list_units_in(world.zone[person]), len(world.people)
    others = any(unit < adults and unit != person for unit in here)
    return not others and bool(find_accompanying_groups(world, person))


def go_on(world: World, person: int) -> Process:
    """Handler: an adult who is not of the team knows. They have told the others in the room, and go on."""
    world.ready[person] = True
    yield from ()


def go_on_unaccompanied(world: World, group: int) -> Process:
    """Handler: students without an adult know, and go on."""
    world.ready[group] = True
    yield from ()
