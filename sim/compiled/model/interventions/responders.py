"""What people do so that help from off campus finds the place sooner."""

from sim.compiled.arrays import Request, World
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.errands import find_ambulance_door, is_ready
from sim.compiled.model.interventions.actions import has_phone, start_action, start_decided
from sim.compiled.model.interventions.kinds import Act
from sim.model.tables import NOBODY
from sim.model.trace import Channel


@compiled
def can_help_responders(w: World, request: Request) -> bool:
    """As the previews."""
    person = request.person
    if request.act == Act.TELL_911_ROOM:
        return w.units[person].aware and w.state[0].hazard_zone != NOBODY and has_phone(w, person)
    if request.act == Act.CLEAR_WAY:
        return w.hazard[0].has_patient and find_ambulance_door(w) != NOBODY and is_ready(w, person)
    return is_ready(w, person)


@compiled
def help_responders(w: World, request: Request) -> None:
    """As `execute`."""
    s, office, person = w.state[0], w.psap[0].office, request.person
    if request.act == Act.MEET_RESPONDERS:
        start_action(w, person, Handler.MEET_RESPONDERS, person, NOBODY, request.zone)
    elif request.act == Act.CLEAR_WAY:
        start_action(w, person, Handler.CLEAR_WAY, person)
    elif s.office_played and w.staff[person].office:
        w.callers[office].gives_room = True
        s.office_has_called = True
        start_decided(w, person, Handler.CALL_911, office, Channel.DIAL_911)
    else:
        w.callers[person].gives_room = True
        start_decided(w, person, Handler.DIAL_911, person)
