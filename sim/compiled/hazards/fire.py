"""The handlers of a fire, as `sim.hazards.fire`."""

import math

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.elementary import round_to_grid
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import begin
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware, has_adult, perceive_nearby
from sim.compiled.model.duty import drop_duty, return_to_duty, start_duty
from sim.compiled.model.errands import set_out
from sim.compiled.model.evacuation import evacuate
from sim.compiled.model.staff import respond_as_staff
from sim.compiled.scheduler import Flow, Frame, call, end, log, new, start, wait
from sim.compiled.state import WORKED, distance, record_protected, scale
from sim.hazards.fire import DETECTION, HORNS, LIMIT
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def run_fire(w: World, frame: Frame) -> Flow:
    s = w.state[0]
    if frame.step == 0:
        place = begin(w)
        s.hazard_zone = place
        log(w, EventKind.HAZARD_ENTERS, NOBODY, NOBODY, place)
        for unit in range(w.sizes[0].units):
            zone = w.units[unit].zone
            if zone != NOBODY and w.zones[zone].outdoors:
                record_protected(w, unit)
        aset = compute_aset(w)
        s.untenable_at = s.now + aset
        start(w, new(w, Handler.BECOME_UNTENABLE, NOBODY), Rank.HAZARD, LIMIT, aset)
        if w.zones[place].detector:
            seconds = time_to_heat_release(w, draw(w, Purpose.DETECTOR, 0))
            start(w, new(w, Handler.TRIGGER_DETECTOR, NOBODY), Rank.HAZARD, DETECTION, seconds)
        seconds = time_to_heat_release(w, draw(w, Purpose.FIRE_PERCEPTIBLE, 0))
        return wait(w, frame, 1, seconds, Rank.HAZARD, 0)
    if not s.is_hazard_active:
        return end(w)
    perceive_nearby(w)
    s.hazard_step += 1
    return wait(w, frame, 1, s.now, Rank.HAZARD, 0)


@compiled
def time_to_heat_release(w: World, kilowatts: float) -> float:
    return round_to_grid(math.sqrt(kilowatts / draw(w, Purpose.FIRE_GROWTH, 0)))


@compiled
def compute_aset(w: World) -> float:
    limit = draw(w, Purpose.FIRE_UNTENABLE, 0)
    return limit if w.fire[0].time_given else time_to_heat_release(w, limit)


@compiled
def become_untenable(w: World, frame: Frame) -> Flow:
    s = w.state[0]
    if s.is_hazard_active and s.now >= s.untenable_at:
        log(w, EventKind.UNTENABLE, NOBODY, NOBODY, s.hazard_zone)
    return end(w)


@compiled
def trigger_detector(w: World, frame: Frame) -> Flow:
    s = w.state[0]
    if s.is_hazard_active:
        log(w, EventKind.DETECTED, NOBODY, NOBODY, s.hazard_zone)
        trip_alarm(w, s.hazard_zone)
    return end(w)


@compiled
def pull_station(w: World, frame: Frame) -> Flow:
    zone = w.units[frame.who].zone
    panel = w.zones[zone].panel
    if panel != NOBODY and not w.is_tripped[panel]:
        log(w, EventKind.PULLED, frame.who, NOBODY, zone)
        trip_alarm(w, zone)
    return end(w)


@compiled
def trip_alarm(w: World, zone: int) -> None:
    panel = w.zones[zone].panel
    if panel == NOBODY or w.is_tripped[panel]:
        return
    w.is_tripped[panel] = True
    delay = draw(w, Purpose.ALARM_STARTS, panel)
    start(w, new(w, Handler.SOUND_ALARM, panel), Rank.HAZARD, HORNS + panel, delay)


@compiled
def sound_alarm(w: World, frame: Frame) -> Flow:
    """who: the panel."""
    s, panel, table = w.state[0], frame.who, w.fire[0]
    if not table.alarm_works:
        log(w, EventKind.SILENT, NOBODY, Channel.ALARM)
        return end(w)
    log(w, EventKind.SENT, NOBODY, Channel.ALARM)
    s.horns_sound = True
    if table.alarm_reports and not s.alarm_reported:
        s.alarm_reported = True
        office = w.psap[0].office
        seconds = draw(w, Purpose.ALARM_REPORTS, 0)
        monitoring = new(w, Handler.RUN_MONITORING_CALL, office)
        start(w, monitoring, Rank.QUEUE, office, seconds, Purpose.ALARM_REPORTS)
    for unit in range(w.sizes[0].units):
        zone = w.units[unit].zone
        if zone == NOBODY or w.zones[zone].panel != panel or has_adult(w, unit):
            continue
        if draw(w, Purpose.ALARM_HEARD, zone) < w.zones[zone].audibility:
            become_aware(w, unit, Channel.ALARM)
    return end(w)


