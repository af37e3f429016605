"""What must never reach the room's face, looked for in a frame from outside: by the exercise's own words, the truth, and the notes.

A frame is searched as it is sent, all its strings. What the room has been told (messages delivered to its roles, questions and answers,
names of rooms that are always shown) is taken out first; whatever secret is still found then has leaked. Marks of the map are counted.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Set
from itertools import chain
from typing import Any

from reports.text.targets import describe_target
from scenarios.exercise import Decision, Inject
from sim.exercise.room_frame import RoomFrame
from sim.exercise.state import State
from sim.model.trace import Channel, EventKind

RACE_STEPS = 60
"""Intervals of a curve of the race, from onset to its right edge."""

SEED = 918_273_645
"""Of the emergency; a number that nothing else in a frame can be."""
LIMIT = 10_240

SHORTEST = 8
"""Characters of a sentence that is looked for, in two words at least; shorter ones are found in other sentences by chance."""


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield str(key)
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def sentences(text: str) -> list[str]:
    """Pieces of a text that give it away."""
    pieces = re.split(r"[.?!:;{}]\s*|, ", text)
    return [piece.strip().lower() for piece in pieces if len(piece.strip()) >= SHORTEST and " " in piece.strip()]


def told(state: State, roles: Set[str]) -> Iterator[str]:
    """Texts that the room has: in the order in which they are taken out, the long ones first."""
    exercise, labels = state.exercise, state.labels
    yield exercise.title
    yield labels.school
    yield from (segment.title for segment in exercise.segments)
    yield from (role.title for role in exercise.roles)
    for window in state.decision_points.values():
        if window.state in ("open", "decided") and window.decision.of:
            yield window.decision.asks
            yield from (option.says for option in window.decision.options)
            yield str(window.response.talk_only or window.response.says)
    for delivery in state.deliveries.values():
        if delivery.outcome == "delivered" and sat_there(state, roles, delivery.inject):
            yield delivery.text
            yield delivery.inject.sender
            yield f"reported: {labels.zone(delivery.zone)}" if delivery.zone else ""
    moments = state.milestones
    for role in exercise.roles:
        if role.id in roles and role.plays in moments.told:
            when, channel, teller = moments.told[role.plays]
            if when > left_at(state).get(role.id, when):
                continue
            who = labels.inline_person(teller) if teller else ""
            yield f"{who[:1].upper()}{who[1:]}"
            written = channel in (Channel.PUSH, Channel.TEXT, Channel.EMAIL)
            yield f"Sent from {labels.zone(moments.pressed_in)}" if written else ""
            yield "Alert to all staff" if written else ""  # as an inject that was not delivered may say too
            yield "staff app" if channel == Channel.PUSH else ""
    decided = [act for window in state.decision_points.values() for act in window.response.does]
    for acts in (*decided, *(vars(done.action.intervention) for done in state.done)):
        yield from (labels.person(acts[key]) for key in ("by", "whom") if acts.get(key))


def left_at(state: State) -> dict[str, float]:
    return {json.loads(one.payload)["role"]: one.incident_time for one in state.log if one.kind == "role"}


def sat_there(state: State, roles: Set[str], inject: Inject) -> bool:
    """Whether one of these roles was played when an inject to it was delivered, by the order of the journal."""
    left: set[str] = set()
    for entry in state.log:
        payload = json.loads(entry.payload)
        if entry.kind == "role":
            left.add(payload["role"])
        if entry.kind == "inject" and (payload["inject"], payload["outcome"]) == (inject.number, "delivered"):
            return bool(roles & {*inject.to} - left)
    return False


def briefed(state: State) -> Iterator[str]:
    """Texts that the cards of the briefing have, and that the room has only from there."""
    exercise, kept = state.exercise, state.setup.left_out if state.setup else ()
    yield exercise.purpose
    yield exercise.situation
    yield from (one.says for one in exercise.objectives if one.id not in kept)
    yield from (role.knows for role in exercise.roles if role.id in state.played)


def searched(frame: Mapping[str, Any], state: State, roles: Set[str]) -> str:
    """The frame's text without what the room has been told, in small letters."""
    cards = [" ".join(one.split()) for one in briefed(state) if frame.get("card")]
    texts = [*told(state, roles), *_decided_places(state), *cards]
    told_now = sorted({one for text in texts for one in _shown(text) if one}, key=len, reverse=True)
    rest = []
    for text in strings(_without_names_of_rooms(frame)):
        for one in told_now:
            text = text.replace(one, "~")
        rest.append(text)
    return "\n".join(rest).lower()


def _decided_places(state: State) -> Iterator[str]:
    """Where the team sends people is its own word."""
    for point in state.decision_points.values():
        for act in point.response.does if point.state == "decided" else []:
            for place in (act.get("at"), act.get("place")):
                if place in {zone.id for zone in state.opened.emergency.place.zones}:
                    yield state.labels.zone(place)


def _shown(text: str) -> Iterator[str]:
    """A text as it is, and as it may be cut to be read."""
    yield text
    for longest in (80, 160, 480, 960):
        if len(text) > longest:
            yield f"{text[: longest - 1].rstrip()}…"


def _without_names_of_rooms(frame: Mapping[str, Any]) -> dict[str, Any]:
    """Gym and library have their names on the map at all times."""
    plain = json.loads(json.dumps(frame))
    for row in plain.get("rooms", []):
        row["named"] = [mark for _, mark in row["named"]]
    for floor in plain.get("plan", []):
        floor["names"] = ""
    return dict(plain)


