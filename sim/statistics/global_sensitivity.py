"""Global sensitivity: Morris screening of many inputs, and Sobol indices of a few, on points of the unit cube.

*Screening.* A trajectory goes through the cube and moves each input once, by STEP up or down, in an order of its own. An elementary effect
is the change of the output over the change of the input, so its unit is that of the output per full range. The mean of its
size over trajectories ranks the inputs; its mean has the direction; its standard deviation shows interactions and curvature. Source:
Morris, Technometrics 33 (1991) 161-174; Campolongo et al., Environmental Modelling & Software 22 (2007) 1509-1518.

*Indices.* Two matrices of points, A and B, and for each group of inputs the matrix A with the columns of that group from B. The first
index of a group is the share of the variance that it explains alone; the total index is the share that would be left if all else were
known. Estimators: Saltelli et al., Computer Physics Communications 181 (2010) 259-270, table 2 (b) and (f). Intervals are percentiles over
resampled points. `scipy.stats.sobol_indices` gives the same indices, but its intervals come from a random state that cannot be keyed.

*Chance.* At every point the same pairs are played, so a part of what chance adds is common to all points. What is left is the interaction
of points and pairs, `estimate_crossed_errors`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.statistics.estimators import Array, Interval, Resamples, exact_mean, sample_variance, student_reach
from sim.statistics.paired import sample_median
from sim.statistics.sensitivity import ShiftEstimator

LEVELS = 4
"""Of an input on a trajectory, from one bound to the other."""

STEP = LEVELS / (2 * (LEVELS - 1))
"""Of the full range."""

RESAMPLES = 1_000
"""For the intervals of Sobol indices."""

CROSSED_RESAMPLES = 200
"""For the error of a point; 5% of it come from resampling."""

EffectDirection = Literal["up", "down", "both"]


def draw_trajectories(inputs: int, trajectories: int, seed: int) -> Array:
    """(trajectories, inputs + 1, inputs) points of the unit cube. More trajectories only add to the first ones."""
    return np.stack([_draw_trajectory(inputs, f"{seed}/{inputs}/{n}") for n in range(trajectories)])


def _draw_trajectory(inputs: int, key: str) -> Array:
    random = np.random.default_rng(_hash_key(f"trajectory/{key}"))  # noqa: TID251 - keyed
    low = random.integers(0, LEVELS // 2, inputs) / (LEVELS - 1)
    is_up = random.integers(0, 2, inputs) == 1
    moves_at = random.permutation(inputs)
    begins, ends = np.where(is_up, low, low + STEP), np.where(is_up, low + STEP, low)
    has_moved = np.arange(inputs + 1)[:, None] > moves_at
    return np.where(has_moved, ends, begins)


def find_elementary_effects(points: Array, values: Array) -> Array:
    """(trajectories, inputs), from the points of trajectories and the output there, (trajectories, inputs + 1); NaN where that is NaN."""
    moves = np.diff(points, axis=1)
    moved = np.abs(moves).argmax(axis=2)
    rises = np.diff(values, axis=1) / np.take_along_axis(moves, moved[:, :, None], axis=2)[:, :, 0]
    effects: Array = np.empty_like(rises)
    np.put_along_axis(effects, moved, rises, axis=1)
    return effects


@dataclass(frozen=True)
class MorrisEffect:
    """What the elementary effects of one input say, in the unit of the output per full range."""

    effects: int
    """How many there are; one in each trajectory that could be played."""
    mu_star: float
    """Mean size."""
    mu_star_low: float | None
    mu_star_high: float | None
    """Its 95% t limits, not below 0; None for a single effect."""
    mu: float
    """Mean."""
    sigma: float | None
    """Standard deviation; None for a single effect."""
    direction: EffectDirection
    """Of the output as the input grows; "both" where the 95% interval of the mean includes zero."""


def summarize_effects(effects: Array) -> MorrisEffect | None:
    """Of one input, (trajectories,), without those that are NaN; None without any."""
    known = effects[~np.isnan(effects)]
    if not len(known):
        return None
    mu, mu_star = exact_mean(known), exact_mean(np.abs(known))
    if len(known) == 1:
        return MorrisEffect(1, mu_star, None, None, mu, None, "both")
    around = _t_interval(np.abs(known))
    return MorrisEffect(
        len(known),
        mu_star,
        max(0.0, around.low),
        around.high,
        mu,
        math.sqrt(sample_variance(known, mu)),
        _find_direction(_t_interval(known)),
    )


def _t_interval(values: Array) -> Interval:
    mean = exact_mean(values)
    reach = student_reach(len(values) - 1) * math.sqrt(sample_variance(values, mean) / len(values))
    return Interval(mean - reach, mean + reach)


def _find_direction(mean: Interval) -> EffectDirection:
    if mean.low > 0.0:
        return "up"
    return "down" if mean.high < 0.0 else "both"


def draw_matrices(inputs: int, points: int, seed: int) -> tuple[Array, Array]:
    """A and B, (points, inputs) each, of one scrambled Sobol sequence. points: a power of two.

    The first inputs have its first columns, which are spread most evenly.
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(d=2 * inputs, bits=64, rng=_hash_key(f"sobol/{seed}/{inputs}/{points}"))
    columns = sequence.random(points)
    return columns[:, 0::2], columns[:, 1::2]


