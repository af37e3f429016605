"""Whether compiled code answers a question as SimPy does: its first replications, played by both, to the last bit.

A seal finds kept code that was changed. It does not find code that was wrong when it was kept, or that this machine runs otherwise. So the
first time that a process asks a question of compiled code, SimPy answers a part of it too. Where they differ, the code is discarded.
"""

import logging
import pickle
from collections.abc import Callable, Iterator
from hashlib import sha256
from threading import Event

from sim.experiment.chunks import ChunkError, ChunkResult, Task, describe_replications, run_chunk

CHECKED = 4
"""Replications."""
MakeTask = Callable[[bool], Task]
"""Makes the task of a question. Its argument: whether the compiled engine plays."""

_log = logging.getLogger(__name__)
_alike: set[bytes] = set()
"""Digests of questions whose answers were alike."""
_was_discarded = Event()


def was_discarded() -> bool:
    """Whether compiled code differed from SimPy in this process."""
    return _was_discarded.is_set()


def is_trusted(make_task: MakeTask) -> bool:
    """Whether compiled code may answer a question. If not, it is discarded, on disk too, and a warning says so."""
    from sim.compiled.cache import discard

    if was_discarded():
        _log.warning("SimPy plays, because compiled code differed from it before.")
        return False
    question = sha256(pickle.dumps(make_task(False))).digest()
    if question in _alike:
        return True
    difference = find_difference(make_task)
    if not difference:
        _alike.add(question)
        return True
    _was_discarded.set()
    discard()
    _log.warning("Compiled code differs from SimPy: %s. It is discarded, and SimPy plays.", difference)
    return False


def find_difference(make_task: MakeTask) -> str:
    """Where the two answers differ first; empty if they are alike. An error that both meet is left to the run."""
    expected, actual = (run_chunk(make_task(is_compiled), range(CHECKED)) for is_compiled in (False, True))
    if isinstance(expected, ChunkResult) and isinstance(actual, ChunkResult):
        return next(_list_differences(expected, actual), "")
    failures = [answer.summary for answer in (expected, actual) if isinstance(answer, ChunkError)]
    return f"only one of them fails, with {failures[0]}" if len(failures) == 1 else ""


def _list_differences(expected: ChunkResult, actual: ChunkResult) -> Iterator[str]:
    for replication in expected.chunk:
        row = slice(replication, replication + 1)
        for name, column in expected.columns.items():
            if column[row].tobytes() != actual.columns[name][row].tobytes():
                yield f"{name} of {describe_replications(range(replication, replication + 1))}"
