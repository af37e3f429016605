"""Makes the program: every function that the entry points need, as WebAssembly."""

import ast
import math
from collections.abc import Sequence
from typing import Any

from wasmtime import wat2wasm

from sim.compiled import bits, handlers, memory
from sim.compiled.arrays import World
from sim.compiled.contents import Contents
from sim.compiled.entry_points import execute
from sim.wasm.functions import Function
from sim.wasm.kinds import FLOAT, INT, NONE, WORLD, Table
from sim.wasm.module import PYTHON, BuiltIn, Module, operation
from sim.wasm.texts import Value


def copy_records(by: Function, values: Sequence[Value]) -> Value:
    (target, kind), (source, of), (number, counted) = values
    assert isinstance(kind, Table)
    assert isinstance(of, Table)
    size = by.module.layouts.size_of(kind.element)
    here, there = (f"(i32.add {text} (i32.const {one.distance}))" for text, one in ((target, kind), (source, of)))
    count = f"(i32.mul (i32.wrap_i64 {by.convert(number, counted, INT)}) (i32.const {size}))"
    return f"(memory.copy {here} {there} {count})", NONE


def numbers_at(element: str) -> BuiltIn:
    return lambda _by, values: (f"(i32.wrap_i64 {values[1][0]})", Table(element))


def as_it_is(_by: Function, values: Sequence[Value]) -> Value:
    return values[0]


BUILT_IN: dict[Any, BuiltIn] = {
    **PYTHON,
    math.frexp: lambda by, values: by.call_values(bits.take_apart, values),
    math.ldexp: lambda by, values: by.call_values(bits.times_power, values),
    memory.floats_at: numbers_at(FLOAT),
    memory.whole_numbers_at: numbers_at(INT),
    memory.copy_records: copy_records,
    bits.bits_of: operation("i64.reinterpret_f64", INT),
    bits.float_of: operation("f64.reinterpret_i64", FLOAT),
    bits.trailing_zeros: operation("i64.ctz", INT),
}
"""What is not read as Python, but written as instructions."""
UNCHECKED: dict[Any, BuiltIn] = {memory.check_index: as_it_is}


def begin_module(is_checked: bool = False) -> Module:
    """A module without entry points. is_checked: an index outside its column ends the play."""
    trees = {each.name: each for each in ast.parse(handlers.TEXT).body if isinstance(each, ast.FunctionDef)}
    return Module(World.layouts, BUILT_IN if is_checked else BUILT_IN | UNCHECKED, trees, handlers.FILE)


def assemble(is_checked: bool = False) -> tuple[bytes, Contents]:
    """The module of these sources, and what is in it. Raises Refused for a process that has no translation."""
    contents = handlers.CONTENTS
    refused = [name for name in contents.of_packages if not can_be_assembled(name)]
    for name in refused:
        handlers.NAMES[f"measure__{name}"] = handlers.NAMES["no_measure"]
    measures = ["" if name in refused else name for name in contents.measures]
    module = begin_module(is_checked)
    module.export("execute", execute, (WORLD,))
    return bytes(wat2wasm(module.text())), contents._replace(measures=measures)


def can_be_assembled(measure: str) -> bool:
    """Whether what reads a measure of a package has no part without a translation."""
    try:
        begin_module().need(handlers.NAMES[f"measure__{measure}"], (WORLD,))
    except Exception:  # noqa: BLE001 - of code that is not ours
        return False
    return True
