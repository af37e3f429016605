"""Selecting the best of several arms: against another implementation, on known means, and that blocks do not matter."""

import math

import numpy as np
import pytest

from sim.model.measure import Direction
from sim.statistics.estimators import Array
from sim.statistics.ranking import Screening, SelectionRule


def select(rule: SelectionRule, values: Array, block: int = 64) -> Screening:
    """Screens values (n, arms) until it is decided, a block at a time."""
    screening = Screening(rule)
    for start in range(0, len(values), block):
        if screening.is_decided:
            break
        screening.screen(values[start : start + block, list(screening.survivors)])
    return screening


def two_arms(shift: float, spread: int) -> Array:
    """(400, 2) whole numbers in a pattern."""
    at = np.arange(400)
    return np.stack([(7 * at) % spread, shift + (5 * at + 3) % (spread + 2)], axis=1).astype(float)


def four_arms(means: list[float], scale: float) -> Array:
    """(1000, 4). The first eight have orthogonal noise, so all differences have the same variance, 16 scale² / 7."""
    signs = np.array([[(-1.0) ** (row & column).bit_count() for column in range(1, 5)] for row in range(8)])
    at, arm = np.arange(1000)[:, None], np.arange(4)
    noise = ((at * (5 + 2 * arm) + arm) % 13 - 6) * scale / 4
    noise[:8] = scale * signs
    return np.asarray(noise + np.array(means))


@pytest.mark.parametrize("block", [1, 37, 1_000])
@pytest.mark.parametrize(
    ("values", "delta", "alpha", "first_stage", "direction", "best", "eliminated"),
    [
        (two_arms(2.0, 11), 1.0, 0.05, 10, "higher", 1, {0: 12}),
        (two_arms(2.0, 11), 1.0, 0.05, 10, "lower", 0, {1: 12}),
        (two_arms(0.5, 23), 1.5, 0.10, 20, "higher", 1, {0: 25}),
        (two_arms(-1.0, 31), 2.0, 0.01, 12, "lower", 1, {0: 372}),
        (four_arms([0, 1, 2, 3], 4.0), 1.0, 0.05, 8, "higher", 3, {0: 57, 1: 82, 2: 141}),
        (four_arms([3, 0, 2, 1.5], 4.0), 1.0, 0.05, 8, "lower", 1, {0: 63, 2: 81, 3: 105}),
        (four_arms([1, 2.5, 0.5, 2], 6.0), 1.5, 0.10, 8, "higher", 1, {2: 86, 0: 100, 3: 178}),
    ],
)
def test_selection_and_eliminations_are_those_of_sim_tools(
    values: Array,
    delta: float,
    alpha: float,
    first_stage: int,
    direction: Direction,
    best: int,
    eliminated: dict[int, int],
    block: int,
) -> None:
    """Recorded from `sim_tools.ovs.indifference_zone.KN` of sim-tools 1.3.0, which takes one replication at a time.

    Of more than two arms it looks up variances of other differences where the second arm comes before the first, so the four arms here
    have equal ones. It is no dependency, because it needs scikit-learn and plotly.
    """
    screening = select(SelectionRule(values.shape[1], delta, direction, alpha, first_stage), values, block)
    assert (screening.best, screening.is_decided) == (best, True)
    assert screening.eliminated == eliminated
    assert screening.replications == max(eliminated.values())


def test_it_is_undecided_where_the_replications_end_and_arms_that_never_differ_are_decided_as_equal() -> None:
    """For k = 4, alpha = 0.05 and n0 = 8, eta = ((0.1 / 3)^(-2/7) - 1) / 2 = 0.8213098, and h² = 14 eta."""
    assert SelectionRule(4, 1.0, "higher", 0.05, 8).h_squared == pytest.approx(14 * 0.8213098, rel=1e-6)
    # Differences of ±9 in turn: variance 81 x 20 / 19, so the boundary is far wider than their mean.
    values = np.stack([np.zeros(20), 9.0 * (-1.0) ** np.arange(20)], axis=1)
    screening = select(SelectionRule(2, 1.0, "higher", 0.05, 20), values)
    assert (screening.is_decided, screening.survivors, screening.replications) == (False, (0, 1), 20)
    eta = (0.1 ** (-2 / 19) - 1) / 2
    assert screening.most_replications == math.ceil(2 * eta * 19 * 81 * 20 / 19)
    # The third is worse; of the others the first is called the best, and none is eliminated.
    values = np.random.default_rng(3).exponential(20.0, (60, 1)) + np.array([0.0, 0.0, 7.0])
    screening = select(SelectionRule(3, 5.0, "lower", first_stage=10), values, 7)
    assert (screening.survivors, screening.eliminated, screening.best) == ((0, 1), {2: 10}, 0)
    assert (screening.is_decided, screening.replications) == (True, 10)
    screening = Screening(SelectionRule(2, 1.0, "lower", first_stage=2))
    with pytest.raises(ValueError, match="counts as the horizon"):
        screening.screen(np.array([[1.0, np.inf]]))
    with pytest.raises(ValueError, match="one column for each of 2 arms"):
        screening.screen(np.zeros((4, 3)))
    with pytest.raises(ValueError, match="nothing was played"):
        screening.best  # noqa: B018


@pytest.mark.slow
def test_skewed_values_keep_the_promise_with_the_usual_first_stage() -> None:
    """60% the mean alone and 40% a long tail, as the times of the model have them, centered. Three standard errors less than 95%."""
    runs, means, center = 1_000, [0.3, 0.3, 0.0, 0.3, 0.3], 0.4 * math.exp(0.8**2 / 2)
    right = 0
    for run in range(runs):
        screening, random = Screening(SelectionRule(5, 0.3, "lower")), np.random.default_rng([15, run])
        while not screening.is_decided:
            tail = np.where(random.random((200, 5)) < 0.4, np.exp(0.8 * random.standard_normal((200, 5))), 0.0)
            screening.screen((means + 3 * (tail - center))[:, list(screening.survivors)])
        right += screening.best == 2
    assert right / runs >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / runs)


@pytest.mark.parametrize(
    ("arms", "delta", "alpha", "first_stage", "names"),
    [
        (1, 1.0, 0.05, 20, "arms: 1"),
        (2, 0.0, 0.05, 20, "delta is 0"),
        (2, math.inf, 0.05, 20, "delta is inf"),
        (2, 1.0, 0.5, 20, "alpha is 0.5"),
        (9, 1.0, 1.0, 20, "alpha is 1"),
        (2, 1.0, 0.05, 1, "first_stage: 1"),
    ],
)
def test_no_rule_of_such_numbers_is_made(arms: int, delta: float, alpha: float, first_stage: int, names: str) -> None:
    with pytest.raises(ValueError, match=names):
        SelectionRule(arms, delta, "lower", alpha, first_stage)
