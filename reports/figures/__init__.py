"""Figures of a comparison: what is drawn is worked out as data first, and drawn from those data alone."""

from reports.figures.files import not_drawn, planner_figures, write_figures

__all__ = ["not_drawn", "planner_figures", "write_figures"]
