"""A whole module: every function that the entry points need, each once for the kinds of its arguments."""

import ast
import inspect
import math
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.wasm.functions import Function
from sim.wasm.kinds import FLOAT, INT, NONE, Kind, Tuple, local_of
from sim.wasm.layouts import Layouts
from sim.wasm.texts import RETURN, Refused, Value

RUNTIME = {
    "floor_divide": """(func $floor_divide (param $a i64) (param $b i64) (result i64) (local $q i64)
(local.set $q (i64.div_s (local.get $a) (local.get $b)))
(i64.sub (local.get $q) (i64.extend_i32_u (i32.and
(i64.ne (i64.mul (local.get $q) (local.get $b)) (local.get $a))
(i64.lt_s (i64.xor (local.get $a) (local.get $b)) (i64.const 0))))))""",
    "modulo": """(func $modulo (param $a i64) (param $b i64) (result i64) (local $r i64)
(local.set $r (i64.rem_s (local.get $a) (local.get $b)))
(if (result i64) (i32.and (i64.ne (local.get $r) (i64.const 0)) (i64.lt_s (i64.xor (local.get $r) (local.get $b)) (i64.const 0)))
(then (i64.add (local.get $r) (local.get $b))) (else (local.get $r))))""",
    "floor_divide_floats": """(func $floor_divide_floats (param $a f64) (param $b f64) (result f64)
(local $q f64) (local $p f64) (local $qh f64) (local $ql f64) (local $bh f64) (local $bl f64)
(local.set $q (f64.floor (f64.div (local.get $a) (local.get $b))))
(local.set $p (f64.mul (local.get $q) (local.get $b)))
(local.set $qh (f64.mul (local.get $q) (f64.const 134217729)))
(local.set $qh (f64.sub (local.get $qh) (f64.sub (local.get $qh) (local.get $q))))
(local.set $ql (f64.sub (local.get $q) (local.get $qh)))
(local.set $bh (f64.mul (local.get $b) (f64.const 134217729)))
(local.set $bh (f64.sub (local.get $bh) (f64.sub (local.get $bh) (local.get $b))))
(local.set $bl (f64.sub (local.get $b) (local.get $bh)))
(f64.sub (local.get $q) (f64.convert_i32_u (i32.or (f64.gt (local.get $p) (local.get $a))
(i32.and (f64.eq (local.get $p) (local.get $a)) (f64.gt (f64.add (f64.add (f64.add
(f64.sub (f64.mul (local.get $qh) (local.get $bh)) (local.get $p))
(f64.mul (local.get $qh) (local.get $bl))) (f64.mul (local.get $ql) (local.get $bh)))
(f64.mul (local.get $ql) (local.get $bl))) (f64.const 0)))))))""",
}

BuiltIn = Callable[[Function, Sequence[Value]], Value]


