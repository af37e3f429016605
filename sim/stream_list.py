"""Which input each purpose draws from, and for whom: the list of all streams, in the order of a response.

Read it as the model's index of uncertainty: every random number that a play can read is named here once.
"""

import math
from collections.abc import Mapping

from scenarios.campus import Agency
from scenarios.emergency import Emergency
from scenarios.hazards import Evacuate, Lockdown
from scenarios.place import Place
from scenarios.strategies import App, Strategy
from sim.draws import entity_key
from sim.hazards import HAZARDS
from sim.laws import Law
from sim.purposes import Purpose
from sim.streams import Streams
from sim.tables import STEPS, KeyRing

OFFICES = 3  # the place of adults without a group among the pre-movement times
TRIES = 3  # tries at a lock
CALLS = 2  # calls of one caller
MESSAGES = 2  # announcements, calls on the radio


def units_sent(emergency: Emergency) -> list[tuple[str, Agency]]:
    """The units that are sent to this emergency, by name, each with its agency."""
    agencies = [a for a in emergency.place.campus.agencies if a.kind in emergency.scenario.sends]
    return [(f"{agency.id}-{n + 1}", agency) for agency in agencies for n in range(agency.units)]


def list_streams(
    streams: Streams, emergency: Emergency, strategy: Strategy, keys: KeyRing, gaps: tuple[float, float]
) -> None:
    """Adds all streams. gaps: mean seconds between two background calls, and between two calls of neighbours."""
    _hazard(streams, emergency, keys)
    _people(streams, emergency, keys)
    _everyday_means(streams, emergency, keys)
    if strategy.app is not None:
        _app(streams, strategy.app, emergency, keys)
    _psap(streams, emergency, strategy, keys, gaps)
    _responders(streams, emergency, keys)


def _hazard(streams: Streams, emergency: Emergency, keys: KeyRing) -> None:
    hazard = emergency.scenario.hazard
    if not hazard.starts:
        return
    campus = emergency.place.campus
    period = next(p for p in campus.periods if p.id == emergency.scenario.period)
    streams.put(Purpose.ONSET_PLACE, [Law.exponential(1.0)], keys.zones, 1, False, "event")
    streams.put(Purpose.ONSET_MINUTE, [Law.uniform(0.0, period.lasts)], keys.scenario, 1, True, "event")
    HAZARDS[hazard.kind].streams(streams, emergency, keys)


def _people(streams: Streams, emergency: Emergency, keys: KeyRing) -> None:
    scenario, place = emergency.scenario, emergency.place
    witnessing, protocol, campus = scenario.witnessing, scenario.protocol, place.campus
    on_site = [campus.roster[member.line].on_site for member in place.staff]
    laws = [Law.chance(1.0) if source is None else streams.law(source) for source in on_site]
    streams.put(Purpose.ON_SITE, laws, keys.staff, 1, False, "person", range(len(laws)))
    streams.uniforms(Purpose.PERCEIVES, keys.parties, STEPS)
    streams.times(Purpose.RECOGNITION, witnessing.recognition, keys.parties)
    if witnessing.misread is not None:
        streams.values(Purpose.MISREAD, witnessing.misread.happens, keys.parties)
        streams.times(Purpose.MISREAD_ADDS, witnessing.misread.adds, keys.parties)
    streams.times(Purpose.DECISION, witnessing.decision, keys.staff)
    streams.values(Purpose.ACTS_AT_ONCE, scenario.belief.at_once, keys.staff)
    streams.times(Purpose.DOUBT, scenario.belief.doubt, keys.staff)
    streams.values(Purpose.TOLD_CALLS, scenario.told_calls_911, keys.staff)
    if isinstance(protocol, Evacuate):
        _evacuation(streams, emergency, protocol, keys)
    else:
        streams.times(Purpose.REACTION, protocol.reaction, keys.parties)
    if isinstance(protocol, Lockdown):
        streams.times(Purpose.SWEEP, protocol.sweep, keys.staff)
    _locks(streams, place, keys)
    streams.values(Purpose.LOCKED_ALREADY, campus.locked_already, keys.zones)
    if keys.pairs:
        streams.put(Purpose.TELL_WHOM, [Law.exponential(1.0)], keys.pairs, protocol.tell.most, False, "event")
        streams.times(Purpose.CONTACT, protocol.tell.contact, keys.pairs)
    streams.times(Purpose.SAME_ROOM, protocol.tell.same_room, keys.parties)
    speeds = [
        streams.law(source) for source in (campus.walking.adult, campus.walking.child or campus.walking.adult)
    ]
    young = [0] * len(place.staff) + [0 if group.age in ("teen", "adult") else 1 for group in place.groups]
    streams.put(Purpose.WALK_SPEED, speeds, keys.parties, 1, False, campus.walking.adult.varies, young)
    streams.values(Purpose.RUN_SPEED, campus.walking.responder, keys.staff)


