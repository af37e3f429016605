"""Plays an exercise from a script, at full speed and without a screen; and rehearses one with default answers.

Everything goes through `Conductor`, so a script leaves the same journal as a screen. A script is deterministic: an interrupted journal is
continued by playing the script again and writing only new entries. A rehearsal answers each decision with its first option after half of
its time, leaves no file, and lists every inject and decision that did not come, with the reason, except contingencies and items
descoped on purpose.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scenarios.library import ValidatedExercise
from scenarios.script import Script, Step
from scenarios.script import ScriptedDecision as Written
from sim.exercise.clock import INTERVAL_SECONDS, format_t_plus
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.evaluation import add_improvement, finalize_rating, propose_rating
from sim.exercise.events import ActionStarted, DecisionPoint, NoticeGiven, SegmentBegun, Setup
from sim.exercise.journal import Entry, FileJournal, Header, JournalError, MemoryJournal, to_canonical_json
from sim.exercise.messages import is_paused_for_reading
from sim.exercise.schedule import Item, list_descoped_items
from sim.exercise.sessions import build_header
from sim.exercise.state import State

WATCHED_AT = 4  # seconds of the incident for each second of the room, when a script watches a stretch

NOTE_STEPS = {"mark", "observe", "rate"}


def list_unreached_steps(state: State, script: Script) -> Iterator[str]:
    """What the facilitator was to do at a T+ that never came, because the module had ended before."""
    last = find_last_played(state)
    for step in script.steps:
        (name,) = step.model_fields_set - {"at", "objective"}
        if step.at > last and name not in NOTE_STEPS:
            yield f"{name.replace('_', ' ')} at {format_t_plus(step.at)} was not done: T+ came to {format_t_plus(last)}"


def find_last_played(state: State) -> float:
    """The last T+ of the played segments; what was decided may begin after it."""
    played = {segment.id for segment in state.exercise.segments if segment.kind == "played"}
    last, is_played = 0.0, False
    for entry in state.log:
        if isinstance(entry.event, SegmentBegun):
            is_played = entry.event.segment in played
        elif is_played and entry.kind not in (ActionStarted.KIND, NoticeGiven.KIND):
            last = max(last, entry.incident_time)
    return last


class ResumedJournal:
    """A journal that already holds the first entries of a run; only later ones are written."""

    def __init__(self, journal: FileJournal) -> None:
        self._journal = journal
        self._there: list[Entry] = list(journal.entries())
        self._place = 0

    @property
    def path(self) -> Path:
        """Its file."""
        return self._journal.path

    @property
    def header(self) -> Header:
        """Scenario, seed and version of the model."""
        return self._journal.header

    def append_all(
        self, room_time: float, incident_time: float, written: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> list[Entry]:
        """The next entries, those that are not in the file together."""
        if self._place < len(self._there):
            return [self.append(room_time, incident_time, kind, payload) for kind, payload in written]
        entries = self._journal.append_all(room_time, incident_time, written)
        self._there += entries
        self._place += len(entries)
        return entries

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        """The next entry, from the file where it is there. Raises JournalError where the file says something else."""
        if self._place == len(self._there):
            entry = self._journal.append(room_time, incident_time, kind, payload)
            self._there.append(entry)
        entry = self._there[self._place]
        if (entry.incident_time, entry.kind, entry.payload) != (incident_time, kind, to_canonical_json(payload)):
            there = f"entry {entry.seq} is {entry.kind!r} at T+{entry.incident_time:g} s"
            here = f"this script does {kind!r} at T+{incident_time:g} s"
            if (entry.incident_time, entry.kind) == (incident_time, kind):
                there, here = (f"{there} {_describe_difference(entry.payload, payload)}", "this script has another")
            raise JournalError(f"{self._journal.path}: {there}, and {here}; go on with the script that made it")
        self._place += 1
        return entry

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries that the script has come to so far."""
        return iter(self._there[after : self._place])


def _describe_difference(there: str, here: Mapping[str, Any]) -> str:
    known, new = json.loads(there), json.loads(to_canonical_json(here))
    name = next(one for one in [*known, *new] if known.get(one) != new.get(one))
    return f"with {name} {to_canonical_json({name: known.get(name)})[len(name) + 4 : -1]}"


class ScriptError(Exception):
    """A script does something that the exercise does not allow: what, and why."""


