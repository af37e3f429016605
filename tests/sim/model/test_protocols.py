"""The seams: both engines keep one contract, and what stands in for something has its signatures."""

import inspect
from collections.abc import Callable
from dataclasses import FrozenInstanceError

import pytest

from scenarios.library import open_emergency
from sim import engine
from sim.compiled.engine import CompiledEngine
from sim.compiled.play import CompiledPlay
from sim.engine import SimpyEngine
from sim.exercise import journal
from sim.model.interventions import Inform, Tell
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate
from tests.sim.worlds import Plain, row_of_rooms, tables_of, witness

TABLES = tables_of(Plain.campus(**row_of_rooms(3)), Plain.scenario(horizon="5 min", witnessing=witness(recognition=30)))
PAIRS = [(engine.Engine, SimpyEngine), (engine.Engine, CompiledPlay), (journal.Journal, journal.MemoryJournal)]


def simpy() -> engine.Engine:
    return SimpyEngine(TABLES, 3, 0)


def compiled() -> engine.Engine:
    return CompiledPlay(CompiledEngine(TABLES, 3), 0)


both = pytest.mark.parametrize("make", [simpy, compiled])


@both
def test_it_plays_to_the_times_it_is_told_and_ends_once_by_the_horizon(make: Callable[[], engine.Engine]) -> None:
    engine = make()
    for time in (0.0, 12.5, 12.5, 40.0):
        engine.run_until(time)
        assert engine.now == time
    engine.run_until(10.0)  # that is past
    assert engine.now == 40.0
    assert not engine.is_ended
    engine = make()
    engine.run_until(30.0)
    assert engine.view().staff_aware == 0
    engine.run_until(30.5)
    assert engine.view().staff_aware > 0
    engine = make()
    engine.run_until(1.0)
    assert engine.apply(Tell("staff@r02", whom="staff@r01")).began
    engine.run()
    assert not engine.apply(Inform("staff@r02")).began
    engine = make()
    trace = engine.run()
    assert engine.is_ended
    assert engine.now == 300.0
    assert trace.rows == engine.trace.rows
    assert [event.kind for event in engine.run().events()].count("end") == 1
    engine.run_until(1_000.0)
    assert engine.now == 300.0


def test_a_picture_is_frozen() -> None:
    engine = SimpyEngine(TABLES, 3, 0)
    engine.run_until(1.0)
    before = engine.view()
    engine.run_until(60.0)
    assert before.time == 1.0
    assert not before.people[0].is_aware
    with pytest.raises(FrozenInstanceError):
        before.is_over = True  # type: ignore[misc]


@pytest.mark.parametrize("name", ["reference-r1", "active-assailant-class"])
def test_second_by_second_it_is_the_replication_that_compare_plays(name: str) -> None:
    emergency = open_emergency(name)
    tables = tabulate(emergency, emergency.scenario.baseline)
    stepped = SimpyEngine(tables, 20, 2)
    for second in range(1, int(tables.horizon) + 2):
        stepped.run_until(float(second))
        if second % 60 == 0:
            stepped.view()
    assert stepped.run().rows == SimpyEngine(tables, 20, 2, DrawBlock(20, range(5))).run().rows


@pytest.mark.parametrize(("seam", "made"), PAIRS)
def test_signatures_are_those_of_the_seam(seam: type, made: type) -> None:
    names = [name for name in vars(seam) if not name.startswith("_")]
    assert names
    for name in names:
        expected, actual = inspect.getattr_static(seam, name), inspect.getattr_static(made, name, None)
        if isinstance(expected, property):
            assert actual is None or isinstance(actual, property), name  # or an attribute of each object
        else:
            assert actual is not None, name
            assert inspect.signature(actual).parameters.keys() == inspect.signature(expected).parameters.keys(), name
