"""How a report is made, and how an alert reaches people: badge, the app's two legs, the office, the PA, the radio.

A witness decides to report and tries the strategy's means in order, as far as they are available. The office, the PA and the radio
belong to the campus and work the same in every arm.
"""

import math
from bisect import bisect_right

from sim.model import causes, office, psap
from sim.model.authority import find_authority
from sim.model.awareness import become_aware, find_untold, has_adult
from sim.model.channels import list_devices
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.state import DECIDED_OFFSET, FAILED, NOT_TRIED, WORKED, World
from sim.model.tables import NOBODY, Means
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose

# witnesses, and those who were told


def report_by_first_means(world: World, person: int) -> Process:
    """Tries the means of the strategy in order; what was added comes first or last. Returns the number of what worked, or NOBODY."""
    means = world.tables.means
    if means.app_is_added and not means.presses_last:
        yield from press_badge(world, person)
        if has_app(world, person):
            yield from use_added_app(world, person)
    used = 0
    while used < len(means.report):
        if (yield from use_means(world, person, means.report[used])):
            break
        used += 1
    if means.presses_last:
        yield from press_badge(world, person)
        yield from press_app(world, person)
    return used if used < len(means.report) else NOBODY


def use_added_app(world: World, person: int) -> Process:
    """Presses an app that joins present practice. Who carries a radio talks on it first, if the practice tells the office."""
    means = world.tables.means
    if means.radio_first and Means.TELL_OFFICE in means.report + means.then:
        is_heard = yield from call_office_by_radio(world, person)
        world.radio_call[person] = WORKED if is_heard else FAILED
    yield from press_app(world, person)


def use_means(world: World, person: int, means: int) -> Process:
    """One of the strategy's means. Returns whether it worked. After an added app has called 911, the practice's own call is left out."""
    if means == Means.APP:
        return (yield from press_app(world, person))
    if means == Means.BADGE:
        return (yield from press_badge(world, person))
    if means == Means.TELL_OFFICE:
        return (yield from notify_office(world, person))
    if world.tables.means.one_911_call and world.app_called[person]:
        return True
    return (yield from dial_911(world, person))


def notify_others(world: World, person: int, used: int) -> Process:
    """Then uses the further means that the strategy names, except the one already used."""
    for means in world.tables.means.then:
        if used == NOBODY or means != world.tables.means.report[used]:
            yield from use_means(world, person, means)


def has_app(world: World, person: int) -> bool:
    """Whether they have the app, on a phone that is on them."""
    is_installed = world.tables.means.app and bool(world.draw(Purpose.INSTALLED, person))
    return is_installed and bool(world.draw(Purpose.PHONE_ON_PERSON, person))


def wait_while_beside(world: World, person: int, purpose: int, decided: bool = False) -> Process:
    """No one phones or presses where the threat is, while it is there. purpose: of what they would do; a person may wait for several."""
    while world.tables.hazard.silences and world.is_hazard_in(world.zone[person]):
        yield world.hazard_moves.wait(Rank.ACT, person, purpose, DECIDED_OFFSET * decided)


def press_app(world: World, person: int, decided: bool = False, order: int = NOBODY) -> Process:
    """Presses the app, which needs a phone with the app. Returns whether the press also calls 911, or the team where no one is to.
    order: what the alert asks for.
    """
    if not has_app(world, person):
        return False
    yield from wait_while_beside(world, person, Purpose.PRESS, decided)
    if world.tables.means.authority_office and not world.tables.staff.office[person]:
        yield from find_authority(world, person, decided)
    world.log_event(EventKind.REPORTS, person, Channel.APP, world.zone[person])
    yield world.wait(world.draw(Purpose.PRESS, person), Rank.REACTION, person, Purpose.PRESS)
    if not world.draw(Purpose.PRESS_WORKS, person):
        return False
    record_press(world, person, decided, order)
    means = world.tables.means
    return means.staff_leg if means.calls_team else means.psap_leg


def dial_911(world: World, person: int, decided: bool = False) -> Process:
    """A voice call; the caller stays on the line until it ends."""
    yield from wait_while_beside(world, person, Purpose.CONNECT, decided)
    if not can_phone(world, person):
        return False
    world.log_event(EventKind.REPORTS, person, Channel.DIAL_911, world.zone[person])
    yield from psap.call_911(world, person, Channel.DIAL_911, decided)
    return True


