"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.model.random_hazards import bomb_threats, hoaxes
from tests.sim.schools import ALONE, HEADS, WIDE, bomb_threat, center, hoax, hoax_scenario, order
from tests.sim.schools import hoax_school as school

__all__ = [
    "WIDE",
    "HEADS",
    "ALONE",
    "center",
    "order",
    "hoax",
    "bomb_threat",
    "hoax_scenario",
    "school",
    "hoaxes",
    "bomb_threats",
]
