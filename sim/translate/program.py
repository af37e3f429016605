"""The whole program: every function that a play needs, translated once, with the handlers in order and the loop that calls them."""

import ast
import inspect
import math
import sys
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import FunctionType
from typing import Any, cast

from sim.hazards.installed import DEVICES, INSTALLED_RECORDS, INSTALLED_TABLES
from sim.model import alerting
from sim.model.interventions import kinds
from sim.model.interventions.request import Request
from sim.model.orders import Order
from sim.model.state import Playbook, World
from sim.model.trace import EventKind
from sim.model.trace_reader import HANDLERS, exposure_end, find_ranked
from sim.model.waiting import Search
from sim.sampling.elementary import exp, round_to_grid
from sim.state.fields import Of
from sim.translate.expressions import NOTHING, Expressions
from sim.translate.functions import Source
from sim.translate.places import COUNTS, EVENT, NAMED_EVENT, list_counters, list_state_lists
from sim.translate.processes import Processes
from sim.translate.statements import Statements
from sim.translate.types import (
    ACTIVITY,
    BOOL,
    FLOAT,
    INT,
    NONE,
    PROCESS,
    ROOM_OF_FRAME,
    SCRATCH,
    ListOf,
    Number,
    RecordOf,
    Room,
    Type,
    count_parts,
    list_parts,
    read_annotation,
)
from sim.translate.values import (
    AllTables,
    Handlers,
    Meaning,
    Method,
    Object,
    StateRecord,
    Table,
    TraceItself,
    Value,
    WorldItself,
)

EXTERNAL: dict[Any, tuple[str, tuple[Number, ...], Type]] = {
    round_to_grid: ("round_to_grid", (FLOAT,), FLOAT),
    math.sqrt: ("math.sqrt", (FLOAT,), FLOAT),
    math.ceil: ("math.ceil", (FLOAT,), INT),
    exp: ("exp", (FLOAT,), FLOAT),
}
"""Functions that compiled code has from elsewhere."""
OF_LISTS: dict[Any, tuple[str, Number, Number]] = {
    bisect_right: ("count_up_to", FLOAT, INT),
    find_ranked: ("select", INT, FLOAT),
}
"""The same of a list and a number: name, the kind of the number, result."""
SIGNALS = {"hazard_moves": 0, "app_call_ends": 1, "report_is_out": 2}

PRIMITIVES: dict[str, tuple[str, tuple[tuple[str, Number, Any], ...], Type]] = {
    "draw": ("draw", (("purpose", INT, None), ("entity", INT, None), ("index", INT, 0)), FLOAT),
    "draw_order": ("draw_order", (("purpose", INT, None), ("entity", INT, None), ("index", INT, 0)), FLOAT),
    "peek": ("peek", (("purpose", INT, None), ("entity", INT, None), ("index", INT, 0)), FLOAT),
    "draw_if_any": (
        "draw_if_any",
        (("purpose", INT, None), ("otherwise", FLOAT, None), ("entity", INT, 0), ("index", INT, 0)),
        FLOAT,
    ),
    "log_event": (
        "log",
        (("kind", INT, None), ("subject", INT, -1), ("what", INT, -1), ("place", INT, -1), ("value", FLOAT, 0.0)),
        NONE,
    ),
    "scale": ("scale", (("seconds", FLOAT, None), ("factor", FLOAT, None)), FLOAT),
    "walking_time": ("walking_time", (("meters", FLOAT, None), ("speed", FLOAT, None)), FLOAT),
    "move_to": ("move_to", (("unit", INT, None), ("zone", INT, None)), NONE),
    "set_aware": ("set_aware", (("unit", INT, None),), NONE),
    "check_all_clear": ("check_all_clear", (), NONE),
    "drop_duties": ("drop_duties", (("unit", INT, None),), NONE),
    "add_duty": ("add_duty", (("unit", INT, None), ("activity", ACTIVITY, None)), NONE),
    "let_lapse": ("let_lapse", (("activity", ACTIVITY, None), ("person", INT, None)), NONE),
    "resume": (
        "resume",
        (
            ("activity", ACTIVITY, None),
            ("rank", INT, None),
            ("entity", INT, None),
            ("purpose", INT, 0),
            ("count", INT, 0),
        ),
        NONE,
    ),
    "report_news": ("report_news", (), NONE),
    "add_order": (
        "add_order",
        (("instruction", INT, None), ("area", INT, None), ("door", INT, None), ("plain", BOOL, None)),
        INT,
    ),
}
"""Methods of the world that compiled code has of its own: name, parameters with defaults, result."""
WITHOUT_WORLD = {"scale", "walking_time"}

