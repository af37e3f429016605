"""Any random emergency on any campus keeps the rules of its hazard, and all arms of it have the same luck."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.sampling.elementary import GRID
from sim.sampling.streams import DrawBlock, DrawLog
from sim.tabulation import tabulate
from tests.sim.hazards.assist_invariants import visit_keeps_the_rules
from tests.sim.hazards.cardiac_invariants import arrest_keeps_the_rules
from tests.sim.hazards.fire_invariants import fire_keeps_the_rules
from tests.sim.hazards.hoax_invariants import bomb_threat_keeps_the_rules, hoax_keeps_the_rules
from tests.sim.hazards.release_invariants import leak_keeps_the_rules, plume_keeps_the_rules
from tests.sim.hazards.search_invariants import child_walks_the_same_way_in_both_arms, search_keeps_the_rules
from tests.sim.hazards.storm_invariants import storm_keeps_the_rules
from tests.sim.model import random_hazards
from tests.sim.model.event_orders import no_counter_changes
from tests.sim.model.pairs import agree, part_when_somebody_acts
from tests.sim.model.random_campuses import Played, fewer

QUICK: int = fewer.max_examples
RULES: list[tuple[Callable[[Played], None], st.SearchStrategy[Played], int]] = [
    (visit_keeps_the_rules, random_hazards.visits(), 10),
    (lambda one: arrest_keeps_the_rules(one.engine()), random_hazards.arrests(), QUICK),
    (search_keeps_the_rules, random_hazards.searches(), 10),
    (leak_keeps_the_rules, random_hazards.leaks(strategies=2), 5),
    (plume_keeps_the_rules, random_hazards.plumes(strategies=2), 5),
    (hoax_keeps_the_rules, random_hazards.hoaxes(strategies=2), 5),
    (bomb_threat_keeps_the_rules, random_hazards.bomb_threats(strategies=2), 5),
    (storm_keeps_the_rules, random_hazards.storms(strategies=2), 12),
]
"""What holds of a random emergency, and of how many quick tests see that."""


def check(rule: Callable[..., None], *drawn: st.SearchStrategy[Any], examples: int = QUICK) -> None:
    settings(max_examples=examples)(given(*drawn)(rule))()


@pytest.mark.parametrize(
    ("rule", "emergencies", "examples"),
    [
        *RULES,
        (child_walks_the_same_way_in_both_arms, random_hazards.searches(strategies=2), 5),
        *(pytest.param(*one[:2], 300, marks=pytest.mark.slow) for one in RULES),
    ],
)
def test_no_random_emergency_breaks_a_rule_of_its_hazard(
    rule: Callable[[Played], None], emergencies: st.SearchStrategy[Played], examples: int
) -> None:
    check(rule, emergencies, examples=examples)


def office_of_one(pair: Played) -> Played:
    """Both arms with one length of the office's call to 911, which is made though nobody acts."""
    one, other = pair.strategies
    return pair.changed(strategies=[one, other | {"office": one["office"]}])


@pytest.mark.parametrize(
    "pairs",
    [
        random_hazards.fires(strategies=2),
        pytest.param(random_hazards.visits(strategies=2), marks=pytest.mark.slow),
        pytest.param(random_hazards.arrests(strategies=2), marks=pytest.mark.slow),
        pytest.param(random_hazards.searches(strategies=2).map(office_of_one), marks=pytest.mark.slow),
    ],
    ids=["fires", "visits", "arrests", "searches"],
)
def test_two_arms_of_any_emergency_read_equal_numbers_until_somebody_acts(pairs: st.SearchStrategy[Played]) -> None:
    check(part_when_somebody_acts, pairs)


@pytest.mark.parametrize(
    "emergencies", [random_hazards.arrests(steady=True), random_hazards.fires(steady=True)], ids=["arrests", "fires"]
)
def test_simpys_counter_decides_nothing(emergencies: st.SearchStrategy[Played]) -> None:
    check(no_counter_changes, emergencies, st.integers(2, 2_147_483_646))


STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")
STEPS = st.lists(st.integers(1, 60 << 20), max_size=8)  # of the time grid
SLOW = [pytest.param(campus, marks=pytest.mark.slow) for campus in ("rural-k12", "small-college")]


@pytest.mark.slow
@settings(max_examples=300)
@given(random_hazards.fires(), STEPS)
def test_no_fire_played_in_steps_breaks_a_rule_and_measures_are_recomputed(played: Played, steps: list[int]) -> None:
    engine, time = played.engine(), 0
    for step in steps:
        time += step
        engine.run_until(time * GRID)
        engine.view()
    fire_keeps_the_rules(engine)
    assert engine.trace.rows == played.engine().run().rows


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "rural-k12"])
@pytest.mark.parametrize("conditions", [(), ("alarm-failed",)])
def test_the_shipped_fire_keeps_the_rules(campus: str, conditions: tuple[str, ...]) -> None:
    emergency, block = open_emergency("laboratory-fire", campus, STRATEGIES), DrawBlock(5, range(1))
    for name in STRATEGIES if campus == "rural-k12" else ("app",):
        fire_keeps_the_rules(SimpyEngine(tabulate(emergency, name, conditions), 5, 0, block))


@pytest.mark.parametrize("campus", ["large-high-school", "suburban-elementary", *SLOW])
def test_all_arms_of_the_shipped_arrest_keep_the_rules_and_read_equal_numbers(campus: str) -> None:
    emergency, block = open_emergency("cardiac-arrest", campus, STRATEGIES), DrawBlock(5, range(1))
    logs: list[DrawLog] = [{} for _ in STRATEGIES]
    for name, log in zip(STRATEGIES, logs, strict=True):
        arrest_keeps_the_rules(SimpyEngine(tabulate(emergency, name), 5, 0, block, log))
    assert min(agree(a, b) for a, b in combinations(logs, 2)) > 50
