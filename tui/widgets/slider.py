"""Sliders for the inputs of the Lab: each a name with its value, and a bar from one bound of its range to the other.

`●` is the value now, `○` that of the files, `▲` the break-even. Left and Right move by a step, a click or a drag to the pointer. Times of
which one bound is a multiple of the other move by equal factors, all else by equal steps.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.events import MouseDown, MouseMove, MouseUp
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from reports.text.formatting import format_quantity
from scenarios.inputs import Input
from sim.experiment.break_even import space_points
from sim.experiment.used_inputs import RangedInput
from tui.keymap import create_binding
from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs
from tui.widgets.base import to_glyphs, truncate

STEPS = 20
"""About so many from bound to bound."""
STRIDE = 5
"""Steps of a large step."""
ENDS = "│", "│"


@dataclass(frozen=True)
class SliderInput:
    """An input on a slider. own: its value in the files, in its own unit."""

    ranged: RangedInput
    source: Input
    label: str
    own: float

    @property
    def name(self) -> str:
        """The dotted name of the input."""
        return self.ranged.name

    @property
    def bounds(self) -> tuple[float, float]:
        """Of the range."""
        return self.ranged.low, self.ranged.high

    def format(self, value: float) -> str:
        """A value with its unit, to three digits."""
        return format_quantity(value, self.source.dimension)

    def list_stops(self) -> tuple[float, ...]:
        """Round values from bound to bound, both included."""
        low, high = self.ranged.low, self.ranged.high
        if self.ranged.is_logarithmic:
            points = space_points(low, high, self.ranged.unit, STEPS + 1)
            inner = {round_to_digits(point, 2) for point in points[1:-1]}
        else:
            step = find_round_step((high - low) / STEPS)
            first, last = math.ceil(low / step), math.floor(high / step)
            inner = {float(f"{number * step:.10g}") for number in range(first, last + 1)}
        return tuple(sorted({low, high, *(value for value in inner if low < value < high)}))

    def place(self, value: float) -> float:
        """Where a value lies, 0 at the low bound and 1 at the high one."""
        low, high = self.ranged.low, self.ranged.high
        inside = min(max(value, low), high)
        if self.ranged.is_logarithmic:
            return math.log(inside / low) / math.log(high / low)
        return (inside - low) / (high - low)


def round_to_digits(value: float, digits: int) -> float:
    """To so many significant digits."""
    return float(f"{value:.{digits}g}")


def find_round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is at least this."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1.0, 2.0, 5.0, 10.0) if power * factor >= least * (1 - 1e-9))


def step_from(stops: Sequence[float], value: float, steps: int) -> float:
    """The stop so many steps above or below a value, which need not be a stop itself."""
    if steps > 0:
        above = [stop for stop in stops if stop > value]
        return above[min(steps, len(above)) - 1] if above else value
    below = [stop for stop in stops if stop < value]
    return below[-min(-steps, len(below))] if below else value


class Slider(Widget, can_focus=True):
    """A slider of two rows."""

    DEFAULT_CSS = """
    Slider { height: 2; width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("lab.less", "step(-1)"),
        create_binding("lab.more", "step(1)"),
        create_binding("lab.much_less", f"step(-{STRIDE})"),
        create_binding("lab.much_more", f"step({STRIDE})"),
        create_binding("lab.lowest", "step(-1000)"),
        create_binding("lab.highest", "step(1000)"),
        create_binding("lab.own", "own"),
    ]

    value = reactive(0.0)
    break_even: reactive[float | None] = reactive(None)
    """Where it is known, it has a mark."""

    class Moved(Message):
        """The value was moved by the user."""

        def __init__(self, slider: "Slider") -> None:
            super().__init__()
            self.slider = slider

    def __init__(self, shown: SliderInput, signs: Glyphs, value: float | None = None) -> None:
        super().__init__()
        self.shown, self.signs = shown, signs
        self.set_reactive(Slider.value, shown.own if value is None else value)
        self.stops = shown.list_stops()
        self._is_dragged = False

    @property
    def is_moved(self) -> bool:
        """Whether the value is another than in the files."""
        return self.value != self.shown.own

    def move(self, value: float) -> None:
        """Moves as the user does."""
        if value != self.value:
            self.value = value
            self.post_message(self.Moved(self))

    def action_step(self, steps: int) -> None:
        self.move(step_from(self.stops, self.value, steps))

    def action_own(self) -> None:
        self.move(self.shown.own)

    # the mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        self._is_dragged = True
        self.capture_mouse()
        self._move_to(event.x)

    def on_mouse_move(self, event: MouseMove) -> None:
        if self._is_dragged:
            self._move_to(event.x)

    def on_mouse_up(self, _: MouseUp) -> None:
        self._is_dragged = False
        self.release_mouse()

    def _move_to(self, column: int) -> None:
        first, length = self._find_bar()
        share = min(max((column - first) / max(1, length - 1), 0.0), 1.0)
        self.move(min(self.stops, key=lambda stop: abs(self.shown.place(stop) - share)))

    # how it looks

    def _find_bar(self) -> tuple[int, int]:
        """First column of the bar, and its length without its ends."""
        low, high = self._format_bounds()
        return len(low) + 4, max(5, self.size.width - len(low) - len(high) - 7)

    def _format_bounds(self) -> tuple[str, str]:
        low, high = self.shown.bounds
        return self.shown.format(low), self.shown.format(high)

    def render(self) -> Text:
        width = self.size.width
        value = self.shown.format(self.value)
        mark = ">" if self.has_focus else " "
        label = truncate(self.shown.label, max(5, width - len(value) - 4))
        name = Text(f"{mark} {label:<{max(0, width - len(value) - 3)}}", "bold" if self.has_focus else "")
        name.append(value, "bold" if self.is_moved or self.has_focus else "")
        return to_glyphs(Text("\n", no_wrap=True).join([name, self._render_bar()]), self.signs)

    def _render_bar(self) -> Text:
        low, high = self._format_bounds()
        _, length = self._find_bar()
        signs = ["─"] * length
        signs[self._find_column(self.shown.own, length)] = "○"
        if self.break_even is not None:
            signs[self._find_column(self.break_even, length)] = "▲"
        signs[self._find_column(self.value, length)] = "●"
        at = self._find_column(self.value, length)
        bar = "".join(signs)
        style = "bold" if self.has_focus else ""
        return Text.assemble(
            (f"  {low} ", "dim" if self.signs is not ASCII_GLYPHS else ""),
            ENDS[0],
            (bar[:at], style),
            (bar[at], "bold"),
            (bar[at + 1 :], style),
            ENDS[1],
            (f" {high}", "dim" if self.signs is not ASCII_GLYPHS else ""),
        )

    def _find_column(self, value: float, length: int) -> int:
        return round(self.shown.place(value) * (length - 1))

    def watch_has_focus(self, _: bool) -> None:
        self.refresh()
