"""Old names of helpers that are in `tests.sim` now."""

from tests.sim.model.random_hazards import storms
from tests.sim.schools import area, deciding, knowing, sheltering, storm, storm_campus, storm_scenario

__all__ = ["storm", "sheltering", "deciding", "knowing", "storm_scenario", "area", "storm_campus", "storms"]
