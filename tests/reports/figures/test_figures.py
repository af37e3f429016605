"""What holds for all figures: every text is large enough and inside, alt texts say the numbers, looks keep."""

from __future__ import annotations

from functools import cache

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from reports.figures.export import iterate_comparison_drawings
from reports.figures.style import (
    KNOWN_STRATEGIES,
    LINE_STYLES,
    assign_styles,
    find_signed_ticks,
    find_time_ticks,
    fit_title,
    format_minutes,
    use_style,
)
from tests.reports.figures.comparisons import alone, many, shocks, three_days
from tests.reports.golden_texts import check_golden
from tests.sim.experiment.comparisons import ALONE, APP, TODAY, made


@cache
def all_figures(number: int) -> list[tuple[str, Figure]]:
    """The figures of one of all comparisons, laid out, by name. Only within `use_style`."""
    drawn = [(drawing.name, drawing.draw()) for drawing in iterate_comparison_drawings(ALL[number])]
    for _, figure in drawn:
        figure.draw_without_rendering()
    return drawn


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


FOR_A_PAGE = ("tornado",)
ALL = (made(), many(), made(headlines=(), present_practice=""), alone(), shocks(), three_days())


NAMES = ("shipped", "six-strategies", "no-headlines", "no-pa", "arrest", "three-days")


@pytest.mark.parametrize("name", NAMES)
def test_titles_are_short_and_alt_texts_have_the_numbers(name: str) -> None:
    """The note is part of the alt text."""
    drawings = list(iterate_comparison_drawings(ALL[NAMES.index(name)]))
    check_golden(f"figures-{name}.txt", "\n\n".join(f"{one.name}: {one.title}\n{one.alt}" for one in drawings) + "\n")
    assert all(fit_title(one.title).count("\n") < 2 and len(one.title.split()) <= 13 for one in drawings)


@pytest.mark.slow
@pytest.mark.usefixtures("styled")
@pytest.mark.parametrize("number", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, len(ALL)))])
def test_every_text_is_large_enough_and_none_touches_the_edge(number: int) -> None:
    """At 100 dots an inch, two dots are half a millimetre."""
    for name, figure in all_figures(number):
        inside = figure.bbox.padded(-2.0)
        for text in texts(figure):
            assert float(text.get_fontsize()) >= 10.0, (name, text.get_text())
            box = text.get_window_extent()
            assert inside.contains(box.x0, box.y0), (name, text.get_text())
            assert inside.contains(box.x1, box.y1), (name, text.get_text())


@pytest.mark.usefixtures("styled")
def test_figures_fit_a_slide_and_their_titles_stay_clear_of_the_rest() -> None:
    for name, figure in all_figures(ALL.index(made())):
        width, height = figure.get_size_inches() * 2.54
        assert width == pytest.approx(16.0)
        assert name in FOR_A_PAGE or height <= 12.0, name  # 4 : 3
        title = figure.texts[0].get_window_extent()
        boxes = [box for axes in figure.axes if (box := axes.get_tightbbox()) is not None]
        assert not any(title.overlaps(box) for box in boxes), name


def test_strategies_differ_without_colour_and_keep_their_look() -> None:
    assert len({look.line for look in LINE_STYLES}) == len({look.color for look in LINE_STYLES}) == len(LINE_STYLES)
    looks = assign_styles(["my-own", APP, "another", ALONE])
    assert (looks[APP], looks[ALONE]) == (LINE_STYLES[KNOWN_STRATEGIES[APP]], LINE_STYLES[KNOWN_STRATEGIES[ALONE]])
    assert len({look.color for look in looks.values()}) == 4
    assert assign_styles([TODAY])[TODAY] == assign_styles([APP, TODAY])[TODAY]


def test_ticks_are_round_times() -> None:
    assert find_time_ticks(300.0, 6) == [0.0, 60.0, 120.0, 180.0, 240.0, 300.0]
    assert find_signed_ticks(-50.0, 130.0, 3) == [0.0, 60.0, 120.0]
    assert [format_minutes(one) for one in (0.0, 30.0, 120.0, -90.0, 3600.0)] == ["0", "0:30", "2:00", "−1:30", "60:00"]


def test_drawing_leaves_no_trace_in_the_reader_s_own_style() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    with use_style():
        next(iterate_comparison_drawings(many())).draw()
    assert dict(matplotlib.rcParams) == before
