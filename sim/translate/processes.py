"""Processes: functions that wait. Each becomes a handler that goes on at the step at which its frame stands.

The text between two waits is a step. What a process needs after a wait lies in its frame; whatever is set and used within one step is a
variable like any other.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from sim.translate.expressions import INDENT, NOTHING
from sim.translate.kept_names import find_kept_names, waits
from sim.translate.statements import FREE, Statements
from sim.translate.types import (
    BOOL,
    FLOAT,
    INT,
    KEPT,
    NONE,
    PROCESS,
    SCRATCH,
    ListOf,
    Number,
    RecordOf,
    Type,
    list_parts,
)
from sim.translate.values import Units, Value


def is_nothing(node: ast.AST) -> bool:
    """`yield from ()`, which makes a function a process."""
    return isinstance(node, ast.YieldFrom) and isinstance(node.value, ast.Tuple)


def returns_a_value(tree: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Return) and node.value is not None for node in ast.walk(tree))


def list_last(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements after which there is nothing left to do."""
    last = body[-1]
    if isinstance(last, ast.If):
        return [*list_last(last.body), *(list_last(last.orelse) if last.orelse else [])]
    return [last]


def keep(kind: Type) -> Type:
    """The type of what a process keeps: its lists are copied."""
    match kind:
        case ListOf(items=items, table=table) if table == SCRATCH:
            return ListOf(items, KEPT)
        case RecordOf(made_by=made_by, fields=fields):
            return RecordOf(made_by, tuple((name, keep(each)) for name, each in fields))
    return kind


