"""`allcall rank`, `sweep`, `sensitivity` and `leverage`: their options, the files they write, and how they end. What the numbers are is
tested where they are made.
"""

import dataclasses
import json
import shlex
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from scenarios.library import open_emergency
from sim.experiment import ranking, sweep
from sim.experiment.execution import StoppedError, never
from sim.experiment.experiment import Experiment
from tests.reports.comparison.sensitivities import build_sensitivity
from tests.sim.experiment.questions import SIMPY
from tui.cli import main
from tui.commands import rank as rank_command
from tui.commands import sensitivity as sensitivity_command
from tui.commands import sweep as sweep_command
from tui.commands.options import RunOptions
from tui.commands.rank import RankOptions, parse_alpha
from tui.commands.sensitivity import SensitivityOptions
from tui.commands.settings import ChangeOptions
from tui.commands.sweep import SweepOptions
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]
OVER = "app.press=5 s..80 s:3"


def hear(function: str, patch: pytest.MonkeyPatch) -> Mock:
    """What the experiment is asked for; it is stopped at once."""
    asked = Mock(side_effect=StoppedError("stopped"))
    patch.setattr(f"sim.experiment.{function}", asked)
    return asked


@pytest.mark.parametrize(
    ("function", "line", "asked"),
    [
        (
            "compare.compare",
            "--strategies app,office-pa --baseline office-pa --replications 7 --input-pairs 0 --levers",
            {"strategies": ["app", "office-pa"], "baseline": "office-pa", "replications": 7, "precision": None, "input_pairs": 0,
             "joint": 384, "levers": True, "is_whole": False, "on_results": None, "on_interim": None,
             "on_what_if": None},
        ),
        (
            "ranking.rank",
            "--strategies app,office-pa --measure first_unit_on_scene --confidence 90% --max-replications 500 --joint 64",
            {"strategies": ["app", "office-pa"], "measure": "first_unit_on_scene", "alpha": 0.1, "cap": 500, "joint": 64},
        ),
        (
            "sweep.sweep",
            "--over 'app.installed=10%..100%:10' --over app.press=5s,9s --strategies app,office-pa --baseline office-pa"
            " --measure aware_t90,aware_t50 --replications 50",
            {"over": {"app.installed": "10%..100%:10", "app.press": "5s,9s"}, "strategies": ["app", "office-pa"],
             "baseline": "office-pa", "measures": ["aware_t90", "aware_t50"], "pairs": 50},
        ),
        (
            "global_sensitivity.sensitivity",
            "--strategies office-pa,app --measure unprotected_person_minutes --trajectories 20 --points 512 --pairs 40",
            {"strategies": ["office-pa", "app"], "measure": "unprotected_person_minutes", "trajectories": 20, "points": 512,
             "pairs": 40},
        ),
    ],
)  # fmt: skip
def test_options_reach_their_call(
    function: str, line: str, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, command = hear(function, monkeypatch), function.rpartition(".")[2]
    line += " --seed 3 --workers 1 --pa failed --sro away --campus suburban-elementary --engine simpy --set 'app.push.delay=9 s'"
    assert main(shlex.split(f"{command} active-assailant {line}")) == 130
    experiment, *over, execution = heard.call_args.args
    given = {**heard.call_args.kwargs, **vars(experiment), **vars(execution), **({"over": over[0]} if over else {})}
    emergency = given.pop("emergency")
    assert callable(given.pop("on_progress"))
    assert emergency.place.campus.campus == "suburban-elementary"
    assert emergency.overrides == {"app.push.delay": 9.0}
    run = {"baseline": None, "seed": 3, "conditions": ("pa-failed", "sro-away"), "workers": 1, "engine": "simpy"}
    assert given == {**run, "store": None, "stop": never, **asked}


# rank


@cache
def ranked() -> ranking.Ranking:
    return ranking.rank(Experiment(open_emergency("reference-r1")), SIMPY, cap=20)


def test_the_strategies_of_the_scenario_are_ranked_unless_some_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = hear("ranking.rank", monkeypatch)
    main(["rank", "reference-r1"])
    assert heard.call_args.args[0].strategies is None


def test_all_are_those_of_the_scenario_and_all_that_add_to_todays_practice(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = hear("ranking.rank", monkeypatch)
    main(["rank", "active-assailant-class", "--strategies", "all"])
    asked = set(heard.call_args.args[0].strategies)
    assert {"office-pa", "app", "practice+app", "everything", "radio-all"} <= asked
    assert "word-of-mouth" not in asked


def test_a_confidence_is_a_percentage_above_half() -> None:
    assert [parse_alpha(text) for text in ("95%", "99.5 %", "50.1%")] == [0.05, 0.005, 0.499]
    for text in ("95", "0.95", "100%", "50%", "-95%", "sure", "99.9.9%", ""):
        with pytest.raises(CommandError, match='write it as in "95%"'):
            parse_alpha(text)


def test_a_stopped_ranking_is_printed_and_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    stopped = dataclasses.replace(ranked(), stopped="interrupted")
    monkeypatch.setattr(ranking, "rank", lambda *_, **__: stopped)
    assert main(["rank", "reference-r1"]) == 130
    assert "interrupted" in capsys.readouterr().out


def test_the_next_command_compares_the_first_two_under_the_same_conditions() -> None:
    both = "my files/r1-simultaneous.yaml, r1-sequential"
    options = RankOptions(strategies=both, campus="reference-ring", run=RunOptions(sro="away"))
    command = rank_command.build_next_command("reference-r1", ranked(), options)
    assert shlex.split(command) == [
        *("allcall", "compare", "reference-r1", "--campus", "reference-ring"),
        *("--strategies", "r1-sequential,my files/r1-simultaneous.yaml", "--sro", "away"),
    ]


# sweep


@cache
def swept(*values: float) -> sweep.Sweep:
    over = {"app.press": values or (5.0, 30.0, 80.0)}
    return sweep.sweep(Experiment(open_emergency("reference-r1")), over, SIMPY, measures=["first_report"], pairs=20)


@pytest.mark.slow
def test_the_next_commands_compare_at_the_break_even_and_draw_it() -> None:
    options = SweepOptions(over=(OVER,), strategies="r1-sequential,r1-simultaneous", run=RunOptions(radio="failed"))
    at_break_even, figures = sweep_command.build_next_commands("reference-r1", swept(), options)
    value = swept().break_evens[0].found.value
    assert value is not None
    run = "reference-r1 --strategies r1-sequential,r1-simultaneous --radio failed"
    assert at_break_even == f"allcall compare {run} --set 'app.press={value:.3g} s'"
    assert figures == f"allcall sweep {run} --over '{OVER}' --figure figures"


@pytest.mark.slow
def test_where_the_break_even_is_not_resolved_more_pairs_are_suggested() -> None:
    options = SweepOptions(over=(OVER,), figure="figures")
    (more,) = sweep_command.build_next_commands("reference-r1", swept(20.0, 21.0), options)
    assert more.endswith("--replications 100")


# sensitivity


def test_the_next_commands_sweep_the_strongest_input_and_draw() -> None:
    options = SensitivityOptions(campus="rural-k12", run=RunOptions(radio="failed"))
    next_sweep, figures = sensitivity_command.build_next_commands("active-assailant", build_sensitivity(), options)
    run = "active-assailant --campus rural-k12 --strategies office-pa,practice+app --radio failed"
    assert next_sweep == f"allcall sweep {run} --over pa.authority.needed"
    assert figures == f"allcall sensitivity {run} --figure figures"


def test_where_no_input_matters_the_first_one_is_suggested() -> None:
    result = build_sensitivity()
    inputs = tuple(dataclasses.replace(screened, sobol=None) for screened in reversed(result.inputs))
    options = SensitivityOptions(changes=ChangeOptions(arms=("mine: app",)), figure="figures")
    changed = dataclasses.replace(result, inputs=inputs)
    (next_sweep,) = sensitivity_command.build_next_commands("active-assailant", changed, options)
    assert next_sweep == "allcall sweep active-assailant --arm 'mine: app' --over walking.adult"


# files


@pytest.mark.parametrize(
    ("made", "line", "first", "names"),
    [
        (ranked, "rank reference-r1", "r1-simultaneous", "ranking.csv"),
        (build_sensitivity, "sensitivity active-assailant", "pa.authority.needed", "inputs.csv points.csv"),
        pytest.param(
            *(swept, f"sweep reference-r1 --over '{OVER}'", "app.press", "break_even.csv sweep-1-first_report.png"),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            *(build_sensitivity, "sensitivity active-assailant", "pa.authority.needed", "sensitivity.png"),
            marks=pytest.mark.slow,
        ),
    ],
    ids=["rank", "sensitivity", "sweep drawn", "sensitivity drawn"],
)
def test_every_file_that_is_asked_for_is_written_and_named_and_its_json_is_that_of_standard_output(
    made: Callable[[], Any],
    line: str,
    first: str,
    names: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: Capture,
) -> None:
    words, files = shlex.split(line), f"--json {tmp_path}/all.json --csv {tmp_path}/tables"
    functions = {"rank": "ranking.rank", "sweep": "sweep.sweep", "sensitivity": "global_sensitivity.sensitivity"}
    monkeypatch.setattr(f"sim.experiment.{functions[words[0]]}", lambda *_, **__: made())
    files += f" --figure {tmp_path}/figures" if ".png" in names else ""
    assert main([*words, "--json", "-"]) == 0
    printed = capsys.readouterr().out
    assert main([*words, *files.split()]) == 0
    assert (tmp_path / "all.json").read_text("utf-8") == printed
    listed = json.loads(printed)["strategies" if words[0] == "rank" else "inputs"]
    assert first in listed[0].values()
    written = [Path(text.removeprefix("written: ")) for text in capsys.readouterr().err.splitlines()]
    assert all(path.is_file() for path in written)
    assert {path.name for path in written} >= {"all.json", *names.split()}


@pytest.mark.slow
def test_the_leverage_is_the_same_in_a_file_and_on_standard_output(tmp_path: Path, capsys: Capture) -> None:
    """By the name of the exercise and by that of its scenario."""
    path, few = tmp_path / "leverage.json", ["--emergencies", "2", "--workers", "1"]
    assert main(["leverage", "cardiac-arrest-20", *few, "--json", str(path)]) == 0
    assert "D1" in capsys.readouterr().out
    assert main(["leverage", "cardiac-arrest", *few, "--json", "-"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record == json.loads(path.read_text())
    assert [question["id"] for question in record["questions"]] == ["D1", "D2", "D3", "D4", "D5"]
    assert record["emergencies"] == 2
