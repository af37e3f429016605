"""The timeline of an exercise in scenario time: injects, decisions, marks, and the milestones of the team's arm and of the comparison arm.

A decision is a line from when it was asked, over when it was made, to when its first action begins: while people discuss, T+ stands still,
so the length is the incident's wait for it. Discussions afterwards have no T+ and are drawn right of the axis, in
order. Labels are those of
the table in the report. `build_timeline` places everything in points, so that labels never overlap and close ones
merge; `draw_timeline` draws.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from reports.figures.style import (
    ARM_STYLES,
    CM,
    EDGE,
    FRAME_POINTS,
    HEIGHT_CM,
    INK,
    MUTED,
    WIDTH_CM,
    count_lines,
    create_figure,
    describe_time,
    find_time_ticks,
    find_times_reached,
    fit_text,
    fit_title,
    format_by_arm,
    is_drawable,
    join_sentences,
)
from reports.figures.style import format_minutes as format_tick
from reports.text.formatting import format_list
from reports.text.terms import ARM_LABELS, capitalize_first
from sim.exercise.arms import COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.events import (
    DecisionAsked,
    DecisionPoint,
    ExecutedAction,
    InjectResolved,
    NoteAdded,
    SegmentBegun,
)
from sim.exercise.narrative import find_waiting_since, is_repeat_of_blocker
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


Lane = Literal["injects", "decisions", "marks"]
LONGEST_LABEL = 6
MARK_PREFIXES = {"mark": "m", "observe": "o"}
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


@dataclass(frozen=True)
class TimelineEntry:
    """One inject, decision or mark. All times are T+.

    answered_at, begins_at, last_action_at: of decisions only; the last two of its first and last action. aware_at: when its role learned of
    the hazard. is_discussion: from a discussion at the end or the hot wash. is_late: a decision whose actions all came too late.
    """

    lane: Lane
    label: str
    asked_at: float
    answered_at: float | None
    begins_at: float | None
    is_decided: bool
    is_discussion: bool
    is_late: bool = False
    aware_at: float | None = None
    last_action_at: float | None = None


def format_timeline_label(of: str) -> str:
    """The timeline label of a `Line.subject_id`: `inject-4` is "4", `D1` is "D1", `observe-2` is "o2"."""
    kind, _, number = of.rpartition("-")
    if kind == "inject":
        return number
    if kind in MARK_PREFIXES:
        return f"{MARK_PREFIXES[kind]}{number}"
    return of if len(of) <= LONGEST_LABEL else f"{of[: LONGEST_LABEL - 1]}…"


def build_entries(review: Review) -> tuple[TimelineEntry, ...]:
    """All entries, in the order of the journal."""
    return tuple(_iterate_entries(review))


def _iterate_entries(review: Review) -> Iterator[TimelineEntry]:
    state = review.state
    kinds = {one.id: one.kind for one in review.exercise.segments}
    last_played = max(
        (n for n, one in enumerate(review.exercise.segments) if one.kind == "played"), default=0
    )
    order = {one.id: n for n, one in enumerate(review.exercise.segments)}
    begun, late = _group_action_starts(state.done), _find_late_decisions(review)
    talked = False
    for entry in state.log:
        match entry.event:
            case SegmentBegun(segment=segment):
                talked = kinds[segment] != "played" and order[segment] > last_played
            case InjectResolved(inject=inject, outcome="delivered"):
                if state.deliveries[inject].outcome == "delivered":
                    label = format_timeline_label(f"inject-{inject}")
                    yield TimelineEntry("injects", label, entry.incident_time, None, None, True, talked)
            case DecisionAsked(decision=decision, state="open"):
                yield _build_decision_entry(state.decision_points[decision], begun, late, talked)
            case NoteAdded(id=note, kind=kind) if kind in MARK_PREFIXES:
                label = format_timeline_label(note)
                yield TimelineEntry("marks", label, entry.incident_time, None, None, True, talked)


def _group_action_starts(done: Iterable[ExecutedAction]) -> dict[str, list[float]]:
    """T+ at which the actions of each decision began; actions that came too late or changed nothing are left out."""
    found: dict[str, list[float]] = {}
    for one in done:
        if one.outcome.began:
            found.setdefault(one.action.source_id, []).append(one.action.time)
    return found


def _find_late_decisions(review: Review) -> set[str]:
    """Decisions whose actions never began, as their person was busy or the incident was over."""
    state, over = review.state, review.observed_measures[PLAYER_ARM].get("hazard_over", math.inf)
    late = {
        one.action.source_id
        for one in state.done
        if not is_repeat_of_blocker(one, state)
        and (one.action.time >= over or find_waiting_since(one, state) is not None)
    }
    return late & {*state.decision_points} - {*_group_action_starts(state.done)}


def _build_decision_entry(
    decision_point: DecisionPoint, begun: Mapping[str, Sequence[float]], late: Set[str], talked: bool
) -> TimelineEntry:
    asked = decision_point.asked_at if decision_point.opened_at is None else decision_point.opened_at
    acts = begun.get(decision_point.decision.id, ())
    return TimelineEntry(
        "decisions",
        format_timeline_label(decision_point.decision.id),
        asked,
        decision_point.resolved_at,
        min(acts, default=None),
        decision_point.state == "decided",
        talked,
        decision_point.decision.id in late,
        decision_point.aware_at,
        max(acts, default=None),
    )


def _list_milestones(review: Review, arm: str) -> list[tuple[str, float]]:
    here, horizon = review.observed_measures[arm], review.state.running_arms.player.tables.horizon
    found = [(words, here[name]) for name, words in MILESTONES.items() if here.get(name, horizon) < horizon]
    return sorted(found, key=lambda one: one[1])


LETTER, CAPITAL, WIDE = 6.4, 8.0, 10.0  # points of a letter or digit, a capital, and one of the widest
WIDE_LETTERS = set("mwMW@%…")
SIGN_WIDTH = 10.0  # points of a sign
BETWEEN = 4.0  # points between two labels of a row
WIDE_FACTOR = 1.4  # by how much the merging distance grows at each attempt
MAX_LABEL_LENGTH = 7  # letters of a label of several
NUMBERED_LABEL = re.compile(r"^(\D*)(\d+)$")


@dataclass(frozen=True)
class LaneItem:
    """One label and its signs. start, end: points of its first and last sign; edge: right limit; members: numbers of signs."""

    label: str
    start: float
    end: float
    edge: float
    members: tuple[int, ...]

    @property
    def width(self) -> float:
        """Points of the label."""
        return sum(
            WIDE if letter in WIDE_LETTERS else CAPITAL if letter.isupper() else LETTER
            for letter in self.label
        )

    @property
    def is_flipped(self) -> bool:
        """Whether the label stands left of the signs."""
        return (
            self.end + SIGN_WIDTH / 2 + self.width > self.edge and self.start - SIGN_WIDTH / 2 >= self.width
        )

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.start - SIGN_WIDTH / 2 - (self.width if self.is_flipped else 0.0)

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.end + SIGN_WIDTH / 2 + (0.0 if self.is_flipped else self.width)


@dataclass(frozen=True)
class PlacedItem:
    """An item and its row, from the top."""

    item: LaneItem
    row: int


def pack_items(items: Sequence[LaneItem], rows: int) -> tuple[PlacedItem, ...]:
    """Every item in a row where it touches no other, merging as few as possible. rows: at most so many, at least one."""
    near = 0.0
    while True:
        found = _place_in_rows(_merge_near(items, near), rows)
        if found is not None:
            return found
        near = max(BETWEEN, WIDE_FACTOR * near)


def _count_rows(placed: Sequence[PlacedItem]) -> int:
    return max((one.row + 1 for one in placed), default=0)


def _place_in_rows(items: Sequence[LaneItem], rows: int) -> tuple[PlacedItem, ...] | None:
    ends = [float("-inf")] * rows
    found = []
    for item in sorted(items, key=lambda one: (one.left, one.members)):
        row = next((row for row, end in enumerate(ends) if end <= item.left), None)
        if row is None:
            return None
        ends[row] = item.right + BETWEEN
        found.append(PlacedItem(item, row))
    return tuple(found)


def _merge_near(items: Sequence[LaneItem], near: float) -> list[LaneItem]:
    if not near:
        return [*items]
    groups: list[list[LaneItem]] = []
    for item in sorted(items, key=lambda one: (one.start, one.members)):
        if groups and item.start - groups[-1][0].start <= near:
            groups[-1].append(item)
        else:
            groups.append([item])
    return [_merge(group) for group in groups]


def _merge(group: Sequence[LaneItem]) -> LaneItem:
    first = group[0]
    members = tuple(member for one in group for member in one.members)
    return LaneItem(
        merge_labels([one.label for one in group]),
        first.start,
        max(one.end for one in group),
        first.edge,
        members,
    )


def merge_labels(labels: Sequence[str]) -> str:
    """`4–9` where they are numbers without a gap, else `4 +5`, or `1036 …`; one label is itself."""
    if len(labels) == 1:
        return labels[0]
    found = [NUMBERED_LABEL.match(label) for label in labels]
    numbers = sorted(int(one[2]) for one in found if one)
    before = {one[1] for one in found if one}
    said = f"{labels[0]} +{len(labels) - 1}"
    if len(numbers) == len(labels) and len(before) == 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
        said = f"{before.pop()}{numbers[0]}–{numbers[-1]}"
    return said if len(said) <= MAX_LABEL_LENGTH else f"{labels[0]} …"


POINTS = 72.0
LINE_HEIGHT, TITLE_LINE = 12.6, 13.8  # points of a line of text, and of one of the title
PAGE_PADDING = 6.0  # points above the title, below it, above the note and below it
WIDTH = WIDTH_CM * CM * POINTS
LEFT = EDGE * WIDTH  # points, where texts begin


@dataclass(frozen=True)
class FigurePage:
    """A figure whose title, body and note are placed in points. head: from the top to the body."""

    figure: Figure
    head: float
    body: float
    height: float

    def add_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place of the body: points from its upper left corner."""
        bottom = self.height - self.head - top - height
        place = (
            (LEFT + left) / WIDTH,
            bottom / self.height,
            width / WIDTH,
            height / self.height,
        )
        return self.figure.add_axes(place)