class ScriptedRun:
    """One exercise, played from one script. rest: called with the seconds of the room that have passed, where people would see them."""

    def __init__(self, conductor: Conductor, script: Script, rest: Callable[[float], object] = lambda _: None) -> None:
        self.conduct = conductor
        self.rest = rest
        self.answers = {answer.decision: answer for answer in script.answers}
        self.steps = sorted(script.steps, key=lambda step: step.at)
        self.hot_wash = script.hot_wash

    def play(self, setup: Setup) -> None:
        """From the briefing to the end of the hot wash."""
        self.conduct.begin(setup)
        self.continue_play()

    def continue_play(self) -> None:
        """The same, of an exercise that has begun."""
        while True:
            segment = self.conduct.segment
            if segment.kind == "played":
                self._run_played_segment(60.0 * segment.minutes)
            elif segment.kind == "talked":
                self._run_discussion(60.0 * segment.minutes)
            elif segment.kind == "hot-wash":
                self._write_remaining_notes()
            self._pass_time_until(60.0 * segment.minutes if segment.kind in ("briefing", "hot-wash") else 0.0)
            if segment is self.conduct.state.exercise.segments[-1]:
                break
            self.conduct.next_segment()
        self._run_hot_wash()
        self.conduct.end()

    def _run_played_segment(self, seconds: float) -> None:
        while self._segment_seconds_left(seconds) > 0.0:
            window = self._current_decision()
            if window is not None and window.decision.kind == "talk":
                self._discuss(window, seconds)
            elif self.conduct.is_over or self.conduct.is_nothing_left:
                return
            else:
                self._run_interval(seconds)

    def _run_discussion(self, seconds: float) -> None:
        while self._segment_seconds_left(seconds) > 0.0:
            window = self._current_decision()
            if window is not None:
                self._discuss(window, seconds)
            elif self.conduct.is_nothing_left:
                return
            else:
                self.conduct.jump()

    def _run_interval(self, seconds: float) -> None:
        """Plays second by second to the next stop or script step; watching adds exercise time, up to a limit.

        Under time pressure, exercise time equals incident time.
        """
        watched = 0.0
        self.conduct.play()
        while self.conduct.clock.is_running and self._segment_seconds_left(seconds) > 0.0:
            before = watched
            if not self.conduct.clock.is_timed:
                watched = min(INTERVAL_SECONDS, watched + 1.0 / WATCHED_AT)
            passes = 1.0 if self.conduct.clock.is_timed else watched - before
            self.conduct.pass_room_time(min(passes, self._segment_seconds_left(seconds)))
            self.conduct.play_second()
            self._run_due_steps()
            self._answer_timed_decision()
            self.rest(passes)
            if is_paused_for_reading(self.conduct.state):
                self.conduct.play()  # a script has nothing to say of it
        if self.conduct.clock.is_running:
            self.conduct.stop("end of the module")

    def _run_due_steps(self) -> None:
        while self.steps and self.steps[0].at <= self.conduct.state.time:
            self._run_step(self.steps.pop(0))

    def _write_remaining_notes(self) -> None:
        for step in [one for one in self.steps if one.model_fields_set & NOTE_STEPS]:
            self.steps.remove(step)
            self._run_step(step)

    def _run_step(self, step: Step) -> None:
        (name,) = step.model_fields_set - {"at", "objective"}
        value = getattr(step, name)
        conductor = self.conduct
        try:
            match name:
                case "deliver" | "hold" | "cancel":
                    outcome = {"deliver": "delivered", "hold": "held", "cancel": "cancelled"}[name]
                    conductor.dispose_inject(value, outcome)
                case "mark" | "observe":
                    conductor.add_note(name, text=value, objective=step.objective or "")
                case "rate":
                    conductor.add_note("rate", rating=value, objective=step.objective or "")
                case "hand_back":
                    conductor.return_to_simulation(value)
                case _:
                    conductor.undo_last()
        except CommandRejected as error:
            raise ScriptError(f"step at {step.at:g} s, {name}: {error}") from error

    def _run_hot_wash(self) -> None:
        for rated in self.hot_wash.ratings:
            finalize_rating(
                self.conduct, propose_rating(self.conduct, rated.objective, rated.rating, task=rated.task or "")
            )
        for one in self.hot_wash.improvements:
            add_improvement(
                self.conduct, one.issue, *(said or "" for said in (one.action, one.capability, one.owner, one.due))
            )

    def _current_decision(self) -> DecisionPoint | None:
        return self.conduct.state.current_decision

    def _discuss(self, decision_point: DecisionPoint, seconds: float) -> None:
        answer = self.answers.get(decision_point.decision.id)
        talked = decision_point.decision.limit if answer is None else answer.talked
        left = self._segment_seconds_left(seconds)
        self.conduct.pass_room_time(min(talked, left))
        self.rest(min(talked, left))
        if talked < left:
            self._submit_decision(decision_point, answer)

    def _answer_timed_decision(self) -> None:
        window = self._current_decision()
        answer = self.answers.get(window.decision.id) if window else None
        if window is None or answer is None or answer.nothing or window.opened_at is None:
            return
        if window.decision.kind == "pressed" and self.conduct.state.time >= window.opened_at + answer.talked:
            self._submit_decision(window, answer)

    def _submit_decision(self, decision_point: DecisionPoint, written: Written | None) -> None:
        name = decision_point.decision.id
        if written is None or written.nothing:
            self.conduct.no_decision(name)
            return
        answer = DecisionResponse(
            written.option,
            [act.model_dump() for act in written.write_in],
            written.talk_only,
            written.thinking,
            written.rationale or "",
        )
        try:
            self.conduct.submit_decision(name, answer)
        except CommandRejected:
            self.conduct.no_decision(name)

    def _segment_seconds_left(self, seconds: float) -> float:
        """Added to the clock, they lead to the end, at most in two steps: near it the difference is exact."""
        end = self.conduct.state.segment_started_at + seconds
        return end - self.conduct.clock.exercise_time

    def _pass_time_until(self, seconds: float) -> None:
        left = max(0.0, self._segment_seconds_left(seconds))
        self.conduct.pass_room_time(left)
        self.rest(left)


