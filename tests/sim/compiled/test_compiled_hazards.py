"""Which hazards are compiled: all that are shipped; one that is added in a file of its own runs on the model."""

from pathlib import Path

import pytest

from scenarios.library import open_emergency
from sim.hazards.installed import is_installed
from sim.tabulation import tabulate
from tests.sim.compiled.shipped_scenarios import SHIPPED
from tests.sim.hazards.toy_hazards import flood, written

__all__ = ["flood"]  # the fixture


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SHIPPED)
def test_every_shipped_hazard_is_installed(scenario: str) -> None:
    emergency = open_emergency(scenario)
    assert is_installed(tabulate(emergency, next(iter(emergency.strategies))))


@pytest.mark.usefixtures("flood")
def test_a_hazard_that_somebody_adds_is_not(tmp_path: Path) -> None:
    assert not is_installed(tabulate(open_emergency(written(tmp_path), "rural-k12", ["app"]), "app"))
