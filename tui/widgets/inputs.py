"""Lists to choose from, and the fields of one row in which text is entered.

Selection is shown by a sign as well as by color. While a field is open, letters are text and only Enter and Esc act.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.terminal.glyphs import Glyphs
from tui.widgets.base import NonBlinkingInput, set_text, to_glyphs

CHOSEN_MARK = ">"


@dataclass(frozen=True)
class Choice:
    """is_ticked: None if it cannot be checked."""

    id: str
    text: str | Text
    is_ticked: bool | None = None
    is_selectable: bool = True


class CheckList(OptionList):
    """Up and Down select, Space and a click check."""

    class Ticked(Message):
        """A tick was set or taken away."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", "Tick", id="list.tick", show=False)]

    def __init__(self, choices: Iterable[Choice] = (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        self._choices: dict[str, Choice] = {}
        self._marked = ""
        for choice in choices:
            self.add_choice(choice)

    def add_choice(self, choice: Choice) -> None:
        self._choices[choice.id] = choice
        self.add_option(Option(self._render_choice(choice, False), choice.id, disabled=not choice.is_selectable))

    def set_choices(self, choices: Iterable[Choice], marked: str = "") -> None:
        """Replaces all choices. marked: the id to select, else the first that can be selected."""
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
        """The selected id; empty if there is none."""
        option = self.highlighted_option
        return "" if option is None or option.id is None else option.id

    @property
    def ticked_ids(self) -> list[str]:
        """The checked ids, in order."""
        return [choice.id for choice in self._choices.values() if choice.is_ticked]

    def action_tick(self) -> None:
        choice = self._choices.get(self.chosen_id)
        if choice is not None and choice.is_ticked is not None:
            self._choices[choice.id] = replace(choice, is_ticked=not choice.is_ticked)
            self._redraw(choice.id, True)
            self.post_message(self.Ticked())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if self._marked in self._choices:
            self._redraw(self._marked, False)
        self._marked = event.option_id or ""
        self._redraw(self._marked, True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        choice = self._choices.get(event.option_id or "")
        if choice is not None and choice.is_ticked is not None:
            event.stop()
            self.action_tick()

    def _redraw(self, name: str, marked: bool) -> None:
        if name in self._choices:
            self.replace_option_prompt(name, self._render_choice(self._choices[name], marked))

    def _render_choice(self, choice: Choice, marked: bool) -> Table:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        cells = [Text(CHOSEN_MARK if marked else " ", "bold")]
        if choice.is_ticked is not None:
            grid.add_column(width=3)
            cells.append(Text("[x]" if choice.is_ticked else "[ ]"))
        grid.add_column(overflow="fold")
        grid.add_row(*cells, Text(choice.text) if isinstance(choice.text, str) else choice.text)
        return grid


Done = Callable[[str], object]

Cancel = Callable[[], object]


class ShownMessage(NamedTuple):
    """room: text for the participant view instead. visible_until: exercise seconds."""

    text: str
    is_error: bool
    room: str
    visible_until: float


class CommandField(NonBlinkingInput):
    """A field of one row. Tab stays in it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab,shift+tab", "stay", show=False)]

    def action_stay(self) -> None:
        """Keeps Tab inside."""


class CommandLine(Horizontal):
    """The last row: a message, or a field to write in."""

    def __init__(self, signs: Glyphs, name: str) -> None:
        super().__init__(id=name)
        self.signs = signs
        self.said = ""
        self._says = ShownMessage("", False, "", 0.0)
        self._done: Done | None = None
        self._left: Cancel | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="said")
        yield CommandField(id="field", compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        self.query_one(CommandField).display = False

    @property
    def is_asking(self) -> bool:
        return self._done is not None

    def show_message(self, words: str, wrong: bool, room: str | None, until: float) -> None:
        self._says = ShownMessage(words, wrong, (words if wrong else "") if room is None else room, until)

    def redraw(self, now: float, is_participant_view: bool, instead: str = "") -> bool:
        if not self.is_asking:
            said = self._says if now <= self._says.visible_until else ShownMessage("", True, "", 0.0)
            self._show_text((said.room if is_participant_view else said.text) or instead, said.is_error)
        return bool(self.said)

    def _show_text(self, words: str, wrong: bool = False) -> None:
        self.said = words
        text = Text(f" {words}" if words else "", style="bold" if wrong else "")
        set_text(self.query_one("#said", Static), to_glyphs(text, self.signs))

    def ask_text(self, words: str, done: Done, value: str = "", left: Cancel | None = None) -> None:
        """Opens the field. done: gets the text after Enter. left: called after Esc."""
        self._show_text(f"{words}:")
        self._done, self._left = done, left
        field = self.query_one(CommandField)
        field.value = value
        field.cursor_position = len(value)
        field.display = True
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        done = self._done
        self._close_field()
        if done is not None:
            done(event.value.strip())

    def cancel(self) -> None:
        left = self._left
        self._close_field()
        if left is not None:
            left()

    def _close_field(self) -> None:
        self._done = self._left = None
        self._show_text("")
        self.query_one(CommandField).display = False


OnAnswers = Callable[[list[str]], object]


class PromptField(NonBlinkingInput):
    """Submits at once, so no following key is lost."""

    async def action_submit(self) -> None:
        if isinstance(self.parent, Prompt):
            self.parent.accept_answer(self.value.strip())


class Prompt(Horizontal):
    """The line at the foot of a screen in which questions are answered one after the other."""

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; }
    Prompt Static { width: auto; text-style: bold; padding: 0 1; }
    Prompt Input { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self._questions: list[tuple[str, str]] = []
        self._answers: list[str] = []
        self._then: OnAnswers | None = None
        self._left: OnAnswers | None = None
        self._before: Widget | None = None

    def compose(self) -> ComposeResult:
        yield Static(markup=False)
        yield PromptField(compact=True, select_on_focus=False)

    @property
    def is_asking(self) -> bool:
        return self._then is not None

    def ask_questions(
        self, questions: Sequence[tuple[str, str]], then: OnAnswers, left: OnAnswers | None = None
    ) -> None:
        """questions: label and present value. then: gets all answers. left: gets the answers so far after Esc, if any."""
        if self.is_asking:
            self.query_one(Input).focus()
            return
        self._before = self.screen.focused
        self._questions, self._answers, self._then, self._left = list(questions), [], then, left
        self.display = True
        self.query_one(Input).focus()
        self._ask_next()

    def _ask_next(self) -> None:
        words, value = self._questions[len(self._answers)]
        self.query_one(Static).update(f"{words}:")
        field = self.query_one(Input)
        field.value = value
        field.cursor_position = len(value)

    def accept_answer(self, answer: str) -> None:
        self._answers.append(answer)
        if len(self._answers) < len(self._questions):
            self._ask_next()
            return
        then, answers = self._then, self._answers
        self._close_field()
        if then is not None:
            then(answers)

    def action_give_up(self) -> None:
        left, written = self._left, [*self._answers, self.query_one(Input).value.strip()]
        self._close_field()
        if left is not None and any(written):
            left(written)

    def _close_field(self) -> None:
        self._then = self._left = None
        self.display = False
        if self._before is not None:
            self._before.focus()
