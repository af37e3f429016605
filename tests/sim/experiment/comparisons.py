"""Comparisons made by hand, for tests of what is said and drawn: every number is chosen by the test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.experiment import comparison as records
from sim.experiment.comparison import Comparison, Curve, Headline
from sim.measures import MEASURES
from sim.model.measure import Measure
from sim.statistics.chances import Chance
from sim.statistics.paired import Adverse, Contrast, MedianWord, Pairing
from sim.statistics.summaries import Arm, Summary

WITH_PA, WITHOUT_PA = (), ("pa-failed",)
APP, ALONE, TODAY = "app", "app-no-staff-leg", "office-pa"
ROWS = (
    Headline("what telling all staff adds", ALONE, APP, WITH_PA),
    Headline("what adopting the app adds", TODAY, APP, WITH_PA),
    Headline("the first row again", ALONE, APP, WITHOUT_PA),
)


def summary(arm: Arm, measure: str, mean: float, half: float = 5.0, **given: Any) -> Summary:
    """A summary over 100 replications with limits mean - half and mean + half."""
    known = MEASURES[measure]
    values: dict[str, Any] = {"n": 100, "not_reached": 0, "mean": mean, "ci_low": mean - half, "ci_high": mean + half}
    values |= {"p50": mean, "p90": 2.0 * mean, "mean_reached": mean, "method": "BCa"}
    values |= dict.fromkeys(("p50_low", "p50_high", "p90_low", "p90_high"))
    values["reached_share"] = 1.0 - given.get("not_reached", 0) / 100
    return replace(Summary(*arm, measure, known.unit, known.direction, **values), **given)


def contrast(pairing: Pairing, measure: str, reduction: float, half: float = 5.0, **given: Any) -> Contrast:
    """A contrast over 100 pairs with limits reduction - half and reduction + half; 90 of them go the way of the mean."""
    known = MEASURES[measure]
    along, against = (0.9, 0.0) if known.sign * reduction >= 0.0 else (0.0, 0.9)
    values: dict[str, Any] = {"n": 100, "reduction": reduction, "improvement": known.sign * reduction, "method": "BCa"}
    values |= split(along, 0.1, against) | {"reduction_p05": 0.0, "reduction_p95": 2.0 * reduction}
    values |= {"statistic": "mean", "median_reduction": reduction, "median_word": MedianWord.FINITE}
    values |= {"baseline_not_reached": 0, "strategy_not_reached": 0, "both_reached": 100, "both_reduction": reduction}
    for name in ("ci", "median", "both"):
        values |= {f"{name}_low": reduction - half, f"{name}_high": reduction + half}
    values |= dict.fromkeys(("relative_reduction", "p90_reduction", "p90_low", "p90_high"))
    values |= dict.fromkeys(("reached_gain", "reached_gain_low", "reached_gain_high"), 0.0)
    values |= {"under_1s_share": 0.1 if known.unit == "s" else None, "variance_reduction": 2.44, "p_value": 0.001}
    values["adverse"] = find_adverse(known, reduction, half)
    return replace(Contrast(*pairing, measure, known.unit, known.direction, **values), **given)


def find_adverse(measure: Measure, reduction: float, half: float) -> Adverse:
    """Whether a difference with such limits is an adverse effect, the least size apart."""
    improvement = measure.sign * reduction
    if improvement >= 0.0:
        return ""
    return "worse" if improvement + half < 0.0 else "inconclusive"


def primary(pairing: Pairing, measure: str, reduction: float, verdict: str, **given: Any) -> Contrast:
    """A contrast of a primary measure, with 15 as the smallest difference that matters."""
    family: dict[str, Any] = {"exploratory": False, "p_adjusted": 0.001, "verdict_statistic": "mean", "delta": 15.0}
    family["base_verdict"] = UNRESOLVED if verdict == OPEN else verdict
    return contrast(pairing, measure, reduction, verdict=verdict, **family, **given)


def split(better: float, same: float, worse: float) -> dict[str, Any]:
    """Of a contrast: in which share of its pairs the strategy is so."""
    return {"better_share": better, "same_share": same, "worse_share": worse}


def missed(median: float) -> dict[str, Any]:
    """Of a contrast whose baseline did not reach the measure in 29 of 100 pairs: its median leads."""
    medians = {"median_reduction": median, "median_low": median - 4.0, "median_high": median + 4.0}
    gains = {"baseline_not_reached": 29, "reached_gain": 0.29, "reached_gain_low": 0.2, "reached_gain_high": 0.38}
    both = {"both_reached": 71, "both_reduction": median + 9.0, "both_low": median - 1.0, "both_high": median + 19.0}
    return {"statistic": "median", **medians, **gains, **both}


def curve(arm: Arm, what: records.CurveKind, full_at: float) -> Curve:
    """A straight rise from nothing at onset to everybody at `full_at` seconds, with a band of 0.1 either side."""
    times = tuple(60.0 * minute for minute in range(31))
    mean = tuple(min(1.0, time / full_at) for time in times)
    low, high = (tuple(min(1.0, max(0.0, share + by)) for share in mean) for by in (-0.1, 0.1))
    return Curve(arm.strategy, arm.conditions, what, times, mean, low, high)


PAIRING = ROWS[1].pairing
ARMS = tuple(dict.fromkeys(arm for row in ROWS for arm in row.pairing.arms))
MEANS = {
    "recognition": (5.0, 5.0, 5.0, 5.0, 5.0),
    "first_report": (25.0, 25.0, 24.0, 25.0, 25.0),
    "call_answered": (33.0, 33.0, 34.0, 33.0, 33.0),
    "dispatched": (69.0, 69.0, 70.0, 69.0, 69.0),
    "first_unit_on_scene": (217.0, 217.0, 218.0, 217.0, 217.0),
    "intervention": (206.0, 205.0, 211.0, 206.0, 205.0),
    "first_campus_alert": (64.0, 36.0, 38.0, 102.0, 37.0),
    "aware_t50": (101.0, 64.0, 81.0, 143.0, 65.0),
    "aware_t90": (148.0, 121.0, 134.0, 750.0, 152.0),
    "protected_t50": (127.0, 98.0, 110.0, 179.0, 100.0),
    "protected_t90": (185.0, 157.0, 170.0, 800.0, 199.0),
    "exposed_person_minutes": (9.8, 9.7, 9.1, 9.8, 9.8),
}
"""In the order of `ARMS`: alone, the app, today; then alone and the app with the PA down."""
SAME = {"better_share": 0.0, "same_share": 1.0, "reduction_p95": 0.0}
SOONER = "sooner; practically significant"
OPEN = "sensitive to assumptions: app.installed, pa.authority.needed"
UNRESOLVED = "sooner; practical significance unresolved"


def joint_range(pairing: Pairing, measure: str) -> records.JointRange:
    """Of 256 combinations: 9 s later to 40 s sooner."""
    values: dict[str, Any] = {"statistic": "mean", "delta": 15.0, "points": 256, "pairs": 40, "is_resolvable": True}
    values |= {"p05": -9.0, "p50": 12.0, "p95": 40.0, "mean": 13.0, "variance": 200.0, "noise_variance": 20.0}
    values |= dict.fromkeys(("p05_word", "p50_word", "p95_word"), MedianWord.FINITE)
    return records.JointRange(pairing, measure, **values, above_zero=0.9, above_delta=0.31, below_minus_delta=0.02)


def made(**given: Any) -> Comparison:
    """Three rows of an active assailant, the last with the PA down; 30 minutes, 100 pairs."""
    said = {"title": "Active assailant, during class", "campus_title": "A school", "stopped": ""}
    of = {"scenario": "active-assailant", "campus": "large-high-school", "baseline": ALONE, "present_practice": TODAY}
    asked: dict[str, Any] = {"seed": 1, "replications": 100, "horizon": 1800.0, "asked": 100, "input_pairs": 20}
    moved: dict[str, Any] = {"pairs": 20, "base_reduction": 13.0, "low_se": 6.0, "high_se": 2.0}
    still: dict[str, Any] = {"pairs": 20, "base_reduction": 12.0, "low_se": 7.0, "high_se": 0.5}
    still |= {"low_reading": "not resolved", "high_reading": "no effect"}
    values: dict[str, Any] = said | of | asked
    comparison = Comparison(
        **values,
        strategies=(ALONE, APP, TODAY),
        conditions=(WITH_PA, WITHOUT_PA),
        measures=tuple(
            summary(arm, measure, mean, half=0.3 if mean < 10.0 else 5.0, not_reached=29 if mean > 700 else 0)
            for measure, means in MEANS.items()
            for arm, mean in zip(ARMS, means, strict=True)
        ),
        contrasts=_contrasts(),
        headlines=ROWS,
        app_first_report=tuple(records.FirstReport(*arm, 0.16) for arm in ARMS if arm.strategy != TODAY),
        input_effects=(
            records.InputEffect(PAIRING, "aware_t90", "app.installed", "assumed", 0.16, 0.95, -33.0, 20.0, **moved),
            records.InputEffect(PAIRING, "aware_t90", "phones.audible", "measured", 0.5, 0.95, 3.0, 14.0, **still),
        ),
        chance=(
            Chance(*PAIRING, "aware_t90", 15.0, 0.24, 0.02, 0.16, 0.33, 0.01, 0.07),
            Chance(*PAIRING, "aware_t90", 10.0, 0.28, 0.02, 0.2, 0.37, 0.01, 0.07),
        ),
        first_heard=tuple(
            records.FirstHeard(*arm, channel, staff, 100)
            for arm, counts in zip(PAIRING.arms, ((17.0, 0.0, 54.0, 79.0), (17.0, 16.0, 31.0, 86.0)), strict=True)
            for channel, staff in zip(("hazard", "push", "pa", "voice"), counts, strict=True)
        ),
        curves=tuple(
            curve(arm, what, full_at)
            for what in ("aware", "protected")
            for arm, full_at in zip(ARMS, (300.0, 180.0, 240.0, 900.0, 240.0), strict=True)
        ),
        assumed=("app.installed", "phones.audible"),
    )
    return replace(comparison, **given)


def _contrasts() -> tuple[Contrast, ...]:
    told, adopted, no_pa = (row.pairing for row in ROWS)
    inputs = {"input_low": -33.0, "input_high": 117.0, "input_named": "app.installed, pa.authority.needed"}
    none = "no practical difference"
    return (
        contrast(told, "first_campus_alert", 28.0),
        primary(told, "first_unit_on_scene", 0.0, none, half=0.0, **SAME),
        primary(told, "aware_t90", 27.0, SOONER, half=8.0),
        primary(told, "protected_t90", 28.0, SOONER, half=7.0),
        contrast(told, "exposed_person_minutes", 0.0, half=0.0, **SAME),
        contrast(adopted, "first_campus_alert", 1.4, half=3.3),
        primary(adopted, "first_unit_on_scene", 1.4, none, half=1.0, **split(0.23, 0.6, 0.17)),
        primary(adopted, "aware_t90", 13.0, OPEN, half=7.0, **split(0.33, 0.25, 0.42), reduction_p05=-34.0, **inputs),
        primary(adopted, "protected_t90", 13.0, OPEN, half=7.0, **inputs),
        contrast(adopted, "exposed_person_minutes", -0.6, half=0.3, **split(0.05, 0.80, 0.15)),
        contrast(no_pa, "first_campus_alert", 65.0, half=32.0),
        primary(no_pa, "first_unit_on_scene", 0.0, none, half=0.0, **SAME),
        primary(no_pa, "aware_t90", 598.0, SOONER, half=94.0, **missed(71.0)),
        primary(no_pa, "protected_t90", 601.0, SOONER, half=92.0, **missed(73.0)),
        contrast(no_pa, "exposed_person_minutes", 0.05, half=0.1, **split(0.03, 0.966, 0.004)),
    )


def mostly_later(**given: Any) -> Comparison:
    """Later in 76% and by a median of 20 s, and 2:50 sooner in the mean."""
    measures = tuple(summary(arm, "aware_t90", 300.0) for arm in PAIRING.arms)
    shares = {"better_share": 0.15, "same_share": 0.09, "worse_share": 0.76, "median_reduction": -20.0, **given}
    one = primary(PAIRING, "aware_t90", 170.0, SOONER, half=50.0, **shares)
    return made(contrasts=(one,), measures=measures, headlines=ROWS[1:2])
