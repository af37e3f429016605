"""Where the compiled program is kept on disk: in a store under the user's cache, by a digest of what it was made from.

A key has a digest of all sources that the program is made from, and of the versions of Python, numpy and wasmtime. What is loaded was
sealed when it was kept, and the bytes that are loaded are those that were checked. Where nothing can be kept, it is made for this process
only.
"""

import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from scenarios.loading.user_cache import CacheStore, digest_sources, open_cache_store
from scenarios.plug_ins import list_plug_in_places

LIMIT = 10_000_000
"""Bytes of all kept code, of this version and of older ones: each has 0.3 MB."""
ROOT = Path(__file__).parent.parent
SOURCES = (
    "__init__.py",
    "channels",
    "finality.py",
    "measures.py",
    "numbering.py",
    "own_packages.py",
    "queues.py",
    "sampling",
    "state",
    "model",
    "hazards",
    "translate",
    "compiled",
    "wasm",
)
"""Of `sim`: what compiled code imports. It takes no constant from `scenarios`."""


@cache
def open_code_store() -> CacheStore | None:
    """The store of this user; None where nothing can be kept."""
    return open_cache_store("compiled", digest_program(), LIMIT)


@cache
def digest_program() -> bytes:
    """Changes with any of these sources and with the versions that compile them."""
    versions = f"{sys.version} {np.__version__} {version('wasmtime')}"
    return digest_sources([*(ROOT / name for name in SOURCES), *list_plug_in_places()], versions)


def find_key() -> str:
    """Under which the program of this version is kept."""
    return f"program-{sha256(digest_program()).hexdigest()}"


def is_kept() -> bool:
    """Whether the program of this version is on disk."""
    store = open_code_store()
    return store is not None and find_key() in store.list_keys()


def discard() -> None:
    """Removes the program of this version from disk."""
    store = open_code_store()
    if store is not None:
        store.remove(find_key())
