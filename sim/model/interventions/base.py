"""What every intervention is: a kind, a scope, its conditions and its effect. Names of people and units, as it has them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from scenarios.errors import UnknownName
from sim.model.interventions.outcome import BEGAN, Outcome
from sim.model.interventions.request import Request
from sim.model.state import World
from sim.model.tables import NOBODY, Tables

Scope = Literal["players", "world", "fiat"]


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
    """One kind of intervention is one subclass, listed in `sim.model.interventions.kinds`. What it does is a function of its `Request`."""

    kind: ClassVar[str]
    scope: ClassVar[Scope]

    @abstractmethod
    def ask(self, tables: Tables) -> Request:
        """Its numbers, but for its act. Raises UnknownName."""

    @staticmethod
    @abstractmethod
    def find_obstacle(world: World, asked: Request) -> int:
        """The `Obstacle` why it does not begin now, or none. Changes nothing."""

    @staticmethod
    @abstractmethod
    def start(world: World, asked: Request) -> None:
        """Starts it."""

    def preview(self, world: World, asked: Request) -> Outcome:
        """What is said when it begins. Changes nothing."""
        return BEGAN
