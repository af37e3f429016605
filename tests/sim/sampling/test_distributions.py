"""Compiled distributions: closed quantiles against scipy, the same bits for floats and arrays, scaling and medians."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.sampling.distributions import Distribution, DistributionFamily
from tests.sim.sampling.distributions import CLOSED, DISTRIBUTIONS, LONG_AND_SHORT, uniforms


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_floats_and_arrays_get_the_same_bits_and_distributions_are_values(name: str) -> None:
    u = uniforms()
    one_by_one = np.array([DISTRIBUTIONS[name].quantile(value) for value in u.tolist()])
    assert one_by_one.tobytes() == DISTRIBUTIONS[name].quantile_array(u).tobytes()
    distribution = DISTRIBUTIONS[name]
    distribution.quantile(0.5)
    copy = pickle.loads(pickle.dumps(distribution))
    assert (copy, hash(copy), copy.digest) == (distribution, hash(distribution), distribution.digest)
    assert copy.quantile(0.3) == distribution.quantile(0.3)


@pytest.mark.parametrize("name", CLOSED)
def test_closed_quantiles_shares_and_means_are_those_of_scipy(name: str) -> None:
    distribution, truth = CLOSED[name]
    u = uniforms()
    u = u[(u > 1e-12) & (u < 1.0 - 1e-12)]
    np.testing.assert_allclose(distribution.quantile_array(u), truth.ppf(u), rtol=2e-12, atol=1e-14)
    distribution, truth = CLOSED[name]
    for x in [-1.0, *truth.ppf([0.001, 0.1, 0.5, 0.9, 0.999]), 1e9]:
        assert distribution.cdf(float(x)) == pytest.approx(float(truth.cdf(x)), abs=1e-13)
    distribution, truth = CLOSED[name]
    assert distribution.mean() == pytest.approx(float(truth.mean()), rel=1e-12)


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS.keys() - {"chance", "mixture", "mixture of many", "adopted"}))
def test_a_distribution_rises_with_its_uniform(name: str) -> None:
    values = DISTRIBUTIONS[name].quantile_array(np.sort(uniforms()))
    assert np.all((values[1:] >= values[:-1]) | (values[1:] >= values[:-1] * (1.0 - 1e-14)))


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 3, 4)])
@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_an_array_keeps_its_shape(name: str, shape: tuple[int, ...]) -> None:
    assert DISTRIBUTIONS[name].quantile_array(np.full(shape, 0.3)).shape == shape


def test_a_chance_says_yes_below_its_p_and_a_mixture_spends_its_uniform_on_the_part_first() -> None:
    for p, u in ((0.3, 0.1), (0.3, 0.2999), (1, 1 - 2**-53)):
        assert Distribution.bernoulli(p).quantile(u) == 1
    for p, u in ((0.3, 0.3), (0.3, 0.9), (0, 2**-53)):
        assert Distribution.bernoulli(p).quantile(u) == 0
    near, far = Distribution.uniform(0.0, 1.0), Distribution.uniform(10.0, 11.0)
    distribution = Distribution.mixture([(3.0, near), (1.0, far)])
    assert distribution.quantile(0.375) == pytest.approx(0.5)
    assert distribution.quantile(0.875) == pytest.approx(10.5)
    assert np.mean(distribution.quantile_array(np.linspace(0.0, 1.0, 4_001)) > 5.0) == pytest.approx(0.25, abs=0.001)


def test_weights_have_any_scale_and_what_is_never_adopted_is_unchanged() -> None:
    one, two = Distribution.exponential(1.0), Distribution.exponential(2.0)
    assert Distribution.mixture([(30, one), (0, two), (10, two)]) == Distribution.mixture([(0.75, one), (0.25, two)])
    assert Distribution.mixture([(5, one), (0, two)]) == one
    one, two = Distribution.bernoulli(0.95), Distribution.bernoulli(0.75)
    assert Distribution.adopted(0.0, Distribution.fixed(1.0), LONG_AND_SHORT) is LONG_AND_SHORT
    assert Distribution.adopted(1.0, LONG_AND_SHORT, Distribution.fixed(1.0)) is LONG_AND_SHORT
    assert Distribution.adopted(0.6, one, two).parameters == pytest.approx((0.87,))


def test_an_adopted_distribution_is_a_mixture_in_which_a_draw_keeps_its_place() -> None:
    """Its law is that of the mixture; a draw is that of one of the two parts at the same uniform, so arms differ only where it was kept."""
    changed, unchanged = Distribution.lognormal(20.0, 0.4), Distribution.lognormal(60.0, 0.8)
    adopted = Distribution.adopted(0.9, changed, unchanged)
    u = np.random.default_rng(5).random(200_000)
    values, before, after = (each.quantile_array(u) for each in (adopted, unchanged, changed))
    kept = values == after
    assert np.all(kept | (values == before))
    assert kept.mean() == pytest.approx(0.9, abs=4 * math.sqrt(0.09 / len(u)))
    assert abs(np.corrcoef(kept, u)[0, 1]) < 4 / math.sqrt(len(u))
    for x in (10.0, 25.0, 60.0, 200.0):
        law = 0.9 * stats.lognorm(0.4, scale=20.0).cdf(x) + 0.1 * stats.lognorm(0.8, scale=60.0).cdf(x)
        assert adopted.cdf(x) == pytest.approx(law, abs=1e-12)
        assert np.mean(values <= x) == pytest.approx(law, abs=4 * math.sqrt(law * (1 - law) / len(u)))
    assert adopted.cdf(adopted.median()) == pytest.approx(0.5)
    assert adopted.mean() == pytest.approx(0.9 * changed.mean() + 0.1 * unchanged.mean())
    assert adopted.scale(2.0) == Distribution.adopted(0.9, changed.scale(2.0), unchanged.scale(2.0))


def test_the_median_of_a_mixture_splits_its_draws_in_half_or_is_what_most_of_them_are() -> None:
    median = LONG_AND_SHORT.median()
    below = 0.75 * stats.lognorm(0.8, scale=15.0).cdf(median) + 0.25 * stats.lognorm(1.0, scale=300.0).cdf(median)
    assert below == pytest.approx(0.5, abs=1e-10)
    mostly_nothing = Distribution.mixture([(3.0, Distribution.fixed(0.0)), (1.0, Distribution.exponential(10.0))])
    assert mostly_nothing.median() == 0.0
    assert Distribution.mixture([(3.0, Distribution.fixed(5.0)), (1.0, Distribution.uniform(6.0, 9.0))]).median() == 5.0


def test_means_of_what_scipy_does_not_know_and_digests_that_all_differ() -> None:
    assert (Distribution.fixed(12.0).mean(), Distribution.bernoulli(0.93).mean()) == (12.0, 0.93)
    assert LONG_AND_SHORT.mean() == pytest.approx(0.75 * 15.0 * math.exp(0.32) + 0.25 * 300.0 * math.exp(0.5))
    assert DISTRIBUTIONS["table"].mean() == pytest.approx(0.1 * 2.5 + 0.4 * 3.0 + 0.5 * 6.5)
    assert DISTRIBUTIONS["table without ends"].mean() == 0.0
    assert len({distribution.digest for distribution in DISTRIBUTIONS.values()}) == len(DISTRIBUTIONS)
    assert {distribution.family for distribution in DISTRIBUTIONS.values()} == set(DistributionFamily)


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS.keys() - {"chance", "never"}))
def test_scaling_and_shifting_act_on_every_draw(name: str) -> None:
    distribution, u = DISTRIBUTIONS[name], uniforms()
    np.testing.assert_allclose(
        distribution.scale(2.5).quantile_array(u), 2.5 * distribution.quantile_array(u), rtol=1e-13, atol=1e-13
    )
    shifted = distribution.shift(60.0).quantile_array(u)
    np.testing.assert_allclose(shifted, distribution.quantile_array(u) + 60.0, rtol=1e-13)
    assert distribution.scale(0.0) == Distribution.fixed(0.0)


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS.keys() - {"chance", "never", "table without ends"}))
def test_a_median_can_be_set(name: str) -> None:
    distribution = DISTRIBUTIONS[name].with_median(7.0)
    assert distribution.family == DISTRIBUTIONS[name].family
    assert distribution.median() == pytest.approx(7.0, rel=1e-12)
    assert distribution.with_median(0.0).median() == 0.0
    assert distribution.fix_at_median() == Distribution.fixed(distribution.median())


def test_a_chance_stays_a_chance_at_its_median_and_what_cannot_vary_becomes_fixed() -> None:
    distribution = Distribution.bernoulli(0.93)
    assert distribution.with_probability(0.5) == distribution.with_median(0.5) == Distribution.bernoulli(0.5)
    assert distribution.fix_at_median() == distribution
    assert distribution.median() == 1.0
    uniform, triangular = Distribution.uniform(4.0, 4.0), Distribution.triangular(4.0, 4.0, 4.0)
    assert uniform == triangular == Distribution.lognormal(4.0, 0.0) == Distribution.fixed(4.0)


REFUSED = {
    "uniform: low = 3": lambda: Distribution.uniform(3.0, 2.0),
    "triangular: low = 1": lambda: Distribution.triangular(1.0, 5.0, 4.0),
    "exponential: mean = 0": lambda: Distribution.exponential(0.0),
    "lognormal: median = -1": lambda: Distribution.lognormal(-1.0, 0.5),
    "lognormal: median = 1.0, sigma = inf": lambda: Distribution.lognormal(1.0, math.inf),
    "chance: p = 1.3": lambda: Distribution.bernoulli(1.3),
    "chance: p = nan": lambda: Distribution.bernoulli(math.nan),
    "fixed: value is nan": lambda: Distribution.fixed(math.nan),
    "mixture: weights": lambda: Distribution.mixture([(-1.0, Distribution.fixed(1.0)), (2.0, Distribution.fixed(2.0))]),
    "mixture: weights must": lambda: Distribution.mixture([]),
    "adopted: share": lambda: Distribution.adopted(1.1, LONG_AND_SHORT, Distribution.fixed(1.0)),
    "a part is a chance": lambda: Distribution.mixture(
        [(1.0, Distribution.bernoulli(0.5)), (1.0, Distribution.fixed(1.0))]
    ),
    "as many values as nodes": lambda: Distribution.tabulated([0.0, 1.0], [1.0]),
    "nodes must rise": lambda: Distribution.tabulated([0.0, 0.5, 0.5], [1.0, 2.0, 3.0]),
    "values must never fall": lambda: Distribution.tabulated([0.0, 1.0], [2.0, 1.0]),
    "values must never fall, all finite": lambda: Distribution.tabulated([0.0, 1.0], [2.0, math.nan]),
    "scaled: factor = -1": lambda: Distribution.fixed(1.0).scale(-1.0),
    "use with_chance": lambda: Distribution.bernoulli(0.5).scale(2.0),
    "this distribution is exponential": lambda: Distribution.exponential(1.0).with_probability(0.5),
    "with_median: own = 0.0": lambda: Distribution.uniform(-1.0, 1.0).with_median(1.0),
}


@pytest.mark.parametrize("message", REFUSED)
def test_nonsense_is_refused_with_name_value_and_rule(message: str) -> None:
    with pytest.raises(ValueError, match=message):
        REFUSED[message]()


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6), st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_bounded_distributions_stay_in_their_bounds(a: float, b: float, u: float) -> None:
    low, mode, high = sorted((a, b, (a + b) / 2))
    assert low <= Distribution.uniform(low, high).quantile(u) <= high
    assert low <= Distribution.triangular(low, mode, high).quantile(u) <= high