class Module:
    """Functions and their text. built_in: what is not read as Python, but written as instructions."""

    def __init__(
        self,
        layouts: Layouts,
        built_in: Mapping[Any, BuiltIn],
        trees: Mapping[str, ast.FunctionDef] | None = None,
        generated: str = "",
    ) -> None:
        """trees: of the functions whose file has the name `generated`, by name."""
        self.layouts, self._built_in = layouts, built_in
        self.trees, self.generated = trees or {}, generated
        self.used: set[str] = set()
        self.made: dict[tuple[Callable[..., Any], tuple[Kind, ...]], Function] = {}
        self.called: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._sources: dict[Callable[..., Any], tuple[ast.FunctionDef, dict[str, Any]]] = {}
        self._open: set[tuple[Callable[..., Any], tuple[Kind, ...]]] = set()
        self.entries: dict[str, Function] = {}

    def built_in(self, called: Any) -> BuiltIn | None:
        """How a call of it is written; None for one that is read."""
        return self._built_in.get(called)

    def source(self, function: Callable[..., Any]) -> tuple[ast.FunctionDef, dict[str, Any]]:
        if function not in self._sources:
            if function.__code__.co_filename == self.generated:
                tree = self.trees[function.__name__]
            else:
                (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body  # type: ignore[assignment]
            self._sources[function] = tree, function.__globals__
        return self._sources[function]

    def need(self, function: Callable[..., Any], kinds: tuple[Kind, ...]) -> Function:
        """A function for these kinds of arguments, translated now if it was not yet."""
        key = function, kinds
        if key not in self.made:
            if key in self._open:
                raise Refused(f"{function.__name__} calls itself")
            self._open.add(key)
            tree, scope = self.source(function)
            number = self._names[function.__name__]
            self._names[function.__name__] += 1
            name = function.__name__ + (f".{number}" if number else "")
            try:
                made = Function(self, tree, scope, name, kinds)
            except TypeError as error:
                raise Refused(f"{name}: {error}") from error
            self.made[key] = made
            self._open.discard(key)
        return self.made[key]

    def calls(self, one: Function) -> None:
        self.called[one.name] += 1

    def export(self, name: str, function: Callable[..., Any], kinds: tuple[Kind, ...]) -> None:
        self.entries[name] = self.need(function, kinds)

    def text(self) -> str:
        """The module."""
        parts = ["(module", '(memory (export "memory") 1 65536)']
        parts += [RUNTIME[name] for name in sorted(self.used)]
        exported = {one.name for one in self.entries.values()}
        parts += [write_function(one) for one in self.made.values() if one.name in exported or self.called[one.name]]
        parts += [f'(export "{name}" (func ${one.name}))' for name, one in self.entries.items()]
        return "\n".join([*parts, ")"]).replace("%", "$")


def write_function(one: Function) -> str:
    parameters = " ".join(f"(param ${name} {local_of(kind)})" for name, kind in one.kinds.items())
    result = one.result
    assert result is not None
    kinds = result.kinds if isinstance(result, Tuple) else () if result == NONE else (result,)
    results = f"(result {' '.join(local_of(each) for each in kinds)})" if kinds else ""
    own = " ".join(f"(local ${name} {local})" for name, local in one.locals.items())
    text = one.text.replace(RETURN, "(return")
    if text.count("(loop") > one.is_process:
        kept, text = keep_addresses(text)
        own = f"{own} {kept}"
    return f"(func ${one.name} {parameters} {results} {own}\n{text})"


def keep_addresses(text: str) -> tuple[str, str]:
    """Reads where tables are once, before a loop would do it each time: they stay where they are."""
    offsets = sorted({int(each) for each in TABLE_ADDRESS.findall(text)})
    declared = " ".join(f"(local $at_{offset} i32)" for offset in offsets)
    read = " ".join(f"(local.set $at_{offset} (i32.load offset={offset} (local.get $w)))" for offset in offsets)
    return f"{declared} {read}", TABLE_ADDRESS.sub(r"(local.get $at_\1)", text)


TABLE_ADDRESS = re.compile(r"\(i32\.load offset=(\d+) \(local\.get \$w\)\)")
"""Nothing else is read as 32 bits."""


def operation(name: str, result: Kind) -> BuiltIn:
    """A built-in that is one instruction."""
    return lambda _by, values: (f"({name} {' '.join(text for text, _ in values)})", result)


def floating(name: str, result: Kind = FLOAT, convert: str = "") -> BuiltIn:
    """An instruction on a float."""

    def write(by: Function, values: Sequence[Value]) -> Value:
        ((text, kind),) = values
        made = f"({name} {by.convert(text, kind, FLOAT)})"
        return (f"({convert} {made})" if convert else made), result

    return write


PYTHON: dict[Any, BuiltIn] = {
    math.floor: floating("f64.floor", INT, "i64.trunc_sat_f64_s"),
    math.ceil: floating("f64.ceil", INT, "i64.trunc_sat_f64_s"),
    math.sqrt: floating("f64.sqrt"),
    abs: floating("f64.abs"),
}
"""Functions of Python that are instructions."""
