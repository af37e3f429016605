"""Shares as people read them: whole hundredths, rounded down, so that 100 % is said only where it is all."""

import math

ROUNDING = 1e-9
"""Of a hundredth, what a share lacks only because computers reckon in halves."""


def to_percent(share: float) -> int:
    """A share, 0 to 1, in whole hundredths."""
    return math.floor(100.0 * share + ROUNDING)
