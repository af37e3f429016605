"""Figures of a comparison and of an exercise: the contents are worked out as data first, and drawn from those data alone."""
