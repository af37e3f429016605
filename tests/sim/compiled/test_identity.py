"""The compiled engine plays each shipped emergency as the model does: the same events, times and measures, to the last bit.

The model costs a hundred times as much as what it is compared with, so the number of replications is what its processor time allows.
"""

import pytest

from scenarios.library import Loader, Mention, find_file, open_emergency
from scenarios.scenario import PRESENT_PRACTICE, Scenario
from scenarios.structures import play_under
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.combinations import COMBINATIONS
from tests.sim.compiled.engine_comparison import assert_equal_plays
from tests.sim.compiled.shipped_scenarios import SEED, SHIPPED, tables_of_arms

STRATEGIES = [
    "app",
    "app-designated",
    "app-no-911-leg",
    "app-no-staff-leg",
    "dial-911",
    "office-pa",
    "practice+app",
    "word-of-mouth",
]
WITH_CHANNELS = [
    *("app+badge", "app+takeover", "badge", "badge+pa", "everything"),
    *("pa-within-reach", "phone-tree", "radio-all", "runners"),
]
BROKEN = [(), ("pa-failed",), ("radio-failed",), ("pa-failed", "radio-failed"), ("sro-away",)]
BROKEN_IN = {
    "laboratory-fire": [("alarm-failed",), ("alarm-failed", "pa-failed")],
    "tornado": [("unwarned",), ("pa-failed", "unwarned")],
}
ARMS = [
    pytest.param(scenario, campus, broken, id="-".join((scenario, campus, *broken)))
    for scenario, campus in COMBINATIONS
    for broken in [*BROKEN, *BROKEN_IN.get(scenario, [])]
]
CHANGES_NOTHING = {  # one period has no other, and at lunch and passing every administrator is out of the office as it is
    "active-assailant-class": ("day-busy",),
    "active-assailant-lunch": ("day-busy", "leaders-out"),
    "active-assailant-passing": ("day-busy", "leaders-out"),
}


def read_scenario(name: str) -> Scenario:
    return Loader().load_file(find_file("scenario", name, Mention()), "scenario", Scenario).model


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SHIPPED)
def test_each_scenario_is_the_same_in_both_engines(scenario: str) -> None:
    block = DrawBlock(SEED, range(3))
    for tables in tables_of_arms(open_emergency(scenario)):
        assert_equal_plays(tables, block)


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "rural-k12", "suburban-elementary"])
def test_a_school_year_is_the_same_in_both_engines(campus: str) -> None:
    """It has strategies of its own, and no conditions."""
    emergency, block = open_emergency("threat-report", campus), DrawBlock(SEED, range(6))
    for name in emergency.scenario.strategies:
        assert_equal_plays(tabulate(emergency, name), block)
        assert_equal_plays(tabulate(play_under(emergency, "half-urgent"), name), block)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["reunification", "reunification-off-site"])
@pytest.mark.parametrize("campus", ["rural-k12", "suburban-elementary"])
def test_a_release_is_the_same_in_both_engines(scenario: str, campus: str) -> None:
    """It has strategies of its own, and no conditions."""
    emergency, block = open_emergency(scenario, campus), DrawBlock(SEED, range(3))
    for name in emergency.scenario.strategies:
        assert_equal_plays(tabulate(emergency, name), block)
        assert_equal_plays(tabulate(play_under(emergency, "none-late"), name), block)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "name"), [(scenario, one.id) for scenario in SHIPPED for one in read_scenario(scenario).structures]
)
def test_each_structure_is_the_same_in_both_engines(scenario: str, name: str) -> None:
    block, plain = DrawBlock(SEED + 2, range(3)), open_emergency(scenario)
    under = play_under(plain, name)
    assert under.structure is not None
    arms = plain.resolve_strategy(PRESENT_PRACTICE), "practice+app"
    played = [tabulate(under, strategy, tuple(under.structure.conditions)) for strategy in arms]
    changes = played != [tabulate(plain, strategy) for strategy in arms]
    assert changes is (name not in CHANGES_NOTHING.get(scenario, ()))
    for tables in played:
        assert_equal_plays(tables, block)


@pytest.mark.slow
@pytest.mark.parametrize("causes", [(), ("network-down",), ("power-out", "cells-busy")])
@pytest.mark.parametrize(
    "scenario",
    [
        *("active-assailant-class", "cardiac-arrest", "laboratory-fire", "false-alarm"),
        *("agitated-visitor", "weapon-seen", "tornado", "gas-inside", "release-outside", "swatting"),
    ],
)
def test_each_channel_is_the_same_in_both_engines(scenario: str, causes: tuple[str, ...]) -> None:
    block = DrawBlock(SEED + 3, range(4))
    for tables in tables_of_arms(open_emergency(scenario, None, WITH_CHANNELS), causes):
        assert_equal_plays(tables, block)


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "campus", "conditions"), ARMS)
def test_each_combination_is_the_same_in_both_engines(scenario: str, campus: str, conditions: tuple[str, ...]) -> None:
    block = DrawBlock(SEED + 1, range(8 if conditions else 24))
    for tables in tables_of_arms(open_emergency(scenario, campus, STRATEGIES), conditions):
        assert_equal_plays(tables, block)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["r1-sequential", "r1-simultaneous"])
def test_the_reference_scenario_is_the_same_in_both_engines(strategy: str) -> None:
    assert_equal_plays(tabulate(open_emergency("reference-r1"), strategy), DrawBlock(SEED + 1, range(200)))
