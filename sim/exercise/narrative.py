"""Everything that was said and done in an exercise, a line each, from the entries of its journal."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.exercise.action_text import describe_action, explain_outcome
from sim.exercise.clock import format_minutes, format_t_plus, scenario_time_at
from sim.exercise.decisions import DELAY_SOURCES
from sim.exercise.events import DecisionPoint, ExecutedAction, Note
from sim.exercise.journal import Entry
from sim.exercise.messages import list_noticed_actions
from sim.exercise.participants import find_role_title
from sim.exercise.room_view import describe_decision
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State
from sim.model.interventions import find_actor

TO_BE_FILLED_IN = "… to be filled in"


@dataclass(frozen=True)
class LogLine:
    """kind: as in the journal; subject_id: the decision, inject or note it is about; time: T+; exercise_time: seconds of the room; scenario_time: seconds from onset
    in the story.
    """

    kind: str
    subject_id: str
    time: float
    exercise_time: float
    scenario_time: float
    text: str


def narrate(state: State) -> Iterator[LogLine]:
    """What counts, in order; corrections show in the line that they correct."""
    done, notices, jumped = (
        iter(state.done),
        zip(list_noticed_actions(state), state.notices, strict=True),
        0.0,
    )
    for entry in state.log:
        jumped = max(jumped, scenario_jump_of(entry, state))
        times = entry.incident_time, entry.room_time, scenario_time_at(entry.incident_time, jumped)
        said = _NARRATORS.get(entry.kind)
        if entry.kind == "act":
            one = next(done)
            yield LogLine("act", one.action.source_id, *times, describe_executed(one, state))
        elif entry.kind == "notice":
            about, notice = next(notices)
            act_of = about.rpartition(" ")[0]
            yield LogLine("notice", act_of, *times, f"{act_of}  {notice.text}" if act_of else notice.text)
        elif said is not None:
            payload = json.loads(entry.payload)
            words = said(payload, state)
            if words:
                yield LogLine(entry.kind, subject_of(payload), *times, words)


def scenario_jump_of(entry: Entry, state: State) -> float:
    """Where the story goes on with an entry that begins a segment, in seconds from onset; 0 where it does not jump."""
    if entry.kind != "segment":
        return 0.0
    name = json.loads(entry.payload)["segment"]
    return next(one.story for one in state.exercise.segments if one.id == name) or 0.0


def subject_of(payload: Mapping[str, Any]) -> str:
    """What an entry is about."""
    if "inject" in payload:
        return f"inject-{payload['inject']}"
    return str(payload.get("decision") or payload.get("id") or payload.get("role") or "")


def describe_executed(executed: ExecutedAction, state: State) -> str:
    """An act: who did what, and what came of it. Whoever was still busy when it should have begun has done something all the same."""
    intervention, waited = executed.action.intervention, find_waiting_since(executed, state)
    words, because = (
        describe_action(intervention, state),
        explain_outcome(intervention, executed.outcome, state),
    )
    busy = (
        f"due at {format_t_plus(waited)}, but busy with {_describe_blocker(executed, state)}"
        if waited is not None
        else ""
    )
    began = _describe_start(executed, state)
    return f"{executed.action.source_id.replace('inject-', 'inject ')} {began}  {'; '.join(filter(None, (words, busy, because)))}"


def _describe_start(executed: ExecutedAction, state: State) -> str:
    """Whether it began, and why not."""
    if executed.outcome.began:
        return "begins"
    if find_waiting_since(executed, state) is None:
        return "changes nothing"
    return "was under way already" if is_repeat_of_blocker(executed, state) else "comes too late"


def _describe_blocker(executed: ExecutedAction, state: State) -> str:
    """What kept whoever does it busy: `D1 (the secretary calls 911)`."""
    kept = _find_blocker(executed, state)
    return (
        f"{kept.action.source_id} ({describe_action(kept.action.intervention, state)})"
        if kept
        else "what was decided before"
    )


def _find_blocker(executed: ExecutedAction, state: State) -> ExecutedAction | None:
    """What whoever does it had begun last."""
    who, at = find_actor(executed.action.intervention), state.done.index(executed)
    began = (one for one in reversed(state.done[:at]) if one.outcome.began)
    return next((one for one in began if find_actor(one.action.intervention) == who), None)


def is_repeat_of_blocker(executed: ExecutedAction, state: State) -> bool:
    """Whether an act that never began is the very one that whoever does it was busy with: the same call, decided twice."""
    kept = (
        None
        if executed.outcome.began or find_waiting_since(executed, state) is None
        else _find_blocker(executed, state)
    )
    return kept is not None and kept.action.intervention == executed.action.intervention


def find_waiting_since(executed: ExecutedAction, state: State) -> float | None:
    """T+ at which an act should have begun, if whoever does it was still busy then."""
    window = state.decision_points.get(executed.action.source_id)
    starts = window.response.get("starts") if window else None
    return starts if starts is not None and executed.action.time - starts >= 1.0 else None


NOTE_LABELS = {"observe": "observation", "improve": "improvement", "rate": "rating"}
"""What a note is called; any other as its kind."""


def describe_note(note: Note, state: State) -> str:
    """A mark with its words, an observation, a rating or an improvement; its objective by number, as the grid and the report have it."""
    numbers = {one.id: number for number, one in enumerate(list_active_objectives(state), 1)}
    about = f" (objective {numbers[note.objective]})" if note.objective in numbers else ""
    said = note.text or note.rating or TO_BE_FILLED_IN
    if note.kind == "rate":
        said = f"{note.rating}{' (final)' if note.final else ' (proposal)'}" + (
            f", {note.task}" if note.task else ""
        )
    kind, _, number = note.id.partition("-")
    return f"{NOTE_LABELS.get(kind, kind)} {number}{about}  {said}"


def _narrate_inject(payload: Mapping[str, Any], state: State) -> str:
    line = state.find_inject(payload["inject"])
    to = ", ".join(find_role_title(state.exercise, role) for role in line.to) if line else ""
    if payload["outcome"] != "delivered":
        return f"inject {payload['inject']} {payload['outcome']}  {payload.get('why', '')}"
    sender = line.sender if line else ""
    unread = "" if state.deliveries[payload["inject"]].readers else ", read by nobody"
    return f"inject {payload['inject']}  {sender} to {to}{unread}: “{payload['says']}”"


def _narrate_ask(payload: Mapping[str, Any], state: State) -> str:
    window = state.decision_points[payload["decision"]]
    who = find_role_title(state.exercise, window.decision.of)
    if payload["state"] == "open":
        return f"{window.decision.id} asked  {who}: {window.decision.asks}"
    return f"{window.decision.id} {payload['state']}  {payload.get('why', '')}"


def _narrate_decide(payload: Mapping[str, Any], state: State) -> str:
    window = state.decision_points[payload["decision"]]
    why = window.response.get("rationale") or "no reason given"
    return f"{window.decision.id} decided  {describe_decision(window, state.labels)} ({describe_delay(window)}; {why})"


def describe_delay(decision_point: DecisionPoint) -> str:
    """`talked for 4:00; then 0:20 of thinking, model's draw`: debate is not response time, and what is not yet over is not told as done."""
    moved = incident_seconds_moved(decision_point)
    if decision_point.response.get("source") == "measured":
        return f"{format_minutes(moved)} of the incident, measured"
    if decision_point.unmeasured_reason:
        return f"the incident moved {format_minutes(moved)}; {describe_unmeasured(decision_point)}"
    talked = f"talked for {format_minutes(discussion_seconds(decision_point))}"
    if decision_point.response["does"]:
        thought = float(decision_point.response["thinking"])
        busy = (
            f"; in all {format_minutes(moved)} from the question"
            if format_minutes(moved) != format_minutes(thought)
            else ""
        )
        return f"{talked}; then {format_minutes(thought)} of thinking, {DELAY_SOURCES[decision_point.response['source']]}{busy}"
    return f"{talked}; the incident {'stood still' if moved < 1.0 else f'moved {format_minutes(moved)}'}"


def incident_seconds_moved(decision_point: DecisionPoint) -> float:
    """Seconds by which the incident moved for an answer: its thinking, where an act waits for it or it was measured; else what ran while
    it was asked.
    """
    thought = decision_point.response["does"] or decision_point.response.get("source") == "measured"
    return (
        float(decision_point.response["cost"])
        if thought
        else (decision_point.resolved_at or 0.0) - (decision_point.opened_at or 0.0)
    )


def discussion_seconds(decision_point: DecisionPoint) -> float:
    """Seconds of the room that a question was talked about."""
    return (decision_point.exercise_resolved_at or 0.0) - (decision_point.exercise_opened_at or 0.0)


def is_timed(decision_point: DecisionPoint) -> bool:
    """Whether it was answered while T+ ran, or was meant to be: then nothing is said of talk."""
    return decision_point.response.get("source") == "measured" or bool(decision_point.unmeasured_reason)


def describe_unmeasured(decision_point: DecisionPoint) -> str:
    """Why what was asked under time pressure is no response time: `not measured: the clock was stopped for 10:23`."""
    return f"not measured: {decision_point.unmeasured_reason} for {format_minutes(decision_point.seconds_stopped)}"


def _narrate_note(payload: Mapping[str, Any], state: State) -> str:
    return describe_note(state.notes[payload["id"]], state)


def describe_segment(payload: Mapping[str, Any], state: State) -> str:
    """The title of a segment that begins, and what was played before it, of which the room was asked nothing."""
    title = next(one.title for one in state.exercise.segments if one.id == payload["segment"])
    if "played_on" not in payload:
        return title
    return f"{title}. Played on to here from {format_t_plus(payload['played_on'])}; nobody was asked"


def _narrate_segment(payload: Mapping[str, Any], state: State) -> str:
    return f"begins  {describe_segment(payload, state)}"


def _narrate_what_if(payload: Mapping[str, Any], _: State) -> str:
    return f"what if  {payload['decision']}: {payload['option'] or payload['talk_only']}"


def _narrate_role(payload: Mapping[str, Any], state: State) -> str:
    return f"handed back to the model  {find_role_title(state.exercise, payload['role'])}"


_NARRATORS: dict[str, Callable[[Mapping[str, Any], State], str]] = {
    "segment": _narrate_segment,
    "inject": _narrate_inject,
    "ask": _narrate_ask,
    "decide": _narrate_decide,
    "press": lambda payload, _: f"{payload['decision']} under time pressure",
    "unmeasured": lambda payload, _: f"{payload['decision']} is no longer measured  {payload['why']}",
    "rule": lambda payload, state: (
        f"{payload['decision']} ruled  {find_role_title(state.exercise, state.decision_points[payload['decision']].decision.of)} knows, in all arms"
    ),
    "lapse": lambda payload, _: " ".join(
        [
            f"{payload['decision']} no decision",
            *([f" {payload['why']}"] if payload["why"] != "no decision" else []),
        ]
    ),
    "refuse": lambda payload, _: f"{payload['decision']} refused  {payload['why']}",
    "note": _narrate_note,
    "role": _narrate_role,
    "freeze": lambda _payload, _state: "REAL EMERGENCY",
    "what-if": _narrate_what_if,
    "end": lambda _payload, _state: "ends",
}


def format_line_times(line: LogLine) -> str:
    """T+ and the room's minute."""
    return f"{format_t_plus(line.time)} {format_minutes(line.exercise_time):>6}"
