"""Emergencies that fit the story, against plays that are read off their events and draws here."""

import math

import pytest

from scenarios.exercise import Need
from sim.engine import SimpyEngine
from sim.exercise.arms import build_tables
from sim.exercise.fitting import FITS, FittingTask, select_fitting
from sim.exercise.seed_search import try_seeds
from sim.experiment.design import PlanError
from sim.model.tables import Tables
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawLog
from tests.sim.exercise.exercises import EACH_EXERCISE, FITTING_SEED, opened

CARDIAC, FEW = "cardiac-arrest-20", 6
LEAST_SHARE = 0.05
"""Of the emergencies, that must fit a shipped exercise."""


def need(measure: str, low: float | None, high: float | None) -> Need:
    bounds = {"at_least": low, "at_most": high}
    given = {name: f"{value:g} s" for name, value in bounds.items() if value is not None}
    return Need.model_validate({"measure": measure, "says": "Words", **given})


def find_first(tables: Tables, replication: int, kind: EventKind, log: DrawLog | None = None) -> float:
    rows = SimpyEngine(tables, 1, replication, log=log).run().rows
    return next((row[0] for row in rows if row[1] == kind), math.inf)


@pytest.mark.slow
def test_an_emergency_fits_where_both_arms_meet_every_need() -> None:
    """Each arm alone rules something out."""
    arms, number = build_tables(opened(CARDIAC)), 10
    met = [{n for n in range(number) if 45.0 <= find_first(tables, n, EventKind.SENT) <= 240.0} for tables in arms]
    both = sorted(met[0] & met[1])
    assert len(both) < min(map(len, met))
    needs = [need("first_campus_alert", 45, None), need("first_campus_alert", None, 240)]
    assert select_fitting(arms, needs, 1, len(both), workers=1).replications == tuple(both)


@pytest.mark.slow
def test_the_clock_of_the_hazard_is_the_one_that_it_plays_by() -> None:
    arms, number = build_tables(opened()), 6
    lasts = []
    for n in range(number):
        log: DrawLog = {}
        find_first(arms[0], n, EventKind.ONSET, log)
        lasts.append(next(value for key, value in log.items() if key[0] == Purpose.HAZARD_LASTS))
    middle = math.floor(sorted(lasts)[number // 2])
    unmet = FittingTask(arms, 1, (need("hazard_lasts_alone", middle, None),)).play(range(number))["unmet"]
    assert [place == FITS for place in unmet] == [value >= middle for value in lasts]


@pytest.mark.slow
def test_prepare_lists_the_seeds_that_fit_here() -> None:
    arms, needs = build_tables(opened()), tuple(opened().exercise.needs)
    found = [*try_seeds(opened(), iter((FITTING_SEED - 1, FITTING_SEED)))]
    assert [fit.is_fit for fit in found] == [False, True]
    unmet = [FittingTask(arms, fit.seed, needs).play(range(1))["unmet"][0] for fit in found]
    assert [place == FITS for place in unmet] == [False, True]


def test_without_needs_every_emergency_fits() -> None:
    found = select_fitting(build_tables(opened()), (), 1, 5)
    assert (found.replications, found.share) == ((0, 1, 2, 3, 4), 1.0)


def test_where_almost_none_fits_the_need_that_is_hardest_to_meet_is_named() -> None:
    needs = [need("hazard_lasts_alone", 60, None), need("hazard_lasts_alone", None, 61)]
    with pytest.raises(PlanError, match=r"of 1,000 emergencies .* hazard_lasts_alone; ask for less"):
        select_fitting(build_tables(opened()), needs, 1, 20, workers=1)


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_the_needs_of_a_shipped_exercise_hold_in_5_percent_of_emergencies(name: str) -> None:
    arms, needs = build_tables(opened(name)), tuple(opened(name).exercise.needs)
    engines = (False, FEW), (True, 1_000)
    simulated, compiled = (FittingTask(arms, 1, needs, one).play(range(number))["unmet"] for one, number in engines)
    assert simulated.tolist() == compiled[:FEW].tolist()
    assert (compiled == FITS).mean() >= LEAST_SHARE