def secrets(state: State, roles: Set[str]) -> Iterator[tuple[str, str]]:
    exercise = state.exercise
    yield from ((word, word) for word in ("expect", "hint", "percentile", "seed", "rationale", "rating"))
    if state.setup is not None:
        yield "seed", str(state.setup.seed)
    for objective in exercise.objectives:
        for text in (describe_target(objective.target), *objective.tasks, objective.says):
            yield from _of("objective", text)
    items: list[Inject | Decision] = [*exercise.injects, *exercise.decisions]
    for item in items:
        yield from _of_item(item, state, roles)
    for note in state.notes.values():
        yield from _of("note", note.text)
        yield "mark", note.id.lower()
    for person in state.people:
        yield from (("name", word.lower()) for word in (person.name, person.organization, person.contact) if word)
    for window in state.decision_points.values():
        yield from _of("reason", str(window.response.rationale or ""))
    yield from _positions(state)


def _of(what: str, text: str) -> Iterator[tuple[str, str]]:
    yield from ((what, piece) for piece in sentences(text))


def _of_item(item: Inject | Decision, state: State, roles: Set[str]) -> Iterator[tuple[str, str]]:
    for text in (item.expects, *item.hints):
        yield from _of("expected or hint", text)
    if isinstance(item, Decision):
        yield from _of("reference", item.reference)
        window = state.decision_points.get(item.id)
        if window is None or window.opened_at is None:
            yield from _of("question to come", item.asks)
        return
    yield from _of("note for the facilitator", item.notes or "")
    delivery = state.deliveries.get(item.number)
    if delivery is None or delivery.outcome != "delivered" or not sat_there(state, roles, item):
        yield from _of("undelivered inject", item.says)
        yield from _of("sender of an undelivered inject", item.sender)


def _positions(state: State) -> Iterator[tuple[str, str]]:
    """Where the hazard is and was, unless there is no fog; with its words between borders, since `hall` is in many."""
    if state.arms is None or state.setup is None or not state.setup.fog:
        return
    layout = state.running_arms.player.tables.layout
    for zone in {row[4] for row in state.running_arms.player.trace.rows if row[1] in (1, 4, 5, 6)}:
        if zone >= 0:
            yield "position", layout.zones[zone]
            yield "position", state.labels.zone(layout.zones[zone]).lower()


def as_sent(frame: RoomFrame) -> dict[str, Any]:
    return dict(json.loads(frame.to_json()))


def leaks(frame: Mapping[str, Any], state: State, roles: Set[str]) -> list[tuple[str, str]]:
    text = searched(frame, state, roles)
    found = [one for one in secrets(state, roles) if one[1] in text and _stands_alone(*one, text)]
    pictures = _check_ins(frame, state, roles), _reported_places(frame, state, roles), _shares_to_come(frame, state)
    return [*found, *chain(*pictures)]


def _check_ins(frame: Mapping[str, Any], state: State, roles: Set[str]) -> Iterator[tuple[str, str]]:
    rows = frame.get("rooms", [])
    on_the_map = "".join(row["marks"] + "".join(mark for _, mark in row["named"]) for row in rows).count("+")
    shown = max(on_the_map, sum(floor["marks"].count("+") for floor in frame.get("plan", [])))
    if not shown:
        return
    left, told = left_at(state), state.milestones.told
    knew = {role.id: told[role.plays][0] for role in state.exercise.roles if role.id in roles and role.plays in told}
    until = [left.get(role, math.inf) for role, at in knew.items() if at <= left.get(role, math.inf)]
    engine = state.running_arms.player
    zones = engine.tables.staff.zone
    last = max(until, default=-1.0)
    said = [who for at, kind, who, *_ in engine.trace.rows if kind == EventKind.ACKNOWLEDGED and at <= last]
    known = {zones[who] for who in said if 0 <= who < len(zones)}
    if shown > len(known):
        yield "check-in", f"{shown} rooms, where {len(known)} are known"


def _reported_places(frame: Mapping[str, Any], state: State, roles: Set[str]) -> Iterator[tuple[str, str]]:
    """More places of the hazard on the plan than messages to these roles have named."""
    if state.setup is not None and not state.setup.fog:
        return
    shown = sum(floor["marks"].count("!") for floor in frame.get("plan", []))
    delivered = [one for one in state.deliveries.values() if one.outcome == "delivered" and one.zone]
    named = {one.zone for one in delivered if sat_there(state, roles, one.inject)}
    if shown > len(named):
        yield "place of the hazard", f"{shown} on the plan, where {len(named)} were reported"


def _shares_to_come(frame: Mapping[str, Any], state: State) -> Iterator[tuple[str, str]]:
    """A curve that goes beyond now, or does not end where the bars are."""
    race = frame.get("race")
    if not race:
        return
    for kind, arms in race["shares"].items():
        for arm, shares in arms.items():
            steps = math.ceil(state.time / race["end"] * RACE_STEPS) + 1
            if len(shares) > steps or abs(shares[-1] - frame["bars"]["shares"][kind][arm]) > 1:
                yield "share to come", f"{kind} {arm}: {shares}"


def _stands_alone(what: str, words: str, text: str) -> bool:
    """Whether it begins where a word begins; a position ends where one ends, too: `B11` is not in `B112`."""
    end = r"(?!\w)" if what == "position" else ""
    return re.search(rf"(?<!\w){re.escape(words)}{end}", text) is not None
