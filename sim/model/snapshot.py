"""A frozen snapshot of the state: where people are, who is aware, which doors are locked, who is on the way.

It holds the ground truth, for the facilitator. `sim.exercise` decides what participants may see. Times are seconds from onset.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sim.model.evacuation import who_must_leave
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


class PartyView(NamedTuple):
    """An adult or a group. told_by: the channel, empty while unaware."""

    id: str
    zone: str
    """Empty: not on campus."""
    occupants: int
    is_present: bool
    is_aware: bool
    is_doubting: bool
    """Waiting for a second message."""
    is_acting: bool
    is_protected: bool
    told_by: str
    has_checked_in: bool
    """By the app."""
    is_played: bool
    """By a participant."""


class CallsView(NamedTuple):
    """The 911 center: call-takers in all and free, callers waiting, calls about the emergency answered so far."""

    call_takers: int
    free: int
    waiting: int
    answered: int
    dispatched: bool


class StatusTimes(NamedTuple):
    """Since when each status holds; None where it does not."""

    answered: float | None
    """911 has answered a call about it."""
    dispatched: float | None
    alert: float | None
    """The app's alert to the staff went out."""
    announced: float | None
    """A PA announcement began, and the PA works."""
    office: float | None
    """The office was told."""
    hazard_over: float | None
    over: float | None
    """All clear."""
    message: float | None
    """The first broadcast went out: app, PA, radio or fire alarm."""


class UnitView(NamedTuple):
    """A unit from off campus. status: its latest one, empty before it sets out. eta: seconds until on scene, while en route."""

    id: str
    status: str
    eta: float | None


class ResponderView(NamedTuple):
    """A responder on campus. seconds: from the zone entered last straight to the hazard; None without a route, or by way of an AED."""

    id: str
    zone: str
    seconds: float | None


class PatientView(NamedTuple):
    """The patient of a cardiac arrest. aed_eta: seconds until the first AED now on its way arrives."""

    attended: bool
    cpr: bool
    aed_eta: float | None
    defibrillator: bool
    shocked: bool


class FireView(NamedTuple):
    """A fire. counted: heads counted at the assembly point; to_count: heads of those who must leave."""

    alarm_since: float | None
    untenable_since: float | None
    counted: int
    to_count: int


@dataclass(frozen=True)
class WorldView:
    """The state at one time."""

    time: float
    hazard: str
    """Its zone; empty before onset."""
    hazard_building: str
    hazard_floor: int | None
    is_hazard_active: bool
    people: tuple[PartyView, ...]
    groups: tuple[PartyView, ...]
    staff: int
    """Adults on campus."""
    staff_aware: int
    occupants: int
    """Heads that can be protected: everyone on campus except responders."""
    occupants_protected: int
    locked: tuple[str, ...]
    """Names of zones."""
    channels: tuple[str, ...]
    """Of `pa` and `radio`, those that this strategy uses and that work."""
    since: StatusTimes
    units: tuple[UnitView, ...]
    responders: tuple[ResponderView, ...]
    calls: CallsView
    patient: PatientView | None
    """Of a cardiac arrest only."""
    fire: FireView | None
    """Of a fire only."""
    is_over: bool


def take_snapshot(world: World) -> WorldView:
    """The state at this moment."""
    layout, here, people = world.tables.layout, world.hazard_zone, len(world.people)
    parties = list_parties(world)
    able = [parties[unit] for unit in world.units if is_counted(world, unit)]
    return WorldView(
        time=world.now,
        hazard="" if here == NOBODY else layout.zones[here],
        hazard_building="" if here == NOBODY else layout.buildings[here],
        hazard_floor=None if here == NOBODY else layout.floors[here],
        is_hazard_active=world.is_hazard_active,
        people=tuple(parties[:people]),
        groups=tuple(parties[people:]),
        staff=sum(world.present),
        staff_aware=sum(world.present) - world.unaware_staff,
        occupants=sum(party.occupants for party in able),
        occupants_protected=sum(party.occupants for party in able if party.is_protected),
        locked=tuple(name for name, locked in zip(layout.zones, world.locked, strict=True) if locked),
        channels=list_working_channels(world),
        since=collect_status_times(world),
        units=tuple(view_unit(world, unit) for unit in range(len(world.unit_doing))),
        responders=list_responders(world),
        calls=view_calls(world),
        patient=view_patient(world) if world.tables.hazard.kind == "cardiac-arrest" else None,
        fire=view_fire(world) if world.tables.hazard.kind == "fire" else None,
        is_over=world.over,
    )


