"""Everything that was said and done in an exercise, a line each, from the entries of its journal."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.drill.act_words import act, because_in_words
from sim.drill.decisions import SOURCES
from sim.drill.frame import answer_in_words
from sim.drill.left_out import kept_objectives
from sim.drill.notices import noticed
from sim.drill.parts import Done, Note, Window
from sim.drill.people import title_of
from sim.drill.state import State
from sim.drill.times import minutes, story_at, t_plus
from sim.model.interventions import doer
from sim.seams import Entry

LATER = "… to be filled in"


@dataclass(frozen=True)
class Line:
    """kind: as in the journal; of: the decision, inject or note it is about; time: T+; room: seconds of the room; story: seconds from onset
    in the story.
    """

    kind: str
    of: str
    time: float
    room: float
    story: float
    words: str


def lines(state: State) -> Iterator[Line]:
    """What counts, in order; corrections show in the line that they correct."""
    done, notices, jumped = iter(state.done), zip(noticed(state), state.notices, strict=True), 0.0
    for entry in state.log:
        jumped = max(jumped, jumps_to(entry, state))
        times = entry.incident_time, entry.room_time, story_at(entry.incident_time, jumped)
        said = _SAYS.get(entry.kind)
        if entry.kind == "act":
            one = next(done)
            yield Line("act", one.act.of, *times, done_in_words(one, state))
        elif entry.kind == "notice":
            about, notice = next(notices)
            act_of = about.rpartition(" ")[0]
            yield Line("notice", act_of, *times, f"{act_of}  {notice.says}" if act_of else notice.says)
        elif said is not None:
            payload = json.loads(entry.payload)
            words = said(payload, state)
            if words:
                yield Line(entry.kind, of(payload), *times, words)


def jumps_to(entry: Entry, state: State) -> float:
    """Where the story goes on with an entry that begins a segment, in seconds from onset; 0 where it does not jump."""
    if entry.kind != "segment":
        return 0.0
    name = json.loads(entry.payload)["segment"]
    return next(one.story for one in state.exercise.segments if one.id == name) or 0.0


def of(payload: Mapping[str, Any]) -> str:
    """What an entry is about."""
    if "inject" in payload:
        return f"inject-{payload['inject']}"
    return str(payload.get("decision") or payload.get("id") or payload.get("role") or "")


def done_in_words(done: Done, state: State) -> str:
    """An act: who did what, and what came of it. Whoever was still busy when it should have begun has done something all the same."""
    intervention, waited = done.act.intervention, waited_since(done, state)
    words, because = act(intervention, state), because_in_words(intervention, done.outcome, state)
    busy = f"due at {t_plus(waited)}, but busy with {_before(done, state)}" if waited is not None else ""
    began = _how(done, state)
    return f"{done.act.of.replace('inject-', 'inject ')} {began}  {'; '.join(filter(None, (words, busy, because)))}"


def _how(done: Done, state: State) -> str:
    """Whether it began, and why not."""
    if done.outcome.began:
        return "begins"
    if waited_since(done, state) is None:
        return "changes nothing"
    return "was under way already" if begun_before(done, state) else "comes too late"


def _before(done: Done, state: State) -> str:
    """What kept whoever does it busy: `D1 (the secretary calls 911)`."""
    kept = _kept_by(done, state)
    return f"{kept.act.of} ({act(kept.act.intervention, state)})" if kept else "what was decided before"


def _kept_by(done: Done, state: State) -> Done | None:
    """What whoever does it had begun last."""
    who, at = doer(done.act.intervention), state.done.index(done)
    began = (one for one in reversed(state.done[:at]) if one.outcome.began)
    return next((one for one in began if doer(one.act.intervention) == who), None)


def begun_before(done: Done, state: State) -> bool:
    """Whether an act that never began is the very one that whoever does it was busy with: the same call, decided twice."""
    kept = None if done.outcome.began or waited_since(done, state) is None else _kept_by(done, state)
    return kept is not None and kept.act.intervention == done.act.intervention


def waited_since(done: Done, state: State) -> float | None:
    """T+ at which an act should have begun, if whoever does it was still busy then."""
    window = state.windows.get(done.act.of)
    starts = window.answer.get("starts") if window else None
    return starts if starts is not None and done.act.time - starts >= 1.0 else None


NOTES = {"observe": "observation", "improve": "improvement", "rate": "rating"}
"""What a note is called; any other as its kind."""


def note_in_words(note: Note, state: State) -> str:
    """A mark with its words, an observation, a rating or an improvement; its objective by number, as the grid and the report have it."""
    numbers = {one.id: number for number, one in enumerate(kept_objectives(state), 1)}
    about = f" (objective {numbers[note.objective]})" if note.objective in numbers else ""
    said = note.text or note.rating or LATER
    if note.kind == "rate":
        said = f"{note.rating}{' (final)' if note.final else ' (proposal)'}" + (
            f", {note.task}" if note.task else ""
        )
    kind, _, number = note.id.partition("-")
    return f"{NOTES.get(kind, kind)} {number}{about}  {said}"


def _inject(payload: Mapping[str, Any], state: State) -> str:
    line = state.line(payload["inject"])
    to = ", ".join(title_of(state.exercise, role) for role in line.to) if line else ""
    if payload["outcome"] != "delivered":
        return f"inject {payload['inject']} {payload['outcome']}  {payload.get('why', '')}"
    sender = line.sender if line else ""
    unread = "" if state.deliveries[payload["inject"]].readers else ", read by nobody"
    return f"inject {payload['inject']}  {sender} to {to}{unread}: “{payload['says']}”"


def _ask(payload: Mapping[str, Any], state: State) -> str:
    window = state.windows[payload["decision"]]
    who = title_of(state.exercise, window.decision.of)
    if payload["state"] == "open":
        return f"{window.decision.id} asked  {who}: {window.decision.asks}"
    return f"{window.decision.id} {payload['state']}  {payload.get('why', '')}"


def _decide(payload: Mapping[str, Any], state: State) -> str:
    window = state.windows[payload["decision"]]
    why = window.answer.get("rationale") or "no reason given"
    return f"{window.decision.id} decided  {answer_in_words(window, state.labels)} ({cost_in_words(window)}; {why})"


def cost_in_words(window: Window) -> str:
    """`talked for 4:00; then 0:20 of thinking, model's draw`: debate is not response time, and what is not yet over is not told as done."""
    moved = moved_for(window)
    if window.answer.get("source") == "measured":
        return f"{minutes(moved)} of the incident, measured"
    if window.unmeasured:
        return f"the incident moved {minutes(moved)}; {not_measured(window)}"
    talked = f"talked for {minutes(talked_for(window))}"
    if window.answer["does"]:
        thought = float(window.answer["thinking"])
        busy = f"; in all {minutes(moved)} from the question" if minutes(moved) != minutes(thought) else ""
        return f"{talked}; then {minutes(thought)} of thinking, {SOURCES[window.answer['source']]}{busy}"
    return f"{talked}; the incident {'stood still' if moved < 1.0 else f'moved {minutes(moved)}'}"


def moved_for(window: Window) -> float:
    """Seconds by which the incident moved for an answer: its thinking, where an act waits for it or it was measured; else what ran while
    it was asked.
    """
    thought = window.answer["does"] or window.answer.get("source") == "measured"
    return float(window.answer["cost"]) if thought else (window.settled or 0.0) - (window.opened or 0.0)


def talked_for(window: Window) -> float:
    """Seconds of the room that a question was talked about."""
    return (window.room_settled or 0.0) - (window.room_opened or 0.0)


def under_pressure(window: Window) -> bool:
    """Whether it was answered while T+ ran, or was meant to be: then nothing is said of talk."""
    return window.answer.get("source") == "measured" or bool(window.unmeasured)


def not_measured(window: Window) -> str:
    """Why what was asked under time pressure is no response time: `not measured: the clock was stopped for 10:23`."""
    return f"not measured: {window.unmeasured} for {minutes(window.stood)}"


def _note(payload: Mapping[str, Any], state: State) -> str:
    return note_in_words(state.notes[payload["id"]], state)


def segment_in_words(payload: Mapping[str, Any], state: State) -> str:
    """The title of a segment that begins, and what was played before it, of which the room was asked nothing."""
    title = next(one.title for one in state.exercise.segments if one.id == payload["segment"])
    if "played_on" not in payload:
        return title
    return f"{title}. Played on to here from {t_plus(payload['played_on'])}; nobody was asked"


def _segment(payload: Mapping[str, Any], state: State) -> str:
    return f"begins  {segment_in_words(payload, state)}"


def _what_if(payload: Mapping[str, Any], _: State) -> str:
    return f"what if  {payload['decision']}: {payload['option'] or payload['talk_only']}"


def _role(payload: Mapping[str, Any], state: State) -> str:
    return f"handed back to the model  {title_of(state.exercise, payload['role'])}"


_SAYS: dict[str, Callable[[Mapping[str, Any], State], str]] = {
    "segment": _segment,
    "inject": _inject,
    "ask": _ask,
    "decide": _decide,
    "press": lambda payload, _: f"{payload['decision']} under time pressure",
    "unmeasured": lambda payload, _: f"{payload['decision']} is no longer measured  {payload['why']}",
    "rule": lambda payload, state: (
        f"{payload['decision']} ruled  {title_of(state.exercise, state.windows[payload['decision']].decision.of)} knows, in all arms"
    ),
    "lapse": lambda payload, _: " ".join(
        [
            f"{payload['decision']} no decision",
            *([f" {payload['why']}"] if payload["why"] != "no decision" else []),
        ]
    ),
    "refuse": lambda payload, _: f"{payload['decision']} refused  {payload['why']}",
    "note": _note,
    "role": _role,
    "freeze": lambda _payload, _state: "REAL EMERGENCY",
    "what-if": _what_if,
    "end": lambda _payload, _state: "ends",
}


def when(line: Line) -> str:
    """T+ and the room's minute."""
    return f"{t_plus(line.time)} {minutes(line.room):>6}"
