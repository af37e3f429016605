"""The first screen: saved exercises to resume, exercises to start, and ended ones with their reports; beside them a preview."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Footer, Static

from scenarios.diagnostics import Problems
from scenarios.library import CatalogEntry, ValidatedExercise, list_catalog, open_exercise
from tui.app import AllcallScreen
from tui.keymap import LIBRARY_HELP, build_help
from tui.widgets.base import to_glyphs
from tui.widgets.inputs import CheckList, Choice

if TYPE_CHECKING:
    from sim.exercise.sessions import SessionSummary

MAX_SESSIONS = 5  # sessions, at most
MAX_ENDED = 5  # ended sessions, at most
PREVIEW_COLUMNS = 100  # columns from which there is a preview
TALL = 45  # rows from which the list has headings and blank lines
NONE_YET = (
    "None yet. Exercises that you save and exit are listed here to resume, and ended exercises with their reports."
)
DAY_PATTERN = re.compile(r"-(\d{4}-\d{2}-\d{2})-\d{4}(?:-\d+)?$")
MAX_SESSIONS_READ = 20  # journals, at most: each has to be opened
PLANNERS_HINT = "Planners: the Lab compares two strategies while you move the inputs. allcall compare SCENARIO prints the comparison."
NOTES = {
    "Your own exercises": "Start Allcall in the folder of your own exercises to list them here. allcall new exercise NAME writes a file to "
    "begin with.",
    "For planners": "The Lab compares two strategies while you move the inputs. allcall compare SCENARIO prints the comparison.",
}
"""Below the list where there is space, by heading."""


class Library(AllcallScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", key_display="Enter", priority=True, id="library.open"),
        Binding("l", "lab", "Lab", id="library.lab"),
        Binding("question_mark", "help", "Help", key_display="?", id="library.help"),
        Binding("ctrl+q", "app.quit", "Exit", key_display="Ctrl+Q", priority=True),
    ]

    def __init__(self, home: Path | None = None) -> None:
        """home: a folder to search besides the shipped exercises; the current one by default."""
        super().__init__()
        self.home = Path() if home is None else home
        self._sessions: dict[str, Path] = {}
        self._exercises: dict[str, str] = {}  # what opens the exercise of a choice, by the id of the choice
        self._last_runs: dict[str, str] = {}  # the day of the last run, by exercise
        self._opened: dict[str, ValidatedExercise] = {}
        self._asked: set[str] = set()  # what is opened already, or being opened
        self._groups: dict[str, list[Choice]] = {}  # by heading

    def compose(self) -> ComposeResult:
        yield Static("Allcall · tabletop exercises", id="title", markup=False)
        with Horizontal():
            yield CheckList(id="choices")
            yield Static(id="preview", markup=False)
        yield Static(id="status", markup=False)
        yield Static(PLANNERS_HINT, id="planners", markup=False)
        yield Footer(show_command_palette=False)

    def on_screen_resume(self) -> None:
        exercises = list_catalog(self.home)
        found = read_sessions(self.allcall.folder)
        resumable = list_resumable(found)[:MAX_SESSIONS]
        ended = [one for one in found if one.is_ended][:MAX_ENDED]
        titles = {exercise.name: exercise.title for exercise in exercises}
        self._sessions = {f"session {one.name}": one.path for one in (*resumable, *ended)}
        self._exercises = {f"session {one.name}": one.exercise for one in (*resumable, *ended)}
        self._exercises |= {exercise.name: exercise.name for exercise in exercises if not exercise.problem}
        self._last_runs = {one.exercise: find_day(one.name) for one in reversed(found) if one.exercise}
        self._groups = {
            "Saved exercises": [
                Choice(f"session {one.name}", format_session(one, titles), is_selectable=not one.problem)
                for one in resumable
            ],
            "Start an exercise": [
                Choice(one.name, format_exercise(one), is_selectable=not one.problem) for one in exercises
            ],
            "Ended exercises": [
                Choice(f"session {one.name}", format_ended(one, titles), is_selectable=not one.problem) for one in ended
            ],
        }
        self._show_choices()
        self.query_one(CheckList).focus()
        self._show_preview()

    def _show_choices(self) -> None:
        choices, is_tall = self.query_one(CheckList), self.size.height >= TALL
        lines = space_out(self._groups) if is_tall else chain.from_iterable(self._groups.values())
        choices.set_choices(lines, choices.chosen_id)

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < PREVIEW_COLUMNS, "narrow")
        self.set_class(event.size.height >= TALL, "tall")
        self._show_choices()
        self._show_preview()

    def on_option_list_option_highlighted(self) -> None:
        self._show_preview()

    def _show_preview(self) -> None:
        """Draws the preview of the marked exercise; it is opened beside the screen, once."""
        name = self._exercises.get(self.query_one(CheckList).chosen_id, "")
        if not self.has_class("narrow"):
            if self.query_one("#preview").size.width:
                self._draw_preview(name)
            else:
                self.call_after_refresh(self._draw_preview, name)
            if name and name not in self._asked:
                self._asked.add(name)
                self.run_worker(partial(self._open_for_preview, name), thread=True)

    def _open_for_preview(self, name: str) -> None:
        import sim.measures  # noqa: F401 - exercises name them, and hazards
        import tui.widgets.exercise_preview  # noqa: F401 - here, and not while the screen waits

        with suppress(Problems):
            self._opened[name] = open_exercise(name)
            self.app.call_from_thread(self._show_preview)

    def _draw_preview(self, name: str) -> None:
        pane, opened = self.query_one("#preview", Static), self._opened.get(name)
        if opened is None or not pane.size.width:
            pane.update("")
            return
        from tui.widgets.exercise_preview import render_preview
        from tui.widgets.floor_plan import build_palette

        palette = build_palette(self.app.theme_variables, self.allcall.signs)
        text = render_preview(opened, self._last_runs.get(name, ""), (pane.size.width, pane.size.height), palette)
        pane.update(to_glyphs(text, self.allcall.signs))

    def on_option_list_option_selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Resumes a session or prepares an exercise."""
        chosen = self.query_one(CheckList).chosen_id
        if not chosen:
            return
        self.show_message("opening …")
        self.call_after_refresh(self._resume_session if chosen in self._sessions else self._open_prepare, chosen)

    def action_lab(self) -> None:
        """Compares strategies instead."""
        from tui.screens.lab import Lab

        self.app.push_screen(Lab())

    def action_help(self) -> None:
        from tui.screens.dialogs import Page

        words = build_help(LIBRARY_HELP, self.BINDINGS)
        self.app.push_screen(Page("Help: Library", words, self.allcall.signs))

    def _open_prepare(self, name: str) -> None:
        from tui.screens.prepare import Prepare

        try:
            opened = open_exercise(name)
        except Problems as error:
            self.show_message(f"{str(error.problems[0]).partition(chr(10))[0]}; run allcall check {name} for details")
            return
        self.show_message("")
        self.app.push_screen(Prepare(opened))

    def _resume_session(self, name: str) -> None:
        from sim.exercise.journal import JournalError
        from sim.exercise.sessions import strip_path
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


