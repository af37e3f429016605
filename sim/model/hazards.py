"""The thing that goes wrong, as far as every hazard is alike: it begins, it is somewhere, it ends.

What it does in between, and what people do about it, stands in a file of its own for each kind; `playbooks` names them.
"""

from sim.model.awareness import has_adult, look_and_listen, perceives
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Kind


def begin(world: World) -> None:
    """Before onset: some doors are locked, some people are away, and the hazard is on its way."""
    staff = world.tables.staff
    for zone in range(len(world.locked)):
        if world.tables.layout.lockable[zone] and world.draw(Purpose.LOCKED_ALREADY, zone):
            world.locked[zone] = True
    for person in world.people:
        if staff.away[person] or (staff.may_be_absent[person] and not world.draw(Purpose.ON_SITE, person)):
            leave_out(world, person)
    for unit in world.units:
        world.looked_after[unit] = has_adult(world, unit)
    world.start(world.playbook.onset(world), Rank.HAZARD, 0, after=world.tables.psap.past)


def notice(world: World) -> Process:
    """Handler: onset of a reference hazard. One named person has something to recognise."""
    as_things_are(world)
    world.tell(Kind.ONSET)
    perceives(world, world.tables.hazard.witness, 0)
    yield from ()


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


def appears(world: World, zone: int) -> None:
    """It is in a zone now, and whoever is near may perceive it."""
    world.hazard_zone = zone
    world.tell(Kind.HAZARD_ENTERS, place=zone)
    look_and_listen(world)
    world.hazard_moves.comes()


def ends(world: World, by_contact: bool) -> None:
    """It ends, once: somebody who came for it was there, or its own clock ran out."""
    if world.hazard_goes_on:
        world.hazard_goes_on = False
        world.tell(Kind.HAZARD_ENDS, place=world.hazard_zone, value=float(by_contact))
        world.hazard_moves.comes()
        world.look_for_all_clear()
