"""Measures from outside the packages: read off the same traces by both engines, by this process alone, and kept nowhere."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scenarios.errors import ArgumentError, UnknownName
from scenarios.library import open_emergency
from scenarios.validation.scenario import check_scenario
from sim.experiment.chunks import PoolError
from sim.experiment.compare import compare
from sim.experiment.evaluator import build_evaluator
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.raw_results import RawResults
from sim.experiment.result_store import ResultStore
from sim.measures import register_measure, unregister_measure
from sim.model.measure import Measure
from sim.model.trace import Trace
from tests.sim.experiment.questions import ALONE, ask
from tests.sim.schools import small_school

ARRIVES = Measure("unit_arrives", "s", "lower", "As `first_unit_on_scene`.", is_time=True)


def find_arrival(trace: Trace) -> float:
    return min((event.time for event in trace.events() if event.kind == "on_scene"), default=math.inf)


@contextmanager
def registered(read: Callable[[Trace], float] = find_arrival, **given: Any) -> Iterator[None]:
    register_measure(ARRIVES, read, **given)
    try:
        yield
    finally:
        unregister_measure(ARRIVES.name)


@pytest.fixture
def arrives() -> Iterator[None]:
    with registered():
        yield


def play(**given: object) -> RawResults:
    results: list[RawResults] = []
    usual = {"workers": 2, "engine": "simpy", "replications": 40, "input_pairs": 0}
    ask(compare, small_school(), **usual, on_results=results.append, **given)
    return results[0]


@pytest.mark.slow
@pytest.mark.usefixtures("arrives")
def test_a_reader_that_no_other_process_knows_reads_every_replication() -> None:
    raw = play()
    for arm in raw.arms:
        assert (raw.column(arm.strategy, ARRIVES.name) == raw.column(arm.strategy, "first_unit_on_scene")).all()


@pytest.mark.slow
@pytest.mark.usefixtures("arrives")
def test_the_compiled_engine_gives_the_reader_the_same_traces() -> None:
    results: list[RawResults] = []
    arms = ["office-pa", "practice+app"]
    for engine in ("simpy", "compiled"):
        compare(
            Experiment(open_emergency("active-assailant-class"), arms),
            Execution(workers=1, engine=engine),
            replications=20,
            input_pairs=0,
            on_results=results.append,
        )
    simpy, compiled = (raw.values[:] for raw in results)
    assert (simpy == compiled).all()
    assert (results[1].column(arms[0], ARRIVES.name) == results[1].column(arms[0], "first_unit_on_scene")).all()


@pytest.mark.usefixtures("arrives")
def test_a_difference_of_it_is_evaluated() -> None:
    measures = [ARRIVES.name, "first_unit_on_scene"]
    asked = build_evaluator(Experiment(small_school()), measures=measures, pairs=4, engine="simpy")
    found = asked.evaluate({"psap.connect": 12})
    assert found[ARRIVES.name] == found["first_unit_on_scene"]


def test_a_scenario_may_have_a_verdict_about_it() -> None:
    school = small_school(primary=[{"measure": ARRIVES.name, "smallest_difference": 5}])
    assert ["unit_arrives" in finding.message for finding in check_scenario(school.scenario)] == [True]
    with registered(hazards=["notice"]):
        assert check_scenario(school.scenario) == []
        found = compare(Experiment(school), ALONE, replications=2, input_pairs=1, joint=0)
    assert {line.measure for line in found.contrasts if not line.exploratory} == {ARRIVES.name}
    assert {effect.measure for effect in found.input_effects} == {ARRIVES.name}


@pytest.mark.slow
def test_what_was_kept_without_it_is_played_again_with_it(tmp_path: Path) -> None:
    """And what is played with it is not kept for those who define it otherwise."""
    store = ResultStore(tmp_path, b"12345678")
    before = compare(Experiment(small_school()), Execution(workers=1, store=store), replications=4, input_pairs=0)
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with registered():
        after = compare(Experiment(small_school()), Execution(workers=1, store=store), replications=4, input_pairs=0)
    assert {line.measure for line in after.measures} - {line.measure for line in before.measures} == {ARRIVES.name}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == kept


@pytest.mark.slow
def test_a_name_that_was_added_before_is_defined_anew() -> None:
    """As when the cell of a notebook is run again."""
    register_measure(ARRIVES, find_arrival)
    with registered(lambda _trace: 7.0, hazards=["notice"]):
        raw = play()
    assert set(raw.column("dials", ARRIVES.name)) == {7.0}
    with pytest.raises(UnknownName, match="was not added"):
        unregister_measure(ARRIVES.name)


def test_a_reader_that_gives_no_number_is_named() -> None:
    message = "unit_arrives: its reader gives nan; it must give a number"
    with registered(lambda _trace: math.nan), pytest.raises(PoolError, match=message):
        play()


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (("arrives", find_arrival), ArgumentError, "is not a Measure"),
        ((ARRIVES, "on_scene"), ArgumentError, "is not a function"),
        ((ARRIVES, find_arrival, "notice"), ArgumentError, r'write \["notice"\]'),
        ((ARRIVES, find_arrival, ["notices"]), UnknownName, 'nearest is "notice"'),
        ((Measure("aware_t90", "s", "lower", ""), find_arrival), ArgumentError, "is there already"),
        ((Measure("unit arrives", "s", "lower", ""), find_arrival), ArgumentError, "another name"),
    ],
)
def test_what_cannot_be_registered_is_refused(given: tuple[object, ...], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        register_measure(*given)  # type: ignore[arg-type]
