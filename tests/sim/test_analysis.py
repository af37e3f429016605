"""`from sim import compare, ...`: what the functions open and set before they ask the experiments."""

import copy
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from scenarios.errors import AllcallError, ArgumentError, UnknownName
from scenarios.library import open_emergency, open_strategy
from scenarios.settings import SettingError
from sim.analysis import compare, simulate_year
from sim.experiment.comparison import Comparison
from sim.experiment.design import PlanError
from sim.result import Result
from tests.sim.schools import small_school


def played(**given: object) -> Result[Comparison]:
    return compare(small_school(), pairs=20, input_pairs=0, joint=0, workers=1, **given)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_number_is_in_the_unit_of_the_input_and_a_text_has_its_own() -> None:
    texts = played(set={"pa.reach_microphone": "1 min 30 s"})
    numbers = played(set={"pa.reach_microphone": 90})
    assert texts.emergency is not None
    assert texts.emergency.overrides == {"pa.reach_microphone": 90.0}
    assert texts.outcome == numbers.outcome != played().outcome


def test_a_mapping_is_a_whole_distribution() -> None:
    (line,) = played(set={"witnessing.decision": {"fixed": "9 s"}}).settings
    assert line.value == "fixed 9 s"


def test_an_arm_is_played_beside_what_the_campus_does_today() -> None:
    result = played(arms={"Quick office": "announces, pa.reach_microphone=5 s"})
    assert result.strategies == ("announces", "quick-office")


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ({"set": {"pa.reach_microfone": 90}}, "pa.reach_microphone"),
        ({"arms": {"quick": "announce"}}, "announces"),
        ({"set": {"pa.reach_microphone": "90 sec onds"}}, "90 s"),
    ],
)
def test_what_is_misspelt_is_refused(given: dict[str, object], nearest: str) -> None:
    with pytest.raises(SettingError, match=nearest):
        played(**given)


SILENT: dict[str, Any] = {
    "strategy": "silent",
    "title": "App, 911 only",
    "summary": "As `app-no-staff-leg` is.",
    "like": "app",
    "app": {"legs": {"psap": "on", "staff": "off"}},
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "given",
    [
        SILENT,
        "strategy: silent\ntitle: Text\nsummary: Text.\nlike: app\napp: {legs: {psap: on, staff: off}}\n",
        open_strategy("app-no-staff-leg").model_copy(update={"strategy": "silent"}),
    ],
    ids=["mapping", "text", "object"],
)
def test_a_strategy_from_python_is_played_as_the_same_one_from_a_file(given: Any) -> None:
    """Under another name, with the same random numbers."""
    both = ["app-no-staff-leg", given]
    raw = compare("cardiac-arrest", strategies=both, pairs=5, input_pairs=0, keep_raw=True, engine="simpy").raw
    assert raw is not None
    assert [arm.strategy for arm in raw.arms] == ["app-no-staff-leg", "silent"]
    assert (raw.values[:][:, 0] == raw.values[:][:, 1]).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ap": {}}, r"strategies:\d+:\d+: .*nearest is \"app\""),
        ({"strategy": "app"}, "there is a strategy of this name already"),
        ({"summary": print}, "cannot stand in a file"),
    ],
)
def test_a_strategy_that_cannot_be_played_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(AllcallError, match=message):
        compare("cardiac-arrest", strategies=["app", {**SILENT, **change}])


def test_a_year_takes_names_of_strategies() -> None:
    with pytest.raises(ArgumentError, match="write a file"):
        simulate_year("large-high-school", strategies=["app", SILENT])  # type: ignore[list-item]


def test_an_open_emergency_has_its_campus() -> None:
    with pytest.raises(ValueError, match="has one already"):
        played(campus="large-high-school")


@pytest.mark.slow
def test_every_replication_is_kept_if_asked_for() -> None:
    assert played().raw is None
    raw = played(keep_raw=True).raw
    assert raw is not None
    assert raw.column("alerts", "aware_t90").shape == (20,)


@pytest.mark.slow
def test_a_labeled_array_has_the_measures_of_every_replication_and_the_times_of_every_person() -> None:
    """The ninth of ten persons to be aware is so at `aware_t90`, which is measured without regard to who it is."""
    result = played(keep_raw=True)
    labeled = result.to_xarray(persons=True)
    assert labeled.value.dims == ("replication", "arm", "measure")
    assert labeled.aware.dims == ("replication", "arm", "person")
    staff = labeled.sizes["person"]
    by_time = np.sort(labeled.aware.values, axis=2)[:, :, math.ceil(0.9 * staff) - 1]
    assert by_time.tolist() == labeled.value.sel(measure="aware_t90").values.tolist()
    assert np.isfinite(by_time).any()


def test_what_was_not_played_cannot_be_asked_for() -> None:
    result = played()
    with pytest.raises(PlanError, match="keep_raw=True"):
        result.to_xarray()
    with pytest.raises(UnknownName, match="there is dials; alerts; announces"):
        result.aware_times("alerts", ["pa-failed"])


def test_a_result_has_what_its_outcome_has_also_when_it_is_copied() -> None:
    result = copy.copy(played())
    assert result.contrasts is result.outcome.contrasts
    with pytest.raises(AttributeError, match="nothing"):
        _ = result.nothing


@pytest.mark.slow
def test_nothing_of_the_reports_is_loaded_before_a_page_or_figure_is_asked_for() -> None:
    code = "import sim.analysis, sys; print([name for name in ('reports', 'matplotlib') if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


@pytest.mark.slow
def test_a_scenario_is_opened_by_its_name_on_another_campus() -> None:
    result = compare("cardiac-arrest", campus="suburban-elementary", pairs=2, input_pairs=0, joint=0, workers=1)
    assert result.emergency is not None
    assert result.emergency.scenario == open_emergency("cardiac-arrest", "suburban-elementary").scenario
    assert result.campus == "suburban-elementary"
    assert repr(result).startswith("<Comparison: ")
