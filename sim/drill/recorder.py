"""An exercise with its journal: every entry is on the disk before it takes effect, and notes that change nothing in the model.

`sim.drill.conduct` adds what moves the exercise on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from scenarios.exercise import Segment
from scenarios.exercise_library import ValidatedExercise
from sim.drill.clock import SPEEDS, Clock
from sim.drill.people import Participant, build_role_titles
from sim.drill.state import State, replay_journal
from sim.drill.taking_back import NothingToUndo, find_last_intervention
from sim.seams import Entry, Journal

Listener = Callable[[Entry], None]


class CommandRejected(Exception):
    """What was asked for cannot be done now, and why."""


class FacilitatorOnlyRejection(CommandRejected):
    """The same, where the reason is what the room has not been told, or that nothing is to come."""


class JournalRecorder:
    """The state of an exercise and the clock, and the journal they come from."""

    def __init__(self, opened: ValidatedExercise, journal: Journal, listener: Listener | None = None) -> None:
        """Goes on with what is in the journal, stopped. listener: gets every entry that is written, after it took effect."""
        self.opened = opened
        self.journal = journal
        self.listener = listener
        self.state: State = replay_journal(opened, journal.entries())
        self.clock = Clock(
            exercise_time=self.state.exercise_time,
            incident_time=int(self.state.time),
            speed=min(self.state.speed, SPEEDS[-1]),
            is_frozen=self.state.frozen,
        )

    # entries

    def write(self, kind: str, payload: Mapping[str, Any], time: float | None = None) -> Entry:
        """An entry is on the disk, then it takes effect."""
        at = max(float(self.clock.incident_time), self.state.time) if time is None else time
        entry = self.journal.append(self.clock.exercise_time, at, kind, payload)
        self.state.apply_event(entry)
        if self.listener is not None:
            self.listener(entry)
        return entry

    @property
    def segment(self) -> Segment:
        """The segment that is on. Raises Refused before the exercise has begun."""
        if self.state.segment is None:
            raise CommandRejected("the exercise has not begun")
        return self.state.segment

    def check_active(self) -> None:
        """Raises Refused where nothing is done any more: it is over, or frozen."""
        if self.state.frozen:
            raise CommandRejected("the exercise is frozen: real emergency")
        if self.state.ended:
            raise CommandRejected("the exercise is over")

    def record_date(self, now: datetime) -> None:
        """Writes down when people sit down to it, to the minute: reports need a date, and nothing that happens depends on it."""
        self.write("dated", {"at": now.isoformat(timespec="minutes")})

    # taking back

    def undo_last(self) -> str:
        """Takes back the last intervention, if nothing depends on it: T+ is again where it came. Returns what it was."""
        self.check_active()
        last, time = self._last_undoable()
        entry = self.journal.append(self.clock.exercise_time, time, "take-back", {"of": last})
        self.state = replay_journal(self.opened, self.journal.entries())
        self.clock = replace(self.clock.stop(), incident_time=int(self.state.time))
        if self.listener is not None:
            self.listener(entry)
        return last

    def last_intervention(self) -> str:
        """The id of the last answer or delivery. Raises Refused where something has come since that may depend on it."""
        return self._last_undoable()[0]

    def _last_undoable(self) -> tuple[str, float]:
        try:
            return find_last_intervention(self.state.log)
        except NothingToUndo as error:
            raise CommandRejected(str(error)) from error

    # notes

    def add_note(self, kind: str, *, text: str = "", objective: str = "", rating: str = "") -> str:
        """A mark, an observation or a rating. Returns its id."""
        known = [one.id for one in self.state.exercise.objectives]
        if objective and objective not in known:
            raise CommandRejected(f"there is no objective {objective}; there is {', '.join(known)}")
        id_ = f"{kind}-{1 + sum(note.kind == kind for note in self.state.notes.values())}"
        self.write("note", {"id": id_, "kind": kind, "text": text, "objective": objective, "rating": rating})
        return id_

    def set_participants(self, here: Iterable[Participant]) -> None:
        """Who is in the room, all of them, from now on. Raises Refused where a role is none. No effect on the model."""
        if self.state.setup is None:
            raise CommandRejected("the exercise has not begun")
        people = [*here]
        known = build_role_titles(self.state.exercise)
        strangers = [one.role for one in people if one.role not in known]
        if strangers:
            raise CommandRejected(f"there is no role {strangers[0]!r}; there is {', '.join(known)}")
        self.write("people", {"people": [one.to_json() for one in people]})

    def correct(self, of: str, **values: Any) -> None:
        """Wording, objective or rating of a note, or why something was decided: no effect on the model."""
        window = self.state.decision_points.get(of)
        decided = window is not None and window.state == "decided" and values.keys() <= {"rationale"}
        if of not in self.state.notes and not decided:
            raise CommandRejected(f"there is no note {of}, and no decision of that name that was taken")
        self.write("correct", {"of": of, "set": values})
