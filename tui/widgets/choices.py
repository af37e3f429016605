"""A list to choose from, one line or several to a choice, each with a tick where it can be ticked.

What is chosen is marked with a sign and not by colour alone, and only with signs that every terminal has.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

CHOSEN_MARK = ">"


@dataclass(frozen=True)
class Choice:
    """id: what is chosen. text: a line, or several; is_ticked: None where there is nothing to tick; is_selectable: whether it can be chosen."""

    id: str
    text: str | Text
    is_ticked: bool | None = None
    is_selectable: bool = True


class CheckList(OptionList):
    """Up and Down choose, Space and a click tick."""

    class Ticked(Message):
        """A tick was set or taken away."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "Tick", id="list.tick", show=False)]

    def __init__(self, choices: Iterable[Choice] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """choices: in order. id: of the widget."""
        super().__init__(id=id, markup=False)
        self._choices: dict[str, Choice] = {}
        self._marked = ""
        for choice in choices:
            self.add_choice(choice)

    def add_choice(self, choice: Choice) -> None:
        """One more, at the end."""
        self._choices[choice.id] = choice
        self.add_option(Option(self._render_choice(choice, False), choice.id, disabled=not choice.is_selectable))

    def set_choices(self, choices: Iterable[Choice], marked: str = "") -> None:
        """These, in place of all others. marked: the id of the one to mark; the first that can be chosen, where that is not among them."""
        self._choices, self._marked = {}, ""
        self.clear_options()
        for choice in choices:
            self.add_choice(choice)
        if marked in self._choices and self._choices[marked].is_selectable:
            self.highlighted = self.get_option_index(marked)
        else:
            self.action_first()

    @property
    def chosen_id(self) -> str:
        """The id of what is chosen; empty where nothing is."""
        option = self.highlighted_option
        return "" if option is None or option.id is None else option.id

    @property
    def ticked_ids(self) -> list[str]:
        """The ids of what is ticked, in order."""
        return [choice.id for choice in self._choices.values() if choice.is_ticked]

    def action_tick(self) -> None:
        """Ticks what is chosen, or takes the tick away."""
        choice = self._choices.get(self.chosen_id)
        if choice is not None and choice.is_ticked is not None:
            self._choices[choice.id] = replace(choice, is_ticked=not choice.is_ticked)
            self._redraw(choice.id, True)
            self.post_message(self.Ticked())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Moves the mark."""
        if self._marked in self._choices:
            self._redraw(self._marked, False)
        self._marked = event.option_id or ""
        self._redraw(self._marked, True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click on something to tick ticks it."""
        choice = self._choices.get(event.option_id or "")
        if choice is not None and choice.is_ticked is not None:
            event.stop()
            self.action_tick()

    def _redraw(self, name: str, marked: bool) -> None:
        if name in self._choices:
            self.replace_option_prompt(name, self._render_choice(self._choices[name], marked))

    def _render_choice(self, choice: Choice, marked: bool) -> Table:
        """A grid, so that a long line goes on under its own beginning."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        cells = [Text(CHOSEN_MARK if marked else " ", "bold")]
        if choice.is_ticked is not None:
            grid.add_column(width=3)
            cells.append(Text("[x]" if choice.is_ticked else "[ ]"))
        grid.add_column(overflow="fold")
        grid.add_row(*cells, Text(choice.text) if isinstance(choice.text, str) else choice.text)
        return grid
