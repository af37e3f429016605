"""A compiled play that is stopped on its way stands where the model stands, and goes on as if nothing had been."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.measures import list_measures
from sim.model.tables import Tables
from sim.tabulation import tabulate
from tests.sim.compiled.engine_comparison import pack
from tests.sim.compiled.rare_options import KINDS, rare_emergencies
from tests.sim.compiled.shipped_scenarios import MOST_ARE_SLOW
from tests.sim.model.random_campuses import Played, fewer


def assert_equal_at_every_stop(tables: Tables, seed: int, replication: int, stops: list[float]) -> None:
    """Reading the measures at a stop disturbs nothing."""
    model, engine = SimpyEngine(tables, seed, replication), CompiledEngine(tables, seed)
    names = list_measures(tables.hazard.kind)
    engine.begin(replication)
    for stop in stops:
        model.run_until(stop)
        engine.run_until(min(stop, tables.horizon))
        engine.read(names)
        rows = [row for row in model.trace.rows if not model.is_ended or row is not model.trace.rows[-1]]
        assert engine.world.trace[: engine.world.state[0].trace_size].tobytes() == pack(rows).tobytes()
        over = bool(engine.world.play[0].over)
        assert over == model.world.over
        assert over or engine.world.state[0].now == model.now


@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_a_shipped_scenario_stands_where_the_model_stands(scenario: str) -> None:
    """Also at the very instants at which something happens, which is still to come then."""
    emergency = open_emergency(scenario)
    tables = tabulate(emergency, list(emergency.strategies)[-1])
    instants = sorted({row[0] for row in SimpyEngine(tables, 4, 1).run().rows})
    assert_equal_at_every_stop(tables, 4, 1, [*instants[::9], instants[-1], tables.horizon])


@fewer
@given(st.one_of(*(rare_emergencies(kind) for kind in KINDS)), st.lists(st.integers(0, 300), max_size=6))
def test_a_random_emergency_stands_where_the_model_stands(played: Played, stops: list[int]) -> None:
    assert_equal_at_every_stop(played.tables(), played.seed, played.replication, sorted(map(float, stops)))
