"""A sudden cardiac arrest: bystanders give CPR, others bring an AED, and the ambulance crew takes over.

There is no lockdown. Eyewitnesses go to the patient, and the first adult there stays. Members of the response team come when they are
aware, by way of an AED if that is sooner. Everyone else stays where they are. An AED is carried along the links of the campus at the
carrier's speed; locked doors are opened from inside. An AED can be taken once; a second person continues without it.

The measures are the intervals of the Utstein reports and two published survival formulas. Both formulas hold for a witnessed arrest with a
shockable rhythm, were fitted to adults outside hospitals, and are used as published; schools have reported better survival. Survival is a
probability of each replication, not a random draw.
"""

import math
from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from scenarios.diagnostics import Finding
from scenarios.hazards import Aid, LocatedHazard, People
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput
from scenarios.scenario import Emergency
from sim.hazards.base import CapEvent, Fact, Hazard, HazardWords, Reader, begin_behind_open_door, ends, enter_zone
from sim.model import staff
from sim.model.alerting import can_phone
from sim.model.awareness import perceive_nearby, record_perception
from sim.model.environment import Process, Rank
from sim.model.errands import set_out
from sim.model.measure import Measure
from sim.model.movement import move_to_zone
from sim.model.state import DECIDED_OFFSET, Playbook, World
from sim.model.tables import NOBODY, EntityKeys
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import time_or_horizon
from sim.model.units import draw_locate_time, record_status
from sim.model.word_of_mouth import inform_room
from sim.sampling.elementary import exp
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder

PATIENT = 2  # its place among the entities of the hazard in the order of an instant
LARSEN_MAX = 0.67
"""Larsen's survival probability at zero minutes, its maximum."""


class CardiacArrest(LocatedHazard):
    """A student or visitor, not on the roster and in no count, collapses in cardiac arrest."""

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
    witnessed: Annotated[ChanceInput, AllowedScales("replication")]  # bystanders may perceive it at once
    found_after: Annotated[DurationInput, AllowedScales("replication", "site")]  # otherwise, from collapse to discovery

    def check(self, people: People) -> Iterator[Finding]:
        """Witnesses help the patient before they report."""
        if people.witnessing is not None and people.witnessing.protects == "after-report":
            message = "a witness helps the patient at once, whoever else is told; leave this out"
            yield Finding(("witnessing", "protects"), message)


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """The patient and the responders."""
    hazard, protocol = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, CardiacArrest)
    streams.add_values(Purpose.WITNESSED, hazard.witnessed, keys.scenario)
    streams.add_times(Purpose.FOUND_AFTER, hazard.found_after, keys.scenario)
    if isinstance(protocol, Aid):
        streams.add_values(Purpose.CPR_GIVEN, protocol.cpr.given, keys.scenario)
        streams.add_times(Purpose.CPR_START, protocol.cpr.start, keys.staff)
        streams.add_values(Purpose.HURRY, protocol.hurry, keys.staff)
        streams.add_times(Purpose.AED_SEARCH, protocol.defibrillation.search, keys.staff)
        streams.add_times(Purpose.SHOCK, protocol.defibrillation.shock, keys.scenario)


# the collapse


def collapse(world: World) -> Process:
    """Handler: onset. The patient collapses where people are, and is seen at once or found later."""
    place = begin_behind_open_door(world)
    if world.draw(Purpose.WITNESSED, 0):
        enter_zone(world, place)
    else:
        world.hazard_zone = place
        world.log_event(EventKind.HAZARD_ENTERS, place=place)
    if not any(world.perceived):
        yield world.wait(world.draw(Purpose.FOUND_AFTER, 0), Rank.HAZARD, 0)
        alert_bystanders(world)


def alert_bystanders(world: World) -> None:
    """The patient is found by those in or near the zone, else by the nearest adult."""
    world.hazard_step += 1
    perceive_nearby(world)
    finder = find_nearest_adult(world, world.hazard_zone)
    if not any(world.perceived) and finder != NOBODY:
        world.start(discover_patient(world, finder), Rank.REACTION, finder, purpose=Purpose.FOUND_AFTER)


def discover_patient(world: World, person: int) -> Process:
    """Handler: a nearby adult walks into the zone and sees the patient."""
    yield from walk_to(world, person, world.hazard_zone, world.draw(Purpose.WALK_SPEED, person))
    witness_patient(world, person)


