"""The race of the arms in this run: shares aware and protected up to now, and when each arm reached what is compared.

Nothing is compared before half of the staff know in one of the arms. Then the times to 50% and 90% are, and what the hazard is about:
CPR, the first shock and the crew at a patient; in a fire, who was counted outside.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from sim.engine import SimpyEngine
from sim.exercise.arms import BASELINE_ARM, PLAYER_ARM
from sim.exercise.review import ArmCurves, StepCurve, build_arm_curves, build_step_curve, list_share_kinds
from sim.exercise.room_frame import Milestone, Race
from sim.exercise.state import State
from sim.experiment.comparison import to_percent
from sim.model.trace import EventKind, Trace

STEPS = 60
"""Intervals of a curve of the race."""

SHORTEST = 180.0
"""Seconds of T+ that the race shows at least."""

HALF, MOST = 50, 90
"""Percent at which the arms are compared."""

OUTCOMES = {"cpr": EventKind.CPR_BEGINS, "shock": EventKind.SHOCK, "crew": EventKind.PATIENT_REACHED}
"""What is compared beside shares, by name: the first event of its kind."""


@lru_cache(maxsize=8)
def _build_curves(trace: Trace, rows: int) -> ArmCurves:  # noqa: ARG001 - a trace grows
    return build_arm_curves(trace)


def build_race(state: State) -> Race | None:
    """The race up to now. None before onset.

    Only participants have a curve before anything is compared.
    """
    if state.arms is None or state.time <= 0.0:
        return None
    compared = is_compared(state)
    engines = {name: engine for name, engine in state.running_arms.items() if name != BASELINE_ARM}
    traces = {name: engine.trace for name, engine in engines.items()}
    arms = {name: _build_curves(trace, len(trace)) for name, trace in traces.items() if compared or name == PLAYER_ARM}
    end = max(SHORTEST, 60.0 * -(-state.time // 60.0))
    curves: dict[str, dict[str, StepCurve]] = {
        kind: {name: getattr(arm, kind) for name, arm in arms.items()} for kind in list_share_kinds(state.hazard)
    }
    counted = {name: _count_heads(engine) for name, engine in engines.items()}
    milestones = [*list_share_milestones({**curves, "counted": counted}, state.time), *list_outcome_milestones(traces)]
    shares = {kind: _sample_arms(each, end, state.time) for kind, each in curves.items()}
    return Race(end, state.time, shares, tuple(milestones) if compared else ())


def is_compared(state: State) -> bool:
    """Whether participants are shown the other arm: half of the staff know in it or in theirs, or no one has to learn of it."""
    if state.setup is not None and not state.setup.twin:
        return False
    if not state.has_alert:
        return True
    views = (engine.view() for engine in (state.running_arms.player, state.running_arms.comparison))
    return any(100 * view.staff_aware >= HALF * max(1, view.staff) for view in views)


def _count_heads(engine: SimpyEngine) -> StepCurve:
    """Shares counted at the assembly point of a fire; without a fire, none."""
    fire = engine.view().fire
    counted = [(row[0], int(row[5])) for row in engine.trace.rows if row[1] == EventKind.COUNTED]
    return build_step_curve(counted, fire.to_count if fire is not None else 0)


def _sample_arms(arms: Mapping[str, StepCurve], end: float, now: float) -> dict[str, tuple[int, ...]]:
    """The steps before now, then now."""
    times = [*(end * step / STEPS for step in range(STEPS + 1) if end * step / STEPS < now), now]
    return {name: tuple(to_percent(curve.at(time)) for time in times) for name, curve in arms.items()}


def list_share_milestones(curves: Mapping[str, Mapping[str, StepCurve]], now: float) -> Iterator[Milestone]:
    """Of each kind of share the highest milestone that an arm has reached. curves: by kind and arm."""
    for kind, arms in curves.items():
        for percent in (MOST, HALF):
            times = {name: find_time(curve, percent / 100, now) for name, curve in arms.items()}
            if any(time is not None for time in times.values()):
                yield Milestone(kind, percent, times)
                break


def list_outcome_milestones(traces: Mapping[str, Trace]) -> Iterator[Milestone]:
    """The same of the last outcome that an arm has reached, without a percentage."""
    for name, kind in reversed(OUTCOMES.items()):
        times = {arm: next((row[0] for row in trace.rows if row[1] == kind), None) for arm, trace in traces.items()}
        if any(time is not None for time in times.values()):
            yield Milestone(name, None, times)
            return


def find_time(curve: StepCurve, share: float, now: float) -> float | None:
    """When a curve first reached a share; None where it has not by now."""
    place = bisect_left([*accumulate(curve.shares, max)], share)
    return curve.times[place] if place < len(curve.times) and curve.times[place] <= now else None
