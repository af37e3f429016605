"""The response timeline as bars: recognition to units on scene, intervention, patient, staff and people, under every strategy on one clock.

A block has a bar for each strategy, and its heading names the ends of the parts in the order of their shades. Bars are cut at mean times
from onset, restricted to the horizon. A responder on campus may intervene before any unit arrives, so intervention is a block of its own.
`build_chain` works out the contents, `draw_chain` draws it. Days with something broken have columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from reports.comparison.differences import (
    NOT_REACHED_TEXT,
    ComparisonIndex,
    describe_hidden_harm,
    find_center,
    format_mean_in,
)
from reports.figures.style import (
    EDGE,
    HEIGHT_CM,
    INK,
    MUTED,
    LineStyle,
    add_title_and_note,
    assign_styles,
    count_lines,
    create_figure,
    fit_text,
    fit_title,
    format_time_axis,
    lighten,
    measure_columns,
    tighten_rows,
)
from reports.figures.titles import find_common_day, write_caution
from reports.text.formatting import format_count, format_range
from reports.text.terms import capitalize_first, label_conditions, label_strategy, name_measure
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm, Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class ChainBlock(NamedTuple):
    """A chain of measures."""

    heading: str
    parts: dict[str, str]  # measures that end the parts of a bar, and their names in the heading

    @property
    def key(self) -> str:
        """The heading, and the ends of the parts."""
        return ": ".join(filter(None, (self.heading, " › ".join(filter(None, self.parts.values())))))


CHAIN_BLOCKS = (
    ChainBlock(
        "Help from outside",
        {
            "recognition": "recognized",
            "first_report": "reported",
            "call_answered": "answered",
            "dispatched": "dispatched",
            "first_unit_on_scene": "on scene",
        },
    ),
    ChainBlock("First intervention", {"intervention": "on or off campus"}),
    ChainBlock(
        "Patient",
        {"collapse_to_cpr": "CPR", "aed_at_patient": "AED there", "collapse_to_shock": "first shock"},
    ),
    ChainBlock(
        "Staff",
        {"first_campus_alert": "first alert", "aware_t50": "50% aware", "aware_t90": "90% aware"},
    ),
    ChainBlock("People", {"protected_t50": "50% protected", "protected_t90": "90% protected"}),
)
NOT_PLAYED = "not run"  # in the place of a bar
IN_TITLE = ("protected_t90", "collapse_to_shock", "first_unit_on_scene")
STRENGTHS = (1.0, 0.75, 0.52, 0.34, 0.2)  # of the color of the parts of a bar, from the first
FIT, HEIGHT_OF_BAR_CM = 14, 0.42
"""Bars and headings that fit the usual height, and the height of a further one."""
FEW_LINES, LINE_CM = 3, 0.43  # lines of title and note that fit it, and the height of a further one
LABEL_ROOM = 0.17  # room for a number behind the longest bar, in such bars, for each day
MAX_SCALE_RATIO = 1.5  # days share a scale if the longest bar of one is no longer than so many of another
NOT_REACHED_MARK = "†"  # behind a mean that includes censored replications


@dataclass(frozen=True)
class ChainPart:
    """From one thing to the next, seconds from onset."""

    measure: str
    start: float
    end: float
    strength: float


@dataclass(frozen=True)
class ChainBar:
    """One strategy in one block on one day."""

    label: str
    look: LineStyle
    parts: tuple[ChainPart, ...]
    label_text: str  # when its last measure is reached, in words


@dataclass(frozen=True)
class ChainDay:
    """One day. bars: for each block a bar for each strategy; None where it was not run."""

    conditions: tuple[str, ...]
    bars: tuple[tuple[ChainBar | None, ...], ...]
    limit: float


@dataclass(frozen=True)
class ChainFigure:
    """Everything that is drawn."""

    title: str
    labels: tuple[str, ...]  # of the strategies, from the top
    keys: tuple[str, ...]  # headings of the blocks
    days: tuple[ChainDay, ...]
    note: str
    alt: str


def build_chain(comparison: Comparison) -> ChainFigure | None:
    """The figure; None where no block has anything."""
    lookup = ComparisonIndex(comparison)
    blocks = [block for block in CHAIN_BLOCKS if any(s.measure in block.parts for s in comparison.measures)]
    if not blocks:
        return None
    days = _scale_days([_build_day(lookup, conditions, blocks) for conditions in comparison.conditions])
    labels = tuple(label_strategy(one, comparison.present_practice) for one in comparison.strategies)
    day, found = find_common_day(lookup), _describe_ends(lookup)
    title = capitalize_first(": ".join(filter(None, (day, found[0] if found else "the response timeline"))))
    rest = f"{capitalize_first('; '.join(found))}." if len(found) > 1 else ""
    means = f"Means of {format_count(comparison.replications, 'replication')}."
    note = " ".join(filter(None, (describe_hidden_harm(lookup, IN_TITLE), rest, means)))
    if any(
        bar is not None and NOT_REACHED_MARK in bar.label_text
        for one in days
        for row in one.bars
        for bar in row
    ):
        note += f" {NOT_REACHED_MARK} median, because some replications did not achieve it."
    note += write_caution(lookup)
    return ChainFigure(
        title, labels, tuple(block.key for block in blocks), days, note, _write_alt(lookup, title, note)
    )


def _scale_days(days: Sequence[ChainDay]) -> tuple[ChainDay, ...]:
    longest = [one.limit for one in days]
    if max(longest) <= MAX_SCALE_RATIO * min(longest):
        longest = [max(longest)] * len(days)
    room = 1.0 + LABEL_ROOM * len(days)
    return tuple(replace(one, limit=room * end) for one, end in zip(days, longest, strict=True))


def _build_day(index: ComparisonIndex, conditions: tuple[str, ...], blocks: Sequence[ChainBlock]) -> ChainDay:
    played = index.list_arms()
    arms = [Arm(strategy, conditions) for strategy in index.comparison.strategies]
    bars = tuple(
        tuple(_build_bar(index, arm, tuple(block.parts)) if arm in played else None for arm in arms)
        for block in blocks
    )
    ends = [bar.parts[-1].end for row in bars for bar in row if bar is not None and bar.parts]
    return ChainDay(conditions, bars, max([*ends, 1.0]))


def _build_bar(index: ComparisonIndex, arm: Arm, measures: Sequence[str]) -> ChainBar:
    """Parts in order of time, each up to the center of its measure; one that most replications never achieved ends at the horizon."""
    horizon = index.comparison.horizon
    strength = dict(zip(measures, STRENGTHS, strict=False))
    found = [summary for name in measures if (summary := index.find_summary(arm, name)) is not None]
    in_order = sorted(found, key=lambda one: find_center(one, horizon))
    starts = [0.0, *(find_center(one, horizon) for one in in_order)]
    parts = tuple(
        ChainPart(one.measure, start, find_center(one, horizon), strength[one.measure])
        for one, start in zip(in_order, starts, strict=False)
    )
    comparison = index.comparison
    return ChainBar(
        label_strategy(arm.strategy, comparison.present_practice),
        assign_styles(comparison.strategies)[arm.strategy],
        parts,
        _describe_time(index, found[-1]) if found else "",
    )


def _describe_time(index: ComparisonIndex, summary: Summary) -> str:
    mean = format_mean_in(index, summary)
    return (
        f"{mean.text.removeprefix('median ')}{NOT_REACHED_MARK}"
        if 0 < summary.not_reached < summary.n
        else mean.text
    )


def _describe_fully(index: ComparisonIndex, summary: Summary) -> str:
    mean = format_mean_in(index, summary)
    return f"{mean.text} ({mean.not_reached})" if mean.not_reached else mean.text


def _describe_ends(index: ComparisonIndex) -> list[str]:
    parts = []
    for measure in IN_TITLE:
        ends = {
            one: found
            for one in index.comparison.conditions
            if (found := _find_extremes(index, one, measure))
        }
        said = [_describe_range(index, found) for found in ends.values()]
        others = [
            f"{label_conditions(conditions)}: {_describe_range(index, found)}"
            for conditions, found in list(ends.items())[1:]
            if not _is_within(index, found, next(iter(ends.values())))
        ]
        if said:
            name = name_measure(measure)
            parts.append(f"{name} after {said[0]}" + (f" ({'; '.join(others)})" if others else ""))
    return parts


def _find_extremes(index: ComparisonIndex, conditions: tuple[str, ...], measure: str) -> list[Summary]:
    """The arms with the shortest and the longest time on a day; empty where it is not measured."""
    found = [index.find_summary(arm, measure) for arm in index.list_arms() if arm.conditions == conditions]
    summaries = sorted(
        (one for one in found if one is not None), key=lambda one: find_center(one, index.comparison.horizon)
    )
    return [summaries[0], summaries[-1]] if summaries else []


def _describe_range(index: ComparisonIndex, ends: Sequence[Summary]) -> str:
    shortest, longest = (format_mean_in(index, end).text for end in ends)
    return (
        f"{shortest} or {longest}"
        if longest == NOT_REACHED_TEXT != shortest
        else format_range(shortest, longest)
    )


def _is_within(index: ComparisonIndex, ends: Sequence[Summary], others: Sequence[Summary]) -> bool:
    low, high, least, most = (find_center(one, index.comparison.horizon) for one in (*ends, *others))
    return least <= low and high <= most


def _write_alt(index: ComparisonIndex, title: str, note: str) -> str:
    names = [name for block in CHAIN_BLOCKS for name in block.parts]
    said = []
    for arm in index.list_arms():
        found = [summary for name in names if (summary := index.find_summary(arm, name)) is not None]
        times = ", ".join(f"{name_measure(one.measure)} {_describe_fully(index, one)}" for one in found)
        said.append(
            f"{capitalize_first(label_strategy(arm.strategy))}, {label_conditions(arm.conditions)}: {times}."
        )
    return f"Bars of the response timeline. {title}. {' '.join(said)} {note}"


def draw_chain(data: ChainFigure) -> Figure:
    """The figure. Only within `use_style`."""
    lines = count_lines(fit_title(data.title), fit_text(data.note))
    further = HEIGHT_OF_BAR_CM * max(0, len(data.keys) * (len(data.labels) + 1) - FIT)
    figure = create_figure(HEIGHT_CM + further + LINE_CM * max(0, lines - FEW_LINES))
    add_title_and_note(figure, data.title, data.note)
    tighten_rows(figure)
    bars = len(data.labels)
    heights = [KEY_HEIGHT, bars] * len(data.keys)
    grid = figure.add_gridspec(len(heights), len(data.days), height_ratios=heights, hspace=0.0)
    for row, key in enumerate(data.keys):
        _draw_key(figure, figure.add_subplot(grid[2 * row, :]), key)
        for column, one in enumerate(data.days):
            axes = figure.add_subplot(grid[2 * row + 1, column])
            _draw_block(axes, one.bars[row])
            axes.set_ylim(bars - 0.5, -0.5)
            axes.set_yticks(range(bars), data.labels if column == 0 else [""] * bars)
            _draw_time_axis(axes, data, one, last=row == len(data.keys) - 1)
    return figure


KEY_HEIGHT = 1.0  # in bars
BAR_THICKNESS = 0.72  # height of a bar


def _draw_block(axes: Axes, bars: Sequence[ChainBar | None]) -> None:
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)
    for place, bar in enumerate(bars):
        if bar is not None:
            _draw_bar(axes, bar, place)
        end = max((part.end for part in bar.parts), default=0.0) if bar else 0.0
        axes.annotate(
            bar.label_text if bar else NOT_PLAYED,
            (end, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center_baseline",
            color=INK if bar else MUTED,
        )


def _draw_bar(axes: Axes, bar: ChainBar, place: float) -> None:
    for part in bar.parts:
        axes.barh(
            place,
            part.end - part.start,
            left=part.start,
            height=BAR_THICKNESS,
            color=lighten(bar.look.color, part.strength),
            edgecolor="white",
            linewidth=0.8,
        )


def _draw_time_axis(axes: Axes, data: ChainFigure, one: ChainDay, last: bool) -> None:
    format_time_axis(axes, one.limit, most=4 if len(data.days) < 3 else 3)
    axes.grid(axis="x")
    if not last:
        axes.tick_params(axis="x", length=0, labelbottom=False)
        return
    axes.spines["bottom"].set_visible(True)
    own = ", own scale" if one.limit != data.days[0].limit else ""
    axes.set_xlabel(
        fit_text(
            f"minutes, {label_conditions(one.conditions)}{own}", measure_columns(data.labels, len(data.days))
        )
    )


def _draw_key(figure: Figure, axes: Axes, key: str) -> None:
    from matplotlib.transforms import blended_transform_factory

    axes.set_axis_off()
    across = blended_transform_factory(figure.transFigure, axes.transAxes)
    axes.text(EDGE, 0.1, key, transform=across, va="bottom").set_in_layout(False)
