"""Reports, the app's two legs, the office, the PA and the radio in compiled code, as `sim.model.alerting`."""

import math

from sim.compiled.arrays import Means, World
from sim.compiled.draws import count_up_to, draw, has_stream
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware, has_adult, inform_unaware, next_unaware
from sim.compiled.model.hearing import hear
from sim.compiled.scheduler import (
    Flow,
    Frame,
    Signal,
    await_signal,
    become,
    call,
    end,
    fire,
    frame_of,
    let_lapse,
    log,
    new,
    place_of,
    start,
    wait,
)
from sim.compiled.state import NOT_TRIED, WORKED, distance, record_school_report, walking_time
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose

# ---- reports ----------------------------------------------------------------------------------------


@compiled
def report_by_first_means(w: World, frame: Frame) -> Flow:
    """count: the number of the means that is tried."""
    person, means, size = frame.who, w.means[0], w.sizes[0].report
    if frame.step == 0 and means.app_is_added and not means.presses_last:
        return call(w, frame, 1, Handler.USE_ADDED_APP, person)
    worked = frame.step == 2 and w.state[0].result == WORKED
    if frame.step == 2 and not worked:
        frame.count += 1
    if frame.step <= 2 and not worked and frame.count < size:
        return call(w, frame, 2, Handler.USE_MEANS, person, w.report[frame.count])
    if frame.step <= 2 and means.presses_last:
        return call(w, frame, 3, Handler.PRESS_APP, person)
    return end(w, frame.count if frame.count < size else NOBODY)


@compiled
def use_added_app(w: World, frame: Frame) -> Flow:
    person, means = frame.who, w.means[0]
    if frame.step == 0 and means.radio_first and means.tells_office:
        return call(w, frame, 1, Handler.BROADCAST_BY_RADIO, person)
    if frame.step == 1:
        w.people[person].radio_call = w.state[0].result
    if frame.step <= 1:
        return call(w, frame, 2, Handler.PRESS_APP, person)
    return end(w)


@compiled
def use_means(w: World, frame: Frame) -> Flow:
    """other: the means."""
    person, means = frame.who, frame.other
    if means == Means.DIAL_911:
        if w.means[0].one_911_call and w.people[person].app_called:
            return end(w, WORKED)
        return become(frame, Handler.DIAL_911, person)
    if means == Means.APP:
        return become(frame, Handler.PRESS_APP, person)
    return become(frame, Handler.NOTIFY_OFFICE, person)


@compiled
def notify_others(w: World, frame: Frame) -> Flow:
    """other: the number of the means already used, NOBODY if none worked."""
    used = frame.other
    while frame.count < w.sizes[0].then:
        means = w.then[frame.count]
        frame.count += 1
        if used == NOBODY or means != w.report[used]:
            return call(w, frame, 1, Handler.USE_MEANS, frame.who, means)
    return end(w)


