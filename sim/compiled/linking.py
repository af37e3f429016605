"""How compiled functions become one program: each is translated by itself, and all are joined, optimized and turned into machine code once.

Numba would do the last three for each function, with all that it calls, so a function far down would be worked through again for each
one above it. The two kinds of library below are chosen by a compiler each, which is Numba's way to change how it compiles.
"""

from typing import Any

from numba.core.codegen import CodeLibrary, JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder


class Part(JITCodeLibrary):  # type: ignore[misc]
    """A function that other compiled functions call. It waits to be joined to an entry point."""

    @property
    def codegen(self) -> Any:
        """What translates it."""
        return WithoutEnvironment(self._codegen)

    def finalize(self) -> None:
        """Leaves it as it is."""
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        return self._final_module

    def get_pointer_to_function(self, _name: str) -> int:
        """None: there is no machine code of a part alone."""
        return 0


class WithoutEnvironment:
    """The code generator, for a function that has no objects of Python."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, _name: str, _environment: object) -> None:
        """Nothing: there is no machine code to set it in."""


class Program(JITCodeLibrary):  # type: ignore[misc]
    """A function that Python calls, with all that it calls."""

    def finalize(self) -> None:
        """Joins all parts, optimizes, and makes machine code."""
        self._own = set(self._list_functions())
        self._linking_libraries = list_parts(self)
        super().finalize()

    def _list_functions(self) -> list[str]:
        return [each.name for each in self._final_module.functions if not each.is_declaration]

    def _optimize_final_module(self) -> None:
        for name in self._list_functions():
            if name not in self._own:
                self._final_module.get_function(name).linkage = "internal"
        super()._optimize_final_module()


def list_parts(library: CodeLibrary) -> list[CodeLibrary]:
    """All libraries that one needs, each once: the parts, then those of Numba."""
    found: dict[CodeLibrary, None] = {}
    pending = [library]
    while pending:
        for each in pending.pop()._linking_libraries:
            if each not in found:
                found[each] = None
                if isinstance(each, Part):
                    pending.append(each)
    return sorted(found, key=lambda each: not isinstance(each, Part))


class PartCompiler(CompilerBase):  # type: ignore[misc]
    """Compiles a function to a `Part`."""

    library = Part

    def define_pipelines(self) -> list[Any]:
        """The usual passes, into a library of this kind."""
        state = self.state
        state.library = self.library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return [DefaultPassBuilder.define_nopython_pipeline(state)]


class ProgramCompiler(PartCompiler):
    """Compiles a function to a `Program`."""

    library = Program
