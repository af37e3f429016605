"""What is done room by room, in compiled code, as `sim.model.rooms`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.alerting import can_phone
from sim.compiled.model.awareness import become_aware, has_adult
from sim.compiled.model.instructions import lose_protection
from sim.compiled.model.movement import move_to_zone
from sim.compiled.scheduler import Flow, Frame, call, end, log, wait
from sim.compiled.state import next_inside, open_door
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def admit_students(w: World, frame: Frame) -> Flow:
    """place: the room."""
    person = frame.who
    if frame.step == 0:
        zone = w.units[person].zone
        frame.place = zone
        open_door(w, zone)
        log(w, EventKind.DOOR_OPENED, person, NOBODY, zone)
        unit = next_inside(w, zone)
        while unit != NOBODY:
            lose_protection(w, unit)
            unit = next_inside(w, zone, unit)
        seconds = draw(w, Purpose.ADMITTING, zone)
        return wait(w, frame, 1, seconds, Rank.PROTECTION, person, Purpose.ADMITTING)
    if frame.step == 2 or w.units[person].zone != frame.place:
        return end(w)
    let_in(w, person, frame.place)
    return call(w, frame, 2, Handler.LOCK_ROOM, person, NOBODY, True, frame.place)


@compiled
def let_in(w: World, person: int, zone: int) -> None:
    for link in range(w.first_neighbor[zone], w.first_neighbor[zone + 1]):
        hall = w.neighbors[link]
        if w.zones[hall].is_lockable:
            continue
        unit = next_inside(w, hall)
        while unit != NOBODY:
            u = w.units[unit]
            following = next_inside(w, hall, unit)
            if comes_in(w, unit):
                u.ready = u.ready or unit < w.sizes[0].staff
                move_to_zone(w, unit, zone)
                become_aware(w, unit, Channel.VOICE, person)
            unit = following


@compiled
def comes_in(w: World, unit: int) -> bool:
    u = w.units[unit]
    if u.walking or has_adult(w, unit):
        return False
    if unit >= w.sizes[0].staff:
        return True
    return not (w.staff[unit].is_responder or w.people[unit].sent or w.people[unit].on_errand)


@compiled
def call_roll(w: World, frame: Frame) -> Flow:
    """count: the zone."""
    person = frame.who
    if frame.step == 1:
        check_room(w, person, frame.count)
        frame.count += 1
    while frame.count < w.sizes[0].zones:
        if is_post(w, frame.count):
            seconds = draw(w, Purpose.ROOM_CHECK, frame.count)
            return wait(w, frame, 1, seconds, Rank.DELIVERY, person, Purpose.ROOM_CHECK)
        frame.count += 1
    missing = 0
    for unit in range(w.sizes[0].units):
        if w.units[unit].zone != NOBODY and not w.units[unit].accounted:
            missing += w.units[unit].occupants
    log(w, EventKind.ROLL_CALLED, person, NOBODY, NOBODY, float(missing))
    return end(w)


@compiled
def is_post(w: World, zone: int) -> bool:
    """Whether anybody was posted there at onset."""
    is_found = False
    for unit in range(w.sizes[0].units):
        is_found = is_found or w.unit_zone[unit] == zone
    return is_found


@compiled
def check_room(w: World, person: int, zone: int) -> None:
    answers = next_inside(w, zone)
    while answers != NOBODY and answers < w.sizes[0].staff and not is_reached(w, answers):
        answers = next_inside(w, zone, answers)
    if answers == NOBODY or answers >= w.sizes[0].staff:
        return
    become_aware(w, answers, Channel.DESK_PHONE, person)
    unit = next_inside(w, zone)
    while unit != NOBODY:
        u = w.units[unit]
        if not u.accounted:
            u.accounted = True
            log(w, EventKind.ACCOUNTED, unit, NOBODY, zone, float(u.occupants))
        unit = next_inside(w, zone, unit)


@compiled
def is_reached(w: World, person: int) -> bool:
    has_radio = w.means[0].radio and w.state[0].radio_works and w.staff[person].radio
    return has_radio or can_phone(w, person)
