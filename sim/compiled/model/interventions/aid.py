"""First aid for a patient: who compresses, and who brings an AED."""

import math

from sim.compiled.arrays import Request, World
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.cardiac_arrest import find_aed_arrival
from sim.compiled.jit import compiled
from sim.compiled.model.alerting import deliver_radio_call, is_radio_heard
from sim.compiled.model.errands import is_free, is_ready
from sim.compiled.model.interventions.actions import has_phone, start_action, start_decided
from sim.compiled.model.interventions.kinds import Act
from sim.compiled.model.interventions.persons import can_reach
from sim.compiled.scheduler import Flow, Frame, call, end, new, start
from sim.compiled.state import WORKED
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


@compiled
def can_give_aid(w: World, request: Request) -> bool:
    """As the previews."""
    person = request.person
    if not w.hazard[0].has_patient:
        return False
    if request.act == Act.START_CPR:
        is_under_way = w.state[0].cpr and w.units[person].zone == w.state[0].hazard_zone
        return is_ready(w, person) and not is_under_way
    if request.act == Act.ASSIGN_TASKS:
        return can_assign_tasks(w, person)
    if w.sizes[0].aeds == 0:
        return False
    if request.act == Act.FETCH_AED:
        return is_ready(w, person)
    if request.act == Act.SEND_AED:
        return can_reach(w, person, request.other)
    return w.means[0].radio and w.staff[person].radio


@compiled
def can_assign_tasks(w: World, person: int) -> bool:
    s = w.state[0]
    if not w.units[person].aware or s.hazard_zone == NOBODY or s.tasks_are_assigned:
        return False
    return w.units[person].zone == s.hazard_zone or has_phone(w, person)


@compiled
def start_aid(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.START_CPR:
        start_action(w, person, Handler.START_COMPRESSIONS, person)
    elif request.act == Act.FETCH_AED:
        start_action(w, person, Handler.BRING_AED, person)
    elif request.act == Act.ASSIGN_TASKS:
        start_action(w, person, Handler.ASSIGN_TASKS, person)
    elif request.act == Act.SEND_AED:
        start_decided(w, person, Handler.SEND_FOR_AED, person, request.other)
    else:
        start_decided(w, person, Handler.CALL_FOR_AED, person)


@compiled
def send_for_aed(w: World, frame: Frame) -> Flow:
    """other: who is sent."""
    if frame.step == 0:
        return call(w, frame, 1, Handler.REACH_PERSON, frame.who, frame.other, True)
    if w.state[0].result == WORKED:
        assign_to_fetch(w, frame.other)
    return end(w)


@compiled
def call_for_aed(w: World, frame: Frame) -> Flow:
    sender = frame.who
    if frame.step == 0:
        return call(w, frame, 1, Handler.TALK_BY_RADIO, sender, NOBODY, True)
    message = w.state[0].result
    if message == NOBODY:
        return end(w)
    deliver_radio_call(w, sender, message)
    nearest, soonest = NOBODY, math.inf
    for person in range(w.sizes[0].staff):
        if person == sender or not is_radio_heard(w, person, message):
            continue
        if w.units[person].zone == w.state[0].hazard_zone or not is_free(w, person):
            continue
        arrival = find_aed_arrival(w, person)
        if arrival < soonest:
            nearest, soonest = person, arrival
    if nearest != NOBODY:
        assign_to_fetch(w, nearest)
    return end(w)


@compiled
def assign_to_fetch(w: World, person: int) -> None:
    if not w.units[person].acting:
        w.people[person].sent = True
        w.people[person].brings_aed = True
    elif is_free(w, person):
        start(w, new(w, Handler.BRING_AED, person), Rank.ACT, person, 0.0, Purpose.AED_SEARCH)
