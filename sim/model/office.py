"""The office: who is there, who answers its phone, and who may speak for it.

Its people are not always there. A campus that says how often they are elsewhere has an office that may be empty; any other has someone
there at all times.
"""

from sim.model.state import World
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


def place_office_people(world: World) -> None:
    """Before onset: some people of the office are elsewhere. An office that is left empty is not locked."""
    means = world.tables.means
    if not means.office_may_be_empty:
        return
    for person in world.people:
        out = means.out_chance[person]
        if out > 0.0 and world.present[person] and world.draw(Purpose.OFFICE_OUT, person) < out:
            world.is_out[person] = True
            world.home[person] = find_place(world, person)
            world.move_to(person, world.home[person])
    if not is_staffed(world):
        world.open_door(means.office_zone)


def find_place(world: World, person: int) -> int:
    """Where somebody of the office is who is elsewhere, by the weights of the campus file."""
    shares = world.tables.means.out_shares
    number = world.draw(Purpose.OFFICE_OUT_WHERE, person)
    zone = 0
    while zone + 1 < len(shares) and number >= shares[zone]:
        zone += 1
    return zone


def record_places(world: World) -> None:
    """At onset: logs where those are who are elsewhere."""
    for person in world.people:
        if world.is_out[person]:
            world.log_event(EventKind.ENTERS, person, place=world.zone[person])


def is_staffed(world: World) -> bool:
    """Whether someone is in the office, who answers the phone and hears the radio."""
    means = world.tables.means
    if not means.office_may_be_empty:
        return True
    return any(person < len(world.people) for person in world.list_units_in(means.office_zone))


def is_at_desk(world: World, person: int) -> bool:
    """Whether somebody of the office is there. Where it is never empty, they always are."""
    means = world.tables.means
    return not means.office_may_be_empty or world.zone[person] == means.office_zone


def is_someone_told(world: World) -> bool:
    """Whether somebody of the office knows, wherever they are."""
    return any(world.tables.staff.office[person] and world.aware[person] for person in world.people)


def may_speak(world: World, person: int) -> bool:
    """Whether they may announce: people of the office, and who has authority."""
    return world.tables.staff.office[person] or world.tables.staff.authority[person]
