"""Keyed random numbers: a uniform is a function of (seed, replication, purpose, entity, index), nothing else.

There is no generator and no state to advance, so one extra draw in one arm cannot shift another: this is
what makes two arms a paired experiment. Each argument is a 64-bit word, absorbed into a 64-bit state in that
order. A word is mixed once by itself and once more together with the state, and every later word mixes again;
so neighbouring seeds, replications, purposes and indices are as unrelated as distant ones. The mixing
function is the finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
2014; constants by Stafford, variant 13). Python integers and numpy arrays give the same bits.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import FloatArray

WordArray = NDArray[np.uint64]

_MASK = 2**64 - 1
_START = 0x243F6A8885A308D3  # fractional part of pi: any constant would do
_STEP = 0x9E3779B97F4A7C15  # golden ratio, so that the word 0 is not a fixed point of the mixing
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_ONE = 0x3FF0000000000000  # bits of 1.0


@lru_cache(maxsize=1 << 16)
def entity_key(written_id: str) -> int:
    """The 64-bit key of an entity, from its id as written: stable over machines, versions and rosters."""
    return int.from_bytes(blake2b(written_id.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=1 << 16)
def pair_key(first: int, second: int) -> int:
    """The key of an ordered pair of entities (teller, listener), from their keys."""
    return absorb(absorb(_START, first), second)


def pair_keys(first: WordArray, second: WordArray) -> WordArray:
    """`pair_key` of every pair of elements, broadcast: (first[:, None], second) gives all pairs."""
    start = np.array([_START], dtype=np.uint64)
    return absorb_array(absorb_array(start, mix_words(first)), mix_words(second))


def uniform(seed: int, replication: int, purpose: int, entity: int, index: int) -> float:
    """One uniform in (0, 1), an odd multiple of 2**-53. Arguments are >= 0; the seed may have any size."""
    return uniform_of(state_of(seed, replication, purpose), entity, index)


def uniform_array(
    seed: int, replications: Iterable[int], purpose: int, entities: WordArray, count: int
) -> FloatArray:
    """`uniform` for indices 0 to count - 1: shape (replications, entities, count), same bits."""
    states = states_of(seed, replications, purpose)
    keys = absorb_array(states[:, None], mix_words(entities))
    return uniforms_of(keys[:, :, None], mix_words(np.arange(count, dtype=np.uint64)))


# ---- one number --------------------------------------------------------------------------------


def mix(word: int) -> int:
    """A 64-bit word to a 64-bit word, one to one: each bit that changes changes half of the others."""
    word = (word ^ (word >> 30)) * _FIRST & _MASK
    word = (word ^ (word >> 27)) * _SECOND & _MASK
    return word ^ (word >> 31)


def absorb(state: int, word: int) -> int:
    """The state after taking in one more 64-bit word."""
    return mix(state ^ mix((word + _STEP) & _MASK))


def seed_state(seed: int) -> int:
    """The state after the seed, which may have any number of 64-bit words. Raises ValueError if negative."""
    if seed < 0:
        raise ValueError(f"seed: {seed}; it must be a whole number of at least 0")
    state = absorb(_START, seed & _MASK)
    while seed := seed >> 64:
        state = absorb(state, seed & _MASK)
    return state


def state_of(seed: int, replication: int, purpose: int) -> int:
    """The state that all entities of one purpose in one replication start from."""
    return absorb(absorb(seed_state(seed), replication), purpose)


def uniform_of(state: int, entity: int, index: int) -> float:
    """The uniform of an entity and index, from `state_of`."""
    return ((absorb(absorb(state, entity), index) >> 12) + 0.5) * 2.0**-52


# ---- many at once ------------------------------------------------------------------------------


def mix_words(words: WordArray) -> WordArray:
    """Words mixed by themselves, ready for `absorb_array` and `uniforms_of`."""
    return _mix_in_place(words.astype(np.uint64) + np.uint64(_STEP))


def absorb_array(states: WordArray, words: WordArray) -> WordArray:
    """`absorb` of every state and every mixed word (see `mix_words`), broadcast."""
    return _mix_in_place(states ^ words)


def states_of(seed: int, replications: Iterable[int], purpose: int) -> WordArray:
    """`state_of` for several replications, shape (replications,)."""
    start = np.array([seed_state(seed)], dtype=np.uint64)
    states = absorb_array(start, mix_words(np.fromiter(replications, dtype=np.uint64)))
    return absorb_array(states, mix_words(np.array([purpose], dtype=np.uint64)))


def uniforms_of(keys: WordArray, words: WordArray) -> FloatArray:
    """The uniforms of entity keys (states that absorbed the entity) and mixed indices, broadcast."""
    bits = absorb_array(keys, words)
    bits >>= np.uint64(12)
    bits |= np.uint64(_ONE)
    uniforms: FloatArray = bits.view(np.float64)  # 1 + k 2**-52
    uniforms -= 1.0 - 2.0**-53  # (k + 1/2) 2**-52, exactly
    return uniforms


def _mix_in_place(words: WordArray) -> WordArray:
    words ^= words >> np.uint64(30)
    words *= np.uint64(_FIRST)
    words ^= words >> np.uint64(27)
    words *= np.uint64(_SECOND)
    words ^= words >> np.uint64(31)
    return words
