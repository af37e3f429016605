"""A fire: it starts in one zone, grows with the square of time, and burns until the first water.

It does not spread, and smoke is not modelled: its reach is its zone, and nobody walks into that. Whoever sees it may pull a station; a
detector goes off at a given strength; either makes the horns sound, in every arm, unless the alarm is out of order.
"""

from sim.fire_tables import time_to
from sim.model import people, psap
from sim.model.awareness import has_adult, learns, look_and_listen
from sim.model.evacuation import is_out, pupils_leave
from sim.model.hazards import as_things_are, ends, place_of_onset
from sim.model.order import Rank
from sim.model.responders import does, time_to_locate
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Channel, Kind

DETECTION, LIMIT, HORNS = 1, 2, 3  # parts of the hazard, after the fire itself, in the order of an instant


def starts_to_burn(world: World) -> Process:
    """Handler: onset. Each time it has burned twice as long it is four times as strong, and may be noticed by more people."""
    place = place_of_onset(world)
    as_things_are(world)
    world.hazard_goes_on = True
    world.hazard_zone = place
    world.tell(Kind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))
    world.tell(Kind.HAZARD_ENTERS, place=place)
    for unit in world.units:
        if world.zone[unit] != NOBODY and world.tables.fire.outdoors[world.zone[unit]]:
            is_out(world, unit)
    world.start(nobody_should_be_inside(world), Rank.HAZARD, LIMIT, time_limit(world))
    if world.tables.fire.detector[place]:
        seconds = seconds_until(world, world.draw(Purpose.DETECTOR, 0))
        world.start(a_detector_goes_off(world), Rank.HAZARD, DETECTION, seconds)
    seconds = seconds_until(world, world.draw(Purpose.FIRE_PERCEPTIBLE, 0))
    while True:
        yield world.wait(seconds if world.hazard_step == 0 else world.now, Rank.HAZARD, 0)
        if world.hazard_is_over():
            return
        look_and_listen(world)
        world.hazard_step += 1


def seconds_until(world: World, kilowatts: float) -> float:
    """How long it burns until it is so strong, as fast as it grows this time."""
    return time_to(kilowatts, world.draw(Purpose.FIRE_GROWTH, 0))


def time_limit(world: World) -> float:
    """The available safe egress time: given, or the time to a given strength of the fire."""
    limit = world.draw(Purpose.FIRE_UNTENABLE, 0)
    return limit if world.tables.fire.time_given else seconds_until(world, limit)


def nobody_should_be_inside(world: World) -> Process:
    """Handler: the fire, if it still burns, has reached the strength at which nobody should be in the building."""
    if not world.hazard_is_over():
        world.tell(Kind.UNTENABLE, place=world.hazard_zone)
    yield from ()


# the alarm


def a_detector_goes_off(world: World) -> Process:
    """Handler: the fire, if it still burns, is strong enough for the detector above it."""
    if not world.hazard_is_over():
        world.tell(Kind.DETECTED, place=world.hazard_zone)
        trips(world, world.hazard_zone)
    yield from ()


def pulls_a_station(world: World, unit: int) -> Process:
    """Handler: somebody who saw the fire has come to a pull station, if they are still inside and nothing sounds yet."""
    panel = world.tables.fire.panel[world.zone[unit]]
    if panel != NOBODY and not world.alarm_tripped[panel]:
        world.tell(Kind.PULLED, unit, place=world.zone[unit])
        trips(world, world.zone[unit])
    yield from ()


def trips(world: World, zone: int) -> None:
    """The alarm of these buildings has been set off, once; the horns follow."""
    panel = world.tables.fire.panel[zone]
    if panel == NOBODY or world.alarm_tripped[panel]:
        return
    world.alarm_tripped[panel] = True
    world.start(horns(world, panel), Rank.HAZARD, HORNS + panel, world.draw(Purpose.ALARM_STARTS, panel))


def horns(world: World, panel: int) -> Process:
    """Handler: the horns sound, and whoever hears them knows; the alarm company calls 911. Out of order: nothing of it."""
    table = world.tables.fire
    if not table.works:
        world.tell(Kind.SILENT, what=Channel.ALARM)
        return
    world.tell(Kind.SENT, what=Channel.ALARM)
    if table.reports and not world.alarm_reported:
        world.alarm_reported = True
        seconds = world.draw(Purpose.ALARM_REPORTS, 0)
        world.start(
            the_alarm_company_calls(world),
            Rank.QUEUE,
            world.tables.psap.office,
            seconds,
            Purpose.ALARM_REPORTS,
        )
    for unit in world.units:
        zone = world.zone[unit]
        if zone == NOBODY or table.panel[zone] != panel or has_adult(world, unit):
            continue
        if world.draw(Purpose.ALARM_HEARD, zone) < table.heard[zone]:
            learns(world, unit, Channel.ALARM)
    yield from ()


def the_alarm_company_calls(world: World) -> Process:
    """Handler: a company that watches the alarm calls 911 on the school's account: the call counts as one of the office."""
    yield from psap.call(world, world.tables.psap.office, Channel.DIAL_911)


# people


def an_adult_knows(world: World, person: int) -> Process:
    """Handler: an adult knows. Who saw the fire may pull a station; besides, they do what every adult does who knows."""
    goes_for_a_station(world, person)
    yield from people.a_member_of_staff(world, person)


def pupils_know(world: World, group: int) -> Process:
    """Handler: a group without an adult knows. Who saw the fire may pull a station; they leave."""
    goes_for_a_station(world, group)
    yield from pupils_leave(world, group)


def goes_for_a_station(world: World, unit: int) -> None:
    """Whoever saw the fire pulls a station, or does not think of it."""
    if world.told_by[unit][0] == Channel.HAZARD and world.draw(Purpose.PULLS, unit):
        seconds = world.draw(Purpose.PULL, unit)
        world.start(pulls_a_station(world, unit), Rank.REACTION, unit, seconds, Purpose.PULL)


# help


def first_water(world: World, unit: int) -> Process:
    """A unit on scene finds the room, lays a hose, and puts the fire out."""
    if world.tables.units.locates[unit]:
        yield world.wait(time_to_locate(world, unit), Rank.DISPATCH, unit, Purpose.LOCATE)
        does(world, unit, Kind.CONTACT_MADE, world.hazard_zone)
    world.unit_there = True
    ends(world, by_contact=True)
    world.look_for_all_clear()


def everybody_counted(world: World) -> bool:
    """The fire is out, a unit is there, everybody knows, and whoever had to leave has been counted at the assembly point."""
    if world.hazard_goes_on or not world.unit_there or world.unaware_staff:
        return False
    return all(world.counted[unit] for unit in who_must_leave(world) if world.zone[unit] != NOBODY)


def who_must_leave(world: World) -> list[int]:
    """Whoever was at onset in the building where it burns, or in another on its panel."""
    staff, groups = world.tables.staff, world.tables.groups
    emptied = world.tables.fire.must_leave[world.hazard_zone]
    return [unit for unit, post in enumerate(staff.zone + groups.zone) if emptied[post]]
