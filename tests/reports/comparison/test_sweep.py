"""The page of a sweep: its sentences for every kind of break-even, its length, and its tables."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from reports.comparison.sweep import describe_delta, describe_zero, format_value, print_sweep
from scenarios.library import open_emergency
from sim.experiment.experiment import Experiment
from sim.experiment.sweep import Sweep, SweptBreakEven, SweptInput, sweep
from sim.measures import MEASURES
from sim.statistics.break_even import BreakEven, Crossing
from sim.statistics.paired import Pairing
from tests.reports.golden_texts import print_to_text
from tests.sim.experiment.questions import SIMPY

INSTALLED = SweptInput("app.installed", "share", "assumed", (0.1, 0.4, 0.7, 1.0), 0.81014, 0.16, 0.95)
PRESS = SweptInput("app.press", "s", "assumed", (5.0, 30.0, 90.0), 5.0, None, None)


ONCE, NEVER, SEVERAL, OPEN = Crossing.ONCE, Crossing.NEVER, Crossing.SEVERAL, Crossing.UNRESOLVED


def entry(
    crossing: Crossing, signs: tuple[int, ...], *limits: float | None, rises: bool | None = True, **given: Any
) -> SweptBreakEven:
    """limits: the value, and the ends of its interval."""
    measure, value, low, high = given.pop("measure", "aware_t90"), *(*limits, None, None, None)[:3]
    found = BreakEven(given.pop("threshold", 0.0), crossing, signs, value, low, high, rises, **given)
    unit = MEASURES[measure].unit
    return SweptBreakEven(Pairing("a", "b"), measure, unit, "app.installed", (), "zero", "mean", found)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            entry(ONCE, (-1, 1, 1, 1), 0.2321, 0.181, 0.287),
            "at 23% (95% CI 18% to 29%), sooner above and later below it",
        ),
        (  # the difference is of baseline - strategy: where more is better, one that rises is worse above
            entry(ONCE, (-1, 1, 1, 1), 0.2321, 0.181, 0.287, measure="acknowledgement_rate"),
            "at 23% (95% CI 18% to 29%), more below and fewer above it",
        ),
        (entry(OPEN, (0, 0, 1, 1), 0.12, None, 0.345), "not resolved, about 12% (95% CI below 10% to 34%)"),
        (entry(OPEN, (0, 0, 0, 0), 0.5), "not resolved, no difference beyond chance at any value"),
    ],
)
def test_a_break_even_has_its_sentence(found: SweptBreakEven, sentence: str) -> None:
    assert describe_zero(INSTALLED, found) == f"break-even {sentence}"
    of_press = entry(ONCE, (1, 1, -1), 71.6, 52.2, rises=False)
    said = "break-even at 1:12 min (95% CI 52 s to beyond 1:30 min), sooner below and later above it"
    assert describe_zero(PRESS, of_press) == said


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (entry(NEVER, (1, 1, 1, 1)), "no break-even, sooner at every value"),
        (entry(NEVER, (0, -1, -1, -1)), "no break-even, later at every value at which runs differ"),
        (entry(NEVER, (0, 0, 0, 0)), "no difference at any value"),
        (entry(SEVERAL, (1, -1, 1, 1), crossings=(0.25, 0.62)), "several break-evens, about 25% and 62%"),
        (
            entry(OPEN, (0, 1, 1, 1), None, None, 0.3),
            "sooner at 3 of 4 values, and a break-even, if any, lies below 30%",
        ),
        (
            entry(OPEN, (-1, -1, -1, 0), None, 0.8512),
            "later at 3 of 4 values, and a break-even, if any, lies above 85%",
        ),
    ],
)
def test_where_there_is_no_one_break_even_that_is_said(found: SweptBreakEven, sentence: str) -> None:
    assert describe_zero(INSTALLED, found) == sentence


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            entry(ONCE, (-1, 1, 1, 1), 0.34, 0.29, 0.41, threshold=15.0),
            "At least 15 s sooner above 34% (95% CI 29% to 41%).",
        ),
        (entry(NEVER, (-1, -1, -1, -1), threshold=15.0), "Less than 15 s sooner at every value."),
        (entry(NEVER, (1, 1, 1, 1), threshold=15.0), "At least 15 s sooner at every value."),
        (entry(OPEN, (0, 0, 0, 0), threshold=15.0), "Where it is 15 s sooner is not resolved."),
        (entry(SEVERAL, (1, -1, 1, 1), threshold=15.0), "At least 15 s sooner at some values only."),
    ],
)
def test_the_smallest_difference_that_matters_has_its_sentence(found: SweptBreakEven, sentence: str) -> None:
    assert describe_delta(INSTALLED, found) == sentence


def test_values_have_their_units() -> None:
    assert [format_value(INSTALLED, value) for value in (0.125, 1.0)] == ["12.5%", "100%"]
    assert [format_value(PRESS, value) for value in (2.5, 30.0, 90.0)] == ["2.5 s", "30 s", "1:30 min"]
    assert format_value(replace(PRESS, unit="m/s"), 1.25) == "1.25 m/s"
    assert format_value(replace(PRESS, unit=""), 3.0) == "3"


@cache
def played(grid: bool = False, values: int = 25) -> Sweep:
    """The reference model, few pairs."""
    over = {"app.press": f"5 s..120 s:{2 if grid else values}"}
    over |= {"app.push.delay": f"2 s..60 s:{values}"} if grid else {}
    return sweep(Experiment(open_emergency("reference-r1")), over, SIMPY, pairs=4)


def page(result: Sweep) -> list[str]:
    commands = ["allcall compare reference-r1", "allcall sweep reference-r1"]
    return print_to_text(lambda console: print_sweep(result, commands, console)).splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("grid", [False, True])
def test_the_page_has_at_most_42_lines_and_keeps_the_ends_of_a_long_sweep(grid: bool) -> None:
    lines = page(played(grid))
    assert len(lines) <= 42
    assert max(map(len, lines)) <= 80
    assert any(line.lstrip().startswith("5 s ") for line in lines)
    assert any(line.lstrip().startswith("2:00 ") for line in lines)
    assert lines[-1] == "  allcall sweep reference-r1"


def test_the_table_is_of_the_first_difference_that_the_input_moves() -> None:
    """The first report does not wait for the push."""
    over, measures = {"app.push.delay": [2.0, 60.0]}, ["first_report", "aware_t90"]
    lines = page(sweep(Experiment(open_emergency("reference-r1")), over, SIMPY, measures=measures, pairs=4))
    assert "90% of staff aware, mean:" in lines
    assert any(line.startswith("  First notification: ") for line in lines)


def test_an_input_without_effect_is_said_instead_of_a_table() -> None:
    lines = page(replace(played(values=3), has_effect=False))
    assert lines[-1] == "No effect: no run of these strategies depends on app: time to press."


def test_values_outside_the_stated_range_are_said() -> None:
    result = played(values=3)
    ranged = replace(result.inputs[0], range_low=1.0, range_high=100.0)
    said = [line for line in page(replace(result, inputs=(ranged,))) if line.startswith("Outside")]
    assert said == ["Outside the plausible range of app.press (1 s to 1:40 min): 1 of 3 values."]
