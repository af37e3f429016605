"""Compiled code that differs from SimPy in one bit answers nothing: it is discarded, that is said, and SimPy answers."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

import numpy as np
import pytest

from sim.compiled import cache
from sim.compiled.engine import CompiledEngine
from sim.exercise.counterfactual import build_replication_task, choose_engine
from sim.exercise.leverage import measure_leverage
from sim.experiment import engine_check, engine_choice
from sim.experiment.chunks import ChunkColumns
from sim.experiment.compare import compare
from sim.experiment.engine_check import CHECKED, is_trusted
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.global_sensitivity import sensitivity
from sim.experiment.ranking import rank
from sim.experiment.runner import ReplicationTask
from sim.experiment.sweep import sweep
from tests.sim.exercise.exercises import finished, opened
from tests.sim.experiment.questions import ask
from tests.sim.schools import small_school


@pytest.fixture(autouse=True)
def discarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A process that has asked nothing yet; what it discards."""
    calls: list[str] = []
    monkeypatch.setattr(engine_check, "_alike", set())
    monkeypatch.setattr(cache, "discard", lambda: calls.append("kept code"))
    yield calls
    engine_check._was_discarded.clear()


@dataclass
class Question:
    """Two columns. last: the last value of the second, by SimPy and by compiled code, where NaN is an error."""

    last: tuple[float, float]
    is_compiled: bool
    asked: list[bool] = field(default_factory=list)

    def play(self, chunk: range) -> ChunkColumns:
        self.asked.append(self.is_compiled)
        value = self.last[self.is_compiled]
        if math.isnan(value):
            raise RuntimeError("no room")
        return {"steady": np.zeros(len(chunk)), "values": np.array([*chunk[:-1], value], float)}


def test_a_question_with_the_same_answers_is_asked_once(discarded: list[str]) -> None:
    tasks: list[Question] = []

    def make_task(is_compiled: bool) -> Question:
        tasks.append(Question((3.0, 3.0), is_compiled))
        return tasks[-1]

    assert is_trusted(make_task)
    assert is_trusted(make_task)
    assert [asked for task in tasks for asked in task.asked] == [False, True]
    assert discarded == []


@pytest.mark.parametrize("last", [math.nextafter(3.0, 4.0), -0.0, math.inf])
def test_one_bit_that_differs_discards_the_code_for_all_later_questions(
    last: float, discarded: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    expected = 0.0 if last == 0.0 else 3.0
    assert not is_trusted(partial(Question, (expected, last)))
    assert caplog.messages == [
        f"Compiled code differs from SimPy: values of replication {CHECKED - 1}. It is discarded, and SimPy plays."
    ]
    assert not is_trusted(partial(Question, (1.0, 1.0)))
    assert caplog.messages[1:] == ["SimPy plays, because compiled code differed from it before."]
    assert {record.levelname for record in caplog.records} == {"WARNING"}
    assert discarded == ["kept code"]


def test_an_error_of_one_engine_is_a_difference_and_the_same_error_of_both_is_left_to_the_run(
    discarded: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert is_trusted(partial(Question, (math.nan, math.nan)))
    assert discarded == []
    assert not is_trusted(partial(Question, (3.0, math.nan)))
    assert "only one of them fails, with RuntimeError: no room" in caplog.text


def refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError


COMPILED = Execution(workers=1, engine="compiled")
QUESTIONS: dict[str, Callable[[], object]] = {
    "compare": lambda: compare(Experiment(small_school()), COMPILED, replications=2, input_pairs=1, joint=0),
    "sweep": lambda: sweep(Experiment(small_school()), {"app.push.delay": [3, 4]}, COMPILED, pairs=2),
    "rank": lambda: rank(Experiment(small_school()), COMPILED, first_stage=5, cap=10, joint=0),
    "sensitivity": lambda: sensitivity(Experiment(small_school()), COMPILED, trajectories=2, points=2, pairs=2),
    "leverage": lambda: measure_leverage(opened(), 2, workers=1),
    "hot wash": lambda: choose_engine(build_replication_task(finished("active-assailant").state), range(1)).play(
        range(1)
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_without_trust_no_compiled_engine_is_made_for_any_question(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def distrust(make_task: engine_check.MakeTask) -> bool:
        asked.extend(make_task(is_compiled).is_compiled for is_compiled in (False, True))
        return False

    monkeypatch.setattr(engine_choice, "is_trusted", distrust)
    monkeypatch.setattr(engine_choice, "compile_with_progress", lambda _: None)
    monkeypatch.setattr(engine_choice, "WORTH_LOADING", 0)
    monkeypatch.setattr(cache, "is_kept", lambda: True)
    monkeypatch.setattr(CompiledEngine, "__init__", refuse)
    QUESTIONS[name]()
    assert asked[:2] == [False, True]


@pytest.mark.slow
def test_a_comparison_by_code_that_lies_in_one_bit_is_that_of_simpy(
    discarded: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    play = ReplicationTask.play

    def lie(task: ReplicationTask, chunk: range) -> ChunkColumns:
        columns = play(task, chunk)
        if task.is_compiled:
            columns["measures"].view(np.uint64)[1, 0, 0] ^= 1
        return columns

    play_by = partial(ask, compare, small_school(), replications=4, input_pairs=1, joint=0, workers=1)
    expected = play_by(engine="simpy")
    monkeypatch.setattr(ReplicationTask, "play", lie)
    assert play_by(engine="compiled") == expected
    assert discarded == ["kept code"]
    assert "measures of replication 1" in caplog.text
