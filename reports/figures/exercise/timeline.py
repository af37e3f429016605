"""The exercise's timeline in incident time: injects, decisions, marks, and what happened in the room's arm, with the twin beneath.

A decision is a line from when it was asked, over when it was answered, to when the first act of it begins: while people talk T+ stands
still, so its length is how long the incident waited for it. What was talked about afterwards has no T+ of its own and stands beside the
axis, in order. Labels are those of the table of the report (`events.timeline_label`); names and words are there, not here.

`timeline_of` works out what is drawn and where, `timeline_drawing` draws it. A long exercise is higher, up to a page; beyond that what lies
closest together gets one label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reports.figures.exercise.arms import by_arm, joined, moment, reached, time_said
from reports.figures.exercise.events import Entry, Lane, entries_of, milestones
from reports.figures.exercise.lanes import Item, Placed, packed, rows_of
from reports.figures.looks import FRAME_POINTS, short_title
from reports.input_words import listed
from reports.names import capital
from sim.drill.after import After
from sim.drill.arms import ROOM, TWIN
from sim.drill.ruled import ruled
from sim.drill.times import minutes

SIDE = 66.0
"""Points left of the axis, for the names of the lanes."""
PLACE = 20.0
"""Points for each place beside the axis."""
LEAST_BESIDE, MOST_BESIDE = 66.0, 120.0
"""Points for all of them."""
APART = 10.0
"""Points between the axis and what stands beside it."""
MOST_ROWS: dict[Lane, int] = {"injects": 6, "decisions": 10, "marks": 5}
ALL_ROWS = 12
"""Of a lane of milestones, which are few."""
LATER = 300.0
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


class Width(NamedTuple):
    """Points for the axis and for what stands beside it. limit: seconds of T+ at the right end of the axis."""

    axis: float
    beside: float
    limit: float


@dataclass(frozen=True)
class Sign:
    """What is drawn of an entry: points at which it is asked (or happens), answered and begins. decided: False where nobody answered."""

    at: float
    answered: float | None = None
    begins: float | None = None
    decided: bool = True

    @property
    def ends(self) -> float:
        """Where the last of it stands."""
        return max(self.at, self.answered or 0.0, self.begins or 0.0)


@dataclass(frozen=True)
class Row:
    """A lane. on_axis, beside: its labels; signs: what their members are, those on the axis and those beside it in points from there."""

    name: str
    signs: tuple[Sign, ...]
    on_axis: tuple[Placed, ...]
    beside: tuple[Placed, ...]

    @property
    def rows(self) -> int:
        """How many rows of labels it has."""
        return max(1, rows_of(self.on_axis), rows_of(self.beside))


@dataclass(frozen=True)
class TimelineFigure:
    """Everything that is drawn. stopped: T+ at which the exercise ended."""

    title: str
    lanes: tuple[Row, ...]
    width: Width
    stopped: float
    note: str
    alt: str


def timeline_of(after: After) -> TimelineFigure | None:
    """What is drawn; None where the exercise was stopped before anything happened."""
    entries = entries_of(after)
    if after.stopped <= 0.0 and not entries:
        return None
    width = _width(after, entries)
    talked = [one for one in entries if one.talked]
    lanes = [_lane(name, entries, talked, width) for name in MOST_ROWS]
    lanes += [_milestones(after, arm, width) for arm in (ROOM, TWIN)]
    title, rest = short_title(capital(_title(after, entries)))
    note = joined(rest, _note(after, entries, width))
    shown = tuple(lane for lane in lanes if lane.signs or lane.name != "marks")
    return TimelineFigure(title, shown, width, after.stopped, note, _alt(after, entries, title, note))


def _width(after: After, entries: Sequence[Entry]) -> Width:
    """The axis goes to the end of the exercise, and on for what happens shortly after it."""
    talked = sum(one.talked for one in entries)
    beside = min(MOST_BESIDE, max(LEAST_BESIDE, PLACE * talked)) if talked else 0.0
    times = [time for one in entries if not one.talked for time in (one.asked, one.begins or 0.0)]
    times += [time for arm in (ROOM, TWIN) for _, time in milestones(after, arm)]
    limit = max([after.stopped, 60.0, *(time for time in times if time <= after.stopped + LATER)])
    axis = FRAME_POINTS - SIDE - (beside + APART if talked else 0.0)
    return Width(axis, beside, _with_labels(1.02 * limit, axis, [one for one in entries if not one.talked]))


def _with_labels(limit: float, axis: float, entries: Sequence[Entry]) -> float:
    """The T+ at the end of the axis, such that what goes from one edge to the other still has room for its label behind it."""
    for one in entries:
        ends = max(one.asked, one.answered or 0.0, one.begins or 0.0)
        start, end = (axis * time / limit for time in (one.asked, ends))
        label = Item(one.label, start, end, axis, ())
        if label.right > axis:
            limit = max(limit, ends * axis / (axis - label.right + end))
    return limit


def _lane(name: Lane, entries: Sequence[Entry], talked: Sequence[Entry], width: Width) -> Row:
    """Injects, decisions or marks."""
    own = [one for one in entries if one.lane == name]
    signs = [_beside(one, talked, width) if one.talked else _sign(one, width) for one in own]

    def items(beside: bool) -> list[Item]:
        edge = width.beside if beside else width.axis
        return [
            Item(one.label, sign.at, sign.ends, edge, (number,))
            for number, (one, sign) in enumerate(zip(own, signs, strict=True))
            if one.talked == beside
        ]

    rows = MOST_ROWS[name]
    return Row(name, tuple(signs), packed(items(False), rows), packed(items(True), rows))


def _sign(entry: Entry, width: Width) -> Sign:
    """An entry at its T+."""

    def at(time: float) -> float:
        return width.axis * min(time, width.limit) / width.limit

    return Sign(
        at(entry.asked),
        None if entry.answered is None else at(entry.answered),
        None if entry.begins is None else at(entry.begins),
        entry.decided,
    )


def _beside(entry: Entry, talked: Sequence[Entry], width: Width) -> Sign:
    """An entry that has no T+ of its own: at its place among those, with its answer."""
    at = width.beside * (talked.index(entry) + 0.5) / len(talked)
    return Sign(at, None if entry.answered is None else at, None, entry.decided)


def _milestones(after: After, arm: str, width: Width) -> Row:
    """What happened in an arm, as far as the axis goes."""
    found = [(words, time) for words, time in milestones(after, arm) if time <= width.limit]
    signs = tuple(Sign(width.axis * time / width.limit) for _, time in found)
    items = [
        Item(f"{words} {moment(time)}", sign.at, sign.at, width.axis, (number,))
        for number, ((words, time), sign) in enumerate(zip(found, signs, strict=True))
    ]
    return Row(arm, signs, packed(items, ALL_ROWS), ())


def _title(after: After, entries: Sequence[Entry]) -> str:
    """When the first alert was out, and what became of the questions."""
    horizon = after.state.engines.room.tables.horizon
    found = reached(after, "first_campus_alert")
    alert = by_arm({name: time_said(found[name], horizon) for name in (ROOM, TWIN)})
    asked = [one for one in entries if one.lane == "decisions"]
    costs = [
        (one.begins - one.asked, one.label) for one in asked if one.begins is not None and not one.talked
    ]
    decided = (
        f"{sum(one.decided for one in asked)} of {len(asked)} questions decided"
        if asked
        else "no question asked"
    )
    late = [one.label for one in asked if one.late]
    too_late = f"; nothing of {listed(late)} began" if late else ""
    if not costs:
        return f"first alert: {alert}; {decided}{too_late}"
    cost, label = max(costs, key=lambda one: one[0])
    return f"first alert: {alert}; {decided}, at most {minutes(cost)} min from question to first act ({label}){too_late}"


def _note(after: After, entries: Sequence[Entry], width: Width) -> str:
    """How to read it, and what lies beyond the axis."""
    beyond = [
        f"{arm}: {words} {moment(time)}"
        for arm in (ROOM, TWIN)
        for words, time in milestones(after, arm)
        if time > width.limit
    ]
    return joined(
        KEY,
        MARKED if any(one.lane == "marks" for one in entries) else "",
        WAITED if any(one.begins is not None for one in entries) else "",
        "Grey: after the end of the exercise." if grey(after.stopped, width) else "",
        f"Later: {'; '.join(beyond)}." if beyond else "",
        ruled(after.state),
    )


def grey(stopped: float, width: Width) -> bool:
    """Whether the axis goes on after the end of the exercise."""
    return width.limit > 1.03 * stopped


def _alt(after: After, entries: Sequence[Entry], title: str, note: str) -> str:
    """The figure in words: all decisions, how many injects and marks, what happened in both arms."""
    counts = {name: sum(one.lane == name for one in entries) for name in MOST_ROWS}
    said = [f"{counts['injects']} injects and {counts['marks']} marks and observations."]
    said += [_decision(one) for one in entries if one.lane == "decisions"]
    for arm in (ROOM, TWIN):
        happened = ", ".join(f"{words} {moment(time)}" for words, time in milestones(after, arm))
        said.append(f"{capital(arm)}: {happened or 'nothing'}.")
    return f"Timeline of the exercise in incident time. {title}. {' '.join(said)} {note}"


def _decision(entry: Entry) -> str:
    """One question in words."""
    if entry.talked:
        return f"{entry.label} talked about afterwards."
    if not entry.decided:
        return f"{entry.label} asked at {moment(entry.asked)}, no decision."
    begins = f", begins at {moment(entry.begins)}" if entry.begins is not None else ""
    begins += ", of which nothing began" if entry.late else ""
    answered = entry.asked if entry.answered is None else entry.answered
    return f"{entry.label} asked at {moment(entry.asked)}, answered at {moment(answered)}{begins}."
