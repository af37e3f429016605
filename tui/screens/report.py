"""The report: a summary of the exercise, where its journal is, and how it is played again. On request the whole report is written."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from reports.after_action.summary import summary
from sim.drill.after import After
from sim.drill.kept_plays import split_of
from sim.drill.split import REPLICATIONS, Split
from sim.pool import PoolError
from tui.flow import screen_named
from tui.glyphs import PLAIN
from tui.keyboard import bound
from tui.reporting import Wanted, facts_of, made
from tui.screens.commands import KeyCommands
from tui.screens.wash_plays import WashPlays
from tui.session import Session
from tui.widgets.markdown import page
from tui.widgets.pane import in_signs

if TYPE_CHECKING:
    from tui.app import Allcall

WANTED = Wanted()
"""The report in all formats, as a draft, into the folder of outputs."""
KEYS = (
    "{report.write} write it as Word, PDF, HTML", "{report.back} hot wash", "↑ ↓ read on", "{exercise.emergency} real emergency",
    "Ctrl+Q leave",
)  # fmt: skip


class Report(Screen[None]):
    """The screen. found: what a thousand emergencies gave, if they were played."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("report.write", "write"),
        bound("report.back", "back"),
    ]

    COMMANDS: ClassVar[set[Any]] = {KeyCommands}
    looked_back: After

    def __init__(
        self, found: Split | None = None, replications: int = REPLICATIONS, processes: int | None = None
    ) -> None:
        super().__init__()
        self.found, self.replications, self.processes = found, replications, processes
        self.text = ""
        self.writing = False

    @property
    def session(self) -> Session:
        """The exercise. Raises RuntimeError where none is open."""
        session = cast("Allcall", self.app).session
        if session is None:
            raise RuntimeError("no exercise is open")
        return session

    def compose(self) -> ComposeResult:
        """The text, and one line of keys."""
        yield Static("EXERCISE EXERCISE EXERCISE", id="banner", markup=False)
        with VerticalScroll():
            yield Static(id="text", markup=False)
        yield Static(id="keys", classes="row", markup=False)

    def on_mount(self) -> None:
        """Made once."""
        app, session = cast("Allcall", self.app), self.session
        self.set_class(app.signs is PLAIN, "plain")
        self.looked_back = After(session.conduct)
        self.text = summary(self.looked_back, session.path, self.found)
        self.query_one("#text", Static).update(page(self.text, app.signs))
        self.says()
        self.query_one(VerticalScroll).focus()

    def says(self, words: str = "") -> None:
        """In the last row: what was done, and the keys that there is room for."""
        app = cast("Allcall", self.app)
        line = app.keys.line([words, *KEYS[1:]] if words else KEYS, app.size.width)
        self.query_one("#keys", Static).update(in_signs(Text(line), app.signs))

    def action_write(self) -> None:
        """Writes the report beside where Allcall was started, as Word, PDF and HTML; the other emergencies are played before it."""
        if not self.writing:
            self.writing = True
            self.says("writing …")
            self.writes(self.session)

    @work(thread=True, exclusive=True, group="report")
    def writes(self, session: Session) -> None:
        """In its thread: plays what is not kept, then writes."""
        try:
            whole = self.found is not None and self.found.replications >= self.replications
            found = self.found if whole else self.plays(session)
            facts = facts_of(session.journal, session.path, self.looked_back, found, WANTED)
            result = made(facts, WANTED)
            words = f"{len(result.papers)} files in {WANTED.out}"
            words = f"{words}; {result.empty} blanks left" if result.empty else words
        except OSError as error:
            words = f"{error.filename or WANTED.out}: {error.strerror}; nothing was written"
        except PoolError as error:
            words = str(error)
        self.app.call_from_thread(self.written, words)

    def plays(self, session: Session) -> Split | None:
        """The thousand, from what is kept or anew; None where it was stopped before the first."""
        worker = get_current_worker()
        return split_of(
            session.path,
            session.journal.header,
            self.looked_back.state,
            self.looked_back.one_play,
            self.replications,
            self.processes,
            lambda done: self.app.call_from_thread(
                self.says, f"playing {done.done:,} of {done.total:,} others …"
            ),
            lambda: worker.is_cancelled,
        )

    def written(self, words: str) -> None:
        """Says what came of it."""
        self.writing = False
        self.says(words)

    def action_back(self) -> None:
        """The hot wash again, where one came from there."""
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        if isinstance(below, WashPlays):
            self.app.pop_screen()
        else:
            self.app.switch_screen(screen_named("hot-wash"))
