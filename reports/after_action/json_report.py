"""What the report says, as JSON: what each decision did, and all of them together. `docs/json.md` describes the keys."""

from typing import Any

from sim.exercise.decision_effects import DecisionEffect, DecisionEffects, Difference, TogetherEffect
from sim.experiment.comparison import round_significant


def build_json_report(
    session: str, exercise: str, seed: int, effects: DecisionEffects | None
) -> dict[str, Any]:
    """A mapping that JSON can hold. effects: None where the exercise never began."""
    return {
        "session": session,
        "exercise": exercise,
        "seed": seed,
        "emergencies": effects.emergencies if effects else 0,
        "fitting_share": round_significant(effects.share) if effects else None,
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
