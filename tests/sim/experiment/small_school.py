"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.inputs import assumed
from tests.sim.schools import small_campus, small_scenario, small_school

__all__ = ["small_campus", "small_scenario", "small_school", "assumed"]
