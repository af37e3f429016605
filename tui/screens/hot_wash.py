"""The hot wash: what happened is looked at together, the fog lifted. Nothing here plays the exercise any further.

All arms through time; everything said and done; the evaluators' grid; what the alert and what the room brought in a thousand
emergencies; another answer tried out; what is to be improved. What is written here goes through the conduct into the journal.
"""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reports.ruling import ruling_in
from reports.split_table import split_in_words, split_rows
from sim.drill import evaluation
from sim.drill.conduct import Refused
from sim.drill.decisions import NoAnswer
from sim.drill.journal import JournalError
from sim.drill.said import lines
from sim.drill.sessions import without_path
from sim.drill.split import REPLICATIONS
from sim.drill.times import minutes, t_plus
from tui.glyphs import PLAIN
from tui.keyboard import bound
from tui.screens import wash_writing as writing
from tui.screens.people import asks_who_is_here
from tui.screens.wash_plays import WashPlays
from tui.widgets import wash_lists as say
from tui.widgets.pane import in_signs
from tui.widgets.prompt import Prompt
from tui.widgets.wash import chart
from tui.widgets.wash_panes import EVERYWHERE, EVERYWHERE_HELP, HELP, KEYS, LISTS, PANES

WIDE, TALL = 100, 34  # columns and rows from which on the chart stands above the other panes
STEP, STRIDE = 5.0, 30.0  # seconds of T+ that the cursor moves


