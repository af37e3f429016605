"""The handlers that hazards share: awareness, staff, reports and alerts, the 911 center, word of mouth, movement, lockdown, evacuation.

Each does what the process or function of the same name in `sim.model` does; what it means is written there. A handler reads its frame:
`who` it is about, `other` (a second person, a channel or a means), `place`, `number` and `decided` of a call. Steps count its waits.
"""

import math

from sim.compiled.arrays import Means, Problem, World
from sim.compiled.draws import count_up_to, draw, draw_if_any, has_stream
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.scheduler import (
    Flow,
    Frame,
    Signal,
    await_signal,
    call,
    end,
    fire,
    frame_of,
    log,
    new,
    place_of,
    priority,
    schedule,
    start,
    suspend,
    wait,
)
from sim.compiled.state import (
    NOT_TRIED,
    WORKED,
    check_all_clear,
    distance,
    is_hazard_in,
    length,
    link_of,
    lock,
    move_to,
    nearness,
    next_zone,
    record_school_report,
    scale,
    walking_time,
)
from sim.model.environment import Rank
from sim.model.state import DECIDED_OFFSET
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose

# ---- awareness -----------------------------------------------------------------------------------


@compiled
def perceive_nearby(w: World) -> None:
    s, people = w.state[0], w.sizes[0].staff
    if s.hazard_step > 0:
        end_misreading(w)
    for unit in range(w.sizes[0].units):
        u = w.units[unit]
        if u.zone == NOBODY or u.acting or u.perceived or has_adult(w, unit):
            continue
        near = nearness(w, s.hazard_zone, u.zone)
        chance = w.perception[near]
        if chance > 0.0 and draw(w, Purpose.PERCEIVES, unit, s.hazard_step) < chance:
            record_perception(w, unit, near)


@compiled
def record_perception(w: World, unit: int, nearness: int) -> None:
    s, u = w.state[0], w.units[unit]
    u.perceived = True
    s.perceived_count += 1
    log(w, EventKind.PERCEIVED, unit, NOBODY, u.zone, float(nearness))
    if u.doubting:
        end_doubt(w, unit)
        return
    delay = scale(draw(w, Purpose.RECOGNITION, unit), s.recognition_factor)
    if w.hazard[0].misread and draw(w, Purpose.MISREAD, unit) != 0.0:
        delay += draw(w, Purpose.MISREAD_ADDS, unit)
    u.recognizes_at = s.now + delay
    is_beside_it = u.zone == s.hazard_zone and s.hazard_step > 0
    if not is_beside_it:
        delay += max(0.0, s.misread_until - s.now)
    start(w, new(w, Handler.RECOGNIZE, unit), Rank.REACTION, unit, delay, Purpose.RECOGNITION)


@compiled
def end_misreading(w: World) -> None:
    s = w.state[0]
    if s.now >= s.misread_until:
        return
    unit = w.rooms[s.hazard_zone].first_inside
    while unit != NOBODY:
        u = w.units[unit]
        if u.perceived and not u.recognized:
            delay = max(0.0, u.recognizes_at - s.now)
            start(
                w, new(w, Handler.RECOGNIZE, unit), Rank.REACTION, unit, delay, Purpose.COMMON_MISREAD_ADDS
            )
        unit = u.next


@compiled
def recognize(w: World, frame: Frame) -> Flow:
    unit = frame.who
    u = w.units[unit]
    if u.recognized:
        return end(w)
    u.recognized = True
    log(w, EventKind.RECOGNISED, unit, NOBODY, u.zone)
    if u.aware:
        end_doubt(w, unit)
    else:
        become_aware(w, unit, Channel.HAZARD)
    return end(w)


@compiled
def has_adult(w: World, unit: int) -> bool:
    group = unit - w.sizes[0].staff
    if group < 0:
        return False
    adult = w.groups[group].adult
    return adult != NOBODY and w.people[adult].present


@compiled
def next_unaware(w: World, unit: int) -> int:
    """The first of those in the zone of this unit, from it on, who is not aware and has no adult. NOBODY: none."""
    while unit != NOBODY and (w.units[unit].aware or has_adult(w, unit)):
        unit = w.units[unit].next
    return unit


@compiled
def become_aware(w: World, unit: int, channel: int, teller: int = NOBODY) -> None:
    s, u = w.state[0], w.units[unit]
    if u.aware:
        if channel != u.told_by_channel or teller != u.told_by_teller:
            end_doubt(w, unit)
        return
    u.aware = True
    u.told_by_channel = channel
    u.told_by_teller = teller
    log(w, EventKind.AWARE, unit, channel, u.zone, float(teller))
    end_searches(w)
    if unit < w.sizes[0].staff:
        s.unaware_staff -= 1
        start(w, new(w, w.hazard[0].adult_knows, unit), Rank.ACT, unit)
    else:
        start(w, new(w, w.hazard[0].group_knows, unit), Rank.ACT, unit)


@compiled
def end_doubt(w: World, person: int) -> None:
    u = w.units[person]
    u.sure = True
    if u.doubting and not u.acting:
        u.doubting = False
        start(w, new(w, w.hazard[0].doubt_ends, person), Rank.ACT, person, 0.0, Purpose.DOUBT)


# ---- authority -----------------------------------------------------------------------------------


