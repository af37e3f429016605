"""The response timeline: what is drawn, checked as data, and that the axes show it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.patches import Rectangle

from reports.figures.response_chain import ChainBar, ChainFigure, build_chain, draw_chain
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm
from tests.reports.drawn_lines import check_texts_apart, present
from tests.reports.figures.comparisons import alone, shocks
from tests.sim.experiment.comparisons import APP, TODAY, made, summary


def the_chain(comparison: Comparison | None = None) -> ChainFigure:
    return present(build_chain(comparison or made()))


def test_each_step_has_a_bar_with_and_a_bar_without_from_the_step_before_to_its_mean() -> None:
    data = the_chain()
    assert [name for name, _ in data.arms] == ["app", "office + PA (today)"]
    assert {step.name: step.bars for step in data.groups["Help from outside"]} == {
        "recognized": (ChainBar(0.0, 5.0, "5.0 s"), ChainBar(0.0, 5.0, "5.0 s")),
        "reported": (ChainBar(5.0, 25.0, "25 s"), ChainBar(5.0, 24.0, "24 s")),
        "call answered": (ChainBar(25.0, 33.0, "33 s"), ChainBar(24.0, 34.0, "34 s")),
        "dispatched": (ChainBar(33.0, 69.0, "1:09"), ChainBar(34.0, 70.0, "1:10")),
        "on scene": (ChainBar(69.0, 217.0, "3:37"), ChainBar(70.0, 218.0, "3:38")),
    }


def test_the_intervention_starts_at_onset_because_an_officer_of_the_campus_may_come_first() -> None:
    (step,) = the_chain().groups["First intervention"]
    assert step.bars == (ChainBar(0.0, 205.0, "3:25"), ChainBar(0.0, 211.0, "3:31"))


def test_a_chain_of_an_arrest_has_the_patient() -> None:
    data = the_chain(shocks())
    assert list(data.groups) == ["Patient"]
    assert data.title == "Collapse to shock 20 s sooner with the app"


def test_a_step_that_came_before_an_earlier_one_starts_no_later_than_it_ends() -> None:
    """Where half are aware by word of mouth before anything is sent."""
    arm = Arm(APP)
    data = the_chain(
        made(measures=(summary(arm, "first_campus_alert", 90.0), summary(arm, "aware_t50", 60.0)))
    )
    assert [step.bars for step in data.groups["Staff"]] == [
        (ChainBar(0.0, 90.0, "1:30"), None),
        (ChainBar(0.0, 60.0, "1:00"), None),
    ]


def test_what_was_never_reached_makes_no_bar_shorter_than_what_was() -> None:
    """It ends at the horizon."""
    arms = Arm(APP), Arm(TODAY)
    means = tuple(
        summary(arm, "aware_t90", 1800.0, not_reached=100, p50=None)
        if arm.strategy == APP
        else summary(arm, "aware_t90", 60.0)
        for arm in arms
    )
    (step,) = the_chain(made(measures=means)).groups["Staff"]
    assert step.bars == (ChainBar(0.0, 1800.0, "not achieved"), ChainBar(0.0, 60.0, "1:00†"))


def test_both_arms_of_a_step_that_one_did_not_always_reach_are_medians_and_marked() -> None:
    means = [
        replace(summary(Arm(APP), "intervention", 257.0), p50=140.0),
        summary(Arm(TODAY), "intervention", 200.0, not_reached=3, p50=127.0),
    ]
    data = the_chain(made(measures=tuple(means)))
    (step,) = data.groups["First intervention"]
    assert step.bars == (ChainBar(0.0, 140.0, "2:20†"), ChainBar(0.0, 127.0, "2:07†"))
    assert "† median" in data.note
    assert "off campus median 2:20." in data.alt


def test_what_was_not_always_reached_is_marked() -> None:
    """Also the arm that always reached it."""
    data = the_chain(alone())
    steps = {step.name: step.bars for step in data.groups["Staff"]}
    assert [bar.text for bar in steps["90% aware"] if bar] == ["2:32†", "12:30†"]
    assert "† median" in data.note
    assert "PA down" in data.title


@pytest.mark.usefixtures("styled")
def test_the_axes_show_the_chain() -> None:
    data = the_chain()
    figure = draw_chain(data)
    figure.draw_without_rendering()
    check_texts_apart(figure)
    (axes,) = figure.axes
    drawn = [
        (bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches if isinstance(bar, Rectangle)
    ]
    bars = [bar for group in data.groups.values() for step in group for bar in step.bars if bar]
    assert drawn == [pytest.approx((bar.start, bar.end)) for bar in bars]
    assert [text.get_text() for text in axes.texts if text.get_text()[0].isdigit() and ":" in text.get_text()]