class HotWash(WashPlays):
    """The screen."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("wash.left", f"scrub(-{STEP})"),
        bound("wash.right", f"scrub({STEP})"),
        bound("wash.far_left", f"scrub(-{STRIDE})"),
        bound("wash.far_right", f"scrub({STRIDE})"),
        bound("wash.first", "scrub(-1e9)"),
        bound("wash.last", "scrub(1e9)"),
        bound("wash.pane", "pane(1)", priority=True),
        bound("wash.pane_before", "pane(-1)", priority=True),
        bound("wash.thousand", "thousand"),
        bound("wash.halt", "halt"),
        bound("wash.improve", "improve"),
        bound("wash.evaluator", "evaluator"),
        *(bound(f"wash.rate_{grade.lower()}", f"rate('{grade}')") for grade in evaluation.GRADES),
        bound("wash.report", "report"),
        bound("wash.people", "people"),
        bound("wash.help", "help"),
    ]

    def __init__(
        self, replications: int = REPLICATIONS, processes: int | None = None, at_once: bool = True
    ) -> None:
        """replications, processes: of the thousand. at_once: whether they begin without being asked for."""
        super().__init__(replications, processes, at_once)
        self.pane = "time"
        self._last = 0.0
        self._at: dict[str, int] = {}  # which line of each list is read

    # what is drawn

    def compose(self) -> ComposeResult:
        """Banner, head, the chart, the panes, one line of details, one of keys."""
        yield Static("EXERCISE EXERCISE EXERCISE", id="banner", markup=False)
        yield Static(id="head", classes="row head", markup=False)
        yield Static(id="tabs", classes="row", markup=False)
        yield Static(id="time", markup=False)
        for name in LISTS:
            yield OptionList(id=name, classes="pane", markup=False, compact=True)
        with VerticalScroll(id="split", classes="pane"):
            yield Static(id="split-text", markup=False)
        yield Static(id="detail", markup=False)
        yield Prompt()
        yield Static(id="keys", classes="row", markup=False)

    def on_mount(self) -> None:
        """Everything is drawn once; then the head, once a second. The thousand begin."""
        self._last = self.allcall.wall()
        self.set_class(self.allcall.signs is PLAIN, "plain")
        self.refill()
        self.shows("time")
        self.time_passes()
        self.set_interval(1.0, self.time_passes)
        self.run_worker(self.allcall.opens_to_the_room())
        if self.at_once:
            self.begins_thousand()

    def on_resize(self, _: events.Resize) -> None:
        """The chart stands above the panes where there is room."""
        self.set_class(self.wide, "wide")
        self.shows(self.pane)

    @property
    def wide(self) -> bool:
        """Whether the chart and a pane are seen together."""
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def time_passes(self) -> None:
        """The room's time goes on; T+ does not."""
        now = self.allcall.wall()
        self.session.conduct.pass_room_time(max(0.0, now - self._last))
        self._last = now
        self.allcall.publish(self.session.frame())
        self.draw_head()

    def draw_head(self) -> None:
        """What is left of the slot."""
        state = self.state
        room, whole = self.session.conduct.clock.room, 60.0 * state.exercise.minutes
        said = f"room {minutes(room)} of {minutes(whole)}   fog lifted"
        if state.frozen:
            said = f"stopped at {t_plus(self.wash.after.stopped)}: real emergency"
        self.row("head", f" HOT WASH  {state.exercise.title}   {said}")

    def row(self, name: str, words: str | Text) -> None:
        """Writes a line."""
        self.query_one(f"#{name}", Static).update(self.signed(words))

    def signed(self, words: str | Text) -> Text:
        """As this terminal can show it."""
        return in_signs(Text(words) if isinstance(words, str) else words, self.allcall.signs)

    def shows(self, pane: str) -> None:
        """Brings a pane to the front."""
        self.pane = "said" if self.wide and pane == "time" else pane
        for name in PANES:
            front = name == self.pane or (name == "time" and self.wide)
            self.query_one(f"#{name}").display = front
        names = [name for name in PANES if not (self.wide and name == "time")]
        tabs = Text(" ")
        for name in names:
            tabs.append(f" {PANES[name]} ", "reverse bold" if name == self.pane else "")
        self.row("tabs", tabs)
        self.row("keys", self.keys.line([*KEYS[self.pane], *EVERYWHERE], self.app.size.width))
        self.draw_head()
        self.draw_chart()
        front_one = self.query_one(f"#{self.pane}")
        front_one.focus() if front_one.can_focus else self.set_focus(None)
        self.draw_split()
        self.detail()

    def draw_chart(self) -> None:
        """The chart, as large as its place."""
        place = self.query_one("#time", Static)
        if place.display:
            height = 16 if self.wide else self.app.size.height - 4
            place.update(self.signed(chart(self.wash, self.app.size.width - 2, height)))

    def refill(self) -> None:
        """Fills all lists anew; the highlighted line stays where it was."""
        self.wash.lines = [*lines(self.state)]
        self.fill("said", [(str(n), say.said(line)) for n, line in enumerate(self.wash.lines)])
        self.fill("ratings", [(str(n), say.graded(row)) for n, row in enumerate(evaluation.grid(self.state))])
        self.fill(
            "improve", [(note.id, say.improvement(note)) for note in evaluation.improvements(self.state)]
        )
        choices = [*say.options(self.wash.after.state)]
        self.fill("what-if", [(str(n), words) for n, (_, _, words) in enumerate(choices)])

    def fill(self, name: str, options: list[tuple[str, Text]]) -> None:
        """Fills one list."""
        pane = self.query_one(f"#{name}", OptionList)
        place = pane.highlighted
        pane.clear_options()
        pane.add_options([Option(self.signed(words), id=id_) for id_, words in options])
        if options:
            pane.highlighted = min(place or 0, len(options) - 1)

    @property
    def place(self) -> int:
        """Which line of the list in front is highlighted; -1 where there is none."""
        highlighted = self.query_one(f"#{self.pane}", OptionList).highlighted if self.pane in LISTS else None
        return -1 if highlighted is None else highlighted

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        """The chart's cursor follows what is read."""
        name, place = str(event.option_list.id), event.option_index
        before, self._at[name] = self._at.get(name), place
        if name != self.pane or before in (None, place):
            return
        if name == "said":
            self.wash.line = self.wash.lines[place]
            self.wash.cursor = self.wash.line.time
            self.draw_chart()
        self.detail()

    def detail(self, words: str = "") -> None:
        """The highlighted line in full, or what was just done."""
        place = self.place
        if not words and place >= 0:
            match self.pane:
                case "said":
                    words = self.wash.lines[place].words
                case "ratings":
                    words = say.grade_in_full([*evaluation.grid(self.state)][place])
                case "what-if":
                    words = say.choice_in_full([*say.options(self.wash.after.state)][place], self.wash)
                case "improve":
                    words = say.improvement_in_full(evaluation.improvements(self.state)[place])
        self.query_one("#detail").display = bool(words) or self.pane in LISTS
        self.row("detail", words or self.keys.says(HELP[self.pane]))

    # keys

    def action_scrub(self, seconds: float) -> None:
        """Moves the cursor."""
        wash = self.wash
        wash.line = None
        wash.cursor = min(wash.after.end, max(0.0, STEP * round((wash.cursor + seconds) / STEP)))
        self.draw_chart()

    def action_pane(self, step: int) -> None:
        """The next pane, or the one before."""
        names = [name for name in PANES if not (self.wide and name == "time")]
        self.shows(names[(names.index(self.pane) + step) % len(names)])

    def action_help(self) -> None:
        """What this pane is for."""
        self.detail(self.keys.says(f"{HELP[self.pane]} {EVERYWHERE_HELP}"))

    def action_report(self) -> None:
        """Ends the exercise, if it has not ended, and shows the report."""
        from tui.screens.report import Report

        if not self.state.ended and not self.does(self.session.conduct.end, ""):
            return
        self.app.push_screen(Report(self.found, self.replications, self.processes))

    def action_people(self) -> None:
        """Who is here, by name."""
        asks_who_is_here(self.app)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter on a line."""
        place = event.option_index
        match event.option_list.id:
            case "said":
                writing.fill_in(self, self.wash.lines[place])
            case "ratings":
                writing.settle(self, [*evaluation.grid(self.state)][place])
            case "what-if":
                self.try_out(place)
            case "improve":
                writing.change(self, evaluation.improvements(self.state)[place].id)

    def ask(
        self,
        questions: list[tuple[str, str]],
        then: Callable[[list[str]], object],
        left: Callable[[list[str]], None] | None = None,
    ) -> None:
        """Asks in the line at the foot."""
        self.query_one(Prompt).ask(questions, then, left)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While somebody writes, no key of the screen acts: the list beside the line stays as it is."""
        return not (self.is_mounted and self.query_one(Prompt).asks) and super().check_action(
            action, parameters
        )

    def action_rate(self, grade: str) -> None:
        """A proposal for the highlighted line."""
        if self.pane == "ratings" and self.place >= 0:
            writing.propose(self, [*evaluation.grid(self.state)][self.place], grade)

    def action_evaluator(self) -> None:
        """Who proposes from now on."""
        self.ask([("evaluator, as a table or a role", self.evaluator)], self.rates)

    def rates(self, said: list[str]) -> None:
        """Who that is."""
        self.evaluator = said[0]
        self.detail(f"ratings from now on: {said[0] or 'facilitator'}")

    def action_improve(self) -> None:
        """A new line of the improvement plan."""
        self.shows("improve")
        writing.improve(self)

    def does(self, act: Callable[[], object], words: str) -> bool:
        """Through the conduct, then everything is drawn again. Returns whether it was done."""
        try:
            act()
        except (Refused, NoAnswer, LookupError) as error:
            self.detail(str(error))
            return False
        except JournalError as error:
            self.detail(f"not written: {without_path(str(error), self.session.path)}")
            return False
        self.refill()
        self.detail(words)
        return True

    def draw_split(self, words: str = "") -> None:
        """The table, or how far it is."""
        place = self.query_one("#split-text", Static)
        if self.found is None:
            if words or not self.playing:
                place.update(self.signed(words or self.keys.says(HELP["split"])))
            return
        width = self.app.size.width
        ruling = ruling_in(self.wash.after)
        said = [Text(words) for words in split_in_words(self.found, ruling)]
        place.update(self.signed(Text("\n").join([*split_rows(self.found, width, ruling), Text(), *said])))