@dataclass(frozen=True)
class MissedItem:
    """A line of the MSEL or a question that did not come. name: `inject 4` or `D2`; time: T+, seconds; note: what its author says of it."""

    name: str
    time: float
    reason: str
    is_required: bool
    note: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """What became of it. exercise_seconds: seconds of the room that it took with the default talk; delivered, answered: how many were."""

    exercise_seconds: float
    delivered: int
    answered: int
    missed: tuple[MissedItem, ...]


def rehearse(opened: ValidatedExercise, setup: Setup) -> Rehearsal:
    """Plays all of it, from the briefing to the end of the hot wash. Raises ScriptError or CommandRejected for a defect of the exercise."""
    conductor = Conductor(opened, MemoryJournal(build_header(opened, setup.seed)))
    ScriptedRun(conductor, build_default_script(opened, setup)).play(replace(setup, rehearsal=True))
    state = conductor.state
    outcomes = [delivery.outcome for delivery in state.deliveries.values()]
    answered = sum(window.state == "decided" for window in state.decision_points.values())
    return Rehearsal(
        state.exercise_time, outcomes.count("delivered"), answered, (*_missed_injects(state), *_missed_decisions(state))
    )


def build_default_script(opened: ValidatedExercise, setup: Setup) -> Script:
    """Each question answered with its first option, after half of its time; a discussion is held."""
    answers = [
        {"decision": one.id, "talked": f"{one.limit / 2:g} s"}
        | ({"option": one.options[0].id} if one.options else {"talk_only": one.expects})
        for one in opened.exercise.decisions
        if one.of in setup.played
    ]
    name = opened.exercise.exercise
    return Script.model_validate(
        {"script": "rehearsal", "exercise": name, "played": [*setup.played], "answers": answers}
    )


def _list_descoped(state: State) -> list[Item]:
    return list_descoped_items(state.exercise, state.setup.left_out if state.setup else ())


def _missed_injects(state: State) -> Iterator[MissedItem]:
    descoped = _list_descoped(state)
    for number, delivery in sorted(state.deliveries.items()):
        line = delivery.inject
        if delivery.outcome != "delivered" and not line.contingency and line not in descoped:
            yield MissedItem(f"inject {number}", delivery.time, delivery.reason, line.must, line.notes or "")


def _missed_decisions(state: State) -> Iterator[MissedItem]:
    descoped = _list_descoped(state)
    for name, window in state.decision_points.items():
        if window.state != "decided" and window.decision not in descoped:
            yield MissedItem(name, window.resolved_at or window.asked_at, window.reason, window.decision.must)
