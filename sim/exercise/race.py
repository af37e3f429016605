"""The race of the arms: shares aware and protected up to now, and how many seconds one arm leads the other, in this run.

The arm with the larger share now is ahead, at least by the time since it passed the other. Arms with the same share now differ by the
time between the moments at which they reached it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any

from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM
from sim.exercise.review import ArmCurves, StepCurve, build_arm_curves
from sim.exercise.state import State
from sim.experiment.comparison import to_percent
from sim.measures import list_measures
from sim.model.trace import Trace

STEPS = 60
"""Intervals of a curve of the race."""

SHORTEST = 180.0
"""Seconds of T+ that the race shows at least."""


@lru_cache(maxsize=8)
def _build_curves(trace: Trace, rows: int) -> ArmCurves:  # noqa: ARG001 - a trace grows
    return build_arm_curves(trace)


def build_race(state: State) -> dict[str, Any] | None:
    """Whole percentages at equal steps from onset to `end`, up to `now`, then at `now`; and the lead by measure. None before onset."""
    if state.arms is None or state.time <= 0.0:
        return None
    shows_twin = state.setup is None or state.setup.twin
    engines = {name: engine for name, engine in state.running_arms.items() if name != "autopilot"}
    arms = {
        name: _build_curves(engine.trace, len(engine.trace))
        for name, engine in engines.items()
        if shows_twin or name != COMPARISON_ARM
    }
    kinds = list_kinds(state)
    end = max(SHORTEST, 60.0 * -(-state.time // 60.0))
    curves = {kind: {name: getattr(arm, kind) for name, arm in arms.items()} for kind in kinds}
    return {
        "end": end,
        "now": state.time,
        "shares": {kind: _sample_arms(each, end, state.time) for kind, each in curves.items()},
        "lead": {kind: find_lead(each, state.time) for kind, each in curves.items()},
    }


def list_kinds(state: State) -> tuple[str, ...]:
    """The shares that mean anything in this kind of emergency."""
    protects = "protected_t50" in list_measures(state.running_arms.player.tables.hazard.kind)
    return ("aware", "protected") if protects else ("aware",)


def _sample_arms(arms: Mapping[str, StepCurve], end: float, now: float) -> dict[str, list[int]]:
    """The steps before now, then now."""
    times = [*(end * step / STEPS for step in range(STEPS + 1) if end * step / STEPS < now), now]
    return {name: [to_percent(curve.at(time)) for time in times] for name, curve in arms.items()}


def find_lead(arms: Mapping[str, StepCurve], now: float) -> dict[str, Any] | None:
    """ahead: the arm with the larger share now, empty where both have the same whole percentage. percent, seconds: if one is ahead, the
    percentage with which it passed the other, and how long ago; else the common percentage, and how much sooner participants reached it
    (below 0 is later).

    None without a comparison, before an arm has reached anything, or where the arm that is behind now once had more.
    """
    if COMPARISON_ARM not in arms:
        return None
    team, other = arms[PLAYER_ARM], arms[COMPARISON_ARM]
    shares = team.at(now), other.at(now)
    percents = to_percent(shares[0]), to_percent(shares[1])
    if max(percents) <= 0:
        return None
    if percents[0] == percents[1]:
        share = min(shares)
        seconds = round(_reach_time(other, share) - _reach_time(team, share))
        return {"ahead": "", "percent": percents[0], "seconds": seconds}
    is_team = percents[0] > percents[1]
    leader, follower = (team, other) if is_team else (other, team)
    passed = _find_passing(leader, follower, now)
    if passed is None:
        return None
    ahead = PLAYER_ARM if is_team else COMPARISON_ARM
    return {"ahead": ahead, "percent": passed[1], "seconds": round(now - passed[0])}


def _find_passing(leader: StepCurve, follower: StepCurve, now: float) -> tuple[float, int] | None:
    """When a curve first had more whole percent than the other has had up to now, and how many."""
    before = follower.shares[: bisect_right(follower.times, now)]
    highest = max(map(to_percent, before), default=0)
    steps = ((time, to_percent(share)) for time, share in zip(leader.times, leader.shares, strict=True))
    return next(((time, percent) for time, percent in steps if time <= now and percent > highest), None)


def _reach_time(curve: StepCurve, share: float) -> float:
    """When a curve first reached a share."""
    highest = [*accumulate(curve.shares, max)]
    return curve.times[bisect_left(highest, share)]
