"""Proportions over time (staff aware, people protected, a shock given), with and without, for comparisons and for exercises.

`build_curves` and `build_shares` work out the contents, `draw_panels` draws them. A comparison shows its main pairing and, beside it, the
first row under other conditions; a line is the mean, and its band the central 80% of replications. An exercise shows its arms, and shades
the gap between your team and no app alert. Lines are labeled where they are. A time axis ends where nothing visible follows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reports.comparison.differences import ComparisonIndex, describe_hidden_harm, format_mean
from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.style import (
    ARM_STYLES,
    DAY,
    DRAWING_ORDER,
    MUTED,
    TAG,
    LineStyle,
    assign_styles,
    count_lines,
    describe_time,
    explain_arms,
    find_frame,
    find_times_reached,
    fit_text,
    format_by_arm,
    format_time_axis,
    is_narrow,
    join_sentences,
    measure_text,
)
from reports.figures.titles import STAR_NOTE, find_main_pairing, write_caution, write_title
from reports.text.formatting import format_clock, format_count
from reports.text.terms import capitalize_first, label_arms, label_conditions, label_strategy, name_measure
from sim.exercise.arms import ARM_NAMES, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.clock import format_moment
from sim.exercise.review import Review, ShareKind
from sim.exercise.state import describe_rulings
from sim.experiment.comparison import Comparison, Curve, CurveKind, to_percent
from sim.statistics.summaries import Arm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


AXIS_LIMITS = tuple(
    60.0 * minutes for minutes in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
) + tuple(DAY * days for days in (10, 20, 30, 60, 90, 120, 180, 365))
"""Seconds at which a time axis may end."""
CURVES_NEAR_END = 0.9  # of the last value: the axis may end when every curve has so much
SHARES_NEAR_END = 0.97  # the same for the lines of one exercise
MIN_AXIS_SECONDS = 120.0
CROSSING_NOTE = "Where a mean curve crosses 90% is not the mean time."
TICK_SHARES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)


class CurveFormat(NamedTuple):
    """measure: of the title; reached: before its mean."""

    measure: str
    counted: str
    reached: str
    has_band: bool


CURVE_FORMATS: dict[CurveKind, CurveFormat] = {
    "aware": CurveFormat("aware_t90", "staff aware", "90%", True),
    "protected": CurveFormat("protected_t90", "people protected", "90%", True),
    "shocked": CurveFormat("collapse_to_shock", "replications with a shock given", "a shock", False),
    "planned": CurveFormat("days_to_plan", "reports with a plan", "a plan", False),
    "released": CurveFormat("released_t90", "releases with 90% of students gone", "90% gone", False),
}


@dataclass(frozen=True)
class CurveLine:
    """One arm. times: seconds from onset; shares: 0 to 1 from then on; low, high: of a band, else empty; reached: 90%, in words."""

    label: str
    look: LineStyle
    times: tuple[float, ...]
    shares: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    reached: str = ""


@dataclass(frozen=True)
class CurvePanel:
    """Lines in one pair of axes, the first of which is the claim's."""

    heading: str
    lines: tuple[CurveLine, ...]


@dataclass(frozen=True)
class CurvesFigure:
    """Everything that is drawn. limit: seconds at which the time axis ends; is_stepped: the lines of one play; stopped_at: its end."""

    title: str
    panels: tuple[CurvePanel, ...]
    limit: float
    note: str
    alt: str
    has_mark: bool = True
    is_stepped: bool = False
    stopped_at: float = float("inf")


def build_curves(comparison: Comparison, what: CurveKind) -> CurvesFigure | None:
    """One kind of curve of a comparison; None where there are none."""
    curves = {Arm(one.strategy, one.conditions): one for one in comparison.curves if one.what == what}
    if not curves:
        return None
    lookup, kind, looks = (ComparisonIndex(comparison), CURVE_FORMATS[what], assign_styles(comparison.strategies))
    panels = tuple(
        CurvePanel(
            capitalize_first(label_conditions(arms[0].conditions)),
            tuple(_build_line(lookup, curves[arm], kind, looks[arm.strategy]) for arm in arms),
        )
        for arms in _choose_arms(lookup, list(curves))
    )
    title = write_title(lookup, [kind.measure], kind.counted)
    band = "; bands: the central 80%" if kind.has_band else ""
    note = join_sentences(
        describe_hidden_harm(lookup, [kind.measure]),
        f"Means of {format_count(comparison.replications, 'replication')}{band}.",
        CROSSING_NOTE if kind.has_band else "",
        f"{STAR_NOTE}." if "*" in title else "",
        write_caution(lookup).strip(),
    )
    said = " ".join(
        f"{panel.heading}: {', '.join(f'{line.label} {line.reached}' for line in panel.lines)}." for panel in panels
    )
    alt = f"Line chart of {kind.counted} over time. {title}. {said} {note}"
    limit = find_curves_limit(curves.values())
    return CurvesFigure(title, panels, limit, note, alt, kind.has_band)


