"""The actions of one person: what is at hand, and that they are busy until it is done."""

from sim.compiled.arrays import World
from sim.compiled.handlers import errands__is_free
from sim.compiled.jit import compiled
from sim.model.tables import NOBODY


@compiled
def is_sure(w: World, person: int) -> bool:
    """Whether a person is aware and does not doubt."""
    return w.units[person].aware and not w.units[person].doubting


@compiled
def is_ready(w: World, person: int) -> bool:
    """As `describe_obstacle`, which is empty."""
    return w.units[person].aware and w.play[0].hazard_zone != NOBODY and errands__is_free(w, person)
