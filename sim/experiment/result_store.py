"""Results on disk, by the digest of the question that they answer: a question that was asked before is answered without playing.

    store = open_result_store()                           # None where nothing can be kept
    store.save(key, content)
    store.load(key)                                       # the same bytes, or None

An item is one file, which begins with the version of the program and a seal. The version is a digest of the sources of `sim` and
`scenarios`, so nothing outlives a change in them; the seal is a digest of version, key and content. An item of another version, cut short
or damaged is ignored, and replaced when the question has been answered again; the log says so. Items are put in their places at once, so
two processes can share a store. Beyond LIMIT bytes in all, those that were not used for longest are removed.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from scenarios.loading.files import write_atomic
from scenarios.loading.user_cache import DIGEST_BYTES, digest_sources, open_cache_folder

LIMIT = 500_000_000
"""Bytes of all items together."""
SEAL_BYTES = sha256().digest_size
ROOT = Path(__file__).parents[2]

_log = logging.getLogger(__name__)


def open_result_store() -> ResultStore | None:
    """The store of this user; None where nothing can be kept."""
    folder = open_cache_folder("results")
    if folder is None:
        _log.info("results are not kept: there is no cache folder of your own that can be written to")
    return None if folder is None else ResultStore(folder, digest_program())


@cache
def digest_program() -> bytes:
    """Changes with all that a result depends on besides the question: our sources, Python and the packages that compute."""
    packages = " ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "numba", "simpy"))
    return digest_sources([ROOT / "scenarios", ROOT / "sim"], f"{sys.version} {packages}")


@dataclass(frozen=True)
class ResultStore:
    """A folder of results."""

    folder: Path
    program: bytes
    """The version of the program."""
    limit: int = LIMIT

    def load(self, key: str) -> bytes | None:
        """What is kept under a key, or None."""
        path = self.folder / key
        try:
            item = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.info("%s: cannot be read: %s", path, error.strerror)
            return None
        head = DIGEST_BYTES + SEAL_BYTES
        program, seal, content = item[:DIGEST_BYTES], item[DIGEST_BYTES:head], item[head:]
        if len(item) >= head and program != self.program:
            _log.info("%s: is of another version of Allcall, and ignored", path)
        elif seal != self._seal(key, content):
            _log.info("%s: is cut short or damaged, and ignored", path)
        else:
            _log.info("%s: used", path)
            with suppress(OSError):
                os.utime(path)
            return content
        return None

    def save(self, key: str, content: bytes) -> None:
        """Keeps content under a key, in place of what was there. Where it cannot be written, the log says so."""
        path = self.folder / key
        try:
            if DIGEST_BYTES + SEAL_BYTES + len(content) <= self.limit:
                write_atomic(path, self.program + self._seal(key, content) + content, private=True)
                _log.info("%s: kept", path)
            self._remove_oldest()
        except OSError as error:
            _log.info("%s: cannot be kept: %s", path, error.strerror)

    def list_keys(self, beginning: str) -> list[str]:
        """Keys that begin so, in order, whether their items can be used or not."""
        return sorted(path.name for path in self.folder.glob(f"{beginning}*"))

    def _seal(self, key: str, content: bytes) -> bytes:
        return sha256(self.program + key.encode() + b"\0" + content).digest()

    def _remove_oldest(self) -> None:
        """Removes what was not used for longest, until the rest is within the limit. What a killed process left goes the same way."""
        files = sorted(self._iterate_files(), reverse=True)
        total = 0
        for _, size, path in files:
            total += size
            if total > self.limit:
                path.unlink(missing_ok=True)

    def _iterate_files(self) -> Iterator[tuple[int, int, Path]]:
        """When each file was used last, its size in bytes, and its path."""
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):
                about = path.stat()
                yield about.st_mtime_ns, about.st_size, path
