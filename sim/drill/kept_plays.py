"""The thousand replications of an exercise, kept beside its journal: played once, reckoned with as often as anybody looks.

What is kept is what was played, not what was said about it. It is found again by everything that decides the plays: the model, the files,
the seed, who was played and what was decided. If any of that has changed since, or the file is damaged, they are played anew. In one
process they are played one at a time: whoever comes second, such as a report that is written while the hot wash still plays, finds them.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from sim.drill.one_play import OnePlay
from sim.drill.sessions import PLAYS
from sim.drill.setup import MODEL
from sim.drill.split import REPLICATIONS, Columns, Split, Thousand, reckoned, thousand
from sim.drill.state import State
from sim.pool import Progress, run
from sim.seams import Header

_PLAYING = Lock()
PATIENCE = 0.2  # seconds between two looks whether to stop waiting


def split_of(
    path: Path,
    header: Header,
    state: State,
    here: OnePlay,
    replications: int = REPLICATIONS,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Split | None:
    """What the alert and the room brought, from plays that are kept, or else played now and kept. None if stopped before the first.

    path: of the journal, whose header it is. Raises PoolError. Where the plays cannot be kept (a full or read-only disk), nothing is
    said: they are played again next time.
    """
    work = thousand(state)
    place, key = path.with_suffix(PLAYS), key_of(work, header, replications)
    while not _PLAYING.acquire(timeout=PATIENCE):
        if stop is not None and stop():
            return None
    try:
        columns = loaded(place, key)
        if columns is not None:
            return reckoned(work, here, columns, replications)
        outcome = run(work, range(replications), workers=workers, on_progress=on_progress, stop=stop)
        if outcome.completed == replications:
            keep(place, key, outcome.columns)
    finally:
        _PLAYING.release()
    if not outcome.completed:
        return None
    return reckoned(work, here, outcome.columns, outcome.completed, interrupted=outcome.interrupted)


def key_of(work: Thousand, header: Header, replications: int) -> str:
    """A digest of all that decides what is played."""
    parts = (
        MODEL,
        header.scenario,
        work.seed,
        sorted(work.played),
        sorted(work.roles),
        work.plan,
        work.needs,
    )
    return hashlib.sha256("\n".join(map(repr, (*parts, replications))).encode()).hexdigest()


def loaded(place: Path, key: str) -> Columns | None:
    """What is kept under a key; None where there is nothing, something else, or a damaged file."""
    try:
        with place.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            if str(kept["key"]) != key:
                return None
            return {name: kept[name] for name in kept.files if name != "key"}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def keep(place: Path, key: str, columns: Columns) -> None:
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
