"""Programs of tests: a function of a world that is compiled with all that it calls, and one that is compiled with checked indexes."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from wasmtime import Module, wat2wasm

from sim.compiled.arrays import World
from sim.compiled.assembly import assemble, begin_module
from sim.compiled.engine import CompiledEngine
from sim.compiled.entry_points import execute
from sim.compiled.memory import Arena
from sim.compiled.program import OpenInstance, find_engine
from sim.compiled.shared_draws import SharedDraws
from sim.wasm.kinds import WORLD


@cache
def compile_function(function: Callable[[Any], None], is_checked: bool = False) -> Module:
    """A program that does this with a world."""
    module = begin_module(is_checked)
    module.export("execute", function, (WORLD,))
    return Module(find_engine(), bytes(wat2wasm(module.text())))


@cache
def compile_checked() -> Module:
    """The whole program, in which an index outside its column is a trap."""
    return Module(find_engine(), assemble(is_checked=True)[0])


def open_arena(module: Module) -> Arena:
    return Arena(OpenInstance(module))


def checked_draws() -> SharedDraws:
    """With it, an engine plays the checked program."""
    draws = SharedDraws()
    draws.arena = open_arena(compile_checked())
    return draws


class CheckedTable(np.recarray[Any, Any]):
    """A table in which a negative index does not count from the end."""

    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(refuse_negative(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(refuse_negative(index), value)


def refuse_negative(index: Any) -> Any:
    if isinstance(index, int | np.integer) and index < 0:
        raise IndexError(f"index {index} is outside its table")
    return index


def play_in_python(engine: CompiledEngine) -> CompiledEngine:
    """The same engine, whose functions the interpreter runs, with every index checked."""
    w = engine.world
    for name, _, _ in World.fields:
        setattr(w, name, getattr(w, name).view(CheckedTable))
    vars(engine._draws.arena)["execute"] = lambda _: execute(w)
    return engine
