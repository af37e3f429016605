"""What the alert and the room brought: one notation in a cell, no label cut, and each number says whose it is."""

import pytest

from reports.brought import amount, difference
from sim.drill.split import Effect, Split
from sim.estimates import Interval
from tui.pages.split import HEAD, split_rows, split_table


def effect(
    improvement: float, low: float, high: float, unit: str = "s", here: float | None = 42.0, measure: str = ""
) -> Effect:
    return Effect(measure or "first_responder_at_patient", unit, improvement, Interval(low, high), here)


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (effect(132.0, 121.0, 143.0), "+2:12 (+2:01 +2:23)"),
        (effect(610.0, 416.0, 841.0), "+10 min (+7 +14)"),
        (effect(540.0, 416.0, 841.0), "+9 min (+7 +14)"),
        (effect(-0.2, -3.0, 0.0), "0 (-0:03 0)"),
        (effect(0.14, 0.11, 0.16, "share"), "+14 % (+11 +16)"),
        (effect(0.001, -0.08, 0.08, "share"), "0 % (-8 +8)"),
        (effect(30.0, 30.0, 30.0), "+0:30"),
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
    assert split_table(found)[1][1:] == ("+0:12 (+0:06 +0:25)", "-9:59 (-9:59 -9:58)", "+0:42", "-29 min")
    lines = [str(row) for row in split_rows(found, width)]
    assert max(map(len, lines)) <= width - 3
    words = " ".join(lines).split()
    for wanted in (*HEAD, "response team at the patient"):
        assert [word for word in wanted.split() if word not in words] == []
