"""What one person does to another or where they stand: tell, send, lock."""

from sim.compiled.arrays import Request, World
from sim.compiled.draws import draw, draw_if_any
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.alerting import can_phone, deliver_radio_call, inform_office, is_radio_heard
from sim.compiled.model.duty import start_duty
from sim.compiled.model.hearing import hear
from sim.compiled.model.interventions.actions import has_phone, is_sure, start_action, start_decided
from sim.compiled.model.interventions.kinds import Act
from sim.compiled.model.interventions.messages import give_order
from sim.compiled.scheduler import Flow, Frame, call, end, frame_of, log, place_of, wait
from sim.compiled.state import FAILED, WORKED
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def can_act_on_person(w: World, request: Request) -> bool:
    """As the previews."""
    person, other = request.person, request.other
    zone = w.units[person].zone
    if request.act == Act.LOCK:
        return w.zones[zone].is_lockable and not w.rooms[zone].seems_locked
    if request.act == Act.TELL:
        is_reached = zone == w.units[other].zone or has_phone(w, person)
        return is_reached and (request.instruction != NOBODY or not is_sure(w, other))
    return can_be_sent(w, other) and can_reach(w, person, other)


@compiled
def act_on_person(w: World, request: Request) -> None:
    """As `execute`."""
    person = request.person
    if request.act == Act.LOCK:
        start_action(w, person, Handler.LOCK_ROOM, person, NOBODY, w.units[person].zone)
    elif request.act == Act.TELL:
        order = give_order(w, request)
        start_decided(w, person, Handler.TELL_PERSON, person, request.other, NOBODY, order)
    else:
        start_decided(w, person, Handler.SEND_PERSON, person, request.other)


@compiled
def can_be_sent(w: World, person: int) -> bool:
    """As `Send.find_obstacle`."""
    s = w.state[0]
    has_task = w.staff[person].is_responder or w.people[person].sent
    if not (has_task or w.hazard[0].anyone_may_be_sent):
        return False
    if s.hazard_zone != NOBODY and w.units[person].zone == s.hazard_zone:
        return False
    return not (has_task and w.units[person].acting)


@compiled
def can_reach(w: World, sender: int, person: int) -> bool:
    is_together = w.units[sender].zone == w.units[person].zone
    return is_together or can_use_radio(w, sender, person) or has_phone(w, sender)


@compiled
def can_use_radio(w: World, sender: int, person: int) -> bool:
    return w.means[0].radio and w.staff[sender].radio and w.staff[person].radio


@compiled
def tell_person(w: World, frame: Frame) -> Flow:
    """other: the listener."""
    if frame.step == 0:
        order = frame.order
        flow = call(w, frame, 1, Handler.PASS_MESSAGE, frame.who, frame.other, True)
        frame_of(w, w.state[0].current).order = order
        return flow
    return end(w)


@compiled
def send_person(w: World, frame: Frame) -> Flow:
    """other: who is sent."""
    if frame.step == 0:
        return call(w, frame, 1, Handler.REACH_PERSON, frame.who, frame.other, True)
    if w.state[0].result == WORKED:
        assign_to_scene(w, frame.other)
    return end(w)


@compiled
def reach_person(w: World, frame: Frame) -> Flow:
    """other: who is reached. The result is WORKED where they were."""
    sender, person = frame.who, frame.other
    if frame.step == 0 and w.units[sender].zone == w.units[person].zone:
        return call(w, frame, 1, Handler.PASS_MESSAGE, sender, person, True)
    is_reached = frame.step > 0 and w.state[0].result == WORKED
    if not is_reached and frame.step <= 1:
        return call(w, frame, 2, Handler.CALL_BY_RADIO, sender, person, True)
    if not is_reached and frame.step == 2:
        return call(w, frame, 3, Handler.PASS_MESSAGE, sender, person, True)
    return end(w, WORKED if is_reached else FAILED)


@compiled
def pass_message(w: World, frame: Frame) -> Flow:
    """other: the listener."""
    teller, listener = frame.who, frame.other
    if frame.step == 0 and w.units[teller].zone == w.units[listener].zone:
        seconds = draw_if_any(w, Purpose.SAME_ROOM, 0.0, listener)
        place = place_of(teller, True)
        return wait(w, frame, 1, seconds, Rank.CONTACT, listener, Purpose.SAME_ROOM, place)
    if frame.step == 0:
        log(w, EventKind.REPORTS, teller, Channel.DESK_PHONE, w.units[teller].zone)
        seconds = draw(w, Purpose.REACH_OFFICE, teller)
        return wait(w, frame, 2, seconds, Rank.DELIVERY, teller, Purpose.REACH_OFFICE, place_of(0, True))
    if frame.step == 1:
        hear(w, listener, Channel.VOICE, frame.order, teller)
        return end(w, WORKED)
    if not can_phone(w, listener):
        log(w, EventKind.SILENT, teller, Channel.DESK_PHONE)
        return end(w, 0)
    if w.staff[listener].office and w.units[listener].zone == w.means[0].office_zone:
        inform_office(w, teller, Channel.DESK_PHONE)
    hear(w, listener, Channel.DESK_PHONE, frame.order, teller)
    return end(w, WORKED)


@compiled
def call_by_radio(w: World, frame: Frame) -> Flow:
    """other: who is to hear it."""
    sender, person = frame.who, frame.other
    if frame.step == 0:
        if not can_use_radio(w, sender, person):
            return end(w, 0)
        return call(w, frame, 1, Handler.TALK_BY_RADIO, sender, NOBODY, True)
    message = w.state[0].result
    if message == NOBODY:
        return end(w, 0)
    deliver_radio_call(w, sender, message)
    return end(w, WORKED if is_radio_heard(w, person, message) else 0)


@compiled
def assign_to_scene(w: World, person: int) -> None:
    is_on_the_way = w.staff[person].is_responder or w.people[person].sent
    w.people[person].sent = True
    if w.units[person].acting and not (is_on_the_way or w.people[person].on_errand):
        start_duty(w, person)