@compiled
def find_authority(w: World, frame: Frame) -> Flow:
    """who: the declarer. other: who decided it."""
    s, declarer = w.state[0], frame.who
    if frame.step == 1 or not w.means[0].authority or may_declare(w, declarer, frame.other):
        return end(w)
    if draw(w, Purpose.AUTHORITY_NEEDED, declarer) == 0.0:
        return end(w)
    if s.search_count == w.sizes[0].processes:
        s.error = Problem.FULL
        return end(w)
    search = w.searches[s.search_count]
    search.declarer, search.by, search.decided = declarer, frame.other, frame.decided
    search.activity, search.is_open = s.current, True
    start(
        w,
        new(w, Handler.RUN_OUT, s.search_count),
        Rank.REACTION,
        declarer,
        draw(w, Purpose.AUTHORITY_TAKES, declarer),
        Purpose.AUTHORITY_TAKES,
        place_of(0, frame.decided),
    )
    s.search_count += 1
    return suspend(frame, 1)


@compiled
def has_authority(w: World, person: int) -> bool:
    return 0 <= person < w.sizes[0].staff and w.staff[person].authority


@compiled
def may_declare(w: World, declarer: int, by: int) -> bool:
    people, office = w.sizes[0].staff, w.psap[0].office
    if has_authority(w, declarer) or has_authority(w, by):
        return True
    place = w.means[0].office_zone if declarer == office else w.units[declarer].zone
    if place == NOBODY:
        return False
    person = w.rooms[place].first_inside
    while person != NOBODY and person < people:
        table = w.staff[person]
        if table.authority and (w.units[person].aware or (declarer == office and table.office)):
            return True
        person = w.units[person].next
    return False


@compiled
def run_out(w: World, frame: Frame) -> Flow:
    """who: the number of the search."""
    end_search(w, frame.who)
    return end(w)


@compiled
def end_searches(w: World) -> None:
    for number in range(w.state[0].search_count):
        search = w.searches[number]
        if search.is_open and may_declare(w, search.declarer, search.by):
            end_search(w, number)


@compiled
def end_search(w: World, number: int) -> None:
    search = w.searches[number]
    if search.is_open:
        search.is_open = False
        place = priority(
            Rank.REACTION, search.declarer, Purpose.AUTHORITY_TAKES, place_of(0, search.decided)
        )
        schedule(w, search.activity, w.state[0].now, place)


# ---- staff ---------------------------------------------------------------------------------------


@compiled
def respond_as_staff(w: World, frame: Frame) -> Flow:
    person = frame.who
    u = w.units[person]
    if frame.step == 0:
        witness = u.told_by_channel == Channel.HAZARD
        if not (witness or u.sure or draw(w, Purpose.ACTS_AT_ONCE, person) != 0.0):
            u.doubting = True
            log(w, EventKind.DOUBTS, person)
            return wait(
                w, frame, 1, draw(w, Purpose.DOUBT, person), Rank.REACTION, person, Purpose.DOUBT
            )
    if not u.acting:
        start_response(w, person)
    return end(w)


@compiled
def resolve_doubt(w: World, frame: Frame) -> Flow:
    if not w.units[frame.who].acting:
        start_response(w, frame.who)
    return end(w)


@compiled
def start_response(w: World, person: int) -> None:
    u, p = w.units[person], w.people[person]
    u.acting = True
    u.doubting = False
    log(w, EventKind.ACTS, person, NOBODY, u.zone)
    if not (p.played or p.has_called):
        call_for_help(w, person)
    if w.staff[person].office and (w.state[0].office_played or not p.played):
        inform_office(w, NOBODY, Channel.VOICE)
    if p.played or not is_a_witness(w, person) or w.protocol[0].witness_protects_at_once:
        protect_group(w, person)


@compiled
def is_a_witness(w: World, person: int) -> bool:
    return w.units[person].told_by_channel == Channel.HAZARD


@compiled
def call_for_help(w: World, person: int) -> None:
    if is_a_witness(w, person):
        start(w, new(w, Handler.REPORT_AS_WITNESS, person), Rank.ACT, person, 0.0, Purpose.DECISION)
    elif draw(w, Purpose.TOLD_CALLS, person) != 0.0:
        start(w, new(w, Handler.REPORT_AS_TOLD, person), Rank.ACT, person, 0.0, Purpose.TOLD_CALLS)


@compiled
def protect_group(w: World, person: int) -> None:
    w.units[person].protecting = True
    if w.staff[person].is_responder or w.people[person].sent:
        start(w, new(w, w.hazard[0].responder, person), Rank.ACT, person, 0.0, Purpose.RUN_SPEED)
        return
    start(w, new(w, w.hazard[0].protocol, person), Rank.ACT, person, 0.0, Purpose.REACTION)
    if w.protocol[0].tells:
        start(w, new(w, Handler.SPREAD_WORD, person), Rank.ACT, person, 0.0, Purpose.TELL_WHOM)
    inform_room(w, person)