def find_nearest_adult(world: World, zone: int, besides: int = NOBODY) -> int:
    """The adult on campus nearest to a zone, in a tie one without students; NOBODY if there is none."""
    distance, groups = world.tables.layout.distance[zone], world.tables.staff.groups
    others = [p for p in world.people if world.present[p] and p != besides]
    able = [p for p in others if distance[world.zone[p]] < math.inf]
    return min(able, key=lambda p: (distance[world.zone[p]], bool(groups[p]), p), default=NOBODY)


def witness_patient(world: World, person: int) -> None:
    """An adult sees the patient or is fetched, and needs time to understand like any witness."""
    if not world.perceived[person] and not world.acting[person]:
        record_perception(world, person, world.tables.layout.nearness[world.hazard_zone][world.zone[person]])


# eyewitnesses, and those who were told


def fetch_adult(world: World, group: int) -> Process:
    """Handler: an unsupervised group is aware. Eyewitnesses fetch the nearest adult; a group that was told stays."""
    if world.told_channel[group] != Channel.HAZARD:
        return
    yield world.wait(world.draw(Purpose.REACTION, group), Rank.REACTION, group, Purpose.REACTION)
    adult = find_nearest_adult(world, world.zone[group])
    if adult != NOBODY:
        yield from walk_to(world, group, world.zone[adult], world.draw(Purpose.WALK_SPEED, group))
        witness_patient(world, adult)


def give_aid(world: World, person: int) -> Process:
    """Handler: an adult acts. Eyewitnesses and adults in the room go to the patient and help; others stay away."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    if is_eyewitness(world, person):
        yield from walk_to(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))
        if lacks_means(world, person):
            yield from get_help(world, person)
        yield from assist_patient(world, person)
    world.check_all_clear()


def respond_with_team(world: World, person: int) -> Process:
    """Handler: a response team member goes to the patient, by way of an AED unless another AED will be there sooner."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    way = find_soonest_aed(world, person)
    is_sooner = not is_eyewitness(world, person) and way.arrival < world.patient.aed_due
    if is_sooner or (world.brings_aed[person] and way.arrival < math.inf):
        yield from fetch_aed(world, person)
    yield from walk_to(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))
    if is_at_patient(world, person):
        world.log_event(EventKind.RESPONDER_ON_SCENE, person, place=world.zone[person])
        if lacks_means(world, person):
            yield from get_help(world, person)
        yield from assist_patient(world, person)
    world.check_all_clear()


def lacks_means(world: World, person: int) -> bool:
    """Whether a witness has no phone and no radio to report with."""
    radio = world.tables.means.radio and world.tables.staff.radio[person]
    return world.told_channel[person] == Channel.HAZARD and not (radio or can_phone(world, person))


def get_help(world: World, person: int) -> Process:
    """Sends a student for the nearest other adult; without a student, goes in person and comes back."""
    adult = find_nearest_adult(world, world.hazard_zone, besides=person)
    groups = [unit for unit in world.list_units_in(world.hazard_zone) if unit >= len(world.people)]
    if adult == NOBODY or world.zone[adult] == world.hazard_zone:
        return
    if groups:
        way = walking_time(world, world.hazard_zone, world.zone[adult], world.draw(Purpose.WALK_SPEED, groups[0]))
        world.start(notify_adult(world, adult), Rank.REACTION, adult, way, Purpose.FOUND_AFTER)
        return
    yield from walk_to(world, person, world.zone[adult], world.draw(Purpose.HURRY, person))
    witness_patient(world, adult)
    yield from walk_to(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))


def notify_adult(world: World, adult: int) -> Process:
    """Handler: a student who was sent has reached an adult."""
    witness_patient(world, adult)
    yield from ()


def is_eyewitness(world: World, person: int) -> bool:
    """Whether a person saw or heard the collapse, or is in the zone of the patient."""
    return world.told_channel[person] == Channel.HAZARD or is_at_patient(world, person)


def is_at_patient(world: World, person: int) -> bool:
    """Whether a person is in the zone of the patient."""
    return world.zone[person] == world.hazard_zone


# at the patient


