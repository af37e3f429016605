"""Conducts an exercise: what people do, and what comes due, becomes an entry of the journal, and only then takes effect.

The one owner of the clock. Screens and scripts do the same things here and leave the same journal. What cannot be done now is refused in
words (`Refused`), and nothing has happened.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scenarios.exercise import Decision, Inject, Segment
from scenarios.exercise_library import OpenedExercise
from sim.drill.clock import Clock, ClockRefuses
from sim.drill.cues import Cue, cue_of
from sim.drill.decisions import Answer, NoAnswer, decided, lapse_reason
from sim.drill.schedule import due, name_of, next_talked, to_come
from sim.drill.setup import Setup
from sim.drill.slots import NoValue, fill
from sim.drill.state import State, Window, played
from sim.drill.truth import aware_since, why_not
from sim.model.interventions import to_json
from sim.model.view import WorldView
from sim.seams import Entry, Journal

Listener = Callable[[Entry], None]


class Refused(Exception):
    """What was asked for cannot be done now, and why."""


class Conduct:
    """An exercise being conducted."""

    def __init__(self, opened: OpenedExercise, journal: Journal, listener: Listener | None = None) -> None:
        """Goes on with what is in the journal, stopped. listener: gets every entry that is written, after it took effect."""
        self.opened = opened
        self.journal = journal
        self.listener = listener
        self.state: State = played(opened, journal.entries())
        self.clock = Clock(room=self.state.room, incident=int(self.state.time), frozen=self.state.frozen)
        self._heard = len(self.state.moments.silent) if self.state.moments else 0

    # entries

    def write(self, kind: str, payload: Mapping[str, Any], time: float | None = None) -> Entry:
        """An entry is on the disk, then it takes effect."""
        at = float(self.clock.incident) if time is None else time
        entry = self.journal.append(self.clock.room, at, kind, payload)
        self.state.take(entry)
        if self.listener is not None:
            self.listener(entry)
        return entry

    @property
    def view(self) -> WorldView:
        """The room's arm now, as it truly is."""
        return self.state.engines.room.view()

    # the course of it

    def begin(self, setup: Setup) -> None:
        """The first entry, and the first segment."""
        self.write("begin", setup.to_json())
        self.write("segment", {"segment": self.state.exercise.segments[0].id})

    def resumes(self) -> None:
        """Goes on after a break: the clock is stopped, and the room's time goes on from where it was."""
        if self.state.setup is not None and not self.state.ended:
            self.write("resume", {"why": "resumed"})

    def next_segment(self) -> None:
        """Ends the segment that is on: open questions end in no decision, what was not delivered is held; goes on to the next."""
        segments = self.state.exercise.segments
        place = segments.index(self.segment)
        if place + 1 == len(segments):
            raise Refused("this is the last segment; end the exercise")
        self._close()
        if segments[place + 1].kind == "hot-wash":
            self._play_out()
        self.write("segment", {"segment": segments[place + 1].id})
        self._look()

    def end(self) -> None:
        """The exercise is over."""
        self._close()
        self.write("end", {})

    def _close(self) -> None:
        for window in [*self.state.windows.values()]:
            if window.state in ("open", "waiting"):
                self._lapse(window, "no time left")
        for item in to_come(self.state):
            self._held(item, "no time left")
        self.clock = self.clock.stops()

    def _play_out(self) -> None:
        """What was decided still begins; then the emergency takes its course to the end."""
        for inject in self.state.exercise.injects:
            if not self.state.settled(inject):
                self._held(inject, "not called for")
        while self.state.pending:
            self._acts(max(act.time for act in self.state.pending))

    # time

    def tick(self, seconds: float) -> None:
        """So much of the room's time has passed."""
        was = self.clock.running
        self.clock, seconds_due = self.clock.ticks(seconds)
        for _ in range(seconds_due):
            if not self.second():
                return
        if was and not self.clock.running:
            self.stop("the machine was asleep; the clock is stopped")
        elif self.clock.stretch_is_over:
            self.jump()

    def play(self, speed: int | None = None) -> None:
        """Starts the clock, or changes its speed."""
        self._may_run()
        fast = self.segment.kind == "talked" or bool(self.state.setup and self.state.setup.rehearsal)
        try:
            clock = self.clock.plays(speed, fast)
        except ClockRefuses as error:
            raise Refused(str(error)) from error
        self.write("play", {"speed": clock.speed})
        self.clock = clock.presses() if self.state.open_windows() else clock

    def stop(self, why: str = "facilitator") -> None:
        """Stops the clock."""
        self.clock = self.clock.stops()
        self.write("stop", {"why": why})

    def jump(self) -> None:
        """Plays on at full speed to the next stop, never past it. In a talked segment the next item comes."""
        self._may_run()
        pressed = self.state.open_windows()
        if pressed:
            raise Refused(
                f"{pressed[0].decision.id} is open under time pressure: T+ runs at ×1 until it is answered"
            )
        if self.segment.kind != "played":
            self._next_item()
            return
        self.clock = self.clock.plays()
        while self.second():
            pass

    def pass_room_time(self, seconds: float) -> None:
        """Time of the room in which nothing is played."""
        self.clock = replace(self.clock, room=self.clock.room + seconds)

    @property
    def over(self) -> bool:
        """Whether the incident is over in the room's arm."""
        return self.state.engines.over

    @property
    def nothing_more(self) -> bool:
        """Whether nothing more comes in the segment that is on, and nothing is open."""
        waiting = any(window.state in ("open", "waiting") for window in self.state.windows.values())
        if waiting or self.segment.kind == "talked":
            return not waiting and next_talked(self.state, self.view) is None
        return not to_come(self.state)

    def _may_run(self) -> None:
        if self.state.frozen:
            raise Refused("the exercise is frozen: real emergency")
        if self.segment.kind not in ("played", "talked"):
            raise Refused(f"nothing is played in {self.segment.title}")
        talking = [window for window in self.state.open_windows() if window.decision.kind == "talk"]
        if talking:
            raise Refused(f"{talking[0].decision.id} is open: T+ stands still while the room talks")
        if self.segment.kind == "played" and self.state.engines.over:
            raise Refused("the incident is over; end the module")

    def second(self) -> bool:
        """Plays one second of the incident. Returns whether the clock goes on."""
        self._acts(self.clock.incident + 1.0, inclusive=False)
        self.clock = self.clock.second()
        self.write("clock", {})
        self._acts(float(self.clock.incident))
        return self._look()

    def _acts(self, until: float, inclusive: bool = True) -> None:
        """Begins what was decided and has its time before this one, or at it."""
        pending = sorted(self.state.pending, key=lambda act: (act.time, act.of, act.number))
        for act in pending:
            if act.time < until or (inclusive and act.time == until):
                at = max(act.time, self.state.time)
                data = {"of": act.of, "number": act.number, "act": to_json(act.intervention)}
                self.write("act", data, at)

    # what comes due

    def _look(self) -> bool:
        """Looks at what has come due. Returns whether the clock goes on."""
        if self.segment.kind == "played":
            self._silence()
            for item in list(due(self.state, self.view)):
                self._comes(item)
        for window in [*self.state.windows.values()]:
            self._moves(window)
        self._acts(self.state.time)
        if self.segment.kind == "played" and self.clock.running and self.state.engines.over:
            self.stop("the incident is over")
        if self.state.open_windows():
            self.clock = self.clock.stops() if not self.clock.pressed else self.clock
        return self.clock.running

    def _silence(self) -> None:
        """An announcement that reached nobody stops the clock."""
        silent = self.state.moments.silent if self.state.moments else []
        for _, channel in silent[self._heard :]:
            self.stop(f"the {channel.name.replace('_', ' ')} stays silent")
        self._heard = len(silent)

    def _comes(self, item: Inject | Decision) -> None:
        """An inject is delivered, a question is asked, unless its guards say no."""
        reason = why_not(item.when, item.unless, self.state, self.view)
        if reason:
            self._held(item, reason)
        elif isinstance(item, Inject):
            self._deliver(item, cue_of(item, self.state))
        else:
            self._asks(item)

    def _held(self, item: Inject | Decision, reason: str) -> None:
        if isinstance(item, Inject):
            self.write("inject", {"inject": item.number, "outcome": "held", "why": reason})
        else:
            self.write("ask", {"decision": item.id, "state": "held", "why": reason})

    def _deliver(self, inject: Inject, cue: Cue) -> None:
        try:
            says = fill(inject.says, self.state, self.view)
        except NoValue as error:
            self._held(inject, str(error))
            return
        zone = self.view.hazard if inject.reports_hazard else ""
        world = [act.model_dump() for act in inject.world]
        delivered = {"inject": inject.number, "outcome": "delivered", "says": says}
        self.write("inject", {**delivered, "zone": zone, "world": world, "cue": cue.to_json()})

    def _asks(self, decision: Decision) -> None:
        """A question opens once its role knows; until then it waits."""
        data: dict[str, Any] = {"decision": decision.id}
        if decision.of not in self.state.played:
            self.write("ask", {**data, "state": "held", "why": f"{decision.of} is modelled"})
            return
        aware = aware_since(self.state, decision.of)
        person = self.state.roster_id(decision.of)
        if self.segment.kind == "talked" or aware is not None:
            self.write("ask", {**data, "state": "open", "aware": aware})
        elif not any(party.id == person and party.present for party in self.view.people):
            self.write("ask", {**data, "state": "held", "why": f"{decision.of} is away today"})
        else:
            self.write("ask", {**data, "state": "waiting", "why": f"{decision.of} does not know yet"})

    def _moves(self, window: Window) -> None:
        """A question opens when its role has come to know, or ends."""
        reason = lapse_reason(window, self.state)
        if reason:
            self._lapse(window, reason)
        elif window.state == "waiting":
            aware = aware_since(self.state, window.decision.of)
            if aware is not None:
                self.write("ask", {"decision": window.decision.id, "state": "open", "aware": aware})

    def _lapse(self, window: Window, reason: str) -> None:
        self.write("lapse", {"decision": window.decision.id, "why": reason})
        self.clock = (
            self.clock.stops() if not self.state.open_windows() and self.clock.pressed else self.clock
        )

    def _next_item(self) -> None:
        item = next_talked(self.state, self.view)
        if item is None:
            raise Refused("nothing more comes in this module; end it")
        self._comes(item)
        self._look()

    # what people do

    def answer(self, decision: str, answer: Answer) -> None:
        """The room has decided. Raises Refused where the question is not open, or the answer cannot be."""
        window = self.state.windows.get(decision)
        if window is None or window.state != "open":
            raise Refused(f"{decision} is not open" + (f": {window.why}" if window and window.why else ""))
        try:
            payload = decided(window, answer, self.state)
        except NoAnswer as error:
            self.write("refuse", {"decision": decision, "option": answer.option, "why": str(error)})
            raise Refused(str(error)) from error
        self.write("decide", payload)
        self.clock = self.clock.stops()
        self._acts(self.state.time)
        self._look()

    def no_decision(self, decision: str) -> None:
        """The question ends without an answer."""
        window = self.state.windows.get(decision)
        if window is None or window.state not in ("open", "waiting"):
            raise Refused(f"{decision} is not open")
        self._lapse(window, "no decision")
        self._look()

    def inject(self, number: int, outcome: str, why: str = "") -> None:
        """The facilitator delivers, holds or cancels a line of the MSEL."""
        inject = next((one for one in self.state.exercise.injects if one.number == number), None)
        if inject is None:
            known = ", ".join(str(one.number) for one in self.state.exercise.injects)
            raise Refused(f"there is no inject {number}; there is {known}")
        delivery = self.state.deliveries.get(number)
        if delivery is not None and delivery.outcome in ("delivered", "cancelled"):
            raise Refused(f"inject {number} was {delivery.outcome} at T+{delivery.time:.0f} s")
        if outcome == "delivered":
            self._deliver(inject, Cue(self.state.time))
        else:
            self.write("inject", {"inject": number, "outcome": outcome, "why": why or "facilitator"})
        self._look()

    def note(self, kind: str, *, text: str = "", objective: str = "", rating: str = "") -> str:
        """A mark, an observation or a rating. Returns its id."""
        known = [one.id for one in self.state.exercise.objectives]
        if objective and objective not in known:
            raise Refused(f"there is no objective {objective}; there is {', '.join(known)}")
        id_ = f"{kind}-{1 + sum(note.kind == kind for note in self.state.notes.values())}"
        self.write("note", {"id": id_, "kind": kind, "text": text, "objective": objective, "rating": rating})
        return id_

    def correct(self, of: str, **values: Any) -> None:
        """Wording, objective or rating of a note, or why something was decided: no effect on the model."""
        window = self.state.windows.get(of)
        decided = window is not None and window.state == "decided" and values.keys() <= {"rationale"}
        if of not in self.state.notes and not decided:
            raise Refused(f"there is no note {of}, and no decision of that name that was taken")
        self.write("correct", {"of": of, "set": values})

    def take_back(self) -> str:
        """Takes back the last intervention, if nothing depends on it. Returns what it was."""
        last = self.last_intervention()
        self.write("take-back", {"of": last})
        self.state = played(self.opened, self.journal.entries())
        self.clock = self.clock.stops()
        return last

    def last_intervention(self) -> str:
        """The id of the last answer or delivery. Raises Refused where something has come since that may depend on it."""
        for entry in reversed(self.state.log):
            payload = json.loads(entry.payload)
            if entry.kind == "decide":
                return str(payload["decision"])
            if entry.kind == "inject" and payload["outcome"] == "delivered":
                return f"inject-{payload['inject']}"
            if entry.kind in ("ask", "lapse", "inject", "role", "segment"):
                raise Refused(
                    "something has come since that may depend on it; it can no longer be taken back"
                )
        raise Refused("there is nothing to take back")

    def hand_back(self, role: str) -> None:
        """Nobody plays this role any more: the model does."""
        if role not in self.state.played:
            raise Refused(f"{role} is not played")
        persons = self.state.only_played_by(role)
        self.write("role", {"role": role, "persons": persons})

    def freeze(self) -> None:
        """A real emergency: everything stands still for good."""
        self.clock = self.clock.freezes()
        self.write("freeze", {})

    @property
    def segment(self) -> Segment:
        """The segment that is on. Raises Refused before the exercise has begun."""
        if self.state.segment is None:
            raise Refused("the exercise has not begun")
        return self.state.segment


def names(items: Sequence[Inject | Decision]) -> str:
    """Items in a line, as the agenda shows what may be dropped."""
    return ", ".join(name_of(item) for item in items)
