"""The figure of belief: its lines begin at full belief and follow the closed form, and its title says the break-even with its interval."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reports.comparison.year import describe_break_even
from reports.figures.belief_months import build_belief, draw_belief
from reports.figures.style import use_style
from sim.experiment.belief import AlertRates, BeliefBreakEven, GainPoint, iterate_belief

PRESSES = 40.0


def year(value: float | None, low: float | None, high: float | None, least: float = 4.0) -> Any:
    """What the figure reads of a year. least: the lower limit of the gain without unneeded presses."""
    points = tuple(
        GainPoint(0.95 - presses / 200.0, presses, gain, gain - 6.0 + least, gain + 2.0)
        for presses, gain in ((0.0, 6.0), (30.0, 3.0), (60.0, 2.0), (90.0, 1.0))
    )
    rates = [AlertRates("staff", arm, unneeded, 0.0) for arm, unneeded in (("office-pa", 0.0), ("app", PRESSES))]
    return SimpleNamespace(
        baseline="office-pa",
        strategy="app",
        present_practice="office-pa",
        emergencies=[SimpleNamespace(scenario="ours", title="Our emergency, in class", replications=200)],
        belief=tuple(month for one in rates for month in iterate_belief(one)),
        break_even=BeliefBreakEven("ours", "unaware_time", "s", value, low, high, points),
    )


def test_the_lines_begin_at_full_belief_and_follow_the_closed_form() -> None:
    """M' = λ − m from 0, so 1 − e^−t of λ after t years."""
    _, app = build_belief(year(75.0, 50.0, None)).lines
    assert (app.months[0], app.value[0]) == (0, 0.95)
    assert app.value[-1] == pytest.approx(0.95 - 0.005 * PRESSES * (1 - math.exp(-3)))
    assert all(low <= value <= high for low, value, high in zip(app.low, app.value, app.high, strict=True))


def test_the_gain_crosses_zero_where_the_break_even_is_drawn() -> None:
    with use_style():
        figure = draw_belief(build_belief(year(75.0, 50.0, None)))
    drawn = [np.asarray(line.get_xdata()).tolist() for line in figure.axes[1].lines]
    assert drawn[0] == [0.0, 30.0, 60.0, 90.0]
    assert drawn[-1] == [75.0, 75.0]


GAIN = "gain in time unaware (our emergency)"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (year(75.0, 50.0, 88.0), f"75 unneeded presses a year (95% CI 50 to 88) would eat the {GAIN}."),
        (year(75.0, 50.0, None), f"75 unneeded presses a year (95% CI 50 or more) would eat the {GAIN}."),
        (year(None, 80.0, None), f"Up to 80 unneeded presses a year leave a {GAIN}; beyond that the runs do not tell."),
        (
            year(None, None, None),
            f"No number of unneeded presses eats the {GAIN}: 1.0 s of it remains where 50% believe.",
        ),
        (year(0.0, 0.0, 3.0, least=-1.0), f"No {GAIN} is shown that unneeded presses could eat."),
    ],
)
def test_the_break_even_in_a_sentence(found: Any, said: str) -> None:
    assert describe_break_even(found, found.break_even) == said
