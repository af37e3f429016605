"""Who looks for a missing student, and where: a named person searches an area, or watches an exit."""

from dataclasses import dataclass, field
from typing import ClassVar

from sim.model import errands, staff
from sim.model.environment import Process, Rank
from sim.model.interventions.actions import PersonalAction, start_decided
from sim.model.interventions.base import find_area, find_person, find_zone
from sim.model.interventions.leaving import describe_leaving, find_tie
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.persons import can_reach, reach_person
from sim.model.interventions.request import Obstacle, Request
from sim.model.search import SearchState, SearchTable
from sim.model.state import World
from sim.model.tables import NOBODY, Tables
from sim.sampling.keyed_rng import Purpose


@dataclass(frozen=True)
class SentSearcher(PersonalAction):
    """A person goes somewhere to look, or sends another: face to face, by radio or by phone. whom: None for themself."""

    whom: str | None = None

    def ask(self, tables: Tables) -> Request:
        asked = super().ask(tables)
        return asked if self.whom is None else asked._replace(other=find_person(tables, self.whom))

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, describe_leaving(world, find_searcher(asked), self.whom or self.by))


@dataclass(frozen=True)
class SearchArea(SentSearcher):
    """A person searches a zone, or the zones of a building one after the other, the nearest first. place: a building or zone."""

    kind: ClassVar[str] = "search"
    place: str = field(kw_only=True)

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(area=find_area(tables, self.place))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        return find_search_obstacle(world, asked)

    @staticmethod
    def start(world: World, asked: Request) -> None:
        steps = send_to_search(world, asked.person, find_searcher(asked), asked.area)
        start_decided(world, steps, asked.person)


@dataclass(frozen=True)
class WatchExit(SentSearcher):
    """A person goes to an exit, stays there and watches it. at: a zone."""

    kind: ClassVar[str] = "watch-exit"
    at: str = field(kw_only=True)

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(zone=find_zone(tables, self.at))

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        obstacle = find_search_obstacle(world, asked)
        if obstacle != Obstacle.NONE:
            return obstacle
        return Obstacle.IS_WATCHED if world.of(SearchState).is_watched[asked.zone] else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        steps = send_to_watch(world, asked.person, find_searcher(asked), asked.zone)
        start_decided(world, steps, asked.person)


def find_searcher(asked: Request) -> int:
    """Who is to go."""
    return asked.person if asked.other == NOBODY else asked.other


def find_search_obstacle(world: World, asked: Request) -> int:
    """Why no one can be sent to look, or none."""
    if not bool(world.tables.of(SearchTable).seconds):
        return Obstacle.NO_SEARCH
    if not world.aware[asked.person]:
        return Obstacle.DOES_NOT_KNOW
    if asked.other == NOBODY or asked.other == asked.person:
        return find_tie(world, asked.person)
    if not can_reach(world, asked.person, asked.other):
        return Obstacle.NO_WAY_TO_REACH
    return Obstacle.NONE if errands.is_free(world, asked.other) else Obstacle.OTHER_IS_AWAY


def send_to_search(world: World, sender: int, person: int, area: int) -> Process:
    """Handler: a person is told to search an area, and begins; or does it themself before anything else."""
    is_told = yield from reach_searcher(world, sender, person)
    if is_told and sender == person:
        yield from errands.search_by_order(world, person, area)
    elif is_told:
        search = errands.search_by_order(world, person, area)
        world.start(search, Rank.ACT, person, purpose=Purpose.LOOKING)


def send_to_watch(world: World, sender: int, person: int, door: int) -> Process:
    """Handler: a person is told to watch an exit, and goes there; or goes themself."""
    is_told = yield from reach_searcher(world, sender, person)
    if not is_told:
        return
    world.of(SearchState).is_watched[door] = True
    if sender == person:
        yield from errands.watch_by_order(world, person, door)
    else:
        watch = errands.watch_by_order(world, person, door)
        world.start(watch, Rank.ACT, person, purpose=Purpose.LOOKING)


def reach_searcher(world: World, sender: int, person: int) -> Process:
    """Reaches a person, who then sets out. Returns whether they do; one who is on another errand stays on it."""
    if sender != person:
        is_reached = yield from reach_person(world, sender, person)
        if not is_reached:
            return False
    if not errands.is_free(world, person):
        return False
    errands.set_out(world, person)
    if not world.acting[person]:
        staff.start_response(world, person)
    return True