def assist_patient(world: World, person: int) -> Process:
    """Helps at the patient: the first adult calls out to the others and stays; later ones fetch an AED if that is sooner."""
    first = attend_patient(world, person)
    way = find_soonest_aed(world, person)
    if way.arrival < world.patient.aed_due:
        if not first:
            yield from fetch_aed(world, person)
        elif way.post == world.zone[person]:  # in the same zone as the patient
            world.start(fetch_aed(world, person), Rank.REACTION, person, purpose=Purpose.AED_SEARCH)
    yield from give_cpr(world, person)


def attend_patient(world: World, person: int) -> bool:
    """An adult is at the patient; the first calls out to the others in the room. Returns whether this is the first."""
    first, world.patient.is_attended = not world.patient.is_attended, True
    if first and world.tables.protocol.tells_room:
        inform_room(world, person)
    return first


def give_cpr(world: World, person: int) -> Process:
    """Starts CPR after a delay, unless it is under way."""
    if world.patient.cpr or not world.draw(Purpose.CPR_GIVEN, 0):
        return
    yield world.wait(world.draw(Purpose.CPR_START, person), Rank.REACTION, person, Purpose.CPR_START)
    start_cpr(world, person)


def start_cpr(world: World, person: int) -> None:
    """Logs the first compression, once."""
    if not world.patient.cpr:
        world.patient.cpr = True
        world.log_event(EventKind.CPR_BEGINS, person, place=world.hazard_zone)


# by decision


def start_compressions(world: World, person: int) -> Process:
    """Handler: a person goes to the patient and begins CPR at once, whoever else is there."""
    set_out(world, person)
    yield from walk_to(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))
    if is_at_patient(world, person):
        attend_patient(world, person)
        seconds = world.draw(Purpose.CPR_DECIDED, person)
        yield world.wait(seconds, Rank.REACTION, person, Purpose.CPR_DECIDED)
        start_cpr(world, person)
    world.on_errand[person] = False


def bring_aed(world: World, person: int) -> Process:
    """Handler: a person fetches the AED that they can bring soonest, whether or not another is on its way, and then helps."""
    set_out(world, person)
    if find_soonest_aed(world, person).arrival < math.inf:
        yield from fetch_aed(world, person)
    else:
        yield from walk_to(world, person, world.hazard_zone, world.draw(Purpose.HURRY, person))
    world.on_errand[person] = False
    if is_at_patient(world, person):
        yield from assist_patient(world, person)


def assign_tasks(world: World, person: int) -> Process:
    """Handler: a person assigns tasks at the patient; from elsewhere by phone, if an adult is there."""
    if not is_at_patient(world, person):
        seconds = world.draw(Purpose.REACH_OFFICE, person)
        yield world.wait(seconds, Rank.DELIVERY, person, Purpose.REACH_OFFICE, DECIDED_OFFSET)
    if count_adults(world, world.hazard_zone) == 0:
        return
    seconds = world.draw(Purpose.TASKS_ASSIGNED, person)
    yield world.wait(seconds, Rank.REACTION, person, Purpose.TASKS_ASSIGNED)
    world.patient.tasks_are_assigned = True
    world.log_event(EventKind.TASKS_ASSIGNED, person, place=world.hazard_zone)
    speed_up_shock(world)


def find_aed_arrival(world: World, person: int) -> float:
    """When this person could be at the patient with an AED, in seconds from onset; inf if never."""
    return find_soonest_aed(world, person).arrival


# the ambulance


def run_ambulance_crew(world: World, unit: int) -> Process:
    """A crew on scene finds the way in, walks to the patient, and does the steps that are still missing."""
    units = world.tables.units
    if units.must_locate[unit]:
        yield world.wait(draw_locate_time(world, unit), Rank.DISPATCH, unit, Purpose.LOCATE)
    walk = walking_time(world, units.enters[unit], world.hazard_zone, world.tables.aid.crew_speed)
    if walk == math.inf:
        return
    if world.way_is_clear:
        walk = world.scale(walk, world.draw(Purpose.WAY_CLEARED, units.first[unit]))
    yield world.wait(walk, Rank.DISPATCH, unit, Purpose.LOCATE, 1)
    record_status(world, unit, EventKind.PATIENT_REACHED, world.hazard_zone)
    world.unit_there = True
    start_cpr(world, NOBODY)
    start_defibrillation(world, by_crew=True)
    check_end(world)