def notify_office(world: World, person: int) -> Process:
    """Tells the office: by radio if they carry one that works, else by phone. Office staff need not call, nor who pressed a badge."""
    sent = world.radio_call[person]
    if world.tables.staff.office[person] or sent == WORKED or world.badge_pressed[person]:
        return True
    if sent == NOT_TRIED:
        is_heard = yield from call_office_by_radio(world, person)
        if is_heard:
            return True
    while world.tables.means.phone_waits and world.on_app_call[person]:
        yield world.app_call_ends.wait(Rank.ACT, person)
    yield from wait_while_beside(world, person, Purpose.REACH_OFFICE)
    return (yield from phone_office(world, person))


def call_office_by_radio(world: World, person: int) -> Process:
    """Talks on the radio. Returns whether the office heard it, or somebody of the office who is elsewhere."""
    is_sent = yield from broadcast_by_radio(world, person)
    return is_sent and (world.office_knows or office.is_someone_told(world))


def phone_office(world: World, person: int, decided: bool = False) -> Process:
    """Phones the office. Returns whether someone answered; else it rang in vain for some time."""
    if not can_phone(world, person):
        return False
    count = DECIDED_OFFSET * decided
    world.log_event(EventKind.REPORTS, person, Channel.DESK_PHONE, world.zone[person])
    answers = Purpose.REACH_OFFICE if office.is_staffed(world) else Purpose.UNANSWERED
    yield world.wait(world.draw(answers, person), Rank.DELIVERY, person, answers, count)
    if answers == Purpose.UNANSWERED or not office.is_staffed(world):
        world.log_event(EventKind.UNANSWERED, person, Channel.DESK_PHONE)
        world.office_unanswered = True
        return False
    inform_office(world, person, Channel.DESK_PHONE)
    return True


def can_phone(world: World, person: int) -> bool:
    """Whether there is a desk phone in the zone, or they have their own phone at hand."""
    return causes.has_room_phone(world, world.zone[person]) or bool(world.draw(Purpose.PHONE_ON_PERSON, person))


# a badge


def press_badge(world: World, person: int, decided: bool = False, order: int = NOBODY) -> Process:
    """Presses a badge eight times, which alerts the campus. Returns whether it worked."""
    if world.badge_pressed[person] or not can_press_badge(world, person):
        return False
    yield from wait_while_beside(world, person, Purpose.BADGE_PRESSED, decided)
    if world.tables.means.authority_office and not world.tables.staff.office[person]:
        yield from find_authority(world, person, decided)
    world.log_event(EventKind.REPORTS, person, Channel.BADGE, world.zone[person])
    seconds = world.draw(Purpose.BADGE_PRESSED, person)
    yield world.wait(seconds, Rank.REACTION, person, Purpose.BADGE_PRESSED)
    if not causes.do_badges_work(world):
        return False
    world.log_event(EventKind.BADGE_PRESSED, person, place=world.zone[person])
    world.badge_pressed[person] = True
    world.record_school_report()
    seconds = world.draw(Purpose.BADGE_NOTIFIES, person)
    notice = notify_team(world, person, order)
    world.start(notice, Rank.DELIVERY, person, seconds, Purpose.BADGE_NOTIFIES)
    sound_devices(world, person, order)
    return True


def can_press_badge(world: World, person: int) -> bool:
    """Whether they wear one that is charged."""
    is_worn = world.tables.means.badge and bool(world.draw(Purpose.BADGE_WORN, person))
    return is_worn and bool(world.draw(Purpose.BADGE_CHARGED, person))


def notify_team(world: World, presser: int, order: int) -> Process:
    """Handler: the response team, on their phones, and the office learn where a badge was pressed."""
    world.log_event(EventKind.SENT, presser, Channel.BADGE)
    for person in world.people:
        is_told = world.tables.means.is_on_team[person] and person != presser and world.present[person]
        if is_told and hears_phone(world, person):
            hear(world, person, Channel.BADGE, order, presser)
    if office.is_staffed(world):
        inform_office(world, presser, Channel.BADGE, order)
    yield from ()


# the app's two legs


