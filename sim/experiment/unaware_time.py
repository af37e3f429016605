"""The unaware times of a comparison, with the draws of the hazard's own clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.experiment.runner import ReplicationResults
from sim.measures import UNAWARE_SAME_SPAN
from sim.model.tables import Tables
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock
from sim.statistics.estimators import Array, Resamples
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from sim.statistics.unaware_time import UnawareTime, UnawareValues, compare_unaware_times

COLUMNS = ("unaware_time", "unaware_time_bound", UNAWARE_SAME_SPAN, "aware_t90", "hazard_over")
CLOCK_BLOCK = 65_536
"""Replications whose clocks are drawn at once."""


def describe_unaware_times(
    pairings: Sequence[Pairing], results: ReplicationResults, tables: Tables, seed: int
) -> Iterator[UnawareTime]:
    """Of each pairing whose baseline is the one that its strategy was first compared with; none for a hazard without the measure.

    tables: of any arm, for the hazard's own clock.
    """
    if UNAWARE_SAME_SPAN not in results.names:
        return
    clocks, resamples = draw_own_clocks(tables, seed, results.pairs), Resamples(seed, results.pairs)
    for pairing in pairings:
        baseline, strategy = (results.arms.index(arm) for arm in pairing.arms)
        if results.baselines[strategy] == baseline:
            first, second = (_read(results, arm) for arm in pairing.arms)
            yield compare_unaware_times(pairing, first, second, clocks, resamples)


def _read(results: ReplicationResults, arm: Arm) -> UnawareValues:
    return UnawareValues(*(results.column(arm, name) for name in COLUMNS))


def draw_own_clocks(tables: Tables, seed: int, replications: int) -> Array:
    """(n,) seconds after which the hazard ends by itself, if nobody ends it before."""
    stream = tables.streams[Purpose.HAZARD_LASTS]
    blocks = (
        DrawBlock(seed, range(start, min(start + CLOCK_BLOCK, replications)))
        for start in range(0, replications, CLOCK_BLOCK)
    )
    return np.concatenate([block.values(stream)[:, 0, 0] for block in blocks])
