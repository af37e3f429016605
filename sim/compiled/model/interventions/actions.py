"""The actions of one person: what is at hand, and that they are busy until it is done."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.scheduler import Flow, Frame, end, new, report_news, start, take_frame
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


@compiled
def is_sure(w: World, person: int) -> bool:
    """Whether a person is aware and does not doubt."""
    return w.units[person].aware and not w.units[person].doubting


@compiled
def peek(w: World, purpose: Purpose, entity: int) -> float:
    """The draw, which does not count as drawn."""
    draws = w.draws[purpose]
    value = draw(w, purpose, entity)
    w.draws[purpose] = draws
    return value


@compiled
def has_phone(w: World, person: int) -> bool:
    return w.zones[w.units[person].zone].has_phone or peek(w, Purpose.PHONE_ON_PERSON, person) != 0.0


@compiled
def start_decided(
    w: World,
    person: int,
    steps: Handler,
    who: int,
    other: int = NOBODY,
    place: int = NOBODY,
    order: int = NOBODY,
) -> None:
    """As `start_action`, and records that they have called."""
    w.people[person].has_called = w.people[person].has_called or w.people[person].played
    start_action(w, person, steps, who, other, place, order)


@compiled
def start_action(
    w: World,
    person: int,
    steps: Handler,
    who: int,
    other: int = NOBODY,
    place: int = NOBODY,
    order: int = NOBODY,
) -> None:
    """Starts RUN_UNTIL_DONE with the steps of a decided action within it, before the model's own events of this instant."""
    s = w.state[0]
    w.people[person].busy += 1
    activity = new(w, Handler.RUN_UNTIL_DONE, person)
    index = take_frame(w, steps, who, w.activities[activity].top)
    w.activities[activity].top = index
    frame = w.frames[index]
    frame.other, frame.place, frame.decided, frame.order = other, place, True, order
    start(w, activity, Rank.INTERVENTION, person, 0.0, 0, s.interventions)


@compiled
def run_until_done(w: World, frame: Frame) -> Flow:
    """It comes to itself when the steps, which began within it, have ended."""
    w.people[frame.who].busy -= 1
    report_news(w)
    return end(w)
