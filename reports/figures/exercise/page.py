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
    QUIET,
    WIDTH_CM,
    blank,
    fitted,
    fitted_title,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 72.0
LINE, TITLE_LINE = 12.6, 13.8
"""Points of a line of text, and of one of the title."""
AIR = 6.0
"""Points above the title, below it, above the note and below it."""
WIDTH = WIDTH_CM * CM * POINTS
LEFT = EDGE * WIDTH
"""Points, where texts begin."""


@dataclass(frozen=True)
class Page:
    """A figure with its title and note. head: points from the top to the body; body, height: points."""

    figure: Figure
    head: float
    body: float
    height: float

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place of the body: points from its upper left corner."""
        bottom = self.height - self.head - top - height
        place = (
            (LEFT + left) / WIDTH,
            bottom / self.height,
            width / WIDTH,
            height / self.height,
        )
        return self.figure.add_axes(place)


def page(title: str, note: str, body: float, least: float = HEIGHT_CM) -> Page:
    """An empty page, only within `our_style`. body: points that it needs; least: centimetres of the whole, the rest goes to the body."""
    head_text, foot_text = fitted_title(title), fitted(note)
    head = 2 * AIR + TITLE_LINE * (head_text.count("\n") + 1)
    foot = 2 * AIR + LINE * (foot_text.count("\n") + 1)
    height = max(least * CM * POINTS, head + body + foot)
    figure = blank(height / POINTS / CM)
    figure.set_layout_engine("none")
    figure.text(EDGE, 1.0 - AIR / height, head_text, va="top", fontsize=11, fontweight="bold")
    figure.text(EDGE, AIR / height, foot_text, va="bottom", fontsize=10, color=QUIET)
    return Page(figure, head, height - head - foot, height)
