"""The full page of `allcall compare`: its text, and what may be left out of its tables."""

import dataclasses

import pytest

from reports.comparison.findings import build_findings
from reports.comparison.results import print_full_comparison
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm
from tests.reports.golden_texts import check_golden, print_to_text
from tests.sim.experiment.comparisons import APP, ROWS, SAME, WITHOUT_PA, contrast, made, summary

HORIZON = 1800.0


def page(comparison: Comparison) -> str:
    return print_to_text(lambda console: print_full_comparison(build_findings(comparison), console))


def test_the_page() -> None:
    remark = 'The row "once more without the PA" is left out: this campus has no PA.'
    check_golden("comparison-page.txt", page(made(notes=(remark,))))


def test_the_page_of_a_strategy_alone() -> None:
    measures = (
        summary(Arm(APP, WITHOUT_PA), "aware_t90", 121.0),
        summary(Arm(APP, WITHOUT_PA), "protected_t90", 900.0, not_reached=29, p90=None),
        summary(Arm(APP, WITHOUT_PA), "app_was_first_report", 0.16),  # has a sentence of its own
    )
    alone = made(strategies=(APP,), conditions=(WITHOUT_PA,), measures=measures, contrasts=(), headlines=())
    check_golden("comparison-page-alone.txt", page(alone))


def with_alarm(not_reached: tuple[int, int], reduction: float, **given: float) -> Comparison:
    """The first row alone, with one measure: an alarm that sounds after 195 s on average, or not at all."""
    arms = ROWS[0].pairing.arms
    means = [HORIZON if missed == 100 else 195.0 for missed in not_reached]
    measures = tuple(
        summary(arm, "alarm_sounds", mean, half=500.0, not_reached=missed, p50=None if missed == 100 else mean)
        for arm, mean, missed in zip(arms, means, not_reached, strict=True)
    )
    one = contrast(ROWS[0].pairing, "alarm_sounds", reduction, half=0.0, **given)
    return made(headlines=ROWS[:1], measures=measures, contrasts=(one,))


@pytest.mark.parametrize(
    ("missed", "says"),
    [
        (0, "fire alarm sounds (3:15)."),
        (8, "fire alarm sounds (median 3:15, not achieved: 8%)."),
        (100, "fire alarm sounds (not achieved)."),
    ],
)
def test_an_unaffected_measure_says_how_often_it_never_happened(missed: int, says: str) -> None:
    assert f"Unaffected: {says}" in page(with_alarm((missed, missed), 0.0, **SAME))


def test_a_measure_that_was_achieved_less_often_is_not_about_the_same() -> None:
    """Half a second on average is no difference to the digits that are known, but one more replication never got there."""
    close = with_alarm((8, 8), 0.5).contrasts[0]
    close = dataclasses.replace(close, better_share=0.5, same_share=0.5, ci_low=-40.0, ci_high=41.0)
    alike, apart = (page(dataclasses.replace(with_alarm(one, 0.5), contrasts=(close,))) for one in ((8, 8), (9, 8)))
    assert "About the same: fire alarm sounds (median 3:15, not achieved: 8%)." in alike
    assert "About the same" not in apart
