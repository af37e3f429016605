"""Packages that add to Allcall. Each names what it adds as entry points of its distribution:

allcall.hazards      a `sim.hazards.Hazard`
allcall.channels     a `sim.model.channels.ChannelRecord`
allcall.measures     a `sim.measures.AddedMeasure`
allcall.strategies   a package whose folder holds strategy files
"""

from collections.abc import Callable, Iterator
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


def register_all(group: str, register: Callable[[Any], None]) -> None:
    """Registers what installed packages add to a group. Raises Problems for what cannot be loaded or registered."""
    for point in read_points()[group]:
        try:
            register(point.load())
        except Exception as error:
            raise _describe_failure(point, f"{type(error).__name__}: {error}") from error


def _describe_failure(point: EntryPoint, why: str) -> Problems:
    package = point.dist.name if point.dist else "unknown"
    message = f"the plug-in {point.name} of package {package} ({point.value}) cannot be used: {why}"
    return Problems([Problem("allcall", None, None, message, "update the package, or uninstall it")])


@cache
def list_strategy_folders() -> list[Path]:
    """The folders of installed packages that hold strategy files. Raises Problems for a package that is not there."""
    return [_find_place(point) for point in read_points()[STRATEGIES]]


def list_plug_in_places() -> Iterator[Path]:
    """The folder or file of each installed package that adds to Allcall, whose text what is kept on disk depends on."""
    points = {point.module.partition(".")[0]: point for group in read_points().values() for point in group}
    for package in sorted(points):
        yield _find_place(points[package], package)


def _find_place(point: EntryPoint, module: str = "") -> Path:
    spec = find_spec(module or point.value)
    if spec is None or not (spec.submodule_search_locations or spec.origin):
        raise _describe_failure(point, "there is no such module")
    folders = spec.submodule_search_locations
    return Path(folders[0]) if folders else Path(str(spec.origin))
