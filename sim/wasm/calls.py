"""Calls: of other functions, which are written in place where they are small, and of those that are instructions."""

import ast
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from sim.wasm.conditions import Condition, Joined
from sim.wasm.expressions import Expressions
from sim.wasm.kinds import BOOL, FLOAT, INT, NONE, WORD, Kind, Tuple, join, local_of
from sim.wasm.texts import RETURN, Value, is_simple

NUMBERS: dict[Any, str] = {
    int: INT,
    float: FLOAT,
    bool: BOOL,
    np.uint64: WORD,
    np.int64: INT,
    np.float64: FLOAT,
    np.int32: INT,
}


class Calls(Expressions, ast.NodeVisitor):
    """Writes calls, and tests that are calls."""

    def visit_Call(self, node: ast.Call) -> Value:
        called = self.static(node.func)
        if called in (min, max):
            return self.least(node, called is min)
        if called in NUMBERS:
            return self.to_number(node, NUMBERS[called])
        built = self.module.built_in(called)
        if built is not None:
            made: Value = built(self, [self.value(each) for each in node.args])
            return made
        if not isinstance(called, FunctionType):
            raise self.refuse(node, f"{called!r} cannot be called")
        return self.call_values(called, self.arguments(node, called))

    def arguments(self, node: ast.Call, called: FunctionType) -> list[Value]:
        """The values of all parameters of a function."""
        tree, _ = self.module.source(called)
        parameters = [each.arg for each in tree.args.args]
        given = dict(zip(parameters, node.args, strict=False)) | {
            each.arg: each.value for each in node.keywords if each.arg
        }
        defaults = dict(zip(reversed(parameters), reversed(called.__defaults__ or ()), strict=False))
        return [
            self.value(given[name]) if name in given else self.constant(node, defaults[name]) for name in parameters
        ]

    def call_values(self, called: Callable[..., Any], values: Sequence[Value]) -> Value:
        """A call with these arguments."""
        one = self.module.need(called, tuple(kind for _, kind in values))
        if one.is_inlined:
            return self.inline(one, [text for text, _ in values])
        self.module.calls(one)
        return f"(call %{one.name} {' '.join(text for text, _ in values)})", one.result

    def inline(self, one: Any, texts: Sequence[str]) -> Value:
        """The text of a small function in place of a call. one: a `Function`."""
        prefix, before, place = self.bind(one, texts)
        body = place(one.text)
        kind = one.result
        assert kind is not None
        if one.is_expression:
            inner = body[len(RETURN) : -1].strip()
            if kind == NONE:
                return before, NONE
            if not before:
                return inner, kind
            return f"(block (result {self.results(kind)}) {before} {inner})", kind
        body = body.replace(f"{RETURN})", f"(br {prefix}r)").replace(RETURN, f"(br {prefix}r")
        result = "" if kind == NONE else f" (result {self.results(kind)})"
        return f"(block {prefix}r{result} {before} {body})", kind

    def inline_test(self, one: Any, texts: Sequence[str]) -> Condition:
        """The same of a function that is nothing but a test."""
        _, before, place = self.bind(one, texts)

        def place_parts(test: Condition) -> Condition:
            if isinstance(test, str):
                return place(test)
            return test._replace(parts=tuple(map(place_parts, test.parts)), before=place(test.before))

        assert one.test is not None
        test = place_parts(one.test)
        return Joined(True, (test,), before=before) if before else test

    def bind(self, one: Any, texts: Sequence[str]) -> tuple[str, str, Callable[[str], str]]:
        """Gives a function that is written in place its own variables: their prefix, what sets its parameters, how its text reads here.

        A parameter that it never changes, and that is given a number or a variable, is that.
        """
        prefix = f"${self.number()}_"
        self.temps |= {prefix[1:] + name: local for name, local in one.locals.items()}
        before, fixed = [], {}
        for name, text in zip(one.parameters, texts, strict=True):
            if name not in one.assigned and is_simple(text):
                fixed[f"(local.get {prefix}{name})"] = text
            else:
                self.temps[prefix[1:] + name] = local_of(one.kinds[name])
                before.append(f"(local.set {prefix}{name} {text})")

        def place(text: str) -> str:
            text = text.replace("$", prefix)
            for own, given in fixed.items():
                text = text.replace(own, given)
            return text

        return prefix, " ".join(before), place

    def results(self, kind: Kind) -> str:
        return " ".join(local_of(each) for each in kind.kinds) if isinstance(kind, Tuple) else local_of(kind)

    def least(self, node: ast.Call, is_min: bool) -> Value:
        """The first of the least or greatest."""
        values = [self.value(each) for each in node.args]
        kind: Kind = INT
        for _, each in values:
            kind = join(kind, each)
        local = local_of(kind)
        sign = ("lt" if is_min else "gt") + ("" if kind == FLOAT else "_s")
        found = self.convert(*values[0], kind)
        for value in values[1:]:
            a, b = self.temp(local), self.temp(local)
            second = self.convert(*value, kind)
            found = (
                f"(block (result {local}) (local.set {a} {found}) (local.set {b} {second})"
                f" (select (local.get {b}) (local.get {a}) ({local}.{sign} (local.get {b}) (local.get {a}))))"
            )
        return found, kind

    def to_number(self, node: ast.Call, kind: str) -> Value:
        (argument,) = node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return self.constant(node, float(argument.value))
        text, of = self.value(argument)
        return self.convert(text, of, kind), kind
