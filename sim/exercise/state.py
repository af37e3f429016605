"""What has happened so far in an arm, read off its trace as it grows: the moments that exercises wait for.

What the facilitator ruled reaches all arms, and marks every number after it: on the screens, in figures and in reports alike.

How an exercise stands: what is kept of it, and what there is to ask. Nothing here changes anything; `sim.exercise.state` plays entries.

The state of an exercise: what comes of playing its journal, entry by entry, and of nothing else.

To take an entry is to play all arms up to its T+, and then to do what it says. So to resume, to rewind and to take something back are one
thing: play the journal, or a part of it, again.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scenarios.campus import OwnNames, apply_own_names
from scenarios.exercise import Decision, Exercise, Inject, Segment
from scenarios.library import ValidatedExercise
from sim.engine import SimpyEngine
from sim.exercise.arms import Arms, create_arms
from sim.exercise.clock import ANSWERING_REASON, format_t_plus, scenario_time_at
from sim.exercise.events import (
    DecisionPoint,
    Delivery,
    ExecutedAction,
    Note,
    Notice,
    RejectedDecision,
    ScheduledAction,
    Setup,
    build_improvised_inject,
)
from sim.exercise.journal import Entry, JournalError, drop_undone
from sim.exercise.labels import Labels
from sim.exercise.participants import Participant, group_by_role, participants_from_setup
from sim.model.interventions import from_json
from sim.model.snapshot import WorldView
from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind, Row

_BY_KIND: dict[int, str] = {
    EventKind.PERCEIVED: "hazard-noticed",
    EventKind.PRESSED: "app-pressed",
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
    EventKind.ALL_CLEAR: "all-clear",
}

_SENT: dict[int, str] = {
    Channel.PUSH: "alert-sent",
    Channel.PA: "announced",
    Channel.ALARM: "alarm-sounds",
}


class MilestoneTracker:
    """The first time of each moment in an arm, kept up to date. Seconds from onset."""

    def __init__(self, engine: SimpyEngine | None = None) -> None:
        """engine: none before the exercise has begun, when nothing has happened."""
        self.engine = engine
        self.first: dict[str, float] = {}
        self.silent: list[tuple[float, Channel]] = []  # alerts that reached nobody
        self.messages: list[Row] = []  # to many: sent, silent, or pressed
        self.aware: dict[str, float] = {}  # by roster id
        self.told: dict[
            str, tuple[float, Channel, str]
        ] = {}  # by roster id: when, how, and by whom if by somebody
        self.checked_in: dict[str, float] = {}  # by roster id: acknowledged in the app
        self.answered: dict[str, float] = {}  # by roster id, or `office`: when 911 first answered their call
        self.reporter = self.presser = self.pressed_in = ""
        self._read = 0

    def update(self) -> None:
        """Reads what is new."""
        if self.engine is None:
            return
        rows, tables = self.engine.trace.rows, self.engine.tables
        for row in rows[self._read :]:
            for name in self._milestone_names(row, tables):
                self.first.setdefault(name, row[0])
            self._record(row, tables)
        self._read = len(rows)

    def _record(self, row: Row, tables: Tables) -> None:
        """Who learned, reported and pressed."""
        time, kind, subject, what, place, value = row
        if kind == EventKind.SILENT:
            self.silent.append((time, Channel(what)))
        if kind in (EventKind.SENT, EventKind.SILENT, EventKind.PRESSED):
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
        if kind in (EventKind.PRESSED, EventKind.OFFICE_TOLD, EventKind.QUEUED) and not self.reporter:
            self.reporter = person

    def _milestone_names(self, row: Row, tables: Tables) -> tuple[str, ...]:
        """What moments an event is."""
        _, kind, subject, what, _, _ = row
        of_the_school = subject < tables.psap.neighbours
        if kind in (EventKind.PRESSED, EventKind.OFFICE_TOLD) or (kind == EventKind.QUEUED and of_the_school):
            own = _BY_KIND.get(kind)
            return ("first-report", own) if own else ("first-report",)
        name = _SENT.get(what) if kind == EventKind.SENT else _BY_KIND.get(kind)
        return (name,) if name else ()


class StateQueries:
    """An exercise as it stands. Times are T+ in seconds, or seconds of the room since it began where they are called room."""

    def __init__(self, opened: ValidatedExercise) -> None:
        self.opened = opened
        self.exercise: Exercise = opened.exercise
        self.setup: Setup | None = None
        self.labels = Labels(opened.emergency.place)
        self.arms: Arms | None = None
        self.milestones = MilestoneTracker()
        self.time = 0.0
        self.exercise_time = 0.0
        self.segment: Segment | None = None
        self.segment_started_at = self.jumped_to = 0.0  # the second: seconds from onset, in the story
        self.spent: dict[str, float] = {}
        self.running = False
        self.speed = 1
        self.stop_reason = ""
        self.in_order: dict[str, list[Inject | Decision]] = {}  # by segment; `sim.exercise.schedule` fills it
        self.deliveries: dict[int, Delivery] = {}
        self.improvised: dict[int, Inject] = {}
        self.decision_points: dict[str, DecisionPoint] = {}
        self.pending: list[ScheduledAction] = []
        self.done: list[ExecutedAction] = []
        self.notices: list[Notice] = []
        self.refusals: list[RejectedDecision] = []
        self.notes: dict[str, Note] = {}
        self.read: dict[
            str, int
        ] = {}  # messages to the room, by id, and how often T+ had gone on when each was
        self.reading = 0
        self.played: set[str] = set()
        self.handed_back: dict[
            str, float
        ] = {}  # roles that were played, and T+ since when the model plays them
        self.people: tuple[Participant, ...] = ()
        self.initially_played: frozenset[str] = (
            frozenset()
        )  # who of the roster was played at the start, and `office`
        self.dates: list[str] = []  # when people sat down to it, as ISO 8601; none where a script played it
        self.frozen = False  # by a real emergency, for good
        self.is_emergency_stop = False  # until somebody says that it is over
        self.ended = False
        self.log: list[Entry] = []

    # what there is to ask

    @property
    def running_arms(self) -> Arms:
        """The arms. Raises RuntimeError before the exercise has begun."""
        if self.arms is None:
            raise RuntimeError("the exercise has not begun")
        return self.arms

    @property
    def view(self) -> WorldView:
        """The room's arm now, as it truly is; looked at anew each time it is asked for."""
        return self.running_arms.player.view()

    def roster_id(self, role: str) -> str:
        """Who on the roster a role plays; somebody on the roster is themselves."""
        return next((one.plays for one in self.exercise.roles if one.id == role), role)

    def has_decided(self, decision: str, option: str | None) -> bool:
        """Whether a question was answered (not one that ran out), and with this option if there is one."""
        window = self.decision_points.get(decision)
        if window is None or window.state != "decided":
            return False
        return option is None or window.response.get("option") == option

    def has_delivered(self, number: int) -> bool:
        """Whether an inject was delivered."""
        delivery = self.deliveries.get(number)
        return delivery is not None and delivery.outcome == "delivered"

    def is_played(self, role: str) -> bool:
        """Whether somebody in the room plays a role."""
        return role in self.played

    @property
    def player_roles(self) -> frozenset[str]:
        """Roles that are played, and those that were: what they were told until they were handed back, the room knows."""
        return frozenset(self.played | self.handed_back.keys())

    def played_until(self, role: str) -> float:
        """T+ at which a role was handed back to the model; never, where it was not."""
        return self.handed_back.get(role, math.inf)

    def find_readers(self, inject: Inject) -> frozenset[str]:
        """Who in the room reads a line of the MSEL if it comes now; nobody, where all of its roles are modelled."""
        return frozenset(self.played & {*inject.to})

    def persons_released_by(self, role: str) -> list[str]:
        """Who of the roster (and the office) is modelled again when nobody plays this role any more."""
        with_it = self._played_persons()
        self.played.discard(role)
        without = self._played_persons()
        self.played.add(role)
        return sorted(with_it - without)

    def _played_persons(self) -> set[str]:
        """Who of the roster is played, and whether the office is."""
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


