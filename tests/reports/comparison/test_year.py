"""Rates and yearly sizes in words."""

from dataclasses import replace
from typing import Any

import pytest

from reports.comparison import year as page
from sim.experiment.belief import BeliefBreakEven, BeliefMonth, GainPoint
from sim.experiment.year import EmergencyYear, Rate, SkippedScenario, Year, YearlyDifference
from sim.statistics.summaries import Arm
from tests.reports.golden_texts import print_to_text
from tests.sim.experiment.comparisons import ROWS, made, missed, primary, summary


def test_a_rate_is_said_in_years() -> None:
    years = [page.format_often(1 / one) for one in (1 / 0.9, 10.0, 71.0, 12_345.0)]
    assert years == ["once in 1.1 years", "once in 10 years", "once in 71 years", "once in 12,000 years"]
    assert {page.format_often(one) for one in (0.96, 1.0, 1.04)} == {"once a year"}
    assert [page.format_often(one) for one in (0.0, 1.06, 3.0)] == ["never", "1.1 times a year", "3 times a year"]


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


def test_what_a_year_brings_has_its_size_and_unit() -> None:
    minutes = (0.0, 0.001, 0.1 / 60, 9.94 / 60, 10.4 / 60, 0.2, -2.5)
    said = ["none", "<0.1 s", "0.1 s", "9.9 s", "10 s", "12 s", "2:30 min"]
    assert [page.format_in_year(difference(one, "min")) for one in minutes] == said
    said = ["<0.1", "60", "1,200"]
    assert [page.format_in_year(difference(one, "person-min")) for one in (0.05, 60.0, -1234.0)] == said


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
    return print_to_text(lambda console: page.print_year(result, console)).splitlines()


def test_the_bottom_line_names_the_days_on_which_a_measure_matters() -> None:
    warned = entry("tornado", "Tornado warning, during class", 14.0)
    title = "Tornado warning, during class, no warning comes before the tornado"
    _, said, belief = page.describe_bottom_line(year(warned, entry("tornado unwarned", title, 50.0)))
    assert belief.startswith("Staff who believe")
    assert [s for s in page.describe_bottom_line(year(warned)) if "no measure is shown" in s]
    days = "tornado warning, no warning comes before the tornado"
    assert said.endswith(f"better by enough to matter: 90% aware, from office ({days}).")


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


@pytest.mark.parametrize(
    ("given", "reached", "said"),
    [
        ({"ci_low": 0.0}, 0.4, "unclear"),
        ({"ci_low": 0.0, "same_share": 1.0}, 0.4, "12 s"),
        (missed(50.0), 0.1, "1 in 10 years"),
        (missed(50.0), -2.0, "2 times a year"),
        (missed(50.0), 0.0, "none"),
        (missed(50.0) | {"median_low": -1.0}, 0.1, "unclear"),
    ],
)
def test_a_median_is_counted_by_how_often_it_is_achieved(given: dict[str, Any], reached: float, said: str) -> None:
    line = difference(0.2, "min")
    assert page.format_in_year(replace(line, contrast=replace(line.contrast, **given), yearly_reached=reached)) == said


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ((1 / 71, 0.003, 0.03), "once in 71 years (33 to 330)"),
        ((0.3, 0.05, 3.0), "once in 3.3 years (once in 20 years to 3 times a year)"),
        ((0.3, 0.3, 0.3), "once in 3.3 years"),
        ((0.3, None, 3.0), "once in 3.3 years"),
    ],
)
def test_a_rate_has_its_range(rate: tuple[float, float | None, float | None], said: str) -> None:
    assert page.format_rate(Rate(*rate, "assumed")) == said


POINTS = GainPoint(0.95, 0.0, 12.0, 9.0, 15.0), GainPoint(0.5, 90.0, 9.4, 1.0, 12.0)


@pytest.mark.parametrize(
    ("value", "low", "high", "points", "said"),
    [
        (45.2, 37.4, 52.6, POINTS, "45 unneeded presses a year (95% CI 37 to 53) would eat the {}."),
        (45.2, None, 52.6, POINTS, "45 unneeded presses a year (95% CI 0 to 53) would eat the {}."),
        (45.2, 37.4, None, POINTS, "45 unneeded presses a year (95% CI 37 or more) would eat the {}."),
        (None, 37.4, None, POINTS, "Up to 37 unneeded presses a year leave a {}; beyond that the runs do not tell."),
        (None, None, None, POINTS, "No number of unneeded presses eats the {}: 9.4 s of it remains where 50% believe."),
        (45.2, 0.0, 52.6, (replace(POINTS[0], low=0.0),), "No {} is shown that unneeded presses could eat."),
    ],
)
def test_presses_that_eat_the_gain_are_said_with_their_limits(
    value: float | None, low: float | None, high: float | None, points: tuple[GainPoint, ...], said: str
) -> None:
    bomb = entry("bomb-threat", "Bomb threat, in class", 50.0)
    shown = year(bomb, entry("tornado", "Tornado warning, in class", 14.0))
    found = BeliefBreakEven("tornado", MEASURE, "s", value, low, high, points)
    assert page.describe_break_even(shown, found) == said.format("gain in 90% aware, from office (tornado warning)")


def test_belief_is_that_of_staff_after_three_years_and_the_rarest_and_most_frequent_days_come_first() -> None:
    months = [
        BeliefMonth(month, arm, group, value, 0.1, 0.99)
        for month, arm, group, value in (
            (36, PAIRING.baseline, "staff", 0.95), (35, PAIRING.strategy, "staff", 0.7),
            (36, PAIRING.strategy, "staff", 0.814), (36, PAIRING.strategy, "team", 0.6),
        )
    ]  # fmt: skip
    often = [
        replace(entry(name, f"{name.upper()}, in class", 14.0), rate=Rate(rate, None, None, "given"))
        for name, rate in (("b", 0.5), ("c", 0.1), ("a", 4.0))
    ]
    shown = replace(year(*often), belief=tuple(months))
    assert page.describe_belief(shown).startswith("Staff who believe an alert at once after 3 years: 95% today, 81% ")
    assert next(page.describe_bottom_line(shown)) == "Expected from 4 times a year (a) to once in 10 years (c)."
