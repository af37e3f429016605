"""What measures, strategies and conditions are called when people read about them.

Files and records use ids; nobody on a school board should have to. The names here are the one place where an id
turns into words, so that the terminal, the figures and the reports say the same. What a user has added has no
entry and is called by its id, written as words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scenarios.scenario import CONDITIONS
from sim.measures import MEASURES

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
