"""What was true on the campus at chosen moments of an exercise: by zone, in the room's arm.

The journal is played once more and looked at on the way, so the picture is the engine's own. Moments: onset, the first alert, each answer
that was given while T+ ran, and the end; where that is more than fit on a page, answers that are closest to another moment are left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reports.figures.exercise.events import build_entries
from reports.names import join_list
from sim.drill.after import Review
from sim.drill.arms import PLAYER_ARM
from sim.drill.state import State
from sim.model.view import PartyView, WorldView

Shade = Literal["unaware", "aware", "protected"]
MAX_MOMENTS = 6
ONSET = 1.0
"""T+ of the first picture: before that nothing is there to be seen."""
ENDS, ALERT = "end", "first alert"
ON_SCENE_EVENTS = ("on_scene", "contact_made", "patient_reached")
"""Events that say where a unit from off campus is."""


@dataclass(frozen=True)
class Moment:
    """time: whole seconds of T+, at which all of it has happened; text: what happened, "D1 and D2"; since: T+ of the first of it."""

    time: float
    text: str
    since: float


@dataclass(frozen=True)
class Scene:
    """The campus at a moment. shades: of the zones where somebody is; hazard: its zone while it goes on, else empty.

    responders: zones in which somebody is whose task it is to go there; aware, protected: shares, 0 to 1.
    """

    moment: Moment
    shades: Mapping[str, Shade]
    hazard: str
    responders: tuple[str, ...]
    aware: float
    protected: float


def select_moments(review: Review, most: int = MAX_MOMENTS) -> tuple[Moment, ...]:
    """At most so many moments, in order."""
    alert = review.observed_measures[PLAYER_ARM]["first_campus_alert"]
    happened = [(0.0, "onset")]
    if alert < review.stopped:
        happened.append((alert, ALERT))
    happened += [
        (one.answered_at, one.label)
        for one in build_entries(review)
        if one.lane == "decisions" and one.is_decided and not one.is_discussion and one.answered_at is not None
    ]
    found: dict[float, list[tuple[float, str]]] = {}
    for since, says in (*happened, (review.stopped, ENDS)):
        found.setdefault(max(ONSET, math.ceil(since)), []).append((since, says))
    moments = [
        Moment(time, join_list([says for _, says in those]), min(since for since, _ in those))
        for time, those in sorted(found.items())
    ]
    while len(moments) > most:
        moments.remove(_find_least_important(moments))
    return tuple(moments)


def _find_least_important(moments: Sequence[Moment]) -> Moment:
    """The one that can be left out: an answer that came soonest after another moment; where there is none, the first."""
    answers = [
        (later.time - sooner.time, later.time, later)
        for sooner, later in pairwise(moments)
        if ENDS not in later.text and ALERT not in later.text
    ]
    return min(answers, key=lambda one: one[:2])[2] if answers else moments[0]


def build_scenes(review: Review, moments: Sequence[Moment]) -> Iterator[Scene]:
    """The pictures of some moments, in order. Plays the journal again; with the hot wash the emergency takes its course to the end."""
    state, left = State(review.state.opened), [*moments]
    hot_wash = {one.id for one in review.exercise.segments if one.kind == "hot-wash"}
    for entry in review.state.log:
        to_the_end = entry.kind == "segment" and json.loads(entry.payload)["segment"] in hot_wash
        while left and (to_the_end or left[0].time < entry.incident_time):
            yield _build_scene(review, state, left.pop(0))
        state.apply_event(entry)
    for moment in left:
        yield _build_scene(review, state, moment)


def _build_scene(review: Review, state: State, moment: Moment) -> Scene:
    """The room's arm, played up to a moment."""
    state.running_arms.player.run_until(moment.time)
    view = state.running_arms.player.view()
    units = find_units(review, moment.time)
    going = [one.zone for one in view.responders]
    return Scene(
        moment,
        shade_zones(view, with_groups=review.has_protection),
        view.hazard if view.is_hazard_active else "",
        tuple(sorted({*going, *units})),
        view.staff_aware / max(1, view.staff),
        view.occupants_protected / max(1, view.occupants),
    )


def shade_zones(view: WorldView, with_groups: bool) -> dict[str, Shade]:
    """What all in a zone have in common. with_groups: of classes too, and not of staff alone.

    Protected: all of them; else aware where all staff there know, a class by itself where it knows.
    """
    inside: dict[str, list[PartyView]] = {}
    for party in (*view.people, *(view.groups if with_groups else ())):
        if party.is_present:
            inside.setdefault(party.zone, []).append(party)
    adults = {party.zone for party in view.people if party.is_present}
    people = {party.id for party in view.people}
    found: dict[str, Shade] = {}
    for zone, parties in inside.items():
        who = [party for party in parties if party.id in people or zone not in adults]
        found[zone] = _find_shade(parties, who)
    return found


def _find_shade(parties: Sequence[PartyView], who: Sequence[PartyView]) -> Shade:
    """who: of those, whose knowing counts."""
    if all(party.is_protected for party in parties):
        return "protected"
    return "aware" if all(party.is_aware for party in who) else "unaware"


def find_units(review: Review, time: float) -> set[str]:
    """Zones in which units from off campus stand by then."""
    places: dict[str, str] = {}
    for event in review.traces[PLAYER_ARM].events():
        if event.time <= time and event.kind in ON_SCENE_EVENTS and event.subject.startswith("unit/") and event.place:
            places[event.subject] = event.place
    return set(places.values())