def create_page(title: str, note: str, body: float) -> FigurePage:
    """An empty page, only within `use_style`. body: points that it needs."""
    head_text, foot_text = fit_title(title), fit_text(note)
    head = 2 * PAGE_PADDING + TITLE_LINE * count_lines(head_text)
    foot = 2 * PAGE_PADDING + LINE_HEIGHT * count_lines(foot_text)
    height = max(HEIGHT_CM * CM * POINTS, head + body + foot)
    figure = create_figure(height / POINTS / CM)
    figure.set_layout_engine("none")
    figure.text(EDGE, 1.0 - PAGE_PADDING / height, head_text, va="top", fontsize=11, fontweight="bold")
    figure.text(EDGE, PAGE_PADDING / height, foot_text, va="bottom", fontsize=10, color=MUTED)
    return FigurePage(figure, head, height - head - foot, height)


SIDE = 66.0  # points left of the axis
DISCUSSION_WIDTH = 20.0  # points for each discussion beside the axis
LEAST_BESIDE, MOST_BESIDE = 66.0, 120.0  # points for all discussions
SEPARATION = 10.0  # points between the axis and the discussions
MOST_ROWS: dict[Lane, int] = {"injects": 6, "decisions": 10, "marks": 5}
ALL_ROWS = 12  # of a lane of milestones
SECONDS_AFTER_END = 300.0  # seconds for which the axis may go on after the end of an exercise
KEY = (
    "Numbers as in the report's timeline. Decisions: ○\N{NO-BREAK SPACE}asked, ●\N{NO-BREAK SPACE}made, "
    "▶\N{NO-BREAK SPACE}begins, ×\N{NO-BREAK SPACE}no decision."
)
MARKED = "m1 is the first mark, o1 the first observation."
WAITED = (
    "From question to first action includes the wait for a busy person, not the wait before the question."
)


