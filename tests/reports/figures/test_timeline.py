"""The timeline of an exercise: what stands on it, where, under which name, and that no name lies on another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from reports.decision_times import DecisionTimes, list_decision_times
from reports.figures.style import use_style
from reports.figures.timeline import TimelineFigure, build_timeline, draw_timeline
from sim.exercise.narrative import narrate
from sim.exercise.review import Review
from tests.reports.drawn_lines import draw_apart, present, xs
from tests.reports.reports import too_late
from tests.sim.exercise.exercises import EACH
from tests.sim.exercise.reviews import far_too_long, looked_back


def the_timeline(review: Review) -> TimelineFigure:
    return present(build_timeline(review))


def test_a_decision_is_asked_answered_and_begins() -> None:
    entries = {one.label: one for one in list_decision_times(looked_back())}
    knew = entries["D1"].aware_at
    assert knew == pytest.approx(81.23, abs=0.005)
    assert entries["D1"] == DecisionTimes("D1", 82.0, 104.0, 104.0, True, False, aware_at=knew, last_action_at=104.0)
    found = [replace(entries[name], aware_at=None) for name in ("D4", "D7")]
    assert found == [
        DecisionTimes("D4", 105.0, 105.0, None, True, False),  # changes nothing
        DecisionTimes("D7", 948.0, 948.0, None, True, True),
    ]


@pytest.mark.parametrize("name", EACH)
def test_a_decision_begins_where_the_table_of_the_report_says_that_it_does(name: str) -> None:
    after = looked_back(name)
    said: dict[str, float] = {}
    for line in narrate(after.state):
        if line.subject_id in after.state.decision_points and line.text.startswith(f"{line.subject_id} begins"):
            said.setdefault(line.subject_id, line.time)
    entries = list_decision_times(after)
    assert said == {one.label: one.begins_at for one in entries if one.begins_at is not None}


def test_no_app_alert_is_beneath_your_team_with_the_decisions_between() -> None:
    data = the_timeline(looked_back())
    assert [lane.name for lane in data.lanes] == ["room", "decisions", "twin"]
    said = {lane.name: [item.name for item in lane.items] for lane in data.lanes}
    assert {"first alert T+01:14", "first unit T+06:51", "over T+09:10"} <= {*said["room"]}
    assert {"first alert T+01:21", "first unit T+06:51", "over T+09:10"} <= {*said["twin"]}
    assert {*said["decisions"]} == {"D1", "D2", "D3", "D4", "D5", "D6", "D9", "D10", "D11"}


def test_signs_stand_at_their_time() -> None:
    data = the_timeline(looked_back())
    with use_style():
        (axes,) = draw_timeline(data).axes
    asked = next(line for line in axes.get_lines() if line.get_marker() == "o")
    begun = next(line for line in axes.get_lines() if line.get_marker() == ">")
    scale = axes.get_xlim()[1] / data.limit
    assert (xs(asked)[0], xs(begun)[0]) == pytest.approx((82.0 * scale, 104.0 * scale))


def test_the_title_has_both_arms_and_the_note_what_came_too_late() -> None:
    """D3 takes 25 minutes to be thought of; by then it is over."""
    assert the_timeline(looked_back()).title == "First alert T+01:14, with no app alert T+01:21"
    data = the_timeline(too_late())
    assert data.note.startswith(
        "4 of 11 decisions made, at most 5:49 min from question to first action (D4); too late to act: D3."
    )
    assert "D3 asked at T+01:45, made at T+01:45, too late to act." in data.alt


LONG = [pytest.param(of, marks=pytest.mark.slow) for of in (far_too_long, partial(looked_back, "active-assailant-90"))]


@pytest.mark.parametrize("review", [looked_back, *LONG])
def test_nothing_lies_on_anything_however_much_there_is(review: Callable[[], Review]) -> None:
    figure = draw_apart(draw_timeline, the_timeline(review()))
    assert figure.get_size_inches()[1] * 2.54 < 24.0


def test_the_alt_text_has_every_decision_and_both_arms() -> None:
    alt = the_timeline(looked_back()).alt
    assert "D1 asked at T+01:22, made at T+01:44, begins at T+01:44." in alt
    assert "D7 discussed afterwards." in alt
    assert "No app alert: 911 answers T+01:10" in alt
