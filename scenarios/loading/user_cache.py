"""What is kept under the user's cache because it can be made again: items by key, each sealed, and the digest of the program.

    store = open_cache_store("results", program)    # None where nothing can be kept
    store.save(key, content)
    store.load(key)                                 # the same bytes, or None

An item is one file, which begins with the version of the program and a seal: a digest of version, key and content. An item of another
version, cut short or damaged is ignored, and replaced once it has been made again; the log says so. Items are put in their places at once,
so two processes can share a store. Beyond the limit, those that were not used for longest are removed.

What is read is believed, and what is old is deleted. So `allcall` and the folder in it must be the user's own, with nobody else writing to
them. Each is opened relative to the one above, no link in their places is followed, and only files under names of ours are removed.
"""

import logging
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from errno import EPERM
from functools import partial
from hashlib import blake2b, sha256
from pathlib import Path

from scenarios.loading.files import PRIVATE_FILE, PRIVATE_FOLDER, sweep_parts

DIGEST_BYTES = 8
SEAL_BYTES = sha256().digest_size
LIMIT = 500_000_000
KEY = re.compile(r"[a-z_]+-[0-9a-f]{64}(-\d+)*")
"""The kind of an item, a digest of what it is made from, and perhaps a range."""
FOLDER = os.O_RDONLY | os.O_DIRECTORY

_log = logging.getLogger(__name__)


def open_cache_store(name: str, program: bytes, limit: int = LIMIT) -> "CacheStore | None":
    """The store in a folder of this name, which is made if it is missing; None where nothing can be kept, and the log says why."""
    from platformdirs import user_cache_path

    store = CacheStore(user_cache_path("allcall") / name, program, limit)
    try:
        with store.open_folder():
            return store
    except OSError as error:
        _log.info("%s: nothing is kept there: %s", store.folder, error.strerror)
        return None


class ItemState(Enum):
    """What becomes of an item, in the words of the log."""

    GOOD = "used"
    OTHER_VERSION = "is of another version of Allcall, and ignored"
    DAMAGED = "is cut short or damaged, and ignored"


@dataclass(frozen=True)
class CacheStore:
    """A folder of items."""

    folder: Path
    """Its last two components are ours, those above are the user's."""
    program: bytes
    """The version of the program."""
    limit: int = LIMIT
    """Bytes of all items together."""

    def load(self, key: str) -> bytes | None:
        """What is kept under a key, or None."""
        path = self.folder / key
        try:
            item = self._read(key, is_used=True)
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.info("%s: cannot be read: %s", path, error.strerror)
            return None
        state = self._judge(key, item)
        _log.info("%s: %s", path, state.value)
        return item[DIGEST_BYTES + SEAL_BYTES :] if state is ItemState.GOOD else None

    def inspect(self, key: str) -> "ItemState":
        """Whether an item can be used. Raises OSError where it cannot be read."""
        return self._judge(key, self._read(key, is_used=False))

    def _read(self, key: str, is_used: bool) -> bytes:
        with self.open_folder() as folder, open(key, "rb", opener=partial(_open_item, folder)) as file:
            item = file.read()
            if is_used:
                with suppress(OSError):
                    os.utime(file.fileno())
            return item

    def _judge(self, key: str, item: bytes) -> "ItemState":
        head = DIGEST_BYTES + SEAL_BYTES
        program, seal, content = item[:DIGEST_BYTES], item[DIGEST_BYTES:head], item[head:]
        if len(item) >= head and program != self.program:
            return ItemState.OTHER_VERSION
        return ItemState.GOOD if seal == self._seal(key, content) else ItemState.DAMAGED

    def save(self, key: str, content: bytes) -> None:
        """Keeps content under a key, in place of what was there. Where it cannot be written, the log says so."""
        if not KEY.fullmatch(key):
            raise ValueError(f"{key!r} is no key of a store")
        path = self.folder / key
        try:
            with self.open_folder() as folder:
                if DIGEST_BYTES + SEAL_BYTES + len(content) <= self.limit:
                    _write(folder, key, self.program + self._seal(key, content) + content)
                    _log.info("%s: kept", path)
                self._remove_oldest(folder)
        except OSError as error:
            _log.info("%s: cannot be kept: %s", path, error.strerror)

    def remove(self, key: str) -> None:
        """Removes an item, if it is there."""
        with suppress(OSError), self.open_folder() as folder:
            os.unlink(key, dir_fd=folder)

    def list_keys(self, prefix: str = "") -> list[str]:
        """Keys that begin so, in order, whether their items can be used or not."""
        try:
            with self.open_folder() as folder:
                return sorted(item.name for item in _list_items(folder) if item.name.startswith(prefix))
        except OSError:
            return []

    @contextmanager
    def open_folder(self) -> Iterator[int]:
        """A handle of the folder, which is made if it is missing. Raises OSError where it is not the user's own, or is a link."""
        above, *ours = self.folder.parents[1], self.folder.parent.name, self.folder.name
        above.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        with ExitStack() as handles:
            folder = os.open(above, FOLDER)
            handles.callback(os.close, folder)
            for name in ours:
                folder = _open_own_folder(folder, name)
                handles.callback(os.close, folder)
            yield folder

    def _seal(self, key: str, content: bytes) -> bytes:
        return sha256(self.program + key.encode() + b"\0" + content).digest()

    def _remove_oldest(self, folder: int) -> None:
        """Removes what was not used for longest, until the rest is within the limit, and what killed writes left."""
        sweep_parts(folder)
        total = 0
        for item in sorted(_list_items(folder), key=lambda item: item.used, reverse=True):
            total += item.size
            if total > self.limit:
                with suppress(FileNotFoundError):
                    os.unlink(item.name, dir_fd=folder)