def space_out(groups: Mapping[str, Sequence[Choice]]) -> Iterator[Choice]:
    """The choices under headings, with blank lines, then notes. Where no exercise was begun, what would stand there."""
    shown = {heading: choices for heading, choices in groups.items() if choices}
    notes = NOTES if len(shown) > 1 else {"Saved and ended exercises": NONE_YET, **NOTES}
    shown |= {heading: [Choice(f"about {heading}", note, is_selectable=False)] for heading, note in notes.items()}
    for heading, choices in shown.items():
        yield Choice(heading, Text(f"{heading}\n ", "bold"), is_selectable=False)
        for choice in choices:
            yield choice
            yield Choice(f"below {choice.id}", "", is_selectable=False)


def read_sessions(folder: Path) -> "list[SessionSummary]":
    """The latest exercises that were begun. The first screen of a new user does not wait for the model."""
    if not any(folder.glob("*.journal")):
        return []
    from sim.exercise.sessions import list_sessions

    return list(islice(list_sessions(folder), MAX_SESSIONS_READ))


def list_resumable(sessions: "Iterable[SessionSummary]") -> "list[SessionSummary]":
    """Those that have not ended; after a real emergency only the hot wash is left. What cannot be opened comes last."""
    left = (one for one in sessions if not (one.is_ended or one.is_empty))
    return sorted(left, key=lambda one: bool(one.problem))


def find_day(session: str) -> str:
    """The day in the name of a session: `2026-03-05`; empty if it has none."""
    day = DAY_PATTERN.search(session)
    return day[1] if day else ""


def format_ended(one: "SessionSummary", titles: dict[str, str]) -> Text:
    """An ended exercise, whose report opens."""
    from sim.exercise.clock import format_t_plus
    from sim.exercise.sessions import strip_path

    title = titles.get(one.exercise, one.exercise) or one.name
    said = (
        strip_path(one.problem, one.path)
        or f"ended at {format_t_plus(one.incident_time)}, after {one.exercise_time / 60:.0f} min of the exercise"
    )
    return Text.assemble(("Report: ", "bold"), (title, "bold"), f"\n{said}\n{one.name}")


def find_exercise_title(session: str, titles: dict[str, str]) -> str:
    """The exercise whose name a session starts with; empty if unknown."""
    return max((name for name in titles if session.startswith(f"{name}-")), key=len, default="")


def format_session(one: "SessionSummary", titles: dict[str, str]) -> Text:
    from sim.exercise.clock import format_t_plus
    from sim.exercise.sessions import strip_path

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
