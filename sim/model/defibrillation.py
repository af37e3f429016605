"""An AED comes to the patient: which one, by whom, by which way; and the shock.

Ways are the links of the campus, each at the speed of who walks. A door that is locked is opened from inside: nobody hides. An AED
is taken by whoever has found it first; who comes too late for it goes on without.
"""

import math
from typing import NamedTuple

from sim.model.hazards import ends
from sim.model.movement import enters
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Kind

PATIENT = 2  # its place among the entities of the hazard, at one instant


class Way(NamedTuple):
    """By way of one AED: when it would be at the patient, in seconds from onset, and where it hangs."""

    due: float
    post: int


def goes(world: World, unit: int, target: int, speed: float) -> Process:
    """Along the shortest way, zone by zone; stops where no way leads on. Who comes by without knowing does not set out."""
    layout = world.tables.layout
    if world.zone[unit] != target and world.aware[unit]:
        world.tell(Kind.SETS_OUT, unit, place=world.zone[unit])
    while world.zone[unit] != target:
        here = world.zone[unit]
        ahead = layout.step[here][target]
        if ahead == NOBODY:
            return
        yield world.wait(world.seconds_for(layout.length(here, ahead), speed), Rank.MOVEMENT, unit)
        enters(world, unit, ahead)


def on_foot(world: World, start: int, end: int, speed: float) -> float:
    """Seconds for a way, each link on the time grid, as `goes` takes them; inf where there is no way."""
    layout, seconds = world.tables.layout, 0.0
    while start != end:
        ahead = layout.step[start][end]
        if ahead == NOBODY:
            return math.inf
        seconds += world.seconds_for(layout.length(start, ahead), speed)
        start = ahead
    return seconds


def soonest_aed(world: World, person: int) -> Way:
    """The AED that somebody could bring soonest from where they are; due at inf if there is none."""
    speed, here = world.draw(Purpose.HURRY, person), world.zone[person]
    start = world.now + world.draw(Purpose.AED_SEARCH, person)
    ways = [
        Way(start + there + back, post)
        for post in world.tables.aid.aeds
        if not world.patient.aed_gone[post]
        for there in (on_foot(world, here, post, speed),)
        for back in (on_foot(world, post, world.hazard_zone, speed),)
    ]
    return min(ways, default=Way(math.inf, NOBODY))


def brings_an_aed(world: World, person: int) -> Process:
    """Handler: somebody goes where it hangs, searches, takes it to the patient; where it is gone, goes on without."""
    patient, speed = world.patient, world.draw(Purpose.HURRY, person)
    due, post = soonest_aed(world, person)
    patient.aed_due = min(patient.aed_due, due)
    yield from goes(world, person, post, speed)
    if not patient.aed_gone[post]:
        seconds = world.draw(Purpose.AED_SEARCH, person)
        yield world.wait(seconds, Rank.REACTION, person, Purpose.AED_SEARCH)
    carries = not patient.aed_gone[post]
    if carries:
        patient.aed_gone[post] = True
        world.tell(Kind.AED_TAKEN, person, place=post)
    yield from goes(world, person, world.hazard_zone, speed)
    if carries:
        world.tell(Kind.AED_THERE, person, place=world.zone[person])
        defibrillator_is_there(world)


def defibrillator_is_there(world: World) -> None:
    """The first AED, or the ambulance: pads on, analysis, and a shock after its time. Nobody fetches another."""
    patient = world.patient
    patient.aed_due = min(patient.aed_due, world.now)
    if not patient.defibrillator:
        patient.defibrillator = True
        world.start(shock(world), Rank.HAZARD, PATIENT, world.draw(Purpose.SHOCK, 0), Purpose.SHOCK)


def shock(world: World) -> Process:
    """Handler: the first shock."""
    world.patient.shocked = True
    world.tell(Kind.SHOCK, place=world.hazard_zone)
    look_for_the_end(world)
    yield from ()


def look_for_the_end(world: World) -> None:
    """The emergency is over when the patient has been shocked and an ambulance crew is there."""
    if world.patient.shocked and world.unit_there:
        ends(world, by_contact=True)
