"""What a disk may hold after a loss of power: all that was synced, and of the rest any part, in any order.

    record = Record(folder)
    with watched(record, folder): ...; record.acknowledge(1); ...
    for found in record.states_after_power_loss(choose): found.put_in(another_folder)

A file that was not synced may have lost any of its writes and truncations since, each by itself; a folder any of its names, new ones and
removed ones. A sector of 512 bytes is written whole or not at all, which is what SQLite counts on ("powersafe overwrite").
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import NamedTuple

from tests.disk import Call

SECTOR = 512


class Write(NamedTuple):
    """Of a file. data: None for a truncation to `offset`."""

    offset: int
    data: bytes | None


class Naming(NamedTuple):
    """Of a folder: a name leads to a file (by its number) from now on, or to none; a file that was renamed loses its old name."""

    name: str
    file: int | None
    old: str = ""


@dataclass
class Stored:
    """What is on the disk for certain, and what is still on its way."""

    files: dict[int, bytearray] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    writes: dict[int, list[Write]] = field(default_factory=dict)
    namings: list[Naming] = field(default_factory=list)

    def find(self, name: str) -> int:
        """The number of the file that a name leads to now."""
        names = dict(self.names)
        for naming in self.namings:
            apply_naming(names, naming)
        return names[name]

    def sync(self, file: int) -> None:
        for write in self.writes.pop(file, []):
            apply_write(self.files[file], write)

    def sync_folder(self) -> None:
        for naming in self.namings:
            apply_naming(self.names, naming)
        self.namings = []

    def list_open(self) -> list[tuple[int, Write] | Naming]:
        """What is on its way, in pieces that may be lost each by itself."""
        pieces = [
            (file, piece)
            for file, writes in self.writes.items()
            for write in writes
            for piece in split_by_sector(write)
        ]
        return [*pieces, *self.namings]

    def store(self, pieces: Sequence[tuple[int, Write] | Naming]) -> dict[str, bytes]:
        """Files by name if these pieces reached the disk, and no other."""
        files, names = ({number: bytearray(content) for number, content in self.files.items()}, dict(self.names))
        for piece in pieces:
            if isinstance(piece, Naming):
                apply_naming(names, piece)
            else:
                apply_write(files[piece[0]], piece[1])
        return {name: bytes(files[number]) for name, number in names.items()}


def apply_write(content: bytearray, write: Write) -> None:
    if write.data is None:
        del content[write.offset :]
        content.extend(bytes(write.offset - len(content)))
        return
    content.extend(bytes(max(0, write.offset - len(content))))
    content[write.offset : write.offset + len(write.data)] = write.data


def apply_naming(names: dict[str, int], naming: Naming) -> None:
    names.pop(naming.old, None)
    if naming.file is None:
        names.pop(naming.name, None)
    else:
        names[naming.name] = naming.file


def split_by_sector(write: Write) -> Iterator[Write]:
    if write.data is None:
        yield write
        return
    start, end = write.offset, write.offset + len(write.data)
    while start < end:
        stop = min(end, start - start % SECTOR + SECTOR)
        yield Write(start, write.data[start - write.offset : stop - write.offset])
        start = stop


class State(NamedTuple):
    """Files by name as a loss of power may leave them. acknowledged: the last number that was acknowledged before."""

    files: dict[str, bytes]
    acknowledged: int

    def put_in(self, folder: Path) -> None:
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


Choose = Callable[[int], Iterator[Sequence[bool]]]
"""Which of so many pieces reach the disk, in one or more ways."""


def choose_all(count: int) -> Iterator[Sequence[bool]]:
    """Each way, if there are few; else none, all, each alone, all but each, and all up to each."""
    if count <= 6:
        yield from product((False, True), repeat=count)
        return
    yield from choose_few(count)
    for number in range(count):
        yield [piece == number for piece in range(count)]
        yield [piece != number for piece in range(count)]
        yield [piece < number for piece in range(count)]


def choose_few(count: int) -> Iterator[Sequence[bool]]:
    """None, all, every other, and the others."""
    yield from ([False] * count, [True] * count)
    if count > 1:
        yield from ([piece % 2 == odd for piece in range(count)] for odd in (0, 1))


class Record:
    """The calls that changed files in one folder, and what was acknowledged between them. A watch of `tests.disk`."""

    def __init__(self, folder: Path) -> None:
        self.folder = os.path.realpath(folder)
        self.calls: list[Call | int] = []

    def before(self, call: Call) -> None: ...

    def after(self, call: Call) -> None:
        self.calls.append(call)

    def acknowledge(self, number: int) -> None:
        """The user was told that so much is on the disk."""
        self.calls.append(number)

    def states_after_power_loss(self, choose: Choose) -> Iterator[State]:
        """What may be found: power is lost after each call."""
        stored, acknowledged = Stored(), 0
        for call in self.calls:
            if isinstance(call, int):
                acknowledged = call
                continue
            self._carry_out(stored, call)
            pieces = stored.list_open()
            for reached in choose(len(pieces)):
                kept = [piece for piece, is_kept in zip(pieces, reached, strict=True) if is_kept]
                yield State(stored.store(kept), acknowledged)

    def _carry_out(self, stored: Stored, call: Call) -> None:
        if call.path == self.folder:
            stored.sync_folder()
            return
        name = os.path.relpath(call.path, self.folder)
        match call.kind:
            case "open":
                if call.is_new:
                    number = len(stored.files) + 1
                    stored.files[number] = bytearray()
                    stored.namings.append(Naming(name, number))
            case "write" | "truncate":
                data = call.data if call.kind == "write" else None
                stored.writes.setdefault(stored.find(name), []).append(Write(call.offset, data))
            case "fsync":
                stored.sync(stored.find(name))
            case "replace" | "link":
                target = os.path.relpath(call.target, self.folder)
                stored.namings.append(Naming(target, stored.find(name), name if call.kind == "replace" else ""))
            case "unlink":
                stored.namings.append(Naming(name, None))
        if call.syncs_folder:
            stored.sync_folder()
