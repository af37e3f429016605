"""Errands in compiled code, as `sim.model.errands`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.alerting import can_phone, inform_office
from sim.compiled.model.awareness import become_aware, end_doubt, start_group
from sim.compiled.model.duty import drop_duty, return_to_duty
from sim.compiled.model.instructions import is_in_reach, lose_protection
from sim.compiled.scheduler import Flow, Frame, call, end, log, place_of, wait
from sim.compiled.state import WORKED, is_hazard_in, next_zone, record_protected, set_aware
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def is_free(w: World, person: int) -> bool:
    p, u = w.people[person], w.units[person]
    is_at_threat = w.staff[person].can_intervene and is_hazard_in(w, u.zone)
    is_locked_in = u.protected and w.rooms[u.zone].locked
    if p.on_errand or p.fetches_aed or is_at_threat or is_locked_in:
        return False
    return not (u.walking and has_company(w, person))


@compiled
def is_ready(w: World, person: int) -> bool:
    """As `describe_obstacle`, which is empty."""
    return w.units[person].aware and w.state[0].hazard_zone != NOBODY and is_free(w, person)


@compiled
def has_company(w: World, person: int) -> bool:
    """Whether a group that a person supervises is with them."""
    for item in range(w.first_supervised[person], w.first_supervised[person + 1]):
        if w.units[w.supervised[item]].zone == w.units[person].zone:
            return True
    return False


@compiled
def set_out(w: World, person: int) -> None:
    drop_duty(w, person)
    w.people[person].on_errand = True
    for item in range(w.first_supervised[person], w.first_supervised[person + 1]):
        group = w.supervised[item]
        u = w.units[group]
        if u.zone == w.units[person].zone and not (u.aware or u.protected):
            set_aware(w, group)
            u.told_by_channel, u.told_by_teller = Channel.ADULT, person
            start_group(w, group)


@compiled
def meet_responders(w: World, frame: Frame) -> Flow:
    """place: the door."""
    person = frame.who
    if frame.step == 0:
        if w.people[person].on_errand:
            return end(w)
        set_out(w, person)
        return call(w, frame, 1, Handler.GO_TO, person, frame.place)
    if w.state[0].result == WORKED:
        wait_for_units(w, person)
    else:
        return_to_duty(w, person)
    return end(w)


@compiled
def wait_for_units(w: World, person: int) -> None:
    door = w.units[person].zone
    if w.hazard[0].is_fire and w.zones[door].outdoors:
        record_protected(w, person)
    if not is_unit_expected(w, door) or w.rooms[door].greeter != NOBODY:
        return_to_duty(w, person)
        return
    w.rooms[door].greeter = person
    log(w, EventKind.WAITS_FOR_UNITS, person, NOBODY, door)


@compiled
def is_unit_expected(w: World, door: int) -> bool:
    is_expected = False
    for unit in range(w.sizes[0].fleet):
        enters = w.fleet[unit].enters
        is_near = enters == door
        for link in range(w.first_neighbor[door], w.first_neighbor[door + 1]):
            is_near = is_near or w.neighbors[link] == enters
        is_expected = is_expected or (is_near and w.vehicles[unit].doing < EventKind.ON_SCENE)
    return is_expected


@compiled
def clear_way(w: World, frame: Frame) -> Flow:
    """other: the door."""
    s, person = w.state[0], frame.who
    if frame.step == 0:
        frame.other = find_ambulance_door(w)
        if w.people[person].on_errand:
            return end(w)
        set_out(w, person)
        return call(w, frame, 1, Handler.GO_TO, person, s.hazard_zone)
    if s.result == WORKED and frame.step == 1:
        return call(w, frame, 2, Handler.GO_TO, person, frame.other)
    if s.result == WORKED:
        s.way_is_clear = True
        log(w, EventKind.WAY_CLEARED, person, NOBODY, frame.other)
        wait_for_units(w, person)
    else:
        return_to_duty(w, person)
    return end(w)


@compiled
def find_ambulance_door(w: World) -> int:
    for unit in range(w.sizes[0].fleet):
        if w.fleet[unit].is_ambulance:
            return w.fleet[unit].enters
    return NOBODY


@compiled
def look(w: World, frame: Frame) -> Flow:
    """other: where to. place: home."""
    person = frame.who
    u = w.units[person]
    if frame.step == 0:
        frame.place = u.zone
        if w.people[person].on_errand:
            return end(w)
        set_out(w, person)
        return call(w, frame, 1, Handler.GO_TO, person, frame.other)
    if frame.step == 1:
        if w.state[0].result == WORKED:
            frame.other = NOBODY
        seconds = draw(w, Purpose.LOOKING, person)
        return wait(w, frame, 2, seconds, Rank.REACTION, person, Purpose.LOOKING)
    if frame.step == 2:
        found = is_in_view(w, person, frame.other)
        log(w, EventKind.LOOKED, person, NOBODY, u.zone, 1.0 if found else 0.0)
        if not found:
            return call(w, frame, 3, Handler.GO_TO, person, frame.place)
        see_hazard(w, person)
        return call(w, frame, 3, Handler.REPORT_BACK, person)
    return_to_duty(w, person)
    return end(w)


@compiled
def is_in_view(w: World, person: int, target: int) -> bool:
    here = w.units[person].zone
    ahead = NOBODY if target == NOBODY else next_zone(w, here, target)
    return is_in_reach(w, here) or (ahead != NOBODY and is_hazard_in(w, ahead))


@compiled
def see_hazard(w: World, person: int) -> None:
    u = w.units[person]
    if u.recognized:
        return
    u.perceived = u.recognized = True
    log(w, EventKind.RECOGNIZED, person, NOBODY, u.zone)
    if u.aware:
        end_doubt(w, person)
    else:
        become_aware(w, person, Channel.HAZARD)


@compiled
def report_back(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        return call(w, frame, 1, Handler.BROADCAST_BY_RADIO, person, NOBODY, True)
    if frame.step == 1:
        if w.state[0].result == WORKED or w.staff[person].office or not can_phone(w, person):
            return end(w)
        log(w, EventKind.REPORTS, person, Channel.DESK_PHONE, w.units[person].zone)
        seconds = draw(w, Purpose.REACH_OFFICE, person)
        place = place_of(0, True)
        return wait(w, frame, 2, seconds, Rank.DELIVERY, person, Purpose.REACH_OFFICE, place)
    inform_office(w, person, Channel.DESK_PHONE)
    return end(w)


@compiled
def lead_group(w: World, frame: Frame) -> Flow:
    """other: where to."""
    person = frame.who
    u = w.units[person]
    if frame.step == 1:
        return_to_duty(w, person)
        return end(w)
    if w.people[person].on_errand:
        return end(w)
    drop_duty(w, person)
    w.people[person].on_errand = True
    lose_protection(w, person)
    for item in range(w.first_supervised[person], w.first_supervised[person + 1]):
        if w.units[w.supervised[item]].zone == u.zone:
            lose_protection(w, w.supervised[item])
    return call(w, frame, 1, Handler.WALK, person, frame.other)