def record_press(world: World, person: int, decided: bool = False, order: int = NOBODY) -> None:
    """One press: a call to 911, and at the same moment an alert to all staff. Each leg may be off, or fail."""
    world.log_event(EventKind.PRESSED, person, place=world.zone[person])
    world.record_school_report()
    if world.tables.means.psap_leg and not world.draw(Purpose.PSAP_LEG_FAILS, 0):
        world.app_called[person] = True
        world.on_app_call[person] += 1
        call = place_app_call(world, person, decided)
        world.start(call, Rank.QUEUE, person, purpose=Purpose.APP_CONNECT, count=DECIDED_OFFSET * decided)
    if world.tables.means.staff_leg and not world.alert_sent and not world.draw(Purpose.STAFF_LEG_FAILS, 0):
        world.alert_order = order
        alert_staff(world, person)
        sound_devices(world, person, order)


def place_app_call(world: World, person: int, decided: bool) -> Process:
    """Handler: the 911 leg, a voice call from the phone of the person who pressed."""
    yield from psap.call_911(world, person, Channel.APP, decided)
    world.on_app_call[person] -= 1
    world.app_call_ends.fire()


def alert_staff(world: World, sender: int) -> None:
    """Sends a push to those who have the app, and a text and an email to everyone on the roster, as far as the alert is for them."""
    world.alert_sent = True
    world.log_event(EventKind.SENT, sender, Channel.PUSH)
    texts = 0
    for person in world.people:
        if not world.tables.means.is_recipient[person]:
            continue
        is_on_roster = bool(world.draw(Purpose.ON_ROSTER, person))
        texts += is_on_roster
        if person == sender or not world.present[person]:
            continue
        if world.draw(Purpose.INSTALLED, person) and world.draw(Purpose.PUSH_DELIVERED, person):
            alert_phone(world, person, Channel.PUSH, world.draw(Purpose.PUSH_DELAY, person))
        if is_on_roster:
            send_text_and_email(world, person, texts)


def sound_devices(world: World, sender: int, order: int) -> None:
    """The first press of an app or a badge starts the other channels of the strategy."""
    if not world.devices_sound:
        world.devices_sound = True
        world.device_order = order
        alert_by_devices(world, sender)


def alert_by_devices(world: World, sender: int) -> None:
    """Sends the alert by the other channels of the strategy that go with a press."""
    for record, device in list_devices():
        if device.with_alert is not None and world.tables.means.devices[record.channel]:
            device.with_alert(world, sender)


def call_out(world: World, office: int) -> None:
    """The office's phone tree begins and its runners leave, as the strategy has them, once."""
    if not world.has_called_out:
        world.has_called_out = True
        act_by_devices(world, office)


def act_by_devices(world: World, office: int) -> None:
    """The office sends an alert by the other channels of the strategy that it has."""
    for record, device in list_devices():
        if device.by_office is not None and world.tables.means.devices[record.channel]:
            device.by_office(world, office)


def send_text_and_email(world: World, person: int, turn: int) -> None:
    """A text waits for its turn at the gateway. An email waits only for its server."""
    means = world.tables.means
    if means.text and not world.draw(Purpose.TEXT_LOST, person):
        alert_phone(world, person, Channel.TEXT, turn * means.text_gap + world.draw(Purpose.TEXT_DELAY, person))
    if means.email:
        send_email(world, person, world.draw(Purpose.EMAIL_DELAY, person))


def send_email(world: World, person: int, delay: float) -> None:
    """An email is on its way. In a play for its measures only when it is read counts."""
    if world.is_for_measures:
        delay += world.draw(Purpose.EMAIL_NOTICE, person)
        reading = read_email(world, person)
        started = world.start(reading, Rank.DELIVERY, person, delay, Purpose.EMAIL_NOTICE)
    else:
        started = world.start(receive_email(world, person), Rank.DELIVERY, person, delay, Channel.EMAIL)
    if can_lapse(world):
        world.let_lapse(started, person)


def alert_phone(world: World, person: int, channel: Channel, delay: float) -> None:
    """An alert is on its way to a phone."""
    if causes.is_phone_cut_off(world, person) or (world.is_for_measures and not hears_phone(world, person)):
        return
    delay = causes.slow_down(world, person, delay)
    alert = receive_phone_alert(world, person, channel)
    started = world.start(alert, Rank.DELIVERY, person, delay, channel)
    is_counted = channel == Channel.PUSH and world.tables.means.acknowledges and world.counts_acknowledged
    if can_lapse(world) and not is_counted:
        world.let_lapse(started, person)


