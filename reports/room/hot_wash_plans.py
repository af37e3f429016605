"""Two plans of the campus side by side in the hot wash: what the team did, and the other answer or no app alert, at the same T+.

A room is a zone with staff in it at onset, and it knows when the last of them does. It is the only place where a page of the room has the
rooms of another arm.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from reports.figures.spread_map import find_rooms_known
from reports.room.decision_cards import build_scale, to_shown
from reports.room.guesses import Comparison
from reports.text.terms import TWIN_LABELS
from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_t_plus
from sim.exercise.floor_blocks import (
    CHECKED_IN,
    NO_ROOM,
    NOT_HEARD,
    MarkedFloor,
    build_floor_blocks,
    name_block,
    name_zone,
)
from sim.exercise.leverage import choose_measure
from sim.exercise.replay import WhatIf
from sim.exercise.review import ArmCurves, Review, ShareKind, build_arm_curves
from sim.exercise.room_view import describe_decision
from sim.exercise.state import State
from sim.experiment.comparison import to_percent
from sim.measures import READERS
from sim.model.trace import Trace
from sim.model.trace_reader import read_trace

WHAT_IF = "what if"
NO_ALERT_MEASURE = "aware_t50"
"""In which no app alert is compared."""


@dataclass(frozen=True)
class ArmPlan:
    """An arm at a moment. says: its answer; empty for an arm that has a name. share: whole percent."""

    arm: str
    says: str
    share: int
    floors: tuple[MarkedFloor, ...]


@dataclass(frozen=True)
class PlansView:
    """Both plans at one T+. of: what shares are of. hazard: its kind, where no one has to learn of it."""

    time: str
    arms: tuple[ArmPlan, ...]
    of: ShareKind = "aware"
    hazard: str = ""


class PlanPlayer:
    """The team's arm beside another one, at any T+. what_if: the other answer; without it the arm with no app alert, if it is shown."""

    def __init__(self, review: Review, what_if: WhatIf | None = None) -> None:
        self.state = review.state
        self.end = review.chart_end
        shows_twin = self.state.setup is None or self.state.setup.twin
        traces: dict[str, Trace] = {PLAYER_ARM: review.traces[PLAYER_ARM]}
        self._says: dict[str, str] = {}
        primary = self.state.opened.emergency.scenario.primary[0].measure
        self._measure = NO_ALERT_MEASURE if self.state.has_alert else primary
        self._of = review.share_kinds[0]
        if what_if is not None:
            traces[WHAT_IF] = what_if.trace
            point = self.state.decision_points[what_if.decision]
            self._measure = choose_measure(point.decision, self.state.opened.emergency)
            own = describe_decision(point, self.state.labels) if point.state == "decided" else ""
            self._says = {PLAYER_ARM: own, WHAT_IF: describe_answer(what_if, self.state)}
        elif shows_twin:
            traces[COMPARISON_ARM] = review.traces[COMPARISON_ARM]
        self._traces = traces
        self._known = {arm: find_rooms_known(trace, self.end) for arm, trace in traces.items()}
        self._curves: Mapping[str, ArmCurves] = {arm: build_arm_curves(trace) for arm, trace in traces.items()}

    @property
    def all_known_at(self) -> float:
        """When the last room knows that comes to know at all, in either plan."""
        times = (time for known in self._known.values() for time in known.values() if time <= self.end)
        return max(times, default=self.end)

    def compare(self) -> Comparison:
        """Both arms in the question's own measure, in this run. Raises LookupError where there is no other arm."""
        read = READERS[self._measure]
        own, *others = (read(read_trace(trace, trace.tables)) for trace in self._traces.values())
        if not others:
            raise LookupError("there is no other arm to compare with; choose another answer first")
        change = to_shown(others[0] - own, self._measure)
        truth = round(change) if math.isfinite(change) else None
        other = self._says.get(WHAT_IF) or TWIN_LABELS.get(self.state.hazard, "")
        return Comparison(other, build_scale(self._measure), truth)

    def show(self, time: float) -> PlansView:
        """Both plans at this T+."""
        arms = tuple(
            ArmPlan(
                arm,
                self._says.get(arm, ""),
                to_percent(getattr(self._curves[arm], self._of).at(time)),
                mark_floors(self.state, known, time) if self.state.has_alert else (),
            )
            for arm, known in self._known.items()
        )
        return PlansView(format_t_plus(time), arms, self._of, "" if self.state.has_alert else self.state.hazard)


def describe_answer(what_if: WhatIf, state: State) -> str:
    """`Verify first`."""
    options = state.decision_points[what_if.decision].decision.options
    says = next((option.says for option in options if option.id == what_if.made.option), "")
    return says or what_if.made.talk_only or ""


def mark_floors(state: State, known: Mapping[str, float], time: float) -> tuple[MarkedFloor, ...]:
    """Each floor with the rooms that know by then. known: when each room does."""
    place = state.opened.emergency.place
    return tuple(
        MarkedFloor(
            name_block(block, place, state.labels),
            block.outlines,
            "".join(_mark(known.get(zone.id), time) for zone in block.zones),
            {number: name for number, zone in enumerate(block.zones) if (name := name_zone(zone, state.labels))},
        )
        for block in build_floor_blocks(place)
    )


def _mark(known: float | None, time: float) -> str:
    if known is None:
        return NO_ROOM
    return CHECKED_IN if known <= time else NOT_HEARD
