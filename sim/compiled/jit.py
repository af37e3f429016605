"""How a function is compiled: without the interpreter's lock, with the arithmetic of IEEE 754, never with fast maths.

Two settings keep the bits: `error_model="numpy"` divides without a check, and no `fastmath` lets no sum be reordered or contracted. With
`NUMBA_DISABLE_JIT=1` in the environment the same functions run in plain Python, slowly, with the same results.
"""

from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

import numba

from sim.compiled.cache import find_folder
from sim.compiled.linking import PartCompiler, ProgramCompiler

F = TypeVar("F", bound=Callable[..., Any])

FUNCTIONS: set[str] = set()
"""The names of all functions that are compiled, which tells how far a compilation is."""
FOLDER = find_folder()
if FOLDER is not None:
    numba.config.CACHE_DIR = str(FOLDER)


def compiled(function: F) -> F:
    """A function that only compiled functions call; it becomes part of the entry point that is kept on disk."""
    FUNCTIONS.add(function.__name__)
    jit = numba.njit(
        nogil=True,
        error_model="numpy",
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        pipeline_class=PartCompiler,
    )
    return cast(F, jit(function))


def entry_point(function: F) -> F:
    """A compiled function that Python calls, kept on disk."""
    FUNCTIONS.add(function.__name__)
    return cast(
        F,
        numba.njit(nogil=True, error_model="numpy", cache=FOLDER is not None, pipeline_class=ProgramCompiler)(
            function
        ),
    )


def compile_functions(
    module: ModuleType, *names: str, using: Mapping[str, Callable[..., Any]] | None = None
) -> dict[str, Callable[..., Any]]:
    """Compiles functions of a module from the one text that the interpreter runs too.

    They may call each other, and those of `using` in place of what the module imports under these names.
    """
    scope = {**vars(module), **(using or {})}
    for name in names:
        function = scope[name]
        assert isinstance(function, FunctionType)
        scope[name] = compiled(FunctionType(function.__code__, scope, name, function.__defaults__))
    return {name: scope[name] for name in names}
