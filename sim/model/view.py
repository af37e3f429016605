"""A frozen picture of the state, for those who look on: who is where, who knows, which doors are locked, who is on the way."""

from dataclasses import dataclass

from sim.model.world import World
from sim.tables import NOBODY
from sim.trace import Channel, Kind


@dataclass(frozen=True)
class PartyView:
    """An adult or a group. told_by: the channel, empty while unaware."""

    id: str
    zone: str
    heads: int
    present: bool
    aware: bool
    acting: bool
    protected: bool
    told_by: str


@dataclass(frozen=True)
class CallsView:
    """The 911 centre: takers in all and free, callers waiting, calls about the emergency answered so far."""

    takers: int
    free: int
    waiting: int
    answered: int
    dispatched: bool


@dataclass(frozen=True)
class WorldView:
    """The state at one time. hazard: its zone, empty before onset; locked: names of zones; units: what each is doing."""

    time: float
    hazard: str
    hazard_goes_on: bool
    people: tuple[PartyView, ...]
    groups: tuple[PartyView, ...]
    locked: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    calls: CallsView
    over: bool


def look(world: World) -> WorldView:
    """The picture of this moment."""
    zones = world.tables.layout.zones
    parties = [party(world, unit) for unit in world.units]
    return WorldView(
        time=world.now,
        hazard="" if world.hazard_zone == NOBODY else zones[world.hazard_zone],
        hazard_goes_on=world.hazard_goes_on,
        people=tuple(parties[: len(world.people)]),
        groups=tuple(parties[len(world.people) :]),
        locked=tuple(name for name, locked in zip(zones, world.locked, strict=True) if locked),
        units=tuple(zip(world.tables.units.ids, doings(world), strict=True)),
        calls=CallsView(
            takers=world.tables.psap.takers,
            free=world.takers_free,
            waiting=len(world.line),
            answered=world.answered,
            dispatched=world.dispatched,
        ),
        over=world.over,
    )


def party(world: World, unit: int) -> PartyView:
    """One adult or group."""
    names = (*world.tables.staff.ids, *world.tables.groups.ids)
    zone, channel = world.zone[unit], world.told_by[unit][0]
    return PartyView(
        id=names[unit],
        zone="" if zone == NOBODY else world.tables.layout.zones[zone],
        heads=world.heads[unit],
        present=zone != NOBODY,
        aware=world.aware[unit],
        acting=world.acting[unit],
        protected=world.protected[unit],
        told_by=Channel(channel).name.lower() if world.aware[unit] else "",
    )


def doings(world: World) -> list[str]:
    """What each off-campus unit is doing."""
    return [Kind(doing).name.lower() if doing else "" for doing in world.unit_doing]
