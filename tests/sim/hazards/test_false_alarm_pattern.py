"""The sixth point of the pattern that convinces an expert: an alert that reaches everybody at once makes a false alarm cost more.

On the shipped scenario; the app with its staff leg is held against the same app without it, emergency by emergency.
"""

import math
from functools import cache
from statistics import fmean, stdev

import pytest

from scenarios.library import open_emergency
from tests.sim.staff_leg import play_pairs, reductions

PAIRS = 32


@cache
def more(*conditions: str) -> list[float]:
    """Person-minutes that each false alarm costs more with the staff leg."""
    played = play_pairs(open_emergency("false-alarm"), PAIRS, conditions)
    return [-less for less in reductions(played, "false_alert_person_minutes")]


def error(values: list[float]) -> float:
    """Standard error of their mean."""
    return stdev(values) / math.sqrt(len(values))


@pytest.mark.parametrize("conditions", [(), ("pa-failed",)])
def test_the_staff_leg_makes_a_false_alarm_cost_more(conditions: tuple[str, ...]) -> None:
    """By more than three standard errors, on a day like any other and when the PA is down."""
    differences = more(*conditions)
    assert fmean(differences) > 3.0 * error(differences)


def test_it_costs_the_more_the_less_the_pa_tells() -> None:
    """What the PA would have told everybody anyway is no cost of the alert."""
    differences = [failed - well for well, failed in zip(more(), more("pa-failed"), strict=True)]
    assert fmean(differences) > 3.0 * error(differences)
