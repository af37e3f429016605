"""What people do about a fire and its alarm."""

from sim.compiled.arrays import Request, World
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.errands import is_ready
from sim.compiled.model.interventions.actions import start_action
from sim.compiled.model.interventions.kinds import Act


@compiled
def can_act_on_fire(w: World, request: Request) -> bool:
    """As the previews."""
    s, person = w.state[0], request.person
    if request.act == Act.STOP_HORNS:
        return s.horns_sound and not s.horns_are_silent and is_ready(w, person)
    return w.hazard[0].is_fire and is_ready(w, person) and has_access(w, person)


@compiled
def has_access(w: World, person: int) -> bool:
    here, burns = w.units[person].zone, w.state[0].hazard_zone
    is_near = here == burns
    for link in range(w.first_neighbor[burns], w.first_neighbor[burns + 1]):
        is_near = is_near or w.neighbors[link] == here
    return is_near or w.staff[person].keys


@compiled
def act_on_fire(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.STOP_HORNS:
        start_action(w, person, Handler.STOP_HORNS, person)
    else:
        start_action(w, person, Handler.SHUT_OFF, person, 1 if request.gas else 0)
