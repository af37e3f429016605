"""The timeline of an exercise in scenario time: what happened in your team's arm and with no app alert, by name, and the decisions between.

A decision is a line from when it was asked, over when it was made, to when its first action begins. `build_timeline` places every name in
points, in as many rows as it takes so that none lies on another; `draw_timeline` draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.decision_times import DecisionTimes, list_decision_times
from reports.figures.page import create_page
from reports.figures.style import (
    ARM_STYLES,
    FRAME_POINTS,
    INK,
    describe_time,
    find_time_ticks,
    find_times_reached,
    fit_text,
    is_drawable,
    join_sentences,
    measure_text,
)
from reports.figures.style import format_minutes as format_tick
from reports.text.formatting import format_list
from reports.text.terms import ARM_LABELS, capitalize_first
from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


MILESTONES = {
    "first_campus_alert": "first alert",
    "call_answered": "911 answers",
    "collapse_to_cpr": "CPR",
    "aed_at_patient": "AED there",
    "collapse_to_shock": "shock",
    "first_unit_on_scene": "first unit",
    "ems_at_patient": "crew at patient",
    "rset": "last person out",
    "hazard_over": "over",
}
"""Measures that are moments, and their names on the timeline."""
DECISIONS = "decisions"
SIDE = 66.0  # points left of the axis
AXIS = FRAME_POINTS - SIDE - 4.0  # points
SECONDS_AFTER_END = 300.0  # seconds for which the axis may go on after the end of an exercise
AIR = 1.06  # the end of the axis, in last times
SIGN, BETWEEN = 6.0, 5.0  # points from a sign to its name, and between two items of a row
KEY = (
    "Decisions: ○\N{NO-BREAK SPACE}asked, ●\N{NO-BREAK SPACE}made, ▶\N{NO-BREAK SPACE}begins, "
    "×\N{NO-BREAK SPACE}no decision."
)


@dataclass(frozen=True)
class TimelineItem:
    """One event. times: T+ of its signs; left, right: points that it takes with its name; is_flipped: whether its name is on the left."""

    name: str
    times: tuple[float, ...]
    left: float
    right: float
    is_flipped: bool
    row: int
    decision: DecisionTimes | None = None


@dataclass(frozen=True)
class TimelineLane:
    """An arm, or the decisions."""

    name: str
    items: tuple[TimelineItem, ...]

    @property
    def rows(self) -> int:
        """Rows of names."""
        return 1 + max((item.row for item in self.items), default=0)


@dataclass(frozen=True)
class TimelineFigure:
    """Everything that is drawn. limit: T+ at the right end of the axis; stopped_at: at which the exercise ended."""

    title: str
    lanes: tuple[TimelineLane, ...]
    limit: float
    stopped_at: float
    note: str
    alt: str


def build_timeline(review: Review) -> TimelineFigure | None:
    """The figure; None where the exercise was stopped before anything happened."""
    decisions = list_decision_times(review)
    if review.stopped <= 0.0 and not decisions:
        return None
    played = [one for one in decisions if not one.is_discussion]
    milestones = {arm: _list_milestones(review, arm) for arm in (PLAYER_ARM, COMPARISON_ARM)}
    times = [time for found in milestones.values() for _, time in found]
    times += [time for one in played for time in _list_times(one)]
    limit = AIR * max([60.0, *(time for time in times if time <= review.stopped + SECONDS_AFTER_END)])
    lanes = [
        _build_lane(arm, [(f"{name} {format_t_plus(time)}", (time,), None) for name, time in found], limit)
        for arm, found in milestones.items()
    ]
    if played:
        items = [(one.label, _list_times(one), one) for one in played]
        lanes.insert(1, _build_lane(DECISIONS, items, limit))
    title = _write_title(review)
    note = join_sentences(
        _describe_decisions(decisions),
        KEY if played else "",
        "Gray: after the end of the exercise." if limit > AIR * review.stopped else "",
        _describe_later(milestones, limit),
        describe_rulings(review.state),
    )
    alt = _write_alt(decisions, milestones, title, note)
    return TimelineFigure(title, tuple(lanes), limit, review.stopped, note, alt)


def _list_milestones(review: Review, arm: str) -> list[tuple[str, float]]:
    here, horizon = review.observed_measures[arm], review.state.running_arms.player.tables.horizon
    found = [(words, here[name]) for name, words in MILESTONES.items() if here.get(name, horizon) < horizon]
    return sorted(found, key=lambda one: one[1])


def _list_times(decision: DecisionTimes) -> tuple[float, ...]:
    times = (decision.asked_at, decision.answered_at, decision.begins_at)
    return tuple(time for time in times if time is not None)


Named = tuple[str, tuple[float, ...], DecisionTimes | None]
"""A name, times, and the decision if it is one."""


def _build_lane(name: str, events: Sequence[Named], limit: float) -> TimelineLane:
    """Each event in the first row with room; those beyond the axis are left out."""
    ends: list[float] = []
    items = []
    for words, times, decision in sorted(events, key=lambda one: one[1]):
        if times[0] > limit:
            continue
        text = words if is_drawable(words) else "?"
        start, end = (AXIS * min(time, limit) / limit for time in (min(times), max(times)))
        wide = measure_text(text) + SIGN
        is_flipped = end + wide > AXIS and start - wide >= 0.0
        left = start - (wide if is_flipped else SIGN)
        right = end + (SIGN if is_flipped else wide)
        row = next((number for number, taken in enumerate(ends) if taken + BETWEEN <= left), len(ends))
        ends[row : row + 1] = [right]
        items.append(TimelineItem(text, times, left, right, is_flipped, row, decision))
    return TimelineLane(name, tuple(items))


def _write_title(review: Review) -> str:
    horizon = review.state.running_arms.player.tables.horizon
    found = find_times_reached(review, "first_campus_alert")
    team, without = (describe_time(found[arm], horizon) for arm in (PLAYER_ARM, COMPARISON_ARM))
    return f"First alert {team}, " + ("in both arms" if team == without else f"with no app alert {without}")


def _describe_decisions(decisions: Sequence[DecisionTimes]) -> str:
    """How many were made, the longest wait, and those that came too late."""
    if not decisions:
        return "No decision points."
    costs = [
        (one.begins_at - one.asked_at, one.label)
        for one in decisions
        if one.begins_at is not None and not one.is_discussion
    ]
    cost, label = max(costs, key=lambda one: one[0], default=(0.0, ""))
    longest = f", at most {format_minutes(cost)} min from question to first action ({label})" if costs else ""
    late = [one.label for one in decisions if one.is_late]
    too_late = f"; too late to act: {format_list(late)}" if late else ""
    made = sum(one.is_decided for one in decisions)
    return f"{made} of {len(decisions)} decisions made{longest}{too_late}."


def _describe_later(milestones: dict[str, list[tuple[str, float]]], limit: float) -> str:
    later = [
        f"{ARM_LABELS[arm]}: {words} {format_t_plus(time)}"
        for arm, found in milestones.items()
        for words, time in found
        if time > limit
    ]
    return f"Later: {'; '.join(later)}." if later else ""


def _write_alt(
    decisions: Sequence[DecisionTimes], milestones: dict[str, list[tuple[str, float]]], title: str, note: str
) -> str:
    said = [_describe_decision(one) for one in decisions]
    for arm, found in milestones.items():
        happened = ", ".join(f"{words} {format_t_plus(time)}" for words, time in found)
        said.append(f"{capitalize_first(ARM_LABELS[arm])}: {happened or 'nothing'}.")
    return f"Timeline of the exercise in scenario time. {title}. {' '.join(said)} {note}"


def _describe_decision(decision: DecisionTimes) -> str:
    if decision.is_discussion:
        return f"{decision.label} discussed afterwards."
    asked = f"{decision.label} asked at {format_t_plus(decision.asked_at)}"
    if not decision.is_decided:
        return f"{asked}, no decision."
    begins = "" if decision.begins_at is None else f", begins at {format_t_plus(decision.begins_at)}"
    late = ", too late to act" if decision.is_late else ""
    answered = decision.asked_at if decision.answered_at is None else decision.answered_at
    return f"{asked}, made at {format_t_plus(answered)}{begins}{late}."


ROW_HEIGHT = 15.0
LANE_PADDING = 9.0  # points above and below the names of a lane, together
FOOT_HEIGHT = 34.0  # points for the numbers of the axis and its name


def draw_timeline(data: TimelineFigure) -> Figure:
    """The figure. Only within `use_style`."""
    body = sum(ROW_HEIGHT * lane.rows + LANE_PADDING for lane in data.lanes)
    page = create_page(data.title, data.note, body + FOOT_HEIGHT, least=0.0)
    axes = page.add_axes(SIDE, 0.0, AXIS, body)
    axes.set_xlim(0.0, AXIS)
    axes.set_ylim(body, 0.0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    scale = AXIS / data.limit
    ticks = find_time_ticks(data.limit, 8)
    axes.set_xticks([scale * tick for tick in ticks], [format_tick(tick) for tick in ticks])
    axes.set_xlabel("minutes from onset")
    axes.grid(axis="x")
    if data.limit > AIR * data.stopped_at:
        axes.axvspan(scale * data.stopped_at, AXIS, color="#eeeeee", linewidth=0, zorder=0)
    top = 0.0
    for number, lane in enumerate(data.lanes):
        if number:
            axes.axhline(top, color="#dddddd", linewidth=0.8)
        _draw_lane(axes, lane, scale, top)
        top += ROW_HEIGHT * lane.rows + LANE_PADDING
    return page.figure


def _draw_lane(axes: Axes, lane: TimelineLane, scale: float, top: float) -> None:
    look = ARM_STYLES.get(lane.name)
    color = look.color if look else INK
    name = fit_text(capitalize_first(ARM_LABELS.get(lane.name, lane.name)), SIDE - 6.0, weight="bold")
    axes.annotate(name, (0.0, top + (ROW_HEIGHT * lane.rows + LANE_PADDING) / 2), xytext=(-SIDE, 0),
                  xycoords=("axes fraction", "data"), textcoords="offset points", va="center", color=color,
                  fontweight="bold", annotation_clip=False)  # fmt: skip
    for item in lane.items:
        height = top + LANE_PADDING / 2 + ROW_HEIGHT * (item.row + 0.5)
        places = [scale * min(time, AXIS / scale) for time in item.times]
        if item.decision is None:
            axes.plot(places, [height], color=color, marker="|", markersize=10, markeredgewidth=2.2, clip_on=False)
        else:
            _draw_decision(axes, item.decision, scale, height)
        at = item.left if item.is_flipped else max(places) + SIGN
        axes.text(at, height, item.name, va="center_baseline", color=color)


def _draw_decision(axes: Axes, decision: DecisionTimes, scale: float, height: float) -> None:
    times = _list_times(decision)
    axes.plot([scale * min(times), scale * max(times)], [height, height], color=INK, linewidth=1.6, clip_on=False)
    axes.plot(
        [scale * decision.asked_at],
        [height],
        color=INK,
        marker="o",
        markersize=7,
        markerfacecolor="white",
        clip_on=False,
    )
    if decision.answered_at is not None:
        marker, size = ("o", 3.5) if decision.is_decided else ("x", 6.0)
        axes.plot([scale * decision.answered_at], [height], color=INK, marker=marker, markersize=size, clip_on=False)
    if decision.begins_at is not None:
        axes.plot([scale * decision.begins_at], [height], color=INK, marker=">", markersize=6, clip_on=False)
