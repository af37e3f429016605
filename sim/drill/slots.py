"""Fills the slots in the words of an inject from the room's arm, as it is when the inject is delivered."""

import math
from collections.abc import Callable
from typing import NamedTuple

from scenarios.slots import slots_in
from sim.drill.labels import Labels
from sim.drill.moments import Moments
from sim.drill.state import State
from sim.drill.times import clock_of, minutes
from sim.model.view import WorldView


class Now(NamedTuple):
    """What the words of an inject may speak of. view: of the room's arm."""

    state: State
    view: WorldView
    labels: Labels


class NoValue(LookupError):
    """A slot has no value now: which, and why."""


def fill(text: str, state: State, view: WorldView) -> str:
    """The words, with every slot filled. Raises NoValue with the reason why the inject is held."""
    now = Now(state, view, state.labels)
    for name in slots_in(text):
        value = VALUES[name](now)
        if not value:
            raise NoValue(f"nothing to say for {{{name}}}")
        text = text.replace(f"{{{name}}}", value)
    return text


def reported_zone(state: State) -> str:
    """The zone of the hazard that the room was last told of, by an inject that reports it or by an alert; empty if by none."""
    reports = [
        (delivery.time, delivery.zone)
        for delivery in state.deliveries.values()
        if delivery.outcome == "delivered" and delivery.zone
    ]
    return max(reports)[1] if reports else ""


def _hazard_zone(now: Now) -> str:
    return now.labels.zone(now.view.hazard)


def _hazard_building(now: Now) -> str:
    return now.labels.building(now.view.hazard) if now.view.hazard else ""


def _hazard_floor(now: Now) -> str:
    return now.labels.floor(now.view.hazard) if now.view.hazard else ""


def _reported(now: Now) -> str:
    return now.labels.zone(reported_zone(now.state))


def _nearest_unaware(now: Now) -> str:
    """By the way there; of several equally near, the first on the campus's list."""
    layout = now.state.engines.room.tables.layout
    if not now.view.hazard:
        return ""
    metres = layout.distance[layout.zones.index(now.view.hazard)]
    zones = {person.zone for person in now.view.people if person.present and not person.aware}
    places = [layout.zones.index(zone) for zone in zones]
    reachable = [zone for zone in places if metres[zone] < math.inf]
    return now.labels.zone(layout.zones[min(reachable, key=lambda z: (metres[z], z))]) if reachable else ""


def _unaware_count(now: Now) -> str:
    left = now.view.staff - now.view.staff_aware
    return str(left) if left else ""


def _aware_share(now: Now) -> str:
    return f"{100 * now.view.staff_aware // now.view.staff} %"


def _protected_share(now: Now) -> str:
    return f"{100 * now.view.heads_protected // now.view.heads} %"


def _unit_eta(now: Now) -> str:
    etas = [unit.eta for unit in now.view.units if unit.eta is not None and unit.eta > 0.0]
    return minutes(min(etas)) if etas else ""


def _reporter(now: Now) -> str:
    return now.labels.person(_moments(now.state).reporter)


def _presser(now: Now) -> str:
    return now.labels.person(_moments(now.state).presser)


def _alert_zone(now: Now) -> str:
    return now.labels.zone(_moments(now.state).pressed_in)


def _clock(now: Now) -> str:
    return clock_of(now.state.exercise, now.state.story)


def _moments(state: State) -> Moments:
    if state.moments is None:
        raise RuntimeError("the exercise has not begun")
    return state.moments


VALUES: dict[str, Callable[[Now], str]] = {
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
