"""Participants by name: typed, pasted or read from a file. Optional, from the briefing to the hot wash.

Each name is journaled at once. Text that cannot be parsed stays in the field with the reason. Names appear on no other screen.
"""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, cast

from rich.cells import set_cell_size
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, Static

from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.journal import JournalError
from sim.exercise.participants import (
    Participant,
    UnclearNames,
    build_role_titles,
    merge_participants,
    parse_participants,
    read_participants_file,
)
from tui.app import Allcall
from tui.screens.dialogs import Ask
from tui.widgets.base import Banner, NonBlinkingInput
from tui.widgets.inputs import CheckList, Choice

INSTRUCTIONS = (
    "Enter a name for the selected role, or role: name, or name, role. Enter adds it and selects the next role.\n"
    "To paste, put one name on each line. Or enter the path of a CSV file with the columns name, role, organization, email."
)
MAX_ERRORS = 3  # sentences
ROLE_WIDTH = 26  # columns
SEPARATOR = "; "


class NamesInput(NonBlinkingInput):
    """A one-line field; text pasted in several lines is added at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.mark(-1)", show=False),
        Binding("down", "screen.mark(1)", show=False),
    ]

    def _on_paste(self, event: events.Paste) -> None:
        lines = [line for line in event.text.splitlines() if line.strip()]
        if len(lines) > 1:
            event.prevent_default()
            event.stop()
            cast(ParticipantsScreen, self.screen).add_participants(event.text, SEPARATOR.join(lines).expandtabs(1))


class ParticipantsScreen(Screen[None]):
    """Roles with their participants. conduct: records the names."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "Add", key_display="Enter", priority=True, id="people.add"),
        Binding("tab,shift+tab", "turn", "Names or list", key_display="Tab", priority=True, id="people.turn"),
        Binding("delete,backspace", "remove", "Remove", key_display="Del", id="people.remove"),
        Binding("escape", "done", "Done", key_display="Esc", priority=True, id="people.done"),
    ]

    def __init__(self, conductor: Conductor) -> None:
        super().__init__()
        self.conduct = conductor
        self.titles = build_role_titles(conductor.state.exercise)
        self._told = ""  # what was written and not entered, when that was said

    def compose(self) -> ComposeResult:
        yield Banner()
        yield Static("Participants", id="head", markup=False)
        yield Static(INSTRUCTIONS, id="how", markup=False)
        yield CheckList(id="people")
        yield Static(id="status", markup=False)
        yield NamesInput(id="names", compact=True, select_on_focus=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self._refresh_list(next(iter(self.titles)))
        self.query_one(NamesInput).focus()

    # the list

    @property
    def participants(self) -> tuple[Participant, ...]:
        return self.conduct.state.people

    def _refresh_list(self, marked: str) -> None:
        lines, here = [], self.conduct.state.participants
        for role, title in self.titles.items():
            lines.append(Choice(role, Text(title, "bold")))
            lines += [Choice(_option_id(one), format_participant(one)) for one in here.get(role, ())]
        self.query_one(CheckList).set_choices(lines, marked)

    def on_option_list_option_highlighted(self) -> None:
        self.query_one(NamesInput).placeholder = f"name for: {self.titles[self.role]}"

    @property
    def marked(self) -> Participant | None:
        """The selected participant; None if a role is selected."""
        chosen = self.query_one(CheckList).chosen_id
        return next((participant for participant in self.participants if _option_id(participant) == chosen), None)

    @property
    def role(self) -> str:
        """The role of the selected line."""
        chosen = self.query_one(CheckList).chosen_id
        return self.marked.role if self.marked else chosen if chosen in self.titles else next(iter(self.titles))

    def action_mark(self, step: int) -> None:
        choices = self.query_one(CheckList)
        choices.action_cursor_up() if step < 0 else choices.action_cursor_down()

    def on_option_list_option_selected(self) -> None:
        self.query_one(NamesInput).focus()

    # what is done

    @property
    def is_writing(self) -> bool:
        return isinstance(self.focused, NamesInput)

    def action_turn(self) -> None:
        (self.query_one(CheckList) if self.is_writing else self.query_one(NamesInput)).focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not (action == "remove" and self.is_writing) and super().check_action(action, parameters)

    def action_enter(self) -> None:
        """Adds the text. In the list: moves the selected name into the field to edit it."""
        field = self.query_one(NamesInput)
        if self.is_writing:
            self.add_participants(field.value.replace(SEPARATOR, "\n"), field.value)
            return
        if self.marked is not None:
            field.value = f"{self.titles[self.role]}: {self.marked.name}"
            self.action_remove()
        field.focus()
        field.cursor_position = len(field.value)

    def add_participants(self, text: str, written: str) -> None:
        """Records participants. written: text to leave in the field if it cannot be parsed."""
        if not text.strip():
            self.show_message(f"Enter a name for: {self.titles[self.role]}. Esc when done.")
            return
        field = self.query_one(NamesInput)
        try:
            more = self._parse(text.strip())
        except UnclearNames as error:
            field.value, field.cursor_position = written, len(written)
            self.show_message(format_errors(error, one_line="\n" not in text))
            return
        if self._record(merge_participants(self.participants, more)):
            field.value = ""
            is_single = len(more) == 1 and more[0].role == self.role
            self._refresh_list(self._find_next_role() if is_single else self.role)
            self.show_message(f"Added: {more[0].name}" if len(more) == 1 else f"Added: {len(more)} names")

    def _find_next_role(self) -> str:
        """The role after the selected one; the last one itself."""
        roles = [*self.titles]
        return roles[min(roles.index(self.role) + 1, len(roles) - 1)]

    def _parse(self, text: str) -> list[Participant]:
        exercise = self.conduct.state.exercise
        path = text.strip("'\"")
        if path.lower().endswith((".csv", ".tsv", ".txt")) and "\n" not in path:
            return read_participants_file(Path(path).expanduser(), exercise)
        return parse_participants(text, exercise, self.role)

    def action_remove(self) -> None:
        gone = self.marked
        if gone is None:
            self.show_message("Select a name. Roles cannot be removed.")
        elif self._record([participant for participant in self.participants if participant != gone]):
            self._refresh_list(gone.role)
            self.show_message(f"Removed: {gone.name}. No report shows the name; the saved exercise still has it.")

    def _record(self, people: list[Participant]) -> bool:
        try:
            self.conduct.set_participants(people)
        except (CommandRejected, JournalError) as error:
            self.show_message(str(error))
            return False
        return True

    def action_done(self) -> None:
        field = self.query_one(NamesInput)
        if field.value.strip() and field.value != self._told:
            self._told = field.value
            field.focus()
            self.show_message(f"Not added yet: {field.value.strip()}\nEnter adds it. Esc again discards it.")
        else:
            self.dismiss()

    def show_message(self, words: str) -> None:
        self.query_one("#status", Static).update(words)


def format_errors(error: UnclearNames, one_line: bool) -> str:
    """The first few errors. one_line: leave out the line number."""
    rest = len(error.said) - MAX_ERRORS
    lines = [one.removeprefix("line 1: ") if one_line else one for one in error.said[:MAX_ERRORS]]
    return "\n".join([*lines, *([f"and {rest} more. Nothing was added."] if rest > 0 else [])])


def _option_id(one: Participant) -> str:
    return f"{one.role}: {one.name}"


def format_participant(one: Participant) -> Text:
    name = set_cell_size(one.name, ROLE_WIDTH) if one.organization or one.contact else one.name
    rest = "  ".join(filter(None, (one.organization, one.contact)))
    return Text(f"  {name}  {rest}".rstrip())


def open_participants(app: App[None], then: Callable[[], None] | None = None, seen: bool = True) -> None:
    """Opens the screen; asks first where participants may see it. then: called on leaving. seen: whether this screen is visible to them."""
    allcall = cast(Allcall, app)
    session = allcall.session
    if session is None:
        return
    people = ParticipantsScreen(session.conductor)

    def agreed(yes: bool | None) -> None:
        if yes:
            app.push_screen(people, lambda _: then() if then else None)

    if seen and not allcall.has_participant_client:
        words = "If this screen is mirrored, participants will see the names."
        app.push_screen(Ask("Participants", words, allcall.signs), agreed)
    else:
        agreed(yes=True)
