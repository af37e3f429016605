"""Plays chunks on the workers of a dask cluster: `allcall compare --cluster ADDRESS`.

    with connect("tcp://192.0.2.7:8786") as cluster:
        outcome = run_task(task, range(1_000_000), cluster)

Nothing is contacted, and dask is not imported, unless a cluster is asked for. The workers need the same version of Allcall, Python and
the packages that compute: each checks that before it plays. The cluster itself plays the chunks of a worker that died again on another.

Tasks and results travel by pickle, so whoever can reach the scheduler or a worker can run programs there and here. An address that begins
with tls:// uses the certificates of dask's own configuration.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from scenarios.errors import AllcallError
from sim.experiment.chunks import ChunkAnswer, PoolError, Task, WorkerLostError, describe_replications, run_chunk
from sim.experiment.result_store import digest_program

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as RemoteFuture

CONNECT_S = 5.0
"""seconds until a scheduler must have answered, and have a worker"""

WATCH_S = 0.5
"""seconds between looks at the connection"""

CONNECTION_LOST = "the connection to the cluster is lost"


class ClusterError(AllcallError, ValueError):
    """A cluster that cannot be used: dask is not installed, or nothing answers at the address."""


class VersionError(Exception):
    """A worker that has another version of Allcall, Python or a package that computes."""


@contextmanager
def connect(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler is at an address, such as tcp://192.0.2.7:8786. Raises ClusterError."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "--cluster needs dask.distributed, which is not installed; type: pip install distributed"
        ) from None
    try:
        asyncio.run(_knock(address))
    except TimeoutError:
        raise ClusterError(f"--cluster {address}: no scheduler answers within {CONNECT_S:g} s") from None
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(f"--cluster {address}: {error}; write the address as in tcp://192.0.2.7:8786") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is raised here
    with Client(address, timeout=CONNECT_S, set_as_default=False) as client:
        try:
            client.wait_for_workers(1, CONNECT_S)
        except TimeoutError:
            raise ClusterError(f"--cluster {address}: the scheduler has no workers; start some") from None
        yield Cluster(client, sum(client.nthreads().values()))


async def _knock(address: str) -> None:
    """Tries an address, since a client would wait without end for a scheduler that accepts and says nothing."""
    from distributed.comm.core import connect as open_connection
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    connection = await asyncio.wait_for(open_connection(address, **arguments), CONNECT_S)
    await connection.close()


class Cluster:
    """A `sim.experiment.executor.Site`."""

    def __init__(self, client: Client, workers: int) -> None:
        """workers: threads of all workers, now."""
        self._client, self.workers = client, workers

    def open(self, task: Task) -> ClusterExecutor:
        """Brings a task there. Raises what pickle raises if it cannot be pickled."""
        return ClusterExecutor(self._client, task, self.workers)


class ClusterExecutor:
    """A `sim.experiment.executor.Executor`."""

    lost = 0
    """A cluster replaces workers by itself, and does not say."""

    def __init__(self, client: Client, task: Task, workers: int) -> None:
        self.workers = workers
        self._client = client
        self._remote: dict[Future[ChunkAnswer], RemoteFuture[ChunkAnswer]] = {}
        self._is_closed = threading.Event()
        self._package = self._submit(bytes, zlib.compress(pickle.dumps(task)))  # made again if its worker dies
        threading.Thread(target=self._watch_connection, daemon=True).start()

    def submit(self, chunk: range) -> Future[ChunkAnswer]:
        """Has a chunk played."""
        future: Future[ChunkAnswer] = Future()
        remote = self._submit(_play_chunk, digest_program(), self._package, chunk)
        self._remote[future] = remote
        future.add_done_callback(self._remote.pop)
        remote.add_done_callback(partial(_pass_on, future, chunk))
        return future

    def close(self) -> None:
        """Cancels what waits, and forgets what is being played."""
        self._is_closed.set()
        if self._client.status == "running":
            self._client.cancel(list(self._remote.values()))

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> RemoteFuture[Any]:
        """Raises PoolError where the connection is closed."""
        if self._client.status == "closed":
            raise PoolError(CONNECTION_LOST)
        return self._client.submit(function, *arguments, pure=False)

    def _watch_connection(self) -> None:
        """Ends all futures once the client has given up its scheduler, because it does not end them itself."""
        while not self._is_closed.wait(WATCH_S):
            if self._client.status == "closed":
                for future in list(self._remote):
                    _fail(future, PoolError(CONNECTION_LOST))


def _pass_on(future: Future[ChunkAnswer], chunk: range, remote: RemoteFuture[ChunkAnswer]) -> None:
    """Ends a future as the remote one ended, with an error that says what happened."""
    from distributed import KilledWorker

    which = describe_replications(chunk)
    try:
        answer = remote.result()
    except KilledWorker:
        message = f"{which} were on workers of the cluster that died again and again"
        _fail(future, WorkerLostError(message, chunk))
    except (CancelledError, asyncio.CancelledError):
        _fail(future, PoolError(CONNECTION_LOST))
    except Exception as error:  # noqa: BLE001  whatever a worker raises before it plays
        _fail(future, PoolError(f"the cluster cannot play {which}: {type(error).__name__}: {error}", chunk))
    else:
        with suppress(InvalidStateError):
            future.set_result(answer)


def _fail(future: Future[ChunkAnswer], error: PoolError) -> None:
    """Ends a future, unless it has ended."""
    with suppress(InvalidStateError):
        future.set_exception(error)


_kept = threading.local()
"""In a worker: the task of each thread, and the package that it was in."""


def _play_chunk(program: bytes, package: bytes, chunk: range) -> ChunkAnswer:
    """In a worker: plays a chunk with the thread's own copy of the task."""
    if program != digest_program():
        raise VersionError("a worker has another version of Allcall, Python, numpy, scipy, wasmtime or simpy")
    if getattr(_kept, "package", None) != package:
        _kept.task, _kept.package = pickle.loads(zlib.decompress(package)), package
    return run_chunk(_kept.task, chunk)
