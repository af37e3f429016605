"""What the hot wash lifts for the room: how many knew and were protected over T+, in every arm, played to the end.

Shares of all and nothing else: where the hazard was, what was expected and how anybody did stays at the desk and in the report.
"""

from functools import lru_cache
from typing import Any

from sim.drill.after import Curve, Curves, curves_of, end_of_chart
from sim.drill.arms import TWIN
from sim.drill.state import State
from sim.measures import measures_for
from sim.percent import percent
from sim.trace import Trace

STEPS = 120
"""Intervals of a curve as it is sent."""


def in_hot_wash(state: State) -> bool:
    """Whether it has begun; it is still there when the exercise has ended."""
    return state.arms is not None and state.segment is not None and state.segment.kind == "hot-wash"


def lifted(state: State) -> dict[str, Any] | None:
    """Whole per cent at equal steps from onset to `end`, by measure and arm, and at `stopped`, the T+ of the exercise; None before."""
    if not in_hot_wash(state):
        return None
    shows_twin = state.setup is None or state.setup.twin
    arms = {name: _curves(one.trace) for name, one in state.engines.named() if name != TWIN or shows_twin}
    end = end_of_chart(arms.values(), state.time)
    protects = "protected_t50" in measures_for(state.engines.room.tables.hazard.kind)
    kinds = ("aware", "protected") if protects else ("aware",)
    shares = {kind: {name: getattr(one, kind) for name, one in arms.items()} for kind in kinds}
    return {
        "end": end,
        "stopped": state.time,
        "shares": {
            kind: {name: _sampled(one, end) for name, one in each.items()} for kind, each in shares.items()
        },
        "then": {
            kind: {name: percent(one.at(state.time)) for name, one in each.items()}
            for kind, each in shares.items()
        },
    }


@lru_cache(maxsize=6)
def _curves(trace: Trace) -> Curves:
    """Kept, because nothing is added to a trace that was played to its end, and a frame is asked for each second."""
    return curves_of(trace)


def _sampled(one: Curve, end: float) -> list[int]:
    return [percent(one.at(end * step / STEPS)) for step in range(STEPS + 1)]
