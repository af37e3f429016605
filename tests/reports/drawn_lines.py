"""Figures as tests read them."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reports.figures.style import use_style

T = TypeVar("T")


def present(made: T | None) -> T:
    """What was made, where there is something to draw."""
    assert made is not None
    return made


def xs(line: Line2D) -> tuple[float, ...]:
    """Where a line goes from left to right."""
    return tuple(np.asarray(line.get_xdata()).tolist())


def draw_apart(draw: Callable[[T], Figure], data: T) -> Figure:
    """A figure that is laid out, each of whose texts is inside and apart."""
    with use_style():
        figure = draw(data)
        figure.draw_without_rendering()
        check_texts_apart(figure)
    return figure


def check_texts_apart(figure: Figure) -> None:
    """Every text of a figure that is laid out is inside, and none lies on another."""
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    boxes = [text.get_window_extent() for text in texts]
    for number, box in enumerate(boxes):
        assert figure.bbox.contains(box.x0, box.y0), texts[number].get_text()
        assert figure.bbox.contains(box.x1, box.y1), texts[number].get_text()
        shrunk = box.padded(-1.0)
        assert not any(shrunk.overlaps(other) for other in boxes[:number]), texts[number].get_text()
