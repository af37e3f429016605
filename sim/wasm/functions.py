"""One Python function for arguments of given kinds, as WebAssembly text.

What is read is the subset of Python in which the compiled engine is written, and which `sim.translate` writes: numbers, flags, words of 64
bits, tables, records, several values at once. The kinds of variables follow from those of the arguments; after a pass that finds that a
variable holds more than was thought there is another one.
"""

import ast
from collections.abc import Sequence
from typing import Any

from sim.wasm.kinds import NONE, Kind, local_of
from sim.wasm.statements import Statements
from sim.wasm.texts import RETURN

SMALL = 140
"""A function of so many parts at most is written where it is called."""


class Function(Statements):
    """text: what it does, without its head. kinds: of its parameters. locals: its other variables, with their types."""

    def __init__(
        self, module: Any, tree: ast.FunctionDef, scope: dict[str, Any], name: str, kinds: Sequence[Kind]
    ) -> None:
        super().__init__(module, name)
        self.tree, self.scope = shorten(tree), scope
        self.parameters = [each.arg for each in tree.args.args]
        self.kinds = dict(zip(self.parameters, kinds, strict=True))
        self.vars = dict(self.kinds)
        self.result, self.test, self.assigned = None, None, set()
        self.write()

    def write(self) -> None:
        """Passes over the function until no variable changes its kind."""
        while True:
            self.changed = False
            self.lines, self.loops, self.temps, self.fresh = [], [], {}, 0
            self.block(self.tree.body)
            if not self.changed:
                break
        for name, kind in self.kinds.items():
            if self.vars[name] != kind:
                raise self.refuse(self.tree, f"{name} is {kind} and becomes {self.vars[name]}")
        self.result = self.result or NONE
        self.locals = {name: local_of(kind) for name, kind in self.vars.items() if name not in self.kinds} | self.temps
        if self.result != NONE and not isinstance(self.tree.body[-1], ast.Return):
            self.put("(unreachable)")
        self.text = "\n".join(self.lines)
        self.is_inlined = self.text.count("(") <= SMALL
        self.is_process = "frame" in self.kinds and "step" in self.vars
        self.is_expression = len(self.lines) == 1 and self.text.startswith(RETURN)


def shorten(tree: ast.FunctionDef) -> ast.FunctionDef:
    """The same function, without its docstring, and without a variable that only holds what it returns."""
    if ast.get_docstring(tree, clean=False) is not None and len(tree.body) > 1:
        del tree.body[0]
    match tree.body[-2:]:
        case [
            ast.Assign(targets=[ast.Name(id=name)], value=value),
            ast.Return(value=ast.Name(id=returned)) as last,
        ] if name == returned:
            if sum(isinstance(each, ast.Name) and each.id == name for each in ast.walk(tree)) == 2:
                tree.body[-2:] = [ast.copy_location(ast.Return(value), last)]
    return tree
