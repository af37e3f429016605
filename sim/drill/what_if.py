"""What if: one question with another answer, the same past, and what would have come of it.

The past is played from the journal up to that answer; then the other one is given, and what was done later is done at the T+ at which it
was done. Nothing is written into the journal of the exercise but a note that it was looked at (`noted`), which changes nothing.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.drill.conduct import Conduct
from sim.drill.decisions import Answer, decided
from sim.drill.parts import Act
from sim.drill.state import State
from sim.drill.taking_back import without_taken_back
from sim.model.interventions import from_json
from sim.seams import Entry
from sim.trace import Trace


@dataclass(frozen=True)
class WhatIf:
    """The room's trace with the other answer. payload: the answer as an entry; until: T+ before which nothing can differ."""

    decision: str
    payload: Mapping[str, Any]
    until: float
    trace: Trace


def what_if(conduct: Conduct, decision: str, answer: Answer) -> WhatIf:
    """Plays the emergency of an exercise to its end with another answer, and notes it. Raises NoAnswer, LookupError."""
    found = with_another_answer(State(conduct.opened), conduct.journal.entries(), decision, answer)
    noted(conduct, found)
    return found


def noted(conduct: Conduct, found: WhatIf) -> None:
    """That it was looked at, in the journal."""
    said = {name: found.payload[name] for name in ("option", "talk_only", "does", "thinking", "source")}
    conduct.write("what-if", {"decision": found.decision, "until": found.until, **said})


def with_another_answer(state: State, entries: Iterable[Entry], decision: str, answer: Answer) -> WhatIf:
    """The same past, another answer, and the rest. state: fresh, of the same exercise. Raises NoAnswer, LookupError."""
    past, settled, future = parted(without_taken_back(list(entries)), decision)
    for entry in past:
        state.take(entry)
    payload = decided(state.windows[decision], answer, state)
    acts = [
        Act(decision, number, payload["starts"], from_json(act)) for number, act in enumerate(payload["does"])
    ]
    for one in merged(acts, future, decision):
        if isinstance(one, Act):
            state.engines.run_until(one.time)
            state.engines.apply(one.intervention)
        else:
            state.take(one)
    starts = [one["starts"] for one in (payload, json.loads(settled.payload)) if one.get("does")]
    until = min(starts, default=state.engines.room.tables.horizon)
    return WhatIf(decision, payload, until, state.engines.room.run())


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


def merged(acts: list[Act], future: list[Entry], decision: str) -> Iterable[Act | Entry]:
    """The acts of the other answer and what was done later in the exercise, in order of time; of the first answer nothing is done."""
    left = sorted(acts, key=lambda act: (act.time, act.number))
    for entry in future:
        payload = json.loads(entry.payload)
        if entry.kind not in ("act", "role") or payload.get("of") == decision:
            continue
        while left and left[0].time < entry.incident_time:
            yield left.pop(0)
        yield entry
    yield from left
