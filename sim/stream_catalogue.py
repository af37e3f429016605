"""The list of all random streams: which input each purpose draws from, and for which entities, in the order of a response."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

from scenarios.campus import Agency
from scenarios.campus_expansion import Place
from scenarios.hazards import Assessment, Assist, CommonCause, Evacuate, Lockdown, Reunify, Shelter
from scenarios.inputs import Input
from scenarios.scenario import Emergency
from scenarios.strategies import App, Badge, Strategy
from sim.hazards.base import HAZARDS
from sim.model.channels import match_devices
from sim.model.tables import STEPS, EntityKeys
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder

OFFICES = 3  # the place of adults without a group among the pre-movement times
MAX_TRIES = 3  # tries at a lock
MAX_CALLS = 2  # calls of one caller
MAX_MESSAGES = 2  # announcements, calls on the radio


def list_dispatched_units(emergency: Emergency) -> list[tuple[str, Agency]]:
    """The units dispatched to this emergency, by name, each with its agency."""
    agencies = [a for a in emergency.place.campus.agencies if a.kind in emergency.scenario.sends]
    units_from = emergency.scenario.hazard.units_from
    return [(f"{agency.id}-{n + 1}", agency) for agency in agencies for n in range(units_from(agency))]


def add_streams(
    streams: StreamBuilder,
    emergency: Emergency,
    strategy: Strategy,
    keys: EntityKeys,
    gaps: tuple[float, float],
    of: object = None,
) -> None:
    """Adds all streams, in parts. gaps: mean seconds between two background calls, and between two calls of neighbors.

    of: what the parts that no strategy touches are made of, as for `StreamBuilder.make_part`.
    """
    streams.add_part("hazard's draws", lambda: _add_hazard_streams(streams, emergency, keys), keys, of=of)
    if emergency.scenario.hazard.is_witnessed:
        for name, add in COMMON_PARTS.items():
            streams.add_part(name, partial(add, streams, emergency, keys), keys, of=of)
        calls = partial(_add_psap_streams, streams, emergency, keys, gaps)
        streams.add_part("calls' draws", calls, keys, gaps, of=of)
        streams.add_part("strategy's draws", lambda: _add_strategy_streams(streams, emergency, strategy, keys), keys)
    streams.add_part("devices' draws", lambda: _add_device_streams(streams, emergency, strategy, keys), keys)


def _add_hazard_streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    hazard = emergency.scenario.hazard
    campus = emergency.place.campus
    period = next(p for p in campus.periods if p.id == emergency.scenario.period)
    if hazard.starts:
        exponential = Distribution.exponential(1.0)
        streams.add_stream(Purpose.ONSET_PLACE, [exponential], keys.zones, 1, False, "event")
    streams.add_stream(Purpose.ONSET_MINUTE, [Distribution.uniform(0.0, period.lasts)], keys.scenario, 1, True, "event")
    HAZARDS[hazard.kind].streams(streams, emergency, keys)


def _add_device_streams(streams: StreamBuilder, emergency: Emergency, strategy: Strategy, keys: EntityKeys) -> None:
    for model, _, device in match_devices(strategy.channels):
        device.streams(streams, model, emergency, keys)


def _add_people_streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    scenario, place = emergency.scenario, emergency.place
    witnessing, belief, protocol, campus = (scenario.witnessing, scenario.belief, scenario.protocol, place.campus)
    assert witnessing is not None
    assert belief is not None
    assert not isinstance(protocol, Assessment | Reunify)
    on_site = [campus.roster[member.line].on_site for member in place.staff]
    always = Distribution.bernoulli(1.0)
    distributions = [always if source is None else streams.compile_input(source) for source in on_site]
    streams.add_stream(Purpose.ON_SITE, distributions, keys.staff, 1, False, "person", range(len(distributions)))
    streams.add_uniforms(Purpose.PERCEIVES, keys.parties, STEPS)
    streams.add_times(Purpose.RECOGNITION, witnessing.recognition, keys.parties)
    if witnessing.misread is not None:
        streams.add_values(Purpose.MISREAD, witnessing.misread.happens, keys.parties)
        streams.add_times(Purpose.MISREAD_ADDS, witnessing.misread.adds, keys.parties)
    streams.add_times(Purpose.DECISION, witnessing.decision, keys.staff)
    if witnessing.common is not None:
        _add_common_streams(streams, witnessing.common, keys)
    streams.add_values(Purpose.ACTS_AT_ONCE, belief.at_once, keys.staff)
    streams.add_times(Purpose.DOUBT, belief.doubt, keys.staff)
    streams.add_values(Purpose.TOLD_CALLS, scenario.told_calls_911, keys.staff)
    streams.add_values(Purpose.OFFICE_SILENT, scenario.office_silent, keys.campus)
    if isinstance(protocol, Evacuate):
        _evacuation(streams, emergency, protocol, keys)
    else:
        streams.add_times(Purpose.REACTION, protocol.reaction, keys.parties)
    if isinstance(protocol, Lockdown):
        streams.add_times(Purpose.SWEEP, protocol.sweep, keys.staff)
    if isinstance(protocol, Assist):
        streams.add_values(Purpose.FREE_TO_COME, protocol.free, keys.staff)
        streams.add_values(Purpose.TRAINED, protocol.trained, keys.staff)
        streams.add_values(Purpose.ENGAGES, protocol.engages, keys.staff)
        streams.add_times(Purpose.RELAYED, protocol.relay, keys.campus)
    if isinstance(protocol, Shelter):
        streams.add_times(Purpose.GET_DOWN, protocol.get_down, keys.parties)
    _add_lock_streams(streams, place, keys)
    if isinstance(protocol, Lockdown):
        _add_unnoticed_locks(streams, place, keys)
    streams.add_values(Purpose.LOCKED_ALREADY, campus.locked_already, keys.zones)
    if keys.pairs:
        streams.add_stream(
            Purpose.TELL_WHOM, [Distribution.exponential(1.0)], keys.pairs, protocol.tell.most, False, "event"
        )
        streams.add_times(Purpose.CONTACT, protocol.tell.contact, keys.pairs)
    streams.add_times(Purpose.SAME_ROOM, protocol.tell.same_room, keys.parties)
    _add_walking_speeds(streams, place, keys)
    streams.add_values(Purpose.RUN_SPEED, campus.walking.responder, keys.staff)


def _add_walking_speeds(streams: StreamBuilder, place: Place, keys: EntityKeys) -> None:
    """By age, or by an access need."""
    walking = place.campus.walking
    sources = [walking.adult, walking.child or walking.adult]
    which = [0] * len(place.staff) + [0 if group.age in ("teen", "adult") else 1 for group in place.groups]
    in_need = [party.needs == "mobility" for party in place.parties]
    if any(in_need):
        which = [len(sources) if needs else n for n, needs in zip(which, in_need, strict=True)]
        sources.append(place.campus.access_inputs.walking)
    speeds = [streams.compile_input(source) for source in sources]
    streams.add_stream(Purpose.WALK_SPEED, speeds, keys.parties, 1, False, walking.adult.varies, which)


def _add_unless(
    streams: StreamBuilder, purpose: Purpose, source: Input, keys: Sequence[int], is_never: Sequence[bool]
) -> None:
    """Yes or no for each entity; no for these."""
    distributions, which = [streams.compile_input(source)], None
    if any(is_never):
        distributions.append(Distribution.bernoulli(0.0))
        which = [int(never) for never in is_never]
    streams.add_stream(purpose, distributions, keys, 1, False, str(source.varies), which)


def _add_common_streams(streams: StreamBuilder, common: CommonCause, keys: EntityKeys) -> None:
    """What all witnesses of one emergency have in common."""
    streams.add_values(Purpose.COMMON_RECOGNITION, common.recognition, keys.scenario)
    streams.add_values(Purpose.COMMON_DECISION, common.decision, keys.scenario)
    if common.misread is not None:
        streams.add_values(Purpose.COMMON_MISREAD, common.misread.happens, keys.scenario)
        streams.add_times(Purpose.COMMON_MISREAD_ADDS, common.misread.adds, keys.scenario)


def _evacuation(streams: StreamBuilder, emergency: Emergency, protocol: Evacuate, keys: EntityKeys) -> None:
    """Getting ready, by the age of the youngest group that an adult supervises, and being counted."""
    times, groups = protocol.pre_movement, emergency.place.groups
    of_group = [classify_age(group.age) for group in groups]
    of_staff = [
        min((of_group[unit - len(keys.table.ids)] for unit in units), default=OFFICES) for units in keys.table.groups
    ]
    distributions: list[Distribution] = [
        streams.compile_input(source) for source in (times.ages_3_4, times.ages_5_6, times.older, times.offices)
    ]
    streams.add_stream(Purpose.REACTION, distributions, keys.parties, 1, True, "event", of_staff + of_group)
    streams.add_times(Purpose.ROLL_CALL, protocol.roll_call, keys.parties)


def classify_age(age: str) -> int:
    """Which of the pre-movement times a group of this age takes: 0 for 3–4, 1 for 5–6, 2 for older."""
    classes: Mapping[str, int] = {"3-4": 0, "5-6": 1}
    return classes.get(age, 2)


def _add_lock_streams(streams: StreamBuilder, place: Place, keys: EntityKeys) -> None:
    """Each zone's own lock; zones that cannot be locked use the first kind, which is never read."""
    kinds = {lock.id: i for i, lock in enumerate(place.campus.locks)}
    which = [kinds.get(zone.lock or "", 0) for zone in place.zones]
    secure = [streams.compile_input(lock.secure) for lock in place.campus.locks]
    fails = [streams.compile_input(lock.fails) for lock in place.campus.locks]
    keyed = {lock.id for lock in place.campus.locks if lock.key}
    without_key = {member.post for member in place.staff if member.substitute and not member.keys}
    unaided = [zone.lock in keyed and zone.id in without_key for zone in place.zones]
    slowly = [len(secure) if slow else kind for slow, kind in zip(unaided, which, strict=True)]
    if any(unaided):
        secure.append(streams.compile_input(place.campus.access_inputs.securing))
    streams.add_stream(Purpose.LOCKING, secure, keys.zones, MAX_TRIES, True, "event", slowly)
    streams.add_stream(Purpose.LOCK_FAILS, fails, keys.zones, MAX_TRIES, False, "event", which)


