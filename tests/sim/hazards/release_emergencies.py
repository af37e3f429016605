"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.model.random_hazards import leaks, plumes
from tests.sim.schools import (
    FAST,
    PLAIN_LINKS,
    WIDE,
    air,
    building,
    closing,
    fans,
    front,
    gas,
    gas_scenario,
    ordering,
    plume,
    plume_scenario,
    release,
    silent,
)
from tests.sim.schools import plume_school as school

__all__ = [
    "FAST",
    "WIDE",
    "gas",
    "front",
    "ordering",
    "silent",
    "gas_scenario",
    "PLAIN_LINKS",
    "building",
    "plume",
    "release",
    "air",
    "closing",
    "fans",
    "plume_scenario",
    "school",
    "leaks",
    "plumes",
]
