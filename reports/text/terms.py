"""What uncertain inputs are called when people read about them.

An input is named in the files by the way to it, such as `phones.audible`. Those of the shipped files have words
of their own, short enough for a figure; any other is its way with colons, which still says where to look. A test
holds the table against the shipped files.

What measures, strategies and conditions are called when people read about them.

Files and records use ids; nobody on a school board should have to. The names here are the one place where an id
turns into words, so that the terminal, the figures and the reports say the same. What a user has added has no
entry and is called by its id, written as words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scenarios.scenario import CONDITIONS
from sim.measures import MEASURES

INPUT_NAMES: dict[str, str] = {
    "agencies.ambulance.locate": "ambulance: time to find the way in",
    "agencies.ambulance.located": "ambulance: search left if room is known",
    "agencies.ambulance.travel": "ambulance: travel",
    "agencies.ambulance.turnout": "ambulance: turnout",
    "agencies.fire.locate": "fire engine: time to first water",
    "agencies.fire.travel": "fire engine: travel",
    "agencies.fire.turnout": "fire engine: turnout",
    "agencies.police.locate": "police: time to find the room",
    "agencies.police.located": "police: search left if room is known",
    "agencies.police.travel": "police: travel",
    "app.acknowledges": "app: staff who check in",
    "app.connect": "app: time to reach 911",
    "app.email.delay": "e-mail: delay",
    "app.email.notice": "e-mail: time until it is read",
    "app.installed": "app: share of staff who have it",
    "app.leg_fails.psap": "app: 911 leg fails",
    "app.leg_fails.staff": "app: staff leg fails",
    "app.notice": "phones: time until noticed",
    "app.on_roster": "app: staff on the roster",
    "app.press": "app: time to press",
    "app.press_works": "app: press works",
    "app.push.delay": "push: delay",
    "app.push.delivered": "push: delivered",
    "app.text.delay": "text: delay",
    "app.text.lost": "text: lost",
    "app.text.rate": "text: messages a second",
    "belief.at_once": "staff: believe it at once",
    "belief.doubt": "staff: time in doubt",
    "hazard.fades": "false alarm: forgotten if nobody reports it",
    "hazard.found_after": "collapse: time until found, if unseen",
    "fire_alarm.detectors.at": "fire alarm: strength that detectors see",
    "fire_alarm.heard.classroom+hall+office+staff-room+library+stair+exit.heard": "fire alarm: heard in rooms and halls",
    "fire_alarm.heard.gym+cafeteria+shop.heard": "fire alarm: heard in gym and cafeteria",
    "fire_alarm.reports_after": "fire alarm: time until 911 is called",
    "fire_alarm.sounds_after": "fire alarm: time to the horns",
    "hazard.found_false": "false alarm: first report to all clear",
    "hazard.growth": "fire: growth",
    "hazard.lasts": "threat: how long it lasts",
    "hazard.perceptible": "fire: strength at which it is noticed",
    "hazard.processing": "911: processing of a fire",
    "hazard.pull": "witness: time to pull a station",
    "hazard.pulls": "witness: pulls a station",
    "hazard.stays": "threat: time in one place",
    "hazard.untenable": "fire: strength at which all must be out",
    "hazard.walks": "threat: walking speed",
    "hazard.witnessed": "collapse: seen at once",
    "locked_already": "doors: locked already",
    "locks.keyed.fails": "keyed lock: fails",
    "locks.keyed.secure": "keyed lock: time to lock",
    "locks.push-button.fails": "push-button lock: fails",
    "locks.push-button.secure": "push-button lock: time to lock",
    "office_reached.by_phone": "office: time to reach by phone",
    "pa.audible.classroom+office+staff-room+library.heard": "PA: heard in rooms",
    "pa.audible.gym+cafeteria+shop.heard": "PA: heard in gym and cafeteria",
    "pa.audible.hall+stair+exit+passing.heard": "PA: heard in halls between classes",
    "pa.audible.hall+stair+exit.heard": "PA: heard in halls",
    "pa.audible.outdoors.heard": "PA: heard outdoors",
    "pa.authority.needed": "PA: permission needed",
    "pa.authority.takes": "PA: time to get permission",
    "pa.reach_microphone": "PA: time to the microphone",
    "pa.understood": "PA: understood",
    "phones.audible": "phones: audible",
    "phones.carriers.carrier-1.covers": "phones: first carrier covers",
    "phones.carriers.carrier-1.share": "phones: first carrier's share",
    "phones.carriers.carrier-2.covers": "phones: second carrier covers",
    "phones.carriers.carrier-2.share": "phones: second carrier's share",
    "phones.on_person": "phones: on the person",
    "police_radio": "police radio: time to the officer",
    "protocol.cpr.given": "CPR: given by somebody on campus",
    "protocol.cpr.start": "CPR: time to the first compression",
    "protocol.crew_walks": "ambulance crew: walking speed",
    "protocol.defibrillation.search": "AED: time to find it where it hangs",
    "protocol.defibrillation.shock": "AED: time from there to shock",
    "protocol.hurry": "staff on the way to the patient: speed",
    "protocol.flow.boundary": "doors: strip that nobody uses",
    "protocol.flow.down": "stairs: people a second, down",
    "protocol.flow.level": "doors: people a second",
    "protocol.flow.up": "stairs: people a second, up",
    "protocol.pre_movement.ages_3_4": "leaving: age 3 to 4 gets ready",
    "protocol.pre_movement.ages_5_6": "leaving: age 5 to 6 gets ready",
    "protocol.pre_movement.offices": "leaving: offices get ready",
    "protocol.pre_movement.older": "leaving: classes get ready",
    "protocol.reaction": "staff: time to react",
    "protocol.roll_call": "assembly: time to call the roll",
    "protocol.sweep": "staff: time to clear the hall",
    "protocol.tell.contact": "telling: time to tell a neighbour",
    "protocol.tell.same_room": "telling: time within a room",
    "psap.background.service": "911: length of other calls",
    "psap.background.utilisation": "911: how busy on any day",
    "psap.connect": "911: time to connect",
    "psap.location_saves": "911: time that location saves",
    "psap.neighbours.rate": "911: calls from neighbours a minute",
    "psap.patience.redials_after": "911: time to redial",
    "psap.patience.waits": "911: how long callers wait",
    "psap.pick_up": "911: time to pick up",
    "psap.processing": "911: processing",
    "psap.service": "911: length of calls",
    "psap.staffed": "911: seats staffed",
    "psap.transfer.takes": "911: time of a transfer",
    "psap.transfer.wrong": "911: wrong centre",
    "radio.received": "radio: heard",
    "radio.talk": "radio: time to talk",
    "roster.sro.on_site": "resource officer: on campus",
    "told_calls_911": "staff told: call 911 too",
    "walking.adult": "walking: adults",
    "walking.responder": "walking: responders",
    "walking.stairs": "walking: stairs",
    "witnessing.decision": "witness: time to decide",
    "witnessing.misread.adds": "witness: time lost misreading",
    "witnessing.misread.happens": "witness: misreads it",
    "witnessing.perception.adjacent": "noticing: next zone",
    "witnessing.perception.in_sight": "noticing: in line of sight",
    "witnessing.perception.same_building": "noticing: same building",
    "witnessing.perception.same_floor": "noticing: same floor",
    "witnessing.perception.same_zone": "noticing: same zone",
    "witnessing.recognition": "witness: time to recognise",
}


def name_input(name: str) -> str:
    """An input in plain words."""
    return INPUT_NAMES.get(name, id_to_words(name.replace(".", ": ")))


MEASURE_NAMES: dict[str, str] = {
    "recognition": "emergency recognised",
    "first_report": "first report out",
    "call_answered": "911 call answered",
    "processing": "911 processing",
    "dispatched": "first unit dispatched",
    "travel": "travel of the first unit",
    "first_unit_on_scene": "first unit on scene",
    "first_responder_on_scene": "first responder on scene",
    "intervention": "first intervention, on or off campus",
    "total_response": "911 call to off-campus intervention",
    "hazard_over": "danger over",
    "first_campus_alert": "first campus alert",
    "aware_t50": "50 % of staff aware",
    "aware_t90": "90 % of staff aware",
    "aware_t100": "all staff aware",
    "acknowledgement_rate": "staff who checked in",
    "protected_t50": "50 % of people protected",
    "protected_t90": "90 % of people protected",
    "protected_t100": "all people protected",
    "unprotected_person_minutes": "person-minutes unprotected",
    "exposed_person_minutes": "person-minutes exposed",
    "app_was_first_report": "app was the first report",
    "collapse_to_cpr": "collapse to CPR",
    "collapse_to_shock": "collapse to shock",
    "first_responder_at_patient": "response team at the patient",
    "aed_at_patient": "AED at the patient",
    "ems_at_patient": "ambulance crew at the patient",
    "survival_larsen": "survival, shockable rhythm (Larsen)",
    "survival_valenzuela": "survival, shockable rhythm (Valenzuela)",
    "alarm_sounds": "fire alarm sounds",
    "rset": "last person out of the building (RSET)",
    "aset_margin": "time to spare for the last person out",
    "accountability_complete": "everybody counted who must leave",
    "false_alert_person_minutes": "person-minutes lost to a false alarm",
    "units_sent_in_vain": "a unit sent in vain",
}

MARGINS = frozenset(name for name, measure in MEASURES.items() if measure.is_margin)
"""Seconds to spare: they are less or more."""

CONDITION_LABELS = {
    "pa-failed": "PA down",
    "radio-failed": "radio down",
    "sro-away": "resource officer away",
    "alarm-failed": "fire alarm out of order",
}

NO_CONDITIONS_LABEL = "campus as it is"


class StrategyName(NamedTuple):
    """A strategy in words."""

    label: str
    """For tables and figures."""
    in_sentence: str
    """Within a sentence."""


STRATEGY_NAMES: dict[str, StrategyName] = {
    "app": StrategyName("app", "the app"),
    "app-no-staff-leg": StrategyName("app without staff leg", "the app without its staff leg"),
    "app-no-911-leg": StrategyName("app without 911 leg", "the app without its 911 leg"),
    "office-pa": StrategyName("office and PA", "office and PA"),
    "dial-911": StrategyName("dial 911", "dialling 911"),
    "word-of-mouth": StrategyName("word of mouth", "word of mouth"),
    "r1-sequential": StrategyName("one after the other", "one after the other"),
    "r1-simultaneous": StrategyName("all at once", "all at once"),
}


def name_measure(measure: str) -> str:
    """A measure in plain words."""
    return MEASURE_NAMES.get(measure, id_to_words(measure))


def define_measure(measure: str) -> str:
    """The one line that says what is measured; empty for a measure that we do not know."""
    return MEASURES[measure].definition if measure in MEASURES else ""


def label_strategy(strategy: str, present_practice: str = "") -> str:
    """A strategy as a label; what the campus does today is marked."""
    name = STRATEGY_NAMES[strategy].label if strategy in STRATEGY_NAMES else id_to_words(strategy)
    return f"{name} (today)" if strategy == present_practice else name


def name_strategy(strategy: str, present_practice: str = "") -> str:
    """A strategy within a sentence."""
    name = STRATEGY_NAMES[strategy].in_sentence if strategy in STRATEGY_NAMES else id_to_words(strategy)
    return f"today's practice ({name})" if strategy == present_practice else name


def label_conditions(conditions: Sequence[str]) -> str:
    """World conditions as a label: "PA down", or "campus as it is"."""
    return ", ".join(CONDITION_LABELS.get(one, id_to_words(one)) for one in conditions) or NO_CONDITIONS_LABEL


def describe_conditions(conditions: Sequence[str]) -> str:
    """World conditions as the end of a sentence, with a space before it: " when the PA is down ..."."""
    said = [CONDITIONS.get(one, id_to_words(one)) for one in conditions]
    return f" when {' and '.join(said)}" if said else ""


def id_to_words(name: str) -> str:
    """An id as words."""
    return name.replace("-", " ").replace("_", " ")


def capitalize_first(sentence: str) -> str:
    """The first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def count_emergencies(count: int) -> str:
    """So many of them: "1 emergency", "1,240 emergencies"."""
    return f"{count:,} {'emergency' if count == 1 else 'emergencies'}"


def join_list(parts: Sequence[str]) -> str:
    """As a list in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
