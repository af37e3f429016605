"""The response timeline as a Gantt chart of the main pairing: for each step a bar with and a bar without.

A bar goes from the step before to its own. Steps are grouped: help from outside, patient, staff, people.
Times are means from onset, or all medians where an arm did not always
achieve a step. `build_chain` works out the contents, `draw_chain` draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.comparison.differences import (
    ComparisonIndex,
    describe_hidden_harm,
    find_center,
    format_mean,
    needs_medians,
)
from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.style import (
    FRAME_POINTS,
    LineStyle,
    assign_styles,
    format_time_axis,
    join_sentences,
    lighten,
    measure_text,
)
from reports.figures.titles import STAR_NOTE, find_main_pairing, write_caution, write_title
from reports.text.formatting import format_count
from reports.text.terms import capitalize_first, label_conditions, label_strategy, name_measure
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm, Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


CHAIN_BLOCKS: dict[str, dict[str, str]] = {
    "Help from outside": {
        "recognition": "recognized",
        "first_report": "reported",
        "call_answered": "call answered",
        "dispatched": "dispatched",
        "first_unit_on_scene": "on scene",
    },
    "First intervention": {"intervention": "on or off campus"},
    "Patient": {"collapse_to_cpr": "CPR", "aed_at_patient": "AED there", "collapse_to_shock": "first shock"},
    "Staff": {"first_campus_alert": "first alert", "aware_t50": "50% aware", "aware_t90": "90% aware"},
    "People": {"protected_t50": "50% protected", "protected_t90": "90% protected"},
}
"""Groups of steps; the measure and the name of each."""
IN_TITLE = ("protected_t90", "collapse_to_shock", "first_unit_on_scene", "aware_t90")
MEDIAN_MARK = "†"  # behind a median, because an arm did not always achieve the step


class ChainBar(NamedTuple):
    """One arm in one step. start, end: seconds from onset; text: the end in words."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class ChainStep:
    """One step; its bars are in the order of the arms, None where an arm does not have it."""

    name: str
    bars: tuple[ChainBar | None, ...]


@dataclass(frozen=True)
class ChainFigure:
    """Everything that is drawn. arms: names and looks, with first."""

    title: str
    arms: tuple[tuple[str, LineStyle], ...]
    groups: dict[str, tuple[ChainStep, ...]]
    note: str
    alt: str


def build_chain(comparison: Comparison) -> ChainFigure | None:
    """The figure; None where no group has anything."""
    lookup = ComparisonIndex(comparison)
    pairing = find_main_pairing(comparison)
    arms = [*reversed(pairing.arms)] if pairing else lookup.list_arms()[:2]
    groups = {
        heading: steps
        for heading, parts in CHAIN_BLOCKS.items()
        if (steps := tuple(_iterate_steps(lookup, arms, parts)))
    }
    if not groups:
        return None
    looks = assign_styles(comparison.strategies)
    named = tuple(
        (label_strategy(arm.strategy, comparison.present_practice), looks[arm.strategy]) for arm in arms
    )
    title = write_title(lookup, IN_TITLE, "the response timeline")
    texts = " ".join(bar.text for steps in groups.values() for step in steps for bar in step.bars if bar)
    day = f", {label_conditions(arms[0].conditions)}" if arms[0].conditions else ""
    note = join_sentences(
        describe_hidden_harm(lookup, IN_TITLE),
        f"Means of {format_count(comparison.replications, 'replication')}{day}.",
        f"{MEDIAN_MARK} median, because an arm did not always achieve it." if MEDIAN_MARK in texts else "",
        f"{STAR_NOTE}." if "*" in title else "",
        write_caution(lookup).strip(),
    )
    return ChainFigure(title, named, groups, note, _write_alt(lookup, arms, title, note))


def _iterate_steps(index: ComparisonIndex, arms: list[Arm], parts: dict[str, str]) -> Iterator[ChainStep]:
    """Those that some arm has; a bar begins at the latest earlier step of its group."""
    horizon = index.comparison.horizon
    ends: list[list[float]] = [[0.0] for _ in arms]
    for measure, name in parts.items():
        summaries = [index.find_summary(arm, measure) for arm in arms]
        as_median = needs_medians(summaries)
        bars: list[ChainBar | None] = []
        for summary, before in zip(summaries, ends, strict=True):
            if summary is None:
                bars.append(None)
                continue
            end = find_center(summary, horizon, as_median)
            start = max(one for one in before if one <= end)
            bars.append(ChainBar(start, end, _describe_time(summary, as_median)))
            before.append(end)
        if any(bars):
            yield ChainStep(name, tuple(bars))