@compiled
def report_as_witness(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0:
        seconds = scale(draw(w, Purpose.DECISION, person), w.state[0].decision_factor)
        return wait(w, frame, 1, seconds, Rank.REACTION, person, Purpose.DECISION)
    if frame.step == 1:
        return call(w, frame, 2, Handler.REPORT_BY_FIRST_MEANS, person)
    if frame.step == 2:
        used = w.state[0].result
        if not (w.protocol[0].witness_protects_at_once or w.units[person].protecting):
            protect_group(w, person)
        return call(w, frame, 3, Handler.NOTIFY_OTHERS, person, used)
    return end(w)


# ---- reports -------------------------------------------------------------------------------------


@compiled
def report_by_first_means(w: World, frame: Frame) -> Flow:
    person = frame.who
    if frame.step == 0 and w.means[0].app_is_added:
        return call(w, frame, 1, Handler.USE_ADDED_APP, person)
    if frame.step == 2:
        if w.state[0].result == WORKED:
            return end(w, frame.count)
        frame.count += 1
    if frame.count == w.sizes[0].report:
        return end(w, NOBODY)
    return call(w, frame, 2, Handler.USE_MEANS, person, w.report[frame.count])


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
    if frame.step == 1:
        return end(w, w.state[0].result)
    if means == Means.DIAL_911:
        if w.means[0].one_911_call and w.people[person].app_called:
            return end(w, WORKED)
        return call(w, frame, 1, Handler.DIAL_911, person)
    if means == Means.APP:
        return call(w, frame, 1, Handler.PRESS_APP, person)
    return call(w, frame, 1, Handler.NOTIFY_OFFICE, person)


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
    record_press(w, person, frame.decided)
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


# ---- the app's two legs --------------------------------------------------------------------------


@compiled
def record_press(w: World, person: int, decided: bool) -> None:
    s, means = w.state[0], w.means[0]
    log(w, EventKind.PRESSED, person, NOBODY, w.units[person].zone)
    record_school_report(w)
    if means.psap_leg and draw(w, Purpose.PSAP_LEG_FAILS, 0) == 0.0:
        w.people[person].app_called = True
        w.people[person].on_app_call += 1
        press = new(w, Handler.PLACE_APP_CALL, person, NOBODY, decided)
        start(w, press, Rank.QUEUE, person, 0.0, Purpose.APP_CONNECT, place_of(0, decided))
    if means.staff_leg and not s.alert_sent and draw(w, Purpose.STAFF_LEG_FAILS, 0) == 0.0:
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
            alert = new(w, Handler.RECEIVE_PHONE_ALERT, person, Channel.PUSH)
            delay = draw(w, Purpose.PUSH_DELAY, person)
            start(w, alert, Rank.DELIVERY, person, delay, Channel.PUSH)
        if on_roster:
            send_text_and_email(w, person, texts)


@compiled
def send_text_and_email(w: World, person: int, turn: int) -> None:
    means = w.means[0]
    if means.text and draw(w, Purpose.TEXT_LOST, person) == 0.0:
        delay = turn * means.text_gap + draw(w, Purpose.TEXT_DELAY, person)
        alert = new(w, Handler.RECEIVE_PHONE_ALERT, person, Channel.TEXT)
        start(w, alert, Rank.DELIVERY, person, delay, Channel.TEXT)
    if means.email:
        delay = draw(w, Purpose.EMAIL_DELAY, person)
        start(w, new(w, Handler.RECEIVE_EMAIL, person), Rank.DELIVERY, person, delay, Channel.EMAIL)


@compiled
def receive_phone_alert(w: World, frame: Frame) -> Flow:
    """other: the channel."""
    person, channel = frame.who, frame.other
    p = w.people[person]
    if frame.step == 0:
        if not has_coverage(w, person):
            return end(w)
        log(w, EventKind.DELIVERED, person, channel, w.units[person].zone)
        if (
            p.signalled
            or draw(w, Purpose.PHONE_ON_PERSON, person) == 0.0
            or draw(w, Purpose.PHONE_AUDIBLE, person) == 0.0
        ):
            return end(w)
        p.signalled = True
        seconds = draw(w, Purpose.PHONE_NOTICE, person)
        return wait(w, frame, 1, seconds, Rank.DELIVERY, person, Purpose.PHONE_NOTICE)
    notice_alert(w, person, channel)
    if (
        w.means[0].acknowledges
        and channel == Channel.PUSH
        and draw(w, Purpose.ACKNOWLEDGES, person) != 0.0
    ):
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
    become_aware(w, person, channel)


@compiled
def has_coverage(w: World, person: int) -> bool:
    carriers = w.sizes[0].carriers
    place = count_up_to(w.carrier_shares, 0, carriers, draw(w, Purpose.CARRIER, person))
    carrier = min(place, carriers - 1)
    return draw(w, Purpose.COVERED, w.units[person].zone * carriers + carrier) != 0.0


# ---- the office, the PA, the radio ---------------------------------------------------------------


@compiled
def inform_office(w: World, teller: int, channel: int) -> None:
    s = w.state[0]
    if s.office_knows:
        return
    s.office_knows = True
    log(w, EventKind.OFFICE_TOLD, teller, channel)
    if teller != NOBODY:
        record_school_report(w)
    for person in range(w.sizes[0].staff):
        if w.staff[person].office and w.units[person].zone == w.means[0].office_zone:
            become_aware(w, person, channel if teller != NOBODY else Channel.VOICE, teller)
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
            become_aware(w, unit, Channel.PA)
    return end(w, WORKED)


@compiled
def next_announcement(w: World, decided: bool) -> int:
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
    deliver_radio_call(w, frame.who, message)
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
def deliver_radio_call(w: World, person: int, message: int) -> None:
    for other in range(w.sizes[0].staff):
        if other != person and is_radio_heard(w, other, message):
            become_aware(w, other, Channel.RADIO, person)
    inform_office(w, person, Channel.RADIO)


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
        if is_reached and next_unaware(w, w.rooms[zone].first_inside) != NOBODY:
            log(w, EventKind.SENT, office, Channel.DESK_PHONE)
            seconds = draw(w, Purpose.ROOM_PHONE, zone)
            return wait(w, frame, 1, seconds, Rank.DELIVERY, office, Purpose.ROOM_PHONE)
        frame.count += 1
    return end(w)


@compiled
def inform_unaware(w: World, zone: int, channel: int) -> None:
    """All in a zone who are not aware learn of it by this channel."""
    unit = next_unaware(w, w.rooms[zone].first_inside)
    while unit != NOBODY:
        become_aware(w, unit, channel)
        unit = next_unaware(w, w.units[unit].next)


@compiled
def run_messenger(w: World, frame: Frame) -> Flow:
    """who: the building. place: where the messenger is or goes, once on the way."""
    building, office_zone = frame.who, w.means[0].office_zone
    if frame.step == 1:
        inform_unaware(w, frame.place, Channel.VOICE)
    here = frame.place if frame.step == 1 else office_zone
    nearest, metres = NOBODY, math.inf
    for item in range(w.first_of_building[building], w.first_of_building[building + 1]):
        zone = w.zones_of_building[item]
        if (
            zone != office_zone
            and not w.rooms[zone].is_visited
            and distance(w, here, zone) < metres
            and next_unaware(w, w.rooms[zone].first_inside) != NOBODY
        ):
            nearest, metres = zone, distance(w, here, zone)
    if nearest == NOBODY:
        return end(w)
    w.rooms[nearest].is_visited = True
    frame.place = nearest
    seconds = walking_time(metres, draw(w, Purpose.MESSENGER_SPEED, building))
    return wait(w, frame, 1, seconds, Rank.MOVEMENT, w.sizes[0].units + building)


# ---- the 911 center ------------------------------------------------------------------------------


@compiled
def generate_background_calls(w: World, frame: Frame) -> Flow:
    psap = w.psap[0]
    if frame.step == 1:
        caller = psap.background + frame.count
        start(w, new(w, Handler.HANDLE_BACKGROUND_CALL, caller), Rank.QUEUE, caller)
        frame.count += 1
    if frame.count == psap.end - psap.background:
        w.state[0].error = Problem.BACKGROUND_CALLS
        return end(w)
    seconds = draw(w, Purpose.BACKGROUND_EVERY, 0, frame.count)
    return wait(w, frame, 1, seconds, Rank.QUEUE, psap.background + frame.count)


@compiled
def handle_background_call(w: World, frame: Frame) -> Flow:
    caller = frame.who
    if frame.step == 0 and not acquire_call_taker(w, caller, 0, False):
        return suspend(frame, 1)
    if frame.step <= 1:
        return wait(w, frame, 2, draw(w, Purpose.PICK_UP, caller), Rank.QUEUE, caller)
    if frame.step == 2:
        seconds = draw(w, Purpose.BACKGROUND_SERVICE, caller - w.psap[0].background)
        return wait(w, frame, 3, seconds, Rank.CALL_END, caller)
    release_call_taker(w)
    return end(w)


@compiled
def generate_neighbor_calls(w: World, frame: Frame) -> Flow:
    """seconds: since the first could call."""
    s, psap = w.state[0], w.psap[0]
    if frame.step == 0:
        begins = draw_if_any(w, Purpose.NEIGHBOURS_BEGIN, 0.0, 0)
        seconds = scale(begins, s.recognition_factor) + s.misread_until
        return wait(w, frame, 1, seconds, Rank.QUEUE, psap.neighbours)
    if frame.step == 2:
        caller = psap.neighbours + frame.count
        start(w, new(w, Handler.CALL_911, caller, Channel.DIAL_911), Rank.QUEUE, caller)
        frame.count += 1
    if frame.count == psap.background - psap.neighbours:
        s.error = Problem.NEIGHBOR_CALLS
        return end(w)
    seconds = draw(w, Purpose.NEIGHBOUR_EVERY, 0, frame.count)
    frame.seconds += seconds
    if frame.seconds > psap.neighbours_last:
        return end(w)
    return wait(w, frame, 2, seconds, Rank.QUEUE, psap.neighbours + frame.count)


@compiled
def call_911(w: World, frame: Frame) -> Flow:
    """who: the caller. other: the channel. number: of the call. count: redials."""
    psap, caller, decided = w.psap[0], frame.who, frame.decided
    connect = Purpose.APP_CONNECT if frame.other == Channel.APP else Purpose.CONNECT
    if frame.step == 0:
        frame.number = next_call(w, caller, decided)
        log(w, EventKind.CALLING, caller, frame.other)
        seconds = draw(w, connect, caller, frame.number)
        return wait(
            w, frame, 1, seconds, Rank.QUEUE, caller, connect, place_of(frame.number, decided)
        )
    if frame.step == 1 and psap.transfers and draw(w, Purpose.WRONG_PSAP, caller, frame.number) != 0.0:
        seconds = draw(w, Purpose.TRANSFER, caller, frame.number)
        place = place_of(frame.number, decided)
        return wait(w, frame, 2, seconds, Rank.QUEUE, caller, Purpose.TRANSFER, place)
    if frame.step == 4:
        frame.number = next_call(w, caller, decided)
    if frame.step == 1 or frame.step == 2 or frame.step == 4:
        if not wait_or_abandon(w, caller, frame.number, decided):
            return suspend(frame, 3)
    elif frame.step == 3 and not w.activities[w.state[0].current].granted:
        log(w, EventKind.GAVE_UP, caller)
        if frame.count == psap.redials:
            return end(w)
        frame.count += 1
        seconds = draw(w, Purpose.REDIAL, caller, frame.number)
        place = place_of(frame.number, decided)
        return wait(w, frame, 4, seconds, Rank.QUEUE, caller, Purpose.REDIAL, place)
    elif frame.step == 5:
        return end(w)
    number = frame.number
    flow = call(w, frame, 5, Handler.HANDLE_CALL, caller, frame.other, decided)
    frame_of(w, w.state[0].current).number = number
    return flow


@compiled
def next_call(w: World, caller: int, decided: bool) -> int:
    counter = w.callers[caller]
    number = counter.own + counter.decided
    if decided:
        counter.decided += 1
        return number
    counter.own += 1
    return counter.own - 1


@compiled
def wait_or_abandon(w: World, caller: int, number: int, decided: bool) -> bool:
    """Whether a call-taker is free; else the current activity waits in the queue."""
    if w.psap[0].redials != NOBODY and w.state[0].takers_free == 0:
        activity = new(w, Handler.ABANDON_AFTER_PATIENCE, caller, NOBODY, decided)
        frame_of(w, activity).number = number
        seconds = draw(w, Purpose.PATIENCE, caller, number)
        start(w, activity, Rank.QUEUE, caller, seconds, Purpose.PATIENCE, place_of(number, decided))
    return acquire_call_taker(w, caller, number, decided)


@compiled
def handle_call(w: World, frame: Frame) -> Flow:
    """other: the channel."""
    s, psap, caller, number = w.state[0], w.psap[0], frame.who, frame.number
    place = place_of(number, frame.decided)
    if frame.step == 0:
        seconds = draw(w, Purpose.PICK_UP, caller, number)
        return wait(w, frame, 1, seconds, Rank.QUEUE, caller, Purpose.PICK_UP, place)
    if frame.step == 1:
        log(w, EventKind.ANSWERED, caller)
        located = frame.other == Channel.APP and w.means[0].gives_room
        s.room_known = s.room_known or located
        seconds = draw_service_time(w, caller, number, frame.other)
        if not s.processing_began and not psap.dispatch_at_call_end:
            s.processing_began = True
            processing = draw_processing_time(w, located)
            start_dispatch(w, caller, processing)
            seconds = max(seconds, processing)
        return wait(w, frame, 2, seconds, Rank.CALL_END, caller, Purpose.SERVICE, place)
    log(w, EventKind.CALL_ENDED, caller)
    release_call_taker(w)
    if psap.dispatch_at_call_end and not s.processing_began:
        s.processing_began = True
        start_dispatch(w, caller, 0.0)
    return end(w)


@compiled
def start_dispatch(w: World, caller: int, processing: float) -> None:
    activity = new(w, Handler.DISPATCH_UNITS, caller)
    frame_of(w, activity).seconds = processing
    start(w, activity, Rank.DISPATCH, 0, processing)


@compiled
def draw_service_time(w: World, caller: int, number: int, channel: int) -> float:
    if channel == Channel.APP and w.means[0].app_service:
        return draw(w, Purpose.APP_SERVICE, caller, number)
    if caller == w.psap[0].office and w.means[0].office_service:
        return draw(w, Purpose.OFFICE_SERVICE, caller, number)
    return draw(w, Purpose.SERVICE, caller, number)


@compiled
def draw_processing_time(w: World, located: bool) -> float:
    seconds = draw(w, Purpose.PROCESSING, 0)
    if not (located and w.psap[0].location_saves):
        return seconds
    saved = draw(w, Purpose.LOCATION_SAVES, 0)
    return min(seconds, max(w.psap[0].least_processing, seconds - saved))


@compiled
def dispatch_units(w: World, frame: Frame) -> Flow:
    w.state[0].dispatched = True
    log(w, EventKind.DISPATCHED, frame.who, NOBODY, NOBODY, frame.seconds)
    for unit in range(w.sizes[0].fleet):
        start(w, new(w, Handler.RESPOND_AS_UNIT, unit), Rank.DISPATCH, unit)
    if w.fire[0].police_radio:
        for person in range(w.sizes[0].staff):
            if w.staff[person].police_radio and w.people[person].present:
                delay = draw(w, Purpose.POLICE_RADIO, person)
                activity = new(w, Handler.RECEIVE_POLICE_RADIO, person)
                start(w, activity, Rank.DELIVERY, person, delay, Purpose.POLICE_RADIO)
    return end(w)


@compiled
def receive_police_radio(w: World, frame: Frame) -> Flow:
    become_aware(w, frame.who, Channel.POLICE_RADIO)
    return end(w)


@compiled
def acquire_call_taker(w: World, caller: int, number: int, decided: bool) -> bool:
    """Whether a call-taker is free; else the current activity waits in the queue."""
    s = w.state[0]
    if caller < w.psap[0].background:
        log(w, EventKind.QUEUED, caller, NOBODY, NOBODY, float(s.line_size))
    if caller <= w.psap[0].office:
        record_school_report(w)
    if s.takers_free > 0:
        s.takers_free -= 1
        return True
    if s.line_size == w.sizes[0].processes:
        s.error = Problem.FULL
        return True
    entry = w.line[s.line_size]
    entry.caller, entry.number, entry.decided, entry.activity = caller, number, decided, s.current
    s.line_size += 1
    return False


@compiled
def leave_line(w: World, place: int, granted: bool) -> None:
    """The call at this place of the queue is answered, or hangs up; its process goes on."""
    s, entry = w.state[0], w.line[place]
    w.activities[entry.activity].granted = granted
    order = priority(Rank.QUEUE, entry.caller, 0, place_of(entry.number, entry.decided))
    schedule(w, entry.activity, s.now, order)
    s.line_size -= 1
    for later in range(place, s.line_size):
        here, behind = w.line[later], w.line[later + 1]
        here.caller, here.number, here.decided, here.activity = (
            behind.caller,
            behind.number,
            behind.decided,
            behind.activity,
        )


@compiled
def release_call_taker(w: World) -> None:
    if w.state[0].line_size == 0:
        w.state[0].takers_free += 1
    else:
        leave_line(w, 0, True)


@compiled
def abandon_after_patience(w: World, frame: Frame) -> Flow:
    for place in range(w.state[0].line_size):
        entry = w.line[place]
        if (
            entry.caller == frame.who
            and entry.number == frame.number
            and entry.decided == frame.decided
        ):
            leave_line(w, place, False)
            break
    return end(w)


# ---- word of mouth -------------------------------------------------------------------------------


@compiled
def spread_word(w: World, frame: Frame) -> Flow:
    """count: contacts so far. place: position of the candidate."""
    protocol, person = w.protocol[0], frame.who
    first = w.first_candidate[person]
    if frame.step == 0:
        frame.place = 0
    else:
        become_aware(w, w.candidates[first + frame.place], Channel.VOICE, person)
        frame.place = frame.place + 1 if protocol.tells_in_order else 0
        frame.count += 1
    if frame.count >= protocol.tells_at_most:
        return end(w)
    frame.place = choose_contact(w, person, frame.count, frame.place)
    if frame.place == NOBODY or (protocol.tells_until_locked and w.units[person].protected):
        return end(w)
    log(w, EventKind.CONTACT_BEGINS, person, w.candidates[first + frame.place])
    seconds = draw(w, Purpose.CONTACT, w.staff[person].pairs + frame.place)
    return wait(w, frame, 1, seconds, Rank.CONTACT, person, Purpose.CONTACT, frame.count)


@compiled
def choose_contact(w: World, person: int, contact: int, earliest: int) -> int:
    first = w.first_candidate[person]
    chosen, smallest = NOBODY, math.inf
    for place in range(earliest, w.first_candidate[person + 1] - first):
        candidate = w.candidates[first + place]
        if w.units[candidate].aware or not w.people[candidate].present:
            continue
        if w.protocol[0].tells_in_order:
            return place
        order = draw(w, Purpose.TELL_WHOM, w.staff[person].pairs + place, contact)
        if order < smallest:
            chosen, smallest = place, order
    return chosen


@compiled
def inform_room(w: World, person: int) -> None:
    if not w.protocol[0].tells_room:
        return
    other = next_unaware(w, w.rooms[w.units[person].zone].first_inside)
    while other != NOBODY:
        delay = draw(w, Purpose.SAME_ROOM, other)
        message = new(w, Handler.HEAR_MESSAGE, other, person)
        start(w, message, Rank.CONTACT, other, delay, Purpose.SAME_ROOM, person)
        other = next_unaware(w, w.units[other].next)


@compiled
def hear_message(w: World, frame: Frame) -> Flow:
    become_aware(w, frame.who, Channel.VOICE, frame.other)
    return end(w)


# ---- movement ------------------------------------------------------------------------------------


@compiled
def gather_company(w: World, unit: int) -> float:
    """Those whom an adult supervises and is with walk with the adult. Returns the speed of the slowest."""
    speed = draw(w, Purpose.WALK_SPEED, unit)
    if unit < w.sizes[0].staff:
        for item in range(w.first_supervised[unit], w.first_supervised[unit + 1]):
            group = w.supervised[item]
            comes = w.units[group].zone == w.units[unit].zone
            w.units[group].in_company = comes
            if comes:
                speed = min(speed, draw(w, Purpose.WALK_SPEED, group))
    return speed


@compiled
def next_in_company(w: World, unit: int, place: int) -> int:
    """The place of the next group that walks with an adult, from this one on; -1 after the last. Place 0 is the adult."""
    if unit >= w.sizes[0].staff:
        return NOBODY
    first = w.first_supervised[unit]
    while place <= w.first_supervised[unit + 1] - first:
        if w.units[w.supervised[first + place - 1]].in_company:
            return place
        place += 1
    return NOBODY


@compiled
def member_of(w: World, unit: int, place: int) -> int:
    """A member of the company by its place: the adult, then the groups."""
    return unit if place == 0 else w.supervised[w.first_supervised[unit] + place - 1]


@compiled
def move_company(w: World, unit: int, zone: int) -> None:
    place = 0
    while place != NOBODY:
        move_to_zone(w, member_of(w, unit, place), zone)
        place = next_in_company(w, unit, place + 1)


@compiled
def log_company(w: World, unit: int, kind: EventKind) -> None:
    """An event of each member, with heads as its value where it counts them."""
    counts = kind != EventKind.SETS_OUT
    place = 0
    while place != NOBODY:
        u = w.units[member_of(w, unit, place)]
        log(w, kind, member_of(w, unit, place), NOBODY, u.zone, float(u.occupants) if counts else 0.0)
        place = next_in_company(w, unit, place + 1)


@compiled
def walk(w: World, frame: Frame) -> Flow:
    """who: the unit. other: the target. place: the zone ahead."""
    unit, target = frame.who, frame.other
    u = w.units[unit]
    if frame.step == 0:
        frame.speed = gather_company(w, unit)
        log_company(w, unit, EventKind.SETS_OUT)
        u.walking = True
    else:
        if w.rooms[frame.place].locked and not has_key(w, unit, frame.place):
            u.walking = False
            return end(w)
        move_company(w, unit, frame.place)
    if u.zone != target:
        frame.place = next_zone(w, u.zone, target)
        if frame.place != NOBODY:
            seconds = walking_time(length(w, u.zone, frame.place), frame.speed)
            return wait(w, frame, 1, seconds, Rank.MOVEMENT, unit)
    u.walking = False
    return end(w)


@compiled
def has_key(w: World, unit: int, zone: int) -> bool:
    return zone == w.units[unit].room or (unit < w.sizes[0].staff and w.staff[unit].keys)


@compiled
def move_to_zone(w: World, unit: int, zone: int) -> None:
    move_to(w, unit, zone)
    log(w, EventKind.ENTERS, unit, NOBODY, zone)
    end_searches(w)


@compiled
def respond_as_unit(w: World, frame: Frame) -> Flow:
    unit = frame.who
    table = w.fleet[unit]
    if frame.step == 0 and table.turnout:
        seconds = draw(w, Purpose.TURNOUT, table.first)
        return wait(w, frame, 1, seconds, Rank.DISPATCH, unit, Purpose.TURNOUT)
    if frame.step <= 1:
        record_status(w, unit, EventKind.EN_ROUTE, NOBODY)
        later = 0.0
        for other in range(table.first + 1, unit + 1):
            later += draw(w, Purpose.NEXT_UNIT, other)
        travel = (draw(w, Purpose.TRAVEL, table.first) + w.vehicles[unit].delay) + later
        w.vehicles[unit].due = w.state[0].now + travel
        return wait(w, frame, 2, travel, Rank.DISPATCH, unit, Purpose.TRAVEL)
    if frame.step == 2:
        record_status(w, unit, EventKind.ON_SCENE, table.enters)
        return call(w, frame, 3, w.hazard[0].unit_on_scene, unit)
    return end(w)


@compiled
def record_status(w: World, unit: int, doing: EventKind, place: int) -> None:
    w.vehicles[unit].doing = doing
    log(w, doing, unit, NOBODY, place)


@compiled
def draw_locate_time(w: World, unit: int) -> float:
    first = w.fleet[unit].first
    seconds = draw(w, Purpose.LOCATE, first)
    if w.state[0].room_known and w.fleet[unit].location_gain:
        return scale(seconds, draw(w, Purpose.LOCATED, first))
    return seconds


@compiled
def run_to_hazard(w: World, frame: Frame) -> Flow:
    person, s = frame.who, w.state[0]
    u = w.units[person]
    if frame.step == 0:
        if s.hazard_zone == NOBODY:
            return end(w)
        log(w, EventKind.SETS_OUT, person, NOBODY, u.zone)
    else:
        move_to_zone(w, person, frame.place)
    if s.hazard_zone != u.zone:
        frame.place = next_zone(w, u.zone, s.hazard_zone)
        if frame.place == NOBODY:
            return end(w)
        seconds = walking_time(length(w, u.zone, frame.place), draw(w, Purpose.RUN_SPEED, person))
        return wait(w, frame, 1, seconds, Rank.MOVEMENT, person)
    log(w, EventKind.RESPONDER_ON_SCENE, person, NOBODY, u.zone)
    return end(w)


# ---- lockdown ------------------------------------------------------------------------------------


@compiled
def run_lockdown(w: World, frame: Frame) -> Flow:
    """place: the zone before going inside."""
    person = frame.who
    u = w.units[person]
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, person)
        return wait(w, frame, 1, seconds, Rank.REACTION, person, Purpose.REACTION)
    if frame.step == 1:
        frame.place = u.zone
        return call(w, frame, 2, Handler.GET_INSIDE, person)
    if frame.step == 2:
        if u.zone != frame.place:
            inform_room(w, person)
        if w.protocol[0].sweeps:
            seconds = draw(w, Purpose.SWEEP, person)
            return wait(w, frame, 3, seconds, Rank.REACTION, person, Purpose.SWEEP)
    if frame.step <= 3:
        u.ready = True
        if w.zones[u.zone].is_lockable:
            zone = u.zone
            admit_from_hall(w, person, zone)
            protect_room(w, zone)
            return call(w, frame, 4, Handler.LOCK_ROOM, person, NOBODY, False, zone)
    return end(w)


