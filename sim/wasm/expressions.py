"""Expressions of a function, in the order of Python."""

import ast
import builtins
from typing import Any

import numpy as np

from sim.wasm.arithmetic import Arithmetic
from sim.wasm.kinds import BOOL, FLOAT, INT, LOADS, SHORT, WORLD, Kind, Record, Table, Tuple, join, local_of
from sim.wasm.texts import Value, at, is_simple, read_constant


class Expressions(Arithmetic, ast.NodeVisitor):
    """Writes expressions. vars: the kinds of variables. scope: the names of the module of the function."""

    vars: dict[str, Kind]
    scope: dict[str, Any]

    def static(self, node: ast.expr) -> Any:
        """What a name or attribute of the module is; None where it is not known before."""
        if isinstance(node, ast.Name) and node.id not in self.vars:
            if node.id in self.scope:
                return self.scope[node.id]
            return getattr(builtins, node.id, None)
        if isinstance(node, ast.Attribute):
            of = self.static(node.value)
            return None if of is None else getattr(of, node.attr)
        return None

    def truth(self, node: ast.expr) -> str:
        text, kind = self.value(node)
        return self.convert(text, kind, BOOL)

    def value(self, node: ast.expr) -> Value:
        """The text of an expression, and its kind."""
        found = self.static(node)
        if isinstance(found, bool | int | float | np.generic):
            return self.constant(node, found)
        made: Value = self.visit(node)
        return made

    def visit_Constant(self, node: ast.Constant) -> Value:
        return self.constant(node, node.value)

    def visit_Name(self, node: ast.Name) -> Value:
        if node.id not in self.vars:
            raise self.refuse(node, "it is unknown here")
        return f"(local.get ${node.id})", self.vars[node.id]

    def visit_Attribute(self, node: ast.Attribute) -> Value:
        text, kind = self.value(node.value)
        layouts = self.module.layouts
        if kind == WORLD:
            place, element = layouts.places[node.attr], layouts.element(node.attr)
            if place.fixed is not None:
                return text, Table(element, place.offset)
            return f"(i32.load {at(place.offset)} {text})", Table(element)
        if not isinstance(kind, Record):
            raise self.refuse(node, f"{kind} has no fields")
        element, offset = layouts.fields[kind.layout, node.attr]
        return f"({LOADS[element]} {at(kind.distance + offset)} {text})", self.held_as(element)

    def visit_Subscript(self, node: ast.Subscript) -> Value:
        text, table = self.value(node.value)
        if not isinstance(table, Table):
            raise self.refuse(node, f"{table} has no items")
        address, distance = self.locate(text, table, node.slice)
        found = self.module.layouts.at(table, distance)
        if isinstance(found, Record):
            return address, found
        return f"({LOADS[found]} {at(table.distance + distance)} {address})", self.held_as(found)

    def held_as(self, element: str) -> str:
        """The kind of a variable that holds a number of a table."""
        return INT if element == SHORT else element

    def locate(self, text: str, table: Table, index: ast.expr) -> tuple[str, int]:
        """The address of an item, and the distance to it from there."""
        size = self.module.layouts.size_of(table.element)
        at_index, kind = self.value(index)
        fixed = read_constant(at_index)
        if fixed is not None:
            return text, fixed * size
        place = f"(i32.wrap_i64 {self.convert(at_index, kind, INT)})"
        if size > 1:
            shift = size.bit_length() - 1
            by = (
                f"(i32.shl {place} (i32.const {shift}))"
                if size == 1 << shift
                else f"(i32.mul {place} (i32.const {size}))"
            )
            place = by
        return f"(i32.add {text} {place})", 0

    def visit_Tuple(self, node: ast.Tuple) -> Value:
        values = [self.value(each) for each in node.elts]
        return " ".join(text for text, _ in values), Tuple(tuple(kind for _, kind in values))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        known = evaluate(node)
        if known is not None:
            return self.constant(node, known)
        text, kind = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return f"(i32.eqz {self.convert(text, kind, BOOL)})", BOOL
        if isinstance(node.op, ast.Invert):
            return f"(i64.xor {text} (i64.const -1))", kind
        if kind == FLOAT:
            return f"(f64.neg {text})", FLOAT
        return f"(i64.sub (i64.const 0) {self.convert(text, kind, INT)})", INT

    def visit_BinOp(self, node: ast.BinOp) -> Value:
        known = evaluate(node)
        if known is not None:
            return self.constant(node, known)
        return self.compute(node, type(node.op), self.value(node.left), self.value(node.right))

    def visit_Compare(self, node: ast.Compare) -> Value:
        op = node.ops[0]
        if isinstance(op, ast.In | ast.NotIn):
            (of,) = node.comparators
            assert isinstance(of, ast.Tuple)
            text, kind = self.value(node.left)
            text, before = self.hold(text, kind)
            each = [self.compare(ast.Eq, (text, kind), self.value(one)) for one in of.elts]
            found = each[0]
            for more in each[1:]:
                found = f"(i32.or {found} {more})"
            found = self.after(before, found, "i32")
            return (f"(i32.eqz {found})" if isinstance(op, ast.NotIn) else found), BOOL
        if len(node.ops) == 1:
            return self.compare(type(op), self.value(node.left), self.value(node.comparators[0])), BOOL
        if len(node.ops) != 2:
            raise self.refuse(node, "compare two or three values")
        middle, kind = self.value(node.comparators[0])
        held = self.temp(local_of(kind))
        first = self.compare(type(op), self.value(node.left), (f"(local.tee {held} {middle})", kind))
        second = self.compare(type(node.ops[1]), (f"(local.get {held})", kind), self.value(node.comparators[1]))
        return f"(if (result i32) {first} (then {second}) (else (i32.const 0)))", BOOL

    def hold(self, text: str, kind: Kind) -> tuple[str, str]:
        """A text that may be used again, and what has to be written before."""
        if is_simple(text):
            return text, ""
        held = self.temp(local_of(kind))
        return f"(local.get {held})", f"(local.set {held} {text})"

    def after(self, before: str, text: str, local: str) -> str:
        """An expression after statements."""
        return f"(block (result {local}) {before} {text})" if before.strip() else text

    def visit_BoolOp(self, node: ast.BoolOp) -> Value:
        texts = [self.truth(each) for each in node.values]
        found = texts[-1]
        for text in reversed(texts[:-1]):
            if isinstance(node.op, ast.And):
                found = f"(if (result i32) {text} (then {found}) (else (i32.const 0)))"
            else:
                found = f"(if (result i32) {text} (then (i32.const 1)) (else {found}))"
        return found, BOOL

    def visit_IfExp(self, node: ast.IfExp) -> Value:
        known = self.static(node.test)
        if isinstance(known, bool):
            return self.value(node.body if known else node.orelse)
        test = self.truth(node.test)
        (a, one), (b, other) = self.value(node.body), self.value(node.orelse)
        kind = join(one, other)
        return (
            f"(if (result {local_of(kind)}) {test} (then {self.convert(a, one, kind)}) (else {self.convert(b, other, kind)}))",
            kind,
        )


def evaluate(node: ast.expr) -> Any:
    """The value of an expression of numbers alone; None for another one."""
    if any(
        not isinstance(each, ast.BinOp | ast.UnaryOp | ast.Constant | ast.operator | ast.unaryop)
        for each in ast.walk(node)
    ):
        return None
    return eval(compile(ast.Expression(ast.fix_missing_locations(node)), "", "eval"), {})
