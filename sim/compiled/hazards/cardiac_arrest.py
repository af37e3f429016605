"""The handlers of a cardiac arrest, as `sim.hazards.cardiac_arrest`."""

import math

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import begin_behind_open_door, end_hazard, enter_zone
from sim.compiled.jit import compiled
from sim.compiled.model.alerting import can_phone
from sim.compiled.model.awareness import perceive_nearby, record_perception
from sim.compiled.model.errands import set_out
from sim.compiled.model.movement import move_to_zone
from sim.compiled.model.units import draw_locate_time, record_status
from sim.compiled.model.word_of_mouth import inform_room
from sim.compiled.scheduler import Flow, Frame, call, end, frame_of, log, new, place_of, start, wait
from sim.compiled.state import (
    check_all_clear,
    distance,
    length,
    nearness,
    next_inside,
    next_zone,
    scale,
    walking_time,
)
from sim.hazards.cardiac_arrest import PATIENT
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose

# ---- the collapse --------------------------------------------------------------------------------


@compiled
def collapse(w: World, frame: Frame) -> Flow:
    s = w.state[0]
    if frame.step == 0:
        place = begin_behind_open_door(w)
        if draw(w, Purpose.WITNESSED, 0) != 0.0:
            enter_zone(w, place)
        else:
            s.hazard_zone = place
            log(w, EventKind.HAZARD_ENTERS, NOBODY, NOBODY, place)
        if s.perceived_count == 0:
            return wait(w, frame, 1, draw(w, Purpose.FOUND_AFTER, 0), Rank.HAZARD, 0)
        return end(w)
    alert_bystanders(w)
    return end(w)


@compiled
def alert_bystanders(w: World) -> None:
    s = w.state[0]
    s.hazard_step += 1
    perceive_nearby(w)
    finder = find_nearest_adult(w, s.hazard_zone, NOBODY)
    if s.perceived_count == 0 and finder != NOBODY:
        activity = new(w, Handler.DISCOVER_PATIENT, finder)
        start(w, activity, Rank.REACTION, finder, 0.0, Purpose.FOUND_AFTER)


