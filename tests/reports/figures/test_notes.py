"""What the title of a figure hides stands in its note: who was later, and what was not reached more often."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.text import Annotation

from reports.comparison.differences import ComparisonIndex, describe_hidden_harm
from reports.counterfactual import describe_missed
from reports.figures.style import use_style
from reports.figures.time_curves import build_curves
from reports.figures.tornado_plot import build_tornados, draw_tornado
from sim.exercise.counterfactual import Counterfactual, Effect
from sim.exercise.review import Improvement
from sim.statistics.paired import Pairing
from sim.statistics.verdicts import NO_PRACTICAL_DIFFERENCE
from tests.reports.drawn_lines import present
from tests.reports.figures.comparisons import shocks
from tests.sim.experiment.comparisons import APP, ROWS, contrast, made, missed, mostly_later


def test_what_was_not_reached_more_often_stands_there_too() -> None:
    """The app leaves people unprotected in 30 of 100, and in 29 without; and in 45 of 100 on the day without PA."""
    said = "90% of people protected not achieved: 29% app, 911 only (PA down) vs 45%"
    changed = tuple(
        replace(one, not_reached=45)
        if (one.strategy, one.measure) == (APP, "protected_t90") and one.conditions
        else one
        for one in made().measures
    )
    assert said in present(build_curves(made(measures=changed), "protected")).note
    assert said not in describe_hidden_harm(ComparisonIndex(made()), ["protected_t90"])


def test_a_title_gives_the_share_where_most_are_later() -> None:
    found = present(build_curves(mostly_later(), "aware"))
    assert found.title == "90% of staff aware later in 76%, mean 2:50 min sooner with the app"
    fewer = present(build_curves(mostly_later(better_share=0.76, worse_share=0.15), "aware"))
    assert fewer.title == "90% of staff aware 2:50 min sooner with the app"


def test_a_note_says_in_how_many_it_was_not_reached_where_the_difference_rests_on_that() -> None:
    said = "90% of staff aware not achieved: 17% today vs 4%."
    sooner = mostly_later(better_share=0.76, worse_share=0.15, **missed(70.0))
    counts = zip(sooner.measures, (17, 4), strict=True)
    comparison = replace(sooner, measures=tuple(replace(one, not_reached=count) for one, count in counts))
    found = present(build_curves(comparison, "aware"))
    assert said in found.note
    assert said in found.alt
    alike = tuple(replace(one, not_reached=17) for one in comparison.measures)
    hidden = describe_hidden_harm(ComparisonIndex(replace(comparison, measures=alike)), ["aware_t90"])
    assert "not achieved" not in hidden
    unsettled = tuple(replace(one, verdict="inconclusive; add replications") for one in comparison.contrasts)
    hidden = describe_hidden_harm(ComparisonIndex(replace(comparison, contrasts=unsettled)), ["aware_t90"])
    assert hidden == "", "no difference is told"


def test_where_nothing_is_worse_nothing_is_said() -> None:
    assert describe_hidden_harm(ComparisonIndex(shocks()), ["collapse_to_shock"]) == ""
    assert describe_hidden_harm(ComparisonIndex(made()), ["aware_t90"], rows=ROWS[:1]) == ""


def test_nothing_goes_against_what_no_title_calls_better() -> None:
    """Later in some of 100 goes against "sooner", not against "no practical difference"."""
    still = tuple(replace(one, verdict=NO_PRACTICAL_DIFFERENCE) for one in made().contrasts)
    assert "later than" not in describe_hidden_harm(ComparisonIndex(made(contrasts=still)), ["aware_t90"])


def missing(measure: str, before: int, after: int) -> Effect:
    missed = {"baseline_not_reached": before, "strategy_not_reached": after, "n": 1000}
    return Effect(contrast(Pairing("autopilot", "room"), measure, 10.0, half=0.0, **missed), Improvement(10.0))


def test_the_summary_of_an_exercise_says_what_was_reached_less_often() -> None:
    alert = (missing("aware_t90", 0, 0), missing("first_campus_alert", 0, 0), missing("protected_t100", 200, 218))
    room = (missing("aware_t90", 0, 0), missing("first_campus_alert", 0, 50), missing("protected_t100", 218, 100))
    found = Counterfactual(1000, alert, room, {}, None, is_interrupted=False)
    assert describe_missed(found) == (
        "effect of the alert: all people protected achieved: 80% without, 78% with; "
        "effect of team decisions: first campus alert achieved: 100% without, 95% with."
    )
    assert describe_missed(Counterfactual(1000, alert[:1], (), {}, None, is_interrupted=False)) == ""


@pytest.mark.usefixtures("styled")
def test_ends_of_bars_lie_on_no_line_and_not_on_one_another() -> None:
    (data,) = build_tornados(made())
    with use_style():
        figure = draw_tornado(data)
        figure.draw_without_rendering()
        for axes in figure.axes:
            labels = [one for one in axes.texts if isinstance(one, Annotation) and one.get_bbox_patch()]
            assert len(labels) == 2 * sum(len(panel.bars) for panel in data.panels)
            boxes = [one.get_window_extent() for one in labels]
            assert not any(a.overlaps(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])
            assert all(one.get_zorder() > line.get_zorder() for one in labels for line in axes.lines)
            tags = [patch for one in labels if (patch := one.get_bbox_patch())]
            assert {patch.get_facecolor() for patch in tags} == {(1.0, 1.0, 1.0, 1.0)}
