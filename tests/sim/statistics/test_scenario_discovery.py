"""Scenario discovery: known boxes are found, counts and chances are those of a small table."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.statistics.estimators import Selection
from sim.statistics.scenario_discovery import BoxCondition, BoxMeasure, find_box, measure_box

POINTS = 256

Floats = NDArray[np.float64]


def draw(seed: int) -> tuple[np.random.Generator, Floats]:
    random = np.random.default_rng(seed)
    return random, random.random((POINTS, 6))


def label(random: np.random.Generator, inside: Selection) -> Selection:
    """Nine of ten points in the box have the outcome, one of twenty outside."""
    labels: Selection = random.random(POINTS) < np.where(inside, 0.9, 0.05)
    return labels


def test_a_box_of_two_inputs_is_found_and_holds_on_other_points_and_one_condition_may_be_enough() -> None:
    (random, points), (others_random, others) = draw(1), draw(2)
    box = find_box(points, label(random, (points[:, 1] < 0.35) & (points[:, 4] > 0.4)))
    assert box is not None
    assert {(condition.input, condition.side) for condition in box} == {(1, "under"), (4, "over")}
    thresholds = {condition.input: condition.threshold for condition in box}
    assert thresholds[1] == pytest.approx(0.35, abs=0.051)
    assert thresholds[4] == pytest.approx(0.4, abs=0.051)
    measured = measure_box(box, others, label(others_random, (others[:, 1] < 0.35) & (others[:, 4] > 0.4)))
    assert measured.density == pytest.approx(0.9, abs=4 * math.sqrt(0.25 / measured.inside))
    assert measured.coverage > 0.6
    assert measured.chance < 1e-9
    random, points = draw(3)
    box = find_box(points, label(random, points[:, 2] > 0.7))
    assert box is not None
    assert [(condition.input, condition.side) for condition in box] == [(2, "over")]
    assert box[0].threshold == pytest.approx(0.7, abs=0.051)


def test_counts_are_those_of_the_points_and_without_an_outcome_there_is_no_box() -> None:
    points = np.array([[0.1], [0.2], [0.3], [0.5], [0.6], [0.8]])
    outcome = np.array([True, True, False, True, False, False])
    measured = measure_box((BoxCondition(0, "under", 0.4),), points, outcome)
    assert measured == BoxMeasure(points=6, outcomes=3, inside=3, hits=2)
    assert (measured.density, measured.coverage) == (2 / 3, 2 / 3)
    # 3 hits or more among 3 of 10 points, 4 of which have the outcome: 4 of 120 choices.
    assert BoxMeasure(10, 4, 3, 3).chance == pytest.approx(4 / 120)
    assert BoxMeasure(10, 4, 3, 0).chance == pytest.approx(1.0)
    _, points = draw(4)
    assert find_box(points, np.zeros(POINTS, bool)) is None
    assert find_box(points, np.ones(POINTS, bool)) is None
