"""Numbers on their way into JSON: nine significant digits, and never NaN or infinity.

Rounding happens here and nowhere else, so that every statistic is computed from full floats. What could not
be computed is null (None); a NaN or an infinity that gets this far is a mistake of ours and raises.
"""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from typing import Any

SIGNIFICANT_DIGITS = 9
"""Significant digits in every file we write."""


def round_significant(number: float | None) -> float | None:
    """To nine significant digits; None stays None. Raises ValueError for NaN and infinity."""
    if number is None:
        return None
    if not math.isfinite(number):
        raise ValueError(f"number is {number}; what has no finite value must be None before it is written")
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}") + 0.0


def to_record(thing: Any) -> Any:
    """The JSON form of dataclasses, mappings, sequences and plain values: the same names, floats rounded."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: to_record(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, dict):
        return {key: to_record(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [to_record(value) for value in thing]
    return round_significant(thing) if isinstance(thing, float) else thing
