"""Plays an exercise from a script, without a screen and at full speed.

The script says what the room answers and what the facilitator does; the room's time is made up of what the script says people talked and of
what watching takes. Everything goes through the same conduct as at a screen, so that both leave the same journal. A script always does
the same: to go on with a journal that was cut off is to play the script again, and to write only what is not in the journal yet.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.script import Answer as Written
from scenarios.script import Script, Step
from sim.drill.clock import STRETCH
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer
from sim.drill.evaluation import improve, rate, settle
from sim.drill.heard import only_heard
from sim.drill.journal import FileJournal, JournalError, canonical
from sim.drill.parts import Window
from sim.drill.setup import Setup
from sim.drill.state import State
from sim.drill.times import t_plus
from sim.seams import Entry, Header

WATCHED_AT = 4  # seconds of the incident for each second of the room, when a script watches a stretch


NOTES = {"mark", "observe", "rate"}


def never_reached(state: State, script: Script) -> Iterator[str]:
    """What the facilitator was to do at a T+ that never came, because the module had ended before."""
    last = max((entry.incident_time for entry in state.log if entry.kind == "clock"), default=0.0)
    for step in script.steps:
        (name,) = step.model_fields_set - {"at", "objective"}
        if step.at > last and name not in NOTES:
            yield f"{name.replace('_', ' ')} at {t_plus(step.at)} was not done: T+ came to {t_plus(last)}"


class Continued:
    """A journal that already holds the beginning of what is going to be written: only what is new is."""

    def __init__(self, journal: FileJournal) -> None:
        self._journal = journal
        self._there: list[Entry] = list(journal.entries())
        self._place = 0

    @property
    def header(self) -> Header:
        """What it is about."""
        return self._journal.header

    def append(self, room_time: float, incident_time: float, kind: str, payload: Mapping[str, Any]) -> Entry:
        """The next entry, from the file where it is there. Raises JournalError where the file says something else."""
        if self._place == len(self._there):
            entry = self._journal.append(room_time, incident_time, kind, payload)
            self._there.append(entry)
        entry = self._there[self._place]
        if (entry.incident_time, entry.kind, entry.payload) != (incident_time, kind, canonical(payload)):
            there = f"entry {entry.seq} is {entry.kind!r} at T+{entry.incident_time:g} s"
            here = f"this script does {kind!r} at T+{incident_time:g} s"
            if (entry.incident_time, entry.kind) == (incident_time, kind):
                there, here = f"{there} {_but(entry.payload, payload)}", "this script has another"
            raise JournalError(
                f"{self._journal.path}: {there}, and {here}; go on with the script that made it"
            )
        self._place += 1
        return entry

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The entries that the script has come to so far."""
        return iter(self._there[after : self._place])


def _but(there: str, here: Mapping[str, Any]) -> str:
    """The first thing in which two payloads differ, as the journal has it: `with played {"nurse":""}`."""
    known, new = json.loads(there), json.loads(canonical(here))
    name = next(one for one in [*known, *new] if known.get(one) != new.get(one))
    return f"with {name} {canonical({name: known.get(name)})[len(name) + 4 : -1]}"


class ScriptError(Exception):
    """A script does something that the exercise does not allow: what, and why."""


