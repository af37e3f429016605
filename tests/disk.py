"""A disk under watch: each call that changes files below some folders is told before it is made, and after it succeeded.

    with watched(watch, folder): ...        # Python's own calls, and those of SQLite

`Failing` lets one call fail, or each from one on; `tests.power_loss` records them all.
"""

import _sqlite3
import builtins
import ctypes
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES, EIO, ENOSPC, EPERM
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest


class Call(NamedTuple):
    """kind: open, write, truncate, fsync, replace, link, unlink or mkdir. path: the file that it changes; that of a link is the old one."""

    kind: str
    path: str
    data: bytes = b""
    offset: int = 0
    """Of a write; the new size of a truncation."""
    target: str = ""
    """The new name of a file that is renamed or linked."""
    is_new: bool = False
    """Of an opened file: it was not there."""
    syncs_folder: bool = False
    """SQLite waits for the folder as well."""


class Watch(Protocol):
    """What is told of each call."""

    def before(self, call: Call) -> None:
        """May raise OSError in its place."""

    def after(self, call: Call) -> None: ...


ERRORS = {
    "open": EACCES,
    "write": ENOSPC,
    "truncate": EIO,
    "fsync": EIO,
    "replace": EACCES,
    "link": EPERM,
    "unlink": EACCES,
    "mkdir": ENOSPC,
}
"""What each call may end in."""
SQLITE_ERRORS = {"open": 14, "write": 13, "truncate": 1546, "fsync": 1034, "unlink": 2570}
"""SQLITE_CANTOPEN, SQLITE_FULL, and input or output errors of three kinds."""


class Failing:
    """Lets call number `at` fail, counted from 1; with `stays`, also each later one that needs room: open, write, fsync, link, mkdir."""

    def __init__(self, at: int = 0, stays: bool = False) -> None:
        self.at, self.stays = at, stays
        self.calls: list[Call] = []

    def before(self, call: Call) -> None:
        self.calls.append(call)
        if len(self.calls) == self.at:
            raise OSError(ERRORS[call.kind], os.strerror(ERRORS[call.kind]), call.path)
        if self.stays and 0 < self.at < len(self.calls) and call.kind in ("open", "write", "fsync", "link", "mkdir"):
            raise OSError(ENOSPC, os.strerror(ENOSPC), call.path)

    def after(self, call: Call) -> None: ...

    @property
    def failed(self) -> Call:
        return self.calls[self.at - 1]


@contextmanager
def watched(watch: Watch, *folders: Path) -> Iterator[None]:
    """Tells a watch of the calls below folders, while the block runs."""
    roots = tuple(f"{os.path.realpath(folder)}/" for folder in folders)
    python = _PythonCalls(watch, roots)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("open", "write", "fsync", "replace", "rename", "link", "unlink", "remove", "mkdir"):
            patch.setattr(os, name, getattr(python, name))
        patch.setattr(io, "open", python.open_file)
        patch.setattr(builtins, "open", python.open_file)
        with _sqlite_watched(watch, roots):
            yield


WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
REAL = {name: getattr(os, name) for name in ("open", "write", "fsync", "replace", "rename", "link", "unlink", "mkdir")}
REAL_OPEN = builtins.open


