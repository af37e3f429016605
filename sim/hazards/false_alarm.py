"""A false alarm: a person mistakes something harmless for a threat, and the full response follows.

There is no threat, so no one is exposed; the cost is the time of people who interrupt their work. It turns out to be false some time
after the school's first report. Units and officers on scene search and end nothing. Then the all clear reaches everyone at once.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from scenarios.hazards import LocatedHazard
from scenarios.inputs import AllowedScales, DurationInput
from scenarios.scenario import Emergency
from sim.hazards.assailant import ASSAILANT
from sim.hazards.base import CapEvent, Fact, Hazard, begin_behind_open_door, ends, enter_zone, locate
from sim.model.environment import Process, Rank
from sim.model.measure import Measure
from sim.model.movement import run_to_hazard
from sim.model.state import World
from sim.model.tables import EntityKeys
from sim.model.trace import EventKind
from sim.model.trace_reader import TraceSummary, time_or_horizon
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class FalseAlarm(LocatedHazard):
    """Something harmless that is mistaken for a threat, until the all clear."""

    goes_with = "lockdown"
    happens_to_people = True
    measures = (
        "recognition",
        "first_report",
        "hazard_over",
        "app_was_first_report",
        "false_alert_person_minutes",
        "units_sent_in_vain",
    )
    """Awareness and protection are costs of a false alarm, so their times are not measured."""

    kind: Literal["false-alarm"]
    found_false: Annotated[DurationInput, AllowedScales("replication", "site")]  # first report → all clear
    fades: Annotated[DurationInput, AllowedScales("replication", "site")]  # never reported: onset → forgotten


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """When it turns out to be false."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, FalseAlarm)
    streams.add_times(Purpose.FOUND_FALSE, hazard.found_false, keys.scenario)
    streams.add_times(Purpose.FADES, hazard.fades, keys.scenario)


UNREPORTED = 1
"""Entity of the expiry of an unreported false alarm, after the hazard itself in the order of an instant."""


def run_false_alarm(world: World) -> Process:
    """Handler: onset. People nearby may mistake it for a threat, once. Some time after the first report it turns out false."""
    place = begin_behind_open_door(world)
    world.start(expire_unreported(world), Rank.HAZARD, UNREPORTED, world.draw(Purpose.FADES, 0))
    enter_zone(world, place)
    if not world.reported:
        yield world.report_is_out.wait(Rank.HAZARD, 0)
    yield world.wait(world.draw(Purpose.FOUND_FALSE, 0), Rank.HAZARD, 0)
    ends(world, by_contact=False)


def expire_unreported(world: World) -> Process:
    """Handler: the school has not reported it in time, so it is forgotten."""
    if not world.reported:
        ends(world, by_contact=False)
    yield from ()


def verify_on_campus(world: World, person: int) -> Process:
    """Handler: an officer on campus runs there and finds no threat."""
    yield from run_to_hazard(world, person)


def is_found_false(world: World) -> bool:
    """It is known to be false."""
    return not world.is_hazard_active


def false_alert_seconds(reading: TraceSummary) -> float:
    """Heads times seconds from acting to the all clear; an unsupervised group counts from awareness."""
    end = time_or_horizon(reading, EventKind.ALL_CLEAR)
    return sum(heads * (end - start) for start, heads in reading.hazard_leaves)


def false_alert_minutes(reading: TraceSummary) -> float:
    """The same in minutes."""
    return false_alert_seconds(reading) / 60.0


FALSE_ALERT = Measure(
    "false_alert_person_minutes",
    "person-min",
    "lower",
    "Heads times minutes from when an adult begins to act, for the adult and their group, until they go on, all clear or the horizon.",
)
"""Each hazard says until when that is."""


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, FalseAlarm)
    yield "Hazard", ("none: something harmless is taken for a threat",)
    yield "All clear", (hazard.found_false, " after the first notification")
    yield "", ("never reported: forgotten after ", hazard.fades)


FALSE_ALARM = Hazard(
    model=FalseAlarm,
    playbook=ASSAILANT.playbook._replace(
        onset=run_false_alarm, responder=verify_on_campus, unit_on_scene=locate, all_clear=is_found_false
    ),
    streams=streams,
    measures={
        FALSE_ALERT: false_alert_minutes,
        Measure(
            "units_sent_in_vain",
            "share",
            "lower",
            "Whether 911 had sent a unit to a false alarm by the time of all clear.",
            is_yes_no=True,
        ): lambda reading: float(reading.first_times[EventKind.DISPATCHED] < math.inf),
    },
    words=replace(ASSAILANT.words, cap=CapEvent("Security", "Reported danger", "Shelter")),
    facts=list_facts,
)
