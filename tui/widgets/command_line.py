"""The last row: what was refused and why, what was just done, or a field to write in. There letters are text; only Enter and Esc act."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.glyphs import Glyphs
from tui.widgets.pane import to_glyphs
from tui.widgets.still import NonBlinkingInput

Done = Callable[[str], object]
Cancel = Callable[[], object]


class ShownMessage(NamedTuple):
    """Words of the desk. is_error: something was refused. room: in their place on the room's face. visible_until: seconds of the room."""

    text: str
    is_error: bool
    room: str
    visible_until: float


class CommandField(NonBlinkingInput):
    """A field of one row. Tab stays in it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab,shift+tab", "stay", show=False)]

    def action_stay(self) -> None:
        """Not a key that acts here."""


class CommandLine(Horizontal):
    """The row."""

    def __init__(self, signs: Glyphs, name: str) -> None:
        super().__init__(id=name)
        self.signs = signs
        self.said = ""
        self._says = ShownMessage("", False, "", 0.0)
        self._done: Done | None = None
        self._left: Cancel | None = None

    def compose(self) -> ComposeResult:
        """Words, and a field that is there only when something is asked."""
        yield Static(id="said")
        yield CommandField(id="field", compact=True)

    def on_mount(self) -> None:
        """Nothing is asked."""
        self.query_one(CommandField).display = False

    @property
    def is_asking(self) -> bool:
        """Whether somebody is writing."""
        return self._done is not None

    def show_message(self, words: str, wrong: bool, room: str | None, until: float) -> None:
        """Has words to show, from the next time that it draws. Without some for the room's face, only what is wrong is said there."""
        self._says = ShownMessage(words, wrong, (words if wrong else "") if room is None else room, until)

    def redraw(self, now: float, to_the_room: bool, instead: str = "") -> bool:
        """What is said at this second of the room, on one of the two faces; while somebody writes, what is asked stays.

        instead: where nothing is. Returns whether there are any words.
        """
        if not self.is_asking:
            said = self._says if now <= self._says.visible_until else ShownMessage("", True, "", 0.0)
            self._show_text((said.room if to_the_room else said.text) or instead, said.is_error)
        return bool(self.said)

    def _show_text(self, words: str, wrong: bool = False) -> None:
        self.said = words
        text = Text(f" {words}" if words else "", style="bold" if wrong else "")
        self.query_one("#said", Static).update(to_glyphs(text, self.signs))

    def ask_text(self, words: str, done: Done, value: str = "", left: Cancel | None = None) -> None:
        """Opens the field. done: gets the text after Enter. left: called after Esc."""
        self._show_text(f"{words}:")
        self._done, self._left = done, left
        field = self.query_one(CommandField)
        field.value = value
        field.display = True
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        done = self._done
        self._close_field()
        if done is not None:
            done(event.value.strip())

    def cancel(self) -> None:
        """Esc."""
        left = self._left
        self._close_field()
        if left is not None:
            left()

    def _close_field(self) -> None:
        self._done = self._left = None
        self._show_text("")
        self.query_one(CommandField).display = False