def is_all_clear(world: World) -> bool:
    """The patient has been shocked, the crew is there, and all staff are aware."""
    return not world.is_hazard_active and world.unit_there and not world.unaware_staff


# an AED, and the shock


class Way(NamedTuple):
    """A route by way of one AED: its arrival at the patient, in seconds from onset, and its zone."""

    arrival: float
    post: int


def walk_to(world: World, unit: int, target: int, speed: float) -> Process:
    """Walks the shortest route zone by zone. An unaware passerby logs no departure."""
    layout = world.tables.layout
    if world.zone[unit] != target and world.aware[unit]:
        world.log_event(EventKind.SETS_OUT, unit, place=world.zone[unit])
    while world.zone[unit] != target:
        here = world.zone[unit]
        ahead = layout.next_zone[here][target]
        if ahead == NOBODY:
            return
        yield world.wait(world.walking_time(layout.length(here, ahead), speed), Rank.MOVEMENT, unit)
        move_to_zone(world, unit, ahead)


def walking_time(world: World, start: int, end: int, speed: float) -> float:
    """Seconds that `walk_to` takes, each link on the time grid; inf without a route."""
    layout, seconds = world.tables.layout, 0.0
    while start != end:
        ahead = layout.next_zone[start][end]
        if ahead == NOBODY:
            return math.inf
        seconds += world.walking_time(layout.length(start, ahead), speed)
        start = ahead
    return seconds


def find_soonest_aed(world: World, person: int) -> Way:
    """The AED that this person could bring soonest; arrival is inf if there is none."""
    speed, here = world.draw(Purpose.HURRY, person), world.zone[person]
    start = world.now + world.draw(Purpose.AED_SEARCH, person)
    soonest = Way(math.inf, NOBODY)
    for post in world.tables.aid.aeds:
        if not world.patient.is_aed_gone[post]:
            there = walking_time(world, here, post, speed)
            back = walking_time(world, post, world.hazard_zone, speed)
            arrival = start + there + back
            is_before = arrival == soonest.arrival and post < soonest.post
            if arrival < soonest.arrival or is_before:
                soonest = Way(arrival, post)
    return soonest


def fetch_aed(world: World, person: int) -> Process:
    """Handler: a person fetches an AED and takes it to the patient, or continues without it if it is gone."""
    patient, speed = world.patient, world.draw(Purpose.HURRY, person)
    due, post = find_soonest_aed(world, person)
    patient.aed_due = min(patient.aed_due, due)
    world.fetches_aed[person] = True
    yield from walk_to(world, person, post, speed)
    if not patient.is_aed_gone[post]:
        seconds = world.draw(Purpose.AED_SEARCH, person)
        yield world.wait(seconds, Rank.REACTION, person, Purpose.AED_SEARCH)
    carries = not patient.is_aed_gone[post]
    if carries:
        patient.is_aed_gone[post] = True
        world.log_event(EventKind.AED_TAKEN, person, place=post)
    yield from walk_to(world, person, world.hazard_zone, speed)
    world.fetches_aed[person] = False
    if carries:
        world.log_event(EventKind.AED_THERE, person, place=world.zone[person])
        start_defibrillation(world, by_crew=False)


def start_defibrillation(world: World, by_crew: bool) -> None:
    """The first AED or the ambulance crew starts toward the first shock. No other AED is fetched from now on."""
    patient = world.patient
    patient.aed_due = min(patient.aed_due, world.now)
    if not patient.defibrillator:
        patient.defibrillator = True
        seconds = world.draw(Purpose.SHOCK, 0)
        patient.shock_at = math.inf if by_crew else world.now + seconds
        world.start(deliver_shock(world), Rank.HAZARD, PATIENT, seconds, Purpose.SHOCK)
        if patient.tasks_are_assigned:
            speed_up_shock(world)


def speed_up_shock(world: World) -> None:
    """Two adults or more at the patient, each with a task, need less of the time that is left from the AED to the shock."""
    patient = world.patient
    if patient.shocked or patient.shock_at == math.inf or count_adults(world, world.hazard_zone) < 2:
        return
    left = world.scale(patient.shock_at - world.now, world.draw(Purpose.PADS_SHARED, 0))
    world.start(deliver_shock(world), Rank.HAZARD, PATIENT, left, Purpose.SHOCK)


