"""A paired difference in words, by hand: rounding, the headline, and what stands beside it."""

from typing import Any

import pytest

from reports.comparison import differences, distribution
from sim.statistics.paired import MedianWord
from sim.statistics.summaries import Arm
from sim.statistics.verdicts import Verdict
from tests.sim.experiment.comparisons import ROWS, contrast, missed, summary

PAIRING = ROWS[1].pairing
NONE = dict.fromkeys(("median_reduction", "median_low"))
APP = Arm(PAIRING.strategy)


def aware(reduction: float, half: float = 8.0, **given: Any) -> Any:
    return contrast(PAIRING, "aware_t90", reduction, half=half, **given)


@pytest.mark.parametrize(
    ("reduction", "half", "given", "difference", "interval", "is_nothing"),
    [
        (24.2, 8.0, {}, "24 s sooner", "16 to 32 s sooner", False),
        (4.26, 0.45, {}, "4.3 s sooner", "3.8 to 4.7 s sooner", False),
        (10.04, 0.45, {}, "10 s sooner", "10 s sooner", False),  # no tenths from ten on
        (-3.0, 8.0, {}, "3 s later", "11 s later to 5 s sooner", False),
        (0.2, 8.0, {}, "about 0 s", "8 s later to 8 s sooner", True),
        (0.6, 8.0, {}, "1 s sooner", "7 s later to 9 s sooner", False),
        (0.0, 8.0, {}, "no difference", "8 s later to 8 s sooner", False),
        (5.0, 8.0, {"same_share": 1.0}, "no difference", "unaffected", False),
        (5.0, 8.0, {"ci_low": None}, "5 s sooner", "", False),
        (300.0, 8.0, missed(71.0), "1:11 min sooner (median)", "1:07 to 1:15 min sooner", False),
        (300.0, 8.0, missed(0.0), "no median difference", "4 s later to 4 s sooner", False),
        (300.0, 8.0, missed(9.0) | NONE | {"median_word": MedianWord.ONLY_STRATEGY}, "achieved only with it in most runs", "", False),
        (300.0, 8.0, missed(9.0) | NONE | {"median_word": MedianWord.ONLY_BASELINE}, "achieved only without it in most runs", "", False),
        (
            300.0, 8.0, missed(9.0) | {"median_reduction": None, "median_word": MedianWord.UNDEFINED},
            "no median: each alone achieves it in half of the runs", "5 to 13 s sooner", False,
        ),
    ],
)  # fmt: skip
def test_a_headline_has_the_digits_of_its_interval(
    reduction: float, half: float, given: dict[str, Any], difference: str, interval: str, is_nothing: bool
) -> None:
    one = aware(reduction, half, **given)
    assert (distribution.format_contrast(one), distribution.format_interval(one), distribution.is_about_zero(one)) == (
        difference,
        interval,
        is_nothing,
    )


def test_a_difference_is_told_with_all_that_a_mean_hides() -> None:
    beside = {"median_reduction": 7.0, "median_low": -1.0, "median_high": 15.0, "under_1s_share": 0.43}
    assert distribution.describe_difference(aware(27.0, **beside)) == (
        "27 s sooner on average (95% CI 19 to 35 s sooner), median 7 s sooner, under 1 s in 43%"
    )
    assert distribution.describe_difference(aware(27.0, **missed(71.0))) == (
        "achieved in 71% without, 100% with (95% CI 20 to 38 points more); 1:11 min sooner (median, 95% CI 1:07 to 1:15 min sooner); "
        "where both did (71 of 100), 1:20 min sooner on average"
    )
    assert distribution.describe_where_both(aware(1.0, both_reached=0, both_reduction=None)) == "both did in 0 of 100"
    assert distribution.describe_difference(aware(27.0, same_share=1.0)) == "no difference in any run"


def test_percentiles_need_twenty_pairs_and_a_mean() -> None:
    ends: dict[str, Any] = {"reduction_p05": -2.4, "reduction_p95": 91.0}
    said = "5th to 95th percentile 2 s later to 1:31 min sooner"
    assert [distribution.describe_percentiles(aware(27.0, n=pairs, **ends)) for pairs in (100, 20, 19)] == [
        said,
        said,
        "",
    ]
    for given in ({"same_share": 1.0}, {"statistic": "median"}):
        assert distribution.describe_percentiles(aware(27.0, **ends, **given)) == ""


