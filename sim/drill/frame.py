"""What the room may see: only what its played roles have been told, the question, what was decided, and the bars of both arms.

A pure function of the state and of the roles that sit in the room, as plain data that JSON can hold. Nothing that the room has not been
told gets in: no inject before its time, no expected action, hint, rating or note, nobody's percentile, and no position of the hazard
but the one that was reported. Wherever something is added here, the property test of secrecy has to know how to look for it.
"""

from collections.abc import Mapping, Set
from typing import Any

from sim.drill.labels import floor_name
from sim.drill.moments import Moments
from sim.drill.slots import reported_zone
from sim.drill.state import State, Window
from sim.drill.times import clock_of, minutes, t_plus
from sim.model.replication import Engine
from sim.trace import Channel

HEARD = {
    Channel.HAZARD: "you saw or heard it yourself",
    Channel.VOICE: "told face to face",
    Channel.PUSH: "app alert",
    Channel.TEXT: "text message",
    Channel.EMAIL: "e-mail",
    Channel.PA: "PA",
    Channel.RADIO: "radio",
    Channel.DESK_PHONE: "phone",
    Channel.POLICE_RADIO: "police radio",
    Channel.PUPILS: "pupils who came in",
    Channel.DESK: "the facilitator",
    Channel.ALARM: "fire alarm",
}
WRITTEN = {Channel.PUSH, Channel.TEXT, Channel.EMAIL}
LATEST = 3


def room_frame(state: State, roles: Set[str]) -> Mapping[str, Any]:
    """What these roles may see now."""
    exercise = state.exercise
    segment = state.segment
    return {
        "title": exercise.title,
        "school": state.labels.school,
        "day": exercise.day,
        "time": t_plus(state.time),
        "clock": clock_of(exercise, state.story),
        "segment": segment.title if segment else "",
        "status": status(state),
        "stop": state.frozen,
        "just_in": just_in(state, roles),
        "known": known(state, roles),
        "reports": reports(state),
        "bars": bars(state),
        "question": question(state, roles),
        "decided": decided(state),
        "ended": state.ended,
    }


def status(state: State) -> str:
    """Whether T+ runs, and if not, why: in words that the room may read."""
    if state.frozen:
        return "REAL EMERGENCY"
    window = front(state)
    if window is not None:
        return "decide now: time is running" if window.decision.kind == "pressed" else "stopped: talk"
    return f"running ×{state.speed}" if state.running else "stopped"


def front(state: State) -> Window | None:
    """The question that is being talked about."""
    return state.front


def just_in(state: State, roles: Set[str]) -> list[Mapping[str, str]]:
    """The latest messages that these roles have had, the newest first."""
    messages = [*_injects(state, roles), *_alerts(state, roles)]
    messages.sort(key=lambda message: -message[0])
    return [
        {"at": clock_of(state.exercise, time), "from": sender, "mode": mode, "says": says}
        for time, sender, mode, says in messages[:LATEST]
    ]


def _injects(state: State, roles: Set[str]) -> list[tuple[float, str, str, str]]:
    return [
        (delivery.time, delivery.inject.sender, delivery.inject.mode, delivery.says)
        for delivery in state.deliveries.values()
        if delivery.outcome == "delivered" and roles & set(delivery.inject.to)
    ]


def _alerts(state: State, roles: Set[str]) -> list[tuple[float, str, str, str]]:
    """How each role came to know, where the model told it."""
    told = _moments(state).told if state.arms else {}
    found = []
    for role in state.exercise.roles:
        message = told.get(role.plays)
        if role.id not in roles or message is None:
            continue
        time, channel, teller = message
        where = f" Sent from {state.labels.zone(_moments(state).pressed_in)}." if channel in WRITTEN else ""
        by = f" by {state.labels.person(teller)}" if teller and teller != role.plays else ""
        found.append((time, role.title, HEARD[channel], f"{role.title} knows: {HEARD[channel]}{by}.{where}"))
    return found


def known(state: State, roles: Set[str]) -> list[Mapping[str, Any]]:
    """Rooms by building and floor with what was heard of them: `in` where somebody checked in by the app, else nothing."""
    if state.arms is None or not _anybody_knows(state, roles):
        return []
    place = state.opened.emergency.place
    heard = _checked_in(state.arms.room, _moments(state))
    rows: dict[tuple[str, int], list[list[str]]] = {}
    for zone in place.zones:
        if zone.kind in ROOMS:
            mark = "in" if zone.id in heard else "?"
            rows.setdefault((zone.building, zone.floor), []).append([state.labels.zone(zone.id), mark])
    return [
        {"building": building, "floor": floor_name(floor), "rooms": rooms}
        for (building, floor), rooms in rows.items()
    ]


ROOMS = {"classroom", "office", "gym", "cafeteria", "library", "shop", "staff-room"}


def _anybody_knows(state: State, roles: Set[str]) -> bool:
    told = _moments(state).told
    return any(role.plays in told for role in state.exercise.roles if role.id in roles)


def _checked_in(engine: Engine, moments: Moments) -> Set[str]:
    """Posts of those who acknowledged the alert."""
    tables = engine.tables
    posts = zip(tables.staff.ids, tables.staff.zone, strict=True)
    return {tables.layout.zones[zone] for person, zone in posts if person in moments.checked_in}


def reports(state: State) -> list[str]:
    """Where the hazard was last reported to the room, and how long ago."""
    zone = reported_zone(state)
    if not zone:
        return []
    since = max(delivery.time for delivery in state.deliveries.values() if delivery.zone)
    return [f"last report: {state.labels.zone(zone)}, {minutes(state.time - since)} ago"]


def bars(state: State) -> Mapping[str, Any]:
    """Share of staff aware and of heads protected, in whole per cent: the room, and the twin where it is shown."""
    if state.arms is None:
        return {}
    arms = {"room": state.arms.room}
    if state.setup is None or state.setup.twin:
        arms["twin"] = state.arms.twin
    found = {}
    for name, engine in arms.items():
        view = engine.view()
        found[name] = {
            "aware": 100 * view.staff_aware // max(1, view.staff),
            "protected": 100 * view.heads_protected // max(1, view.heads),
        }
    return found


def question(state: State, roles: Set[str]) -> Mapping[str, Any] | None:
    """The question that is being talked about, and what may be answered."""
    window = front(state)
    if window is None or window.decision.of not in roles:
        return None
    titles = {role.id: role.title for role in state.exercise.roles}
    decision = window.decision
    return {
        "id": decision.id,
        "role": titles[decision.of],
        "asks": decision.asks,
        "kind": decision.kind,
        "options": [option.says for option in decision.options],
    }


def decided(state: State) -> list[str]:
    """What the room has decided so far, in order."""
    return [
        f"{answer_in_words(window)} {clock_of(state.exercise, window.settled or 0.0)}"
        for window in state.windows.values()
        if window.state == "decided"
    ]


def answer_in_words(window: Window) -> str:
    """What was answered to a question."""
    answer = window.answer
    if answer.get("option"):
        return next(option.says for option in window.decision.options if option.id == answer["option"])
    if answer.get("talk_only"):
        return str(answer["talk_only"])
    return "; ".join(str(act["kind"]).replace("-", " ") for act in answer.get("does", ()))


def _moments(state: State) -> Moments:
    if state.moments is None:
        raise RuntimeError("the exercise has not begun")
    return state.moments