class TimelineWidth(NamedTuple):
    """Points for the axis and for discussions. limit: T+ at the right end of the axis."""

    axis: float
    beside: float
    limit: float


@dataclass(frozen=True)
class TimelineSign:
    """Points of an entry: asked (or happened), made, begun. is_decided: whether a decision was made."""

    x: float
    answered_x: float | None = None
    begins_x: float | None = None
    is_decided: bool = True

    @property
    def end_x(self) -> float:
        """Its rightmost point."""
        return max(self.x, self.answered_x or 0.0, self.begins_x or 0.0)


@dataclass(frozen=True)
class TimelineLane:
    """A lane. on_axis, beside: its labels; signs: their members, in points from the axis or from its neighbor."""

    name: str
    signs: tuple[TimelineSign, ...]
    on_axis: tuple[PlacedItem, ...]
    beside: tuple[PlacedItem, ...]

    @property
    def rows(self) -> int:
        """Rows of labels."""
        return max(1, _count_rows(self.on_axis), _count_rows(self.beside))


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
    """The figure; None where the exercise was stopped before anything happened."""
    entries = build_entries(review)
    if review.stopped <= 0.0 and not entries:
        return None
    width = _build_width(review, entries)
    talked = [one for one in entries if one.is_discussion]
    lanes = [_build_lane(name, entries, talked, width) for name in MOST_ROWS]
    lanes += [_build_milestones(review, arm, width) for arm in (PLAYER_ARM, COMPARISON_ARM)]
    title, rest = _write_title(review, entries)
    note = join_sentences(rest, _write_note(review, entries, width))
    shown = tuple(lane for lane in lanes if lane.signs or lane.name != "marks")
    return TimelineFigure(title, shown, width, review.stopped, note, _write_alt(review, entries, title, note))


