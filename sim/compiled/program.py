"""The compiled program of this version: assembled once, kept on disk, and opened for each thread that plays.

wasmtime makes machine code of it in each process, which takes a fraction of a second; only WebAssembly is kept, never machine code, because
loading that would run whatever the file holds.
"""

import ctypes
import json
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

from wasmtime import Config, Engine, Instance, Memory, Module, Store

from sim.compiled.cache import find_key, open_code_store
from sim.compiled.contents import Contents

RESERVED = 2**32
"""Bytes of addresses for each memory: as many as it can have, so that no access needs a check, and it never moves."""


class Program(NamedTuple):
    """wasm: the module."""

    wasm: bytes
    contents: Contents


@cache
def load_program() -> Program:
    """That of these sources, made now unless it was kept. Raises Refused for a process that has no translation."""
    store, key = open_code_store(), find_key()
    content = None if store is None else store.load(key)
    if content is not None:
        head, _, wasm = content.partition(b"\n")
        return Program(wasm, Contents(*json.loads(head)))
    from sim.compiled.assembly import assemble

    made = Program(*assemble())
    if store is not None:
        store.save(key, json.dumps(made.contents).encode() + b"\n" + made.wasm)
    return made


@cache
def find_engine() -> Engine:
    """What makes machine code in this process."""
    config = Config()
    config.cranelift_opt_level = "speed"
    config.memory_reservation = RESERVED
    return Engine(config)


_compiling = Lock()


def compile_program() -> Module:
    """The machine code of the program, made once for this process. Raises Refused as `load_program`."""
    with _compiling:
        return _compile_program()


@cache
def _compile_program() -> Module:
    return Module(find_engine(), load_program().wasm)


class OpenInstance:
    """An instance of the program, for one thread. base: the address of its memory in this process."""

    def __init__(self, module: Module) -> None:
        self._store = Store(find_engine())
        exports = Instance(self._store, module, []).exports(self._store)
        memory = exports["memory"]
        assert isinstance(memory, Memory)
        self._memory = memory
        self._execute: Any = exports["execute"]
        self.base = ctypes.addressof(memory.data_ptr(self._store).contents)

    @property
    def size(self) -> int:
        """Bytes of its memory."""
        return int(self._memory.data_len(self._store))

    def grow(self, pages: int) -> None:
        """So many pages more."""
        self._memory.grow(self._store, pages)

    def execute(self, address: int) -> None:
        """Does what the task of the world at this address says. Raises wasmtime.Trap where that went out of the memory."""
        self._execute(self._store, address)
