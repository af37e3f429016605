"""Rates and yearly sizes in words."""

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from reports.comparison.year import describe_bottom_line, format_in_year, format_often, print_year
from sim.experiment.year import EmergencyYear, Rate, SkippedScenario, Year, YearlyDifference
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import ROWS, made, missed, primary, summary


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


PAIRING = ROWS[1].pairing
MEASURE = "office_to_aware_t90"


def entry(scenario: str, title: str, reduction: float, mean: float = 60.0, **given: Any) -> EmergencyYear:
    """An emergency with one measure, of which 20 or more matters."""
    verdict = "sooner; practically significant" if reduction > 20.0 else "no practical difference"
    contrast = primary(PAIRING, MEASURE, reduction, verdict, **given)
    arms = tuple(summary(Arm(strategy, ()), MEASURE, mean) for strategy in PAIRING[:2])
    arms = tuple(replace(arm, unit=contrast.unit) for arm in arms)
    comparison = made(contrasts=(contrast,), measures=arms)
    line = replace(difference(1.0, "min"), contrast=contrast)
    return EmergencyYear(scenario, title, Rate(1.0, None, None, "given"), 100, (line,), comparison)


def year(*emergencies: EmergencyYear, skipped: tuple[SkippedScenario, ...] = ()) -> Year:
    names = PAIRING.baseline, PAIRING.baseline, PAIRING.strategy, "today", "app"
    return Year("c", "A school", *names, 1, emergencies, skipped, "", (), (), None)


def lines(result: Year) -> list[str]:
    out = io.StringIO()
    print_year(result, Console(file=out, width=80))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_bottom_line_names_the_days_on_which_a_measure_matters() -> None:
    warned = entry("tornado", "Tornado warning, during class", 14.0)
    title = "Tornado warning, during class, no warning comes before the tornado"
    (said,) = [s for s in describe_bottom_line(year(warned, entry("tornado unwarned", title, 50.0))) if "better" in s]
    assert said.endswith(
        "better by enough to matter: 90% aware, from office (tornado warning, no warning comes before the tornado)."
    )


def test_six_digits_are_not_cut() -> None:
    shown = "\n".join(lines(year(entry("bomb-threat", "Bomb threat, in class", 50.0, 171_000.0, unit="person-min"))))
    assert "171,000" in shown
    assert "…" not in shown


def test_a_median_is_marked_beside_a_short_name() -> None:
    shown = " ".join(" ".join(lines(year(entry("bomb-threat", "Bomb threat, in class", 50.0, **missed(50.0))))).split())
    assert "90% aware, from office" in shown
    assert "(median)" in shown
    assert "(median)" not in " ".join(lines(year(entry("bomb-threat", "Bomb threat, in class", 50.0))))


def test_it_says_what_is_not_in_the_year_and_why() -> None:
    why = 'campus "c" has no laboratory'
    shown = " ".join(lines(year(entry("x", "X, in class", 50.0), skipped=(SkippedScenario("laboratory-fire", why),))))
    assert "Without releases to families and threat reports: no staff alert bears on them." in shown
    assert f"Not played ({why}): laboratory-fire." in shown
