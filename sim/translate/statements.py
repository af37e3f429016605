"""Statements of the model that do not wait, and whole functions of them."""

import ast
from collections.abc import Sequence
from typing import Any

from sim.translate.expressions import INDENT, NOTHING, Expressions
from sim.translate.functions import WORLDS
from sim.translate.places import EVENT
from sim.translate.types import BOOL, FLOAT, INT, KEPT, NONE, SCRATCH, ListOf, Number, RecordOf, Type, list_parts
from sim.translate.values import Column, Object, StateRecord, Value

FREE = "@free@"
"""Where the lists of a function end, if it made any."""


class Statements(Expressions, ast.NodeVisitor):
    """Translates a function that does not wait."""

    def __init__(self, program: Any, function: Any) -> None:
        super().__init__(program, function)
        if function.has_world:
            name = function.tree.args.args[0].arg
            self.names[name] = WORLDS[name]
        self.results: Type = NONE

    # ---- names -----------------------------------------------------------------------------------

    def declare(self, name: str, kind: Type) -> Value:
        """The variables of a name."""
        return Value(kind, tuple(part for part, _ in list_parts(f"{name}_", kind)))

    def assign(self, target: ast.expr, value: Value) -> None:
        match target:
            case ast.Name(id=name):
                if isinstance(value.kind, ListOf) and value.kind.table == KEPT:
                    raise self.refuse(target, "a list that is kept has one name; make another one of its items")
                known = self.names.get(name)
                if not isinstance(known, Value) or not self.is_variable(name):
                    known = self.names[name] = self.declare(name, value.kind)
                    self.variables.add(name)
                self.store(target, known, value)
            case ast.Attribute(value=of, attr=name):
                there = self.meaning(of)
                record = f"{there.name}_" if isinstance(there, StateRecord) else ""
                place = self.of_state(target, f"{record}{name}")
                if not isinstance(place, Value):
                    raise self.refuse(target, f"{name} is a whole column")
                assert isinstance(place.kind, Number)
                self.write(f"{place.text} = {value.as_number(place.kind)}")
            case ast.Subscript():
                column = self.meaning(target.value)
                if not isinstance(column, Column):
                    raise self.refuse(target, "lists are made, read and walked, never changed")
                self.write(f"{column.at(self.index(target.slice, column.count))} = {value.as_number(column.kind)}")
            case _:
                raise self.refuse(target, f"{ast.unparse(target)} cannot be given a value")

    variables: set[str]

    def is_variable(self, name: str) -> bool:
        return name in self.variables

    def store(self, node: ast.AST, known: Value, value: Value) -> None:
        """Gives variables a value."""
        self.require_same(node, known, value)
        if isinstance(known.kind, Number):
            self.write(f"{known.text} = {value.as_number(known.kind)}")
            return
        if len(known.parts) != len(value.parts):
            raise self.refuse(node, "it was something else before")
        for place, text in zip(known.parts, value.parts, strict=True):
            self.write(f"{place} = {text}")

    def require_same(self, node: ast.AST, known: Value, value: Value) -> None:
        """A name has one type."""
        if isinstance(known.kind, Number) != isinstance(value.kind, Number):
            raise self.refuse(node, "it was something else before")
        if isinstance(known.kind, ListOf) and isinstance(value.kind, ListOf):
            tables = known.kind.table, value.kind.table
            if tables[0] != tables[1] and tables != (KEPT, SCRATCH):
                raise self.refuse(node, "it was another kind of list before; give this one its own name")
        if known.kind in (INT, BOOL) and value.kind == FLOAT:
            raise self.refuse(node, "it was a whole number, and is a float here")

    # ---- statements ------------------------------------------------------------------------------

    def statements(self, body: Sequence[ast.stmt]) -> None:
        for each in body:
            self.statement(each)

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Statements within another one."""
        self.depth += 1
        size = len(self.lines)
        self.statements(body)
        if len(self.lines) == size:
            self.write("pass")
        self.depth -= 1

    def statement(self, node: ast.stmt) -> None:
        self.visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return
        found = self.meaning(node.value)
        if (isinstance(found, Value) and found.kind == NONE and found.parts) or (
            isinstance(found, Value) and found.parts
        ):
            self.write(found.parts[0])

    def visit_Assert(self, node: ast.Assert) -> None:
        """It is for the type check."""

    def visit_Pass(self, _node: ast.Pass) -> None:
        self.write("pass")

    def visit_Assign(self, node: ast.Assign) -> None:
        target = node.targets[0]
        if len(node.targets) > 1:
            value = self.hold(self.value(node.value))
            for each in node.targets:
                self.assign(each, value)
            return
        if isinstance(target, ast.Tuple):
            self.assign_several(target, node.value)
            return
        found = self.meaning(node.value)
        if isinstance(found, Object):
            found = self.value(node.value)
        if isinstance(found, Value):
            self.assign(target, found)
        elif isinstance(target, ast.Name) and target.id not in self.names:
            self.names[target.id] = found
        else:
            raise self.refuse(node, "a name for a part of the world is given once")

    def assign_several(self, target: ast.Tuple, of: ast.expr) -> None:
        if isinstance(of, ast.Tuple):
            meanings = [self.meaning(each) for each in of.elts]
        else:
            record = self.value(of)
            assert isinstance(record.kind, RecordOf)
            meanings = [record.field(name) for name, _ in record.kind.fields]
        held = [
            Value(each.kind, tuple(self.keep_in("v", part) for part in each.parts)) if isinstance(each, Value) else each
            for each in meanings
        ]
        for name, each, node in zip(target.elts, held, getattr(of, "elts", target.elts), strict=True):
            if isinstance(name, ast.Name) and name.id == "_":
                continue
            if isinstance(each, Object):
                each = self.constant(node, each.is_)
            if isinstance(each, Value):
                self.assign(name, each)
            elif isinstance(name, ast.Name):
                self.names[name.id] = each

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        load = ast.copy_location(
            ast.BinOp(ast.parse(ast.unparse(node.target), mode="eval").body, node.op, node.value), node
        )
        ast.fix_missing_locations(load)
        self.assign(node.target, self.value(load))

    def visit_If(self, node: ast.If) -> None:
        self.write(f"if {self.flag(node.test)}:")
        self.block(node.body)
        if node.orelse:
            self.write("else:")
            self.block(node.orelse)

    def visit_While(self, node: ast.While) -> None:
        before, test = self.capture(lambda: self.flag(node.test))
        if before:
            self.write("while True:")
            self.write_within(before)
            self.lines.append(INDENT * (self.depth + 1) + f"if not {test}:")
            self.lines.append(INDENT * (self.depth + 2) + "break")
        else:
            self.write(f"while {test}:")
        self.block(node.body)

    def require_steady(self, node: ast.For) -> None:
        """A list has the same value as long as a loop goes over it."""
        given = {
            each.id
            for statement in node.body
            for each in ast.walk(statement)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        if isinstance(node.iter, ast.Name) and node.iter.id in given:
            raise self.refuse(node.iter, f"{node.iter.id} gets another value in the loop over it")

    def visit_For(self, node: ast.For) -> None:
        self.require_steady(node)
        if isinstance(node.iter, ast.Tuple) and len(node.iter.elts) > 1:
            self.repeat(node, node.iter.elts)
            return
        depth = self.depth
        self.iterate(node.target, node.iter)
        self.statements(node.body)
        self.depth = depth

    def repeat(self, node: ast.For, values: Sequence[ast.expr]) -> None:
        """A loop over several values is written out."""
        if any(isinstance(each, ast.Break | ast.Continue) for each in ast.walk(node)):
            raise self.refuse(node, "a loop over several values goes over all of them, to the end of its body")
        for each in values:
            self.assign(node.target, self.value(each))
            self.statements(node.body)

    def visit_Break(self, _node: ast.Break) -> None:
        self.write("break")

    def visit_Continue(self, _node: ast.Continue) -> None:
        self.write("continue")

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is None:
            self.leave(NOTHING)
            return
        value = self.value(node.value)
        if self.function.returns == NONE:
            raise self.refuse(node, "what it returns has no type; write -> float")
        if isinstance(self.function.returns, Number):
            value = Value(self.function.returns, (value.as_number(self.function.returns),))
        else:
            self.results = value.kind
        self.leave(value)

    def leave(self, value: Value) -> None:
        """Returns."""
        if isinstance(value.kind, ListOf) and value.kind.table == "scratch":
            first, size = self.hold(value).parts
            self.write(f"return give_list(w, scratch, {first}, {size})")
            return
        texts = ", ".join(value.parts)
        if self.may_use_scratch():
            if value.parts:
                texts = ", ".join(self.hold(value).parts)
            self.write(FREE)
        self.write(f"return {texts}".rstrip())

    def may_use_scratch(self) -> bool:
        """Whether a list may be left behind; if in doubt, it is freed."""
        return True

    # ---- the whole -------------------------------------------------------------------------------

    def translate(self, arguments: Sequence[Type]) -> list[str]:
        """The text of the function. arguments: types of its parameters."""
        self.variables = set()
        texts: list[str] = []
        for name, kind in zip(self.function.parameters, arguments, strict=True):
            if kind == EVENT:
                self.names[name] = Value(EVENT, tuple(f"{name}_.{field}" for field, _ in EVENT.fields))
                texts.append(f"{name}_")
                continue
            self.variables.add(name)
            value = self.names[name] = self.declare(name, kind)
            texts += value.parts
        self.depth = 1
        self.statements(self.function.tree.body)
        if not isinstance(self.function.tree.body[-1], ast.Return):
            self.leave(NOTHING)
        head = f"def {self.function.name}({', '.join(['w', *texts])}):"
        return [head, *self.free_lists(self.lines, INDENT)]

    def free_lists(self, lines: Sequence[str], indent: str) -> list[str]:
        """The lines of the function. Where it makes no list, there is none to free."""
        if any("push" in line or "give_list" in line or "list_un" in line or "@list@" in line for line in lines):
            begin = [f"{indent}scratch = w.state[0].scratch_size"]
            return begin + [
                line.replace(FREE, "w.state[0].scratch_size = scratch") for line in lines if line.strip() != "@list@"
            ]
        return [line for line in lines if line.strip() != FREE]
