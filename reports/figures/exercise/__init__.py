"""Figures of an exercise, from its journal: what is drawn is worked out as data first, and drawn from those data alone.

Never in them: modelled survival, counts of people exposed, anybody's percentile, names of people.
"""

from reports.figures.exercise.events import timeline_label
from reports.figures.exercise.files import (
    exercise_drawings,
    exercise_figures,
    exercise_left_out,
    write_exercise_figures,
)
from reports.figures.rendering import Drawn

__all__ = [
    "Drawn", "exercise_drawings", "exercise_figures", "exercise_left_out", "timeline_label",
    "write_exercise_figures",
]  # fmt: skip
