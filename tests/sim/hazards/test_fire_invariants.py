"""Any fire on any campus keeps the rules, and all arms of it have the same luck."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.measures import MEASURES, compute_measures
from sim.sampling.elementary import GRID
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.hazards.fire_invariants import broken_fire_rules, fire_measures
from tests.sim.model.event_orders import no_counter_changes
from tests.sim.model.invariants import broken_rules
from tests.sim.model.pairs import part_when_somebody_acts
from tests.sim.model.random_campuses import Played
from tests.sim.model.random_hazards import fires
from tests.sim.model.reference_measures import measure_slowly

STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")
STEPS = st.lists(st.integers(1, 60 << 20), max_size=8)  # of the time grid


def keeps_the_rules(engine: SimpyEngine) -> None:
    tables, trace = engine.tables, engine.run()
    events = list(trace.events())
    assert broken_rules(tables, events) == []
    assert broken_fire_rules(tables, events) == []
    slow, measured = (measure_slowly(tables, events) | fire_measures(tables, events), compute_measures(trace, tables))
    for name, value in measured.items():
        same = value == slow[name] if MEASURES[name].is_time else math.isclose(value, slow[name], abs_tol=1e-9)
        assert same, f"{name}: {value}, slowly {slow[name]}"


@pytest.mark.slow
@given(fires(), STEPS)
def test_no_fire_played_in_steps_breaks_a_rule_and_measures_agree_with_a_slow_recomputation(
    played: Played, steps: list[int]
) -> None:
    engine, time = played.engine(), 0
    for step in steps:
        time += step
        engine.run_until(time * GRID)
        engine.view()
    keeps_the_rules(engine)
    assert engine.trace.rows == played.engine().run().rows


@pytest.mark.slow
@given(fires())
@settings(max_examples=300)
def test_no_fire_of_very_many_breaks_a_rule(played: Played) -> None:
    keeps_the_rules(played.engine())


@given(fires(strategies=2))
def test_two_arms_of_any_fire_read_equal_numbers_and_part_when_somebody_acts(pair: Played) -> None:
    part_when_somebody_acts(pair)


@given(fires(steady=True), st.integers(2, 2_147_483_646))
def test_simpys_counter_decides_nothing_in_a_fire(played: Played, step: int) -> None:
    no_counter_changes(played, step)


@pytest.mark.slow
@pytest.mark.parametrize("campus", ["large-high-school", "rural-k12"])
@pytest.mark.parametrize("conditions", [(), ("alarm-failed",)])
def test_the_shipped_fire_keeps_the_rules(campus: str, conditions: tuple[str, ...]) -> None:
    emergency, block = open_emergency("laboratory-fire", campus, STRATEGIES), DrawBlock(5, range(1))
    for name in STRATEGIES if campus == "rural-k12" else ("app",):
        keeps_the_rules(SimpyEngine(tabulate(emergency, name, conditions), 5, 0, block))
