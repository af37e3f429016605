"""Compiling distributions: tables against scipy within their stated error, and what truncation leaves."""

import ast
import inspect
import sys
from math import inf
from typing import Any

import numpy as np
import pytest
from scipy import stats

from scenarios.distributions import AnyDistribution, Beta, Chance, Family
from scenarios.units import Seconds, Share
from sim.sampling import quantile_tables
from sim.sampling.distributions import Distribution, DistributionFamily
from sim.sampling.elementary import FloatArray
from sim.sampling.quantile_tables import STATED_ERROR, compile_distribution, tabulate_distribution


def seconds(**family: Any) -> Family:
    return AnyDistribution[Seconds].model_validate(family).distribution


def share(**family: Any) -> Family:
    return AnyDistribution[Share].model_validate(family).distribution


def cut(low: str, high: str, **family: Any) -> Family:
    return seconds(truncated={"of": family, "low": low, "high": high})


class Between:
    """A scipy distribution, kept between low and high: what a truncated one must be."""

    def __init__(self, whole: Any, low: float, high: float) -> None:
        self.whole, self.low, self.high = whole, low, high
        self.below, self.above = float(whole.cdf(low)), float(whole.sf(high))
        self.share = float(whole.cdf(high)) - self.below

    def cdf(self, x: Any) -> Any:
        return np.clip((self.whole.cdf(x) - self.below) / self.share, 0.0, 1.0)

    def ppf(self, u: FloatArray) -> FloatArray:
        rising = self.whole.ppf(self.below + u * self.share)
        falling = self.whole.isf(self.above + (1.0 - u) * self.share)
        value: FloatArray = np.where(u < 0.5, rising, falling)
        return value


def table(**family: Any) -> Distribution:
    return compile_distribution(seconds(**family))


def beta(a: float, b: float) -> tuple[Distribution, Any]:
    return compile_distribution(Beta(a=a, b=b)), stats.beta(a, b)


EVENT_FAMILY, NORMAL = {"median": "173 s", "sigma": 1.06}, {"mean": "10 s", "sd": "3 s"}
EVENT_TABLE = compile_distribution(cut("30 s", "1 h", lognormal=EVENT_FAMILY))
EVENT = Between(stats.lognorm(1.06, scale=173.0), 30.0, 3600.0)
MINUTE = {"shape": 4, "mean": "60 s"}
MINUTES = compile_distribution(cut("20 s", "2 min", gamma=MINUTE))
HUNDRED = compile_distribution(cut("100 s", "1000 s", exponential={"mean": "30 s"}))
SLANTED = compile_distribution(cut("5 s", "15 s", triangular={"low": "0 s", "mode": "8 s", "high": "20 s"}))
TABLES: dict[str, tuple[Distribution, Any]] = {
    "normal": (table(normal=NORMAL), stats.norm(10.0, 3.0)),
    "beta, a few installed it": beta(4, 6),
    "beta, most installed it": beta(16, 4),
    "beta, all or nothing": beta(0.2, 0.3),
    "beta, hardly anybody": beta(0.3, 40),
    "gamma": (table(gamma=MINUTE), stats.gamma(4, scale=15.0)),
    "gamma, steep": (table(gamma={"shape": 0.4, "mean": "60 s"}), stats.gamma(0.4, scale=150.0)),
    "truncated lognormal": (EVENT_TABLE, EVENT),
    "truncated normal": (
        compile_distribution(cut("2 s", "20 s", normal=NORMAL)),
        Between(stats.norm(10.0, 3.0), 2, 20),
    ),
    "truncated exponential": (HUNDRED, Between(stats.expon(scale=30.0), 100.0, 1000.0)),
    "truncated triangular": (SLANTED, Between(stats.triang(0.4, 0.0, 20.0), 5.0, 15.0)),
    "truncated gamma": (MINUTES, Between(stats.gamma(4, scale=15.0), 20.0, 120.0)),
    "the far end of a normal": (tabulate_distribution("normal", (0.0, 1.0), 5.0, 7.0), Between(stats.norm(), 5.0, 7.0)),
    "heavy": (tabulate_distribution("lognormal", (1.0, 2.5)), stats.lognorm(2.5)),
}


