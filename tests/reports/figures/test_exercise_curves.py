"""Shares over T+ of an exercise, and the play among others: what is drawn is what the engines say, and the entry points."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from matplotlib.path import Path as MplPath
from matplotlib.text import Text

from reports.figures.export import draw_exercise_figures, explain_missing_figures, iterate_exercise_drawings
from reports.figures.style import NEVER_TEXT, format_by_arm, use_style
from reports.figures.time_curves import CurvesFigure, build_shares, draw_panels
from reports.text.terms import ARM_LABELS
from sim.exercise.arms import ARM_NAMES
from sim.exercise.review import Review
from sim.exercise.state import State, describe_rulings
from tests.reports.drawn_lines import draw_apart, present
from tests.sim.exercise.reviews import PERSON, a_few, looked_back, stopped_at_once, with_names

ARM_OF = {label: arm for arm, label in ARM_LABELS.items()}


def the_shares(review: Review) -> CurvesFigure:
    return present(build_shares(review))


def known(review: Review, arm: str, time: float) -> float:
    """Share of the staff on campus who know by then, counted from the trace."""
    events = [*review.traces[arm].events()]
    away = {event.subject for event in events if event.kind == "absent"}
    staff = {f"staff/{name}" for name in review.traces[arm].tables.staff.ids} - away
    aware = {event.subject for event in events if event.kind == "aware" and event.time <= time}
    return len(aware & staff) / len(staff)


def test_a_line_is_the_share_of_the_staff_who_knew() -> None:
    data = the_shares(looked_back())
    assert [panel.heading for panel in data.panels] == ["Staff aware", "People protected"]
    for line in data.panels[0].lines:
        for time in (0.0, 45.0, 100.0, 200.0):
            at = int(np.searchsorted(line.times, time, side="right")) - 1
            arm = ARM_OF[line.label]
            assert line.shares[at] == pytest.approx(known(looked_back(), arm, time)), (arm, time)


def test_the_title_holds_your_team_against_no_app_alert() -> None:
    said = "90% of staff aware: your team T+02:44, fully simulated T+03:36, no app alert T+10:42"
    assert the_shares(looked_back()).title == said


def test_arms_that_have_the_same_are_said_together() -> None:
    assert format_by_arm({"room": "1:52", "twin": "2:49"}) == "your team 1:52, no app alert 2:49"
    said = "your team 1:52, fully simulated and no app alert 2:49"
    assert format_by_arm({"room": "1:52", "autopilot": "2:49", "twin": "2:49"}) == said
    assert format_by_arm({"room": "1:52", "twin": "1:52"}) == "1:52 in both arms"
    assert format_by_arm(dict.fromkeys(ARM_NAMES, NEVER_TEXT)) == "achieved in no arm by the end"


def test_what_the_facilitator_ruled_is_said_with_the_time_from_which_on() -> None:
    """From the first ruling that began; what did not begin, and what players do, is none."""

    def done(time: float, scope: str, began: bool) -> SimpleNamespace:
        action = SimpleNamespace(time=time, intervention=SimpleNamespace(scope=scope))
        return SimpleNamespace(action=action, outcome=SimpleNamespace(began=began))

    def state(*acts: SimpleNamespace) -> State:
        return cast("State", SimpleNamespace(done=acts))

    assert describe_rulings(state(done(10.0, "players", True), done(20.0, "fiat", False))) == ""
    acts = (done(10.0, "fiat", False), done(250.0, "fiat", True), done(190.0, "fiat", True))
    assert describe_rulings(state(*acts)) == "From T+03:10 on all numbers are ruled by the facilitator."


def test_nobody_is_protected_from_a_heart_that_stops() -> None:
    assert [panel.heading for panel in the_shares(looked_back("cardiac-arrest")).panels] == ["Staff aware"]


def test_the_axes_show_steps_and_shade_the_gap_between_your_team_and_no_app_alert() -> None:
    data = the_shares(looked_back())
    figure = draw_apart(draw_panels, data)
    for axes, panel in zip(figure.axes, data.panels, strict=True):
        assert {line.get_drawstyle() for line in axes.get_lines() if line.get_label() in ARM_OF} == {"steps-post"}
        shaded = sum(_area(path) for one in axes.collections for path in one.get_paths())
        team, _, without = panel.lines
        times = np.union1d(team.times, without.times)
        shares = [np.array(line.shares)[np.searchsorted(line.times, times, "right") - 1] for line in (team, without)]
        assert shaded == pytest.approx(float(np.sum(np.abs(shares[0] - shares[1])[:-1] * np.diff(times))))


def _area(path: MplPath) -> float:
    """Of the parts of a path, each closed."""
    found = 0.0
    for polygon in path.to_polygons():
        x, y = np.asarray(polygon).T
        found += abs(float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))) / 2.0
    return found


def test_an_exercise_that_was_stopped_at_once_has_no_figure_and_says_why() -> None:
    assert draw_exercise_figures(stopped_at_once()) == []
    reasons = dict(one.split(": ", 1) for one in explain_missing_figures(stopped_at_once()))
    assert set(reasons.values()) == {"the exercise was stopped before anything happened"}
    assert set(reasons) == {"timeline", "maps", "shares", "heard", "gains"}


@pytest.mark.slow
def test_no_figure_names_anybody_or_tells_what_is_for_planners_only() -> None:
    """What is said of both exercises; what is drawn, of the one with fewer zones, in which a player is named."""
    forbidden = [*PERSON.split(), "exposed", "survival", "percentile", "person-min"]
    drawings = [*iterate_exercise_drawings(with_names("cardiac-arrest"), a_few("cardiac-arrest"))]
    said = {one.name: f"{one.title} {one.alt}" for one in drawings}
    for one in iterate_exercise_drawings(looked_back(), a_few()):
        said[f"{one.name} of many"] = f"{one.title} {one.alt}"
    with use_style():
        for one in drawings:
            said[one.name] += " ".join(text.get_text() for text in one.draw().findobj(Text))
    assert [(name, word) for name, text in said.items() for word in forbidden if word.lower() in text.lower()] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "last", "unit"),
    [("reunification", "9", "hours from onset"), ("active-assailant", None, "minutes from onset")],
)
def test_the_numbers_of_a_time_axis_are_in_its_unit(name: str, last: str | None, unit: str) -> None:
    with use_style():
        (axes, *_) = draw_panels(the_shares(looked_back(name))).axes
        ticks = [tick.get_text() for tick in axes.get_xticklabels()]
    assert axes.get_xlabel() == unit
    assert last is None or ticks == [str(hour) for hour in range(int(last) + 1)]
    assert last is not None or all(":" in tick or tick == "0" for tick in ticks)
