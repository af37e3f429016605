"""How people perceive the emergency and become aware of it.

A person is aware once a message is noticed and understood. The first channel that achieves this gets the credit. The hazard's playbook
decides the response, so nothing here depends on the kind of hazard.
"""

from sim.model import authority
from sim.model.environment import Process, Rank
from sim.model.geometry import Nearness
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose

# perception


def perceive_nearby(world: World) -> None:
    """At each step of the hazard, people who are near enough may see or hear it."""
    if world.hazard_step > 0:
        end_misreading(world)
    near = world.tables.layout.nearness[world.hazard_zone]
    chances = world.tables.hazard.perception
    for unit in world.units:
        zone = world.zone[unit]
        if zone == NOBODY:
            continue
        if world.perceived[unit]:
            note_place(world, unit, near[zone])
        if world.acting[unit] or world.perceived[unit] or has_adult(world, unit):
            continue
        chance = chances[near[zone]]
        if chance > 0.0 and world.draw(Purpose.PERCEIVES, unit, world.hazard_step) < chance:
            record_perception(world, unit, near[zone])


def record_perception(world: World, unit: int, nearness: int) -> None:
    """A person or group sees or hears the hazard. This ends any doubt; otherwise they need time to understand."""
    world.perceived[unit] = True
    note_place(world, unit, nearness)
    world.log_event(EventKind.PERCEIVED, unit, place=world.zone[unit], value=nearness)
    if world.doubting[unit]:
        end_doubt(world, unit)
        return
    delay = world.scale(world.draw(Purpose.RECOGNITION, unit), world.recognition_factor)
    if world.tables.hazard.misread and world.draw(Purpose.MISREAD, unit):
        delay += world.draw(Purpose.MISREAD_ADDS, unit)
    world.recognizes_at[unit] = world.now + delay
    is_beside_it = world.zone[unit] == world.hazard_zone and world.hazard_step > 0
    if not is_beside_it:
        delay += max(0.0, world.misread_until - world.now)
    world.start(recognize(world, unit), Rank.REACTION, unit, delay, Purpose.RECOGNITION)


def note_place(world: World, unit: int, nearness: int) -> None:
    """A person who has the hazard in sight, and not behind a locked door, knows where it is."""
    if unit < len(world.people) and nearness <= Nearness.IN_SIGHT and not world.protected[unit]:
        world.seen_in[unit] = world.hazard_zone


def end_misreading(world: World) -> None:
    """Once the hazard has moved or grown, people in its zone no longer take it for something else."""
    if world.now >= world.misread_until:
        return
    for unit in world.list_units_in(world.hazard_zone):
        if world.perceived[unit] and not world.recognized[unit]:
            delay = max(0.0, world.recognizes_at[unit] - world.now)
            world.start(recognize(world, unit), Rank.REACTION, unit, delay, Purpose.COMMON_MISREAD_ADDS)


def recognize(world: World, unit: int) -> Process:
    """Handler: a witness has understood the emergency. For a person who was told meanwhile, it only ends their doubt."""
    if world.recognized[unit]:
        return
    world.recognized[unit] = True
    world.log_event(EventKind.RECOGNIZED, unit, place=world.zone[unit])
    if world.aware[unit]:
        end_doubt(world, unit)
    else:
        become_aware(world, unit, Channel.HAZARD)
    yield from ()


# awareness


def has_adult(world: World, unit: int) -> bool:
    """Whether an adult who is on campus supervises this group, so that the group relies on the adult."""
    group = unit - len(world.people)
    if group < 0:
        return False
    adult = world.tables.groups.adult[group]
    return adult != NOBODY and world.present[adult]


def find_unaware(world: World, zone: int) -> list[int]:
    """Adults and unsupervised groups in a zone who are not aware."""
    return [unit for unit in world.list_unaware_in(zone) if not has_adult(world, unit)]


def find_untold(world: World, zone: int) -> list[int]:
    """Those in a zone who are not aware, or know and wait for an order."""
    return [
        unit
        for unit in world.list_units_in(zone)
        if (world.awaits_order[unit] or not world.aware[unit]) and not has_adult(world, unit)
    ]


def become_aware(world: World, unit: int, channel: Channel, teller: int = NOBODY) -> None:
    """A message is noticed and understood. Awareness is recorded now; the response starts later in this instant."""
    if world.aware[unit]:
        if channel != world.told_channel[unit] or teller != world.told_teller[unit]:
            end_doubt(world, unit)
        return
    record_awareness(world, unit, channel, teller)
    if unit < len(world.people):
        world.unaware_staff -= 1
        world.start(world.playbook.adult_knows(world, unit), Rank.ACT, unit)
    else:
        world.add_duty(unit, world.start(world.playbook.group_knows(world, unit), Rank.ACT, unit))


def record_awareness(world: World, unit: int, channel: Channel, teller: int) -> None:
    """A person or group is aware, by this channel."""
    world.set_aware(unit)
    world.told_channel[unit], world.told_teller[unit] = channel, teller
    world.log_event(EventKind.AWARE, unit, channel, world.zone[unit], teller)
    authority.end_searches(world)


def end_doubt(world: World, person: int) -> None:
    """A second message, or the hazard itself, ends doubt. At the instant of the first message it prevents doubt."""
    world.sure[person] = True
    if world.doubting[person] and not world.acting[person]:
        world.doubting[person] = False
        world.start(world.playbook.doubt_ends(world, person), Rank.ACT, person, purpose=Purpose.DOUBT)
