"""What people do so that help from off campus finds the place sooner."""

from sim.compiled.arrays import Request, World
from sim.compiled.handlers import (
    actions__has_phone,
    actions__start_action,
    actions__start_decided,
    errands__find_ambulance_door,
    new_alerting__dial_911,
    new_errands__clear_way,
    new_errands__meet_responders,
    new_psap__call_911,
)
from sim.compiled.jit import compiled
from sim.compiled.model.interventions.actions import is_ready
from sim.compiled.model.interventions.kinds import Act
from sim.model.tables import NOBODY
from sim.model.trace import Channel


@compiled
def can_help_responders(w: World, request: Request) -> bool:
    """As the previews."""
    person = request.person
    if request.act == Act.TELL_911_ROOM:
        return w.units[person].aware and w.play[0].hazard_zone != NOBODY and actions__has_phone(w, person)
    if request.act == Act.CLEAR_WAY:
        return (
            w.playbook[0].start_cpr != NOBODY
            and errands__find_ambulance_door(w) != NOBODY
            and is_ready(w, person)
        )
    return is_ready(w, person)


@compiled
def help_responders(w: World, request: Request) -> None:
    """As `execute`."""
    office, person = w.psap_values[0].office, request.person
    if request.act == Act.MEET_RESPONDERS:
        actions__start_action(w, new_errands__meet_responders(w, person, request.zone), person)
    elif request.act == Act.CLEAR_WAY:
        actions__start_action(w, new_errands__clear_way(w, person), person)
    elif w.play[0].office_played and w.staff_office[person]:
        w.callers[office].gives_room = True
        w.play[0].office_has_called = True
        actions__start_decided(w, new_psap__call_911(w, office, Channel.DIAL_911, True), person)
    else:
        w.callers[person].gives_room = True
        actions__start_decided(w, new_alerting__dial_911(w, person, True), person)
