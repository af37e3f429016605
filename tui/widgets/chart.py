"""Staff aware and people protected, or students released, over T+: a plot for each, a line for each arm. In days the dates of each arm.

Each line carries its arm's letter, so arms differ without color; without UTF-8 only the letters are drawn. Letters of lines that overlap
alternate, and the legend says where an arm equals another. Charts show shares of all people, never how one person fared.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Resize
from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Static
from textual_plot import HiResMode, PlotWidget
from textual_plot.axis_formatter import NumericAxisFormatter

from reports.decision_ledger import LedgerRow
from sim.exercise.clock import format_length, format_t_plus, format_time_of_day
from sim.exercise.narrative import LogLine
from sim.exercise.replay import WhatIf
from sim.exercise.review import ArmCurves, Review
from sim.exercise.state import find_first_ruling
from sim.experiment.comparison import to_percent
from sim.model.trace import Trace
from tui.widgets.base import ARM_LABELS, label_arms, set_text, truncate
from tui.widgets.case_list import list_arm_stages

STYLES = {"room": "bold", "autopilot": "#2a78c0", "twin": "#c04a2a", "what if": "bold #8a5ac0"}
STEPS = (60, 120, 300, 600, 1200, 3600, 7200, *(86_400 * days for days in (1, 5, 10, 20, 30, 60)))
"""Seconds between ticks."""
SAMPLES = 400
STAGE, DATE = 15, 17
"""Columns of the name of a stage, and of its date in an arm."""
HALF_LABEL = 3
"""Columns of half a label, so that the last one is whole."""
APART = 12
"""Columns between the letters on a line."""
BESIDE = 110
"""Columns from which two plots are drawn side by side."""
Shares = Callable[[float], float]
"""A share, 0 to 1, at a T+."""


@dataclass(frozen=True)
class Curves:
    """shares: by kind and arm. end: T+ at the right edge. cursor: T+. signs: events above the curves, time and sign.

    until: T+ at which the curves end, instead of at the right edge. labels: of the arms.
    """

    shares: Mapping[str, Mapping[str, Shares]]
    end: float
    cursor: float
    signs: Sequence[tuple[float, str]] = field(default=())
    until: float | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: ARM_LABELS)


class Formatted(NumericAxisFormatter):
    """An axis formatter by a function."""

    def __init__(self, write: Callable[[float], str]) -> None:
        self.write = write

    def get_labels_for_ticks(self, ticks: Sequence[float]) -> list[str]:
        return [self.write(tick) for tick in ticks]


class ArmPlot(PlotWidget, can_focus=False):
    margin_left, margin_top, margin_bottom = reactive(6), reactive(0), reactive(1)

    def __init__(self) -> None:
        super().__init__(allow_pan_and_zoom=False)
        self.curves: Curves | None = None
        self.arms: dict[str, Shares] = {}
        self.utf8 = True
        self.plotted_size = Size(0, 0)
        self.set_x_formatter(Formatted(format_length))
        self.set_y_formatter(Formatted(lambda share: f"{100 * share:.0f}%"))

    def show(self, curves: Curves, arms: Mapping[str, Shares], utf8: bool) -> None:
        self.curves, self.arms, self.utf8 = curves, dict(arms), utf8
        self._plot()

    def on_resize(self) -> None:
        if self.size != self.plotted_size:  # and not only shown again
            self._plot()

    def _plot(self) -> None:
        if self.curves is None or not self.size.width:
            return
        self.plotted_size = self.size
        curves, columns = self.curves, max(10, self.size.width - self.margin_left - 2)
        self.clear()
        until = curves.end if curves.until is None else curves.until
        times = np.linspace(0.0, until, SAMPLES)
        middles = (np.arange(columns) + 0.5) * curves.end / columns
        middles = middles[middles <= until]
        every = APART if self.utf8 else len(self.arms)
        if self.utf8:
            for name, shares in reversed(self.arms.items()):  # the first arm lies on top
                self.plot(times, [shares(t) for t in times], STYLES[name], hires_mode=HiResMode.BRAILLE)
        for place, (name, shares) in enumerate(self.arms.items()):
            at = middles[place * every // len(self.arms) :: every]
            self.scatter(at, [shares(t) for t in at], marker=ARM_LABELS[name][0], marker_style=STYLES[name])
        rows = max(2, self.size.height - self.margin_bottom - 2)
        top = rows / (rows - 1) + 0.01 if curves.signs else 1.0  # a row for the signs above 100%
        for time, sign in curves.signs:
            if time <= curves.end:
                self.scatter([time], [top - 0.5 / rows], marker=sign)
        self.add_v_line(curves.cursor, "bold")
        self.set_xlimits(0.0, curves.end)
        self.set_ylimits(0.0, top)
        step = next((one for one in STEPS if columns * one / curves.end >= 8), STEPS[-1])
        last = curves.end * (1.0 - HALF_LABEL / columns)
        self.set_xticks([float(time) for time in range(0, max(1, int(last)), step)])
        self.set_yticks([0.0, 0.5, 1.0])


class Chart(Vertical):
    """The plots and the values at the cursor."""

    DEFAULT_CSS: ClassVar[str] = """
    Chart { height: 1fr; }
    Chart #plots { layout: vertical; height: 1fr; }
    Chart.beside #plots { layout: horizontal; }
    Chart .plot, Chart ArmPlot { width: 1fr; height: 1fr; }
    Chart ArmPlot .plot--axis, Chart ArmPlot .plot--tick { color: #909090; text-style: none; }
    Chart Static { width: 100%; height: auto; text-wrap: nowrap; }
    """

    def compose(self) -> ComposeResult:
        with Container(id="plots"):
            for _ in range(2):
                with Vertical(classes="plot"):
                    yield Static(markup=False)
                    yield ArmPlot()
        yield Static(id="values", markup=False)

    curves: Curves | None = None
    columns = 0  # of the legends; while it is hidden, those of before

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= BESIDE, "beside")
        if self.size.width != self.columns:
            self._show_legends()

    def show(self, curves: Curves, values: Text, utf8: bool = True) -> None:
        self.curves = curves
        kinds = [*curves.shares]
        self.query_one("#plots").display = bool(kinds)
        for place, panel in enumerate(self.query(".plot")):
            panel.display = place < len(kinds)
            if panel.display:
                panel.query_one(ArmPlot).show(curves, curves.shares[kinds[place]], utf8)
        self._show_legends()
        self.show_values(values)

    def _show_legends(self) -> None:
        self.columns = self.size.width or self.columns
        if self.curves is None or not self.columns:
            return
        shares = self.curves.shares
        for panel, (kind, arms) in zip(self.query(".plot"), shares.items(), strict=False):
            title = Text(f"{kind:9}", style="bold", no_wrap=True)
            room = self.columns // (len(shares) if self.columns >= BESIDE else 1) - len(title) - 1
            legend = render_legend(find_identical(arms, self.curves.end), room, self.curves.labels)
            set_text(panel.query_one(Static), title.append_text(legend))

    def show_values(self, values: Text) -> None:
        set_text(self.query_one("#values", Static), values)


SHORT_LABELS = {"room": "team", "autopilot": "simulated", "twin": "no alert"}
"""Labels of arms where there is little room."""


def render_legend(arms: Mapping[str, str], width: int, labels: Mapping[str, str] = ARM_LABELS) -> Text:
    """Letter and label of each arm, shorter where they would run into what stands beside. arms: each with the arm it equals, or empty."""
    short = {
        name: SHORT_LABELS.get(name, label) if label == ARM_LABELS[name] else label for name, label in labels.items()
    }
    equal = {name: labels[name][0] for name in arms}  # by its letter
    ways = [
        _join_legend(arms, *each) for each in ((labels, labels, " = "), (labels, equal, " = "), (short, equal, "="))
    ]
    return next((text for text in ways if len(text) <= width), ways[-1])


def _join_legend(arms: Mapping[str, str], labels: Mapping[str, str], equal: Mapping[str, str], sign: str) -> Text:
    text = Text()
    for name, same in arms.items():
        text.append(f" {ARM_LABELS[name][0]} ", STYLES[name])
        text.append(f"{labels[name]}{sign}{equal[same]}" if same else labels[name])
    return text


def find_identical(arms: Mapping[str, Shares], end: float) -> dict[str, str]:
    """Each arm with the first earlier arm that has the same curve, or empty."""
    times = np.linspace(0.0, end, SAMPLES)
    lines = {name: [shares(time) for time in times] for name, shares in arms.items()}
    names = [*arms]
    return {
        name: next((other for other in names[:place] if lines[other] == lines[name]), "")
        for place, name in enumerate(names)
    }


LINE_SIGNS = {"decide": "D", "lapse": "D", "inject": "i", "note": "m"}
"""Signs above the curves."""

SIGN_ORDER = ("note", "inject", "lapse", "decide")


@dataclass
class HotWashData:
    """cursor: T+. line: the log line that set it. what_if: the last what-if run with its curves.

    ledger: what each decision did over many emergencies, once it has been measured.
    """

    review: Review
    lines: list[LogLine]
    utf8: bool
    cursor: float = 0.0
    line: LogLine | None = None
    what_if: tuple[WhatIf, ArmCurves] | None = None
    ledger: Sequence[LedgerRow] = ()

    def list_arms(self) -> list[str]:
        return ["room", "autopilot", "twin"] + (["what if"] if self.what_if else [])

    @property
    def limits(self) -> tuple[float, float]:
        """T+ between which the cursor moves."""
        exercise = self.review.exercise
        return (exercise.starts, self.review.stopped) if exercise.in_days else (0.0, self.review.chart_end)

    @property
    def scenario_time(self) -> float:
        """Scenario time at the cursor."""
        if self.line is not None:
            return self.line.scenario_time
        return max([self.cursor, *(line.scenario_time for line in self.lines if line.time <= self.cursor)])

    def find_trace(self, name: str) -> Trace:
        """The arm played to its end."""
        if name == "what if" and self.what_if is not None:
            return self.what_if[0].trace
        return self.review.traces[name]

    def find_curves(self, name: str) -> ArmCurves:
        if name == "what if" and self.what_if is not None:
            return self.what_if[1]
        return self.review.curves[name]


def arms_over_time(wash: HotWashData) -> Curves:
    """The shares of each arm over T+, with the signs of events. In days there are none."""
    shares: dict[str, dict[str, Shares]] = {
        kind: {arm: getattr(wash.find_curves(arm), kind).at for arm in wash.list_arms()}
        for kind in (() if wash.review.exercise.in_days else wash.review.share_kinds)
    }
    labels = label_arms(wash.review.state.hazard)
    return Curves(shares, wash.limits[1], wash.cursor, list_signs(wash), labels=labels)


def list_signs(wash: HotWashData) -> list[tuple[float, str]]:
    """D for a decision or none in time, i for an inject delivered, m for a mark or observation."""
    return [
        (line.time, LINE_SIGNS[kind])
        for kind in SIGN_ORDER
        for line in wash.lines
        if line.kind == kind and has_sign(line)
    ]


def has_sign(line: LogLine) -> bool:
    if line.kind == "inject":
        return "“" in line.text
    return line.kind != "note" or line.subject_id.startswith(("mark", "observe"))


def render_values(wash: HotWashData, width: int) -> list[Text]:
    """The cursor, what every arm has reached there, and the latest event."""
    since = find_first_ruling(wash.review.state)
    lines = [*(list_dates(wash) if wash.review.exercise.in_days else list_shares(wash))]
    if since is not None and wash.cursor >= since:
        lines[0].append("  after a ruling")
    near = [line for line in wash.lines if line.time <= wash.cursor and line.kind in LINE_SIGNS and has_sign(line)]
    said = f"{format_t_plus(near[-1].scenario_time)} {near[-1].text}" if near else "D decided  i inject  m mark"
    return [*lines, Text(truncate(said, width), style="italic")]


def list_shares(wash: HotWashData) -> Iterator[Text]:
    """The shares of each arm at the cursor."""
    exercise, names = wash.review.exercise, wash.list_arms()
    labels = label_arms(wash.review.state.hazard)
    head = f"{format_t_plus(wash.scenario_time)} {format_time_of_day(exercise, wash.scenario_time)}"
    yield Text(f"{head:18}" + "".join(f"{labels[name]:>17}" for name in names), style="bold")
    for kind in wash.review.share_kinds:
        shares = [to_percent(getattr(wash.find_curves(name), kind).at(wash.cursor)) for name in names]
        yield Text(f"{kind:18}" + "".join(f"{share:>16}%" for share in shares))


def list_dates(wash: HotWashData) -> Iterator[Text]:
    """When the followed report came to each stage in each arm, as far as the cursor."""
    labels = label_arms(wash.review.state.hazard)
    yield Text(f"This report, until {format_t_plus(wash.scenario_time)}", style="bold")
    yield Text(" " * STAGE + "".join(f"{labels[name]:{DATE}}" for name in wash.list_arms()), style="bold")
    traces = [wash.find_trace(name) for name in wash.list_arms()]
    for name, *dates in list_arm_stages(traces, wash.cursor, wash.review.stopped):
        yield Text(f"{name:{STAGE}}" + "".join(f"{date:{DATE}}" for date in dates))
