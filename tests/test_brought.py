"""What the alert and the room brought: one notation in a cell, no label cut, and each number says whose it is."""

from dataclasses import replace

import pytest

from reports.brought import (
    NOT_REACHED,
    amount,
    applied_in_words,
    chosen_in_words,
    difference,
    in_this_play,
    marks_in_words,
    missed_in_row,
    moved,
    same,
    unchanged,
)
from reports.figures.exercise.brought import mark_of
from scenarios.exercise import Need
from sim.drill.one_play import Improvement
from sim.drill.seeds import ALONE
from sim.drill.split import Effect, Fitting, Split
from sim.estimates import Interval
from tui.pages.split import HEAD, split_rows, split_table


def effect(
    improvement: float,
    low: float,
    high: float,
    unit: str = "s",
    here: float = 42.0,
    missed: tuple[int, int] = (0, 0),
) -> Effect:
    measured = Improvement(here)
    return Effect("first_responder_at_patient", unit, improvement, Interval(low, high), measured, missed)


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (effect(132.0, 121.0, 143.0), "+2:12 (+2:01 to +2:23)"),
        (effect(610.0, 416.0, 841.0), "+10 min (+7 to +14)"),
        (effect(540.0, 416.0, 841.0), "+9 min (+7 to +14)"),
        (effect(-0.2, -3.0, 0.0), "0 (-0:03 to 0)"),
        (effect(0.14, 0.11, 0.16, "share"), "+14 % (+11 to +16)"),
        (effect(0.001, -0.08, 0.08, "share"), "0 % (-8 to +8)"),
        (effect(30.0, 30.0, 30.0), "+0:30"),
        (effect(0.1, -0.2, 0.3), "0"),
        (effect(610.0, 416.0, 841.0, missed=(1, 0)), "+10 min † (+7 to +14)"),
    ],
)
def test_a_difference_and_its_interval_are_in_one_notation(one: Effect, says: str) -> None:
    assert difference(one) == says


def test_one_value_has_its_unit() -> None:
    said = [amount(value, "s") for value in (None, 0.0, 48.0, -48.0, 1740.0)]
    assert said == ["n/a", "0", "+0:48", "-0:48", "+29 min"]


@pytest.mark.parametrize("width", [80, 120])
def test_labels_are_whole_and_this_play_says_what_alert_and_room_brought(width: int) -> None:
    alert, room = effect(12.0, 6.0, 25.0), effect(-599.0, -599.0, -598.0, here=-1740.0)
    found = Split(1000, (alert,), (room,), {}, None, interrupted=False)
    assert split_table(found)[1][1:] == (
        "+0:12 (+0:06 to +0:25)",
        "-9:59 (-9:59 to -9:58)",
        "none",
        "+0:42",
        "-29 min",
    )
    lines = [str(row) for row in split_rows(found, width)]
    assert max(map(len, lines)) <= width - 3
    words = " ".join(lines).split()
    for wanted in (*(head for head in HEAD if head != NOT_REACHED), "response team at the patient"):
        assert [word for word in wanted.split() if word not in words] == []


def test_what_a_side_did_not_reach_is_no_measured_gain_and_marks_are_explained() -> None:
    some = [
        replace(effect(610.0, 416.0, 841.0, missed=(1, 0)), here=here)
        for here in (Improvement(-1320.0, reached=False), Improvement(reached=False), Improvement())
    ]
    assert [in_this_play(one) for one in some] == ["at least -22 min", "not reached", "n/a"]
    said = marks_in_words([(one,) for one in some])
    assert "† only of the emergencies in which both arms reached it;" in said
    assert [words in said for words in ("At least:", "Not reached:", "n/a:", "* a duration")] == [
        True
    ] * 3 + [False]
    assert marks_in_words([(effect(1.0, 0.0, 2.0),)]) == ""


