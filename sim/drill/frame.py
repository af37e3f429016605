"""What the room may see: only what its played roles have been told, the question, what was decided, and the bars of both arms.

A pure function of the state and of the roles that sit in the room, as plain data that JSON can hold. Nothing that the room has not been
told gets in: no inject before its time, no expected action, hint, rating or note, nobody's percentile, and no position of the hazard
but the one that was reported. The hot wash lifts what `sim.drill.lifted` says, and no more. Wherever
something is added here, the property test of secrecy has to know how to look for it.
"""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from sim.drill.act_words import written_act
from sim.drill.clock import Clock
from sim.drill.decisions import Answer, acts_of, away_for
from sim.drill.heard import in_turn
from sim.drill.labels import Labels
from sim.drill.lifted import in_hot_wash, lifted
from sim.drill.parts import Window
from sim.drill.people import role_titles
from sim.drill.ruled import ruled
from sim.drill.state import State
from sim.drill.times import clock_of, t_plus
from sim.drill.told import (
    NAME,
    SENTENCE,
    clip,
    helpers,
    knew_until,
    messages,
    reports,
    since,
    since_when,
)

LATEST = 3
DECIDED = 12
SHORT = {"gym": "GYM", "cafeteria": "CAFE", "library": "LIBR", "shop": "SHOP"}
ROOMS = {"classroom", "office", "staff-room", *SHORT}
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def room_frame(state: State, roles: Set[str], clock: Clock | None = None) -> dict[str, Any]:
    """What these roles may see now. clock: of whoever conducts it, as it has gone on, or stopped, since the last entry of the journal."""
    exercise, segment = state.exercise, state.segment
    begun = state.arms is not None
    return {
        "title": clip(exercise.title, NAME),
        "school": clip(state.labels.school, NAME),
        "day": exercise.day,
        "time": t_plus(state.time),
        "clock": clock_of(exercise, state.story),
        "segment": clip(segment.title, NAME) if segment else "",
        "agenda": agenda_minute(clock.room if clock else state.room, state.exercise.minutes),
        "status": status(state, clock.running if clock else state.running),
        "stop": state.says_stop,
        "frozen": state.frozen,
        "black": False,
        "ended": state.ended,
        "card": None,
        "just_in": just_in(state, roles) if begun else [],
        "reading": reading(state, roles) if begun else None,
        "past": begun and past(state, roles),
        "rooms": rooms(state, roles) if begun else [],
        "known": [*reports(state, roles), *helpers(state, roles)] if begun else [],
        "hazard": shown_hazard(state),
        "bars": bars(state),
        "question": question(state, roles),
        "since": since(state, roles) if begun else [],
        "since_when": t_plus(since_when(state)) if since_when(state) else "",
        "decided": decided(state),
        "lifted": lifted(state),
    }


def black(frame: Mapping[str, Any]) -> dict[str, Any]:
    """A frame with the room's face switched off: the minute of the agenda and nothing else; a real emergency is still told."""
    return {"black": True, "stop": frame["stop"], "agenda": frame["agenda"]}


def with_card(frame: Mapping[str, Any], title: str, lines: Sequence[str], at: int, of: int) -> dict[str, Any]:
    """A frame with a card of the briefing in place of all panes: whoever turns the cards says which is on."""
    said = [clip(line, 2 * SENTENCE) for line in lines]
    return {**frame, "card": {"title": clip(title, NAME), "lines": said, "at": at, "of": of}}


