"""Calls, alerts and announcements: the app, 911, the PA, the radio."""

from sim.compiled.arrays import Problem, Request, World
from sim.compiled.handlers import (
    actions__has_phone,
    actions__start_decided,
    new_alerting__announce,
    new_alerting__broadcast_by_radio,
    new_alerting__dial_911,
    new_alerting__press_app,
    new_psap__call_911,
)
from sim.compiled.jit import compiled
from sim.compiled.kinds import peek
from sim.compiled.model.interventions.kinds import Act
from sim.model.tables import NOBODY
from sim.model.trace import Channel
from sim.sampling.keyed_rng import Purpose


@compiled
def can_send_message(w: World, request: Request) -> bool:
    """As the previews."""
    means, person = w.means_values[0], request.person
    if request.act == Act.PRESS:
        return (
            means.app
            and peek(w, Purpose.INSTALLED, person, 0) != 0.0
            and peek(w, Purpose.PHONE_ON_PERSON, person, 0) != 0.0
        )
    if request.act == Act.CALL_911:
        return actions__has_phone(w, person)
    if request.act == Act.ANNOUNCE:
        return means.pa
    return means.radio and w.staff_radio[person]


@compiled
def send_message(w: World, request: Request) -> None:
    """As `execute`."""
    office, person = w.psap_values[0].office, request.person
    for_the_office = w.play[0].office_played and w.staff_office[person]
    if request.act == Act.PRESS:
        actions__start_decided(w, new_alerting__press_app(w, person, True, give_order(w, request)), person)
    elif request.act == Act.CALL_911:
        if for_the_office:
            w.play[0].office_has_called = True
            actions__start_decided(w, new_psap__call_911(w, office, Channel.DIAL_911, True), person)
        else:
            actions__start_decided(w, new_alerting__dial_911(w, person, True), person)
    elif request.act == Act.ANNOUNCE:
        w.play[0].office_has_spoken = w.play[0].office_has_spoken or for_the_office
        speaker, order = office if for_the_office else person, give_order(w, request)
        actions__start_decided(w, new_alerting__announce(w, speaker, True, person, order), person)
    else:
        actions__start_decided(
            w, new_alerting__broadcast_by_radio(w, person, True, give_order(w, request)), person
        )


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
