"""The campus over time in one arm of an exercise: what changed in which zone, where the hazard was, and the shares reached.

Everything is read off a replay of the journal, second by second, and kept as changes, so that a page can carry an hour of it. A zone never
says how many people are in it, nor who was within reach of the hazard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sim.engine import SimpyEngine
from sim.exercise.events import SegmentBegun
from sim.exercise.review import Review
from sim.exercise.state import State
from sim.model.snapshot import PartyView, WorldView
from sim.model.trace import Trace

Shade = Literal["unaware", "aware", "protected"]

ON_SCENE_EVENTS = ("on_scene", "contact_made", "patient_reached")
"""Events that say where a unit from off campus is."""


def replay_moments(review: Review, times: Iterable[float]) -> Iterator[State]:
    """The state at each time, in order: the same object, played on. With the hot wash the emergency runs to its end."""
    state, left = State(review.state.opened), [*times]
    hot_wash = {one.id for one in review.exercise.segments if one.kind == "hot-wash"}
    for entry in review.state.log:
        event = entry.event
        to_the_end = isinstance(event, SegmentBegun) and event.segment in hot_wash
        while left and (to_the_end or left[0] < entry.incident_time):
            state.running_arms.run_until(left.pop(0))
            yield state
        state.apply_event(entry)
    for time in left:
        state.running_arms.run_until(time)
        yield state


def shade_zones(view: WorldView, with_groups: bool) -> dict[str, Shade]:
    """Protected where everyone in a zone is; else aware where all staff there are, or a class alone. with_groups: classes count."""
    inside: dict[str, list[PartyView]] = {}
    for party in (*view.people, *(view.groups if with_groups else ())):
        if party.is_present:
            inside.setdefault(party.zone, []).append(party)
    adults = {party.zone for party in view.people if party.is_present}
    people = {party.id for party in view.people}
    shades: dict[str, Shade] = {}
    for zone, parties in inside.items():
        who = [party for party in parties if party.id in people or zone not in adults]
        shades[zone] = _find_shade(parties, who)
    return shades


def _find_shade(parties: Sequence[PartyView], who: Sequence[PartyView]) -> Shade:
    if all(party.is_protected for party in parties):
        return "protected"
    return "aware" if all(party.is_aware for party in who) else "unaware"


Arrival = tuple[float, str, str]
"""Seconds of T+, a unit from off campus, and the zone where it is from then on."""


def list_unit_arrivals(trace: Trace) -> list[Arrival]:
    """In order of time. trace: of one arm, played to its end."""
    return [
        (event.time, event.subject, event.place)
        for event in trace.events()
        if event.kind in ON_SCENE_EVENTS and event.subject.startswith("unit/") and event.place
    ]


def find_responder_zones(view: WorldView, arrivals: Iterable[Arrival], time: float) -> tuple[str, ...]:
    """Zones with a responder of the campus or a unit from off campus."""
    units = {unit: zone for since, unit, zone in arrivals if since <= time}
    return tuple(sorted({*(responder.zone for responder in view.responders), *units.values()}))


DIGITS = 4
"""Of shares."""


@dataclass
class CampusStates:
    """One arm. aware, protected: shares, 0 to 1, at each whole second of T+ from 0 on.

    changes: by second, the zones that look different from then on; None where a zone is empty. hazard, responders: by second, from then
    on; the hazard is empty while there is none.
    """

    aware: list[float] = field(default_factory=list)
    protected: list[float] = field(default_factory=list)
    changes: dict[int, dict[str, Shade | None]] = field(default_factory=dict)
    hazard: dict[int, str] = field(default_factory=dict)
    responders: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def list_zones(self) -> set[str]:
        """Every zone in which anything was."""
        shaded = {zone for changed in self.changes.values() for zone in changed}
        there = {zone for zones in self.responders.values() for zone in zones}
        return shaded | there | {zone for zone in self.hazard.values() if zone}


def record_campus_states(review: Review, arms: Sequence[str]) -> Mapping[str, CampusStates]:
    """By arm, from onset to the end of the charts. arms: names of arms."""
    times = range(int(review.chart_end) + 1)
    recorders = {arm: _Recorder(review, list_unit_arrivals(review.traces[arm])) for arm in arms}
    for time, state in zip(times, replay_moments(review, map(float, times)), strict=True):
        engines = dict(state.running_arms.items())
        for arm, recorder in recorders.items():
            recorder.record(engines[arm], float(time))
    return {arm: recorder.states for arm, recorder in recorders.items()}


class _Recorder:
    """Notes what is different from the second before."""

    def __init__(self, review: Review, arrivals: Sequence[Arrival]) -> None:
        self.states = CampusStates()
        self._with_groups, self._arrivals = review.has_protection, arrivals
        self._events = -1
        self._view: WorldView
        self._shades: Mapping[str, Shade] = {}
        self._hazard = ""
        self._responders: tuple[str, ...] = ()

    def record(self, engine: SimpyEngine, time: float) -> None:
        """The next second. What a zone looks like changes only with an event of the trace."""
        states, second = self.states, len(self.states.aware)
        has_changed = self._events != len(engine.trace.rows)
        if has_changed:
            self._events, self._view = len(engine.trace.rows), engine.view()
        view = self._view
        states.aware.append(round(view.staff_aware / max(1, view.staff), DIGITS))
        states.protected.append(round(view.occupants_protected / max(1, view.occupants), DIGITS))
        responders = find_responder_zones(view, self._arrivals, time)
        if responders != self._responders:
            states.responders[second] = self._responders = responders
        if has_changed:
            self._record_zones(view, second)

    def _record_zones(self, view: WorldView, second: int) -> None:
        shades = shade_zones(view, self._with_groups)
        changed = {
            zone: shades.get(zone)
            for zone in sorted(shades.keys() | self._shades.keys())
            if shades.get(zone) != self._shades.get(zone)
        }
        if changed:
            self.states.changes[second] = changed
        hazard = view.hazard if view.is_hazard_active else ""
        if hazard != self._hazard:
            self.states.hazard[second] = self._hazard = hazard
        self._shades = shades