def can_lapse(world: World) -> bool:
    """Whether an alert changes nothing once a person acts."""
    return world.alert_order == NOBODY and Means.APP not in world.tables.means.told


def hears_phone(world: World, person: int) -> bool:
    """Whether the phone is at hand, and its signal can be heard."""
    return bool(world.draw(Purpose.PHONE_ON_PERSON, person)) and bool(world.draw(Purpose.PHONE_AUDIBLE, person))


def receive_phone_alert(world: World, person: int, channel: Channel) -> Process:
    """Handler: an alert arrives on a phone, if its carrier reaches the zone. The first signal is what may be noticed."""
    if (world.is_for_measures and world.signalled[person]) or not has_coverage(world, person):
        return
    world.log_event(EventKind.DELIVERED, person, channel, world.zone[person])
    if world.signalled[person] or not hears_phone(world, person):
        return
    world.signalled[person] = True
    yield world.wait(world.draw(Purpose.PHONE_NOTICE, person), Rank.DELIVERY, person, Purpose.PHONE_NOTICE)
    notice_alert(world, person, channel)
    if world.tables.means.acknowledges and channel == Channel.PUSH and world.draw(Purpose.ACKNOWLEDGES, person):
        world.checked_in[person] = True
        world.log_event(EventKind.ACKNOWLEDGED, person)


def receive_email(world: World, person: int) -> Process:
    """Handler: an email arrives and is read later."""
    world.log_event(EventKind.DELIVERED, person, Channel.EMAIL, world.zone[person])
    yield world.wait(world.draw(Purpose.EMAIL_NOTICE, person), Rank.DELIVERY, person, Purpose.EMAIL_NOTICE)
    yield from read_email(world, person)


def read_email(world: World, person: int) -> Process:
    """Handler: an email is read."""
    notice_alert(world, person, Channel.EMAIL)
    yield from ()


def notice_alert(world: World, person: int, channel: Channel) -> None:
    """The app's alert is noticed and understood."""
    world.alerted[person] = True
    hear(world, person, channel, world.alert_order)


def has_coverage(world: World, person: int) -> bool:
    """Whether a person's phone carrier covers the zone they are in."""
    shares = world.tables.means.carrier_shares
    carrier = min(bisect_right(shares, world.draw(Purpose.CARRIER, person)), len(shares) - 1)
    return bool(world.draw(Purpose.COVERED, world.zone[person] * len(shares) + carrier))


# the campus's own means


def inform_office(world: World, teller: int, channel: Channel, order: int = NOBODY) -> None:
    """The office learns of the emergency, once. Staff there become aware, and the office acts. order: what the message asks for."""
    if world.office_knows:
        return
    world.office_knows = True
    if teller != NOBODY:
        world.office_saw = world.seen_in[teller]
    world.log_event(EventKind.OFFICE_TOLD, teller, channel)
    if teller != NOBODY:
        world.record_school_report()
    for person in world.people:
        if world.tables.staff.office[person] and world.zone[person] == world.tables.means.office_zone:
            hear(world, person, channel if teller != NOBODY else Channel.VOICE, order, teller)
    if not world.office_played:
        start_office(world)


def start_office(world: World) -> None:
    """Starts the office's own response."""
    office = world.tables.psap.office
    world.start(run_office(world, office), Rank.ACT, office, purpose=Purpose.MICROPHONE)


def run_office(world: World, office: int) -> Process:
    """Handler: the office calls 911 if that is its task and makes a PA announcement, at once or after the call. In some emergencies
    it never announces. It does not repeat an action that participants have decided already, nor the call of an added app.
    """
    means = world.tables.means
    if world.playbook.office_decides is not None:
        yield from world.playbook.office_decides(world, office)
    has_app_call = means.one_911_call and any(world.app_called)
    calls = means.office_calls and not (world.office_has_called or has_app_call)
    if calls and means.office_after_call:
        yield from psap.call_911(world, office, Channel.DIAL_911)
    elif calls:
        world.start(psap.call_911(world, office, Channel.DIAL_911), Rank.QUEUE, office)
    call_out(world, office)
    if means.calls_team:
        yield from call_team(world, office)
    if means.pa and not world.office_has_spoken and not world.draw_if_any(Purpose.OFFICE_SILENT, 0.0):
        is_heard = yield from announce(world, office)
        if not is_heard and Purpose.SILENCE_NOTICED in world.tables.streams:
            yield from replace_announcement(world, office)