def _describe_time(summary: Summary, as_median: bool) -> str:
    text = format_mean(summary, as_median).text
    is_marked = as_median and summary.not_reached < summary.n
    return f"{text.removeprefix('median ')}{MEDIAN_MARK}" if is_marked else text


def _write_alt(index: ComparisonIndex, arms: Sequence[Arm], title: str, note: str) -> str:
    names = [name for parts in CHAIN_BLOCKS.values() for name in parts]
    medians = {name for name in names if needs_medians(index.find_summary(arm, name) for arm in arms)}
    said = []
    for arm in arms:
        found = [summary for name in names if (summary := index.find_summary(arm, name)) is not None]
        times = ", ".join(
            f"{name_measure(one.measure)} {format_mean(one, one.measure in medians).as_sentence}"
            for one in found
        )
        said.append(
            f"{capitalize_first(label_strategy(arm.strategy))}, {label_conditions(arm.conditions)}: {times}."
        )
    return f"Gantt chart of the response timeline. {title}. {' '.join(said)} {note}"


NAMES_WIDTH = 104.0  # points left of the bars
BAR_HEIGHT, STEP_GAP, AXIS_HEIGHT = 11.5, 5.0, 34.0  # points
ROOM = 1.16  # the end of the axis, in latest times: room for a number


def draw_chain(data: ChainFigure) -> Figure:
    """The figure. Only within `use_style`."""
    steps = [step for group in data.groups.values() for step in group]
    step_height = BAR_HEIGHT * len(data.arms) + STEP_GAP
    body = LINE_HEIGHT * (len(data.groups) + 1) + step_height * len(steps)
    page = create_page(data.title, data.note, body + AXIS_HEIGHT, least=0.0)
    axes = page.add_axes(NAMES_WIDTH, 0.0, FRAME_POINTS - NAMES_WIDTH - 8.0, body)
    format_time_axis(axes, ROOM * max([1.0, *(bar.end for step in steps for bar in step.bars if bar)]))
    axes.set_ylim(body, 0.0)
    axes.set_yticks([])
    axes.set_xlabel("minutes from onset")
    axes.grid(axis="x")
    _name_arms(axes, data)
    top = LINE_HEIGHT
    for heading, group in data.groups.items():
        write_name(axes, heading, top + LINE_HEIGHT / 2, "bold")
        top += LINE_HEIGHT
        for step in group:
            write_name(axes, step.name, top + BAR_HEIGHT * len(data.arms) / 2, "normal")
            for number, bar in enumerate(step.bars):
                if bar is not None:
                    _draw_bar(axes, bar, data.arms[number][1], top + BAR_HEIGHT * (number + 0.5), number)
            top += step_height
    return page.figure


def _name_arms(axes: Axes, data: ChainFigure) -> None:
    left = 0.0
    for name, look in data.arms:
        axes.annotate(name, (0.0, LINE_HEIGHT / 2), xycoords=("axes fraction", "data"), xytext=(left, 0), va="center",
                      textcoords="offset points", fontweight="bold", color=look.color)  # fmt: skip
        left += measure_text(name, weight="bold") + 14.0


def write_name(axes: Axes, text: str, height: float, weight: str) -> None:
    """Left of the bars."""
    axes.annotate(text, (0.0, height), xycoords=("axes fraction", "data"), xytext=(-NAMES_WIDTH, 0), va="center",
                  textcoords="offset points", fontweight=weight, annotation_clip=False)  # fmt: skip


def _draw_bar(axes: Axes, bar: ChainBar, look: LineStyle, middle: float, number: int) -> None:
    """Solid with, pale with an edge without."""
    color = look.color if number == 0 else lighten(look.color, 0.35)
    axes.barh(middle, bar.end - bar.start, left=bar.start, height=0.78 * BAR_HEIGHT, color=color,
              edgecolor=look.color, linewidth=0.8)  # fmt: skip
    axes.annotate(
        bar.text,
        (bar.end, middle),
        xytext=(4, 0),
        textcoords="offset points",
        va="center_baseline",
        color=look.color,
    )
