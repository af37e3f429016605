"""`allcall rank`: its options, the files it writes, and how it ends. What the numbers are is tested where they are made."""

import dataclasses
import json
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scenarios.library import open_emergency
from sim.experiment import ranking as ranking_module
from sim.experiment.execution import Execution, never
from sim.experiment.experiment import Experiment
from sim.experiment.ranking import Ranking
from tests.sim.experiment.questions import SIMPY
from tui.cli import main
from tui.commands.options import RunOptions
from tui.commands.rank import RankOptions, build_next_command, parse_alpha
from tui.terminal.console import CommandError

Capture = pytest.CaptureFixture[str]


@cache
def played() -> Ranking:
    return ranking_module.rank(Experiment(open_emergency("reference-r1")), SIMPY, cap=20)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the experiment is asked for; it answers with the ranking that was played once."""
    ranking = played()
    options: dict[str, Any] = {}

    def rank(experiment: Experiment, execution: Execution, **given: Any) -> Ranking:
        options.update(given, **vars(experiment), **vars(execution))
        return ranking

    monkeypatch.setattr(ranking_module, "rank", rank)
    return options


def test_options_reach_the_experiment(asked: dict[str, Any]) -> None:
    line = (
        "rank active-assailant --strategies app,office-pa --measure first_unit_on_scene --seed 3 --confidence 90%"
        " --workers 1 --pa failed --sro away --campus suburban-elementary --engine simpy --max-replications 500 --joint 64"
    )
    assert main(line.split()) == 0
    emergency = asked.pop("emergency")
    assert callable(asked.pop("on_progress"))
    assert emergency.place.campus.campus == "suburban-elementary"
    assert asked == {
        "strategies": ["app", "office-pa"],
        "measure": "first_unit_on_scene",
        "baseline": None,
        "seed": 3,
        "alpha": 0.1,
        "cap": 500,
        "joint": 64,
        "conditions": ("pa-failed", "sro-away"),
        "workers": 1,
        "engine": "simpy",
        "store": None,
        "stop": never,
    }


def test_the_strategies_of_the_scenario_are_ranked_unless_some_are_named(asked: dict[str, Any]) -> None:
    assert main(["rank", "reference-r1"]) == 0
    assert asked["strategies"] is None


def test_all_are_those_of_the_scenario_and_all_that_add_to_todays_practice(asked: dict[str, Any]) -> None:
    assert main(["rank", "active-assailant-class", "--strategies", "all"]) == 0
    assert {"office-pa", "app", "practice+app", "everything", "radio-all"} <= set(asked["strategies"])
    assert "word-of-mouth" not in asked["strategies"]


@pytest.mark.parametrize(("text", "alpha"), [("95%", 0.05), ("99.5 %", 0.005), ("50.1%", 0.499)])
def test_a_confidence_is_read(text: str, alpha: float) -> None:
    assert parse_alpha(text) == alpha


@pytest.mark.parametrize("text", ["95", "0.95", "100%", "50%", "-95%", "sure", "99.9.9%", ""])
def test_any_other_confidence_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match='write it as in "95%"'):
        parse_alpha(text)


def test_the_file_and_standard_output_get_the_same_json(asked: dict[str, Any], tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "ranking.json"
    assert main(["rank", "reference-r1", "--json", "-"]) == 0
    printed = capsys.readouterr().out
    assert main(["rank", "reference-r1", "--json", str(path)]) == 0
    assert path.read_text("utf-8") == printed
    assert json.loads(printed)["strategies"][0]["strategy"] == "r1-simultaneous"
    assert capsys.readouterr().err == f"written: {path}\n"


def test_a_stopped_ranking_is_printed_and_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    stopped = dataclasses.replace(played(), stopped="interrupted")
    monkeypatch.setattr(ranking_module, "rank", lambda *_, **__: stopped)
    assert main(["rank", "reference-r1"]) == 130
    assert "interrupted" in capsys.readouterr().out


def test_the_next_command_compares_the_first_two_under_the_same_conditions() -> None:
    options = RankOptions(
        strategies="my files/r1-simultaneous.yaml, r1-sequential", campus="reference-ring", run=RunOptions(sro="away")
    )
    command = build_next_command("reference-r1", played(), options)
    assert shlex.split(command) == [
        *("allcall", "compare", "reference-r1", "--campus", "reference-ring"),
        *("--strategies", "r1-sequential,my files/r1-simultaneous.yaml", "--sro", "away"),
    ]
