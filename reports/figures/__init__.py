"""Figures of a comparison: the contents are worked out as data first, and drawn from those data alone."""

from reports.figures.export import draw_planner_figures, explain_missing, write_figures

__all__ = ["explain_missing", "draw_planner_figures", "write_figures"]
