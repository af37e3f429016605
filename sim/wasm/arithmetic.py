"""Numbers: constants, conversions, sums, comparisons, with the results of Python."""

import ast
import enum
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.wasm.kinds import BOOL, FLOAT, INT, WORD, Kind, join
from sim.wasm.texts import Refused, Value, read_constant

ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.LShift: "shl",
    ast.RShift: "shr",
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, str, str]] = {
    ast.Eq: ("eq", "eq", "eq"),
    ast.NotEq: ("ne", "ne", "ne"),
    ast.Lt: ("lt_s", "lt", "lt_u"),
    ast.LtE: ("le_s", "le", "le_u"),
    ast.Gt: ("gt_s", "gt", "gt_u"),
    ast.GtE: ("ge_s", "ge", "ge_u"),
}
"""Of whole numbers, floats and words."""
CONVERSIONS: dict[tuple[Kind, Kind], str] = {
    (BOOL, INT): "(i64.extend_i32_u {})",
    (BOOL, WORD): "(i64.extend_i32_u {})",
    (BOOL, FLOAT): "(f64.convert_i32_u {})",
    (INT, FLOAT): "(f64.convert_i64_s {})",
    (WORD, FLOAT): "(f64.convert_i64_u {})",
    (INT, BOOL): "(i64.ne {} (i64.const 0))",
    (WORD, BOOL): "(i64.ne {} (i64.const 0))",
    (FLOAT, BOOL): "(f64.ne {} (f64.const 0))",
    (FLOAT, INT): "(i64.trunc_sat_f64_s {})",
    (INT, WORD): "{}",
    (WORD, INT): "{}",
}


class Arithmetic(ast.NodeVisitor):
    """What can be done with numbers in a function of a module."""

    def __init__(self, module: Any, name: str) -> None:
        self.module, self.name = module, name
        self.fresh = 0
        self.temps: dict[str, str] = {}
        """Local variables that the text has no name for, with their types."""

    def refuse(self, node: ast.AST, says: str) -> Refused:
        return Refused(f"{self.name}, line {getattr(node, 'lineno', '?')}: {says}: {ast.unparse(node)}")

    def number(self) -> int:
        self.fresh += 1
        return self.fresh

    def temp(self, local: str) -> str:
        """A new local variable of this type."""
        name = f"${self.number()}"
        self.temps[name[1:]] = local
        return name

    def constant(self, node: ast.AST, value: Any) -> Value:
        if isinstance(value, bool | np.bool_):
            return f"(i32.const {int(value)})", BOOL
        if isinstance(value, np.uint64):
            return f"(i64.const {int(value)})", WORD
        if isinstance(value, int | enum.IntEnum | np.integer):
            return f"(i64.const {int(value)})", INT
        if isinstance(value, float):
            if math.isinf(value):
                return f"(f64.const {'inf' if value > 0 else '-inf'})", FLOAT
            return f"(f64.const {float(value).hex()})", FLOAT
        raise self.refuse(node, f"{value!r} has no place in compiled code")

    def convert(self, text: str, kind: Kind, to: Kind | None) -> str:
        """The same value as another kind."""
        if kind == to:
            return text
        if (kind, to) not in CONVERSIONS:
            raise Refused(f"{self.name}: {kind} is no {to}")
        return CONVERSIONS[kind, to].format(text)  # type: ignore[index]

    def compute(self, node: ast.AST, op: type[ast.operator], left: Value, right: Value) -> Value:
        (a, one), (b, other) = left, right
        if (one == WORD) != (other == WORD):
            raise self.refuse(node, f"it mixes {one} and {other}")
        kind = WORD if one == WORD else join(one, other)
        if op is ast.Div:
            return f"(f64.div {self.convert(a, one, FLOAT)} {self.convert(b, other, FLOAT)})", FLOAT
        if op in (ast.FloorDiv, ast.Mod):
            kind = FLOAT if kind == FLOAT else INT
            return self.divide(op, self.convert(a, one, kind), self.convert(b, other, kind), kind), kind
        sign = ARITHMETIC.get(op)
        if sign is None:
            raise self.refuse(node, "it has no translation")
        if kind == BOOL and sign in ("and", "or", "xor"):
            return f"(i32.{sign} {a} {b})", BOOL
        if kind == BOOL:
            kind = INT
        if sign == "shr":
            sign = "shr_u" if kind == WORD else "shr_s"
        prefix = "f64" if kind == FLOAT else "i64"
        return f"({prefix}.{sign} {self.convert(a, one, kind)} {self.convert(b, other, kind)})", kind

    def divide(self, op: type[ast.operator], a: str, b: str, kind: str) -> str:
        """The quotient or the remainder of Python, which has the sign of the divisor."""
        by = read_constant(b)
        if kind == INT and by is not None and by > 0 and by & (by - 1) == 0:
            if op is ast.Mod:
                return f"(i64.and {a} (i64.const {by - 1}))"
            return f"(i64.shr_s {a} (i64.const {by.bit_length() - 1}))"
        name = ("floor_divide" if op is ast.FloorDiv else "modulo") + ("_floats" if kind == FLOAT else "")
        return self.call_runtime(name, [a, b])

    def call_runtime(self, name: str, arguments: Sequence[str]) -> str:
        self.module.used.add(name)
        return f"(call %{name} {' '.join(arguments)})"

    def compare(self, op: type[ast.cmpop], left: Value, right: Value) -> str:
        (a, one), (b, other) = left, right
        signs = COMPARISONS[op]
        if WORD in (one, other):
            return f"(i64.{signs[2]} {a} {b})"
        kind = join(one, other)
        if kind == FLOAT:
            return f"(f64.{signs[1]} {self.convert(a, one, FLOAT)} {self.convert(b, other, FLOAT)})"
        if kind == BOOL:
            return f"(i32.{signs[0]} {a} {b})"
        if read_constant(b) == 0 and op is ast.Eq:
            return f"(i64.eqz {self.convert(a, one, INT)})"
        return f"(i64.{signs[0]} {self.convert(a, one, INT)} {self.convert(b, other, INT)})"
