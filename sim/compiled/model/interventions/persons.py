"""What one person does to another or where they stand: tell, send, lock."""

from sim.compiled.arrays import Request, World
from sim.compiled.handlers import (
    actions__has_phone,
    actions__start_action,
    actions__start_decided,
    new_lockdown__lock_room,
    new_persons__send_person,
    new_persons__tell_person,
    persons__can_reach,
)
from sim.compiled.jit import compiled
from sim.compiled.model.interventions.actions import is_sure
from sim.compiled.model.interventions.kinds import Act
from sim.compiled.model.interventions.messages import give_order
from sim.model.tables import NOBODY


@compiled
def can_act_on_person(w: World, request: Request) -> bool:
    """As the previews."""
    person, other = request.person, request.other
    zone = w.units[person].zone
    if request.act == Act.LOCK:
        return w.layout_is_lockable[zone] and not w.rooms[zone].seems_locked
    if request.act == Act.TELL:
        is_reached = zone == w.units[other].zone or actions__has_phone(w, person)
        return is_reached and (request.instruction != NOBODY or not is_sure(w, other))
    return can_be_sent(w, other) and persons__can_reach(w, person, other)


@compiled
def act_on_person(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.LOCK:
        actions__start_action(w, new_lockdown__lock_room(w, person, w.units[person].zone, True), person)
    elif request.act == Act.TELL:
        order = give_order(w, request)
        actions__start_decided(w, new_persons__tell_person(w, person, request.other, order), person)
    else:
        actions__start_decided(w, new_persons__send_person(w, person, request.other), person)


@compiled
def can_be_sent(w: World, person: int) -> bool:
    """As `Send.find_obstacle`."""
    has_task = w.staff_is_responder[person] or w.people[person].sent
    if not (has_task or w.playbook[0].anyone_may_be_sent):
        return False
    if w.play[0].hazard_zone != NOBODY and w.units[person].zone == w.play[0].hazard_zone:
        return False
    return not (has_task and w.units[person].acting)