def _evacuation(streams: Streams, emergency: Emergency, protocol: Evacuate, keys: KeyRing) -> None:
    """Getting ready, by the age of the group that an adult looks after (the youngest), and being counted."""
    times, groups = protocol.pre_movement, emergency.place.groups
    of_group = [age_class(group.age) for group in groups]
    of_staff = [
        min((of_group[unit - len(keys.table.ids)] for unit in units), default=OFFICES)
        for units in keys.table.groups
    ]
    laws: list[Law] = [
        streams.law(source) for source in (times.ages_3_4, times.ages_5_6, times.older, times.offices)
    ]
    streams.put(Purpose.REACTION, laws, keys.parties, 1, True, "event", of_staff + of_group)
    streams.times(Purpose.ROLL_CALL, protocol.roll_call, keys.parties)


def age_class(age: str) -> int:
    """Which of the pre-movement times a group of this age takes: 0 for 3–4, 1 for 5–6, 2 for older."""
    classes: Mapping[str, int] = {"3-4": 0, "5-6": 1}
    return classes.get(age, 2)


def _locks(streams: Streams, place: Place, keys: KeyRing) -> None:
    """Each zone's own lock; zones that cannot be locked stand with the first kind and are never asked."""
    kinds = {lock.id: i for i, lock in enumerate(place.campus.locks)}
    which = [kinds.get(zone.lock or "", 0) for zone in place.zones]
    secure = [streams.law(lock.secure) for lock in place.campus.locks]
    fails = [streams.law(lock.fails) for lock in place.campus.locks]
    streams.put(Purpose.LOCKING, secure, keys.zones, TRIES, True, "event", which)
    streams.put(Purpose.LOCK_FAILS, fails, keys.zones, TRIES, False, "event", which)


def _everyday_means(streams: Streams, emergency: Emergency, keys: KeyRing) -> None:
    campus = emergency.place.campus
    streams.times(Purpose.REACH_OFFICE, campus.office_reached.by_phone, keys.staff)
    if campus.pa is not None:
        streams.times(Purpose.MICROPHONE, campus.pa.reach_microphone, keys.campus)
        streams.uniforms(Purpose.PA_HEARD, keys.zones, MESSAGES)
        streams.values(Purpose.PA_UNDERSTOOD, campus.pa.understood, keys.parties, MESSAGES)
        if campus.pa.authority is not None:
            streams.values(Purpose.AUTHORITY_NEEDED, campus.pa.authority.needed, keys.declarers)
            streams.times(Purpose.AUTHORITY_TAKES, campus.pa.authority.takes, keys.declarers)
    if campus.radio is not None:
        streams.times(Purpose.RADIO_TALK, campus.radio.talk, keys.staff)
        streams.values(Purpose.RADIO_RECEIVED, campus.radio.received, keys.staff, MESSAGES)
    streams.values(Purpose.PHONE_ON_PERSON, campus.phones.on_person, keys.staff)
    streams.values(Purpose.PHONE_AUDIBLE, campus.phones.audible, keys.staff)


