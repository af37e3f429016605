"""The memory in which compiled code plays: one for each thread, with the tables of its engines and the draws that they share.

It belongs to an instance of the program, and grows as engines are made. Whatever is in it is an array of numpy at the same place, which
keeps the memory alive. When the arrays of a block are gone, its room is used again.
"""

import ctypes
from bisect import insort
from collections import deque
from collections.abc import Iterable
from typing import Any, Protocol, Self
from weakref import WeakValueDictionary, finalize

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


class Memory:
    """Arrays by name, in one block. Subclasses list the fields: name, type, and how many records where that is always the same."""

    fields: tuple[tuple[str, np.dtype[Any], int | None], ...]
    layouts: Layouts

    def __init_subclass__(cls) -> None:
        cls.layouts = Layouts(cls.fields)

    def __init__(self, arena: Arena, arrays: dict[str, NDArray[Any]]) -> None:
        """arrays: what they begin with, all of them."""
        self.arena = arena
        self._sources = WeakValueDictionary(arrays)
        self._rooms: dict[str, tuple[int, int]] = {}
        size = self.layouts.size
        for name, _, fixed in self.fields:
            if fixed is None:
                self._rooms[name] = size, round_up(arrays[name].nbytes, ALIGNMENT)
                size += self._rooms[name][1]
        self._block = arena.allocate(size)
        self.address = self._block.address
        self._block.view(0, np.dtype("u1"), self.layouts.size)[:] = 0
        self._pointers = self._block.view(0, POINTER, self.layouts.size // POINTER.itemsize)
        self._own: dict[str, Block] = {}
        for name, _, _ in self.fields:
            self._write(name, arrays[name])
        if len(arrays) != len(self.fields):
            raise TypeError(f"there is no table {', '.join({*arrays} - {name for name, _, _ in self.fields})}")

    def refill(self, arrays: dict[str, NDArray[Any]]) -> Self:
        """Begins anew with these arrays in place of those of the same names; what nobody changed is not copied again."""
        for name, array in arrays.items():
            if array is not self._sources.get(name):
                self._write(name, array)
                self._sources[name] = array
        return self

    def _write(self, name: str, array: NDArray[Any]) -> None:
        form, place = self.layouts.forms[name], self.layouts.places[name]
        if array.dtype != form or not array.flags.c_contiguous:
            raise TypeError(f"{name}: {array.dtype}; it must be {form}, in one piece")
        if place.fixed is not None:
            if array.size != place.fixed:
                raise TypeError(f"{name}: {array.size} records; there must be {place.fixed}")
            view = self._block.view(place.offset, form, array.size)
        else:
            offset, room = self._rooms[name]
            if array.nbytes <= room:
                block, start = self._block, offset
            else:
                block, start = self.arena.allocate(array.nbytes), 0
                self._own[name] = block
                self._rooms[name] = 0, 0
            view = block.view(start, form, array.size)
            self._pointers[place.offset // POINTER.itemsize] = block.address + start
        view[:] = array
        setattr(self, name, view.view(np.recarray) if form.names is not None else view)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


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