def _build_width(review: Review, entries: Sequence[TimelineEntry]) -> TimelineWidth:
    talked = sum(one.is_discussion for one in entries)
    beside = min(MOST_BESIDE, max(LEAST_BESIDE, DISCUSSION_WIDTH * talked)) if talked else 0.0
    times = [
        time for one in entries if not one.is_discussion for time in (one.asked_at, one.begins_at or 0.0)
    ]
    times += [time for arm in (PLAYER_ARM, COMPARISON_ARM) for _, time in _list_milestones(review, arm)]
    limit = max(
        [review.stopped, 60.0, *(time for time in times if time <= review.stopped + SECONDS_AFTER_END)]
    )
    axis = FRAME_POINTS - SIDE - (beside + SEPARATION if talked else 0.0)
    return TimelineWidth(
        axis,
        beside,
        _extend_for_labels(1.02 * limit, axis, [one for one in entries if not one.is_discussion]),
    )


def _extend_for_labels(limit: float, axis: float, entries: Sequence[TimelineEntry]) -> float:
    for one in entries:
        ends = max(one.asked_at, one.answered_at or 0.0, one.begins_at or 0.0)
        start, end = (axis * time / limit for time in (one.asked_at, ends))
        label = LaneItem(one.label, start, end, axis, ())
        if label.right > axis:
            limit = max(limit, ends * axis / (axis - label.right + end))
    return limit


def _build_lane(
    name: Lane, entries: Sequence[TimelineEntry], talked: Sequence[TimelineEntry], width: TimelineWidth
) -> TimelineLane:
    own = [one for one in entries if one.lane == name]
    signs = [
        _build_discussion_sign(one, talked, width) if one.is_discussion else _build_sign(one, width)
        for one in own
    ]

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

    def at(time: float) -> float:
        return width.axis * min(time, width.limit) / width.limit

    return TimelineSign(
        at(entry.asked_at),
        None if entry.answered_at is None else at(entry.answered_at),
        None if entry.begins_at is None else at(entry.begins_at),
        entry.is_decided,
    )


def _build_discussion_sign(
    entry: TimelineEntry, talked: Sequence[TimelineEntry], width: TimelineWidth
) -> TimelineSign:
    at = width.beside * (talked.index(entry) + 0.5) / len(talked)
    return TimelineSign(at, None if entry.answered_at is None else at, None, entry.is_decided)


