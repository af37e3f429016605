"""Shares of runs in words: the baseline first, and more reached is more."""

from dataclasses import replace

from reports.comparison.distribution import format_gain_interval, format_shares_reached
from tests.sim.experiment.comparisons import ROWS, primary

CONTRAST = primary(ROWS[1].pairing, "aware_t90", 20.0, "")


def test_the_baseline_comes_first() -> None:
    assert format_shares_reached(400, 104, 0) == "74% without, 100% with"


def test_a_strategy_that_is_reached_more_often_gains_points() -> None:
    gains = replace(CONTRAST, reached_gain_low=0.20, reached_gain_high=0.38)
    assert format_gain_interval(gains) == "95% CI 20 to 38 points more"
    loses = replace(CONTRAST, reached_gain_low=-0.38, reached_gain_high=-0.20)
    assert format_gain_interval(loses) == "95% CI 20 to 38 points fewer"
