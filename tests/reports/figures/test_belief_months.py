"""The figure of belief: its lines begin at full belief and follow the closed form, and the gain ends at the break-even."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from reports.figures.belief_months import build_belief, draw_belief
from reports.figures.style import use_style
from sim.experiment.belief import AlertRates, BeliefBreakEven, GainPoint, iterate_belief

PRESSES = 40.0


def year() -> Any:
    """What the figure reads of a year."""
    points = tuple(
        GainPoint(0.95 - presses / 200.0, presses, gain, gain - 2.0, gain + 2.0)
        for presses, gain in ((0.0, 6.0), (30.0, 3.0), (60.0, 2.0), (90.0, 1.0))
    )
    rates = [AlertRates("staff", arm, unneeded, 0.0) for arm, unneeded in (("office-pa", 0.0), ("app", PRESSES))]
    return SimpleNamespace(
        baseline="office-pa",
        strategy="app",
        present_practice="office-pa",
        emergencies=[SimpleNamespace(scenario="ours", title="Our emergency, in class", replications=200)],
        belief=tuple(month for one in rates for month in iterate_belief(one)),
        break_even=BeliefBreakEven("ours", "unaware_time", "s", 75.0, 50.0, None, points),
    )


def test_the_lines_begin_at_full_belief_and_follow_the_closed_form() -> None:
    """M' = λ − m from 0, so 1 − e^−t of λ after t years."""
    _, app = build_belief(year()).lines
    assert (app.months[0], app.value[0]) == (0, 0.95)
    assert app.value[-1] == pytest.approx(0.95 - 0.005 * PRESSES * (1 - math.exp(-3)))
    assert all(low <= value <= high for low, value, high in zip(app.low, app.value, app.high, strict=True))


def test_the_gain_crosses_zero_where_the_break_even_is_drawn() -> None:
    with use_style():
        figure = draw_belief(build_belief(year()))
    drawn = [np.asarray(line.get_xdata()).tolist() for line in figure.axes[1].lines]
    assert drawn[0] == [0.0, 30.0, 60.0, 90.0]
    assert drawn[-1] == [75.0, 75.0]
