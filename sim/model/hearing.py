"""Hearing a message that may carry an instruction: people in the place it is for follow it from now on."""

from sim.model.awareness import become_aware, record_awareness
from sim.model.duty import drop_duty, start_duty
from sim.model.instructions import is_safe_only_inside
from sim.model.orders import Instruction
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind


def hear(world: World, unit: int, channel: Channel, order: int, teller: int = NOBODY) -> None:
    """A person or group hears a message: they are aware, and follow its instruction if it applies where they are."""
    zone = world.zone[unit]
    if order == NOBODY or zone == NOBODY or not covers(world, world.orders[order].area, zone):
        become_aware(world, unit, channel, teller)
        return
    is_news = not world.aware[unit]
    if unit < len(world.people) or not is_news:
        become_aware(world, unit, channel, teller)
    else:
        record_awareness(world, unit, channel, teller)
    take_order(world, unit, order, is_news)


def covers(world: World, area: int, zone: int) -> bool:
    """Whether a zone is part of the area that an instruction is for."""
    layout = world.tables.layout
    return area in (NOBODY, zone) or area == len(layout.zones) + layout.building[zone]


def take_order(world: World, unit: int, order: int, is_news: bool) -> None:
    """The instruction applies from now on. People who are already acting follow it instead.

    If they are already doing it, they carry on.
    """
    former = world.order[unit]
    if former == order:
        return
    world.order[unit] = order
    world.log_event(EventKind.INSTRUCTED, unit, world.orders[order].instruction, world.zone[unit])
    if is_free_to_follow(world, unit) and (is_news or not is_under_way(world, former, order)):
        drop_duty(world, unit)
        start_duty(world, unit)


def is_under_way(world: World, former: int, order: int) -> bool:
    """Whether they are already doing what is asked, by the plan for the hazard or by an instruction in plain words.

    That is a lockdown, in a fire an evacuation by the same exit, and in a storm or a plume shelter.
    """
    asked, planned = world.orders[order], find_planned(world)
    if asked.instruction != planned:
        return False
    if former == NOBODY:
        return world.tables.protocol.locks_protect if planned == Instruction.LOCKDOWN else asked.exit == NOBODY
    was = world.orders[former]
    return was.plain and was.instruction == asked.instruction and was.exit == asked.exit


def find_planned(world: World) -> int:
    """The instruction that the plan for the hazard comes to, where it is one of them; otherwise a lockdown."""
    if bool(world.tables.fire.flow):
        return Instruction.EVACUATE
    return Instruction.SHELTER if is_safe_only_inside(world) else Instruction.LOCKDOWN


def is_free_to_follow(world: World, unit: int) -> bool:
    """Whether they are already acting, with no task but to protect themselves and their group."""
    if unit >= len(world.people):
        return world.aware[unit]
    has_task = world.tables.staff.is_responder[unit] or world.sent[unit]
    is_away = world.on_errand[unit] or world.fetches_aed[unit]
    return world.protecting[unit] and not (has_task or is_away)
