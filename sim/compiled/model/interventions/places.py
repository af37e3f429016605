"""What one person does about a place: look, lead the own group there, open the door, call the roll, lock the outside doors."""

import math

from sim.compiled.arrays import Request, World
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.errands import is_ready
from sim.compiled.model.interventions.actions import has_phone, start_action
from sim.compiled.model.interventions.kinds import Act
from sim.compiled.state import distance


@compiled
def can_act_on_place(w: World, request: Request) -> bool:
    """As the previews."""
    person = request.person
    zone = w.units[person].zone
    if request.act == Act.LOOK or request.act == Act.MOVE:
        return can_go(w, person, request.zone)
    if request.act == Act.OPEN_DOOR:
        return w.rooms[zone].seems_locked
    if request.act == Act.ROLL_CALL:
        return (w.means[0].radio and w.staff[person].radio) or has_phone(w, person)
    is_open = not w.is_secured[w.zones[zone].building]
    return not w.zones[zone].outdoors and w.staff[person].keys and is_open


@compiled
def can_go(w: World, person: int, zone: int) -> bool:
    """As `Errand.preview_errand`."""
    here = w.units[person].zone
    if w.hazard[0].anyone_may_be_sent or w.staff[person].is_responder or w.people[person].sent:
        return False
    return is_ready(w, person) and here != zone and distance(w, here, zone) < math.inf


@compiled
def act_on_place(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.LOOK:
        start_action(w, person, Handler.LOOK, person, request.zone)
    elif request.act == Act.MOVE:
        start_action(w, person, Handler.LEAD_GROUP, person, request.zone)
    elif request.act == Act.OPEN_DOOR:
        start_action(w, person, Handler.ADMIT_STUDENTS, person)
    elif request.act == Act.ROLL_CALL:
        start_action(w, person, Handler.CALL_ROLL, person)
    else:
        start_action(w, person, Handler.SECURE_BUILDING, person, w.zones[w.units[person].zone].building)
