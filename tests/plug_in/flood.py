"""A hazard of the tests' own: water comes up through a drain, and after some time somebody turns it off.

It has everything that a hazard has: a record for scenario files, a table, state, a random stream, a process, words and a measure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from scenarios.diagnostics import Finding
from scenarios.hazards import LocatedHazard, People
from scenarios.inputs import AllowedScales, DurationInput
from scenarios.scenario import Emergency
from scenarios.validation.limits import find_median
from sim.hazards.base import Hazard, HazardWords, draw_onset_zone, ends, enter_zone, record_initial_conditions, register
from sim.hazards.false_alarm import FALSE_ALARM
from sim.model.environment import Process, Rank
from sim.model.measure import Measure
from sim.model.state import World
from sim.model.tables import EntityKeys, Tables
from sim.model.trace import EventKind
from sim.model.trace_reader import TraceSummary
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once


class Flood(LocatedHazard):
    """Water in one zone."""

    goes_with = "lockdown"
    measures = ("recognition", "first_report", "hazard_over", "aware_t50")

    kind: Literal["flood"]
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]

    def check(self, _people: People) -> Iterator[Finding]:
        if find_median(self.lasts) == 0:
            yield Finding(("hazard", "lasts"), "lasts is 0 s; it must take some time")


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Flood)
    streams.add_times(Purpose.HAZARD_LASTS, hazard.lasts, keys.scenario)


@dataclass(frozen=True)
class Halls:
    """Where the water stays longer."""

    is_hall: list[bool] = field(default_factory=list)


class Water(Record):
    """How far it has come."""

    times_risen: int = once(0)


def tables(tables: Tables, emergency: Emergency, _streams: StreamBuilder) -> Tables:
    return replace(tables, own={Halls: Halls([zone.kind == "hall" for zone in emergency.place.zones])})


def flood(world: World) -> Process:
    """Handler: onset. Water comes up, and goes away."""
    place = draw_onset_zone(world)
    record_initial_conditions(world)
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))
    enter_zone(world, place)
    water = world.of(Water)
    while water.times_risen < 1 + world.tables.of(Halls).is_hall[place]:
        water.times_risen += 1
        yield world.wait(world.draw(Purpose.HAZARD_LASTS, 0), Rank.HAZARD, 0)
    ends(world, by_contact=False)


def wet_share(reading: TraceSummary) -> float:
    """Share of the horizon in which there is water in a hall."""
    halls, horizon = reading.tables.of(Halls).is_hall, reading.tables.horizon
    over = min(reading.first_times[EventKind.HAZARD_ENDS], horizon)
    return sum((over - time) / horizon for time, zone in reading.hazard_at if halls[zone])


FLOOD = Hazard(
    model=Flood,
    playbook=FALSE_ALARM.playbook._replace(onset=flood),
    streams=streams,
    tables=tables,
    table=Halls,
    state=Water,
    words=HazardWords(told="there is water", seen="You see water rise", about="a flood", on_map="water"),
    measures={Measure("wet_share", "share", "lower", "Share of the time with water in a hall."): wet_share},
)
register(FLOOD)  # on import, so that the processes that play a comparison find it too
