"""Conducts an exercise: what people do, and what comes due, becomes an entry of the journal, and only then takes effect.

The one owner of the clock. Screens and scripts do the same things here and leave the same journal. What cannot be done now is refused in
words (`CommandRejected`), and nothing has happened.
"""

import math
from dataclasses import replace
from typing import Any

from scenarios.exercise import Decision, Inject
from sim.drill.acting import ActionConductor
from sim.drill.clock import ClockRejection
from sim.drill.cues import Trigger, build_trigger
from sim.drill.decisions import DecisionResponse, InvalidDecision, build_decision_payload, parse_intervention, no_decision_reason
from sim.drill.heard import mark_all_read
from sim.drill.left_out import DESCOPED_REASON, list_descoped_items
from sim.drill.notices import find_reach_notices, find_silent_alerts
from sim.drill.parts import DecisionPoint
from sim.drill.people import find_role_title
from sim.drill.recorder import FacilitatorOnlyRejection, CommandRejected
from sim.drill.schedule import Item, iterate_due, find_last_activity, find_next_discussion_item, list_upcoming
from sim.drill.setup import Setup
from sim.drill.slots import MissingValue, fill_slots
from sim.drill.truth import find_aware_since, find_undecided, explain_unmet
from sim.model.interventions import to_json

__all__ = ("Conductor", "FacilitatorOnlyRejection", "CommandRejected")

NOTHING_LEFT = "nothing more comes in this module"
ASLEEP = "the machine was asleep; the clock is stopped"


