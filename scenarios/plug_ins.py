"""Packages that add to Allcall. Each names what it adds as entry points of its distribution:

allcall.hazards      a `sim.hazards.Hazard`
allcall.channels     a `sim.model.channels.ChannelRecord`
allcall.measures     a `sim.measures.AddedMeasure`
allcall.strategies   a package whose folder holds strategy files
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scenarios.diagnostics import Problem, Problems

GROUPS = HAZARDS, CHANNELS, MEASURES, STRATEGIES = (
    "allcall.hazards",
    "allcall.channels",
    "allcall.measures",
    "allcall.strategies",
)


@cache
def read_points() -> dict[str, tuple[EntryPoint, ...]]:
    """What installed packages name, by group, in order. The files of all distributions are read once."""
    found = entry_points()
    return {group: tuple(sorted(found.select(group=group))) for group in GROUPS}


_left_out: list[Problem] | None = None
"""What was left out; None while what cannot be used is an error."""


@contextmanager
def leave_out_broken() -> Iterator[list[Problem]]:
    """Until the block ends, what cannot be used is left out and listed here, instead of being an error of every command."""
    global _left_out  # noqa: PLW0603 - packages are loaded once a process
    _left_out = []
    try:
        yield _left_out
    finally:
        _left_out = None


def refuse(*problems: Problem) -> None:
    """Raises Problems, unless what is broken is left out."""
    if _left_out is None:
        raise Problems(list(problems))
    _left_out.extend(problems)


def register_all(group: str, register: Callable[[Any], None]) -> None:
    """Registers what installed packages add to a group. Raises Problems for what cannot be loaded or registered."""
    for point in read_points()[group]:
        with _blame(point):
            register(point.load())


@contextmanager
def _blame(point: EntryPoint) -> Iterator[None]:
    """Refuses a package whatever it raises: with SystemExit it would end the command without a word."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - of code that is not ours
        refuse(_describe_failure(point, f"{type(error).__name__}: {error}"))


def _describe_failure(point: EntryPoint, why: str) -> Problem:
    package = point.dist.name if point.dist else "unknown"
    message = f"the plug-in {point.name} of package {package} ({point.value}) cannot be used: {why}"
    return Problem("allcall", None, None, message, "update the package, or uninstall it")


@cache
def list_strategy_folders() -> list[Path]:
    """The folders of installed packages that hold strategy files. Raises Problems for a package that is not there."""
    return [place for point in read_points()[STRATEGIES] for place in _find_place(point, point.value)]


def list_plug_in_places() -> Iterator[Path]:
    """The folder or file of each installed package that adds to Allcall, whose text what is kept on disk depends on. Raises Problems."""
    points: dict[str, EntryPoint] = {}
    for point in (point for group in read_points().values() for point in group):
        with _blame(point):
            points[point.module.partition(".")[0]] = point
    for package in sorted(points):
        yield from _find_place(points[package], package)


def _find_place(point: EntryPoint, module: str) -> list[Path]:
    """One folder or file; none where the package is left out."""
    places: list[Path] = []
    with _blame(point):
        spec = find_spec(module)
        folders = spec and spec.submodule_search_locations
        if spec is None or not (folders or spec.origin):
            raise ModuleNotFoundError("there is no such module")
        places.append(Path(folders[0] if folders else str(spec.origin)))
    return places