def _add_unnoticed_locks(streams: StreamBuilder, place: Place, keys: EntityKeys) -> None:
    """Locks that do not hold, unseen, matter only where people lock themselves in."""
    sources = [lock.unnoticed for lock in place.campus.locks]
    if not any(sources):
        return
    kinds = {lock.id: i for i, lock in enumerate(place.campus.locks)}
    never = Distribution.bernoulli(0.0)
    distributions = [never if source is None else streams.compile_input(source) for source in sources]
    which = [kinds.get(zone.lock or "", 0) for zone in place.zones]
    streams.add_stream(Purpose.LOCK_UNNOTICED, distributions, keys.zones, 1, False, "zone", which)


def _add_everyday_streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    campus = emergency.place.campus
    streams.add_times(Purpose.REACH_OFFICE, campus.office_reached.by_phone, keys.staff)
    if campus.office_people is not None:
        streams.add_uniforms(Purpose.OFFICE_OUT, keys.staff, 1, indexed=False)
        streams.add_uniforms(Purpose.OFFICE_OUT_WHERE, keys.staff, 1, indexed=False)
        streams.add_times(Purpose.UNANSWERED, campus.office_people.unanswered, keys.staff)
    streams.add_times(Purpose.ROOM_PHONE, campus.office_reached.by_phone, keys.zones)
    streams.add_values(Purpose.MESSENGER_SPEED, campus.walking.responder, keys.messengers)
    if campus.pa is not None:
        streams.add_times(Purpose.SILENCE_NOTICED, campus.pa.silence_noticed, keys.campus)
        streams.add_uniforms(Purpose.PA_HEARD, keys.zones, MAX_MESSAGES)
        streams.add_values(Purpose.PA_UNDERSTOOD, campus.pa.understood, keys.parties, MAX_MESSAGES)
        if campus.pa.authority is not None:
            streams.add_values(Purpose.AUTHORITY_NEEDED, campus.pa.authority.needed, keys.declarers)
            streams.add_times(Purpose.AUTHORITY_TAKES, campus.pa.authority.takes, keys.declarers)
    if campus.radio is not None:
        streams.add_times(Purpose.RADIO_TALK, campus.radio.talk, keys.declarers)
        streams.add_values(Purpose.RADIO_RECEIVED, campus.radio.received, keys.staff, MAX_MESSAGES)
        streams.add_values(Purpose.RADIO_OVERRUN, campus.radio.overrun, keys.declarers)
    streams.add_values(Purpose.PHONE_ON_PERSON, campus.phones.on_person, keys.staff)
    streams.add_values(Purpose.PHONE_AUDIBLE, campus.phones.audible, keys.staff)
    _add_coverage_streams(streams, emergency.place, keys)


