"""Compiled functions in plain Python, with all that they call, so that a test of what they compute waits for no compiler."""

import math
from types import FunctionType
from typing import Any

from numba.core.registry import CPUDispatcher

from sim.compiled import bits, elementary, memory

REPLACED: dict[Any, Any] = {
    bits.trailing_zeros: bits._find_lowest_bit,
    elementary.take_apart: math.frexp,
    elementary.times_power: math.ldexp,
    memory.check_index: lambda index, _size: index,
    memory.floats_at: lambda values: values,
}
"""What is an instruction of the processor."""
_scopes: dict[int, dict[str, Any]] = {}


def in_python(function: Any) -> Any:
    """A compiled function in plain Python."""
    if function in REPLACED:
        return REPLACED[function]
    original = function.py_func
    there = original.__globals__
    if id(there) not in _scopes:
        _scopes[id(there)] = scope = dict(there)
        for name, one in there.items():
            if isinstance(one, CPUDispatcher) or (callable(one) and _is_replaced(one)):
                scope[name] = in_python(one)
    return FunctionType(original.__code__, _scopes[id(there)], original.__name__, original.__defaults__)


def _is_replaced(one: Any) -> bool:
    return any(one is known for known in REPLACED)
