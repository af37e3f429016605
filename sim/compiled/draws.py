"""Keyed random numbers in compiled code: computed when they are read, with the bits of `sim.sampling`.

The quantiles are compiled from the text of `sim.sampling` (`sim.compiled.elementary`). Only what a compiler cannot take from there is
written again: 64-bit words instead of whole numbers of Python, and arrays instead of objects. Draws that were made in advance
(`sim.compiled.filling`) are looked up.
"""

from typing import Any

import numpy as np

from sim.compiled.arrays import World
from sim.compiled.bits import Word
from sim.compiled.memory import check_index, floats_at
from sim.model.tables import NOBODY
from sim.sampling import keyed_rng
from sim.sampling.distributions import (
    LARGEST_UNIFORM,
    SMALLEST_UNIFORM,
    DistributionFamily,
    exponential,
    is_adopted,
    lognormal,
    triangular,
    uniform,
)
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose

Table = Any
"""An array of numbers, or its address in compiled code."""
BYTES = 8
"""Of a float."""

STEP, FIRST, SECOND = (np.uint64(word) for word in (keyed_rng.STEP, keyed_rng.FIRST, keyed_rng.SECOND))
MIXED_ZERO = np.uint64(keyed_rng.mix(keyed_rng.STEP))
"""The word 0, mixed."""
BITS_30, BITS_27, BITS_31, BITS_12 = (np.uint64(bits) for bits in (30, 27, 31, 12))


def mix(word: Word) -> Word:
    """A 64-bit word to a 64-bit word, as `keyed_rng.mix`."""
    word = (word ^ (word >> BITS_30)) * FIRST
    word = (word ^ (word >> BITS_27)) * SECOND
    return word ^ (word >> BITS_31)


def mix_word(word: int) -> Word:
    """A word mixed by itself, ready to be absorbed."""
    return mix(np.uint64(word) + STEP)


def absorb(state: Word, mixed: Word) -> Word:
    """The state after one more word, which is mixed already."""
    return mix(state ^ mixed)


def key_purposes(w: World, seed: Word, replication: int) -> None:
    """The state of each purpose in this replication, and where its draws are that were made in advance. seed: the state after the seed."""
    state = absorb(seed, mix_word(replication))
    row = w.state[0].filled_row
    for purpose in range(w.sizes[0].purposes):
        stream = w.streams[purpose]
        w.draws[purpose] = 0
        if stream.entities > 0:
            w.purpose_states[purpose] = absorb(state, mix_word(purpose))
        if w.filled[purpose].here != 0:
            fetch_filled(w, purpose, row)


def has_stream(w: World, purpose: Purpose) -> bool:
    """Whether the files give this purpose an input."""
    return w.streams[purpose].entities > 0


def draw(w: World, purpose: Purpose, entity: int, index: int = 0) -> float:
    """The draw of the entity at this position of the purpose's stream, as `DrawReader.draw`."""
    w.draws[purpose] += 1
    check_index(entity, w.streams[purpose].entities)
    if is_filled(w, purpose, index):
        return read_filled(w, purpose, entity, index)
    return compute_draw(w, purpose, entity, index)


def is_filled(w: World, purpose: Purpose, index: int) -> bool:
    """Whether the draws of all entities at this index were made in advance."""
    filled = w.filled[purpose]
    return filled.here != 0 and (index == 0 or index < filled.depth)


def read_filled(w: World, purpose: Purpose, entity: int, index: int) -> float:
    """A draw that was made in advance."""
    filled = w.filled[purpose]
    return floats_at(w, filled.here)[index * filled.stride + entity]


def fetch_filled(w: World, purpose: int, row: int) -> None:
    """Copies the draws of a replication to where they are read, so that all of them are near the processor."""
    filled = w.filled[purpose]
    number = filled.number
    source, target = floats_at(w, filled.block + BYTES * row * number), floats_at(w, filled.here)
    for place in range(number):
        target[place] = source[place]


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


def read_uniform(w: World, purpose: int, entity: int, index: int) -> float:
    """The uniform in (0, 1) of the entity at this position of the purpose's stream."""
    stream = w.streams[purpose]
    number = mix_word(index) if stream.indexed and index != 0 else MIXED_ZERO
    state = absorb(w.purpose_states[purpose], w.keys[stream.first_key + entity])
    return to_uniform(absorb(state, number))


def to_uniform(state: Word) -> float:
    """The uniform in (0, 1) of the state after all words."""
    return (np.float64(np.int64(state >> BITS_12)) + 0.5) * 2.0**-52


def draw_order(w: World, purpose: Purpose, entity: int, index: int) -> float:
    """A number that orders entities as their draws at this index do: the draw if it is at hand, or the uniform where all share one
    distribution, which must be continuous.
    """
    if w.streams[purpose].distribution == NOBODY or is_filled(w, purpose, index):
        return draw(w, purpose, entity, index)
    w.draws[purpose] += 1
    return read_uniform(w, purpose, check_index(entity, w.streams[purpose].entities), index)


def draw_if_any(w: World, purpose: Purpose, otherwise: float, entity: int, index: int) -> float:
    """The draw of a purpose that a file may leave out."""
    return draw(w, purpose, entity, index) if has_stream(w, purpose) else otherwise


def quantile(w: World, distribution: int, u: float) -> float:
    """The value of a distribution at the uniform u, as `Distribution.quantile`."""
    record = w.distributions[distribution]
    while record.family in (DistributionFamily.MIXTURE, DistributionFamily.ADOPTED):
        if record.family == DistributionFamily.MIXTURE:
            part, u = choose_part(w, record.first, record.length, u)
        else:
            part = 0 if is_adopted(u, w.parameters[record.first]) else 1
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


def choose_part(w: World, first: int, size: int, u: float) -> tuple[int, float]:
    """The part of a mixture and the uniform stretched within it, as `CategoricalSampler.choose`. Parameters: ends, starts, weights."""
    p = w.parameters
    part = count_up_to(p, first, size - 1, u)
    starts, weights = first + size - 1, first + 2 * size - 1
    stretched = (u - p[starts + part]) / p[weights + part]
    return part, min(max(stretched, SMALLEST_UNIFORM), LARGEST_UNIFORM)


def read_table(w: World, first: int, size: int, u: float) -> float:
    """The value of a table at u, as `QuantileTable.quantile`. Parameters: nodes, values, slopes."""
    p = w.parameters
    values, slopes = first + size, first + 2 * size
    k = min(max(count_up_to(p, first, size, u) - 1, 0), size - 2)
    value = p[values + k] + (u - p[first + k]) * p[slopes + k]
    return min(max(value, p[values + k]), p[values + k + 1])
