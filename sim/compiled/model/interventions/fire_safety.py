"""What people do about a fire and its alarm."""

from sim.compiled.arrays import Request, World
from sim.compiled.handlers import (
    actions__start_action,
    fire_safety__has_access,
    new_by_handler1,
    new_by_handler2,
)
from sim.compiled.jit import compiled
from sim.compiled.model.interventions.actions import is_ready
from sim.compiled.model.interventions.kinds import Act
from sim.model.tables import NOBODY


@compiled
def can_act_on_fire(w: World, request: Request) -> bool:
    """As the previews."""
    person = request.person
    if request.act == Act.STOP_HORNS:
        return w.play[0].horns_sound and not w.play[0].horns_are_silent and is_ready(w, person)
    return w.playbook[0].shut_off != NOBODY and is_ready(w, person) and fire_safety__has_access(w, person)


@compiled
def act_on_fire(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.STOP_HORNS:
        actions__start_action(w, new_by_handler1(w, w.playbook[0].stop_horns, person), person)
    else:
        actions__start_action(
            w, new_by_handler2(w, w.playbook[0].shut_off, person, 1 if request.gas else 0), person
        )
