"""What people do about the air in buildings while a plume is near: stop the ventilation, and agree on airing."""

from dataclasses import dataclass
from typing import ClassVar

from sim.model import airing, close_in
from sim.model.close_in import CloseInTable, Closing, Switch
from sim.model.environment import Rank
from sim.model.interventions.actions import PersonalAction, speaks_for_the_office
from sim.model.interventions.base import find_area
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.request import Obstacle, Request
from sim.model.state import World
from sim.model.tables import NOBODY, Tables
from sim.sampling.keyed_rng import Purpose


@dataclass(frozen=True)
class StopVentilation(PersonalAction):
    """A person stops fans: at the switch in the office, or with keys at the plant. place: a building, None for all."""

    kind: ClassVar[str] = "stop-ventilation"
    place: str | None = None

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(area=find_area(tables, self.place))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.aware[asked.person]:
            return Obstacle.DOES_NOT_KNOW
        if count_fans(world, asked.area) == 0:
            return Obstacle.NO_FANS
        if count_running(world, asked.area) == 0:
            return Obstacle.FANS_ARE_SEEN_TO
        return Obstacle.NONE if count_in_reach(world, asked) else Obstacle.SWITCH_IS_ELSEWHERE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        for building in range(len(world.tables.of(CloseInTable).switch)):
            if is_in_reach(world, asked, building):
                at_hand = world.tables.of(CloseInTable).switch[building] == Switch.AT_HAND
                close_in.start_stopping(world, building, Purpose.FANS_AT_HAND if at_hand else Purpose.FANS_WALK)

    def preview(self, world: World, asked: Request) -> Outcome:
        buildings = count_in_reach(world, asked)
        return Outcome(True, f"the fans of {buildings} building{'s' if buildings > 1 else ''}")


@dataclass(frozen=True)
class AirOut(PersonalAction):
    """A person sees to it that everyone is told to go out and to air, as soon as the fire department says that the plume has passed."""

    kind: ClassVar[str] = "air-out"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        if not world.tables.of(CloseInTable).switch:
            return Obstacle.NOTHING_TO_AIR
        if not world.aware[asked.person]:
            return Obstacle.DOES_NOT_KNOW
        if world.of(Closing).is_over:
            return Obstacle.IS_AIRED
        return Obstacle.AIRING_IS_AGREED if world.of(Closing).is_agreed else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        world.of(Closing).is_agreed = True
        if world.is_hazard_over():
            world.start(airing.say_at_last(world), Rank.INTERVENTION, asked.person, count=world.interventions)


def covers_building(world: World, area: int, building: int) -> bool:
    """Whether a building is asked for. area: NOBODY for all."""
    return area in (NOBODY, len(world.tables.layout.zones) + building)


def has_fans(world: World, area: int, building: int) -> bool:
    """Whether a building is asked for, and has fans."""
    return covers_building(world, area, building) and (world.tables.of(CloseInTable).switch[building] != Switch.NO_FANS)


def is_in_reach(world: World, asked: Request, building: int) -> bool:
    """Whether the fans of a building are asked for, run, and can be reached: the switch by the office, or by who is there; a plant with
    keys.
    """
    if not has_fans(world, asked.area, building) or world.of(Closing).is_stopping[building]:
        return False
    if world.tables.of(CloseInTable).switch[building] == Switch.AT_HAND:
        is_there = world.zone[asked.person] == world.tables.means.office_zone
        return is_there or speaks_for_the_office(world, asked.person)
    return world.tables.staff.keys[asked.person]


def count_fans(world: World, area: int) -> int:
    """Buildings asked for that have fans."""
    return sum(has_fans(world, area, b) for b in range(len(world.tables.of(CloseInTable).switch)))


def count_running(world: World, area: int) -> int:
    """Those of them that no one has seen to."""
    closing = world.of(Closing)
    return sum(
        has_fans(world, area, b) and not closing.is_stopping[b]
        for b in range(len(world.tables.of(CloseInTable).switch))
    )


def count_in_reach(world: World, asked: Request) -> int:
    """Those of them that this person can stop."""
    return sum(is_in_reach(world, asked, b) for b in range(len(world.tables.of(CloseInTable).switch)))
