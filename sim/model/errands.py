"""Errands: tasks that participants give a person, who leaves their place for them.

Whoever sets out drops what the model has them do. Students whom they were with stay where they are, and know of the emergency. Whoever is
behind a locked door opens it for no one but the police, and whoever leads a group does not leave it on the way. After the errand the model
goes on with the person.
"""

import math

from sim.model import alerting, office, search
from sim.model.awareness import become_aware, end_doubt
from sim.model.duty import drop_duty, return_to_duty
from sim.model.environment import Process, Rank
from sim.model.evacuation import record_exit
from sim.model.instructions import is_in_reach, is_safe_only_inside, lose_protection
from sim.model.movement import find_accompanying_groups, go_to, walk
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def is_free(world: World, person: int) -> bool:
    """Whether a person can set out: not behind a locked door, at the threat, leading a group, fetching an AED, or on an errand."""
    zone = world.zone[person]
    if world.on_errand[person] or world.fetches_aed[person] or is_at_threat(world, person):
        return False
    if world.protected[person] and world.locked[zone]:
        return False
    return not (world.walking[person] and find_accompanying_groups(world, person))


def is_at_threat(world: World, person: int) -> bool:
    """Whether they are an officer who has reached the hazard and is not called away."""
    return world.tables.staff.can_intervene[person] and world.is_hazard_in(world.zone[person])


def set_out(world: World, person: int) -> None:
    """Begins an errand. Unaware students who stay behind learn of the emergency from the person who leaves. Who leaves a shelter area, or
    a closed room, is not protected any more.
    """
    drop_duty(world, person)
    if is_safe_only_inside(world):
        lose_protection(world, person)
    world.on_errand[person] = True
    for group in find_accompanying_groups(world, person):
        if not (world.aware[group] or world.protected[group]):
            hand_over(world, group, person)


def hand_over(world: World, group: int, person: int) -> None:
    """From now on the group acts on its own. Nothing is interrupted beyond what its adult left, so it logs no event of its own."""
    world.set_aware(group)
    world.told_channel[group], world.told_teller[group] = Channel.ADULT, person
    world.add_duty(group, world.start(world.playbook.group_knows(world, group), Rank.ACT, group))


def meet_responders(world: World, person: int, door: int) -> Process:
    """Handler: a person goes to a door and waits there for units, if one is still expected."""
    if world.on_errand[person]:
        return
    set_out(world, person)
    if (yield from go_to(world, person, door)):
        wait_for_units(world, person)
    else:
        return_to_duty(world, person)


def wait_for_units(world: World, person: int) -> None:
    """Waits there if a unit is still expected at that door or beside it, and no one else is waiting.

    Outdoors they are out of the building on fire.
    """
    door, outdoors = world.zone[person], world.tables.fire.outdoors
    if outdoors and outdoors[door]:
        record_exit(world, person)
    if not is_unit_expected(world, door) or world.greeter[door] != NOBODY:
        return_to_duty(world, person)
        return
    world.greeter[door] = person
    world.log_event(EventKind.WAITS_FOR_UNITS, person, place=door)


def is_unit_expected(world: World, door: int) -> bool:
    """Whether a unit that enters by this door, or beside it, has not arrived yet."""
    enters, doing = world.tables.units.enters, world.unit_doing
    near = [door, *world.tables.layout.neighbors[door]]
    return any(enters[unit] in near and doing[unit] < EventKind.ON_SCENE for unit in range(len(doing)))


def clear_way(world: World, person: int) -> Process:
    """Handler: a person walks from the patient to the door where the ambulance crew enters, clears the way, and waits there."""
    door = find_ambulance_door(world)
    if world.on_errand[person]:
        return
    set_out(world, person)
    arrived = yield from go_to(world, person, world.hazard_zone)
    if arrived:
        arrived = yield from go_to(world, person, door)
    if arrived:
        world.way_is_clear = True
        world.log_event(EventKind.WAY_CLEARED, person, place=door)
        wait_for_units(world, person)
    else:
        return_to_duty(world, person)


def find_ambulance_door(world: World) -> int:
    """Where the first ambulance comes in; NOBODY if none is sent."""
    units = world.tables.units
    return next((units.enters[unit] for unit in range(len(units.ids)) if units.is_ambulance[unit]), NOBODY)


def look(world: World, person: int, zone: int) -> Process:
    """Handler: goes to a place alone, looks, and reports a hazard to the office. If there is none, returns."""
    home = world.zone[person]
    if world.on_errand[person]:
        return
    set_out(world, person)
    arrived = yield from go_to(world, person, zone)
    yield world.wait(world.draw(Purpose.LOOKING, person), Rank.REACTION, person, Purpose.LOOKING)
    found = is_in_view(world, person, NOBODY if arrived else zone)
    world.log_event(EventKind.LOOKED, person, place=world.zone[person], value=float(found))
    if found:
        see_hazard(world, person)
        yield from report_back(world, person)
    else:
        yield from go_to(world, person, home)
    return_to_duty(world, person)


