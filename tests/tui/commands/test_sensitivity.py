"""`allcall sensitivity`: its options, the files it writes, and how it ends. What the numbers are is tested where they are made."""

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.experiment import global_sensitivity
from sim.experiment.execution import Execution, never
from sim.experiment.experiment import Experiment
from sim.experiment.global_sensitivity import GlobalSensitivity
from tests.reports.comparison.sensitivities import build_sensitivity
from tui.cli import main
from tui.commands.options import RunOptions
from tui.commands.sensitivity import SensitivityOptions, build_next_commands
from tui.commands.settings import ChangeOptions

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the experiment is asked for; it answers with made numbers."""
    options: dict[str, Any] = {}

    def sensitivity(experiment: Experiment, execution: Execution, **given: Any) -> GlobalSensitivity:
        options.update(given, **vars(experiment), **vars(execution))
        return build_sensitivity()

    monkeypatch.setattr(global_sensitivity, "sensitivity", sensitivity)
    return options


def test_options_reach_the_experiment(asked: dict[str, Any]) -> None:
    line = (
        "sensitivity active-assailant --strategies office-pa,app --measure unprotected_person_minutes --seed 3"
        " --trajectories 20 --points 512 --pairs 40 --workers 1 --pa failed --sro away"
        " --campus suburban-elementary --engine simpy --set 'app.push.delay=9 s'"
    )
    assert main(shlex.split(line)) == 0
    emergency = asked.pop("emergency")
    assert callable(asked.pop("on_progress"))
    assert emergency.place.campus.campus == "suburban-elementary"
    assert emergency.overrides == {"app.push.delay": 9.0}
    assert asked == {
        "strategies": ["office-pa", "app"],
        "measure": "unprotected_person_minutes",
        "baseline": None,
        "seed": 3,
        "trajectories": 20,
        "points": 512,
        "pairs": 40,
        "conditions": ("pa-failed", "sro-away"),
        "workers": 1,
        "engine": "simpy",
        "store": None,
        "stop": never,
    }


@pytest.mark.slow
def test_every_file_that_is_asked_for_is_written_and_named(
    asked: dict[str, Any], tmp_path: Path, capsys: Capture
) -> None:
    assert main(["sensitivity", "active-assailant", "--json", "-"]) == 0
    assert asked
    printed = capsys.readouterr().out
    files = f"--json {tmp_path}/all.json --csv {tmp_path}/tables --figure {tmp_path}/figures"
    assert main(["sensitivity", "active-assailant", *files.split()]) == 0
    assert (tmp_path / "all.json").read_text("utf-8") == printed
    assert json.loads(printed)["inputs"][0]["name"] == "pa.authority.needed"
    written = [Path(line.removeprefix("written: ")) for line in capsys.readouterr().err.splitlines()]
    assert all(path.is_file() for path in written)
    assert {path.name for path in written} >= {"all.json", "inputs.csv", "points.csv", "sensitivity.png"}


def test_the_next_commands_sweep_the_strongest_input_and_draw() -> None:
    options = SensitivityOptions(campus="rural-k12", run=RunOptions(radio="failed"))
    sweep, figures = build_next_commands("active-assailant", build_sensitivity(), options)
    run = "active-assailant --campus rural-k12 --strategies office-pa,practice+app --radio failed"
    assert sweep == f"allcall sweep {run} --over pa.authority.needed"
    assert figures == f"allcall sensitivity {run} --figure figures"


def test_where_no_input_matters_the_first_one_is_suggested() -> None:
    result = build_sensitivity()
    inputs = tuple(replace(screened, sobol=None) for screened in reversed(result.inputs))
    options = SensitivityOptions(changes=ChangeOptions(arms=("mine: app",)), figure="figures")
    (sweep,) = build_next_commands("active-assailant", replace(result, inputs=inputs), options)
    assert sweep == ("allcall sweep active-assailant --arm 'mine: app' --over walking.adult")
