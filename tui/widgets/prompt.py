"""One line at the foot of a screen in which something is written: one question after the other, Enter goes on, Esc leaves."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.widgets.still import NonBlinkingInput

OnAnswers = Callable[[list[str]], object]


class PromptField(NonBlinkingInput):
    """Gives what is written on at once, so that no key that follows is lost."""

    async def action_submit(self) -> None:
        """Enter."""
        if isinstance(self.parent, Prompt):
            self.parent.accept_answer(self.value.strip())


class Prompt(Horizontal):
    """Hidden until something is asked."""

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
        """The question, and where the answer is written."""
        yield Static(markup=False)
        yield PromptField(compact=True, select_on_focus=False)

    @property
    def is_asking(self) -> bool:
        """Whether somebody is writing."""
        return self._then is not None

    def ask_questions(self, questions: Sequence[tuple[str, str]], then: OnAnswers, left: OnAnswers | None = None) -> None:
        """questions: the words, and what stands there already. then: is given what was written, in order.

        left: after Esc is given what was written until then, where something was. While one thing is asked, nothing else is.
        """
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
        """An answer; the last one ends it."""
        self._answers.append(answer)
        if len(self._answers) < len(self._questions):
            self._ask_next()
            return
        then, answers = self._then, self._answers
        self._close_field()
        if then is not None:
            then(answers)

    def action_give_up(self) -> None:
        """Nothing is written into the journal."""
        left, written = self._left, [*self._answers, self.query_one(Input).value.strip()]
        self._close_field()
        if left is not None and any(written):
            left(written)

    def _close_field(self) -> None:
        self._then = self._left = None
        self.display = False
        if self._before is not None:
            self._before.focus()
