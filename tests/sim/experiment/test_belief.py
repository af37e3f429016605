"""Belief against a simulation day by day, closed forms without needed alerts, the floor; and where a line reaches zero."""

import math

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.experiment.belief import AlertRates, believe, count_until, find_moments, iterate_belief
from sim.experiment.belief_gain import measure_break_even
from sim.experiment.compare import compare
from sim.experiment.execution import DEFAULT_EXECUTION
from sim.experiment.experiment import Experiment

DAYS, HISTORIES = 365, 4000


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


def test_belief_falls_by_half_a_point_an_alert_to_its_floor() -> None:
    assert [believe(count) for count in (0, 40, 90, 500)] == pytest.approx([0.95, 0.75, 0.5, 0.5])
    assert count_until(0.75) == pytest.approx(40.0)


def test_a_group_that_is_never_alerted_in_vain_believes_as_at_first() -> None:
    months = [*iterate_belief(AlertRates("staff", "app", 0.0, 3.0))]
    assert {(one.value, one.low, one.high) for one in months} == {(0.95, 0.95, 0.95)}
    assert [one.month for one in months] == [*range(1, 37)]


def test_more_unneeded_alerts_are_the_lower_end() -> None:
    *_, last = iterate_belief(AlertRates("staff", "app", 40.0, 0.0))
    assert last.low < last.value < last.high <= 0.95
    assert last.value == pytest.approx(0.95 - 0.2 * (1 - math.exp(-3)))


@pytest.mark.slow
def test_the_fewer_believe_the_alert_the_less_it_gains() -> None:
    """Belief is worn in the second arm alone, over the same replications; the first point is the comparison itself."""
    arms, emergency = (("present-practice", "practice+app"), open_emergency("active-assailant-class", "rural-k12"))
    base = compare(Experiment(emergency, arms, arms[0], (), 5), replications=60, input_pairs=0)
    found = measure_break_even(emergency, base, arms, DEFAULT_EXECUTION, 60, 5)
    assert found is not None
    assert [point.presses for point in found.points] == pytest.approx([0.0, 30.0, 60.0, 90.0])
    gains = [point.gain for point in found.points]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > gains[-1]
    primary = next(one for one in base.contrasts if not one.exploratory)
    assert (found.measure, gains[0]) == (primary.measure, primary.improvement)
    assert found.value is None or 0.0 <= found.value <= 90.0
