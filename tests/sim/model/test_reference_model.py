"""The reference model R1: sixteen means that others computed, over 200,000 pairs, from the same description.

Agreement is |z| ≤ 4 for every mean over 3,000 pairs, at a fixed seed.
"""

import math

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.tabulation import tabulate
from tests.sim.model.published_means import NAMES, PUBLISHED
from tests.sim.plays import measured

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