def count_adults(world: World, zone: int) -> int:
    """Members of staff in a zone."""
    return sum(unit < len(world.people) for unit in world.list_units_in(zone))


def deliver_shock(world: World) -> Process:
    """Handler: the first shock. A later wake-up, from before it came sooner, is ignored."""
    if world.patient.shocked:
        return
    world.patient.shocked = True
    world.log_event(EventKind.SHOCK, place=world.hazard_zone)
    check_end(world)
    yield from ()


def check_end(world: World) -> None:
    """Ends the hazard when the patient has been shocked and an ambulance crew is there."""
    if world.patient.shocked and world.unit_there:
        ends(world, by_contact=True)


# measures


def larsen_survival(cpr: float, shock: float, crew: float) -> float:
    """Probability of survival, 0 to 0.67. Seconds from collapse. Source: Larsen 1993, per minute 2.3, 1.1 and 2.1 points."""
    line = LARSEN_MAX - (0.023 * cpr + 0.011 * shock + 0.021 * crew) / 60.0
    return min(LARSEN_MAX, max(0.0, line))


def valenzuela_survival(cpr: float, shock: float) -> float:
    """Probability of survival. Seconds from collapse. Source: Valenzuela 1997, as given by Erkut 2008."""
    return 1.0 / (1.0 + exp(-0.260 + (0.106 * cpr + 0.139 * shock) / 60.0))


def _step(name: str, kind: EventKind, definition: str) -> tuple[Measure, Reader]:
    """A step of the care of the patient: the first event of a kind."""
    measure = Measure(name, "s", "lower", definition, is_time=True)
    return measure, lambda reading: reading.first_times[kind]


STEPS_OF_CARE = [
    _step("collapse_to_cpr", EventKind.CPR_BEGINS, "Collapse to the first chest compression."),
    _step("collapse_to_shock", EventKind.SHOCK, "Collapse to the first shock, by an AED or the ambulance crew."),
    _step(
        "first_responder_at_patient",
        EventKind.RESPONDER_ON_SCENE,
        "Collapse to the first of the response team at the patient.",
    ),
    _step("aed_at_patient", EventKind.AED_THERE, "Collapse to the first AED of the campus at the patient."),
    _step("ems_at_patient", EventKind.PATIENT_REACHED, "Collapse to the first ambulance crew at the patient."),
]


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, CardiacArrest)
    yield "Hazard", ("sudden cardiac arrest of a student or visitor",)
    yield "Witnessed", (hazard.witnessed,)
    yield "Otherwise found", ("after ", hazard.found_after)


CARDIAC_ARREST = Hazard(
    model=CardiacArrest,
    playbook=Playbook(
        onset=collapse,
        adult_knows=staff.respond_as_staff,
        doubt_ends=staff.resolve_doubt,
        group_knows=fetch_adult,
        protocol=give_aid,
        responder=respond_with_team,
        unit_on_scene=run_ambulance_crew,
        all_clear=is_all_clear,
        anyone_may_be_sent=True,
        start_cpr=start_compressions,
        bring_aed=bring_aed,
        aed_arrival=find_aed_arrival,
        assign_tasks=assign_tasks,
    ),
    streams=streams,
    measures=dict(STEPS_OF_CARE)
    | {
        Measure(
            "survival_larsen",
            "probability",
            "higher",
            "Probability of survival for a shockable rhythm, by the line of Larsen 1993 (CPR, shock, crew at the patient), uncalibrated.",
        ): lambda reading: larsen_survival(
            time_or_horizon(reading, EventKind.CPR_BEGINS),
            time_or_horizon(reading, EventKind.SHOCK),
            time_or_horizon(reading, EventKind.PATIENT_REACHED),
        ),
        Measure(
            "survival_valenzuela",
            "probability",
            "higher",
            "Probability of survival for a shockable rhythm, by the curve of Valenzuela 1997 (CPR, shock), uncalibrated.",
        ): lambda reading: valenzuela_survival(
            time_or_horizon(reading, EventKind.CPR_BEGINS), time_or_horizon(reading, EventKind.SHOCK)
        ),
    },
    words=HazardWords(
        told="someone has collapsed",
        seen="Someone has collapsed in front of you",
        about="a sudden cardiac arrest",
        on_map="patient",
        cap=CapEvent("Health", "Cardiac arrest", "Prepare"),
    ),
    facts=list_facts,
)
