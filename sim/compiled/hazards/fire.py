"""The handlers of a fire, as `sim.hazards.fire`."""

import math

from sim.compiled.arrays import World
from sim.compiled.draws import draw, round_to_grid
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import begin
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware, has_adult, perceive_nearby
from sim.compiled.model.evacuation import evacuate
from sim.compiled.model.staff import respond_as_staff
from sim.compiled.scheduler import Flow, Frame, call, end, log, new, start, wait
from sim.compiled.state import record_protected
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
        start(w, new(w, Handler.BECOME_UNTENABLE, NOBODY), Rank.HAZARD, LIMIT, compute_aset(w))
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
    if w.state[0].is_hazard_active:
        log(w, EventKind.UNTENABLE, NOBODY, NOBODY, w.state[0].hazard_zone)
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