def list_parties(world: World) -> list[PartyView]:
    """All adults, then all groups."""
    staff, groups, zones = world.tables.staff, world.tables.groups, world.tables.layout.zones
    no_group = [False] * len(groups.ids)
    names = (*staff.ids, *groups.ids)
    checked_in, played = world.checked_in + no_group, world.played + no_group
    return [
        PartyView(
            names[unit],
            "" if (zone := world.zone[unit]) == NOBODY else zones[zone],
            world.occupants[unit],
            zone != NOBODY,
            aware := world.aware[unit],
            world.doubting[unit],
            world.acting[unit],
            world.protected[unit],
            name_channel(world.told_channel[unit]) if aware else "",
            checked_in[unit],
            played[unit],
        )
        for unit in world.units
    ]


@cache
def name_channel(channel: int) -> str:
    """The word for a channel; empty for none."""
    return "" if channel == NOBODY else Channel(channel).name.lower()


def is_counted(world: World, unit: int) -> bool:
    """Whether a person or group is among the heads that can be protected."""
    return world.zone[unit] != NOBODY and (unit >= len(world.people) or not world.tables.staff.is_responder[unit])


def list_working_channels(world: World) -> tuple[str, ...]:
    """The campus channels that are in use and work."""
    means = world.tables.means
    used = ("pa", means.pa and world.pa_works), ("radio", means.radio and world.radio_works)
    return tuple(name for name, works in used if works)


def collect_status_times(world: World) -> StatusTimes:
    sent = [world.first_time(EventKind.SENT, channel) for channel in Channel]
    return StatusTimes(
        answered=world.first_time(EventKind.ANSWERED),
        dispatched=world.first_time(EventKind.DISPATCHED),
        alert=world.first_time(EventKind.SENT, Channel.PUSH),
        announced=world.first_time(EventKind.SENT, Channel.PA),
        office=world.first_time(EventKind.OFFICE_TOLD),
        hazard_over=world.first_time(EventKind.HAZARD_ENDS),
        over=world.first_time(EventKind.ALL_CLEAR),
        message=min((time for time in sent if time is not None), default=None),
    )


def view_calls(world: World) -> CallsView:
    takers, waiting = world.tables.psap.call_takers, len(world.line)
    return CallsView(takers, world.takers_free, waiting, world.answered, world.dispatched)


def view_unit(world: World, unit: int) -> UnitView:
    doing = world.unit_doing[unit]
    eta = world.unit_due[unit] - world.now if doing == EventKind.EN_ROUTE else None
    return UnitView(world.tables.units.ids[unit], EventKind(doing).name.lower() if doing else "", eta)


def list_responders(world: World) -> tuple[ResponderView, ...]:
    """Adults who are on their way to the hazard, by task or because they were sent."""
    ids, zones = world.tables.staff.ids, world.tables.layout.zones
    return tuple(
        ResponderView(ids[person], zones[world.zone[person]], travel_time_to_scene(world, person))
        for person in world.people
        if world.acting[person] and is_responding(world, person)
    )


def is_responding(world: World, person: int) -> bool:
    """Whether a person is on the way to a hazard that is still active."""
    goes = world.tables.staff.is_responder[person] or world.sent[person]
    return goes and world.is_hazard_active and world.zone[person] not in (NOBODY, world.hazard_zone)


def travel_time_to_scene(world: World, person: int) -> float | None:
    """Seconds straight to the hazard at their own speed; None without a route."""
    if world.tables.hazard.kind == "cardiac-arrest":
        return None
    meters = world.tables.layout.distance[world.zone[person]][world.hazard_zone]
    return meters / world.peek(Purpose.RUN_SPEED, person) if meters < math.inf else None


def view_patient(world: World) -> PatientView:
    patient = world.patient
    eta = max(patient.aed_due - world.now, 0.0) if patient.aed_due < math.inf else None
    return PatientView(patient.is_attended, patient.cpr, eta, patient.defibrillator, patient.shocked)


def view_fire(world: World) -> FireView:
    awaited = who_must_leave(world) if world.hazard_zone != NOBODY else world.units
    here = [unit for unit in awaited if world.zone[unit] != NOBODY]
    return FireView(
        alarm_since=world.first_time(EventKind.SENT, Channel.ALARM),
        untenable_since=world.first_time(EventKind.UNTENABLE),
        counted=sum(world.occupants[unit] for unit in here if world.counted[unit]),
        to_count=sum(world.occupants[unit] for unit in here),
    )
