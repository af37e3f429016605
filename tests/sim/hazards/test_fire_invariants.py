"""Any fire on any campus keeps the rules, and all arms of it have the same luck."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.sampling.elementary import GRID
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.hazards.fire_invariants import fire_keeps_the_rules
from tests.sim.model.random_campuses import Played
from tests.sim.model.random_hazards import fires

STRATEGIES = ("word-of-mouth", "office-pa", "dial-911", "app", "app-no-staff-leg", "app-no-911-leg")
STEPS = st.lists(st.integers(1, 60 << 20), max_size=8)  # of the time grid


@pytest.mark.slow
@given(fires(), STEPS)
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
