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

from reports.ruling import find_rulings
from reports.split_table import describe_effects, render_effect_rows
from sim.drill import evaluation
from sim.drill.conduct import CommandRejected
from sim.drill.decisions import InvalidDecision
from sim.drill.journal import JournalError
from sim.drill.said import narrate
from sim.drill.sessions import strip_path
from sim.drill.split import REPLICATIONS
from sim.drill.times import format_minutes, format_t_plus
from tui.glyphs import ASCII_GLYPHS
from tui.keyboard import create_binding
from tui.screens import wash_writing as writing
from tui.screens.people import open_participants
from tui.screens.wash_plays import HotWashBase
from tui.widgets import wash_lists as say
from tui.widgets.pane import to_glyphs
from tui.widgets.prompt import Prompt
from tui.widgets.wash import render_chart
from tui.widgets.wash_panes import COMMON_KEYS, COMMON_HELP, PANE_HELP, PANE_KEYS, LISTS, PANE_TITLES

WIDE, TALL = 100, 34  # columns and rows from which on the chart stands above the other panes
STEP, STRIDE = 5.0, 30.0  # seconds of T+ that the cursor moves


class HotWash(HotWashBase):
    """The screen."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("wash.left", f"scrub(-{STEP})"),
        create_binding("wash.right", f"scrub({STEP})"),
        create_binding("wash.far_left", f"scrub(-{STRIDE})"),
        create_binding("wash.far_right", f"scrub({STRIDE})"),
        create_binding("wash.first", "scrub(-1e9)"),
        create_binding("wash.last", "scrub(1e9)"),
        create_binding("wash.pane", "pane(1)", priority=True),
        create_binding("wash.pane_before", "pane(-1)", priority=True),
        create_binding("wash.thousand", "thousand"),
        create_binding("wash.halt", "halt"),
        create_binding("wash.improve", "improve"),
        create_binding("wash.evaluator", "evaluator"),
        *(create_binding(f"wash.rate_{grade.lower()}", f"rate('{grade}')") for grade in evaluation.GRADES),
        create_binding("wash.report", "report"),
        create_binding("wash.people", "people"),
        create_binding("wash.help", "help"),
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
        self.set_class(self.allcall.signs is ASCII_GLYPHS, "plain")
        self.refill_lists()
        self.show_pane("time")
        self.pass_time()
        self.set_interval(1.0, self.pass_time)
        self.run_worker(self.allcall.open_participant_server())
        if self.at_once:
            self.start_replications()

    def on_resize(self, _: events.Resize) -> None:
        """The chart stands above the panes where there is room."""
        self.set_class(self.is_wide, "wide")
        self.show_pane(self.pane)

    @property
    def is_wide(self) -> bool:
        """Whether the chart and a pane are seen together."""
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def pass_time(self) -> None:
        """The room's time goes on; T+ does not."""
        now = self.allcall.wall()
        self.session.conductor.pass_room_time(max(0.0, now - self._last))
        self._last = now
        self.allcall.publish(self.session.build_frame())
        self.draw_head()

    def draw_head(self) -> None:
        """What is left of the slot."""
        state = self.state
        room, whole = self.session.conductor.clock.exercise_time, 60.0 * state.exercise.minutes
        said = f"room {format_minutes(room)} of {format_minutes(whole)}   fog lifted"
        if state.frozen:
            said = f"stopped at {format_t_plus(self.wash.review.stopped)}: real emergency"
        self.set_line("head", f" HOT WASH  {state.exercise.title}   {said}")

    def set_line(self, name: str, words: str | Text) -> None:
        """Writes a line."""
        self.query_one(f"#{name}", Static).update(self.to_glyphs(words))

    def to_glyphs(self, words: str | Text) -> Text:
        """As this terminal can show it."""
        return to_glyphs(Text(words) if isinstance(words, str) else words, self.allcall.signs)

    def show_pane(self, pane: str) -> None:
        """Brings a pane to the front."""
        self.pane = "said" if self.is_wide and pane == "time" else pane
        for name in PANE_TITLES:
            front = name == self.pane or (name == "time" and self.is_wide)
            self.query_one(f"#{name}").display = front
        names = [name for name in PANE_TITLES if not (self.is_wide and name == "time")]
        tabs = Text(" ")
        for name in names:
            tabs.append(f" {PANE_TITLES[name]} ", "reverse bold" if name == self.pane else "")
        self.set_line("tabs", tabs)
        self.set_line("keys", self.keys.fit_line([*PANE_KEYS[self.pane], *COMMON_KEYS], self.app.size.width))
        self.draw_head()
        self.draw_chart()
        front_one = self.query_one(f"#{self.pane}")
        front_one.focus() if front_one.can_focus else self.set_focus(None)
        self.draw_effects()
        self.show_detail()

    def draw_chart(self) -> None:
        """The chart, as large as its place."""
        place = self.query_one("#time", Static)
        if place.display:
            height = 16 if self.is_wide else self.app.size.height - 4
            place.update(self.to_glyphs(render_chart(self.wash, self.app.size.width - 2, height)))

    def refill_lists(self) -> None:
        """Fills all lists anew; the highlighted line stays where it was."""
        self.wash.lines = [*narrate(self.state)]
        self.fill_list("said", [(str(n), say.format_log_line(line)) for n, line in enumerate(self.wash.lines)])
        self.fill_list("ratings", [(str(n), say.format_rating(row)) for n, row in enumerate(evaluation.iterate_evaluation_rows(self.state))])
        self.fill_list(
            "improve", [(note.id, say.format_improvement(note)) for note in evaluation.list_improvements(self.state)]
        )
        choices = [*say.iterate_options(self.wash.review.state)]
        self.fill_list("what-if", [(str(n), words) for n, (_, _, words) in enumerate(choices)])

    def fill_list(self, name: str, options: list[tuple[str, Text]]) -> None:
        """Fills one list."""
        pane = self.query_one(f"#{name}", OptionList)
        place = pane.highlighted
        pane.clear_options()
        pane.add_options([Option(self.to_glyphs(words), id=id_) for id_, words in options])
        if options:
            pane.highlighted = min(place or 0, len(options) - 1)

    @property
    def highlighted_index(self) -> int:
        """Which line of the list in front is highlighted; -1 where there is none."""
        highlighted = self.query_one(f"#{self.pane}", OptionList).highlighted if self.pane in LISTS else None
        return -1 if highlighted is None else highlighted

    @on(OptionList.OptionHighlighted)
    def _on_highlight(self, event: OptionList.OptionHighlighted) -> None:
        """The chart's cursor follows what is read."""
        name, place = str(event.option_list.id), event.option_index
        before, self._at[name] = self._at.get(name), place
        if name != self.pane or before in (None, place):
            return
        if name == "said":
            self.wash.line = self.wash.lines[place]
            self.wash.cursor = self.wash.line.time
            self.draw_chart()
        self.show_detail()

    def show_detail(self, words: str = "") -> None:
        """The highlighted line in full, or what was just done."""
        place = self.highlighted_index
        if not words and place >= 0:
            match self.pane:
                case "said":
                    words = self.wash.lines[place].text
                case "ratings":
                    words = say.describe_ratings([*evaluation.iterate_evaluation_rows(self.state)][place])
                case "what-if":
                    words = say.describe_choice([*say.iterate_options(self.wash.review.state)][place], self.wash)
                case "improve":
                    words = say.describe_improvement(evaluation.list_improvements(self.state)[place])
        self.query_one("#detail").display = bool(words) or self.pane in LISTS
        self.set_line("detail", words or self.keys.fill_in_keys(PANE_HELP[self.pane]))

    # keys

    def action_scrub(self, seconds: float) -> None:
        """Moves the cursor."""
        wash = self.wash
        wash.line = None
        wash.cursor = min(wash.review.chart_end, max(0.0, STEP * round((wash.cursor + seconds) / STEP)))
        self.draw_chart()

    def action_pane(self, step: int) -> None:
        """The next pane, or the one before."""
        names = [name for name in PANE_TITLES if not (self.is_wide and name == "time")]
        self.show_pane(names[(names.index(self.pane) + step) % len(names)])

    def action_help(self) -> None:
        """What this pane is for."""
        self.show_detail(self.keys.fill_in_keys(f"{PANE_HELP[self.pane]} {COMMON_HELP}"))

    def action_report(self) -> None:
        """Ends the exercise, if it has not ended, and shows the report."""
        from tui.screens.report import Report

        if not self.state.ended and not self.run_command(self.session.conductor.end, ""):
            return
        self.app.push_screen(Report(self.found, self.replications, self.processes))

    def action_people(self) -> None:
        """Who is here, by name."""
        open_participants(self.app)

    @on(OptionList.OptionSelected)
    def _on_select(self, event: OptionList.OptionSelected) -> None:
        """Enter on a line."""
        place = event.option_index
        match event.option_list.id:
            case "said":
                writing.complete_line(self, self.wash.lines[place])
            case "ratings":
                writing.finalize_rating(self, [*evaluation.iterate_evaluation_rows(self.state)][place])
            case "what-if":
                self.try_option(place)
            case "improve":
                writing.edit_improvement(self, evaluation.list_improvements(self.state)[place].id)

    def ask_questions(
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
        if self.pane == "ratings" and self.highlighted_index >= 0:
            writing.propose_rating(self, [*evaluation.iterate_evaluation_rows(self.state)][self.highlighted_index], grade)

    def action_evaluator(self) -> None:
        """Who proposes from now on."""
        self.ask_questions([("evaluator, as a table or a role", self.evaluator)], self.set_evaluator)

    def set_evaluator(self, said: list[str]) -> None:
        """Who that is."""
        self.evaluator = said[0]
        self.show_detail(f"ratings from now on: {said[0] or 'facilitator'}")

    def action_improve(self) -> None:
        """A new line of the improvement plan."""
        self.show_pane("improve")
        writing.add_improvement(self)

    def run_command(self, act: Callable[[], object], words: str) -> bool:
        """Through the conduct, then everything is drawn again. Returns whether it was done."""
        try:
            act()
        except (CommandRejected, InvalidDecision, LookupError) as error:
            self.show_detail(str(error))
            return False
        except JournalError as error:
            self.show_detail(f"not written: {strip_path(str(error), self.session.path)}")
            return False
        self.refill_lists()
        self.show_detail(words)
        return True

    def draw_effects(self, words: str = "") -> None:
        """The table, or how far it is."""
        place = self.query_one("#split-text", Static)
        if self.found is None:
            if words or not self.playing:
                place.update(self.to_glyphs(words or self.keys.fill_in_keys(PANE_HELP["split"])))
            return
        width = self.app.size.width
        ruling = find_rulings(self.wash.review)
        said = [Text(words) for words in describe_effects(self.found, ruling)]
        place.update(self.to_glyphs(Text("\n").join([*render_effect_rows(self.found, width, ruling), Text(), *said])))