LISTS = ("list_units_in", "list_unaware_in")
"""Methods of the world that list units."""
PARTS_OF_WORLD: dict[tuple[str, str], tuple[str, Type]] = {
    ("line", "is_granted"): ("is_granted", BOOL),
    ("line", "grant_first"): ("grant_first", NONE),
    ("line", "leave"): ("leave_line", NONE),
    ("searches", "open"): ("open_search", INT),
    ("searches", "end"): ("end_search", NONE),
    ("searches", "is_open"): ("is_search_open", BOOL),
}
"""What is asked of those who wait: the function of compiled code, and its result."""


NO_MEASURE = ("def no_measure(w):", "    return 0.0")
"""In place of a measure of a package that cannot be compiled."""
PLAIN: dict[str, tuple[Number, tuple[str, ...], str]] = {
    "all_clear": (BOOL, (), "False"),
    "aed_arrival": (FLOAT, ("person",), "math.inf"),
    "enters": (NONE, ("unit",), "None"),
    "office_orders": (NONE, ("speaker",), "None"),
}
"""Functions of a playbook that do not wait: result, parameters, and what is returned where a hazard has none."""


HOOKS = {alerting.alert_by_devices: "with_alert", alerting.act_by_devices: "by_office"}
"""What is done by each channel that a strategy has: the field of its record."""


ACT_HOOKS = {kinds.find_own_obstacle: ("find_obstacle", INT), kinds.start_act: ("start", NONE)}
"""What each kind of intervention has: the name of its function, and the result."""


