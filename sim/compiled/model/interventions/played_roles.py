"""Roles that return to the simulation."""

from sim.compiled.arrays import World
from sim.compiled.handlers import alerting__inform_office, alerting__start_office, staff__call_for_help
from sim.compiled.jit import compiled, entry_point
from sim.compiled.model.interventions.application import is_too_late_or_early
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
            staff__call_for_help(w, person)
            if w.staff_office[person]:
                alerting__inform_office(w, NOBODY, Channel.VOICE, NOBODY)


@compiled
def return_office(w: World) -> None:
    if w.play[0].office_played:
        w.play[0].office_played = False
        if w.play[0].office_knows and not is_too_late_or_early(w):
            alerting__start_office(w)
