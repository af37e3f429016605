"""Where compiled code is kept on disk: in a store under the user's cache, by a digest of what it was made from.

Numba would keep compiled functions itself, but it runs whatever it finds there, and does not see changes in other files. So a key has a
digest of all sources that compiled code is made from, and of the versions of Python, numpy and Numba. What is loaded was sealed when it
was kept, and the bytes that are loaded are those that were checked. Where nothing can be kept, code is compiled for this process only.
"""

import pickle
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from scenarios.loading.user_cache import CacheStore, digest_sources, open_cache_store
from scenarios.plug_ins import list_plug_in_places

LIMIT = 10_000_000
"""Bytes of all kept code, of this version and of older ones: each has 1.7 MB."""
ROOT = Path(__file__).parent.parent
SOURCES = (
    "__init__.py",
    "channels",
    "finality.py",
    "numbering.py",
    "own_packages.py",
    "sampling",
    "state",
    "model",
    "hazards",
    "translate",
    "compiled",
)
"""Of `sim`: what compiled code imports. It takes no constant from `scenarios`."""
MAIN = "execute"
"""The function that plays; the others start what people decide."""


@cache
def open_code_store() -> CacheStore | None:
    """The store of this user; None where nothing can be kept."""
    return open_cache_store("compiled", digest_program(), LIMIT)


@cache
def digest_program() -> bytes:
    """Changes with any of these sources and with the versions that compile them."""
    versions = f"{sys.version} {np.__version__} {numba.__version__} {numba.config.BOUNDSCHECK}"
    return digest_sources([*(ROOT / name for name in SOURCES), *list_plug_in_places()], versions)


def is_kept() -> bool:
    """Whether the compiled code of this version is on disk."""
    return any(key.startswith(f"{MAIN}-") for key in list_keys())


def discard() -> None:
    """Removes the compiled code of this version from disk."""
    store = open_code_store()
    for key in list_keys():
        if store is not None:
            store.remove(key)


def list_keys() -> list[str]:
    """Those of the compiled code of this version."""
    store, version = open_code_store(), f"-{digest_program().hex()}"
    return [] if store is None else [key for key in store.list_keys() if version in key]


class KeptFunction(NullCache):  # type: ignore[misc]
    """Where Numba looks for the compiled code of a function before it compiles, and keeps it afterwards."""

    def __init__(self, name: str) -> None:
        self.name = name

    def load_overload(self, signature: Any, target: Any) -> CompileResult | None:
        """The code for arguments of these types; None where it is not kept, or damaged."""
        target.refresh()
        store = open_code_store()
        content = None if store is None else store.load(self.find_key(signature, target))
        return None if content is None else CompileResult._rebuild(target, *pickle.loads(content))

    def save_overload(self, signature: Any, result: CompileResult) -> None:
        """Keeps code, unless it holds an address of this process."""
        store = open_code_store()
        if store is not None and not result.library.has_dynamic_globals:
            store.save(self.find_key(signature, result.target_context), dumps(result._reduce()))

    def find_key(self, signature: Any, target: Any) -> str:
        """Under which code for arguments of these types is kept."""
        made_for = repr((self.name, signature, target.codegen().magic_tuple()))
        version = digest_program().hex()
        return f"{self.name}-{version}{sha256(made_for.encode()).hexdigest()[len(version) :]}"
