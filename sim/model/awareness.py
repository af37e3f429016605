"""What people perceive, and when they know.

Somebody becomes aware when a message is noticed and understood, and the first channel that did it gets the credit. What they do then
stands in the playbook of the emergency, so that nothing here depends on it.
"""

from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose

# perceiving it


def perceive_nearby(world: World) -> None:
    """At every step of the hazard, whoever is near enough may see or hear it."""
    near = world.tables.layout.nearness[world.hazard_zone]
    chances = world.tables.hazard.perception
    for unit in world.units:
        zone = world.zone[unit]
        if zone == NOBODY or world.acting[unit] or world.perceived[unit] or has_adult(world, unit):
            continue
        chance = chances[near[zone]]
        if chance > 0.0 and world.draw(Purpose.PERCEIVES, unit, world.hazard_step) < chance:
            record_perception(world, unit, near[zone])


def record_perception(world: World, unit: int, nearness: int) -> None:
    """Somebody sees or hears it; who was doubting a message doubts no more, the others need time to understand."""
    world.perceived[unit] = True
    world.log_event(EventKind.PERCEIVED, unit, place=world.zone[unit], value=nearness)
    if world.doubting[unit]:
        end_doubt(world, unit)
        return
    delay = world.draw(Purpose.RECOGNITION, unit)
    if world.tables.hazard.misread and world.draw(Purpose.MISREAD, unit):
        delay += world.draw(Purpose.MISREAD_ADDS, unit)
    world.start(recognize(world, unit), Rank.REACTION, unit, delay, Purpose.RECOGNITION)


def recognize(world: World, unit: int) -> Process:
    """Handler: a witness has understood what it is. Who was told meanwhile only doubts no more."""
    world.log_event(EventKind.RECOGNISED, unit, place=world.zone[unit])
    if world.aware[unit]:
        end_doubt(world, unit)
    else:
        become_aware(world, unit, Channel.HAZARD)
    yield from ()


# knowing


def has_adult(world: World, unit: int) -> bool:
    """A group that an adult looks after knows what its adult knows; unless the adult is away today."""
    group = unit - len(world.people)
    if group < 0:
        return False
    adult = world.tables.groups.adult[group]
    return adult != NOBODY and world.present[adult]


def become_aware(world: World, unit: int, channel: Channel, teller: int = NOBODY) -> None:
    """A message is noticed and understood. It is marked now; they act in their turn of this instant."""
    if world.aware[unit]:
        if (channel, teller) != world.told_by[unit]:
            end_doubt(world, unit)
        return
    world.aware[unit] = True
    world.told_by[unit] = (channel, teller)
    world.log_event(EventKind.AWARE, unit, channel, world.zone[unit], teller)
    if unit < len(world.people):
        world.unaware_staff -= 1
        world.start(world.playbook.adult_knows(world, unit), Rank.ACT, unit)
    else:
        world.start(world.playbook.group_knows(world, unit), Rank.ACT, unit)


def end_doubt(world: World, person: int) -> None:
    """A second message, or the hazard itself, ends all doubt; in the instant of the first one, before doubt begins."""
    world.sure[person] = True
    if world.doubting[person] and not world.acting[person]:
        world.doubting[person] = False
        world.start(world.playbook.doubt_ends(world, person), Rank.ACT, person, purpose=Purpose.DOUBT)
