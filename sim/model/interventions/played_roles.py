"""Roles that participants played and that return to the simulation."""

from sim.model import alerting, staff
from sim.model.interventions.application import reject
from sim.model.interventions.base import find_staff
from sim.model.interventions.outcome import BEGAN, Outcome, reject_because
from sim.model.state import OFFICE, World
from sim.model.tables import NOBODY
from sim.model.trace import Channel


def return_to_simulation(world: World, name: str) -> Outcome:
    """The model takes over this person, or `OFFICE`. Someone who is convinced and has not called yet begins now.

    Actions that the model would have taken earlier are not caught up. A person who called by decision does not call again.
    """
    if name == OFFICE:
        return return_office_to_simulation(world)
    person = find_staff(world, name)
    if not world.played[person]:
        return reject_because(f"no participant plays {name}")
    world.played[person] = False
    if world.acting[person] and not world.has_called[person] and reject(world) is None:
        staff.call_for_help(world, person)
        if world.tables.staff.office[person]:
            alerting.inform_office(world, NOBODY, Channel.VOICE)
    return BEGAN


def return_office_to_simulation(world: World) -> Outcome:
    """The model takes over the office, which calls and announces unless that was decided already."""
    if not world.office_played:
        return reject_because("no participant speaks for the office")
    world.office_played = False
    if world.office_knows and reject(world) is None:
        alerting.start_office(world)
    return BEGAN
