"""Who comes to help: units from off campus, and people of the campus whose task it is.

For somebody who is on campus already, to be told earlier is to arrive earlier: they move as soon as they know, along real distances. What
they do when they are there stands with the hazard.
"""

from sim.model.movement import move_to_zone
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import EventKind


def respond_as_unit(world: World, unit: int) -> Process:
    """Handler: a unit is dispatched. Turnout, travel, on scene; then what the hazard asks of it."""
    units = world.tables.units
    if units.turnout[unit]:
        yield world.wait(world.draw(Purpose.TURNOUT, unit), Rank.DISPATCH, unit, Purpose.TURNOUT)
    record_status(world, unit, EventKind.EN_ROUTE)
    travel = world.draw(Purpose.TRAVEL, unit) + world.unit_delay[unit]
    world.unit_due[unit] = world.now + travel
    yield world.wait(travel, Rank.DISPATCH, unit, Purpose.TRAVEL)
    record_status(world, unit, EventKind.ON_SCENE, units.enters[unit])
    yield from world.playbook.unit_on_scene(world, unit)


def record_status(world: World, unit: int, doing: EventKind, place: int = NOBODY) -> None:
    """A unit has come so far."""
    world.unit_doing[unit] = doing
    world.log_event(doing, unit, place=place)


def draw_locate_time(world: World, unit: int) -> float:
    """From arrival to contact; a part of it falls away when somebody's location data came with a call. Seconds."""
    seconds = world.draw(Purpose.LOCATE, unit)
    if world.room_known and world.tables.units.location_gain[unit]:
        return world.walking_time(seconds * world.draw(Purpose.LOCATED, unit), 1.0)
    return seconds


def run_to_hazard(world: World, person: int) -> Process:
    """Zone by zone, wherever it is by then; stops where no way leads on. A hazard that is nowhere gives nowhere to go."""
    if world.hazard_zone == NOBODY:
        return
    speed = world.draw(Purpose.RUN_SPEED, person)
    layout = world.tables.layout
    world.log_event(EventKind.SETS_OUT, person, place=world.zone[person])
    while world.hazard_zone != world.zone[person]:
        here = world.zone[person]
        ahead = layout.next_zone[here][world.hazard_zone]
        if ahead == NOBODY:
            return
        yield world.wait(world.walking_time(layout.length(here, ahead), speed), Rank.MOVEMENT, person)
        move_to_zone(world, person, ahead)
    world.log_event(EventKind.RESPONDER_ON_SCENE, person, place=world.zone[person])
