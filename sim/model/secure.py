"""Secure: people outdoors come inside and the outside doors are locked, while lessons go on.

It is a protocol of its own, and an instruction that a message may carry under any other.
"""

from sim.model.environment import Process, Rank
from sim.model.lockdown import get_inside
from sim.model.state import World
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


def secure(world: World, unit: int) -> Process:
    """Handler: people outdoors come inside. Those with keys lock the outside doors of their building; the others go on."""
    layout = world.tables.layout
    yield world.wait(world.draw(Purpose.REACTION, unit), Rank.REACTION, unit, Purpose.REACTION)
    if layout.outdoors[world.zone[unit]]:
        yield from get_inside(world, unit)
    zone = world.zone[unit]
    if unit < len(world.people) and world.tables.staff.keys[unit] and not layout.outdoors[zone]:
        yield from secure_building(world, unit, layout.building[zone])


def secure_building(world: World, person: int, building: int) -> Process:
    """Handler: locks the outside doors of a building, unless they are locked by then. After that, no one without keys can enter."""
    seconds = world.draw(Purpose.SECURING, building)
    yield world.wait(seconds, Rank.PROTECTION, person, Purpose.SECURING)
    if not world.secured[building]:
        world.secured[building] = True
        world.log_event(EventKind.SECURED, person, place=world.tables.layout.building_zones[building][0])
