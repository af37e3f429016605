"""The log of the facilitator: journal entries as one-line sentences, newest last."""

from rich.text import Text

from sim.exercise.action_text import describe_action, explain_outcome
from sim.exercise.clock import format_t_plus, format_time_of_day, scenario_time_at
from sim.exercise.events import (
    ActionStarted,
    AwarenessRuled,
    ClockStopped,
    Corrected,
    CountdownStarted,
    DecisionAsked,
    DecisionLapsed,
    DecisionMade,
    DecisionRejected,
    Ended,
    Event,
    Frozen,
    InjectResolved,
    MarkedUnmeasured,
    NoteAdded,
    NoticeGiven,
    Resumed,
    RoleReturned,
    SegmentBegun,
    SplitShown,
    Undone,
    name_inject,
)
from sim.exercise.journal import Entry, is_stop
from sim.exercise.messages import SILENCE_TOPIC
from sim.exercise.narrative import describe_delay, describe_segment, scenario_jump_of
from sim.exercise.participants import find_role_title
from sim.exercise.room_view import describe_decision
from sim.exercise.state import State
from tui.widgets.base import FacilitatorData, Pane, join_lines, truncate, wrap

MOST_LINES = 3  # of what happened since the last stop

MILESTONE_TEXTS = {
    "hazard-noticed": "the hazard was noticed",
    "app-pressed": "the app alert was sent",
    "call-answered": "911 answered",
    "dispatched": "units dispatched",
    "unit-on-the-way": "first unit en route",
    "unit-on-scene": "first unit on scene",
    "contact": "police made contact",
    "hazard-moved": "the hazard moved",
    "hazard-over": "the hazard is over",
    "office-told": "the office was notified",
    "cpr-begun": "CPR began",
    "aed-at-patient": "an AED is at the patient",
    "shock": "a shock was given",
    "crew-at-patient": "EMS at the patient",
    "untenable": "an area became untenable",
    "all-clear": "all clear",
    "alert-sent": "app alert delivered",
    "announced": "PA announcement heard",
    "alarm-sounds": "the alarm sounded",
    "first-report": "the first report was made",
    "room-known": "the units know the room",
    "unit-met": "a unit was met at the door",
    "way-cleared": "the way to the patient is clear",
    "tasks-assigned": "tasks at the patient were assigned",
    "horns-stopped": "the horns were stopped",
    "shut-off": "gas or power was shut off",
    "helper-there": "the first helper is there",
    "child-missed": "an adult missed the child",
    "report-read": "someone who can convene the team read the report",
    "team-convened": "the team took the report up",
    "plan-done": "there is a plan",
    "interim-plan": "supports for the meantime are in place",
    "left-campus": "the child left the campus",
    "child-found": "the child was found",
    "exit-watched": "an exit is watched",
    "zone-searched": "the first zone was searched",
}

FIRE_MILESTONE_TEXTS = {"contact": "the fire crew is at the fire"}