@compiled
def report_as_told(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 1 and w.state[0].result == WORKED:
        return end(w)
    while frame.count < w.sizes[0].told:
        means = w.told[frame.count]
        frame.count += 1
        if not (means == Means.APP and w.people[person].alerted):
            return call(w, frame, 1, Handler.USE_MEANS, person, means)
    return end(w)


@compiled
def press_app(w: World, frame: Frame) -> Flow:
    person, means = frame.who, w.means[0]
    if frame.step == 0:
        if draw(w, Purpose.INSTALLED, person) == 0.0 or draw(w, Purpose.PHONE_ON_PERSON, person) == 0.0:
            return end(w, 0)
        if means.authority_office and not w.staff[person].office:
            return call(w, frame, 1, Handler.FIND_AUTHORITY, person, NOBODY, frame.decided)
    if frame.step <= 1:
        log(w, EventKind.REPORTS, person, Channel.APP, w.units[person].zone)
        return wait(w, frame, 2, draw(w, Purpose.PRESS, person), Rank.REACTION, person, Purpose.PRESS)
    if draw(w, Purpose.PRESS_WORKS, person) == 0.0:
        return end(w, 0)
    record_press(w, person, frame.decided, frame.order)
    return end(w, WORKED if means.psap_leg else 0)


@compiled
def dial_911(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 1:
        return end(w, WORKED)
    if not can_phone(w, person):
        return end(w, 0)
    log(w, EventKind.REPORTS, person, Channel.DIAL_911, w.units[person].zone)
    return call(w, frame, 1, Handler.CALL_911, person, Channel.DIAL_911, frame.decided)


@compiled
def notify_office(w: World, frame: Frame) -> Flow:
    person = frame.who
    sent = w.people[person].radio_call
    if frame.step == 0:
        if w.staff[person].office or sent == WORKED:
            return end(w, WORKED)
        if sent == NOT_TRIED:
            return call(w, frame, 1, Handler.BROADCAST_BY_RADIO, person)
    if frame.step == 1 and w.state[0].result == WORKED:
        return end(w, WORKED)
    if frame.step < 3:
        if w.means[0].phone_waits and w.people[person].on_app_call > 0:
            return await_signal(w, frame, 2, Signal.APP_CALL_ENDS, Rank.ACT, person)
        if not can_phone(w, person):
            return end(w, 0)
        log(w, EventKind.REPORTS, person, Channel.DESK_PHONE, w.units[person].zone)
        seconds = draw(w, Purpose.REACH_OFFICE, person)
        return wait(w, frame, 3, seconds, Rank.DELIVERY, person, Purpose.REACH_OFFICE)
    inform_office(w, person, Channel.DESK_PHONE)
    return end(w, WORKED)


@compiled
def can_phone(w: World, person: int) -> bool:
    return w.zones[w.units[person].zone].has_phone or draw(w, Purpose.PHONE_ON_PERSON, person) != 0.0


# ---- the app's two legs -----------------------------------------------------------------------------


@compiled
def record_press(w: World, person: int, decided: bool, order: int) -> None:
    s, means = w.state[0], w.means[0]
    log(w, EventKind.PRESSED, person, NOBODY, w.units[person].zone)
    record_school_report(w)
    if means.psap_leg and draw(w, Purpose.PSAP_LEG_FAILS, 0) == 0.0:
        w.people[person].app_called = True
        w.people[person].on_app_call += 1
        press = new(w, Handler.PLACE_APP_CALL, person, NOBODY, decided)
        start(w, press, Rank.QUEUE, person, 0.0, Purpose.APP_CONNECT, place_of(0, decided))
    if means.staff_leg and not s.alert_sent and draw(w, Purpose.STAFF_LEG_FAILS, 0) == 0.0:
        s.alert_order = order
        alert_staff(w, person)


@compiled
def place_app_call(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        return call(w, frame, 1, Handler.CALL_911, frame.who, Channel.APP, frame.decided)
    w.people[frame.who].on_app_call -= 1
    fire(w, Signal.APP_CALL_ENDS)
    return end(w)


@compiled
def alert_staff(w: World, sender: int) -> None:
    w.state[0].alert_sent = True
    log(w, EventKind.SENT, sender, Channel.PUSH)
    texts = 0
    for person in range(w.sizes[0].staff):
        if not w.staff[person].is_recipient:
            continue
        on_roster = draw(w, Purpose.ON_ROSTER, person) != 0.0
        if on_roster:
            texts += 1
        if person == sender or not w.people[person].present:
            continue
        if draw(w, Purpose.INSTALLED, person) != 0.0 and draw(w, Purpose.PUSH_DELIVERED, person) != 0.0:
            alert_phone(w, person, Channel.PUSH, draw(w, Purpose.PUSH_DELAY, person))
        if on_roster:
            send_text_and_email(w, person, texts)


@compiled
def send_text_and_email(w: World, person: int, turn: int) -> None:
    means = w.means[0]
    if means.text and draw(w, Purpose.TEXT_LOST, person) == 0.0:
        alert_phone(w, person, Channel.TEXT, turn * means.text_gap + draw(w, Purpose.TEXT_DELAY, person))
    if means.email:
        delay = draw(w, Purpose.EMAIL_DELAY, person)
        email = new(w, Handler.RECEIVE_EMAIL, person)
        if can_lapse(w):
            let_lapse(w, email, person)
        if w.state[0].is_for_measures:
            frame_of(w, email).step = 1
            delay += draw(w, Purpose.EMAIL_NOTICE, person)
            start(w, email, Rank.DELIVERY, person, delay, Purpose.EMAIL_NOTICE)
        else:
            start(w, email, Rank.DELIVERY, person, delay, Channel.EMAIL)


@compiled
def alert_phone(w: World, person: int, channel: int, delay: float) -> None:
    """Starts RECEIVE_PHONE_ALERT in so many seconds, except in a play for its measures where the person would not hear the phone."""
    if w.state[0].is_for_measures and not hears_phone(w, person):
        return
    alert = new(w, Handler.RECEIVE_PHONE_ALERT, person, channel)
    is_counted = channel == Channel.PUSH and w.means[0].acknowledges and w.state[0].counts_acknowledged
    if can_lapse(w) and not is_counted:
        let_lapse(w, alert, person)
    start(w, alert, Rank.DELIVERY, person, delay, channel)


@compiled
def hears_phone(w: World, person: int) -> bool:
    return draw(w, Purpose.PHONE_ON_PERSON, person) != 0.0 and draw(w, Purpose.PHONE_AUDIBLE, person) != 0.0


@compiled
def can_lapse(w: World) -> bool:
    """Whether an alert changes nothing once a person acts."""
    return w.state[0].alert_order == NOBODY and not w.means[0].told_press_app


@compiled
def receive_phone_alert(w: World, frame: Frame) -> Flow:
    """other: the channel."""
    person, channel = frame.who, frame.other
    p = w.people[person]
    if frame.step == 0:
        if (p.signalled and w.state[0].is_for_measures) or not has_coverage(w, person):
            return end(w)
        log(w, EventKind.DELIVERED, person, channel, w.units[person].zone)
        if p.signalled or not hears_phone(w, person):
            return end(w)
        p.signalled = True
        seconds = draw(w, Purpose.PHONE_NOTICE, person)
        return wait(w, frame, 1, seconds, Rank.DELIVERY, person, Purpose.PHONE_NOTICE)
    notice_alert(w, person, channel)
    if w.means[0].acknowledges and channel == Channel.PUSH and draw(w, Purpose.ACKNOWLEDGES, person) != 0.0:
        p.checked_in = True
        log(w, EventKind.ACKNOWLEDGED, person)
    return end(w)


@compiled
def receive_email(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        log(w, EventKind.DELIVERED, person, Channel.EMAIL, w.units[person].zone)
        seconds = draw(w, Purpose.EMAIL_NOTICE, person)
        return wait(w, frame, 1, seconds, Rank.DELIVERY, person, Purpose.EMAIL_NOTICE)
    notice_alert(w, person, Channel.EMAIL)
    return end(w)


@compiled
def notice_alert(w: World, person: int, channel: int) -> None:
    w.people[person].alerted = True
    hear(w, person, channel, w.state[0].alert_order)


@compiled
def has_coverage(w: World, person: int) -> bool:
    carriers = w.sizes[0].carriers
    place = count_up_to(w.carrier_shares, 0, carriers, draw(w, Purpose.CARRIER, person))
    carrier = min(place, carriers - 1)
    return draw(w, Purpose.COVERED, w.units[person].zone * carriers + carrier) != 0.0


# ---- the office, the PA, the radio ------------------------------------------------------------------


@compiled
def inform_office(w: World, teller: int, channel: int, order: int = NOBODY) -> None:
    s = w.state[0]
    if s.office_knows:
        return
    s.office_knows = True
    log(w, EventKind.OFFICE_TOLD, teller, channel)
    if teller != NOBODY:
        record_school_report(w)
    for person in range(w.sizes[0].staff):
        if w.staff[person].office and w.units[person].zone == w.means[0].office_zone:
            hear(w, person, channel if teller != NOBODY else Channel.VOICE, order, teller)
    if not s.office_played:
        start_office(w)


@compiled
def start_office(w: World) -> None:
    office = w.psap[0].office
    start(w, new(w, Handler.RUN_OFFICE, office), Rank.ACT, office, 0.0, Purpose.MICROPHONE)


@compiled
def run_office(w: World, frame: Frame) -> Flow:
    s, means, office = w.state[0], w.means[0], frame.who
    if frame.step == 0:
        has_app_call = False
        if means.one_911_call:
            for person in range(w.sizes[0].staff):
                has_app_call = has_app_call or w.people[person].app_called
        if means.office_calls and not (s.office_has_called or has_app_call):
            if means.office_after_call:
                return call(w, frame, 1, Handler.CALL_911, office, Channel.DIAL_911)
            start(w, new(w, Handler.CALL_911, office, Channel.DIAL_911), Rank.QUEUE, office)
    if frame.step <= 1:
        if means.pa and not s.office_has_spoken:
            return call(w, frame, 2, Handler.ANNOUNCE, office)
        return end(w)
    if frame.step == 2 and s.result != WORKED and has_stream(w, Purpose.SILENCE_NOTICED):
        return call(w, frame, 3, Handler.REPLACE_ANNOUNCEMENT, office)
    return end(w)


@compiled
def announce(w: World, frame: Frame) -> Flow:
    """other: who decided it, where the office is played."""
    s, speaker = w.state[0], frame.who
    if frame.step == 0:
        return call(w, frame, 1, Handler.FIND_AUTHORITY, speaker, frame.other, frame.decided)
    if frame.step == 1:
        seconds = draw(w, Purpose.MICROPHONE, 0)
        return wait(w, frame, 2, seconds, Rank.DELIVERY, speaker, Purpose.MICROPHONE)
    if frame.step == 2:
        if not s.pa_works:
            log(w, EventKind.SILENT, speaker, Channel.PA)
            return end(w, 0)
        log(w, EventKind.SENT, speaker, Channel.PA)
        frame.number = next_announcement(w, frame.decided)
        if w.means[0].reading > 0.0:
            return wait(w, frame, 3, w.means[0].reading, Rank.DELIVERY, speaker, Purpose.PA_HEARD)
    for unit in range(w.sizes[0].units):
        if is_pa_heard(w, unit, frame.number):
            hear(w, unit, Channel.PA, frame.order)
    return end(w, WORKED)


@compiled
def next_announcement(w: World, decided: bool) -> int:
    """As `world.announcements.next`."""
    s = w.state[0]
    number = s.announcements_own + s.announcements_decided
    if decided:
        s.announcements_decided += 1
        return number
    s.announcements_own += 1
    return s.announcements_own - 1


@compiled
def is_pa_heard(w: World, unit: int, message: int) -> bool:
    zone = w.units[unit].zone
    if zone == NOBODY or has_adult(w, unit):
        return False
    heard = draw(w, Purpose.PA_HEARD, zone, message) < w.zones[zone].pa_chance
    return heard and draw(w, Purpose.PA_UNDERSTOOD, unit, message) != 0.0


@compiled
def broadcast_by_radio(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        return call(w, frame, 1, Handler.TALK_BY_RADIO, frame.who, NOBODY, frame.decided)
    message = w.state[0].result
    if message == NOBODY:
        return end(w, 0)
    deliver_radio_call(w, frame.who, message, frame.order)
    return end(w, WORKED)


@compiled
def talk_by_radio(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 1:
        return end(w, w.state[0].result)
    if not (w.means[0].radio and w.staff[person].radio):
        return end(w, NOBODY)
    log(w, EventKind.REPORTS, person, Channel.RADIO, w.units[person].zone)
    return call(w, frame, 1, Handler.TRANSMIT, person, NOBODY, frame.decided)


@compiled
def transmit(w: World, frame: Frame) -> Flow:
    s, speaker = w.state[0], frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.RADIO_TALK, speaker)
        return wait(w, frame, 1, seconds, Rank.DELIVERY, speaker, Purpose.RADIO_TALK)
    if not s.radio_works:
        log(w, EventKind.SILENT, speaker, Channel.RADIO)
        return end(w, NOBODY)
    log(w, EventKind.SENT, speaker, Channel.RADIO)
    number = s.radio_calls_own + s.radio_calls_decided
    if frame.decided:
        s.radio_calls_decided += 1
        return end(w, number)
    s.radio_calls_own += 1
    return end(w, s.radio_calls_own - 1)


@compiled
def deliver_radio_call(w: World, person: int, message: int, order: int = NOBODY) -> None:
    for other in range(w.sizes[0].staff):
        if other != person and is_radio_heard(w, other, message):
            hear(w, other, Channel.RADIO, order, person)
    inform_office(w, person, Channel.RADIO, order)


@compiled
def is_radio_heard(w: World, person: int, message: int) -> bool:
    carries = w.staff[person].radio and w.people[person].present
    return carries and draw(w, Purpose.RADIO_RECEIVED, person, message) != 0.0


@compiled
def replace_announcement(w: World, frame: Frame) -> Flow:
    office = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.SILENCE_NOTICED, 0)
        return wait(w, frame, 1, seconds, Rank.DELIVERY, office, Purpose.SILENCE_NOTICED)
    if frame.step == 1 and w.means[0].radio:
        return call(w, frame, 2, Handler.CALL_BY_OFFICE_RADIO, office)
    if frame.step <= 2:
        return call(w, frame, 3, Handler.PHONE_ROOMS, office)
    for building in range(w.sizes[0].buildings):
        messenger = new(w, Handler.RUN_MESSENGER, building)
        start(w, messenger, Rank.ACT, office, 0.0, Purpose.MESSENGER_SPEED, building)
    return end(w)


@compiled
def call_by_office_radio(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        return call(w, frame, 1, Handler.TRANSMIT, frame.who)
    message = w.state[0].result
    if message != NOBODY:
        for person in range(w.sizes[0].staff):
            if is_radio_heard(w, person, message):
                become_aware(w, person, Channel.RADIO)
    return end(w)


@compiled
def phone_rooms(w: World, frame: Frame) -> Flow:
    office = frame.who
    if frame.step == 1:
        inform_unaware(w, frame.count, Channel.DESK_PHONE)
        frame.count += 1
    while frame.count < w.sizes[0].zones:
        zone = frame.count
        is_reached = w.zones[zone].has_phone and zone != w.means[0].office_zone
        if is_reached and next_unaware(w, zone) != NOBODY:
            log(w, EventKind.SENT, office, Channel.DESK_PHONE)
            seconds = draw(w, Purpose.ROOM_PHONE, zone)
            return wait(w, frame, 1, seconds, Rank.DELIVERY, office, Purpose.ROOM_PHONE)
        frame.count += 1
    return end(w)


@compiled
def run_messenger(w: World, frame: Frame) -> Flow:
    """who: the building. place: where the messenger is or goes, once on the way."""
    building, office_zone = frame.who, w.means[0].office_zone
    if frame.step == 1:
        inform_unaware(w, frame.place, Channel.VOICE)
    here = frame.place if frame.step == 1 else office_zone
    nearest, meters = NOBODY, math.inf
    for item in range(w.first_of_building[building], w.first_of_building[building + 1]):
        zone = w.zones_of_building[item]
        if (
            zone != office_zone
            and not w.rooms[zone].is_visited
            and distance(w, here, zone) < meters
            and next_unaware(w, zone) != NOBODY
        ):
            nearest, meters = zone, distance(w, here, zone)
    if nearest == NOBODY:
        return end(w)
    w.rooms[nearest].is_visited = True
    frame.place = nearest
    seconds = walking_time(meters, draw(w, Purpose.MESSENGER_SPEED, building))
    return wait(w, frame, 1, seconds, Rank.MOVEMENT, w.sizes[0].units + building)
