"""`allcall sweep`: its options, the files it writes, and how it ends. What the numbers are is tested where they are made."""

import json
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scenarios.library import open_emergency
from sim.experiment import sweep as sweep_module
from sim.experiment.execution import Execution, never
from sim.experiment.experiment import Experiment
from sim.experiment.sweep import Sweep
from tests.sim.experiment.questions import SIMPY
from tui.cli import main
from tui.commands.options import RunOptions
from tui.commands.sweep import SweepOptions, build_next_commands

Capture = pytest.CaptureFixture[str]
OVER = "app.press=5 s..80 s:3"


@cache
def played(*values: float) -> Sweep:
    return sweep_module.sweep(
        Experiment(open_emergency("reference-r1")),
        {"app.press": values or (5.0, 30.0, 80.0)},
        SIMPY,
        measures=["first_report"],
        pairs=20,
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the experiment is asked for; it answers with the sweep that was played once."""
    result = played()
    options: dict[str, Any] = {}

    def sweep(experiment: Experiment, over: object, execution: Execution, **given: Any) -> Sweep:
        options.update(given, over=over, **vars(experiment), **vars(execution))
        return result

    monkeypatch.setattr(sweep_module, "sweep", sweep)
    return options


@pytest.mark.slow
def test_options_reach_the_experiment(asked: dict[str, Any]) -> None:
    line = (
        "sweep active-assailant --over 'app.installed=10%..100%:10' --over app.press=5s,9s --strategies app,office-pa"
        " --baseline office-pa --measure aware_t90,aware_t50 --seed 3 --replications 50 --workers 1 --pa failed --sro away"
        " --campus suburban-elementary --engine simpy --set 'app.push.delay=9 s'"
    )
    assert main(shlex.split(line)) == 0
    emergency = asked.pop("emergency")
    assert callable(asked.pop("on_progress"))
    assert emergency.place.campus.campus == "suburban-elementary"
    assert emergency.overrides == {"app.push.delay": 9.0}
    assert asked == {
        "over": {"app.installed": "10%..100%:10", "app.press": "5s,9s"},
        "strategies": ["app", "office-pa"],
        "baseline": "office-pa",
        "measures": ["aware_t90", "aware_t50"],
        "seed": 3,
        "pairs": 50,
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
    assert main(["sweep", "reference-r1", "--over", OVER, "--json", "-"]) == 0
    printed = capsys.readouterr().out
    files = ["--json", f"{tmp_path}/sweep.json", "--csv", f"{tmp_path}/tables", "--figure", f"{tmp_path}/figures"]
    assert main(["sweep", "reference-r1", "--over", OVER, *files]) == 0
    assert (tmp_path / "sweep.json").read_text("utf-8") == printed
    assert json.loads(printed)["inputs"][0]["name"] == "app.press"
    written = [Path(line.removeprefix("written: ")) for line in capsys.readouterr().err.splitlines()]
    assert all(path.is_file() for path in written)
    assert {path.name for path in written} >= {"sweep.json", "break_even.csv", "sweep-1-first_report.png"}


@pytest.mark.slow
def test_the_next_commands_compare_at_the_break_even_and_draw_it() -> None:
    options = SweepOptions(over=(OVER,), strategies="r1-sequential,r1-simultaneous", run=RunOptions(radio="failed"))
    at_break_even, figures = build_next_commands("reference-r1", played(), options)
    value = played().break_evens[0].found.value
    assert value is not None
    run = "reference-r1 --strategies r1-sequential,r1-simultaneous --radio failed"
    assert at_break_even == f"allcall compare {run} --set 'app.press={value:.3g} s'"
    assert figures == f"allcall sweep {run} --over '{OVER}' --figure figures"


@pytest.mark.slow
def test_where_the_break_even_is_not_resolved_more_pairs_are_suggested() -> None:
    options = SweepOptions(over=(OVER,), figure="figures")
    (more,) = build_next_commands("reference-r1", played(20.0, 21.0), options)
    assert more.endswith("--replications 100")
