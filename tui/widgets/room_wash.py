"""The hot wash on the room's face: who knew and who was protected over T+ in every arm, from a frame and nothing else."""

from collections.abc import Callable, Sequence

from rich.text import Text

from tui.glyphs import ASCII_GLYPHS, Glyphs
from tui.widgets.chart import ChartFrame as Scale
from tui.widgets.chart import render_axis, render_legend, render_plot, find_identical
from tui.widgets.room_words import Frame, fit

MIN_ROWS = 3
"""Rows of a plot."""


def render_charts(frame: Frame, width: int, height: int, signs: Glyphs) -> list[Text]:
    """One plot above the other, the axis, and the shares at the T+ at which the exercise stopped, where the cursor stands."""
    lifted = frame["lifted"]
    shares = lifted["shares"]
    under = render_values(frame, width)
    rows = max(MIN_ROWS, (height - len(under) - 1) // len(shares) - 1)
    scale = Scale(width, rows, lifted["end"], lifted["stopped"], signs is not ASCII_GLYPHS)
    lines: list[Text] = []
    for kind, arms in shares.items():
        drawn = [(name, interpolate(sampled, lifted["end"])) for name, sampled in arms.items()]
        title = Text(f"{kind:9}", style="bold")
        lines += [title.append_text(render_legend(find_identical(drawn, scale), scale.utf8)), *render_plot(drawn, scale)]
    return [*lines, Text(render_axis(scale)), *under]


def interpolate(sampled: Sequence[int], end: float) -> Callable[[float], float]:
    """The share at a T+, 0 to 1, from what was sent of it."""
    steps = len(sampled) - 1
    return lambda time: sampled[max(0, min(steps, int(time / end * steps)))] / 100


def render_values(frame: Frame, width: int) -> list[Text]:
    """What each arm had come to when the exercise stopped, and what the arms are."""
    then = frame["lifted"]["then"]
    names = [*next(iter(then.values()))]
    lines = [Text(f"at {frame['time']:15}" + "".join(f"{name:>11}" for name in names), style="bold")]
    for kind, arms in then.items():
        lines.append(Text(f"{kind:18}" + "".join(f"{arms[name]:>9} %" for name in names)))
    twin = f"; {frame['bars']['names']['twin']}" if "twin" in names else ""
    lines.append(Text(fit(f"room: your decisions; autopilot: the model{twin}", width)))
    return lines
