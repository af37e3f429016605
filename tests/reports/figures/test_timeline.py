"""The timeline of an exercise: what stands on it, where, under which label, and that no label lies on another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures.style import use_style
from reports.figures.timeline import (
    LaneItem,
    TimelineEntry,
    TimelineFigure,
    build_entries,
    build_timeline,
    draw_timeline,
    format_timeline_label,
    merge_labels,
    pack_items,
)
from sim.exercise.narrative import narrate
from sim.exercise.review import Review
from tests.reports.drawn_lines import check_texts_apart, present
from tests.reports.reports import too_late
from tests.sim.exercise.exercises import EACH
from tests.sim.exercise.reviews import far_too_long, looked_back

items = st.lists(
    st.tuples(st.floats(0.0, 360.0), st.floats(0.0, 40.0), st.text("D1–+", min_size=1, max_size=9)),
    max_size=60,
)


def the_timeline(review: Review) -> TimelineFigure:
    return present(build_timeline(review))


@given(items, st.integers(1, 5))
def test_labels_of_a_row_never_touch_and_everything_has_one(
    given_items: list[tuple[float, float, str]], rows: int
) -> None:
    all_items = [
        LaneItem(label, start, start + long, 400.0, (number,))
        for number, (start, long, label) in enumerate(given_items)
    ]
    placed = pack_items(all_items, rows)
    assert sorted(member for one in placed for member in one.item.members) == list(range(len(all_items)))
    for row in range(rows):
        own = sorted((one.item.left, one.item.right) for one in placed if one.row == row)
        assert all(right < left for (_, right), (left, _) in pairwise(own))
    assert all(one.row < rows for one in placed)


def test_what_fits_stays_by_itself() -> None:
    apart = [LaneItem(f"{n}", 40.0 * n, 40.0 * n, 400.0, (n,)) for n in range(9)]
    assert [one.item.label for one in pack_items(apart, 1)] == [f"{n}" for n in range(9)]
    together = [LaneItem(f"{n}", 40.0, 40.0, 400.0, (n,)) for n in range(3)]
    assert [(one.item.label, one.row) for one in pack_items(together, 3)] == [("0", 0), ("1", 1), ("2", 2)]
    assert [one.item.label for one in pack_items(together, 2)] == ["0–2"]


def test_a_label_of_several_says_which() -> None:
    assert merge_labels(["4"]) == "4"
    assert merge_labels(["4", "5", "6"]) == "4–6"
    assert merge_labels(["D2", "D3"]) == "D2–3"
    assert merge_labels(["4", "9"]) == "4 +1"
    assert merge_labels(["m1", "o1", "m2"]) == "m1 +2"
    assert merge_labels(["1001", "1002", "1003"]) == "1001 …"


def test_every_entry_has_the_label_and_the_time_of_the_log() -> None:
    """Against the list of everything said and done, which the hot wash shows."""
    after = looked_back()
    entries = {one.label: one for one in build_entries(after)}
    logged = {
        format_timeline_label(line.subject_id): line
        for line in narrate(after.state)
        if line.kind == "inject" and "“" in line.text
    }
    assert {label for label, one in entries.items() if one.lane == "injects"} == set(logged)
    assert all(entries[label].asked_at == line.time for label, line in logged.items())
    assert [label for label, one in entries.items() if one.lane == "marks"] == ["m1", "o1"]
    assert "11" not in entries  # held


def test_a_decision_is_asked_answered_and_begins() -> None:
    entries = {one.label: one for one in build_entries(looked_back())}
    knew = entries["D1"].aware_at
    assert knew == pytest.approx(78.53, abs=0.005)
    assert entries["D1"] == TimelineEntry(
        "decisions", "D1", 79.0, 101.0, 101.0, True, False, aware_at=knew, last_action_at=101.0
    )
    found = [replace(entries[name], aware_at=None) for name in ("D4", "D5")]
    assert found == [
        TimelineEntry("decisions", "D4", 125.0, 125.0, None, True, False),  # changes nothing
        TimelineEntry("decisions", "D5", 1800.0, 1800.0, None, True, True),
    ]


@pytest.mark.parametrize("name", EACH)
def test_a_decision_begins_where_the_table_of_the_report_says_that_it_does(name: str) -> None:
    after = looked_back(name)
    said: dict[str, float] = {}
    for line in narrate(after.state):
        if line.subject_id in after.state.decision_points and line.text.startswith(
            f"{line.subject_id} begins"
        ):
            said.setdefault(line.subject_id, line.time)
    entries = [one for one in build_entries(after) if one.lane == "decisions"]
    assert said == {one.label: one.begins_at for one in entries if one.begins_at is not None}


def test_what_was_talked_about_afterwards_stands_beside_the_axis() -> None:
    data = the_timeline(looked_back())
    beside = {lane.name: [one.item.label for one in lane.beside] for lane in data.lanes}
    assert beside == {"injects": ["10"], "decisions": ["D5"], "marks": [], "room": [], "twin": []}


def test_the_twin_is_beneath_the_room() -> None:
    data = the_timeline(looked_back())
    assert [lane.name for lane in data.lanes][-2:] == ["room", "twin"]
    said = {lane.name: {one.item.label for one in lane.on_axis} for lane in data.lanes}
    assert {"first alert T+01:13", "first unit T+06:50", "over T+09:04"} <= said["room"]
    assert {"first alert T+01:18", "first unit T+06:50", "over T+09:04"} <= said["twin"]


def test_signs_stand_at_their_time() -> None:
    data = the_timeline(looked_back())
    decisions = next(lane for lane in data.lanes if lane.name == "decisions")
    scale = data.width.axis / data.width.limit
    assert decisions.signs[0].x == pytest.approx(79.0 * scale)
    assert decisions.signs[0].begins_x == pytest.approx(101.0 * scale)


def test_the_title_does_not_pass_over_what_came_too_late() -> None:
    """D3 takes 25 minutes to be thought of; by then it is over."""
    data = the_timeline(too_late())
    assert data.title == "4 of 5 decisions made"
    assert "at most 6:06 min from question to first action (D4); too late to act: D3." in data.note
    assert "D3 asked at T+00:57, made at T+01:17, too late to act." in data.alt


@pytest.mark.parametrize(
    "review",
    [
        looked_back,
        *(
            pytest.param(of, marks=pytest.mark.slow)
            for of in (far_too_long, partial(looked_back, "active-assailant-90"))
        ),
    ],
)
def test_nothing_lies_on_anything_however_much_there_is(review: Callable[[], Review]) -> None:
    with use_style():
        figure = draw_timeline(the_timeline(review()))
        figure.draw_without_rendering()
    assert figure.get_size_inches()[1] * 2.54 < 24.0
    check_texts_apart(figure)


def test_the_alt_text_has_every_decision_and_both_arms() -> None:
    alt = the_timeline(looked_back()).alt
    for words in (
        "D1 asked at T+01:19, made at T+01:41, begins at T+01:41.",
        "D5 discussed afterwards.",
        "No app alert: 911 answers T+01:10",
    ):
        assert words in alt


def test_the_label_of_a_decision_that_took_nearly_all_of_it_is_whole() -> None:
    """Asked at T+00:57 and begun 25 minutes later: there is no room before the line, so there is some behind it."""
    for lane in the_timeline(too_late()).lanes:
        assert all(0.0 <= one.item.right <= one.item.edge for one in lane.on_axis), lane.name
