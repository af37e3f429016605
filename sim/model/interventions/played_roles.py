"""Roles that participants played and that return to the simulation."""

from sim.model import alerting, staff
from sim.model.interventions.application import is_possible
from sim.model.interventions.base import find_person
from sim.model.interventions.outcome import BEGAN, Outcome, reject_because
from sim.model.state import OFFICE, World
from sim.model.tables import NOBODY


def return_to_simulation(world: World, name: str) -> Outcome:
    """The model takes over this person, or `OFFICE`. Someone who is convinced and has not called yet begins now.

    Actions that the model would have taken earlier are not caught up. A person who called by decision does not call again.
    """
    if name == OFFICE and not world.office_played:
        return reject_because("no participant speaks for the office")
    person = NOBODY if name == OFFICE else find_person(world.tables, name)
    if person != NOBODY and not world.played[person]:
        return reject_because(f"no participant plays {name}")
    return_role(world, person)
    return BEGAN


def return_role(world: World, person: int) -> None:
    """The model takes over this person; NOBODY: the office, which calls and announces unless that was decided already."""
    if person == NOBODY:
        return_office(world)
    elif world.played[person]:
        world.played[person] = False
        if world.acting[person] and not world.has_called[person] and is_possible(world):
            staff.call_for_help(world, person)
            if world.tables.staff.office[person]:
                staff.tell_own_office(world, person)


def return_office(world: World) -> None:
    """The model takes over the office."""
    if world.office_played:
        world.office_played = False
        if world.office_knows and is_possible(world):
            alerting.start_office(world)
