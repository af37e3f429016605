"""What compiled code has of its own for measures, in plain Python: the number of a rank, rows, and when all is known."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from sim.compiled import rows
from sim.compiled.kinds import select
from sim.model.trace_reader import Change


def test_a_number_of_each_rank_is_found_among_equal_ones_too() -> None:
    numbers = [7.0, 4.0, 1.0, 4.0, 9.0, 0.5, 4.0, 2.0, -3.0]
    assert [select([*numbers], 1, 7, rank) for rank in range(7)] == [0.5, 1, 2, 4, 4, 4, 9]


# ---- rows ------------------------------------------------------------------------------------------


PLAY = SimpleNamespace(reading_staff=3, reading_occupants=12, reading_aware_size=2, reading_protected_size=3)


def build_rows() -> Any:
    """Two of three people are aware at 4 and 9; 5 heads are protected at 3, 2 more at 8, and 5 no longer at 9. Moments 3, 4, 8.5 and 9."""
    return SimpleNamespace(
        sizes=[SimpleNamespace(staff=3, moments=4, measures=2, purposes=3)],
        state=[SimpleNamespace(asked=2)],
        play=[PLAY],
        moments=[3.0, 4.0, 8.5, 9.0],
        reading_aware=[4.0, 9.0, 7.0],
        reading_protected=[Change(3.0, 5), Change(8.0, 2), Change(9.0, -5), Change(1.0, 100)],
        values=[7.5, math.inf, 3.0],
        draws=[0, 4, 1],
        row_values=[0.0] * 4,
        row_staff=[0, 0],
        row_heads=[0, 0],
        row_drawn=[False] * 6,
        row_aware=[0] * 8,
        row_aware_times=[0.0] * 6,
        row_protected=[0] * 8,
    )


def test_the_row_of_a_replication_lies_behind_those_before_it() -> None:
    w = build_rows()
    rows.keep_row(w, 1)
    assert (w.row_values, w.row_staff, w.row_heads) == ([0, 0, 7.5, math.inf], [0, 3], [0, 12])
    assert (w.row_drawn, w.row_aware_times) == ([False, False, False, False, True, True], [0, 0, 0, 4.0, 9.0, math.inf])
    assert (w.row_aware, w.row_protected) == ([0, 0, 0, 0, 0, 1, 1, 2], [0, 0, 0, 0, 5, 5, 7, 2])


@pytest.mark.parametrize(
    ("over", "finality", "values", "end", "is_known"),
    [
        (False, [1, 0], [10.0, 99.0], 99.0, True),
        (False, [1, 1], [10.0, 11.0], 5.0, False),
        (True, [1, 1], [10.0, 11.0], 99.0, True),
        (False, [2, 0], [99.0, 99.0], 10.0, True),
        (False, [2, 0], [1.0, 1.0], 10.5, False),
        (False, [0, 0], [99.0, 99.0], 99.0, True),
    ],
)
def test_when_all_is_known(
    over: bool, finality: list[int], values: list[float], end: float, is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 10 seconds. Measures 7 and 5 are asked for."""
    monkeypatch.setattr(rows, "read_trace", lambda _: None)
    monkeypatch.setattr(rows, "trace_reader__exposure_end", lambda _: end)
    monkeypatch.setattr(rows, "read_measure", lambda _, number: values[[7, 5].index(number)])
    state, play = [SimpleNamespace(now=10.0, asked=2)], [SimpleNamespace(over=over)]
    w: Any = SimpleNamespace(state=state, play=play, finality=finality, asked=[7, 5])
    assert rows.is_all_known(w) is is_known
