"""A row of the question of the Lab: a choice with its value, or a condition with a check mark."""

from rich.text import Text
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.widgets.base import truncate, wrap
from tui.widgets.live_curves import LINE_STYLES

NAME_COLUMNS = 9
ARM_COLUMNS = 6
"""Before the name of an arm."""


class QuestionRow(Widget, can_focus=True):
    """One row. Enter and a click choose."""

    DEFAULT_CSS = """
    QuestionRow { height: 1; width: 100%; }
    QuestionRow.arm { height: auto; max-height: 2; }
    """

    class Chosen(Message):
        """The row was clicked."""

        def __init__(self, row: "QuestionRow") -> None:
            super().__init__()
            self.row = row

    def __init__(self, name: str, label: str, value: str, is_checked: bool | None = None, letter: str = "") -> None:
        """is_checked: None where it is no condition. letter: of the arm, which is drawn in its color."""
        super().__init__(classes="arm" if letter else "")
        self.name_, self.label, self.value, self.is_checked, self.letter = (name, label, value, is_checked, letter)

    def render(self) -> Text:
        mark = ">" if self.has_focus else " "
        text = Text(f"{mark} ", "bold" if self.has_focus else "", no_wrap=True)
        if self.is_checked is not None:
            text.append("[x] " if self.is_checked else "[ ] ")
        elif self.letter:
            text.append(f" {self.letter} ", f"bold reverse {LINE_STYLES[self.letter]}").append(" ")
        else:
            text.append(f"{self.label:{NAME_COLUMNS}}", "dim")
        width = self.size.width - text.cell_len
        if not self.letter:
            return text.append(truncate(self.value, width))
        lines = wrap(self.value, width, most=2)
        return text.append(f"\n{' ' * text.cell_len}".join(lines))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  of Textual
        """One row, or two for the long name of an arm."""
        return len(wrap(self.value, width - ARM_COLUMNS, most=2)) if self.letter else 1

    def on_click(self, _: Click) -> None:
        self.focus()
        self.post_message(self.Chosen(self))

    def watch_has_focus(self, _: bool) -> None:
        self.refresh()
