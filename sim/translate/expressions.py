"""Expressions of the model, as text. What needs statements, such as a list, writes them before."""

import ast
import builtins
from collections.abc import Callable, Sequence
from enum import Enum
from functools import partial
from types import ModuleType
from typing import Any, cast

from sim.model.trace import EventKind
from sim.state.fields import Of
from sim.translate.places import COUNTS, EVENT, list_state, list_state_lists, list_state_records, list_table_fields
from sim.translate.refusals import Refused
from sim.translate.types import (
    BOOL,
    FLOAT,
    INT,
    KIND_NAME,
    NONE,
    SCRATCH,
    ListOf,
    Number,
    RecordOf,
    Type,
    list_parts,
    read_annotation,
)
from sim.translate.values import (
    AllTables,
    Column,
    Handlers,
    Meaning,
    Method,
    Object,
    Orders,
    Rows,
    StateRecord,
    Streams,
    Table,
    TraceItself,
    Units,
    Value,
    WorldItself,
)

COMPARED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
COMPUTED = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%"}
INDENT = "    "


class Expressions(ast.NodeVisitor):
    """Translates the expressions of one function. lines: what is written so far, without the indent of the whole."""

    def __init__(self, program: Any, function: Any) -> None:
        self.program, self.function = program, function
        self.names: dict[str, Meaning] = {}
        self.lines: list[str] = []
        self.depth = 0
        self.used = 0
        self.is_making = False
        self.captures = 0

    # ---- writing ---------------------------------------------------------------------------------

    def refuse(self, node: ast.AST, says: str) -> Refused:
        return Refused(self.function.path, node, says)

    def write(self, line: str) -> None:
        self.lines.append(INDENT * self.depth + line)

    def fresh(self, name: str = "t") -> str:
        """A name that nothing else has."""
        self.used += 1
        return f"{name}_{self.used}"

    def capture(self, translate: Callable[[], Any]) -> tuple[list[str], Any]:
        """What is written before, apart from the rest."""
        before, self.lines = self.lines, []
        self.captures += 1
        try:
            found = translate()
            return self.lines, found
        finally:
            self.lines = before
            self.captures -= 1

    def write_within(self, lines: Sequence[str]) -> None:
        self.lines += [INDENT + line for line in lines]

    # ---- meanings --------------------------------------------------------------------------------

    def value(self, node: ast.expr) -> Value:
        """The value of an expression."""
        return self.to_value(node, self.meaning(node))

    def to_value(self, node: ast.expr, found: Meaning) -> Value:
        if isinstance(found, Value):
            return found
        if isinstance(found, Object):
            names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            self.program.constants |= {(self.function.function.__module__, name) for name in names}
            return self.constant(node, found.is_)
        if isinstance(found, Column):
            raise self.refuse(node, f"{found.name} is a whole column; ask for one of it")
        raise self.refuse(node, f"{ast.unparse(node)} is no value")

    def flag(self, node: ast.expr) -> str:
        found = self.meaning(node)
        if isinstance(found, Rows):
            return f"(w.{found.field.array}_size[0] > 0)"
        return self.to_value(node, found).as_flag()

    def number(self, node: ast.expr, kind: Number) -> str:
        return self.value(node).as_number(kind)

    def index(self, node: ast.expr, size: str) -> str:
        """A place in a column of this size."""
        text = self.number(node, INT)
        return f"check_index({text}, {size})"

    def constant(self, node: ast.AST, value: Any) -> Value:
        if isinstance(value, bool):
            return Value(BOOL, (str(value),))
        if isinstance(value, EventKind):
            self.program.events.add(value)
        if isinstance(value, Enum | int):
            number = int(value)  # type: ignore[arg-type]
            return Value(INT, (str(number) if number >= 0 else f"({number})",))
        if isinstance(value, float):
            return Value(FLOAT, ("math.inf" if value == float("inf") else repr(value),))
        raise self.refuse(node, f"{value!r} has no place in compiled code")

    def meaning(self, node: ast.expr) -> Meaning:
        """What an expression stands for. Raises Refused."""
        found: Meaning = self.visit(node)
        return found

    def generic_visit(self, node: ast.AST) -> Any:
        """Whatever has no method of its own."""
        raise self.refuse(node, f"{type(node).__name__} has no translation")

    def visit_Constant(self, node: ast.Constant) -> Meaning:
        if isinstance(node.value, str) and node.value.upper() in EventKind.__members__:
            return Value(KIND_NAME, (str(int(EventKind[node.value.upper()])),))
        return self.constant(node, node.value)

    def visit_Name(self, node: ast.Name) -> Meaning:
        if node.id in self.names:
            return self.names[node.id]
        scope = self.function.scope
        if node.id in scope:
            return Object(scope[node.id])
        if hasattr(builtins, node.id):
            return Object(getattr(builtins, node.id))
        raise self.refuse(node, f"{node.id} is not known here")

    def visit_Attribute(self, node: ast.Attribute) -> Meaning:
        of, name = self.meaning(node.value), node.attr
        match of:
            case WorldItself():
                return self.of_world(node, name)
            case AllTables():
                return self.of_tables(node, name)
            case Table(name=table):
                return self.of_table(table, name)
            case StateRecord(name="reading") | TraceItself() if name in OF_TRACE:
                return OF_TRACE[name]
            case StateRecord(name=record):
                return self.of_state(node, f"{record}_{name}")
            case Value(kind=RecordOf()):
                return self.of_record(of, name)
            case Object(is_=ModuleType() | type() as thing):
                return Object(getattr(thing, name))
            case Handlers() if name == "anyone_may_be_sent":
                return Value(BOOL, ("w.playbook[0].anyone_may_be_sent",))
        return Method(of, name)

    def of_record(self, of: Value, name: str) -> Meaning:
        """A field or a property of a NamedTuple."""
        try:
            return of.field(name)
        except KeyError:
            return self.program.read_property(self, of, name)  # type: ignore[no-any-return]

    def of_world(self, node: ast.AST, name: str) -> Meaning:
        if name == "tables":
            return AllTables()
        if name == "now":
            return Value(FLOAT, ("w.state[0].now",))
        if name in ("people", "units"):
            return Units(f"w.sizes[0].{'staff' if name == 'people' else 'units'}")
        if name == "playbook":
            return Handlers()
        if name == "orders":
            return Orders()
        if name in ("is_for_measures", "counts_acknowledged"):
            return Value(BOOL, (f"w.state[0].{name}",))
        if name in list_state_records():
            return StateRecord(name)
        if name in list_state():
            return self.of_state(node, name)
        return Method(WorldItself(), name)

    def of_state(self, node: ast.AST, name: str) -> Meaning:
        if name in list_state_lists():
            return Value(list_state_lists()[name], ("0", f"w.play[0].{name}_size"))
        field = list_state().get(name)
        if field is None:
            raise self.refuse(node, f"the state has no {name}")
        kind = {bool: BOOL, int: INT, float: FLOAT}[field.kind]
        if field.of == Of.PLAY:
            return Value(kind, (f"w.play[0].{name}",))
        return Column(field.of.value, name, kind, f"w.sizes[0].{COUNTS[field.of]}")

    def of_tables(self, node: ast.AST, name: str) -> Meaning:
        if name in ("staff_count", "unit_count"):
            return Value(INT, (f"w.sizes[0].{'staff' if name == 'staff_count' else 'units'}",))
        if name == "streams":
            return Streams()
        if name == "of":
            return Method(AllTables(), name)
        if name == "horizon":
            return Value(FLOAT, ("w.sizes[0].horizon",))
        if name in list_table_fields():
            return Table(name)
        raise self.refuse(node, f"tables.{name} is not made of numbers")

    def of_table(self, table: str, name: str) -> Meaning:
        field = list_table_fields()[table].get(name)
        if field is None:
            if name in SIZED.get(table, {}):
                return Units(f"w.sizes[0].{SIZED[table][name]}")
            return Method(Table(table), name)
        if field.rows_by_zone or field.depth == 2:
            return Rows(field)
        if field.depth == 1:
            size = f"w.{field.array}_size[0]"
            return Value(ListOf(field.kind, field.array), ("0", size))
        return Value(field.kind, (f"w.{table}_values[0].{name}",))

    def visit_Subscript(self, node: ast.Subscript) -> Meaning:
        of = self.meaning(node.value)
        if isinstance(of, Orders):
            return self.program.read_order(self.index(node.slice, "w.state[0].orders"))  # type: ignore[no-any-return]
        if isinstance(node.slice, ast.UnaryOp):
            raise self.refuse(node, "an index counts from the beginning")
        match of:
            case Column():
                return Value(of.kind, (of.at(self.index(node.slice, of.count)),))
            case Rows(field=field):
                index = self.index(node.slice, f"w.{field.array}_size[0]")
                if not index.isidentifier():
                    index = self.keep_in("i", index)
                first = f"w.{field.array}_first[{index}]"
                return Value(
                    ListOf(field.kind, field.array), (first, f"(w.{field.array}_first[{index} + 1] - {first})")
                )
            case Value(kind=ListOf(), parts=(first, size)):
                index = self.index(node.slice, size)
                return of.item(index if first == "0" else f"{first} + {index}")
            case Value(kind=RecordOf(fields=fields)) if isinstance(node.slice, ast.Constant):
                return of.field(fields[cast(int, node.slice.value)][0])
        raise self.refuse(node, f"{ast.unparse(node.value)} has no items")

    def keep_in(self, name: str, text: str) -> str:
        """A new variable with this value."""
        made = self.fresh(name)
        self.write(f"{made} = {text}")
        return made

    def hold(self, value: Value) -> Value:
        """The same value, computed once."""
        return Value(
            value.kind, tuple(p if p.isidentifier() or p.isdigit() else self.keep_in("v", p) for p in value.parts)
        )

    # ---- operators -------------------------------------------------------------------------------

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Meaning:
        if isinstance(node.op, ast.Not):
            return Value(BOOL, (f"(not {self.flag(node.operand)})",))
        value = self.value(node.operand)
        return Value(value.kind, (f"(-{value.text})",))

    def visit_BinOp(self, node: ast.BinOp) -> Meaning:
        left, right = self.value(node.left), self.value(node.right)
        sign = COMPUTED.get(type(node.op))
        if sign is None or not (isinstance(left.kind, Number) and isinstance(right.kind, Number)):
            raise self.refuse(node, f"{ast.unparse(node)} has no translation")
        kind = FLOAT if FLOAT in (left.kind, right.kind) or sign == "/" else INT
        first = left.as_number(INT) if left.kind == BOOL else left.text
        second = right.as_number(INT) if right.kind == BOOL else right.text
        return Value(kind, (f"({first} {sign} {second})",))

    def visit_BoolOp(self, node: ast.BoolOp) -> Meaning:
        word = " and " if isinstance(node.op, ast.And) else " or "
        text = self.flag(node.values[0])
        for each in node.values[1:]:
            text = self.join_flags(text, word, partial(self.flag, each))
        return Value(BOOL, (f"({text})",))

    def join_flags(self, text: str, word: str, find: Callable[[], str]) -> str:
        """A flag and another one, which is found only where the first does not decide."""
        before, more = self.capture(find)
        if not before:
            return f"{text}{word}{more}"
        held = self.keep_in("b", text)
        self.write(f"if {'' if word == ' and ' else 'not '}{held}:")
        self.write_within(before)
        self.lines.append(INDENT * (self.depth + 1) + f"{held} = {more}")
        return held

    def visit_IfExp(self, node: ast.IfExp) -> Meaning:
        test = self.flag(node.test)
        before, yes = self.capture(lambda: self.value(node.body))
        before_else, no = self.capture(lambda: self.value(node.orelse))
        kind = self.join(node, yes.kind, no.kind)
        assert isinstance(kind, Number)
        if not (before or before_else):
            return Value(kind, (f"({yes.as_number(kind)} if {test} else {no.as_number(kind)})",))
        made = self.fresh("c")
        self.write(f"if {test}:")
        self.write_within([*before, INDENT * self.depth + f"{made} = {yes.as_number(kind)}"])
        self.write("else:")
        self.write_within([*before_else, INDENT * self.depth + f"{made} = {no.as_number(kind)}"])
        return Value(kind, (made,))

    def join(self, node: ast.AST, one: Type, other: Type) -> Type:
        """The type of either."""
        if one == other:
            return one
        if {one, other} == {INT, FLOAT}:
            return FLOAT
        raise self.refuse(node, f"it is {one} or {other}; it must be of one type")

    def visit_Compare(self, node: ast.Compare) -> Meaning:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            inside = self.is_in(node, node.left, node.comparators[0])
            return Value(BOOL, (inside if isinstance(node.ops[0], ast.In) else f"(not {inside})",))
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot):
            process = self.meaning(node.left)
            if not (isinstance(process, Method) and isinstance(process.of, Handlers)):
                raise self.refuse(node, "only a process of the playbook may be None")
            sign = "==" if isinstance(node.ops[0], ast.Is) else "!="
            return Value(BOOL, (f"(w.playbook[0].{process.name} {sign} -1)",))
        left = self.value(node.left)
        return Value(BOOL, (f"({self.compare(node, left if len(node.ops) == 1 else self.hold(left), 0)})",))

    def compare(self, node: ast.Compare, left: Value, place: int) -> str:
        """A chain of comparisons from a place on: one is made only if those before it hold, and what is in the middle is computed once."""
        op, right = node.ops[place], self.value(node.comparators[place])
        if type(op) not in COMPARED:
            raise self.refuse(node, f"{ast.unparse(node)}: compare with <, <=, ==, !=, >=, > or in")
        if (left.kind == KIND_NAME) != (right.kind == KIND_NAME):
            raise self.refuse(node, "compare the kind of an event with the name of one")
        if place + 1 == len(node.ops):
            return f"{left.text} {COMPARED[type(op)]} {right.text}"
        right = self.hold(right)
        text = f"{left.text} {COMPARED[type(op)]} {right.text}"
        return self.join_flags(text, " and ", lambda: self.compare(node, right, place + 1))

    def is_in(self, node: ast.AST, item: ast.expr, of: ast.expr) -> str:
        if isinstance(of, ast.Tuple):
            value = self.hold(self.value(item))
            return "(" + " or ".join(f"{value.text} == {self.value(each).text}" for each in of.elts) + ")"
        if isinstance(of, ast.BinOp):
            return f"({self.is_in(node, item, of.left)} or {self.is_in(node, item, of.right)})"
        there = self.meaning(of)
        if isinstance(there, Streams):
            return f"has_stream(w, {self.number(item, INT)})"
        if isinstance(there, Value) and isinstance(there.kind, ListOf):
            return f"has_item(w.{there.kind.table}, {', '.join(there.parts)}, {self.value(item).text})"
        raise self.refuse(node, f"{ast.unparse(of)} is no list")

    # ---- lists -----------------------------------------------------------------------------------

    def visit_List(self, node: ast.List) -> Meaning:
        values = [
            (
                isinstance(each, ast.Starred),
                self.hold(self.value(each.value if isinstance(each, ast.Starred) else each)),
            )
            for each in node.elts
        ]
        made = self.begin_list()
        for is_list, value in values:
            if is_list:
                assert isinstance(value.kind, ListOf)
                self.write(f"push_all(w, w.{value.kind.table}, {', '.join(value.parts)})")
            else:
                self.write(f"push(w, {value.text})")
        return self.end_list(made)

    def begin_list(self) -> str:
        if self.is_making:
            raise self.refuse(self.function.tree, "a list is made while another one is; make it before")
        self.is_making = True
        return self.keep_in("list", "w.state[0].scratch_size")

    def end_list(self, first: str) -> Value:
        self.is_making = False
        size = self.keep_in("size", f"w.state[0].scratch_size - {first}")
        return Value(ListOf(INT, SCRATCH), (first, size))

    def visit_ListComp(self, node: ast.ListComp) -> Meaning:
        items = self.hold_items(node.generators[0].iter)
        made = self.begin_list()
        self.loop(node.generators, lambda: self.write(f"push(w, {self.number(node.elt, INT)})"), items)
        return self.end_list(made)

    def hold_items(self, of: ast.expr) -> Meaning | None:
        """What a loop goes over, if it is a list, found before the loop begins."""
        if isinstance(of, ast.Tuple) or (
            isinstance(of, ast.Call) and isinstance(of.func, ast.Name) and of.func.id in LOOPS
        ):
            return None
        found = self.meaning(of)
        return self.hold(found) if isinstance(found, Value) else found

    def loop(
        self, generators: Sequence[ast.comprehension], body: Callable[[], None], items: Meaning | None = None
    ) -> None:
        """Writes the loops of a comprehension. Its names end with it. items: of the first loop, if they are known."""
        names, depth = dict(self.names), self.depth
        for each in generators:
            if items is not None:
                self.iterate_items(each.target, each.iter, True, items)
                items = None
            else:
                self.iterate(each.target, each.iter, is_own=True)
            for test in each.ifs:
                self.write(f"if {self.flag(test)}:")
                self.depth += 1
        body()
        self.names, self.depth = names, depth

    def iterate(self, target: ast.expr, of: ast.expr, is_own: bool = False) -> None:
        """Writes the head of a loop and what its target is; what is written next is within it. is_own: the names are new ones."""
        if isinstance(of, ast.Tuple):
            (only,) = of.elts
            self.bind(target, self.value(only), is_own)
            return
        if isinstance(of, ast.Call) and isinstance(of.func, ast.Name) and of.func.id in ("range", "enumerate"):
            if of.func.id == "range":
                bounds = ", ".join(self.number(each, INT) for each in of.args)
                place = self.fresh("n")
                self.open_loop(f"for {place} in range({bounds}):")
                self.bind(target, Value(INT, (place,)), is_own)
                return
            assert isinstance(target, ast.Tuple)
            place = self.iterate_items(target.elts[1], of.args[0], is_own)
            self.bind(target.elts[0], Value(INT, (place,)), is_own)
            return
        self.iterate_items(target, of, is_own)

    def iterate_items(self, target: ast.expr, of: ast.expr, is_own: bool, items: Meaning | None = None) -> str:
        """A loop over the items of a list or column. Returns the variable of the place."""
        items = self.meaning(of) if items is None else items
        place = self.fresh("k")
        match items:
            case Units(count=count):
                self.open_loop(f"for {place} in range({count}):")
                self.bind(target, Value(INT, (place,)), is_own)
            case Column(count=count):
                self.open_loop(f"for {place} in range({count}):")
                self.bind(target, Value(items.kind, (items.at(place),)), is_own)
            case Value(kind=ListOf(items=kind, table=table)):
                first, size = self.hold(items).parts
                self.open_loop(f"for {place} in range({size}):")
                where = place if first == "0" else f"{first} + {place}"
                item = items.item(where)
                if isinstance(kind, RecordOf):
                    record = self.keep_in("record", f"w.{table}[{where}]")
                    item = Value(kind, tuple(f"{record}.{name}" for name, _ in kind.fields))
                self.bind(target, item, is_own)
            case _:
                raise self.refuse(of, f"{ast.unparse(of)} is no list")
        return place

    def open_loop(self, head: str) -> None:
        self.write(head)
        self.depth += 1

    def bind(self, target: ast.expr, value: Value, is_own: bool) -> None:
        """Gives a name of a loop its value."""
        if isinstance(target, ast.Tuple) and isinstance(value.kind, RecordOf):
            for each, (field, _) in zip(target.elts, value.kind.fields, strict=True):
                self.bind(each, value.field(field), is_own)
            return
        if not isinstance(target, ast.Name):
            raise self.refuse(target, "a loop has one name, or one for each part of its items")
        if all(part.startswith("record_") for part in value.parts) and (is_own or not self.is_given(target.id)):
            self.names[target.id] = value  # it is read where it is used
        elif is_own:
            self.names[target.id] = self.hold(value)
        else:
            self.assign(target, value)

    def is_given(self, name: str) -> bool:
        """Whether a statement gives it a value, other than a loop."""
        return any(
            isinstance(each, ast.Name) and each.id == name
            for statement in ast.walk(self.function.tree)
            for target in getattr(statement, "targets", [getattr(statement, "target", None)])
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.NamedExpr)
            for each in ast.walk(target)
        )

    def assign(self, target: ast.expr, value: Value) -> None:
        raise NotImplementedError

    # ---- calls -----------------------------------------------------------------------------------

    def visit_Call(self, node: ast.Call) -> Meaning:
        called = self.meaning(node.func)
        match called:
            case Object(is_=thing):
                reduce = REDUCERS.get(thing)
                if reduce is not None:
                    return getattr(self, reduce)(node)  # type: ignore[no-any-return]
                if isinstance(thing, type) and issubclass(thing, tuple):
                    return self.make_record(node, thing)
                return self.program.call(self, node, thing)  # type: ignore[no-any-return]
            case Method():
                return self.program.call_method(self, node, called)  # type: ignore[no-any-return]
        raise self.refuse(node, f"{ast.unparse(node.func)} is no function")

    def make_record(self, node: ast.Call, made_by: Any) -> Value:
        kind = read_annotation(made_by)
        assert isinstance(kind, RecordOf)
        given = dict(zip(made_by._fields, node.args, strict=False)) | {each.arg: each.value for each in node.keywords}
        parts: list[str] = []
        fields: list[tuple[str, Type]] = []
        for name, field in kind.fields:
            default = made_by._field_defaults.get(name)
            value = self.value(given[name]) if name in given else self.constant(node, default)
            parts += value.parts if not isinstance(field, Number) else (value.as_number(field),)
            fields.append((name, value.kind if isinstance(field, ListOf) else field))
        return Value(RecordOf(made_by, tuple(fields)), tuple(parts))

    def of_len(self, node: ast.Call) -> Value:
        of = self.meaning(node.args[0])
        match of:
            case Units(count=count) | Column(count=count):
                return Value(INT, (count,))
            case Value(kind=ListOf(), parts=(_, size)):
                return Value(INT, (size,))
            case Rows(field=field):
                return Value(INT, (f"w.{field.array}_size[0]",))
            case Orders():
                return Value(INT, ("w.state[0].orders",))
            case Method(name="line"):
                return Value(INT, ("w.state[0].line_size",))
            case Method(name="searches"):
                return Value(INT, ("w.state[0].search_count",))
        raise self.refuse(node, f"{ast.unparse(node.args[0])} has no length")

    def of_float(self, node: ast.Call) -> Value:
        return Value(FLOAT, (self.number(node.args[0], FLOAT),))

    def of_int(self, node: ast.Call) -> Value:
        return Value(INT, (f"int({self.value(node.args[0]).text})",))

    def of_bool(self, node: ast.Call) -> Value:
        return Value(BOOL, (self.flag(node.args[0]),))

    def of_abs(self, node: ast.Call) -> Value:
        value = self.value(node.args[0])
        return Value(value.kind, (f"abs({value.text})",))

    def of_list(self, node: ast.Call) -> Meaning:
        return self.meaning(node.args[0])

    def generate(self, node: ast.Call) -> tuple[Sequence[ast.comprehension], ast.expr]:
        """The loops and the item of what a reducer goes over."""
        (of,) = node.args
        if isinstance(of, ast.GeneratorExp | ast.ListComp):
            return of.generators, of.elt
        each = ast.copy_location(ast.Name(f"each{self.used}", ast.Load()), of)
        target = ast.copy_location(ast.Name(each.id, ast.Store()), of)
        return [ast.comprehension(target, of, [], 0)], each

    def reduce_flags(self, node: ast.Call, found: bool) -> Value:
        made = self.keep_in("is", str(not found))
        generators, item = self.generate(node)

        def stop() -> None:
            self.write(f"if {'' if found else 'not '}{self.flag(item)}:")
            self.depth += 1
            self.write(f"{made} = {found}")
            if count_loops(generators) == 1:
                self.write("break")

        self.loop(generators, stop)
        return Value(BOOL, (made,))

    def of_any(self, node: ast.Call) -> Value:
        return self.reduce_flags(node, found=True)

    def of_all(self, node: ast.Call) -> Value:
        return self.reduce_flags(node, found=False)

    def of_sum(self, node: ast.Call) -> Value:
        generators, item = self.generate(node)
        made, kinds = self.fresh("sum"), list[Type]()
        place = len(self.lines)

        def add() -> None:
            value = self.value(item)
            kinds.append(FLOAT if value.kind == FLOAT else INT)
            self.write(f"{made} += {value.as_number(FLOAT if value.kind == FLOAT else INT)}")

        self.loop(generators, add)
        self.lines.insert(place, INDENT * self.depth + f"{made} = {'0.0' if kinds == [FLOAT] else '0'}")
        return Value(kinds[0], (made,))

    def of_next(self, node: ast.Call) -> Value:
        if len(node.args) != 2 or not isinstance(node.args[0], ast.GeneratorExp):
            raise self.refuse(node, "next has a generator and a default")
        generator, otherwise = node.args[0], self.value(node.args[1])
        if (loops := count_loops(generator.generators)) > 1:
            raise self.refuse(node, "next goes over one list; make one before")
        made = self.keep_in("found", otherwise.text)

        def stop() -> None:
            self.write(f"{made} = {self.value(generator.elt).text}")
            if loops:
                self.write("break")

        self.loop(generator.generators, stop)
        return Value(otherwise.kind, (made,))

    def of_min(self, node: ast.Call) -> Value:
        if len(node.args) > 1:
            return self.extreme_of(node, "min")
        return self.least(node, is_less)

    def of_max(self, node: ast.Call) -> Value:
        if len(node.args) > 1:
            return self.extreme_of(node, "max")
        return self.least(node, lambda one, other: is_less(other, one))

    def extreme_of(self, node: ast.Call, name: str) -> Value:
        values = [self.value(each) for each in node.args]
        kind = FLOAT if any(each.kind == FLOAT for each in values) else INT
        return Value(kind, (f"{name}({', '.join(each.as_number(kind) for each in values)})",))

    def least(self, node: ast.Call, is_before: Callable[[Sequence[str], Sequence[str]], str]) -> Value:
        """The first of the items whose key comes before all others."""
        options = {each.arg: each.value for each in node.keywords}
        generators, item = self.generate(ast.Call(node.func, node.args, []))
        key = options.get("key")
        best, chosen = self.fresh("least"), self.fresh("chosen")
        found = self.fresh("any")
        place, kinds, depth = len(self.lines), list[Value](), self.depth

        def compare() -> None:
            value = self.hold(self.value(item))
            kinds.append(value)
            keys = self.list_keys(key, value)
            held = [self.keep_in("key", each.text) for each in keys]
            kinds.extend(keys)
            names = [f"{best}_{n}" for n in range(len(held))]
            self.write(f"if not {found} or {is_before(held, names)}:")
            self.depth += 1
            self.write(f"{found} = True")
            for name, text in zip(names, held, strict=True):
                self.write(f"{name} = {text}")
            for name, text in zip(self.name_parts(chosen, value.kind), value.parts, strict=True):
                self.write(f"{name} = {text}")

        self.loop(generators, compare)
        value, *keys = kinds
        head = [f"{found} = False"]
        head += [f"{best}_{n} = {'0.0' if each.kind == FLOAT else '0'}" for n, each in enumerate(keys)]
        otherwise = options.get("default")
        if otherwise is not None:
            before, given = self.capture(lambda: self.value(otherwise))
            head += [line.strip() for line in before]
            texts = [*given.parts]
        else:
            texts = ["0.0" if kind == FLOAT else "0" for _, kind in list_parts("", value.kind)]
        head += [f"{name} = {text}" for name, text in zip(self.name_parts(chosen, value.kind), texts, strict=True)]
        self.lines[place:place] = [INDENT * depth + line for line in head]
        return Value(value.kind, tuple(self.name_parts(chosen, value.kind)))

    def name_parts(self, name: str, kind: Type) -> list[str]:
        return [part for part, _ in list_parts(name, kind)]

    def list_keys(self, key: ast.expr | None, value: Value) -> list[Value]:
        """The numbers by which an item is ordered."""
        if key is None:
            if isinstance(value.kind, RecordOf):
                return [
                    Value(kind, (part,))
                    for part, (_, kind) in zip(value.parts, list_parts("", value.kind), strict=True)
                ]
            return [value]
        if not isinstance(key, ast.Lambda):
            raise self.refuse(key, "a key is a lambda")
        names = dict(self.names)
        self.names[key.args.args[0].arg] = value
        each = key.body.elts if isinstance(key.body, ast.Tuple) else [key.body]
        found = [self.value(part) for part in each]
        self.names = names
        return [Value(INT, (one.as_number(INT),)) if one.kind == BOOL else one for one in found]


def count_loops(generators: Sequence[ast.comprehension]) -> int:
    """How many loops they are in compiled code: `for each in (one,)` only gives a name."""
    return sum(not isinstance(each.iter, ast.Tuple) for each in generators)


def is_less(left: Sequence[str], right: Sequence[str]) -> str:
    """Whether one list of numbers comes before another."""
    (a, *more), (b, *others) = left, right
    if not more:
        return f"{a} < {b}"
    return f"({a} < {b} or ({a} == {b} and ({is_less(more, others)})))"


OF_TRACE: dict[str, Meaning] = {
    "trace": TraceItself(),
    "tables": AllTables(),
    "rows": Value(ListOf(EVENT, "trace"), ("0", "w.state[0].rows")),
}
"""What a trace has, and what is read off it."""
LOOPS = ("range", "enumerate")
SIZED = {"layout": {"zones": "zones"}, "units": {"ids": "fleet"}, "staff": {"ids": "staff"}}
"""Lists of names, of which only the length is asked."""
REDUCERS: dict[Any, str] = {
    each: f"of_{each.__name__}" for each in (len, float, int, bool, abs, list, any, all, sum, next, min, max)
}
NOTHING = Value(NONE, ())
