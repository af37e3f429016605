"""What a process of the model may do, checked by reading its source.

A compiled loop has to do the same as these processes, event for event. So they wait for a delay, a signal or a place in a queue of
our own and for nothing else; they iterate in the order of indexes; they write the trace and never read it; and what a loop will need
as a handler says so.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sim.hazards
import sim.model
from sim.hazards.base import HAZARDS
from sim.model.state import Playbook

FOLDERS = [Path(str(package.__file__)).parent for package in (sim.model, sim.hazards)]
DATA = {"channels", "geometry", "measure", "tables", "trace", "trace_reader"}  # no processes
FILES = [path for folder in FOLDERS for path in sorted(folder.rglob("*.py")) if path.stem not in DATA]
TREES = {
    ".".join(path.relative_to(FOLDERS[0].parent).with_suffix("").parts).removeprefix("model."): ast.parse(
        path.read_text()
    )
    for path in FILES
}
for name, tree in TREES.items():
    if name.startswith("hazards."):  # only its processes are looked at, not its record, tables and measures
        functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
        tree.body = [node for node in functions if "World" in ast.unparse(node.args)]
FUNCTIONS = {node.name: node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
FORBIDDEN = {
    *("AnyOf", "AllOf", "Condition", "any_of", "all_of", "Interrupt", "interrupt", "preempt", "Preempted"),
    *("Store", "FilterStore", "PriorityStore", "Container", "Resource", "PriorityResource", "PreemptiveResource"),
    *("timeout", "Timeout", "process"),  # SimPy's own, which have no place in the order of an instant
}
MODULES = {"random", "time", "datetime", "os", "secrets", "uuid", "threading", "asyncio", "cmath", "logging"}
OF_MATH = {"inf", "isinf", "ceil", "floor"}
OF_A_DICT = {"items", "keys", "values"}

every_file = pytest.mark.parametrize("name", TREES)


def nodes(name: str, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(TREES[name]) if isinstance(node, kinds))


def at(node: ast.AST) -> str:
    return f"line {getattr(node, 'lineno', '?')}: {ast.unparse(node)[:80]}"


def own_yields(function: ast.FunctionDef) -> list[ast.Yield | ast.YieldFrom]:
    inner = {
        id(n) for f in ast.walk(function) if isinstance(f, ast.FunctionDef) and f is not function for n in ast.walk(f)
    }
    return [n for n in ast.walk(function) if isinstance(n, ast.Yield | ast.YieldFrom) and id(n) not in inner]


@every_file
def test_nothing_of_simpy_without_a_place_in_the_order_no_clock_no_generator_and_no_c_library(name: str) -> None:
    for node in nodes(name, ast.Attribute, ast.Name, ast.alias):
        word = getattr(node, "attr", "") or getattr(node, "id", "") or getattr(node, "name", "")
        assert word not in FORBIDDEN, at(node)
    for node in nodes(name, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in MODULES | {"math", "numpy", "scipy"}, at(node)
        elif isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & (MODULES | {"numpy", "scipy"}), at(node)
    for node in nodes(name, ast.Attribute):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
            assert node.attr in OF_MATH, at(node)


@every_file
def test_no_sets_no_walk_through_a_dict_and_no_state_but_that_of_the_world(name: str) -> None:
    for node in nodes(name, ast.Set, ast.SetComp, ast.Call):
        assert not isinstance(node, ast.Set | ast.SetComp), at(node)
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            assert called not in {"set", "frozenset"} | OF_A_DICT, at(node)
    dicts = names_of_dicts()
    for node in nodes(name, ast.For, ast.comprehension):
        walked = node.iter if isinstance(node, ast.For | ast.comprehension) else node
        assert not isinstance(walked, ast.Dict), at(walked)
        assert not (isinstance(walked, ast.Name) and walked.id in dicts), at(walked)
    # No module-level lists, no globals, no attributes hung on functions: state stands in the world's tables.
    assert not list(nodes(name, ast.Global, ast.Nonlocal))
    for statement in TREES[name].body if not name.endswith("__init__") else ():
        value = getattr(statement, "value", None)
        assert not isinstance(value, ast.List | ast.ListComp | ast.Set), at(statement)


@cache
def names_of_dicts() -> set[str]:
    every = [node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign)]
    made = [node for node in every if isinstance(node.value, ast.Dict | ast.DictComp)]
    targets = [target for node in made for target in (node.targets if isinstance(node, ast.Assign) else [node.target])]
    return {target.id for target in targets if isinstance(target, ast.Name)}


@every_file
def test_the_trace_is_written_and_never_read(name: str) -> None:
    """`world.trace` is touched only where the world appends an event."""
    uses = [n for n in nodes(name, ast.Attribute) if isinstance(n, ast.Attribute) and n.attr in ("trace", "rows")]
    texts = sorted(ast.unparse(node) for node in uses)
    assert texts == (["self.trace", "self.trace", "self.trace.rows"] if name == "state" else [])


def is_handed_over(function: ast.FunctionDef, value: ast.expr | None) -> bool:
    """Whether this is a process that the function was given."""
    given = {each.arg for each in function.args.args if each.annotation and ast.unparse(each.annotation) == "Process"}
    return isinstance(value, ast.Name) and value.id in given


@every_file
def test_a_process_waits_for_a_moment_a_signal_or_a_place_in_a_queue(name: str) -> None:
    for function in nodes(name, ast.FunctionDef):
        assert isinstance(function, ast.FunctionDef)
        for step in own_yields(function):
            value = step.value
            if isinstance(step, ast.YieldFrom):
                assert isinstance(value, ast.Call | ast.Tuple) or is_handed_over(function, value), at(step)
                continue
            waits = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "wait"
            queues = isinstance(value, ast.Subscript) and ast.unparse(value.value) == "world.places"
            assert waits or queues, at(step)


@every_file
def test_whatever_is_started_says_that_it_is_a_handler(name: str) -> None:
    for function in nodes(name, ast.FunctionDef):
        assert isinstance(function, ast.FunctionDef)
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "start":
                for started in started_by(call.args[0], function):
                    handler = FUNCTIONS[started]
                    said = ast.get_docstring(handler) or ""
                    assert said.startswith("Handler:"), f"{started}, started by {function.name}"
                    assert own_yields(handler), f"{started} is no process"


def started_by(steps: ast.expr, function: ast.FunctionDef) -> list[str]:
    """Names of the processes that an argument of `world.start` may be."""
    if isinstance(steps, ast.Name):
        if steps.id in {argument.arg for argument in function.args.args}:
            return []  # handed on; whoever hands it over is looked at there
        assigned = (n for n in ast.walk(function) if isinstance(n, ast.Assign))
        given = [n.value for n in assigned if ast.unparse(n.targets[0]) == steps.id]
        return [name for value in given for name in started_by(value, function)]
    assert isinstance(steps, ast.Call), at(steps)
    called = steps.func
    if isinstance(called, ast.Attribute) and ast.unparse(called.value).endswith("playbook"):
        assert called.attr in Playbook._fields
        return [
            getattr(playbook, called.attr).__name__
            for playbook in (each.playbook for each in HAZARDS.values())
            if getattr(playbook, called.attr) is not None
        ]
    return [called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)]


def test_only_the_world_makes_events_by_their_place_in_the_order_and_there_are_files_to_look_at() -> None:
    for name in TREES:
        for node in nodes(name, ast.Call):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name not in ("state", "environment"):
                assert called not in ("Moment", "Activity", "env.schedule", "world.env.schedule"), at(node)
                assert not called.endswith(".succeed"), at(node)
    # The checks above would pass on an empty folder; here is what they must have seen.
    assert len(FILES) >= 14
    each = (n for tree in TREES.values() for n in ast.walk(tree))
    started = [n for n in each if isinstance(n, ast.Attribute) and n.attr == "start"]
    handlers = [f for f in FUNCTIONS.values() if (ast.get_docstring(f) or "").startswith("Handler:")]
    assert len(started) >= 20
    assert len(handlers) >= 20
