"""The room at a question."""

from sim.exercise.conductor import Conductor, read_next
from tests.sim.exercise.exercises import SEED, asked


def at_the_question(seed: int = SEED) -> Conductor:
    """The first question that is voted on, with all but one message read."""
    conductor = asked("D3", seed)
    while read_next(conductor):
        pass
    return conductor
