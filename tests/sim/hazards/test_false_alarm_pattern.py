"""The sixth point of the pattern: an alert that reaches everybody at once makes a false alarm cost more, emergency by emergency."""

from functools import cache

from scenarios.library import open_emergency
from tests.sim.staff_leg import SEEDS, interval, play_pairs, reductions, slow_once

PAIRS = 80


@cache
def more(seed: int, *conditions: str) -> list[float]:
    """Person-minutes that each false alarm costs more with the staff leg."""
    played = play_pairs(open_emergency("false-alarm"), PAIRS, conditions, seed=seed)
    return [-less for less in reductions(played, "false_alert_person_minutes")]


@slow_once("conditions, seed", [(), ("pa-failed",)], SEEDS)
def test_the_staff_leg_makes_a_false_alarm_cost_more(seed: int, conditions: tuple[str, ...]) -> None:
    """By more than four standard errors, on a day like any other and when the PA is down."""
    assert interval(more(seed, *conditions), errors=4.0)[0] > 0.0


@slow_once("seed", SEEDS)
def test_it_costs_the_more_the_less_the_pa_tells(seed: int) -> None:
    """What the PA would have told everybody anyway is no cost of the alert."""
    differences = [failed - well for well, failed in zip(more(seed), more(seed, "pa-failed"), strict=True)]
    assert interval(differences, errors=4.0)[0] > 0.0