class Program:
    """Translates what it is asked for, and all that this calls."""

    def __init__(self, room: Room = ROOM_OF_FRAME) -> None:
        """room: of the frame of a process."""
        self.room = room
        self.texts: dict[str, list[str]] = {}
        self.handlers: list[str] = []
        self.results: dict[str, Type] = {}
        self.needed: dict[str, tuple[Source, tuple[Type, ...]]] = {}
        self.playbooks: list[Playbook] = []
        self.constants: set[tuple[str, str]] = set()
        """Modules and names of the values that stand in the text as numbers."""
        self.events: set[EventKind] = set()
        """The kinds of events that stand in the text."""
        self.measures: list[str] = []
        """The measures that have a function `measure__…`."""
        self.of_packages: list[str] = []
        """Those that are read by functions of packages, for which every event is recorded."""
        self._sources: dict[FunctionType, Source] = {}

    # ---- functions -------------------------------------------------------------------------------

    def source_of(self, function: FunctionType) -> Source:
        if function not in self._sources:
            module = function.__module__.rpartition(".")[2]
            name = f"{module}__{function.__qualname__.replace('.', '_')}"
            if name in {source.name for source in self._sources.values()}:
                name = function.__module__.replace(".", "_") + f"__{function.__qualname__.replace('.', '_')}"
            self._sources[function] = Source(function, name)
        return self._sources[function]

    def number_of(self, name: str) -> int:
        """The handler of a process."""
        if name not in self.handlers:
            self.handlers.append(name)
        return self.handlers.index(name)

    def translate(self, function: FunctionType, arguments: Sequence[Type] | None = None) -> str:
        """The name of a function, which is translated now if it was not yet."""
        source = self.source_of(function)
        kinds = tuple(source.parameters.values() if arguments is None or source.is_process else arguments)
        name = source.name + name_kinds(kinds)
        if name in self.texts:
            return name
        self.texts[name] = []
        own = replace(source, name=name)
        if source.is_process:
            self.number_of(name)
            translated: Statements = Processes(self, own)
        else:
            translated = Statements(self, own)
        self.texts[name] = translated.translate(kinds)
        self.results[name] = translated.result if isinstance(translated, Processes) else translated.results
        return name

    # ---- calls -----------------------------------------------------------------------------------

    def bind_arguments(self, by: Expressions, node: ast.Call, source: Source) -> list[Value]:
        """The values of all parameters but the world."""
        names = [*source.parameters]
        given = dict(zip(names, node.args[source.has_world :], strict=False))
        given |= {each.arg: each.value for each in node.keywords if each.arg}
        found = []
        for name in names:
            if name in given:
                found.append(by.value(given[name]))
            elif name in source.defaults:
                found.append(by.constant(node, source.defaults[name]))
            else:
                raise by.refuse(node, f"{name} is missing")
        return found

    def call(self, by: Expressions, node: ast.Call, function: Any) -> Value:
        """A call of a function of the model."""
        if function in EXTERNAL:
            name, taken, result = EXTERNAL[function]
            return Value(
                result,
                (f"{name}({', '.join(by.number(each, kind) for each, kind in zip(node.args, taken, strict=True))})",),
            )
        if function in HOOKS:
            return Value(NONE, (f"{function.__name__}(w, {by.number(node.args[1], INT)})",))
        if function in ACT_HOOKS:
            asked = ", ".join(by.value(node.args[1]).parts)
            return Value(ACT_HOOKS[function][1], (f"{function.__name__}(w, {asked})",))
        if function in OF_LISTS:
            search, wanted, found = OF_LISTS[function]
            there, given = by.value(node.args[0]), by.number(node.args[1], wanted)
            assert isinstance(there.kind, ListOf)
            return Value(found, (f"{search}(w.{there.kind.table}, {', '.join(there.parts)}, {given})",))
        if not isinstance(function, FunctionType) or is_of_python(function):
            raise by.refuse(node, f"{ast.unparse(node.func)} has no translation")
        source = self.source_of(function)
        values = self.bind_arguments(by, node, source)
        if source.is_process:
            return self.make_frame(by, source, values)
        texts: list[str] = []
        kinds: list[Type] = []
        for value, kind in zip(values, source.parameters.values(), strict=True):
            if isinstance(kind, Number):
                texts.append(value.as_number(kind))
                kinds.append(kind)
            elif value.kind == EVENT:
                texts.append(value.parts[0].removesuffix(".time"))
                kinds.append(EVENT)
            else:
                texts += value.parts
                kinds.append(value.kind)
        name = self.translate(function, kinds)
        return self.take_returned(by, name, texts, source.returns)

    def take_returned(self, by: Expressions, name: str, texts: Sequence[str], returns: Type) -> Value:
        """What a call returns, in variables of its own where it is more than a number."""
        text = f"{name}({', '.join(['w', *texts])})"
        if returns == NONE:
            return Value(NONE, (text,))
        if isinstance(returns, Number):
            return Value(returns, (text,))
        kind = self.results.get(name, returns)
        kind = returns if kind == NONE else kind
        if by.is_making and isinstance(kind, ListOf):
            raise by.refuse(by.function.tree, "a list is made while another one is; make it before")
        if isinstance(kind, ListOf):
            by.write("@list@")
        parts = [by.fresh("r") for _ in range(count_parts(kind))]
        by.write(f"{', '.join(parts)} = {text}")
        return Value(kind, tuple(parts))

    def make_frame(self, by: Expressions, source: Source, values: Sequence[Value]) -> Value:
        """A process that has not begun."""
        texts: list[str] = []
        for value, kind in zip(values, source.parameters.values(), strict=True):
            texts += self.pass_parts(by, kind, value.kind, list(value.parts))
        name = self.translate(source.function)
        return Value(PROCESS, (f"new_{name}({', '.join(['w', *texts])})",))

    def pass_parts(self, by: Expressions, kind: Type, given: Type, parts: list[str]) -> list[str]:
        """Texts of an argument; a list is brought to where the process takes it from."""
        match kind, given:
            case RecordOf(), RecordOf():
                texts = []
                for (_, wanted), (_, there) in zip(kind.fields, given.fields, strict=True):
                    size = count_parts(there)
                    texts += self.pass_parts(by, wanted, there, parts[:size])
                    parts = parts[size:]
                return texts
            case ListOf(), ListOf(table=table) if table != SCRATCH:
                made = by.begin_list()
                by.write(f"push_all(w, w.{table}, {parts[0]}, {parts[1]})")
                return list(by.end_list(made).parts)
            case ListOf(), ListOf():
                return parts
        assert isinstance(kind, Number)
        assert isinstance(given, Number)
        return [Value(given, (parts[0],)).as_number(kind)]

    def call_method(self, by: Expressions, node: ast.Call, method: Method) -> Meaning:
        """A call of something of the world."""
        match method.of:
            case WorldItself() | AllTables() if method.name == "of":
                return self.find_own(by, node, isinstance(method.of, WorldItself))
            case Handlers():
                return self.call_playbook(by, node, method.name)
            case WorldItself():
                return self.call_world(by, node, method.name)
            case Method(name=part):
                return self.call_part(by, node, part, method.name)
            case Table(name="layout") if method.name == "length":
                return Value(FLOAT, (f"find_length(w, {', '.join(by.number(each, INT) for each in node.args)})",))
            case Value(kind=ListOf(table=table), parts=parts) if method.name == "index":
                item = by.number(node.args[0], INT)
                return Value(INT, (f"find_item(w.{table}, {', '.join(parts)}, {item})",))
            case TraceItself() if method.name == "events":
                return Value(ListOf(NAMED_EVENT, "trace"), ("0", "w.state[0].rows"))
            case Value(kind=ListOf(table=table)) if table in list_state_lists() and method.name in ("append", "clear"):
                return self.change_list(by, node, table)
        raise by.refuse(node, f"{ast.unparse(node.func)} has no translation")

    def change_list(self, by: Expressions, node: ast.Call, table: str) -> Value:
        """Appends an item to a declared list, or removes all."""
        size = f"w.play[0].{table}_size"
        if not node.args:
            by.write(f"{size} = 0")
            return NOTHING
        kind, item = list_state_lists()[table], by.value(node.args[0])
        wanted = [each for _, each in list_parts("", kind.items)]
        parts = zip(wanted, item.parts, [each for _, each in list_parts("", item.kind)], strict=True)
        texts = [Value(given, (text,)).as_number(want) for want, text, given in parts]
        place = by.keep_in("end", size)
        for there, text in zip(kind.item_at(place), texts, strict=True):
            by.write(f"{there} = {text}")
        by.write(f"{size} = {place} + 1")
        return NOTHING

    def find_own(self, by: Expressions, node: ast.Call, is_state: bool) -> Meaning:
        """The state or the table that a hazard or channel has of its own."""
        kind = by.meaning(node.args[0])
        known: dict[str, type] = {**INSTALLED_RECORDS} if is_state else INSTALLED_TABLES
        name = next((name for name, one in known.items() if isinstance(kind, Object) and one is kind.is_), None)
        if name is None:
            raise by.refuse(node, f"{ast.unparse(node.args[0])} is registered with no hazard or channel")
        return StateRecord(name.removesuffix("_")) if is_state else Table(name)

    def call_playbook(self, by: Expressions, node: ast.Call, name: str) -> Value:
        """A process of the playbook, or a function of it that does not wait."""
        arguments = [by.number(each, INT) for each in node.args[1:]]
        if name in PLAIN:
            return Value(PLAIN[name][0], (f"playbook__{name}({', '.join(['w', *arguments])})",))
        maker = f"new_by_handler{len(arguments)}"
        return Value(PROCESS, (f"{maker}({', '.join(['w', f'w.playbook[0].{name}', *arguments])})",))

    def call_world(self, by: Expressions, node: ast.Call, name: str) -> Value:
        """A method of the world: one that compiled code has of its own, or one that is translated like a function."""
        if name == "start":
            return self.start(by, node)
        if name in LISTS:
            return self.list_units(by, f"{name}(w, {by.number(node.args[0], INT)})")
        if name in PRIMITIVES:
            return self.call_primitive(by, node, name)
        method = getattr(World, name, None)
        if not isinstance(method, FunctionType):
            says = "a wait stands after yield" if name == "wait" else f"the world has no {name}"
            raise by.refuse(node, says)
        whole = ast.Call(node.func, [ast.Name("world", ast.Load()), *node.args], node.keywords)
        return self.call(by, ast.copy_location(whole, node), method)

    def call_part(self, by: Expressions, node: ast.Call, part: str, name: str) -> Value:
        """A method of a signal, a counter, those who wait, or the instructions."""
        if part in SIGNALS and name == "fire":
            return Value(NONE, (f"fire(w, {SIGNALS[part]})",))
        if part in list_counters() and name == "next":
            return self.count(by, node, part)
        if (part, name) == ("searches", "read"):
            number = by.hold(by.value(node.args[0])).text
            fields = (("declarer", INT), ("by", INT), ("decided", BOOL))
            return Value(RecordOf(Search, fields), tuple(f"w.searches[{number}].{each}" for each, _ in fields))
        if (part, name) in PARTS_OF_WORLD:
            function, result = PARTS_OF_WORLD[part, name]
            texts = [text for each in node.args for text in by.value(each).parts]
            return Value(result, (f"{function}({', '.join(['w', *texts])})",))
        raise by.refuse(node, f"{part} has no {name}")

    def list_units(self, by: Expressions, text: str) -> Value:
        made = by.begin_list()
        by.write(text)
        return by.end_list(made)

    def call_primitive(self, by: Expressions, node: ast.Call, name: str) -> Value:
        function, parameters, result = PRIMITIVES[name]
        if len(node.args) > len(parameters):
            raise by.refuse(node, f"{name} takes {len(parameters)} arguments at most")
        given = dict(zip([each for each, _, _ in parameters], node.args, strict=False))
        given |= {each.arg: each.value for each in node.keywords if each.arg}
        texts = [
            by.number(given[each], kind) if each in given else by.constant(node, default).text
            for each, kind, default in parameters
        ]
        world = [] if name in WITHOUT_WORLD else ["w"]
        return Value(result, (f"{function}({', '.join([*world, *texts])})",))

    def start(self, by: Expressions, node: ast.Call) -> Value:
        process = by.value(node.args[0])
        if process.kind != PROCESS:
            raise by.refuse(node, "start a process")
        names = ["rank", "entity", "after", "purpose", "count"]
        given = dict(zip(names, node.args[1:], strict=False)) | {
            each.arg: each.value for each in node.keywords if each.arg
        }
        kinds = {"after": FLOAT}
        texts = [
            by.number(given[name], kinds.get(name, INT)) if name in given else ("0.0" if name == "after" else "0")
            for name in names
        ]
        return Value(ACTIVITY, (f"start(w, {process.text}, {', '.join(texts)})",))

    def count(self, by: Expressions, node: ast.Call, name: str) -> Value:
        of = list_counters()[name]
        entity = by.index(node.args[0], f"w.sizes[0].{COUNTS[of]}") if of != Of.PLAY else "0"
        decided = by.number(node.args[1], BOOL)
        counter = f"count_{name}"
        if counter not in self.texts:
            record = f"w.{of.value}[entity]"
            self.texts[counter] = [
                f"def {counter}(w, entity, decided):",
                f"    record = {record}",
                f"    number = record.{name}_own + record.{name}_decided",
                "    if decided:",
                f"        record.{name}_decided += 1",
                "        return number",
                f"    record.{name}_own += 1",
                f"    return record.{name}_own - 1",
            ]
        return Value(INT, (f"{counter}(w, {entity}, {decided})",))

    # ---- records ---------------------------------------------------------------------------------

    def read_order(self, index: str) -> Value:
        kind = read_annotation(Order)
        assert isinstance(kind, RecordOf)
        return Value(kind, tuple(f"w.orders[{index}].{name}" for name, _ in kind.fields))

    def read_property(self, by: Expressions, of: Value, name: str) -> Value:
        """A property of a NamedTuple: its function, with the record."""
        assert isinstance(of.kind, RecordOf)
        getter = inspect.getattr_static(of.kind.made_by, name).fget
        tree = Source(getter, name).tree
        (returned,) = [each for each in tree.body if isinstance(each, ast.Return)]
        names, function = by.names, by.function
        by.names = {tree.args.args[0].arg: of}
        by.function = Source(getter, name)
        assert returned.value is not None
        found = by.value(returned.value)
        by.names, by.function = names, function
        return found

    # ---- waits -----------------------------------------------------------------------------------

    def write_wait(self, by: Processes, node: ast.Call) -> str:
        """The end of a step."""
        method = by.meaning(node.func)
        if not isinstance(method, Method):
            raise by.refuse(node, "wait for world.wait(…), signal.wait(…) or a process")
        match method.of, method.name:
            case WorldItself(), "wait":
                names = ["seconds", "rank", "entity", "purpose", "count"]
                given = dict(zip(names, node.args, strict=False)) | {e.arg: e.value for e in node.keywords if e.arg}
                texts = [
                    by.number(given[name], FLOAT if name == "seconds" else INT) if name in given else "0"
                    for name in names
                ]
                return f"return wait(w, frame, {by.resume_at()}, {', '.join(texts)})"
            case Method(name=part), "wait" if part in SIGNALS:
                place = [*(by.number(each, INT) for each in node.args), "0", "0"][:4]
                return f"return await_signal(w, frame, {by.resume_at()}, {SIGNALS[part]}, {', '.join(place)})"
            case Method(name="line"), "wait":
                caller, number, decided = by.value(node.args[0]).parts
                return f"return wait_in_line(w, frame, {by.resume_at()}, {caller}, {number}, {decided})"
            case Method(name="searches"), "wait":
                return f"return wait_for_search(w, frame, {by.resume_at()}, {by.number(node.args[0], INT)})"
        raise by.refuse(node, f"{ast.unparse(node)} is nothing to wait for")

    def find_result(self, by: Processes, node: ast.expr) -> Type:
        """What a process returns."""
        if not isinstance(node, ast.Call):
            return NONE
        called = by.meaning(node.func)
        if isinstance(called, Object):
            return self.results[self.translate(called.is_)]
        return NONE

    def write_raise(self, by: Processes, node: ast.Raise) -> None:
        """More calls than the tables have room for."""
        assert isinstance(node.exc, ast.Call)
        by.write(f"w.state[0].error = {by.number(node.exc.args[1], INT)}")
        by.leave(NOTHING)

    # ---- the text --------------------------------------------------------------------------------

    def write(self, imports: Sequence[str]) -> str:
        """The module."""
        parts = [*imports, ""]
        for lines in self.texts.values():
            parts += ["", *lines, ""]
        return (
            "\n".join(
                [
                    *parts,
                    *self.write_plain(),
                    *self.write_devices(),
                    *self.write_acts(),
                    *self.write_measures(),
                    "",
                    "",
                    *self.write_dispatch(),
                ]
            )
            + "\n"
        )

    def add_playbook(self, playbook: Playbook) -> dict[str, int]:
        """Translates the processes of a kind of hazard. Returns its number, and the handlers by name; -1 where it has none."""
        numbers = {"kind": len(self.playbooks)}
        for name, process in playbook._asdict().items():
            if name in PLAIN:
                if process is not None:
                    self.translate(process)
            elif name != "anyone_may_be_sent":
                numbers[name] = -1 if process is None else self.number_of(self.translate(process))
        self.playbooks.append(playbook)
        return numbers

    def add_devices(self) -> None:
        """Translates how channels with a record of their own are sent."""
        for _, device in DEVICES:
            for send in (device.with_alert, device.by_office):
                if isinstance(send, FunctionType):
                    self.translate(send)

    def write_plain(self) -> list[str]:
        """Functions of the playbooks that do not wait, by the kind of hazard."""
        lines = []
        for name, (_, parameters, otherwise) in PLAIN.items():
            texts = ", ".join(["w", *parameters])
            lines += ["", "", f"def playbook__{name}({texts}):", "    kind = w.playbook[0].kind"]
            for number, playbook in enumerate(self.playbooks):
                function = getattr(playbook, name)
                if function is not None:
                    lines += [f"    if kind == {number}:", f"        return {self.source_of(function).name}({texts})"]
            lines.append(f"    return {otherwise}")
        return lines

    def add_acts(self) -> None:
        """Translates when each kind of intervention begins, and what it starts."""
        for kind in kinds.KINDS.values():
            for name, _ in ACT_HOOKS.values():
                self.translate(getattr(kind, name))

    def write_acts(self) -> list[str]:
        """The functions of an intervention, by its act."""
        asked = ", ".join(Request._fields)
        lines = []
        for function, (name, result) in ACT_HOOKS.items():
            lines += ["", "", f"def {function.__name__}(w, {asked}):"]
            for kind, act in kinds.ACTS.items():
                called = f"{self.source_of(getattr(kinds.KINDS[kind], name)).name}(w, {asked})"
                lines += [f"    if act == {act}:"]
                lines += [f"        return {called}"] if result == INT else [f"        {called}", "        return"]
            lines.append("    return 0" if result == INT else "    return")
        return lines

    def add_measures(self, readers: Mapping[str, Sequence[FunctionType | None]]) -> None:
        """Translates the readers of measures, each by kind of hazard, None where a kind has no such measure.

        Raises Refused for one of ours; one of a package that has no translation is left out.
        """
        self.events = {*HANDLERS}
        self.translate(cast(FunctionType, exposure_end))
        for function in HANDLERS.values():
            self.translate(cast(FunctionType, function), (EVENT,))
        for name, by_kind in readers.items():
            is_own = all(each is None or each.__module__.partition(".")[0] == "sim" for each in by_kind)
            if is_own:
                self.add_measure(name, by_kind)
                continue
            before = dict(self.texts), dict(self.results), set(self.constants), set(self.events)
            try:
                self.add_measure(name, by_kind)
                self.of_packages.append(name)
            except Exception:  # noqa: BLE001 - of code that is not ours
                self.texts, self.results, self.constants, _ = before
            self.events = before[-1]

    def add_measure(self, name: str, by_kind: Sequence[FunctionType | None]) -> None:
        different = list(dict.fromkeys(each for each in by_kind if each is not None))
        for number, each in enumerate(different):
            self._sources.setdefault(each, Source(each, f"read{number}__{name}", FLOAT))
        texts = {each: f"{self.translate(each)}(w)" for each in different}
        lines = [f"def measure__{name}(w):"]
        if len(different) > 1:
            for kind, reader in enumerate(by_kind):
                if reader is not None:
                    lines += [f"    if w.playbook[0].kind == {kind}:", f"        return {texts[reader]}"]
        self.measures.append(name)
        self.texts[f"measure__{name}"] = [*lines, f"    return {texts[different[0]]}"]

    def write_measures(self) -> list[str]:
        """The functions that read a measure by its number, and an event by its kind."""
        lines = ["", "", "def read_measure(w, number):"]
        for number, name in enumerate(self.measures):
            lines += [f"    if number == {number}:", f"        return measure__{name}(w)"]
        lines += ["    return 0.0", "", "", *NO_MEASURE, "", "", "def read_event(w, event):", "    kind = event.kind"]
        for kind in sorted(HANDLERS):
            called = f"{self.source_of(cast(FunctionType, HANDLERS[kind])).name}(w, event)"
            lines += [f"    if kind == {int(kind)}:", f"        {called}", "        return"]
        return [*lines, "    return"]

    def write_devices(self) -> list[str]:
        """Sends by the channels of a strategy that have a record of their own."""
        lines = []
        for function, name in HOOKS.items():
            lines += ["", "", f"def {function.__name__}(w, person):"]
            for channel, device in DEVICES:
                send = getattr(device, name)
                if send is not None:
                    lines += [
                        f"    if w.means_devices[{int(channel)}]:",
                        f"        {self.source_of(send).name}(w, person)",
                    ]
            lines.append("    return")
        return lines

    def write_dispatch(self) -> list[str]:
        """The function that runs a handler by its number: a tree of comparisons."""
        lines = ["def run_handler(w, frame):", "    handler = frame.handler"]
        for number, name in enumerate(self.handlers):
            lines += [f"    if handler == {number}:", f"        return {name}(w, frame)"]
        return [*lines, "    return 2"]


def is_of_python(function: FunctionType) -> bool:
    """Whether it belongs to the standard library."""
    return function.__module__.partition(".")[0] in sys.stdlib_module_names


def name_kinds(kinds: Sequence[Type]) -> str:
    """What distinguishes a function for lists from elsewhere."""
    tables = {table for kind in kinds for table in list_tables(kind)} - {SCRATCH}
    return "".join(f"_{table}" for table in sorted(tables))


def list_tables(kind: Type) -> list[str]:
    match kind:
        case ListOf(table=table):
            return [table]
        case RecordOf(fields=fields):
            return [table for _, each in fields for table in list_tables(each)]
    return []
