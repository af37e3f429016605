"""Keyed random numbers in compiled code: computed when they are read, with the bits of `sim.sampling`.

The elementary functions and quantiles are compiled from the text of `sim.sampling`. Only what a compiler cannot take from there is
written again: 64-bit words instead of Python's whole numbers, and arrays instead of objects.
"""

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

from sim.compiled.arrays import World
from sim.compiled.jit import compile_functions, compiled
from sim.model.tables import NOBODY
from sim.sampling import distributions, elementary, keyed_rng
from sim.sampling.distributions import LARGEST_UNIFORM, SMALLEST_UNIFORM, DistributionFamily
from sim.sampling.keyed_rng import Purpose

POWERS = 2.0 ** np.arange(-1022, 1024)
"""Every power of two that is a normal number."""


@intrinsic  # type: ignore[untyped-decorator]
def bits_of(_context: Any, x: types.Type) -> Any:
    """The 64 bits of a float, as a whole number."""
    return types.int64(x), lambda context, builder, _form, args: builder.bitcast(
        args[0], context.get_value_type(types.int64)
    )


@intrinsic  # type: ignore[untyped-decorator]
def float_of(_context: Any, bits: types.Type) -> Any:
    """The float of 64 bits."""
    return types.float64(bits), lambda context, builder, _form, args: builder.bitcast(
        args[0], context.get_value_type(types.float64)
    )


@compiled
def take_apart(x: float) -> tuple[float, int]:
    """`math.frexp` of a positive normal number: mantissa in [0.5, 1) and exponent."""
    bits = bits_of(x)
    return float_of((bits & MANTISSA) | HALF), (bits >> 52) - 1022


@compiled
def times_power(x: float, exponent: int) -> float:
    """`math.ldexp` of a number in [0.5, 2): exact."""
    return x * POWERS[exponent + 1022]


MANTISSA, HALF = (1 << 52) - 1, 1022 << 52
"""The bits of the mantissa; those of 0.5."""
QUICK: dict[str, Callable[..., Any]] = (
    {} if numba.config.DISABLE_JIT else {"frexp": take_apart, "ldexp": times_power}
)
"""For the numbers that occur, without a call to the C library."""

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
    using=QUICK,
)
exp = ELEMENTARY["exp"]
exp_body, central_quantile = ELEMENTARY["_exp"], ELEMENTARY["_central_quantile"]
normal_quantile = ELEMENTARY["normal_quantile"]
PER_LN2, TO_WHOLE = elementary._PER_LN2, elementary._TO_WHOLE
round_to_grid = ELEMENTARY["round_to_grid"]

QUANTILES = compile_functions(
    distributions, "uniform", "triangular", "exponential", "lognormal", using=ELEMENTARY
)
uniform = QUANTILES["uniform"]
triangular = QUANTILES["triangular"]
exponential = QUANTILES["exponential"]
lognormal = QUANTILES["lognormal"]

FILL = 2
"""A stream is filled where one of so many entities draws from it."""
WIDEST_SIGMA = 70.0
"""Below it, the exponential is neither 0 nor infinite at any uniform."""
Word = np.uint64
Table = Any
"""An array of numbers, or its address in compiled code."""

STEP, FIRST, SECOND = (np.uint64(word) for word in (keyed_rng.STEP, keyed_rng.FIRST, keyed_rng.SECOND))
MIXED_ZERO = np.uint64(keyed_rng.mix(keyed_rng.STEP))
"""The word 0, mixed."""
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
def fill_streams(w: World) -> None:
    """Draws in passes what most entities drew in the replication before: numbers that do not wait for each other cost a fraction.

    Then begins to count anew. The purposes must have their keys.
    """
    for purpose in range(w.sizes[0].purposes):
        stream = w.streams[purpose]
        w.is_filled[purpose] = stream.first_filled != NOBODY and FILL * w.draws[purpose] > stream.entities
        w.draws[purpose] = 0
        if w.is_filled[purpose]:
            fill_stream(w, purpose)


