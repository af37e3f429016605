"""The handlers of a reference hazard, as `sim.hazards.notice`."""

from sim.compiled.arrays import World
from sim.compiled.hazards.base import locate, record_initial_conditions
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import record_perception
from sim.compiled.scheduler import Flow, Frame, end, log
from sim.compiled.state import check_all_clear
from sim.model.trace import EventKind


@compiled
def run_reference_hazard(w: World, frame: Frame) -> Flow:
    record_initial_conditions(w)
    log(w, EventKind.ONSET)
    record_perception(w, w.hazard[0].witness, 0)
    return end(w)


@compiled
def unit_arrives(w: World, frame: Frame) -> Flow:
    flow = locate(w, frame)
    if flow == Flow.ENDS:
        check_all_clear(w)
    return flow
