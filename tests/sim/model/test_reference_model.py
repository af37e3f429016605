"""The reference model R1: sixteen means that others computed, over 200,000 pairs, from the same description.

Agreement is |z| ≤ 4 for every mean over 3,000 pairs, at a fixed seed.
"""

import math

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.tabulation import tabulate
from tests.sim.plays import measured

NAMES = (
    "call_answered",
    "dispatched",
    "first_unit_on_scene",
    "aware_t50",
    "aware_t90",
    "aware_t100",
    "protected_t90",
    "protected_t100",
)
PUBLISHED = {
    "r1-sequential": (37.2, 100.2, 304.4, 105.2, 116.4, 138.5, 144.2, 170.0),
    "r1-simultaneous": (19.4, 40.4, 244.6, 35.0, 69.4, 101.1, 93.6, 128.8),
}
SEED = 1848


def scores(strategy: str, pairs: int) -> dict[str, float]:
    """By measure, how many standard errors the mean lies from the published one."""
    tables = tabulate(open_emergency("reference-r1"), strategy)
    z_scores = {}
    published = zip(NAMES, measured(tables, pairs, *NAMES, seed=SEED), PUBLISHED[strategy], strict=True)
    for name, values, expected in published:
        assert max(values) < math.inf, f"{name} was not reached in some replication"
        error = np.std(values, ddof=1) / math.sqrt(pairs)
        z_scores[name] = (float(np.mean(values)) - expected) / float(error)
    return z_scores


@pytest.mark.slow
@pytest.mark.parametrize("strategy", PUBLISHED)
def test_r1_agrees_with_the_published_means_over_3000_pairs(strategy: str) -> None:
    z_scores = scores(strategy, 3_000)
    assert all(abs(z) <= 4.0 for z in z_scores.values()), z_scores
