"""The state of an exercise: what comes of playing its journal, entry by entry, and of nothing else.

To take an entry is to play all arms up to its T+, and then to do what it says. So to resume, to rewind and to take something back are one
thing: play the journal, or a part of it, again.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scenarios.exercise_library import ValidatedExercise
from scenarios.own_names import OwnNames, apply_own_names
from sim.drill.arms import create_arms
from sim.drill.journal import JournalError
from sim.drill.labels import Labels
from sim.drill.moments import MilestoneTracker
from sim.drill.parts import ScheduledAction, Delivery, ExecutedAction, Note, Notice, RejectedDecision, DecisionPoint, build_improvised_inject
from sim.drill.people import Participant, participants_from_setup
from sim.drill.setup import Setup
from sim.drill.standing import StateQueries
from sim.drill.stretches import ANSWERING_REASON
from sim.drill.taking_back import drop_undone
from sim.model.interventions import from_json
from sim.seams import Entry


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
        """The room has read these; `sim.drill.heard` says which come next."""
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
                ScheduledAction(of, n, self.time, from_json(act)) for n, act in enumerate(payload.get("world", ()))
            ]

    def _ask(self, payload: Mapping[str, Any]) -> None:
        decision = next(one for one in self.exercise.decisions if one.id == payload["decision"])
        window = self.decision_points.setdefault(decision.id, DecisionPoint(decision, "waiting", self.time))
        window.state, window.reason = payload["state"], payload.get("why", "")
        if payload.get("by_hand"):
            window.is_manual, window.asked_at, window.resolved_at = True, self.time, None
        if window.state == "open":
            self.stop_reason = ""
            window.opened_at, window.exercise_opened_at, window.aware_at = self.time, self.exercise_time, payload["aware"]
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
        decision_point.resolved_at, decision_point.scenario_time, decision_point.exercise_resolved_at = self.time, self.scenario_time, self.exercise_time

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
        self.pending += [ScheduledAction(of, n, self.time, from_json(act)) for n, act in enumerate(payload["does"])]

    def _open_next_in_queue(self) -> None:
        """The next question in the queue is talked about from now on; T+ stands still for it, unless it is pressed."""
        if self.current_decision is not None:
            self.current_decision.exercise_opened_at = self.exercise_time
            self.running = self.running and self.current_decision.decision.kind == "pressed"

    def _act(self, payload: Mapping[str, Any]) -> None:
        act = ScheduledAction(payload["of"], payload["number"], self.time, from_json(payload["act"]))
        self.pending = [one for one in self.pending if (one.source_id, one.number) != (act.source_id, act.number)]
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
            self.deliveries[line.number] = Delivery(line, "held", self.time, why="taken back")
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