class Headless:
    """One exercise, played from one script."""

    def __init__(self, conduct: Conduct, script: Script) -> None:
        self.conduct = conduct
        self.answers = {answer.decision: answer for answer in script.answers}
        self.steps = sorted(script.steps, key=lambda step: step.at)
        self.hot_wash = script.hot_wash

    def play(self, setup: Setup) -> None:
        """From the briefing to the end of the hot wash."""
        self.conduct.begin(setup)
        self.plays_on()

    def plays_on(self) -> None:
        """The same, of an exercise that has begun."""
        while True:
            segment = self.conduct.segment
            if segment.kind == "played":
                self._played(60.0 * segment.minutes)
            elif segment.kind == "talked":
                self._talked(60.0 * segment.minutes)
            elif segment.kind == "hot-wash":
                self._notes_left()
            self._time_passes_to(60.0 * segment.minutes if segment.kind in ("briefing", "hot-wash") else 0.0)
            if segment is self.conduct.state.exercise.segments[-1]:
                break
            self.conduct.next_segment()
        self._washes()
        self.conduct.end()

    def _played(self, seconds: float) -> None:
        """Stretches and stops, until nothing more comes, it is over, or the minutes are spent."""
        while self._left(seconds) > 0.0:
            window = self._front()
            if window is not None and window.decision.kind == "talk":
                self._talks(window, seconds)
            elif self.conduct.over or self.conduct.nothing_more:
                return
            else:
                self._stretch(seconds)

    def _talked(self, seconds: float) -> None:
        """Item by item."""
        while self._left(seconds) > 0.0:
            window = self._front()
            if window is not None:
                self._talks(window, seconds)
            elif self.conduct.nothing_more:
                return
            else:
                self.conduct.jump()

    def _stretch(self, seconds: float) -> None:
        """Second by second to the next stop or the next step of the script. Watching it takes a while, but never long.

        Under time pressure nobody watches: the room's time is that of the incident.
        """
        watched = 0.0
        self.conduct.play()
        while self.conduct.clock.running and self._left(seconds) > 0.0:
            before = watched
            if not self.conduct.clock.pressed:
                watched = min(STRETCH, watched + 1.0 / WATCHED_AT)
            passes = 1.0 if self.conduct.clock.pressed else watched - before
            self.conduct.pass_room_time(min(passes, self._left(seconds)))
            self.conduct.second()
            self._steps_due()
            self._pressed_answer()
            if only_heard(self.conduct.state):
                self.conduct.play()  # a script has nothing to say of it
        if self.conduct.clock.running:
            self.conduct.stop("end of the module")

    def _steps_due(self) -> None:
        while self.steps and self.steps[0].at <= self.conduct.state.time:
            self._does(self.steps.pop(0))

    def _notes_left(self) -> None:
        """What was to be noted at a T+ that never came is noted all the same."""
        for step in [one for one in self.steps if one.model_fields_set & NOTES]:
            self.steps.remove(step)
            self._does(step)

    def _does(self, step: Step) -> None:
        """A step of the facilitator or of an evaluator."""
        (name,) = step.model_fields_set - {"at", "objective"}
        value = getattr(step, name)
        conduct = self.conduct
        try:
            match name:
                case "deliver" | "hold" | "cancel":
                    outcome = {"deliver": "delivered", "hold": "held", "cancel": "cancelled"}[name]
                    conduct.inject(value, outcome)
                case "mark" | "observe":
                    conduct.note(name, text=value, objective=step.objective or "")
                case "rate":
                    conduct.note("rate", rating=value, objective=step.objective or "")
                case "hand_back":
                    conduct.hand_back(value)
                case _:
                    conduct.take_back()
        except Refused as error:
            raise ScriptError(f"step at {step.at:g} s, {name}: {error}") from error

    def _washes(self) -> None:
        """What the hot wash is for: ratings are settled, and what is to be improved is written down."""
        for rated in self.hot_wash.ratings:
            settle(self.conduct, rate(self.conduct, rated.objective, rated.rating, task=rated.task or ""))
        for one in self.hot_wash.improvements:
            improve(
                self.conduct,
                one.issue,
                *(said or "" for said in (one.action, one.capability, one.owner, one.due)),
            )

    def _front(self) -> Window | None:
        return self.conduct.state.front

    def _talks(self, window: Window, seconds: float) -> None:
        """The room talks, then answers; the minutes of the module end the talk where they are spent first."""
        answer = self.answers.get(window.decision.id)
        talked = window.decision.limit if answer is None else answer.talked
        left = self._left(seconds)
        self.conduct.pass_room_time(min(talked, left))
        if talked < left:
            self._answers(window, answer)

    def _pressed_answer(self) -> None:
        """In a pressed window talking is incident time."""
        window = self._front()
        answer = self.answers.get(window.decision.id) if window else None
        if window is None or answer is None or answer.nothing or window.opened is None:
            return
        if window.decision.kind == "pressed" and self.conduct.state.time >= window.opened + answer.talked:
            self._answers(window, answer)

    def _answers(self, window: Window, written: Written | None) -> None:
        name = window.decision.id
        if written is None or written.nothing:
            self.conduct.no_decision(name)
            return
        answer = Answer(
            written.option,
            [act.model_dump() for act in written.write_in],
            written.talk_only,
            written.thinking,
            written.rationale or "",
        )
        try:
            self.conduct.answer(name, answer)
        except Refused:
            self.conduct.no_decision(name)

    def _left(self, seconds: float) -> float:
        state = self.conduct.state
        return seconds - (self.conduct.clock.room - state.segment_room)

    def _time_passes_to(self, seconds: float) -> None:
        self.conduct.pass_room_time(max(0.0, self._left(seconds)))
