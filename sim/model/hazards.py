"""The thing that goes wrong.

A threat is in one zone for some time, then goes on to a zone that is open to it, and ends by its own clock or when an officer makes
contact. Nothing else about it is modelled. It does not enter a zone that is locked.
"""

from sim.model.awareness import look_and_listen, perceives
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Kind


def threat(world: World) -> Process:
    """Handler: onset. The threat is somewhere that is not locked; it stays, looks for an open way, walks, and enters."""
    place = place_of_onset(world)
    world.locked[place] = False
    as_things_are(world)
    world.tell(Kind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))
    enter(world, place)
    while True:
        yield world.wait(world.draw(Purpose.HAZARD_STAYS, 0, world.hazard_step), Rank.HAZARD, 0)
        if world.hazard_is_over():
            return
        target = next_zone(world)
        world.hazard_step += 1
        if target == NOBODY:
            continue
        world.tell(Kind.HAZARD_LEAVES, place=world.hazard_zone)
        metres = world.tables.layout.length(world.hazard_zone, target)
        yield world.wait(world.seconds_for(metres, world.draw(Purpose.HAZARD_SPEED, 0)), Rank.HAZARD, 0)
        if world.hazard_is_over():
            return
        enter(world, world.hazard_zone if world.locked[target] else target)


def own_clock(world: World) -> Process:
    """Handler: its own clock has run out. It may have ended before."""
    ends(world, by_contact=False)
    yield from ()


def notice(world: World) -> Process:
    """Handler: onset of a reference hazard. One named person has something to recognise."""
    as_things_are(world)
    world.tell(Kind.ONSET)
    perceives(world, world.tables.hazard.witness, 0)
    yield from ()


def begin(world: World) -> None:
    """Onset: some doors are locked, some people are away, and it starts."""
    staff = world.tables.staff
    for zone in range(len(world.locked)):
        if world.tables.layout.lockable[zone] and world.draw(Purpose.LOCKED_ALREADY, zone):
            world.locked[zone] = True
    for person in world.people:
        if staff.away[person] or (staff.may_be_absent[person] and not world.draw(Purpose.ON_SITE, person)):
            leave_out(world, person)
    if world.tables.hazard.kind == "notice":
        world.start(notice(world), Rank.HAZARD, 0, after=world.tables.psap.past)
        return
    world.hazard_goes_on = True
    world.start(threat(world), Rank.HAZARD, 0, after=world.tables.psap.past)
    lasts = world.draw(Purpose.HAZARD_LASTS, 0)
    world.start(own_clock(world), Rank.HAZARD, 1, after=world.tables.psap.past + lasts)


def as_things_are(world: World) -> None:
    """Writes down who is away and which doors were locked before anything happened."""
    for person in world.people:
        if not world.present[person]:
            world.tell(Kind.ABSENT, person)
    for zone in range(len(world.locked)):
        if world.locked[zone]:
            world.tell(Kind.LOCKED_BEFORE, place=zone)


def leave_out(world: World, person: int) -> None:
    """Somebody on the roster is not on campus: nowhere, and in no count."""
    world.present[person] = False
    world.goes_to(person, NOBODY)
    world.unaware_staff -= 1
    world.unprotected -= 0 if world.tables.staff.responds[person] else 1


def place_of_onset(world: World) -> int:
    """One of the zones where it may start, each as likely as its weight."""
    start = world.tables.hazard.start
    zones = [zone for zone in range(len(start)) if start[zone] > 0.0]
    return min(zones, key=lambda zone: world.draw(Purpose.ONSET_PLACE, zone) / start[zone])


def next_zone(world: World) -> int:
    """The neighbour that is open and whose own number is smallest; NOBODY if every way is shut."""
    ways = world.tables.layout.ways[world.hazard_zone]
    open_ways = [zone for zone in ways if not world.locked[zone]]
    if not open_ways:
        return NOBODY
    return min(open_ways, key=lambda zone: world.draw(Purpose.HAZARD_NEXT, zone, world.hazard_step))


def enter(world: World, zone: int) -> None:
    """It is in a zone now: whoever is near may perceive it, and an officer who is there makes contact."""
    world.hazard_zone = zone
    world.tell(Kind.HAZARD_ENTERS, place=zone)
    look_and_listen(world)
    world.hazard_moves.comes()


def ends(world: World, by_contact: bool) -> None:
    """It ends, once: an officer made contact, or its own clock ran out."""
    if world.hazard_goes_on:
        world.hazard_goes_on = False
        world.tell(Kind.HAZARD_ENDS, place=world.hazard_zone, value=float(by_contact))
        world.hazard_moves.comes()
        world.look_for_all_clear()
