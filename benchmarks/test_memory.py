"""How much memory an experiment holds at its peak, and that this hardly grows with its replications.

A small process between starts the command, because a process counts the memory of what it was forked from as its own.
"""

from __future__ import annotations

import sys

import pytest

from benchmarks.figures import Figure
from benchmarks.watch import KNOWN, watched

BOUND_MB = 500.0
GROWTH_MB = 64.0
"""From ten thousand replications to a hundred thousand: the measures up to what is kept of them in memory, and columns at work."""


@pytest.mark.skipif(not KNOWN, reason="this system does not tell the peaks of other processes")
def test_a_hundred_thousand_replications_take_little_more_memory_than_ten_thousand(figures: list[Figure]) -> None:
    peaks = []
    for replications in (10_000, 100_000):
        code = f"from benchmarks.weigh import main; main({replications})"
        peaks.append(watched(sys.executable, "-c", code).memory_mb)
        figures.append(Figure(f"memory, {replications:,} replications of 3 strategies", peaks[-1:], "MB", BOUND_MB))
    assert peaks[1] <= BOUND_MB
    assert peaks[1] - peaks[0] <= GROWTH_MB
