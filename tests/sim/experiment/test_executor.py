"""The pool gives the same bytes whoever plays, survives killed workers, and stops when asked to."""

from __future__ import annotations

import os
import signal
import weakref
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.experiment import executor
from sim.experiment.executor import (
    ChunkQueue,
    NoRoomError,
    Pool,
    PoolError,
    Progress,
    ReplicationError,
    ResultArrays,
    ResultError,
    RunOutcome,
    WorkerLostError,
    count_processors,
    run_task,
)
from tests.sim.experiment.executor_work import (
    AwkwardError,
    DiesAlways,
    DiesOnce,
    DiesSending,
    DiesUnpacked,
    Gives,
    Meeting,
    Numbers,
    Raises,
    RefusesUnpacking,
    not_picklable,
)

PLAYED = Numbers().play(range(100))


def assert_rows(outcome: RunOutcome, replications: range) -> None:
    """The outcome has exactly these replications, each where it belongs."""
    assert outcome.completed_range == replications
    for name in ("measure", "curve"):
        expected = PLAYED[name][replications.start : replications.stop]
        assert outcome[name].dtype == expected.dtype
        assert outcome[name].tobytes() == expected.tobytes()


class TestSameBytes:
    """Nothing but the work and the replications decides what comes out."""

    @pytest.mark.parametrize("workers", [1, 2, 3])
    @pytest.mark.parametrize("chunk_size", [None, 1, 7, 64])
    def test_whatever_workers_and_chunks(self, workers: int, chunk_size: int | None) -> None:
        with Pool(Numbers(), workers, chunk_size=chunk_size) as pool:
            outcome = pool.play(range(100))
        assert_rows(outcome, range(100))
        assert not outcome.is_interrupted

    def test_whatever_stages_and_the_workers_stay(self) -> None:
        with Pool(Numbers(), 2, chunk_size=5) as pool:
            first = pool.play(range(10, 20))
            pool.play(range(20, 60))
            last = pool.play(range(60, 100))
        assert_rows(first, range(10, 20))
        assert_rows(last, range(10, 100))
        assert os.getpid() not in last["process"]
        assert len(np.unique(last["process"])) <= 2

    def test_the_work_is_played_by_several_processes(self, tmp_path: Path) -> None:
        outcome = run_task(Meeting(tmp_path), range(100), workers=2)
        assert len(np.unique(outcome["process"])) == 2

    def test_one_worker_or_a_few_replications_are_played_in_this_process(self) -> None:
        assert set(run_task(Numbers(), range(50), workers=1)["process"]) == {os.getpid()}
        assert set(run_task(Numbers(), range(2), workers=2)["process"]) == {os.getpid()}

    @given(st.permutations(range(10)), st.lists(st.integers(0, 60), min_size=9, max_size=9))
    def test_whatever_order_chunks_come_back_in(self, order: list[int], cuts: list[int]) -> None:
        edges = [0, *sorted(cuts), 60]
        chunks = [range(edges[place], edges[place + 1]) for place in order]
        results = ResultArrays()
        results.reserve(range(60))
        for chunk in chunks:
            results.store(chunk, {name: array[chunk.start : chunk.stop] for name, array in PLAYED.items()})
        assert_rows(RunOutcome(results.requested, results.completed, results.columns(), False), range(60))

    def test_the_prefix_ends_at_the_first_hole(self) -> None:
        results = ResultArrays()
        results.reserve(range(5, 15))
        for chunk in (range(5, 7), range(9, 12), range(7, 8)):
            results.store(chunk, {"x": np.arange(chunk.start, chunk.stop)})
        assert results.completed == range(5, 8)
        assert results.columns()["x"].tolist() == [5, 6, 7]

    def test_results_that_no_memory_holds_are_refused_by_their_number(self) -> None:
        results = ResultArrays()
        results.reserve(range(10_000_000))
        row = np.broadcast_to(np.zeros(1), (1, 100_000_000))  # times the rows asked for: 8 petabytes
        with pytest.raises(NoRoomError, match="results of 10,000,000 replications do not fit"):
            results.store(range(1), {"x": row})

    def test_what_the_machine_has_no_memory_for_is_refused_before_it_is_played(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The system would promise it, and end the process later."""
        monkeypatch.setattr(executor, "read_memory", lambda: 100_000.0)
        assert run_task(Numbers(), range(100), workers=1).completed == 100
        with pytest.raises(NoRoomError, match="results of 1,000 replications do not fit"):
            run_task(Numbers(), range(1_000), workers=1)

    def test_nothing_asked_gives_nothing(self) -> None:
        outcome = run_task(Numbers(), range(0), workers=2)
        assert (outcome.completed, dict(outcome.columns), outcome.is_interrupted) == (0, {}, False)


class TestKilledWorkers:
    """A killed worker loses nothing; replications that kill every worker are named."""

    @pytest.mark.parametrize("work", [DiesOnce, DiesSending])
    def test_loses_nothing(self, work: type[DiesOnce | DiesSending], tmp_path: Path) -> None:
        with Pool(work(tmp_path / "flag", 37), 2, chunk_size=8) as pool:
            assert_rows(pool.play(range(100)), range(100))
        assert (tmp_path / "flag").exists()

    def test_is_told(self, tmp_path: Path) -> None:
        reports: list[Progress] = []
        with Pool(DiesOnce(tmp_path / "flag", 37), 2, reports.append, chunk_size=8) as pool:
            pool.play(range(100))
        assert [reports[0].lost, reports[-1].lost] == [0, 1]

    def test_loses_nothing_when_all_are_killed_between_stages(self) -> None:
        with Pool(Numbers(), 2, chunk_size=10) as pool:
            before = pool.play(range(50))
            for process in np.unique(before["process"]):
                os.kill(process, signal.SIGKILL)
            after = pool.play(range(50, 100))
        assert_rows(after, range(100))
        assert not set(before["process"]) & set(after["process"][50:])

    def test_replications_that_kill_three_workers_are_named(self) -> None:
        with Pool(DiesAlways(37), 2, chunk_size=16) as pool, pytest.raises(WorkerLostError) as error:
            pool.play(range(100))
        assert error.value.replications == range(32, 48)
        assert "replications 32–47 ended their worker process 3 times, the last one by signal SIGKILL" in str(
            error.value
        )

    def test_workers_that_never_start_are_an_error(self) -> None:
        with pytest.raises(WorkerLostError, match=r"3 workers died before they were ready.*SIGKILL"):
            run_task(DiesUnpacked(), range(100), workers=2)

    def test_a_killed_fork_server_is_replaced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Killed twice, when it has just been found to live, so that asking it for a worker fails."""
        self.killing_fork_servers(monkeypatch, 2)
        assert_rows(run_task(Numbers(), range(100), workers=2), range(100))

    def test_fork_servers_that_are_killed_again_and_again_are_an_error(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.killing_fork_servers(monkeypatch, 100)
        with pytest.raises(WorkerLostError, match="no worker can be started"):
            run_task(Numbers(), range(100), workers=2)

    def killing_fork_servers(self, monkeypatch: pytest.MonkeyPatch, kills: int) -> None:
        """SIGKILL for the fork server each time that a worker is about to be asked for."""
        server: Any = forkserver._forkserver
        ensure_running, left = server.ensure_running, iter(range(kills))

        def ensure_running_then_kill() -> None:
            ensure_running()
            if next(left, None) is not None:
                os.kill(server._forkserver_pid, signal.SIGKILL)
                os.waitid(os.P_PID, server._forkserver_pid, os.WEXITED | os.WNOWAIT)

        monkeypatch.setattr(server, "ensure_running", ensure_running_then_kill)


class TestErrorsOfTheWork:
    """An exception is raised where the run was asked for, names its replication, and is not tried again."""

    @pytest.mark.parametrize("workers", [1, 2])
    def test_names_the_replication_and_keeps_the_cause(self, workers: int, tmp_path: Path) -> None:
        notes = tmp_path / "notes"
        work = Raises(37, notes, ZeroDivisionError, ("no takers",))
        with (
            Pool(work, workers, chunk_size=16) as pool,
            pytest.raises(ReplicationError, match="replication 37: ZeroDivisionError: no takers") as error,
        ):
            pool.play(range(100))
        assert error.value.replications == range(37, 38)
        assert isinstance(error.value.__cause__, ZeroDivisionError)
        assert "in play" in "".join(error.value.__notes__)
        assert notes.read_text().splitlines() == ["32 48", "37 38"]

    def test_tells_of_an_exception_that_cannot_be_pickled(self, tmp_path: Path) -> None:
        work = Raises(10, tmp_path / "notes", AwkwardError, ("gym", 3))
        with (
            Pool(work, 2, chunk_size=4) as pool,
            pytest.raises(ReplicationError, match=r"replication 10: .*AwkwardError: gym for 3 min") as error,
        ):
            pool.play(range(100))
        assert error.value.__cause__ is None

    def test_tells_of_a_work_that_cannot_be_unpacked(self) -> None:
        with pytest.raises(ReplicationError, match="does not reach its worker: RuntimeError: not here"):
            run_task(RefusesUnpacking(), range(100), workers=2)

    def test_tells_of_a_work_that_cannot_be_pickled(self) -> None:
        with pytest.raises(AttributeError, match="lambda"):
            run_task(Gives(lambda _: {}), range(100), workers=2)

    def test_tells_of_a_result_that_cannot_be_pickled(self) -> None:
        with pytest.raises(ReplicationError, match=r"replication 0: .*lambda|replication 1: .*lambda"):
            run_task(Gives(not_picklable), range(100), workers=2)


class TestResultsThatDoNotFit:
    """Arrays must have one row for each replication and stay what they were."""

    @pytest.mark.parametrize(
        ("arrays", "message"),
        [
            ({"x": np.zeros(3)}, r"replications 2–3: x is float64 \(3,\), not float64 \(2,\)"),
            ({"x": np.zeros(2, np.uint16)}, r"x is uint16 \(2,\), not float64 \(2,\)"),
            ({"x": np.zeros((2, 5))}, r"x is float64 \(2, 5\), not float64 \(2,\)"),
            ({"y": np.zeros(2)}, "results are y; before: results are x"),
            ({}, "results are none; before: results are x"),
        ],
    )
    def test_are_refused(self, arrays: dict[str, NDArray[Any]], message: str) -> None:
        work = Gives(lambda chunk: arrays if chunk.start else {"x": np.zeros(2)})
        with Pool(work, 1, chunk_size=2) as pool, pytest.raises(ResultError, match=message) as error:
            pool.play(range(10))
        assert error.value.replications == range(2, 4)

    def test_objects_are_refused(self) -> None:
        work = Gives(lambda _: {"x": np.array([object()])})
        with pytest.raises(ResultError, match="replication 0: x is an array of objects"):
            run_task(work, range(10), workers=1)

    def test_stages_must_follow_each_other(self) -> None:
        with Pool(Numbers(), 1) as pool:
            pool.play(range(10))
            with pytest.raises(ValueError, match="does not follow on"):
                pool.play(range(11, 20))

    def test_chunks_are_not_kept(self) -> None:
        chunks: list[weakref.ref[NDArray[np.float64]]] = []

        def make(chunk: range) -> dict[str, NDArray[np.float64]]:
            array = np.ones((len(chunk), 25))
            chunks.append(weakref.ref(array))
            return {"x": array}

        with Pool(Gives(make), 1, chunk_size=10) as pool:
            outcome = pool.play(range(200))
            assert len(chunks) == 20
            assert not any(chunk() is not None for chunk in chunks)
        assert list(outcome.columns) == ["x"]
        assert outcome["x"].shape == (200, 25)
        assert outcome["x"].nbytes == 200 * 25 * 8


class TestStopping:
    """A wish to stop is met between chunks. For Ctrl-C see test_pool_signals.py."""

    @pytest.mark.parametrize("workers", [1, 2])
    def test_stop_gives_the_longest_complete_prefix(self, workers: int) -> None:
        seen: list[Progress] = []
        with Pool(
            Numbers(), workers, seen.append, lambda: any(progress.done for progress in seen), chunk_size=1
        ) as pool:
            for start in range(0, 100_000, 50):
                outcome = pool.play(range(start, start + 50))
                if outcome.is_interrupted:
                    break
            again = pool.play(range(len(outcome.requested), len(outcome.requested) + 50))
        assert outcome.is_interrupted
        assert outcome.completed <= len(outcome.requested)
        assert again.completed_range == outcome.completed_range
        assert_rows(outcome, range(outcome.completed))

    def test_signal_handling_is_given_back(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        with pytest.raises(PoolError):
            run_task(DiesUnpacked(), range(10), workers=2)
        assert signal.getsignal(signal.SIGINT) is before

    @pytest.mark.parametrize(("workers", "chunk_size"), [(0, None), (-1, None), (1, 0)])
    def test_nonsense_is_refused(self, workers: int, chunk_size: int | None) -> None:
        with pytest.raises(ValueError, match="must be at least 1"):
            Pool(Numbers(), workers, chunk_size=chunk_size)

    def test_there_is_a_processor(self) -> None:
        assert 1 <= count_processors() <= (os.cpu_count() or 1)


class TestProgress:
    def test_counts_over_stages_towards_what_is_expected(self) -> None:
        seen: list[Progress] = []
        with Pool(Numbers(), 2, seen.append) as pool:
            pool.play(range(40), expected=100)
            pool.play(range(40, 100), expected=100)
        assert {progress.total for progress in seen} == {100}
        assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
        assert [progress.elapsed_s for progress in seen] == sorted(progress.elapsed_s for progress in seen)
        assert (seen[-1].done, seen[-1].left_s) == (100, 0.0)

    def test_the_time_left_is_what_was_timed_shared_among_the_workers(self) -> None:
        agenda = ChunkQueue(workers=2)
        assert agenda.seconds_for(100) is None
        agenda.record_timing(range(10), 1.0)
        assert agenda.seconds_for(100) == pytest.approx(100 * 0.1 / 2)

    def test_the_time_left_follows_a_machine_that_gets_slower(self) -> None:
        agenda = ChunkQueue(workers=1)
        for seconds in [1.0] * 20 + [3.0] * 20:
            agenda.record_timing(range(10), seconds)
        assert agenda.seconds_for(10) == pytest.approx(3.0, rel=0.05)


class TestAgenda:
    @given(st.integers(1, 8), st.integers(0, 3_000), st.floats(1e-6, 2.0))
    def test_hands_out_everything_once_and_in_order(self, workers: int, count: int, each_s: float) -> None:
        agenda, sizes = ChunkQueue(workers), []
        agenda.add(range(5, 5 + count))
        played: list[int] = []
        while (chunk := agenda.next()) is not None:
            played.extend(chunk)
            sizes.append(len(chunk))
            agenda.record_timing(chunk, len(chunk) * each_s)
        assert played == list(range(5, 5 + count))
        assert all(size == 1 or size * each_s <= 0.25 * 1.001 for size in sizes)
        assert sizes[:1] == [1] * bool(count)

    def test_chunks_are_a_quarter_of_a_second_and_shorter_towards_the_end(self) -> None:
        agenda, sizes = ChunkQueue(workers=2), []
        agenda.add(range(300))
        while (chunk := agenda.next()) is not None:
            sizes.append(len(chunk))
            agenda.record_timing(chunk, len(chunk) / 128)
        assert sizes[:4] == [1, 4, 16, 32]
        assert sizes[-2] == 12
        assert sorted(sizes[3:], reverse=True) == sizes[3:]

    def test_a_lost_chunk_goes_first(self) -> None:
        agenda = ChunkQueue(workers=2, chunk_size=4)
        agenda.add(range(20))
        first, second = agenda.next(), agenda.next()
        assert (first, second) == (range(4), range(4, 8))
        agenda.record_loss(range(4, 8), "by a test")
        agenda.record_loss(range(4), "by a test")
        assert [agenda.next() for _ in range(3)] == [range(4), range(4, 8), range(8, 12)]
