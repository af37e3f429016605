"""Keyed random numbers in compiled code: computed when they are read, with the bits of `sim.sampling`.

The elementary functions and quantiles are compiled from the text of `sim.sampling`. Only what a compiler cannot take from there is
written again: 64-bit words instead of Python's whole numbers, and arrays instead of objects.
"""

from typing import Any

import numpy as np

from sim.compiled.arrays import World
from sim.compiled.jit import compile_functions, compiled
from sim.sampling import distributions, elementary, keyed_rng
from sim.sampling.distributions import LARGEST_UNIFORM, SMALLEST_UNIFORM, DistributionFamily
from sim.sampling.keyed_rng import Purpose

ELEMENTARY = compile_functions(
    elementary,
    "_log",
    "_exp",
    "_central_quantile",
    "_tail_quantile",
    "_far_tail_quantile",
    "log",
    "exp",
    "normal_quantile",
    "round_to_grid",
)
exp = ELEMENTARY["exp"]
round_to_grid = ELEMENTARY["round_to_grid"]

QUANTILES = compile_functions(
    distributions, "uniform", "triangular", "exponential", "lognormal", using=ELEMENTARY
)
uniform = QUANTILES["uniform"]
triangular = QUANTILES["triangular"]
exponential = QUANTILES["exponential"]
lognormal = QUANTILES["lognormal"]

Word = np.uint64
Table = Any
"""An array of numbers, or its address in compiled code."""

STEP, FIRST, SECOND = (np.uint64(word) for word in (keyed_rng.STEP, keyed_rng.FIRST, keyed_rng.SECOND))
BITS_30, BITS_27, BITS_31, BITS_12 = (np.uint64(bits) for bits in (30, 27, 31, 12))


@compiled
def mix(word: Word) -> Word:
    """A 64-bit word to a 64-bit word, as `keyed_rng.mix`."""
    word = (word ^ (word >> BITS_30)) * FIRST
    word = (word ^ (word >> BITS_27)) * SECOND
    return word ^ (word >> BITS_31)


@compiled
def mix_word(word: int) -> Word:
    """A word mixed by itself, ready to be absorbed."""
    return mix(np.uint64(word) + STEP)


@compiled
def absorb(state: Word, mixed: Word) -> Word:
    """The state after one more word, which is mixed already."""
    return mix(state ^ mixed)


@compiled
def key_purposes(w: World, seed: Word, replication: int) -> None:
    """The state of each purpose in this replication. seed: the state after the seed."""
    state = absorb(seed, mix_word(replication))
    for purpose in range(w.sizes[0].purposes):
        if w.streams[purpose].entities > 0:
            w.purpose_states[purpose] = absorb(state, mix_word(purpose))


@compiled
def has_stream(w: World, purpose: Purpose) -> bool:
    """Whether the files give this purpose an input."""
    return w.streams[purpose].entities > 0


@compiled
def draw(w: World, purpose: Purpose, entity: int, index: int = 0) -> float:
    """The draw of the entity at this position of the purpose's stream, as `DrawReader.draw`."""
    w.is_drawn[purpose] = True
    stream = w.streams[purpose]
    place = stream.first + entity
    distribution = w.distribution_of[place]
    if w.distributions[distribution].family == DistributionFamily.FIXED:
        value = w.parameters[w.distributions[distribution].first]
    else:
        number = index if stream.indexed else 0
        bits = absorb(absorb(w.purpose_states[purpose], w.keys[place]), mix_word(number)) >> BITS_12
        value = quantile(w, distribution, (np.float64(bits) + 0.5) * 2.0**-52)
    return round_to_grid(value) if stream.on_time_grid else value


@compiled
def draw_if_any(w: World, purpose: Purpose, otherwise: float, entity: int) -> float:
    """The draw of a purpose that a file may leave out."""
    return draw(w, purpose, entity) if has_stream(w, purpose) else otherwise


@compiled
def quantile(w: World, distribution: int, u: float) -> float:
    """The value of a distribution at the uniform u, as `Distribution.quantile`."""
    record = w.distributions[distribution]
    while record.family == DistributionFamily.MIXTURE:
        part, u = choose_part(w, record.first, record.length, u)
        record = w.distributions[w.components[record.component + part]]
    p, first, family = w.parameters, record.first, record.family
    if family == DistributionFamily.FIXED:
        return p[first]
    if family == DistributionFamily.UNIFORM:
        return uniform(u, p[first], p[first + 1])
    if family == DistributionFamily.TRIANGULAR:
        return triangular(u, p[first], p[first + 1], p[first + 2])
    if family == DistributionFamily.EXPONENTIAL:
        return exponential(u, p[first], p[first + 1])
    if family == DistributionFamily.LOGNORMAL:
        return lognormal(u, p[first], p[first + 1], p[first + 2])
    if family == DistributionFamily.CHANCE:
        return 1.0 if u < p[first] else 0.0
    return read_table(w, first, record.length, u)


@compiled
def count_up_to(values: Table, first: int, size: int, u: float) -> int:
    """How many of these rising values are at most u."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if u < values[first + middle]:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def choose_part(w: World, first: int, size: int, u: float) -> tuple[int, float]:
    """The part of a mixture and the uniform stretched within it, as `CategoricalSampler.choose`. Parameters: ends, starts, weights."""
    p = w.parameters
    part = count_up_to(p, first, size - 1, u)
    starts, weights = first + size - 1, first + 2 * size - 1
    stretched = (u - p[starts + part]) / p[weights + part]
    return part, min(max(stretched, SMALLEST_UNIFORM), LARGEST_UNIFORM)


@compiled
def read_table(w: World, first: int, size: int, u: float) -> float:
    """The value of a table at u, as `QuantileTable.quantile`. Parameters: nodes, values, slopes."""
    p = w.parameters
    values, slopes = first + size, first + 2 * size
    k = min(max(count_up_to(p, first, size, u) - 1, 0), size - 2)
    value = p[values + k] + (u - p[first + k]) * p[slopes + k]
    return min(max(value, p[values + k]), p[values + k + 1])
