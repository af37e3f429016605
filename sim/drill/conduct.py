"""Conducts an exercise: what people do, and what comes due, becomes an entry of the journal, and only then takes effect.

The one owner of the clock. Screens and scripts do the same things here and leave the same journal. What cannot be done now is refused in
words (`Refused`), and nothing has happened.
"""

import math
from dataclasses import replace
from typing import Any

from scenarios.exercise import Decision, Inject
from sim.drill.acting import Acting
from sim.drill.clock import ClockRefuses
from sim.drill.cues import Cue, cue_of
from sim.drill.decisions import Answer, NoAnswer, decided, intervention, lapse_reason
from sim.drill.heard import all_read
from sim.drill.left_out import WHY, not_coming
from sim.drill.notices import reached, silences
from sim.drill.parts import Window
from sim.drill.people import title_of
from sim.drill.recorder import NotForTheRoom, Refused
from sim.drill.schedule import Item, due, last_of, next_talked, to_come
from sim.drill.setup import Setup
from sim.drill.slots import NoValue, fill
from sim.drill.truth import aware_since, undecided, why_not
from sim.model.interventions import to_json

__all__ = ("Conduct", "NotForTheRoom", "Refused")

NOTHING_MORE = "nothing more comes in this module"
ASLEEP = "the machine was asleep; the clock is stopped"


