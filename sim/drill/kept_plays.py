"""The thousand replications of an exercise, kept beside its journal: played once, reckoned with as often as anybody looks.

What is kept is what was played, not what was said about it. It is found again by everything that decides the plays: the model, the files,
the seed, who was played and what was decided. If any of that has changed since, or the file is damaged, they are played anew. Where the
playing was stopped, what was played is kept, and the rest is played the next time: it comes to the same as in one go. In one process they
are played one at a time: whoever comes second, such as a report that is written while the hot wash still plays, finds them.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from sim.drill.one_play import ObservedPlay
from sim.drill.sessions import REPLICATIONS_SUFFIX
from sim.drill.setup import MODEL_VERSION
from sim.drill.split import REPLICATIONS, Columns, Counterfactual, ReplicationTask, compute_effects, build_replication_task
from sim.drill.state import State
from sim.pool import Progress, run_task
from sim.seams import Header

_PLAYING = Lock()
PATIENCE = 0.2  # seconds between two looks whether to stop waiting


def load_or_run_counterfactual(
    path: Path,
    header: Header,
    state: State,
    here: ObservedPlay,
    replications: int = REPLICATIONS,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Counterfactual | None:
    """What the alert and the room brought, from plays that are kept, or else played now and kept. None if stopped before the first.

    path: of the journal, whose header it is. Raises PoolError. Where the plays cannot be kept (a full or read-only disk), nothing is
    said: they are played again next time.
    """
    work = build_replication_task(state)
    place, key = path.with_suffix(REPLICATIONS_SUFFIX), compute_cache_key(work, header, replications)
    while not _PLAYING.acquire(timeout=PATIENCE):
        if stop is not None and stop():
            return None
    try:
        columns = load_columns(place, key)
        done = count_replications(columns)
        if done < replications:
            told = None if on_progress is None else partial(_report_total_progress, on_progress, done)
            rest = run_task(work, range(done, replications), workers=workers, on_progress=told, stop=stop)
            if rest.completed:
                columns = concatenate(columns, rest.columns)
                save_columns(place, key, columns)
    finally:
        _PLAYING.release()
    completed = count_replications(columns)
    return (
        compute_effects(work, here, columns, completed, interrupted=completed < replications) if completed else None
    )


def count_replications(columns: Columns) -> int:
    """How many replications were played."""
    return min(map(len, columns.values()), default=0)


def concatenate(before: Columns, after: Columns) -> Columns:
    """What was played first, then what follows on it."""
    return {name: np.concatenate([before[name], more]) if before else more for name, more in after.items()}


def _report_total_progress(tell: Callable[[Progress], None], done: int, progress: Progress) -> None:
    """How far it is, with those that were played another time."""
    tell(replace(progress, done=done + progress.done, total=done + progress.total))


def compute_cache_key(task: ReplicationTask, header: Header, replications: int) -> str:
    """A digest of all that decides what is played."""
    parts = (
        MODEL_VERSION,
        header.scenario,
        task.seed,
        sorted(task.played),
        sorted(task.roles),
        task.plan,
        task.needs,
    )
    return hashlib.sha256("\n".join(map(repr, (*parts, replications))).encode()).hexdigest()


def load_columns(place: Path, key: str) -> Columns:
    """What is kept under a key, all of it or its beginning; nothing where there is something else, or a damaged file."""
    try:
        with place.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if str(kept["key"]) != key:
                return {}
            return {name: kept[name] for name in kept.files if name != "key"}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def save_columns(place: Path, key: str, columns: Columns) -> None:
    """Writes them beside, then puts the file in its place at once."""
    part = place.with_name(f".{place.name}.new")
    try:
        with part.open("wb") as file:
            arrays: dict[str, Any] = {"key": np.array(key), **columns}
            np.savez_compressed(file, **arrays)
        os.replace(part, place)
    except OSError:  # a disk that is full or may only be read: the next time they are played once more
        with suppress(OSError):
            part.unlink(missing_ok=True)
