"""Narrates an exercise: one line for each event that counts, from the entries of its journal."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.exercise.action_text import describe_action, explain_outcome
from sim.exercise.ballots import LETTERS
from sim.exercise.clock import format_minutes, format_t_plus, scenario_time_at
from sim.exercise.decisions import describe_cost
from sim.exercise.events import (
    NO_DECISION,
    ActionStarted,
    AwarenessRuled,
    CountdownStarted,
    DecisionAsked,
    DecisionLapsed,
    DecisionMade,
    DecisionPoint,
    DecisionRejected,
    Ended,
    Event,
    ExecutedAction,
    Frozen,
    InjectResolved,
    MarkedUnmeasured,
    Note,
    NoteAdded,
    RoleReturned,
    SegmentBegun,
    SplitShown,
    WhatIfPlayed,
    name_inject,
)
from sim.exercise.hearing import Means, Messages
from sim.exercise.journal import Entry
from sim.exercise.messages import list_noticed_actions
from sim.exercise.participants import find_role_title
from sim.exercise.room_view import describe_decision
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State
from sim.model.interventions import find_actor, from_json

TO_BE_FILLED_IN = "… to be filled in"


@dataclass(frozen=True)
class LogLine:
    """kind: as in the journal; subject_id: the decision, inject or note it is about; time: T+; exercise_time: seconds.

    scenario_time: seconds from onset in the story.
    """

    kind: str
    subject_id: str
    time: float
    exercise_time: float
    scenario_time: float
    text: str


def narrate(state: State) -> Iterator[LogLine]:
    """The lines in order, and when each message was heard. A corrected note shows its corrected text."""
    lines = [*_narrate_entries(state)]
    for time, text in _list_heard(state):
        place = bisect_right([line.time for line in lines], time)
        lines.insert(place, _build_heard_line(time, text, lines[:place], lines[place:]))
    return iter(lines)


def _narrate_entries(state: State) -> Iterator[LogLine]:
    done, notices, jumped = (iter(state.done), zip(list_noticed_actions(state), state.notices, strict=True), 0.0)
    for entry in state.log:
        jumped = max(jumped, scenario_jump_of(entry, state))
        times = entry.incident_time, entry.room_time, scenario_time_at(entry.incident_time, jumped)
        if isinstance(event := entry.event, ActionStarted):
            words = _describe_started(event, state) if state.arms is None else describe_executed(next(done), state)
            yield LogLine("act", event.of, *times, words)
        elif entry.kind == "notice":
            about, notice = next(notices)
            act_of = about.rpartition(" ")[0]
            yield LogLine("notice", act_of, *times, f"{act_of}  {notice.text}" if act_of else notice.text)
        elif words := describe_event(event, state):
            yield LogLine(entry.kind, subject_of(event), *times, words)


def _list_heard(state: State) -> list[tuple[float, str]]:
    """T+ at which each message to many was heard, and what the log says of it; nothing of one that reached no one new."""
    if state.arms is None:
        return []
    trace = state.arms.player.trace
    messages = Messages((row for row in trace.rows if row[0] <= state.time), trace.tables)
    heard = [(one, messages.hear([one])) for one in messages.all]
    return sorted(
        (hearing.at, f"{HEARD_TEXTS[one.means]}: {hearing.reached} of {hearing.unaware} staff who did not know")
        for one, hearing in heard
        if hearing.reached and hearing.at <= state.time
    )


def _build_heard_line(time: float, text: str, before: list[LogLine], after: list[LogLine]) -> LogLine:
    """The session clock is at most that of the next line, because it stands still while T+ jumps."""
    last = before[-1] if before else None
    exercise_time = last.exercise_time + time - last.time if last else time
    if after:
        exercise_time = min(exercise_time, after[0].exercise_time)
    jumped = last.scenario_time if last and last.scenario_time > last.time else 0.0
    return LogLine("heard", "", time, exercise_time, scenario_time_at(time, jumped), text)


def scenario_jump_of(entry: Entry, state: State) -> float:
    """Scenario time, in seconds from onset, to which an entry jumps; 0 if it does not."""
    event = entry.event if entry.kind == SegmentBegun.KIND else None
    if not isinstance(event, SegmentBegun):
        return 0.0
    return next(one.story for one in state.exercise.segments if one.id == event.segment) or 0.0


def find_time_asked(point: DecisionPoint, state: State) -> float:
    """When a question was asked, in seconds from onset in the story: T+, or where its module had jumped to."""
    time = point.asked_at if point.opened_at is None else point.opened_at
    order = [segment.id for segment in state.exercise.segments]
    begun = state.exercise.segments[: order.index(point.decision.segment) + 1]
    return scenario_time_at(time, max(segment.story or 0.0 for segment in begun))


def subject_of(event: Event) -> str:
    """The inject, decision, note or role that an event is about; empty where there is none."""
    if isinstance(event, InjectResolved):
        return f"inject-{event.inject}"
    return next((str(getattr(event, key)) for key in ("decision", "id", "role") if hasattr(event, key)), "")


def _describe_started(event: ActionStarted, state: State) -> str:
    """An action of which only the journal is known: not whether it had an effect."""
    words = describe_action(from_json(dict(event.act)), state)
    return f"{event.of.replace('inject-', 'inject ')} action  {words}"


def describe_executed(executed: ExecutedAction, state: State) -> str:
    """An action with its actor and outcome. An action that found its actor still busy is shown as such."""
    intervention, waited = executed.action.intervention, find_waiting_since(executed, state)
    words, because = (describe_action(intervention, state), explain_outcome(intervention, executed.outcome, state))
    busy = (
        f"due at {format_t_plus(waited)}, but busy with {_describe_blocker(executed, state)}"
        if waited is not None
        else ""
    )
    began = _describe_start(executed, state)
    return f"{executed.action.source_id.replace('inject-', 'inject ')} {began}  {'; '.join(filter(None, (words, busy, because)))}"


def _describe_start(executed: ExecutedAction, state: State) -> str:
    if executed.outcome.began:
        return "begins"
    if find_waiting_since(executed, state) is None:
        return "changes nothing"
    return "was under way already" if is_repeat_of_blocker(executed, state) else "comes too late"


def _describe_blocker(executed: ExecutedAction, state: State) -> str:
    kept = _find_blocker(executed, state)
    return (
        f"{kept.action.source_id} ({describe_action(kept.action.intervention, state)})"
        if kept
        else "what was decided before"
    )


def _find_blocker(executed: ExecutedAction, state: State) -> ExecutedAction | None:
    who, at = find_actor(executed.action.intervention), state.done.index(executed)
    began = (one for one in reversed(state.done[:at]) if one.outcome.began)
    return next((one for one in began if find_actor(one.action.intervention) == who), None)


def is_repeat_of_blocker(executed: ExecutedAction, state: State) -> bool:
    """Whether an action never began because the actor was already doing the same: one call, decided twice."""
    kept = (
        None
        if executed.outcome.began or find_waiting_since(executed, state) is None
        else _find_blocker(executed, state)
    )
    return kept is not None and kept.action.intervention == executed.action.intervention


def find_waiting_since(executed: ExecutedAction, state: State) -> float | None:
    """T+ at which an action was due, if its actor was busy then."""
    window = state.decision_points.get(executed.action.source_id)
    if window is None or window.state != "decided" or executed.action.time - window.response.starts < 1.0:
        return None
    return window.response.starts


HEARD_TEXTS: Mapping[Means, str] = {
    "PA": "heard  PA announcement",
    "radio": "heard  radio call",
    "app": "heard  app alert",
}

NOTE_LABELS = {"observe": "observation", "improve": "improvement", "rate": "rating"}
"""What a note is called; any other as its kind."""


def describe_note(note: Note, state: State) -> str:
    """A mark with its words, an observation, a rating or an improvement; its objective by number, as the grid and the report have it."""
    numbers = {one.id: number for number, one in enumerate(list_active_objectives(state), 1)}
    about = f" (objective {numbers[note.objective]})" if note.objective in numbers else ""
    said = note.text or note.rating or TO_BE_FILLED_IN
    if note.kind == "rate":
        said = f"{note.rating}{' (final)' if note.final else ' (proposal)'}" + (f", {note.task}" if note.task else "")
    kind, _, number = note.id.partition("-")
    return f"{NOTE_LABELS.get(kind, kind)} {number}{about}  {said}"


def _describe_inject(event: InjectResolved, state: State) -> str:
    if not event.is_delivered:
        return f"{name_inject(event.inject)} {event.outcome}  {event.why}"
    inject = state.find_inject(event.inject)
    to = ", ".join(find_role_title(state.exercise, role) for role in inject.to) if inject else ""
    sender = inject.sender if inject else ""
    unread = "" if state.deliveries[event.inject].readers else ", no reader"
    return f"{name_inject(event.inject)}  {sender} to {to}{unread}: “{event.says}”"


def _describe_ask(event: DecisionAsked, state: State) -> str:
    if not event.is_open:
        return f"{event.decision} {event.state}  {event.why}"
    decision = state.decision_points[event.decision].decision
    return f"{decision.id} asked  {find_role_title(state.exercise, decision.of)}: {decision.asks}"


def _describe_made(decision: str, state: State) -> str:
    point = state.decision_points[decision]
    why = point.response.rationale or "no rationale given"
    return f"{decision} decided  {describe_decision(point, state.labels)} ({describe_delay(point)}; {why})"


def describe_delay(decision_point: DecisionPoint) -> str:
    """`discussed 4:00; decision time 0:20, simulated`: discussion is not response time."""
    moved = incident_seconds_moved(decision_point)
    if decision_point.response.is_measured:
        return f"decision time {format_minutes(moved)}, measured"
    if decision_point.unmeasured_reason:
        return f"scenario time advanced {format_minutes(moved)}; {describe_unmeasured(decision_point)}"
    talked = f"discussed {format_minutes(discussion_seconds(decision_point))}"
    if decision_point.response.does:
        response = decision_point.response
        return f"{talked}; {describe_cost(response.thinking, moved, response.source)}"
    return f"{talked}; scenario time {'stopped' if moved < 1.0 else f'advanced {format_minutes(moved)}'}"


def incident_seconds_moved(decision_point: DecisionPoint) -> float:
    """Seconds by which the incident moved for an answer: its thinking, where an act waits for it or it was measured; else what ran while
    it was asked.
    """
    thought = decision_point.response.does or decision_point.response.is_measured
    return (
        decision_point.response.cost
        if thought
        else (decision_point.resolved_at or 0.0) - (decision_point.opened_at or 0.0)
    )


def discussion_seconds(decision_point: DecisionPoint) -> float:
    """Seconds of the room that a question was talked about."""
    return (decision_point.exercise_resolved_at or 0.0) - (decision_point.exercise_opened_at or 0.0)


def is_timed(decision_point: DecisionPoint) -> bool:
    """Whether it was answered while T+ ran, or was meant to be: then nothing is said of talk."""
    return decision_point.response.is_measured or bool(decision_point.unmeasured_reason)


def describe_unmeasured(decision_point: DecisionPoint) -> str:
    """Why a timed decision yields no response time: `not measured: the clock was stopped for 10:23`."""
    return f"not measured: {decision_point.unmeasured_reason} for {format_minutes(decision_point.seconds_stopped)}"


def describe_segment(event: SegmentBegun, state: State) -> str:
    """The title of a module that begins, and the time that was played before it without decisions."""
    title = next(one.title for one in state.exercise.segments if one.id == event.segment)
    if event.played_on is None:
        return title
    return f"{title}. Played on to here from {format_t_plus(event.played_on)}; no questions were asked"


def describe_event(event: Event, state: State) -> str:
    """An event in a line; empty where it says nothing of what happened. Actions and notices are not described here."""
    match event:
        case SegmentBegun():
            return f"begins  {describe_segment(event, state)}"
        case InjectResolved():
            return _describe_inject(event, state)
        case DecisionAsked():
            return _describe_ask(event, state)
        case DecisionMade(decision=decision):
            return _describe_made(decision, state)
        case NoteAdded(id=note):
            return describe_note(state.notes[note], state)
        case SplitShown(asking=name):
            return describe_split(name, state)
        case RoleReturned(role=role):
            return f"returned to simulation  {find_role_title(state.exercise, role)}"
        case Frozen():
            return "REAL EMERGENCY"
        case Ended():
            return "ends"
    return _describe_decision_event(event, state)


def _describe_decision_event(event: Event, state: State) -> str:
    match event:
        case CountdownStarted(decision=decision):
            return f"{decision} is now timed"
        case MarkedUnmeasured(decision=decision, why=why):
            return f"{decision} is no longer measured  {why}"
        case AwarenessRuled(decision=decision):
            who = find_role_title(state.exercise, state.decision_points[decision].decision.of)
            return f"{decision} ruled  {who} is aware, in the comparison too"
        case DecisionLapsed(decision=decision, why=why):
            return f"{decision} no decision" + (f"  {why}" if why != NO_DECISION else "")
        case DecisionRejected(decision=decision, why=why):
            return f"{decision} refused  {why}"
        case WhatIfPlayed():
            return _describe_what_if(event, state)
    return ""


def describe_split(name: str, state: State) -> str:
    """`D3 vote  A 2, B 6, C 1`, by the letters on the cards."""
    asking = state.ballots.find(name)
    counts = zip(LETTERS, asking.count(), strict=False)
    return f"{asking.decision} vote  {', '.join(f'{letter} {count}' for letter, count in counts)}"


def _describe_what_if(event: WhatIfPlayed, state: State) -> str:
    decision = next(one for one in state.exercise.decisions if one.id == event.decision)
    answer = next((one.says for one in decision.options if one.id == event.option), event.talk_only)
    return f"what if  {event.decision}: {answer}"


def format_line_times(line: LogLine) -> str:
    """T+, as the clock showed it, and the minute of the exercise."""
    return f"{format_t_plus(line.scenario_time)} {format_minutes(line.exercise_time):>6}"
