"""A target of an exercise in words, and what came of it."""

import math

from reports.text.formatting import format_quantity, format_share_of
from reports.text.terms import capitalize_first
from scenarios.targets import INSTANT_CLAUSES, Target
from scenarios.units import DAY_SECONDS, TIME
from sim.exercise.clock import format_length
from sim.exercise.decision_effects import DecisionEffects, find_share
from sim.exercise.targets import TargetResult

MEANS_WORDS = {1: "by any means", 2: "by two means", 3: "by three means"}
MET, NOT_MET, OPEN = "met", "not met", "open"


def describe_target(target: Target) -> str:
    """`The first instruction is heard within 1 min after the office knows, by two means.`, then what evaluators look at besides."""
    return " ".join(filter(None, (describe_timed(target), target.says)))


def describe_timed(target: Target) -> str:
    """The part of a target that the model measures; empty where there is none."""
    if target.from_ is None or target.to is None or target.within is None:
        return ""
    means = f", {MEANS_WORDS[target.means]}" if target.means else ""
    within = format_quantity(target.within, TIME)
    if target.in_school_days:
        within = within.replace("day", "school day")
    return (
        f"{capitalize_first(INSTANT_CLAUSES[target.to])} within {within} after {INSTANT_CLAUSES[target.from_]}{means}."
    )


def describe_met(result: TargetResult) -> str:
    """`met`, `not met`, or `open` where the exercise did not show it."""
    return OPEN if result.is_met is None else MET if result.is_met else NOT_MET


def describe_measured(result: TargetResult) -> str:
    """`1:22, of which deciding 0:22. Heard by 1 of 2 means in time.`"""
    target, seconds = result.target, result.reached.seconds
    if seconds is None or result.decided is None:
        return f"{_describe_missing(result)}."
    parts = [_describe_seconds(seconds, result.decided)]
    if target.in_school_days:
        parts = [f"{seconds / DAY_SECONDS:.1f} school days"]
    if target.means:
        parts.append(f"Heard by {result.reached.means} of {target.means} means in time")
    return f"{'. '.join(parts)}."


def _describe_seconds(seconds: float, decided: float) -> str:
    whole = format_length(abs(seconds))
    if round(seconds) == 0:
        return "At once"
    if seconds < 0.0:
        return f"{whole} before"
    return f"{whole}, of which deciding {format_length(decided)}" if round(decided) else whole


def _describe_missing(result: TargetResult) -> str:
    began = math.isfinite(result.reached.from_)
    instant = result.target.to if began else result.target.from_
    return f"Never in this exercise: {INSTANT_CLAUSES[instant]}" if instant else ""


def describe_share(result: TargetResult, effects: DecisionEffects | None) -> str:
    """`The same answers meet it in 8% of emergencies.`; empty where no other emergency was simulated."""
    share = find_share(effects, result.objective)
    if share is None:
        return ""
    return f"The same answers meet it in {format_share_of(share.share, share.plays, 'emergencies')}."
