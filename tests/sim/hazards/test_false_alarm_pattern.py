"""The sixth point of the pattern that convinces an expert: an alert that reaches everybody at once makes a false alarm cost more.

On the shipped scenario; the app with its staff leg is held against the same app without it, emergency by emergency.
"""

import math
from functools import cache
from statistics import fmean, stdev

import pytest

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

SEED, PAIRS = 20261124, 32
WITHOUT, WITH = "app-no-staff-leg", "app"


@cache
def more(*conditions: str) -> list[float]:
    """Person-minutes that each false alarm costs more with the staff leg."""
    emergency, block = open_emergency("false-alarm"), DrawBlock(SEED, range(PAIRS))
    arms = [tabulate(emergency, strategy, conditions) for strategy in (WITHOUT, WITH)]
    lost = [
        [
            compute_measures(SimpyEngine(arm, SEED, r, block).run(), arm)["false_alert_person_minutes"]
            for r in range(PAIRS)
        ]
        for arm in arms
    ]
    return [with_it - without for without, with_it in zip(*lost, strict=True)]


def error(values: list[float]) -> float:
    """Standard error of their mean."""
    return stdev(values) / math.sqrt(len(values))


@pytest.mark.parametrize("conditions", [(), ("pa-failed",)])
def test_the_staff_leg_makes_a_false_alarm_cost_more(conditions: tuple[str, ...]) -> None:
    """By more than three standard errors, on a day like any other and when the PA is down."""
    found = more(*conditions)
    assert fmean(found) > 3.0 * error(found)


def test_it_costs_the_more_the_less_the_pa_tells() -> None:
    """What the PA would have told everybody anyway is no cost of the alert."""
    differences = [failed - well for well, failed in zip(more(), more("pa-failed"), strict=True)]
    assert fmean(differences) > 3.0 * error(differences)
