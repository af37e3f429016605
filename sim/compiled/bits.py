"""Words of 64 bits in compiled code, and floats as their bits."""

import struct

import numpy as np

Word = np.uint64
EVERY_BIT = np.uint64(2**64 - 1)
MANTISSA, HALF = (1 << 52) - 1, 1022 << 52
"""The bits of the mantissa; those of 0.5."""


def bit_of(place: int) -> Word:
    """The bit at a place, in the word of that place."""
    return np.uint64(1) << np.uint64(place & 63)


def bits_from(place: int) -> Word:
    """The bits from a place on, in the word of that place."""
    return ~(bit_of(place) - np.uint64(1))


def trailing_zeros(word: Word) -> int:
    """The place of the lowest bit of a word that is not 0. One instruction in compiled code, as the two below."""
    return (int(word) & -int(word)).bit_length() - 1


def bits_of(x: float) -> int:
    """The 64 bits of a float, as a whole number."""
    return int(struct.unpack("<q", struct.pack("<d", x))[0])


def float_of(bits: int) -> float:
    """The float of 64 bits."""
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


def take_apart(x: float) -> tuple[float, int]:
    """`math.frexp` of a positive normal number: mantissa in [0.5, 1) and exponent."""
    bits = bits_of(x)
    return float_of((bits & MANTISSA) | HALF), (bits >> 52) - 1022


def times_power(x: float, exponent: int) -> float:
    """`math.ldexp` of a number in [0.5, 2), where the result is normal: exact."""
    return x * float_of((exponent + 1023) << 52)