@compiled
def discover_patient(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        speed = draw(w, Purpose.WALK_SPEED, person)
        return call_walk_to(w, frame, 1, person, w.state[0].hazard_zone, speed)
    witness_patient(w, person)
    return end(w)


@compiled
def find_nearest_adult(w: World, zone: int, besides: int) -> int:
    nearest, meters, has_groups = NOBODY, math.inf, False
    for person in range(w.sizes[0].staff):
        if not w.people[person].present or person == besides:
            continue
        away = distance(w, zone, w.units[person].zone)
        groups = w.first_supervised[person + 1] > w.first_supervised[person]
        if away < meters or (away == meters and away < math.inf and has_groups and not groups):
            nearest, meters, has_groups = person, away, groups
    return nearest


@compiled
def witness_patient(w: World, person: int) -> None:
    u = w.units[person]
    if not u.perceived and not u.acting:
        record_perception(w, person, nearness(w, w.state[0].hazard_zone, u.zone))


# ---- eyewitnesses, and those who were told -------------------------------------------------------


@compiled
def fetch_adult(w: World, frame: Frame) -> Flow:
    """other: the adult."""
    group = frame.who
    if frame.step == 0:
        if w.units[group].told_by_channel != Channel.HAZARD:
            return end(w)
        seconds = draw(w, Purpose.REACTION, group)
        return wait(w, frame, 1, seconds, Rank.REACTION, group, Purpose.REACTION)
    if frame.step == 1:
        frame.other = find_nearest_adult(w, w.units[group].zone, NOBODY)
        if frame.other == NOBODY:
            return end(w)
        speed = draw(w, Purpose.WALK_SPEED, group)
        return call_walk_to(w, frame, 2, group, w.units[frame.other].zone, speed)
    witness_patient(w, frame.other)
    return end(w)


@compiled
def give_aid(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, person)
        return wait(w, frame, 1, seconds, Rank.REACTION, person, Purpose.REACTION)
    if frame.step == 1 and is_eyewitness(w, person):
        speed = draw(w, Purpose.HURRY, person)
        return call_walk_to(w, frame, 2, person, w.state[0].hazard_zone, speed)
    if frame.step == 2 and lacks_means(w, person):
        return call(w, frame, 3, Handler.GET_HELP, person)
    if frame.step == 2 or frame.step == 3:
        return call(w, frame, 4, Handler.ASSIST_PATIENT, person)
    check_all_clear(w)
    return end(w)


@compiled
def respond_with_team(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, person)
        return wait(w, frame, 1, seconds, Rank.REACTION, person, Purpose.REACTION)
    if frame.step == 1:
        arrival, _ = find_soonest_aed(w, person)
        is_sooner = not is_eyewitness(w, person) and arrival < w.state[0].aed_due
        if is_sooner or (w.people[person].brings_aed and arrival < math.inf):
            return call(w, frame, 2, Handler.FETCH_AED, person)
    if frame.step <= 2:
        speed = draw(w, Purpose.HURRY, person)
        return call_walk_to(w, frame, 3, person, w.state[0].hazard_zone, speed)
    if frame.step == 3 and is_at_patient(w, person):
        log(w, EventKind.RESPONDER_ON_SCENE, person, NOBODY, w.units[person].zone)
        if lacks_means(w, person):
            return call(w, frame, 4, Handler.GET_HELP, person)
        return call(w, frame, 5, Handler.ASSIST_PATIENT, person)
    if frame.step == 4:
        return call(w, frame, 5, Handler.ASSIST_PATIENT, person)
    check_all_clear(w)
    return end(w)


@compiled
def lacks_means(w: World, person: int) -> bool:
    radio = w.means[0].radio and w.staff[person].radio
    return w.units[person].told_by_channel == Channel.HAZARD and not (radio or can_phone(w, person))


@compiled
def get_help(w: World, frame: Frame) -> Flow:
    """other: the adult who is fetched."""
    s, person = w.state[0], frame.who
    if frame.step == 0:
        adult = find_nearest_adult(w, s.hazard_zone, person)
        if adult == NOBODY or w.units[adult].zone == s.hazard_zone:
            return end(w)
        frame.other = adult
        group = next_inside(w, s.hazard_zone)
        while group != NOBODY and group < w.sizes[0].staff:
            group = next_inside(w, s.hazard_zone, group)
        if group != NOBODY:
            speed = draw(w, Purpose.WALK_SPEED, group)
            seconds = route_time(w, s.hazard_zone, w.units[adult].zone, speed)
            activity = new(w, Handler.NOTIFY_ADULT, adult)
            start(w, activity, Rank.REACTION, adult, seconds, Purpose.FOUND_AFTER)
            return end(w)
        speed = draw(w, Purpose.HURRY, person)
        return call_walk_to(w, frame, 1, person, w.units[adult].zone, speed)
    if frame.step == 1:
        witness_patient(w, frame.other)
        return call_walk_to(w, frame, 2, person, s.hazard_zone, draw(w, Purpose.HURRY, person))
    return end(w)


@compiled
def notify_adult(w: World, frame: Frame) -> Flow:
    witness_patient(w, frame.who)
    return end(w)


@compiled
def is_eyewitness(w: World, person: int) -> bool:
    return w.units[person].told_by_channel == Channel.HAZARD or is_at_patient(w, person)


@compiled
def is_at_patient(w: World, person: int) -> bool:
    return w.units[person].zone == w.state[0].hazard_zone


# ---- at the patient ------------------------------------------------------------------------------


@compiled
def assist_patient(w: World, frame: Frame) -> Flow:
    s, person = w.state[0], frame.who
    if frame.step == 0:
        first = attend_patient(w, person)
        arrival, post = find_soonest_aed(w, person)
        if arrival < s.aed_due:
            if not first:
                return call(w, frame, 1, Handler.FETCH_AED, person)
            if post == w.units[person].zone:
                activity = new(w, Handler.FETCH_AED, person)
                start(w, activity, Rank.REACTION, person, 0.0, Purpose.AED_SEARCH)
    if frame.step <= 1:
        return call(w, frame, 2, Handler.GIVE_CPR, person)
    return end(w)


@compiled
def attend_patient(w: World, person: int) -> bool:
    first = not w.state[0].is_attended
    w.state[0].is_attended = True
    if first:
        inform_room(w, person)
    return first


@compiled
def give_cpr(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        if w.state[0].cpr or draw(w, Purpose.CPR_GIVEN, 0) == 0.0:
            return end(w)
        seconds = draw(w, Purpose.CPR_START, person)
        return wait(w, frame, 1, seconds, Rank.REACTION, person, Purpose.CPR_START)
    start_cpr(w, person)
    return end(w)


@compiled
def start_cpr(w: World, person: int) -> None:
    s = w.state[0]
    if not s.cpr:
        s.cpr = True
        log(w, EventKind.CPR_BEGINS, person, NOBODY, s.hazard_zone)


# ---- by decision ---------------------------------------------------------------------------------


@compiled
def start_compressions(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        set_out(w, person)
        speed = draw(w, Purpose.HURRY, person)
        return call_walk_to(w, frame, 1, person, w.state[0].hazard_zone, speed)
    if frame.step == 1 and is_at_patient(w, person):
        attend_patient(w, person)
        seconds = draw(w, Purpose.CPR_DECIDED, person)
        return wait(w, frame, 2, seconds, Rank.REACTION, person, Purpose.CPR_DECIDED)
    if frame.step == 2:
        start_cpr(w, person)
    w.people[person].on_errand = False
    return end(w)


@compiled
def bring_aed(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        set_out(w, person)
        if find_aed_arrival(w, person) < math.inf:
            return call(w, frame, 1, Handler.FETCH_AED, person)
        speed = draw(w, Purpose.HURRY, person)
        return call_walk_to(w, frame, 1, person, w.state[0].hazard_zone, speed)
    if frame.step == 1:
        w.people[person].on_errand = False
        if is_at_patient(w, person):
            return call(w, frame, 2, Handler.ASSIST_PATIENT, person)
    return end(w)


@compiled
def assign_tasks(w: World, frame: Frame) -> Flow:
    s, person = w.state[0], frame.who
    if frame.step == 0 and w.units[person].zone != s.hazard_zone:
        seconds = draw(w, Purpose.REACH_OFFICE, person)
        return wait(w, frame, 1, seconds, Rank.DELIVERY, person, Purpose.REACH_OFFICE, place_of(0, True))
    if frame.step <= 1:
        if count_adults(w, s.hazard_zone) == 0:
            return end(w)
        seconds = draw(w, Purpose.TASKS_ASSIGNED, person)
        return wait(w, frame, 2, seconds, Rank.REACTION, person, Purpose.TASKS_ASSIGNED)
    s.tasks_are_assigned = True
    log(w, EventKind.TASKS_ASSIGNED, person, NOBODY, s.hazard_zone)
    speed_up_shock(w)
    return end(w)


@compiled
def find_aed_arrival(w: World, person: int) -> float:
    arrival, _ = find_soonest_aed(w, person)
    return arrival


# ---- the ambulance -------------------------------------------------------------------------------


@compiled
def run_ambulance_crew(w: World, frame: Frame) -> Flow:
    s, unit = w.state[0], frame.who
    table = w.fleet[unit]
    if frame.step == 0 and table.must_locate:
        seconds = draw_locate_time(w, unit)
        return wait(w, frame, 1, seconds, Rank.DISPATCH, unit, Purpose.LOCATE)
    if frame.step <= 1:
        seconds = route_time(w, table.enters, s.hazard_zone, w.hazard[0].crew_speed)
        if seconds == math.inf:
            return end(w)
        if s.way_is_clear:
            seconds = scale(seconds, draw(w, Purpose.WAY_CLEARED, table.first))
        return wait(w, frame, 2, seconds, Rank.DISPATCH, unit, Purpose.LOCATE, 1)
    record_status(w, unit, EventKind.PATIENT_REACHED, s.hazard_zone)
    s.unit_there = True
    start_cpr(w, NOBODY)
    start_defibrillation(w, True)
    check_end(w)
    return end(w)


# ---- an AED, and the shock -----------------------------------------------------------------------


@compiled
def call_walk_to(w: World, frame: Frame, step: int, unit: int, target: int, speed: float) -> Flow:
    """Runs WALK_TO at this speed."""
    flow = call(w, frame, step, Handler.WALK_TO, unit, target)
    frame_of(w, w.state[0].current).speed = speed
    return flow


@compiled
def walk_to(w: World, frame: Frame) -> Flow:
    """other: the target. place: the zone ahead."""
    unit, target = frame.who, frame.other
    u = w.units[unit]
    if frame.step == 0:
        if u.zone != target and u.aware:
            log(w, EventKind.SETS_OUT, unit, NOBODY, u.zone)
    else:
        move_to_zone(w, unit, frame.place)
    if u.zone != target:
        frame.place = next_zone(w, u.zone, target)
        if frame.place != NOBODY:
            seconds = walking_time(length(w, u.zone, frame.place), frame.speed)
            return wait(w, frame, 1, seconds, Rank.MOVEMENT, unit)
    return end(w)


@compiled
def route_time(w: World, begin: int, target: int, speed: float) -> float:
    """As `walking_time` of the model."""
    seconds, here = 0.0, begin
    while here != target:
        ahead = next_zone(w, here, target)
        if ahead == NOBODY:
            return math.inf
        seconds += walking_time(length(w, here, ahead), speed)
        here = ahead
    return seconds


@compiled
def find_soonest_aed(w: World, person: int) -> tuple[float, int]:
    s, here = w.state[0], w.units[person].zone
    speed = draw(w, Purpose.HURRY, person)
    begins = s.now + draw(w, Purpose.AED_SEARCH, person)
    soonest, chosen = math.inf, NOBODY
    for place in range(w.sizes[0].aeds):
        post = w.aeds[place]
        if w.rooms[post].is_aed_gone:
            continue
        there = route_time(w, here, post, speed)
        arrival = begins + there + route_time(w, post, s.hazard_zone, speed)
        if arrival < soonest or (chosen == NOBODY or (arrival == soonest and post < chosen)):
            soonest, chosen = arrival, post
    return soonest, chosen


@compiled
def fetch_aed(w: World, frame: Frame) -> Flow:
    """place: where the AED hangs. number: 1 if carried."""
    s, person = w.state[0], frame.who
    if frame.step == 0:
        due, post = find_soonest_aed(w, person)
        frame.place = post
        s.aed_due = min(s.aed_due, due)
        w.people[person].fetches_aed = True
        return call_walk_to(w, frame, 1, person, post, draw(w, Purpose.HURRY, person))
    post = frame.place
    if frame.step == 1 and not w.rooms[post].is_aed_gone:
        seconds = draw(w, Purpose.AED_SEARCH, person)
        return wait(w, frame, 2, seconds, Rank.REACTION, person, Purpose.AED_SEARCH)
    if frame.step <= 2:
        if not w.rooms[post].is_aed_gone:
            frame.number = 1
            w.rooms[post].is_aed_gone = True
            log(w, EventKind.AED_TAKEN, person, NOBODY, post)
        return call_walk_to(w, frame, 3, person, s.hazard_zone, draw(w, Purpose.HURRY, person))
    w.people[person].fetches_aed = False
    if frame.number == 1:
        log(w, EventKind.AED_THERE, person, NOBODY, w.units[person].zone)
        start_defibrillation(w, False)
    return end(w)


@compiled
def start_defibrillation(w: World, by_crew: bool) -> None:
    s = w.state[0]
    s.aed_due = min(s.aed_due, s.now)
    if not s.defibrillator:
        s.defibrillator = True
        seconds = draw(w, Purpose.SHOCK, 0)
        s.shock_at = math.inf if by_crew else s.now + seconds
        activity = new(w, Handler.DELIVER_SHOCK, NOBODY)
        start(w, activity, Rank.HAZARD, PATIENT, seconds, Purpose.SHOCK)
        if s.tasks_are_assigned:
            speed_up_shock(w)


@compiled
def speed_up_shock(w: World) -> None:
    s = w.state[0]
    if s.shocked or s.shock_at == math.inf or count_adults(w, s.hazard_zone) < 2:
        return
    left = scale(s.shock_at - s.now, draw(w, Purpose.PADS_SHARED, 0))
    start(w, new(w, Handler.DELIVER_SHOCK, NOBODY), Rank.HAZARD, PATIENT, left, Purpose.SHOCK)


@compiled
def count_adults(w: World, zone: int) -> int:
    count, unit = 0, next_inside(w, zone)
    while unit != NOBODY and unit < w.sizes[0].staff:
        count += 1
        unit = next_inside(w, zone, unit)
    return count


@compiled
def deliver_shock(w: World, frame: Frame) -> Flow:
    if w.state[0].shocked:
        return end(w)
    w.state[0].shocked = True
    log(w, EventKind.SHOCK, NOBODY, NOBODY, w.state[0].hazard_zone)
    check_end(w)
    return end(w)


@compiled
def check_end(w: World) -> None:
    if w.state[0].shocked and w.state[0].unit_there:
        end_hazard(w, True)
