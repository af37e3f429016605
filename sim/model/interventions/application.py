"""Whether an intervention is possible now, and its start."""

from collections.abc import Callable

from scenarios.units import format_t_plus
from sim.model.interventions.actions import PersonalAction
from sim.model.interventions.base import (
    Intervention,
    find_area,
    find_person,
    find_staff,
    find_unit,
    find_zone,
)
from sim.model.interventions.outcome import Outcome, reject_because
from sim.model.state import World
from sim.model.tables import Tables
from sim.model.trace import EventKind

FINDERS: tuple[tuple[str, Callable[[Tables, str], object]], ...] = (
    ("by", find_person),
    ("whom", find_person),
    ("at", find_zone),
    ("place", find_area),
    ("exit", find_zone),
    ("unit", find_unit),
)
"""By the field of an intervention, what its name is looked up in."""


def preview_intervention(world: World, intervention: Intervention) -> Outcome:
    """The outcome if it were done now. Changes nothing. Raises UnknownName."""
    return reject(world) or reject_if_absent(world, intervention) or intervention.preview(world)


def apply_intervention(world: World, intervention: Intervention) -> Outcome:
    """Starts it now, before the model's own events of this instant. Several at one instant keep their order."""
    outcome = preview_intervention(world, intervention)
    if outcome.began:
        world.interventions += 1
        intervention.execute(world)
    return outcome


def find_actor(intervention: Intervention) -> str | None:
    """The roster id of the person who acts; None for the world and for rulings."""
    return intervention.by if isinstance(intervention, PersonalAction) else None


def is_busy(world: World, intervention: Intervention) -> bool:
    """Whether the person who acts is still busy with an earlier decision. Raises UnknownName."""
    name = find_actor(intervention)
    return name is not None and reject(world) is None and world.busy[find_staff(world, name)] > 0


def reject(world: World) -> Outcome | None:
    """Why no action is possible at this time: it is over, or before onset. None if one is possible."""
    if world.over or world.now >= world.tables.horizon:
        ended = world.first_time(EventKind.ALL_CLEAR)
        return reject_because(f"over at {format_t_plus(world.tables.horizon if ended is None else ended)}")
    return (
        reject_because("the emergency has not started: actions count from T+00:00")
        if world.now < 0.0
        else None
    )


def list_persons(intervention: Intervention) -> list[str]:
    """Roster ids of the person who acts and of the one addressed."""
    names = (getattr(intervention, role, None) for role in ("by", "whom"))
    return [name for name in names if name is not None]


def check_names(tables: Tables, intervention: Intervention) -> None:
    """Raises UnknownName for a person, a place or a unit that this emergency does not have, whether or not it could begin now."""
    for field, find in FINDERS:
        if (name := getattr(intervention, field, None)) is not None:
            find(tables, name)


def reject_if_absent(world: World, intervention: Intervention) -> Outcome | None:
    """Why it cannot be done today: a person it needs is not on campus. None if it can."""
    for name in list_persons(intervention):
        if not world.present[find_staff(world, name)]:
            return reject_because(f"{name} is not on campus")
    return None
