"""A whole experiment of many replications in seconds, for its memory.

Everything is the real thing, from the scenario file over worker processes to the record of the comparison, but for one:
each worker plays the first block of replications, in all arms, and gives their results again for the others. Memory
does not notice, since a play leaves nothing behind but its row of results; playing all would take minutes. The input
ranges, which play few pairs many times, are left out: they are in the memory of the first command.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

import sim.experiment.compare
from scenarios.library import open_emergency
from sim.experiment.chunks import ChunkColumns
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.runner import BLOCK, ReplicationTask

STRATEGIES = ("office-pa", "app-no-staff-leg", "app")


class Repeating(ReplicationTask):
    """Plays one block and says that all others came out the same."""

    @cached_property
    def _block(self) -> ChunkColumns:
        return super().play(range(BLOCK))

    def play(self, chunk: range) -> ChunkColumns:
        """The results of these replications, as many as there are of them."""
        rows = np.arange(chunk.start, chunk.stop) % BLOCK
        return {name: column[rows] for name, column in self._block.items()}


def main(replications: int) -> None:
    """Compares three strategies and makes the record."""
    vars(sim.experiment.compare)["ReplicationTask"] = Repeating
    comparison = sim.experiment.compare.compare(
        Experiment(open_emergency("active-assailant-class"), STRATEGIES),
        Execution(workers=2),
        replications=replications,
        input_pairs=0,
    )
    comparison.to_json()
