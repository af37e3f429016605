"""Somebody's heart has stopped: who is there gives CPR, who comes brings an AED, and the ambulance brings the rest.

Nobody hides and no door is locked. Whoever saw it goes to the patient, and the first adult there stays. Those on the response team come
when they know, by way of an AED if that brings one sooner. Everybody else stays where they are.
"""

import math

from sim.model.alerting import can_phone
from sim.model.awareness import look_and_listen, perceives
from sim.model.defibrillation import (
    brings_an_aed,
    defibrillator_is_there,
    goes,
    look_for_the_end,
    on_foot,
    soonest_aed,
)
from sim.model.hazards import appears, as_things_are, place_of_onset
from sim.model.order import Rank
from sim.model.responders import does, time_to_locate
from sim.model.word_of_mouth import tells_the_room
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Channel, Kind

# the collapse


def collapse(world: World) -> Process:
    """Handler: onset. Somebody collapses where people are; it is seen at once, or they are found later."""
    place = place_of_onset(world)
    world.locked[place] = False  # somebody opens
    as_things_are(world)
    world.hazard_goes_on = True
    world.tell(Kind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))
    if world.draw(Purpose.WITNESSED, 0):
        appears(world, place)
    else:
        world.hazard_zone = place
        world.tell(Kind.HAZARD_ENTERS, place=place)
    if not any(world.perceived):
        yield world.wait(world.draw(Purpose.FOUND_AFTER, 0), Rank.HAZARD, 0)
        found(world)


def found(world: World) -> None:
    """Somebody looks round: those who are there, else an adult from nearby who comes by."""
    world.hazard_step += 1
    look_and_listen(world)
    finder = nearest_adult(world, world.hazard_zone)
    if not any(world.perceived) and finder != NOBODY:
        world.start(comes_by(world, finder), Rank.REACTION, finder, purpose=Purpose.FOUND_AFTER)


def comes_by(world: World, person: int) -> Process:
    """Handler: an adult from nearby walks into the zone and sees the patient."""
    yield from goes(world, person, world.hazard_zone, world.draw(Purpose.WALK_SPEED, person))
    sees_the_patient(world, person)


def nearest_adult(world: World, zone: int, besides: int = NOBODY) -> int:
    """The adult on campus nearest to a zone; among equals one without pupils to look after. NOBODY if there is none."""
    distance, groups = world.tables.layout.distance[zone], world.tables.staff.groups
    others = [p for p in world.people if world.present[p] and p != besides]
    able = [p for p in others if distance[world.zone[p]] < math.inf]
    return min(able, key=lambda p: (distance[world.zone[p]], bool(groups[p]), p), default=NOBODY)


def sees_the_patient(world: World, person: int) -> None:
    """Sees it, or is fetched by somebody who saw it, and has to understand it like any witness."""
    if not world.perceived[person] and not world.acting[person]:
        perceives(world, person, world.tables.layout.nearness[world.hazard_zone][world.zone[person]])


# who was told, and who saw it


def pupils_fetch_an_adult(world: World, group: int) -> Process:
    """Handler: pupils by themselves know. If they saw it, they go for the nearest adult; if they were told, they stay."""
    if world.told_by[group][0] != Channel.HAZARD:
        return
    yield world.wait(world.draw(Purpose.REACTION, group), Rank.REACTION, group, Purpose.REACTION)
    adult = nearest_adult(world, world.zone[group])
    if adult != NOBODY:
        yield from goes(world, group, world.zone[adult], world.draw(Purpose.WALK_SPEED, group))
        sees_the_patient(world, adult)


def aid(world: World, person: int) -> Process:
    """Handler: an adult acts. Who saw it, or is in the room, goes to the patient and helps; everybody else stays away."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    if saw_it(world, person):
        yield from goes(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))
        if has_no_means(world, person):
            yield from gets_help(world, person)
        yield from helps(world, person)
    world.look_for_all_clear()


def response_team(world: World, person: int) -> Process:
    """Handler: somebody of the response team acts. Comes by way of an AED, unless one on its way will be there sooner."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    way = soonest_aed(world, person)
    if not saw_it(world, person) and way.due < world.patient.aed_due:
        yield from brings_an_aed(world, person)
    yield from goes(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))
    if at_the_patient(world, person):
        world.tell(Kind.RESPONDER_ON_SCENE, person, place=world.zone[person])
        if has_no_means(world, person):
            yield from gets_help(world, person)
        yield from helps(world, person)
    world.look_for_all_clear()