def test_the_unit_of_an_estimate_stands_once() -> None:
    said = distribution.format_estimate(-57.0, "aware_t90", "s", -59.0, -48.0, "95% CI ")
    assert said == "57 s later (95% CI 48 to 59)"
    assert distribution.format_estimate(57.0, "aware_t90", "s", 57.0, 57.0) == "57 s sooner"
    assert [distribution.find_step(number, "share", -0.004, 0.004) for number in (0.0999, 0.1)] == [0.1, 1.0]


@pytest.mark.parametrize(
    ("pairs", "low", "high", "delta", "step"),
    [
        (25, 100.0, -40.0, 15.0, 1.0),  # a half-width of 5 s over 100 pairs is 10 s over 25
        (1, 100.0, -40.0, 15.0, 10.0),  # and 50 s over one
        (0, 100.0, -40.0, 15.0, 10.0),
        (1, 100.0, -24.9, 15.0, 1.0),  # within a step of what matters
        (1, 100.0, -25.0, 15.0, 10.0),
        (1, 3.0, -9.9, None, 1.0),  # all within a step
        (1, 3.0, -10.0, None, 10.0),
    ],
)
def test_a_bound_has_no_more_digits_than_its_sample_supports(
    pairs: int, low: float, high: float, delta: float | None, step: float
) -> None:
    assert differences.find_input_step(aware(13.0, 5.0, input_low=low, input_high=high, delta=delta), pairs) == step
    assert differences.find_input_step(aware(13.0, 900.0, input_low=2000.0, input_high=9000.0), 100) == 10.0


@pytest.mark.parametrize(
    ("told", "low", "high", "base", "given", "is_unlike"),
    [
        (28.0, 17.0, 90.0, 43.0, {}, False),  # by what matters, 15 s, and no more
        (28.0, 17.0, 90.0, 43.1, {}, True),
        (40.0, 17.0, 90.0, 60.0, {}, False),  # by half of it
        (40.0, 17.0, 90.0, 60.1, {}, True),
        (40.0, 40.0, 90.0, 41.0, {}, False),
        (40.0, 40.1, 90.0, 41.0, {}, True),
        (40.0, 17.0, 39.9, 41.0, {}, True),
        (40.0, 17.0, 90.0, 60.1, {"verdict_range": "joint"}, False),
        (0.0, 17.0, 90.0, 60.1, {}, False),
        (-7.0, 1.0, 7.4, 2.0, {"verdict": Verdict.NO_PRACTICAL_DIFFERENCE}, False),
        (-7.0, 1.0, 7.5, 2.0, {"verdict": Verdict.NO_PRACTICAL_DIFFERENCE}, True),
    ],
)
def test_a_sample_that_is_unlike_all_pairs_is_said_to_be(
    told: float, low: float, high: float, base: float, given: dict[str, Any], is_unlike: bool
) -> None:
    read: dict[str, Any] = {"input_low": low, "input_high": high, "input_base": base}
    read |= {"delta": 15.0, "verdict": Verdict.SOONER}
    one = aware(told, **read | given)
    assert bool(differences.explain_sensitivity_sample(one, 20)) is is_unlike


@pytest.mark.parametrize(
    ("low", "high", "verdict", "by_interval", "by_verdict"),
    [
        (0.1, 5.0, Verdict.SOONER, "better", "better"),
        (0.0, 5.0, Verdict.SOONER, "open", "open"),
        (-5.0, -0.1, Verdict.EXPLORATORY, "worse", "worse"),
        (-5.0, 0.0, Verdict.EXPLORATORY, "open", "open"),
        (0.1, 5.0, Verdict.NO_PRACTICAL_DIFFERENCE, "better", "same"),
        (0.1, 5.0, Verdict.INCONCLUSIVE, "better", "open"),
        (0.1, 5.0, Verdict.SENSITIVE, "better", "open"),
        (None, None, Verdict.EXPLORATORY, "open", "open"),
    ],
)
def test_a_line_points_where_its_interval_does_unless_its_verdict_forbids_it(
    low: float | None, high: float | None, verdict: Verdict, by_interval: str, by_verdict: str
) -> None:
    one = aware(2.0, ci_low=low, ci_high=high, verdict=verdict)
    assert (differences.find_interval_direction(one), differences.find_verdict_direction(one)) == (
        by_interval,
        by_verdict,
    )
    other = contrast(PAIRING, "survival_larsen", 2.0, ci_low=low, ci_high=high)  # more is better
    assert differences.find_interval_direction(other) == {"better": "worse", "worse": "better"}.get(by_interval, "open")


