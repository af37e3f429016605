"""When each decision of an exercise was asked, made, and put into action, in scenario time.

While people discuss, T+ stands still, so the time from question to first action is the incident's wait for the decision.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.exercise.arms import PLAYER_ARM
from sim.exercise.events import DecisionAsked, ExecutedAction, SegmentBegun
from sim.exercise.narrative import find_waiting_since, is_repeat_of_blocker
from sim.exercise.review import Review


@dataclass(frozen=True)
class DecisionTimes:
    """One decision that was asked. All times are T+.

    begins_at, last_action_at: of its first and last action. aware_at: when its role learned of the hazard. is_discussion: from a
    discussion at the end or the hot wash. is_late: its actions all came too late.
    """

    label: str
    asked_at: float
    answered_at: float | None
    begins_at: float | None
    is_decided: bool
    is_discussion: bool
    is_late: bool = False
    aware_at: float | None = None
    last_action_at: float | None = None


def list_decision_times(review: Review) -> list[DecisionTimes]:
    """All decisions that were asked, in the order of the journal."""
    return list(_iterate(review))


def _iterate(review: Review) -> Iterator[DecisionTimes]:
    state, segments = review.state, review.exercise.segments
    last_played = max((n for n, one in enumerate(segments) if one.kind == "played"), default=0)
    order = {one.id: n for n, one in enumerate(segments)}
    begun, late = _group_action_starts(state.done), _find_late_decisions(review)
    is_discussion = False
    for entry in state.log:
        match entry.event:
            case SegmentBegun(segment=segment):
                is_discussion = order[segment] > last_played
            case DecisionAsked(decision=name, state="open"):
                point, acts = state.decision_points[name], begun.get(name, ())
                yield DecisionTimes(
                    name,
                    point.asked_at if point.opened_at is None else point.opened_at,
                    point.resolved_at,
                    min(acts, default=None),
                    point.state == "decided",
                    is_discussion,
                    name in late,
                    point.aware_at,
                    max(acts, default=None),
                )


def _group_action_starts(done: Iterable[ExecutedAction]) -> dict[str, list[float]]:
    """T+ at which the actions of each decision began; actions that came too late or changed nothing are left out."""
    found: dict[str, list[float]] = {}
    for one in done:
        if one.outcome.began:
            found.setdefault(one.action.source_id, []).append(one.action.time)
    return found


def _find_late_decisions(review: Review) -> set[str]:
    """Decisions whose actions never began, as their person was busy or the incident was over."""
    state, over = review.state, review.observed_measures[PLAYER_ARM].get("hazard_over", math.inf)
    late = {
        one.action.source_id
        for one in state.done
        if not is_repeat_of_blocker(one, state)
        and (one.action.time >= over or find_waiting_since(one, state) is not None)
    }
    return late & {*state.decision_points} - {*_group_action_starts(state.done)}