def _choose_arms(index: ComparisonIndex, played: Sequence[Arm]) -> list[list[Arm]]:
    """With and without in the main pairing, then in the first row under other conditions; without any pairing all arms."""
    main = find_main_pairing(index.comparison)
    if main is None:
        return [
            [arm for arm in played if arm.conditions == day] for day in dict.fromkeys(arm.conditions for arm in played)
        ]
    others = (row.pairing for row in index.list_headlines() if row.conditions != main.conditions)
    chosen = [main, *(one for one in [next(others, None)] if one is not None)]
    return [[*reversed(pairing.arms)] for pairing in chosen]


def find_curves_limit(curves: Iterable[Curve]) -> float:
    """The first round time by which every curve is close to its end, at most the last time of all."""
    ends = [
        curve.times[next(at for at, share in enumerate(curve.mean) if share >= CURVES_NEAR_END * curve.mean[-1])]
        for curve in curves
    ]
    return _round_up_limit(max(ends), max(curve.times[-1] for curve in curves))


def _round_up_limit(end: float, last: float) -> float:
    return min(last, next((limit for limit in AXIS_LIMITS if limit >= end), last))


def _build_line(index: ComparisonIndex, curve: Curve, kind: CurveFormat, look: LineStyle) -> CurveLine:
    summary = index.find_summary(Arm(curve.strategy, curve.conditions), kind.measure)
    if summary is None:
        reached = f"{to_percent(curve.mean[-1])}% by {format_clock(curve.times[-1])}"
    else:
        mean = format_mean(summary)
        reached = f"{kind.reached} {mean.not_reached or f'after {mean.text}'}"
    name = label_strategy(curve.strategy, index.comparison.present_practice)
    low, high = (curve.low, curve.high) if kind.has_band else ((), ())
    return CurveLine(name, look, curve.times, curve.mean, low, high, reached)


SHARE_MEASURES: dict[ShareKind, str] = {"aware": "aware_t90", "protected": "protected_t90", "released": "released_t90"}
SHARE_NAMES: dict[ShareKind, str] = {
    "aware": "staff aware",
    "protected": "people protected",
    "released": "students released",
}


def build_shares(review: Review) -> CurvesFigure | None:
    """The figure of an exercise; None where it was stopped before anything happened."""
    if review.stopped <= 0.0:
        return None
    kinds = review.share_kinds
    limit = _find_shares_limit(review, kinds)
    panels = tuple(
        CurvePanel(
            capitalize_first(SHARE_NAMES[what]),
            tuple(_build_share_line(review, name, what, limit) for name in ARM_NAMES),
        )
        for what in kinds
    )
    title = _describe_reached(review, kinds[0]).removesuffix(".")
    note = join_sentences(
        explain_arms(review),
        "Gray: after the end of the exercise." if review.stopped < limit else "",
        "One replication: part of it is chance.",
        describe_rulings(review.state),
    )
    said = " ".join([*(_describe_reached(review, what) for what in kinds[1:]), *_list_values(review, kinds, limit)])
    alt = f"Line chart of proportions over time in this exercise. {title}. {said} {note}"
    return CurvesFigure(title, panels, limit, note, alt, is_stepped=True, stopped_at=review.stopped)


def _build_share_line(review: Review, name: str, what: ShareKind, limit: float) -> CurveLine:
    curve = getattr(review.curves[name], what)
    inside = [(time, share) for time, share in zip(curve.times, curve.shares, strict=True) if time <= limit]
    times, shares = zip(*[(0.0, 0.0), *inside, (limit, curve.at(limit))], strict=True)
    label = label_arms(review.state.hazard)[name]
    return CurveLine(label, ARM_STYLES[name], times, shares)


def _find_shares_limit(review: Review, kinds: Sequence[ShareKind]) -> float:
    """The first round time by which every line is close to its end, at most the end of the hot-wash chart."""
    curves = [getattr(arm, what) for arm in review.curves.values() for what in kinds]
    ends = [
        curve.times[bisect_left(curve.shares, SHARES_NEAR_END * curve.shares[-1])] for curve in curves if curve.shares
    ]
    return _round_up_limit(max([MIN_AXIS_SECONDS, *ends]), review.chart_end)


def _describe_reached(review: Review, what: ShareKind) -> str:
    horizon = review.state.running_arms.player.tables.horizon
    found = find_times_reached(review, SHARE_MEASURES[what])
    said = format_by_arm(
        {name: describe_time(time, horizon) for name, time in found.items()}, label_arms(review.state.hazard)
    )
    return f"{capitalize_first(name_measure(SHARE_MEASURES[what]))}: {said}."


def _list_values(review: Review, kinds: Sequence[ShareKind], limit: float) -> Iterable[str]:
    step = max(60.0, 60.0 * round(limit / 300.0))
    times = [step * n for n in range(1, int(limit / step) + 1)]
    labels = label_arms(review.state.hazard)
    for what in kinds:
        for name in ARM_NAMES:
            curve = getattr(review.curves[name], what)
            values = ", ".join(f"{to_percent(curve.at(time))}% by {format_moment(time)}" for time in times)
            yield f"{capitalize_first(SHARE_NAMES[what])}, {labels[name]}: {values}."