@compiled
def run_monitoring_call(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        return call(w, frame, 1, Handler.CALL_911, frame.who, Channel.DIAL_911)
    return end(w)


@compiled
def respond_as_adult(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        start_for_pull_station(w, frame.who)
    return respond_as_staff(w, frame)


@compiled
def respond_as_group(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        start_for_pull_station(w, frame.who)
    return evacuate(w, frame)


@compiled
def start_for_pull_station(w: World, unit: int) -> None:
    if w.units[unit].told_by_channel == Channel.HAZARD and draw(w, Purpose.PULLS, unit) != 0.0:
        seconds = draw(w, Purpose.PULL, unit)
        start(w, new(w, Handler.PULL_STATION, unit), Rank.REACTION, unit, seconds, Purpose.PULL)


# ---- by decision ---------------------------------------------------------------------------------


@compiled
def stop_horns(w: World, frame: Frame) -> Flow:
    s, person = w.state[0], frame.who
    if frame.step == 0:
        if w.people[person].on_errand:
            return end(w)
        set_out(w, person)
        return call(w, frame, 1, Handler.GO_TO, person, w.means[0].office_zone)
    if frame.step == 1 and s.result == WORKED:
        seconds = draw(w, Purpose.HORNS_STOPPED, person)
        return wait(w, frame, 2, seconds, Rank.REACTION, person, Purpose.HORNS_STOPPED)
    if frame.step == 2:
        s.horns_are_silent = True
        log(w, EventKind.HORNS_STOPPED, person, NOBODY, w.units[person].zone)
        for other in range(w.sizes[0].staff):
            if is_getting_ready(w, other) and draw(w, Purpose.SILENCE_MISREAD, other) != 0.0:
                drop_duty(w, other)
                log(w, EventKind.DOUBTS, other)
                start_duty(w, other, draw(w, Purpose.DOUBT, other))
    return_to_duty(w, person)
    return end(w)


@compiled
def is_getting_ready(w: World, person: int) -> bool:
    u = w.units[person]
    warned = u.told_by_channel == Channel.ALARM and not u.sure
    is_inside = u.protecting and not (u.walking or u.protected)
    return warned and is_inside and not (u.recognized or w.people[person].on_errand)


@compiled
def shut_off(w: World, frame: Frame) -> Flow:
    """other: 1 for gas, 0 for power."""
    person, gas = frame.who, frame.other == 1
    if frame.step == 0:
        if w.people[person].on_errand:
            return end(w)
        set_out(w, person)
        return call(w, frame, 1, Handler.GO_TO, person, find_shut_off(w, person))
    if frame.step == 1 and w.state[0].result == WORKED:
        seconds = draw(w, Purpose.SHUT_OFF, person)
        return wait(w, frame, 2, seconds, Rank.REACTION, person, Purpose.SHUT_OFF)
    if frame.step == 2:
        log(w, EventKind.SHUT_OFF, person, NOBODY, w.state[0].hazard_zone, 1.0 if gas else 0.0)
        feeds = draw(w, Purpose.GAS_FEEDS, 0) if gas else draw(w, Purpose.POWER_FEEDS, 0)
        if feeds != 0.0:
            slow_fire(w)
    return_to_duty(w, person)
    return end(w)


@compiled
def find_shut_off(w: World, person: int) -> int:
    here, burns = w.units[person].zone, w.state[0].hazard_zone
    nearest, meters = here, math.inf
    for link in range(w.first_neighbor[burns], w.first_neighbor[burns + 1]):
        zone = w.neighbors[link]
        if zone == here or here == burns:
            return here
        away = distance(w, here, zone)
        if away < meters or (away == meters and (nearest == here or zone < nearest)):
            nearest, meters = zone, away
    return nearest


@compiled
def slow_fire(w: World) -> None:
    s = w.state[0]
    left = s.untenable_at - s.now
    if not s.is_hazard_active or s.is_fire_slowed or left <= 0.0:
        return
    s.is_fire_slowed = True
    left = scale(left, 1.0 / draw(w, Purpose.ISOLATED, 0))
    s.untenable_at = s.now + left
    start(w, new(w, Handler.BECOME_UNTENABLE, NOBODY), Rank.HAZARD, LIMIT, left)