def call_team(world: World, office: int) -> Process:
    """The office calls the response team: all who carry a radio at once, then by phone the rooms of members who do not know."""
    yield world.wait(world.draw(Purpose.RELAYED, 0), Rank.DELIVERY, office, Purpose.RELAYED)
    if world.tables.means.radio:
        yield from call_by_office_radio(world, office)
    yield from phone_members(world, office)


def phone_members(world: World, caller: int) -> Process:
    """The office or a person phones the rooms of members of the response team who do not know, one after the other."""
    for zone in range(len(world.tables.layout.zones)):
        if not (causes.has_room_phone(world, zone) and find_unaware_members(world, zone)):
            continue
        world.log_event(EventKind.SENT, caller, Channel.DESK_PHONE)
        yield world.wait(world.draw(Purpose.ROOM_PHONE, zone), Rank.DELIVERY, caller, Purpose.ROOM_PHONE)
        for person in find_unaware_members(world, zone):
            become_aware(world, person, Channel.DESK_PHONE)


def find_unaware_members(world: World, zone: int) -> list[int]:
    """Those of the response team in a zone who are not aware."""
    is_on_team, people = world.tables.means.is_on_team, len(world.people)
    return [unit for unit in world.list_unaware_in(zone) if unit < people and is_on_team[unit]]


def announce(world: World, speaker: int, decided: bool = False, by: int = NOBODY, order: int = NOBODY) -> Process:
    """Handler: find a person with authority, reach the microphone, read the message. It is heard at the end of the first reading.

    by: who decided it, where a participant plays the office. order: what it asks for. Returns whether the PA works.
    """
    yield from find_authority(world, speaker, decided, by)
    yield world.wait(world.draw(Purpose.MICROPHONE, 0), Rank.DELIVERY, speaker, Purpose.MICROPHONE)
    if not causes.can_pa_speak(world):
        world.log_event(EventKind.SILENT, speaker, Channel.PA)
        return False
    world.log_event(EventKind.SENT, speaker, Channel.PA)
    message = world.announcements.next(0, decided)
    if world.tables.means.reading > 0.0:
        yield world.wait(world.tables.means.reading, Rank.DELIVERY, speaker, Purpose.PA_HEARD)
    for unit in world.units:
        if is_pa_heard(world, unit, message):
            hear(world, unit, Channel.PA, order)
    return True


def is_pa_heard(world: World, unit: int, message: int) -> bool:
    """Whether the PA is heard in the zone of a person or group, and understood. Students with an adult rely on the adult."""
    zone = world.zone[unit]
    if zone == NOBODY or has_adult(world, unit):
        return False
    heard = world.draw(Purpose.PA_HEARD, zone, message) < world.tables.means.pa_chance[zone]
    return heard and bool(world.draw(Purpose.PA_UNDERSTOOD, unit, message))


def broadcast_by_radio(world: World, person: int, decided: bool = False, order: int = NOBODY) -> Process:
    """One call reaches the office and everyone who carries a radio and hears it. Returns whether it went out."""
    message = yield from talk_by_radio(world, person, decided)
    if message == NOBODY:
        return False
    deliver_radio_call(world, person, message, order)
    return True


def talk_by_radio(world: World, person: int, decided: bool) -> Process:
    """A person talks on the radio. Returns the number of the call, NOBODY if they have no radio or it does not work."""
    if not (world.tables.means.radio and world.tables.staff.radio[person]):
        return NOBODY
    if world.tables.hazard.silences_radios:
        yield from wait_while_beside(world, person, Purpose.RADIO_TALK, decided)
    world.log_event(EventKind.REPORTS, person, Channel.RADIO, world.zone[person])
    return (yield from transmit(world, person, decided))


