"""What stands on the timeline of an exercise: what was told, asked and noted, and what happened in the room's arm and in the twin.

Every entry has the label that the table of the report has: the number of an inject, the id of a decision, `m2` for the second mark, `o1`
for the first observation. In talked modules T+ stands still, so what came in those at the end has no place on the axis and is beside it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from sim.drill.after import After
from sim.drill.arms import ROOM
from sim.drill.parts import Done, Window
from sim.drill.said import begun_before, waited_since

Lane = Literal["injects", "decisions", "marks"]
LONGEST_LABEL = 6
SHORT = {"mark": "m", "observe": "o"}
MILESTONES = {
    "first_campus_alert": "first alert",
    "call_answered": "911 answers",
    "collapse_to_cpr": "CPR",
    "aed_at_patient": "AED there",
    "collapse_to_shock": "shock",
    "first_unit_on_scene": "first unit",
    "ems_at_patient": "crew at patient",
    "rset": "last person out",
    "hazard_over": "over",
}
"""Measures whose time is a moment of the play, and what the timeline calls them."""


@dataclass(frozen=True)
class Entry:
    """asked, answered, begins: T+; the last two of decisions only. talked: it came in the talked modules at the end, or in the hot wash.

    begins, last: of the first and of the last act of a decision. knew: since when its role knew of the danger when it was asked. late: a
    decision of which nothing began any more, as it was too late for it.
    """

    lane: Lane
    label: str
    asked: float
    answered: float | None
    begins: float | None
    decided: bool
    talked: bool
    late: bool = False
    knew: float | None = None
    last: float | None = None


def timeline_label(of: str) -> str:
    """How the timeline calls what a line of the log is about (`Line.of`): `inject-4` is "4", `D1` is "D1", `observe-2` is "o2"."""
    kind, _, number = of.rpartition("-")
    if kind == "inject":
        return number
    if kind in SHORT:
        return f"{SHORT[kind]}{number}"
    return of if len(of) <= LONGEST_LABEL else f"{of[: LONGEST_LABEL - 1]}…"


def entries_of(after: After) -> tuple[Entry, ...]:
    """Everything that counts, in the order of the journal."""
    return tuple(_entries(after))


def _entries(after: After) -> Iterator[Entry]:
    state = after.state
    kinds = {one.id: one.kind for one in after.exercise.segments}
    last_played = max((n for n, one in enumerate(after.exercise.segments) if one.kind == "played"), default=0)
    order = {one.id: n for n, one in enumerate(after.exercise.segments)}
    begun, late = begun_by(state.done), came_too_late(after)
    talked = False
    for entry in state.log:
        payload = json.loads(entry.payload)
        if entry.kind == "segment":
            segment = payload["segment"]
            talked = kinds[segment] != "played" and order[segment] > last_played
        elif entry.kind == "inject" and payload["outcome"] == "delivered":
            if state.deliveries[payload["inject"]].outcome == "delivered":
                label = timeline_label(f"inject-{payload['inject']}")
                yield Entry("injects", label, entry.incident_time, None, None, True, talked)
        elif entry.kind == "ask" and payload["state"] == "open":
            yield _decision(state.windows[payload["decision"]], begun, late, talked)
        elif entry.kind == "note" and payload["kind"] in SHORT:
            label = timeline_label(payload["id"])
            yield Entry("marks", label, entry.incident_time, None, None, True, talked)


def begun_by(done: Iterable[Done]) -> dict[str, list[float]]:
    """T+ at which the acts of each decision began, as the log has them; what came too late or changed nothing never does."""
    found: dict[str, list[float]] = {}
    for one in done:
        if one.outcome.began:
            found.setdefault(one.act.of, []).append(one.act.time)
    return found


def came_too_late(after: After) -> set[str]:
    """Decisions of which nothing began: whoever was to do it was still busy, or all was over by then."""
    state, over = after.state, after.here[ROOM].get("hazard_over", math.inf)
    late = {
        one.act.of
        for one in state.done
        if not begun_before(one, state) and (one.act.time >= over or waited_since(one, state) is not None)
    }
    return late & {*state.windows} - {*begun_by(state.done)}


def _decision(window: Window, begun: Mapping[str, Sequence[float]], late: Set[str], talked: bool) -> Entry:
    """From when it was asked until what was decided begins, which may be once somebody who is busy has the time."""
    asked = window.asked if window.opened is None else window.opened
    acts = begun.get(window.decision.id, ())
    return Entry(
        "decisions",
        timeline_label(window.decision.id),
        asked,
        window.settled,
        min(acts, default=None),
        window.state == "decided",
        talked,
        window.decision.id in late,
        window.aware,
        max(acts, default=None),
    )


def milestones(after: After, arm: str) -> list[tuple[str, float]]:
    """What happened in an arm and when, in order; what was not reached is left out."""
    here, horizon = after.here[arm], after.state.engines.room.tables.horizon
    found = [(words, here[name]) for name, words in MILESTONES.items() if here.get(name, horizon) < horizon]
    return sorted(found, key=lambda one: one[1])
