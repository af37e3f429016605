"""Differences as a function of inputs: by hand where nothing is left to chance, and by SALib against closed forms."""

import math
import pickle

import numpy as np
import pytest

from scenarios.errors import UnknownName
from scenarios.scenario import Emergency
from scenarios.settings import Setting, SettingError, apply_settings
from sim.experiment.design import PlanError
from sim.experiment.evaluator import Evaluator, build_evaluator
from sim.experiment.experiment import Experiment
from sim.statistics.paired import Pairing
from tests.sim.inputs import always, assumed
from tests.sim.schools import mostly_nothing
from tests.sim.worlds import Plain, app_strategy, emergency

RANGES = {"psap.connect": (5.0, 50.0), "app.connect": (1.0, 20.0), "app.press": (0.0, 30.0)}


def school() -> Emergency:
    """A call is answered after `psap.connect`, or after `app.press` and `app.connect`."""
    connect, press = assumed(always(10), "1 s to 20 s"), assumed(always(10), "0 s to 30 s")
    psap = Plain.psap(connect=assumed(always(10), "5 s to 50 s"))
    scenario = Plain.scenario(strategies=["dials", "alerts"], baseline="dials")
    alerts = app_strategy("alerts", connect=connect, press=press)
    return emergency(Plain.campus(psap=psap, present_practice="dials"), scenario, Plain.strategy("dials"), alerts)


def evaluator(pairs: int = 2) -> Evaluator:
    return build_evaluator(Experiment(school()), measures=["call_answered"], pairs=pairs, engine="simpy")


def test_a_difference_follows_the_inputs_that_are_given_in_another_process_too() -> None:
    asked = evaluator()
    assert asked.pairing == Pairing("dials", "alerts")
    values: dict[str, float | str] = {"psap.connect": 40, "app.connect": "2 s", "app.press": 8.5}
    assert asked.evaluate(values) == {"call_answered": pytest.approx(29.5)}
    assert asked.evaluate({"psap.connect": 40}) == {"call_answered": pytest.approx(20.0)}
    assert asked(**{"app.press": 0.5}) == {"call_answered": pytest.approx(-0.5)}
    asked = evaluator()
    before = asked.evaluate({"psap.connect": 31})
    assert pickle.loads(pickle.dumps(asked)).evaluate({"psap.connect": 31}) == before


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"app.pres": 3}, SettingError, "nearest is"),
        ({"app.press": "3 sacks"}, SettingError, "app.press: "),
        ({"app.press": -1}, SettingError, "app.press: "),
        ({"app.press": None}, SettingError, "app.press: nothing is not a value"),
    ],
)
def test_values_that_cannot_be_had_are_refused(values: dict[str, float], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        evaluator().evaluate(values)


def test_an_input_that_is_set_does_not_move() -> None:
    held = apply_settings(school(), [Setting("app.press", "3 s")])
    asked = build_evaluator(Experiment(held), measures=["call_answered"], pairs=1, engine="simpy")
    assert "app.press" not in asked.problem()["names"]
    with pytest.raises(SettingError, match="set already"):
        asked.evaluate({"app.press": 4})


@pytest.mark.slow
def test_what_cannot_be_evaluated_is_refused() -> None:
    with pytest.raises(UnknownName, match="nearest is"):
        build_evaluator(Experiment(school()), measures=["call_answerd"])
    with pytest.raises(UnknownName, match="no range"):
        build_evaluator(Experiment(school()), inputs=["psap.service"])
    with pytest.raises(PlanError, match=r"it must be \(points, 3\)"):
        evaluator().evaluate_samples([[1.0, 2.0]], workers=1)
    with pytest.raises(SettingError, match="out of range"):
        evaluator().evaluate_samples([[5.0, 6.0, 7.0], [5.0, 6.0, -7.0]], workers=1)


@pytest.mark.slow
def test_indices_of_salib_are_those_of_the_closed_form() -> None:
    """Of a sum, an input explains its own variance. A time is log-uniform, or uniform if its range begins at 0."""
    from SALib.analyze.sobol import analyze
    from SALib.sample.sobol import sample

    asked = evaluator(pairs=1)
    problem = asked.problem()
    assert dict(zip(problem["names"], map(tuple, problem["bounds"]), strict=True)) == RANGES
    samples = sample(problem, 64, calc_second_order=False, seed=1)
    outputs = asked.evaluate_samples(samples, workers=1)["call_answered"]
    found = analyze(problem, outputs, calc_second_order=False, seed=1)
    variances = [variance_of(*RANGES[name]) for name in problem["names"]]
    shares = [variance / sum(variances) for variance in variances]
    assert min(shares) > 0.05
    assert found["S1"] == pytest.approx(shares, abs=0.03)
    assert found["ST"] == pytest.approx(shares, abs=0.03)


def variance_of(low: float, high: float) -> float:
    if low == 0.0:
        return (high - low) ** 2 / 12
    width = math.log(high / low)
    return (high**2 - low**2) / (2 * width) - ((high - low) / width) ** 2


@pytest.mark.slow
def test_values_that_cannot_be_had_together_have_no_difference() -> None:
    """An input whose median is 0 cannot be moved."""
    asked = build_evaluator(Experiment(mostly_nothing()), measures=["aware_t90"], pairs=1, engine="simpy")
    rows = [[high for _, high in asked.problem()["bounds"]]]
    assert np.isnan(asked.evaluate_samples(rows, workers=1)["aware_t90"]).all()
    with pytest.raises(PlanError, match=r"office_reached\.by_phone at 5"):
        asked.evaluate({"office_reached.by_phone": 5})
