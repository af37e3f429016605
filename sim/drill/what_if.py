"""What if: one question with another answer, the same past, and what would have come of it.

The past is played from the journal up to that answer; then the other one is given. What was decided later is applied at cue + cost, as
in the thousand replications: an answer is given when its question comes up in this other future, and not at all where it does not. What
the facilitator did comes at its T+. Nothing is written into the journal of the exercise but a note that it was looked at (`noted`).
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.drill.conduct import Conduct
from sim.drill.course import Planned, answer_in, goes_on, planned_in, speaks_of
from sim.drill.decisions import Answer, decided, option_of
from sim.drill.parts import Window
from sim.drill.state import State
from sim.drill.taking_back import without_taken_back
from sim.seams import Entry
from sim.trace import Trace


@dataclass(frozen=True)
class WhatIf:
    """The room's trace with the other answer. payload: the answer as an entry; until: T+ before which nothing can differ.

    came: T+ of the cues of what was done later in the exercise; never: what did something then and is not applied,
    because its cue does not come.
    """

    decision: str
    payload: Mapping[str, Any]
    until: float
    trace: Trace
    came: Mapping[str, float]
    never: tuple[str, ...]


def what_if(conduct: Conduct, decision: str, answer: Answer) -> WhatIf:
    """Plays the emergency of an exercise to its end with another answer, and notes it. Raises NoAnswer, LookupError."""
    found = with_another_answer(State(conduct.opened), conduct.journal.entries(), decision, answer)
    noted(conduct, found)
    return found


def noted(conduct: Conduct, found: WhatIf) -> None:
    """That it was looked at, in the journal."""
    said = {name: found.payload[name] for name in ("option", "talk_only", "does", "thinking", "source")}
    conduct.write(
        "what-if", {"decision": found.decision, "until": found.until, "never": [*found.never], **said}
    )


def with_another_answer(state: State, entries: Iterable[Entry], decision: str, answer: Answer) -> WhatIf:
    """The same past, another answer, and the rest. state: fresh, of the same exercise. Raises NoAnswer, LookupError."""
    past, settled, future = parted(without_taken_back(list(entries)), decision)
    for entry in past:
        state.take(entry)
    window = state.windows[decision]
    payload = decided(window, as_quickly(answer, window, json.loads(settled.payload)), state)
    later = [*planned_in(future)]
    course = goes_on(state, later)
    course.takes(answer_in(payload), state.time - payload["answered"])
    course.run()
    came = {one.id: course.came[one.id] for one in later if one.id in course.came}
    never = tuple(one.id for one in later if one.does_something and one.id not in came)
    until = min(until_when(payload, settled, later, decision), state.engines.room.tables.horizon)
    return WhatIf(decision, payload, until, state.engines.room.run(), came, never)


def as_quickly(answer: Answer, window: Window, was: Mapping[str, Any]) -> Answer:
    """With the thinking that the room said it would take, unless the exercise says what this option takes: only the answer differs."""
    takes = answer.option and option_of(window.decision, answer.option).takes
    if answer.thinking is not None or takes or was.get("source") != "room":
        return answer
    return replace(answer, thinking=was["thinking"])


def until_when(given: Mapping[str, Any], was: Entry, later: Iterable[Planned], decision: str) -> float:
    """T+ at which the first of both answers begins to do something, or at which something is asked or not because of it."""
    answers = [given, json.loads(was.payload)]
    times = [one["starts"] for one in answers if one.get("does")]
    if any(decision in speaks_of(one.cue) for one in later):
        times.append(was.incident_time)
    return min(times, default=math.inf)


def parted(entries: list[Entry], decision: str) -> tuple[list[Entry], Entry, list[Entry]]:
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
