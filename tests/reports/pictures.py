"""Figures as pictures of a document."""

from reports.documents.model import Picture
from reports.figures.style import RenderedFigure


def to_picture(one: RenderedFigure) -> Picture:
    """Captioned with its title."""
    return Picture(one.name, one.title, one.alt, one.svg, one.png, narrow=one.narrow)
