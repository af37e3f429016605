"""Rows of compiled plays: measures, people over time, who is present, and which purposes were drawn for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.experiment.runner import ReplicationTask
from sim.experiment.time_curves import count_aware, count_protected, time_grid
from sim.finality import can_end_early
from sim.measures import READERS, list_measures
from sim.model.tables import Tables
from sim.model.trace_reader import read_trace
from sim.sampling.streams import DrawLog
from sim.tabulation import tabulate
from tests.sim.compiled.rare_options import KINDS, rare_emergencies
from tests.sim.compiled.shipped_scenarios import MOST_ARE_SLOW
from tests.sim.model.random_campuses import Played, fewer


def assert_equal_rows(tables: Tables, seed: int, replications: range) -> None:
    """With and without what cannot change a measure; at the instants at which something happens, too."""
    names = list_measures(tables.hazard.kind)
    for replication in replications:
        log: DrawLog = {}
        reading = read_trace(SimpyEngine(tables, seed, replication, log=log).run(), tables)
        times = np.array(sorted({*time_grid(tables.horizon), *reading.aware, *(t for t, _ in reading.protected)}))
        engine = CompiledEngine(tables, seed, times)
        for logs in (True, False, True):
            (rows,) = engine.play_rows(range(replication, replication + 1), names, logs)
            assert rows.values[0].tolist() == [READERS[name](reading) for name in names]
            assert rows.aware[0].tolist() == count_aware(reading.aware, times).tolist()
            since, heads = [t for t, _ in reading.protected], [n for _, n in reading.protected]
            assert rows.protected[0].tolist() == count_protected(since, heads, times).tolist()
            assert (rows.staff[0], rows.heads[0]) == (reading.staff, reading.occupants)
            if logs:
                assert set(np.flatnonzero(rows.drawn[0])) == {purpose for purpose, _, _ in log}
        early = [name for name in names if can_end_early([name])]
        for asked in (early[:1], early, names):
            (rows,) = engine.play_rows(range(replication, replication + 1), asked, until_known=True)
            assert rows.values[0].tolist() == [READERS[name](reading) for name in asked]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_rows_of_shipped_scenarios_are_those_of_the_model(scenario: str) -> None:
    emergency = open_emergency(scenario)
    for strategy in emergency.strategies:
        assert_equal_rows(tabulate(emergency, strategy), 9, range(2))


@pytest.mark.slow
@pytest.mark.parametrize("scenario", MOST_ARE_SLOW)
def test_a_chunk_of_replications_has_the_same_columns(scenario: str) -> None:
    """Also for hazards that no one is protected from; the first are logged, the last is not."""
    emergency = open_emergency(scenario)
    tables = tuple(tabulate(emergency, strategy) for strategy in emergency.strategies)
    expected, actual = (ReplicationTask(tables, 8, 4, is_compiled).play(range(2, 5)) for is_compiled in (False, True))
    assert actual.keys() == expected.keys()
    for name, column in expected.items():
        assert (actual[name].dtype, actual[name].shape) == (column.dtype, column.shape), name
        assert actual[name].tobytes() == column.tobytes(), name


@fewer
@given(st.one_of(*(rare_emergencies(kind) for kind in KINDS)))
def test_rows_of_random_emergencies_are_those_of_the_model(played: Played) -> None:
    assert_equal_rows(played.tables(), played.seed, range(played.replication, played.replication + 1))


def test_a_chunk_in_several_calls_has_a_row_for_each_replication() -> None:
    """More than one call has room for, and more calls than the first arrays have room for."""
    tables = tabulate(open_emergency("cardiac-arrest"), "app")
    names = list_measures(tables.hazard.kind)
    engine, alone = CompiledEngine(tables, 9), CompiledEngine(tables, 9)
    played: dict[int, list[float]] = {}
    for rows in engine.play_rows(range(3, 140), names):
        played |= dict(zip(rows.replications, rows.values.tolist(), strict=True))
    assert list(played) == list(range(3, 140))
    assert all(played[replication] == alone.measure(replication, names).tolist() for replication in (3, 66, 67, 139))
