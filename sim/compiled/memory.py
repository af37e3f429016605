"""The memory in which compiled code plays: one for each thread, with the tables of its engines and the draws that they share.

It belongs to an instance of the program, and grows as engines are made. Whatever is in it is an array of numpy at the same place, which
keeps the memory alive. When the arrays of a block are gone, its room is used again.
"""

import ctypes
from bisect import insort
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, Self
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from sim.wasm.layouts import ALIGNMENT, POINTER, Layouts, round_up

PAGE = 65536


class Instance(Protocol):
    """What has a memory. base: its address in this process."""

    base: int

    @property
    def size(self) -> int:
        """Bytes of its memory."""

    def grow(self, pages: int) -> None:
        """So many pages more, where it is."""

    def execute(self, address: int) -> None:
        """Does what the task of the world at this address says."""


class Arena:
    """Room in the memory of an instance. For one thread at a time."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._end = self._instance.size
        self._free: list[tuple[int, int]] = [(ALIGNMENT, self._end - ALIGNMENT)]
        """Where there is room, and how much. Address 0 means that there is nothing."""
        self._released: deque[tuple[int, int]] = deque()
        """What blocks gave back, in any thread, since the last one was made."""

    def execute(self, address: int) -> None:
        """Does what the task of the world at this address says."""
        self._instance.execute(address)

    def allocate(self, size: int) -> "Block":
        """Room for so many bytes; what it holds is not known."""
        size = max(round_up(size, ALIGNMENT), ALIGNMENT)
        while self._released:
            self._give_back(*self._released.popleft())
        place = next((place for place, (_, room) in enumerate(self._free) if room >= size), None)
        if place is None:
            self._grow(size)
            place = len(self._free) - 1
        address, room = self._free[place]
        self._free[place : place + 1] = [(address + size, room - size)] if room > size else []
        return Block(self, address, size)

    def _grow(self, size: int) -> None:
        """At least by an eighth, so that it happens seldom."""
        more = round_up(max(size, self._end // 8), PAGE)
        self._instance.grow(more // PAGE)
        self._give_back(self._end, more)
        self._end += more

    def _give_back(self, address: int, size: int) -> None:
        insort(self._free, (address, size))
        place = self._free.index((address, size))
        for here in (place, place - 1):
            if 0 <= here < len(self._free) - 1:
                (begin, room), (following, more) = self._free[here : here + 2]
                if begin + room == following:
                    self._free[here : here + 2] = [(begin, room + more)]

    def numbers(self, values: Iterable[int]) -> NDArray[np.int64]:
        """Whole numbers in this memory."""
        given = np.array(values, np.int64)
        made = self.allocate(given.nbytes).view(0, given.dtype, given.size)
        made[:] = given
        return made

    def address_of(self, array: NDArray[Any]) -> int:
        """Where an array of this memory is."""
        return int(array.ctypes.data) - self._instance.base

    def release(self, address: int, size: int) -> None:
        """Gives room back. From any thread."""
        self._released.append((address, size))

    def span(self, address: int, size: int) -> Any:
        """So many bytes of the memory, as they are."""
        return (ctypes.c_ubyte * size).from_address(self._instance.base + address)


class Block:
    """Room in an arena, given back when no array is in it."""

    def __init__(self, arena: Arena, address: int, size: int) -> None:
        self.arena, self.address, self.size = arena, address, size
        self._span = arena.span(address, size)
        finalize(self._span, arena.release, address, size).atexit = False

    def view(self, offset: int, form: "np.dtype[Any]", number: int) -> NDArray[Any]:
        """The array at so many bytes from its beginning, which keeps the room. Raises ValueError where it is no part of it."""
        return np.frombuffer(self._span, form, number, offset) if number and form.itemsize else np.zeros(number, form)


Content = NDArray[Any] | int
"""What a table begins with: an array, or so many records of zeros."""


class Memory:
    """Tables by name, in one block. Subclasses list the fields: name, type, and how many records where that is always the same.

    A table is an array of numpy, made when it is first asked for.
    """

    fields: tuple[tuple[str, np.dtype[Any], int | None], ...]
    layouts: Layouts

    def __init_subclass__(cls) -> None:
        cls.layouts = Layouts(cls.fields)

    def __init__(self, arena: Arena, tables: Mapping[str, Content]) -> None:
        """tables: all of them. Raises KeyError for one that is not given."""
        self.arena = arena
        self._contents: dict[str, Content] = {}
        self._places: dict[str, tuple[Block, int, int]] = {}
        """Where each table lies: block, offset, and how many records there is room for."""
        self._counts: dict[str, int] = {}
        """How many records each table has."""
        forms, offsets, size = self.layouts.forms, {}, self.layouts.size
        for name, _, fixed in self.fields:
            if fixed is None:
                offsets[name] = size
                size = round_up(size + forms[name].itemsize * count(tables[name]), ALIGNMENT)
            else:
                offsets[name] = self.layouts.places[name].offset
        self._block = arena.allocate(size)
        self.address = self._block.address
        self._bytes = self._block.view(0, np.dtype("u1"), size)
        self._bytes[:] = 0
        self._pointers = self._block.view(0, POINTER, self.layouts.size // POINTER.itemsize)
        for name, _, fixed in self.fields:
            number = count(tables[name])
            self._place(name, (self._block, offsets[name], number), number, fixed)
            self._write(name, tables[name])

    def refill(self, tables: Mapping[str, Content]) -> Self:
        """Begins anew with these. The same array as before is not copied again; records that began with zeros stay as they are."""
        for name, content in tables.items():
            before = self._contents[name]
            if content is before or (isinstance(content, int) and content == before):
                continue
            place, number = self._places[name], count(content)
            if number > place[2]:
                place = self._find_room(self.layouts.forms[name].itemsize, number + number // 8)
            self._place(name, place, number, self.layouts.places[name].fixed)
            self._write(name, content)
        return self

    def _find_room(self, size: int, number: int) -> tuple["Block", int, int]:
        """For so many records of zeros, each of so many bytes."""
        block = self.arena.allocate(size * number)
        block.view(0, np.dtype("u1"), size * number)[:] = 0
        return block, 0, number

    def _place(self, name: str, place: tuple["Block", int, int], number: int, fixed: int | None) -> None:
        block, offset, _ = place
        if fixed is None:
            self._pointers[self.layouts.places[name].offset // POINTER.itemsize] = block.address + offset
        elif number != fixed:
            raise TypeError(f"{name}: {number} records; there must be {fixed}")
        self._places[name], self._counts[name] = place, number
        vars(self).pop(name, None)

    def _write(self, name: str, content: Content) -> None:
        self._contents[name] = content
        if isinstance(content, int):
            return
        form, (block, offset, _) = self.layouts.forms[name], self._places[name]
        if content.dtype != form or not content.flags.c_contiguous:
            raise TypeError(f"{name}: {content.dtype}; it must be {form}, in one piece")
        if content.nbytes:
            here = self._bytes if block is self._block else block.view(0, np.dtype("u1"), block.size)
            here[offset : offset + content.nbytes] = content.reshape(-1).view("u1")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.layouts.forms:
            raise AttributeError(name)
        form, (block, offset, _) = self.layouts.forms[name], self._places[name]
        made = block.view(offset, form, self._counts[name])
        found = made if form.names is None else made.view(np.recarray)
        setattr(self, name, found)
        return found


def count(content: Content) -> int:
    """How many records it has."""
    return content if isinstance(content, int) else content.size


def check_index(index: int, size: int) -> int:
    """The same index. In a checked program, one that is outside its column ends the play."""
    if not 0 <= index < size:
        raise IndexError("an index is outside its column")
    return index


def floats_at(w: Any, address: int) -> Any:
    """The floats from an address on, as a table."""
    return np.frombuffer(w.arena.span(int(address), 8 * MOST_NUMBERS), np.float64)


def whole_numbers_at(w: Any, address: int) -> Any:
    """The whole numbers from an address on, as a table."""
    return np.frombuffer(w.arena.span(int(address), 8 * MOST_NUMBERS), np.int64)


MOST_NUMBERS = 1 << 13
"""At an address, where the text of compiled code runs in Python."""


def copy_records(target: Any, source: Any, number: int) -> None:
    """Copies the first records of a table to another one of the same kind."""
    target[:number] = source[:number]
