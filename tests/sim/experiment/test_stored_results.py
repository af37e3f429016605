"""A kept result is the result: to the last bit, for the same request and no other."""

import json
import logging
from functools import partial
from pathlib import Path

import pytest

from sim.experiment import compare as compare_module
from sim.experiment import input_points
from sim.experiment.chunks import ChunkColumns
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.raw_results import RawResults
from sim.experiment.result_store import ResultStore
from sim.experiment.runner import ReplicationTask
from tests.sim.experiment.questions import ask
from tests.sim.schools import small_school

play = partial(ask, compare, replications=12, input_pairs=2, joint=0, workers=1)


@pytest.fixture
def store(tmp_path: Path) -> ResultStore:
    return ResultStore(tmp_path, b"12345678")


@pytest.fixture(scope="module")
def played() -> Comparison:
    """What is played where nothing is kept."""
    return play(small_school())


def refuse(*_: object) -> None:
    raise AssertionError


def forbid_playing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_module, "_run_pairs", refuse)
    monkeypatch.setattr(compare_module, "compute_input_ranges", refuse)


@pytest.mark.slow
def test_a_repeated_request_has_the_same_bytes_and_plays_nothing(
    store: ResultStore, played: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(small_school(), store=store)
    forbid_playing(monkeypatch)
    again = play(small_school(), store=store)
    assert again == played
    assert json.dumps(again.to_json()) == json.dumps(played.to_json())


@pytest.mark.slow
def test_another_request_is_played(store: ResultStore, played: Comparison) -> None:
    play(small_school(), store=store)
    other = play(small_school(), seed=2, store=store)
    assert other.seed == 2
    assert other.measures != played.measures


@pytest.mark.slow
def test_a_damaged_item_is_played_again_and_replaced(
    store: ResultStore, played: Comparison, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    play(small_school(), store=store)
    for path in store.folder.iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert play(small_school(), store=store) == played
    assert "cut short or damaged" in caplog.text
    forbid_playing(monkeypatch)
    assert play(small_school(), store=store) == played


def record_played(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The replications that are played from now on, in this process."""
    played: list[int] = []
    original = ReplicationTask.play

    def record(task: ReplicationTask, chunk: range) -> ChunkColumns:
        played.extend(chunk)
        return original(task, chunk)

    monkeypatch.setattr(ReplicationTask, "play", record)
    return played


@pytest.mark.slow
@pytest.mark.parametrize(("replications", "new"), [(20, range(12, 20)), (11, range(0))])
def test_a_longer_or_shorter_run_plays_only_what_is_new_and_equals_a_fresh_one(
    replications: int, new: range, store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = play(small_school(), replications=replications)
    play(small_school(), store=store)
    played = record_played(monkeypatch)
    assert play(small_school(), replications=replications, store=store) == fresh
    assert played == [*new]


@pytest.mark.slow
def test_raw_results_come_from_what_is_kept(store: ResultStore, monkeypatch: pytest.MonkeyPatch) -> None:
    raw: list[RawResults] = []
    play(small_school(), on_results=raw.append)
    play(small_school(), store=store)
    played = record_played(monkeypatch)
    play(small_school(), store=store, on_results=raw.append)
    assert played == []
    assert raw[0].values[:].tolist() == raw[1].values[:].tolist()


@pytest.mark.slow
def test_looks_at_the_precision_go_on_from_what_is_kept(store: ResultStore, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = partial(ask, compare, precision="30%", input_pairs=0, workers=1)
    fresh = looks(small_school())
    play(small_school(), input_pairs=0, replications=fresh.replications - 1, store=store)
    played = record_played(monkeypatch)
    assert looks(small_school(), store=store) == fresh
    assert played == [fresh.replications - 1]


@pytest.mark.slow
def test_a_stopped_run_is_no_answer_and_is_gone_on_with(store: ResultStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = play(small_school())
    played = record_played(monkeypatch)
    stopped = play(small_school(), store=store, stop=lambda: len(played) >= 3)
    assert stopped.stopped == "interrupted"
    assert 3 <= stopped.replications < 12
    assert play(small_school(), store=store) == fresh
    assert played == list(range(12))


@pytest.mark.slow
def test_a_longer_run_moves_no_input_again_and_is_as_fresh(store: ResultStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = play(small_school(), replications=20, joint=2)
    play(small_school(), joint=2, store=store)
    monkeypatch.setattr(input_points, "_run_points", refuse)
    longer = play(small_school(), replications=20, joint=2, store=store)
    assert longer == fresh
    assert longer.input_effects
    assert longer.joint


@pytest.mark.slow
def test_inputs_are_moved_again_over_other_pairs(store: ResultStore) -> None:
    fresh = play(small_school(), input_pairs=1)
    play(small_school(), store=store)
    assert play(small_school(), input_pairs=1, store=store) == fresh