@compiled
def shelter_unaccompanied(w: World, frame: Frame) -> Flow:
    group = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, group)
        return wait(w, frame, 1, seconds, Rank.REACTION, group, Purpose.REACTION)
    if frame.step == 1:
        return call(w, frame, 2, Handler.GET_INSIDE, group)
    zone = w.units[group].zone
    if w.zones[zone].is_lockable:
        person = w.rooms[zone].first_inside
        while person != NOBODY and person < w.sizes[0].staff:
            if not w.units[person].aware:
                become_aware(w, person, Channel.PUPILS)
            person = w.units[person].next
        protect_room(w, zone)
    return end(w)


@compiled
def admit_from_hall(w: World, person: int, zone: int) -> None:
    if not w.protocol[0].sweeps:
        return
    for link in range(w.first_neighbor[zone], w.first_neighbor[zone + 1]):
        hall = w.neighbors[link]
        if w.zones[hall].is_lockable:
            continue
        unit = w.rooms[hall].first_inside
        while unit != NOBODY:
            u = w.units[unit]
            following = u.next
            comes_in = not (u.walking or u.room != NOBODY or has_adult(w, unit))
            if comes_in and (unit >= w.sizes[0].staff or u.ready):
                move_to_zone(w, unit, zone)
                become_aware(w, unit, Channel.VOICE, person)
            unit = following


