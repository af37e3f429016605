"""Figures: what is drawn, checked as data, and that the axes show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from reports.figures.chain import ChainFigure, chain_of, draw_chain
from reports.figures.curves import CurvesFigure, curves_of, draw_curves, limit_of
from reports.figures.files import drawings
from reports.figures.forest import ForestFigure, draw_forest, forest_of
from reports.figures.looks import KNOWN, LOOKS, looks_of, minutes, our_style, paler, signed_ticks, time_ticks
from sim.comparison import Comparison
from sim.summaries import Arm
from tests.made_comparison import ALONE, APP, ROWS, TODAY, WITHOUT_PA, contrast, curve, made, primary, summary


@pytest.fixture
def styled() -> Iterator[None]:
    with our_style():
        yield


def xs(line: Line2D) -> tuple[float, ...]:
    return tuple(np.asarray(line.get_xdata()).tolist())


def ys(line: Line2D) -> tuple[float, ...]:
    return tuple(np.asarray(line.get_ydata()).tolist())


def the_curves(comparison: Comparison | None = None) -> CurvesFigure:
    found = curves_of(comparison or made(), "aware")
    assert found is not None
    return found


def the_forest(comparison: Comparison | None = None, everything: bool = False) -> ForestFigure:
    found = forest_of(comparison or made(), everything)
    assert found is not None
    return found


def the_chain(comparison: Comparison | None = None) -> ChainFigure:
    found = chain_of(comparison or made())
    assert found is not None
    return found


# Curves


def test_a_day_has_a_panel_and_a_strategy_a_line() -> None:
    data = the_curves()
    assert [panel.heading for panel in data.panels] == ["Campus as it is", "PA down"]
    assert [[line.label for line in panel.lines] for panel in data.panels] == [
        ["app without staff leg", "app", "office and PA (today)"],
        ["app without staff leg", "app"],
    ]
    line = data.panels[0].lines[1]
    assert (line.times[1], line.mean[1], line.low[1], line.high[1]) == pytest.approx(
        (60.0, 1 / 3, 1 / 3 - 0.1, 1 / 3 + 0.1)
    )


def test_the_time_axis_ends_where_every_curve_is_close_to_its_end() -> None:
    """Straight rises to 3 and 15 minutes reach nine tenths at 2:42 and 13:30: on the grid at 3:00 and 14:00."""
    arm = Arm(APP)
    assert limit_of([curve(arm, "aware", 180.0)]) == 180.0
    assert limit_of([curve(arm, "aware", 180.0), curve(arm, "aware", 900.0)]) == 900.0


def test_the_time_axis_never_goes_beyond_what_was_played() -> None:
    short = replace(curve(Arm(APP), "aware", 80.0), times=(0.0, 30.0, 70.0), mean=(0.0, 0.1, 1.0))
    assert limit_of([short]) == 70.0


def test_the_title_says_every_row_and_stars_what_depends() -> None:
    assert the_curves().title == (
        "90 % of staff aware with the app: 27 s sooner than app without staff leg "
        "(PA down: 10:00 min sooner), 13 s sooner* than today"
    )
    assert "* depends on what nobody has measured" in the_curves().note


def test_a_title_never_says_more_than_the_verdict() -> None:
    pairing = ROWS[0].pairing
    for verdict, said in (
        ("not settled: run more", "no settled difference to"),
        ("no difference that matters", "no difference that matters to"),
        ("later by enough to matter", "20 s later than"),
    ):
        one = primary(pairing, "aware_t90", -20.0, verdict)
        assert f"{said} app without staff leg" in the_curves(made(contrasts=(one,))).title


def test_nothing_is_drawn_of_nothing() -> None:
    empty = made(curves=(), contrasts=(), measures=(), headlines=())
    assert (curves_of(empty, "aware"), forest_of(empty), chain_of(empty)) == (None, None, None)
    assert list(drawings(empty)) == []


@pytest.mark.usefixtures("styled")
def test_the_axes_show_the_curves() -> None:
    data = the_curves()
    key, *panels = draw_curves(data).axes
    legend = key.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [line.label for line in data.panels[0].lines]
    for axes, panel in zip(panels, data.panels, strict=True):
        drawn = {line.get_label(): line for line in axes.get_lines()}
        assert axes.get_title(loc="left") == panel.heading
        assert axes.get_xlim() == (0.0, data.limit)
        for one in panel.lines:
            shown = drawn[one.label]
            np.testing.assert_array_equal(shown.get_xdata(), one.times)
            np.testing.assert_array_equal(shown.get_ydata(), one.mean)
            assert shown.get_color() == one.look.colour
            edges = [ys(line) for line in axes.get_lines()]
            assert one.low in edges
            assert one.high in edges
        assert len(axes.collections) == len(panel.lines), "a band for each line"


# Forest


def test_seconds_and_person_minutes_are_apart_and_in_order() -> None:
    assert the_forest().rows == {
        "s": ("first unit on scene", "first campus alert", "90 % of staff aware", "90 % of people protected"),
        "person-min": ("person-minutes exposed",),
    }


def test_a_mark_has_interval_input_range_and_what_matters() -> None:
    marks = {mark.measure: mark for mark in the_forest().columns[1].marks["s"]}
    aware, alert = marks["aware_t90"], marks["first_campus_alert"]
    assert (aware.reduction, aware.low, aware.high) == (13.0, 6.0, 20.0)
    assert (aware.inputs, aware.delta) == ((-33.0, 117.0), 15.0)
    assert (aware.direction, aware.certain) == ("better", False)
    assert (alert.inputs, alert.delta, alert.direction) == (None, None, "open")


def test_what_is_worse_looks_worse() -> None:
    mark = the_forest().columns[1].marks["person-min"][0]
    assert (mark.direction, mark.certain, mark.said) == ("worse", True, "0.6 person-min more")


def test_columns_of_one_day_share_their_scale_and_another_day_has_its_own() -> None:
    limits = the_forest().limits
    (low, high), (_, wide) = limits[(), "s"], limits[("pa-failed",), "s"]
    assert low < -33.0 < 0.0 < 117.0 < high
    assert wide > 598.0 + 94.0


def test_the_title_of_the_forest_speaks_of_all_rows_and_never_puts_two_days_into_one_range() -> None:
    assert the_forest().title == (
        "With the app: 90 % of staff aware 13 to 27 s sooner*, 90 % of people protected 13 to 28 s sooner*, "
        "no difference that matters in first unit on scene; PA down: 10:00 min sooner"
    )


def test_the_whole_forest_has_every_measure() -> None:
    extra = contrast(ROWS[0].pairing, "aware_t50", 37.0)
    more = made(contrasts=(*made().contrasts, extra))
    assert "50 % of staff aware" in the_forest(more, everything=True).rows["s"]
    assert "50 % of staff aware" not in the_forest(more).rows["s"]


@pytest.mark.usefixtures("styled")
def test_the_axes_show_the_forest() -> None:
    data = the_forest()
    panels = iter(draw_forest(data).axes)
    for unit, names in data.rows.items():
        for column in data.columns:
            axes = next(panels)
            assert axes.get_xlim() == pytest.approx(data.limits[column.conditions, unit])
            lines = [(xs(line), ys(line)[0]) for line in axes.get_lines()]
            bands = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
            for mark in column.marks[unit]:
                place = len(names) - 1 - names.index(mark.name)
                assert ((mark.low, mark.high), place) in lines
                assert ((mark.reduction,), place) in lines
                assert mark.inputs is None or (mark.inputs, place) in lines
            assert sorted((band.get_x(), band.get_width()) for band in bands) == [(-15.0, 30.0)] * (
                3 if unit == "s" else 0
            )
            assert (0.0, 0.0) in [line for line, _ in lines], "zero is a line"


@pytest.mark.usefixtures("styled")
def test_another_scale_says_so() -> None:
    titles = [axes.get_title(loc="left") for axes in draw_forest(the_forest()).axes]
    assert [title.splitlines()[-1] for title in titles[:3]] == [
        "campus as it is",
        "campus as it is",
        "PA down, own scale",
    ]


# Chain


def test_a_bar_is_cut_where_the_means_lie() -> None:
    outside = the_chain().days[0].bars[0]
    assert [bar.label for bar in outside if bar] == ["app without staff leg", "app", "office and PA (today)"]
    app = outside[1]
    assert app is not None
    assert [(part.measure, part.start, part.end) for part in app.parts] == [
        ("recognition", 0.0, 5.0),
        ("first_report", 5.0, 25.0),
        ("call_answered", 25.0, 33.0),
        ("dispatched", 33.0, 69.0),
        ("first_unit_on_scene", 69.0, 217.0),
    ]
    assert (app.mark, app.said) == (205.0, "3:37")


def test_a_bar_keeps_the_order_of_time() -> None:
    """Where half are aware by word of mouth before anything is sent, that part comes first."""
    arm = Arm(APP)
    data = the_chain(
        made(measures=(summary(arm, "first_campus_alert", 90.0), summary(arm, "aware_t50", 60.0)))
    )
    bar = data.days[0].bars[0][1]
    assert bar is not None
    assert [(part.measure, part.end) for part in bar.parts] == [
        ("aware_t50", 60.0),
        ("first_campus_alert", 90.0),
    ]


def test_what_was_never_reached_is_no_part_of_a_bar() -> None:
    arm = Arm(APP)
    means = (summary(arm, "aware_t50", 60.0), summary(arm, "aware_t90", 1800.0, not_reached=100))
    bar = the_chain(made(measures=means)).days[0].bars[0][1]
    assert bar is not None
    assert [part.measure for part in bar.parts] == ["aware_t50"]
    assert bar.said == "not reached"


def test_what_was_not_always_reached_is_marked_and_a_strategy_not_played_has_no_bar() -> None:
    data = the_chain()
    alone, app, today = data.days[1].bars[1]
    assert alone is not None
    assert app is not None
    assert (alone.said, app.said, today) == ("12:30†", "2:32", None)
    assert "† not always reached: 30:00 counts instead." in data.note


def test_the_title_of_the_chain_gives_the_range_over_strategies() -> None:
    assert the_chain().title == (
        "90 % of people protected after 2:37 to 3:05 (PA down: 3:19 to 13:20), first unit on scene after 3:37 to 3:38"
    )


@pytest.mark.usefixtures("styled")
def test_the_axes_show_the_chain() -> None:
    data = the_chain()
    axes = [one for one in draw_chain(data).axes if one.axison]
    cells = iter(axes)
    for block in range(len(data.keys)):
        for day in data.days:
            shown = next(cells)
            drawn = {
                (bar.get_x(), round(bar.get_x() + bar.get_width(), 6))
                for bar in shown.patches
                if isinstance(bar, Rectangle)
            }
            bars = [bar for bar in day.bars[block] if bar is not None]
            assert drawn == {(part.start, round(part.end, 6)) for bar in bars for part in bar.parts}
            assert [text.get_text() for text in shown.texts] == [bar.said for bar in bars]
            assert shown.get_xlim() == (0.0, day.limit)


# All of them


def all_figures(comparison: Comparison) -> Iterator[tuple[str, Figure]]:
    for drawing in drawings(comparison):
        figure = drawing.draw()
        figure.draw_without_rendering()
        yield drawing.name, figure


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]


MANY = (APP, ALONE, TODAY, "dial-911", "word-of-mouth", "a-system-of-our-own")


def many() -> Comparison:
    """Six strategies on one day."""
    arms = [Arm(one) for one in MANY]
    means = tuple(
        summary(arm, measure, 100.0 + 20.0 * at)
        for measure in ("dispatched", "first_unit_on_scene", "aware_t90", "protected_t90")
        for at, arm in enumerate(arms)
    )
    curves = tuple(curve(arm, "aware", 200.0 + 50.0 * at) for at, arm in enumerate(arms))
    return made(strategies=MANY, conditions=((),), measures=means, curves=curves, headlines=ROWS[:2])


@pytest.mark.usefixtures("styled")
@pytest.mark.parametrize("comparison", [made(), many(), made(headlines=(), present_practice="")])
def test_every_text_is_large_enough_and_inside_the_figure(comparison: Comparison) -> None:
    for name, figure in all_figures(comparison):
        inside = figure.bbox.padded(1.0)
        for text in texts(figure):
            assert float(text.get_fontsize()) >= 10.0, (name, text.get_text())
            box = text.get_window_extent()
            assert inside.contains(box.x0, box.y0), (name, text.get_text())
            assert inside.contains(box.x1, box.y1), (name, text.get_text())


@pytest.mark.usefixtures("styled")
def test_figures_fit_a_slide_and_their_titles_stay_clear_of_the_rest() -> None:
    for name, figure in all_figures(made()):
        width, height = figure.get_size_inches() * 2.54
        assert width == pytest.approx(16.0)
        assert name == "forest-all" or height == pytest.approx(9.0), name
        title = figure.texts[0].get_window_extent()
        boxes = [box for axes in figure.axes if (box := axes.get_tightbbox()) is not None]
        assert not any(title.overlaps(box) for box in boxes), name


def test_alt_texts_hold_the_numbers_of_the_figure() -> None:
    alt = {drawing.name: drawing.alt for drawing in drawings(made())}
    assert set(alt) == {"aware", "protected", "forest", "forest-all", "chain"}
    assert (
        "PA down: app without staff leg 90 % not reached in 29 of 100, app 90 % after 2:32." in alt["aware"]
    )
    assert "person-minutes exposed 0.6 person-min more" in alt["forest"]
    assert "App, campus as it is: emergency recognised 5.0 s" in alt["chain"]
    assert "90 % of people protected 13:20 (not reached in 29 of 100)" in alt["chain"]


def test_a_day_without_pa_alone_says_so_in_every_figure() -> None:
    base = made()
    alone = made(
        conditions=(WITHOUT_PA,),
        headlines=ROWS[2:],
        measures=tuple(one for one in base.measures if one.conditions == WITHOUT_PA),
        contrasts=tuple(one for one in base.contrasts if one.conditions == WITHOUT_PA),
        curves=tuple(one for one in base.curves if one.conditions == WITHOUT_PA),
    )
    for drawing in drawings(alone):
        assert "PA down" in drawing.title, drawing.name
        assert "With a PA that works, differences can be many times smaller." in drawing.alt, drawing.name
    for drawing in drawings(base):
        assert "many times smaller" not in drawing.alt


def test_strategies_differ_without_colour_and_keep_their_look() -> None:
    assert len({look.line for look in LOOKS}) == len({look.colour for look in LOOKS}) == len(LOOKS)
    looks = looks_of(["my-own", APP, "another", ALONE])
    assert (looks[APP], looks[ALONE]) == (LOOKS[KNOWN[APP]], LOOKS[KNOWN[ALONE]])
    assert len({look.colour for look in looks.values()}) == 4
    assert looks_of([TODAY])[TODAY] == looks_of([APP, TODAY])[TODAY]


def test_shades_of_a_colour_get_paler() -> None:
    assert (paler("#0072B2", 1.0), paler("#0072B2", 0.0), paler("#000000", 0.2)) == (
        "#0072b2",
        "#ffffff",
        "#cccccc",
    )


def test_ticks_are_round_times() -> None:
    assert time_ticks(300.0, 6) == [0.0, 60.0, 120.0, 180.0, 240.0, 300.0]
    assert signed_ticks(-50.0, 130.0, 3) == [0.0, 60.0, 120.0]
    assert [minutes(one) for one in (0.0, 30.0, 120.0, -90.0, 3600.0)] == [
        "0",
        "0:30",
        "2:00",
        "−1:30",
        "1:00:00 h",
    ]


def test_drawing_leaves_no_trace_in_the_reader_s_own_style() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    for drawing in drawings(many()):
        with our_style():
            drawing.draw()
    assert dict(matplotlib.rcParams) == before
