"""What must come out where the mechanism is right: the meeting is the driver, and a line alone moves the loss."""

from statistics import fmean

import pytest

from sim.measures import compute_measures
from tests.sim.hazards.threat_years import NOT_URGENT, tables_of, years

RUNS = 250


def measures_of(strategy: str, settings: dict[str, str] | None = None, count: int = RUNS) -> dict[str, list[float]]:
    tables = tables_of(strategy, settings or {})
    found = [compute_measures(trace, tables) for trace in years(tables, count)]
    return {name: [one[name] for one in found] for name in found[0]}


def test_the_meeting_interval_is_the_driver_of_days_to_the_team() -> None:
    strategies = "by-hand-monthly", "by-hand-weekly", "line-monthly"
    hand, weekly, line = (fmean(measures_of(strategy)["days_to_team"]) for strategy in strategies)
    assert hand - weekly > 3 * (hand - line) > 0


def test_a_line_without_a_team_that_meets_moves_nothing_but_the_loss() -> None:
    """The one meeting is after the last school day."""
    settings = {**NOT_URGENT, "channels.by-hand.every": "190 days", "channels.line.every": "190 days"}
    hand, line = (measures_of(strategy, settings, 60) for strategy in ("by-hand-monthly", "line-monthly"))
    assert hand["days_to_team"] == line["days_to_team"]
    assert fmean(hand["reports_lost"]) > 10 * fmean(line["reports_lost"]) > 0


def test_what_is_not_lost_has_to_be_worked() -> None:
    """A line brings cases that were lost before, so its team is busier and its plans are no sooner by itself."""
    hand, line = (measures_of(strategy) for strategy in ("by-hand-monthly", "line-monthly"))
    assert fmean(line["team_hours_a_week"]) > 1.2 * fmean(hand["team_hours_a_week"])
    plan, team = (fmean(hand[name]) - fmean(line[name]) for name in ("days_to_plan", "days_to_team"))
    assert abs(plan) < team


@pytest.mark.parametrize("strategy", ["by-hand-weekly", "line-weekly"])
def test_more_team_hours_bring_plans_sooner_and_meetings_no_sooner(strategy: str) -> None:
    few, many = (measures_of(strategy, {"protocol.hours": hours}, 100) for hours in ("2 h", "8 h"))
    assert few["days_to_team"] == many["days_to_team"]
    assert fmean(many["days_to_plan"]) < fmean(few["days_to_plan"]) - 5