class Conduct(Acting):
    """An exercise being conducted."""

    # the course of it

    def begin(self, setup: Setup) -> None:
        """The first entry, and the first segment."""
        if self.state.setup is not None:
            raise Refused("the exercise has begun already")
        self.write("begin", setup.to_json())
        self.clock = replace(self.clock, speed=setup.pace)
        self._opens(setup)

    def _opens(self, setup: Setup) -> None:
        """What does not come for want of its objective is held; then the first segment."""
        for item in not_coming(self.state.exercise, setup.left_out):
            if not self.state.settled(item):
                self._held(item, WHY)
        self.write("segment", {"segment": self.state.exercise.segments[0].id})

    def resumes(self) -> None:
        """Goes on after a break: the clock is stopped, and the room's time goes on from where it was."""
        if self.state.setup is None or self.state.ended or self.state.frozen:
            return
        self.write("resume", {"why": "after a break"})
        if self.state.segment is None:
            self._opens(self.state.setup)
            return
        self.unmeasured()
        self.looks()
        if self.clock.running:  # a question under time pressure has opened just now, and nobody has read it
            self.stop("after a break")

    def next_segment(self) -> None:
        """Ends the segment that is on: open questions end in no decision, what was not delivered is held; goes on to the next.

        Where the story jumps there, the emergency goes on to that time meanwhile, and what the room was told of it is read as past.
        """
        self.goes_on()
        segments = self.state.exercise.segments
        place = segments.index(self.segment)
        if place + 1 == len(segments):
            raise Refused("this is the last segment; end the exercise")
        following, stood = segments[place + 1], self.state.time
        begins: dict[str, Any] = {"segment": following.id}
        self._close()
        if following.kind == "hot-wash":
            self._not_called_for()
            self.all_acts()
        elif following.story is not None:
            self.jumps_to(following.story)
            all_read(self)
            begins |= {"played_on": stood} if self.clock.incident > stood else {}
        self.tells(reached(self.state, self.state.time, at_the_end=True))
        self.write("segment", begins)
        self._look()

    def end(self) -> None:
        """The exercise is over. What was still to come in any module is held; one that was frozen stays as it was then."""
        if self.state.ended:
            raise Refused("the exercise is over")
        if not self.state.frozen:
            self._close()
            self.tells(reached(self.state, self.state.time, at_the_end=True))
            items: list[Item] = [*self.state.exercise.injects, *self.state.exercise.decisions]
            for item in items:
                if not self.state.settled(item):
                    self._held(item, "the exercise ended before")
        self.write("end", {})

    def _close(self) -> None:
        why = self._why_closed()
        for window in [*self.state.windows.values()]:
            if window.state in ("open", "waiting"):
                self._lapse(window, why)
        for item in to_come(self.state):
            self._held(item, undecided(item, self.state) or why)
        self.clock = self.clock.stops()

    def _why_closed(self) -> str:
        """Why what is left of the segment that is on does not come."""
        if self.clock.room - self.state.segment_room >= 60.0 * self.segment.minutes:
            return "no time left"
        over = self.segment.kind == "played" and self.state.engines.over
        return "the incident was over before" if over else "the module was ended before"

    def _not_called_for(self) -> None:
        """What comes only when it is called for is held: nothing is played any more."""
        for inject in self.state.exercise.injects:
            if not self.state.settled(inject):
                self._held(inject, "not called for")

    # time

    def tick(self, seconds: float) -> None:
        """So much of the room's time has passed."""
        was = self.clock
        self.clock, seconds_due = self.clock.ticks(seconds)
        slept = was.running and not self.clock.running
        if slept:
            self.unmeasured()
        for _ in range(seconds_due):
            self.second()
            if not slept and (not self.clock.running or self.clock.pressed > was.pressed):
                return
        if slept:
            self.stop(ASLEEP)
        elif self.clock.stretch_is_over:
            stop = self.next_stop()
            self._plays_to(self.clock.incident if stop is None else stop)
        elif not was.running and self.goes_unnoticed:
            self.write("clock", {})

    def play(self, speed: int | None = None) -> None:
        """Starts the clock, or changes its speed. In a talked segment it stands still: there the room talks all the time."""
        self._may_run()
        if self.state.front is not None and self.state.front.answering:
            self.answer_left()
            return
        if self.segment.kind == "talked":
            raise Refused(f"T+ stands still in {self.segment.title}; go on to the next stop instead")
        try:
            clock = self.clock.plays(speed, bool(self.state.setup and self.state.setup.rehearsal))
        except ClockRefuses as error:
            raise Refused(str(error)) from error
        all_read(self)
        self.write("play", {"speed": clock.speed})
        self.clock = clock.presses() if self.state.front else clock

    def jump(self, to: float | None = None) -> None:
        """Plays on at full speed to the next stop, never past it. In a talked segment the next item comes. to: where that is, if known."""
        self._may_jump()
        if self.segment.kind != "played":
            all_read(self)
            self._next_item()
        elif (stop := self.next_stop() if to is None else to) is None:
            raise NotForTheRoom(f"{NOTHING_MORE}; end it")
        else:
            all_read(self)
            self._plays_to(stop)

    def next_stop(self) -> float | None:
        """T+ of the next stop of a played segment; where there is none, of the last that happens. None where nothing more does.

        It is played ahead, on a journal that nobody keeps. Raises Refused as a jump does.
        """
        self._may_jump()
        ahead = self.ahead()
        all_read(ahead)
        ahead._plays_to(math.inf)
        return ahead.state.time if not ahead.over else last_of(ahead.state, since=self.state.time)

    def _plays_to(self, time: float) -> None:
        """Plays on to a stop, at the latest to this T+."""
        self.clock = self.clock.plays()
        while self.clock.running and not self.clock.pressed and self.clock.incident < time:
            self.second()
        if self.clock.running and not self.clock.pressed:
            self.stop(NOTHING_MORE)

    def _may_jump(self) -> None:
        self._may_run()
        if pressed := self.state.front:
            runs = "T+ runs" if self.clock.pressed else "start T+, which then runs"
            raise Refused(
                f"{pressed.decision.id} is open under time pressure: {runs} at ×1 until it is answered"
            )

    @property
    def nothing_more(self) -> bool:
        """Whether nothing more comes in the segment that is on, and nothing is open."""
        waiting = any(window.state in ("open", "waiting") for window in self.state.windows.values())
        if waiting or self.segment.kind == "talked":
            return not waiting and next_talked(self.state) is None
        return not to_come(self.state)

    def _may_run(self) -> None:
        self.goes_on()
        if self.segment.kind not in ("played", "talked"):
            raise Refused(f"nothing is played in {self.segment.title}")
        front = self.state.front
        if front is not None and front.decision.kind == "talk":
            raise Refused(f"{front.decision.id} is open: T+ stands still while the room talks")
        if self.segment.kind == "played" and self.state.engines.over:
            raise NotForTheRoom("the incident is over; end the module")

    def second(self) -> bool:
        """Plays one second of the incident. Returns whether the clock goes on."""
        self.acts(self.clock.incident + 1.0, inclusive=False)
        self.clock = self.clock.second()
        self.write("clock", {})
        self.acts(float(self.clock.incident))
        return self._look()

    # what comes due

    def _look(self) -> bool:
        """Looks at what has come due. Returns whether the clock goes on."""
        begun = -1
        while begun != len(self.state.done):  # what follows on an act comes in the same second
            begun = len(self.state.done)
            self._comes_due()
            self.acts(self.state.time)
        if self.segment.kind == "played" and self.clock.running and self.state.engines.over:
            self.stop("the incident is over")
        self.follows()
        return self.clock.running

    def _comes_due(self) -> None:
        if self.segment.kind == "played":
            self._silence()
            self.tells(reached(self.state, self.state.time))
            while (item := next(due(self.state), None)) is not None:
                self._comes(item)  # and so does what follows on a line
        for window in [*self.state.windows.values()]:
            self._moves(window)

    def _silence(self) -> None:
        """An announcement that reached nobody stops the clock, but not while something is decided under time pressure."""
        for found in list(silences(self.state)):
            self.tells([found])
            if not self.clock.pressed:
                self.stop(found.says)

    def _comes(self, item: Inject | Decision) -> None:
        """An inject is delivered, a question is asked, unless its guards say no."""
        reason = why_not(item.when, item.unless, self.state, self.state.labels.place)
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
            says = fill(inject.says, self.state)
        except NoValue as error:
            self._held(inject, str(error))
            return
        zone = self.state.view.hazard if inject.reports_hazard else ""
        world = [to_json(intervention(act.model_dump(), self.state)) for act in inject.world]
        delivered = {"inject": inject.number, "outcome": "delivered", "says": says}
        self.write("inject", {**delivered, "zone": zone, "world": world, "cue": cue.to_json()})

    def _asks(self, decision: Decision) -> None:
        """A question opens once its role knows; until then it waits."""
        data: dict[str, Any] = {"decision": decision.id}
        who = title_of(self.state.exercise, decision.of)
        if decision.of not in self.state.played:
            self.write("ask", {**data, "state": "held", "why": f"{who} is modelled"})
            return
        aware = aware_since(self.state, decision.of)
        person = self.state.roster_id(decision.of)
        if self.segment.kind == "talked" or aware is not None:
            self.write("ask", {**data, "state": "open", "aware": aware})
        elif not any(party.id == person and party.present for party in self.state.view.people):
            self.write("ask", {**data, "state": "held", "why": f"{who} is away today"})
        else:
            self.write("ask", {**data, "state": "waiting", "why": f"{who} does not know yet"})

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

    def _next_item(self) -> None:
        item = next_talked(self.state)
        if item is None:
            raise NotForTheRoom(f"{NOTHING_MORE}; end it")
        self._comes(item)
        self._look()

    # what people do

    def looks(self) -> None:
        """What was done begins, and what comes of it comes at once."""
        self.acts(self.state.time)
        self._look()

    def answer(self, decision: str, answer: Answer) -> None:
        """The room has decided. Raises Refused where the question is not open, or the answer cannot be."""
        self.goes_on()
        window = self.state.windows.get(decision)
        if window is None or window.state != "open":
            raise Refused(f"{decision} is not open" + (f": {window.why}" if window and window.why else ""))
        try:
            payload = decided(window, answer, self.state)
        except NoAnswer as error:
            self.write("refuse", {"decision": decision, "option": answer.option, "why": str(error)})
            raise Refused(str(error)) from error
        if window is self.state.front and not (self.clock.pressed or window.answering):
            self.unmeasured("T+ stood still")
        self.write("decide", payload)
        self.clock = self.clock.stops()
        self.looks()

    def no_decision(self, decision: str) -> None:
        """The question ends without an answer."""
        self.goes_on()
        window = self.state.windows.get(decision)
        if window is None or window.state not in ("open", "waiting"):
            raise Refused(f"{decision} is not open")
        self._lapse(window, "no decision")
        self._look()

    def inject(self, number: int, outcome: str, why: str = "") -> None:
        """The facilitator delivers, holds or cancels a line of the MSEL."""
        self.goes_on()
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

    def take_back(self) -> str:
        """Takes back the last intervention, and T+ with it; the clock is stopped."""
        last = super().take_back()
        self.unmeasured()
        return last

    def hand_back(self, role: str) -> None:
        """Nobody plays this role any more: the model does."""
        self.goes_on()
        if role not in self.state.played:
            raise Refused(f"{role} is not played")
        for window in [*self.state.windows.values()]:
            if window.decision.of == role and window.state in ("open", "waiting"):
                self._lapse(window, f"{title_of(self.state.exercise, role)} is modelled")
        self.write("role", {"role": role, "persons": self.state.only_played_by(role)})
        self.follows()

    def freeze(self) -> None:
        """A real emergency: everything stands still for good. It may be one more, while what was played is looked back at."""
        if not self.state.frozen:
            self.goes_on()
        self.clock = self.clock.freezes()
        self.write("freeze", {})