def agenda_minute(room: float, slot: int) -> dict[str, int]:
    """Which minute of the slot it is, from 1, and how many there are."""
    return {"minute": int(room // 60) + 1, "of": slot}


def status(state: State, runs: bool) -> str:
    """Whether T+ runs, and if not, why: in words that the room may read."""
    if state.says_stop:
        return "real emergency"
    if state.ended:
        return "ended"
    if in_hot_wash(state):
        return "hot wash"
    if state.segment is not None and state.segment.kind == "briefing":
        return "briefing"
    window = front(state)
    if window is not None:
        stands = "stopped: answered" if window.answering else "stopped: time will run"
        running = "decide now: time is running" if runs else stands
        return running if window.decision.kind == "pressed" else "stopped: talk"
    return f"running ×{state.speed}" if runs else "stopped"


def front(state: State) -> Window | None:
    """The question that is being talked about."""
    return state.front


def just_in(state: State, roles: Set[str]) -> list[dict[str, Any]]:
    """The message that is to be read, then what came after it, then what was read before, the newest first."""
    told = messages(state, roles)
    waiting = in_turn(state, roles).waiting
    rest = [one for one in reversed(told) if one not in waiting]
    return [
        {
            "at": message.clock,
            "from": clip(message.sender, NAME),
            "to": [clip(title, NAME) for title in message.to],
            "mode": message.mode,
            "says": clip(message.says, SENTENCE),
        }
        for message in [*waiting, *rest][:LATEST]
    ]


def reading(state: State, roles: Set[str]) -> dict[str, int] | None:
    """Which of the messages that have come is read, where there are several."""
    now = in_turn(state, roles)
    return {"at": now.at, "of": now.of} if now.waiting and now.of > 1 else None


def past(state: State, roles: Set[str]) -> bool:
    """Whether all is read, and the story has jumped on since the last message came."""
    told = messages(state, roles)
    jumped = state.time <= state.jumped
    return bool(told) and jumped and told[-1].story < state.jumped and not in_turn(state, roles).waiting


def rooms(state: State, roles: Set[str]) -> list[dict[str, Any]]:
    """Rooms by building and floor, the upper floor first, and who of them has checked in by the app: all as `?` while no role knows.

    What a role that knew saw until it was handed back stays; later check-ins come with the next role that knows.

    marks: `+` checked in, `?` nothing heard, one for each room. named: such rooms as people call by a name, with their mark.
    """
    place = state.opened.emergency.place
    heard = _checked_in(state, knew_until(state, roles))
    floors: dict[str, set[int]] = {}
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for zone in (zone for zone in place.zones if zone.kind in ROOMS):
        floors.setdefault(zone.building, set()).add(zone.floor)
        row = rows.setdefault((zone.building, zone.floor), {"marks": "", "named": []})
        mark = "+" if zone.id in heard else "?"
        if zone.kind in SHORT:
            row["named"].append([state.labels.zone_on_map(zone.id, SHORT[zone.kind]), mark])
        else:
            row["marks"] += mark
    order = {building: number for number, building in enumerate(floors)}
    return [
        {
            "building": clip(state.labels.building_on_map(building), NAME),
            "floor": ORDINALS.get(floor, str(floor)) if len(floors[building]) > 1 else "",
            **row,
        }
        for (building, floor), row in sorted(rows.items(), key=lambda one: (order[one[0][0]], -one[0][1]))
    ]


def _checked_in(state: State, until: float) -> Set[str]:
    """Posts of those who had acknowledged the alert at a T+."""
    tables, checked_in = state.engines.room.tables, state.moments.checked_in
    by_then = {person for person, time in checked_in.items() if time <= until}
    posts = zip(tables.staff.ids, tables.staff.zone, strict=True)
    return {tables.layout.zones[zone] for person, zone in posts if person in by_then}


def shown_hazard(state: State) -> str:
    """Where the hazard truly is, in demonstrations without fog; else nothing."""
    if state.arms is None or state.setup is None or state.setup.fog:
        return ""
    view = state.arms.room.view()
    return state.labels.zone(view.hazard) if view.hazard_goes_on else ""


def bars(state: State) -> dict[str, Any]:
    """Whole per cent, of the room and of the twin where it is shown: staff aware, and heads protected unless it is about a patient."""
    if state.arms is None:
        return {}
    arms = {"room": state.arms.room}
    if state.setup is None or state.setup.twin:
        arms["twin"] = state.arms.twin
    found: dict[str, Any] = {
        "names": {"room": "you, ruled" if ruled(state) else "you", "twin": twin_name(state)}
    }
    for name, engine in arms.items():
        view = engine.view()
        found[name] = {"aware": 100 * view.staff_aware // max(1, view.staff)}
        if view.patient is None:
            found[name]["protected"] = 100 * view.heads_protected // max(1, view.heads)
    return found


def twin_name(state: State) -> str:
    """What the other arm is, from its strategy: the same emergency, where staff may hear of it by every other means."""
    app = state.opened.emergency.strategies[state.exercise.twin].app
    if app is None:
        return "twin: no app"
    if app.legs.staff == "off":
        return "twin: no app alert to staff"
    strategy = state.opened.emergency.strategies[state.exercise.twin]
    return clip(f"twin: {strategy.title}", NAME)


def question(state: State, roles: Set[str]) -> dict[str, Any] | None:
    """The question that is being talked about, and what may be answered; what cannot be done today is struck out, with the reason."""
    window = front(state)
    if window is None or window.decision.of not in roles:
        return None
    titles = {role.id: role.title for role in state.exercise.roles}
    decision = window.decision
    return {
        "role": clip(titles[decision.of], NAME),
        "asks": clip(decision.asks, SENTENCE),
        "pressed": decision.kind == "pressed",
        "options": [
            {"says": clip(option.says, 2 * NAME), "struck": clip(struck(window, option.id, state), NAME)}
            for option in decision.options
        ],
    }


def struck(window: Window, option: str, state: State) -> str:
    """Why an option cannot be taken today; empty where it can."""
    away = away_for(acts_of(window, Answer(option=option), state), state)
    return f"{', '.join(map(state.labels.person, away))}: away today" if away else ""


def decided(state: State) -> list[str]:
    """What the room has decided so far, and what it was asked and left open, in order."""
    windows = [
        one for one in state.windows.values() if one.state in ("decided", "lapsed") and one.opened is not None
    ]
    windows.sort(key=lambda window: window.room_settled or 0.0)
    return [
        f"{clip(_came_of(window, state), NAME)} {clock_of(state.exercise, window.story)}"
        for window in windows[-DECIDED:]
    ]


def _came_of(window: Window, state: State) -> str:
    """What was answered; that nothing was, and who was asked."""
    if window.state == "lapsed":
        return f"{role_titles(state.exercise)[window.decision.of]}: no decision"
    return answer_in_words(window, state.labels)


def answer_in_words(window: Window, labels: Labels) -> str:
    """What was answered to a question; what was written in, as who does what to whom and where."""
    answer = window.answer
    if answer.get("option"):
        return next(option.says for option in window.decision.options if option.id == answer["option"])
    if answer.get("talk_only"):
        return str(answer["talk_only"])
    return "; ".join(written_act(act, labels.person, labels.unit) for act in answer.get("does", ()))
