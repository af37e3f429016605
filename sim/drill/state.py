"""The state of an exercise: what comes of playing its journal, entry by entry, and of nothing else.

To take an entry is to play all arms up to its T+, and then to do what it says. So to resume, to rewind and to take something back are one
thing: play the journal, or a part of it, again.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scenarios.exercise_library import OpenedExercise
from scenarios.own_names import OwnNames, put_over
from sim.drill.arms import set_up
from sim.drill.journal import JournalError
from sim.drill.labels import Labels
from sim.drill.moments import Moments
from sim.drill.parts import Act, Delivery, Done, Note, Notice, Refusal, Window, made_up
from sim.drill.people import Participant, from_setup
from sim.drill.setup import Setup
from sim.drill.standing import Standing
from sim.drill.stretches import ANSWERING
from sim.drill.taking_back import without_taken_back
from sim.model.interventions import from_json
from sim.seams import Entry


class State(Standing):
    """An exercise as it stands after some entries."""

    def take(self, entry: Entry) -> None:
        """Does what an entry says, at its T+."""
        payload = json.loads(entry.payload)
        if self.arms is not None:
            self.arms.run_until(entry.incident_time)
        self._comes_to(entry)
        TAKES[entry.kind](self, payload)
        self.moments.look()
        self.log.append(entry)

    def lets_pass(self, entry: Entry) -> None:
        """Takes a mark of the clock whose second the arms need not have played before the next entry."""
        self._comes_to(entry)
        self.log.append(entry)

    def _comes_to(self, entry: Entry) -> None:
        """The times of an entry. Once T+ has gone on, why it stood still is past."""
        if entry.incident_time > self.time:
            self.why_stopped = ""
        self.time, self.room = entry.incident_time, entry.room_time

    def catches_up(self) -> None:
        """The arms play what was let pass."""
        if self.arms is not None:
            self.arms.run_until(self.time)
            self.moments.look()

    def _begin(self, payload: Mapping[str, Any]) -> None:
        self.setup = setup = Setup.from_json(payload)
        self.played = set(setup.played)
        self.people = from_setup(setup.played)
        self.speed = setup.pace
        own = OwnNames.model_validate(setup.names) if setup.names else None
        self.labels = Labels(self.opened.emergency.place, own)
        self.exercise = put_over(own, self.opened.exercise) if own else self.opened.exercise
        self.began_with = frozenset(self._persons())
        self.arms = set_up(self.opened, setup.seed, self.began_with)
        self.moments = Moments(self.arms.room)

    def _segment(self, payload: Mapping[str, Any]) -> None:
        if self.segment is not None:
            self.spent[self.segment.id] = self.room - self.segment_room
        self.segment = next(one for one in self.exercise.segments if one.id == payload["segment"])
        self.segment_room = self.room
        self.jumped = max(self.jumped, self.segment.story or 0.0)
        self.running = self.says_stop = False
        self.why_stopped = ""
        if self.segment.kind == "hot-wash":
            for engine in self.arms or ():
                engine.run()  # the emergency takes its course to the end

    def _play(self, payload: Mapping[str, Any]) -> None:
        self.running, self.speed, self.why_stopped = True, payload["speed"], ""
        if self.front is not None:
            self.front.goes_on(self.room)

    def _stop(self, payload: Mapping[str, Any]) -> None:
        self.running, self.why_stopped = False, payload["why"]
        if self.front is None:
            return
        self.front.answering = payload["why"] == ANSWERING
        if self.front.stopped is None:
            self.front.stopped = self.room

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
            self.made_up[payload["inject"]] = made_up(payload)
        inject = self.line(payload["inject"])
        if inject is None:
            raise ValueError(f"there is no inject {payload['inject']}")
        self.deliveries[inject.number] = Delivery(
            inject,
            payload["outcome"],
            self.time,
            payload.get("says", ""),
            payload.get("why", ""),
            payload.get("zone", ""),
            self.story,
            self.readers(inject),
        )
        self._comes_anew()
        if payload["outcome"] == "delivered":
            of = f"inject-{inject.number}"
            self.pending += [
                Act(of, n, self.time, from_json(act)) for n, act in enumerate(payload.get("world", ()))
            ]

    def _ask(self, payload: Mapping[str, Any]) -> None:
        decision = next(one for one in self.exercise.decisions if one.id == payload["decision"])
        window = self.windows.setdefault(decision.id, Window(decision, "waiting", self.time))
        window.state, window.why = payload["state"], payload.get("why", "")
        if payload.get("by_hand"):
            window.by_hand, window.asked, window.settled = True, self.time, None
        if window.state == "open":
            self.why_stopped = ""
            window.opened, window.room_opened, window.aware = self.time, self.room, payload["aware"]
            window.place = 1 + max(one.place for one in self.windows.values())
            self.running = self.running and self.front is not window
        elif window.state != "waiting":
            self._settles(window)

    def _unmeasured(self, payload: Mapping[str, Any]) -> None:
        self.windows[payload["decision"]].unmeasured = payload["why"]

    def _comes_anew(self) -> None:
        """What was taken back is past as soon as something comes of it, or after it, also while T+ stands still."""
        if self.why_stopped.endswith(TAKEN_BACK):
            self.why_stopped = ""

    def _settles(self, window: Window) -> None:
        self._comes_anew()
        window.goes_on(self.room)
        window.settled, window.story, window.room_settled = self.time, self.story, self.room

    def _decide(self, payload: Mapping[str, Any]) -> None:
        window = self.windows[payload["decision"]]
        if missing := [key for key in ANSWERED if key not in payload]:
            raise ValueError(f"an answer without {', '.join(missing)}")
        window.state, window.answer = "decided", payload
        self._settles(window)
        self.pending += [
            Act(window.decision.id, n, payload["starts"], from_json(act))
            for n, act in enumerate(payload["does"])
        ]
        self.running = False
        self._fronts_move()

    def _press(self, payload: Mapping[str, Any]) -> None:
        """From now on T+ runs while it is talked about, and its limit is T+."""
        window = self.windows[payload["decision"]]
        window.decision = window.decision.model_copy(update={"kind": "pressed"})
        window.opened = self.time

    def _lapse(self, payload: Mapping[str, Any]) -> None:
        window = self.windows[payload["decision"]]
        window.state, window.why = "lapsed", payload["why"]
        self._settles(window)
        self._fronts_move()

    def _rule(self, payload: Mapping[str, Any]) -> None:
        """The facilitator rules: acts upon all arms, which are no answer of the room."""
        of = f"rule-{payload['decision']}"
        self.pending += [Act(of, n, self.time, from_json(act)) for n, act in enumerate(payload["does"])]

    def _fronts_move(self) -> None:
        """The next question in the queue is talked about from now on; T+ stands still for it, unless it is pressed."""
        if self.front is not None:
            self.front.room_opened = self.room
            self.running = self.running and self.front.decision.kind == "pressed"

    def _act(self, payload: Mapping[str, Any]) -> None:
        act = Act(payload["of"], payload["number"], self.time, from_json(payload["act"]))
        self.pending = [one for one in self.pending if (one.of, one.number) != (act.of, act.number)]
        self.done.append(Done(act, self.engines.apply(act.intervention), self.story))

    def _note(self, payload: Mapping[str, Any]) -> None:
        self.notes[payload["id"]] = Note(time=self.time, room=self.room, **payload)

    def _correct(self, payload: Mapping[str, Any]) -> None:
        window = self.windows.get(payload["of"])
        if window is not None:
            window.answer = {**window.answer, **payload["set"]}
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
            self.engines.room.hand_back(person)

    def _notice(self, payload: Mapping[str, Any]) -> None:
        self.notices.append(Notice(self.time, payload["about"], payload["says"]))

    def _refuse(self, payload: Mapping[str, Any]) -> None:
        said = payload["option"] or "write-in"
        self.refusals.append(Refusal(self.time, payload["decision"], said, payload["why"]))

    def _take_back(self, payload: Mapping[str, Any]) -> None:
        """A line that was taken back is held, so that it does not come by itself once more; a question is talked about once more."""
        line = next((one for one in self.exercise.injects if payload["of"] == f"inject-{one.number}"), None)
        if line is not None:
            self.deliveries[line.number] = Delivery(line, "held", self.time, why="taken back")
        window = self.windows.get(payload["of"])
        if window is not None:
            window.decision = window.decision.model_copy(update={"kind": "talk"})
            window.again, window.unmeasured = True, ""
            window.room_opened, window.stood = self.room, 0.0
        self._stop({"why": f"{payload['of'].replace('-', ' ')} {TAKEN_BACK}"})

    def _freeze(self, _: Mapping[str, Any]) -> None:
        self.frozen = self.says_stop = True
        self.running, self.why_stopped = False, "real emergency"

    def _end(self, _: Mapping[str, Any]) -> None:
        self.ended, self.running = True, False


TAKEN_BACK = "was taken back"
ANSWERED = ("option", "talk_only", "does", "cost", "starts", "cue", "answered")
"""What every answer has, in the journal."""
TAKES: dict[str, Callable[[State, Mapping[str, Any]], None]] = {
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


def played(opened: OpenedExercise, entries: Iterable[Entry]) -> State:
    """The state after these entries, without those that were taken back. Raises JournalError where one says nothing that can be played."""
    state, entry = State(opened), None
    try:
        for entry in without_taken_back(list(entries)):
            if entry.kind == "clock":
                state.lets_pass(entry)
            else:
                state.take(entry)
        state.catches_up()
    except (LookupError, ValueError, TypeError, AttributeError, RuntimeError, StopIteration) as error:
        where = f"entry {entry.seq} ({entry.kind!r} at T+{entry.incident_time:g} s)" if entry else "an entry"
        raise JournalError(
            f"{where} cannot be played: the journal is damaged; restore the file from a copy"
        ) from error
    return state
