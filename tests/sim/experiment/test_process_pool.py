"""Worker processes: a killed one loses nothing, and what goes wrong in one is said where the run was asked for."""

from __future__ import annotations

import os
import signal
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.experiment.chunks import ReplicationError, WorkerLostError
from sim.experiment.executor import ColumnCollector, Progress, Run, run_task
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
    assert_rows,
    not_picklable,
)


@pytest.mark.slow
def test_the_work_is_played_by_several_processes(tmp_path: Path) -> None:
    outcome = run_task(Meeting(tmp_path), range(100), workers=2)
    assert len(np.unique(outcome["process"])) == 2


@pytest.mark.slow
def test_workers_stay_for_the_next_stage() -> None:
    collector = ColumnCollector()
    with Run(Numbers(), collector, 2, chunk_size=5) as run:
        for stage in (range(10, 20), range(20, 60), range(60, 100)):
            run.play(stage)
    columns = collector.join()
    assert_rows(columns, range(10, 100))
    assert os.getpid() not in columns["process"]
    assert len(np.unique(columns["process"])) <= 2


class TestKilledWorkers:
    @pytest.mark.parametrize(
        "work",
        [
            pytest.param(DiesOnce, marks=pytest.mark.slow),
            pytest.param(DiesSending, marks=pytest.mark.full(step="kills")),
        ],
    )
    def test_lose_nothing_and_are_told(self, work: type[DiesOnce | DiesSending], tmp_path: Path) -> None:
        reports: list[Progress] = []
        flag = tmp_path / "flag"
        outcome = run_task(work(flag, 37), range(100), 2, reports.append, chunk_size=8)
        assert_rows(outcome.columns, range(100))
        assert flag.exists()
        assert reports[-1].lost == 1

    def test_lose_nothing_when_all_are_killed_between_stages(self) -> None:
        """Four of them: more than the three that a chunk may cost."""
        collector = ColumnCollector()
        with Run(Numbers(), collector, 4, chunk_size=1) as run:
            run.play(range(50))
            before = np.unique(collector.join()["process"])
            for process in before:
                os.kill(process, signal.SIGKILL)
            run.play(range(50, 100))
        columns = collector.join()
        assert_rows(columns, range(100))
        assert not set(before) & set(columns["process"][50:])

    def test_replications_that_kill_three_are_named(self) -> None:
        message = "replications 32–47 ended their worker process 3 times, the last one by signal SIGKILL"
        with pytest.raises(WorkerLostError, match=message) as error:
            run_task(DiesAlways(37), range(100), 2, chunk_size=16)
        assert error.value.replications == range(32, 48)

    def test_that_never_start_are_an_error(self) -> None:
        with pytest.raises(WorkerLostError, match=r"3 workers died before they were ready.*SIGKILL"):
            run_task(DiesUnpacked(), range(100), workers=2)


class TestKilledForkServer:
    """Killed each time that a worker is about to be asked for, so that asking fails."""

    @pytest.mark.full(step="kills")
    def test_is_replaced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kill_fork_servers(monkeypatch, 2)
        assert_rows(run_task(Numbers(), range(100), workers=2).columns, range(100))

    def test_again_and_again_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kill_fork_servers(monkeypatch, 100)
        with pytest.raises(WorkerLostError, match="no worker can be started"):
            run_task(Numbers(), range(100), workers=2)

    def kill_fork_servers(self, monkeypatch: pytest.MonkeyPatch, kills: int) -> None:
        server: Any = forkserver._forkserver
        ensure_running, left = server.ensure_running, iter(range(kills))

        def ensure_running_then_kill() -> None:
            ensure_running()
            if next(left, None) is not None:
                os.kill(server._forkserver_pid, signal.SIGKILL)
                os.waitid(os.P_PID, server._forkserver_pid, os.WEXITED | os.WNOWAIT)

        monkeypatch.setattr(server, "ensure_running", ensure_running_then_kill)


class TestErrorsThatDoNotTravel:
    @pytest.mark.slow
    def test_an_exception_that_cannot_be_pickled_is_told_in_words(self, tmp_path: Path) -> None:
        work = Raises(10, tmp_path / "notes", AwkwardError, ("gym", 3))
        with pytest.raises(ReplicationError, match=r"replication 10: .*AwkwardError: gym for 3 min") as error:
            run_task(work, range(100), 2, chunk_size=4)
        assert error.value.__cause__ is None

    @pytest.mark.slow
    def test_a_task_that_cannot_be_unpickled(self) -> None:
        with pytest.raises(ReplicationError, match="does not reach its worker: RuntimeError: not here"):
            run_task(RefusesUnpacking(), range(100), workers=2)

    def test_a_task_that_cannot_be_pickled(self) -> None:
        with pytest.raises(AttributeError, match="lambda"):
            run_task(Gives(lambda _: {}), range(100), workers=2)

    @pytest.mark.slow
    def test_a_result_that_cannot_be_pickled(self) -> None:
        with pytest.raises(ReplicationError, match=r"replication 0: .*lambda"):
            run_task(Gives(not_picklable), range(100), workers=2)
