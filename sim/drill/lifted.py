"""What the hot wash lifts for the room: how many knew and were protected over T+, in every arm, played to the end.

Shares of all and nothing else: where the hazard was, what was expected and how anybody did stays at the desk and in the report.
"""

from functools import lru_cache
from typing import Any

from sim.drill.after import StepCurve, ArmCurves, build_arm_curves, compute_chart_end
from sim.drill.arms import COMPARISON_ARM
from sim.drill.state import State
from sim.measures import list_measures
from sim.percent import to_percent
from sim.trace import Trace

STEPS = 120
"""Intervals of a curve as it is sent."""


def is_in_hot_wash(state: State) -> bool:
    """Whether it has begun; it is still there when the exercise has ended."""
    return state.arms is not None and state.segment is not None and state.segment.kind == "hot-wash"


def build_debrief_view(state: State) -> dict[str, Any] | None:
    """Whole per cent at equal steps from onset to `end`, by measure and arm, and at `stopped`, the T+ of the exercise; None before."""
    if not is_in_hot_wash(state):
        return None
    shows_twin = state.setup is None or state.setup.twin
    arms = {name: _cached_curves(one.trace) for name, one in state.running_arms.items() if name != COMPARISON_ARM or shows_twin}
    end = compute_chart_end(arms.values(), state.time)
    protects = "protected_t50" in list_measures(state.running_arms.player.tables.hazard.kind)
    kinds = ("aware", "protected") if protects else ("aware",)
    shares = {kind: {name: getattr(one, kind) for name, one in arms.items()} for kind in kinds}
    return {
        "end": end,
        "stopped": state.time,
        "shares": {
            kind: {name: _sample_curve(one, end) for name, one in each.items()} for kind, each in shares.items()
        },
        "then": {
            kind: {name: to_percent(one.at(state.time)) for name, one in each.items()}
            for kind, each in shares.items()
        },
    }


@lru_cache(maxsize=6)
def _cached_curves(trace: Trace) -> ArmCurves:
    """Kept, because nothing is added to a trace that was played to its end, and a frame is asked for each second."""
    return build_arm_curves(trace)


def _sample_curve(one: StepCurve, end: float) -> list[int]:
    return [to_percent(one.at(end * step / STEPS)) for step in range(STEPS + 1)]