def _add_cause_streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """What stops several channels at once, and what each leaves."""
    causes = emergency.place.campus.shared_causes
    if causes is None:
        return
    network, power, cells = causes.network, causes.power, causes.cells
    streams.add_values(Purpose.NETWORK_DOWN, network.down, keys.campus)
    streams.add_values(Purpose.ON_WIFI, network.phones, keys.staff)
    streams.add_values(Purpose.POWER_OUT, power.out, keys.campus)
    streams.add_values(Purpose.PA_ON_BATTERY, power.pa, keys.campus)
    streams.add_values(Purpose.WIFI_ON_BATTERY, power.network, keys.campus)
    streams.add_values(Purpose.BADGES_ON_BATTERY, power.badges, keys.campus)
    streams.add_values(Purpose.CELLS_BUSY, cells.busy, keys.campus)
    streams.add_values(Purpose.CELL_SLOWED, cells.slows, keys.staff)
    streams.add_values(Purpose.CELL_LOST, cells.loses, keys.staff)
    streams.add_values(Purpose.CELL_BLOCKED, cells.blocks, keys.callers, MAX_CALLS)
    streams.add_times(Purpose.CELL_RETRIED, cells.retry, keys.callers, MAX_CALLS)


def _add_strategy_streams(streams: StreamBuilder, emergency: Emergency, strategy: Strategy, keys: EntityKeys) -> None:
    """What the strategy brings, or does in its own time."""
    pa = emergency.place.campus.pa
    if pa is not None:
        streams.add_times(Purpose.MICROPHONE, strategy.microphone or pa.reach_microphone, keys.campus)
    if strategy.badge is not None:
        _add_badge_streams(streams, strategy.badge, emergency, keys)
    if strategy.app is not None:
        _add_app_streams(streams, strategy.app, emergency, keys)
    streams.add_times(Purpose.OFFICE_SERVICE, strategy.office.service, keys.declarers, MAX_CALLS)


