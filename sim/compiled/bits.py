"""Words of 64 bits in compiled code, and floats as their bits."""

from typing import Any

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

from sim.compiled.jit import compiled

Word = np.uint64
EVERY_BIT = np.uint64(2**64 - 1)


@compiled
def bit_of(place: int) -> Word:
    """The bit at a place, in the word of that place."""
    return np.uint64(1) << np.uint64(place & 63)


@compiled
def bits_from(place: int) -> Word:
    """The bits from a place on, in the word of that place."""
    return ~(bit_of(place) - np.uint64(1))


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


@intrinsic  # type: ignore[untyped-decorator]
def _count_trailing_zeros(context: Any, word: types.Type) -> Any:
    return types.int64(word), lambda context, builder, _form, args: builder.cttz(
        args[0], context.get_constant(types.boolean, True)
    )


def _find_lowest_bit(word: Word) -> int:
    return (int(word) & -int(word)).bit_length() - 1


trailing_zeros = _find_lowest_bit if numba.config.DISABLE_JIT else _count_trailing_zeros
"""The place of the lowest bit of a word that is not 0."""
