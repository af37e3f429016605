"""The page of `allcall compare`: what it may leave out of its tables, and what it may not leave unsaid."""

import dataclasses
import io

import pytest
from rich.console import Console

from reports.comparison.findings import build_findings
from reports.comparison.page import print_comparison
from sim.experiment.comparison import Comparison
from tests.sim.experiment.comparisons import ROWS, SAME, contrast, made, summary

HORIZON = 1800.0


def page(comparison: Comparison) -> str:
    """What is printed, as one line."""
    out = io.StringIO()
    print_comparison(build_findings(comparison), Console(file=out, width=80))
    return " ".join(out.getvalue().split())


def with_horns(not_reached: tuple[int, int], reduction: float, **given: float) -> Comparison:
    """The first row alone, with one measure: horns that sound after 195 s on average, or not at all."""
    arms = ROWS[0].pairing.arms
    means = [HORIZON if missed == 100 else 195.0 for missed in not_reached]
    measures = tuple(
        summary(arm, "alarm_sounds", mean, half=500.0, not_reached=missed)
        for arm, mean, missed in zip(arms, means, not_reached, strict=True)
    )
    one = contrast(ROWS[0].pairing, "alarm_sounds", reduction, half=0.0, **given)
    return made(headlines=ROWS[:1], measures=measures, contrasts=(one,))


@pytest.mark.parametrize(
    ("missed", "says"),
    [
        (0, "fire alarm sounds (3:00)."),
        (8, "fire alarm sounds (3:00, not reached in 8 of 100)."),
        (100, "fire alarm sounds (not reached)."),
    ],
)
def test_what_is_the_same_in_every_pair_says_how_often_it_never_happened(missed: int, says: str) -> None:
    assert f"The same in every pair: {says}" in page(with_horns((missed, missed), 0.0, **SAME))


def test_what_came_less_often_is_not_about_the_same() -> None:
    """Half a second on average, which is no difference to the digits that are known; but one play more never got there."""
    close = dataclasses.replace(
        with_horns((8, 8), 0.5).contrasts[0], better_share=0.5, same_share=0.5, ci_low=-40.0, ci_high=41.0
    )
    alike, apart = (
        page(dataclasses.replace(with_horns(missed, 0.5), contrasts=(close,))) for missed in ((8, 8), (9, 8))
    )
    assert "About the same: fire alarm sounds (3:00, not reached in 8 of 100)." in alike
    assert "About the same" not in apart
    assert "9 of 100" in apart


def test_what_is_particular_to_a_comparison_stands_before_its_answers() -> None:
    remark = 'The row "once more without the PA" is left out: this campus has no PA.'
    before, *_ = page(made(notes=(remark,))).partition("1. What telling all staff adds")
    assert before.endswith(f"{remark} ")
