"""The handlers of a false alarm, as `sim.hazards.false_alarm`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import begin_behind_open_door, end_hazard, enter_zone
from sim.compiled.jit import compiled
from sim.compiled.scheduler import Flow, Frame, Signal, await_signal, call, end, new, start, wait
from sim.hazards.false_alarm import UNREPORTED
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.sampling.keyed_rng import Purpose


@compiled
def run_false_alarm(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        place = begin_behind_open_door(w)
        expiry = new(w, Handler.EXPIRE_UNREPORTED, NOBODY)
        start(w, expiry, Rank.HAZARD, UNREPORTED, draw(w, Purpose.FADES, 0))
        enter_zone(w, place)
        if not w.state[0].reported:
            return await_signal(w, frame, 1, Signal.REPORT_IS_OUT, Rank.HAZARD, 0)
    if frame.step <= 1:
        return wait(w, frame, 2, draw(w, Purpose.FOUND_FALSE, 0), Rank.HAZARD, 0)
    end_hazard(w, False)
    return end(w)


@compiled
def expire_unreported(w: World, frame: Frame) -> Flow:
    if not w.state[0].reported:
        end_hazard(w, False)
    return end(w)


@compiled
def verify_on_campus(w: World, frame: Frame) -> Flow:
    if frame.step == 0:
        return call(w, frame, 1, Handler.RUN_TO_HAZARD, frame.who)
    return end(w)
