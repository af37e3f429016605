"""Measures of compiled plays, read in plain Python off traces of the model: those of the model's own readers, to the bit."""

import math
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import open_emergency
from sim.compiled import measures, rows
from sim.compiled.packed_tables import PackedTables
from sim.compiled.shared_draws import SharedDraws
from sim.compiled.worlds import build_world
from sim.engine import SimpyEngine
from sim.measures import READERS, list_measures
from sim.model.tables import NOBODY
from sim.model.trace_reader import read_trace
from sim.tabulation import tabulate
from tests.sim.compiled.rare_options import KINDS, rare_emergencies


def assert_same(engine: SimpyEngine) -> None:
    trace, tables = engine.run(), engine.tables
    w = build_world(SharedDraws().arena, PackedTables(tables), 1)
    for unit in range(tables.unit_count):
        w.units[unit].home, w.units[unit].occupants = engine.world.home[unit], engine.world.occupants[unit]
    for number, row in enumerate(trace.rows):
        w.trace[number] = row
    w.state[0].trace_size = len(trace.rows)
    w.playbook[0].shut_off = 0 if tables.hazard.kind == "fire" else NOBODY
    measures.measure(w)
    names, reading = list_measures(tables.hazard.kind), read_trace(trace, tables)
    found = dict(zip(measures.NAMES, w.values.tolist(), strict=False))
    assert {name: found[name] for name in names} == {name: READERS[name](reading) for name in names}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=4)
@given(data=st.data())
def test_measures_of_a_random_trace_are_those_of_the_model(kind: str, data: st.DataObject) -> None:
    assert_same(data.draw(rare_emergencies(kind)).engine())


@pytest.mark.parametrize("scenario", ["threat-report", "reunification"])
def test_measures_without_an_alert_are_those_of_the_model(scenario: str) -> None:
    emergency = open_emergency(scenario)
    for strategy in [*emergency.strategies][:2]:
        assert_same(SimpyEngine(tabulate(emergency, strategy), 3, 1))


@pytest.mark.parametrize("rank", range(7))
def test_a_number_of_each_rank_is_found_among_equal_ones_too(rank: int) -> None:
    numbers = [4.0, 1.0, 4.0, 9.0, 0.5, 4.0, 2.0, -3.0]
    assert measures.select(numbers, 7, rank) == [0.5, 1, 2, 4, 4, 4, 9][rank]


# ---- rows ------------------------------------------------------------------------------------------


def build_rows() -> Any:
    """Two of three people are aware at 4 and 9; 5 heads are protected at 3, 2 more at 8, and 5 no longer at 9. Moments 3, 4, 8.5 and 9."""
    return SimpleNamespace(
        sizes=[SimpleNamespace(staff=3, moments=4, measures=2, purposes=3)],
        reading=[SimpleNamespace(staff=3, heads=12, aware=2, protected=3, end=20.0)],
        moments=[3.0, 4.0, 8.5, 9.0],
        aware_times=[4.0, 9.0, 7.0],
        protected_times=[3.0, 8.0, 9.0, 1.0],
        protected_heads=[5, 2, -5, 100],
        values=[7.5, math.inf, 3.0],
        draws=[0, 4, 1],
        row_values=[0.0] * 4,
        row_staff=[0, 0],
        row_heads=[0, 0],
        row_drawn=[False] * 6,
        row_aware=[0] * 8,
        row_aware_times=[0.0] * 6,
        row_protected=[0] * 8,
    )


def test_the_row_of_a_replication_lies_behind_those_before_it() -> None:
    w = build_rows()
    rows.keep_row(w, 1)
    assert (w.row_values, w.row_staff, w.row_heads) == ([0, 0, 7.5, math.inf], [0, 3], [0, 12])
    assert (w.row_drawn, w.row_aware_times) == ([False, False, False, False, True, True], [0, 0, 0, 4.0, 9.0, math.inf])
    assert (w.row_aware, w.row_protected) == ([0, 0, 0, 0, 0, 1, 1, 2], [0, 0, 0, 0, 5, 5, 7, 2])


@pytest.mark.parametrize(
    ("over", "finality", "values", "end", "is_known"),
    [
        (False, [1, 0], [10.0, 99.0], 99.0, True),
        (False, [1, 1], [10.0, 11.0], 5.0, False),
        (True, [1, 1], [10.0, 11.0], 99.0, True),
        (False, [2, 0], [99.0, 99.0], 10.0, True),
        (False, [2, 0], [1.0, 1.0], 10.5, False),
        (False, [0, 0], [99.0, 99.0], 99.0, True),
    ],
)
def test_when_all_is_known(over: bool, finality: list[int], values: list[float], end: float, is_known: bool) -> None:
    """At 10 seconds."""
    state, reading = [SimpleNamespace(now=10.0)], [SimpleNamespace(end=end)]
    play, sizes = [SimpleNamespace(over=over)], [SimpleNamespace(measures=2)]
    w: Any = SimpleNamespace(state=state, play=play, sizes=sizes, reading=reading, finality=finality, values=values)
    assert rows.is_all_known(w) is is_known
