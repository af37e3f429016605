"""The same luck in every arm: every number that two arms read of the same question is the same to the last bit.

A number belongs to (seed, replication, purpose, entity, index). The log of draws holds every number that a play has read under
that name, so that two plays can be held against each other. Where two arms do the same, so do their traces.
"""

import math
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.compiled.day_engine import open_engine
from sim.engine import SimpyEngine
from sim.model.trace import Channel, EventKind
from sim.sampling.streams import DrawBlock, DrawLog
from sim.tabulation import tabulate
from tests.sim.model.pairs import SEED, agree, first, part_when_somebody_acts, parting, played, time_at
from tests.sim.model.random_campuses import Played, emergencies, fewer
from tests.sim.worlds import adult

STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")
CONDITIONS = ((), ("pa-failed",), ("radio-failed",), ("sro-away",))
CAMPUSES = ["large-high-school", "suburban-elementary", "rural-k12", "small-college"]
NOTHING = {"app.installed": 0.0, "app.on_roster": 0.0}


@cache
def active_assailant() -> Emergency:
    return open_emergency("active-assailant-class", strategies=STRATEGIES)


def test_arms_of_the_reference_model_read_equal_numbers_and_a_failed_pa_changes_nothing_before_it_spoke() -> None:
    emergency, block = open_emergency("reference-r1"), DrawBlock(SEED, range(5))
    for replication in range(5):
        logs = [played(emergency, name, (), replication, block)[0] for name in ("r1-sequential", "r1-simultaneous")]
        assert agree(logs[0], logs[1]) > 300
    emergency, block = active_assailant(), DrawBlock(SEED, range(2))
    for name in ("office-pa", "app-no-staff-leg"):
        for replication in range(2):
            well, failed = (played(emergency, name, c, replication, block)[1].rows for c in ((), ("pa-failed",)))
            n = parting(well, failed)
            assert (well[n][1], failed[n][1]) == (EventKind.SENT, EventKind.SILENT)
            assert well[n][0] == failed[n][0]
            assert well[n][3] == failed[n][3] == Channel.PA


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["active-assailant-class", "active-assailant-lunch", "active-assailant-passing"])
def test_all_arms_of_every_variant_read_equal_numbers_in_many_replications(scenario: str) -> None:
    emergency, block = open_emergency(scenario, strategies=STRATEGIES), DrawBlock(SEED, range(6))
    for replication in range(6):
        logs = [played(emergency, name, c, replication, block)[0] for name in STRATEGIES for c in CONDITIONS]
        assert min(agree(a, b) for a, b in combinations(logs, 2)) > 50


PARTINGS = [
    ("app", "app-no-staff-leg", (EventKind.SENT, Channel.PUSH)),
    ("app", "app-no-911-leg", (EventKind.PRESSED, None)),
    ("office-pa", "dial-911", (EventKind.ACTS, None)),
    ("dial-911", "app", (EventKind.ACTS, None)),
]


@pytest.mark.parametrize(("one", "other", "event"), PARTINGS)
def test_two_arms_are_one_story_until_they_differ(one: str, other: str, event: tuple[EventKind, int | None]) -> None:
    emergency, block = active_assailant(), DrawBlock(SEED, range(2))
    for replication in range(2):
        a, b = (played(emergency, name, (), replication, block)[1].rows for name in (one, other))
        n = parting(a, b)
        assert min(time_at(a, n), time_at(b, n)) >= min(first(a, *event), first(b, *event)) < math.inf


@fewer
@given(emergencies(strategies=2))
def test_two_arms_of_any_emergency_read_equal_numbers_and_part_when_somebody_acts(pair: Played) -> None:
    part_when_somebody_acts(pair)


@fewer
@given(emergencies())
def test_a_condition_changes_no_number_and_a_silent_pa_nothing_before_it_is_silent(emergency: Played) -> None:
    without = [c for c in emergency.conditions if c != "pa-failed"]
    logs: list[DrawLog] = [{}, {}]
    rows = []
    for conditions, log in zip((without, [*without, "pa-failed"]), logs, strict=True):
        tables = tabulate(emergency.emergency, "s0", conditions)
        rows.append(SimpyEngine(tables, emergency.seed, emergency.replication, log=log).run().rows)
    agree(logs[0], logs[1])
    n = parting(*rows)
    if rows[0] != rows[1]:
        assert (rows[0][n][1], rows[1][n][1]) == (EventKind.SENT, EventKind.SILENT)


@fewer
@given(emergencies())
def test_numbers_go_by_names_and_never_by_places_on_the_roster(emergency: Played) -> None:
    """Somebody more at the head of the roster, away today, moves everybody else's index and nobody's number."""
    newcomer: dict[str, Any] = adult("newcomer", emergency.campus["zones"][0]["id"], "sro")
    more = emergency.changed(campus={**emergency.campus, "roster": [newcomer, *emergency.campus["roster"]]})
    logs: list[DrawLog] = [{}, {}]
    for played_, log in zip((emergency, more), logs, strict=True):
        SimpyEngine(played_.tables("s0", "sro-away"), emergency.seed, emergency.replication, log=log).run()
    agree(logs[0], logs[1])


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
        engine = open_engine(tabulate(emergency, strategy, overrides=NOTHING), 530)
        yield [repr(engine.run(replication).rows) for replication in range(pairs)]