@compiled
def fill_stream(w: World, purpose: int) -> None:
    """The draws of all entities at index 0."""
    stream = w.streams[purpose]
    first, end, distribution = stream.first_filled, stream.first_filled + stream.entities, stream.distribution
    record = w.distributions[distribution if distribution != NOBODY else 0]
    if distribution == NOBODY or record.family == DistributionFamily.FIXED:
        for entity in range(stream.entities):
            w.filled[first + entity] = compute_draw(w, purpose, entity, 0)
        return
    state, shift = w.purpose_states[purpose], stream.first_key - first
    for place in range(first, end):
        bits = absorb(absorb(state, w.keys[place + shift]), MIXED_ZERO) >> BITS_12
        w.filled[place] = (np.float64(np.int64(bits)) + 0.5) * 2.0**-52
    if record.family == DistributionFamily.CHANCE:
        chance = w.parameters[record.first]
        for place in range(first, end):
            w.filled[place] = 1.0 if w.filled[place] < chance else 0.0
        return
    if record.family == DistributionFamily.LOGNORMAL and w.parameters[record.first + 1] < WIDEST_SIGMA:
        fill_lognormal(w, record.first, first, end)
    else:
        for place in range(first, end):
            w.filled[place] = quantile(w, distribution, w.filled[place])
    if stream.on_time_grid:
        for place in range(first, end):
            w.filled[place] = round_to_grid(w.filled[place])


@compiled
def fill_lognormal(w: World, parameter: int, first: int, end: int) -> None:
    """Turns uniforms into lognormal values, as `distributions.lognormal_array`. Where sigma is below WIDEST_SIGMA."""
    median, sigma, start = w.parameters[parameter], w.parameters[parameter + 1], w.parameters[parameter + 2]
    for place in range(first, end):
        u = w.filled[place]
        w.passes[place] = central_quantile(u - 0.5)
        w.outer[place] = abs(u - 0.5) > 0.425
    for place in range(first, end):
        if w.outer[place]:
            w.passes[place] = normal_quantile(w.filled[place])
    for place in range(first, end):
        x = sigma * w.passes[place]
        whole = (x * PER_LN2 + TO_WHOLE) - TO_WHOLE
        w.filled[place] = start + median * (exp_body(x, whole) * POWERS[int(whole) + 1022])


@compiled
def draw(w: World, purpose: Purpose, entity: int, index: int = 0) -> float:
    """The draw of the entity at this position of the purpose's stream, as `DrawReader.draw`."""
    w.draws[purpose] += 1
    stream = w.streams[purpose]
    if w.is_filled[purpose] and (index == 0 or not stream.indexed):
        return w.filled[stream.first_filled + entity]
    return compute_draw(w, purpose, entity, index)


@compiled
def compute_draw(w: World, purpose: int, entity: int, index: int) -> float:
    stream = w.streams[purpose]
    distribution = stream.distribution
    if distribution == NOBODY:
        distribution = w.distribution_of[stream.first_distribution + entity]
    record = w.distributions[distribution]
    if record.family == DistributionFamily.FIXED:
        value = w.parameters[record.first]
    else:
        u = read_uniform(w, purpose, entity, index)
        if record.family == DistributionFamily.CHANCE:
            return 1.0 if u < w.parameters[record.first] else 0.0
        value = quantile(w, distribution, u)
    return round_to_grid(value) if stream.on_time_grid else value


@compiled
def read_uniform(w: World, purpose: int, entity: int, index: int) -> float:
    """The uniform in (0, 1) of the entity at this position of the purpose's stream."""
    stream = w.streams[purpose]
    number = mix_word(index) if stream.indexed and index != 0 else MIXED_ZERO
    state = absorb(w.purpose_states[purpose], w.keys[stream.first_key + entity])
    return (np.float64(absorb(state, number) >> BITS_12) + 0.5) * 2.0**-52


@compiled
def draw_order(w: World, purpose: Purpose, entity: int, index: int) -> float:
    """A number that orders entities as their draws do: where they share a distribution, which must be continuous, their uniforms."""
    if w.streams[purpose].distribution == NOBODY:
        return draw(w, purpose, entity, index)
    w.draws[purpose] += 1
    return read_uniform(w, purpose, entity, index)


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
