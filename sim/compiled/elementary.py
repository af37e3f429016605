"""The elementary functions and quantiles in compiled code: compiled from the text of `sim.sampling`, so they have the same bits.

Only taking a float apart, and putting it together, is written again, without a call to the C library.
"""

import math
from collections.abc import Callable
from typing import Any

import numba

from sim.compiled.bits import bits_of, float_of
from sim.compiled.jit import compile_functions, compiled
from sim.sampling import distributions, elementary


@compiled
def take_apart(x: float) -> tuple[float, int]:
    """`math.frexp` of a positive normal number: mantissa in [0.5, 1) and exponent."""
    bits = bits_of(x)
    return float_of((bits & MANTISSA) | HALF), (bits >> 52) - 1022


@compiled
def times_power(x: float, exponent: int) -> float:
    """`math.ldexp` of a number in [0.5, 2), where the result is normal: exact."""
    return x * float_of((exponent + 1023) << 52)


MANTISSA, HALF = (1 << 52) - 1, 1022 << 52
"""The bits of the mantissa; those of 0.5."""
if numba.config.DISABLE_JIT:
    take_apart, times_power = math.frexp, math.ldexp  # type: ignore[assignment]
QUICK: dict[str, Callable[..., Any]] = {"frexp": take_apart, "ldexp": times_power}

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
round_to_grid = ELEMENTARY["round_to_grid"]

QUANTILES = compile_functions(
    distributions, "uniform", "triangular", "exponential", "lognormal", "is_adopted", using=ELEMENTARY
)
uniform = QUANTILES["uniform"]
triangular = QUANTILES["triangular"]
exponential = QUANTILES["exponential"]
lognormal = QUANTILES["lognormal"]
is_adopted = QUANTILES["is_adopted"]