@compiled
def get_inside(w: World, frame: Frame) -> Flow:
    """place: the zone at the beginning. count: rooms tried."""
    unit = frame.who
    u = w.units[unit]
    if frame.step == 0:
        if w.zones[u.zone].is_lockable:
            return end(w)
        if u.room != NOBODY:
            return call(w, frame, 2, Handler.WALK, unit, u.room)
        frame.place = u.zone
    if frame.step == 2:
        return end(w)
    first = w.first_refuge[frame.place]
    while frame.count < w.first_refuge[frame.place + 1] - first:
        room = w.refuges[first + frame.count]
        frame.count += 1
        if w.zones[u.zone].is_lockable:
            return end(w)
        if not w.rooms[room].locked or has_key(w, unit, room):
            return call(w, frame, 1, Handler.WALK, unit, room)
    return end(w)


@compiled
def lock_room(w: World, frame: Frame) -> Flow:
    """place: the zone. number: of the try."""
    person, zone, decided = frame.who, frame.place, frame.decided
    room = w.rooms[zone]
    if frame.step == 1 and room.seems_locked:
        return end(w)
    if frame.step >= 1:
        if is_hazard_in(w, zone):
            return await_signal(w, frame, 2, Signal.HAZARD_MOVES, Rank.PROTECTION, person)
        if draw(w, Purpose.LOCK_FAILS, zone, frame.number) != 0.0:
            log(w, EventKind.LOCK_TRIED, person, NOBODY, zone)
        elif not room.seems_locked:
            holds = lock(w, zone)
            if holds:
                log(w, EventKind.LOCKED, person, NOBODY, zone)
            else:
                log(w, EventKind.LOCK_UNNOTICED, person, NOBODY, zone)
            protect_room(w, zone)
    if room.seems_locked:
        return end(w)
    frame.number = next_try(w, zone, decided)
    seconds = draw(w, Purpose.LOCKING, zone, frame.number)
    return wait(w, frame, 1, seconds, Rank.PROTECTION, person, 0, place_of(0, decided))