@dataclass(frozen=True)
class _Item:
    name: str
    used: int
    """nanoseconds"""
    size: int
    """bytes"""


def _list_items(folder: int) -> Iterator[_Item]:
    """Files under names of ours; what is a folder or a link is none."""
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            about = entry.stat(follow_symlinks=False)
            if KEY.fullmatch(entry.name) and stat.S_ISREG(about.st_mode):
                yield _Item(entry.name, about.st_mtime_ns, about.st_size)


def _open_own_folder(above: int, name: str) -> int:
    """A handle of a folder, which is made if it is missing. Raises OSError where it is not the user's own, or is a link."""
    try:
        folder = os.open(name, FOLDER | os.O_NOFOLLOW, dir_fd=above)
    except FileNotFoundError:
        with suppress(FileExistsError):
            os.mkdir(name, PRIVATE_FOLDER, dir_fd=above)
        folder = os.open(name, FOLDER | os.O_NOFOLLOW, dir_fd=above)
    about = os.fstat(folder)
    if about.st_uid != os.getuid() or about.st_mode & 0o022:
        os.close(folder)
        raise PermissionError(EPERM, f"{name} is not your own, or others can write to it")
    return folder


def _open_item(folder: int, name: str, flags: int) -> int:
    """An opener that follows no link and waits for no pipe."""
    return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, PRIVATE_FILE, dir_fd=folder)


def _write(folder: int, name: str, content: bytes) -> None:
    """Puts content in its place at once. A seal finds what a crash of the machine cuts short, so nothing waits for the disk."""
    part = f".{secrets.token_hex(8)}.part"
    try:
        with open(part, "xb", opener=partial(_open_item, folder)) as file:
            file.write(content)
        os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(part, dir_fd=folder)
        raise


def digest_sources(places: Iterable[Path], versions: str, endings: tuple[str, ...] = (".py",)) -> bytes:
    """Eight bytes that change with any file of these endings in the places, folders or files, and with the versions of what they need."""
    digest = blake2b(versions.encode(), digest_size=DIGEST_BYTES)
    for place in places:
        files = [place] if place.is_file() else place.rglob("*")
        for path in sorted(path for path in files if path.suffix in endings):
            digest.update(str(path.relative_to(place.parent)).encode() + b"\0" + path.read_bytes())
    return digest.digest()