class _PythonCalls:
    """Python's calls, each in the place of the one in `os` that it is named after."""

    def __init__(self, watch: Watch, roots: tuple[str, ...]) -> None:
        self.watch, self.roots = watch, roots

    def find(self, path: object, folder: int | None = None) -> str:
        """The absolute path of a file or descriptor below the folders, or nothing."""
        if isinstance(path, int):
            whole = os.readlink(f"/proc/self/fd/{path}")
        else:
            above = os.getcwd() if folder is None else os.readlink(f"/proc/self/fd/{folder}")
            whole = os.path.join(above, os.fsdecode(path))  # type: ignore[arg-type]
            whole = os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))
        return whole if f"{whole}/".startswith(self.roots) else ""

    def told(self, call: Call, make: Callable[[], Any]) -> Any:
        if not call.path:
            return make()
        self.watch.before(call)
        result = make()
        self.watch.after(call)
        return result

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        place = self.find(path, dir_fd) if flags & WRITES else ""
        call = Call("open", place, is_new=bool(place) and not os.path.lexists(place))
        number: int = self.told(call, lambda: REAL["open"](path, flags, mode, dir_fd=dir_fd))
        return number

    def write(self, number: int, data: Any) -> int:
        place = self.find(number)
        offset = os.fstat(number).st_size if place else 0
        count: int = self.told(Call("write", place, bytes(data), offset), lambda: REAL["write"](number, data))
        return count

    def fsync(self, number: Any) -> None:
        number = number if isinstance(number, int) else number.fileno()
        self.told(Call("fsync", self.find(number)), lambda: REAL["fsync"](number))

    def replace(self, old: Any, new: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None) -> None:
        call = Call("replace", self.find(old, src_dir_fd), target=self.find(new, dst_dir_fd))
        self.told(call, lambda: REAL["replace"](old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd))

    rename = replace

    def link(self, old: Any, new: Any, **options: Any) -> None:
        self.told(Call("link", self.find(old), target=self.find(new)), lambda: REAL["link"](old, new, **options))

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        self.told(Call("unlink", self.find(path, dir_fd)), lambda: REAL["unlink"](path, dir_fd=dir_fd))

    remove = unlink

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        place = self.find(path, dir_fd)
        missing = bool(place) and not os.path.lexists(place)
        self.told(Call("mkdir", place if missing else ""), lambda: REAL["mkdir"](path, mode, dir_fd=dir_fd))

    def open_file(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        """As `open`; what is written goes through a raw file that tells of it."""
        if opener is not None and set("wax+") & set(mode):
            number = opener(file, _find_flags(mode))
            return self.open_file(number, mode.replace("x", "w"), buffering, encoding, errors, newline)
        place = self.find(file) if set("wax+") & set(mode) else ""
        if not place:
            return REAL_OPEN(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw_mode = mode.replace("t", "").replace("b", "")
        if isinstance(file, int):
            raw = _Raw(self, place, file, raw_mode, closefd)
        else:
            call = Call("open", place, is_new=not os.path.lexists(place))
            raw = self.told(call, lambda: _Raw(self, place, file, raw_mode, closefd))
        if buffering == 0:
            return raw
        buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline)


def _find_flags(mode: str) -> int:
    """What a mode of `open` means to an opener."""
    flags = os.O_RDWR if "+" in mode else os.O_WRONLY
    made = {"w": os.O_CREAT | os.O_TRUNC, "a": os.O_CREAT | os.O_APPEND, "x": os.O_CREAT | os.O_EXCL}
    return flags | os.O_CLOEXEC | next((made[kind] for kind in "wax" if kind in mode), 0)


class _Raw(io.FileIO):
    def __init__(self, calls: _PythonCalls, place: str, file: Any, *about: Any) -> None:
        super().__init__(file, *about)
        self.calls, self.place, self.appends = calls, place, "a" in about[0]

    def write(self, data: Any) -> int:
        offset = os.fstat(self.fileno()).st_size if self.appends else self.tell()
        call = Call("write", self.place, bytes(data), offset)
        count: int = self.calls.told(call, lambda: io.FileIO.write(self, data))
        return count


SHARED = ctypes.c_void_p
OPEN = ctypes.CFUNCTYPE(ctypes.c_int, SHARED, SHARED, SHARED, ctypes.c_int, SHARED)
"""The name is an address, because SQLite keeps it."""
DELETE = ctypes.CFUNCTYPE(ctypes.c_int, SHARED, ctypes.c_char_p, ctypes.c_int)
WRITE = ctypes.CFUNCTYPE(ctypes.c_int, SHARED, SHARED, ctypes.c_int, ctypes.c_int64)
TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, SHARED, ctypes.c_int64)
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, SHARED, ctypes.c_int)
CREATES, JOURNALS = 0x4, 0x800 | 0x4000
"""SQLITE_OPEN_CREATE; SQLITE_OPEN_MAIN_JOURNAL and SQLITE_OPEN_SUPER_JOURNAL, whose folder SQLite syncs with them the first time."""


