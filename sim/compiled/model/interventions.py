"""Interventions in compiled code, as `sim.model.interventions`: whether one begins, and what it does, without the words.

`intervene` and `return_to_simulation` are called between two calls of `run_until`.
"""

from enum import IntEnum

from sim.compiled.arrays import World
from sim.compiled.draws import draw, draw_if_any, round_to_grid
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled, entry_point
from sim.compiled.model.alerting import (
    can_phone,
    deliver_radio_call,
    inform_office,
    is_radio_heard,
    start_office,
)
from sim.compiled.model.awareness import become_aware
from sim.compiled.model.staff import call_for_help
from sim.compiled.scheduler import (
    Flow,
    Frame,
    call,
    end,
    log,
    new,
    place_of,
    report_news,
    start,
    take_frame,
    wait,
)
from sim.compiled.state import WORKED
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


class Act(IntEnum):
    """The kinds of interventions, by their names in `sim.model.interventions.KINDS`."""

    PRESS = 0
    CALL_911 = 1
    ANNOUNCE = 2
    RADIO = 3
    TELL = 4
    SEND = 5
    LOCK = 6
    CHANNEL = 7
    DELAY_UNIT = 8
    INFORM = 9
    ALL_CLEAR = 10


@entry_point
def intervene(w: World, act: int, person: int, other: int, value: float) -> bool:
    """Starts an intervention now, as `apply_intervention`. Returns whether it begins.

    person: who acts, or is informed. other: who is addressed; the channel; the unit. value: whether the channel works; seconds of delay.
    """
    if is_too_late_or_early(w) or not can_begin(w, act, person, other, value):
        return False
    w.state[0].interventions += 1
    if act <= Act.LOCK:
        execute_personal(w, act, person, other)
    else:
        execute_ruling(w, act, person, other, value)
    return True


@compiled
def is_too_late_or_early(w: World) -> bool:
    """As `reject`."""
    s = w.state[0]
    return s.over or s.now >= w.sizes[0].horizon or s.now < 0.0


# ---- whether an intervention begins ----------------------------------------------------------------


@compiled
def can_begin(w: World, act: int, person: int, other: int, value: float) -> bool:
    """As `reject_if_absent` and the previews."""
    s = w.state[0]
    if act == Act.CHANNEL:
        works = s.pa_works if other == Channel.PA else s.radio_works
        return works != (value != 0.0)
    if act == Act.DELAY_UNIT:
        return w.vehicles[other].doing == 0
    if act == Act.ALL_CLEAR:
        return True
    if not w.people[person].present:
        return False
    if act == Act.INFORM:
        return not is_sure(w, person)
    if act == Act.TELL or act == Act.SEND:
        return w.people[other].present and can_address(w, act, person, other)
    return can_act_alone(w, act, person)


@compiled
def can_act_alone(w: World, act: int, person: int) -> bool:
    means, zone = w.means[0], w.units[person].zone
    if act == Act.PRESS:
        return (
            means.app
            and peek(w, Purpose.INSTALLED, person) != 0.0
            and peek(w, Purpose.PHONE_ON_PERSON, person) != 0.0
        )
    if act == Act.CALL_911:
        return has_phone(w, person)
    if act == Act.ANNOUNCE:
        return means.pa
    if act == Act.RADIO:
        return means.radio and w.staff[person].radio
    return w.zones[zone].is_lockable and not w.rooms[zone].seems_locked


@compiled
def can_address(w: World, act: int, person: int, other: int) -> bool:
    is_reached = w.units[person].zone == w.units[other].zone or has_phone(w, person)
    if act == Act.TELL:
        return is_reached and not is_sure(w, other)
    return can_be_sent(w, other) and (is_reached or can_use_radio(w, person, other))


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
def is_sure(w: World, person: int) -> bool:
    """Whether a person is aware and does not doubt."""
    return w.units[person].aware and not w.units[person].doubting


@compiled
def peek(w: World, purpose: Purpose, entity: int) -> float:
    """The draw, which does not count as drawn."""
    draws = w.draws[purpose]
    value = draw(w, purpose, entity)
    w.draws[purpose] = draws
    return value


@compiled
def has_phone(w: World, person: int) -> bool:
    return w.zones[w.units[person].zone].has_phone or peek(w, Purpose.PHONE_ON_PERSON, person) != 0.0


@compiled
def can_use_radio(w: World, sender: int, person: int) -> bool:
    return w.means[0].radio and w.staff[sender].radio and w.staff[person].radio


# ---- what it does ----------------------------------------------------------------------------------