@compiled
def next_try(w: World, zone: int, decided: bool) -> int:
    room = w.rooms[zone]
    number = room.tries_own + room.tries_decided
    if decided:
        room.tries_decided += 1
        return number
    room.tries_own += 1
    return room.tries_own - 1


@compiled
def protect_room(w: World, zone: int) -> None:
    if not w.rooms[zone].locked or is_hazard_in(w, zone):
        return
    adult_is_ready = False
    unit = w.rooms[zone].first_inside
    while unit != NOBODY:
        adult_is_ready = adult_is_ready or w.units[unit].ready
        unit = w.units[unit].next
    unit = w.rooms[zone].first_inside
    while unit != NOBODY:
        u = w.units[unit]
        if u.ready if unit < w.sizes[0].staff else adult_is_ready:
            record_protected(w, unit)
        unit = u.next
    check_all_clear(w)


@compiled
def record_protected(w: World, unit: int) -> None:
    """Protected, behind a locked door or out of the building. Once."""
    u = w.units[unit]
    if not u.protected:
        u.protected = True
        w.state[0].unprotected -= 1
        log(w, EventKind.PROTECTED, unit, NOBODY, u.zone, float(u.occupants))


# ---- evacuation ----------------------------------------------------------------------------------


@compiled
def evacuate(w: World, frame: Frame) -> Flow:
    unit = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, unit)
        return wait(w, frame, 1, seconds, Rank.REACTION, unit, Purpose.REACTION)
    if frame.step == 1:
        return call(w, frame, 2, Handler.LEAVE_BUILDING, unit)
    return end(w)


