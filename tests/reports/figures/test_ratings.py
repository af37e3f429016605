"""What the alert and the room brought: what is drawn, against the effects."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.lines import Line2D

from reports.figures.forest_plot import EffectsFigure, build_effects_figure, draw_effects
from reports.figures.style import use_style
from sim.exercise.counterfactual import Counterfactual, Effect
from sim.statistics.estimators import Interval
from tests.sim.exercise.reviews import a_few, looked_back, stopped_at_once


def the_brought(
    counterfactual: Counterfactual | None = None, name: str = "active-assailant"
) -> EffectsFigure:
    made = build_effects_figure(looked_back(name), counterfactual or a_few(name))
    assert made is not None
    return made


def test_marks_are_the_effects_of_the_thousand_and_stars_those_of_the_play() -> None:
    split, data = a_few(), the_brought()
    for effects, column in zip((split.alert_effects, split.team_effects), data.columns, strict=True):
        by_name = {effect.measure: effect for effect in effects}
        for mark in column:
            effect = by_name[mark.measure]
            assert (mark.reduction, mark.observed) == (
                effect.improvement,
                effect.observed.value if effect.observed.is_reached else None,
            )
            assert effect.interval is not None
            assert (mark.low, mark.high) == (effect.interval.low, effect.interval.high)
    room, autopilot = (looked_back().observed_measures[arm]["aware_t90"] for arm in ("room", "autopilot"))
    star = next(mark for mark in data.columns[1] if mark.measure == "aware_t90")
    assert star.observed == pytest.approx(autopilot - room)


def test_what_is_said_follows_from_the_interval() -> None:
    alert = tuple(
        replace(effect, improvement=value, interval=Interval(low, high))
        for effect, value, low, high in (
            (_effect("first_campus_alert"), 30.0, 20.0, 40.0),
            (_effect("aware_t90"), 4.0, -6.0, 14.0),
            (_effect("protected_t90"), -30.0, -40.0, -20.0),
        )
    )
    data = the_brought(replace(a_few(), alert_effects=alert))
    assert [(mark.direction, mark.text) for mark in data.columns[0]] == [
        ("better", "30 s sooner"),
        ("open", "no settled difference"),
        ("worse", "30 s later"),
    ]
    assert data.title.startswith("90% of staff aware: alert no settled difference, room ")


def test_the_title_begins_with_how_often_it_was_reached_where_that_matters() -> None:
    """The main effect of an alert in a cardiac arrest is that there is a shock at all, not the second by which it came sooner."""
    name = "collapse_to_shock"
    shock = next(effect for effect in a_few("cardiac-arrest").alert_effects if effect.measure == name)
    sooner = replace(shock, improvement=1.0, interval=Interval(0.6, 1.4), not_reached=(179, 55))
    later = replace(shock, improvement=-3.0, interval=Interval(-4.0, -2.0), not_reached=(55, 57))
    found = replace(
        a_few("cardiac-arrest"), replications=1000, alert_effects=(sooner,), team_effects=(later,)
    )
    assert the_brought(found, "cardiac-arrest").title == (
        "Collapse to shock: with the alert reached in 945 of 1,000 instead of 821 (1 s sooner where both arms reached it), room 3 s later"
    )
    few = replace(found, alert_effects=(replace(sooner, not_reached=(57, 55)),))
    assert the_brought(few, "cardiac-arrest").title == (
        "Collapse to shock: alert 1 s sooner, room 3 s later (not reached of 1,000: twin 57, autopilot 55, room 57)"
    )


def _effect(measure: str) -> Effect:
    return next(effect for effect in a_few().alert_effects if effect.measure == measure)


def test_neither_survival_nor_exposure_is_in_it() -> None:
    for name in ("active-assailant", "cardiac-arrest"):
        measures = {mark.measure for column in the_brought(name=name).columns for mark in column}
        assert not [one for one in measures if "survival" in one or "person_minutes" in one]
        assert measures


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
