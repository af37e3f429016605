"""What was done and what happened, in words, for those at the desk. Sentences are short: they stand on one line of a screen."""

import json

from sim.drill.act_words import act, because_in_words
from sim.drill.decisions import SOURCES
from sim.drill.frame import answer_in_words
from sim.drill.notices import ABOUT_SILENCE
from sim.drill.parts import Window
from sim.drill.people import title_of
from sim.drill.said import not_measured, segment_in_words
from sim.drill.state import State
from sim.drill.times import minutes, t_plus
from sim.seams import Entry

MOST_LINES = 3  # of what happened since the last stop
MOMENTS = {
    "hazard-noticed": "somebody noticed it",
    "app-pressed": "the app was pressed",
    "call-answered": "911 answered",
    "dispatched": "units were dispatched",
    "unit-on-the-way": "the first unit is on the way",
    "unit-on-scene": "the first unit is on scene",
    "contact": "police made contact",
    "hazard-moved": "the hazard moved",
    "hazard-over": "the hazard is over",
    "office-told": "the office was told",
    "cpr-begun": "CPR began",
    "aed-at-patient": "an AED is at the patient",
    "shock": "a shock was given",
    "crew-at-patient": "the crew is at the patient",
    "untenable": "a place became untenable",
    "all-clear": "all clear",
    "alert-sent": "the app's alert went out",
    "announced": "the PA was heard",
    "alarm-sounds": "the alarm sounded",
    "first-report": "the first report was made",
}
MOMENTS_OF_FIRE = {"contact": "the fire crew is at the fire"}
WORDLESS = {"clock", "play", "read", "begin"}


def happened_since(state: State, start: float, end: float) -> list[str]:
    """What happened in the room's arm after one T+ and up to another, in at most three lines. It is the truth: for the desk."""
    first = sorted((time, name) for name, time in state.moments.first.items() if start < time <= end)
    words = {**MOMENTS, **MOMENTS_OF_FIRE} if is_fire(state) else MOMENTS
    lines = [f"{t_plus(time)} {words.get(name, name.replace('-', ' '))}" for time, name in first]
    before, now = (sum(time <= limit for time in state.moments.aware.values()) for limit in (start, end))
    if now > before:
        more = "1 more adult knows" if now - before == 1 else f"{now - before} more adults know"
        lines.append(f"{more}: {now} in all")
    if len(lines) > MOST_LINES:
        each = -(-len(lines) // MOST_LINES)
        lines = ["; ".join(lines[place : place + each]) for place in range(0, len(lines), each)]
    return lines


def is_fire(state: State) -> bool:
    """Whether it is the fire department that puts an end to it."""
    return state.opened.emergency.scenario.hazard.kind == "fire"


def entry_in_words(entry: Entry, state: State) -> str:
    """An entry of the journal in a line; empty where there is nothing to say of it."""
    payload = json.loads(entry.payload)
    match entry.kind:
        case "inject":
            return _inject(payload["inject"], payload["outcome"], payload, state)
        case "ask":
            return _asked(payload["decision"], payload["state"], payload.get("why", ""))
        case "decide":
            return _decided(payload["decision"], state)
        case "act":
            return _act(payload, state)
        case "note":
            note = state.notes[payload["id"]]
            text = note.text or note.rating or "... fill in later"
            return f"{payload['id'].replace('-', ' ')}   {text}"
        case "notice":
            of = "" if payload["about"] == ABOUT_SILENCE else f"{payload['about'].partition(' ')[0]}: "
            return f"{of}{payload['says']}"
        case "stop" | "resume":
            return f"stop: {payload['why']}"
        case "role":
            return f"{title_of(state.exercise, payload['role'])} handed back to the model"
        case "segment":
            return f"begins: {segment_in_words(payload, state)}"
    return _SIMPLE[entry.kind].format(**payload) if entry.kind in _SIMPLE else ""


_SIMPLE = {
    "lapse": "{decision} ends: {why}",
    "press": "{decision} put under time pressure",
    "rule": "{decision}: its role knows, as is ruled",
    "unmeasured": "{decision} is no longer measured: {why}",
    "refuse": "{decision} cannot be: {why}",
    "take-back": "taken back: {of}",
    "correct": "corrected: {of}",
    "freeze": "REAL EMERGENCY: everything stands still",
    "end": "the exercise is over",
}


def _inject(number: int, outcome: str, payload: dict[str, str], state: State) -> str:
    line = state.line(number)
    to = ", ".join(title_of(state.exercise, role) for role in line.to) if line else ""
    said = f'"{payload.get("says", "")}"' if outcome == "delivered" else payload.get("why", "")
    unread = outcome == "delivered" and not state.deliveries[number].readers
    return f"{inject_name(number)} to {to}   {outcome}{', and nobody reads it' if unread else ''}   {said}"


def inject_name(number: int) -> str:
    """`inject 4`; one that was made up has no number of the MSEL."""
    return f"inject {number}" if number < 1000 else f"new inject {number - 1000}"


def _asked(decision: str, state: str, why: str) -> str:
    return f"stop: {decision} opens" if state == "open" else f"{decision} {state}: {why}"


def _decided(decision: str, state: State) -> str:
    window = state.windows[decision]
    answer = window.answer
    reason = answer.get("rationale") or "missing"
    source = SOURCES.get(answer.get("source", ""), "") + (
        f"; {not_measured(window)}" if window.unmeasured else ""
    )
    cost = f"thinking {minutes(answer.get('thinking', 0.0))} ({source})"
    return f"{decision} {answer_in_words(window, state.labels)}   {talked(window)}{cost}   why: {reason}"


def talked(window: Window) -> str:
    """How long the room talked, where it did."""
    if window.decision.kind != "talk" or window.room_opened is None or window.room_settled is None:
        return ""
    return f"talked {minutes(window.room_settled - window.room_opened)}, "


def _act(payload: dict[str, object], state: State) -> str:
    done = next(
        (one for one in state.done if (one.act.of, one.act.number) == (payload["of"], payload["number"])),
        None,
    )
    if done is None:
        return ""
    began = "" if done.outcome.began else "   nothing begins"
    because = f"   {because_in_words(done.act.intervention, done.outcome, state)}".rstrip()
    return f"{payload['of']}: {act(done.act.intervention, state)}{began}{because}"
