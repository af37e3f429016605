"""Options that several commands have, and what they share: how many play, and where files may be written."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from tui.commands import WholeNumber
from tui.terminal.console import CommandError, build_write_error

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from sim.experiment.result_store import ResultStore

STDOUT = "-"
EngineName = Literal["auto", "compiled", "simpy"]
"""As `sim.experiment.execution.EngineName`, which takes too long to import for the help."""
AtLeastOne = Number(gte=1)
NotNegative = Number(gte=0)

CampusOption = Annotated[str | None, Parameter(help="Use this campus instead of the scenario's.")]
StrategiesOption = Annotated[str | None, Parameter(help="Compare only these strategies, separated by commas.")]
BaselineOption = Annotated[str | None, Parameter(help="The strategy to compare the others with.")]
SeedOption = Annotated[WholeNumber, Parameter(help="Random seed: any whole number from 0.", validator=NotNegative)]
WorkersOption = Annotated[
    WholeNumber | None,
    Parameter(help="Number of threads or processes; by default, and at most, one per processor.", validator=AtLeastOne),
]
JsonOption = Annotated[
    str | None,
    Parameter(help="Write the results as JSON to this file; - for standard output.", allow_leading_hyphen=True),
]
CsvOption = Annotated[str | None, Parameter(help="Write the tables as CSV to this folder.")]
CONDITION_OPTIONS: Mapping[str, str] = {
    "pa": "pa-failed",
    "radio": "radio-failed",
    "sro": "sro-away",
    "alarm": "alarm-failed",
    "network": "network-down",
    "power": "power-out",
    "cells": "cells-busy",
    "tornado": "unwarned",
}
"""Options that stand for a world condition, which scenario files name so: by the option and its value."""


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """The engine, the world conditions, and what is kept; the same for every experiment."""

    engine: Annotated[
        EngineName,
        Parameter(help="Simulation engine, with identical results; compiled is faster once it has been compiled."),
    ] = "auto"
    pa: Annotated[Literal["failed"] | None, Parameter(help="The PA is down, and no one on campus knows it.")] = None
    radio: Annotated[Literal["failed"] | None, Parameter(help="The campus radio is down.")] = None
    sro: Annotated[Literal["away"] | None, Parameter(help="The school resource officer is off campus.")] = None
    alarm: Annotated[Literal["failed"] | None, Parameter(help="The fire alarm is out of order.")] = None
    network: Annotated[Literal["down"] | None, Parameter(help="The campus network is down, and what needs it.")] = None
    power: Annotated[Literal["out"] | None, Parameter(help="The power is out, and what has no battery.")] = None
    cells: Annotated[
        Literal["busy"] | None,
        Parameter(help="The mobile networks are busy: alerts are late or lost, and calls blocked."),
    ] = None
    tornado: Annotated[Literal["unwarned"] | None, Parameter(help="No warning comes before the tornado.")] = None
    no_cache: Annotated[
        bool,
        Parameter(
            help="Rerun everything, and keep no result for the next time.", negative="", env_var="ALLCALL_NO_CACHE"
        ),
    ] = False
    verbose: Annotated[
        bool,
        Parameter(name=("--verbose", "-v"), negative="", help="Say on standard error which kept results are used."),
    ] = False

    @property
    def conditions(self) -> tuple[str, ...]:
        """The chosen world conditions, as scenario files name them."""
        return tuple(name for option, name in CONDITION_OPTIONS.items() if getattr(self, option) is not None)

    def open_store(self) -> "ResultStore | None":
        """Where results are kept; None: nowhere."""
        from sim.experiment.result_store import open_result_store

        return None if self.no_cache else open_result_store()


DEFAULT_RUN = RunOptions()


def list_condition_words(conditions: Sequence[str]) -> list[str]:
    """World conditions as words of a command line."""
    chosen = [option for option, name in CONDITION_OPTIONS.items() if name in conditions]
    return [word for o in chosen for word in (f"--{o}", CONDITION_OPTIONS[o].removeprefix(f"{o}-"))]


def iterate_options(options: "DataclassInstance") -> Iterator[tuple[Field[Any], Any]]:
    """Every option with its value, those of records within it too."""
    for option in fields(options):
        value = getattr(options, option.name)
        if is_dataclass(value) and not isinstance(value, type):
            yield from iterate_options(value)
        else:
            yield option, value


def parse_strategy_names(text: str) -> list[str]:
    """Names separated by commas. Raises CommandError if one is empty."""
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise CommandError(f'--strategies "{text}" has an empty name; write names as in "app,office-pa"')
    return names


def limit_workers(asked: int | None) -> int | None:
    """The number of workers, capped at the number of processors."""
    from sim.experiment.executor import count_processors

    most = count_processors()
    if asked is None or asked <= most:
        return asked
    processors = "1 processor" if most == 1 else f"{most} processors"
    sys.stderr.write(f"--workers {asked}: this machine has {processors}, so {most} will be used\n")
    return most


def check_writable(path: Path, option: str) -> None:
    """Raises CommandError for a file that cannot be written; leaves no new file behind.

    A pipe is not tried, because its reader would see its end.
    """
    from tempfile import NamedTemporaryFile

    try:
        if path.is_fifo():
            return
        if path.exists():
            path.open("a", encoding="utf-8").close()
        else:
            NamedTemporaryFile(dir=Path(os.path.realpath(path)).parent).close()
    except (OSError, ValueError) as error:
        raise build_write_error(error, f"{option} {path}", "name a writable file") from None
