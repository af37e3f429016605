"""Times with and without as joined dots: what is drawn, against the numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.figures.dumbbell_plot import (
    DumbbellFigure,
    build_dumbbells_of_exercise,
    draw_dumbbells,
)
from reports.figures.style import use_style
from sim.exercise.counterfactual import Counterfactual, Effect
from tests.reports.drawn_lines import check_texts_apart, present, xs
from tests.sim.exercise.reviews import a_few, looked_back, stopped_at_once


def the_effects(
    counterfactual: Counterfactual | None = None, name: str = "active-assailant"
) -> DumbbellFigure:
    return present(build_dumbbells_of_exercise(looked_back(name), counterfactual or a_few(name)))


@pytest.mark.slow
def test_what_is_said_of_an_effect_follows_from_its_interval() -> None:
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
    data = the_effects(replace(a_few(), alert_effects=alert, team_effects=()))
    assert [row.text for row in data.blocks[0].rows] == [
        "alert 30 s sooner",
        "alert inconclusive",
        "alert 30 s later",
    ]
    assert data.title == "90% of people protected 30 s later with the alert"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest", "laboratory-fire"])
def test_dots_are_as_far_apart_as_their_label_says(name: str) -> None:
    for row in the_effects(name=name).blocks[0].rows:
        at = {dot.place: dot.seconds for dot in row.dots}
        for said, (before, after, drawn) in zip(row.text.split("; "), ((0, 1, 0), (1, 2, 2)), strict=True):
            if "achieved" in said or "inconclusive" in said:
                assert drawn not in at
            else:
                number, step = _read_difference(said)
                assert at[before] - at[after] == pytest.approx(number, abs=0.51 * step), said


def _read_difference(said: str) -> tuple[float, float]:
    """Seconds, positive is sooner, and the step to which they are rounded."""
    size = re.search(r"(?:(\d+):)?([\d.]+) (s|min) (sooner|later)", said)
    if size is None:
        return 0.0, 2.0
    minutes, rest, unit, way = size.groups()
    whole_minutes = unit == "min" and minutes is None
    seconds = 60 * float(rest if whole_minutes else minutes or 0) + (0.0 if whole_minutes else float(rest))
    step = (
        60.0
        if whole_minutes
        else next(float(one) for one in (10, 5, 1, 0.1) if round(10 * seconds) % round(10 * one) == 0)
    )
    return (seconds if way == "sooner" else -seconds), step


def _effect(measure: str) -> Effect:
    return next(effect for effect in a_few().alert_effects if effect.measure == measure)


@pytest.mark.slow
def test_too_few_replications_give_no_figure() -> None:
    assert build_dumbbells_of_exercise(looked_back(), replace(a_few(), replications=19)) is None
    assert build_dumbbells_of_exercise(stopped_at_once(), a_few()) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "cardiac-arrest"])
def test_the_axes_show_every_dot_and_every_text_stands_apart(name: str) -> None:
    data = the_effects(name=name)
    with use_style():
        figure = draw_dumbbells(data)
        figure.draw_without_rendering()
        check_texts_apart(figure)
    (axes,) = figure.axes
    drawn = [xs(line)[0] for line in axes.get_lines() if line.get_marker() in ("o", "s")]
    assert drawn == [dot.seconds for block in data.blocks for row in block.rows for dot in row.dots]
