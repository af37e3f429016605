"""The state of an exercise: the result of replaying its journal, entry by entry, and of nothing else.

To apply an event is to play all arms up to its T+ and then to apply its handler. So to resume, to rewind and to undo are one thing: replay
the journal, or a part of it. `MilestoneTracker` reads the first time of everything that exercises wait for off the trace of an arm.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from scenarios.campus import OwnNames, apply_own_names
from scenarios.exercise import Decision, Exercise, Inject, Segment
from scenarios.library import ValidatedExercise
from sim.engine import Engine, SimpyEngine
from sim.exercise import events
from sim.exercise.arms import Arms, build_tables, create_arms
from sim.exercise.ballots import Ballots
from sim.exercise.clock import format_t_plus, scenario_time_at
from sim.exercise.events import (
    DecisionPoint,
    Delivery,
    ExecutedAction,
    Note,
    Notice,
    RejectedDecision,
    ScheduledAction,
    Setup,
    StopCause,
)
from sim.exercise.holds import list_held_by
from sim.exercise.journal import Entry
from sim.exercise.labels import Labels
from sim.exercise.participants import Participant, group_by_role, participants_from_setup
from sim.exercise.seats import Seats
from sim.model.assessment import FOLLOWED
from sim.model.interventions import Intervention, from_json
from sim.model.snapshot import WorldView
from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind, Row

_BY_KIND: dict[int, str] = {
    EventKind.PERCEIVED: "hazard-noticed",
    EventKind.PRESSED: "app-pressed",
    EventKind.BADGE_PRESSED: "badge-pressed",
    EventKind.ANSWERED: "call-answered",
    EventKind.DISPATCHED: "dispatched",
    EventKind.EN_ROUTE: "unit-on-the-way",
    EventKind.ON_SCENE: "unit-on-scene",
    EventKind.CONTACT_MADE: "contact",
    EventKind.HAZARD_LEAVES: "hazard-moved",
    EventKind.HAZARD_ENDS: "hazard-over",
    EventKind.OFFICE_TOLD: "office-told",
    EventKind.CPR_BEGINS: "cpr-begun",
    EventKind.AED_THERE: "aed-at-patient",
    EventKind.SHOCK: "shock",
    EventKind.PATIENT_REACHED: "crew-at-patient",
    EventKind.UNTENABLE: "untenable",
    EventKind.ROOM_KNOWN: "room-known",
    EventKind.UNIT_MET: "unit-met",
    EventKind.WAY_CLEARED: "way-cleared",
    EventKind.TASKS_ASSIGNED: "tasks-assigned",
    EventKind.HORNS_STOPPED: "horns-stopped",
    EventKind.SHUT_OFF: "shut-off",
    EventKind.LOOKED: "looked",
    EventKind.SECURED: "secured",
    EventKind.ROLL_CALLED: "roll-called",
    EventKind.STORM_ARRIVES: "storm-arrives",
    EventKind.RESPONDER_ON_SCENE: "helper-there",
    EventKind.ESCALATES: "escalated",
    EventKind.MISSED: "child-missed",
    EventKind.LEFT_CAMPUS: "left-campus",
    EventKind.FOUND: "child-found",
    EventKind.WATCHES: "exit-watched",
    EventKind.SEARCHED: "zone-searched",
    EventKind.PLUME_ARRIVES: "plume-arrives",
    EventKind.OUT_AND_AIR: "out-and-air",
    EventKind.THREAT_REPORTED: "threat-reported",
    EventKind.REPORT_READ: "report-read",
    EventKind.TEAM_CONVENED: "team-convened",
    EventKind.PLAN_DONE: "plan-done",
    EventKind.PLAN_REVIEWED: "plan-reviewed",
    EventKind.POLICE_CALLED: "police-called",
    EventKind.INTERIM_PLAN: "interim-plan",
    EventKind.ALL_CLEAR: "all-clear",
}

_SENT: dict[int, str] = {Channel.PUSH: "alert-sent", Channel.PA: "announced", Channel.ALARM: "alarm-sounds"}


_PRESSES = EventKind.PRESSED, EventKind.BADGE_PRESSED
_FIRST_REPORTS = *_PRESSES, EventKind.OFFICE_TOLD, EventKind.QUEUED


def kinds_of_milestone(name: str) -> set[EventKind]:
    """The kinds of events that may be this moment."""
    if name == "first-report":
        return set(_FIRST_REPORTS)
    kinds = {EventKind(kind) for kind, called in _BY_KIND.items() if called == name}
    return kinds or {EventKind.SENT}


class MilestoneTracker:
    """The first time of each moment in an arm, kept up to date. Seconds from onset."""

    def __init__(self, engine: Engine | None = None) -> None:
        """engine: none before the exercise has begun, when nothing has happened."""
        self.engine = engine
        self.first: dict[str, float] = {}
        self.silent: list[tuple[float, Channel]] = []  # alerts that reached nobody
        self.messages: list[Row] = []  # to many: sent, silent, or pressed
        self.answers: list[Row] = []  # of those who went to look, and of roll calls
        self.aware: dict[str, float] = {}  # by roster id; from the beginning where no one has to learn of it
        if engine is not None and not engine.tables.hazard.is_witnessed:
            self.aware = dict.fromkeys(engine.tables.staff.ids, 0.0)
        self.told: dict[str, tuple[float, Channel, str]] = {}  # by roster id: when, how, and by whom if by somebody
        self.checked_in: dict[str, float] = {}  # by roster id: acknowledged in the app
        self.answered: dict[str, float] = {}  # by roster id, or `office`: when 911 first answered their call
        self.reporter = self.presser = self.pressed_in = ""
        self._read = 0

    def update(self) -> None:
        """Reads new rows of the trace."""
        if self.engine is None:
            return
        tables = self.engine.tables
        rows, self._read = self.engine.events_since(self._read)
        for row in rows:
            for name in self._milestone_names(row, tables):
                self.first.setdefault(name, row[0])
            self._record(row, tables)
            if row[1] in (EventKind.LOOKED, EventKind.ROLL_CALLED):
                self.answers.append(row)

    def _record(self, row: Row, tables: Tables) -> None:
        time, kind, subject, what, place, value = row
        if kind == EventKind.SILENT:
            self.silent.append((time, Channel(what)))
        if kind in (EventKind.SENT, EventKind.SILENT, *_PRESSES):
            self.messages.append(row)
        if kind == EventKind.ANSWERED and subject == tables.psap.office:
            self.answered.setdefault("office", time)
        if not 0 <= subject < len(tables.staff.ids):
            return
        person = tables.staff.ids[subject]
        if kind == EventKind.AWARE:
            self.aware.setdefault(person, time)
            teller = tables.staff.ids[int(value)] if 0 <= value < len(tables.staff.ids) else ""
            self.told.setdefault(person, (time, Channel(what), teller))
        elif kind == EventKind.ANSWERED:
            self.answered.setdefault(person, time)
        elif kind == EventKind.ACKNOWLEDGED:
            self.checked_in.setdefault(person, time)
        elif kind == EventKind.PRESSED and not self.presser:
            self.presser, self.pressed_in = person, tables.layout.zones[place]
        if kind in _FIRST_REPORTS and not self.reporter:
            self.reporter = person

    def _milestone_names(self, row: Row, tables: Tables) -> tuple[str, ...]:
        _, kind, subject, what, _, _ = row
        if not tables.hazard.is_witnessed and subject != FOLLOWED:
            return ()
        of_the_school = subject < tables.psap.neighbors
        if kind in (*_PRESSES, EventKind.OFFICE_TOLD) or (kind == EventKind.QUEUED and of_the_school):
            own = _BY_KIND.get(kind)
            return ("first-report", own) if own else ("first-report",)
        name = _SENT.get(what) if kind == EventKind.SENT else _BY_KIND.get(kind)
        return (name,) if name else ()


class State:
    """An exercise after some entries. Times are T+ in seconds; those called exercise time are seconds of the exercise clock."""

    def __init__(self, opened: ValidatedExercise, *, is_played: bool = True) -> None:
        """is_played: whether the model plays it; without, there are no arms, and nothing that an arm does is known."""
        self.opened = opened
        self._is_played = is_played
        self.exercise: Exercise = opened.exercise
        self.setup: Setup | None = None
        self.labels = Labels(opened.emergency.place)
        self.arms: Arms[SimpyEngine] | None = None
        self.milestones = MilestoneTracker()
        self.time = self.exercise.starts
        self.exercise_time = 0.0
        self.segment: Segment | None = None
        self.segment_started_at = self.jumped_to = 0.0  # the second: seconds from onset, in the story
        self.spent: dict[str, float] = {}
        self.running = False
        self.speed = 1
        self.stop_reason = ""
        self.stop_cause = StopCause.OTHER
        self.in_order: dict[str, list[Inject | Decision]] = {}  # by segment; `sim.exercise.schedule` fills it
        self.deliveries: dict[int, Delivery] = {}
        self.improvised: dict[int, Inject] = {}
        self.decision_points: dict[str, DecisionPoint] = {}
        self.pending: list[ScheduledAction] = []
        self.done: list[ExecutedAction] = []
        self.notices: list[Notice] = []
        self.refusals: list[RejectedDecision] = []
        self.notes: dict[str, Note] = {}
        self.read: dict[str, int] = {}  # messages to the room, by id, and how often T+ had gone on when each was
        self.reading = 0
        self.played: set[str] = set()
        self.handed_back: dict[str, float] = {}  # roles that were played, and T+ since when the model plays them
        self.people: tuple[Participant, ...] = ()
        self.seats = Seats()
        self.ballots = Ballots()
        self.remarks: dict[str, events.Remarked] = {}  # by id, in order
        self.held: frozenset[str] = frozenset()  # of the roster, and `office`: whose own acts wait for a question
        self._acts: list[tuple[float, Intervention | str]] = []  # in the participants' arm, and who was returned
        self.dates: list[str] = []  # when people sat down to it, as ISO 8601; none where a script played it
        self.frozen = False  # by a real emergency, for good
        self.is_emergency_stop = False  # until somebody says that it is over
        self.ended = False
        self.log: list[Entry] = []

    # what there is to ask

    @property
    def running_arms(self) -> Arms[SimpyEngine]:
        """The arms. Raises RuntimeError before the exercise has begun, and where the model does not play it."""
        if self.arms is None:
            raise RuntimeError("the exercise has not begun, or is not played")
        return self.arms

    @property
    def tables(self) -> Tables:
        """Of the participants' arm."""
        return build_tables(self.opened)[0]

    @property
    def hazard(self) -> str:
        """Its kind."""
        return self.opened.emergency.scenario.hazard.kind

    @property
    def has_alert(self) -> bool:
        """Whether people on campus have to learn of the emergency, so that an alert is compared."""
        return self.opened.emergency.scenario.hazard.is_witnessed

    @property
    def has_decision_points(self) -> bool:
        """Whether anybody in the room was asked anything."""
        return any(window.opened_at is not None for window in self.decision_points.values())

    @property
    def is_scripted(self) -> bool:
        """Whether a script played it, or it was rehearsed: then it has no date."""
        return not self.dates

    @property
    def is_rehearsal(self) -> bool:
        """Whether its phones were simulated."""
        return self.setup is not None and self.setup.rehearsal

    @property
    def view(self) -> WorldView:
        """The room's arm now, as it truly is; looked at anew each time it is asked for."""
        return self.running_arms.player.view()

    def roster_id(self, role: str) -> str:
        """The person on the roster that a role plays; a person on the roster stays the same."""
        return next((one.plays for one in self.exercise.roles if one.id == role), role)

    def has_decided(self, decision: str, option: str | None) -> bool:
        """Whether a question was answered (not one that ran out), and with this option if there is one."""
        window = self.decision_points.get(decision)
        if window is None or window.state != "decided":
            return False
        return option is None or window.response.option == option

    def has_delivered(self, number: int) -> bool:
        """Whether an inject was delivered."""
        delivery = self.deliveries.get(number)
        return delivery is not None and delivery.outcome == "delivered"

    def is_played(self, role: str) -> bool:
        """Whether a participant plays this role."""
        return role in self.played

    @property
    def player_roles(self) -> frozenset[str]:
        """Roles that are or were played: participants keep what those were told."""
        return frozenset(self.played | self.handed_back.keys())

    def played_until(self, role: str) -> float:
        """T+ at which a role was handed back to the model; never, where it was not."""
        return self.handed_back.get(role, math.inf)

    def find_readers(self, inject: Inject) -> frozenset[str]:
        """The played roles that would read this inject now."""
        return frozenset(self.played & {*inject.to})

    def persons_released_by(self, role: str) -> list[str]:
        """Who on the roster (and the office) is simulated again if this role is no longer played."""
        with_it = self._played_persons()
        self.played.discard(role)
        without = self._played_persons()
        self.played.add(role)
        return sorted(with_it - without)

    def _played_persons(self) -> set[str]:
        roles = [role for role in self.exercise.roles if role.id in self.played]
        persons = {role.plays for role in roles}
        return persons | ({"office"} if any(role.speaks_for_office for role in roles) else set())

    def find_inject(self, number: int) -> Inject | None:
        """A line of the MSEL, or an inject that was made up during the exercise."""
        written = next((one for one in self.exercise.injects if one.number == number), None)
        return written or self.improvised.get(number)

    def list_open_decisions(self) -> list[DecisionPoint]:
        """Questions that are open, first come first: one is talked about, the others wait for their turn."""
        windows = [window for window in self.decision_points.values() if window.state == "open"]
        return sorted(windows, key=lambda window: window.queue_position)

    @property
    def current_decision(self) -> DecisionPoint | None:
        """The question that is being talked about."""
        return next(iter(self.list_open_decisions()), None)

    def is_resolved(self, item: Inject | Decision) -> bool:
        """Whether nothing more comes of a line of the MSEL or a question."""
        if isinstance(item, Inject):
            return item.number in self.deliveries
        window = self.decision_points.get(item.id)
        return window is not None and window.state not in ("waiting", "open")

    @property
    def scenario_time(self) -> float:
        """Seconds from onset in the story: T+, or where a segment has jumped to."""
        return scenario_time_at(self.time, self.jumped_to)

    @property
    def participants(self) -> Mapping[str, tuple[Participant, ...]]:
        """Who is in the room, where that was written down: by id of a role, in the order of the exercise."""
        return group_by_role(self.people, self.exercise)

    # what entries do

    def apply_event(self, entry: Entry) -> None:
        """Does what an entry says, at its T+."""
        event = entry.event
        if self.arms is not None:
            self.arms.run_until(entry.incident_time)
        self._advance_to(entry)
        if (handler := _HANDLERS.get(type(event))) is not None:
            handler(self, event)
        self.milestones.update()
        self.log.append(entry)

    def defer(self, entry: Entry) -> None:
        """Takes a mark of the clock whose second the arms need not have played before the next entry."""
        self._advance_to(entry)
        self.log.append(entry)

    def catch_up(self) -> None:
        """Plays the arms up to the deferred entries."""
        if self.arms is not None:
            self.arms.run_until(self.time)
            self.milestones.update()

    def pass_time(self, time: float) -> None:
        """Plays the arms up to this T+, of which the journal does not tell yet."""
        if time > self.time:
            self._clear_stop()
            self.time = time
            self.catch_up()

    def _advance_to(self, entry: Entry) -> None:
        if entry.incident_time > self.time:
            self._clear_stop()
        self.time, self.exercise_time = entry.incident_time, entry.room_time

    def _clear_stop(self) -> None:
        self.stop_reason, self.stop_cause = "", StopCause.OTHER

    def _clear_undo_notice(self) -> None:
        if self.stop_cause in (StopCause.UNDONE_INJECT, StopCause.UNDONE_DECISION):
            self._clear_stop()

    def _schedule(self, source_id: str, time: float, actions: events.Actions) -> None:
        self.pending += [ScheduledAction(source_id, n, time, from_json(act)) for n, act in enumerate(actions)]

    def _begin(self, setup: Setup) -> None:
        self.setup = setup
        self.played = set(setup.played)
        self.people = participants_from_setup(setup.played)
        self.speed = setup.pace
        own = OwnNames.model_validate(setup.names) if setup.names else None
        self.labels = Labels(self.opened.emergency.place, own)
        self.exercise = apply_own_names(own, self.opened.exercise) if own else self.opened.exercise
        held = (list_held_by(one, self.exercise) for one in self.exercise.decisions if one.of in self.played)
        self.held = frozenset().union(*held)
        if self._is_played:
            self.arms = create_arms(self.opened, setup.seed, self.held)
            self.milestones = MilestoneTracker(self.arms.player)

    def _begin_segment(self, event: events.SegmentBegun) -> None:
        if self.segment is not None:
            self.spent[self.segment.id] = self.exercise_time - self.segment_started_at
        self.segment = next(one for one in self.exercise.segments if one.id == event.segment)
        self.segment_started_at = self.exercise_time
        self.jumped_to = max(self.jumped_to, self.segment.story or 0.0)
        self.running = self.is_emergency_stop = False
        self._clear_stop()
        if self.segment.kind == "hot-wash":
            for engine in self.arms or ():
                engine.run()  # the emergency takes its course to the end

    def _start_clock(self, event: events.ClockStarted) -> None:
        self.running, self.speed = True, event.speed
        self._clear_stop()
        if self.current_decision is not None:
            self.current_decision.resume(self.exercise_time)

    def _stop_clock(self, event: events.ClockStopped) -> None:
        self._halt(event.why, event.cause)

    def _resume(self, event: events.Resumed) -> None:
        is_done = self.stop_cause == StopCause.NOTHING_LEFT  # a break brings nothing more
        self._halt(event.why, StopCause.NOTHING_LEFT if is_done else StopCause.OTHER)

    def _halt(self, why: str, cause: StopCause) -> None:
        self.running, self.stop_reason, self.stop_cause = False, why, cause
        if self.current_decision is None:
            return
        self.current_decision.is_answering = cause == StopCause.ANSWERING
        if self.current_decision.stopped_at is None:
            self.current_decision.stopped_at = self.exercise_time

    def _read(self, event: events.MessagesRead) -> None:
        self.read |= dict.fromkeys(event.messages, self.reading)
        self.reading += event.goes_on

    def _date(self, event: events.Dated) -> None:
        self.dates.append(event.at)

    def _resolve_inject(self, event: events.InjectResolved) -> None:
        if event.improvised is not None:
            self.improvised[event.inject] = event.improvised
        inject = self.find_inject(event.inject)
        if inject is None:
            raise ValueError(f"there is no inject {event.inject}")
        self.deliveries[inject.number] = Delivery(
            inject,
            event.outcome,
            self.time,
            event.says,
            event.why,
            event.zone or "",
            self.scenario_time,
            self.find_readers(inject),
        )
        self._clear_undo_notice()
        if event.is_delivered:
            self._schedule(f"inject-{inject.number}", self.time, event.world or ())

    def _ask(self, event: events.DecisionAsked) -> None:
        decision = next(one for one in self.exercise.decisions if one.id == event.decision)
        point = self.decision_points.setdefault(decision.id, DecisionPoint(decision, "waiting", self.time))
        point.state, point.reason = event.state, event.why
        if event.by_hand:
            point.is_manual, point.asked_at, point.resolved_at = True, self.time, None
        if event.is_open:
            self._clear_stop()
            point.opened_at, point.exercise_opened_at = self.time, self.exercise_time
            point.aware_at = event.aware
            point.queue_position = 1 + max(one.queue_position for one in self.decision_points.values())
            self.running = self.running and self.current_decision is not point
        elif point.state != "waiting":
            self._resolve(point)

    def _mark_unmeasured(self, event: events.MarkedUnmeasured) -> None:
        self.decision_points[event.decision].unmeasured_reason = event.why

    def _resolve(self, point: DecisionPoint) -> None:
        self._clear_undo_notice()
        point.resume(self.exercise_time)
        point.resolved_at, point.exercise_resolved_at = self.time, self.exercise_time
        point.scenario_time = self.scenario_time

    def _decide(self, event: events.DecisionMade) -> None:
        point = self.decision_points[event.decision]
        point.state, point.response = "decided", event
        self._resolve(point)
        self._schedule(point.decision.id, event.starts, event.does)
        self.running = False
        self._open_next_in_queue()

    def _start_countdown(self, event: events.CountdownStarted) -> None:
        point = self.decision_points[event.decision]
        point.decision = point.decision.model_copy(update={"kind": "pressed"})
        point.opened_at = self.time

    def _lapse(self, event: events.DecisionLapsed) -> None:
        point = self.decision_points[event.decision]
        point.state, point.reason = "lapsed", event.why
        self._resolve(point)
        self._open_next_in_queue()

    def _rule(self, event: events.AwarenessRuled) -> None:
        self._schedule(f"rule-{event.decision}", self.time, event.does)

    def _open_next_in_queue(self) -> None:
        if self.current_decision is not None:
            self.current_decision.exercise_opened_at = self.exercise_time
            self.running = self.running and self.current_decision.decision.kind == "pressed"

    def _start_action(self, event: events.ActionStarted) -> None:
        action = ScheduledAction(event.of, event.number, self.time, from_json(event.act))
        started = (action.source_id, action.number)
        self.pending = [one for one in self.pending if (one.source_id, one.number) != started]
        if self.arms is None:
            return
        outcome = self.arms.apply(action.intervention)
        self._acts.append((self.time, action.intervention))
        self.done.append(ExecutedAction(action, outcome, self.scenario_time))

    def _add_note(self, event: events.NoteAdded) -> None:
        self.notes[event.id] = Note(time=self.time, room=self.exercise_time, **event.to_payload())

    def _correct(self, event: events.Corrected) -> None:
        point = self.decision_points.get(event.of)
        if point is not None:
            rationale = event.set.get("rationale")
            if not isinstance(rationale, str) or len(event.set) > 1:
                raise ValueError("of a decision, only the rationale can be corrected")
            point.response = replace(point.response, rationale=rationale)
            return
        self.notes[event.of].correct(event.set)

    def _set_participants(self, event: events.ParticipantsSet) -> None:
        self.people = tuple(Participant(**one) for one in event.people)

    def _set_seat(self, event: events.SeatSet) -> None:
        self.seats = self.seats.apply(event)

    def _ask_votes(self, event: events.VotesAsked) -> None:
        self.ballots = self.ballots.ask(event)

    def _cast_vote(self, event: events.VoteCast) -> None:
        self.ballots = self.ballots.cast(event)

    def _count_paper(self, event: events.PaperCounted) -> None:
        self.ballots = self.ballots.count_paper(event)

    def _show_split(self, event: events.SplitShown) -> None:
        self.ballots = self.ballots.show(event)

    def _remark(self, event: events.Remarked) -> None:
        if self.seats.all[event.seat].of != events.SeatKind.EVALUATOR:
            raise ValueError(f"seat {event.seat} is of no evaluator")
        self.remarks[event.remark] = event

    def _return_role(self, event: events.RoleReturned) -> None:
        self.played.discard(event.role)
        if self.segment is not None and self.segment.kind != "briefing":  # else nobody has played it
            self.handed_back[event.role] = self.time
        if self.arms is None:
            return
        for person in event.persons:
            self.arms.player.return_to_simulation(person)
            self._acts.append((self.time, person))

    def _release(self, event: events.HoldReleased) -> None:
        """The participants' arm anew, with these modeled from the start."""
        self.held -= {*event.persons}
        if self.arms is None or self.setup is None:
            return
        player = create_arms(self.opened, self.setup.seed, self.held).player
        for time, act in self._acts:
            player.run_until(time)
            player.return_to_simulation(act) if isinstance(act, str) else player.apply(act)
        player.run_until(self.time)
        self.arms = replace(self.arms, player=player)
        self.milestones = MilestoneTracker(player)

    def _give_notice(self, event: events.NoticeGiven) -> None:
        self.notices.append(Notice(self.time, event.about, event.says))

    def _reject(self, event: events.DecisionRejected) -> None:
        option = event.option or "write-in"
        self.refusals.append(RejectedDecision(self.time, event.decision, option, event.why))

    def _undo(self, event: events.Undone) -> None:
        inject = next((one for one in self.exercise.injects if event.of == f"inject-{one.number}"), None)
        if inject is not None:
            self.deliveries[inject.number] = Delivery(
                inject, "held", self.time, reason="taken back", scenario_time=self.scenario_time
            )
        point = self.decision_points.get(event.of)
        if point is not None:
            point.decision = point.decision.model_copy(update={"kind": "talk"})
            point.is_reopened, point.unmeasured_reason = True, ""
            point.exercise_opened_at, point.seconds_stopped = self.exercise_time, 0.0
        cause = StopCause.UNDONE_DECISION if inject is None else StopCause.UNDONE_INJECT
        self._halt(f"{event.of.replace('-', ' ')} was taken back", cause)

    def _freeze(self, _: events.Frozen) -> None:
        self.frozen = self.is_emergency_stop = True
        self.running, self.stop_reason, self.stop_cause = False, "real emergency", StopCause.OTHER

    def _end(self, _: events.Ended) -> None:
        self.ended, self.running = True, False


