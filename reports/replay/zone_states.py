"""What everyone in a zone has in common at a moment of an exercise, read off a replay of its journal.

A zone never says how many people are in it, nor who was within reach of the hazard.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from sim.exercise.events import SegmentBegun
from sim.exercise.review import Review
from sim.exercise.state import State
from sim.model.snapshot import PartyView, WorldView
from sim.model.trace import Trace

Shade = Literal["unaware", "aware", "protected"]

ON_SCENE_EVENTS = (
    "on_scene",
    "contact_made",
    "patient_reached",
)
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
