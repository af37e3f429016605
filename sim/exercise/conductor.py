"""Conducts an exercise: every command, and every item that comes due, becomes a journal entry before it takes effect.

`Conductor` owns the clock (`Clock`), the journal and the state (`State`); `sim.exercise.schedule` decides which items are due. Screens and
scripts call the same methods and leave the same journal. A command that is not possible now raises `CommandRejected` and changes nothing.
T+ stands still while a decision is discussed, and runs at ×1 for a timed one.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from scenarios.exercise import Decision, Inject, Segment
from scenarios.library import ValidatedExercise
from sim.exercise.action_text import MissingValue, fill_slots
from sim.exercise.clock import SPEEDS, Clock, ClockRejection
from sim.exercise.decisions import (
    DecisionResponse,
    InvalidDecision,
    build_decision,
    no_decision_reason,
    parse_intervention,
)
from sim.exercise.events import (
    ANSWERING_REASON,
    ASLEEP,
    NO_DECISION,
    NOTHING_LEFT,
    ActionStarted,
    ClockMarked,
    ClockStarted,
    ClockStopped,
    Corrected,
    Dated,
    DecisionAsked,
    DecisionLapsed,
    DecisionPoint,
    DecisionRejected,
    Ended,
    Event,
    Frozen,
    HoldReleased,
    InjectResolved,
    MarkedUnmeasured,
    MessagesRead,
    NoteAdded,
    NoticeGiven,
    ParticipantsSet,
    Resumed,
    RoleReturned,
    ScheduledAction,
    SegmentBegun,
    Setup,
    Undone,
)
from sim.exercise.journal import Entry, Journal, MemoryJournal, NothingToUndo, find_last_intervention
from sim.exercise.journal_replay import replay_journal
from sim.exercise.messages import (
    describe_unread,
    find_reach_notices,
    find_silent_alerts,
    has_uncounted_messages,
    list_unread,
)
from sim.exercise.participants import Participant, build_role_titles, find_role_title
from sim.exercise.schedule import (
    DESCOPED_REASON,
    Item,
    find_last_activity,
    find_last_event,
    find_next_discussion_item,
    find_unasked,
    iterate_due,
    list_descoped_items,
    list_upcoming,
)
from sim.exercise.state import State
from sim.exercise.triggers import Trigger, build_trigger, explain_unmet, find_aware_since, find_undecided
from sim.model.interventions import to_json
from sim.model.school_calendar import SchoolCalendar, find_opening_after

Listener = Callable[[Entry], None]


class CommandRejected(Exception):
    """A command is not possible now; the message says why."""


class FacilitatorOnlyRejection(CommandRejected):
    """The same, with a reason that participants must not read."""


CLOCK_MARK_SECONDS = 10.0
"""Seconds of the exercise clock that pass at most, while T+ stands still, before the journal holds that they have."""


def find_module_time(log: list[Entry]) -> float:
    """T+ at which a module stands, also where a break cut off acts that are played on between two modules."""
    passing = ActionStarted.KIND, NoticeGiven.KIND, Resumed.KIND
    return next((entry.incident_time for entry in reversed(log) if entry.kind not in passing), 0.0)


class Conductor:
    """An exercise being conducted."""

    def __init__(self, opened: ValidatedExercise, journal: Journal, listener: Listener | None = None) -> None:
        """Replays the journal, with the clock stopped. listener: called with each new entry after it took effect."""
        self.opened = opened
        self.journal = journal
        self.listener = listener
        self.state: State = replay_journal(opened, journal)
        self.clock = Clock(
            exercise_time=self.state.exercise_time,
            incident_time=int(self.state.time),
            speed=min(self.state.speed, SPEEDS[-1]),
            is_frozen=self.state.frozen,
        )

    # entries

    def write(self, event: Event, time: float | None = None) -> Entry:
        """Appends an event to the journal, then applies it to the state."""
        return self.write_all([event], time)[0]

    def write_all(self, events: Sequence[Event], time: float | None = None) -> list[Entry]:
        """Appends events of one moment to the journal, all of them or none, then applies them to the state."""
        at = max(float(self.clock.incident_time), self.state.time) if time is None else time
        written = [(event.KIND, event.to_payload()) for event in events]
        entries = self.journal.append_all(self.clock.exercise_time, at, written)
        for entry in entries:
            self.state.apply_event(entry)
            if self.listener is not None:
                self.listener(entry)
        return entries

    @property
    def segment(self) -> Segment:
        """The current module. Raises CommandRejected before the exercise has begun."""
        if self.state.segment is None:
            raise CommandRejected("the exercise has not begun")
        return self.state.segment

    def check_active(self) -> None:
        """Raises CommandRejected if the exercise is over or frozen."""
        if self.state.frozen:
            raise CommandRejected("the exercise is frozen: real emergency")
        if self.state.ended:
            raise CommandRejected("the exercise is over")

    def record_date(self, now: datetime) -> None:
        """Records date and minute, for reports only."""
        self.write(Dated(now.isoformat(timespec="minutes")))

    # taking back

    def undo_last(self) -> str:
        """Undoes the last decision or delivery if nothing depends on it, and sets T+ back to it. Returns its id."""
        self.check_active()
        last, time = self._last_undoable()
        event = Undone(last)
        entry = self.journal.append(self.clock.exercise_time, time, event.KIND, event.to_payload())
        self.state = replay_journal(self.opened, self.journal)
        self.clock = replace(self.clock.stop(), incident_time=int(self.state.time))
        if self.listener is not None:
            self.listener(entry)
        self.mark_unmeasured()
        return last

    def last_intervention(self) -> str:
        """The id of the last decision or delivery. Raises CommandRejected if something may depend on it."""
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
            raise CommandRejected(f"there is no objective {objective}; choose from {', '.join(known)}")
        id_ = f"{kind}-{1 + sum(note.kind == kind for note in self.state.notes.values())}"
        self.write(NoteAdded(id_, kind, text, objective, rating))
        return id_

    def set_participants(self, here: Iterable[Participant]) -> None:
        """Replaces the list of participants. Raises CommandRejected for an unknown role. No effect on the model."""
        if self.state.setup is None:
            raise CommandRejected("the exercise has not begun")
        people = [*here]
        known = build_role_titles(self.state.exercise)
        strangers = [one.role for one in people if one.role not in known]
        if strangers:
            raise CommandRejected(f"there is no role {strangers[0]!r}; there is {', '.join(known)}")
        self.write(ParticipantsSet([one.to_json() for one in people]))

    def correct(self, of: str, **values: Any) -> None:
        """Corrects fields of a note, or the rationale of a decision. No effect on the model."""
        window = self.state.decision_points.get(of)
        decided = window is not None and window.state == "decided" and values.keys() <= {"rationale"}
        if of not in self.state.notes and not decided:
            raise CommandRejected(f"there is no note {of}, and no decision of that name that was taken")
        self.write(Corrected(of, values))

    # the clock, as the current decision has it

    @property
    def is_clock_mark_due(self) -> bool:
        """Whether a restart would lose more than `CLOCK_MARK_SECONDS` of exercise time."""
        begun = self.state.segment is not None and not (self.state.frozen or self.state.ended)
        return begun and self.clock.exercise_time - self.state.exercise_time >= CLOCK_MARK_SECONDS

    def stop(self, why: str = "facilitator") -> None:
        """Stops the clock."""
        if self.state.frozen or self.state.ended:
            return
        self.mark_unmeasured()
        self.clock = self.clock.stop()
        self.write(ClockStopped(why))

    def pass_room_time(self, seconds: float) -> None:
        """Adds exercise time in which nothing is played."""
        self.clock = replace(self.clock, exercise_time=self.clock.exercise_time + seconds)

    @property
    def is_over(self) -> bool:
        """Whether the participants' arm has come to its all clear or its horizon."""
        return self.state.running_arms.is_over

    def sync_clock_to_decision(self) -> None:
        """Sets the clock as the current decision needs it: still for discussion, ×1 for a timed decision.

        Participants read new messages before T+ runs, also before it runs for a timed decision; while they decide under time pressure, only
        writing their answer stops it. Once the clock was stopped for a timed decision, it stands until the facilitator starts it.
        """
        front = self.state.current_decision
        if front is None:
            self.clock = self.clock.end_countdown()
            if self.clock.is_running and (told := describe_unread(self.state)):
                self.stop(told)
        elif front.decision.kind == "talk":
            self.clock = self.clock.stop()
        elif self.clock.is_timed or front.is_answering:
            return
        elif front.unmeasured_reason or self.is_over:
            self.clock = self.clock.stop()
        elif told := describe_unread(self.state):
            self._hold_clock(told)
        else:
            self.write(ClockStarted(self.clock.speed))
            self.clock = self.clock.start_countdown()

    def start_answer(self) -> None:
        """Stops T+ while a spoken answer is written down; the time so far counts as measured."""
        if self.clock.is_timed:
            self.clock = self.clock.stop()
            self.write(ClockStopped(ANSWERING_REASON))

    def abandon_answer(self) -> None:
        """Runs T+ on after an answer was not given."""
        if self.state.current_decision is not None and self.state.current_decision.is_answering:
            self.write(ClockStarted(self.clock.speed))
            self.clock = self.clock.start_countdown()

    def _hold_clock(self, told: str) -> None:
        self.clock = self.clock.stop()
        if self.state.stop_reason != told:
            self.write(ClockStopped(told))

    def mark_unmeasured(self, why: str = "the clock was stopped") -> None:
        """Records that the current timed decision no longer yields a response time, because T+ stands still."""
        front = self.state.current_decision
        if front is not None and front.decision.kind == "pressed" and not front.unmeasured_reason:
            self.write(MarkedUnmeasured(front.decision.id, why))

    # what was decided takes place

    def start_due_actions(self, until: float, inclusive: bool = True) -> None:
        """Starts decided actions up to this T+, except those of a person who is still busy."""
        for at, _, act in sorted(self._earliest_actions(until), key=lambda one: one[:2]):
            if at < until or (inclusive and at == until):
                self.state.running_arms.run_until(at)
                if not self.state.running_arms.player.is_busy(act.intervention):
                    event = ActionStarted(act.source_id, act.number, to_json(act.intervention))
                    self.write(event, at)

    def _earliest_actions(self, until: float) -> Iterator[tuple[float, tuple[float, str, int], ScheduledAction]]:
        late = float(max(math.ceil(self.state.time), math.floor(until)))
        for act in self.state.pending:
            in_time = act.time >= self.state.time and act.time > until - 1.0
            yield act.time if in_time else late, (act.time, act.source_id, act.number), act

    def start_all_actions(self) -> None:
        """Plays on until every decided action has started."""
        second = math.ceil(self.state.time)
        while self.state.pending:
            self.start_due_actions(float(second))
            if self.state.pending:
                self._record_reach(float(second))
            second += 1

    def record_notices(self, found: Iterable[NoticeGiven], time: float | None = None) -> None:
        """Records outcomes that participants learn of. time: T+, by default now."""
        for one in list(found):
            self.write(one, time)

    def _record_reach(self, time: float) -> None:
        self.state.running_arms.run_until(time)
        self.state.milestones.update()
        self.record_notices(find_reach_notices(self.state, time), time)

    def find_jump_target(self, story: float) -> float:
        """Seconds from onset at which a jump ends: the scenario time, or the last event in any arm if that is sooner.

        Found by playing ahead on a journal in memory.
        """
        ahead = self.copy_for_lookahead()
        ahead._advance(story)
        return min(story, max(ahead.state.time, find_last_event(ahead.state.running_arms)))

    def copy_for_lookahead(self) -> Self:
        """The same exercise at the same T+, on a journal in memory, to see what lies ahead."""
        other = type(self)(self.opened, MemoryJournal(self.journal.header, self.journal.entries()))
        other.clock = self.clock
        other.state.pass_time(self.state.time)
        return other

    def _advance(self, time: float) -> None:
        while (self.state.pending or has_uncounted_messages(self.state)) and self.clock.incident_time < time:
            self.clock = self.clock.advance(self.clock.incident_time + 1)
            self.start_due_actions(float(self.clock.incident_time))
            self._record_reach(float(self.clock.incident_time))
        self.clock = replace(self.clock, incident_time=max(self.clock.incident_time, math.ceil(time)))
        self.state.running_arms.run_until(float(self.clock.incident_time))
        self.state.milestones.update()

    # the course of it

    def begin(self, setup: Setup) -> None:
        """Begins the exercise and its first module."""
        if self.state.setup is not None:
            raise CommandRejected("the exercise has begun already")
        self.write(setup)
        self.clock = replace(self.clock, speed=setup.pace)
        self._open_first_segment(setup)

    def _open_first_segment(self, setup: Setup) -> None:
        for item in list_descoped_items(self.state.exercise, setup.left_out):
            if not self.state.is_resolved(item):
                self._hold(item, DESCOPED_REASON)
        self.write(SegmentBegun(self.state.exercise.segments[0].id))

    def resume(self) -> None:
        """Continues after a break, with the clock stopped and the exercise time of the last entry."""
        if self.state.setup is None or self.state.ended or self.state.frozen:
            return
        self.write(Resumed("after a break"))
        if self.state.segment is None:
            self._open_first_segment(self.state.setup)
            return
        self.mark_unmeasured()
        if self.state.time == self.clock.incident_time:  # a second cut short is played on when T+ is
            self.update()
        if self.clock.is_running:  # a question under time pressure has opened just now, and nobody has read it
            self.stop("after a break")

    def next_segment(self) -> None:
        """Ends the current module and begins the next: open decisions lapse, undelivered injects are held.

        If the scenario time jumps there, the emergency is played to that time, and messages about it count as read.
        """
        self.check_active()
        segments = self.state.exercise.segments
        place = segments.index(self.segment)
        if place + 1 == len(segments):
            raise CommandRejected("this is the last segment; end the exercise")
        following, stood = segments[place + 1], find_module_time(self.state.log)
        played_on = None
        self._close_segment()
        if following.kind == "hot-wash":
            self._hold_contingencies()
            self.start_all_actions()
        elif following.story is not None:
            self._advance(self.find_jump_target(following.story))
            mark_all_read(self)
            played_on = stood if self.clock.incident_time > stood else None
        self.record_notices(find_reach_notices(self.state, self.state.time, at_the_end=True))
        self.write(SegmentBegun(following.id, played_on))
        self._process_due()

    def end(self) -> None:
        """Ends the exercise. Items still to come are held, except in a frozen exercise."""
        if self.state.ended:
            raise CommandRejected("the exercise is over")
        if not self.state.frozen:
            self._close_segment()
            self.record_notices(find_reach_notices(self.state, self.state.time, at_the_end=True))
            items: list[Item] = [*self.state.exercise.injects, *self.state.exercise.decisions]
            for item in items:
                if not self.state.is_resolved(item):
                    self._hold(item, "the exercise ended before")
        self.write(Ended())

    def _close_segment(self) -> None:
        why = self._closing_reason()
        for window in [*self.state.decision_points.values()]:
            if window.state in ("open", "waiting"):
                self.write(DecisionLapsed(window.decision.id, why))
        for item in list_upcoming(self.state):
            self._hold(item, find_undecided(item, self.state) or why)
        self._release_unasked()
        self.clock = self.clock.stop()

    def _closing_reason(self) -> str:
        if self.clock.exercise_time - self.state.segment_started_at >= 60.0 * self.segment.minutes:
            return "no time left"
        over = self.segment.kind == "played" and self.state.running_arms.is_over
        return "the simulation ended before" if over else "the module was ended before"

    def _hold_contingencies(self) -> None:
        for inject in self.state.exercise.injects:
            if not self.state.is_resolved(inject):
                self._hold(inject, "not called for")

    # time

    def tick(self, seconds: float) -> None:
        """Advances by seconds of exercise time."""
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
            self.write(ClockMarked())

    def play(self, speed: int | None = None) -> None:
        """Starts the clock, or changes its speed. T+ never runs in a discussion module."""
        self._require_run_allowed()
        if self.state.current_decision is not None and self.state.current_decision.is_answering:
            self.abandon_answer()
            return
        if self.segment.kind == "talked":
            raise CommandRejected(f"scenario time does not run in {self.segment.title}; go to the next stop instead")
        try:
            clock = self.clock.start(speed, bool(self.state.setup and self.state.setup.rehearsal))
        except ClockRejection as error:
            raise CommandRejected(str(error)) from error
        mark_all_read(self)
        self.write(ClockStarted(clock.speed))
        self.clock = clock.start_countdown() if self.state.current_decision else clock

    def jump(self, to: float | None = None) -> None:
        """Plays to the next stop at full speed; in a discussion module, triggers the next item. to: the stop, if known."""
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
        """T+ of the next stop in a played module, or of its last event; None if nothing more happens.

        Found by playing ahead on a journal in memory. Raises CommandRejected as `jump` does.
        """
        self._require_jump_allowed()
        ahead = self.copy_for_lookahead()
        mark_all_read(ahead)
        ahead._play_to(math.inf)
        return ahead.state.time if not ahead.is_over else find_last_activity(ahead.state, since=self.state.time)

    def _play_to(self, time: float) -> None:
        self.clock = self.clock.start()
        while self.clock.is_running and not self.clock.is_timed and self.clock.incident_time < time:
            self.play_second()
        if self.clock.is_running and not self.clock.is_timed:
            self.stop(NOTHING_LEFT)

    def _require_jump_allowed(self) -> None:
        self._require_run_allowed()
        if pressed := self.state.current_decision:
            runs = "T+ runs" if self.clock.is_timed else "start T+, which then runs"
            raise CommandRejected(f"{pressed.decision.id} is a timed question: {runs} at ×1 until it is answered")

    @property
    def is_nothing_left(self) -> bool:
        """Whether the current module has no open decision and no item left."""
        waiting = any(window.state in ("open", "waiting") for window in self.state.decision_points.values())
        if waiting or self.segment.kind == "talked":
            return not waiting and find_next_discussion_item(self.state) is None
        return not list_upcoming(self.state)

    def _require_run_allowed(self) -> None:
        self.check_active()
        if self.segment.kind not in ("played", "talked"):
            raise CommandRejected(f"no scenario time runs in {self.segment.title}")
        front = self.state.current_decision
        if front is not None and front.decision.kind == "talk":
            raise CommandRejected(f"{front.decision.id} is open: scenario time is stopped during discussion")
        if self.segment.kind == "played" and self.state.running_arms.is_over:
            raise FacilitatorOnlyRejection("the simulation has ended; end the module")

    def play_second(self) -> bool:
        """Plays one second of the incident, in days to the next thing that happens. Returns whether the clock still runs."""
        end = self._find_step_end()
        self.start_due_actions(float(end), inclusive=False)
        self.clock = self.clock.advance(end)
        self._mark_second()
        self.start_due_actions(float(self.clock.incident_time))
        return self._process_due()

    def _mark_second(self) -> None:
        """Journals T+; where it goes on for hours, only so often that a restart loses no more than `CLOCK_MARK_SECONDS`."""
        if self.state.has_alert or self.state.exercise.in_days or self.is_clock_mark_due:
            self.write(ClockMarked())
        else:
            self.state.pass_time(float(self.clock.incident_time))

    def _find_step_end(self) -> int:
        now, engine = self.clock.incident_time, self.state.running_arms.player
        if not self.state.exercise.in_days:
            return now + 1
        times = [item.at for item in list_upcoming(self.state) if item.at is not None]
        times += [act.time for act in self.state.pending]
        times += [find_opening_after(engine.tables.of(SchoolCalendar), now), engine.tables.horizon]
        latest = min(math.ceil(time) for time in times if time > now)
        return max(now + 1, math.ceil(engine.next_change(float(latest))))

    # what comes due

    def _process_due(self) -> bool:
        begun = -1
        while begun != len(self.state.done):  # what follows on an act comes in the same second
            begun = len(self.state.done)
            self._trigger_due_items()
            self._release_unasked()
            self.start_due_actions(self.state.time)
        if self.segment.kind == "played" and self.clock.is_running and self.state.running_arms.is_over:
            self.stop("the simulation has ended")
        self.sync_clock_to_decision()
        return self.clock.is_running

    def _release_unasked(self) -> None:
        if names := find_unasked(self.state):
            self.write(HoldReleased(names))

    def _trigger_due_items(self) -> None:
        if self.segment.kind == "played":
            self._stop_on_silence()
            self.record_notices(find_reach_notices(self.state, self.state.time))
            while (item := next(iterate_due(self.state), None)) is not None:
                self._trigger(item)  # and so does what follows on a line
        for window in [*self.state.decision_points.values()]:
            self._update_decision_point(window)

    def _stop_on_silence(self) -> None:
        for found in list(find_silent_alerts(self.state)):
            self.record_notices([found])
            if not self.clock.is_timed:
                self.stop(found.says)

    def _trigger(self, item: Inject | Decision) -> None:
        reason = explain_unmet(item.when, item.unless, self.state, self.state.labels.place)
        if reason:
            self._hold(item, reason)
        elif isinstance(item, Inject):
            self._deliver(item, build_trigger(item, self.state))
        else:
            self._ask(item)

    def _hold(self, item: Inject | Decision, reason: str) -> None:
        if isinstance(item, Inject):
            self.write(InjectResolved(item.number, "held", why=reason))
        else:
            self.write(DecisionAsked(item.id, "held", reason))

    def _deliver(self, inject: Inject, trigger: Trigger) -> None:
        try:
            says = fill_slots(inject.says, self.state)
        except MissingValue as error:
            self._hold(inject, str(error))
            return
        zone = self.state.view.hazard if inject.reports_hazard else ""
        world = [to_json(parse_intervention(act.model_dump(), self.state)) for act in inject.world]
        self.write(InjectResolved(inject.number, "delivered", says, zone=zone, world=world, cue=trigger.to_json()))

    def _ask(self, decision: Decision) -> None:
        who = find_role_title(self.state.exercise, decision.of)
        if decision.of not in self.state.played:
            self.write(DecisionAsked(decision.id, "held", f"{who} is modeled"))
            return
        aware = find_aware_since(self.state, decision.of)
        person = self.state.roster_id(decision.of)
        if self.segment.kind == "talked" or aware is not None:
            self.write(DecisionAsked(decision.id, "open", aware=aware))
        elif not any(party.id == person and party.is_present for party in self.state.view.people):
            self.write(DecisionAsked(decision.id, "held", f"{who} is away today"))
        else:
            self.write(DecisionAsked(decision.id, "waiting", f"{who} is not aware yet"))

    def _update_decision_point(self, decision_point: DecisionPoint) -> None:
        reason = no_decision_reason(decision_point, self.state)
        if reason:
            self.write(DecisionLapsed(decision_point.decision.id, reason))
        elif decision_point.state == "waiting":
            aware = find_aware_since(self.state, decision_point.decision.of)
            if aware is not None:
                self.write(DecisionAsked(decision_point.decision.id, "open", aware=aware))

    def _trigger_next_item(self) -> None:
        item = find_next_discussion_item(self.state)
        if item is None:
            raise FacilitatorOnlyRejection(f"{NOTHING_LEFT}; end it")
        self._trigger(item)
        self._process_due()

    # what people do

    def update(self) -> None:
        """Starts due actions and triggers due items."""
        self.start_due_actions(self.state.time)
        self._process_due()

    def submit_decision(self, decision: str, answer: DecisionResponse) -> None:
        """Records the participants' decision. Raises CommandRejected if it is not open, or cannot be made."""
        self.check_active()
        window = self.state.decision_points.get(decision)
        if window is None or window.state != "open":
            raise CommandRejected(
                f"{decision} is not open" + (f": {window.reason}" if window and window.reason else "")
            )
        try:
            made = build_decision(window, answer, self.state)
        except InvalidDecision as error:
            self.write(DecisionRejected(decision, answer.option, str(error)))
            raise CommandRejected(str(error)) from error
        if window is self.state.current_decision and not (self.clock.is_timed or window.is_answering):
            self.mark_unmeasured("scenario time was stopped")
        self.write(made)
        self.clock = self.clock.stop()
        self.update()

    def no_decision(self, decision: str) -> None:
        """Ends a decision point without a decision."""
        self.check_active()
        window = self.state.decision_points.get(decision)
        if window is None or window.state not in ("open", "waiting"):
            raise CommandRejected(f"{decision} is not open")
        self.write(DecisionLapsed(window.decision.id, NO_DECISION))
        self._process_due()

    def dispose_inject(self, number: int, outcome: str, why: str = "") -> None:
        """Delivers, holds or cancels an inject by hand."""
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
            self.write(InjectResolved(number, outcome, why=why or "facilitator"))
        self._process_due()

    def return_to_simulation(self, role: str) -> None:
        """Returns a played role to the model."""
        self.check_active()
        if role not in self.state.played:
            raise CommandRejected(f"{role} is not played")
        for window in [*self.state.decision_points.values()]:
            if window.decision.of == role and window.state in ("open", "waiting"):
                self.write(
                    DecisionLapsed(window.decision.id, f"{find_role_title(self.state.exercise, role)} is modeled")
                )
        self._release_unasked()
        self.write(RoleReturned(role, self.state.persons_released_by(role)))
        self.sync_clock_to_decision()

    def freeze(self) -> None:
        """Stops everything for a real emergency; possible again during the hot wash."""
        if not self.state.frozen:
            self.check_active()
        self.clock = self.clock.freeze()
        self.write(Frozen())


def read_next(conductor: Conductor) -> bool:
    """Marks the first unread message as read if another one follows. Returns whether it did."""
    left = list_unread(conductor.state)
    if len(left) < 2 or conductor.state.frozen or conductor.state.ended:
        return False
    conductor.write(MessagesRead([left[0].id], goes_on=False))
    return True


def mark_all_read(conductor: Conductor) -> None:
    """Marks all messages as read before T+ moves again."""
    left = list_unread(conductor.state)
    if left and not conductor.clock.is_running:
        conductor.write(MessagesRead([one.id for one in left], goes_on=True))
