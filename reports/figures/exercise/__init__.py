"""Figures of an exercise, from its journal: what is drawn is worked out as data first, and drawn from those data alone.

Never in them: modelled survival, counts of people exposed, anybody's percentile, names of people.
"""

from reports.figures.exercise.events import format_timeline_label
from reports.figures.exercise.files import (
    iterate_drawings,
    draw_exercise_figures,
    explain_missing_figures,
    write_exercise_figures,
)
from reports.figures.rendering import RenderedFigure

__all__ = [
    "RenderedFigure", "iterate_drawings", "draw_exercise_figures", "explain_missing_figures", "format_timeline_label",
    "write_exercise_figures",
]  # fmt: skip