@compiled
def evacuate_unaccompanied(w: World, frame: Frame) -> Flow:
    return evacuate(w, frame)


@compiled
def leave_building(w: World, frame: Frame) -> Flow:
    """number: heads of the column. speed: of the slowest."""
    unit = frame.who
    u = w.units[unit]
    if frame.step == 0:
        frame.speed = gather_company(w, unit)
        place = 0
        while place != NOBODY:
            frame.number += w.units[member_of(w, unit, place)].occupants
            place = next_in_company(w, unit, place + 1)
        log_company(w, unit, EventKind.SETS_OUT)
        u.walking = True
        u.front = w.state[0].now
    if frame.step <= 1:
        if not w.zones[u.zone].outdoors:
            ahead = w.ways_out[w.state[0].hazard_zone * w.sizes[0].zones + u.zone]
            if ahead == NOBODY:
                u.walking = False
                log_company(w, unit, EventKind.NO_WAY_OUT)
                return end(w)
            return call_move_column(w, frame, 1, ahead)
        place = 0
        while place != NOBODY:
            record_protected(w, member_of(w, unit, place))
            place = next_in_company(w, unit, place + 1)
    if frame.step <= 2:
        ahead = w.zones[u.zone].to_assembly
        if ahead != NOBODY:
            return call_move_column(w, frame, 2, ahead)
        u.walking = False
        seconds = draw(w, Purpose.ROLL_CALL, unit)
        return wait(w, frame, 3, seconds, Rank.PROTECTION, unit, Purpose.ROLL_CALL)
    place = 0
    while place != NOBODY:
        w.units[member_of(w, unit, place)].counted = True
        place = next_in_company(w, unit, place + 1)
    log_company(w, unit, EventKind.COUNTED)
    check_all_clear(w)
    return end(w)