_HANDLERS: dict[type[events.Event], Callable[[State, Any], None]] = {
    Setup: State._begin,
    events.SegmentBegun: State._begin_segment,
    events.ClockStarted: State._start_clock,
    events.ClockStopped: State._stop_clock,
    events.Resumed: State._resume,
    events.MessagesRead: State._read,
    events.Dated: State._date,
    events.InjectResolved: State._resolve_inject,
    events.DecisionAsked: State._ask,
    events.DecisionMade: State._decide,
    events.CountdownStarted: State._start_countdown,
    events.AwarenessRuled: State._rule,
    events.MarkedUnmeasured: State._mark_unmeasured,
    events.DecisionLapsed: State._lapse,
    events.DecisionRejected: State._reject,
    events.ActionStarted: State._start_action,
    events.NoticeGiven: State._give_notice,
    events.NoteAdded: State._add_note,
    events.Corrected: State._correct,
    events.ParticipantsSet: State._set_participants,
    events.SeatSet: State._set_seat,
    events.VotesAsked: State._ask_votes,
    events.VoteCast: State._cast_vote,
    events.PaperCounted: State._count_paper,
    events.SplitShown: State._show_split,
    events.Remarked: State._remark,
    events.RoleReturned: State._return_role,
    events.HoldReleased: State._release,
    events.Undone: State._undo,
    events.Frozen: State._freeze,
    events.Ended: State._end,
}
"""What each event does; the others do nothing but pass time."""


def find_first_ruling(state: State) -> float | None:
    """T+ of the first thing that the facilitator ruled: every number after it is marked. None where nothing was."""
    times = (done.action.time for done in state.done if done.action.intervention.scope == "fiat" and done.outcome.began)
    return min(times, default=None)


def describe_rulings(state: State) -> str:
    """The same as a sentence; empty where nothing was ruled."""
    since = find_first_ruling(state)
    return "" if since is None else f"From {format_t_plus(since)} on all numbers are ruled by the facilitator."
