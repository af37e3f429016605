"""The inputs that move a difference: what is drawn, checked as data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from reports.figures.style import use_style
from reports.figures.tornado_plot import TornadoFigure, build_tornados, draw_tornado
from sim.experiment.comparison import InputEffect
from sim.statistics.paired import MedianWord
from tests.sim.experiment.comparisons import ROWS, made


def effect(name: str, low: float, high: float, measure: str = "aware_t90") -> InputEffect:
    """With a base case of 13 s, as all pairs have it; a bound there has no effect."""
    return InputEffect(
        *(ROWS[1].pairing, measure, name, "assumed", 0.1, 0.9, low, high, "share", "mean", 20, 13.0, 1.0, 1.0),
        low_reading="no effect" if low == 13.0 else "resolved",
        high_reading="no effect" if high == 13.0 else "resolved",
    )


def the_tornado(*effects: InputEffect) -> TornadoFigure:
    (found,) = build_tornados(made(input_effects=effects) if effects else made())
    return found


def test_the_input_that_moves_most_is_on_top_and_what_moves_nothing_is_left_out() -> None:
    ends = {"app.notice": (5.0, 25.0), "app.installed": (-33.0, 20.0), "app.press": (13.0, 13.0)}
    data = the_tornado(*(effect(name, *reached) for name, reached in ends.items()))
    (panel,) = data.panels
    assert [bar.name for bar in panel.bars] == ["app: staff who installed it", "phones: time until noticed"]
    assert (panel.bars[0].low, panel.bars[0].high, panel.ranged_inputs) == (-33.0, 20.0, 3)
    assert data.title == "App: staff who installed it matters most"
    assert "app: staff who installed it: 33 s later at 10%, 20 s sooner at 90%" in data.alt


def test_the_wider_bar_is_above_one_that_reaches_farther_to_one_side() -> None:
    """170 s to both sides against 150 s mostly to one; and what lies on one side is drawn from the base case on."""
    data = the_tornado(
        effect("radio.heard", -17.0, 133.0), effect("telling.reach", -82.0, 88.0), effect("app.notice", 180.0, 213.0)
    )
    names = ["phones: time until noticed", "telling: reach", "radio: heard"]
    assert [bar.name for bar in data.panels[0].bars] == names
    assert data.title == "Phones: time until noticed matters most"


def test_the_base_case_stands_above_its_panel() -> None:
    with use_style():
        (axes,) = draw_tornado(the_tornado()).axes
    assert axes.get_title(loc="left") == "90% of staff aware: base case 13 s sooner"


def test_only_the_widest_bars_are_drawn_and_the_note_says_of_how_many() -> None:
    data = the_tornado(*(effect(f"input.{n}", 13.0 - n, 13.0 + n) for n in range(1, 12)))
    assert [bar.name for bar in data.panels[0].bars] == [f"input: {n}" for n in range(11, 5, -1)]
    assert "The main drivers of 11 inputs" in data.note


def test_a_row_that_no_input_moves_has_no_tornado() -> None:
    assert list(build_tornados(made(input_effects=()))) == []
    assert list(build_tornados(made(input_effects=(effect("app.installed", 13.0, 13.0),)))) == []


def test_bars_go_from_the_middle_to_their_ends() -> None:
    """The middle is the difference over all pairs."""
    data = the_tornado(effect("app.installed", -33.0, 20.0))
    assert data.panels[0].base == 13.0
    with use_style():
        (axes,) = draw_tornado(data).axes
    bars = [one for one in axes.patches if isinstance(one, Rectangle) and one.get_height() == 0.62]
    assert {round(one.get_x() + one.get_width(), 6) for one in bars} == {-33.0, 20.0}
    low, high = axes.get_xlim()
    assert low < -33.0
    assert high > 20.0
    notes = [one for one in axes.texts if isinstance(one, Annotation) and "%" in one.get_text()]
    assert {one.get_text(): one.xy[0] for one in notes} == {"10%": -33.0, "90%": 20.0}


@pytest.mark.slow
def test_many_panels_and_long_names_stay_clear_of_each_other() -> None:
    effects = tuple(
        effect(f"an.input.with.a.rather.long.name.that.nobody.gave.words.{n}", -5.0 * n, 20.0 * n, measure)
        for n in range(1, 7)
        for measure in ("aware_t90", "protected_t90", "first_unit_on_scene")
    )
    with use_style():
        figure = draw_tornado(the_tornado(*effects))
        figure.draw_without_rendering()
    assert figure.get_size_inches()[1] * 2.54 < 22.5
    for axes in figure.axes:
        boxes = [label.get_window_extent() for label in axes.get_yticklabels()]
        assert all(figure.bbox.contains(box.x0, box.y0) for box in boxes)
        assert not any(one.overlaps(two) for number, one in enumerate(boxes) for two in boxes[:number])


def test_a_bar_is_a_shift_from_all_pairs_and_an_end_that_is_not_resolved_stays_there() -> None:
    """Its 20 pairs show 20 s with nothing moved and 50 s at the upper bound: 30 s more than the 13 s of all pairs."""
    one = replace(effect("app.installed", -5.0, 50.0), base_reduction=20.0, low_reading="not resolved")
    (panel,) = the_tornado(one).panels
    assert (panel.base, panel.bars[0].low, panel.bars[0].high) == (13.0, 13.0, 43.0)


def test_an_end_at_which_the_median_is_infinite_reaches_to_the_horizon() -> None:
    one = replace(effect("radio.heard", 13.0, 20.0), high_reduction=None, high_word=MedianWord.ONLY_STRATEGY)
    (panel,) = the_tornado(one).panels
    assert panel.bars[0].high == 1800.0
