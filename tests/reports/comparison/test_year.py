"""Rates and yearly sizes in words."""

from typing import Any

import pytest

from reports.comparison.year import format_in_year, format_often
from sim.experiment.year import YearlyDifference
from tests.sim.experiment.comparisons import ROWS, primary


@pytest.mark.parametrize(
    ("per_year", "said"),
    [
        (0.0, "never"),
        (1 / 71, "once in 71 years"),
        (0.1, "once in 10 years"),
        (1.0, "once a year"),
        (3.0, "3 times a year"),
        (1 / 12_345, "once in 12,000 years"),
    ],
)
def test_a_rate_is_said_in_years(per_year: float, said: str) -> None:
    assert format_often(per_year) == said


def difference(reduction: float, unit: str) -> YearlyDifference:
    contrast = primary(ROWS[1].pairing, "aware_t90", 20.0, "")
    rest: dict[str, Any] = dict.fromkeys(("without_median", "with_median", "yearly_low", "yearly_high"))
    return YearlyDifference(
        contrast=contrast,
        without_mean=0.0,
        with_mean=0.0,
        yearly_unit=unit,
        yearly_reduction=reduction,
        yearly_reached=0.0,
        **rest,
    )


@pytest.mark.parametrize(
    ("reduction", "unit", "said"),
    [
        (0.2, "min", "12 s"),
        (-2.5, "min", "2:30 min"),
        (60.0, "person-min", "60"),
        (0.001, "min", "<0.1 s"),
        (0.0, "min", "none"),
    ],
)
def test_what_a_year_brings_has_its_size_and_unit(reduction: float, unit: str, said: str) -> None:
    assert format_in_year(difference(reduction, unit)) == said