def exchange_columns(a: Array, b: Array, groups: Sequence[Sequence[int]]) -> Array:
    """(groups, points, inputs): A with the columns of each group from B."""
    exchanged = np.repeat(a[None], len(groups), axis=0)
    for matrix, columns in zip(exchanged, groups, strict=True):
        matrix[:, list(columns)] = b[:, list(columns)]
    return exchanged


@dataclass(frozen=True)
class SobolIndex:
    """Shares of the variance that a group of inputs explains, with 95% intervals over resampled points."""

    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def estimate_indices(f_a: Array, f_b: Array, f_ab: Array, seed: int) -> tuple[SobolIndex, ...]:
    """By group, from the output at A and B, (points,) each, and with exchanged columns, (groups, points).

    All are 0 where nothing varies. Two points at least.
    """
    first, total = _apply_estimators(f_a, f_b, f_ab)
    picks = Resamples(seed, len(f_a)).picks(RESAMPLES)
    resampled = _apply_estimators(f_a[picks], f_b[picks], f_ab[:, picks])
    (first_low, first_high), (total_low, total_high) = (
        np.quantile(index, [0.025, 0.975], axis=1) for index in resampled
    )
    columns = zip(first, first_low, first_high, total, total_low, total_high, strict=True)
    return tuple(SobolIndex(*map(float, row)) for row in columns)


def _apply_estimators(f_a: Array, f_b: Array, f_ab: Array) -> tuple[Array, Array]:
    """First and total indices, (groups, ...), of outputs (..., points) and (groups, ..., points)."""
    both = np.concatenate([f_a, f_b], axis=-1)
    mean, variance = both.mean(axis=-1), both.var(axis=-1)
    over = np.where(variance > 0.0, variance, np.inf)
    first = ((f_b - mean[..., None]) * (f_ab - f_a)).mean(axis=-1) / over
    total = 0.5 * ((f_a - f_ab) ** 2).mean(axis=-1) / over
    return first, total


def estimate_crossed_errors(estimator: ShiftEstimator, differences: Array, resamples: Resamples) -> Array:
    """(points,) standard errors of the headline statistic at points with the same pairs, without what they have in common.

    differences: (points, pairs); resamples: of as many pairs. NaN where the statistic is not finite.
    """
    picks = resamples.picks(CROSSED_RESAMPLES)
    if estimator.statistic == "mean":
        values: Array = np.stack([point[picks].mean(axis=1) for point in differences])
    else:
        values = np.array([[sample_median(point[pick]) for pick in picks] for point in differences])
    values[~np.isfinite(values).all(axis=1)] = np.nan
    centered = values - values.mean(axis=1, keepdims=True)
    finite = np.isfinite(centered[:, 0])
    if finite.any():
        centered -= centered[finite].mean(axis=0)
    errors: NDArray[np.float64] = np.sqrt((centered**2).mean(axis=1))
    return errors


def _hash_key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")