@compiled
def call_move_column(w: World, frame: Frame, step: int, ahead: int) -> Flow:
    """Runs MOVE_COLUMN with the heads and the speed of the column."""
    heads, speed = frame.number, frame.speed
    flow = call(w, frame, step, Handler.MOVE_COLUMN, frame.who, ahead)
    child = frame_of(w, w.state[0].current)
    child.number = heads
    child.speed = speed
    return flow


@compiled
def move_column(w: World, frame: Frame) -> Flow:
    """other: the zone ahead. place: the link. seconds: to the door."""
    unit, s = frame.who, w.state[0]
    u = w.units[unit]
    if frame.step == 0:
        frame.place = link_of(w, u.zone, frame.other)
        frame.seconds = walking_time(w.metres[frame.place], frame.speed)
        return wait(w, frame, 1, frame.seconds, Rank.MOVEMENT, unit)
    if frame.step == 1:
        first = max(u.front + frame.seconds, w.door_free[frame.place])
        last = max(s.now, first + walking_time(float(frame.number), w.flow[frame.place]))
        u.front = first
        w.door_free[frame.place] = last
        if last > s.now:
            return wait(w, frame, 2, last - s.now, Rank.MOVEMENT, unit)
    move_company(w, unit, frame.other)
    inform_bystanders(w, unit, frame.other)
    return end(w)


@compiled
def inform_bystanders(w: World, unit: int, zone: int) -> None:
    channel = Channel.VOICE if unit < w.sizes[0].staff else Channel.PUPILS
    other = w.rooms[zone].first_inside
    while other != NOBODY:
        if not (w.units[other].aware or w.units[other].supervised):
            become_aware(w, other, channel, unit)
        other = w.units[other].next