def is_in_view(world: World, person: int, target: int) -> bool:
    """Whether the hazard is where they are, in sight, or in the next zone on their way, NOBODY if they have arrived."""
    here = world.zone[person]
    ahead = NOBODY if target == NOBODY else world.tables.layout.next_zone[here][target]
    return is_in_reach(world, here) or (ahead != NOBODY and world.is_hazard_in(ahead))


def see_hazard(world: World, person: int) -> None:
    """They see the hazard and know what it is."""
    world.seen_in[person] = world.hazard_zone
    if world.recognized[person]:
        return
    world.perceived[person] = world.recognized[person] = True
    world.log_event(EventKind.RECOGNIZED, person, place=world.zone[person])
    if world.aware[person]:
        end_doubt(world, person)
    else:
        become_aware(world, person, Channel.HAZARD)


def report_back(world: World, person: int) -> Process:
    """Handler: tells the office, by radio if they carry a working one, otherwise by phone."""
    if (yield from alerting.broadcast_by_radio(world, person, decided=True)):
        return
    if world.tables.staff.office[person]:
        return
    yield from alerting.phone_office(world, person, decided=True)


def lead_group(world: World, person: int, zone: int) -> Process:
    """Handler: leads their own group to another place, and protects it there."""
    if world.on_errand[person]:
        return
    drop_duty(world, person)
    world.on_errand[person] = True
    for unit in [person, *find_accompanying_groups(world, person)]:
        lose_protection(world, unit)
    yield from walk(world, person, zone)
    return_to_duty(world, person)


def step_aside(world: World, person: int, zone: int) -> Process:
    """Handler: leads their own group away from the hazard, and is no longer beside it."""
    yield from lead_group(world, person, zone)
    if not world.is_hazard_in(world.zone[person]):
        world.log_event(EventKind.STEPS_ASIDE, person, place=world.zone[person])


def search_by_order(world: World, person: int, area: int) -> Process:
    """Handler: searches an area, then goes on as the plan says."""
    yield from search.search_area(world, person, area)
    return_to_duty(world, person)


def watch_by_order(world: World, person: int, door: int) -> Process:
    """Handler: goes to an exit, stays there and watches it. Where the way is barred, goes on as the plan says."""
    if (yield from go_to(world, person, door)):
        world.log_event(EventKind.WATCHES, person, place=door)
        yield from search.look_around(world, person)
    else:
        world.of(search.SearchState).is_watched[door] = False
        return_to_duty(world, person)


# an office where no one answers


def reach_office(world: World, person: int) -> Process:
    """Handler: somebody of the office who is elsewhere tells it, by radio if they carry one, else by phone. If no one is there, someone
    goes.
    """
    if not (world.office_knows or world.told_channel[person] == Channel.RADIO):
        yield from alerting.broadcast_by_radio(world, person)
    if not (world.office_knows or world.tables.staff.radio[person]):
        yield from alerting.wait_while_beside(world, person, Purpose.UNANSWERED)
        yield from alerting.phone_office(world, person)
    send_to_office(world, person)


def send_to_office(world: World, caller: int = NOBODY) -> None:
    """If neither anyone nor the hazard is in the office, and no one is on the way there, the nearest person who knows, may announce and
    can leave goes; else the caller. In a fire everyone leaves, and no one goes.
    """
    if world.office_knows or office.is_staffed(world) or world.goes_to_office != NOBODY:
        return
    if world.is_hazard_in(world.tables.means.office_zone) or bool(world.tables.fire.flow):
        return
    goes = find_nearest_speaker(world)
    if goes == NOBODY and caller != NOBODY and can_leave(world, caller):
        goes = caller
    if goes != NOBODY:
        world.goes_to_office = goes
        world.start(go_to_office(world, goes), Rank.ACT, goes, purpose=Purpose.REACH_OFFICE)


def find_nearest_speaker(world: World) -> int:
    """Of those who act, may announce and can leave, the one who is nearest to the office; NOBODY if there is none."""
    nearest, least = NOBODY, math.inf
    for person in world.people:
        if world.acting[person] and office.may_speak(world, person) and can_leave(world, person):
            meters = world.tables.layout.distance[world.zone[person]][world.tables.means.office_zone]
            if meters < least:
                nearest, least = person, meters
    return nearest


def can_leave(world: World, person: int) -> bool:
    """Whether the model may send them away: no student is with them, and no other task is theirs."""
    if world.played[person] or not world.present[person] or not is_free(world, person):
        return False
    has_task = world.tables.staff.is_responder[person] or world.sent[person]
    return not (has_task or find_accompanying_groups(world, person))


def go_to_office(world: World, person: int) -> Process:
    """Handler: goes to the office and speaks for it. Where the way is barred, someone else may go."""
    set_out(world, person)
    world.ready[person] = False
    arrived = yield from go_to(world, person, world.tables.means.office_zone)
    if arrived:
        alerting.inform_office(world, person, Channel.VOICE)
    world.goes_to_office = NOBODY
    return_to_duty(world, person)
