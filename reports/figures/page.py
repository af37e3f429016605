"""A figure whose title, body and note are placed in points, for figures that measure their own labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.figures.style import CM, EDGE, HEIGHT_CM, MUTED, count_lines, create_figure, fit_text, fit_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 72.0
LINE_HEIGHT, TITLE_LINE = 12.6, 13.8  # points of a line of text, and of one of the title
PAGE_PADDING = 6.0  # points above the title, below it, above the note and below it


@dataclass(frozen=True)
class FigurePage:
    """head: points from the top to the body."""

    figure: Figure
    head: float
    body: float
    height: float

    def add_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place of the body: points from its upper left corner."""
        bottom = self.height - self.head - top - height
        whole = self.figure.get_figwidth() * POINTS
        place = (EDGE + left / whole, bottom / self.height, width / whole, height / self.height)
        return self.figure.add_axes(place)


def create_page(title: str, note: str, body: float, least: float = HEIGHT_CM * CM * POINTS) -> FigurePage:
    """An empty page, only within `use_style`. body: points that it needs; least: points of the whole page."""
    head_text, foot_text = fit_title(title), fit_text(note)
    head = 2 * PAGE_PADDING + TITLE_LINE * count_lines(head_text)
    foot = 2 * PAGE_PADDING + LINE_HEIGHT * count_lines(foot_text)
    height = max(least, head + body + foot)
    figure = create_figure(height / POINTS / CM)
    figure.set_layout_engine("none")
    figure.text(EDGE, 1.0 - PAGE_PADDING / height, head_text, va="top", fontsize=11, fontweight="bold")
    figure.text(EDGE, PAGE_PADDING / height, foot_text, va="bottom", fontsize=10, color=MUTED)
    return FigurePage(figure, head, height - head - foot, height)
