"""Statements of a function. Loops, tests and steps of a process become jumps."""

import ast
from collections.abc import Sequence
from types import FunctionType

from sim.wasm.calls import Calls
from sim.wasm.conditions import Condition, Joined, negate
from sim.wasm.kinds import BOOL, INT, LOADS, NONE, STORES, Kind, Record, Table, Tuple, join, local_of
from sim.wasm.texts import RETURN, Value, at, is_simple


class Statements(Calls, ast.NodeVisitor):
    """Writes statements. lines: what is written so far."""

    tree: ast.FunctionDef
    lines: list[str]
    loops: list[tuple[str, str]]
    """Where `break` and `continue` go, by loop, the innermost last."""
    assigned: set[str]
    """Variables that are given a value."""
    changed: bool
    """Whether a variable holds more than was thought before."""
    result: Kind | None
    test: Condition | None
    """What the function returns, where it is nothing but a test."""

    def put(self, text: str) -> None:
        self.lines.append(text)

    def block(self, statements: Sequence[ast.stmt]) -> None:
        place = 0
        while place < len(statements):
            size = self.count_cases(statements, place)
            if size > 3:
                self.switch(statements[place : place + size])
                place += size
            else:
                self.visit(statements[place])
                place += 1

    def count_cases(self, statements: Sequence[ast.stmt], place: int) -> int:
        """How many statements from here on are `if name == number:` of one name, with rising numbers, and leave."""
        name: str | None = None
        numbers: list[int] = []
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
        if not numbers or numbers[0] < 0 or numbers[-1] > 8 * len(numbers) + 16:
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

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            text, kind = self.value(node.value)
            self.put(text)
            drops = len(kind.kinds) if isinstance(kind, Tuple) else int(kind != NONE)
            if drops:
                self.put("drop " * drops)

    def visit_Pass(self, _node: ast.Pass) -> None:
        pass

    def visit_Raise(self, _node: ast.Raise) -> None:
        self.put("(unreachable)")

    def visit_Return(self, node: ast.Return) -> None:
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

    def visit_Assign(self, node: ast.Assign) -> None:
        match node.targets:
            case [ast.Tuple(elts=targets)]:
                self.unpack(targets, node.value)
                return
            case [target]:
                self.assign(target, node.value)
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
        for target, (text, kind) in zip(targets, self.hold_each(value), strict=True):
            self.store(target, text, kind)

    def hold_each(self, node: ast.expr) -> list[Value]:
        """Several values, each in a variable."""
        text, kind = self.value(node)
        if not isinstance(kind, Tuple):
            raise self.refuse(node, "it is not several values")
        self.put(text)
        held = [self.temp(local_of(each)) for each in kind.kinds]
        self.put(" ".join(f"local.set {each}" for each in reversed(held)))
        return [(f"(local.get {name})", each) for name, each in zip(held, kind.kinds, strict=True)]

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

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
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

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        assert node.value is not None
        self.assign(node.target, node.value)

    def visit_If(self, node: ast.If) -> None:
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

    def visit_While(self, node: ast.While) -> None:
        number = self.number()
        self.put(f"(block $b{number} (loop $l{number}")
        if not (isinstance(node.test, ast.Constant) and node.test.value is True):
            self.branch(self.condition(node.test), f"$b{number}", False)
        self.loops.append((f"$b{number}", f"$l{number}"))
        self.block(node.body)
        self.loops.pop()
        self.put(f"(br $l{number})))")

    def visit_For(self, node: ast.For) -> None:
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
        for text, kind in self.hold_each(node.iter):
            self.store(node.target, text, kind)
            self.block(node.body)

    def visit_Break(self, _node: ast.Break) -> None:
        self.put(f"(br {self.loops[-1][0]})")

    def visit_Continue(self, _node: ast.Continue) -> None:
        self.put(f"(br {self.loops[-1][1]})")

    def condition(self, node: ast.expr) -> Condition:
        """A test by which a jump is made."""
        match node:
            case ast.BoolOp(op=op, values=tests):
                return Joined(isinstance(op, ast.And), tuple(self.condition(each) for each in tests))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                test = self.condition(operand)
                return negate(test) if isinstance(test, str) else Joined(True, (test,), is_negated=True)
            case ast.Call(func=func):
                called = self.static(func)
                if isinstance(called, FunctionType) and self.module.built_in(called) is None:
                    values = self.arguments(node, called)
                    one = self.module.need(called, tuple(kind for _, kind in values))
                    if one.is_inlined and one.test is not None:
                        return self.inline_test(one, [text for text, _ in values])
                    return self.convert(*self.call_values(called, values), BOOL)
        return self.truth(node)

    def branch(self, test: Condition, label: str, when: bool) -> None:
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


def read_case(node: ast.stmt) -> tuple[str, int] | None:
    """Of `if name == number:` without an `else`, the name and the number."""
    match node:
        case ast.If(
            test=ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=int(number))]),
            orelse=[],
        ):
            return name, number
    return None


def leaves(body: Sequence[ast.stmt], name: str, following: int) -> bool:
    """Whether what follows a case is never another one, but the next, to whose number it has set the name."""
    match body[-1]:
        case ast.Return() | ast.Continue():
            return True
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Constant(value=value)) if target == name:
            return bool(value == following)
    return False
