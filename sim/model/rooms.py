"""Room by room: opening a locked door for students outside, and calling the roll."""

from sim.model import alerting
from sim.model.awareness import become_aware, has_adult
from sim.model.environment import Process, Rank
from sim.model.instructions import lose_protection
from sim.model.lockdown import lock_room
from sim.model.movement import move_to_zone
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def admit_students(world: World, person: int) -> Process:
    """Handler: opens the locked door of the room, lets in the people in the hall, and locks it again."""
    zone = world.zone[person]
    world.open_door(zone)
    world.log_event(EventKind.DOOR_OPENED, person, place=zone)
    for unit in world.list_units_in(zone):
        lose_protection(world, unit)
    yield world.wait(world.draw(Purpose.ADMITTING, zone), Rank.PROTECTION, person, Purpose.ADMITTING)
    if world.zone[person] != zone:
        return
    let_in(world, person, zone)
    yield from lock_room(world, person, zone, decided=True)


def let_in(world: World, person: int, zone: int) -> None:
    """Everyone in the hall at the door who is not walking anywhere and has no other task comes in, and learns of the emergency."""
    layout = world.tables.layout
    for hall in [way for way in layout.neighbors[zone] if not layout.is_lockable[way]]:
        for unit in world.list_units_in(hall):
            if world.walking[unit] or has_adult(world, unit):
                continue
            if unit < len(world.people):
                if world.tables.staff.is_responder[unit] or world.sent[unit] or world.on_errand[unit]:
                    continue
                world.ready[unit] = True
            move_to_zone(world, unit, zone)
            become_aware(world, unit, Channel.VOICE, person)


# the roll


def call_roll(world: World, person: int) -> Process:
    """Handler: asks each room in the order of the file who is there. Rooms that answer are accounted for."""
    staff, groups = world.tables.staff, world.tables.groups
    for zone in range(len(world.locked)):
        if zone not in staff.zone and zone not in groups.zone:
            continue
        seconds = world.draw(Purpose.ROOM_CHECK, zone)
        yield world.wait(seconds, Rank.DELIVERY, person, Purpose.ROOM_CHECK)
        check_room(world, person, zone)
    missing = sum(
        world.occupants[unit] for unit in world.units if world.zone[unit] != NOBODY and not world.accounted[unit]
    )
    world.log_event(EventKind.ROLL_CALLED, person, value=missing)


def check_room(world: World, person: int, zone: int) -> None:
    """The first adult there who can be reached answers for everyone, and learns of the emergency."""
    here = world.list_units_in(zone)
    answers = next((unit for unit in here if unit < len(world.people) and is_reached(world, unit)), NOBODY)
    if answers == NOBODY:
        return
    become_aware(world, answers, Channel.DESK_PHONE, person)
    for unit in here:
        if not world.accounted[unit]:
            world.accounted[unit] = True
            world.log_event(EventKind.ACCOUNTED, unit, place=zone, value=world.occupants[unit])


def is_reached(world: World, person: int) -> bool:
    """Whether they can be asked: by the phone of the room, by their own, or by radio."""
    has_radio = world.tables.means.radio and world.radio_works and world.tables.staff.radio[person]
    return has_radio or alerting.can_phone(world, person)