class State(StateQueries):
    """An exercise as it stands after some entries."""

    def apply_event(self, entry: Entry) -> None:
        """Does what an entry says, at its T+."""
        payload = json.loads(entry.payload)
        if self.arms is not None:
            self.arms.run_until(entry.incident_time)
        self._advance_to(entry)
        EVENT_HANDLERS[entry.kind](self, payload)
        self.milestones.update()
        self.log.append(entry)

    def defer(self, entry: Entry) -> None:
        """Takes a mark of the clock whose second the arms need not have played before the next entry."""
        self._advance_to(entry)
        self.log.append(entry)

    def _advance_to(self, entry: Entry) -> None:
        """The times of an entry. Once T+ has gone on, why it stood still is past."""
        if entry.incident_time > self.time:
            self.stop_reason = ""
        self.time, self.exercise_time = entry.incident_time, entry.room_time

    def catch_up(self) -> None:
        """The arms play what was let pass."""
        if self.arms is not None:
            self.arms.run_until(self.time)
            self.milestones.update()

    def _begin(self, payload: Mapping[str, Any]) -> None:
        self.setup = setup = Setup.from_json(payload)
        self.played = set(setup.played)
        self.people = participants_from_setup(setup.played)
        self.speed = setup.pace
        own = OwnNames.model_validate(setup.names) if setup.names else None
        self.labels = Labels(self.opened.emergency.place, own)
        self.exercise = apply_own_names(own, self.opened.exercise) if own else self.opened.exercise
        self.initially_played = frozenset(self._played_persons())
        self.arms = create_arms(self.opened, setup.seed, self.initially_played)
        self.milestones = MilestoneTracker(self.arms.player)

    def _segment(self, payload: Mapping[str, Any]) -> None:
        if self.segment is not None:
            self.spent[self.segment.id] = self.exercise_time - self.segment_started_at
        self.segment = next(one for one in self.exercise.segments if one.id == payload["segment"])
        self.segment_started_at = self.exercise_time
        self.jumped_to = max(self.jumped_to, self.segment.story or 0.0)
        self.running = self.is_emergency_stop = False
        self.stop_reason = ""
        if self.segment.kind == "hot-wash":
            for engine in self.arms or ():
                engine.run()  # the emergency takes its course to the end

    def _play(self, payload: Mapping[str, Any]) -> None:
        self.running, self.speed, self.stop_reason = True, payload["speed"], ""
        if self.current_decision is not None:
            self.current_decision.resume(self.exercise_time)

    def _stop(self, payload: Mapping[str, Any]) -> None:
        self.running, self.stop_reason = False, payload["why"]
        if self.current_decision is None:
            return
        self.current_decision.is_answering = payload["why"] == ANSWERING_REASON
        if self.current_decision.stopped_at is None:
            self.current_decision.stopped_at = self.exercise_time

    def _clock(self, _: Mapping[str, Any]) -> None:
        """Nothing but time."""

    def _read(self, payload: Mapping[str, Any]) -> None:
        """The room has read these; `sim.exercise.messages` says which come next."""
        self.read |= dict.fromkeys(payload["messages"], self.reading)
        self.reading += payload["goes_on"]

    def _dated(self, payload: Mapping[str, Any]) -> None:
        self.dates.append(payload["at"])

    def _inject(self, payload: Mapping[str, Any]) -> None:
        if "made_up" in payload:
            self.improvised[payload["inject"]] = build_improvised_inject(payload)
        inject = self.find_inject(payload["inject"])
        if inject is None:
            raise ValueError(f"there is no inject {payload['inject']}")
        self.deliveries[inject.number] = Delivery(
            inject,
            payload["outcome"],
            self.time,
            payload.get("says", ""),
            payload.get("why", ""),
            payload.get("zone", ""),
            self.scenario_time,
            self.find_readers(inject),
        )
        self._clear_undo_notice()
        if payload["outcome"] == "delivered":
            of = f"inject-{inject.number}"
            self.pending += [
                ScheduledAction(of, n, self.time, from_json(act))
                for n, act in enumerate(payload.get("world", ()))
            ]

    def _ask(self, payload: Mapping[str, Any]) -> None:
        decision = next(one for one in self.exercise.decisions if one.id == payload["decision"])
        window = self.decision_points.setdefault(decision.id, DecisionPoint(decision, "waiting", self.time))
        window.state, window.reason = payload["state"], payload.get("why", "")
        if payload.get("by_hand"):
            window.is_manual, window.asked_at, window.resolved_at = True, self.time, None
        if window.state == "open":
            self.stop_reason = ""
            window.opened_at, window.exercise_opened_at, window.aware_at = (
                self.time,
                self.exercise_time,
                payload["aware"],
            )
            window.queue_position = 1 + max(one.queue_position for one in self.decision_points.values())
            self.running = self.running and self.current_decision is not window
        elif window.state != "waiting":
            self._resolve(window)

    def _unmeasured(self, payload: Mapping[str, Any]) -> None:
        self.decision_points[payload["decision"]].unmeasured_reason = payload["why"]

    def _clear_undo_notice(self) -> None:
        """What was taken back is past as soon as something comes of it, or after it, also while T+ stands still."""
        if self.stop_reason.endswith(UNDONE_TEXT):
            self.stop_reason = ""

    def _resolve(self, decision_point: DecisionPoint) -> None:
        self._clear_undo_notice()
        decision_point.resume(self.exercise_time)
        decision_point.resolved_at, decision_point.scenario_time, decision_point.exercise_resolved_at = (
            self.time,
            self.scenario_time,
            self.exercise_time,
        )

    def _decide(self, payload: Mapping[str, Any]) -> None:
        window = self.decision_points[payload["decision"]]
        if missing := [key for key in DECISION_KEYS if key not in payload]:
            raise ValueError(f"an answer without {', '.join(missing)}")
        window.state, window.response = "decided", payload
        self._resolve(window)
        self.pending += [
            ScheduledAction(window.decision.id, n, payload["starts"], from_json(act))
            for n, act in enumerate(payload["does"])
        ]
        self.running = False
        self._open_next_in_queue()

    def _press(self, payload: Mapping[str, Any]) -> None:
        """From now on T+ runs while it is talked about, and its limit is T+."""
        window = self.decision_points[payload["decision"]]
        window.decision = window.decision.model_copy(update={"kind": "pressed"})
        window.opened_at = self.time

    def _lapse(self, payload: Mapping[str, Any]) -> None:
        window = self.decision_points[payload["decision"]]
        window.state, window.reason = "lapsed", payload["why"]
        self._resolve(window)
        self._open_next_in_queue()

    def _rule(self, payload: Mapping[str, Any]) -> None:
        """The facilitator rules: acts upon all arms, which are no answer of the room."""
        of = f"rule-{payload['decision']}"
        self.pending += [
            ScheduledAction(of, n, self.time, from_json(act)) for n, act in enumerate(payload["does"])
        ]

    def _open_next_in_queue(self) -> None:
        """The next question in the queue is talked about from now on; T+ stands still for it, unless it is pressed."""
        if self.current_decision is not None:
            self.current_decision.exercise_opened_at = self.exercise_time
            self.running = self.running and self.current_decision.decision.kind == "pressed"

    def _act(self, payload: Mapping[str, Any]) -> None:
        act = ScheduledAction(payload["of"], payload["number"], self.time, from_json(payload["act"]))
        self.pending = [
            one for one in self.pending if (one.source_id, one.number) != (act.source_id, act.number)
        ]
        self.done.append(ExecutedAction(act, self.running_arms.apply(act.intervention), self.scenario_time))

    def _note(self, payload: Mapping[str, Any]) -> None:
        self.notes[payload["id"]] = Note(time=self.time, room=self.exercise_time, **payload)

    def _correct(self, payload: Mapping[str, Any]) -> None:
        window = self.decision_points.get(payload["of"])
        if window is not None:
            window.response = {**window.response, **payload["set"]}
            return
        for name, value in payload["set"].items():
            setattr(self.notes[payload["of"]], name, value)

    def _people(self, payload: Mapping[str, Any]) -> None:
        self.people = tuple(Participant(**one) for one in payload["people"])

    def _role(self, payload: Mapping[str, Any]) -> None:
        self.played.discard(payload["role"])
        if self.segment is not None and self.segment.kind != "briefing":  # else nobody has played it
            self.handed_back[payload["role"]] = self.time
        for person in payload["persons"]:
            self.running_arms.player.return_to_simulation(person)

    def _notice(self, payload: Mapping[str, Any]) -> None:
        self.notices.append(Notice(self.time, payload["about"], payload["says"]))

    def _refuse(self, payload: Mapping[str, Any]) -> None:
        said = payload["option"] or "write-in"
        self.refusals.append(RejectedDecision(self.time, payload["decision"], said, payload["why"]))

    def _take_back(self, payload: Mapping[str, Any]) -> None:
        """A line that was taken back is held, so that it does not come by itself once more; a question is talked about once more."""
        line = next((one for one in self.exercise.injects if payload["of"] == f"inject-{one.number}"), None)
        if line is not None:
            self.deliveries[line.number] = Delivery(line, "held", self.time, reason="taken back")
        window = self.decision_points.get(payload["of"])
        if window is not None:
            window.decision = window.decision.model_copy(update={"kind": "talk"})
            window.is_reopened, window.unmeasured_reason = True, ""
            window.exercise_opened_at, window.seconds_stopped = self.exercise_time, 0.0
        self._stop({"why": f"{payload['of'].replace('-', ' ')} {UNDONE_TEXT}"})

    def _freeze(self, _: Mapping[str, Any]) -> None:
        self.frozen = self.is_emergency_stop = True
        self.running, self.stop_reason = False, "real emergency"

    def _end(self, _: Mapping[str, Any]) -> None:
        self.ended, self.running = True, False


