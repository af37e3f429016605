"""What one person does about a place: look, lead the own group there, open the door, call the roll, lock the outside doors."""

import math

from sim.compiled.arrays import Request, World
from sim.compiled.handlers import (
    actions__has_phone,
    actions__start_action,
    new_errands__lead_group,
    new_errands__look,
    new_instructions__secure_building,
    new_rooms__admit_students,
    new_rooms__call_roll,
)
from sim.compiled.jit import compiled
from sim.compiled.model.interventions.actions import is_ready
from sim.compiled.model.interventions.kinds import Act


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
        return (w.means_values[0].radio and w.staff_radio[person]) or actions__has_phone(w, person)
    is_open = not w.buildings[w.layout_building[zone]].secured
    return not w.layout_outdoors[zone] and w.staff_keys[person] and is_open


@compiled
def can_go(w: World, person: int, zone: int) -> bool:
    """As `Errand.preview_errand`."""
    here = w.units[person].zone
    if w.playbook[0].anyone_may_be_sent or w.staff_is_responder[person] or w.people[person].sent:
        return False
    return (
        is_ready(w, person)
        and here != zone
        and w.layout_distance[w.layout_distance_first[here] + zone] < math.inf
    )


@compiled
def act_on_place(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.LOOK:
        actions__start_action(w, new_errands__look(w, person, request.zone), person)
    elif request.act == Act.MOVE:
        actions__start_action(w, new_errands__lead_group(w, person, request.zone), person)
    elif request.act == Act.OPEN_DOOR:
        actions__start_action(w, new_rooms__admit_students(w, person), person)
    elif request.act == Act.ROLL_CALL:
        actions__start_action(w, new_rooms__call_roll(w, person), person)
    else:
        building = w.layout_building[w.units[person].zone]
        actions__start_action(w, new_instructions__secure_building(w, person, building), person)
