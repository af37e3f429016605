"""What a compiled play tells beside its trace and measures: curves, who is present, and which purposes were drawn for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.measures import list_measures
from sim.model.tables import Tables
from sim.model.trace_reader import read_trace
from sim.sampling.streams import DrawLog
from sim.tabulation import tabulate
from tests.sim.compiled.rare_options import KINDS, rare_emergencies
from tests.sim.compiled.test_identity import MOST_ARE_SLOW
from tests.sim.model.random_campuses import Played


def assert_equal_counts(engine: CompiledEngine, tables: Tables, seed: int, replication: int) -> None:
    log: DrawLog = {}
    reading = read_trace(SimpyEngine(tables, seed, replication, log=log).run(), tables)
    engine.measure(replication, list_measures(tables.hazard.kind))
    assert engine.aware.tolist() == reading.aware
    assert list(engine.protected) == reading.protected
    assert engine.present == (reading.staff, reading.occupants)
    assert set(np.flatnonzero(engine.drawn)) == {purpose for purpose, _, _ in log}


@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_counts_of_shipped_scenarios_are_those_of_the_model(scenario: str) -> None:
    """An engine forgets the counts of the replication before."""
    emergency = open_emergency(scenario)
    for strategy in emergency.strategies:
        tables = tabulate(emergency, strategy)
        engine = CompiledEngine(tables, 9)
        for replication in range(2):
            assert_equal_counts(engine, tables, 9, replication)


@given(st.one_of(*(rare_emergencies(kind) for kind in KINDS)))
def test_counts_of_random_emergencies_are_those_of_the_model(played: Played) -> None:
    tables = played.tables()
    assert_equal_counts(CompiledEngine(tables, played.seed), tables, played.seed, played.replication)
