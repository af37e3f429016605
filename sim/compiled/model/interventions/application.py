"""Whether an intervention begins now, and its start, as `sim.model.interventions.application`.

`intervene` is called between two calls of `run_until`.
"""

from sim.compiled.arrays import Request, World
from sim.compiled.jit import compiled, entry_point
from sim.compiled.model.interventions.aid import can_give_aid, start_aid
from sim.compiled.model.interventions.fire_safety import act_on_fire, can_act_on_fire
from sim.compiled.model.interventions.kinds import BLOCK, Group
from sim.compiled.model.interventions.messages import can_send_message, send_message
from sim.compiled.model.interventions.persons import act_on_person, can_act_on_person
from sim.compiled.model.interventions.places import act_on_place, can_act_on_place
from sim.compiled.model.interventions.responders import can_help_responders, help_responders
from sim.compiled.model.interventions.rulings import can_rule, rule
from sim.model.tables import NOBODY


@entry_point
def intervene(w: World) -> bool:
    """Starts the intervention in `request` now, as `apply_intervention`. Returns whether it begins."""
    request = w.request[0]
    if is_too_late_or_early(w) or is_anyone_absent(w, request) or not can_begin(w, request):
        return False
    w.play[0].interventions += 1
    execute(w, request)
    return True


@compiled
def is_too_late_or_early(w: World) -> bool:
    """As `reject`."""
    s = w.state[0]
    return w.play[0].over or s.now >= w.sizes[0].horizon or s.now < 0.0


@compiled
def is_anyone_absent(w: World, request: Request) -> bool:
    """As `reject_if_absent`."""
    person, other = request.person, request.other
    return (person != NOBODY and not w.people[person].present) or (
        other != NOBODY and not w.people[other].present
    )


@compiled
def can_begin(w: World, request: Request) -> bool:
    """As the previews."""
    group = request.act // BLOCK
    if group == Group.MESSAGES:
        return can_send_message(w, request)
    if group == Group.PERSONS:
        return can_act_on_person(w, request)
    if group == Group.RESPONDERS:
        return can_help_responders(w, request)
    if group == Group.AID:
        return can_give_aid(w, request)
    if group == Group.FIRE_SAFETY:
        return can_act_on_fire(w, request)
    if group == Group.PLACES:
        return can_act_on_place(w, request)
    return can_rule(w, request)


@compiled
def execute(w: World, request: Request) -> None:
    """As `execute` of its kind."""
    group = request.act // BLOCK
    if group == Group.MESSAGES:
        send_message(w, request)
    elif group == Group.PERSONS:
        act_on_person(w, request)
    elif group == Group.RESPONDERS:
        help_responders(w, request)
    elif group == Group.AID:
        start_aid(w, request)
    elif group == Group.FIRE_SAFETY:
        act_on_fire(w, request)
    elif group == Group.PLACES:
        act_on_place(w, request)
    else:
        rule(w, request)
