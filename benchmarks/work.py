"""What is timed: blocks of replications, as an experiment plays them, and the plain program's answer to the same.

A block is 25 replications, its random numbers filled in together; that is how an experiment does it, and without it a
replication would cost more than it does there. Measures are taken, traces thrown away, and Python collects garbage as
seldom as in an experiment, for the plain program too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from benchmarks import r1_plain
from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.experiment.runner import reduce_gc
from sim.measures import compute_measures
from sim.model.tables import Tables
from sim.sampling.streams import DrawBlock
from sim.tabulation import tabulate

BLOCK = 25
SEED = 1


@cache
def tables(scenario: str, strategy: str) -> Tables:
    """The tables of one arm, made once: an experiment makes them once too."""
    return tabulate(open_emergency(scenario, strategies=[strategy]), strategy)


def play(arms: Sequence[Tables], block: int) -> None:
    """Plays and measures a block of replications of these arms, with common random numbers."""
    numbers = DrawBlock(SEED, range(block * BLOCK, (block + 1) * BLOCK))
    with reduce_gc():
        for replication in numbers.replications:
            for arm in arms:
                compute_measures(SimpyEngine(arm, SEED, replication, numbers).run(), arm)


def r1(block: int) -> None:
    """A block of R1 by the engine, both arms."""
    play([tables("reference-r1", "r1-sequential"), tables("reference-r1", "r1-simultaneous")], block)


def r1_plainly(block: int) -> None:
    """A block of R1 by the plain program, both arms."""
    with reduce_gc():
        for replication in range(block * BLOCK, (block + 1) * BLOCK):
            r1_plain.sequential(replication)
            r1_plain.simultaneous(replication)
