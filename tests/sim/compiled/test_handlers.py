"""Every process of the model has its compiled handler, by name and in the file of the same name; the loop calls it, the docs list it."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import sim.hazards
import sim.model
from sim.compiled import dispatch
from sim.compiled.arrays import KINDS
from sim.compiled.handler_names import Handler
from sim.compiled.packed_tables import name_playbook
from sim.hazards.base import HAZARDS
from sim.model.environment import Process

ROOT = Path(__file__).parents[3]
PART_OF_A_CALL = {"wait_or_abandon", "acquire_call_taker"}
"""Processes that are steps of another handler: the call that waits for a call-taker."""


def modules() -> Iterator[ModuleType]:
    for package in (sim.model, sim.hazards):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(module.name)


def processes() -> dict[str, ModuleType]:
    """Functions that make a process, by name, and where they are."""
    return {
        name: module
        for module in modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and makes_process(function)
    }


def makes_process(function: Callable[..., object]) -> bool:
    return (
        inspect.isgeneratorfunction(function) or inspect.signature(function).return_annotation == Process
    ) and "world" in inspect.signature(function).parameters


def branches() -> dict[str, ast.Attribute]:
    """What the loop calls for each handler, by the handler's name."""
    found = {}
    for node in ast.walk(ast.parse(inspect.getsource(dispatch))):
        match node:
            case ast.If(
                test=ast.Compare(comparators=[ast.Attribute(value=ast.Name(id="Handler"), attr=name)]),
                body=[ast.Assign(value=ast.Call(func=ast.Attribute() as function))],
            ):
                assert name not in found, f"{name} stands twice in the loop"
                found[name] = function
    return found


def test_every_process_has_a_handler_and_every_handler_is_a_process() -> None:
    names = {handler.name.lower() for handler in Handler}
    assert names - set(processes()) == set()
    assert set(processes()) - PART_OF_A_CALL - names == set()


@pytest.mark.parametrize("handler", Handler)
def test_the_loop_calls_the_function_of_that_name_beside_its_process(handler: Handler) -> None:
    name, called = handler.name.lower(), branches()[handler.name]
    assert isinstance(called.value, ast.Name)
    assert called.attr == name
    module = getattr(dispatch, called.value.id)
    assert module.__name__ == processes()[name].__name__.replace("sim.", "sim.compiled.", 1)
    assert getattr(module, name).py_func.__module__ == module.__name__


@pytest.mark.parametrize("kind", KINDS)
def test_the_playbook_of_every_hazard_names_handlers(kind: str) -> None:
    playbook = HAZARDS[kind].playbook
    named = name_playbook(playbook)
    for process in playbook._fields[: len(named)]:
        assert Handler(named[process]).name.lower() == getattr(playbook, process).__name__
    decided = {"start_cpr", "bring_aed", "aed_arrival", "assign_tasks", "stop_horns", "shut_off"}
    assert {*playbook._fields} - {*named} == {"all_clear", "anyone_may_be_sent", *decided}


def test_every_hazard_of_the_package_is_compiled() -> None:
    shipped = {
        kind for kind, hazard in HAZARDS.items() if hazard.model.__module__.startswith(sim.hazards.__name__)
    }
    assert shipped == set(KINDS)


def test_the_table_of_the_docs_has_every_process_and_what_it_is_in_compiled_code() -> None:
    command = [sys.executable, "docs/compiled_handlers.py"]
    table = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert table in (ROOT / "docs/model.md").read_text(encoding="utf-8"), (
        "put what ./run python docs/compiled_handlers.py prints into docs/model.md"
    )
