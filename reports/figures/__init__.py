"""Figures of a comparison: what is drawn is worked out as data first, and drawn from those data alone."""

from reports.figures.files import not_drawn, write_figures

__all__ = ["not_drawn", "write_figures"]
