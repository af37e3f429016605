"""Checks the arguments of the Python API by their names, which mean the same in every function.

>>> from sim import compare
>>> compare("active-assailant", strategies="office-pa")
Traceback (most recent call last):
scenarios.errors.ArgumentError: strategies: "office-pa" is a text, not a list of names; write ["office-pa"]
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import wraps
from numbers import Real
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_args

from scenarios.diagnostics import find_nearest, quote, suggest
from scenarios.errors import ArgumentError
from scenarios.scenario import Emergency
from scenarios.strategies import Strategy
from sim.experiment.execution import EngineName
from sim.experiment.result_store import ResultStore

P = ParamSpec("P")
R = TypeVar("R")

Read = Callable[[Any], Any]
"""The value in its usual type. Raises TypeError for another one, with a text where more can be said than that it is another one."""


@dataclass(frozen=True)
class Kind:
    """What an argument has to be. noun, example: as an error names them."""

    noun: str
    example: str
    read: Read

    def describe_refusal(self, value: object, why: str) -> str:
        """What is wrong, and what would be right."""
        wrong = why or f"{quote(value)} is not {self.noun}"
        return wrong if ";" in wrong else f"{wrong}; write one such as {self.example}"


def checks_arguments(function: Callable[P, R]) -> Callable[P, R]:
    """The function, but it refuses arguments of the wrong type, and those that it does not have. Raises ArgumentError."""
    signature = inspect.signature(function)
    parameters = signature.parameters

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs.keys() - parameters.keys():
            raise ArgumentError(
                f"{function.__name__} has no argument {quote(name)}; {suggest(name, parameters, most=30)}"
            )
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise ArgumentError(
                f"{function.__name__}: {error}; help({function.__name__}) lists the arguments"
            ) from None
        for name, value in given.arguments.items():
            if name in KINDS and value is not parameters[name].default:
                given.arguments[name] = read_argument(name, value)
        return function(*given.args, **given.kwargs)

    return checked


def read_argument(name: str, value: object) -> Any:
    """The value of the argument of this name, in its usual type. Raises ArgumentError."""
    kind = KINDS[name]
    try:
        return kind.read(value)
    except TypeError as error:
        raise ArgumentError(f"{name}: {kind.describe_refusal(value, str(error))}") from None


def _is_a(*types: type) -> Read:
    """Whatever is of one of these types."""

    def read(value: object) -> object:
        if not isinstance(value, types):
            raise TypeError
        return value

    return read


def _read_whole_number(value: object) -> int:
    if isinstance(value, bool):
        raise TypeError
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError from None


def _read_value(value: object) -> str | float:
    if isinstance(value, str | bool | int):
        return value
    if not isinstance(value, Real):
        raise TypeError
    return float(value)


def _read_setting(value: object) -> object:
    """A value, or a part of a file."""
    return value if isinstance(value, dict | list) else _read_value(value)


def _read_names(value: object) -> list[str]:
    """In their order, which a set does not have."""
    if isinstance(value, str):
        raise TypeError(f"{quote(value)} is a text, not a list of names; write [{quote(value)}]")
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping | Set):
        raise TypeError
    names = list(value)
    for item in names:
        if not isinstance(item, str):
            raise TypeError(f"{quote(item)} in the list is not a name")
    return names


def _read_strategies(value: object) -> list[Any]:
    """Names and texts, mappings, and open strategies."""
    if isinstance(value, str | bytes | Mapping | Set) or not isinstance(value, Iterable):
        return list(_read_names(value))
    strategies = list(value)
    for item in strategies:
        if not isinstance(item, str | Mapping | Strategy):
            raise TypeError(f"{quote(item)} in the list is not a strategy")
    return strategies


def _read_mapping(read: Read, noun: str) -> Read:
    def read_mapping(value: object) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise TypeError
        for name, item in value.items():
            if not isinstance(name, str):
                raise TypeError(f"{quote(name)} in the mapping is not a name")
            try:
                read(item)
            except TypeError:
                raise TypeError(f"{quote(item)}, given for {quote(name)}, is not {noun}") from None
        return {name: read(item) for name, item in value.items()}

    return read_mapping


def _read_values(value: object) -> str | list[str | float]:
    if isinstance(value, str):
        return value
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping | Set):
        raise TypeError
    return [_read_value(item) for item in value]


def _read_engine(value: object) -> object:
    known = get_args(EngineName)
    if value in known:
        return value
    near = find_nearest(value, known) if isinstance(value, str) else None
    raise TypeError(f"{quote(value)} is not an engine; nearest is {quote(near)}" if near else "")


def _read_workers(value: object) -> object:
    if hasattr(value, "open") and hasattr(value, "workers"):  # a `sim.experiment.executor.Site`
        return value
    number = _read_whole_number(value)
    if number < 1:
        raise TypeError(f"{number} is too few; write at least 1")
    return number


def _read_function(value: object) -> object:
    if not callable(value):
        raise TypeError
    return value


TEXT = _is_a(str)
NAME = Kind("the name of a strategy", '"office-pa"', TEXT)
STRATEGIES = Kind("a list of strategies", '["office-pa", "practice+app"]', _read_strategies)
WHOLE_NUMBER = Kind("a whole number", "400", _read_whole_number)
MEASURE = Kind("the name of a measure", '"first_unit_on_scene"', TEXT)
VALUE = "a number or a text with a unit"

KINDS: Mapping[str, Kind] = {
    "scenario": Kind(
        "a scenario by its name or file, or an open emergency", '"active-assailant"', _is_a(str, Path, Emergency)
    ),
    "campus": Kind("a campus by its name or file", '"large-high-school"', TEXT),
    "set": Kind(
        "a mapping of inputs to values",
        '{"app.installed": "40%"}',
        _read_mapping(_read_setting, "a number, a text, a mapping or a list"),
    ),
    "arms": Kind(
        "a mapping of titles to arms", '{"trained": "app, active-assailant-training"}', _read_mapping(TEXT, "a text")
    ),
    "over": Kind(
        "a mapping of inputs to their values",
        '{"app.installed": "10%..100%:10"}',
        _read_mapping(_read_values, "a text or a list of values"),
    ),
    "rates": Kind(
        "a mapping of scenarios to numbers a year", '{"false-alarm": 0.5}', _read_mapping(_is_a(Real), "a number")
    ),
    "strategies": STRATEGIES,
    "conditions": Kind("a list of names", '["pa-failed"]', _read_names),
    "measures": Kind("a list of names", '["first_unit_on_scene"]', _read_names),
    "inputs": Kind("a list of names", '["app.installed", "psap.transfer.takes"]', _read_names),
    "measure": MEASURE,
    **dict.fromkeys(("baseline", "strategy"), NAME),
    "structure": Kind("the id of a structure", '"word-of-mouth-none"', TEXT),
    "precision": Kind("a text with a unit", '"2 s" or "2%"', TEXT),
    "confidence": Kind(VALUE, '"95%"', _read_value),
    **dict.fromkeys(("keep_raw", "persons", "levers"), Kind("True or False", "True", _is_a(bool))),
    "workers": Kind("a number of workers or a cluster", "2", _read_workers),
    "engine": Kind("an engine", '"auto"', _read_engine),
    "store": Kind("a store of results", "open_result_store()", _is_a(ResultStore)),
    "on_progress": Kind("a function", "print", _read_function),
    **dict.fromkeys(
        ("pairs", "seed", "input_pairs", "joint", "trajectories", "points", "max_pairs", "replications"), WHOLE_NUMBER
    ),
}
"""By the name of the argument."""
