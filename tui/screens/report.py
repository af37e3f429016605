"""The report screen: a summary of the exercise. The full report is written to files on request."""

from typing import Any, ClassVar

from rich.console import Group
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.worker import get_current_worker

from reports.after_action.summary import build_summary
from reports.documents.model import Paper
from reports.documents.terminal_writer import lay_out_paper
from scenarios.diagnostics import Problems
from sim.exercise.counterfactual import REPLICATIONS, Counterfactual, load_or_run_counterfactual
from sim.exercise.decision_effects import EMERGENCIES, DecisionEffects, load_or_measure_effects
from sim.exercise.review import Review
from sim.experiment.chunks import PoolError
from tui.app import AllcallScreen, create_screen_named
from tui.keymap import create_binding
from tui.report_builder import ReportOptions, build_report_data, complete_facts, write_report_files
from tui.screens.dialogs import KeyCommands
from tui.session import Session
from tui.terminal.glyphs import ASCII_GLYPHS
from tui.widgets.base import to_glyphs

DEFAULT_OPTIONS = ReportOptions()
"""The report in all formats, as a draft, into the folder of outputs."""
DRAWING_TEXT, WRITING_TEXT = "drawing the figures (1 of 2) …", "writing Word, PDF and HTML (2 of 2) …"
"""What is done after the replications, which the last count of them would hide."""
KEYS = (
    "{report.write} save Word, PDF and HTML", "{report.back} hot wash", "↑ ↓ scroll", "{exercise.emergency} real",
    "Ctrl+Q save and exit",
)  # fmt: skip


class Report(AllcallScreen):
    """counterfactual: results of the replications, if they were run. over_hot_wash: whether the hot wash lies under it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("report.write", "write"),
        create_binding("report.back", "back"),
    ]

    COMMANDS: ClassVar[set[Any]] = {KeyCommands}
    review: Review
    paper: Paper

    def __init__(
        self,
        counterfactual: Counterfactual | None = None,
        replications: int = REPLICATIONS,
        processes: int | None = None,
        over_hot_wash: bool = False,
    ) -> None:
        super().__init__()
        self.over_hot_wash = over_hot_wash
        self.found, self.replications, self.processes = counterfactual, replications, processes
        self.writing = False

    def compose(self) -> ComposeResult:
        yield Static("EXERCISE EXERCISE EXERCISE", id="banner", markup=False)
        with VerticalScroll():
            yield Static(id="text", markup=False)
        yield Static(id="keys", classes="row", markup=False)

    def on_mount(self) -> None:
        app, session = self.allcall, self.session
        self.set_class(app.signs is ASCII_GLYPHS, "plain")
        self.review = Review(session.conductor)
        self.paper = build_summary(self.review, session.path, self.found)
        self.query_one("#text", Static).update(Group(*lay_out_paper(self.paper)))
        self.show_message()
        self.query_one(VerticalScroll).focus()

    def show_message(self, words: str = "") -> None:
        app = self.allcall
        line = app.keys.fit_line([words, *KEYS[1:]] if words else KEYS, app.size.width)
        self.query_one("#keys", Static).update(to_glyphs(Text(line), app.signs))

    def action_write(self) -> None:
        """Writes the report as Word, PDF and HTML into the folder of outputs, after any missing replications."""
        if not self.writing:
            self.writing = True
            self.show_message("writing …")
            self.write_in_thread(self.session)

    @work(thread=True, exclusive=True, group="report")
    def write_in_thread(self, session: Session) -> None:
        try:
            whole = self.found is not None and self.found.replications >= self.replications
            found = self.found if whole else self.play_replications(session)
            effects = self.measure_effects(session)
            self.app.call_from_thread(self.show_message, DRAWING_TEXT)
            facts = build_report_data(session.journal, session.path, self.review, found, DEFAULT_OPTIONS, effects)
            facts = complete_facts(facts, DEFAULT_OPTIONS, session.path)
            self.app.call_from_thread(self.show_message, WRITING_TEXT)
            result = write_report_files(facts, DEFAULT_OPTIONS)
            words = f"{len(result.papers)} files in {DEFAULT_OPTIONS.out}"
            words = f"{words}, {result.open_blanks} items to complete" if result.open_blanks else words
        except OSError as error:
            words = f"{error.filename or DEFAULT_OPTIONS.out}: {error.strerror}; no report was written"
        except (PoolError, Problems) as error:
            words = str(error).partition("\n")[0]
        self.app.call_from_thread(self.show_written, words)

    def play_replications(self, session: Session) -> Counterfactual | None:
        """The replications, saved or new; None if stopped before the first."""
        worker = get_current_worker()
        return load_or_run_counterfactual(
            session.path,
            session.journal.header,
            self.review.state,
            self.review.observed_play,
            self.replications,
            self.processes,
            lambda done: self.app.call_from_thread(
                self.show_message, f"running {done.done:,} of {done.total:,} variations …"
            ),
            lambda: worker.is_cancelled,
        )

    def measure_effects(self, session: Session) -> DecisionEffects | None:
        """What each decision did, kept or measured now; None if stopped."""
        worker, emergencies = get_current_worker(), min(EMERGENCIES, self.replications)
        return load_or_measure_effects(
            session.path,
            session.journal.header,
            self.review.state,
            emergencies,
            self.processes,
            lambda done: self.app.call_from_thread(
                self.show_message, f"decisions: {done.done:,} of {done.total:,} variations …"
            ),
            lambda: worker.is_cancelled,
        )

    def show_written(self, words: str) -> None:
        self.writing = False
        self.show_message(words)

    def action_back(self) -> None:
        if self.over_hot_wash:
            self.app.pop_screen()
        else:
            self.app.switch_screen(create_screen_named("hot-wash"))