def _build_milestones(review: Review, arm: str, width: TimelineWidth) -> TimelineLane:
    found = [(words, time) for words, time in _list_milestones(review, arm) if time <= width.limit]
    signs = tuple(TimelineSign(width.axis * time / width.limit) for _, time in found)
    items = [
        LaneItem(f"{words} {format_t_plus(time)}", sign.x, sign.x, width.axis, (number,))
        for number, ((words, time), sign) in enumerate(zip(found, signs, strict=True))
    ]
    return TimelineLane(arm, signs, pack_items(items, ALL_ROWS), ())


def _write_title(review: Review, entries: Sequence[TimelineEntry]) -> tuple[str, str]:
    horizon = review.state.running_arms.player.tables.horizon
    found = find_times_reached(review, "first_campus_alert")
    alert = format_by_arm(
        {name: describe_time(found[name], horizon) for name in (PLAYER_ARM, COMPARISON_ARM)}
    )
    asked = [one for one in entries if one.lane == "decisions"]
    costs = [
        (one.begins_at - one.asked_at, one.label)
        for one in asked
        if one.begins_at is not None and not one.is_discussion
    ]
    decided = (
        f"{sum(one.is_decided for one in asked)} of {len(asked)} decisions made"
        if asked
        else "No decision points"
    )
    late = [one.label for one in asked if one.is_late]
    too_late = f"; too late to act: {format_list(late)}" if late else ""
    cost, label = max(costs, key=lambda one: one[0], default=(0.0, ""))
    longest = f", at most {format_minutes(cost)} min from question to first action ({label})" if costs else ""
    return decided, f"First alert: {alert}. {decided}{longest}{too_late}."


def _write_note(review: Review, entries: Sequence[TimelineEntry], width: TimelineWidth) -> str:
    beyond = [
        f"{ARM_LABELS[arm]}: {words} {format_t_plus(time)}"
        for arm in (PLAYER_ARM, COMPARISON_ARM)
        for words, time in _list_milestones(review, arm)
        if time > width.limit
    ]
    return join_sentences(
        KEY,
        MARKED if any(one.lane == "marks" for one in entries) else "",
        WAITED if any(one.begins_at is not None for one in entries) else "",
        "Gray: after the end of the exercise." if _extends_past_end(review.stopped, width) else "",
        f"Later: {'; '.join(beyond)}." if beyond else "",
        describe_rulings(review.state),
    )


def _extends_past_end(stopped: float, width: TimelineWidth) -> bool:
    return width.limit > 1.03 * stopped


def _write_alt(review: Review, entries: Sequence[TimelineEntry], title: str, note: str) -> str:
    counts = {name: sum(one.lane == name for one in entries) for name in MOST_ROWS}
    said = [f"{counts['injects']} injects and {counts['marks']} marks and observations."]
    said += [_describe_decision(one) for one in entries if one.lane == "decisions"]
    for arm in (PLAYER_ARM, COMPARISON_ARM):
        happened = ", ".join(
            f"{words} {format_t_plus(time)}" for words, time in _list_milestones(review, arm)
        )
        said.append(f"{capitalize_first(ARM_LABELS[arm])}: {happened or 'nothing'}.")
    return f"Timeline of the exercise in scenario time. {title}. {' '.join(said)} {note}"


def _describe_decision(entry: TimelineEntry) -> str:
    if entry.is_discussion:
        return f"{entry.label} discussed afterwards."
    if not entry.is_decided:
        return f"{entry.label} asked at {format_t_plus(entry.asked_at)}, no decision."
    begins = f", begins at {format_t_plus(entry.begins_at)}" if entry.begins_at is not None else ""
    begins += ", too late to act" if entry.is_late else ""
    answered = entry.asked_at if entry.answered_at is None else entry.answered_at
    return (
        f"{entry.label} asked at {format_t_plus(entry.asked_at)}, made at {format_t_plus(answered)}{begins}."
    )


ROW_HEIGHT = 14.0
LANE_PADDING = 7.0  # points above and below the labels of a lane, together
FOOT_HEIGHT = 34.0  # points for the numbers of the axis and its name
MARKS = {"injects": "v", "marks": "D"}


