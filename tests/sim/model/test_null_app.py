"""An app that no one has installed, and whose roster is empty, is nothing: every pair is the same to the last bit."""

from collections.abc import Iterator

import pytest

from scenarios.library import open_emergency
from sim.compiled.day_engine import open_engine
from sim.tabulation import tabulate

CAMPUSES = ["large-high-school", "suburban-elementary", "rural-k12", "small-college"]
SEED = 530
NOTHING = {"app.installed": 0.0, "app.on_roster": 0.0}


@pytest.mark.parametrize(
    ("campus", "pairs"),
    [("suburban-elementary", 20), *(pytest.param(campus, 1000, marks=pytest.mark.slow) for campus in CAMPUSES)],
)
def test_an_app_that_no_one_has_changes_nothing(campus: str, pairs: int) -> None:
    arms = list(play_arms(campus, pairs))
    assert sum(one != other for one, other in zip(*arms, strict=True)) == 0
    assert len(set(arms[0])) == pairs


def play_arms(campus: str, pairs: int) -> Iterator[list[str]]:
    """Per arm and pair the events, to the last bit, from which all measures are read."""
    emergency = open_emergency("active-assailant", campus)
    for strategy in (emergency.resolve_strategy("present-practice"), "practice+app"):
        engine = open_engine(tabulate(emergency, strategy, overrides=NOTHING), SEED)
        yield [repr(engine.run(replication).rows) for replication in range(pairs)]
