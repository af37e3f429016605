"""The figure of a ranking: how far each strategy is from the best one, with its interval and the indifference zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from reports.comparison.ranking import NOTE, format_from_best
from reports.figures.scales import build_scale_over, draw_scale, label_direction
from reports.figures.style import BAND, HEIGHT_CM, INK, TAG, Drawing, add_title_and_note, create_figure, truncate_lines
from reports.text.formatting import format_size
from reports.text.terms import capitalize_first, label_strategy, name_measure, name_strategy
from sim.experiment.ranking import Ranking
from sim.model.measure import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL = 130.0
"""Points of the names of strategies."""
AIR_CM, ROW_CM = 4.0, 1.1


@dataclass(frozen=True)
class RankingRow:
    """A strategy: the best minus this one, with its limits; all 0 for the best."""

    name: str
    reduction: float
    low: float
    high: float
    said: str


@dataclass(frozen=True)
class RankingFigure:
    """What is drawn. zone: half the width of the indifference zone."""

    title: str
    alt: str
    note: str
    unit: Unit
    zone: float
    rows: tuple[RankingRow, ...]


def iterate_ranking_drawings(ranking: Ranking) -> Iterator[Drawing]:
    """The one figure."""
    data = build_ranking_figure(ranking)
    yield Drawing("ranking", data.title, data.alt, partial(draw_ranking, data))


def build_ranking_figure(ranking: Ranking) -> RankingFigure:
    """The figure as data."""
    measure, best = name_measure(ranking.measure), name_strategy(ranking.best, ranking.present_practice)
    zone = format_size(ranking.indifference_zone, ranking.unit)
    title = f"{capitalize_first(measure)}: none beats {best} by {zone}"
    if ranking.stopped != "selected":
        title = f"{capitalize_first(measure)}: no best strategy yet"
    rows = tuple(
        RankingRow(
            capitalize_first(label_strategy(ranked.strategy, ranking.present_practice)),
            ranked.reduction,
            ranked.reduction if ranked.ci_low is None else ranked.ci_low,
            ranked.reduction if ranked.ci_high is None else ranked.ci_high,
            "best" if ranked.verdict is None else format_from_best(ranking, ranked),
        )
        for ranked in ranking.strategies
    )
    note = f"Difference from the best with 95% CI. Shaded: the indifference zone, ±{zone}. {NOTE}"
    listed = ". ".join(f"{row.name}: {row.said}" for row in rows)
    return RankingFigure(
        title, f"Ranking of strategies. {title}. {listed}. {note}", note, ranking.unit, ranking.indifference_zone, rows
    )


def draw_ranking(data: RankingFigure) -> Figure:
    """The figure. Only within `use_style`."""
    figure = create_figure(max(HEIGHT_CM, AIR_CM + ROW_CM * len(data.rows)))
    add_title_and_note(figure, data.title, data.note)
    _draw_rows(figure.add_subplot(), data)
    return figure


def _draw_rows(axes: Axes, data: RankingFigure) -> None:
    ends = [end for row in data.rows for end in (row.low, row.high)]
    draw_scale(axes, data.unit, build_scale_over(data.unit, [*ends, -data.zone, data.zone], air=0.15), 7)
    label_direction(axes, data.unit, clear=24.0)
    axes.axvspan(-data.zone, data.zone, color=BAND, linewidth=0, zorder=0)
    for place, row in enumerate(data.rows):
        axes.plot((row.low, row.high), (place, place), color=INK, linewidth=1.5)
        axes.plot(row.reduction, place, "o", color=INK, markersize=6)
        axes.annotate(
            row.said, (row.reduction, place), xytext=(0, 8), textcoords="offset points", ha="center", bbox=TAG
        )
    axes.set_yticks(range(len(data.rows)), [truncate_lines(row.name, LABEL, 2) for row in data.rows])
    axes.set_ylim(len(data.rows) - 0.4, -0.7)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
