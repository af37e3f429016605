"""Distributions of every family, and what they are drawn from."""

import math
from typing import Any

import numpy as np
from scipy import stats

from sim.sampling.distributions import Distribution
from sim.sampling.elementary import FloatArray

SHORT, LONG = Distribution.lognormal(15.0, 0.8), Distribution.lognormal(300.0, 1.0)
LONG_AND_SHORT = Distribution.mixture([(3.0, SHORT), (1.0, LONG)])
CLOSED: dict[str, tuple[Distribution, Any]] = {
    "uniform": (Distribution.uniform(0.85, 0.98), stats.uniform(0.85, 0.13)),
    "triangular": (Distribution.triangular(6.0, 15.0, 45.0), stats.triang(9 / 39, 6.0, 39.0)),
    "triangular, mode low": (Distribution.triangular(0.0, 0.0, 20.0), stats.triang(0.0, 0.0, 20.0)),
    "triangular, mode high": (Distribution.triangular(5.0, 9.0, 9.0), stats.triang(1.0, 5.0, 4.0)),
    "exponential": (Distribution.exponential(30.0), stats.expon(scale=30.0)),
    "lognormal": (Distribution.lognormal(15.0, 0.8), stats.lognorm(0.8, scale=15.0)),
    "exponential, shifted": (Distribution.exponential(6.0).shift(60.0), stats.expon(60.0, 6.0)),
    "lognormal, shifted": (Distribution.lognormal(15.0, 0.8).shift(60.0), stats.lognorm(0.8, 60.0, 15.0)),
}
DISTRIBUTIONS: dict[str, Distribution] = {
    **{name: distribution for name, (distribution, _) in CLOSED.items()},
    "fixed": Distribution.fixed(12.0),
    "never": Distribution.fixed(math.inf),
    "chance": Distribution.bernoulli(0.93),
    "mixture": LONG_AND_SHORT,
    "mixture of many": Distribution.mixture([(0.1, Distribution.exponential(float(mean))) for mean in range(1, 11)]),
    "adopted": Distribution.adopted(0.7, Distribution.exponential(9.0), Distribution.triangular(5.0, 30.0, 150.0)),
    "table": Distribution.tabulated([0.0, 0.1, 0.5, 1.0], [2.0, 3.0, 3.0, 10.0]),
    "table without ends": Distribution.tabulated([0.25, 0.75], [-1.0, 1.0]),
}


def uniforms(count: int = 4_000) -> FloatArray:
    """As they are drawn, odd multiples of 2**-53: random ones, and many in both tails."""
    random = np.random.default_rng(11)
    tail = 2.0 ** -random.uniform(1.0, 52.0, count // 4)
    raw = np.concatenate([random.random(count), tail, 1.0 - tail, [0.0, 0.1, 0.25, 0.5, 0.75, 0.93, 1.0 - 2.0**-52]])
    return np.floor(raw * 2.0**52) * 2.0**-52 + 2.0**-53
