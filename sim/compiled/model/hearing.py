"""Hearing a message that may ask for something, in compiled code, as `sim.model.hearing`."""

from sim.compiled.arrays import HazardKind, World
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware, record_awareness
from sim.compiled.model.duty import drop_duty, start_duty
from sim.compiled.scheduler import log
from sim.model.orders import Instruction
from sim.model.tables import NOBODY
from sim.model.trace import EventKind


@compiled
def hear(w: World, unit: int, channel: int, order: int, teller: int = NOBODY) -> None:
    zone = w.units[unit].zone
    if order == NOBODY or zone == NOBODY or not covers(w, w.orders[order].area, zone):
        become_aware(w, unit, channel, teller)
        return
    is_news = not w.units[unit].aware
    if unit < w.sizes[0].staff or not is_news:
        become_aware(w, unit, channel, teller)
    else:
        record_awareness(w, unit, channel, teller)
    take_order(w, unit, order, is_news)


@compiled
def covers(w: World, area: int, zone: int) -> bool:
    if area >= w.sizes[0].zones:
        return area - w.sizes[0].zones == w.zones[zone].building
    is_everywhere = area == NOBODY
    return is_everywhere or area == zone


@compiled
def take_order(w: World, unit: int, order: int, is_news: bool) -> None:
    u = w.units[unit]
    former = u.order
    if former == order:
        return
    u.order = order
    log(w, EventKind.INSTRUCTED, unit, w.orders[order].instruction, u.zone)
    if is_free_to_follow(w, unit) and (is_news or not is_under_way(w, former, order)):
        drop_duty(w, unit)
        start_duty(w, unit)


@compiled
def is_under_way(w: World, former: int, order: int) -> bool:
    asked = w.orders[order]
    in_fire = w.hazard[0].kind == HazardKind.FIRE
    if asked.instruction != (Instruction.EVACUATE if in_fire else Instruction.LOCKDOWN):
        return False
    if former == NOBODY:
        return asked.exit == NOBODY if in_fire else w.protocol[0].locks_protect
    was = w.orders[former]
    return was.plain and was.instruction == asked.instruction and was.exit == asked.exit


@compiled
def is_free_to_follow(w: World, unit: int) -> bool:
    if unit >= w.sizes[0].staff:
        return w.units[unit].aware
    p = w.people[unit]
    has_task = w.staff[unit].is_responder or p.sent
    return w.units[unit].protecting and not (has_task or p.on_errand or p.fetches_aed)
