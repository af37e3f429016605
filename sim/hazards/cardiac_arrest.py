"""Somebody's heart has stopped: who is there gives CPR, who comes brings an AED, and the ambulance brings the rest.

Nobody hides and no door is locked. Whoever saw it goes to the patient, and the first adult there stays. Those on the response team come
when they know, by way of an AED if that brings one sooner. Everybody else stays where they are.

An AED comes along the links of the campus, each at the speed of who walks. A door that is locked is opened from inside: nobody hides.
An AED is taken by whoever has found it first; who comes too late for it goes on without.

What is read off it are the intervals of the Utstein reports, and two published formulas of survival. Both hold for a witnessed arrest
with a shockable rhythm, were fitted to adults out of hospital, and are left as they were published: they foretell less than schools
have seen. A survival is a probability of each replication; no coin is flipped.
"""

import math
from collections.abc import Callable, Iterator
from typing import Annotated, Literal, NamedTuple

from scenarios.emergency import Emergency
from scenarios.hazards import Aid, LocatedHazard, People
from scenarios.inputs import ChanceInput, DurationInput, Varies
from scenarios.place import Finding
from sim.arithmetic import exp
from sim.hazards.base import Hazard, appears, as_things_are, ends, place_of_onset
from sim.measure import Measure
from sim.model import people
from sim.model.alerting import can_phone
from sim.model.awareness import look_and_listen, perceives
from sim.model.movement import enters
from sim.model.order import Rank
from sim.model.responders import does, time_to_locate
from sim.model.word_of_mouth import tells_the_room
from sim.model.world import Playbook, Process, World
from sim.purposes import Purpose
from sim.reading import Reading
from sim.streams import Streams
from sim.tables import NOBODY, KeyRing
from sim.trace import Channel, Kind

PATIENT = 2  # its place among the entities of the hazard, at one instant
LARSEN_MOST = 0.67
"""Larsen's line at zero minutes, and the most that it can give."""


class CardiacArrest(LocatedHazard):
    """Somebody collapses; their heart has stopped. A pupil or a visitor, not on the roster and in no count."""

    goes_with = "aid"
    neighbors_call = False
    happens_to_people = True
    measures = (
        "recognition",
        "first_report",
        "call_answered",
        "processing",
        "dispatched",
        "travel",
        "first_unit_on_scene",
        "first_campus_alert",
        "aware_t50",
        "aware_t90",
        "aware_t100",
        "acknowledgement_rate",
        "app_was_first_report",
        "collapse_to_cpr",
        "collapse_to_shock",
        "first_responder_at_patient",
        "aed_at_patient",
        "ems_at_patient",
        "survival_larsen",
        "survival_valenzuela",
    )

    kind: Literal["cardiac-arrest"]
    witnessed: Annotated[ChanceInput, Varies("replication")]  # whoever is there may perceive it at once
    found_after: Annotated[DurationInput, Varies("replication", "site")]  # else only then

    def check(self, people: People) -> Iterator[Finding]:
        """Nobody reports first and helps later."""
        if people.witnessing.protects == "after-report":
            message = "a witness helps the patient at once, whoever else is told; leave this out"
            yield Finding(("witnessing", "protects"), message)


def streams(streams: Streams, emergency: Emergency, keys: KeyRing) -> None:
    """The patient, and those who help."""
    hazard, protocol = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, CardiacArrest)
    streams.values(Purpose.WITNESSED, hazard.witnessed, keys.scenario)
    streams.times(Purpose.FOUND_AFTER, hazard.found_after, keys.scenario)
    if isinstance(protocol, Aid):
        streams.values(Purpose.CPR_GIVEN, protocol.cpr.given, keys.scenario)
        streams.times(Purpose.CPR_START, protocol.cpr.start, keys.staff)
        streams.values(Purpose.HURRY, protocol.hurry, keys.staff)
        streams.times(Purpose.AED_SEARCH, protocol.defibrillation.search, keys.staff)
        streams.times(Purpose.SHOCK, protocol.defibrillation.shock, keys.scenario)


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


# an AED, and the shock


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


# measures


def larsen(cpr: float, shock: float, crew: float) -> float:
    """Probability of survival, 0 to 0.67. Seconds from collapse. Source: Larsen 1993, per minute 2.3, 1.1 and 2.1 points."""
    line = LARSEN_MOST - (0.023 * cpr + 0.011 * shock + 0.021 * crew) / 60.0
    return min(LARSEN_MOST, max(0.0, line))


def valenzuela(cpr: float, shock: float) -> float:
    """Probability of survival. Seconds from collapse. Source: Valenzuela 1997, as given by Erkut 2008."""
    return 1.0 / (1.0 + exp(-0.260 + (0.106 * cpr + 0.139 * shock) / 60.0))


def _first(kind: Kind) -> Callable[[Reading], float]:
    return lambda reading: reading.first.get(kind, math.inf)


def _done(reading: Reading, kind: Kind) -> float:
    """When a step was done; the horizon if it was not."""
    return min(reading.first.get(kind, math.inf), reading.tables.horizon)


def _time(name: str, definition: str) -> Measure:
    return Measure(name, "s", "lower", definition, time=True)


CARDIAC_ARREST = Hazard(
    model=CardiacArrest,
    playbook=Playbook(
        onset=collapse,
        adult_knows=people.a_member_of_staff,
        doubt_ends=people.a_doubter,
        group_knows=pupils_fetch_an_adult,
        protocol=aid,
        responder=response_team,
        unit_on_scene=ambulance_crew,
        all_clear=patient_cared_for,
        anyone_may_be_sent=True,
    ),
    streams=streams,
    measures={
        _time("collapse_to_cpr", "Collapse to the first chest compression, by anybody."): _first(
            Kind.CPR_BEGINS
        ),
        _time("collapse_to_shock", "Collapse to the first shock, by an AED or the ambulance crew."): _first(
            Kind.SHOCK
        ),
        _time(
            "first_responder_at_patient", "Collapse to the first of the response team at the patient."
        ): _first(Kind.RESPONDER_ON_SCENE),
        _time("aed_at_patient", "Collapse to the first AED of the campus at the patient."): _first(
            Kind.AED_THERE
        ),
        _time("ems_at_patient", "Collapse to the first ambulance crew at the patient."): _first(
            Kind.PATIENT_REACHED
        ),
        Measure(
            "survival_larsen",
            "probability",
            "higher",
            "Probability of survival for a shockable rhythm, by the line of Larsen 1993 (CPR, shock, crew at the patient), uncalibrated.",
        ): lambda reading: larsen(
            _done(reading, Kind.CPR_BEGINS), _done(reading, Kind.SHOCK), _done(reading, Kind.PATIENT_REACHED)
        ),
        Measure(
            "survival_valenzuela",
            "probability",
            "higher",
            "Probability of survival for a shockable rhythm, by the curve of Valenzuela 1997 (CPR, shock), uncalibrated.",
        ): lambda reading: valenzuela(_done(reading, Kind.CPR_BEGINS), _done(reading, Kind.SHOCK)),
    },
)
