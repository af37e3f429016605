"""The handlers of an assailant, as `sim.hazards.assailant`."""

import math

from sim.compiled.arrays import World
from sim.compiled.draws import draw, has_stream
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import begin_behind_open_door, end_hazard, enter_zone
from sim.compiled.jit import compiled
from sim.compiled.scheduler import Flow, Frame, call, end, log, new, start, wait
from sim.compiled.state import check_all_clear, is_shut, length, walking_time
from sim.hazards.assailant import ENOUGH_OFFICERS
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def run_threat(w: World, frame: Frame) -> Flow:
    """place: the zone that it walks to."""
    s = w.state[0]
    if frame.step == 0:
        place = begin_behind_open_door(w)
        start(w, new(w, Handler.END_BY_OWN_CLOCK, NOBODY), Rank.HAZARD, 1, draw(w, Purpose.HAZARD_LASTS, 0))
        enter_zone(w, place)
    else:
        if not s.is_hazard_active or s.is_contained:
            return end(w)
        if frame.step == 1:
            target = find_next_zone(w)
            s.hazard_step += 1
            if target != NOBODY:
                log(w, EventKind.HAZARD_LEAVES, NOBODY, NOBODY, s.hazard_zone)
                frame.place = target
                meters = length(w, s.hazard_zone, target)
                seconds = walking_time(meters, draw(w, Purpose.HAZARD_SPEED, 0))
                return wait(w, frame, 2, seconds, Rank.HAZARD, 0)
        else:
            enter_zone(w, s.hazard_zone if is_closed(w, frame.place) else frame.place)
    return wait(w, frame, 1, draw(w, Purpose.HAZARD_STAYS, 0, s.hazard_step), Rank.HAZARD, 0)


@compiled
def end_by_own_clock(w: World, frame: Frame) -> Flow:
    end_threat(w, False)
    return end(w)


@compiled
def find_next_zone(w: World) -> int:
    s = w.state[0]
    chosen, smallest = NOBODY, math.inf
    for link in range(w.first_neighbor[s.hazard_zone], w.first_neighbor[s.hazard_zone + 1]):
        zone = w.neighbors[link]
        if not is_closed(w, zone):
            order = draw(w, Purpose.HAZARD_NEXT, zone, s.hazard_step)
            if order < smallest:
                chosen, smallest = zone, order
    return chosen


@compiled
def is_closed(w: World, zone: int) -> bool:
    return w.rooms[zone].locked or is_shut(w, w.state[0].hazard_zone, zone)


@compiled
def engage_with_unit(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        officer_arrives(w)
        return call(w, frame, 1, Handler.LOCATE, frame.who)
    if frame.step == 1:
        return call(w, frame, 2, Handler.MAKE_CONTACT, w.sizes[0].staff + frame.who)
    return end(w)


@compiled
def engage_on_campus(w: World, frame: Frame) -> Flow:
    s, person = w.state[0], frame.who
    if frame.step == 0:
        return call(w, frame, 1, Handler.RUN_TO_HAZARD, person)
    if frame.step == 1:
        zone = w.units[person].zone
        if zone != s.hazard_zone or not w.staff[person].can_intervene:
            return end(w)
        officer_arrives(w)
        if s.is_hazard_active:
            log(w, EventKind.CONTACT_MADE, NOBODY, person, zone)
            return call(w, frame, 2, Handler.MAKE_CONTACT, person)
    return end(w)


@compiled
def make_contact(w: World, frame: Frame) -> Flow:
    """who: a person, or a unit after all people."""
    s, officer = w.state[0], frame.who
    if frame.step == 0:
        if not s.is_hazard_active:
            return end(w)
        s.is_contained = True
        if has_stream(w, Purpose.CONTACT_TAKES):
            seconds = draw(w, Purpose.CONTACT_TAKES, officer)
            return wait(w, frame, 1, seconds, Rank.DISPATCH, officer, Purpose.CONTACT_TAKES)
    elif draw(w, Purpose.CONTACT_SUCCEEDS, officer) == 0.0:
        return end(w)
    end_threat(w, True)
    return end(w)


@compiled
def officer_arrives(w: World) -> None:
    s = w.state[0]
    s.officers += 1
    if s.officers == ENOUGH_OFFICERS and has_stream(w, Purpose.OVERWHELMED):
        start(w, new(w, Handler.OVERWHELM, NOBODY), Rank.HAZARD, 2, draw(w, Purpose.OVERWHELMED, 0))
    begin_search(w)


@compiled
def overwhelm(w: World, frame: Frame) -> Flow:
    end_threat(w, True)
    return end(w)


@compiled
def end_threat(w: World, by_contact: bool) -> None:
    end_hazard(w, by_contact)
    begin_search(w)


@compiled
def begin_search(w: World) -> None:
    s = w.state[0]
    police_came = False
    for unit in range(w.sizes[0].fleet):
        police_came = police_came or w.vehicles[unit].doing >= EventKind.ON_SCENE
    if s.is_hazard_active or s.is_search_begun or not police_came:
        return
    s.is_search_begun = True
    if has_stream(w, Purpose.SEARCH):
        start(w, new(w, Handler.FINISH_SEARCH, NOBODY), Rank.HAZARD, 3, draw(w, Purpose.SEARCH, 0))


@compiled
def finish_search(w: World, frame: Frame) -> Flow:
    w.state[0].is_searched = True
    check_all_clear(w)
    return end(w)