SCALE_WIDTH, BETWEEN = 38.0, 16.0  # points left of the first panel, and between two panels
PANEL_HEIGHT, AXIS_HEIGHT = 140.0, 36.0  # points of a panel, and of the numbers below it
LABEL_AT, LABEL_SPACE = 0.62, 6.0  # the share at which a line is labeled, and points beside it


def draw_panels(data: CurvesFigure) -> Figure:
    """The figure. Only within `use_style`."""
    columns = 1 if is_narrow() else len(data.panels)
    whole = LINE_HEIGHT + 4.0 + PANEL_HEIGHT + AXIS_HEIGHT
    page = create_page(data.title, data.note, whole * len(data.panels) / columns, least=0.0)
    width = (find_frame() - SCALE_WIDTH - BETWEEN * (columns - 1)) / columns
    for number, panel in enumerate(data.panels):
        row, column = divmod(number, columns)
        left = SCALE_WIDTH + column * (width + BETWEEN)
        axes = page.add_axes(left, LINE_HEIGHT + 4.0 + row * whole, width - 8.0, PANEL_HEIGHT)
        axes.set_title(fit_text(panel.heading, width, weight="bold"))
        axes.set_ylim(0.0, 1.02)
        axes.set_yticks(list(TICK_SHARES), [f"{100 * share:.0f}%" if column == 0 else "" for share in TICK_SHARES])
        format_time_axis(axes, data.limit, 6 if is_narrow() else max(4, 10 // columns))
        _draw_lines(axes, data, panel)
        _label_lines(axes, panel.lines, (width - 8.0) / data.limit)
    return page.figure


def _draw_lines(axes: Axes, data: CurvesFigure, panel: CurvePanel) -> None:
    if data.stopped_at < data.limit:
        axes.axvspan(data.stopped_at, data.limit, color="#eeeeee", linewidth=0, zorder=0)
    if data.has_mark:
        axes.axhline(0.9, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
    for line in panel.lines:
        if line.low:
            axes.fill_between(line.times, line.low, line.high, color=line.look.color, alpha=0.14, linewidth=0)
    if data.is_stepped:
        _shade_gap(axes, panel)
    order = [ARM_STYLES[name] for name in DRAWING_ORDER]
    for line in sorted(panel.lines, key=lambda one: order.index(one.look) if data.is_stepped else 0):
        axes.plot(
            line.times,
            line.shares,
            color=line.look.color,
            linestyle=line.look.line,
            drawstyle="steps-post" if data.is_stepped else "default",
            label=line.label,
        )


def _shade_gap(axes: Axes, panel: CurvePanel) -> None:
    """Between your team and the comparison: blue where the team is ahead, orange where it is behind."""
    lines = {line.look: line for line in panel.lines}
    team, without = lines[ARM_STYLES[PLAYER_ARM]], lines[ARM_STYLES[COMPARISON_ARM]]
    times = np.union1d(team.times, without.times)
    ahead, behind = (_find_steps(line, times) for line in (team, without))
    for low, high, look in (
        (behind, np.maximum(ahead, behind), team.look),
        (ahead, np.maximum(ahead, behind), without.look),
    ):
        axes.fill_between(times, low, high, step="post", color=look.color, alpha=0.14, linewidth=0)


def _find_steps(
    line: CurveLine, times: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.asarray(line.shares)[np.searchsorted(line.times, times, side="right") - 1]


def _label_lines(axes: Axes, lines: Sequence[CurveLine], scale: float) -> None:
    """The earliest line left of itself where there is room, the others right of the last, one under the other. scale: points a second."""
    crossings = [(_find_crossing(line), line) for line in lines]
    in_order = sorted(crossings, key=lambda one: one[0])
    first, rest = in_order[0], in_order[1:]
    words = fit_text(first[1].label, max(30.0, scale * first[0] - 2 * LABEL_SPACE))
    if max(map(measure_text, words.split("\n"))) + 2 * LABEL_SPACE <= scale * first[0]:
        _write_label(axes, first[1], words, (first[0], LABEL_AT), "right")
    else:
        rest = in_order
    limit, top = axes.get_xlim()[1], LABEL_AT - 0.12
    for _, line in rest:
        right = max(_find_crossing(one, top) for one in lines)
        words = fit_text(line.label, max(30.0, scale * (limit - right) - LABEL_SPACE))
        widest = max(map(measure_text, words.split("\n"))) + LABEL_SPACE
        more = 0.1 * (count_lines(words) - 1)
        _write_label(axes, line, words, (max(0.0, min(right, limit - widest / scale)), top - more / 2), "left")
        top -= more + 0.12


def _find_crossing(line: CurveLine, share: float = LABEL_AT) -> float:
    """When a line reaches a share; its end if it never does."""
    return next(
        (time for time, reached in zip(line.times, line.shares, strict=True) if reached >= share), line.times[-1]
    )


def _write_label(axes: Axes, line: CurveLine, words: str, at: tuple[float, float], side: str) -> None:
    offset = LABEL_SPACE if side == "left" else -LABEL_SPACE
    axes.annotate(
        words, at, xytext=(offset, 0), textcoords="offset points", ha=side, va="center", color=line.look.color, bbox=TAG
    )
