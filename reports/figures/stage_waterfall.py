"""Where the seconds go, as a waterfall of the main pairing: stages without the strategy, what each gains or loses, and the time with it.

A stage ends with its step, and begins where the stage before ended. A step that came earlier than that takes no time, and one that had
not come by the last step takes all that was left, so the stages of each run add up to its time, and their gains to the difference.
`build_stages` works out the contents, `draw_stages` draws them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reports.comparison.differences import NOTHING_FOUND, ComparisonIndex
from reports.comparison.distribution import NO_TENTHS_FROM, find_step
from reports.figures.gain_dots import COLORS
from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.response_chain import (
    AXIS_HEIGHT,
    BAR_HEIGHT,
    CHAIN_BLOCKS,
    NAMES_WIDTH,
    write_name,
)
from reports.figures.style import FRAME_POINTS, MUTED, assign_styles, format_time_axis, lighten
from reports.figures.titles import STAR_NOTE, write_caution, write_title
from reports.text.formatting import format_count, format_size, rounds_to_zero
from reports.text.terms import capitalize_first, label_conditions, label_strategy
from sim.experiment.comparison import Comparison
from sim.experiment.raw_results import RawResults
from sim.statistics.estimators import Array
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STAGES = {
    "aware_t90": ("recognition", "first_report", "first_campus_alert", "aware_t50"),
    "collapse_to_shock": ("recognition", "first_report", "aed_at_patient"),
    "rset": ("recognition", "first_report", "first_campus_alert", "aware_t90"),
}
"""Headline measures, and the steps on the way to each."""
STEP_NAMES = {"rset": "everyone out"} | {
    measure: name for steps in CHAIN_BLOCKS.values() for measure, name in steps.items()
}
CERTAIN = 2.0  # standard errors from which a title claims the gain of a stage


@dataclass(frozen=True)
class Stage:
    """Mean seconds of one stage, and the standard error of its gain."""

    name: str
    without: float
    with_: float
    error: float

    @property
    def gain(self) -> float:
        """Positive: shorter with the strategy."""
        return self.without - self.with_

    @property
    def text(self) -> str:
        """The gain in words."""
        low, high = self.gain - CERTAIN * self.error, self.gain + CERTAIN * self.error
        step = find_step(self.gain, "s", low, high)
        if rounds_to_zero(self.gain, "s", step):
            return "about the same" if self.gain else "unaffected"
        return f"{format_size(self.gain, 's', step)} {'saved' if self.gain > 0.0 else 'lost'}"


@dataclass(frozen=True)
class StagesFigure:
    """Everything that is drawn. arms, colors: without first; measure: the headline."""

    title: str
    measure: str
    arms: tuple[str, str]
    colors: tuple[str, str]
    stages: tuple[Stage, ...]
    note: str
    alt: str


def split_stages(raw: RawResults, arm: Arm, steps: Sequence[str]) -> Array:
    """(replications, steps) seconds of each stage up to the last step, which is counted as the horizon where it was not reached."""
    ends = np.stack([raw.column(arm.strategy, step, arm.conditions) for step in steps], axis=1)
    last = np.minimum(ends[:, -1:], raw.horizon)
    stages: Array = np.diff(np.minimum(np.maximum.accumulate(ends, axis=1), last), axis=1, prepend=0.0)
    return stages


def build_stages(comparison: Comparison, pairing: Pairing, raw: RawResults) -> StagesFigure | None:
    """The first primary measure that ends a chain; None where there is none, or no pair in which both arms achieved it.

    Every pair counts towards a mean; where the headline is a median, those count in which both arms achieved it.
    """
    lookup, played = ComparisonIndex(comparison), {measure.name for measure in raw.measures}
    contrast = next(
        (one for name in STAGES if (one := lookup.find_contrast(pairing, name)) and not one.exploratory), None
    )
    if contrast is None:
        return None
    steps = [*(step for step in STAGES[contrast.measure] if step in played), contrast.measure]
    ends = [raw.column(arm.strategy, contrast.measure, arm.conditions) for arm in pairing.arms]
    kept = np.isfinite(ends).all(axis=0) | (contrast.statistic == "mean")
    without, with_ = (split_stages(raw, arm, steps)[kept] for arm in pairing.arms)
    if not len(without):
        return None
    errors = (without - with_).std(axis=0) / len(without) ** 0.5
    names = (STEP_NAMES[step] for step in steps)
    stages = tuple(map(Stage, names, *(each.tolist() for each in (without.mean(0), with_.mean(0), errors))))
    claim = "" if contrast.finding in NOTHING_FOUND else _write_claim(stages, pairing)
    title = claim or write_title(lookup, [contrast.measure], "")
    both = "" if kept.all() else " in which both achieved it"
    note = (
        f"Means of {format_count(len(without), 'matched run')}{both}. A step that came before its turn takes no time."
        f"{f' {STAR_NOTE}.' if '*' in title else ''}{write_caution(lookup)}"
    )
    arms = tuple(
        capitalize_first(label_strategy(arm.strategy, comparison.present_practice)) for arm in pairing.arms
    )
    looks = assign_styles(comparison.strategies)
    colors = looks[pairing.baseline].color, looks[pairing.strategy].color
    alt = _write_alt(title, arms, stages, note)
    return StagesFigure(title, contrast.measure, (arms[0], arms[1]), colors, stages, note, alt)


def _write_claim(stages: Sequence[Stage], pairing: Pairing) -> str:
    """What the stages save and lose beyond chance; empty where none does."""
    certain = [stage.gain for stage in stages if abs(stage.gain) > CERTAIN * stage.error]
    sums = (sum(gain for gain in certain if gain * sign > 0.0) for sign in (1.0, -1.0))
    said = [
        f"{_format(abs(total))} {word}" for total, word in zip(sums, ("saved", "lost"), strict=True) if total
    ]
    day = f"{label_conditions(pairing.conditions)}: " if pairing.conditions else ""
    return f"{day}{' and '.join(said)} on the way to {stages[-1].name}" if said else ""


def _write_alt(title: str, arms: Sequence[str], stages: Sequence[Stage], note: str) -> str:
    said = [
        f"{stage.name} {_format(stage.without)} and {_format(stage.with_)}, {stage.text}" for stage in stages
    ]
    return f"Waterfall of stages. {title}. {arms[0]} and {arms[1]}: {'; '.join(said)}. {note}"


def _format(seconds: float) -> str:
    return format_size(seconds, "s", 1.0 if seconds >= NO_TENTHS_FROM else 0.1)


ROW, HEADING = BAR_HEIGHT + 4.0, LINE_HEIGHT + 5.0  # points
ROOM = 1.3  # the end of the axis, in longest times: room for words behind a bar


def draw_stages(data: StagesFigure) -> Figure:
    """The figure. Only within `use_style`."""
    totals = [
        sum(each) for each in zip(*((stage.without, stage.with_) for stage in data.stages), strict=True)
    ]
    body = 3 * HEADING + (2 * len(data.stages) + 1) * ROW
    page = create_page(data.title, data.note, body + AXIS_HEIGHT, least=0.0)
    axes = page.add_axes(NAMES_WIDTH, 0.0, FRAME_POINTS - NAMES_WIDTH - 8.0, body)
    format_time_axis(axes, ROOM * max(totals))
    axes.set_ylim(body, 0.0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("minutes from onset")
    axes.grid(axis="x")
    top = _write_heading(axes, data.arms[0], 0.0)
    at = 0.0
    for stage in data.stages:
        pale = lighten(data.colors[0], 0.35)
        top = _draw_bar(axes, stage.name, (at, at + stage.without), pale, _format(stage.without), top)
        at += stage.without
    axes.plot([at, at], [top - ROW, top + HEADING], color=MUTED, linewidth=0.8)
    _write_number(axes, at, top + HEADING / 2, _format(at), "bold")
    top = _write_heading(axes, "Gained or lost", top)
    for stage in data.stages:
        color = COLORS["better" if stage.gain > 0.0 else "worse"]
        top = _draw_bar(axes, stage.name, (at, at - stage.gain), color, stage.text, top)
        at -= stage.gain
    top = _write_heading(axes, data.arms[1], top)
    _draw_bar(axes, STEP_NAMES[data.measure], (0.0, at), data.colors[1], _format(at), top)
    return page.figure


def _write_heading(axes: Axes, text: str, top: float) -> float:
    write_name(axes, text, top + HEADING / 2, "bold")
    return top + HEADING


def _write_number(axes: Axes, at: float, middle: float, text: str, weight: str = "normal") -> None:
    axes.annotate(
        text, (at, middle), xytext=(4, 0), textcoords="offset points", va="center_baseline", fontweight=weight
    )


def _draw_bar(axes: Axes, name: str, ends: tuple[float, float], color: str, text: str, top: float) -> float:
    """A bar with its name and its number; returns where the next begins."""
    middle = top + ROW / 2
    write_name(axes, name, middle, "normal")
    axes.barh(middle, ends[1] - ends[0], left=ends[0], height=0.8 * BAR_HEIGHT, color=color)
    _write_number(axes, max(ends), middle, text)
    return top + ROW
