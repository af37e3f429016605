"""What can go wrong while replications are played, and what it is called.

    PoolError
    ├── ReplicationError   the work raised an exception: a bug, or an error of the model. Never tried again
    ├── ResultError        the arrays of a chunk do not fit its replications, or those of another chunk
    ├── NoRoomError        the results of so many replications do not fit into memory: fewer can be played
    └── WorkerLostError    the same replications ended three workers, or no worker could start

Every message names its replications as the seed counts them, from 0, so that one of them can be played
alone.
"""


class PoolError(Exception):
    """A run that cannot go on. `replications` are those it happened in, empty where it was in none."""

    def __init__(self, message: str, replications: range = range(0)) -> None:
        super().__init__(message)
        self.replications = replications


class ReplicationError(PoolError):
    """The work raised an exception: it is the `__cause__` where it could be brought over, else only told."""


class ResultError(PoolError):
    """A chunk's arrays are not what the work gave before, or not one row for each replication."""


class NoRoomError(PoolError):
    """More replications were asked for than this machine can keep the results of."""


class WorkerLostError(PoolError):
    """Worker processes that end by themselves: killed, out of memory, or a crash below Python."""


def describe_replications(replications: range) -> str:
    """The words for some replications: "replication 7", "replications 32–47"."""
    if len(replications) == 1:
        return f"replication {replications.start}"
    return f"replications {replications.start}–{replications.stop - 1}"
