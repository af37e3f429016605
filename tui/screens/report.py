"""The report: a summary of the exercise, where its journal is, and how it is played again. On request it is written to a file."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from sim.drill.after import After
from sim.drill.split import Split
from tui.flow import screen_named
from tui.glyphs import PLAIN
from tui.keyboard import bound
from tui.pages.after_action import summary
from tui.screens.wash_plays import WashPlays
from tui.widgets.markdown import page
from tui.widgets.pane import in_signs

if TYPE_CHECKING:
    from tui.app import Allcall

FOLDER = Path("allcall-output")
KEYS = (
    "{report.write} write to a file", "{report.back} hot wash", "↑ ↓ read on", "{exercise.emergency} real emergency", "Ctrl+Q leave",
)  # fmt: skip


class Report(Screen[None]):
    """The screen. found: what a thousand emergencies gave, if they were played."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("report.write", "write"),
        bound("report.back", "back"),
    ]

    def __init__(self, found: Split | None = None) -> None:
        super().__init__()
        self.found = found
        self.text = ""

    def compose(self) -> ComposeResult:
        """The text, and one line of keys."""
        yield Static("EXERCISE EXERCISE EXERCISE", id="banner", markup=False)
        with VerticalScroll():
            yield Static(id="text", markup=False)
        yield Static(id="keys", classes="row", markup=False)

    def on_mount(self) -> None:
        """Made once."""
        app = cast("Allcall", self.app)
        if app.session is None:
            raise RuntimeError("no exercise is open")
        self.set_class(app.signs is PLAIN, "plain")
        self.text = summary(After(app.session.conduct), app.session.path, self.found)
        self.query_one("#text", Static).update(page(self.text, app.signs))
        self.says()
        self.query_one(VerticalScroll).focus()

    def says(self, words: str = "") -> None:
        """In the last row: what was done, and the keys that there is room for."""
        app = cast("Allcall", self.app)
        line = app.keys.line([words, *KEYS[1:]] if words else KEYS, app.size.width)
        self.query_one("#keys", Static).update(in_signs(Text(line), app.signs))

    def action_write(self) -> None:
        """Writes the summary beside where Allcall was started. What is there already is kept."""
        session = cast("Allcall", self.app).session
        path = FOLDER / f"{session.path.stem if session else 'exercise'}.md"
        try:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(self.text, encoding="utf-8")
        except OSError as error:
            self.says(f"{path}: {error.strerror}; nothing was written")
            return
        self.says(f"written: {path}")

    def action_back(self) -> None:
        """The hot wash again, where one came from there."""
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        if isinstance(below, WashPlays):
            self.app.pop_screen()
        else:
            self.app.switch_screen(screen_named("hot-wash"))
