"""A hazard is one file: a further one is read, checked, tabulated, played and measured without touching the packages."""

from pathlib import Path

import pytest

from scenarios.diagnostics import Problems
from scenarios.hazards import MEASURE_NAMES, SHARES
from scenarios.library import open_emergency
from scenarios.loading.json_schema import build_schema
from sim.experiment.compare import compare
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.hazards.base import HAZARDS, register
from sim.measures import MEASURES
from tests.sim.hazards.toy_hazards import HAZARD, flood, written

__all__ = ["flood"]  # the fixture


@pytest.mark.usefixtures("flood")
def test_it_is_compared_by_other_processes(tmp_path: Path) -> None:
    emergency = open_emergency(written(tmp_path), "rural-k12", ["app-no-staff-leg", "app"])
    of = Experiment(emergency, ["app-no-staff-leg", "app"], seed=3)
    result = compare(of, Execution(workers=2), replications=4, input_pairs=0)
    of_arms = {line.measure: line for line in result.measures}
    assert set(of_arms) == {"recognition", "first_report", "hazard_over", "aware_t50", "wet_share"}
    horizon = emergency.scenario.horizon
    for line in result.measures:
        if line.measure == "wet_share":
            assert line.mean == pytest.approx(2 * 240 / horizon)  # it stays twice as long in a hall


@pytest.mark.usefixtures("flood")
def test_its_file_is_checked(tmp_path: Path) -> None:
    wrong = HAZARD.replace("4 min", "0 s").replace("range: 2 min", "range: 0 s")
    for hazard, message in (
        (wrong, "lasts is 0 s; it must take some time"),
        (HAZARD.replace("lasts:", "last:"), 'nearest is "lasts"'),
        (HAZARD.replace("kind: flood", "kind: floud"), 'nearest is "flood"'),
    ):
        with pytest.raises(Problems) as result:
            open_emergency(written(tmp_path, hazard))
        assert message in str(result.value)


@pytest.mark.usefixtures("flood")
def test_the_schema_knows_it() -> None:
    assert "Flood" in build_schema("scenario")["$defs"]
    assert "wet_share" in SHARES


def test_afterwards_it_is_gone() -> None:
    assert "flood" not in HAZARDS
    assert "flood" not in MEASURE_NAMES
    assert "wet_share" not in MEASURES


@pytest.mark.usefixtures("flood")
def test_a_kind_and_a_measure_are_registered_once() -> None:
    from dataclasses import replace

    from tests.plug_in.flood import FLOOD, Flood

    class Other(Flood):
        """Of the same kind."""

    with pytest.raises(ValueError, match="registered already"):
        register(replace(FLOOD, model=Other))
