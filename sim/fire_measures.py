"""The measures of a fire: the alarm, leaving the building, and being counted. Defined here, listed with all others in `measures`.

The required safe egress time (RSET) ends with the last head out of the building; the available one (ASET) when the fire is so strong
that nobody should be inside. What nobody can leave any more is not left out: then RSET is not reached.
"""

import math
from collections.abc import Callable

from sim.measure import Measure
from sim.reading import Reading
from sim.trace import Kind

FIRE_MEASURES = (
    Measure("alarm_sounds", "s", "lower", "Onset to the horns of the fire alarm.", time=True),
    Measure(
        "rset",
        "s",
        "lower",
        "Required safe egress time: onset to the last head out of the building.",
        time=True,
    ),
    Measure(
        "aset_margin",
        "s",
        "higher",
        "Available less required safe egress time, each at most the horizon: time to spare for the last head.",
    ),
    Measure(
        "accountability_complete",
        "s",
        "lower",
        "Onset to everybody who can leave being counted at the assembly point.",
        time=True,
    ),
)


def rset(reading: Reading) -> float:
    """Last head out, inf if not all are out."""
    return reached(reading.protected, reading.heads)


def aset_margin(reading: Reading) -> float:
    """A fire that goes out before it is too strong leaves time until the horizon."""
    horizon = reading.tables.horizon
    return min(reading.first.get(Kind.UNTENABLE, horizon), horizon) - min(rset(reading), horizon)


def accountability_complete(reading: Reading) -> float:
    """Last of those who are not cut off counted, inf if somebody is missing."""
    return reached(reading.counted, reading.heads - reading.cut_off)


def reached(steps: list[tuple[float, int]], wanted: int) -> float:
    """When so many heads have been seen."""
    heads = 0
    for time, more in steps:
        heads += more
        if heads >= wanted:
            return time
    return math.inf


FIRE_READERS: dict[str, Callable[[Reading], float]] = {
    "alarm_sounds": lambda reading: reading.alarm,
    "rset": rset,
    "aset_margin": aset_margin,
    "accountability_complete": accountability_complete,
}
