"""Curves of the arms of a live comparison: mean shares over time, and the band in which most replications lie.

Lines carry the letter of their arm and bands alternate, so that arms differ without color. Colors are those of the exercise.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Resize
from textual.reactive import reactive
from textual.widgets import Static
from textual_plot import HiResMode, PlotWidget

from sim.exercise.clock import format_minutes
from sim.experiment.comparison import Curve, CurveKind
from sim.model.school_calendar import DAY_SECONDS
from sim.statistics.estimators import Array
from tui.widgets.chart import APART, STEPS, Formatted

LINE_STYLES = {"A": "#c04a2a", "B": "#2a78c0"}
BAND_STYLES = {"A": "#7a4636", "B": "#33587a"}
BAND = "░"
TITLES: Mapping[CurveKind, str] = {
    "aware": "Staff aware",
    "protected": "People protected",
    "shocked": "Replications with a shock given",
    "planned": "Reports with a plan, by days",
    "released": "Releases with 90% of students gone",
}
BANDED = ("aware", "protected")
"""Curves with a band: that of a yes-or-no would say nothing."""
BAND_NOTE = "80% band"
BESIDE = 72
"""Columns from which two plots are drawn side by side."""
BOTH_ROWS = 20
"""Rows from which two plots are drawn one above the other; with fewer, one at a time."""


def format_moment(seconds: float) -> str:
    """`3:10`; from one day on in days, `5`."""
    return f"{seconds / DAY_SECONDS:g}" if seconds >= DAY_SECONDS else format_minutes(seconds)


class CurvePlot(PlotWidget, can_focus=False):
    """One kind of curve of all arms."""

    margin_left, margin_top, margin_bottom = reactive(6), reactive(0), reactive(1)

    def __init__(self) -> None:
        super().__init__(allow_pan_and_zoom=False)
        self.curves: Sequence[Curve] = ()
        self.end = 0.0
        self.utf8 = True
        self.set_x_formatter(Formatted(format_moment))
        self.set_y_formatter(Formatted(lambda share: f"{100 * share:.0f}%"))

    def show(self, curves: Sequence[Curve], end: float, utf8: bool) -> None:
        """Draws these. end: seconds at the right edge."""
        self.curves, self.end, self.utf8 = curves, end, utf8
        self.on_resize()

    def on_resize(self) -> None:
        if not self.curves or self.size.width < self.margin_left + 10 or self.size.height < 4:
            return
        self.clear()
        columns, rows = self.size.width - self.margin_left - 2, self.size.height - self.margin_bottom - 2
        for place, curve in enumerate(self.curves):
            if curve.what in BANDED:
                self._draw_band(curve, place, columns, rows)
        for place, curve in enumerate(self.curves):
            self._draw_line(curve, place, columns)
        self.set_xlimits(0.0, self.end)
        self.set_ylimits(0.0, 1.0)
        step = next((step for step in STEPS if columns * step / self.end >= 8), STEPS[-1])
        self.set_xticks([float(time) for time in range(0, int(self.end), step)])
        self.set_yticks([0.0, 0.5, 0.9, 1.0] if rows >= 12 else [0.0, 0.5, 1.0])

    def _draw_band(self, curve: Curve, place: int, columns: int, rows: int) -> None:
        """In every second cell, so that two bands are seen through each other."""
        times = (np.arange(columns) + 0.5) * self.end / columns
        shares = (np.arange(rows) + 0.5) / rows
        low, high = (np.interp(times, curve.times, edge) for edge in (curve.low, curve.high))
        inside = (shares[:, None] >= low) & (shares[:, None] <= high)
        inside &= (np.arange(rows)[:, None] + np.arange(columns)) % 2 == place % 2
        at_row, at_column = np.nonzero(inside)
        if len(at_row):
            style = BAND_STYLES[curve.strategy]
            self.scatter(times[at_column], shares[at_row], BAND if self.utf8 else ".:"[place % 2], marker_style=style)

    def _draw_line(self, curve: Curve, place: int, columns: int) -> None:
        style = f"bold {LINE_STYLES[curve.strategy]}"
        if self.utf8:
            seen = np.asarray(curve.times) <= self.end
            times, means = np.asarray(curve.times)[seen], np.asarray(curve.mean)[seen]
            self.plot(times, means, style, hires_mode=HiResMode.BRAILLE)
        every = APART if self.utf8 else len(self.curves)
        middles: Array = (np.arange(columns) + 0.5) * self.end / columns
        at = middles[place * every // len(self.curves) + every // 2 :: every]
        self.scatter(
            at,
            np.interp(at, curve.times, curve.mean),
            marker=curve.strategy,
            marker_style=f"{style} reverse" if self.utf8 else style,
        )


class LiveCurves(Vertical):
    """All kinds of curves with their titles; one at a time where there is no room for two."""

    DEFAULT_CSS: ClassVar[str] = """
    LiveCurves { height: 1fr; }
    LiveCurves #plots { layout: vertical; height: 1fr; }
    LiveCurves.beside #plots { layout: horizontal; }
    LiveCurves .plot, LiveCurves CurvePlot { width: 1fr; height: 1fr; }
    LiveCurves CurvePlot .plot--axis, LiveCurves CurvePlot .plot--tick { color: #909090; text-style: none; }
    LiveCurves Legend { display: none; }
    LiveCurves .title { width: 100%; height: 1; text-wrap: nowrap; text-style: bold; padding: 0 0 0 7; }
    """

    def __init__(self, key: str) -> None:
        """key: the one that turns to the next kind."""
        super().__init__()
        self.key = key
        self.curves: Sequence[Curve] = ()
        self.end = 0.0
        self.utf8 = True
        self.turned = 0
        """How often another kind was asked for."""

    def compose(self) -> ComposeResult:
        with Container(id="plots"):
            for _ in range(2):
                with Vertical(classes="plot"):
                    yield Static(classes="title", markup=False)
                    yield CurvePlot()

    @property
    def kinds(self) -> list[CurveKind]:
        """The kinds of curves there are, the first ones first; two at most."""
        return list(dict.fromkeys(curve.what for curve in self.curves))[:2]

    @property
    def has_room(self) -> bool:
        """Whether all kinds are shown at once."""
        return self.size.width >= BESIDE or self.size.height >= BOTH_ROWS

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= BESIDE, "beside")
        self._draw()

    def turn(self) -> None:
        """Shows the next kind, where one is shown at a time."""
        self.turned += 1
        self._draw()

    def show(self, curves: Sequence[Curve], end: float, utf8: bool) -> None:
        """Draws these. end: seconds at the right edge."""
        self.curves, self.end, self.utf8 = curves, end, utf8
        self._draw()

    def _draw(self) -> None:
        kinds = self.kinds
        single = kinds[self.turned % len(kinds)] if kinds else None
        for place, panel in enumerate(self.query(".plot")):
            kind = kinds[place] if place < len(kinds) else None
            panel.display = kind is not None and (self.has_room or kind == single)
            if kind is not None and panel.display:
                title = Text(TITLES[kind], no_wrap=True)
                if kind in BANDED:
                    title.append(f"  {BAND_NOTE}", "not bold dim")
                if not self.has_room and len(kinds) > 1:
                    title.append(f"  {self.key}: {TITLES[kinds[1 - place]].lower()}", "not bold dim")
                panel.query_one(".title", Static).update(title)
                panel.query_one(CurvePlot).show(
                    [curve for curve in self.curves if curve.what == kind], self.end, self.utf8
                )
