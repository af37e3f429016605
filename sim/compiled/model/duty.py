"""The duty of an adult in compiled code, as `sim.model.duty`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.scheduler import frame_of, new, start
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


@compiled
def start_duty(w: World, unit: int, after: float = 0.0) -> None:
    is_adult, order = unit < w.sizes[0].staff, w.units[unit].order
    if is_adult and (w.staff[unit].is_responder or w.people[unit].sent):
        duty = new(w, w.hazard[0].responder, unit)
        start(w, duty, Rank.ACT, unit, after, Purpose.RUN_SPEED)
    elif order != NOBODY:
        duty = new(w, Handler.FOLLOW_ORDER, unit)
        frame_of(w, duty).order = order
        start(w, duty, Rank.ACT, unit, after, Purpose.REACTION)
    elif is_adult:
        duty = new(w, w.hazard[0].protocol, unit)
        if w.state[0].is_for_measures and begins_with_reaction(w.hazard[0].protocol):
            frame_of(w, duty).step = 1
            seconds = after + draw(w, Purpose.REACTION, unit)
            start(w, duty, Rank.REACTION, unit, seconds, Purpose.REACTION)
        else:
            start(w, duty, Rank.ACT, unit, after, Purpose.REACTION)
    else:
        duty = new(w, w.hazard[0].group_knows, unit)
        start(w, duty, Rank.ACT, unit, after)
    w.activities[duty].duty_of = unit


@compiled
def begins_with_reaction(protocol: int) -> bool:
    """Whether the first step of a protocol is only to wait for the reaction, so that it can begin after that."""
    return protocol == Handler.RUN_LOCKDOWN or protocol == Handler.EVACUATE


@compiled
def drop_duty(w: World, unit: int) -> None:
    for number in range(w.state[0].activities_used):
        if w.activities[number].duty_of == unit:
            w.activities[number].is_dropped = True
    w.units[unit].walking = False


@compiled
def return_to_duty(w: World, person: int) -> None:
    w.people[person].on_errand = False
    if w.units[person].acting and not w.units[person].counted:
        start_duty(w, person)
