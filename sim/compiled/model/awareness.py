"""Perceiving, recognizing and becoming aware in compiled code, as `sim.model.awareness`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.authority import end_searches
from sim.compiled.scheduler import Flow, Frame, end, log, new, report_news, start
from sim.compiled.state import nearness, next_inside, next_unaware_inside, scale, set_aware
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def perceive_nearby(w: World) -> None:
    s = w.state[0]
    if s.hazard_step > 0:
        end_misreading(w)
    for unit in range(w.sizes[0].units):
        u = w.units[unit]
        if u.zone == NOBODY or u.acting or u.perceived or has_adult(w, unit):
            continue
        near = nearness(w, s.hazard_zone, u.zone)
        chance = w.perception[near]
        if chance > 0.0 and draw(w, Purpose.PERCEIVES, unit, s.hazard_step) < chance:
            record_perception(w, unit, near)


@compiled
def record_perception(w: World, unit: int, nearness: int) -> None:
    s, u = w.state[0], w.units[unit]
    u.perceived = True
    s.perceived_count += 1
    log(w, EventKind.PERCEIVED, unit, NOBODY, u.zone, float(nearness))
    if u.doubting:
        end_doubt(w, unit)
        return
    delay = scale(draw(w, Purpose.RECOGNITION, unit), s.recognition_factor)
    if w.hazard[0].misread and draw(w, Purpose.MISREAD, unit) != 0.0:
        delay += draw(w, Purpose.MISREAD_ADDS, unit)
    u.recognizes_at = s.now + delay
    is_beside_it = u.zone == s.hazard_zone and s.hazard_step > 0
    if not is_beside_it:
        delay += max(0.0, s.misread_until - s.now)
    start(w, new(w, Handler.RECOGNIZE, unit), Rank.REACTION, unit, delay, Purpose.RECOGNITION)


@compiled
def end_misreading(w: World) -> None:
    s = w.state[0]
    if s.now >= s.misread_until:
        return
    unit = next_inside(w, s.hazard_zone)
    while unit != NOBODY:
        u = w.units[unit]
        if u.perceived and not u.recognized:
            delay = max(0.0, u.recognizes_at - s.now)
            start(w, new(w, Handler.RECOGNIZE, unit), Rank.REACTION, unit, delay, Purpose.COMMON_MISREAD_ADDS)
        unit = next_inside(w, s.hazard_zone, unit)


@compiled
def recognize(w: World, frame: Frame) -> Flow:
    unit = frame.who
    u = w.units[unit]
    if u.recognized:
        return end(w)
    u.recognized = True
    log(w, EventKind.RECOGNIZED, unit, NOBODY, u.zone)
    if u.aware:
        end_doubt(w, unit)
    else:
        become_aware(w, unit, Channel.HAZARD)
    return end(w)


@compiled
def has_adult(w: World, unit: int) -> bool:
    group = unit - w.sizes[0].staff
    if group < 0:
        return False
    adult = w.groups[group].adult
    return adult != NOBODY and w.people[adult].present


@compiled
def next_unaware(w: World, zone: int, after: int = NOBODY) -> int:
    """One step through `find_unaware`: the first unit in a zone, after this one, that is not aware and has no adult. NOBODY: none."""
    unit = next_unaware_inside(w, zone, after)
    while unit != NOBODY and has_adult(w, unit):
        unit = next_unaware_inside(w, zone, unit)
    return unit


@compiled
def become_aware(w: World, unit: int, channel: int, teller: int = NOBODY) -> None:
    s, u = w.state[0], w.units[unit]
    if u.aware:
        if channel != u.told_by_channel or teller != u.told_by_teller:
            end_doubt(w, unit)
        return
    record_awareness(w, unit, channel, teller)
    if unit < w.sizes[0].staff:
        s.unaware_staff -= 1
        if w.people[unit].is_awaited or s.unaware_staff <= s.awaited_unaware:
            report_news(w)
        start(w, new(w, w.hazard[0].adult_knows, unit), Rank.ACT, unit)
    else:
        start_group(w, unit)


@compiled
def start_group(w: World, group: int) -> None:
    """A group without an adult does what the plan for this hazard says, which may be dropped as a duty."""
    activity = new(w, w.hazard[0].group_knows, group)
    start(w, activity, Rank.ACT, group)
    w.activities[activity].duty_of = group


@compiled
def record_awareness(w: World, unit: int, channel: int, teller: int) -> None:
    u = w.units[unit]
    set_aware(w, unit)
    u.told_by_channel = channel
    u.told_by_teller = teller
    log(w, EventKind.AWARE, unit, channel, u.zone, float(teller))
    end_searches(w)


@compiled
def end_doubt(w: World, person: int) -> None:
    u = w.units[person]
    u.sure = True
    if u.doubting and not u.acting:
        u.doubting = False
        start(w, new(w, w.hazard[0].doubt_ends, person), Rank.ACT, person, 0.0, Purpose.DOUBT)


@compiled
def inform_unaware(w: World, zone: int, channel: int) -> None:
    """As the loop over `find_unaware` in `phone_rooms` and `run_messenger`."""
    unit = next_unaware(w, zone)
    while unit != NOBODY:
        become_aware(w, unit, channel)
        unit = next_unaware(w, zone, unit)
