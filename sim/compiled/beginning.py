"""How a replication begins in compiled code."""

from sim.compiled.arrays import World
from sim.compiled.bits import Word
from sim.compiled.draws import key_purposes
from sim.compiled.handler_names import Handler
from sim.compiled.hazards.base import prepare
from sim.compiled.jit import compiled
from sim.compiled.scheduler import new, start
from sim.compiled.state import reset
from sim.model.environment import Rank
from sim.model.tables import NOBODY


@compiled
def begin(w: World, seed: Word, replication: int) -> None:
    """Everything before the first event of a replication. seed: the state after the seed."""
    key_purposes(w, seed, replication)
    reset(w)
    prepare(w)
    psap, past = w.psap[0], w.sizes[0].past
    start(w, new(w, w.hazard[0].onset, NOBODY), Rank.HAZARD, 0, past)
    if psap.end > psap.background:
        calls = new(w, Handler.GENERATE_BACKGROUND_CALLS, NOBODY)
        start(w, calls, Rank.QUEUE, psap.background)
    if psap.background > psap.neighbors:
        calls = new(w, Handler.GENERATE_NEIGHBOR_CALLS, NOBODY)
        start(w, calls, Rank.QUEUE, psap.neighbors, past)
