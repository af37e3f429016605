"""Which scenario goes with which campus: each that makes sense opens, plays, and compares without a warning.

A threat and a heart that stops are possible everywhere. A fire in a laboratory needs a laboratory, and a campus that leaves as one: the
elementary school has none, and on the college with its twelve buildings everybody would leave for one of them (docs/model.md, Limits).
"""

import math

import pytest

from scenarios.library import open_emergency
from scenarios.problems import Problems
from sim.experiment import compare
from sim.measures import measure_all
from sim.model.replication import Engine
from sim.tabulate import tabulate

EVERYWHERE = ["large-high-school", "rural-k12", "small-college", "suburban-elementary"]
THREATS = ["active-assailant", "active-assailant-lunch", "active-assailant-passing"]
COMBINATIONS = [
    *((scenario, campus) for scenario in [*THREATS, "cardiac-arrest"] for campus in EVERYWHERE),
    ("laboratory-fire", "large-high-school"),
    ("laboratory-fire", "rural-k12"),
]


@pytest.mark.parametrize(("scenario", "campus"), COMBINATIONS)
def test_each_plays_from_onset_to_help(scenario: str, campus: str) -> None:
    tables = tabulate(open_emergency(scenario, campus, ["app"]), "app")
    found = measure_all(Engine(tables, 1, 0).run(), tables)
    assert found["first_unit_on_scene"] < math.inf
    assert found["aware_t50"] < math.inf or scenario == "cardiac-arrest"


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "campus"), COMBINATIONS)
def test_each_compares_without_a_warning(scenario: str, campus: str) -> None:
    """Warnings are errors here."""
    found = compare(open_emergency(scenario, campus), replications=24, input_pairs=0, workers=1)
    assert found.replications == 24


def test_a_school_without_a_laboratory_says_so() -> None:
    with pytest.raises(Problems, match="is a place where it may begin"):
        open_emergency("laboratory-fire", "suburban-elementary")