def draw_timeline(data: TimelineFigure) -> Figure:
    """The figure. Only within `use_style`."""
    needed = sum(ROW_HEIGHT * lane.rows + LANE_PADDING for lane in data.lanes)
    sheet = create_page(data.title, data.note, needed + FOOT_HEIGHT)
    high = sheet.body - FOOT_HEIGHT
    axes = _strip_axes(sheet.add_axes(SIDE, 0.0, data.width.axis, high))
    _draw_time_axis(axes, data)
    both = [axes]
    if data.width.beside:
        beside = _strip_axes(
            sheet.add_axes(SIDE + data.width.axis + SEPARATION, 0.0, data.width.beside, high)
        )
        beside.set_xlim(0.0, data.width.beside)
        beside.set_xticks([])
        beside.set_xlabel("afterwards")
        both.append(beside)
    top, stretch = 0.0, high / needed
    for number, lane in enumerate(data.lanes):
        bottom = top + stretch * (ROW_HEIGHT * lane.rows + LANE_PADDING)
        _draw_lane(axes, both[-1], lane, (top, bottom))
        for one in both if number else ():
            one.axhline(top, color="#dddddd", linewidth=0.8)
        top = bottom
    for one in both:
        one.set_ylim(top, 0.0)
    return sheet.figure


def _strip_axes(axes: Axes) -> Axes:
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    return axes


def _draw_time_axis(axes: Axes, data: TimelineFigure) -> None:
    axes.set_xlim(0.0, data.width.axis)
    scale = data.width.axis / data.width.limit
    ticks = find_time_ticks(data.width.limit, 8)
    axes.set_xticks([scale * tick for tick in ticks], [format_tick(tick) for tick in ticks])
    axes.set_xlabel("minutes from onset")
    axes.grid(axis="x")
    if _extends_past_end(data.stopped_at, data.width):
        axes.axvspan(scale * data.stopped_at, data.width.axis, color="#eeeeee", linewidth=0, zorder=0)


def _draw_lane(axes: Axes, beside: Axes, lane: TimelineLane, between: tuple[float, float]) -> None:
    top, bottom = between
    step = (bottom - top - LANE_PADDING) / lane.rows
    look = ARM_STYLES.get(lane.name)
    color = look.color if look else INK
    axes.annotate(
        fit_text(ARM_LABELS.get(lane.name, lane.name), SIDE - 6.0, weight="bold"),
        (0.0, (top + bottom) / 2),
        xycoords=("axes fraction", "data"),
        xytext=(-SIDE, 0),
        textcoords="offset points",
        va="center",
        color=color,
        fontweight="bold",
        annotation_clip=False,
    )
    for drawn_on, placed in ((axes, lane.on_axis), (beside, lane.beside)):
        for one in placed:
            _draw_item(drawn_on, lane, one, top + LANE_PADDING / 2 + step * (one.row + 0.5), color)


def _draw_item(axes: Axes, lane: TimelineLane, placed: PlacedItem, height: float, color: str) -> None:
    item = placed.item
    for member in item.members:
        _draw_sign(axes, lane.name, lane.signs[member], height, color)
    at, align = (
        (item.start - SIGN_WIDTH / 2, "right") if item.is_flipped else (item.end + SIGN_WIDTH / 2, "left")
    )
    label = item.label if is_drawable(item.label) else "?"
    axes.text(at, height, label, ha=align, va="center_baseline", color=color, clip_on=False)


def _draw_sign(axes: Axes, lane: str, sign: TimelineSign, height: float, color: str) -> None:
    if lane != "decisions":
        marker = MARKS.get(lane, "|")
        axes.plot([sign.x], [height], color=color, marker=marker, markersize=9 if marker == "|" else 5,
                  markeredgewidth=2 if marker == "|" else 0.8, clip_on=False)  # fmt: skip
        return
    axes.plot([sign.x, sign.end_x], [height, height], color=color, linewidth=1.6, clip_on=False)
    axes.plot(
        [sign.x], [height], color=color, marker="o", markersize=7, markerfacecolor="white", clip_on=False
    )
    if sign.answered_x is not None:
        marker, size = ("o", 3.5) if sign.is_decided else ("x", 6.0)
        axes.plot([sign.answered_x], [height], color=color, marker=marker, markersize=size, clip_on=False)
    if sign.begins_x is not None:
        axes.plot([sign.begins_x], [height], color=color, marker=">", markersize=6, clip_on=False)
