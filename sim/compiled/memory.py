"""How compiled code sees a `World`: one address, from which each table is found, and from a table each record.

To Numba, a tuple of sixty arrays is four hundred arguments of every function. Here a world is the address of a list of addresses: reading
`w.units[unit].zone` loads the address of `units`, adds the offset of the record, and loads the field. Tables are not counted references;
the `World` in Python keeps them alive. As in any compiled array, an index is not checked, but in the checked mode.
"""

import copy
import ctypes
import operator
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Self

import numba
import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global, signature
from numba.extending import NativeValue, intrinsic, models, register_model, unbox
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

from sim.compiled.jit import compiled

IS_CHECKED = bool(numba.config.BOUNDSCHECK)
"""Whether an index outside its column raises IndexError: with `NUMBA_BOUNDSCHECK=1` in the environment. In Python mode that holds for
every table, else for what the translated processes read and write.
"""
MOST_NUMBERS = 1 << 20
"""At an address, in Python mode."""


class CheckedTable(np.recarray[Any, Any]):
    """A table of the checked mode, in which a negative index does not count from the end."""

    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(_refuse_negative(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(_refuse_negative(index), value)


def _refuse_negative(index: Any) -> Any:
    if isinstance(index, int | np.integer) and index < 0:
        raise IndexError(f"index {index} is outside its table")
    return index


class Memory:
    """Arrays by name, for Python; compiled code gets their addresses. Subclasses list the fields, in order."""

    fields: tuple[tuple[str, np.dtype[Any]], ...]

    def __init__(self, **arrays: NDArray[Any]) -> None:
        for name, kind in self.fields:
            array = arrays.pop(name)
            if array.dtype != kind or not array.flags.c_contiguous:
                raise TypeError(f"{name}: {array.dtype}; it must be {kind}, in one piece")
            setattr(self, name, array.view(CheckedTable) if IS_CHECKED else array)
        if arrays:
            raise TypeError(f"there is no table {', '.join(arrays)}")
        addresses = [getattr(self, name).ctypes.data for name, _ in self.fields]
        self.header = np.array(addresses, np.int64)
        self.address = self.header.ctypes.data

    def replace(self, **arrays: NDArray[Any]) -> Self:
        """The same arrays but for these."""
        other = copy.copy(self)
        other.header = self.header.copy()
        for place, (name, kind) in enumerate(self.fields):
            array = arrays.get(name)
            if array is not None and array is not getattr(self, name):
                if array.dtype != kind or not array.flags.c_contiguous:
                    raise TypeError(f"{name}: {array.dtype}; it must be {kind}, in one piece")
                setattr(other, name, array.view(CheckedTable) if IS_CHECKED else array)
                other.header[place] = getattr(other, name).ctypes.data
        other.address = other.header.ctypes.data
        return other

    @property
    def _numba_type_(self) -> "MemoryType":
        """Its type in compiled code, where Numba looks for it first."""
        return MemoryType.of(type(self))

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class MemoryType(types.Type):
    """The type of a `Memory` in compiled code, by its class."""

    def __init__(self, memory: type[Memory]) -> None:
        self.memory = memory
        super().__init__(name=f"Memory({memory.__name__}, {blake2b(repr(memory.fields).encode()).hexdigest()[:16]})")

    @staticmethod
    def of(memory: type[Memory]) -> "MemoryType":
        """The type of a class, made once."""
        if memory not in TYPES:
            TYPES[memory] = MemoryType(memory)
        return TYPES[memory]


TYPES: dict[type[Memory], MemoryType] = {}
"""By class: making one takes as long as a play."""


class TableType(types.Type):
    """A table of a `Memory`: records, or numbers."""

    def __init__(self, element: types.Type) -> None:
        self.element = element
        super().__init__(name=f"Table({element})")


@register_model(MemoryType)
@register_model(TableType)
class AddressModel(models.PrimitiveModel):
    """An address is a whole number."""

    def __init__(self, manager: Any, kind: types.Type) -> None:
        super().__init__(manager, kind, manager.lookup(types.intp).get_value_type())


@unbox(MemoryType)
def unbox_memory(_kind: MemoryType, value: Any, context: Any) -> NativeValue:
    address = context.pyapi.object_getattr_string(value, "address")
    native = context.pyapi.long_as_longlong(address)
    context.pyapi.decref(address)
    return NativeValue(native, is_error=cgutils.is_not_null(context.builder, context.pyapi.err_occurred()))


@infer_getattr
class MemoryAttributes(AttributeTemplate):
    """The tables of a `Memory`."""

    key = MemoryType

    def generic_resolve(self, kind: MemoryType, name: str) -> TableType | None:
        dtype = dict(kind.memory.fields).get(name)
        return None if dtype is None else TableType(from_dtype(dtype))


@lower_getattr_generic(MemoryType)
def lower_table(context: Any, builder: Any, kind: MemoryType, value: Any, name: str) -> Any:
    number = [field for field, _ in kind.memory.fields].index(name)
    word = context.get_value_type(types.intp)
    place = builder.add(value, word(8 * number))
    address = builder.load(builder.inttoptr(place, word.as_pointer()))
    address.set_metadata("invariant.load", builder.module.add_metadata([]))  # tables stay where they are
    return address


@infer_global(operator.getitem)
class GetRecord(AbstractTemplate):
    """`table[index]`."""

    def generic(self, arguments: Any, _named: Any) -> Any:
        if len(arguments) == 2 and isinstance(arguments[0], TableType):
            return signature(arguments[0].element, arguments[0], types.intp)
        return None


@infer_global(operator.setitem)
class SetNumber(AbstractTemplate):
    """`table[index] = number`."""

    def generic(self, arguments: Any, _named: Any) -> Any:
        if len(arguments) == 3 and isinstance(arguments[0], TableType):
            return signature(types.none, arguments[0], types.intp, arguments[0].element)
        return None


def locate(context: Any, builder: Any, table: TableType, address: Any, index: Any) -> Any:
    """The pointer to an element. By an index from the first one, so that a compiler sees a loop over a table as such."""
    element = context.get_data_type(table.element)
    return builder.gep(builder.inttoptr(address, element.as_pointer()), [index])


@lower_builtin(operator.getitem, TableType, types.intp)
def lower_getitem(context: Any, builder: Any, form: Any, arguments: Any) -> Any:
    table = form.args[0]
    pointer = locate(context, builder, table, *arguments)
    return context.unpack_value(builder, table.element, pointer)


@lower_builtin(operator.setitem, TableType, types.intp, types.Any)
def lower_setitem(context: Any, builder: Any, form: Any, arguments: Any) -> None:
    table = form.args[0]
    address, index, value = arguments
    context.pack_value(builder, table.element, value, locate(context, builder, table, address, index))


@intrinsic
def _floats_at(_context: Any, address: types.Type) -> Any:
    return TableType(types.float64)(address), lambda _context, _builder, _form, arguments: arguments[0]


def _read_floats_at(address: int) -> NDArray[np.float64]:
    return np.ctypeslib.as_array((ctypes.c_double * MOST_NUMBERS).from_address(int(address)))


floats_at: Callable[[int], Any] = _read_floats_at if numba.config.DISABLE_JIT else _floats_at
"""The floats from an address on, as a table."""


@intrinsic
def _whole_numbers_at(_context: Any, address: types.Type) -> Any:
    return TableType(types.int64)(address), lambda _context, _builder, _form, arguments: arguments[0]


def _read_whole_numbers_at(address: int) -> NDArray[np.int64]:
    return np.ctypeslib.as_array((ctypes.c_int64 * MOST_NUMBERS).from_address(int(address)))


whole_numbers_at: Callable[[int], Any] = _read_whole_numbers_at if numba.config.DISABLE_JIT else _whole_numbers_at
"""The whole numbers from an address on, as a table."""


@intrinsic
def _copy_records(_context: Any, target: types.Type, source: types.Type, number: types.Type) -> Any:
    def copy(context: Any, builder: Any, form: Any, arguments: Any) -> Any:
        element = context.get_data_type(form.args[0].element)
        size = builder.mul(arguments[2], arguments[2].type(context.get_abi_sizeof(element)))
        here, there = (builder.inttoptr(each, cgutils.voidptr_t) for each in arguments[:2])
        cgutils.raw_memcpy(builder, here, there, size, 1)
        return context.get_dummy_value()

    return types.none(target, source, types.intp), copy


def _copy_arrays(target: NDArray[Any], source: NDArray[Any], number: int) -> None:
    target[:number] = source[:number]


copy_records: Callable[[Any, Any, int], None] = _copy_arrays if numba.config.DISABLE_JIT else _copy_records
"""Copies the first records of a table to another one of the same kind."""


@compiled
def check_index(index: int, size: int) -> int:
    """The same index. In the checked mode, raises IndexError for one that is outside its column."""
    if IS_CHECKED and not 0 <= index < size:
        raise IndexError("an index is outside its column")
    return index
