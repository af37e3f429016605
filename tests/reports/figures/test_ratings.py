"""The effects of alert and team: what is drawn, against the numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from matplotlib.lines import Line2D

from reports.figures.forest_plot import EffectsFigure, build_effects_figure, draw_effects
from reports.figures.style import use_style
from sim.exercise.counterfactual import Counterfactual, Effect
from tests.reports.drawn_lines import present
from tests.sim.exercise.reviews import a_few, looked_back, stopped_at_once


def the_brought(
    counterfactual: Counterfactual | None = None, name: str = "active-assailant"
) -> EffectsFigure:
    return present(build_effects_figure(looked_back(name), counterfactual or a_few(name)))


def test_what_is_said_follows_from_the_interval() -> None:
    alert = tuple(
        replace(
            effect,
            contrast=replace(
                effect.contrast, statistic="mean", same_share=0.0, reduction=value, ci_low=low, ci_high=high
            ),
        )
        for effect, value, low, high in (
            (_effect("first_campus_alert"), 30.0, 20.0, 40.0),
            (_effect("aware_t90"), 4.0, -6.0, 14.0),
            (_effect("protected_t90"), -30.0, -40.0, -20.0),
        )
    )
    data = the_brought(replace(a_few(), alert_effects=alert))
    assert [(mark.direction, mark.text) for mark in data.columns[0]] == [
        ("better", "30 s sooner"),
        ("open", "inconclusive"),
        ("worse", "30 s later"),
    ]
    assert data.title == "The alert: 90% of staff aware inconclusive"


def _effect(measure: str) -> Effect:
    return next(effect for effect in a_few().alert_effects if effect.measure == measure)


def test_too_few_replications_give_no_interval() -> None:
    assert build_effects_figure(looked_back(), replace(a_few(), replications=19)) is None
    assert build_effects_figure(stopped_at_once(), a_few()) is None


def test_the_axes_show_marks_and_stars() -> None:
    data = the_brought()
    with use_style():
        panels = draw_effects(data).axes
    for axes, column in zip(panels, data.columns, strict=True):
        stars = [line for line in axes.get_lines() if line.get_marker() == "*"]
        assert [_x(line) for line in stars] == [mark.observed for mark in column]
        assert axes.get_xlim() == (data.scale.low, data.scale.high)
    assert all(math.isfinite(end) for end in data.scale[:2])


def _x(line: Line2D) -> float:
    return float(np.asarray(line.get_xdata())[0])
