"""How a replication begins in compiled code."""

from sim.compiled.arrays import World
from sim.compiled.bits import Word
from sim.compiled.draws import key_purposes
from sim.compiled.handlers import base__start_hazard, psap__start_calls, state__World_draw_conditions
from sim.compiled.state import reset


def begin(w: World, seed: Word, replication: int) -> None:
    """Everything before the first event of a replication. seed: the state after the seed."""
    key_purposes(w, seed, replication)
    reset(w)
    state__World_draw_conditions(w)
    base__start_hazard(w)
    psap__start_calls(w)