def describe_interval(state: State, start: float, end: float) -> list[str]:
    """Events of the team's arm between two T+, in at most three lines. Ground truth, for the facilitator only."""
    first = sorted((time, name) for name, time in state.milestones.first.items() if start < time <= end)
    words = {**MILESTONE_TEXTS, **FIRE_MILESTONE_TEXTS} if is_ended_by_fire_crew(state) else MILESTONE_TEXTS
    lines = [f"{format_t_plus(time)} {words.get(name, name.replace('-', ' '))}" for time, name in first]
    before, now = (sum(time <= limit for time in state.milestones.aware.values()) for limit in (start, end))
    if now > before:
        more = "1 more adult aware" if now - before == 1 else f"{now - before} more adults aware"
        lines.append(f"{more}, {now} in total")
    if len(lines) > MOST_LINES:
        each = -(-len(lines) // MOST_LINES)
        lines = ["; ".join(lines[place : place + each]) for place in range(0, len(lines), each)]
    return lines


def is_ended_by_fire_crew(state: State) -> bool:
    return state.opened.emergency.scenario.hazard.kind == "fire"


def describe_event(event: Event, state: State) -> str:
    """A journal event in one line; empty if it says nothing to a reader."""
    match event:
        case InjectResolved():
            return _describe_inject(event, state)
        case DecisionAsked(decision=decision):
            return f"stop: {decision} opens" if event.is_open else f"{decision} {event.state}: {event.why}"
        case DecisionMade(decision=decision):
            return _describe_decided(decision, state)
        case ActionStarted():
            return _describe_action(event, state)
        case NoteAdded(id=name):
            note = state.notes[name]
            return f"{name.replace('-', ' ')}   {note.text or note.rating or '... add text later'}"
        case NoticeGiven(about=about, says=says):
            return says if about == SILENCE_TOPIC else f"{about.partition(' ')[0]}: {says}"
        case ClockStopped(why=why) | Resumed(why=why):
            return f"stop: {why}"
        case RoleReturned(role=role):
            return f"{find_role_title(state.exercise, role)} returned to simulation"
        case SegmentBegun():
            return f"begins: {describe_segment(event, state)}"
    template = _TEMPLATES.get(type(event), "")
    return template.format(**event.to_payload()) if template else ""


_TEMPLATES: dict[type[Event], str] = {
    DecisionLapsed: "{decision} ends: {why}",
    CountdownStarted: "{decision} is now a timed question",
    AwarenessRuled: "{decision}: role ruled aware",
    MarkedUnmeasured: "{decision} is no longer timed: {why}",
    DecisionRejected: "{decision} rejected: {why}",
    Undone: "undone: {of}",
    SplitShown: "vote {asking}: split shown",
    Corrected: "corrected: {of}",
    Frozen: "REAL EMERGENCY: exercise stopped",
    Ended: "exercise ended",
}


def _describe_inject(event: InjectResolved, state: State) -> str:
    inject = state.find_inject(event.inject)
    to = ", ".join(find_role_title(state.exercise, role) for role in inject.to) if inject else ""
    text = f'"{event.says}"' if event.is_delivered else event.why
    is_unread = event.is_delivered and not state.deliveries[event.inject].readers
    outcome = f"{event.outcome}{', no participant received it' if is_unread else ''}"
    return f"{name_inject(event.inject)} to {to}   {outcome}   {text}"


def _describe_decided(decision: str, state: State) -> str:
    window = state.decision_points[decision]
    answer = window.response
    reason = answer.rationale or "add rationale"
    return f"{decision} {describe_decision(window, state.labels)}   {describe_delay(window)}   rationale: {reason}"


def _describe_action(event: ActionStarted, state: State) -> str:
    for executed in state.done:
        action, outcome = executed.action, executed.outcome
        if (action.source_id, action.number) == (event.of, event.number):
            began = "" if outcome.began else "   no effect"
            because = f"   {explain_outcome(action.intervention, outcome, state)}".rstrip()
            return f"{event.of}: {describe_action(action.intervention, state)}{began}{because}"
    return ""


MAX_LINES = 200  # lines

TIME_WIDTH = 18  # columns of the two times


class LogPane(Pane):
    """The pane. It reads only new entries."""

    tab_title = "Log"
    heading = "Log  {drill.mark} mark  {drill.observe} observe  {drill.correct} correct  {drill.take_back} undo"
    help_text = (
        "{drill.mark} marks this moment; add text later. {drill.observe} enters an observation. {drill.correct} corrects text and "
        "ratings. {drill.take_back} undoes the last decision or inject."
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._of: State | None = None
        self._read = 0
        self._since = 0.0
        self._jumped = 0.0
        self._lines: list[str] = []

    def draw(self, desk: FacilitatorData, width: int) -> Text:
        self._read_new(desk.state)
        kept = self._lines[-MAX_LINES:]
        whole = 0 if self.has_keys else len(kept) - 1
        return join_lines(
            piece
            for place, line in enumerate(kept)
            for piece in (wrap(line, width, then=" " * TIME_WIDTH) if place >= whole else [truncate(line, width)])
        )

    def show(self, desk: FacilitatorData) -> None:
        follows = not self.has_keys or self.scroll_offset.y >= self.max_scroll_y - 1
        super().show(desk)
        if follows:
            self.scroll_end(animate=False)

    def _read_new(self, state: State) -> None:
        new = state.log[self._read :] if state is self._of else state.log
        if state is not self._of or any(entry.kind == "correct" for entry in new):
            self._of, self._read, self._since, self._jumped, self._lines = state, 0, 0.0, 0.0, []
        for entry in state.log[self._read :]:
            self._add_entry(entry, state)
        self._read = len(state.log)

    def _add_entry(self, entry: Entry, state: State) -> None:
        self._jumped = max(self._jumped, scenario_jump_of(entry, state))
        text = describe_event(entry.event, state)
        if text:
            story = scenario_time_at(entry.incident_time, self._jumped)
            when = format_t_plus(story)
            if not state.exercise.in_days:
                when = f"{format_time_of_day(state.exercise, story)} {when}"
            self._lines.append(f"{when} {text}")
        if is_stop(entry) and entry.incident_time > self._since:
            self._lines += [
                f"{'':{TIME_WIDTH}}{line}" for line in describe_interval(state, self._since, entry.incident_time)
            ]
            self._since = entry.incident_time
