"""One arm's summary, worked out by hand, and what a measure may be."""

import math
from typing import Any

import numpy as np
import pytest

from sim.model.measure import Measure
from sim.statistics.estimators import Array, Resamples
from sim.statistics.summaries import Arm, Summary, summarize

AWARE = Measure("aware_t90", "s", "lower", "until 90 % of the staff are aware", is_time=True)
MARGIN = Measure("aset_margin", "s", "higher", "time to spare")
HELD = Measure("held", "probability", "higher", "whether the door held", is_yes_no=True)
APP = Arm("app", ("pa-failed",))


def summary(measure: Measure, *numbers: float, horizon: float = 40.0) -> Summary:
    values: Array = np.array(numbers, dtype=np.float64)
    return summarize(APP, measure, values, horizon, Resamples(1, len(values)))


def test_not_reached_counts_as_the_horizon_in_the_mean_and_as_never_in_quantiles() -> None:
    """10, 20, 30 and never, horizon 40: the restricted mean is 100 / 4 = 25; half are there by 20; 90 % never.

    Deviations of 10, 20, 30 and 40: 15, 5, 5, 15, variance 500 / 3, error 6.454972; t(0.975; 3) = 3.182446.
    """
    result = summary(AWARE, 30, math.inf, 10, 20)
    assert (result.n, result.not_reached, result.mean, result.p50, result.p90) == (4, 1, 25.0, 20.0, None)
    assert (result.strategy, result.conditions, result.measure) == ("app", ("pa-failed",), "aware_t90")
    assert (result.unit, result.direction, result.method) == ("s", "lower", "t")
    assert (result.ci_low, result.ci_high) == pytest.approx((25 - 20.542601, 25 + 20.542601), abs=1e-5)
    result = summary(AWARE, 40.0, 40.5)
    assert (result.not_reached, result.mean, result.p50, result.p90) == (1, 40.0, 40.0, None)
    assert (result.ci_low, result.ci_high, result.method) == (40.0, 40.0, "point")
    result = summary(AWARE, math.inf, math.inf, math.inf)
    assert (result.not_reached, result.mean, result.p50, result.p90, result.p50_low) == (3, 40.0, None, None, None)


def test_what_is_no_time_is_not_cut_off_and_limits_stand_beside_the_quantiles_of_many() -> None:
    result = summary(MARGIN, -50.0, 70.0, 100.0)
    assert (result.not_reached, result.mean, result.p50, result.p90) == (0, 40.0, 70.0, 100.0)
    result = summary(AWARE, 12.0)
    assert (result.mean, result.ci_low, result.ci_high, result.p50, result.method) == (12.0, None, None, 12.0, "none")
    result = summary(AWARE, *range(1, 101), horizon=1_000)
    assert (result.p50_low, result.p50, result.p50_high) == (40, 50, 61)
    assert 0.0 < (result.p90_low or 0.0) < 90 < (result.p90_high or 0.0)


@pytest.mark.parametrize(
    ("measure", "numbers", "words"),
    [
        (AWARE, [1.0, math.nan], "aware_t90: value of replication 1 is nan"),
        (AWARE, [-math.inf, 1.0], "aware_t90: value of replication 0 is -inf"),
        (MARGIN, [1.0, math.inf], "aset_margin: value of replication 1 is inf; it must be finite"),
        (HELD, [1.0, 0.5], "held: values are not all 0 or 1"),
        (HELD, [], "held: values have shape"),
    ],
)
def test_values_that_cannot_be_are_refused(measure: Measure, numbers: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        summary(measure, *numbers)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"unit": "minutes"}, "unit is 'minutes'; it must be one of s, days, hours, person-min"),
        ({"direction": "up"}, "direction is 'up'; it must be lower or higher"),
        ({"unit": "count", "is_time": True}, "unit is 'count'; it must be s, because it is a time"),
        ({"is_yes_no": True}, "unit is 's'; it must be share or probability"),
    ],
)
def test_a_measure_that_the_rules_cannot_read_is_refused(fields: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"name": "m", "unit": "s", "direction": "lower", "definition": "", **fields}
    with pytest.raises(ValueError, match=words):
        Measure(**given)


def test_a_mean_is_shown_where_at_most_two_percent_were_missed() -> None:
    """Recognized after 4 s in 99 of 100: the restricted mean says 21.96 s with a horizon of 30 minutes."""
    found = summary(AWARE, *[4.0] * 99, math.inf, horizon=1_800.0)
    assert found.mean == pytest.approx(21.96)
    assert (found.mean_reached, found.p50, found.reached_share) == (4.0, 4.0, 0.99)
    assert found.has_mean
    assert summary(AWARE, *[4.0] * 98, math.inf, math.inf).has_mean
    assert not summary(AWARE, *[4.0] * 97, math.inf, math.inf, math.inf).has_mean
    assert summary(AWARE, math.inf, horizon=1_800.0).mean_reached is None