def transmit(world: World, speaker: int, decided: bool) -> Process:
    """A person or the office talks. Returns the number of the call, NOBODY if the radio does not work."""
    talks = world.draw(Purpose.RADIO_TALK, speaker)
    waits = max(0.0, world.radio_free_at - world.now) if world.tables.means.one_speaker else 0.0
    world.radio_free_at = world.now + waits + talks
    yield world.wait(waits + talks, Rank.DELIVERY, speaker, Purpose.RADIO_TALK)
    is_overrun = waits > 0.0 and bool(world.draw_if_any(Purpose.RADIO_OVERRUN, 0.0, speaker))
    if is_overrun or not world.radio_works:
        world.log_event(EventKind.SILENT, speaker, Channel.RADIO)
        return NOBODY
    world.log_event(EventKind.SENT, speaker, Channel.RADIO)
    return world.radio_calls.next(0, decided)


def deliver_radio_call(world: World, person: int, message: int, order: int = NOBODY) -> None:
    """Everyone who hears the call becomes aware, and the office learns of it."""
    for other in world.people:
        if other != person and is_radio_heard(world, other, message):
            hear(world, other, Channel.RADIO, order, person)
    if office.is_staffed(world):
        inform_office(world, person, Channel.RADIO, order)


def is_radio_heard(world: World, person: int, message: int) -> bool:
    """Whether a person carries a radio and hears this call."""
    carries = world.tables.staff.radio[person] and world.present[person]
    return carries and bool(world.draw(Purpose.RADIO_RECEIVED, person, message))


# a silent PA


def replace_announcement(world: World, office: int) -> Process:
    """The office notices that its announcement is silent, and goes on to its next means: radio, room phones, messengers."""
    yield world.wait(world.draw(Purpose.SILENCE_NOTICED, 0), Rank.DELIVERY, office, Purpose.SILENCE_NOTICED)
    if world.tables.means.radio:
        yield from call_by_office_radio(world, office)
    yield from phone_rooms(world, office)
    for building in range(len(world.tables.layout.building_zones)):
        world.start(run_messenger(world, building), Rank.ACT, office, purpose=Purpose.MESSENGER_SPEED, count=building)


def call_by_office_radio(world: World, office: int) -> Process:
    """The office calls all who carry a radio."""
    message = yield from transmit(world, office, decided=False)
    if message == NOBODY:
        return
    for person in world.people:
        if is_radio_heard(world, person, message):
            become_aware(world, person, Channel.RADIO)


def phone_rooms(world: World, office: int) -> Process:
    """The office phones one room after the other, in the order of the file. It skips rooms that know already."""
    layout = world.tables.layout
    for zone in range(len(layout.zones)):
        is_reached = causes.has_room_phone(world, zone) and zone != world.tables.means.office_zone
        if not (is_reached and find_untold(world, zone)):
            continue
        world.log_event(EventKind.SENT, office, Channel.DESK_PHONE)
        yield world.wait(world.draw(Purpose.ROOM_PHONE, zone), Rank.DELIVERY, office, Purpose.ROOM_PHONE)
        for unit in find_untold(world, zone):
            become_aware(world, unit, Channel.DESK_PHONE)


def run_messenger(world: World, building: int) -> Process:
    """Handler: a messenger from the office goes to the rooms of one building that know nothing yet, to the nearest first."""
    distance, here = world.tables.layout.distance, world.tables.means.office_zone
    world.is_visited[here] = True
    while True:
        ahead = find_next_room(world, building, here)
        if ahead == NOBODY:
            return
        world.is_visited[ahead] = True
        seconds = world.walking_time(distance[here][ahead], world.draw(Purpose.MESSENGER_SPEED, building))
        here = ahead
        yield world.wait(seconds, Rank.MOVEMENT, world.tables.unit_count + building)
        for unit in find_untold(world, here):
            become_aware(world, unit, Channel.VOICE)


def find_next_room(world: World, building: int, here: int) -> int:
    """The nearest room of a building in which a messenger was not yet and somebody does not know; NOBODY if there is none."""
    meters, ahead = world.tables.layout.distance[here], NOBODY
    for zone in world.tables.layout.building_zones[building]:
        is_open = meters[zone] < math.inf and not world.is_visited[zone]
        if is_open and (ahead == NOBODY or meters[zone] < meters[ahead]) and find_untold(world, zone):
            ahead = zone
    return ahead
