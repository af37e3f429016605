"""Roles that return to the simulation."""

from sim.compiled.arrays import World
from sim.compiled.jit import compiled, entry_point
from sim.compiled.model.alerting import inform_office, start_office
from sim.compiled.model.interventions.application import is_too_late_or_early
from sim.compiled.model.staff import call_for_help
from sim.model.tables import NOBODY
from sim.model.trace import Channel


@entry_point
def return_to_simulation(w: World, person: int) -> None:
    """The model takes over this person; NOBODY: the office."""
    if person == NOBODY:
        return_office(w)
    elif w.people[person].played:
        w.people[person].played = False
        if w.units[person].acting and not w.people[person].has_called and not is_too_late_or_early(w):
            call_for_help(w, person)
            if w.staff[person].office:
                inform_office(w, NOBODY, Channel.VOICE)


@compiled
def return_office(w: World) -> None:
    s = w.state[0]
    if s.office_played:
        s.office_played = False
        if s.office_knows and not is_too_late_or_early(w):
            start_office(w)
