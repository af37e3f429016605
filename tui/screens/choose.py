"""Small screens over a screen: a choice among lines, a question with yes or no, a page to read."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.glyphs import ASCII_GLYPHS, Glyphs
from tui.keyboard import KeyMap, create_binding
from tui.widgets.pane import to_glyphs

MAX_DIGIT = 9


class Cancelled(Exception):
    """Somebody pressed Esc, and nothing is to be done."""


def find_keymap(screen: Screen[Any]) -> KeyMap:
    """What is bound in its application."""
    keys = getattr(screen.app, "keys", None)
    return keys if isinstance(keys, KeyMap) else KeyMap()


class Choose(ModalScreen[int | None]):
    """Lines to choose from: a digit, or the arrows and Enter. Gives the place of the line from 0, None after Esc.

    Where there are more lines than digits, letters that are typed leave the lines that have them; then digits are text as well.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("choose.leave", "dismiss(None)"),
        *(Binding(str(digit), f"take({digit - 1})", show=False) for digit in range(1, MAX_DIGIT + 1)),
    ]

    def __init__(self, title: str, lines: Sequence[str], signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.lines, self.signs = title, lines, signs
        self.typed = ""
        self.places = [*range(len(lines))]  # of the lines that are shown

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(classes="box"):
            yield OptionList(*self._build_options())

    def _build_options(self) -> list[Option]:
        taken = 0 if self.typed else MAX_DIGIT
        return [
            Option(to_glyphs(Text(f"{number if number <= taken else ' '} {self.lines[place]}"), self.signs))
            for number, place in enumerate(self.places, 1)
        ]

    @property
    def is_filterable(self) -> bool:
        """Whether there are too many to be looked through."""
        return len(self.lines) > MAX_DIGIT

    def on_mount(self) -> None:
        """Its title, and a border that the terminal can draw."""
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        box = self.query_one(".box")
        typing = ", letters narrow" if self.is_filterable else ""
        box.border_subtitle = find_keymap(self).fill_in_keys(f"digit or Enter chooses{typing}, {{choose.leave}} leaves")
        self._show_title()

    def _show_title(self) -> None:
        typed = f": {self.typed}" if self.typed else ""
        self.query_one(".box").border_title = to_glyphs(Text(f"{self.heading}{typed}"), self.signs).markup

    def on_key(self, event: Key) -> None:
        """Letters narrow the lines, and whatever is typed after the first; Backspace takes the last away."""
        sign = event.character or ""
        if not self.is_filterable:
            return
        if event.key == "backspace":
            event.stop()
            self._filter(self.typed[:-1])
        elif sign.isalpha() or (self.typed and sign.isprintable() and sign):
            event.stop()
            self._filter(self.typed + sign)

    def _filter(self, typed: str) -> None:
        """Leaves the lines that have all the words; what none has is not typed."""
        words = typed.lower().split()
        places = [n for n, line in enumerate(self.lines) if all(word in line.lower() for word in words)]
        if places:
            self.typed, self.places = typed, places
            self.query_one(OptionList).clear_options().add_options(self._build_options()).highlighted = 0
            self._show_title()

    def action_take(self, place: int) -> None:
        """A digit; after letters it is one more sign that is typed."""
        if self.typed:
            self._filter(f"{self.typed}{place + 1}")
        elif place < len(self.places):
            self.dismiss(self.places[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter."""
        self.dismiss(self.places[event.option_index])


class Ask(ModalScreen[bool]):
    """A question. Enter is yes, Esc is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("ask.yes", "dismiss(True)"),
        create_binding("ask.no", "dismiss(False)"),
    ]

    def __init__(self, title: str, words: str, signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.words, self.signs = title, words, signs

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(classes="box"):
            yield Static(to_glyphs(Text(self.words), self.signs))

    def on_mount(self) -> None:
        """Its title, and a border that the terminal can draw."""
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        box = self.query_one(".box")
        box.border_title = to_glyphs(Text(self.heading), self.signs).markup
        box.border_subtitle = find_keymap(self).fill_in_keys("{ask.yes}: yes   {ask.no}: no")


class Page(ModalScreen[None]):
    """Something to read. Any of Esc, Enter and ? closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [create_binding("page.close", "dismiss(None)")]

    def __init__(self, title: str, words: str, signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.words, self.signs = title, words, signs

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with VerticalScroll(classes="box"):
            yield Static(to_glyphs(Text(self.words), self.signs))

    def on_mount(self) -> None:
        """Its title, and a border that the terminal can draw."""
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        box = self.query_one(".box")
        box.border_title = to_glyphs(Text(self.heading), self.signs).markup
        box.border_subtitle = find_keymap(self).fill_in_keys("{pane.up} {pane.down} read on   {page.close} closes")