def has_no_means(world: World, person: int) -> bool:
    """Whether a witness has nothing to report with: no phone at hand or in the zone, no radio."""
    radio = world.tables.means.radio and world.tables.staff.radio[person]
    return world.told_by[person][0] == Channel.HAZARD and not (radio or can_phone(world, person))


def gets_help(world: World, person: int) -> Process:
    """Sends a pupil for the nearest other adult; without a pupil there, goes and comes back."""
    adult = nearest_adult(world, world.hazard_zone, besides=person)
    pupils = [unit for unit in world.in_zone(world.hazard_zone) if unit >= len(world.people)]
    if adult == NOBODY or world.zone[adult] == world.hazard_zone:
        return
    if pupils:
        way = on_foot(world, world.hazard_zone, world.zone[adult], world.draw(Purpose.WALK_SPEED, pupils[0]))
        world.start(a_pupil_arrives(world, adult), Rank.REACTION, adult, way, Purpose.FOUND_AFTER)
        return
    yield from goes(world, person, world.zone[adult], world.draw(Purpose.HURRY, person))
    sees_the_patient(world, adult)
    yield from goes(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))


def a_pupil_arrives(world: World, adult: int) -> Process:
    """Handler: a pupil who was sent has reached an adult."""
    sees_the_patient(world, adult)
    yield from ()


def saw_it(world: World, person: int) -> bool:
    """Whether somebody knows it from seeing or hearing it, or is where the patient is."""
    return world.told_by[person][0] == Channel.HAZARD or at_the_patient(world, person)


def at_the_patient(world: World, person: int) -> bool:
    """Whether somebody is in the zone where the patient lies."""
    return world.zone[person] == world.hazard_zone


# at the patient


def helps(world: World, person: int) -> Process:
    """The first adult calls out to the others there, and stays. Each later one goes for an AED if that brings one sooner; else helps."""
    patient = world.patient
    first, patient.attended = not patient.attended, True
    if first and world.tables.protocol.tells_room:
        tells_the_room(world, person)
    way = soonest_aed(world, person)
    if way.due < patient.aed_due:
        if not first:
            yield from brings_an_aed(world, person)
        elif way.post == world.zone[person]:  # within reach: nobody has to leave the patient
            world.start(brings_an_aed(world, person), Rank.REACTION, person, purpose=Purpose.AED_SEARCH)
    yield from gives_cpr(world, person)


def gives_cpr(world: World, person: int) -> Process:
    """Kneels down, looks for breath, begins to press, unless somebody has begun."""
    if world.patient.cpr or not world.draw(Purpose.CPR_GIVEN, 0):
        return
    yield world.wait(world.draw(Purpose.CPR_START, person), Rank.REACTION, person, Purpose.CPR_START)
    cpr_begins(world, person)


def cpr_begins(world: World, person: int) -> None:
    """The first compression."""
    if not world.patient.cpr:
        world.patient.cpr = True
        world.tell(Kind.CPR_BEGINS, person, place=world.hazard_zone)


# the ambulance


def ambulance_crew(world: World, unit: int) -> Process:
    """A crew on scene finds the way in and walks to the patient; does what nobody has done yet."""
    units = world.tables.units
    if units.locates[unit]:
        yield world.wait(time_to_locate(world, unit), Rank.DISPATCH, unit, Purpose.LOCATE)
    walk = on_foot(world, units.enters[unit], world.hazard_zone, world.tables.aid.crew_speed)
    if walk == math.inf:
        return
    yield world.wait(walk, Rank.DISPATCH, unit, Purpose.LOCATE, 1)
    does(world, unit, Kind.PATIENT_REACHED, world.hazard_zone)
    world.unit_there = True
    cpr_begins(world, NOBODY)
    defibrillator_is_there(world)
    look_for_the_end(world)


def patient_cared_for(world: World) -> bool:
    """All clear: the patient has been shocked, the crew is there, and all staff know, so that no time of theirs is cut off."""
    return not world.hazard_goes_on and world.unit_there and not world.unaware_staff
