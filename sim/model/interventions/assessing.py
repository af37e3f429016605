"""What a school decides about the followed threat report: its way to the team, when and for how long the team works on it."""

import math
from dataclasses import dataclass
from typing import ClassVar

from scenarios.units import format_t_plus
from sim.model.assessment import (
    FOLLOWED,
    Stage,
    TeamState,
    ThreatTable,
    WayTable,
    call_police,
    convene_team,
    put_off,
    report_to_team,
    support_meanwhile,
    work_first,
)
from sim.model.environment import Process, Rank
from sim.model.interventions.actions import PersonalAction
from sim.model.interventions.outcome import Outcome
from sim.model.interventions.request import Obstacle, Request
from sim.model.school_calendar import find_next_opening
from sim.model.state import World
from sim.model.tables import Tables


def find_report_obstacle(world: World) -> int:
    """Why nothing can be done about a report, or none."""
    if not bool(world.tables.of(ThreatTable).is_used):
        return Obstacle.NO_ASSESSMENT
    return Obstacle.NONE if world.of(TeamState).stage >= Stage.REPORTED else Obstacle.NO_REPORT


def start_step(world: World, steps: Process, asked: Request) -> None:
    """Starts what goes on by itself: no one is busy with it."""
    world.start(steps, Rank.INTERVENTION, asked.person, count=world.interventions)


@dataclass(frozen=True)
class ReportToTeam(PersonalAction):
    """A person gives the report to the whole team at once, past the hand-overs."""

    kind: ClassVar[str] = "report-to-team"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        obstacle = find_report_obstacle(world)
        if obstacle != Obstacle.NONE:
            return obstacle
        if not world.tables.of(WayTable).is_delayed:
            return Obstacle.TEAM_IS_TOLD_ANYWAY
        return Obstacle.IS_READ if world.of(TeamState).stage >= Stage.READ else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_step(world, report_to_team(world), asked)

    def preview(self, world: World, asked: Request) -> Outcome:
        return Outcome(True, f"read {format_t_plus(find_next_opening(world, world.now))}")


@dataclass(frozen=True)
class ConveneTeam(PersonalAction):
    """A person convenes the team for the report, and does not wait for its next meeting."""

    kind: ClassVar[str] = "convene-team"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        obstacle = find_report_obstacle(world)
        if obstacle != Obstacle.NONE:
            return obstacle
        if world.of(TeamState).stage < Stage.READ:
            return Obstacle.IS_UNREAD
        return Obstacle.IS_TAKEN_UP if world.of(TeamState).stage >= Stage.TAKEN_UP else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_step(world, convene_team(world), asked)


@dataclass(frozen=True)
class WorkFirst(PersonalAction):
    """A person sets the team's hours aside for the report. What the cases before it lose is not in the model."""

    kind: ClassVar[str] = "work-first"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        obstacle = find_report_obstacle(world)
        if obstacle != Obstacle.NONE:
            return obstacle
        if world.of(TeamState).stage < Stage.TAKEN_UP:
            return Obstacle.IS_NOT_TAKEN_UP
        if world.of(TeamState).stage >= Stage.PLANNED:
            return Obstacle.IS_PLANNED
        return Obstacle.COMES_FIRST if world.of(TeamState).comes_first else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_step(world, work_first(world), asked)


@dataclass(frozen=True)
class PutOff(PersonalAction):
    """A person lets the next step of the report wait: its reading, the team, or the plan. seconds: of school days, 86,400 to each."""

    kind: ClassVar[str] = "put-off"
    seconds: float

    def __post_init__(self) -> None:
        """Refuse what is no time."""
        if not 0.0 < self.seconds < math.inf:
            raise ValueError(f"put-off: seconds = {self.seconds}; it must be finite and over 0")

    def ask(self, tables: Tables) -> Request:
        return super().ask(tables)._replace(seconds=self.seconds)

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        obstacle = find_report_obstacle(world)
        if obstacle != Obstacle.NONE:
            return obstacle
        return Obstacle.IS_PLANNED if world.of(TeamState).stage >= Stage.PLANNED else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        put_off(world, asked.seconds)


@dataclass(frozen=True)
class CallPolice(PersonalAction):
    """A person who thinks that the threat is imminent calls 911, past every queue."""

    kind: ClassVar[str] = "call-police"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        obstacle = find_report_obstacle(world)
        if obstacle != Obstacle.NONE:
            return obstacle
        return Obstacle.POLICE_ARE_CALLED if world.of(TeamState).police_called else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_step(world, call_police(world, FOLLOWED), asked)


@dataclass(frozen=True)
class InterimPlan(PersonalAction):
    """A person arranges supports and a safety plan for the time until the assessment is done."""

    kind: ClassVar[str] = "interim-plan"

    @staticmethod
    def find_obstacle(world: World, asked: Request) -> int:
        obstacle = find_report_obstacle(world)
        if obstacle != Obstacle.NONE:
            return obstacle
        if world.of(TeamState).stage >= Stage.PLANNED:
            return Obstacle.IS_PLANNED
        return Obstacle.INTERIM_IS_BEGUN if world.of(TeamState).is_interim_begun else Obstacle.NONE

    @staticmethod
    def start(world: World, asked: Request) -> None:
        start_step(world, support_meanwhile(world), asked)
