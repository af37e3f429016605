"""How a function is compiled: without the interpreter's lock, with the arithmetic of IEEE 754, never with fast maths.

Two settings keep the bits: `error_model="numpy"` divides without a check, and no `fastmath` lets no sum be reordered or contracted. With
`NUMBA_DISABLE_JIT=1` in the environment the same functions run in plain Python, slowly, with the same results.
"""

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

import numba
from numba import types
from numba.core.registry import CPUDispatcher

from sim.compiled.cache import KeptFunction
from sim.compiled.linking import PartCompiler, ProgramCompiler

F = TypeVar("F", bound=Callable[..., Any])

FUNCTIONS: set[str] = set()
"""The names of all functions that are compiled, which tells how far a compilation is."""


class Function(CPUDispatcher):  # type: ignore[misc]
    """A compiled function, which is kept in our store, and compiled once for all numbers: Numba would compile it anew for each constant."""

    def enable_caching(self) -> None:
        """Keeps it on disk."""
        self._cache = KeptFunction(self.py_func.__name__)

    def get_call_template(self, args: Iterable[types.Type], kws: Mapping[str, types.Type]) -> Any:
        """How another compiled function calls it with arguments of these types, for which it is compiled now."""
        _, folded = self.fold_argument_types(args, kws)
        return super().get_call_template([widen(argument) for argument in folded], {})


def widen(argument: types.Type) -> types.Type:
    """The type of a number, for a literal, a default value or a member of an enum."""
    if isinstance(argument, types.Omitted):
        argument = numba.typeof(argument.value)
    return argument.dtype if isinstance(argument, types.IntEnumMember) else types.unliteral(argument)


def compiled(function: F) -> F:
    """A function that only compiled functions call; it becomes part of the entry point that is kept on disk."""
    return _compile(function, PartCompiler, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def entry_point(function: F) -> F:
    """A compiled function that Python calls, kept on disk."""
    made = _compile(function, ProgramCompiler)
    if isinstance(made, Function):
        made.enable_caching()
    return made


def _compile(function: F, compiler: type[PartCompiler], **options: bool) -> F:
    FUNCTIONS.add(function.__name__)
    if numba.config.DISABLE_JIT:
        return function
    settings = {"nopython": True, "nogil": True, "error_model": "numpy", "boundscheck": None, **options}
    return cast(F, Function(function, targetoptions=settings, pipeline_class=compiler))


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
