"""The exercise's timeline in incident time: injects, decisions, marks, and what happened in the room's arm, with the twin beneath.

A decision is a line from when it was asked, over when it was answered, to when the first act of it begins: while people talk T+ stands
still, so its length is how long the incident waited for it. What was talked about afterwards has no T+ of its own and stands beside the
axis, in order. Labels are those of the table of the report (`events.timeline_label`); names and words are there, not here.

`build_timeline` works out what is drawn and where, `timeline_drawing` draws it. A long exercise is higher, up to a page; beyond that what lies
closest together gets one label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reports.figures.exercise.arms import format_by_arm, join_sentences, format_moment, find_times_reached, describe_time
from reports.figures.exercise.events import TimelineEntry, Lane, build_entries, list_milestones
from reports.figures.exercise.lanes import LaneItem, PlacedItem, pack_items, count_rows
from reports.figures.looks import FRAME_POINTS, shorten_title
from reports.input_words import format_list
from reports.names import capitalize_first
from sim.drill.after import Review
from sim.drill.arms import PLAYER_ARM, COMPARISON_ARM
from sim.drill.ruled import describe_rulings
from sim.drill.times import format_minutes

SIDE = 66.0
"""Points left of the axis, for the names of the lanes."""
DISCUSSION_WIDTH = 20.0
"""Points for each place beside the axis."""
LEAST_BESIDE, MOST_BESIDE = 66.0, 120.0
"""Points for all of them."""
SEPARATION = 10.0
"""Points between the axis and what stands beside it."""
MOST_ROWS: dict[Lane, int] = {"injects": 6, "decisions": 10, "marks": 5}
ALL_ROWS = 12
"""Of a lane of milestones, which are few."""
SECONDS_AFTER_END = 300.0
"""Seconds after the end of an exercise for which the axis still goes on, if something happens there."""
KEY = (
    "Numbers are those of the timeline in the report. Decisions: ○\N{NO-BREAK SPACE}asked, ●\N{NO-BREAK SPACE}answered, "
    "▶\N{NO-BREAK SPACE}begins, ×\N{NO-BREAK SPACE}no decision."
)
MARKED = "m1 is the first mark, o1 the first observation."
WAITED = (
    "From question to first act is what the incident moved, and the wait for whoever was still busy; the wait before the question "
    "is not in it."
)


class TimelineWidth(NamedTuple):
    """Points for the axis and for what stands beside it. limit: seconds of T+ at the right end of the axis."""

    axis: float
    beside: float
    limit: float


@dataclass(frozen=True)
class TimelineSign:
    """What is drawn of an entry: points at which it is asked (or happens), answered and begins. is_decided: False where nobody answered."""

    x: float
    answered_x: float | None = None
    begins_x: float | None = None
    is_decided: bool = True

    @property
    def end_x(self) -> float:
        """Where the last of it stands."""
        return max(self.x, self.answered_x or 0.0, self.begins_x or 0.0)


@dataclass(frozen=True)
class TimelineLane:
    """A lane. on_axis, beside: its labels; signs: what their members are, those on the axis and those beside it in points from there."""

    name: str
    signs: tuple[TimelineSign, ...]
    on_axis: tuple[PlacedItem, ...]
    beside: tuple[PlacedItem, ...]

    @property
    def rows(self) -> int:
        """How many rows of labels it has."""
        return max(1, count_rows(self.on_axis), count_rows(self.beside))


@dataclass(frozen=True)
class TimelineFigure:
    """Everything that is drawn. stopped_at: T+ at which the exercise ended."""

    title: str
    lanes: tuple[TimelineLane, ...]
    width: TimelineWidth
    stopped_at: float
    note: str
    alt: str


def build_timeline(review: Review) -> TimelineFigure | None:
    """What is drawn; None where the exercise was stopped before anything happened."""
    entries = build_entries(review)
    if review.stopped <= 0.0 and not entries:
        return None
    width = _build_width(review, entries)
    talked = [one for one in entries if one.is_discussion]
    lanes = [_build_lane(name, entries, talked, width) for name in MOST_ROWS]
    lanes += [_build_milestones(review, arm, width) for arm in (PLAYER_ARM, COMPARISON_ARM)]
    title, rest = shorten_title(capitalize_first(_write_title(review, entries)))
    note = join_sentences(rest, _write_note(review, entries, width))
    shown = tuple(lane for lane in lanes if lane.signs or lane.name != "marks")
    return TimelineFigure(title, shown, width, review.stopped, note, _write_alt(review, entries, title, note))


def _build_width(review: Review, entries: Sequence[TimelineEntry]) -> TimelineWidth:
    """The axis goes to the end of the exercise, and on for what happens shortly after it."""
    talked = sum(one.is_discussion for one in entries)
    beside = min(MOST_BESIDE, max(LEAST_BESIDE, DISCUSSION_WIDTH * talked)) if talked else 0.0
    times = [time for one in entries if not one.is_discussion for time in (one.asked_at, one.begins_at or 0.0)]
    times += [time for arm in (PLAYER_ARM, COMPARISON_ARM) for _, time in list_milestones(review, arm)]
    limit = max([review.stopped, 60.0, *(time for time in times if time <= review.stopped + SECONDS_AFTER_END)])
    axis = FRAME_POINTS - SIDE - (beside + SEPARATION if talked else 0.0)
    return TimelineWidth(axis, beside, _extend_for_labels(1.02 * limit, axis, [one for one in entries if not one.is_discussion]))


def _extend_for_labels(limit: float, axis: float, entries: Sequence[TimelineEntry]) -> float:
    """The T+ at the end of the axis, such that what goes from one edge to the other still has room for its label behind it."""
    for one in entries:
        ends = max(one.asked_at, one.answered_at or 0.0, one.begins_at or 0.0)
        start, end = (axis * time / limit for time in (one.asked_at, ends))
        label = LaneItem(one.label, start, end, axis, ())
        if label.right > axis:
            limit = max(limit, ends * axis / (axis - label.right + end))
    return limit


def _build_lane(name: Lane, entries: Sequence[TimelineEntry], talked: Sequence[TimelineEntry], width: TimelineWidth) -> TimelineLane:
    """Injects, decisions or marks."""
    own = [one for one in entries if one.lane == name]
    signs = [_build_discussion_sign(one, talked, width) if one.is_discussion else _build_sign(one, width) for one in own]

    def items(beside: bool) -> list[LaneItem]:
        edge = width.beside if beside else width.axis
        return [
            LaneItem(one.label, sign.x, sign.end_x, edge, (number,))
            for number, (one, sign) in enumerate(zip(own, signs, strict=True))
            if one.is_discussion == beside
        ]

    rows = MOST_ROWS[name]
    return TimelineLane(name, tuple(signs), pack_items(items(False), rows), pack_items(items(True), rows))


def _build_sign(entry: TimelineEntry, width: TimelineWidth) -> TimelineSign:
    """An entry at its T+."""

    def at(time: float) -> float:
        return width.axis * min(time, width.limit) / width.limit

    return TimelineSign(
        at(entry.asked_at),
        None if entry.answered_at is None else at(entry.answered_at),
        None if entry.begins_at is None else at(entry.begins_at),
        entry.is_decided,
    )


def _build_discussion_sign(entry: TimelineEntry, talked: Sequence[TimelineEntry], width: TimelineWidth) -> TimelineSign:
    """An entry that has no T+ of its own: at its place among those, with its answer."""
    at = width.beside * (talked.index(entry) + 0.5) / len(talked)
    return TimelineSign(at, None if entry.answered_at is None else at, None, entry.is_decided)


def _build_milestones(review: Review, arm: str, width: TimelineWidth) -> TimelineLane:
    """What happened in an arm, as far as the axis goes."""
    found = [(words, time) for words, time in list_milestones(review, arm) if time <= width.limit]
    signs = tuple(TimelineSign(width.axis * time / width.limit) for _, time in found)
    items = [
        LaneItem(f"{words} {format_moment(time)}", sign.x, sign.x, width.axis, (number,))
        for number, ((words, time), sign) in enumerate(zip(found, signs, strict=True))
    ]
    return TimelineLane(arm, signs, pack_items(items, ALL_ROWS), ())


def _write_title(review: Review, entries: Sequence[TimelineEntry]) -> str:
    """When the first alert was out, and what became of the questions."""
    horizon = review.state.running_arms.player.tables.horizon
    found = find_times_reached(review, "first_campus_alert")
    alert = format_by_arm({name: describe_time(found[name], horizon) for name in (PLAYER_ARM, COMPARISON_ARM)})
    asked = [one for one in entries if one.lane == "decisions"]
    costs = [
        (one.begins_at - one.asked_at, one.label) for one in asked if one.begins_at is not None and not one.is_discussion
    ]
    decided = (
        f"{sum(one.is_decided for one in asked)} of {len(asked)} questions decided"
        if asked
        else "no question asked"
    )
    late = [one.label for one in asked if one.is_late]
    too_late = f"; nothing of {format_list(late)} began" if late else ""
    if not costs:
        return f"first alert: {alert}; {decided}{too_late}"
    cost, label = max(costs, key=lambda one: one[0])
    return f"first alert: {alert}; {decided}, at most {format_minutes(cost)} min from question to first act ({label}){too_late}"


def _write_note(review: Review, entries: Sequence[TimelineEntry], width: TimelineWidth) -> str:
    """How to read it, and what lies beyond the axis."""
    beyond = [
        f"{arm}: {words} {format_moment(time)}"
        for arm in (PLAYER_ARM, COMPARISON_ARM)
        for words, time in list_milestones(review, arm)
        if time > width.limit
    ]
    return join_sentences(
        KEY,
        MARKED if any(one.lane == "marks" for one in entries) else "",
        WAITED if any(one.begins_at is not None for one in entries) else "",
        "Grey: after the end of the exercise." if extends_past_end(review.stopped, width) else "",
        f"Later: {'; '.join(beyond)}." if beyond else "",
        describe_rulings(review.state),
    )


def extends_past_end(stopped: float, width: TimelineWidth) -> bool:
    """Whether the axis goes on after the end of the exercise."""
    return width.limit > 1.03 * stopped


def _write_alt(review: Review, entries: Sequence[TimelineEntry], title: str, note: str) -> str:
    """The figure in words: all decisions, how many injects and marks, what happened in both arms."""
    counts = {name: sum(one.lane == name for one in entries) for name in MOST_ROWS}
    said = [f"{counts['injects']} injects and {counts['marks']} marks and observations."]
    said += [_describe_decision(one) for one in entries if one.lane == "decisions"]
    for arm in (PLAYER_ARM, COMPARISON_ARM):
        happened = ", ".join(f"{words} {format_moment(time)}" for words, time in list_milestones(review, arm))
        said.append(f"{capitalize_first(arm)}: {happened or 'nothing'}.")
    return f"Timeline of the exercise in incident time. {title}. {' '.join(said)} {note}"


def _describe_decision(entry: TimelineEntry) -> str:
    """One question in words."""
    if entry.is_discussion:
        return f"{entry.label} talked about afterwards."
    if not entry.is_decided:
        return f"{entry.label} asked at {format_moment(entry.asked_at)}, no decision."
    begins = f", begins at {format_moment(entry.begins_at)}" if entry.begins_at is not None else ""
    begins += ", of which nothing began" if entry.is_late else ""
    answered = entry.asked_at if entry.answered_at is None else entry.answered_at
    return f"{entry.label} asked at {format_moment(entry.asked_at)}, answered at {format_moment(answered)}{begins}."
