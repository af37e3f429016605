"""What the report says, as JSON: targets, what each decision did, and all of them together. `docs/json.md` describes the keys."""

import math
from typing import Any

from sim.exercise.decision_effects import DecisionEffect, DecisionEffects, Difference, TogetherEffect, find_share
from sim.exercise.journal import Header
from sim.exercise.review import Review
from sim.exercise.targets import TargetResult, measure_targets
from sim.exercise.transcript import Transcript
from sim.experiment.comparison import round_significant


def build_json_report(
    session: str, header: Header, review: Review | Transcript, effects: DecisionEffects | None
) -> dict[str, Any]:
    """A mapping that JSON can hold. effects: None where the exercise never began, or none can be had without a replay."""
    targets = measure_targets(review) if isinstance(review, Review) else []
    return {
        "session": session,
        "exercise": review.state.exercise.exercise,
        "seed": header.seed,
        "model_version": header.model,
        "is_replayed": isinstance(review, Review),
        "notes": [review.notice] if isinstance(review, Transcript) else [],
        "emergencies": effects.emergencies if effects else 0,
        "fitting_share": round_significant(effects.share) if effects else None,
        "targets": [_target(one, effects) for one in targets],
        "decisions": [_decision(one) for one in effects.decisions] if effects else [],
        "together": [_together(one) for one in effects.together] if effects else [],
    }


def _decision(effect: DecisionEffect) -> dict[str, Any]:
    best = effect.best
    return {
        "id": effect.id,
        "answer": effect.answer,
        "effective_at": round_significant(effect.effective_at),
        "measure": effect.measure,
        "unit": effect.unit,
        **_difference(effect.difference),
        "choice": _value(effect.choice),
        "time": _value(effect.time),
        "best": None if best is None else {"answer": best.answer, **_difference(best.difference)},
        "came": round_significant(effect.came),
        "later_lost": round_significant(effect.later_lost),
    }


def _target(result: TargetResult, effects: DecisionEffects | None) -> dict[str, Any]:
    target, seconds = result.target, result.reached.seconds
    doing = None if seconds is None or result.decided is None else max(0.0, seconds) - result.decided
    share = find_share(effects, result.objective)
    return {
        "objective": result.objective,
        "from": target.from_,
        "to": target.to,
        "within": target.within,
        "from_at": _time(result.reached.from_),
        "to_at": _time(result.reached.to),
        "measured": round_significant(seconds),
        "met": result.is_met,
        "decided": round_significant(result.decided),
        "doing": round_significant(doing),
        "means": None if target.means is None else {"at_least": target.means, "heard": result.reached.means},
        "share": None if share is None else round_significant(share.share),
        "emergencies": 0 if share is None else share.plays,
    }


def _time(seconds: float) -> float | None:
    return round_significant(seconds) if math.isfinite(seconds) else None


def _together(effect: TogetherEffect) -> dict[str, Any]:
    return {"measure": effect.measure, "unit": effect.unit, **_difference(effect.difference)}


def _difference(of: Difference | None) -> dict[str, float | None]:
    if of is None:
        return {"difference": None, "ci_low": None, "ci_high": None}
    return {
        "difference": round_significant(of.value),
        "ci_low": round_significant(of.ci_low),
        "ci_high": round_significant(of.ci_high),
    }


def _value(of: Difference | None) -> float | None:
    return None if of is None else round_significant(of.value)