def test_a_row_says_in_how_many_each_arm_did_not_reach_it() -> None:
    """On paper in a column, on the screen under the row; where the counts differ it is never "the same", whatever the mean."""
    alert = effect(0.0, 0.0, 0.0, here=0.0, missed=(22, 21))
    room = effect(0.0, 0.0, 0.0, here=0.0, missed=(21, 1062))
    found = Split(2000, (alert,), (room,), {}, None, interrupted=False)
    assert missed_in_row((alert, room)) == "22, 21, 1,062"
    assert missed_in_row((effect(9.0, 8.0, 10.0),)) == "none"
    assert [str(row) for row in split_rows(found, 80)][
        -1
    ] == "  not reached: twin 22, autopilot 21, room 1,062"
    assert [unchanged(one) for one in (alert, replace(alert, missed=(5, 5)))] == [False, True]


def test_what_never_came_is_the_same_in_every_arm_unless_one_came_to_it_in_this_play() -> None:
    here = effect(0.0, 0.0, 0.0, here=0.0, missed=(2000, 2000))
    never = replace(here, improvement=None, interval=None, here=Improvement(reached=False))
    assert difference(never) == "never in both"
    assert [unchanged(one) for one in (never, replace(never, here=here.here))] == [True, False]
    found = Split(2000, (never,), (never,), {}, None, interrupted=False)
    assert same(found) == ["response team at the patient (never)"]
    assert moved(found) == []


def test_where_nobody_was_asked_there_is_no_column_of_the_room() -> None:
    found = Split(1000, (effect(12.0, 6.0, 25.0),), (), {}, None, interrupted=False)
    assert [len(row) for row in split_table(found)] == [4, 4]
    assert "room" not in " ".join(str(row) for row in split_rows(found, 120))


def test_how_an_emergency_was_chosen_names_every_need_with_its_own_share() -> None:
    lasts, unit = (
        Need.model_validate(one)
        for one in (
            {"measure": ALONE, "at_least": "6 min", "says": "it lasts six minutes or longer"},
            {"measure": "first_unit_on_scene", "at_most": "8 min", "says": "a unit comes"},
        )
    )
    split = Split(
        1000, (), (), {}, Fitting((lasts, unit), True, 0.0821, (0.26, 0.3), 0.744), interrupted=False
    )
    assert chosen_in_words(split) == [
        "This emergency was chosen: 8 of 100 in the model fit the story of the exercise. What the story needs, and in how many that is "
        "so: it lasts six minutes or longer (26 of 100); a unit comes (30 of 100). This one lasts longer than 74 of 100."
    ]
    alone = Fitting((unit,), False, 0.3, (0.3,), None)
    assert chosen_in_words(replace(split, fitting=alone)) == [
        "This emergency does not fit the story of the exercise; 30 of 100 in the model do. What the story needs: a unit comes."
    ]
    assert chosen_in_words(replace(split, fitting=None)) == []


def test_injects_are_not_told_among_the_decisions() -> None:
    applied = {"D1": 1000, "inject-11": 990, "hand-back-nurse": 5}
    said = applied_in_words(Split(1000, (), (), applied, None, interrupted=False))
    assert said == (
        "Decisions given at the same cue and cost: D1 in 1,000. Injects that do something, delivered likewise: 11 in 990."
    )


@pytest.mark.parametrize(
    ("low", "high", "table", "figure", "direction"),
    [
        (0.1, 0.3, "0", "no difference", "same"),
        (-0.7, -0.1, "0 (-0:01 to 0)", "no settled difference", "open"),
        (-3.0, 2.0, "0 (-0:03 to +0:02)", "no settled difference", "open"),
        (40.0, 50.0, "+0:45 (+0:40 to +0:50)", "45 s sooner", "better"),
    ],
)
def test_the_figure_says_of_an_effect_what_the_table_prints(
    low: float, high: float, table: str, figure: str, direction: str
) -> None:
    one = replace(effect(round((low + high) / 2, 1), low, high, here=0.0), measure="aware_t90")
    assert difference(one) == table
    assert (mark_of(one).said, mark_of(one).direction) == (figure, direction)
    assert unchanged(one) == (direction == "same")
