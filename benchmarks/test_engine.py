"""How long the engine takes for one replication, on its own and against the plain program for R1.

Every round is a block of 25 replications. Times of the table of pytest-benchmark are processor time of such a block,
one group for one kind of block; the figures at the end are for one replication.
"""

from __future__ import annotations

from functools import partial
from time import process_time

import pytest

from benchmarks.conftest import Compare, per_pair
from benchmarks.figures import REFERENCE_MS, Figure
from benchmarks.work import play, r1, tables

R1_RATIO = 2.0
"""Engine, trace and measures over the plain program, on R1."""
REPLICATION_MS = 25.0
"""One replication of active-assailant, on the reference machine."""
STRATEGIES = ("office-pa", "dial-911", "app", "app-no-staff-leg")


@pytest.mark.benchmark(group="25 pairs of arms of reference-r1", timer=process_time)
def test_r1_takes_at_most_twice_as_long_as_the_plain_program(against_plain: Compare, figures: list[Figure]) -> None:
    found = against_plain(r1, 25)
    ratio = Figure("R1, a pair of arms, over the plain program", found.ratios, bound=R1_RATIO)
    figures += [
        Figure("R1, a pair of arms, plain program", per_pair(found.plain), "ms"),
        Figure("R1, a pair of arms", per_pair(found.ours), "ms"),
        ratio,
    ]
    assert ratio.median <= R1_RATIO


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.benchmark(group="25 replications of active-assailant", timer=process_time)
def test_a_replication_of_active_assailant_is_quick(
    strategy: str, against_plain: Compare, figures: list[Figure]
) -> None:
    found = against_plain(partial(play, [tables("active-assailant", strategy)]), 9)
    name, bound = f"active-assailant, one of {strategy}", REPLICATION_MS / REFERENCE_MS
    ratio = Figure(f"{name}, over a plain pair of R1", found.ratios, bound=bound)
    figures += [Figure(name, per_pair(found.ours), "ms", REPLICATION_MS), ratio]
    assert ratio.median <= bound
