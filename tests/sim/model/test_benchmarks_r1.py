"""The yardstick of the benchmarks plays the same R1 as the engine: its means are the published ones.

|z| ≤ 4 for every mean at fixed seeds. They are published to a tenth of a second, and half of that is allowed for.
"""

from collections.abc import Callable
from statistics import fmean, stdev

import pytest

from benchmarks.r1_plain import sequential, simultaneous
from tests.sim.model.published_means import NAMES, PUBLISHED

ARMS = [(sequential, PUBLISHED["r1-sequential"]), (simultaneous, PUBLISHED["r1-simultaneous"])]
ROUNDING = 0.05


def agreement(arm: Callable[[int], dict[str, float]], means: tuple[float, ...], pairs: int) -> dict[str, float]:
    """By output, how many standard errors the mean lies from the published one, rounding allowed for."""
    played = [arm(seed) for seed in range(pairs)]
    result = {}
    for name, mean in zip(NAMES, means, strict=True):
        values = [outputs[name] for outputs in played]
        result[name] = max(0.0, abs(fmean(values) - mean) - ROUNDING) / (stdev(values) / pairs**0.5)
    return result


@pytest.mark.slow
@pytest.mark.parametrize(("arm", "means"), ARMS)
def test_the_plain_program_agrees_with_the_published_means_over_5000_pairs(
    arm: Callable[[int], dict[str, float]], means: tuple[float, ...]
) -> None:
    result = agreement(arm, means, 5_000)
    assert all(z <= 4.0 for z in result.values()), result


def test_the_plain_program_gives_every_output_and_the_same_for_the_same_seed() -> None:
    assert tuple(sequential(5)) == NAMES
    assert sequential(5) == sequential(5) != sequential(6)
