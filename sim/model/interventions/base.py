"""What every intervention is: a kind, a scope, its outcome and its effect. Names of people and units, as it has them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from scenarios.errors import UnknownName
from sim.model.interventions.outcome import Outcome
from sim.model.state import World
from sim.model.tables import NOBODY, Tables

Scope = Literal["players", "world", "fiat"]


def find_staff(world: World, name: str) -> int:
    """Index of a member of staff."""
    return find_person(world.tables, name)


def find_person(tables: Tables, name: str) -> int:
    """Index of a member of staff. Raises UnknownName."""
    if name not in tables.staff.ids:
        raise UnknownName(f"{name!r} is not on the roster of {tables.campus}")
    return tables.staff.ids.index(name)


def find_zone(tables: Tables, name: str) -> int:
    """Index of a zone. Raises UnknownName."""
    if name not in tables.layout.zones:
        raise UnknownName(f"{name!r} is no zone of {tables.campus}")
    return tables.layout.zones.index(name)


def find_area(tables: Tables, name: str | None) -> int:
    """A zone or building, as `Order.area` has it; NOBODY: everywhere. Raises UnknownName."""
    layout = tables.layout
    if name is None:
        return NOBODY
    if name in layout.buildings:
        return len(layout.zones) + layout.building[layout.buildings.index(name)]
    return find_zone(tables, name)


def find_unit(tables: Tables, name: str) -> int:
    """Index of a unit from off campus. Raises UnknownName."""
    if name not in tables.units.ids:
        raise UnknownName(f"unit {name!r}: there is {', '.join(tables.units.ids)}")
    return tables.units.ids.index(name)


@dataclass(frozen=True)
class Intervention(ABC):
    """One kind of intervention is one subclass, listed in `sim.model.interventions.kinds`."""

    kind: ClassVar[str]
    scope: ClassVar[Scope]

    @abstractmethod
    def preview(self, world: World) -> Outcome:
        """Whether it begins now, or why not. Changes nothing. Raises UnknownName."""

    @abstractmethod
    def execute(self, world: World) -> None:
        """Starts it."""