UNDONE_TEXT = "was taken back"

DECISION_KEYS = ("option", "talk_only", "does", "cost", "starts", "cue", "answered")
"""What every answer has, in the journal."""

EVENT_HANDLERS: dict[str, Callable[[State, Mapping[str, Any]], None]] = {
    "begin": State._begin,
    "segment": State._segment,
    "play": State._play,
    "stop": State._stop,
    "clock": State._clock,
    "read": State._read,
    "inject": State._inject,
    "ask": State._ask,
    "decide": State._decide,
    "press": State._press,
    "rule": State._rule,
    "unmeasured": State._unmeasured,
    "lapse": State._lapse,
    "act": State._act,
    "note": State._note,
    "correct": State._correct,
    "people": State._people,
    "role": State._role,
    "freeze": State._freeze,
    "end": State._end,
    "resume": State._stop,
    "take-back": State._take_back,
    "refuse": State._refuse,
    "notice": State._notice,
    "what-if": State._clock,
    "dated": State._dated,
}


def replay_journal(opened: ValidatedExercise, entries: Iterable[Entry]) -> State:
    """The state after these entries, without those that were taken back. Raises JournalError where one says nothing that can be played."""
    state, entry = State(opened), None
    try:
        for entry in drop_undone(list(entries)):
            if entry.kind == "clock":
                state.defer(entry)
            else:
                state.apply_event(entry)
        state.catch_up()
    except (LookupError, ValueError, TypeError, AttributeError, RuntimeError, StopIteration) as error:
        where = f"entry {entry.seq} ({entry.kind!r} at T+{entry.incident_time:g} s)" if entry else "an entry"
        raise JournalError(
            f"{where} cannot be played: the journal is damaged; restore the file from a copy"
        ) from error
    return state


def find_first_ruling(state: State) -> float | None:
    """T+ of the first thing that the facilitator ruled: every number after it is marked. None where nothing was."""
    times = (
        done.action.time
        for done in state.done
        if done.action.intervention.scope == "fiat" and done.outcome.began
    )
    return min(times, default=None)


def describe_rulings(state: State) -> str:
    """The same as a sentence; empty where nothing was ruled."""
    since = find_first_ruling(state)
    return (
        "" if since is None else f"From {format_t_plus(since)} on all numbers are ruled by the facilitator."
    )
