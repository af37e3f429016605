"""What-if grids: their values, and their answers against playing a point by hand."""

import math
import statistics
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from scenarios.scenario import Emergency
from sim.experiment import what_if
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, InputEffect
from sim.experiment.experiment import Experiment
from sim.experiment.what_if import GridInput, WhatIfGrid, WhatIfQuestion, play_what_if
from sim.measures import MEASURES
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from tests.sim.experiment.hand_made import hold, play_by
from tests.sim.experiment.questions import SIMPY, ask
from tests.sim.schools import small_school

ALL, FEW = 12, 6
GRID = GridInput("a", "s", (1.0, 2.0, 4.0), 1), GridInput("b", "share", (0.25, 0.75), 0)
SOONER = 3.0, 8.0, 4.0, 9.0, 2.0, 12.0, 7.0
"""The differences in the seven pairs at the inputs' own values: mean 45 / 7, of the first four 6."""


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


@pytest.mark.slow
def test_the_grid_changes_nothing_about_the_comparison(school: Emergency) -> None:
    plain = compare(Experiment(school), SIMPY, replications=ALL, input_pairs=FEW, joint=0)
    assert play(school)[0].to_json() == plain.to_json()


def effect(name: str, low: float, high: float, unit: str) -> InputEffect:
    pairing = Pairing("dials", "alerts")
    return InputEffect(pairing, "aware_t90", name, "assumed", low, high, -9.0, 9.0, unit, base_reduction=0)


def question(school: Emergency, *effects: InputEffect) -> WhatIfQuestion:
    return WhatIfQuestion(school, 1, Pairing("dials", "alerts"), (MEASURES["aware_t90"],), effects, FEW)


def test_values_are_bounds_and_middles_of_the_three_inputs_that_surely_move_the_measure_most(school: Emergency) -> None:
    own = 4.0  # in the files
    (delay,) = question(school, effect("app.push.delay", 1.0, 36.0, "s")).choose_inputs()
    assert delay.values == pytest.approx((1.0, 2.0, own, 12.0, 36.0))  # by equal factors
    assert delay.own == 2
    (plain,) = question(school, effect("app.push.delay", 1.0, 36.0, "")).choose_inputs()
    assert plain.values == pytest.approx((1.0, 2.5, own, 20.0, 36.0))
    (at_bound,) = question(school, effect("app.push.delay", own, 36.0, "s")).choose_inputs()
    assert at_bound.values == pytest.approx((own, 12.0, 36.0))
    assert at_bound.own == 0
    line = effect("app.push.delay", 1.0, 36.0, "s")
    unresolved = replace(line, low_reading="not resolved", high_reading="no effect")
    assert question(school, unresolved).choose_inputs() == ()
    names = "witnessing.recognition", "protocol.tell.contact", "psap.connect", "app.push.delay"
    shifts = (3.0, -9.0), (-2.0, 1.0), (8.0, 4.0), (0.0, 5.0)
    effects = [
        replace(effect(name, 1.0, 36.0, "s"), base_reduction=10.0, low_reduction=10.0 + low, high_reduction=10.0 + high)
        for name, (low, high) in zip(names, shifts, strict=True)
    ]
    others = (
        replace(effects[1], measure="dispatched", low_reduction=99.0),
        replace(effects[3], pairing=Pairing("announces", "alerts")),
    )
    chosen = question(school, *others, *effects).choose_inputs()
    assert [one.name for one in chosen] == [names[0], names[2], names[3]]


def plays(moved: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
    """At a = 4 the differences are doubled and 5 s more; at b = 0.75 a second more in odd pairs. Both together cannot be."""
    a, b = moved.get("a", 2.0), moved.get("b", 0.25)
    if (a, b) == (4.0, 0.75):
        raise ValueError
    if name != "aware_t90":
        return math.inf if arm.strategy == "dials" and n in (1, 4) else 50.0 + n - (arm.strategy == "dials") * a
    sooner = (2 * SOONER[n] + 5.0 if a == 4.0 else SOONER[n]) + (b == 0.75) * (n % 2)
    return 100.0 - (sooner if arm.strategy == "alerts" else 0.0)


def test_an_answer_is_a_regression_and_a_median_is_shifted(school: Emergency, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four of seven pairs are played. Where few = 2x + 5, its mean is 2 x 45 / 7 + 5, with the error of two means of x."""
    monkeypatch.setattr(what_if, "PAIRS", 4)
    monkeypatch.setattr(what_if, "play_points", play_by(plays))
    monkeypatch.setattr(WhatIfQuestion, "choose_inputs", lambda _: GRID)
    measures = MEASURES["aware_t90"], MEASURES["dispatched"]
    asked = WhatIfQuestion(school, 1, Pairing("dials", "alerts"), measures, (), 5)
    results = hold((Arm("alerts"), Arm("dials")), ["dispatched", "aware_t90"], 7, plays)
    grid = play_what_if(asked, results, SIMPY)
    assert grid is not None
    assert (grid.inputs, grid.pairs, grid.pairing) == (GRID, 4, asked.pairing)
    mean, median = grid.answers
    # own value of b first, as it changes fastest: a = 1, 2, 4
    assert (mean.measure, mean.statistic, median.statistic) == ("aware_t90", "mean", "median")
    assert mean.reduction[2] == mean.reduction[0] == pytest.approx(45 / 7)
    middle = 2 * 45 / 7 + 5.0
    doubled = mean.low[4], mean.reduction[4], mean.high[4]
    reach = 4.302653 * 2 * statistics.stdev(SOONER) / math.sqrt(7)  # t of 4 - 2 degrees of freedom
    assert doubled == pytest.approx((middle - reach, middle, middle + reach))
    # a second more in pairs 1 and 3, where x is 8 and 9 beside 3 and 4: slope 31 / 26
    assert mean.reduction[1] == mean.reduction[3] == pytest.approx(6.5 + 31 / 26 * 3 / 7)
    own = mean.low[2], mean.high[2]
    reach = 2.446912 * statistics.stdev(SOONER) / math.sqrt(7)  # all pairs at their own values, six degrees of freedom
    assert own == pytest.approx((45 / 7 - reach, 45 / 7 + reach))
    assert (mean.reduction[5], mean.low[5], median.high[5]) == (None, None, None)
    # never without in two of seven: the median is -2 of all, -2 of four; with a = 1 and 4 in the baseline -1 and -4
    assert median.reduction == pytest.approx((-1.0, -1.0, -2.0, -2.0, -4.0, None))
    monkeypatch.setattr(what_if, "play_points", lambda *_: None)
    assert play_what_if(asked, results, SIMPY) is None
    monkeypatch.setattr(WhatIfQuestion, "choose_inputs", lambda _: ())
    assert play_what_if(asked, results, SIMPY) == WhatIfGrid(asked.pairing)