class _FileSystem(ctypes.Structure):
    """The beginning of `sqlite3_vfs`."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_bytes", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", SHARED),
        ("name", ctypes.c_char_p),
        ("data", SHARED),
        ("open", SHARED),
        ("delete", SHARED),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, of version 3."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("close", SHARED),
        ("read", SHARED),
        ("write", SHARED),
        ("truncate", SHARED),
        ("sync", SHARED),
        ("others", SHARED * 13),
    )


class _SqliteFiles:
    """SQLite's file system with four methods of its own in front. They tell `watch`, where there is one, and go on to the real ones."""

    def __init__(self) -> None:
        find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
        find.restype = ctypes.POINTER(_FileSystem)
        self.system: Any = find(None).contents
        self.real_open, self.real_delete = OPEN(self.system.open), DELETE(self.system.delete)
        self.watch: Watch | None = None
        self.roots: tuple[str, ...] = ()
        self.open_files: dict[int, tuple[str, bool]] = {}
        self.methods: dict[int, tuple[Any, Any]] = {}
        self.callbacks = (
            OPEN(self.open),
            DELETE(self.delete),
            WRITE(self.write),
            TRUNCATE(self.truncate),
            SYNC(self.sync),
        )
        self.system.open = ctypes.cast(self.callbacks[0], SHARED)
        self.system.delete = ctypes.cast(self.callbacks[1], SHARED)

    def tell(self, call: Call, make: Callable[[], int]) -> int:
        watch = self.watch
        if watch is None or not call.path.startswith(self.roots):
            return make()
        try:
            watch.before(call)
        except OSError:
            return SQLITE_ERRORS[call.kind]
        if (status := make()) == 0:
            watch.after(call)
        return status

    def open(self, system: int, name: int | None, file: int, flags: int, out: int) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        is_new = bool(flags & CREATES) and not os.path.lexists(path)

        def make() -> int:
            return int(self.real_open(system, name, file, flags, out))

        status = self.tell(Call("open", path, is_new=is_new), make) if flags & CREATES else make()
        if status == 0 and path:
            self.open_files[file] = path, is_new and bool(flags & JOURNALS)
            place = ctypes.cast(file, ctypes.POINTER(SHARED))
            place[0] = ctypes.cast(ctypes.pointer(self.wrap(place[0] or 0)), SHARED).value
        elif path:  # a file that could not be opened has no methods
            ctypes.cast(file, ctypes.POINTER(SHARED))[0] = None
        return status

    def wrap(self, address: int) -> _Methods:
        """The methods at an address, with ours in front."""
        if address not in self.methods:
            real = _Methods.from_address(address)
            ours = _Methods.from_buffer_copy(real)
            for name, callback in zip(("write", "truncate", "sync"), self.callbacks[2:], strict=True):
                setattr(ours, name, ctypes.cast(callback, SHARED))
            kinds = WRITE(real.write), TRUNCATE(real.truncate), SYNC(real.sync)
            self.methods[address] = ours, kinds
        return self.methods[address][0]  # type: ignore[no-any-return]

    def real(self, file: int) -> Any:
        ours = ctypes.cast(file, ctypes.POINTER(SHARED))[0]
        return next(kinds for mine, kinds in self.methods.values() if ctypes.addressof(mine) == ours)

    def write(self, file: int, data: int, count: int, offset: int) -> int:
        call = Call("write", self.open_files[file][0], ctypes.string_at(data, count), offset)
        return self.tell(call, lambda: self.real(file)[0](file, data, count, offset))

    def truncate(self, file: int, size: int) -> int:
        call = Call("truncate", self.open_files[file][0], offset=size)
        return self.tell(call, lambda: self.real(file)[1](file, size))

    def sync(self, file: int, flags: int) -> int:
        path, syncs_folder = self.open_files[file]
        self.open_files[file] = path, False
        call = Call("fsync", path, syncs_folder=syncs_folder)
        return self.tell(call, lambda: self.real(file)[2](file, flags))

    def delete(self, system: int, name: bytes, syncs_folder: int) -> int:
        call = Call("unlink", os.fsdecode(name), syncs_folder=bool(syncs_folder))
        return self.tell(call, lambda: self.real_delete(system, name, syncs_folder))


@cache
def _sqlite_files() -> _SqliteFiles:
    sqlite3.connect(":memory:").close()  # starts the library
    return _SqliteFiles()


@contextmanager
def _sqlite_watched(watch: Watch, roots: tuple[str, ...]) -> Iterator[None]:
    files = _sqlite_files()
    files.watch, files.roots = watch, roots
    try:
        yield
    finally:
        files.watch = None
