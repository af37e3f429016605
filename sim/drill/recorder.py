"""An exercise with its journal: every entry is on the disk before it takes effect, and notes that change nothing in the model.

`sim.drill.conduct` adds what moves the exercise on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from scenarios.exercise import Segment
from scenarios.exercise_library import OpenedExercise
from sim.drill.clock import SPEEDS, Clock
from sim.drill.people import Participant, role_titles
from sim.drill.state import State, played
from sim.drill.taking_back import NothingToTakeBack, last_intervention
from sim.seams import Entry, Journal

Listener = Callable[[Entry], None]


class Refused(Exception):
    """What was asked for cannot be done now, and why."""


class NotForTheRoom(Refused):
    """The same, where the reason is what the room has not been told, or that nothing is to come."""


class Recorder:
    """The state of an exercise and the clock, and the journal they come from."""

    def __init__(self, opened: OpenedExercise, journal: Journal, listener: Listener | None = None) -> None:
        """Goes on with what is in the journal, stopped. listener: gets every entry that is written, after it took effect."""
        self.opened = opened
        self.journal = journal
        self.listener = listener
        self.state: State = played(opened, journal.entries())
        self.clock = Clock(
            room=self.state.room,
            incident=int(self.state.time),
            speed=min(self.state.speed, SPEEDS[-1]),
            frozen=self.state.frozen,
        )

    # entries

    def write(self, kind: str, payload: Mapping[str, Any], time: float | None = None) -> Entry:
        """An entry is on the disk, then it takes effect."""
        at = max(float(self.clock.incident), self.state.time) if time is None else time
        entry = self.journal.append(self.clock.room, at, kind, payload)
        self.state.take(entry)
        if self.listener is not None:
            self.listener(entry)
        return entry

    @property
    def segment(self) -> Segment:
        """The segment that is on. Raises Refused before the exercise has begun."""
        if self.state.segment is None:
            raise Refused("the exercise has not begun")
        return self.state.segment

    def goes_on(self) -> None:
        """Raises Refused where nothing is done any more: it is over, or frozen."""
        if self.state.frozen:
            raise Refused("the exercise is frozen: real emergency")
        if self.state.ended:
            raise Refused("the exercise is over")

    def dated(self, now: datetime) -> None:
        """Writes down when people sit down to it, to the minute: reports need a date, and nothing that happens depends on it."""
        self.write("dated", {"at": now.isoformat(timespec="minutes")})

    # taking back

    def take_back(self) -> str:
        """Takes back the last intervention, if nothing depends on it: T+ is again where it came. Returns what it was."""
        self.goes_on()
        last, time = self._last()
        entry = self.journal.append(self.clock.room, time, "take-back", {"of": last})
        self.state = played(self.opened, self.journal.entries())
        self.clock = replace(self.clock.stops(), incident=int(self.state.time))
        if self.listener is not None:
            self.listener(entry)
        return last

    def last_intervention(self) -> str:
        """The id of the last answer or delivery. Raises Refused where something has come since that may depend on it."""
        return self._last()[0]

    def _last(self) -> tuple[str, float]:
        try:
            return last_intervention(self.state.log)
        except NothingToTakeBack as error:
            raise Refused(str(error)) from error

    # notes

    def note(self, kind: str, *, text: str = "", objective: str = "", rating: str = "") -> str:
        """A mark, an observation or a rating. Returns its id."""
        known = [one.id for one in self.state.exercise.objectives]
        if objective and objective not in known:
            raise Refused(f"there is no objective {objective}; there is {', '.join(known)}")
        id_ = f"{kind}-{1 + sum(note.kind == kind for note in self.state.notes.values())}"
        self.write("note", {"id": id_, "kind": kind, "text": text, "objective": objective, "rating": rating})
        return id_

    def people(self, here: Iterable[Participant]) -> None:
        """Who is in the room, all of them, from now on. Raises Refused where a role is none. No effect on the model."""
        if self.state.setup is None:
            raise Refused("the exercise has not begun")
        people = [*here]
        known = role_titles(self.state.exercise)
        strangers = [one.role for one in people if one.role not in known]
        if strangers:
            raise Refused(f"there is no role {strangers[0]!r}; there is {', '.join(known)}")
        self.write("people", {"people": [one.to_json() for one in people]})

    def correct(self, of: str, **values: Any) -> None:
        """Wording, objective or rating of a note, or why something was decided: no effect on the model."""
        window = self.state.windows.get(of)
        decided = window is not None and window.state == "decided" and values.keys() <= {"rationale"}
        if of not in self.state.notes and not decided:
            raise Refused(f"there is no note {of}, and no decision of that name that was taken")
        self.write("correct", {"of": of, "set": values})
