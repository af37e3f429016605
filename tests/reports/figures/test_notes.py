"""What the title of a figure hides stands in its note: who was later, and what was not reached more often."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from matplotlib.text import Annotation

from reports.comparison.differences import ComparisonIndex, describe_hidden_harm
from reports.comparison.findings import build_findings
from reports.counterfactual import describe_hidden as hidden_in_exercise
from reports.counterfactual import summarize_effects as summary_of_exercise
from reports.figures.export import iterate_comparison_drawings
from reports.figures.forest_plot import build_forest
from reports.figures.response_chain import build_chain
from reports.figures.style import FRAME_POINTS, fit_title, measure_text, shorten_title, use_style
from reports.figures.time_curves import build_curves
from reports.figures.tornado_plot import build_tornados, draw_tornado
from sim.exercise.counterfactual import Counterfactual, Effect
from sim.exercise.review import Improvement
from sim.experiment.comparison import Comparison
from sim.statistics.verdicts import NO_PRACTICAL_DIFFERENCE
from tests.reports.figures.comparisons import many, shocks, three_days
from tests.sim.experiment.comparisons import APP, ROWS, SOONER, contrast, made, primary, summary


def missed_more() -> Comparison:
    """The app leaves people unprotected in 30 of 100, and in 29 without; and in 45 of 100 on the day without PA."""
    base = made()
    changed = tuple(
        replace(one, not_reached=45)
        if (one.strategy, one.measure) == (APP, "protected_t90") and one.conditions
        else one
        for one in base.measures
    )
    return made(measures=changed)


def test_who_was_later_stands_in_the_note_of_every_figure_that_says_sooner() -> None:
    said = "But 90% of staff aware later than today in 42 of 100"
    found = [build_curves(made(), "aware"), build_forest(made())]
    assert all(one is not None and one.note.startswith(said) and said in one.alt for one in found)
    (tornado,) = build_tornados(made())
    assert tornado.note.startswith(said)
    summary_of_row = build_findings(made()).rows[1].summary_statements[1]
    assert "but later in 42 of 100" in summary_of_row, "the same number as in the answer"


def test_what_was_not_reached_more_often_stands_there_too() -> None:
    said = "90% of people protected not reached in 45 of 100, app without staff leg (PA down) in 29"
    comparison = missed_more()
    for one in (build_curves(comparison, "protected"), build_forest(comparison), build_chain(comparison)):
        assert one is not None
        assert said in one.note
    assert said not in describe_hidden_harm(ComparisonIndex(made()), ["protected_t90"])


def mostly_later(**given: Any) -> Comparison:
    """Later in 76 of 100, and 2:50 sooner in the mean, because 17 with the app were never reached instead of 70."""
    row = ROWS[1]
    counts = zip(row.pairing.arms, (17, 4), strict=True)
    measures = tuple(summary(arm, "aware_t90", 300.0, not_reached=count) for arm, count in counts)
    shares = {"better_share": 0.15, "same_share": 0.09, "worse_share": 0.76, **given}
    one = primary(row.pairing, "aware_t90", 170.0, SOONER, half=50.0, **shares)
    return made(contrasts=(one,), measures=measures, headlines=(row,))


def test_a_title_does_not_say_sooner_where_most_are_later() -> None:
    found = build_curves(mostly_later(), "aware")
    assert found is not None
    assert found.title == (
        "90% of staff aware with the app: later than today in 76 of 100, mean 2:50 min sooner"
    )
    [answer] = build_findings(mostly_later()).rows[0].summary_statements
    assert answer == (
        "90% of staff aware: 2:50 min sooner on average, but later in 76 of 100; "
        "not reached in 17 of 100 without, in 4 with, counted as 30:00."
    )
    fewer = build_curves(mostly_later(better_share=0.76, worse_share=0.15), "aware")
    assert fewer is not None
    assert fewer.title == "90% of staff aware with the app: 2:50 min sooner than today"


def test_what_most_are_later_in_is_in_no_range_with_what_is_sooner() -> None:
    comparison = mostly_later()
    sooner = primary(ROWS[1].pairing, "protected_t90", 100.0, SOONER)
    forest = build_forest(replace(comparison, contrasts=(*comparison.contrasts, sooner)))
    assert forest is not None
    assert forest.title == (
        "90% of staff aware with the app: later than today in 76 of 100, mean 2:50 min sooner"
    )
    assert "90% of people protected with the app: 1:40 min sooner than today." in forest.note


def test_a_note_says_in_how_many_it_was_not_reached_where_the_difference_rests_on_that() -> None:
    said = "90% of staff aware not reached in 4 of 100, today in 17, each counted as 30:00."
    comparison = mostly_later()
    for one in (build_curves(comparison, "aware"), build_forest(comparison)):
        assert one is not None
        assert said in one.note
        assert said in one.alt
    alike = tuple(replace(one, not_reached=17) for one in comparison.measures)
    assert "not reached" not in describe_hidden_harm(
        ComparisonIndex(replace(comparison, measures=alike)), ["aware_t90"]
    )
    unsettled = tuple(replace(one, verdict="not settled: run more") for one in comparison.contrasts)
    assert (
        describe_hidden_harm(ComparisonIndex(replace(comparison, contrasts=unsettled)), ["aware_t90"]) == ""
    ), "no difference is told"


def test_what_is_worse_in_most_is_named_although_it_is_no_primary_measure() -> None:
    """And where the mean is later, in how many it is sooner."""
    comparison = mostly_later()
    [one] = comparison.contrasts
    other = replace(one, exploratory=True, verdict="exploratory", delta=None)
    costs = build_findings(replace(comparison, contrasts=(other,))).rows[0].adverse_effects
    assert costs[1:] == (
        "Better on average, but worse in most emergencies: 90% of staff aware (2:50 min sooner on average, "
        "but later in 76 of 100; not reached in 17 of 100 without, in 4 with, counted as 30:00).",
    )
    later = contrast(ROWS[1].pairing, "aware_t90", -20.0, better_share=0.6, same_share=0.3, worse_share=0.1)
    said = build_findings(replace(comparison, contrasts=(later,))).rows[0].adverse_effects[0]
    assert "90% of staff aware (20 s later on average, but sooner in 60 of 100;" in said
    said = describe_hidden_harm(ComparisonIndex(replace(comparison, contrasts=(other,))), [], ["aware_t90"])
    assert said.startswith("But 90% of staff aware later than today in 76 of 100.")


def test_where_nothing_is_worse_nothing_is_said() -> None:
    assert describe_hidden_harm(ComparisonIndex(shocks()), ["collapse_to_shock"]) == ""
    assert describe_hidden_harm(ComparisonIndex(made()), ["aware_t90"], rows=ROWS[:1]) == ""


def test_nothing_goes_against_what_no_title_calls_better() -> None:
    """Later in some of 100 goes against "sooner", not against "no difference that matters"."""
    still = tuple(replace(one, verdict=NO_PRACTICAL_DIFFERENCE) for one in made().contrasts)
    assert "later than" not in describe_hidden_harm(ComparisonIndex(made(contrasts=still)), ["aware_t90"])


def test_titles_have_two_lines_at_most() -> None:
    for comparison in (made(), many(), three_days(), shocks(), missed_more(), mostly_later()):
        for one in iterate_comparison_drawings(comparison):
            assert fit_title(one.title).count("\n") < 2, one.title


def test_what_a_title_has_no_room_for_goes_on_in_the_note() -> None:
    clause = "90% of staff aware: room T+02:09, autopilot T+01:51, twin T+03:00"
    assert shorten_title(clause) == (clause, "")
    days = "PA down or fire alarm out of order: 10:00 min sooner"
    for_all = (
        "90% of staff aware with the app: 27 s sooner than app without staff leg{}, 13 s sooner* than today"
    )
    assert shorten_title(for_all.format(f" ({days})")) == (for_all.format(""), f"{days}.")
    title, rest = shorten_title(f"{clause}; {clause}; {clause}")
    assert f"{title}; {rest.removeprefix('And ').removesuffix('.')}" == f"{clause}; {clause}; {clause}"
    assert measure_text(max(fit_title(title).split("\n"), key=len), 11.0, "bold") <= FRAME_POINTS


def missing(measure: str, before: int, after: int) -> Effect:
    return Effect(measure, "s", 10.0, None, Improvement(10.0), (before, after))


def test_the_notes_of_an_exercise_say_what_its_summary_says_was_reached_less_often() -> None:
    alert = (
        missing("aware_t90", 0, 0),
        missing("first_campus_alert", 0, 0),
        missing("protected_t100", 200, 218),
    )
    room = (
        missing("aware_t90", 0, 0),
        missing("first_campus_alert", 0, 50),
        missing("protected_t100", 218, 100),
    )
    found = Counterfactual(1000, alert, room, {}, None, is_interrupted=False)
    assert hidden_in_exercise(found) == (
        "But with the alert all people protected reached in 782 of 1,000 instead of 800; "
        "with the room first campus alert reached in 950 of 1,000 instead of 1,000."
    )
    assert all(
        words in sentence
        for words, sentence in zip(("782 of 1,000", "950 of 1,000"), summary_of_exercise(found), strict=True)
    )
    assert hidden_in_exercise(Counterfactual(1000, alert[:1], (), {}, None, is_interrupted=False)) == ""


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
