"""Results on disk, by the digest of the question that they answer: a question that was asked before is answered without playing.

The version in each item is a digest of the sources of `sim` and `scenarios`, so no result outlives a change in them.
"""

import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from scenarios.loading.user_cache import CacheStore, digest_sources, open_cache_store
from scenarios.plug_ins import list_plug_in_places

ROOT = Path(__file__).parents[2]
ResultStore = CacheStore
"""Its items are results."""


def open_result_store() -> ResultStore | None:
    """The store of this user; None where nothing can be kept."""
    return open_cache_store("results", digest_program())


@cache
def digest_program() -> bytes:
    """Changes with all that a result depends on besides the question: our sources, Python and the packages that compute."""
    packages = " ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "wasmtime", "simpy"))
    return digest_sources([ROOT / "scenarios", ROOT / "sim", *list_plug_in_places()], f"{sys.version} {packages}")
