"""The first screen: saved exercises to resume, then exercises to start."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Static

from scenarios.diagnostics import Problems
from scenarios.library import CatalogEntry, list_catalog, open_exercise
from sim.exercise.clock import format_t_plus
from sim.exercise.journal import JournalError
from sim.exercise.sessions import SessionSummary, list_sessions, strip_path
from tui.app import AllcallScreen
from tui.keymap import LIBRARY_HELP, build_help
from tui.widgets.inputs import CheckList, Choice

MAX_SESSIONS = 5  # sessions, at most
MAX_SESSIONS_READ = 20  # journals, at most: each has to be opened
PLANNERS_HINT = "Planners: allcall compare SCENARIO estimates how much sooner people act when all staff get an alert at once."


class Library(AllcallScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", key_display="Enter", priority=True, id="library.open"),
        Binding("question_mark", "help", "Help", key_display="?", id="library.help"),
        Binding("ctrl+q", "app.quit", "Exit", key_display="Ctrl+Q", priority=True),
    ]

    def __init__(self, home: Path | None = None) -> None:
        """home: a folder to search besides the shipped exercises; the current one by default."""
        super().__init__()
        self.home = Path() if home is None else home
        self._sessions: dict[str, Path] = {}

    def compose(self) -> ComposeResult:
        yield Static("Allcall · tabletop exercises", id="title", markup=False)
        yield CheckList(id="choices")
        yield Static(id="status", markup=False)
        yield Static(PLANNERS_HINT, id="planners", markup=False)
        yield Footer(show_command_palette=False)

    def on_screen_resume(self) -> None:
        exercises = list_catalog(self.home)
        sessions = list(islice(list_resumable(self.allcall.folder), MAX_SESSIONS))
        self._sessions = {f"session {session.name}": session.path for session in sessions}
        titles = {exercise.name: exercise.title for exercise in exercises}
        lines = [
            Choice(f"session {one.name}", format_session(one, titles), is_selectable=not one.problem)
            for one in sessions
        ]
        lines += [Choice(one.name, format_exercise(one), is_selectable=not one.problem) for one in exercises]
        choices = self.query_one(CheckList)
        choices.set_choices(lines, choices.chosen_id)
        choices.focus()

    def on_option_list_option_selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Resumes a session or prepares an exercise."""
        chosen = self.query_one(CheckList).chosen_id
        if not chosen:
            return
        self.show_message("opening …")
        self.call_after_refresh(
            self._resume_session if chosen in self._sessions else self._open_prepare, chosen
        )

    def action_help(self) -> None:
        from tui.screens.dialogs import Page

        words = build_help(LIBRARY_HELP, self.BINDINGS)
        self.app.push_screen(Page("Help: Library", words, self.allcall.signs))

    def _open_prepare(self, name: str) -> None:
        from tui.screens.prepare import Prepare

        try:
            opened = open_exercise(name)
        except Problems as error:
            self.show_message(
                f"{str(error.problems[0]).partition(chr(10))[0]}; run allcall check {name} for details"
            )
            return
        self.show_message("")
        self.app.push_screen(Prepare(opened))

    def _resume_session(self, name: str) -> None:
        from tui.app import create_screen
        from tui.session import resume_session

        try:
            self.allcall.session = resume_session(self._sessions[name])
        except (JournalError, Problems) as error:
            self.show_message(strip_path(str(error), self._sessions[name]))
            return
        self.show_message("")
        self.app.push_screen(create_screen(self.allcall.session))

    def show_message(self, text: str) -> None:
        self.query_one("#status", Static).update(text)


def list_resumable(folder: Path) -> Iterator[SessionSummary]:
    """Sessions that have not ended, latest first; after a real emergency only the hot wash is left."""
    return (
        one
        for one in islice(list_sessions(folder), MAX_SESSIONS_READ)
        if not one.is_ended and (one.entries or one.problem)
    )


def find_exercise_title(session: str, titles: dict[str, str]) -> str:
    """The exercise whose name a session starts with; empty if unknown."""
    return max((name for name in titles if session.startswith(f"{name}-")), key=len, default="")


def format_session(one: SessionSummary, titles: dict[str, str]) -> Text:
    name = one.exercise or find_exercise_title(one.name, titles)
    title = titles.get(name, name) or one.name
    said = (
        strip_path(one.problem, one.path)
        or f"saved at {format_t_plus(one.incident_time)}, after {one.exercise_time / 60:.0f} min of the exercise"
    )
    if one.is_frozen:
        said = f"stopped at {format_t_plus(one.incident_time)} for a real emergency and cannot be resumed"
    begins = "Hot wash: " if one.is_frozen else "Resume: "
    named = f"\n{one.name}" if title != one.name else ""
    return Text.assemble((begins, "bold"), (title, "bold"), f"\n{said}{named}")


def format_exercise(one: CatalogEntry) -> Text:
    if one.problem:
        return Text.assemble((one.title, "bold"), f"\ncannot be opened: {one.problem}")
    return Text.assemble(
        (f"{one.title} · {one.minutes} min", "bold"), f"\nTopics: {one.trains}\nParticipants: {one.people}"
    )