def test_which_way_most_pairs_go_and_how_bad_the_worst_are() -> None:
    infinite = missed(9.0) | {"median_reduction": None}
    words = {MedianWord.ONLY_STRATEGY: float("inf"), MedianWord.ONLY_BASELINE: -float("inf"), MedianWord.UNDEFINED: 0.0}
    for word, size in words.items():
        assert differences.headline_improvement(aware(9.0, **infinite, median_word=word)) == size
    assert differences.headline_improvement(contrast(PAIRING, "survival_larsen", 2.0)) == -2.0
    for reduction, better, worse, disagrees in (
        (5.0, 0.3, 0.51, True),
        (5.0, 0.51, 0.49, False),
        (5.0, 0.3, 0.5, False),
        (-5.0, 0.51, 0.3, True),
        (-5.0, 0.3, 0.51, False),
        (0.0, 0.6, 0.1, False),
    ):
        assert differences.sign_disagrees(aware(reduction, better_share=better, worse_share=worse)) is disagrees
    later = aware(5.0, better_share=0.15, same_share=0.09, worse_share=0.76)
    sooner = aware(-5.0, better_share=0.51, same_share=0.19, worse_share=0.3)
    assert [differences.describe_sign_disagreement(one) for one in (later, sooner)] == ["later in 76%", "sooner in 51%"]
    fewer = contrast(PAIRING, "survival_larsen", -2.0, better_share=0.3, same_share=0.1, worse_share=0.6)
    assert differences.describe_sign_disagreement(fewer) == "fewer in 60%"
    tail = {"reduction_p05": -30.6, "reduction_p95": 70.0}
    assert differences.describe_worst(aware(5.0, n=20, **tail)) == "worst 5%: at least 31 s later"
    assert [differences.describe_worst(aware(5.0, **tail | more)) for more in ({"n": 19}, {"reduction_p05": -0.4})] == [
        "",
        "",
    ]
    few = contrast(PAIRING, "survival_larsen", 0.0, reduction_p05=-0.3, reduction_p95=0.1)
    assert differences.describe_worst(few) == "worst 5%: at least 10 points fewer"


@pytest.mark.parametrize(
    ("given", "as_median", "text", "missed_text", "center"),
    [
        ({}, False, "4.3 s", "", 4.26),
        ({"p50": 61.0}, True, "median 1:01", "", 4.26),
        ({"not_reached": 2, "p50": 61.0}, False, "4.3 s", "not achieved: 2%", 4.26),
        ({"not_reached": 3, "p50": 61.0}, False, "median 1:01", "not achieved: 3%", 61.0),
        ({"not_reached": 60, "p50": None}, False, "not achieved", "not achieved: 60%", 1800.0),
    ],
)
def test_an_arm_has_its_mean_unless_it_is_missed_in_more_than_two_percent(
    given: dict[str, Any], as_median: bool, text: str, missed_text: str, center: float
) -> None:
    arm = summary(APP, "aware_t90", 4.26, **given)
    shown = differences.format_mean(arm, as_median)
    assert (shown.text, shown.not_reached, differences.find_center(arm, 1800.0)) == (text, missed_text, center)
    assert differences.format_mean(None).text == "not run"


def test_where_interval_and_test_disagree_it_is_said() -> None:
    read: dict[str, Any] = {"n": 20, "verdict_low": 0.5, "verdict_high": 3.0, "p_adjusted": 0.06}
    said = differences.describe_verdict(aware(2.0, verdict=Verdict.INCONCLUSIVE, **read))
    why = "the two methods disagree: the interval excludes zero, paired t test p = 0.06 after Holm"
    assert said == f"inconclusive; add replications ({why})"
    for agreed in ({"n": 19}, {"p_adjusted": 0.05}, {"verdict_low": 0.0}, {"verdict_high": None}):
        one = aware(2.0, verdict=Verdict.INCONCLUSIVE, **read | agreed)
        assert differences.describe_verdict(one) == "inconclusive; add replications"
