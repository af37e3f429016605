"""Calls, alerts and announcements: the app, 911, the PA, the radio."""

from sim.compiled.arrays import Problem, Request, World
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.interventions.actions import has_phone, peek, start_decided
from sim.compiled.model.interventions.kinds import Act
from sim.model.tables import NOBODY
from sim.model.trace import Channel
from sim.sampling.keyed_rng import Purpose


@compiled
def can_send_message(w: World, request: Request) -> bool:
    """As the previews."""
    means, person = w.means[0], request.person
    if request.act == Act.PRESS:
        return (
            means.app
            and peek(w, Purpose.INSTALLED, person) != 0.0
            and peek(w, Purpose.PHONE_ON_PERSON, person) != 0.0
        )
    if request.act == Act.CALL_911:
        return has_phone(w, person)
    if request.act == Act.ANNOUNCE:
        return means.pa
    return means.radio and w.staff[person].radio


@compiled
def send_message(w: World, request: Request) -> None:
    """As `execute`."""
    s, office, person = w.state[0], w.psap[0].office, request.person
    for_the_office = s.office_played and w.staff[person].office
    if request.act == Act.PRESS:
        start_decided(w, person, Handler.PRESS_APP, person, NOBODY, NOBODY, give_order(w, request))
    elif request.act == Act.CALL_911:
        if for_the_office:
            s.office_has_called = True
            start_decided(w, person, Handler.CALL_911, office, Channel.DIAL_911)
        else:
            start_decided(w, person, Handler.DIAL_911, person)
    elif request.act == Act.ANNOUNCE:
        s.office_has_spoken = s.office_has_spoken or for_the_office
        speaker, order = office if for_the_office else person, give_order(w, request)
        start_decided(w, person, Handler.ANNOUNCE, speaker, person, NOBODY, order)
    else:
        start_decided(w, person, Handler.BROADCAST_BY_RADIO, person, NOBODY, NOBODY, give_order(w, request))


@compiled
def give_order(w: World, request: Request) -> int:
    """The number of what a message asks for, NOBODY for nothing."""
    s = w.state[0]
    if request.instruction == NOBODY:
        return NOBODY
    if s.orders == w.sizes[0].processes:
        s.error = Problem.FULL
        return NOBODY
    order = w.orders[s.orders]
    order.instruction, order.area = request.instruction, request.area
    order.exit, order.plain = request.exit, request.plain
    s.orders += 1
    return s.orders - 1
