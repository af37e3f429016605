"""The response chain as bars: how one thing waits for the other, under every strategy, on one clock.

Three blocks share the time axis: help from outside (recognised, reported, answered, dispatched, on scene), the staff
on campus becoming aware, and people becoming protected. A block has a bar for each strategy, so that one sees at
once where the strategies part. Bars are cut at mean times from onset, restricted to the horizon. An officer of the
campus may make contact before any unit from outside is there, so contact is a mark and not a part of the bar. What
was never reached in an arm is left out of its bar.

`chain_of` works out what is drawn, `draw_chain` draws it. Days with something broken stand beside the campus as it
is, with a time axis of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.differences import NOT_REACHED, mean_of
from reports.figures.looks import HEIGHT_CM, INK, Look, blank, frame, looks_of, paler, time_axis
from reports.figures.titles import caution, on_every_day
from reports.lookup import Lookup
from reports.names import capital, day, emergencies, label, measure_name
from reports.quantities import clock, from_to
from sim.comparison import Comparison
from sim.summaries import Arm, Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLOCKS: tuple[dict[str, str], ...] = (
    {
        "recognition": "recognised",
        "first_report": "reported",
        "call_answered": "answered",
        "dispatched": "dispatched",
        "first_unit_on_scene": "on scene",
    },
    {"first_campus_alert": "first alert", "aware_t50": "50 % of staff aware", "aware_t90": "90 %"},
    {"protected_t50": "50 % of people protected", "protected_t90": "90 %"},
)
"""What ends each part of a bar, and what the key calls it."""
MARKED = ("intervention", "contact")
"""Drawn on the bars of the first block."""
IN_TITLE = ("protected_t90", "first_unit_on_scene")
STRENGTHS = (1.0, 0.75, 0.52, 0.34, 0.2)
"""Of the colour of the parts of a bar, from the first."""
FIT, HEIGHT_OF_BAR_CM = 3, 0.42
"""So many strategies fit the usual height, and what a further one takes in each block."""
ROOM = 1.18
"""Of the time axis, as a multiple of the longest bar, so that its number fits behind it."""
PARTLY = "†"
"""Behind a mean over some emergencies in which it was not reached."""


@dataclass(frozen=True)
class Part:
    """From one thing to the next, seconds from onset."""

    measure: str
    start: float
    end: float
    strength: float


@dataclass(frozen=True)
class Bar:
    """One strategy in one block on one day."""

    label: str
    look: Look
    parts: tuple[Part, ...]
    mark: float | None
    """Seconds from onset at which an officer makes contact."""
    said: str
    """When its last thing is reached, in words."""


@dataclass(frozen=True)
class ChainDay:
    """One day. bars: for each block a bar for each strategy; None where that was not played."""

    conditions: tuple[str, ...]
    bars: tuple[tuple[Bar | None, ...], ...]
    limit: float


@dataclass(frozen=True)
class ChainFigure:
    """Everything that is drawn."""

    title: str
    labels: tuple[str, ...]
    """Of the strategies, from the top."""
    keys: tuple[tuple[tuple[str, float], ...], ...]
    """For each block, what ends a part and its strength."""
    has_mark: bool
    days: tuple[ChainDay, ...]
    note: str
    alt: str


def chain_of(comparison: Comparison) -> ChainFigure | None:
    """What is drawn; None where no block has anything."""
    lookup = Lookup(comparison)
    blocks = [block for block in BLOCKS if any(s.measure in block for s in comparison.measures)]
    if not blocks:
        return None
    days = tuple(_day(lookup, conditions, blocks) for conditions in comparison.conditions)
    has_mark = any(bar is not None and bar.mark is not None for one in days for bar in one.bars[0])
    keys = tuple(tuple(zip(block.values(), STRENGTHS, strict=False)) for block in blocks)
    labels = tuple(label(one, comparison.present_practice) for one in comparison.strategies)
    title = capital(": ".join(filter(None, (on_every_day(lookup), _title(lookup)))))
    note = f"Mean times of {emergencies(comparison.replications)}."
    if any(bar is not None and PARTLY in bar.said for one in days for row in one.bars for bar in row):
        note += f" {PARTLY} not always reached: {clock(comparison.horizon)} counts instead."
    note += caution(lookup)
    return ChainFigure(title, labels, keys, has_mark, days, note, _alt(lookup, title, note))


def _day(lookup: Lookup, conditions: tuple[str, ...], blocks: Sequence[dict[str, str]]) -> ChainDay:
    played = lookup.arms()
    arms = [Arm(strategy, conditions) for strategy in lookup.comparison.strategies]
    bars = tuple(
        tuple(_bar(lookup, arm, block) if arm in played else None for arm in arms) for block in blocks
    )
    ends = [bar.parts[-1].end for row in bars for bar in row if bar is not None and bar.parts]
    marks = [bar.mark for row in bars for bar in row if bar is not None and bar.mark is not None]
    return ChainDay(conditions, bars, ROOM * max([*ends, *marks, 1.0]))


def _bar(lookup: Lookup, arm: Arm, block: dict[str, str]) -> Bar:
    """Parts in the order of time: each ends where its measure has its mean."""
    strength = dict(zip(block, STRENGTHS, strict=False))
    found = [summary for name in block if (summary := lookup.summary(arm, name)) is not None]
    reached = sorted((one for one in found if one.not_reached < one.n), key=lambda one: one.mean)
    starts = [0.0, *(one.mean for one in reached)]
    parts = tuple(
        Part(one.measure, start, one.mean, strength[one.measure])
        for one, start in zip(reached, starts, strict=False)
    )
    comparison = lookup.comparison
    contact = lookup.summary(arm, MARKED[0]) if "first_unit_on_scene" in block else None
    return Bar(
        label(arm.strategy, comparison.present_practice),
        looks_of(comparison.strategies)[arm.strategy],
        parts,
        contact.mean if contact is not None and contact.not_reached < contact.n else None,
        _said(found[-1]) if found else "",
    )


def _said(summary: Summary) -> str:
    """When it was reached, short enough to stand behind a bar."""
    mean = mean_of(summary)
    return f"{mean.text}{PARTLY}" if 0 < summary.not_reached < summary.n else mean.text


def _fully_said(summary: Summary) -> str:
    mean = mean_of(summary)
    return f"{mean.text} ({mean.missed})" if mean.missed else mean.text


def _title(lookup: Lookup) -> str:
    """How long each chain takes over the strategies, on every day."""
    parts = []
    for measure in IN_TITLE:
        ends = {one: found for one in lookup.comparison.conditions if (found := _ends(lookup, one, measure))}
        said = [_range(found) for found in ends.values()]
        others = [
            f"{day(conditions)}: {_range(found)}"
            for conditions, found in list(ends.items())[1:]
            if not _within(found, next(iter(ends.values())))
        ]
        if said:
            name = measure_name(measure)
            parts.append(f"{name} after {said[0]}" + (f" ({'; '.join(others)})" if others else ""))
    return ", ".join(parts) or "the response chain"


def _ends(lookup: Lookup, conditions: tuple[str, ...], measure: str) -> list[Summary]:
    """The arms with the shortest and the longest mean on a day; empty where it is not measured."""
    found = [lookup.summary(arm, measure) for arm in lookup.arms() if arm.conditions == conditions]
    summaries = sorted((one for one in found if one is not None), key=lambda one: one.mean)
    return [summaries[0], summaries[-1]] if summaries else []


def _range(ends: Sequence[Summary]) -> str:
    shortest, longest = (mean_of(end).text for end in ends)
    return f"{shortest} or {longest}" if longest == NOT_REACHED != shortest else from_to(shortest, longest)


def _within(ends: Sequence[Summary], others: Sequence[Summary]) -> bool:
    return others[0].mean <= ends[0].mean and ends[1].mean <= others[1].mean


def _alt(lookup: Lookup, title: str, note: str) -> str:
    """The figure in words: every arm with all its means."""
    names = [
        name for block in BLOCKS for name in (*block, MARKED[0])[: len(block) + ("recognition" in block)]
    ]
    said = []
    for arm in lookup.arms():
        found = [summary for name in names if (summary := lookup.summary(arm, name)) is not None]
        times = ", ".join(f"{measure_name(one.measure)} {_fully_said(one)}" for one in found)
        said.append(f"{capital(label(arm.strategy))}, {day(arm.conditions)}: {times}.")
    return f"Bars of the response chain. {title}. {' '.join(said)} {note}"


def draw_chain(data: ChainFigure) -> Figure:
    """The figure. Only within `our_style`."""
    figure = blank(HEIGHT_CM + HEIGHT_OF_BAR_CM * len(data.keys) * max(0, len(data.labels) - FIT))
    frame(figure, data.title, data.note)
    heights = [height for _ in data.keys for height in (KEY_HEIGHT, len(data.labels))]
    grid = figure.add_gridspec(len(heights), len(data.days), height_ratios=heights, hspace=0.0)
    for row, key in enumerate(data.keys):
        _key(figure, figure.add_subplot(grid[2 * row, :]), key, data.has_mark and row == 0)
        for column, one in enumerate(data.days):
            axes = figure.add_subplot(grid[2 * row + 1, column])
            _draw_block(axes, one.bars[row])
            axes.set_yticks(range(len(data.labels)), data.labels if column == 0 else [""] * len(data.labels))
            _clock(axes, data, one, last=row == len(data.keys) - 1)
    return figure


KEY_HEIGHT = 1.25
"""In bars."""


def _draw_block(axes: Axes, bars: Sequence[Bar | None]) -> None:
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)
    for place, bar in enumerate(bars):
        if bar is not None:
            _draw_bar(axes, bar, place)


def _draw_bar(axes: Axes, bar: Bar, place: int) -> None:
    for part in bar.parts:
        axes.barh(
            place,
            part.end - part.start,
            left=part.start,
            height=0.72,
            color=paler(bar.look.colour, part.strength),
            edgecolor="white",
            linewidth=0.8,
        )
    if bar.mark is not None:
        axes.plot([bar.mark], [place], marker="D", color=INK, markersize=4.5, markeredgecolor="white")
    end = max([*(part.end for part in bar.parts), bar.mark or 0.0])
    axes.annotate(bar.said, (end, place), xytext=(4, 0), textcoords="offset points", va="center_baseline")


def _clock(axes: Axes, data: ChainFigure, one: ChainDay, last: bool) -> None:
    """The time axis of a day, with numbers under the last block only."""
    time_axis(axes, one.limit, most=4)
    axes.grid(axis="x")
    if not last:
        axes.tick_params(axis="x", length=0, labelbottom=False)
        return
    axes.spines["bottom"].set_visible(True)
    own = ", own scale" if one is not data.days[0] and len(data.days) > 1 else ""
    axes.set_xlabel(f"minutes, {day(one.conditions)}{own}")


def _key(figure: Figure, axes: Axes, key: Sequence[tuple[str, float]], has_mark: bool) -> None:
    """What ends each part, over the bars of a block."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.transforms import blended_transform_factory

    axes.set_axis_off()
    across = blended_transform_factory(figure.transFigure, axes.transAxes)
    handles: list[Patch | Line2D] = [
        Patch(facecolor=paler(INK, strength), label=name) for name, strength in key
    ]
    if has_mark:
        handles.append(Line2D([], [], marker="D", color=INK, linestyle="", markersize=4.5, label=MARKED[1]))
    legend = axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.008, 0.1),
        bbox_transform=across,
        ncols=len(handles),
        handlelength=1.0,
        handletextpad=0.4,
        columnspacing=1.0,
        borderpad=0.0,
        borderaxespad=0.0,
    )
    legend.set_in_layout(False)
