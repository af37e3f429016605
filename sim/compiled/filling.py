"""Draws in advance in compiled code: those of all entities of a stream at its first indices, in passes.

Numbers of a pass do not wait for each other, so they cost a fraction of those that are computed when they are read. They have the same
bits: what a pass does to a number is what `draws` does.
"""

import math

from sim.compiled.arrays import World
from sim.compiled.bits import Word
from sim.compiled.draws import BYTES, Table, absorb, mix_word, quantile, to_uniform
from sim.compiled.memory import floats_at, whole_numbers_at
from sim.model.tables import NOBODY
from sim.sampling.distributions import DistributionFamily, triangular, uniform
from sim.sampling.elementary import (
    PER_LN2,
    ROOT_HALF,
    TO_WHOLE,
    central_quantile,
    exp_of_parts,
    far_tail_quantile,
    log_of_parts,
    round_to_grid,
    tail_quantile,
)

WIDEST_SIGMA = 70.0
"""Below it, the exponential is neither 0 nor infinite at any uniform."""


def fill_blocks(w: World, seed: Word, replications: int, number: int) -> None:
    """Fills the draws of so many replications that are still missing. seed: the state after the seed.

    replications: the address of their numbers.
    """
    for purpose in range(w.sizes[0].purposes):
        if w.filled[purpose].is_missing:
            fill_block(w, seed, purpose, replications, number, w.filled[purpose].block)
            w.filled[purpose].is_missing = False


def fill_block(w: World, seed: Word, purpose: int, replications: int, number: int, address: int) -> None:
    """Fills the draws of so many replications from an address on: (replications, indices, entities). seed: the state after the seed.

    replications: the address of their numbers.
    """
    size, draws = w.streams[purpose].entities, w.filled[purpose].number
    for row in range(number):
        state = absorb(absorb(seed, mix_word(whole_numbers_at(w, replications)[row])), mix_word(purpose))
        for index in range(draws // size):
            fill_row(w, purpose, state, index, floats_at(w, address + BYTES * (row * draws + index * size)))


def fill_row(w: World, purpose: int, state: Word, index: int, row: Table) -> None:
    """Fills the draws of one replication at one index. state: of the purpose in it."""
    stream = w.streams[purpose]
    size, distribution = stream.entities, stream.distribution
    write_uniforms(w, stream.first_key, size, state, mix_word(index), row)
    if distribution != NOBODY:
        fill_alike(w, distribution, size, row)
    elif are_lognormal(w, stream.first_distribution, size):
        fill_lognormal_each(w, stream.first_distribution, size, row)
    else:
        for entity in range(size):
            row[entity] = quantile(w, w.distribution_of[stream.first_distribution + entity], row[entity])
    if stream.on_time_grid:
        for entity in range(size):
            row[entity] = round_to_grid(row[entity])


def write_uniforms(w: World, first_key: int, size: int, state: Word, index: Word, row: Table) -> None:
    """The uniforms of all entities. index: mixed."""
    for entity in range(size):
        row[entity] = to_uniform(absorb(absorb(state, w.keys[first_key + entity]), index))


def fill_alike(w: World, distribution: int, size: int, row: Table) -> None:
    """Turns uniforms into values of one distribution."""
    record, p = w.distributions[distribution], w.parameters
    first, family = record.first, record.family
    if family == DistributionFamily.CHANCE:
        fill_chance(size, row, p[first])
    elif family == DistributionFamily.UNIFORM:
        fill_uniform(size, row, p[first], p[first + 1])
    elif family == DistributionFamily.TRIANGULAR:
        fill_triangular(size, row, p[first], p[first + 1], p[first + 2])
    elif family == DistributionFamily.EXPONENTIAL:
        fill_exponential(size, row, p[first], p[first + 1])
    elif family == DistributionFamily.LOGNORMAL and p[first + 1] < WIDEST_SIGMA:
        find_normal_quantiles(w, size, row)
        fill_lognormal(w, size, row, p[first], p[first + 1], p[first + 2])
    else:
        for entity in range(size):
            row[entity] = quantile(w, distribution, row[entity])


def fill_chance(size: int, row: Table, chance: float) -> None:
    for entity in range(size):
        row[entity] = 1.0 if row[entity] < chance else 0.0


def fill_uniform(size: int, row: Table, low: float, high: float) -> None:
    for entity in range(size):
        row[entity] = uniform(row[entity], low, high)


def fill_triangular(size: int, row: Table, low: float, mode: float, high: float) -> None:
    for entity in range(size):
        row[entity] = triangular(row[entity], low, mode, high)


def fill_exponential(size: int, row: Table, mean: float, start: float) -> None:
    for entity in range(size):
        row[entity] = start - mean * log_of_share(1.0 - row[entity])


def fill_lognormal(w: World, size: int, row: Table, median: float, sigma: float, start: float) -> None:
    """The normal quantiles must be known."""
    for entity in range(size):
        row[entity] = start + median * exp_between(sigma * w.normals[entity])


def are_lognormal(w: World, first: int, size: int) -> bool:
    """Whether all entities draw from lognormal distributions, each from its own."""
    for entity in range(size):
        record = w.distributions[w.distribution_of[first + entity]]
        is_wide = w.parameters[record.first + 1] >= WIDEST_SIGMA
        if record.family != DistributionFamily.LOGNORMAL or is_wide:
            return False
    return True


def fill_lognormal_each(w: World, first: int, size: int, row: Table) -> None:
    """Turns uniforms into values of a lognormal distribution for each entity."""
    find_normal_quantiles(w, size, row)
    for entity in range(size):
        place = w.distributions[w.distribution_of[first + entity]].first
        median, sigma, start = w.parameters[place], w.parameters[place + 1], w.parameters[place + 2]
        row[entity] = start + median * exp_between(sigma * w.normals[entity])


def find_normal_quantiles(w: World, size: int, row: Table) -> None:
    """Writes the normal quantiles of uniforms to `w.normals`: all as if they were central, then those in the tails."""
    for entity in range(size):
        w.normals[entity] = central_quantile(row[entity] - 0.5)
    tails = 0
    for entity in range(size):
        w.in_tail[tails] = entity
        tails += abs(row[entity] - 0.5) > 0.425
    for number in range(tails):
        u = row[w.in_tail[number]]
        w.roots[number] = min(u, 1.0 - u)
    for number in range(tails):
        w.roots[number] = math.sqrt(-log_of_share(w.roots[number]))
    for number in range(tails):
        w.tails[number] = tail_quantile(w.roots[number])
    for number in range(tails):
        entity = w.in_tail[number]
        z = w.tails[number] if w.roots[number] <= 5.0 else far_tail_quantile(w.roots[number])
        w.normals[entity] = -z if row[entity] < 0.5 else z


def log_of_share(x: float) -> float:
    """As `elementary.log` of a number in (0, 1), without a branch."""
    mantissa, exponent = math.frexp(x)
    is_low = mantissa < ROOT_HALF
    return log_of_parts(mantissa + mantissa if is_low else mantissa, float(exponent) - (1.0 if is_low else 0.0))


def exp_between(x: float) -> float:
    """As `elementary.exp`, where it is neither 0 nor infinite."""
    whole = (x * PER_LN2 + TO_WHOLE) - TO_WHOLE
    return math.ldexp(exp_of_parts(x, whole), int(whole))