def _add_app_streams(streams: StreamBuilder, app: App, emergency: Emergency, keys: EntityKeys) -> None:
    is_unlisted = [member.is_unlisted for member in emergency.place.staff]
    _add_unless(streams, Purpose.INSTALLED, app.installed, keys.staff, is_unlisted)
    _add_unless(streams, Purpose.ON_ROSTER, app.on_roster, keys.staff, is_unlisted)
    streams.add_times(Purpose.PRESS, app.press, keys.staff)
    streams.add_values(Purpose.PRESS_WORKS, app.press_works, keys.staff)
    streams.add_values(Purpose.PSAP_LEG_FAILS, app.leg_fails.psap, keys.scenario)
    streams.add_values(Purpose.STAFF_LEG_FAILS, app.leg_fails.staff, keys.scenario)
    streams.add_values(Purpose.PUSH_DELIVERED, app.push.delivered, keys.staff)
    streams.add_times(Purpose.PUSH_DELAY, app.push.delay, keys.staff)
    if app.text is not None:
        streams.add_values(Purpose.TEXT_LOST, app.text.lost, keys.staff)
        streams.add_times(Purpose.TEXT_DELAY, app.text.delay, keys.staff)
    if app.email is not None:
        streams.add_times(Purpose.EMAIL_DELAY, app.email.delay, keys.staff)
        streams.add_times(Purpose.EMAIL_NOTICE, app.email.notice, keys.staff)
    streams.add_times(Purpose.PHONE_NOTICE, app.notice, keys.staff)
    streams.add_values(Purpose.ACKNOWLEDGES, app.acknowledges, keys.staff)
    streams.add_times(Purpose.APP_CONNECT, app.connect, keys.staff, MAX_CALLS)
    streams.add_times(Purpose.APP_SERVICE, app.service, keys.staff, MAX_CALLS)


