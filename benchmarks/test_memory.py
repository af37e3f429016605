"""How much memory an experiment holds at its peak: parent, workers and the processes that fork and watch them, added up.

2,000 replications are the most that get bootstrap intervals, 10,000 what a patient planner would ask for.
"""

from __future__ import annotations

import sys

import pytest

from benchmarks.figures import Figure
from benchmarks.watch import KNOWN, watched

BOUND_MB = 500.0


@pytest.mark.skipif(not KNOWN, reason="this system does not tell the peaks of other processes")
@pytest.mark.parametrize("replications", [2_000, 10_000])
def test_many_replications_of_three_strategies_fit_in_memory(
    replications: int, figures: list[Figure]
) -> None:
    code = f"from benchmarks.weigh import main; main({replications})"
    peak = watched(sys.executable, "-c", code).memory_mb
    figures.append(Figure(f"memory, {replications:,} replications of 3 strategies", [peak], "MB", BOUND_MB))
    assert peak <= BOUND_MB
