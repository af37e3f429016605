"""A dask cluster on loopback gives the bytes that this machine gives, also when one of its workers is killed in the midst."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.experiment import cluster as cluster_module
from sim.experiment.chunks import ChunkColumns, PoolError, ReplicationError, WorkerLostError
from sim.experiment.cluster import Cluster, ClusterError, connect
from sim.experiment.compare import compare
from sim.experiment.execution import Execution
from sim.experiment.executor import Run, run_task
from sim.experiment.experiment import Experiment
from tests.sim.experiment.executor_work import DiesAlways, DiesOnce, Numbers, Raises, assert_rows
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school

if TYPE_CHECKING:
    from distributed import LocalCluster


def start_cluster() -> LocalCluster:
    """Two worker processes, each watched by a process that replaces it."""
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=False
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A connection to one."""
    import dask
    import distributed  # noqa: F401  # before its settings are set: what `set` makes anew, it takes away with all in it

    deaths = {"distributed.scheduler.allowed-failures": 1}
    with dask.config.set(deaths), start_cluster() as local, connect(local.scheduler_address) as connected:
        yield connected


class TestCluster:
    @pytest.mark.slow
    def test_the_bytes_are_the_same_and_a_killed_worker_loses_nothing(self, cluster: Cluster, tmp_path: Path) -> None:
        flag = tmp_path / "flag"
        outcome = run_task(DiesOnce(flag, 37), range(100), cluster, chunk_size=8)
        assert flag.exists()
        assert_rows(outcome.columns, range(100))

    @pytest.mark.slow
    def test_a_comparison_is_the_same(self, cluster: Cluster) -> None:
        there = compare(Experiment(small_school()), Execution(workers=cluster), replications=20, input_pairs=2, joint=0)
        here = compare(Experiment(small_school()), ALONE, replications=20, input_pairs=2, joint=0)
        assert there == here

    @pytest.mark.full(step="kills")
    def test_replications_that_kill_their_workers_are_named(self, cluster: Cluster) -> None:
        """A single chunk, because dask cannot tell which of several chunks on a worker has killed it."""
        with pytest.raises(WorkerLostError, match="replications 32–47 were on workers") as error:
            run_task(DiesAlways(37), range(32, 48), cluster, chunk_size=16)
        assert error.value.replications == range(32, 48)

    @pytest.mark.slow
    def test_an_exception_names_its_replication(self, cluster: Cluster, tmp_path: Path) -> None:
        task = Raises(10, tmp_path / "notes", ZeroDivisionError, ("no takers",))
        with pytest.raises(ReplicationError, match="replication 10: ZeroDivisionError: no takers"):
            run_task(task, range(50), cluster, chunk_size=5)

    @pytest.mark.slow
    def test_workers_of_another_version_are_refused(self, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cluster_module, "digest_program", lambda: b"another")
        with pytest.raises(PoolError, match="VersionError: a worker has another version"):
            run_task(Numbers(), range(50), cluster)

    @pytest.mark.slow
    def test_a_stopped_run_has_the_longest_complete_prefix(self, cluster: Cluster) -> None:
        collected: list[range] = []

        def stop() -> bool:
            return len(collected) >= 3

        def collect(chunk: range, _columns: ChunkColumns) -> None:
            collected.append(chunk)

        with Run(Numbers(), collect, cluster, stop=stop, chunk_size=5) as run:
            run.play(range(10_000))
        assert run.is_interrupted
        assert collected == [range(start, start + 5) for start in range(0, run.completed, 5)]


@pytest.mark.full(step="kills")
def test_a_scheduler_that_ends_in_the_midst_is_an_error() -> None:
    local = start_cluster()

    def collect(_chunk: range, _columns: ChunkColumns) -> None:
        local.close()

    with (
        connect(local.scheduler_address) as connected,
        pytest.raises(PoolError, match=r"the connection to the cluster is lost|workers of the cluster that died"),
        Run(Numbers(), collect, connected, chunk_size=1) as run,
    ):
        run.play(range(10_000))


@pytest.mark.slow
def test_an_address_where_nothing_answers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(ClusterError, match=f"--cluster {address}: no scheduler answers within"), connect(address):
            pass


@pytest.mark.slow
@pytest.mark.parametrize("address", ["", "no-such-scheme://somewhere:8786"])
def test_what_is_no_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_S", 0.2)
    with pytest.raises(ClusterError, match="as in tcp://"), connect(address):
        pass


def test_without_dask_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match=r"not installed; type: pip install distributed"),
        connect("tcp://127.0.0.1:1"),
    ):
        pass
