"""What a store keeps of a comparison, and under which keys: JSON and plain arrays, so that reading one runs no code of it.

Nothing is kept or taken while a measure is registered from outside, because no key says how it is read.
"""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from sim.experiment.comparison import Comparison
from sim.experiment.design import Request
from sim.experiment.fingerprint import compute_fingerprint
from sim.experiment.result_store import ResultStore
from sim.measures import REGISTERED


def load_comparison(store: ResultStore, request: Request) -> Comparison | None:
    """The answer to the same request, with the same bits; None if it is not kept."""
    content = None if REGISTERED else store.load(_comparison_key(request))
    return None if content is None else TypeAdapter(Comparison).validate_json(content)


def save_comparison(store: ResultStore, request: Request, comparison: Comparison) -> None:
    """Keeps the answer to a request, unless the run was stopped."""
    if comparison.stopped != "interrupted" and not REGISTERED:
        store.save(_comparison_key(request), TypeAdapter(Comparison).dump_json(comparison))


def _comparison_key(request: Request) -> str:
    return f"comparison-{compute_fingerprint(request)}"


Columns = Mapping[str, NDArray[Any]]
"""Arrays by name."""


def load_columns(store: ResultStore, key: str) -> Columns | None:
    """Arrays that are kept under a key, or None."""
    content = None if REGISTERED else store.load(key)
    if content is None:
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        return {name: kept[name] for name in kept.files}


def save_columns(store: ResultStore, key: str, columns: Columns) -> int:
    """Keeps arrays under a key, compressed to about a tenth, and returns the bytes. Raises ValueError for arrays of objects."""
    if REGISTERED:
        return 0
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **columns)
    store.save(key, content.getvalue())
    return content.tell()
