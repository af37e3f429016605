"""Whether an intervention is possible now, and its start."""

from collections.abc import Callable

from scenarios.units import format_t_plus
from sim.model.interventions.actions import PersonalAction
from sim.model.interventions.base import Intervention, find_area, find_person, find_unit, find_zone
from sim.model.interventions.kinds import ACTS, find_own_obstacle, start_act
from sim.model.interventions.leaving import count_students
from sim.model.interventions.outcome import Outcome, reject_because
from sim.model.interventions.request import TEXTS, Obstacle, Request
from sim.model.state import World
from sim.model.tables import NOBODY, Tables
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


# as numbers, in both engines


def start_request(world: World, asked: Request) -> bool:
    """Starts an intervention now, before the model's own events of this instant. Returns whether it begins."""
    if find_obstacle(world, asked) != Obstacle.NONE:
        return False
    world.interventions += 1
    start_act(world, asked)
    return True


def find_obstacle(world: World, asked: Request) -> int:
    """Why it does not begin now, or none."""
    if not is_possible(world):
        return Obstacle.NOT_STARTED if world.now < 0.0 and not world.over else Obstacle.OVER
    if asked.person != NOBODY and not world.present[asked.person]:
        return Obstacle.ABSENT
    if asked.other != NOBODY and not world.present[asked.other]:
        return Obstacle.OTHER_IS_ABSENT
    return find_own_obstacle(world, asked)


def is_possible(world: World) -> bool:
    """Whether anything can begin: not before onset, and not when it is over."""
    return not world.over and 0.0 <= world.now < world.tables.horizon


# as records, with words


def build_request(tables: Tables, intervention: Intervention) -> Request:
    """Its numbers. Raises UnknownName."""
    return intervention.ask(tables)._replace(act=ACTS[intervention.kind])


def preview_intervention(world: World, intervention: Intervention) -> Outcome:
    """The outcome if it were done now. Changes nothing. Raises UnknownName."""
    asked = build_request(world.tables, intervention)
    obstacle = Obstacle(find_obstacle(world, asked))
    if obstacle != Obstacle.NONE:
        return reject_because(explain_obstacle(world, intervention, asked, obstacle))
    return intervention.preview(world, asked)


def explain_obstacle(world: World, intervention: Intervention, asked: Request, obstacle: Obstacle) -> str:
    """Why it does not begin."""
    if obstacle == Obstacle.OVER:
        ended = world.first_time(EventKind.ALL_CLEAR)
        return f"over at {format_t_plus(world.tables.horizon if ended is None else ended)}"
    students = count_students(world, asked.person) if obstacle == Obstacle.LEADS_STUDENTS else 0
    return TEXTS[obstacle].format(students=students, **vars(intervention))


def apply_intervention(world: World, intervention: Intervention) -> Outcome:
    """Starts it now, before the model's own events of this instant. Several at one instant keep their order."""
    outcome = preview_intervention(world, intervention)
    if outcome.began:
        start_request(world, build_request(world.tables, intervention))
    return outcome


def find_actor(intervention: Intervention) -> str | None:
    """The roster id of the person who acts; None for the world and for rulings."""
    return intervention.by if isinstance(intervention, PersonalAction) else None


def is_busy(world: World, intervention: Intervention) -> bool:
    """Whether the person who acts is still busy with an earlier decision. Raises UnknownName."""
    name = find_actor(intervention)
    return name is not None and is_possible(world) and world.busy[find_person(world.tables, name)] > 0


def list_persons(intervention: Intervention) -> list[str]:
    """Roster ids of the person who acts and of the one addressed."""
    names = (getattr(intervention, role, None) for role in ("by", "whom"))
    return [name for name in names if name is not None]


def check_names(tables: Tables, intervention: Intervention) -> None:
    """Raises UnknownName for a person, a place or a unit that this emergency does not have, whether or not it could begin now."""
    for field, find in FINDERS:
        if (name := getattr(intervention, field, None)) is not None:
            find(tables, name)
