"""What happens where the arrays are too small: a play begins again with more room; too many calls are an error as in the model."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scenarios.library import open_emergency
from sim.compiled.engine import CompiledEngine
from sim.engine import SimpyEngine
from sim.model.tables import PsapTable, Tables
from sim.tabulation import tabulate
from tests.sim.compiled.engine_comparison import find_trace_difference
from tests.sim.inputs import always, exponential, share
from tests.sim.worlds import Plain, assailant, link, tables_of, zone

SEED = 5


USED = {"processes": "activities_used", "frames": "frames_used", "events": "trace_size"}
"""How many of each the last play needed, by name in the state."""


@pytest.mark.slow
@pytest.mark.parametrize("records", USED)
@pytest.mark.parametrize("scenario", ["active-assailant-class", "laboratory-fire", "cardiac-arrest"])
def test_a_play_without_enough_room_begins_again_with_more(scenario: str, records: str) -> None:
    """Wherever the room runs out, from before onset to the last record that is needed."""
    tables = tabulate(open_emergency(scenario), "app")
    enough = CompiledEngine(tables, SEED)
    expected = enough.run(1)
    needed = int(getattr(enough.world.state[0], USED[records]))
    for room in (1, 2, 3, needed // 2, needed - 1, needed):
        engine = CompiledEngine(tables, SEED)
        setattr(engine.world.sizes[0], records, room)
        assert not find_trace_difference(expected, engine.run(1))
        assert engine.capacity == (1 if room == needed else 2)


def test_a_play_of_more_events_than_usual_gets_the_room_that_it_needs() -> None:
    """No door locks, and an assailant goes through them every second for four hours."""
    hazard = assailant(stays=always(1), walks=always("10 m/s"), lasts=always(100_000))
    campus = Plain.campus(zones=[zone("hall", "hall", None), zone("r00", lock=None)], links=[link("hall", "r00", 10)])
    campus["agencies"][0] |= {"travel": always(20_000)}
    tables = tables_of(campus, Plain.scenario(hazard=hazard, horizon="4 h"))
    engine = CompiledEngine(tables, SEED)
    assert not find_trace_difference(SimpyEngine(tables, SEED, 0).run(), engine.run(0))
    assert engine.capacity > 2


def crowded() -> Tables:
    """One caller after the other, about other incidents and about this one."""
    background = {"service": exponential(30), "past": "2 min", "every": exponential(31)}
    neighbors = {"rate": share(10), "lasts": "30 min"}
    campus = Plain.campus(psap=Plain.psap(takers=1, background=background, neighbors=neighbors))
    return tables_of(campus, Plain.scenario(hazard=assailant()))


def with_room_for_few_background_calls(psap: PsapTable) -> dict[str, Any]:
    return {"end": psap.background + 4}


def with_calls_from_neighbors_for_ever(psap: PsapTable) -> dict[str, Any]:
    return {"neighbors_last": 1e9}


@pytest.mark.parametrize("changes", [with_room_for_few_background_calls, with_calls_from_neighbors_for_ever])
def test_too_many_calls_are_the_same_error_in_both_engines(changes: Callable[[PsapTable], dict[str, Any]]) -> None:
    tables = crowded()
    tables = replace(tables, psap=replace(tables.psap, **changes(tables.psap)))
    with pytest.raises(RuntimeError, match="than the tables have room for by t = ") as expected:
        SimpyEngine(tables, SEED, 0).run()
    with pytest.raises(RuntimeError) as actual:
        CompiledEngine(tables, SEED).run(0)
    assert str(actual.value) == str(expected.value)


def test_an_engine_goes_on_after_an_error() -> None:
    """The next replication does not see what the last one left."""
    tables = crowded()
    engine = CompiledEngine(tables, SEED)
    room = int(engine.world.psap_values[0].end)
    engine.world.psap_values[0].end = engine.world.psap_values[0].background + 4
    with pytest.raises(RuntimeError):
        engine.run(0)
    engine.world.psap_values[0].end = room
    assert not find_trace_difference(SimpyEngine(tables, SEED, 1).run(), engine.run(1))
