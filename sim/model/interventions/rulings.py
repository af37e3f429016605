"""What happens to the world in every arm, and what the facilitator rules."""

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.model.awareness import become_aware
from sim.model.interventions.actions import is_sure
from sim.model.interventions.base import Intervention, Scope, find_person, find_unit
from sim.model.interventions.request import Obstacle, Request
from sim.model.state import World
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.elementary import round_to_grid


def is_working(world: World, channel: int) -> bool:
    """Whether a channel works, or what several channels need."""
    if channel == Channel.PA:
        return world.pa_works
    if channel == Channel.RADIO:
        return world.radio_works
    if channel == Channel.NETWORK:
        return world.network_works
    return world.power_works if channel == Channel.POWER else world.cells_are_free


@dataclass(frozen=True)
class SetChannel(Intervention):
    """A channel fails or is restored."""

    kind: ClassVar[str] = "channel"
    scope: ClassVar[Scope] = "world"
    channel: Literal["pa", "radio", "network", "power", "cells"]
    works: bool

    def ask(self, tables: Tables) -> Request:
        return Request(NOBODY, channel=Channel[self.channel.upper()], works=self.works)

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        works = is_working(world, asked.channel)
        if works != asked.works:
            return Obstacle.NONE
        return Obstacle.WORKS_ALREADY if works else Obstacle.IS_DOWN_ALREADY

    @staticmethod
    def start(world: World, asked: Request) -> None:
        if asked.channel == Channel.PA:
            world.pa_works = asked.works
        elif asked.channel == Channel.RADIO:
            world.radio_works = asked.works
        elif asked.channel == Channel.NETWORK:
            world.network_works = asked.works
        elif asked.channel == Channel.POWER:
            world.power_works = asked.works
        else:
            world.cells_are_free = asked.works
        world.log_event(EventKind.CONDITION, asked.channel, value=float(asked.works))


@dataclass(frozen=True)
class DelayUnit(Intervention):
    """An off-campus unit that is not en route yet will take longer. seconds: added to its travel time."""

    kind: ClassVar[str] = "delay-unit"
    scope: ClassVar[Scope] = "world"
    unit: str
    seconds: float

    def __post_init__(self) -> None:
        """Refuse a delay that would let a unit arrive before it was sent."""
        if not 0.0 <= self.seconds < math.inf:
            raise ValueError(f"delay-unit: seconds = {self.seconds}; it must be finite and at least 0")

    def ask(self, tables: Tables) -> Request:
        return Request(NOBODY, unit=find_unit(tables, self.unit), seconds=self.seconds)

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return Obstacle.UNIT_EN_ROUTE if world.unit_doing[asked.unit] else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        world.unit_delay[asked.unit] += float(round_to_grid(asked.seconds))


@dataclass(frozen=True)
class Inform(Intervention):
    """The facilitator rules that a person is aware."""

    kind: ClassVar[str] = "inform"
    scope: ClassVar[Scope] = "fiat"
    whom: str

    def ask(self, tables: Tables) -> Request:
        return Request(NOBODY, other=find_person(tables, self.whom))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return Obstacle.OTHER_KNOWS if is_sure(world, asked.other) else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        become_aware(world, asked.other, Channel.DESK)


@dataclass(frozen=True)
class AllClear(Intervention):
    """The facilitator declares the exercise over. Measures that run to the end of the hazard end here."""

    kind: ClassVar[str] = "all-clear"
    scope: ClassVar[Scope] = "fiat"

    def ask(self, tables: Tables) -> Request:
        return Request(NOBODY)

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return Obstacle.IS_OVER if world.over else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        world.over = True
        world.log_event(EventKind.ALL_CLEAR)
