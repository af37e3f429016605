"""A figure in which everything has its place in points: title, body and note one below the other, as high as they need.

Used where what is drawn is placed by hand, such as lanes or maps; matplotlib lays nothing out then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.figures.looks import (
    CM,
    EDGE,
    HEIGHT_CM,
    MUTED,
    WIDTH_CM,
    create_figure,
    fit_text,
    fit_title,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 72.0
LINE_HEIGHT, TITLE_LINE = 12.6, 13.8
"""Points of a line of text, and of one of the title."""
PADDING = 6.0
"""Points above the title, below it, above the note and below it."""
WIDTH = WIDTH_CM * CM * POINTS
LEFT = EDGE * WIDTH
"""Points, where texts begin."""


@dataclass(frozen=True)
class FigurePage:
    """A figure with its title and note. head: points from the top to the body; body, height: points."""

    figure: Figure
    head: float
    body: float
    height: float

    def add_axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place of the body: points from its upper left corner."""
        bottom = self.height - self.head - top - height
        place = (
            (LEFT + left) / WIDTH,
            bottom / self.height,
            width / WIDTH,
            height / self.height,
        )
        return self.figure.add_axes(place)


def create_page(title: str, note: str, body: float, least: float = HEIGHT_CM) -> FigurePage:
    """An empty page, only within `our_style`. body: points that it needs; least: centimetres of the whole, the rest goes to the body."""
    head_text, foot_text = fit_title(title), fit_text(note)
    head = 2 * PADDING + TITLE_LINE * (head_text.count("\n") + 1)
    foot = 2 * PADDING + LINE_HEIGHT * (foot_text.count("\n") + 1)
    height = max(least * CM * POINTS, head + body + foot)
    figure = create_figure(height / POINTS / CM)
    figure.set_layout_engine("none")
    figure.text(EDGE, 1.0 - PADDING / height, head_text, va="top", fontsize=11, fontweight="bold")
    figure.text(EDGE, PADDING / height, foot_text, va="bottom", fontsize=10, color=MUTED)
    return FigurePage(figure, head, height - head - foot, height)
