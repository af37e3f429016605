"""One arm's summary, worked out by hand; what a measure may be; what JSON may hold."""

import json
import math
from typing import Any

import numpy as np
import pytest

from sim.experiment.comparison import round_significant, to_record
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
    """10, 20, 30 and never, horizon 40: the restricted mean is 100 / 4 = 25; half are there by 20; 90 %
    never.
    """
    result = summary(AWARE, 30, math.inf, 10, 20)
    assert (result.n, result.not_reached, result.mean, result.p50, result.p90) == (4, 1, 25.0, 20.0, None)
    assert (result.strategy, result.conditions, result.measure) == ("app", ("pa-failed",), "aware_t90")
    assert (result.unit, result.direction, result.method) == ("s", "lower", "t")


def test_mean_limits_by_hand() -> None:
    """10, 20, 30, 40: deviations 15, 5, 5, 15, variance 500 / 3, error 6.454972; t(0.975; 3) = 3.182446."""
    result = summary(AWARE, 30, math.inf, 10, 20)
    assert result.ci_low == pytest.approx(25 - 20.542601, abs=1e-5)
    assert result.ci_high == pytest.approx(25 + 20.542601, abs=1e-5)


def test_the_horizon_itself_is_reached_and_later_is_not() -> None:
    result = summary(AWARE, 40.0, 40.5)
    assert (result.not_reached, result.mean, result.p50, result.p90) == (1, 40.0, 40.0, None)
    assert (result.ci_low, result.ci_high, result.method) == (40.0, 40.0, "point")


def test_never_reached_at_all() -> None:
    result = summary(AWARE, math.inf, math.inf, math.inf)
    assert (result.not_reached, result.mean, result.p50, result.p90, result.p50_low) == (3, 40.0, None, None, None)


def test_what_is_no_time_is_not_cut_off_at_the_horizon() -> None:
    result = summary(MARGIN, -50.0, 70.0, 100.0)
    assert (result.not_reached, result.mean, result.p50, result.p90) == (0, 40.0, 70.0, 100.0)


def test_a_single_replication_has_no_limits() -> None:
    result = summary(AWARE, 12.0)
    assert (result.mean, result.ci_low, result.ci_high, result.p50, result.method) == (12.0, None, None, 12.0, "none")


def test_quantile_limits_stand_beside_the_quantiles() -> None:
    result = summary(AWARE, *range(1, 101), horizon=1_000)
    assert (result.p50_low, result.p50, result.p50_high) == (40, 50, 61)
    assert result.p90_low is not None
    assert result.p90_high is not None
    assert result.p90_low < 90 < result.p90_high


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


def test_a_record_is_plain_json_with_nine_digits() -> None:
    record = to_record(summary(AWARE, 1 / 3, math.inf, 10.0))
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert (record["conditions"], record["mean"], record["p90"]) == (["pa-failed"], 16.7777778, None)
    assert to_record({"rows": [(1, 2.00000000049)]}) == {"rows": [[1, 2.0]]}


def test_rounding_keeps_nine_digits_and_no_minus_zero() -> None:
    assert (round_significant(123_456.7891234), round_significant(1.23456789012e-7), round_significant(None)) == (
        123_456.789,
        1.23456789e-7,
        None,
    )
    assert math.copysign(1.0, round_significant(-0.0) or 0.0) == 1.0


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_has_no_finite_value_never_reaches_a_file(number: float) -> None:
    with pytest.raises(ValueError, match="must be None"):
        round_significant(number)


def test_a_mean_is_shown_where_at_most_two_percent_were_missed() -> None:
    """Recognized after 4 s in 99 of 100: the restricted mean says 21.96 s with a horizon of 30 minutes."""
    found = summary(AWARE, *[4.0] * 99, math.inf, horizon=1_800.0)
    assert found.mean == pytest.approx(21.96)
    assert (found.mean_reached, found.p50, found.reached_share) == (4.0, 4.0, 0.99)
    assert found.has_mean
    assert summary(AWARE, *[4.0] * 98, math.inf, math.inf).has_mean
    assert not summary(AWARE, *[4.0] * 97, math.inf, math.inf, math.inf).has_mean
    assert summary(AWARE, math.inf, horizon=1_800.0).mean_reached is None