def _add_badge_streams(streams: StreamBuilder, badge: Badge, emergency: Emergency, keys: EntityKeys) -> None:
    is_unlisted = [member.is_unlisted for member in emergency.place.staff]
    _add_unless(streams, Purpose.BADGE_WORN, badge.worn, keys.staff, is_unlisted)
    streams.add_values(Purpose.BADGE_CHARGED, badge.charged, keys.staff)
    streams.add_times(Purpose.BADGE_PRESSED, badge.press, keys.staff)
    streams.add_times(Purpose.BADGE_NOTIFIES, badge.notifies, keys.staff)


def _add_coverage_streams(streams: StreamBuilder, place: Place, keys: EntityKeys) -> None:
    """Who uses which carrier, and which carrier reaches which zone."""
    carriers = place.campus.phones.carriers
    streams.add_uniforms(Purpose.CARRIER, keys.staff, 1, indexed=False)
    distributions = [streams.compile_input(carrier.covers) for carrier in carriers]
    which = list(range(len(carriers))) * len(place.zones)
    streams.add_stream(Purpose.COVERED, distributions, keys.covered, 1, False, "zone", which)


def _add_psap_streams(
    streams: StreamBuilder, emergency: Emergency, keys: EntityKeys, gaps: tuple[float, float]
) -> None:
    psap = emergency.place.campus.psap
    background, neighbors = gaps
    if background < math.inf:
        distribution = (
            Distribution.exponential(background)
            if psap.background.every is None
            else streams.compile_input(psap.background.every)
        )
        streams.add_stream(Purpose.BACKGROUND_EVERY, [distribution], keys.campus, len(keys.background), True, "event")
        streams.add_times(Purpose.BACKGROUND_SERVICE, psap.background.service, keys.background)
    calls = len(keys.callers) - len(keys.background) - len(keys.declarers)
    if calls > 0 and psap.neighbors is not None:  # of students and neighbors
        streams.add_times(Purpose.NEIGHBORS_BEGIN, psap.neighbors.begins, keys.campus)
        streams.add_stream(
            Purpose.NEIGHBOR_EVERY, [Distribution.exponential(neighbors)], keys.campus, calls, True, "event"
        )
    streams.add_times(Purpose.CONNECT, psap.connect, keys.callers, MAX_CALLS)
    if psap.transfer is not None:
        streams.add_values(Purpose.WRONG_PSAP, psap.transfer.wrong, keys.callers, MAX_CALLS)
        streams.add_times(Purpose.TRANSFER, psap.transfer.takes, keys.callers, MAX_CALLS)
    if psap.patience is not None:
        streams.add_times(Purpose.PATIENCE, psap.patience.waits, keys.callers, MAX_CALLS)
        streams.add_times(Purpose.REDIAL, psap.patience.redials_after, keys.callers, MAX_CALLS)
    streams.add_times(Purpose.PICK_UP, psap.pick_up, keys.callers, MAX_CALLS)
    streams.add_times(Purpose.SERVICE, psap.service, keys.callers, MAX_CALLS)
    streams.add_values(Purpose.SAYS_ROOM, psap.says_room, keys.declarers, MAX_CALLS)
    processing = emergency.scenario.hazard.call_processing or psap.processing
    streams.add_times(Purpose.PROCESSING, processing, keys.scenario)
    streams.add_times(Purpose.LOCATION_SAVES, psap.location_saves, keys.scenario)


