"""One Python function for arguments of given kinds, as WebAssembly text.

What is read is the subset of Python in which the compiled engine is written, and which `sim.translate` writes: numbers, flags, 64-bit words,
tables, records, several values at once. The kinds of variables follow from those of the arguments; a pass that finds that a variable holds
more than was thought is followed by another one. Expressions are evaluated in the order of Python.
"""

import ast
import builtins
import enum
import math
from collections.abc import Callable, Sequence
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from sim.wasm.kinds import (
    BOOL,
    FLOAT,
    INT,
    LOADS,
    NONE,
    NUMERIC,
    SHORT,
    STORES,
    WORD,
    WORLD,
    Kind,
    Record,
    Table,
    Tuple,
    join,
    local_of,
)

RETURN = "(return!"
"""How a return is written until it is known whether its function is inlined."""
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
NUMBERS: dict[Any, str] = {
    int: INT,
    float: FLOAT,
    bool: BOOL,
    np.uint64: WORD,
    np.int64: INT,
    np.float64: FLOAT,
    np.int32: INT,
}


class Refused(Exception):
    """A part of a function that has no translation."""


class Function:
    """text: what it does, without its head. variables: by name."""

    def __init__(self, module: Any, tree: ast.FunctionDef, scope: dict[str, Any], name: str, kinds: Sequence[Kind]) -> None:
        self.module, self.tree, self.scope, self.name = module, shorten(tree), scope, name
        self.parameters = [each.arg for each in tree.args.args]
        self.kinds = dict(zip(self.parameters, kinds, strict=True))
        self.vars: dict[str, Kind] = dict(self.kinds)
        self.result: Kind | None = None
        self.test: Condition | None = None
        """What it returns, where it is nothing but a test."""
        self.assigned: set[str] = set()
        self.write()

    def write(self) -> None:
        """Passes over the function until no variable changes its kind."""
        while True:
            self.changed = False
            self.lines: list[str] = []
            self.temps: dict[str, str] = {}
            self.fresh = 0
            self.loops: list[tuple[str, str]] = []
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
        self.size = self.text.count("(")
        self.is_process = "frame" in self.kinds and "step" in self.vars
        self.is_expression = len(self.lines) == 1 and self.text.startswith(RETURN)

    def refuse(self, node: ast.AST, says: str) -> Refused:
        return Refused(f"{self.name}, line {getattr(node, 'lineno', '?')}: {says}: {ast.unparse(node)}")

    def put(self, text: str) -> None:
        self.lines.append(text)

    def number(self) -> int:
        self.fresh += 1
        return self.fresh

    def temp(self, local: str) -> str:
        """A new local variable of this type."""
        name = f"${self.number()}"
        self.temps[name[1:]] = local
        return name

    def capture(self, write: Callable[[], None]) -> str:
        """What is written meanwhile."""
        before, self.lines = self.lines, []
        write()
        text = "\n".join(self.lines)
        self.lines = before
        return text

    # ---- statements ------------------------------------------------------------------------------

    def block(self, statements: Sequence[ast.stmt]) -> None:
        place = 0
        while place < len(statements):
            size = self.count_cases(statements, place)
            if size > 3:
                self.switch(statements[place : place + size])
                place += size
            else:
                getattr(self, type(statements[place]).__name__)(statements[place])
                place += 1

    def count_cases(self, statements: Sequence[ast.stmt], place: int) -> int:
        """How many statements from here on are `if name == number:` of one name, with rising numbers, and leave."""
        name, numbers = None, []
        for each in statements[place:]:
            case = read_case(each)
            if case is None or (name is not None and case[0] != name):
                break
            if numbers and case[1] <= numbers[-1]:
                break
            name = case[0]
            numbers.append(case[1])
            if not leaves(each.body, name, case[1] + 1):  # type: ignore[attr-defined]
                break
            if case[2]:
                break
        if not numbers or numbers[0] < 0 or numbers[-1] > 4 * len(numbers) + 16:
            return 0
        return len(numbers)

    def switch(self, cases: Sequence[ast.stmt]) -> None:
        """A jump to one of several cases. A case that sets the name to the next number goes on there."""
        number = self.number()
        found = {read_case(each)[1]: each for each in cases}  # type: ignore[index]
        name = read_case(cases[0])[0]  # type: ignore[index]
        text, kind = self.value(ast.Name(name, ast.Load()))
        labels = [f"$c{number}_{case}" if case in found else f"$o{number}" for case in range(max(found) + 1)]
        self.put(f"(block $o{number}")
        for case in reversed(list(found)):
            self.put(f"(block $c{number}_{case}")
        self.put(f"(br_table {' '.join(labels)} $o{number} (i32.wrap_i64 {self.convert(text, kind, INT)})))")
        for place, each in enumerate(cases):
            assert isinstance(each, ast.If)
            self.block(each.body)
            if place + 1 < len(cases):
                self.put(")" if leaves(each.body, name, read_case(cases[place + 1])[1]) else f"(br $o{number}))")  # type: ignore[index]
        self.put(")")

    def Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            text, kind = self.value(node.value)
            self.put(text)
            drops = len(kind.kinds) if isinstance(kind, Tuple) else int(kind != NONE)
            if drops:
                self.put("drop " * drops)

    def Pass(self, _node: ast.Pass) -> None:
        pass

    def Raise(self, _node: ast.Raise) -> None:
        self.put("(unreachable)")

    def Return(self, node: ast.Return) -> None:
        if node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None):
            self.note_result(NONE)
            self.put(f"{RETURN})")
            return
        text, kind = self.value(node.value)
        if kind == BOOL and len(self.tree.body) == 1:
            self.test = self.condition(node.value)
        self.note_result(kind)
        if kind == NONE:
            self.put(text)
            self.put(f"{RETURN})")
        else:
            self.put(f"{RETURN} {self.convert(text, kind, self.result)})")

    def note_result(self, kind: Kind) -> None:
        new = join(self.result, kind)
        if self.result is not None and new != self.result:
            self.changed = True
        self.result = new

    def Assign(self, node: ast.Assign) -> None:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple):
            self.unpack(node.targets[0].elts, node.value)
            return
        if len(node.targets) == 1:
            self.assign(node.targets[0], node.value)
            return
        text, kind = self.value(node.value)
        held = self.temp(local_of(kind))
        self.put(f"(local.set {held} {text})")
        for target in node.targets:
            self.store(target, f"(local.get {held})", kind)

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        """Python evaluates the value before the place."""
        text, kind = self.value(value)
        self.store(target, text, kind)

    def unpack(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        text, kind = self.value(value)
        if not isinstance(kind, Tuple):
            raise self.refuse(value, "it is no tuple")
        self.put(text)
        held = [self.temp(local_of(each)) for each in kind.kinds]
        self.put(" ".join(f"local.set {each}" for each in reversed(held)))
        for target, name, each in zip(targets, held, kind.kinds, strict=True):
            self.store(target, f"(local.get {name})", each)

    def store(self, target: ast.expr, text: str, kind: Kind) -> None:
        """Gives a name, an item or a field a value."""
        if isinstance(target, ast.Name):
            name = target.id
            known = self.vars.get(name)
            new = join(known, kind)
            if known is not None and new != known:
                self.changed = True
            self.vars[name] = new
            self.assigned.add(name)
            self.put(f"(local.set ${name} {self.convert(text, kind, new)})")
            return
        address, distance, element = self.place(target)
        if not is_simple(text) and not is_simple(address):
            held = self.temp(local_of(kind))
            self.put(f"(local.set {held} {text})")
            text = f"(local.get {held})"
        self.put(f"({STORES[element]} {at(distance)} {address} {self.convert(text, kind, self.held_as(element))})")

    def held_as(self, element: str) -> str:
        """The kind of a variable that holds a number of a table."""
        return INT if element == SHORT else element

    def place(self, node: ast.expr) -> tuple[str, int, str]:
        """Where a number lies: address, distance and kind."""
        if isinstance(node, ast.Attribute):
            text, kind = self.value(node.value)
            if not isinstance(kind, Record):
                raise self.refuse(node, f"{kind} has no fields")
            element, offset = self.module.layouts.fields[kind.layout, node.attr]
            return text, kind.distance + offset, element
        assert isinstance(node, ast.Subscript)
        text, table = self.value(node.value)
        if not isinstance(table, Table):
            raise self.refuse(node, f"{table} has no items")
        address, distance = self.locate(text, table, node.slice)
        return address, table.distance + distance, table.element

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
            by = f"(i32.shl {place} (i32.const {shift}))" if size == 1 << shift else f"(i32.mul {place} (i32.const {size}))"
            place = by
        return f"(i32.add {text} {place})", 0

    def AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            load = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
            self.store(node.target, *self.compute(node, type(node.op), self.value(load), self.value(node.value)))
            return
        address, distance, element = self.place(node.target)
        if not is_simple(address):
            held = self.temp("i32")
            self.put(f"(local.set {held} {address})")
            address = f"(local.get {held})"
        kind = self.held_as(element)
        before = f"({LOADS[element]} {at(distance)} {address})"
        text, made = self.compute(node, type(node.op), (before, kind), self.value(node.value))
        self.put(f"({STORES[element]} {at(distance)} {address} {self.convert(text, made, kind)})")

    def AnnAssign(self, node: ast.AnnAssign) -> None:
        assert node.value is not None
        self.assign(node.target, node.value)

    def If(self, node: ast.If) -> None:
        known = self.static(node.test)
        if isinstance(known, bool):
            self.block(node.body if known else node.orelse)
            return
        test = self.condition(node.test)
        if isinstance(test, str):
            self.put(f"(if {test} (then")
            self.block(node.body)
            if node.orelse:
                self.put(") (else")
                self.block(node.orelse)
            self.put("))")
            return
        number = self.number()
        if node.orelse:
            self.put(f"(block $e{number}")
        self.put(f"(block $f{number}")
        self.branch(test, f"$f{number}", False)
        self.block(node.body)
        if node.orelse:
            self.put(f"(br $e{number}))")
            self.block(node.orelse)
        self.put(")")

    def While(self, node: ast.While) -> None:
        number = self.number()
        self.put(f"(block $b{number} (loop $l{number}")
        if not (isinstance(node.test, ast.Constant) and node.test.value is True):
            self.branch(self.condition(node.test), f"$b{number}", False)
        self.loops.append((f"$b{number}", f"$l{number}"))
        self.block(node.body)
        self.loops.pop()
        self.put(f"(br $l{number})))")

    def For(self, node: ast.For) -> None:
        call = node.iter
        is_range = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "range"
        if not is_range:
            self.repeat(node)
            return
        assert isinstance(call, ast.Call)
        number = self.number()
        counter, end = self.temp("i64"), self.temp("i64")
        bounds = [self.convert(*self.value(each), INT) for each in call.args]
        first, last = ("(i64.const 0)", bounds[0]) if len(bounds) == 1 else bounds
        self.put(f"(local.set {counter} {first})")
        if last.startswith("(i64.const"):
            stop = last
        else:
            self.put(f"(local.set {end} {last})")
            stop = f"(local.get {end})"
        if node.orelse:
            self.put(f"(block $e{number}")
        self.put(f"(block $b{number} (loop $t{number}")
        self.put(f"(br_if $b{number} (i64.ge_s (local.get {counter}) {stop}))")
        self.store(node.target, f"(local.get {counter})", INT)
        self.put(f"(block $l{number}")
        self.loops.append((f"$e{number}" if node.orelse else f"$b{number}", f"$l{number}"))
        self.block(node.body)
        self.loops.pop()
        self.put(f") (local.set {counter} (i64.add (local.get {counter}) (i64.const 1))) (br $t{number})))")
        if node.orelse:
            self.block(node.orelse)
            self.put(")")

    def repeat(self, node: ast.For) -> None:
        """A loop over several values, written out."""
        text, kind = self.value(node.iter)
        if not isinstance(kind, Tuple):
            raise self.refuse(node, "a loop goes over a range or several values")
        self.put(text)
        held = [self.temp(local_of(each)) for each in kind.kinds]
        self.put(" ".join(f"local.set {each}" for each in reversed(held)))
        for name, each in zip(held, kind.kinds, strict=True):
            self.store(node.target, f"(local.get {name})", each)
            self.block(node.body)

    def Break(self, _node: ast.Break) -> None:
        self.put(f"(br {self.loops[-1][0]})")

    def Continue(self, _node: ast.Continue) -> None:
        self.put(f"(br {self.loops[-1][1]})")

    # ---- expressions -----------------------------------------------------------------------------

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

    def constant(self, node: ast.AST, value: Any) -> tuple[str, Kind]:
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

    def truth(self, node: ast.expr) -> str:
        text, kind = self.value(node)
        return self.convert(text, kind, BOOL)

    def condition(self, node: ast.expr) -> "Condition":
        """A test by which a jump is made."""
        match node:
            case ast.BoolOp(op=op, values=values):
                return Joined(isinstance(op, ast.And), tuple(self.condition(each) for each in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                test = self.condition(operand)
                return negate(test) if isinstance(test, str) else Joined(True, (test,), is_negated=True)
            case ast.Call():
                called = self.static(node.func)
                if isinstance(called, FunctionType) and self.module.built_in(called) is None:
                    values = self.arguments(node, called)
                    one = self.module.need(called, tuple(kind for _, kind in values))
                    if one.is_inlined and one.test is not None:
                        return self.inline_test(one, [text for text, _ in values])
                    return self.convert(*self.call_values(called, values), BOOL)
        return self.truth(node)

    def branch(self, test: "Condition", label: str, when: bool) -> None:
        """Jumps to a label where the test has this outcome."""
        if isinstance(test, str):
            self.put(f"(br_if {label} {test if when else negate(test)})")
            return
        if test.before:
            self.put(test.before)
        when ^= test.is_negated
        if test.is_and != when:
            for each in test.parts:
                self.branch(each, label, when)
            return
        inner = f"$k{self.number()}"
        self.put(f"(block {inner}")
        for each in test.parts[:-1]:
            self.branch(each, inner, not when)
        self.branch(test.parts[-1], label, when)
        self.put(")")

    def convert(self, text: str, kind: Kind, to: Kind | None) -> str:
        """The same value as another kind."""
        if kind == to:
            return text
        if isinstance(kind, Tuple) and isinstance(to, Tuple):
            raise Refused(f"{self.name}: tuples of {kind} and {to}")
        match kind, to:
            case "bool", "int":
                return f"(i64.extend_i32_u {text})"
            case "bool", "float":
                return f"(f64.convert_i32_u {text})"
            case "int", "float":
                return f"(f64.convert_i64_s {text})"
            case ("int" | "word"), "bool":
                return f"(i64.ne {text} (i64.const 0))"
            case "float", "bool":
                return f"(f64.ne {text} (f64.const 0))"
            case "float", "int":
                return f"(i64.trunc_sat_f64_s {text})"
            case ("int", "word") | ("word", "int"):
                return text
            case "bool", "word":
                return f"(i64.extend_i32_u {text})"
        raise Refused(f"{self.name}: {kind} is no {to}")

    def value(self, node: ast.expr) -> tuple[str, Kind]:
        """The text of an expression, and its kind."""
        found = self.static(node)
        if isinstance(found, bool | int | float | np.generic):
            return self.constant(node, found)
        made: tuple[str, Kind] = getattr(self, "v_" + type(node).__name__)(node)
        return made

    def v_Constant(self, node: ast.Constant) -> tuple[str, Kind]:
        return self.constant(node, node.value)

    def v_Name(self, node: ast.Name) -> tuple[str, Kind]:
        if node.id not in self.vars:
            raise self.refuse(node, "it is unknown here")
        return f"(local.get ${node.id})", self.vars[node.id]

    def v_Attribute(self, node: ast.Attribute) -> tuple[str, Kind]:
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

    def v_Subscript(self, node: ast.Subscript) -> tuple[str, Kind]:
        text, table = self.value(node.value)
        if not isinstance(table, Table):
            raise self.refuse(node, f"{table} has no items")
        address, distance = self.locate(text, table, node.slice)
        found = self.module.layouts.at(table, distance)
        if isinstance(found, Record):
            return address, found
        return f"({LOADS[found]} {at(table.distance + distance)} {address})", self.held_as(found)

    def v_Tuple(self, node: ast.Tuple) -> tuple[str, Kind]:
        values = [self.value(each) for each in node.elts]
        return " ".join(text for text, _ in values), Tuple(tuple(kind for _, kind in values))

    def v_UnaryOp(self, node: ast.UnaryOp) -> tuple[str, Kind]:
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            return self.constant(node, -node.operand.value)
        text, kind = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return f"(i32.eqz {self.convert(text, kind, BOOL)})", BOOL
        if isinstance(node.op, ast.Invert):
            return f"(i64.xor {text} (i64.const -1))", kind
        if kind == FLOAT:
            return f"(f64.neg {text})", FLOAT
        return f"(i64.sub (i64.const 0) {self.convert(text, kind, INT)})", INT

    def v_BinOp(self, node: ast.BinOp) -> tuple[str, Kind]:
        known = evaluate(node)
        if known is not None:
            return self.constant(node, known)
        return self.compute(node, type(node.op), self.value(node.left), self.value(node.right))

    def compute(
        self, node: ast.AST, op: type[ast.operator], left: tuple[str, Kind], right: tuple[str, Kind]
    ) -> tuple[str, Kind]:
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

    def v_Compare(self, node: ast.Compare) -> tuple[str, Kind]:
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

    def compare(self, op: type[ast.cmpop], left: tuple[str, Kind], right: tuple[str, Kind]) -> str:
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

    def v_BoolOp(self, node: ast.BoolOp) -> tuple[str, Kind]:
        texts = [self.truth(each) for each in node.values]
        found = texts[-1]
        for text in reversed(texts[:-1]):
            if isinstance(node.op, ast.And):
                found = f"(if (result i32) {text} (then {found}) (else (i32.const 0)))"
            else:
                found = f"(if (result i32) {text} (then (i32.const 1)) (else {found}))"
        return found, BOOL

    def v_IfExp(self, node: ast.IfExp) -> tuple[str, Kind]:
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

    # ---- calls -----------------------------------------------------------------------------------

    def v_Call(self, node: ast.Call) -> tuple[str, Kind]:
        called = getattr(self.static(node.func), "py_func", self.static(node.func))
        if called in (min, max):
            return self.least(node, called is min)
        if called in NUMBERS:
            return self.to_number(node, NUMBERS[called])
        built = self.module.built_in(called)
        if built is not None:
            made: tuple[str, Kind] = built(self, [self.value(each) for each in node.args])
            return made
        if not isinstance(called, FunctionType):
            raise self.refuse(node, f"{called!r} cannot be called")
        return self.call(node, called)

    def call(self, node: ast.Call, called: FunctionType) -> tuple[str, Kind]:
        return self.call_values(called, self.arguments(node, called))

    def arguments(self, node: ast.Call, called: FunctionType) -> list[tuple[str, Kind]]:
        """The values of all parameters of a function."""
        tree, _ = self.module.source(called)
        parameters = [each.arg for each in tree.args.args]
        given = dict(zip(parameters, node.args, strict=False)) | {each.arg: each.value for each in node.keywords if each.arg}
        defaults = dict(zip(reversed(parameters), reversed(called.__defaults__ or ()), strict=False))
        return [self.value(given[name]) if name in given else self.constant(node, defaults[name]) for name in parameters]

    def call_values(self, called: FunctionType, values: Sequence[tuple[str, Kind]]) -> tuple[str, Kind]:
        """A call with these arguments."""
        one = self.module.need(called, tuple(kind for _, kind in values))
        if one.is_inlined:
            return self.inline(one, [text for text, _ in values])
        self.module.calls(one)
        return f"(call %{one.name} {' '.join(text for text, _ in values)})", one.result

    def inline(self, one: "Function", texts: Sequence[str]) -> tuple[str, Kind]:
        """The text of a small function in place of a call."""
        prefix = f"${self.number()}_"
        body = one.text.replace("$", prefix)
        for name, local in one.locals.items():
            self.temps[prefix[1:] + name] = local
        before = []
        for name, text in zip(one.parameters, texts, strict=True):
            own = f"(local.get {prefix}{name})"
            if name not in one.assigned and is_simple(text):
                body = body.replace(own, text)
            elif one.is_expression and body.count(own) == 1 and len(texts) == 1:
                body = body.replace(own, text)
            else:
                self.temps[prefix[1:] + name] = local_of(one.kinds[name])
                before.append(f"(local.set {prefix}{name} {text})")
        kind = one.result
        assert kind is not None
        if one.is_expression:
            inner = body[len(RETURN) : -1].strip()
            if kind == NONE:
                return " ".join(before), NONE
            if not before:
                return inner, kind
            return f"(block (result {self.results(kind)}) {' '.join(before)} {inner})", kind
        body = body.replace(f"{RETURN})", f"(br {prefix}r)").replace(RETURN, f"(br {prefix}r")
        result = "" if kind == NONE else f" (result {self.results(kind)})"
        return f"(block {prefix}r{result} {' '.join(before)} {body})", kind

    def inline_test(self, one: "Function", texts: Sequence[str]) -> "Condition":
        """The same of a function that is nothing but a test."""
        prefix = f"${self.number()}_"
        for name, local in one.locals.items():
            self.temps[prefix[1:] + name] = local
        before, fixed = [], {}
        for name, text in zip(one.parameters, texts, strict=True):
            own = f"(local.get {prefix}{name})"
            if is_simple(text):
                fixed[own] = text
            else:
                self.temps[prefix[1:] + name] = local_of(one.kinds[name])
                before.append(f"(local.set {prefix}{name} {text})")

        def place(test: Condition) -> Condition:
            if isinstance(test, str):
                text = test.replace("$", prefix)
                for own, given in fixed.items():
                    text = text.replace(own, given)
                return text
            before = test.before and str(place(test.before))
            return test._replace(parts=tuple(map(place, test.parts)), before=before)

        assert one.test is not None
        test = place(one.test)
        return Joined(True, (test,), before=" ".join(before)) if before else test

    def results(self, kind: Kind) -> str:
        return " ".join(local_of(each) for each in kind.kinds) if isinstance(kind, Tuple) else local_of(kind)

    def least(self, node: ast.Call, is_min: bool) -> tuple[str, Kind]:
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

    def to_number(self, node: ast.Call, kind: str) -> tuple[str, Kind]:
        (argument,) = node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return self.constant(node, float(argument.value))
        text, of = self.value(argument)
        if kind == FLOAT and of == WORD:
            return f"(f64.convert_i64_u {text})", FLOAT
        return self.convert(text, of, kind), kind


class Joined(NamedTuple):
    """Tests that all hold, or of which one does. before: what is written before the first of them."""

    is_and: bool
    parts: "tuple[Condition, ...]"
    is_negated: bool = False
    before: str = ""


Condition = str | Joined


def negate(text: str) -> str:
    """The test that holds where another one does not."""
    if text.startswith("(i32.eqz ") and text.count("(") == 2:
        return text[9:-1]
    return f"(i32.eqz {text})"


def at(distance: int) -> str:
    return f"offset={distance}" if distance else ""


def is_fixed(text: str) -> bool:
    """Whether it is a number that stands in the code."""
    return text[4:10] == ".const"


def is_local(text: str) -> bool:
    """Whether it only reads a local variable."""
    return text.startswith("(local.get ") and text.count("(") == 1


def is_simple(text: str) -> bool:
    return is_fixed(text) or is_local(text)


def read_constant(text: str) -> int | None:
    """The whole number that a text is."""
    return int(text[11:-1]) if text.startswith("(i64.const ") and text.count("(") == 1 else None


def evaluate(node: ast.expr) -> Any:
    """The value of an expression of numbers alone; None for another one."""
    if any(not isinstance(each, ast.BinOp | ast.UnaryOp | ast.Constant | ast.operator | ast.unaryop) for each in ast.walk(node)):
        return None
    return eval(compile(ast.Expression(ast.fix_missing_locations(node)), "", "eval"), {})


def read_case(node: ast.stmt) -> tuple[str, int, bool] | None:
    """Of `if name == number:`, the name, the number, and whether there is more than that."""
    match node:
        case ast.If(
            test=ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=int(number))]),
            orelse=orelse,
        ) if not orelse:
            return name, number, False
    return None


def leaves(body: Sequence[ast.stmt], name: str, following: int) -> bool:
    """Whether what follows a case is never another one, but the next, to whose number it has set the name."""
    match body[-1]:
        case ast.Return() | ast.Continue():
            return True
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Constant(value=value)) if target == name:
            return bool(value == following)
    return False


def shorten(tree: ast.FunctionDef) -> ast.FunctionDef:
    """The same function, without a variable that only holds what it returns."""
    match tree.body[-2:]:
        case [ast.Assign(targets=[ast.Name(id=name)], value=value), ast.Return(value=ast.Name(id=returned)) as last] if (
            name == returned
        ):
            if sum(isinstance(each, ast.Name) and each.id == name for each in ast.walk(tree)) == 2:
                tree.body[-2:] = [ast.copy_location(ast.Return(value), last)]
    return tree
