"""Fills the slots in the words of an inject from the room's arm, as it is when the inject is delivered."""

import math
from collections.abc import Callable

from scenarios.slots import iterate_slots
from sim.drill.people import describe_person
from sim.drill.state import State
from sim.drill.times import format_time_of_day, format_minutes

NO_HAZARD, NOT_PRESSED = "there is no place where the hazard is now", "nobody has pressed the app"
MISSING_VALUE_REASONS = {
    "hazard.zone": NO_HAZARD,
    "hazard.building": NO_HAZARD,
    "hazard.floor": NO_HAZARD,
    "hazard.reported": "the room has been told of no place yet",
    "unaware.nearest": "no place that the hazard could get to has staff who do not know",
    "unaware.count": "all staff know",
    "unit.eta": "no unit is on its way here",
    "reporter": "nobody has reported it",
    "presser": NOT_PRESSED,
    "alert.zone": NOT_PRESSED,
}
"""Why a slot has no value, by its name; the others always have one."""


class MissingValue(LookupError):
    """A slot has no value now: why, in words."""


def fill_slots(text: str, state: State) -> str:
    """The words, with every slot filled. Raises NoValue with the reason why the inject is held."""
    for name in iterate_slots(text):
        value = SLOT_VALUES[name](state)
        if not value:
            raise MissingValue(MISSING_VALUE_REASONS[name])
        text = text.replace(f"{{{name}}}", value)
    return text


def find_reported_zone(state: State) -> str:
    """The zone of the hazard that the room was last told of, by an inject that reports it or by an alert; empty if by none."""
    reports = [
        (delivery.time, delivery.zone)
        for delivery in state.deliveries.values()
        if delivery.outcome == "delivered" and delivery.zone
    ]
    return max(reports)[1] if reports else ""


def _hazard_zone(state: State) -> str:
    return state.labels.zone(state.view.hazard)


def _hazard_building(state: State) -> str:
    return state.labels.building(state.view.hazard) if state.view.hazard else ""


def _hazard_floor(state: State) -> str:
    return state.labels.floor(state.view.hazard) if state.view.hazard else ""


def _reported(state: State) -> str:
    return state.labels.zone(find_reported_zone(state))


def _nearest_unaware(state: State) -> str:
    """By the way there; of several equally near, the first on the campus's list."""
    layout = state.running_arms.player.tables.layout
    view = state.view
    if not view.hazard:
        return ""
    metres = layout.distance[layout.zones.index(view.hazard)]
    zones = {person.zone for person in view.people if person.is_present and not person.is_aware}
    places = [layout.zones.index(zone) for zone in zones]
    reachable = [zone for zone in places if metres[zone] < math.inf]
    return state.labels.zone(layout.zones[min(reachable, key=lambda z: (metres[z], z))]) if reachable else ""


def _unaware_count(state: State) -> str:
    view = state.view
    left = view.staff - view.staff_aware
    return str(left) if left else ""


def _aware_share(state: State) -> str:
    view = state.view
    return f"{100 * view.staff_aware // view.staff} %"


def _protected_share(state: State) -> str:
    view = state.view
    return f"{100 * view.occupants_protected // view.occupants} %"


def _unit_eta(state: State) -> str:
    etas = [unit.eta for unit in state.view.units if unit.eta is not None and unit.eta > 0.0]
    return format_minutes(min(etas)) if etas else ""


def _reporter(state: State) -> str:
    who = state.milestones.reporter
    return describe_person(who, state.exercise, state.labels) if who else ""


def _presser(state: State) -> str:
    who = state.milestones.presser
    return describe_person(who, state.exercise, state.labels) if who else ""


def _alert_zone(state: State) -> str:
    return state.labels.zone(state.milestones.pressed_in)


def _clock(state: State) -> str:
    return format_time_of_day(state.exercise, state.scenario_time)


SLOT_VALUES: dict[str, Callable[[State], str]] = {
    "hazard.zone": _hazard_zone,
    "hazard.building": _hazard_building,
    "hazard.floor": _hazard_floor,
    "hazard.reported": _reported,
    "unaware.nearest": _nearest_unaware,
    "unaware.count": _unaware_count,
    "aware.share": _aware_share,
    "protected.share": _protected_share,
    "unit.eta": _unit_eta,
    "reporter": _reporter,
    "presser": _presser,
    "alert.zone": _alert_zone,
    "clock": _clock,
}
