"""Compiled code freezes the constants that it reads. The folder that it is kept in bears a digest of all sources that they come from."""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from inspect import getsource
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from sim.compiled import handlers
from sim.compiled.assembly import begin_module
from sim.compiled.cache import ROOT, SOURCES
from sim.compiled.entry_points import execute
from sim.translate.program import Program
from sim.wasm.kinds import WORLD

IMPORTED = """
import sys, sim.compiled.play, sim.compiled.assembly
print(*(module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] == "sim"), sep="\\n")
"""


def is_covered(path: Path) -> bool:
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in SOURCES


@pytest.mark.slow
def test_the_digest_covers_all_of_sim_that_compiled_code_imports() -> None:
    files = subprocess.run([sys.executable, "-c", IMPORTED], check=True, capture_output=True, text=True).stdout
    imported = [Path(line) for line in files.splitlines()]
    assert {ROOT / "model" / "tables.py", ROOT / "compiled" / "dispatch.py"} <= {*imported}
    assert [path for path in imported if not is_covered(path)] == []


def test_the_digest_covers_every_constant_that_compiled_code_freezes() -> None:
    found: set[tuple[str, str]] = set()
    program = Program()
    handlers.translate(program)
    for module, name in program.constants:
        trace_names(module, {name}, found)
    for function in list_compiled():
        if function.__globals__["__name__"] == handlers.__name__:
            continue  # its constants are those of the program
        trace_names(function.__globals__["__name__"], {*list_code_names(function.__code__)}, found)
    assert {("sim.model.trace", "EventKind"), ("sim.sampling.elementary", "TO_WHOLE")} <= found
    assert {name for name in found if not is_covered(Path(str(import_module(name[0]).__file__)))} == set()


def list_compiled() -> list[Callable[..., Any]]:
    module = begin_module()
    module.export("execute", execute, (WORLD,))
    return [function for function, _ in module.made]


def list_code_names(code: CodeType) -> Iterator[str]:
    """Names of variables and of attributes that are read."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from list_code_names(constant)


def trace_names(module: str, names: set[str], found: set[tuple[str, str]]) -> None:
    """Adds those of the names that a module of ours gives a value, and all names that this value is made from."""
    names = names - {"World"}  # its layout follows from declarations of these sources
    for name in names:
        value = vars(import_module(module)).get(name)
        if isinstance(value, ModuleType) and is_own(value.__name__):
            trace_names(value.__name__, names, found)
        elif name in list_imported(module):
            trace_names(*list_imported(module)[name], found)
        elif (module, name) not in found and name in list_assigned(module):
            found.add((module, name))
            trace_names(module, list_assigned(module)[name], found)


def is_own(module: str) -> bool:
    return module.partition(".")[0] in ("sim", "scenarios")


@cache
def list_imported(module: str) -> dict[str, tuple[str, set[str]]]:
    """The module and name behind each name that is imported from our own modules."""
    return {
        alias.asname or alias.name: (statement.module, {alias.name})
        for statement in parse(module)
        if isinstance(statement, ast.ImportFrom) and statement.module and is_own(statement.module)
        for alias in statement.names
    }


@cache
def list_assigned(module: str) -> dict[str, set[str]]:
    """By each name that the module assigns: all names in the statements that do."""
    assigned: dict[str, set[str]] = defaultdict(set)
    for statement in parse(module):
        nodes = [*ast.walk(statement)]
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for name in {statement.name} if isinstance(statement, ast.ClassDef | ast.FunctionDef) else bound:
            assigned[name] |= names
    return assigned


def parse(module: str) -> list[ast.stmt]:
    return ast.parse(getsource(import_module(module))).body
