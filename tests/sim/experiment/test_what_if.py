"""What-if grids: their values, and their answers against playing a point by hand."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, InputEffect
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.result_store import ResultStore
from sim.experiment.what_if import GridAnswer, WhatIfGrid, WhatIfQuestion
from sim.measures import MEASURES, compute_measures
from sim.sampling.quantile_tables import compile_distribution
from sim.statistics.estimators import Array
from sim.statistics.paired import Pairing
from sim.tabulation import collect_named_inputs, tabulate
from tests.sim.experiment.questions import SIMPY, ask
from tests.sim.schools import small_school

ALL, FEW = 12, 6


@pytest.fixture(scope="module")
def school() -> Emergency:
    return small_school()


def play(school: Emergency, **given: Any) -> tuple[Comparison, WhatIfGrid]:
    """A comparison with its grid."""
    grids: list[WhatIfGrid] = []
    asked: dict[str, Any] = {"replications": ALL, "input_pairs": FEW, "joint": 0, "workers": 1}
    comparison = ask(compare, school, **asked | given, engine="simpy", on_what_if=grids.append)
    (grid,) = grids
    return comparison, grid


@pytest.fixture(scope="module")
def played(school: Emergency) -> tuple[Comparison, WhatIfGrid]:
    return play(school)


def find_point(grid: WhatIfGrid, places: list[int]) -> int:
    return int(np.ravel_multi_index(places, [len(one.values) for one in grid.inputs]))


def differences_by_hand(
    school: Emergency, grid: WhatIfGrid, measure: str, moved: dict[str, float], pairs: int
) -> Array:
    """(pairs,), played to the end by the model."""
    arms = []
    for arm in grid.pairing.arms:
        tables = tabulate(school, arm.strategy, arm.conditions, moved)
        traces = [SimpyEngine(tables, 1, replication).run() for replication in range(pairs)]
        arms.append([compute_measures(trace, tables)[measure] for trace in traces])
    horizon = school.scenario.horizon
    return np.minimum(arms[0], horizon) - np.minimum(arms[1], horizon)


@pytest.mark.slow
def test_a_point_is_the_regression_on_all_pairs_of_what_is_played_by_hand(
    school: Emergency, played: tuple[Comparison, WhatIfGrid]
) -> None:
    _, grid = played
    places = [len(one.values) - 1 for one in grid.inputs]
    places[-1] = 0
    moved = {one.name: one.values[at] for one, at in zip(grid.inputs, places, strict=True)}
    answer = grid.answers[0]
    assert (answer.measure, answer.statistic, grid.pairs) == ("aware_t90", "mean", FEW)
    few = differences_by_hand(school, grid, answer.measure, moved, FEW)
    known = differences_by_hand(school, grid, answer.measure, {}, ALL)
    slope, start = np.polyfit(known[:FEW], few, 1)
    assert answer.reduction[find_point(grid, places)] == pytest.approx(start + slope * known.mean())


def test_at_their_own_values_the_answer_is_that_of_the_comparison(played: tuple[Comparison, WhatIfGrid]) -> None:
    comparison, grid = played
    own = find_point(grid, [one.own for one in grid.inputs])
    assert len(grid.answers) == 2
    for answer in grid.answers:
        (contrast,) = (
            one
            for one in comparison.contrasts
            if (one.baseline, one.strategy, one.measure) == (*grid.pairing[:2], answer.measure)
        )
        triple = answer.reduction[own], answer.low[own], answer.high[own]
        assert triple == (contrast.reduction, contrast.ci_low, contrast.ci_high)


@pytest.mark.slow
def test_the_grid_changes_nothing_about_the_comparison(
    school: Emergency, played: tuple[Comparison, WhatIfGrid]
) -> None:
    plain = compare(Experiment(school), SIMPY, replications=ALL, input_pairs=FEW, joint=0)
    assert played[0].to_json() == plain.to_json()


def test_it_is_of_the_inputs_that_move_the_first_measure_most(played: tuple[Comparison, WhatIfGrid]) -> None:
    comparison, grid = played
    spans = {
        effect.name: max(
            abs((end or 0.0) - (effect.base_reduction or 0.0)) for end in (effect.low_reduction, effect.high_reduction)
        )
        for effect in comparison.input_effects
        if (effect.pairing, effect.measure) == (grid.pairing, "aware_t90")
        and "resolved" in (effect.low_reading, effect.high_reading)
    }
    assert [one.name for one in grid.inputs] == sorted(spans, key=lambda name: -spans[name])[:3]
    assert len(grid.inputs) > 1


def effect(name: str, low: float, high: float, unit: str) -> InputEffect:
    return InputEffect(
        Pairing("dials", "alerts"), "aware_t90", name, "assumed", low, high, -9.0, 9.0, unit, base_reduction=0
    )


def question(school: Emergency, *effects: InputEffect) -> WhatIfQuestion:
    return WhatIfQuestion(school, 1, Pairing("dials", "alerts"), (MEASURES["aware_t90"],), effects, FEW)


def find_own(school: Emergency, name: str) -> float:
    source: Any = collect_named_inputs(school, school.strategies["alerts"])[name]
    return compile_distribution(source.distribution).median()


def test_values_are_the_bounds_its_own_and_the_middles_between(school: Emergency) -> None:
    own = find_own(school, "app.push.delay")
    assert own == 4.0
    (delay,) = question(school, effect("app.push.delay", 1.0, 36.0, "s")).choose_inputs()
    assert delay.values == pytest.approx((1.0, 2.0, own, 12.0, 36.0))  # by equal factors
    assert delay.own == 2
    (plain,) = question(school, effect("app.push.delay", 1.0, 36.0, "")).choose_inputs()
    assert plain.values == pytest.approx((1.0, 2.5, own, 20.0, 36.0))
    (at_bound,) = question(school, effect("app.push.delay", own, 36.0, "s")).choose_inputs()
    assert at_bound.values == pytest.approx((own, 12.0, 36.0))
    assert at_bound.own == 0


def test_an_input_that_chance_could_have_moved_is_left_out(school: Emergency) -> None:
    line = effect("app.push.delay", 1.0, 36.0, "s")
    unresolved = replace(line, low_reading="not resolved", high_reading="no effect")
    assert question(school, unresolved).choose_inputs() == ()


def test_without_input_pairs_there_is_an_empty_grid(school: Emergency) -> None:
    _, grid = play(school, input_pairs=0)
    assert (grid.inputs, grid.answers) == ((), ())


def stop_at(part: str) -> tuple[Callable[[str, object], None], Callable[[], bool], list[str]]:
    begun: list[str] = []
    return lambda name, _: begun.append(name), lambda: part in begun, begun


@pytest.mark.slow
def test_stopped_within_the_grid_the_comparison_is_whole_and_there_is_no_grid(school: Emergency) -> None:
    report, stop, _ = stop_at("what-if grid")
    grids: list[WhatIfGrid] = []
    result = compare(
        Experiment(school),
        Execution(workers=1, engine="simpy", on_progress=report, stop=stop),
        replications=ALL,
        input_pairs=FEW,
        joint=0,
        on_what_if=grids.append,
    )
    assert grids == []
    assert result.input_effects != ()


@pytest.mark.slow
def test_it_is_kept_and_taken_from_the_store(school: Emergency, tmp_path: Path) -> None:
    store = ResultStore(tmp_path, b"12345678")
    _, first = play(school, store=store)
    report, _, begun = stop_at("")
    _, again = play(school, store=store, on_progress=report)
    assert again == first
    assert "what-if grid" not in begun


def test_limits_hold_the_answer(played: tuple[Comparison, WhatIfGrid]) -> None:
    def holds(answer: GridAnswer) -> bool:
        triples = zip(answer.low, answer.reduction, answer.high, strict=True)
        return all((low or -math.inf) <= (value or 0.0) <= (high or math.inf) for low, value, high in triples)

    assert all(map(holds, played[1].answers))


@pytest.mark.slow
def test_where_a_time_is_often_missed_the_median_of_all_pairs_is_shifted(school: Emergency) -> None:
    """The horizon is so short that today's practice misses it in some runs."""
    comparison, grid = play(small_school(horizon="80 s"))
    (contrast,) = (
        one
        for one in comparison.contrasts
        if (one.baseline, one.strategy, one.measure) == (*grid.pairing[:2], "aware_t90")
    )
    assert contrast.statistic == "median"
    answer = grid.answers[0]
    assert answer.statistic == "median"
    assert answer.reduction[find_point(grid, [one.own for one in grid.inputs])] == contrast.headline