def uniforms() -> FloatArray:
    """As they are drawn: random ones and both tails to the last, odd multiples of 2**-53."""
    random = np.random.default_rng(21)
    tail = 2.0 ** -random.uniform(1.0, 52.0, 1_500)
    raw = np.concatenate([random.random(3_000), tail, 1.0 - tail, [0.0, 1.0 - 2.0**-52]])
    return np.floor(raw * 2.0**52) * 2.0**-52 + 2.0**-53


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_within_their_stated_error_rise_and_give_floats_and_arrays_the_same_bits(name: str) -> None:
    distribution, truth = TABLES[name]
    u = uniforms()
    u = u[(u >= 1e-6) & (u <= 1.0 - 1e-6)]
    exact = truth.ppf(u)
    tenth, median, ninth = truth.ppf(np.array([0.1, 0.5, 0.9]))
    allowed = distribution.stated_error * np.maximum(ninth - tenth, np.abs(exact - median))
    assert distribution.family == DistributionFamily.TABLE
    assert distribution.stated_error == STATED_ERROR == 1e-4
    assert np.all(np.abs(distribution.quantile_array(u) - exact) <= allowed)
    distribution, _ = TABLES[name]
    u = np.sort(uniforms())
    values = distribution.quantile_array(u)
    assert np.all(np.diff(values) >= 0.0)
    assert values.tobytes() == np.array([distribution.quantile(value) for value in u.tolist()]).tobytes()


@pytest.mark.parametrize("name", ["normal", "gamma", "beta, most installed it", "truncated lognormal", "heavy"])
def test_tails_are_not_cut_off(name: str) -> None:
    """Beyond one in a million the error is still a share of the distance from the median."""
    distribution, truth = TABLES[name]
    u = 2.0 ** -np.arange(20.0, 45.0)
    median = truth.ppf(np.array([0.5]))
    for tail, exact in ((u, truth.ppf(u)), (1.0 - u, getattr(truth, "isf", lambda q: truth.ppf(1.0 - q))(u))):
        np.testing.assert_allclose(distribution.quantile_array(tail) - median, exact - median, rtol=2e-4)


def test_ends_and_medians_of_tables_are_exact() -> None:
    event, normal = TABLES["truncated lognormal"][0], TABLES["normal"][0]
    assert event.quantile(2.0**-53) == pytest.approx(30.0, rel=1e-9)
    assert event.quantile(1.0 - 2.0**-53) == pytest.approx(3600.0, rel=1e-9)
    assert event.median() == pytest.approx(float(EVENT.ppf(np.array(0.5))), rel=1e-11)
    assert normal.median() == 10.0
    for name in ("truncated lognormal", "truncated normal", "truncated gamma"):
        distribution, truth = TABLES[name]
        values = distribution.quantile_array(uniforms())
        assert truth.low <= values.min() <= values.max() <= truth.high


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"heavy"}))
def test_means_of_tables_are_as_exact_as_the_tables(name: str) -> None:
    distribution, truth = TABLES[name]
    u = (np.arange(20_000) + 0.5) / 20_000
    spread = float(np.diff(truth.ppf(np.array([0.1, 0.9])))[0])
    assert distribution.mean() == pytest.approx(float(truth.ppf(u).mean()), abs=2.0 * STATED_ERROR * spread)


def test_closed_families_stay_closed() -> None:
    wide = {"low": "5 s", "high": "2 min"}
    for family, distribution in (
        (seconds(fixed="9 s"), Distribution.fixed(9.0)),
        (seconds(uniform=wide), Distribution.uniform(5.0, 120.0)),
        (seconds(triangular={"low": 0, "mode": 0, "high": "9 s"}), Distribution.triangular(0.0, 0.0, 9.0)),
        (seconds(exponential={"mean": "30 s"}), Distribution.exponential(30.0)),
        (seconds(lognormal={"median": "20 s", "sigma": 0.9}), Distribution.lognormal(20.0, 0.9)),
        (cut("3 s", "9 s", uniform=wide), Distribution.uniform(5.0, 9.0)),
        (cut("3 s", "9 s", fixed="4 s"), Distribution.fixed(4.0)),
    ):
        assert compile_distribution(family) == distribution


