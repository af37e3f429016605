"""Either engine gives the same comparison, and the compiled one plays where it saves time."""

import sys
from functools import partial
from pathlib import Path

import pytest

from scenarios.library import open_emergency
from sim.experiment import engine_choice
from sim.experiment.compare import compare
from sim.experiment.design import PlanError
from sim.experiment.execution import COMPILING, Execution
from sim.experiment.executor import Progress
from sim.experiment.experiment import Experiment
from tests.sim.experiment.questions import ALONE
from tests.sim.hazards.toy_hazards import flood, written

__all__ = ["flood"]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["reference-r1", "cardiac-arrest", "laboratory-fire"])
def test_both_engines_give_the_same_comparison(scenario: str) -> None:
    emergency = open_emergency(scenario)
    experiment = Experiment(emergency, list(emergency.strategies)[:2])
    play = partial(compare, experiment, replications=5, input_pairs=1, joint=0)
    by_simpy, compiled = (play(Execution(workers=1, engine=engine)) for engine in ("simpy", "compiled"))
    assert by_simpy.to_json() == compiled.to_json()


def test_compiling_reports_how_far_it_is() -> None:
    parts: list[tuple[str, Progress]] = []
    execution = Execution(workers=1, engine="compiled", on_progress=lambda *told: parts.append(told))
    compare(Experiment(open_emergency("reference-r1")), execution, replications=2, input_pairs=0)
    compiling = [progress for part, progress in parts if part == COMPILING]
    assert [progress.done for progress in compiling] == [0, 1]


def test_a_few_plays_do_not_even_load_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(engine_choice, "compile_with_progress", refuse)
    assert compare(Experiment(open_emergency("reference-r1")), ALONE, replications=3, input_pairs=0).replications == 3


def test_where_wasmtime_does_not_run_simpy_plays_and_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    monkeypatch.setattr(engine_choice, "WORTH_LOADING", 0)
    monkeypatch.setattr(engine_choice, "WORTH_COMPILING", 0)
    experiment = Experiment(open_emergency("reference-r1"))
    assert compare(experiment, ALONE, replications=3, input_pairs=0).replications == 3
    (line,) = (line for line in caplog.messages if "wasmtime" in line)
    said = "SimPy plays, which takes some twenty times as long: wasmtime does not run on this machine: "
    assert line.startswith(said)
    with pytest.raises(PlanError, match="wasmtime does not run"):
        compare(experiment, Execution(workers=1, engine="compiled"), replications=2, input_pairs=0)


@pytest.mark.slow
@pytest.mark.usefixtures("flood")
def test_a_hazard_without_compiled_handlers_is_played_by_simpy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_choice, "WORTH_LOADING", 0)
    emergency = open_emergency(written(tmp_path), "rural-k12", ["app", "office-pa"])
    with pytest.raises(PlanError, match="was registered in this process; use --engine simpy"):
        compare(Experiment(emergency), Execution(workers=1, engine="compiled"), replications=2, input_pairs=0)
    assert compare(Experiment(emergency), ALONE, replications=2, input_pairs=0).replications == 2
