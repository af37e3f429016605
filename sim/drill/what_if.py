"""What if: one decision with another answer, the same past, and what would have come of it.

The past is played from the journal up to that decision; then the other answer is given, and what was decided later is done at the T+
at which it was done. Nothing is written into the journal of the exercise.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sim.drill.decisions import Answer, decided
from sim.drill.state import Act, State, without_taken_back
from sim.model.interventions import from_json
from sim.seams import Entry
from sim.trace import Trace


@dataclass(frozen=True)
class WhatIf:
    """The room's trace with the other answer. until: T+ up to which it is the same as before."""

    decision: str
    until: float
    trace: Trace


def what_if(state: State, entries: Iterable[Entry], decision: str, answer: Answer) -> WhatIf:
    """Plays the exercise's emergency to its end with another answer. state: fresh, of the same exercise. Raises NoAnswer, LookupError."""
    past, future = parted(without_taken_back(list(entries)), decision)
    for entry in past:
        state.take(entry)
    window = state.windows[decision]
    payload = decided(window, answer, state)
    acts = [*state.pending, *later_acts(future, decision)]
    acts += [
        Act(decision, number, payload["starts"], from_json(act)) for number, act in enumerate(payload["does"])
    ]
    for act in sorted(acts, key=lambda act: (act.time, act.of, act.number)):
        state.engines.run_until(act.time)
        state.engines.apply(act.intervention)
    return WhatIf(decision, payload["starts"], state.engines.room.run())


def parted(entries: list[Entry], decision: str) -> tuple[list[Entry], list[Entry]]:
    """What came before the answer to a decision, and what came after. Raises LookupError where it was not answered."""
    for place, entry in enumerate(entries):
        if entry.kind == "decide" and json.loads(entry.payload)["decision"] == decision:
            return entries[:place], entries[place + 1 :]
    raise LookupError(f"{decision} was not answered in this exercise")


def later_acts(future: list[Entry], without: str) -> list[Act]:
    """What was done later, but for the acts of one decision."""
    acts = []
    for entry in future:
        payload = json.loads(entry.payload)
        if entry.kind == "act" and payload["of"] != without:
            acts.append(Act(payload["of"], payload["number"], entry.incident_time, from_json(payload["act"])))
    return acts