def test_an_empirical_distribution_runs_through_its_observations() -> None:
    observed = [52.0, 18.0, 27.0, 18.0, 31.0]
    distribution = compile_distribution(seconds(empirical=[f"{value} s" for value in observed]))
    u = np.linspace(0.01, 0.99, 99)
    np.testing.assert_allclose(distribution.quantile_array(u), np.quantile(observed, u), rtol=1e-13)
    assert distribution.stated_error == 0.0
    assert compile_distribution(seconds(empirical=["7 s"])) == Distribution.fixed(7.0)
    kept = compile_distribution(cut("18 s", "40 s", empirical=[f"{value} s" for value in observed]))
    assert (kept.quantile(2.0**-53), kept.median(), kept.quantile(1.0 - 2.0**-53)) == (18.0, 22.5, 31.0)


NOTICE = [
    {"weight": 2, "of": {"lognormal": {"median": "15 s", "sigma": 0.8}}},
    {"weight": 2, "of": {"normal": {"mean": "300 s", "sd": "60 s"}}},
    {"weight": 1, "of": {"fixed": "1 h"}},
]


def whole(x: Any) -> Any:
    parts = 0.4 * stats.lognorm(0.8, scale=15.0).cdf(x) + 0.4 * stats.norm(300.0, 60.0).cdf(x)
    return parts + 0.2 * (np.asarray(x) >= 3600.0)


def test_a_mixture_is_a_mixture_of_the_distributions_of_its_parts_one_of_them_truncated() -> None:
    distribution = compile_distribution(seconds(mixture=NOTICE))
    assert (distribution.parameters, distribution.stated_error) == ((0.4, 0.4, 0.2), STATED_ERROR)
    for x in (5.0, 15.0, 100.0, 300.0, 400.0, 3599.0, 3600.0):
        assert distribution.cdf(x) == pytest.approx(float(whole(x)), abs=1e-4)
    event = {"of": {"lognormal": {"median": "173 s", "sigma": 1.06}}, "low": "30 s", "high": "1 h"}
    distribution = compile_distribution(seconds(mixture=[{"weight": 1, "of": {"truncated": event}}, *NOTICE[2:]]))
    assert distribution.components == (TABLES["truncated lognormal"][0], Distribution.fixed(3600.0))


def test_a_chance_that_is_itself_uncertain_stands_at_its_median_and_a_table_is_made_once() -> None:
    assert compile_distribution(Chance.model_validate(0.93)) == Distribution.bernoulli(0.93)
    distribution = compile_distribution(Chance.model_validate({"beta": {"a": 16, "b": 4}}))
    assert distribution.family == DistributionFamily.CHANCE
    assert distribution.parameters[0] == pytest.approx(float(stats.beta(16, 4).ppf(0.5)), rel=1e-11)
    again = compile_distribution(cut("30 s", "1 h", lognormal={"median": "173 s", "sigma": 1.06}))
    assert again is TABLES["truncated lognormal"][0]


def test_what_was_observed_at_a_bound_is_kept_and_what_cannot_be_tabulated_refused() -> None:
    with pytest.raises(ValueError, match=r"nothing of .* lies between 2\.0 and 3\.0"):
        compile_distribution(cut("2 s", "3 s", empirical=["1 s", "4 s"]))
    distribution = compile_distribution(cut("2 s", "4 s", empirical=["1 s", "2 s", "3 s", "4 s", "5 s"]))
    assert distribution.median() == 3.0
    with pytest.raises(ValueError, match="next to nothing of it lies between 9"):
        tabulate_distribution("normal", (0.0, 1.0), 9.0, inf)
    with pytest.raises(ValueError, match="cannot be tabulated"):
        tabulate_distribution("beta", (1e-3, 50.0))
    with pytest.raises(TypeError, match="str is not a distribution"):
        compile_distribution("lognormal")


def test_closed_distributions_need_no_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither when the module is imported nor when a distribution is compiled."""
    tree = ast.parse(inspect.getsource(quantile_tables))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [node for node in imports if "scipy" in ast.unparse(node)]
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    assert compile_distribution(Chance.model_validate(0.9)).quantile(0.5) == 1.0
