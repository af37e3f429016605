"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.model.random_hazards import fires, random_alarm, random_fire, random_leaving, ways_out
from tests.sim.schools import burning, detected_at, fire_campus, fire_scenario, horns, leaving
from tests.sim.worlds import door, group_in, outside, teacher

__all__ = [
    "door",
    "outside",
    "teacher",
    "group_in",
    "horns",
    "detected_at",
    "burning",
    "leaving",
    "fire_scenario",
    "fire_campus",
    "fires",
    "ways_out",
    "random_alarm",
    "random_fire",
    "random_leaving",
]
