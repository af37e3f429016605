"""What tests ask of a line that was drawn."""

import numpy as np
from matplotlib.lines import Line2D


def xs(line: Line2D) -> tuple[float, ...]:
    """Where it goes from left to right."""
    return tuple(np.asarray(line.get_xdata()).tolist())


def ys(line: Line2D) -> tuple[float, ...]:
    """How high it is there."""
    return tuple(np.asarray(line.get_ydata()).tolist())