class Conductor(ActionConductor):
    """An exercise being conducted."""

    # the course of it

    def begin(self, setup: Setup) -> None:
        """The first entry, and the first segment."""
        if self.state.setup is not None:
            raise CommandRejected("the exercise has begun already")
        self.write("begin", setup.to_json())
        self.clock = replace(self.clock, speed=setup.pace)
        self._open_first_segment(setup)

    def _open_first_segment(self, setup: Setup) -> None:
        """What does not come for want of its objective is held; then the first segment."""
        for item in list_descoped_items(self.state.exercise, setup.left_out):
            if not self.state.is_resolved(item):
                self._hold(item, DESCOPED_REASON)
        self.write("segment", {"segment": self.state.exercise.segments[0].id})

    def resume(self) -> None:
        """Goes on after a break: the clock is stopped, and the room's time goes on from where it was."""
        if self.state.setup is None or self.state.ended or self.state.frozen:
            return
        self.write("resume", {"why": "after a break"})
        if self.state.segment is None:
            self._open_first_segment(self.state.setup)
            return
        self.mark_unmeasured()
        self.update()
        if self.clock.is_running:  # a question under time pressure has opened just now, and nobody has read it
            self.stop("after a break")

    def next_segment(self) -> None:
        """Ends the segment that is on: open questions end in no decision, what was not delivered is held; goes on to the next.

        Where the story jumps there, the emergency goes on to that time meanwhile, and what the room was told of it is read as past.
        """
        self.check_active()
        segments = self.state.exercise.segments
        place = segments.index(self.segment)
        if place + 1 == len(segments):
            raise CommandRejected("this is the last segment; end the exercise")
        following, stood = segments[place + 1], self.state.time
        begins: dict[str, Any] = {"segment": following.id}
        self._close_segment()
        if following.kind == "hot-wash":
            self._hold_contingencies()
            self.start_all_actions()
        elif following.story is not None:
            self.jump_to_scenario_time(following.story)
            mark_all_read(self)
            begins |= {"played_on": stood} if self.clock.incident_time > stood else {}
        self.record_notices(find_reach_notices(self.state, self.state.time, at_the_end=True))
        self.write("segment", begins)
        self._process_due()

    def end(self) -> None:
        """The exercise is over. What was still to come in any module is held; one that was frozen stays as it was then."""
        if self.state.ended:
            raise CommandRejected("the exercise is over")
        if not self.state.frozen:
            self._close_segment()
            self.record_notices(find_reach_notices(self.state, self.state.time, at_the_end=True))
            items: list[Item] = [*self.state.exercise.injects, *self.state.exercise.decisions]
            for item in items:
                if not self.state.is_resolved(item):
                    self._hold(item, "the exercise ended before")
        self.write("end", {})

    def _close_segment(self) -> None:
        why = self._closing_reason()
        for window in [*self.state.decision_points.values()]:
            if window.state in ("open", "waiting"):
                self._record_no_decision(window, why)
        for item in list_upcoming(self.state):
            self._hold(item, find_undecided(item, self.state) or why)
        self.clock = self.clock.stop()

    def _closing_reason(self) -> str:
        """Why what is left of the segment that is on does not come."""
        if self.clock.exercise_time - self.state.segment_started_at >= 60.0 * self.segment.minutes:
            return "no time left"
        over = self.segment.kind == "played" and self.state.running_arms.is_over
        return "the incident was over before" if over else "the module was ended before"

    def _hold_contingencies(self) -> None:
        """What comes only when it is called for is held: nothing is played any more."""
        for inject in self.state.exercise.injects:
            if not self.state.is_resolved(inject):
                self._hold(inject, "not called for")

    # time

    def tick(self, seconds: float) -> None:
        """So much of the room's time has passed."""
        was = self.clock
        self.clock, seconds_due = self.clock.tick(seconds)
        slept = was.is_running and not self.clock.is_running
        if slept:
            self.mark_unmeasured()
        for _ in range(seconds_due):
            self.play_second()
            if not slept and (not self.clock.is_running or self.clock.is_timed > was.is_timed):
                return
        if slept:
            self.stop(ASLEEP)
        elif self.clock.is_interval_over:
            stop = self.find_next_stop()
            self._play_to(self.clock.incident_time if stop is None else stop)
        elif not was.is_running and self.is_clock_mark_due:
            self.write("clock", {})

    def play(self, speed: int | None = None) -> None:
        """Starts the clock, or changes its speed. In a talked segment it stands still: there the room talks all the time."""
        self._require_run_allowed()
        if self.state.current_decision is not None and self.state.current_decision.is_answering:
            self.abandon_answer()
            return
        if self.segment.kind == "talked":
            raise CommandRejected(f"T+ stands still in {self.segment.title}; go on to the next stop instead")
        try:
            clock = self.clock.start(speed, bool(self.state.setup and self.state.setup.rehearsal))
        except ClockRejection as error:
            raise CommandRejected(str(error)) from error
        mark_all_read(self)
        self.write("play", {"speed": clock.speed})
        self.clock = clock.start_countdown() if self.state.current_decision else clock

    def jump(self, to: float | None = None) -> None:
        """Plays on at full speed to the next stop, never past it. In a talked segment the next item comes. to: where that is, if known."""
        self._require_jump_allowed()
        if self.segment.kind != "played":
            mark_all_read(self)
            self._trigger_next_item()
        elif (stop := self.find_next_stop() if to is None else to) is None:
            raise FacilitatorOnlyRejection(f"{NOTHING_LEFT}; end it")
        else:
            mark_all_read(self)
            self._play_to(stop)

    def find_next_stop(self) -> float | None:
        """T+ of the next stop of a played segment; where there is none, of the last that happens. None where nothing more does.

        It is played ahead, on a journal that nobody keeps. Raises Refused as a jump does.
        """
        self._require_jump_allowed()
        ahead = self.copy_for_lookahead()
        mark_all_read(ahead)
        ahead._play_to(math.inf)
        return ahead.state.time if not ahead.is_over else find_last_activity(ahead.state, since=self.state.time)

    def _play_to(self, time: float) -> None:
        """Plays on to a stop, at the latest to this T+."""
        self.clock = self.clock.start()
        while self.clock.is_running and not self.clock.is_timed and self.clock.incident_time < time:
            self.play_second()
        if self.clock.is_running and not self.clock.is_timed:
            self.stop(NOTHING_LEFT)

    def _require_jump_allowed(self) -> None:
        self._require_run_allowed()
        if pressed := self.state.current_decision:
            runs = "T+ runs" if self.clock.is_timed else "start T+, which then runs"
            raise CommandRejected(
                f"{pressed.decision.id} is open under time pressure: {runs} at ×1 until it is answered"
            )

    @property
    def is_nothing_left(self) -> bool:
        """Whether nothing more comes in the segment that is on, and nothing is open."""
        waiting = any(window.state in ("open", "waiting") for window in self.state.decision_points.values())
        if waiting or self.segment.kind == "talked":
            return not waiting and find_next_discussion_item(self.state) is None
        return not list_upcoming(self.state)

    def _require_run_allowed(self) -> None:
        self.check_active()
        if self.segment.kind not in ("played", "talked"):
            raise CommandRejected(f"nothing is played in {self.segment.title}")
        front = self.state.current_decision
        if front is not None and front.decision.kind == "talk":
            raise CommandRejected(f"{front.decision.id} is open: T+ stands still while the room talks")
        if self.segment.kind == "played" and self.state.running_arms.is_over:
            raise FacilitatorOnlyRejection("the incident is over; end the module")

    def play_second(self) -> bool:
        """Plays one second of the incident. Returns whether the clock goes on."""
        self.start_due_actions(self.clock.incident_time + 1.0, inclusive=False)
        self.clock = self.clock.count_second()
        self.write("clock", {})
        self.start_due_actions(float(self.clock.incident_time))
        return self._process_due()

    # what comes due

    def _process_due(self) -> bool:
        """Looks at what has come due. Returns whether the clock goes on."""
        begun = -1
        while begun != len(self.state.done):  # what follows on an act comes in the same second
            begun = len(self.state.done)
            self._trigger_due_items()
            self.start_due_actions(self.state.time)
        if self.segment.kind == "played" and self.clock.is_running and self.state.running_arms.is_over:
            self.stop("the incident is over")
        self.sync_clock_to_decision()
        return self.clock.is_running

    def _trigger_due_items(self) -> None:
        if self.segment.kind == "played":
            self._stop_on_silence()
            self.record_notices(find_reach_notices(self.state, self.state.time))
            while (item := next(iterate_due(self.state), None)) is not None:
                self._trigger(item)  # and so does what follows on a line
        for window in [*self.state.decision_points.values()]:
            self._update_decision_point(window)

    def _stop_on_silence(self) -> None:
        """An announcement that reached nobody stops the clock, but not while something is decided under time pressure."""
        for found in list(find_silent_alerts(self.state)):
            self.record_notices([found])
            if not self.clock.is_timed:
                self.stop(found.says)

    def _trigger(self, item: Inject | Decision) -> None:
        """An inject is delivered, a question is asked, unless its guards say no."""
        reason = explain_unmet(item.when, item.unless, self.state, self.state.labels.place)
        if reason:
            self._hold(item, reason)
        elif isinstance(item, Inject):
            self._deliver(item, build_trigger(item, self.state))
        else:
            self._ask(item)

    def _hold(self, item: Inject | Decision, reason: str) -> None:
        if isinstance(item, Inject):
            self.write("inject", {"inject": item.number, "outcome": "held", "why": reason})
        else:
            self.write("ask", {"decision": item.id, "state": "held", "why": reason})

    def _deliver(self, inject: Inject, trigger: Trigger) -> None:
        try:
            says = fill_slots(inject.says, self.state)
        except MissingValue as error:
            self._hold(inject, str(error))
            return
        zone = self.state.view.hazard if inject.reports_hazard else ""
        world = [to_json(parse_intervention(act.model_dump(), self.state)) for act in inject.world]
        delivered = {"inject": inject.number, "outcome": "delivered", "says": says}
        self.write("inject", {**delivered, "zone": zone, "world": world, "cue": trigger.to_json()})

    def _ask(self, decision: Decision) -> None:
        """A question opens once its role knows; until then it waits."""
        data: dict[str, Any] = {"decision": decision.id}
        who = find_role_title(self.state.exercise, decision.of)
        if decision.of not in self.state.played:
            self.write("ask", {**data, "state": "held", "why": f"{who} is modelled"})
            return
        aware = find_aware_since(self.state, decision.of)
        person = self.state.roster_id(decision.of)
        if self.segment.kind == "talked" or aware is not None:
            self.write("ask", {**data, "state": "open", "aware": aware})
        elif not any(party.id == person and party.is_present for party in self.state.view.people):
            self.write("ask", {**data, "state": "held", "why": f"{who} is away today"})
        else:
            self.write("ask", {**data, "state": "waiting", "why": f"{who} does not know yet"})

    def _update_decision_point(self, decision_point: DecisionPoint) -> None:
        """A question opens when its role has come to know, or ends."""
        reason = no_decision_reason(decision_point, self.state)
        if reason:
            self._record_no_decision(decision_point, reason)
        elif decision_point.state == "waiting":
            aware = find_aware_since(self.state, decision_point.decision.of)
            if aware is not None:
                self.write("ask", {"decision": decision_point.decision.id, "state": "open", "aware": aware})

    def _record_no_decision(self, decision_point: DecisionPoint, reason: str) -> None:
        self.write("lapse", {"decision": decision_point.decision.id, "why": reason})

    def _trigger_next_item(self) -> None:
        item = find_next_discussion_item(self.state)
        if item is None:
            raise FacilitatorOnlyRejection(f"{NOTHING_LEFT}; end it")
        self._trigger(item)
        self._process_due()

    # what people do

    def update(self) -> None:
        """What was done begins, and what comes of it comes at once."""
        self.start_due_actions(self.state.time)
        self._process_due()

    def submit_decision(self, decision: str, answer: DecisionResponse) -> None:
        """The room has decided. Raises Refused where the question is not open, or the answer cannot be."""
        self.check_active()
        window = self.state.decision_points.get(decision)
        if window is None or window.state != "open":
            raise CommandRejected(f"{decision} is not open" + (f": {window.reason}" if window and window.reason else ""))
        try:
            payload = build_decision_payload(window, answer, self.state)
        except InvalidDecision as error:
            self.write("refuse", {"decision": decision, "option": answer.option, "why": str(error)})
            raise CommandRejected(str(error)) from error
        if window is self.state.current_decision and not (self.clock.is_timed or window.is_answering):
            self.mark_unmeasured("T+ stood still")
        self.write("decide", payload)
        self.clock = self.clock.stop()
        self.update()

    def no_decision(self, decision: str) -> None:
        """The question ends without an answer."""
        self.check_active()
        window = self.state.decision_points.get(decision)
        if window is None or window.state not in ("open", "waiting"):
            raise CommandRejected(f"{decision} is not open")
        self._record_no_decision(window, "no decision")
        self._process_due()

    def dispose_inject(self, number: int, outcome: str, why: str = "") -> None:
        """The facilitator delivers, holds or cancels a line of the MSEL."""
        self.check_active()
        inject = next((one for one in self.state.exercise.injects if one.number == number), None)
        if inject is None:
            known = ", ".join(str(one.number) for one in self.state.exercise.injects)
            raise CommandRejected(f"there is no inject {number}; there is {known}")
        delivery = self.state.deliveries.get(number)
        if delivery is not None and delivery.outcome in ("delivered", "cancelled"):
            raise CommandRejected(f"inject {number} was {delivery.outcome} at T+{delivery.time:.0f} s")
        if outcome == "delivered":
            self._deliver(inject, Trigger(self.state.time))
        else:
            self.write("inject", {"inject": number, "outcome": outcome, "why": why or "facilitator"})
        self._process_due()

    def undo_last(self) -> str:
        """Takes back the last intervention, and T+ with it; the clock is stopped."""
        last = super().undo_last()
        self.mark_unmeasured()
        return last

    def return_to_simulation(self, role: str) -> None:
        """Nobody plays this role any more: the model does."""
        self.check_active()
        if role not in self.state.played:
            raise CommandRejected(f"{role} is not played")
        for window in [*self.state.decision_points.values()]:
            if window.decision.of == role and window.state in ("open", "waiting"):
                self._record_no_decision(window, f"{find_role_title(self.state.exercise, role)} is modelled")
        self.write("role", {"role": role, "persons": self.state.persons_released_by(role)})
        self.sync_clock_to_decision()

    def freeze(self) -> None:
        """A real emergency: everything stands still for good. It may be one more, while what was played is looked back at."""
        if not self.state.frozen:
            self.check_active()
        self.clock = self.clock.freeze()
        self.write("freeze", {})
