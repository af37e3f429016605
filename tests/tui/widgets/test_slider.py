"""Where a slider stops between the bounds of its range."""

import pytest
from textual.geometry import Size

from scenarios.settings import collect_inputs
from sim.experiment.used_inputs import RangedInput
from tests.sim.schools import small_school
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.widgets.live_answer import drop_shared_words
from tui.widgets.slider import Slider, SliderInput, step_from


def slider(name: str, low: float, high: float, unit: str) -> SliderInput:
    ranged = RangedInput(name, "assumed", low, high, unit)
    return SliderInput(ranged, collect_inputs(small_school())[name], "", low)


def test_shares_move_by_equal_round_steps_and_lie_where_they_are_between_the_bounds() -> None:
    stops = slider("app.leg_fails.staff", 0.08, 0.9, "share").list_stops()
    assert stops == (0.08, *(number / 20 for number in range(2, 19)))
    shown = slider("app.leg_fails.staff", 0.1, 0.9, "share")
    assert [shown.place(value) for value in (0.0, 0.1, 0.3, 0.9, 1.0)] == pytest.approx([0.0, 0.0, 0.25, 1.0, 1.0])


def test_times_move_by_equal_factors_to_two_digits() -> None:
    shown = slider("witnessing.recognition", 5.0, 45.0, "s")
    stops = shown.list_stops()
    assert (stops[0], stops[-1], len(stops)) == (5.0, 45.0, 21)
    assert all(stop == float(f"{stop:.2g}") for stop in stops)
    assert shown.place(15.0) == pytest.approx(0.5)


class Still(Slider):
    """A slider of so many columns that notes where it was moved."""

    def __init__(self, columns: int, value: float) -> None:
        self.columns, self.moved = columns, list[float]()
        super().__init__(slider("witnessing.recognition", 5.0, 45.0, "s"), UTF8_GLYPHS, value)

    @property
    def size(self) -> Size:
        return Size(self.columns, 2)

    def move(self, value: float) -> None:
        self.moved.append(value)


def test_the_bar_is_drawn_between_its_bounds_and_the_pointer_moves_to_the_stop_below_it() -> None:
    """`  5 s │…│ 45 s` of 40 columns leaves 26 for the bar, which begins in column 7; 15 s lies in its middle."""
    shown = Still(40, 45.0)
    shown.set_reactive(Slider.break_even, 15.0)
    name, bar = shown.render().plain.splitlines()
    assert bar == f"  5 s │○{'─' * 11}▲{'─' * 12}●│ 45 s"
    assert (name.endswith("45 s"), len(name), len(bar)) == (True, 39, 39)
    assert Still(40, 5.0).render().plain.splitlines()[1] == f"  5 s │●{'─' * 25}│ 45 s"
    for column in (0, 7, 32, 39, 19):
        shown._move_to(column)
    assert shown.moved[:4] == [5.0, 5.0, 45.0, 45.0]
    assert 13.0 <= shown.moved[4] <= 15.0


def test_a_value_between_two_stops_moves_to_the_next_one() -> None:
    stops = (1.0, 2.0, 3.0)
    assert [step_from(stops, 1.5, steps) for steps in (-1, 1, 2, 5, -5)] == [1.0, 2.0, 3.0, 3.0, 1.0]
    assert step_from(stops, 3.0, 1) == 3.0


@pytest.mark.parametrize(
    ("interval", "difference", "short"),
    [
        ("6 to 7 s sooner", "7 s sooner", "6 to 7"),
        ("1:40 to 2:10 min sooner", "1:50 min sooner (median)", "1:40 to 2:10"),
        ("2 s later to 4 s sooner", "1 s sooner", "2 s later to 4 s sooner"),
        ("38 s to 1:31 min later", "54 s later", "38 s to 1:31 min later"),
        ("unaffected", "no difference", ""),
        ("1:40 to 2:10 min sooner", "50 s sooner", "1:40 to 2:10 min"),
    ],
)
def test_an_interval_leaves_out_what_the_difference_says(interval: str, difference: str, short: str) -> None:
    assert drop_shared_words(interval, difference) == short
