"""How a replication begins in compiled code."""

from sim.compiled.arrays import World
from sim.compiled.bits import Word
from sim.compiled.draws import key_purposes
from sim.compiled.handlers import (
    base__start_hazard,
    new_psap__generate_background_calls,
    new_psap__generate_neighbor_calls,
    state__World_draw_conditions,
)
from sim.compiled.jit import compiled
from sim.compiled.scheduler import start
from sim.compiled.state import reset
from sim.model.environment import Rank


@compiled
def begin(w: World, seed: Word, replication: int) -> None:
    """Everything before the first event of a replication. seed: the state after the seed."""
    key_purposes(w, seed, replication)
    reset(w)
    state__World_draw_conditions(w)
    base__start_hazard(w)
    psap, past = w.psap_values[0], w.sizes[0].past
    if psap.end > psap.background:
        calls = new_psap__generate_background_calls(w)
        start(w, calls, Rank.QUEUE, psap.background, 0.0, 0, 0)
    if psap.background > psap.neighbors:
        calls = new_psap__generate_neighbor_calls(w)
        start(w, calls, Rank.QUEUE, psap.neighbors, past, 0, 0)