def _add_instruction_streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """Instructions, and what people on campus are sent to do."""
    acts, place = emergency.scenario.decided_acts, emergency.place
    is_untrained = [member.substitute for member in place.staff] + [False] * len(place.groups)
    _add_unless(streams, Purpose.CODE_KNOWN, acts.code_known, keys.parties, is_untrained)
    streams.add_times(Purpose.CODE_EXPLAINED, acts.code_explained, keys.parties)
    streams.add_times(Purpose.SECURING, acts.securing, keys.messengers)
    streams.add_times(Purpose.LOOKING, acts.looking, keys.staff)
    streams.add_times(Purpose.ADMITTING, acts.admitting, keys.zones)
    streams.add_times(Purpose.ROOM_CHECK, acts.room_check, keys.zones)


def _add_responder_streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    campus = emergency.place.campus
    agencies = [agency for _, agency in list_dispatched_units(emergency)]
    arrival = emergency.scenario.hazard.arrival
    turnouts = [None if arrival else agency.turnout for agency in agencies]
    streams.add_each(Purpose.TURNOUT, turnouts, keys.units, grid=True)
    streams.add_each(Purpose.TRAVEL, [arrival or agency.travel for agency in agencies], keys.units, grid=True)
    streams.add_each(Purpose.LOCATE, [agency.locate for agency in agencies], keys.units, grid=True)
    streams.add_each(Purpose.LOCATED, [agency.located for agency in agencies], keys.units, grid=False)
    gaps = [agency.next_unit for agency in agencies]
    streams.add_each(Purpose.NEXT_UNIT, gaps, keys.units, grid=True)
    streams.add_times(Purpose.POLICE_RADIO, campus.police_radio, keys.staff)
    if emergency.scenario.hazard.calls_911:
        streams.add_times(Purpose.OFFICER_REPORTS, campus.officer_reports, keys.staff)


def _add_help_streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """What only people decide on, to help responders, a patient, in a fire, or after a plume."""
    acts = emergency.scenario.decided_acts
    streams.add_values(Purpose.MET, acts.met, keys.units)
    streams.add_values(Purpose.MET_WITHOUT_KEYS, acts.met_without_keys, keys.units)
    streams.add_times(Purpose.ROOM_RELAYED, acts.room_relayed, keys.declarers)
    streams.add_values(Purpose.WAY_CLEARED, acts.way_cleared, keys.units)
    streams.add_times(Purpose.CPR_DECIDED, acts.cpr_decided, keys.staff)
    streams.add_times(Purpose.TASKS_ASSIGNED, acts.tasks_assigned, keys.staff)
    streams.add_values(Purpose.PADS_SHARED, acts.pads_shared, keys.scenario)
    streams.add_times(Purpose.HORNS_STOPPED, acts.horns_stopped, keys.staff)
    streams.add_values(Purpose.SILENCE_MISREAD, acts.silence_misread, keys.staff)
    streams.add_values(Purpose.QUIET, acts.quiet, keys.units)
    streams.add_times(Purpose.SHUT_OFF, acts.shut_off, keys.staff)
    streams.add_values(Purpose.GAS_FEEDS, acts.gas_feeds, keys.scenario)
    streams.add_values(Purpose.POWER_FEEDS, acts.power_feeds, keys.scenario)
    streams.add_values(Purpose.ISOLATED, acts.isolated, keys.scenario)
    streams.add_times(Purpose.AIRING_AGREED, acts.airing_agreed, keys.scenario)


COMMON_PARTS = {
    "people's draws": _add_people_streams,
    "everyday draws": _add_everyday_streams,
    "causes' draws": _add_cause_streams,
    "responders' draws": _add_responder_streams,
    "helpers' draws": _add_help_streams,
    "instructions' draws": _add_instruction_streams,
}
"""Streams that no strategy touches, in a witnessed emergency, by the name of their part."""