class Processes(Statements, ast.NodeVisitor):
    """Translates a process. Steps are marked by their number, and put in order at the end."""

    def __init__(self, program: Any, function: Any) -> None:
        super().__init__(program, function)
        self.kept = find_kept_names(function.tree)
        self.last = [] if returns_a_value(function.tree) else list_last(function.tree.body)
        self.ints = self.floats = self.lists = 0
        self.step = 0
        self.steps = 1
        self.loops: list[tuple[int, int]] = []
        self.result: Type = NONE

    # ---- what is kept ----------------------------------------------------------------------------

    def slot(self, kind: Number) -> str:
        """A place in the frame."""
        if kind == FLOAT:
            self.floats += 1
            self.require_room(self.floats, self.program.room.floats, "floats")
            return f"frame.f{self.floats - 1}"
        self.ints += 1
        self.require_room(self.ints, self.program.room.ints, "whole numbers")
        return f"frame.i{self.ints - 1}"

    def require_room(self, number: int, room: int, what: str) -> None:
        if number > room:
            raise self.refuse(self.function.tree, f"a process keeps at most {room} {what} while it waits")

    def declare(self, name: str, kind: Type) -> Value:
        if name not in self.kept:
            return super().declare(name, kind)
        return self.declare_kept(kind)

    def declare_kept(self, kind: Type) -> Value:
        kept = keep(kind)
        return Value(kept, tuple(self.slot(each) for _, each in list_parts("", kept)))

    def meaning(self, node: ast.expr) -> Any:
        found = super().meaning(node)
        if isinstance(found, Value) and found.kind == BOOL and found.parts[0].startswith("frame."):
            return Value(BOOL, (f"({found.parts[0]} != 0)",))
        return found

    def visit_Name(self, node: ast.Name) -> Any:
        found = super().visit_Name(node)
        if isinstance(found, Value):
            parts = [
                f"({part} != 0)" if kind == BOOL and part.startswith("frame.") else part
                for part, (_, kind) in zip(found.parts, list_parts("", found.kind), strict=True)
            ]
            return Value(found.kind, tuple(parts))
        return found

    def store(self, node: ast.AST, known: Value, value: Value) -> None:
        """Flags are whole numbers in a frame, and lists are copied to where they last."""
        if not any(part.startswith("frame.") for part in known.parts):
            super().store(node, known, value)
            return
        self.require_same(node, known, value)
        self.store_parts(known.kind, list(known.parts), value.kind, list(value.parts))

    def store_parts(self, kind: Type, places: list[str], of: Type, texts: list[str]) -> None:
        match kind, of:
            case RecordOf(), RecordOf():
                for (_, each), (_, given) in zip(kind.fields, of.fields, strict=True):
                    size = len([*list_parts("", each)])
                    self.store_parts(each, places[:size], given, texts[:size])
                    del places[:size], texts[:size]
            case ListOf(table=table), ListOf(table=given) if (table, given) == (KEPT, SCRATCH):
                first = self.keep_in("first", f"keep_list(w, frame, {self.lists}, w.{SCRATCH}, {texts[0]}, {texts[1]})")
                self.write(f"{places[1]} = {texts[1]}")
                self.write(f"{places[0]} = {first}")
                self.lists += 1
                self.require_room(self.lists, self.program.room.lists, "lists")
            case ListOf(), ListOf():
                self.write(f"{places[0]} = {texts[0]}")
                self.write(f"{places[1]} = {texts[1]}")
            case _:
                assert isinstance(kind, Number)
                assert isinstance(of, Number)
                text = Value(of, (texts[0],)).as_number(kind)
                self.write(f"{places[0]} = {f'int({text})' if kind == BOOL else text}")

    # ---- steps -----------------------------------------------------------------------------------

    def new_step(self) -> int:
        self.steps += 1
        return self.steps - 1

    def begin_step(self, number: int) -> None:
        """What is written from here on is this step; the one before goes on to it."""
        self.write(f"step = @{number}@")
        self.depth = 2
        self.lines.append(f"@step {number}@")

    def go_to(self, number: int) -> None:
        self.write(f"step = @{number}@")
        self.write("continue")

    def resume_at(self) -> str:
        """A new step at which the process goes on after a wait."""
        self.next = self.new_step()
        return f"@{self.next}@"

    def begin_resumed(self) -> None:
        self.depth = 2
        self.lines.append(f"@step {self.next}@")

    # ---- waits -----------------------------------------------------------------------------------

    def visit_Expr(self, node: ast.Expr) -> None:
        if is_nothing(node.value):
            return
        if node in self.last and isinstance(node.value, ast.YieldFrom):
            self.go_on_as(node.value.value)
        elif isinstance(node.value, ast.Yield | ast.YieldFrom):
            self.wait(node.value)
        else:
            super().visit_Expr(node)

    def wait(self, node: ast.Yield | ast.YieldFrom) -> None:
        """Returns from the handler; what follows is another step."""
        if isinstance(node, ast.YieldFrom):
            child = self.value(node.value)
            if child.kind != PROCESS:
                raise self.refuse(node, "yield from a process")
            text = f"return enter(w, frame, {self.resume_at()}, {self.hold(child).text})"
        else:
            if not isinstance(node.value, ast.Call):
                raise self.refuse(node, "wait for world.wait(…), signal.wait(…) or a process")
            text = self.program.write_wait(self, node.value)
        self.write(FREE)
        self.write(text)
        self.begin_resumed()

    def take_result(self, node: ast.YieldFrom) -> Value:
        """Waits for a process, and reads what it returned."""
        kind = self.program.find_result(self, node.value)
        self.wait(node)
        made = self.keep_in("result", "w.state[0].result")
        return Value(BOOL, (f"({made} != 0)",)) if kind == BOOL else Value(INT, (made,))

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.value, ast.YieldFrom):
            self.assign(node.targets[0], self.take_result(node.value))
        else:
            super().visit_Assign(node)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> Value:
        if self.captures:
            raise self.refuse(node, "a wait is a statement, a right-hand side, a return, or the first of a condition")
        return self.take_result(node)

    def visit_Return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.YieldFrom):
            self.note_result(node, self.program.find_result(self, node.value.value))
            self.go_on_as(node.value.value)
        elif node.value is None:
            self.leave(NOTHING)
        else:
            value = self.value(node.value)
            self.note_result(node, value.kind)
            self.leave(value)

    def go_on_as(self, node: ast.expr) -> None:
        """The rest is another process: it takes the place of this one."""
        child = self.hold(self.value(node))
        self.write(FREE)
        self.write(f"return become(w, {child.text})")

    def note_result(self, node: ast.AST, kind: Type) -> None:
        if self.result not in (NONE, kind):
            raise self.refuse(node, "a process returns values of one type")
        self.result = kind

    def leave(self, value: Value) -> None:
        self.free_lists_after(value)

    def free_lists_after(self, value: Value) -> None:
        held = self.hold(value)
        self.write(FREE)
        self.write(f"return end(w, {f'int({held.text})' if held.parts else 'NOBODY'})")

    # ---- statements with waits -------------------------------------------------------------------

    def statement(self, node: ast.stmt) -> None:
        if isinstance(node, ast.If | ast.While | ast.For) and waits(node):
            getattr(self, f"split_{type(node).__name__.lower()}")(node)
        elif isinstance(node, ast.Raise):
            self.program.write_raise(self, node)
        else:
            super().statement(node)

    def split_if(self, node: ast.If) -> None:
        test = self.flag(node.test)
        after = self.new_step()
        otherwise = self.new_step() if node.orelse else after
        self.write(f"if not {test}:")
        self.depth += 1
        self.go_to(otherwise)
        self.depth -= 1
        self.statements(node.body)
        if node.orelse:
            self.go_to(after)
            self.depth = 2
            self.lines.append(f"@step {otherwise}@")
            self.statements(node.orelse)
        self.begin_step(after)

    def split_while(self, node: ast.While) -> None:
        top, after = self.new_step(), self.new_step()
        self.begin_step(top)
        if not (isinstance(node.test, ast.Constant) and node.test.value is True):
            test = self.flag(node.test)
            self.write(f"if not {test}:")
            self.depth += 1
            self.go_to(after)
            self.depth -= 1
        self.loops.append((top, after))
        self.statements(node.body)
        self.loops.pop()
        self.go_to(top)
        self.depth = 2
        self.lines.append(f"@step {after}@")

    def split_for(self, node: ast.For) -> None:
        self.require_steady(node)
        place, stop = self.declare_kept(INT), self.declare_kept(INT)
        read = None
        if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) and node.iter.func.id == "range":
            bounds = [self.number(each, INT) for each in node.iter.args]
            begin, end = ("0", bounds[0]) if len(bounds) == 1 else bounds
        else:
            items = self.meaning(node.iter)
            match items:
                case Units(count=count):
                    begin, end = "0", count
                case Value(kind=ListOf(items=kind)):
                    kept = self.declare_kept(items.kind)
                    self.store_parts(kept.kind, list(kept.parts), items.kind, list(self.hold(items).parts))
                    begin, end = "0", kept.parts[1]
                    assert isinstance(kept.kind, ListOf)
                    read = Value(kind, (f"w.{kept.kind.table}[{kept.parts[0]} + {place.text} - 1]",))
                case _:
                    raise self.refuse(node, "a loop that waits goes over a range or a list")
        self.write(f"{stop.text} = {end}")
        self.write(f"{place.text} = {begin}")
        top, after = self.new_step(), self.new_step()
        self.begin_step(top)
        self.write(f"if not {place.text} < {stop.text}:")
        self.depth += 1
        self.go_to(after)
        self.depth -= 1
        self.write(f"{place.text} += 1")
        self.assign(node.target, read or Value(INT, (f"({place.text} - 1)",)))
        self.loops.append((top, after))
        self.statements(node.body)
        self.loops.pop()
        self.go_to(top)
        self.depth = 2
        self.lines.append(f"@step {after}@")

    def visit_Break(self, _node: ast.Break) -> None:
        if self.loops and self.depth_of_loops == 0:
            self.go_to(self.loops[-1][1])
        else:
            super().visit_Break(_node)

    def visit_Continue(self, _node: ast.Continue) -> None:
        if self.loops and self.depth_of_loops == 0:
            self.go_to(self.loops[-1][0])
        else:
            super().visit_Continue(_node)

    depth_of_loops = 0

    def visit_For(self, node: ast.For) -> None:
        self.depth_of_loops += 1
        super().visit_For(node)
        self.depth_of_loops -= 1

    def visit_While(self, node: ast.While) -> None:
        self.depth_of_loops += 1
        super().visit_While(node)
        self.depth_of_loops -= 1

    # ---- the whole -------------------------------------------------------------------------------

    def translate(self, arguments: Sequence[Type]) -> list[str]:
        """The text of the handler, and of the function that makes its frame."""
        self.variables = set()
        making: list[str] = []
        texts: list[str] = []
        for name, kind in zip(self.function.parameters, arguments, strict=True):
            self.variables.add(name)
            value = self.names[name] = self.declare_kept(kind)
            inputs = [part for part, _ in list_parts(f"{name}_", kind)]
            texts += inputs
            making += self.write_inputs(value.kind, list(value.parts), kind, inputs)
        self.depth = 2
        self.statements(self.function.tree.body)
        self.leave(NOTHING)
        order = [int(line.split()[1].rstrip("@")) for line in self.lines if line.startswith("@step ")]
        numbers = {0: 0} | {step: place + 1 for place, step in enumerate(order)}
        body = [f"{INDENT * 2}if step == 0:"]
        for line in self.lines:
            if line.startswith("@step "):
                body.append(f"{INDENT * 2}if step == {numbers[int(line.split()[1].rstrip('@'))]}:")
                continue
            for step in find_marks(line):
                line = line.replace(f"@{step}@", str(numbers[step]))
            body.append(INDENT + line)
        name = self.function.name
        return [
            f"def new_{name}({', '.join(['w', *texts])}):",
            f"{INDENT}index = take_frame(w, {self.program.number_of(name)})",
            *([f"{INDENT}frame = w.frames[index]"] if making else []),
            *(INDENT + line for line in making),
            f"{INDENT}return index",
            "",
            "",
            f"def {name}(w, frame):",
            f"{INDENT}step = frame.step",
            *self.free_lists([f"{INDENT}while True:", *body], INDENT),
        ]

    def write_inputs(self, kind: Type, places: list[str], of: Type, texts: list[str]) -> list[str]:
        before, lines, self.depth = self.lines, [], 0
        self.lines = []
        self.store_parts(kind, places, of, texts)
        lines, self.lines = self.lines, before
        return lines


def find_marks(line: str) -> Iterator[int]:
    import re

    return (int(found) for found in set(re.findall(r"@(\d+)@", line)))
