"""How staff first heard, channel by channel, with and without the alert: a stacked bar for each arm, each part labeled where it is.

`build_channels_of_comparison` and `build_channels_of_exercise` work out the contents, `draw_channels` draws them. The parts of all bars
stand in one order, from a person's own eyes to the word of a neighbor. A name that does not fit into its part stands above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.style import INK, MUTED, explain_arms, find_frame, fit_text, is_narrow, measure_text
from reports.figures.titles import describe_baseline, name_briefly
from reports.text.formatting import format_count
from reports.text.terms import ARM_LABELS, capitalize_first, label_conditions, label_strategy
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings
from sim.experiment.comparison import Comparison
from sim.experiment.first_channels import FirstChannels, count_first_channels
from sim.model.channels import APP, ChannelGroup, list_channels, list_groups
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


UNAWARE = ChannelGroup("not aware", "", "#ffffff")


@dataclass(frozen=True)
class ChannelBar:
    """One arm. counts: staff by label of the group, those not aware among them; a mean need not be whole."""

    label: str
    counts: Mapping[str, float]


@dataclass(frozen=True)
class ChannelsFigure:
    """Everything that is drawn. staff: on campus at onset."""

    title: str
    staff: float
    bars: tuple[ChannelBar, ...]
    note: str
    alt: str


def build_channels_of_comparison(
    comparison: Comparison, pairing: Pairing, played: Mapping[Arm, FirstChannels], replications: int
) -> ChannelsFigure:
    """One pairing of a comparison. played: means over so many replications."""
    today = comparison.present_practice
    without, with_ = (played[arm] for arm in pairing.arms)
    bars = (
        _build_bar(capitalize_first(label_strategy(pairing.strategy)), with_),
        _build_bar(capitalize_first(label_strategy(pairing.baseline, today)), without),
    )
    other = describe_baseline(pairing.baseline, today)
    title = write_claim(with_, without, name_briefly(pairing.strategy), other)
    day = f", {label_conditions(pairing.conditions)}" if pairing.conditions else ""
    first = "the first " if replications < comparison.replications else ""
    note = f"Means of {first}{format_count(replications, 'replication')}{day}. Later messages are not counted."
    return _build_figure(title, with_.staff, bars, note)


def build_channels_of_exercise(review: Review) -> ChannelsFigure | None:
    """The arms of an exercise, up to its end; None where it was stopped before anything happened."""
    if review.stopped <= 0.0:
        return None
    counts = {arm: count_first_channels(trace, review.stopped) for arm, trace in review.traces.items()}
    shown = (
        [PLAYER_ARM, BASELINE_ARM, COMPARISON_ARM] if review.state.has_decision_points else [PLAYER_ARM, COMPARISON_ARM]
    )
    bars = tuple(_build_bar(capitalize_first(ARM_LABELS[arm]), counts[arm]) for arm in shown)
    title = write_claim(counts[PLAYER_ARM], counts[COMPARISON_ARM], ARM_LABELS[PLAYER_ARM], "no app alert")
    note = (
        f"This exercise, up to its end; part of it is chance. {explain_arms(review)} {describe_rulings(review.state)}"
    )
    return _build_figure(title, counts[PLAYER_ARM].staff, bars, note.strip())


def _build_bar(label: str, counts: FirstChannels) -> ChannelBar:
    parts = {group.label: count_group(counts, group) for group in list_groups()}
    return ChannelBar(label, {**parts, UNAWARE.label: counts.unaware})


def count_group(counts: FirstChannels, group: ChannelGroup) -> float:
    """Staff who first became aware by a channel of the group."""
    return sum(counts.by_channel.get(channel, 0.0) for channel in list_channels(group))


def write_claim(with_: FirstChannels, without: FirstChannels, strategy: str, other: str) -> str:
    """The title: what the app told first; else the channel whose count differs most; else that none does."""
    told, before = (round(count_group(one, APP)) for one in (with_, without))
    if told and not before:
        return f"The app told {told} of {round(with_.staff)} staff first"
    changes = {group: round(count_group(with_, group)) - round(count_group(without, group)) for group in list_groups()}
    group, change = max(changes.items(), key=lambda item: abs(item[1]))
    if not change:
        return f"Staff first heard alike with {strategy} and {other}"
    more = "more" if change > 0 else "fewer"
    return f"{capitalize_first(group.subject)} told {abs(change)} {more} staff first than with {other}"


def _build_figure(title: str, staff: float, bars: tuple[ChannelBar, ...], note: str) -> ChannelsFigure:
    said = " ".join(f"{bar.label}: {', '.join(_describe_parts(bar))}." for bar in bars)
    alt = f"Stacked bars of how {round(staff)} staff first became aware. {title}. {said} {note}"
    return ChannelsFigure(title, staff, bars, note, alt)


def _describe_parts(bar: ChannelBar) -> list[str]:
    return [f"{label} {round(count)}" for label, count in bar.counts.items() if round(count)]


SIDE, NARROW_SIDE = 96.0, 66.0  # points left of the bars, for the names of the arms
BAR_HEIGHT, BETWEEN_BARS, STEM = 34.0, 10.0, 4.0  # points; a stem joins a part and the label above it
MARGIN = 6.0  # points beside words in a part, and between two labels above
SEARCH_STEPS = 3_000  # places tried for the labels of a bar, in each number of rows
MOST_ROWS, STEM_ROOM = 4, 0.5  # rows of labels that have a stem; points on either side of a stem


class Label(NamedTuple):
    """A name above a bar. at: its stem, in the middle of its part; left: where it begins; both in points from the left end of the bar."""

    text: str
    at: float | None
    left: float
    width: float
    row: int

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


@dataclass(frozen=True)
class Part:
    """A part of a bar. start, width: points; inside: its label, or the number alone, or empty."""

    group: ChannelGroup
    start: float
    width: float
    inside: str


def lay_out_bar(bar: ChannelBar, staff: float, width: float) -> tuple[list[Part], list[Label]]:
    """The parts of a bar, and the labels above it in rows counted from the bar. width: points of the bar."""
    parts, above, start = [], [], 0.0
    for group in (*list_groups(), UNAWARE):
        count = bar.counts[group.label]
        wide = width * count / staff
        number, name = f"{round(count)}", group.label
        inside = next((text for text in _list_insides(number, name) if _fits(text, wide)), "")
        if round(count):
            parts.append(Part(group, start, wide, inside))
        if round(count) and name.split(" ")[0] not in inside:
            above.append((name if inside else f"{name} {number}", f"{name} {number}", start + wide / 2))
        start += wide
    return parts, _place_labels(above, width)


def _list_insides(number: str, name: str) -> tuple[str, ...]:
    return f"{name} {number}", f"{name}\n{number}", number


def _fits(text: str, wide: float) -> bool:
    return max(measure_text(line) for line in text.split("\n")) + MARGIN <= wide


def _place_labels(above: Sequence[tuple[str, str, float]], width: float) -> list[Label]:
    """In as few rows as it takes, so that no label lies on another or on its stem. Without such a place, some share the top row.

    above: what each label says, what it says in the top row, and its stem.
    """
    named = [(text, at) for text, _, at in above]
    for rows in range(1, MOST_ROWS + 1):
        placed = _search_places(named, width, rows, [], [SEARCH_STEPS])
        if placed is not None:
            return placed
    placed, others = [], []
    for text, whole, at in above:
        places = _list_places(text, at, width, MOST_ROWS)
        label = next((one for one in places if not _is_taken(one, placed)), None)
        if label is None:
            others.append(whole)
        else:
            placed.append(label)
    text = f"also {', '.join(others)}"
    return [*placed, Label(text, None, 0.0, measure_text(text), max(label.row for label in placed) + 1)]


def _search_places(
    named: Sequence[tuple[str, float]], width: float, rows: int, placed: list[Label], steps: list[int]
) -> list[Label] | None:
    """Places for the labels that are left, by trial in so many steps; None where there are none."""
    if len(placed) == len(named):
        return placed
    for label in _list_places(*named[len(placed)], width, rows):
        steps[0] -= 1
        if steps[0] < 0:
            return None
        if not _is_taken(label, placed):
            found = _search_places(named, width, rows, [*placed, label], steps)
            if found is not None:
                return found
    return None


def _is_taken(label: Label, placed: Sequence[Label]) -> bool:
    return any(_is_in_the_way(label, other) for other in placed)


def _list_places(text: str, at: float, width: float, rows: int) -> Iterator[Label]:
    """From the lowest row on: over the middle of the part, then right and left of its stem."""
    wide = measure_text(text)
    lefts = (max(0.0, min(at - wide / 2, width - wide)), at - 1.0, at + 1.0 - wide)
    for row in range(rows):
        yield from (Label(text, at, left, wide, row) for left in lefts if 0.0 <= left <= width - wide)


def _is_in_the_way(label: Label, other: Label) -> bool:
    if label.row == other.row:
        return label.left < other.right + MARGIN and other.left < label.right + MARGIN
    low, high = sorted((label, other), key=lambda one: one.row)
    return high.at is not None and low.left - STEM_ROOM < high.at < low.right + STEM_ROOM


def draw_channels(data: ChannelsFigure) -> Figure:
    """The figure. Only within `use_style`."""
    side = NARROW_SIDE if is_narrow() else SIDE
    width = find_frame() - side
    laid_out = [lay_out_bar(bar, data.staff, width) for bar in data.bars]
    rows = [max((label.row + 1 for label in labels), default=0) for _, labels in laid_out]
    heads = [LINE_HEIGHT * row + STEM if row else 0.0 for row in rows]
    body = sum(head + BAR_HEIGHT + BETWEEN_BARS for head in heads)
    page = create_page(data.title, data.note, body, least=0.0)
    axes = page.add_axes(0.0, 0.0, width + side, body)
    axes.set_axis_off()
    axes.set_xlim(-side, width)
    axes.set_ylim(body, 0.0)
    top = 0.0
    for bar, (parts, labels), head in zip(data.bars, laid_out, heads, strict=True):
        top += head
        _draw_bar(axes, bar.label, parts, top, side)
        for label in labels:
            _draw_label(axes, label, top)
        top += BAR_HEIGHT + BETWEEN_BARS
    return page.figure


def _draw_bar(axes: Axes, name: str, parts: Sequence[Part], top: float, side: float) -> None:
    middle = top + BAR_HEIGHT / 2
    axes.text(-side, middle, fit_text(name, side - MARGIN, weight="bold"), va="center", fontweight="bold")
    for part in parts:
        axes.barh(
            middle,
            part.width,
            left=part.start,
            height=BAR_HEIGHT,
            color=part.group.color,
            edgecolor="#9aa0a8" if part.group is UNAWARE else "white",
            linewidth=1.0,
        )
        axes.text(
            part.start + part.width / 2,
            middle,
            part.inside,
            ha="center",
            va="center",
            color="white" if part.group.is_dark else INK,
        )


def _draw_label(axes: Axes, label: Label, top: float) -> None:
    foot = top - LINE_HEIGHT * label.row - STEM
    if label.at is not None:
        axes.plot([label.at, label.at], [foot, top], color=MUTED, linewidth=0.6)
    axes.text(label.left, foot - 0.5, label.text, va="bottom")
