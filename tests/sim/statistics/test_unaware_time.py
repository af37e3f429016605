"""The parts of a gain in unaware time, with two members of staff and numbers worked out by hand."""

import math

import numpy as np
import pytest

from sim.statistics.estimators import Resamples
from sim.statistics.paired import Pairing
from sim.statistics.unaware_time import UnawareValues, compare_unaware_times

PAIRING = Pairing("office-pa", "practice+app")


def values(**columns: list[float]) -> UnawareValues:
    return UnawareValues(**{name: np.array(column) for name, column in columns.items()})


def test_a_gain_has_parts_a_bound_and_strata_by_the_clock_of_the_hazard_alone() -> None:
    """Replication 1: the danger ends at 100 s in both arms. 2: at 100 s and, with the strategy, at 80 s. 3: nothing differs."""
    first = values(
        unaware_time=[90.0, 100.0, 50.0],
        bound=[30.0, 40.0, 50.0],
        same_span=[90.0, 100.0, 50.0],
        aware_t90=[120.0, math.inf, 60.0],
        hazard_over=[100.0, 100.0, 400.0],
    )
    second = values(
        unaware_time=[70.0, 80.0, 50.0],
        bound=[30.0, 40.0, 50.0],
        same_span=[70.0, 95.0, 50.0],
        aware_t90=[90.0, math.inf, 60.0],
        hazard_over=[100.0, 80.0, 400.0],
    )
    found = compare_unaware_times(PAIRING, first, second, np.array([100.0, 120.0, 400.0]), Resamples(1, 3))
    # gains 20, 20, 0; to the same end 20, 5, 0; the rest 0, 15, 0
    assert found.knowing_sooner.reduction == pytest.approx(25 / 3)
    assert found.danger_ends_sooner.reduction == pytest.approx(15 / 3)
    # if everyone knew at the first report: 60, 60, 0 at most, of which 20, 20, 0 are gained
    assert found.bound == 40.0
    assert found.gain_share == pytest.approx(1 / 3)
    short, middle, long_ = found.strata  # two minutes belong to the longer ones
    assert [stratum.pairs for stratum in (short, middle, long_)] == [1, 1, 1]
    assert (short.baseline, short.strategy, short.below) == (90.0, 70.0, 120.0)
    assert middle.gain is not None
    assert middle.gain.reduction == 20.0
    assert (long_.at_least, long_.below) == (300.0, None)
    # over before 90 percent knew counts those who never did
    assert found.over_before_90 == pytest.approx((2 / 3, 1 / 3))
