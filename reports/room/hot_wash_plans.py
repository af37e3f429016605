"""Two plans of the campus side by side in the hot wash: what the team did, and the other answer or no app alert, at the same T+.

A room is a zone with staff in it at onset, and it knows when the last of them does. It is the only place where a page of the room has the
rooms of another arm.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.figures.spread_map import find_rooms_known
from reports.room.guesses import Guesses
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
from sim.exercise.race import find_time
from sim.exercise.replay import WhatIf
from sim.exercise.review import ArmCurves, Review, build_arm_curves
from sim.exercise.state import State
from sim.experiment.comparison import to_percent
from sim.model.trace import Trace

WHAT_IF = "what if"
HALF = 0.5


@dataclass(frozen=True)
class ArmPlan:
    """An arm at a moment. says: the other answer; empty for an arm that has a name. aware: whole percent of the staff."""

    arm: str
    says: str
    aware: int
    floors: tuple[MarkedFloor, ...]


@dataclass(frozen=True)
class PlansView:
    """Both plans at one T+."""

    time: str
    arms: tuple[ArmPlan, ...]


class PlanPlayer:
    """The team's arm beside another one, at any T+. what_if: the other answer; without it the arm with no app alert, if it is shown."""

    def __init__(self, review: Review, what_if: WhatIf | None = None) -> None:
        self.state = review.state
        self.end = review.chart_end
        shows_twin = self.state.setup is None or self.state.setup.twin
        traces: dict[str, Trace] = {PLAYER_ARM: review.traces[PLAYER_ARM]}
        self._says = ""
        if what_if is not None:
            traces[WHAT_IF] = what_if.trace
            self._says = describe_answer(what_if, self.state)
        elif shows_twin:
            traces[COMPARISON_ARM] = review.traces[COMPARISON_ARM]
        self._known = {arm: find_rooms_known(trace, self.end) for arm, trace in traces.items()}
        self._curves: Mapping[str, ArmCurves] = {
            arm: build_arm_curves(trace) for arm, trace in traces.items()
        }

    def ask(self) -> Guesses:
        """How much sooner half of the staff knew in the team's arm, to be guessed. Raises LookupError where there is no other arm."""
        team, *others = (find_time(curves.aware, HALF, self.end) for curves in self._curves.values())
        if not others:
            raise LookupError("there is no other arm to compare with; choose another answer first")
        truth = None if team is None or others[0] is None else round(others[0] - team)
        return Guesses(self._says, truth)

    def show(self, time: float) -> PlansView:
        """Both plans at this T+."""
        arms = tuple(
            ArmPlan(
                arm,
                self._says if arm == WHAT_IF else "",
                to_percent(self._curves[arm].aware.at(time)),
                mark_floors(self.state, known, time),
            )
            for arm, known in self._known.items()
        )
        return PlansView(format_t_plus(time), arms)


def describe_answer(what_if: WhatIf, state: State) -> str:
    """`D2: Verify first`."""
    options = state.decision_points[what_if.decision].decision.options
    says = next((option.says for option in options if option.id == what_if.made.option), "")
    return f"{what_if.decision}: {says or what_if.made.talk_only or ''}"


def mark_floors(state: State, known: Mapping[str, float], time: float) -> tuple[MarkedFloor, ...]:
    """Each floor with the rooms that know by then. known: when each room does."""
    place = state.opened.emergency.place
    return tuple(
        MarkedFloor(
            name_block(block, place, state.labels),
            block.outlines,
            "".join(_mark(known.get(zone.id), time) for zone in block.zones),
            {
                number: name
                for number, zone in enumerate(block.zones)
                if (name := name_zone(zone, state.labels))
            },
        )
        for block in build_floor_blocks(place)
    )


def _mark(known: float | None, time: float) -> str:
    if known is None:
        return NO_ROOM
    return CHECKED_IN if known <= time else NOT_HEARD
