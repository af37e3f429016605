"""What if: one question with another answer, the same past, and what would have come of it.

The past is played from the journal up to that answer; then the other one is given. What was decided later is applied at cue + cost, as
in the thousand replications: an answer is given when its question comes up in this other future, and not at all where it does not. What
the facilitator did comes at its T+. Nothing is written into the journal of the exercise but a note that it was looked at (`record_what_if`).
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.drill.conduct import Conductor
from sim.drill.course import PlannedAction, parse_decision, resume_replay, iterate_planned, iterate_references
from sim.drill.decisions import DecisionResponse, build_decision_payload, find_option
from sim.drill.parts import DecisionPoint
from sim.drill.state import State
from sim.drill.taking_back import drop_undone
from sim.seams import Entry
from sim.trace import Trace


@dataclass(frozen=True)
class WhatIf:
    """The room's trace with the other answer. payload: the answer as an entry; changes_from: T+ before which nothing can differ.

    trigger_times: T+ of the cues of what was done later in the exercise; untriggered: what did something then and is not applied,
    because its cue does not come.
    """

    decision: str
    payload: Mapping[str, Any]
    changes_from: float
    trace: Trace
    trigger_times: Mapping[str, float]
    untriggered: tuple[str, ...]


def play_what_if(conductor: Conductor, decision: str, answer: DecisionResponse) -> WhatIf:
    """Plays the emergency of an exercise to its end with another answer, and notes it. Raises NoAnswer, LookupError."""
    found = replay_with_decision(State(conductor.opened), conductor.journal.entries(), decision, answer)
    record_what_if(conductor, found)
    return found


def record_what_if(conductor: Conductor, what_if: WhatIf) -> None:
    """That it was looked at, in the journal."""
    said = {name: what_if.payload[name] for name in ("option", "talk_only", "does", "thinking", "source")}
    conductor.write(
        "what-if", {"decision": what_if.decision, "until": what_if.changes_from, "never": [*what_if.untriggered], **said}
    )


def replay_with_decision(state: State, entries: Iterable[Entry], decision: str, answer: DecisionResponse) -> WhatIf:
    """The same past, another answer, and the rest. state: fresh, of the same exercise. Raises NoAnswer, LookupError."""
    past, settled, future = split_at_decision(drop_undone(list(entries)), decision)
    for entry in past:
        state.apply_event(entry)
    window = state.decision_points[decision]
    payload = build_decision_payload(window, keep_decision_delay(answer, window, json.loads(settled.payload)), state)
    later = [*iterate_planned(future)]
    course = resume_replay(state, later)
    course.schedule(parse_decision(payload), state.time - payload["answered"])
    course.run()
    came = {one.id: course.trigger_times[one.id] for one in later if one.id in course.trigger_times}
    never = tuple(one.id for one in later if one.has_effect and one.id not in came)
    until = min(find_divergence(payload, settled, later, decision), state.running_arms.player.tables.horizon)
    return WhatIf(decision, payload, until, state.running_arms.player.run(), came, never)


def keep_decision_delay(answer: DecisionResponse, decision_point: DecisionPoint, was: Mapping[str, Any]) -> DecisionResponse:
    """With the thinking that the room said it would take, unless the exercise says what this option takes: only the answer differs."""
    takes = answer.option and find_option(decision_point.decision, answer.option).takes
    if answer.decision_delay is not None or takes or was.get("source") != "room":
        return answer
    return replace(answer, decision_delay=was["thinking"])


def find_divergence(given: Mapping[str, Any], was: Entry, later: Iterable[PlannedAction], decision: str) -> float:
    """T+ at which the first of both answers begins to do something, or at which something is asked or not because of it."""
    answers = [given, json.loads(was.payload)]
    times = [one["starts"] for one in answers if one.get("does")]
    if any(decision in iterate_references(one.trigger) for one in later):
        times.append(was.incident_time)
    return min(times, default=math.inf)


def split_at_decision(entries: list[Entry], decision: str) -> tuple[list[Entry], Entry, list[Entry]]:
    """What came before a question was settled, how it was, and what came after. Raises LookupError where it was never open or still is."""
    opened = False
    for place, entry in enumerate(entries):
        payload = json.loads(entry.payload)
        if payload.get("decision") != decision:
            continue
        opened = opened or (entry.kind == "ask" and payload["state"] == "open")
        if opened and entry.kind in ("decide", "lapse"):
            return entries[:place], entry, entries[place + 1 :]
    raise LookupError(f"{decision} was not open in this exercise, or is open still")
