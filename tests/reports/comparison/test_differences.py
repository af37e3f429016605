"""Paired differences in words: what a verdict rests on, adverse effects, and what an average must not hide."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reports.comparison.differences import find_interval_direction
from reports.comparison.findings import FindingLine, FindingRow, build_findings
from reports.comparison.results import build_results
from sim.experiment.comparison import Comparison
from sim.statistics.paired import MedianWord
from sim.statistics.summaries import Arm
from sim.statistics.verdicts import NO_PRACTICAL_DIFFERENCE
from tests.sim.experiment import comparisons
from tests.sim.experiment.comparisons import PAIRING, ROWS, SOONER, TODAY, contrast, made, missed, primary, summary

SENSITIVE = "sensitive to assumptions: pa.authority.needed"


def row_of(*contrasts: Any, **given: Any) -> FindingRow:
    return build_findings(made(contrasts=contrasts, headlines=ROWS[1:2], **given)).rows[0]


def line_of(reduction: float, verdict: str, **given: Any) -> FindingLine:
    """Of one primary measure. Delta is 15 s."""
    return row_of(primary(PAIRING, "aware_t90", reduction, verdict, **given)).lines[0]


NOT_RESOLVED: dict[str, Any] = {
    "is_resolvable": False, "p05": None, "p50": None, "p95": None, "above_zero": None, "above_delta": None,
    "below_minus_delta": None,
}  # fmt: skip
INFINITE: dict[str, Any] = {"p95": None, "p95_word": MedianWord.ONLY_STRATEGY}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "In 90% of 256 combinations of assumed values: 9 s later to 40 s sooner, median 12 s sooner; "
         "sooner by 15 s or more in 31%, later by as much in 2%."),
        (INFINITE, "In 90% of 256 combinations of assumed values: 9 s later to achieved only with it in most runs, "
                   "median 12 s sooner; sooner by 15 s or more in 31%, later by as much in 2%."),
        (NOT_RESOLVED, "256 combinations of assumed values differ by no more than chance."),
    ],
)  # fmt: skip
def test_a_joint_range_says_how_often_the_difference_is_large_enough(given: dict[str, Any], sentence: str) -> None:
    joint = replace(comparisons.joint_range(PAIRING, "aware_t90"), **given)
    line = row_of(primary(PAIRING, "aware_t90", 27.0, SOONER), joint=(joint,), joint_points=256).lines[0]
    assert line.joint == sentence


def test_a_verdict_that_reads_the_joint_range_says_nothing_of_the_one_way_range() -> None:
    """Neither that it contains zero, which it need not, nor that its sample differs."""
    one_way = {"input_low": 20.0, "input_high": 40.0, "input_base": 90.0, "verdict_range": "joint"}
    line = line_of(27.0, f"{SENSITIVE}", input_named="pa.authority.needed", **one_way)
    assert line.verdict.startswith("sensitive to assumptions (")
    unnamed = line_of(27.0, "sensitive to assumptions", verdict_range="joint")
    assert unnamed.verdict == "sensitive to assumptions"


@pytest.mark.parametrize(("base", "unlike"), [(62.7, True), (41.0, False), (-8.0, True), (0.0, True)])
def test_an_unrepresentative_sensitivity_sample_hedges_every_verdict(base: float, unlike: bool) -> None:
    """28 s lies between 17 s and 2:13, and yet the range says little if its sample shows twice as much."""
    given = {"input_low": 17.0, "input_high": 133.0, "input_named": "pa.authority.needed", "input_base": base}
    why = "the sensitivity sample (n = 20) shows "
    for verdict in (SENSITIVE, SOONER):
        assert (why in line_of(28.0, verdict, **given).verdict) == unlike


@pytest.mark.parametrize(
    ("missed", "said"),
    [
        ((100, 100), "not achieved by either, so the difference is unknown"),
        ((98, 90), "not achieved: 98% vs 90%, so the difference is hardly known"),
        ((100, 89), "no practical difference (within ±15 s)"),
    ],
)
def test_what_hardly_any_replication_achieved_is_no_equivalence(missed: tuple[int, int], said: str) -> None:
    arms = zip(PAIRING.arms, missed, strict=True)
    measures = tuple(summary(arm, "aware_t90", 1800.0, not_reached=count) for arm, count in arms)
    row = row_of(primary(PAIRING, "aware_t90", 0.0, NO_PRACTICAL_DIFFERENCE, half=0.0), measures=measures)
    assert row.lines[0].verdict == (f"inconclusive: {said}" if said.startswith("not") else said)


def worse_by(reduction: float, half: float, **given: Any) -> tuple[str, ...]:
    """Adverse effects with a first campus alert that came so much sooner, 40 s without the strategy."""
    one = contrast(PAIRING, "first_campus_alert", reduction, half=half, **given)
    return row_of(one, measures=(summary(Arm(TODAY), "first_campus_alert", 40.0),)).adverse_effects


def test_an_adverse_effect_is_certain_and_at_least_one_percent() -> None:
    nothing = ("None of 1% or more detected.",)
    unsure = "Worse on average by 1% or more, but inconclusive: first campus alert (1.1 s later to 0.1 s sooner)"
    assert worse_by(-0.5, half=0.4) == ("First campus alert: 0.5 s later (median 0.5 s later), worse in 90% of runs",)
    assert worse_by(-0.3, half=0.2, adverse="") == nothing, "less than 1% of 40 s"
    assert worse_by(-0.5, half=0.6) == (*nothing, unsure), "the interval includes zero"
    assert worse_by(5.0, half=0.1) == nothing
    unreached = worse_by(5.0, half=0.1, adverse="inconclusive", **missed(0.0))
    assert unreached[1].endswith("first campus alert (achieved in 71% without, 100% with)")
    assert (worse_by(-5.0, half=0.1, n=19), len(worse_by(-5.0, half=0.1, n=20))) == ((), 1)


def test_an_adverse_median_is_not_said_twice() -> None:
    given = missed(0.0) | {"baseline_not_reached": 4, "strategy_not_reached": 6}
    assert worse_by(-20.0, half=1.0, **given) == (
        "First campus alert: no median difference (achieved in 96% without, 94% with), worse in 90% of runs",
    )


def test_a_strategy_without_an_app_is_not_worse_because_the_app_is_not_first() -> None:
    one = contrast(PAIRING, "app_was_first_report", 0.4, half=0.1, adverse="worse")
    other = contrast(PAIRING, "first_campus_alert", 5.0, half=0.1)
    assert row_of(one, other).adverse_effects == ("None of 1% or more detected.",)


def test_people_are_named_before_units() -> None:
    names = ("first_report", "call_answered", "dispatched", "first_campus_alert", "aware_t50", "protected_t50")
    worse = [contrast(PAIRING, name, -20.0) for name in (*names, "exposed_person_minutes")]
    measures = tuple(summary(PAIRING.arms[0], one.measure, 100.0) for one in worse)
    said = row_of(*worse, measures=measures).adverse_effects
    assert [one.partition(":")[0] for one in said] == [
        "Person-minutes exposed", "50% of people protected", "50% of staff aware", "First campus alert", "First unit dispatched",
        "911 call answered", "First notification",
    ]  # fmt: skip


def test_a_mean_that_most_replications_do_not_share_says_so() -> None:
    comparison = comparisons.mostly_later()
    other = replace(comparison.contrasts[0], exploratory=True, verdict="exploratory", delta=None)
    costs = build_findings(replace(comparison, contrasts=(other,))).rows[0].adverse_effects
    said = "90% of staff aware: 2:50 min sooner (median 20 s later), worse in 76% of runs"
    assert costs[1:] == (f"Better on average, but worse in most replications: {said}",)


@pytest.mark.parametrize(
    ("median", "gain", "direction"),
    [
        (20.0, (0.1, 0.3), "better"),
        (-20.0, (-0.3, -0.1), "worse"),
        (20.0, (-0.3, -0.1), "open"),  # sooner in most pairs, and achieved less often
        (0.0, (0.1, 0.3), "better"),
    ],
)
def test_a_median_and_its_share_must_not_disagree(median: float, gain: tuple[float, float], direction: str) -> None:
    given = missed(median) | {"reached_gain_low": gain[0], "reached_gain_high": gain[1]}
    one = contrast(PAIRING, "aware_t50", 100.0, **given)
    assert find_interval_direction(one) == direction


def test_adverse_effects_stand_with_every_contrast() -> None:
    """Also with one that is no headline row, as where several strategies are named."""
    one = made(headlines=ROWS[:1])
    worse = [contrast(row.pairing, "hazard_over", -20.0) for row in ROWS]
    found = build_findings(replace(one, contrasts=(*one.contrasts, *worse)))
    assert len(found.others) == 2
    for row in (*found.rows, *found.others):
        assert any("Hazard over: 20 s later" in sentence for sentence in row.adverse_effects)
    assert str(tuple(build_results(found))).count("Hazard over: 20 s later") == 3


def test_a_tail_has_no_more_digits_than_a_mean_and_needs_pairs() -> None:
    one = contrast(PAIRING, "unprotected_person_minutes", -4612.0, half=20.0, reduction_p05=-1596.0)
    line = row_of(one).lines[0]
    assert line.difference == "4,610 person-min more"
    assert line.shares.endswith("; worst 5%: at least 1,600 person-min more")
    few = line_of(27.0, SOONER, n=4, worse_share=0.25, reduction_p05=-30.0)
    assert (few.shares, few.slowest) == ("of 4 matched runs: 4 better, 0 unaffected, 1 worse", "")


# Durations that do not exist in every replication


def lengths(without: int, with_: int, reduction: float = 13.0, **given: Any) -> Comparison:
    """911 processing, without a value in so many of 100."""
    arms = zip(ROWS[0].pairing.arms, (without, with_), strict=True)
    measures = tuple(summary(arm, "processing", 60.0, not_reached=count) for arm, count in arms)
    one = contrast(ROWS[0].pairing, "processing", reduction, **given)
    return made(measures=measures, contrasts=(one,), headlines=ROWS[:1])


def test_a_duration_that_exists_more_often_in_one_arm_is_not_compared() -> None:
    row, alike = (build_findings(lengths(count, 7)).rows[0] for count in (10, 7))
    [line] = row.lines
    assert (line.difference, line.interval, line.direction) == ("not compared: no value in 10% vs 7%", "", "open")
    assert bool(row.table_note) != bool(alike.table_note)
    assert alike.lines[0].difference == "13 s shorter"
    worse, same = (build_findings(lengths(count, 7, -13.0)).rows[0].adverse_effects[0] for count in (10, 7))
    assert "911 processing" not in worse
    assert same.startswith("911 processing: 13 s longer")


def test_such_a_primary_duration_is_inconclusive_and_has_no_mark() -> None:
    given: dict[str, Any] = {"exploratory": False, "verdict": SOONER, "delta": 5.0, "p_adjusted": 0.001}
    line = build_findings(lengths(10, 7, **given)).rows[0].lines[0]
    assert line.verdict == "inconclusive: no value in 10% vs 7%, so durations are not compared"
