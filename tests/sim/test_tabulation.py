"""Tables of moved inputs, made again and again of the same parts, against tables made afresh."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from scenarios.inputs import Input
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.compiled.engine import CompiledEngine
from sim.compiled.packed_tables import PackedTables
from sim.measures import list_measures
from sim.model.tables import Tables
from sim.sampling.streams import CommonParts
from sim.tabulation import Tabulator, collect_named_inputs, tabulate

APP = "practice+app"


def list_moves(emergency: Emergency) -> Iterator[dict[str, float]]:
    """Every input that states a range alone at both ends, two and two neighbors together, and all at once."""
    inputs = collect_named_inputs(emergency, emergency.strategies[APP])
    ranges = {name: source.evidence.range for name, source in inputs.items() if isinstance(source, Input)}
    bounds = {name: (float(ends.low), float(ends.high)) for name, ends in ranges.items() if ends is not None}
    for name, ends in bounds.items():
        yield from ({name: value} for value in ends)
    names = list(bounds)
    for first, second in zip(names[::2], names[1::2], strict=False):
        yield {first: bounds[first][0], second: bounds[second][1]}
    yield {name: high for name, (_, high) in bounds.items()}


def build_or_refuse(build: Callable[[], Tables]) -> Tables | str:
    """The tables, or why an input cannot have its value."""
    try:
        return build()
    except ValueError as refused:
        return str(refused)


def assert_same(reused: Tables, afresh: Tables, moved: Mapping[str, float]) -> None:
    assert replace(reused, streams={}) == replace(afresh, streams={}), moved
    assert list(reused.streams) == list(afresh.streams), moved
    for purpose, stream in afresh.streams.items():
        assert reused.streams[purpose].digest == stream.digest, (moved, purpose)
        assert reused.streams[purpose].mixed_keys.tobytes() == stream.mixed_keys.tobytes(), (moved, purpose)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["active-assailant-class", "laboratory-fire"])
def test_tables_of_reused_parts_are_those_made_afresh(scenario: str) -> None:
    emergency = open_emergency(scenario)
    other, tabulator = (Tabulator(emergency, emergency.strategies[arm]) for arm in ("office-pa", APP))
    for moved in list_moves(emergency):
        common = CommonParts()
        build_or_refuse(partial(other.build, moved, common))
        reused = build_or_refuse(partial(tabulator.build, moved, common))
        afresh = build_or_refuse(partial(tabulate, emergency, APP, (), moved))
        if isinstance(reused, str) or isinstance(afresh, str):
            assert reused == afresh
        else:
            assert_same(reused, afresh, moved)


@pytest.fixture(scope="module")
def shipped() -> Emergency:
    return open_emergency("active-assailant-class")


@pytest.mark.parametrize(
    "moved",
    [
        {},
        {"witnessing.recognition": 40.0},
        {"psap.staffed": 0.3, "psap.background.utilization": 0.9},
        {"walking.stairs": 0.9, "phones.carriers.carrier-1.share": 0.2, "app.notice": 60.0},
    ],
)
def test_a_world_of_shared_arrays_plays_as_one_of_its_own(shipped: Emergency, moved: Mapping[str, float]) -> None:
    tabulator = Tabulator(shipped, shipped.strategies[APP])
    similar, names = PackedTables(tabulator.tables), list_measures("assailant")
    afresh = tabulate(shipped, APP, (), moved)
    expected, *others = (
        [rows.values.tobytes() for rows in engine.play_rows(range(20), names)]
        for engine in (
            CompiledEngine(afresh, 3),
            CompiledEngine(tabulator.build(moved), 3, similar=[similar]),
            CompiledEngine(tabulator.tables, 3, similar=[similar]),
        )
    )
    assert others[0] == expected
    assert (others[1] == expected) == (not moved)


def test_what_moves_nothing_leaves_the_tables_and_what_moves_one_input_leaves_the_rest(shipped: Emergency) -> None:
    tabulator = Tabulator(shipped, shipped.strategies[APP])
    assert tabulator.build({"no.such.input": 1.0}) is tabulator.tables
    moved, before = tabulator.build({"witnessing.recognition": 40.0}), tabulator.tables
    differs = [purpose for purpose, stream in moved.streams.items() if stream is not before.streams[purpose]]
    assert np.isin(differs, range(10, 30)).all()
    assert len(differs) == 1
    assert moved.layout is before.layout
    assert moved.staff is before.staff
