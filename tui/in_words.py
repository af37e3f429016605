"""What was done and what happened, in words, for those at the desk. Sentences are short: they stand on one line of a screen."""

import json

from sim.drill.act_words import describe_action, explain_outcome
from sim.drill.decisions import DELAY_SOURCES
from sim.drill.frame import describe_decision
from sim.drill.notices import SILENCE_TOPIC
from sim.drill.parts import DecisionPoint
from sim.drill.people import find_role_title
from sim.drill.said import describe_unmeasured, describe_segment
from sim.drill.state import State
from sim.drill.times import format_minutes, format_t_plus
from sim.seams import Entry

MOST_LINES = 3  # of what happened since the last stop
MILESTONE_TEXTS = {
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
FIRE_MILESTONE_TEXTS = {"contact": "the fire crew is at the fire"}
SILENT_KINDS = {"clock", "play", "read", "begin"}


def describe_interval(state: State, start: float, end: float) -> list[str]:
    """What happened in the room's arm after one T+ and up to another, in at most three lines. It is the truth: for the desk."""
    first = sorted((time, name) for name, time in state.milestones.first.items() if start < time <= end)
    words = {**MILESTONE_TEXTS, **FIRE_MILESTONE_TEXTS} if is_ended_by_fire_crew(state) else MILESTONE_TEXTS
    lines = [f"{format_t_plus(time)} {words.get(name, name.replace('-', ' '))}" for time, name in first]
    before, now = (sum(time <= limit for time in state.milestones.aware.values()) for limit in (start, end))
    if now > before:
        more = "1 more adult knows" if now - before == 1 else f"{now - before} more adults know"
        lines.append(f"{more}: {now} in all")
    if len(lines) > MOST_LINES:
        each = -(-len(lines) // MOST_LINES)
        lines = ["; ".join(lines[place : place + each]) for place in range(0, len(lines), each)]
    return lines


def is_ended_by_fire_crew(state: State) -> bool:
    """Whether it is the fire department that puts an end to it."""
    return state.opened.emergency.scenario.hazard.kind == "fire"


def describe_entry(entry: Entry, state: State) -> str:
    """An entry of the journal in a line; empty where there is nothing to say of it."""
    payload = json.loads(entry.payload)
    match entry.kind:
        case "inject":
            return _describe_inject(payload["inject"], payload["outcome"], payload, state)
        case "ask":
            return _describe_asked(payload["decision"], payload["state"], payload.get("why", ""))
        case "decide":
            return _describe_decided(payload["decision"], state)
        case "act":
            return _describe_action(payload, state)
        case "note":
            note = state.notes[payload["id"]]
            text = note.text or note.rating or "... fill in later"
            return f"{payload['id'].replace('-', ' ')}   {text}"
        case "notice":
            of = "" if payload["about"] == SILENCE_TOPIC else f"{payload['about'].partition(' ')[0]}: "
            return f"{of}{payload['says']}"
        case "stop" | "resume":
            return f"stop: {payload['why']}"
        case "role":
            return f"{find_role_title(state.exercise, payload['role'])} handed back to the model"
        case "segment":
            return f"begins: {describe_segment(payload, state)}"
    return _TEMPLATES[entry.kind].format(**payload) if entry.kind in _TEMPLATES else ""


_TEMPLATES = {
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


def _describe_inject(number: int, outcome: str, payload: dict[str, str], state: State) -> str:
    line = state.find_inject(number)
    to = ", ".join(find_role_title(state.exercise, role) for role in line.to) if line else ""
    said = f'"{payload.get("says", "")}"' if outcome == "delivered" else payload.get("why", "")
    unread = outcome == "delivered" and not state.deliveries[number].readers
    return f"{name_inject(number)} to {to}   {outcome}{', and nobody reads it' if unread else ''}   {said}"


def name_inject(number: int) -> str:
    """`inject 4`; one that was made up has no number of the MSEL."""
    return f"inject {number}" if number < 1000 else f"new inject {number - 1000}"


def _describe_asked(decision: str, state: str, why: str) -> str:
    return f"stop: {decision} opens" if state == "open" else f"{decision} {state}: {why}"


def _describe_decided(decision: str, state: State) -> str:
    window = state.decision_points[decision]
    answer = window.response
    reason = answer.get("rationale") or "missing"
    source = DELAY_SOURCES.get(answer.get("source", ""), "") + (
        f"; {describe_unmeasured(window)}" if window.unmeasured_reason else ""
    )
    cost = f"thinking {format_minutes(answer.get('thinking', 0.0))} ({source})"
    return f"{decision} {describe_decision(window, state.labels)}   {describe_discussion(window)}{cost}   why: {reason}"


def describe_discussion(decision_point: DecisionPoint) -> str:
    """How long the room talked, where it did."""
    if decision_point.decision.kind != "talk" or decision_point.exercise_opened_at is None or decision_point.exercise_resolved_at is None:
        return ""
    return f"talked {format_minutes(decision_point.exercise_resolved_at - decision_point.exercise_opened_at)}, "


def _describe_action(payload: dict[str, object], state: State) -> str:
    done = next(
        (one for one in state.done if (one.action.source_id, one.action.number) == (payload["of"], payload["number"])),
        None,
    )
    if done is None:
        return ""
    began = "" if done.outcome.began else "   nothing begins"
    because = f"   {explain_outcome(done.action.intervention, done.outcome, state)}".rstrip()
    return f"{payload['of']}: {describe_action(done.action.intervention, state)}{began}{because}"
