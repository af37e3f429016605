"""Proportions over time (staff aware, people protected, a shock given), for comparisons and for exercises.

`build_curves` and `build_shares` work out the contents, `draw_curves` and `draw_shares` draw it. In a comparison each day has a panel, on
the same axes. A thick line is the mean; thin lines in the same color bound the central 80% of replications, the slow edge darker, since
slow days are those to prepare for. Filled bands of three strategies could not be told apart. A time axis ends where
nothing visible follows.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.comparison.differences import ComparisonIndex, describe_hidden_harm, format_mean_in
from reports.figures.style import (
    ARM_STYLES,
    DRAWING_ORDER,
    INK,
    MUTED,
    LineStyle,
    add_title_and_note,
    assign_styles,
    create_figure,
    describe_time,
    explain_arms,
    find_times_reached,
    fit_text,
    format_by_arm,
    format_time_axis,
    join_sentences,
    lighten,
    measure_columns,
)
from reports.figures.titles import STAR_NOTE, write_caution, write_rows, write_title
from reports.text.formatting import format_clock, format_count
from reports.text.terms import ARM_LABELS, capitalize_first, label_conditions, label_strategy, name_measure
from sim.exercise.arms import ARM_NAMES, PLAYER_ARM
from sim.exercise.clock import format_t_plus
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings
from sim.experiment.comparison import Comparison, Curve, CurveKind, to_percent
from sim.statistics.summaries import Arm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


AXIS_LIMITS = tuple(
    60.0 * minutes for minutes in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
)
"""Seconds at which a time axis may end."""
CURVES_NEAR_END = 0.9  # of the last value: the axis may end when every curve has so much
KEY_CHARACTERS, HANDLE_CHARACTERS = 84, 8  # characters on a line of the key, and those of a line sample
LINES = 14  # height of the panels, in lines of the key
LEFT = "axis 100%"  # as wide as the space left of the panels
SLOW_ALPHA = 0.9  # width of the lines that bound the band
FAST_ALPHA = 0.45  # strength of the upper bound beside the lower
TICK_SHARES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)


class CurveFormat(NamedTuple):
    """The texts and options of a kind of curve."""

    measure: str  # of the title
    further: tuple[str, ...]  # measures that the note names where they are achieved less often
    counted: str  # whose proportion it is
    axis: str
    reached: str  # stands before the mean of the measure
    has_band: bool
    mark: float | None  # proportion with a horizontal line


CURVE_FORMATS: dict[CurveKind, CurveFormat] = {
    "aware": CurveFormat("aware_t90", ("aware_t100",), "staff aware", "staff aware", "90%", True, 0.9),
    "protected": CurveFormat(
        "protected_t90", ("protected_t100",), "people protected", "people protected", "90%", True, 0.9
    ),
    "shocked": CurveFormat(
        "collapse_to_shock",
        (),
        "replications with a shock given",
        "with a shock given",
        "a shock",
        False,
        None,
    ),
}


@dataclass(frozen=True)
class CurveLine:
    """One strategy on one day. Shares are 0 to 1, times seconds from onset."""

    label: str
    look: LineStyle
    times: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]  # 10th and 90th percentile at each time; empty where there is no band
    reached: str  # when 90% are reached or a shock is given, in words


@dataclass(frozen=True)
class CurvePanel:
    """One day."""

    heading: str
    lines: tuple[CurveLine, ...]


@dataclass(frozen=True)
class CurvesFigure:
    """Everything that is drawn."""

    title: str
    axis: str
    mark: float | None  # proportion with a horizontal line
    limit: float  # seconds from onset at which the time axis ends
    panels: tuple[CurvePanel, ...]
    note: str
    alt: str


def build_curves(comparison: Comparison, what: CurveKind) -> CurvesFigure | None:
    """One kind of curve; None where there are none."""
    curves = [curve for curve in comparison.curves if curve.what == what]
    if not curves:
        return None
    lookup = ComparisonIndex(comparison)
    kind = CURVE_FORMATS[what]
    looks = assign_styles(comparison.strategies)
    days = dict.fromkeys(curve.conditions for curve in curves)
    panels = tuple(
        CurvePanel(
            capitalize_first(label_conditions(conditions)),
            tuple(
                _build_line(lookup, curve, kind, looks[curve.strategy])
                for curve in curves
                if curve.conditions == conditions
            ),
        )
        for conditions in days
    )
    title = write_title(lookup, [kind.measure], kind.counted)
    note = _write_note(lookup, kind)
    alt = _describe_curves(title, kind.counted, panels, note)
    return CurvesFigure(title, kind.axis, kind.mark, find_curves_limit(curves), panels, note, alt)


def _write_note(index: ComparisonIndex, kind: CurveFormat) -> str:
    rows = write_rows(index, [kind.measure])
    played = format_count(index.comparison.replications, "replication")
    lines = (
        f"Thick: mean of {played}. Thin: 10th (dark) and 90th (pale) percentile."
        if kind.has_band
        else f"Proportion of {played}."
    )
    worse = describe_hidden_harm(index, [kind.measure], kind.further)
    star = f"{STAR_NOTE}." if "*" in rows else ""
    return join_sentences(worse, rows, lines, star, write_caution(index).strip())


def find_curves_limit(curves: Iterable[Curve]) -> float:
    """The first round time by which every curve is close to its end, at most the last time of all."""
    ends = [curve.times[_find_first_index(curve.mean, CURVES_NEAR_END * curve.mean[-1])] for curve in curves]
    return _round_up_limit(max(ends), max(curve.times[-1] for curve in curves))


def _find_first_index(shares: tuple[float, ...], wanted: float) -> int:
    return next(at for at, share in enumerate(shares) if share >= wanted)


def _round_up_limit(end: float, last: float) -> float:
    return min(last, next((limit for limit in AXIS_LIMITS if limit >= end), last))


def _build_line(index: ComparisonIndex, curve: Curve, kind: CurveFormat, look: LineStyle) -> CurveLine:
    summary = index.find_summary(Arm(curve.strategy, curve.conditions), kind.measure)
    if summary is None:
        reached = f"{to_percent(curve.mean[-1])}% by {format_clock(curve.times[-1])}"
    else:
        mean = format_mean_in(index, summary)
        reached = (
            f"{kind.reached} {mean.not_reached}" if mean.not_reached else f"{kind.reached} after {mean.text}"
        )
    name = label_strategy(curve.strategy, index.comparison.present_practice)
    low, high = (curve.low, curve.high) if kind.has_band else ((), ())
    return CurveLine(name, look, curve.times, curve.mean, low, high, reached)


def _describe_curves(title: str, counted: str, panels: tuple[CurvePanel, ...], note: str) -> str:
    said = [
        f"{panel.heading}: {', '.join(f'{line.label} {line.reached}' for line in panel.lines)}."
        for panel in panels
    ]
    return f"Line chart of {counted} over time. {title}. {' '.join(said)} {note}"


def draw_curves(data: CurvesFigure) -> Figure:
    """The figure. Only within `our_style`."""
    figure = create_figure()
    add_title_and_note(figure, data.title, data.note)
    columns = len(data.panels)
    names = {line.label: line.look for panel in data.panels for line in panel.lines}
    across = _count_across(list(names))
    grid = figure.add_gridspec(2, columns, height_ratios=[math.ceil(len(names) / across), LINES])
    _draw_key(figure.add_subplot(grid[0, :]), names, across)
    first: Axes | None = None
    for column, panel in enumerate(data.panels):
        axes = figure.add_subplot(grid[1, column], sharey=first)
        _draw_curve_panel(axes, data, panel, most_ticks=max(3, 12 // columns))
        axes.tick_params(labelleft=first is None)
        first = first or axes
    if first is not None:
        first.set_ylabel(data.axis)
        _label_shares(first)
    return figure


def _label_shares(axes: Axes) -> None:
    axes.set_yticks(list(TICK_SHARES), [f"{100 * share:.0f}%" for share in TICK_SHARES])


def _draw_curve_panel(axes: Axes, data: CurvesFigure, panel: CurvePanel, most_ticks: int) -> None:
    axes.set_title(fit_text(panel.heading, measure_columns([LEFT], len(data.panels)), weight="bold"))
    if data.mark is not None:
        axes.axhline(data.mark, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
    for line in panel.lines:
        color, dashes = line.look.color, line.look.line
        if line.low:
            axes.plot(
                line.times,
                line.high,
                color=lighten(color, FAST_ALPHA),
                linestyle=dashes,
                linewidth=SLOW_ALPHA,
            )
            axes.plot(line.times, line.low, color=color, linestyle=dashes, linewidth=SLOW_ALPHA)
        axes.plot(line.times, line.mean, color=color, linestyle=dashes, label=line.label)
    axes.set_ylim(0.0, 1.02)
    format_time_axis(axes, data.limit, most_ticks)
    axes.set_xlabel("minutes from onset")


def _count_across(names: Sequence[str]) -> int:
    if sum(map(len, names)) + HANDLE_CHARACTERS * len(names) <= KEY_CHARACTERS:
        return len(names)
    return max(1, KEY_CHARACTERS // (max(map(len, names)) + HANDLE_CHARACTERS))


def _draw_key(axes: Axes, names: dict[str, LineStyle], across: int) -> None:
    from matplotlib.lines import Line2D

    axes.set_axis_off()
    handles = [
        Line2D([], [], color=look.color, linestyle=look.line, label=name) for name, look in names.items()
    ]
    axes.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(0.0, 0.5),
        ncols=across,
        labelcolor="linecolor",
        columnspacing=1.5,
        borderpad=0.0,
    )


COUNTED_TEXTS: dict[CurveKind, str] = {"aware": "staff aware", "protected": "people protected"}
SHARE_MEASURES: dict[CurveKind, str] = {"aware": "aware_t90", "protected": "protected_t90"}
SHARES_NEAR_END = 0.97  # the same for the lines of one exercise
MIN_AXIS_SECONDS = 120.0


@dataclass(frozen=True)
class ShareLine:
    """One arm. Seconds of T+, and the proportion from each of them on, 0 to 1."""

    arm: str
    look: LineStyle
    times: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class SharePanel:
    """One kind of proportion."""

    what: CurveKind
    heading: str
    lines: tuple[ShareLine, ...]


@dataclass(frozen=True)
class SharesFigure:
    """Everything that is drawn. action_starts: T+ at which actions of the team began; stopped_at: T+ at which the exercise ended."""

    title: str
    panels: tuple[SharePanel, ...]
    limit: float
    action_starts: tuple[float, ...]
    stopped_at: float
    note: str
    alt: str


def _list_kinds(review: Review) -> tuple[CurveKind, ...]:
    return ("aware", "protected") if review.has_protection else ("aware",)


def build_shares(review: Review) -> SharesFigure | None:
    """The figure of an exercise; None where it was stopped before anything happened."""
    if review.stopped <= 0.0:
        return None
    limit = _find_shares_limit(review)
    panels = tuple(
        SharePanel(
            what,
            capitalize_first(COUNTED_TEXTS[what]),
            tuple(_build_share_line(review, name, what, limit) for name in ARM_NAMES),
        )
        for what in _list_kinds(review)
    )
    begins = tuple(sorted(time for time in _list_action_starts(review) if time <= limit))
    horizon = review.state.running_arms.player.tables.horizon
    reached = describe_time(find_times_reached(review, "aware_t90")[PLAYER_ARM], horizon)
    title = f"{capitalize_first(ARM_LABELS[PLAYER_ARM])}: {name_measure('aware_t90')} {reached}"
    marks = "Triangles: an action of the team begins." if begins else ""
    after = "Gray: after the end of the exercise." if review.stopped < limit else ""
    note = join_sentences(
        *(f"{capitalize_first(_describe_row(review, what))}." for what in _list_kinds(review)),
        explain_arms(review),
        marks,
        after,
        "One replication: part of it is chance.",
        describe_rulings(review.state),
    )
    return SharesFigure(
        title, panels, limit, begins, review.stopped, note, _describe_shares(review, title, note)
    )


def _build_share_line(review: Review, name: str, what: CurveKind, limit: float) -> ShareLine:
    curve = getattr(review.curves[name], what)
    inside = [(time, share) for time, share in zip(curve.times, curve.shares, strict=True) if time <= limit]
    steps = [(0.0, 0.0), *inside, (limit, curve.at(limit))]
    times, shares = zip(*steps, strict=True)
    return ShareLine(name, ARM_STYLES[name], times, shares)


def _list_action_starts(review: Review) -> list[float]:
    decisions = set(review.state.decision_points)
    found = {
        done.action.time
        for done in review.state.done
        if done.action.source_id in decisions and done.outcome.began
    }
    return sorted(found)


def _find_shares_limit(review: Review) -> float:
    """The first round time by which every line is close to its end, at most the end of the hot-wash chart."""
    ends = [MIN_AXIS_SECONDS]
    for arm in review.curves.values():
        for what in _list_kinds(review):
            curve = getattr(arm, what)
            if curve.shares:
                ends.append(curve.times[bisect_left(curve.shares, SHARES_NEAR_END * curve.shares[-1])])
    return _round_up_limit(max(ends), review.chart_end)


def _describe_row(review: Review, what: CurveKind) -> str:
    horizon = review.state.running_arms.player.tables.horizon
    found = find_times_reached(review, SHARE_MEASURES[what])
    return f"{name_measure(SHARE_MEASURES[what])}: " + format_by_arm(
        {name: describe_time(time, horizon) for name, time in found.items()}
    )


def _describe_shares(review: Review, title: str, note: str) -> str:
    limit = _find_shares_limit(review)
    step = max(60.0, 60.0 * round(limit / 300.0))
    said = []
    for what in _list_kinds(review):
        for name in ARM_NAMES:
            curve = getattr(review.curves[name], what)
            times = [step * n for n in range(1, int(limit / step) + 1)]
            values = ", ".join(f"{to_percent(curve.at(time))}% by {format_t_plus(time)}" for time in times)
            said.append(f"{capitalize_first(COUNTED_TEXTS[what])}, {ARM_LABELS[name]}: {values}.")
    return f"Line chart of proportions over time in this exercise. {title}. {' '.join(said)} {note}"


def draw_shares(data: SharesFigure) -> Figure:
    """The figure. Only within `our_style`."""
    figure = create_figure()
    add_title_and_note(figure, data.title, data.note)
    columns = len(data.panels)
    grid = figure.add_gridspec(2, columns, height_ratios=[1, 12])
    arms = {ARM_LABELS[name]: ARM_STYLES[name] for name in ARM_NAMES}
    _draw_key(figure.add_subplot(grid[0, :]), arms, len(arms))
    first: Axes | None = None
    for column, panel in enumerate(data.panels):
        axes = figure.add_subplot(grid[1, column], sharey=first)
        _draw_share_panel(axes, data, panel, most=max(4, 10 // columns))
        axes.tick_params(labelleft=first is None)
        first = first or axes
    return figure


def _draw_share_panel(axes: Axes, data: SharesFigure, panel: SharePanel, most: int) -> None:
    axes.set_title(panel.heading)
    if data.stopped_at < data.limit:
        axes.axvspan(data.stopped_at, data.limit, color="#eeeeee", linewidth=0)
    for line in sorted(panel.lines, key=lambda one: DRAWING_ORDER.index(one.arm)):
        axes.plot(
            line.times,
            line.shares,
            color=line.look.color,
            linestyle=line.look.line,
            drawstyle="steps-post",
            label=line.arm,
        )
    if data.action_starts:
        axes.plot(
            data.action_starts,
            [-0.045] * len(data.action_starts),
            color=INK,
            marker="^",
            linestyle="",
            markersize=5,
        )
    axes.axhline(0.9, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
    _label_shares(axes)
    axes.set_ylim(-0.09, 1.02)
    format_time_axis(axes, data.limit, most)
    axes.set_xlabel("minutes from onset")
