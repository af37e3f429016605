"""What all widgets share: the banner, cards, the data of the facilitator view, panes, text fields, wrapping and bars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap as wrap_
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Input, Static

from reports.text.terms import TWIN_LABELS
from scenarios.unprintable import UNPRINTABLE
from tui.keymap import KeyMap, create_binding
from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs, to_ascii

if TYPE_CHECKING:
    from reports.decision_ledger import LedgerRow
    from sim.exercise.conductor import Conductor
    from sim.exercise.decisions import DecisionResponse
    from sim.exercise.events import DecisionPoint
    from sim.exercise.state import State
    from sim.model.snapshot import WorldView

EXERCISE = "EXERCISE EXERCISE EXERCISE"

ARM_LABELS = {"room": "your team", "autopilot": "fully simulated", "twin": "no app alert", "what if": "what if"}
"""Names of the arms on screens."""


def label_arms(hazard: str) -> dict[str, str]:
    """The same for a hazard of this kind."""
    return {**ARM_LABELS, "twin": TWIN_LABELS.get(hazard, ARM_LABELS["twin"])}


ENLARGE_HINT = (
    "Enlarge the window or make the font smaller: in a browser, Ctrl and minus. "
    "On a phone, hold it upright and zoom out, or use a computer."
)
"""What to do about a window that is too small."""


class Banner(Static):
    DEFAULT_CSS = "Banner { dock: top; width: 100%; height: 1; text-align: center; text-style: bold; }"

    def __init__(self) -> None:
        super().__init__(EXERCISE, markup=False)


LOW_ROWS = 30  # rows; on a lower terminal the items of a card have no blank lines

MAX_COLUMNS = 100  # columns of a line to be read aloud

MARGINS = {True: 5, False: 9}
"""Columns of margin on a low terminal and on a higher one."""


def format_card(paragraphs: Sequence[str], columns: int, rows: int) -> list[str]:
    """The lines of a card. A paragraph that starts with a dash and a space is a list item."""
    low = rows < LOW_ROWS
    width = min(MAX_COLUMNS, columns - MARGINS[low])
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        item = paragraph.startswith("- ")
        close = low and item and paragraphs[number - 1].startswith("- ")
        lines += [""] if number and not close else []
        for line in paragraph.splitlines():
            lines += wrap_(line, width, subsequent_indent="  " if item else "")
    return lines


@dataclass(frozen=True)
class MarkedAnswer:
    """The selected answer before it is committed. number: from 1, 0 for none. answer: None until it has text."""

    number: int = 0
    answer: "DecisionResponse | None" = None


@dataclass(frozen=True)
class FacilitatorData:
    """What the panes are drawn from. item: name of the selected item of Next. hint: hints shown. face: what participants see.

    effect: of the last decision that did anything, once it has been measured.
    """

    conductor: "Conductor"
    view: "WorldView"
    comparison_view: "WorldView"
    glyphs: Glyphs
    keymap: KeyMap
    is_compact: bool = False
    choice: MarkedAnswer = MarkedAnswer()
    item: str = ""
    floor: int = 0
    hint: int = 0
    face: str = "face"
    speed: int = 1
    has_next_stop: bool = True
    effect: "LedgerRow | None" = None

    @property
    def state(self) -> "State":
        return self.conductor.state

    @property
    def current_decision(self) -> "DecisionPoint | None":
        return self.state.current_decision

    @property
    def discussed_seconds(self) -> float:
        """Seconds of discussion of the open question."""
        front = self.current_decision
        return self.conductor.clock.exercise_time - (front.exercise_opened_at or 0.0) if front else 0.0

    def role_title(self, role: str) -> str:
        return next((one.title for one in self.state.exercise.roles if one.id == role), role)


def to_glyphs(text: Text, signs: Glyphs) -> Text:
    """The text in glyphs that this terminal has."""
    if signs is not ASCII_GLYPHS:
        return text
    return Text(to_ascii(text.plain), spans=text.spans, no_wrap=text.no_wrap, overflow=text.overflow)


def set_text(static: Static, text: Text, layout: bool = True) -> None:
    """Updates a text that has changed. layout: whether its size may change."""
    shown = static.content
    if not isinstance(shown, Text) or shown != text or shown.style != text.style:
        static.update(text, layout=layout)


def click_style(action: str) -> Style:
    """The style of clickable text."""
    return Style(meta={"@click": action})


def join_lines(lines: Iterable[Text | str]) -> Text:
    """Lines joined and cropped to the width."""
    text = Text("\n", no_wrap=True, overflow="crop").join(
        Text(line) if isinstance(line, str) else line for line in lines
    )
    text.no_wrap, text.overflow = True, "crop"
    return text


def wrap(words: str, width: int, first: str = "", then: str = "", most: int = 0) -> list[str]:
    """Lines of at most a width. first, then: prefixes of the first and later lines. most: number of lines, 0 for all."""
    from reports.text.formatting import wrap_columns

    lines = wrap_columns(words, max(width, 10), first, then)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: max(10, width) - 1]}…"]
    return lines


def truncate(words: str, width: int) -> str:
    """The text cut to a width, with an ellipsis."""
    return words if len(words) <= width else f"{words[: max(0, width - 1)]}…"


def to_percent(part: float, whole: float) -> int:
    """Percentage rounded down, so 100 means all."""
    return int(100 * part // whole) if whole else 0


def render_bar(percent: int, width: int, signs: Glyphs) -> str:
    full = percent * width // 100
    return signs.full * full + signs.empty * (width - full)


def count_lines(text: Text) -> int:
    return text.plain.count("\n") + 1


class PaneText(Static):
    """What a pane shows, written anew when a scroll bar beside it comes or goes."""

    def on_resize(self) -> None:
        if isinstance(self.parent, Pane):
            self.parent.redraw()


class Pane(VerticalScroll, inherit_bindings=False):
    """A pane. Subclasses define `draw` and `title`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("pane.up", "scroll_up"),
        create_binding("pane.down", "scroll_down"),
        create_binding("pane.page_up", "page_up"),
        create_binding("pane.home", "scroll_home"),
        create_binding("pane.end", "scroll_end"),
    ]
    tab_title = ""
    requested = 0  # the last request scrolled to
    heading = ""
    help_text = ""

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._shown: tuple[Text, str, str] | None = None
        self._desk: FacilitatorData | None = None
        self.area = Size(0, 0)  # columns of a line and rows that are seen at once; while it is hidden, those of before

    def compose(self) -> ComposeResult:
        yield PaneText()

    @property
    def has_keys(self) -> bool:
        """Whether keys go to this pane. `has_focus` tells a moment later."""
        return self.screen.focused is self

    def show(self, desk: FacilitatorData) -> None:
        self._desk = desk
        self.area = self._measure()
        if not self.area:
            return
        text = to_glyphs(self.draw(desk, max(20, self.area.width)), desk.glyphs)
        said = (desk.keymap.fill_in_keys(one) for one in (self.title(desk), self.keys(desk)))
        title, keys = (to_glyphs(Text(one), desk.glyphs) for one in said)
        shown = (text, title.plain, keys.plain)
        if shown != self._shown:
            is_as_high = self._shown is not None and count_lines(self._shown[0]) == count_lines(text)
            self._shown = shown
            self.query_one(PaneText).update(text, layout=not is_as_high)
            if (self.border_title, self.border_subtitle) != (title.markup, keys.markup):
                self.border_title, self.border_subtitle = title.markup, keys.markup

    def scroll_to_requested(self, asked_for: int) -> None:
        """Scrolls to the end when more was requested, and to the top when nothing is any more (0)."""
        if asked_for != self.requested:
            self.requested = asked_for
            self.call_after_refresh(self.scroll_end if asked_for else self.scroll_home, animate=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        if self._desk is not None and self.is_mounted and self._measure() != self.area:
            self.show(self._desk)

    def _measure(self) -> Size:
        return Size(self.query_one(PaneText).size.width, self.size.height) if self.size else self.area

    def title(self, desk: FacilitatorData) -> str:  # noqa: ARG002 - some need it
        return self.heading

    def keys(self, desk: FacilitatorData) -> str:  # noqa: ARG002 - some need it
        return ""

    def draw(self, desk: FacilitatorData, width: int) -> Text:
        raise NotImplementedError


class NonBlinkingInput(Input):
    """A text field without unprintable characters, whose cursor does not blink: on a projector it would distract."""

    cursor_blink = reactive(False, init=False)

    def validate_value(self, value: str) -> str:
        """The text as typed or pasted, without characters that a terminal obeys."""
        return UNPRINTABLE.sub("", value)


STOP_ROWS = (
    " ████ █████  ███  ████ ",
    "█       █   █   █ █   █",
    " ███    █   █   █ ████ ",
    "    █   █   █   █ █    ",
    "████    █    ███  █    ",
)

WIDTH, HEIGHT = 2 * len(STOP_ROWS[0]), len(STOP_ROWS)


def render_stop_sign(signs: Glyphs) -> str:
    return "\n".join(line.replace("█", signs.full * 2).replace(" ", "  ") for line in STOP_ROWS)
