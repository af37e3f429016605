"""Small screens over a screen: a choice among lines, a question with yes or no, a page to read."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.glyphs import PLAIN, Glyphs
from tui.keyboard import Keys, bound
from tui.widgets.pane import in_signs

DIGITS = 9


class Left(Exception):
    """Somebody pressed Esc, and nothing is to be done."""


def keys_of(screen: Screen[Any]) -> Keys:
    """What is bound in its application."""
    keys = getattr(screen.app, "keys", None)
    return keys if isinstance(keys, Keys) else Keys()


class Choose(ModalScreen[int | None]):
    """Lines to choose from: a digit, or the arrows and Enter. Gives the place of the line from 0, None after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("choose.leave", "dismiss(None)"),
        *(Binding(str(digit), f"take({digit - 1})", show=False) for digit in range(1, DIGITS + 1)),
    ]

    def __init__(self, title: str, lines: Sequence[str], signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.lines, self.signs = title, lines, signs

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(classes="box"):
            yield OptionList(
                *(
                    Option(in_signs(Text(f"{number if number <= DIGITS else ' '} {line}"), self.signs))
                    for number, line in enumerate(self.lines, 1)
                )
            )

    def on_mount(self) -> None:
        """Its title, and a border that the terminal can draw."""
        self.set_class(self.signs is PLAIN, "plain")
        box = self.query_one(".box")
        box.border_title = in_signs(Text(self.heading), self.signs).markup
        box.border_subtitle = keys_of(self).says("digit or Enter chooses, {choose.leave} leaves")

    def action_take(self, place: int) -> None:
        """A digit."""
        if place < len(self.lines):
            self.dismiss(place)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter."""
        self.dismiss(event.option_index)


class Ask(ModalScreen[bool]):
    """A question. Enter is yes, Esc is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("ask.yes", "dismiss(True)"),
        bound("ask.no", "dismiss(False)"),
    ]

    def __init__(self, title: str, words: str, signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.words, self.signs = title, words, signs

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(classes="box"):
            yield Static(in_signs(Text(self.words), self.signs))

    def on_mount(self) -> None:
        """Its title, and a border that the terminal can draw."""
        self.set_class(self.signs is PLAIN, "plain")
        box = self.query_one(".box")
        box.border_title = in_signs(Text(self.heading), self.signs).markup
        box.border_subtitle = keys_of(self).says("{ask.yes}: yes   {ask.no}: no")


class Page(ModalScreen[None]):
    """Something to read. Any of Esc, Enter and ? closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [bound("page.close", "dismiss(None)")]

    def __init__(self, title: str, words: str, signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.words, self.signs = title, words, signs

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with VerticalScroll(classes="box"):
            yield Static(in_signs(Text(self.words), self.signs))

    def on_mount(self) -> None:
        """Its title, and a border that the terminal can draw."""
        self.set_class(self.signs is PLAIN, "plain")
        box = self.query_one(".box")
        box.border_title = in_signs(Text(self.heading), self.signs).markup
        box.border_subtitle = keys_of(self).says("{page.close} closes")