def _app(streams: Streams, app: App, emergency: Emergency, keys: KeyRing) -> None:
    streams.values(Purpose.INSTALLED, app.installed, keys.staff)
    streams.values(Purpose.ON_ROSTER, app.on_roster, keys.staff)
    streams.times(Purpose.PRESS, app.press, keys.staff)
    streams.values(Purpose.PRESS_WORKS, app.press_works, keys.staff)
    streams.values(Purpose.PSAP_LEG_FAILS, app.leg_fails.psap, keys.scenario)
    streams.values(Purpose.STAFF_LEG_FAILS, app.leg_fails.staff, keys.scenario)
    streams.values(Purpose.PUSH_DELIVERED, app.push.delivered, keys.staff)
    streams.times(Purpose.PUSH_DELAY, app.push.delay, keys.staff)
    if app.text is not None:
        streams.values(Purpose.TEXT_LOST, app.text.lost, keys.staff)
        streams.times(Purpose.TEXT_DELAY, app.text.delay, keys.staff)
    if app.email is not None:
        streams.times(Purpose.EMAIL_DELAY, app.email.delay, keys.staff)
        streams.times(Purpose.EMAIL_NOTICE, app.email.notice, keys.staff)
    streams.times(Purpose.PHONE_NOTICE, app.notice, keys.staff)
    streams.values(Purpose.ACKNOWLEDGES, app.acknowledges, keys.staff)
    _coverage(streams, emergency.place, keys)


def _coverage(streams: Streams, place: Place, keys: KeyRing) -> None:
    """Who uses which carrier, and which carrier reaches which zone. Entity: zone after zone, its carriers in order."""
    carriers = place.campus.phones.carriers
    streams.uniforms(Purpose.CARRIER, keys.staff, 1, indexed=False)
    laws = [streams.law(carrier.covers) for carrier in carriers]
    pairs = [entity_key(f"covered/{zone.id}/{carrier.id}") for zone in place.zones for carrier in carriers]
    streams.put(Purpose.COVERED, laws, pairs, 1, False, "zone", list(range(len(carriers))) * len(place.zones))


def _psap(
    streams: Streams, emergency: Emergency, strategy: Strategy, keys: KeyRing, gaps: tuple[float, float]
) -> None:
    psap = emergency.place.campus.psap
    background, neighbours = gaps
    if background < math.inf:
        law = (
            Law.exponential(background)
            if psap.background.every is None
            else streams.law(psap.background.every)
        )
        streams.put(Purpose.BACKGROUND_EVERY, [law], keys.campus, len(keys.background), True, "event")
        streams.times(Purpose.BACKGROUND_SERVICE, psap.background.service, keys.background)
    calls = len(keys.callers) - len(keys.background) - len(keys.declarers)
    if calls > 0:  # of pupils and neighbours
        streams.put(Purpose.NEIGHBOUR_EVERY, [Law.exponential(neighbours)], keys.campus, calls, True, "event")
    streams.times(Purpose.CONNECT, psap.connect, keys.callers, CALLS)
    if psap.transfer is not None:
        streams.values(Purpose.WRONG_PSAP, psap.transfer.wrong, keys.callers, CALLS)
        streams.times(Purpose.TRANSFER, psap.transfer.takes, keys.callers, CALLS)
    if psap.patience is not None:
        streams.times(Purpose.PATIENCE, psap.patience.waits, keys.callers, CALLS)
        streams.times(Purpose.REDIAL, psap.patience.redials_after, keys.callers, CALLS)
    streams.times(Purpose.PICK_UP, psap.pick_up, keys.callers, CALLS)
    streams.times(Purpose.SERVICE, psap.service, keys.callers, CALLS)
    if strategy.app is not None:
        streams.times(Purpose.APP_CONNECT, strategy.app.connect, keys.staff, CALLS)
        streams.times(Purpose.APP_SERVICE, strategy.app.service, keys.staff, CALLS)
    streams.times(Purpose.OFFICE_SERVICE, strategy.office.service, keys.declarers, CALLS)
    processing = emergency.scenario.hazard.call_processing or psap.processing
    streams.times(Purpose.PROCESSING, processing, keys.scenario)
    streams.times(Purpose.LOCATION_SAVES, psap.location_saves, keys.scenario)


def _responders(streams: Streams, emergency: Emergency, keys: KeyRing) -> None:
    campus = emergency.place.campus
    agencies = [agency for _, agency in units_sent(emergency)]
    streams.each(Purpose.TURNOUT, [agency.turnout for agency in agencies], keys.units, grid=True)
    streams.each(Purpose.TRAVEL, [agency.travel for agency in agencies], keys.units, grid=True)
    streams.each(Purpose.LOCATE, [agency.locate for agency in agencies], keys.units, grid=True)
    streams.each(Purpose.LOCATED, [agency.located for agency in agencies], keys.units, grid=False)
    streams.times(Purpose.POLICE_RADIO, campus.police_radio, keys.staff)
