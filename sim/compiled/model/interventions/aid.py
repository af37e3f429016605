"""First aid for a patient: who compresses, and who brings an AED."""

from sim.compiled.arrays import Request, World
from sim.compiled.handlers import (
    actions__has_phone,
    actions__start_action,
    actions__start_decided,
    new_aid__call_for_aed,
    new_aid__send_for_aed,
    new_by_handler1,
    persons__can_reach,
)
from sim.compiled.jit import compiled
from sim.compiled.model.interventions.actions import is_ready
from sim.compiled.model.interventions.kinds import Act
from sim.model.tables import NOBODY


@compiled
def can_give_aid(w: World, request: Request) -> bool:
    """As the previews."""
    person = request.person
    if w.playbook[0].start_cpr == NOBODY:
        return False
    if request.act == Act.START_CPR:
        is_under_way = w.play[0].patient_cpr and w.units[person].zone == w.play[0].hazard_zone
        return is_ready(w, person) and not is_under_way
    if request.act == Act.ASSIGN_TASKS:
        return can_assign_tasks(w, person)
    if w.aid_aeds_size[0] == 0:
        return False
    if request.act == Act.FETCH_AED:
        return is_ready(w, person)
    if request.act == Act.SEND_AED:
        return persons__can_reach(w, person, request.other)
    return w.means_values[0].radio and w.staff_radio[person]


@compiled
def can_assign_tasks(w: World, person: int) -> bool:
    if not w.units[person].aware or w.play[0].hazard_zone == NOBODY or w.play[0].patient_tasks_are_assigned:
        return False
    return w.units[person].zone == w.play[0].hazard_zone or actions__has_phone(w, person)


@compiled
def start_aid(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.START_CPR:
        actions__start_action(w, new_by_handler1(w, w.playbook[0].start_cpr, person), person)
    elif request.act == Act.FETCH_AED:
        actions__start_action(w, new_by_handler1(w, w.playbook[0].bring_aed, person), person)
    elif request.act == Act.ASSIGN_TASKS:
        actions__start_action(w, new_by_handler1(w, w.playbook[0].assign_tasks, person), person)
    elif request.act == Act.SEND_AED:
        actions__start_decided(w, new_aid__send_for_aed(w, person, request.other), person)
    else:
        actions__start_decided(w, new_aid__call_for_aed(w, person), person)
