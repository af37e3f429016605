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

from sim.drill.after import Review
from sim.drill.arms import PLAYER_ARM
from sim.drill.parts import ExecutedAction, DecisionPoint
from sim.drill.said import is_repeat_of_blocker, find_waiting_since

Lane = Literal["injects", "decisions", "marks"]
LONGEST_LABEL = 6
MARK_PREFIXES = {"mark": "m", "observe": "o"}
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
class TimelineEntry:
    """asked_at, answered_at, begins_at: T+; the last two of decisions only. is_discussion: it came in the talked modules at the end, or in the hot wash.

    begins_at, last_action_at: of the first and of the last act of a decision. aware_at: since when its role knew of the danger when it was asked. is_late: a
    decision of which nothing began any more, as it was too late for it.
    """

    lane: Lane
    label: str
    asked_at: float
    answered_at: float | None
    begins_at: float | None
    is_decided: bool
    is_discussion: bool
    is_late: bool = False
    aware_at: float | None = None
    last_action_at: float | None = None


def format_timeline_label(of: str) -> str:
    """How the timeline calls what a line of the log is about (`Line.subject_id`): `inject-4` is "4", `D1` is "D1", `observe-2` is "o2"."""
    kind, _, number = of.rpartition("-")
    if kind == "inject":
        return number
    if kind in MARK_PREFIXES:
        return f"{MARK_PREFIXES[kind]}{number}"
    return of if len(of) <= LONGEST_LABEL else f"{of[: LONGEST_LABEL - 1]}…"


def build_entries(review: Review) -> tuple[TimelineEntry, ...]:
    """Everything that counts, in the order of the journal."""
    return tuple(_iterate_entries(review))


def _iterate_entries(review: Review) -> Iterator[TimelineEntry]:
    state = review.state
    kinds = {one.id: one.kind for one in review.exercise.segments}
    last_played = max((n for n, one in enumerate(review.exercise.segments) if one.kind == "played"), default=0)
    order = {one.id: n for n, one in enumerate(review.exercise.segments)}
    begun, late = group_action_starts(state.done), find_late_decisions(review)
    talked = False
    for entry in state.log:
        payload = json.loads(entry.payload)
        if entry.kind == "segment":
            segment = payload["segment"]
            talked = kinds[segment] != "played" and order[segment] > last_played
        elif entry.kind == "inject" and payload["outcome"] == "delivered":
            if state.deliveries[payload["inject"]].outcome == "delivered":
                label = format_timeline_label(f"inject-{payload['inject']}")
                yield TimelineEntry("injects", label, entry.incident_time, None, None, True, talked)
        elif entry.kind == "ask" and payload["state"] == "open":
            yield _build_decision_entry(state.decision_points[payload["decision"]], begun, late, talked)
        elif entry.kind == "note" and payload["kind"] in MARK_PREFIXES:
            label = format_timeline_label(payload["id"])
            yield TimelineEntry("marks", label, entry.incident_time, None, None, True, talked)


def group_action_starts(done: Iterable[ExecutedAction]) -> dict[str, list[float]]:
    """T+ at which the acts of each decision began, as the log has them; what came too late or changed nothing never does."""
    found: dict[str, list[float]] = {}
    for one in done:
        if one.outcome.began:
            found.setdefault(one.action.source_id, []).append(one.action.time)
    return found


def find_late_decisions(review: Review) -> set[str]:
    """Decisions of which nothing began: whoever was to do it was still busy, or all was over by then."""
    state, over = review.state, review.observed_measures[PLAYER_ARM].get("hazard_over", math.inf)
    late = {
        one.action.source_id
        for one in state.done
        if not is_repeat_of_blocker(one, state) and (one.action.time >= over or find_waiting_since(one, state) is not None)
    }
    return late & {*state.decision_points} - {*group_action_starts(state.done)}


def _build_decision_entry(decision_point: DecisionPoint, begun: Mapping[str, Sequence[float]], late: Set[str], talked: bool) -> TimelineEntry:
    """From when it was asked until what was decided begins, which may be once somebody who is busy has the time."""
    asked = decision_point.asked_at if decision_point.opened_at is None else decision_point.opened_at
    acts = begun.get(decision_point.decision.id, ())
    return TimelineEntry(
        "decisions",
        format_timeline_label(decision_point.decision.id),
        asked,
        decision_point.resolved_at,
        min(acts, default=None),
        decision_point.state == "decided",
        talked,
        decision_point.decision.id in late,
        decision_point.aware_at,
        max(acts, default=None),
    )


def list_milestones(review: Review, arm: str) -> list[tuple[str, float]]:
    """What happened in an arm and when, in order; what was not reached is left out."""
    here, horizon = review.observed_measures[arm], review.state.running_arms.player.tables.horizon
    found = [(words, here[name]) for name, words in MILESTONES.items() if here.get(name, horizon) < horizon]
    return sorted(found, key=lambda one: one[1])
