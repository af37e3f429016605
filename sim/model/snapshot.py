"""A frozen picture of the state, for those who look on: who is where, who knows, which doors are locked, who is on the way.

It is the truth, for the desk; what the room may see of it is decided elsewhere. Times are seconds from onset.
"""

import math
from dataclasses import dataclass
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
    """Waits for a second message."""
    is_acting: bool
    is_protected: bool
    told_by: str
    has_checked_in: bool
    """By the app."""
    is_played: bool
    """By somebody in the room."""


class CallsView(NamedTuple):
    """The 911 centre: takers in all and free, callers waiting, calls about the emergency answered so far."""

    call_takers: int
    free: int
    waiting: int
    answered: int
    dispatched: bool


class StatusTimes(NamedTuple):
    """Since when it is so; None: it is not."""

    answered: float | None
    """911 has it."""
    dispatched: float | None
    alert: float | None
    """The app's alert to the staff went out."""
    announced: float | None
    """Somebody began to speak on a PA that works."""
    office: float | None
    """The office knows."""
    hazard_over: float | None
    over: float | None
    """All clear."""
    message: float | None
    """The first message to many went out, by whichever means: app, PA, radio or horns."""


class UnitView(NamedTuple):
    """A unit from off campus. status: the last thing it did, empty: not set out. eta: seconds until it is on scene, while on the way."""

    id: str
    status: str
    eta: float | None


class ResponderView(NamedTuple):
    """Somebody of the campus on the way to it. seconds: from the zone entered last, straight there; None: no way, or by way of an AED."""

    id: str
    zone: str
    seconds: float | None


class PatientView(NamedTuple):
    """Somebody whose heart has stopped. aed_eta: seconds until the first AED is there, of those on their way."""

    attended: bool
    cpr: bool
    aed_eta: float | None
    defibrillator: bool
    shocked: bool


class FireView(NamedTuple):
    """A fire, and who has been counted. counted: heads at the assembly point; to_count: heads of those who must leave."""

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
    """That can be protected: everybody on campus but those whose task is to go there."""
    occupants_protected: int
    locked: tuple[str, ...]
    """Names of zones."""
    channels: tuple[str, ...]
    """Of `pa` and `radio`: used under this strategy, and work."""
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
    """The picture of this moment."""
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
        occupants=sum(one.occupants for one in able),
        occupants_protected=sum(one.occupants for one in able if one.is_protected),
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
    """Every adult, then every group."""
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
            CHANNELS[world.told_by[unit][0]] if aware else "",
            checked_in[unit],
            played[unit],
        )
        for unit in world.units
    ]


NAMES = {channel.value: channel.name.lower() for channel in Channel}
CHANNELS = tuple(NAMES.get(channel, "") for channel in range(max(Channel) + 1))


def is_counted(world: World, unit: int) -> bool:
    """Whether somebody is among the heads that can be protected."""
    return world.zone[unit] != NOBODY and (
        unit >= len(world.people) or not world.tables.staff.is_responder[unit]
    )


def list_working_channels(world: World) -> tuple[str, ...]:
    """Which of the campus's own channels can be spoken on."""
    means = world.tables.means
    used = (("pa", Channel.PA, means.pa), ("radio", Channel.RADIO, means.radio))
    return tuple(name for name, channel, is_used in used if is_used and world.works[channel])


def collect_status_times(world: World) -> StatusTimes:
    """Since when what is so."""
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
    """The 911 centre."""
    takers, waiting = world.tables.psap.call_takers, len(world.line)
    return CallsView(takers, world.takers_free, waiting, world.answered, world.dispatched)


def view_unit(world: World, unit: int) -> UnitView:
    """A unit from off campus."""
    doing = world.unit_doing[unit]
    eta = world.unit_due[unit] - world.now if doing == EventKind.EN_ROUTE else None
    return UnitView(world.tables.units.ids[unit], EventKind(doing).name.lower() if doing else "", eta)


def list_responders(world: World) -> tuple[ResponderView, ...]:
    """Whose task it is, or who was sent, and who acts and is not there yet."""
    ids, zones = world.tables.staff.ids, world.tables.layout.zones
    return tuple(
        ResponderView(ids[person], zones[world.zone[person]], travel_time_to_scene(world, person))
        for person in world.people
        if world.acting[person] and is_responding(world, person)
    )


def is_responding(world: World, person: int) -> bool:
    """Whether somebody goes to where it is, and it goes on."""
    goes = world.tables.staff.is_responder[person] or world.sent[person]
    return goes and world.is_hazard_active and world.zone[person] not in (NOBODY, world.hazard_zone)


def travel_time_to_scene(world: World, person: int) -> float | None:
    """Straight there, at their own speed."""
    if world.tables.hazard.kind == "cardiac-arrest":
        return None
    metres = world.tables.layout.distance[world.zone[person]][world.hazard_zone]
    return metres / world.peek(Purpose.RUN_SPEED, person) if metres < math.inf else None


def view_patient(world: World) -> PatientView:
    """Somebody whose heart has stopped."""
    one = world.patient
    eta = max(one.aed_due - world.now, 0.0) if one.aed_due < math.inf else None
    return PatientView(one.is_attended, one.cpr, eta, one.defibrillator, one.shocked)


def view_fire(world: World) -> FireView:
    """A fire, and who has been counted."""
    awaited = who_must_leave(world) if world.hazard_zone != NOBODY else world.units
    here = [unit for unit in awaited if world.zone[unit] != NOBODY]
    return FireView(
        alarm_since=world.first_time(EventKind.SENT, Channel.ALARM),
        untenable_since=world.first_time(EventKind.UNTENABLE),
        counted=sum(world.occupants[unit] for unit in here if world.counted[unit]),
        to_count=sum(world.occupants[unit] for unit in here),
    )
