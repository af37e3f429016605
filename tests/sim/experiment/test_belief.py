"""Belief against a simulation day by day, closed forms without needed alerts, the floor; and where a line reaches zero."""

import math
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.experiment import belief_gain
from sim.experiment.belief import AlertRates, believe, count_until, find_moments, iterate_belief
from sim.experiment.belief_gain import can_be_worn, measure_break_even
from sim.experiment.comparison import Comparison
from sim.experiment.execution import DEFAULT_EXECUTION
from sim.experiment.experiment import Experiment
from sim.statistics.paired import Pairing
from tests.sim.experiment.comparisons import contrast, made
from tests.sim.experiment.questions import ALONE

DAYS, HISTORIES = 365, 4000
GAINS = {"with": 12.0, "belief-0-8": 6.0, "belief-0-65": -6.0, "belief-0-5": -9.0}


@pytest.mark.parametrize("years", [0.5, 3.0])
def test_without_needed_alerts_the_moments_are_those_of_shot_noise(years: float) -> None:
    mean, spread = find_moments(12.0, 0.0, years)
    assert mean == pytest.approx(12.0 * (1 - math.exp(-years)))
    assert spread**2 == pytest.approx(6.0 * (1 - math.exp(-2 * years)))


def test_a_needed_alert_halves_what_is_left() -> None:
    """Played day by day: 20 unneeded and 4 needed alerts a year, over two years."""
    dice, count = np.random.default_rng(7), np.zeros(HISTORIES)
    for _ in range(2 * DAYS):
        count = count * math.exp(-1 / DAYS) + dice.poisson(20 / DAYS, HISTORIES)
        count *= 0.5 ** dice.poisson(4 / DAYS, HISTORIES)
    mean, spread = find_moments(20.0, 4.0, 2.0)
    assert abs(count.mean() - mean) < 4 * spread / math.sqrt(HISTORIES) + 0.01 * mean
    assert abs(count.std() / spread - 1) < 0.06


def test_belief_falls_by_half_a_point_an_alert_to_its_floor_where_it_can_be_worn() -> None:
    assert [believe(count) for count in (0, 40, 90, 500)] == pytest.approx([0.95, 0.75, 0.5, 0.5])
    assert count_until(0.75) == pytest.approx(40.0)
    months = [*iterate_belief(AlertRates("staff", "app", 0.0, 3.0))]
    assert {(one.value, one.low, one.high) for one in months} == {(0.95, 0.95, 0.95)}
    assert [one.month for one in months] == [*range(1, 37)]
    *_, last = iterate_belief(AlertRates("staff", "app", 40.0, 0.0))
    assert last.low < last.value < last.high <= 0.95
    assert last.value == pytest.approx(0.95 - 0.2 * (1 - math.exp(-3)))
    assert can_be_worn(open_emergency("active-assailant-class", "rural-k12"))
    assert not can_be_worn(open_emergency("laboratory-fire"))


def test_presses_eat_the_gain_where_its_line_and_its_limits_reach_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """0, 30, 60 and 90 presses: 12, 6 and -6 s are 0 at 45; limits 3 s below at 37.5, and 3 s above at 52.5."""
    asked: list[Experiment] = []

    def compare(experiment: Experiment, *_: object, **given: object) -> Comparison:
        asked.append(experiment)
        assert given == {"replications": 60, "input_pairs": 0}
        assert experiment.strategies is not None
        found = (
            contrast(Pairing("without", arm), name, GAINS[arm] * times, half=3.0)
            for arm in experiment.strategies[1:]
            for name, times in (("dispatched", 9.0), ("aware_t90", 1.0))
        )
        return replace(made(), contrasts=tuple(found))

    monkeypatch.setattr(belief_gain, "compare", compare)
    monkeypatch.setattr(belief_gain, "add_arm", lambda emergency, arm: (*emergency, arm))
    pairing = Pairing("without", "with")
    other = contrast(pairing, "dispatched", 99.0)
    base = replace(made(), contrasts=(other, contrast(pairing, "aware_t90", 12.0, half=3.0, exploratory=False)))
    found = measure_break_even(cast("Any", ()), base, pairing[:2], DEFAULT_EXECUTION, 60, 5)
    assert found is not None
    assert [(arm.strategy, *arm.settings[0]) for arm in cast("Any", asked[0].emergency)] == [
        ("with", "belief.at_once", text) for text in ("0.8", "0.65", "0.5")
    ]
    assert (asked[0].strategies, asked[0].baseline, asked[0].seed) == (["without", *list(GAINS)[1:]], "without", 5)
    expected = zip((0.95, 0.8, 0.65, 0.5), GAINS.values(), strict=True)
    assert [(point.belief, point.gain) for point in found.points] == [*expected]
    assert [point.presses for point in found.points] == pytest.approx([0.0, 30.0, 60.0, 90.0])
    assert [(point.low, point.high) for point in found.points] == [(gain - 3.0, gain + 3.0) for gain in GAINS.values()]
    assert (found.value, found.low, found.high) == pytest.approx((45.0, 37.5, 52.5))
    assert (found.scenario, found.measure, found.unit) == ("active-assailant", "aware_t90", "s")
    assert measure_break_even(cast("Any", ()), replace(base, contrasts=(other,)), pairing[:2], ALONE, 60, 5) is None
