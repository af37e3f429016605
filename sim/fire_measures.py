"""The measures of a fire: the alarm, leaving the building, and being counted. Defined here, listed with all others in `measures`.

The required safe egress time (RSET) ends with the last head out of the buildings that must be left: the one where it burns, and those
on the same fire panel. The available one (ASET) ends when the fire is so strong that nobody should be inside. Whoever is in another
building at onset counts among those who are aware and protected, and not here: nothing burns there, and no horn sounds. Whom the fire
cuts off is not left out: then RSET is not reached.
"""

import math
from collections.abc import Callable

from sim.exposure import heads_of
from sim.measure import Measure
from sim.reading import Reading
from sim.trace import Kind

MARGIN_OF = {"aset_margin": "rset"}
"""The time that a margin is left by: where that is not reached, the margin holds the horizon."""
FIRE_MEASURES = (
    Measure("alarm_sounds", "s", "lower", "Onset to the horns of the fire alarm.", time=True),
    Measure(
        "rset",
        "s",
        "lower",
        "Required safe egress time: onset to the last head out of the buildings on the panel of the fire.",
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
        "Onset to everybody who must and can leave being counted at the assembly point.",
        time=True,
    ),
)


def must_leave(reading: Reading) -> list[int]:
    """Who must leave, by unit: who was at onset in the building where it burns, or in another on its panel."""
    if not reading.hazard_at:
        return []
    tables, burns = reading.tables, reading.hazard_at[0][1]
    zones, emptied = tables.staff.zone + tables.groups.zone, tables.fire.must_leave[burns]
    return [unit for unit, heads in enumerate(heads_of(reading)) if heads and emptied[zones[unit]]]


def rset(reading: Reading) -> float:
    """Last head out of those who must leave, inf if not all are out; 0 if nobody must."""
    return max((reading.protected_at.get(unit, math.inf) for unit in must_leave(reading)), default=0.0)


def aset_margin(reading: Reading) -> float:
    """A fire that goes out before it is too strong leaves time until the horizon."""
    horizon = reading.tables.horizon
    return min(reading.first.get(Kind.UNTENABLE, horizon), horizon) - min(rset(reading), horizon)


def accountability_complete(reading: Reading) -> float:
    """Last of those counted who must leave and are not cut off, inf if somebody is missing; 0 if nobody is waited for."""
    awaited = [unit for unit in must_leave(reading) if unit not in reading.cut_off]
    return max((reading.counted_at.get(unit, math.inf) for unit in awaited), default=0.0)


FIRE_READERS: dict[str, Callable[[Reading], float]] = {
    "alarm_sounds": lambda reading: reading.alarm,
    "rset": rset,
    "aset_margin": aset_margin,
    "accountability_complete": accountability_complete,
}
