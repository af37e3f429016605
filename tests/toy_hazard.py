"""A hazard of the tests' own: water comes up through a drain, and after some time somebody turns it off.

It has everything that a hazard has: a record for scenario files, a table, a random stream, a process and a measure.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from scenarios.emergency import Emergency
from scenarios.hazards import LocatedHazard, People
from scenarios.inputs import DurationInput, AllowedScales
from scenarios.means import find_median
from scenarios.place import Finding
from sim.hazards import Hazard, register
from sim.hazards.base import enter_zone, record_initial_conditions, ends, draw_onset_zone
from sim.hazards.false_alarm import FALSE_ALARM
from sim.measure import Measure
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.reading import TraceSummary
from sim.streams import StreamBuilder
from sim.tables import EntityKeys, Tables
from sim.trace import EventKind


class Flood(LocatedHazard):
    """Water in one zone."""

    goes_with = "lockdown"
    measures = ("recognition", "first_report", "hazard_over", "aware_t50", "wet_share")

    kind: Literal["flood"]
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]

    def check(self, _people: People) -> Iterator[Finding]:
        """It takes time."""
        if find_median(self.lasts) == 0:
            yield Finding(("hazard", "lasts"), "lasts is 0 s; it must take some time")


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """How long it lasts."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Flood)
    streams.add_times(Purpose.HAZARD_LASTS, hazard.lasts, keys.scenario)


def tables(tables: Tables, emergency: Emergency, _streams: StreamBuilder) -> Tables:
    """With the halls, by zone."""
    return replace(tables, own=[zone.kind == "hall" for zone in emergency.place.zones])


def flood(world: World) -> Process:
    """Handler: onset. Water comes up, and goes away."""
    place = draw_onset_zone(world)
    record_initial_conditions(world)
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))
    enter_zone(world, place)
    yield world.wait(world.draw(Purpose.HAZARD_LASTS, 0), Rank.HAZARD, 0)
    ends(world, by_contact=False)


def wet_share(reading: TraceSummary) -> float:
    """Share of the horizon in which there is water in a hall."""
    halls, horizon = reading.tables.own, reading.tables.horizon
    over = min(reading.first_times.get(EventKind.HAZARD_ENDS, math.inf), horizon)
    return sum((over - time) / horizon for time, zone in reading.hazard_at if halls[zone])


FLOOD = Hazard(
    model=Flood,
    playbook=FALSE_ALARM.playbook._replace(onset=flood),
    streams=streams,
    tables=tables,
    measures={Measure("wet_share", "share", "lower", "Share of the time with water in a hall."): wet_share},
)
register(FLOOD)  # on import, so that the processes that play a comparison find it too