@compiled
def execute_ruling(w: World, act: int, person: int, other: int, value: float) -> None:
    """Changes the world, or rules."""
    s = w.state[0]
    if act == Act.CHANNEL:
        if other == Channel.PA:
            s.pa_works = value != 0.0
        else:
            s.radio_works = value != 0.0
        log(w, EventKind.CONDITION, other, NOBODY, NOBODY, value)
    elif act == Act.DELAY_UNIT:
        w.vehicles[other].delay += round_to_grid(value)
    elif act == Act.INFORM:
        become_aware(w, person, Channel.DESK)
    else:
        s.over = True
        log(w, EventKind.ALL_CLEAR)


@compiled
def execute_personal(w: World, act: int, person: int, other: int) -> None:
    s, office = w.state[0], w.psap[0].office
    for_the_office = s.office_played and w.staff[person].office
    if act == Act.LOCK:
        start_action(w, person, Handler.LOCK_ROOM, person, NOBODY, w.units[person].zone)
        return
    w.people[person].has_called = w.people[person].has_called or w.people[person].played
    if act == Act.PRESS:
        start_action(w, person, Handler.PRESS_APP, person)
    elif act == Act.CALL_911:
        if for_the_office:
            s.office_has_called = True
            start_action(w, person, Handler.CALL_911, office, Channel.DIAL_911)
        else:
            start_action(w, person, Handler.DIAL_911, person)
    elif act == Act.ANNOUNCE:
        s.office_has_spoken = s.office_has_spoken or for_the_office
        start_action(w, person, Handler.ANNOUNCE, office if for_the_office else person, person)
    elif act == Act.RADIO:
        start_action(w, person, Handler.BROADCAST_BY_RADIO, person)
    elif act == Act.TELL:
        start_action(w, person, Handler.TELL_PERSON, person, other)
    else:
        start_action(w, person, Handler.SEND_PERSON, person, other)


@compiled
def start_action(
    w: World, person: int, steps: Handler, who: int, other: int = NOBODY, place: int = NOBODY
) -> None:
    """Starts RUN_UNTIL_DONE with the steps of a decided action within it, before the model's own events of this instant."""
    s = w.state[0]
    w.people[person].busy += 1
    activity = new(w, Handler.RUN_UNTIL_DONE, person)
    index = take_frame(w, steps, who, w.activities[activity].top)
    w.activities[activity].top = index
    frame = w.frames[index]
    frame.other, frame.place, frame.decided = other, place, True
    start(w, activity, Rank.INTERVENTION, person, 0.0, 0, s.interventions)


@compiled
def run_until_done(w: World, frame: Frame) -> Flow:
    """It comes to itself when the steps, which began within it, have ended."""
    w.people[frame.who].busy -= 1
    report_news(w)
    return end(w)


@compiled
def tell_person(w: World, frame: Frame) -> Flow:
    """other: the listener."""
    if frame.step == 0:
        return call(w, frame, 1, Handler.PASS_MESSAGE, frame.who, frame.other, True)
    return end(w)


@compiled
def send_person(w: World, frame: Frame) -> Flow:
    """other: who is sent."""
    sender, person = frame.who, frame.other
    if frame.step == 0 and w.units[sender].zone == w.units[person].zone:
        return call(w, frame, 1, Handler.PASS_MESSAGE, sender, person, True)
    is_reached = frame.step > 0 and w.state[0].result == WORKED
    if not is_reached and frame.step <= 1:
        return call(w, frame, 2, Handler.CALL_BY_RADIO, sender, person, True)
    if not is_reached and frame.step == 2:
        return call(w, frame, 3, Handler.PASS_MESSAGE, sender, person, True)
    if is_reached:
        assign_to_scene(w, person)
    return end(w)


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
        become_aware(w, listener, Channel.VOICE, teller)
        return end(w, WORKED)
    if not can_phone(w, listener):
        log(w, EventKind.SILENT, teller, Channel.DESK_PHONE)
        return end(w, 0)
    if w.staff[listener].office and w.units[listener].zone == w.means[0].office_zone:
        inform_office(w, teller, Channel.DESK_PHONE)
    become_aware(w, listener, Channel.DESK_PHONE, teller)
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
    if w.units[person].acting and not is_on_the_way:
        start(w, new(w, w.hazard[0].responder, person), Rank.ACT, person, 0.0, Purpose.RUN_SPEED)


# ---- roles that are returned -----------------------------------------------------------------------


@entry_point
def return_to_simulation(w: World, person: int) -> None:
    """The model takes over this person; NOBODY: the office."""
    if person == NOBODY:
        return_office(w)
    elif w.people[person].played:
        w.people[person].played = False
        if w.units[person].acting and not w.people[person].has_called and not is_too_late_or_early(w):
            call_for_help(w, person)
            if w.staff[person].office:
                inform_office(w, NOBODY, Channel.VOICE)


@compiled
def return_office(w: World) -> None:
    s = w.state[0]
    if s.office_played:
        s.office_played = False
        if s.office_knows and not is_too_late_or_early(w):
            start_office(w)
