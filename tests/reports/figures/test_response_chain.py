"""The response chain: what is drawn, checked as data, and that the axes show it."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from reports.figures.response_chain import ChainFigure, build_chain, draw_chain
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm
from tests.reports.drawn_lines import present
from tests.reports.figures.comparisons import shocks
from tests.sim.experiment.comparisons import APP, made, summary


def the_chain(comparison: Comparison | None = None) -> ChainFigure:
    return present(build_chain(comparison or made()))


def test_a_bar_is_cut_where_the_means_lie() -> None:
    outside = the_chain().days[0].bars[0]
    assert [bar.label for bar in outside if bar] == ["app, 911 only", "app", "office and PA (today)"]
    app = present(outside[1])
    assert [(part.measure, part.start, part.end) for part in app.parts] == [
        ("recognition", 0.0, 5.0),
        ("first_report", 5.0, 25.0),
        ("call_answered", 25.0, 33.0),
        ("dispatched", 33.0, 69.0),
        ("first_unit_on_scene", 69.0, 217.0),
    ]
    assert app.label_text == "3:37"


def test_the_intervention_is_no_part_of_the_bar_of_help_from_outside_and_each_strategy_has_its_number() -> (
    None
):
    """205 s, before the first unit is on scene at 217 s: an officer of the campus was there first."""
    data = the_chain()
    assert data.keys[:2] == (
        "Help from outside: recognized › reported › answered › dispatched › on scene",
        "First intervention: on or off campus",
    )
    bars = [bar for bar in data.days[0].bars[1] if bar]
    assert [(bar.parts[0].start, bar.parts[0].end, bar.label_text) for bar in bars] == [
        (0.0, 206.0, "3:26"),
        (0.0, 205.0, "3:25"),
        (0.0, 211.0, "3:31"),
    ]
    without = made(measures=tuple(one for one in made().measures if one.measure != "intervention"))
    assert "intervention" not in " ".join(the_chain(without).keys).lower()


def test_a_chain_of_an_arrest_has_the_patient() -> None:
    assert the_chain(shocks()).keys == ("Patient: CPR › AED there › first shock",)
    assert the_chain(shocks()).title == "Collapse to shock after 4:10"


def test_days_share_a_scale_unless_one_is_much_longer() -> None:
    """13:20 with the PA down against 3:37; then 4:10 against 3:37."""
    first, second = the_chain().days
    assert (first.limit < 300.0, second.limit > 800.0) == (True, True)
    alike = [one for one in made().measures if one.mean < 700.0]
    shared = the_chain(made(measures=tuple(alike))).days
    assert shared[0].limit == shared[1].limit > 218.0


def test_a_bar_keeps_the_order_of_time() -> None:
    """Where half are aware by word of mouth before anything is sent, that part comes first."""
    arm = Arm(APP)
    data = the_chain(
        made(measures=(summary(arm, "first_campus_alert", 90.0), summary(arm, "aware_t50", 60.0)))
    )
    bar = present(data.days[0].bars[0][1])
    assert [(part.measure, part.end) for part in bar.parts] == [
        ("aware_t50", 60.0),
        ("first_campus_alert", 90.0),
    ]


def test_what_was_never_reached_makes_no_bar_shorter_than_what_was() -> None:
    """It ends at the horizon."""
    arm = Arm(APP)
    means = (summary(arm, "aware_t50", 60.0), summary(arm, "aware_t90", 1800.0, not_reached=100, p50=None))
    bar = present(the_chain(made(measures=means)).days[0].bars[0][1])
    assert [(part.measure, part.end) for part in bar.parts] == [("aware_t50", 60.0), ("aware_t90", 1800.0)]
    assert bar.label_text == "not achieved"


def test_what_was_not_always_reached_is_marked_and_a_strategy_not_played_has_no_bar() -> None:
    data = the_chain()
    alone, app, today = data.days[1].bars[2]
    assert (present(alone).label_text, present(app).label_text, today) == ("12:30†", "2:32", None)
    assert "†" in data.note


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
            assert [text.get_text() for text in shown.texts] == [
                bar.label_text if bar else "not run" for bar in day.bars[block]
            ]
            assert shown.get_xlim() == (0.0, day.limit)
