"""A function of the model: its text as a tree, its parameters, and what its names mean."""

import ast
import inspect
import linecache
import textwrap
from dataclasses import dataclass
from functools import cache, cached_property
from types import FunctionType
from typing import Any, get_type_hints

from sim.translate.refusals import Refused
from sim.translate.types import NONE, PROCESS, Type, read_annotation
from sim.translate.values import StateRecord, Static, TraceItself, WorldItself

WORLDS: dict[str, Static] = {
    "world": WorldItself(),
    "self": WorldItself(),
    "reading": StateRecord("reading"),
    "trace": TraceItself(),
}
"""What a first parameter of this name is."""


@cache
def list_lambdas(path: str) -> list[ast.Lambda]:
    """Those of a file."""
    tree = ast.parse("".join(linecache.getlines(path)))
    return [each for each in ast.walk(tree) if isinstance(each, ast.Lambda)]


@dataclass(frozen=True, eq=False)
class Source:
    """A function. name: that nothing else has. gives: what it returns, if that is known otherwise than by its annotation."""

    function: FunctionType
    name: str
    gives: Type | None = None

    @property
    def path(self) -> str:
        return self.function.__code__.co_filename

    @cached_property
    def tree(self) -> ast.FunctionDef:
        """Its text. Lines are those of the file."""
        if self.function.__name__ == "<lambda>":
            return self._read_lambda()
        text = textwrap.dedent(inspect.getsource(self.function))
        (tree,) = ast.parse(text).body
        assert isinstance(tree, ast.FunctionDef)
        ast.increment_lineno(tree, self.function.__code__.co_firstlineno - 1)
        return tree

    def _read_lambda(self) -> ast.FunctionDef:
        """A lambda as a function. Raises Refused where there are two on its line."""
        line = self.function.__code__.co_firstlineno
        found = [each for each in list_lambdas(self.path) if each.lineno == line]
        if len(found) != 1:
            raise Refused(self.path, found[0] if found else ast.Pass(), "write one lambda on a line, in a file")
        made = ast.FunctionDef(self.name, found[0].args, [ast.Return(found[0].body)], [])
        return ast.fix_missing_locations(ast.copy_location(made, found[0]))

    @cached_property
    def scope(self) -> dict[str, Any]:
        function = self.function
        if function.__closure__ is None:
            return function.__globals__
        kept = zip(function.__code__.co_freevars, function.__closure__, strict=True)
        return {**function.__globals__, **{name: cell.cell_contents for name, cell in kept}}

    @cached_property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.function)

    @cached_property
    def parameters(self) -> dict[str, Type]:
        """All but the world, which comes first. Raises Refused."""
        return {each.arg: self._read_type(each.arg, each) for each in self.tree.args.args[self.has_world :]}

    def _read_type(self, name: str, node: ast.AST) -> Type:
        if name not in self.hints:
            raise Refused(self.path, node, f"{name} has no type; write {name}: int")
        try:
            return read_annotation(self.hints[name])
        except TypeError as error:
            raise Refused(self.path, node, f"{name}: {error}") from error

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Of parameters that have one."""
        signature = inspect.signature(self.function)
        return {
            name: one.default
            for name, one in signature.parameters.items()
            if one.default is not inspect.Parameter.empty
        }

    @property
    def has_world(self) -> bool:
        """Whether its first parameter is the world, or something of it; a method of the world has it too."""
        first = self.tree.args.args[:1]
        return bool(first) and first[0].arg in WORLDS

    @property
    def is_process(self) -> bool:
        return (
            "return" in self.hints
            and self.returns == PROCESS
            and any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(self.tree))
        )

    @cached_property
    def returns(self) -> Type:
        if self.gives is not None:
            return self.gives
        return self._read_type("return", self.tree) if self.hints.get("return") is not None else NONE
