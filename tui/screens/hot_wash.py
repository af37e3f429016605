"""The hot wash: the exercise reviewed together with everything revealed. Scenario time no longer moves.

Panes show all arms over time, the log, ratings, effects over many replications, what-if runs and the improvement plan. Entries go through
the conductor into the journal. What-if runs and replications work on states of their own, in threads and worker processes.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from reports.counterfactual import describe_effects, find_rulings, name_compared, render_effect_rows
from reports.decision_ledger import build_ledger
from sim.exercise import evaluation
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.conductor import CommandRejected
from sim.exercise.counterfactual import REPLICATIONS, Counterfactual, load_or_run_counterfactual
from sim.exercise.decisions import DecisionResponse, InvalidDecision
from sim.exercise.events import GRADES
from sim.exercise.journal import Entry, JournalError
from sim.exercise.narrative import LogLine, narrate
from sim.exercise.replay import WhatIf, record_what_if, replay_with_decision
from sim.exercise.review import ObservedPlay, Review, build_arm_curves
from sim.exercise.sessions import strip_path
from sim.exercise.state import State
from sim.experiment.chunks import PoolError
from sim.experiment.executor import Progress, count_processors
from sim.measures import compute_measures
from tui.app import AllcallScreen
from tui.keymap import KeyMap, build_screen_help, create_binding
from tui.screens.decision_walk import DecisionWalk
from tui.screens.dialogs import KeyCommands, Page
from tui.screens.participants import open_participants
from tui.terminal.glyphs import ASCII_GLYPHS
from tui.widgets import hot_wash_lists
from tui.widgets.base import to_glyphs
from tui.widgets.chart import Chart, HotWashData, arms_over_time, render_values
from tui.widgets.hot_wash_lists import (
    COMMON_HELP,
    COMMON_KEYS,
    LISTS,
    PANE_HELP,
    PANE_KEYS,
    PANE_TITLES,
    ROOM_KEYS,
    list_improvement_questions,
    match_capability,
    number_capabilities,
)
from tui.widgets.inputs import Prompt


class WorkerReport(Message):
    """A result from a thread: a what-if run, progress, replications (None if stopped), or an error."""

    def __init__(self, what: WhatIf | Progress | Counterfactual | PoolError | str | None) -> None:
        super().__init__()
        self.what = what


WIDE, TALL = 100, 34  # columns and rows from which on the chart stands above the other panes

STEP, STRIDE = 5.0, 30.0  # seconds of T+ that the cursor moves
STEP_IN_DAYS = 4 * 3600.0  # instead of STEP; six of them are a day


class HotWash(AllcallScreen):
    """The screen. found: results of the replications, once they have run."""

    COMMANDS: ClassVar[set[Any]] = {KeyCommands}
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("wash.left", f"scrub(-{STEP})"),
        create_binding("wash.right", f"scrub({STEP})"),
        create_binding("wash.far_left", f"scrub(-{STRIDE})"),
        create_binding("wash.far_right", f"scrub({STRIDE})"),
        create_binding("wash.first", "scrub(-1e9)"),
        create_binding("wash.last", "scrub(1e9)"),
        create_binding("wash.play", "play"),
        create_binding("wash.card", "card(1)"),
        create_binding("wash.card_before", "card(-1)"),
        create_binding("wash.guess", "guess"),
        create_binding("drill.room", "room"),
        create_binding("wash.pane", "pane(1)", priority=True),
        create_binding("wash.pane_before", "pane(-1)", priority=True),
        create_binding("wash.thousand", "thousand"),
        create_binding("wash.halt", "halt"),
        create_binding("wash.improve", "improve"),
        create_binding("wash.evaluator", "evaluator"),
        *(create_binding(f"wash.rate_{grade.lower()}", f"rate('{grade}')") for grade in GRADES),
        create_binding("wash.report", "report"),
        create_binding("wash.people", "people"),
        create_binding("wash.help", "help"),
    ]

    def __init__(self, replications: int = REPLICATIONS, processes: int | None = None, at_once: bool = True) -> None:
        """replications, processes: of the run. at_once: whether it starts by itself."""
        super().__init__()
        self.replications, self.processes, self.at_once = replications, processes, at_once
        self.found: Counterfactual | None = None
        self.playing = False
        self.halted = False
        self.evaluator = ""  # empty for the facilitator
        self.begun: list[str] = []  # fields of an improvement that was left before the last one
        self._wash: HotWashData | None = None
        self.pane = "time"
        self._last = 0.0
        self.walk = DecisionWalk(self)
        self._at: dict[str, int] = {}  # which line of each list is read

    # what it stands on

    @property
    def keys(self) -> KeyMap:
        return self.allcall.keys

    @property
    def state(self) -> State:
        return self.session.conductor.state

    @property
    def wash(self) -> HotWashData:
        """The data on show."""
        if self._wash is None:
            after = Review(self.session.conductor)
            utf8 = self.allcall.signs is not ASCII_GLYPHS
            self._wash = HotWashData(after, [*narrate(self.state)], utf8, after.stopped)
        return self._wash

    # what if

    def try_option(self, place: int) -> None:
        """Reruns the exercise with the highlighted answer."""
        decision, option, _ = [*hot_wash_lists.iterate_options(self.wash)][place]
        if not option:
            self.show_detail("select one of the answers under the question")
            return
        self.walk.leave_card()
        self.walk.wanted = decision, option
        self.play_option(decision, option)

    def play_option(self, decision: str, option: str) -> None:
        self.show_detail("running …")
        self.replay_option(decision, option, [*self.session.journal.entries()])

    @work(thread=True, exclusive=True, group="what-if")
    def replay_option(self, decision: str, option: str, entries: list[Entry]) -> None:
        """In a thread, on a state of its own."""
        try:
            state, answer = State(self.session.conductor.opened), DecisionResponse(option=option)
            self.post_message(WorkerReport(replay_with_decision(state, entries, decision, answer)))
        except (InvalidDecision, LookupError) as error:
            self.post_message(WorkerReport(str(error)))

    def show_what_if(self, what_if: WhatIf) -> None:
        self.wash.what_if = (what_if, build_arm_curves(what_if.trace))
        measured = compute_measures(what_if.trace, what_if.trace.tables)
        self.refill_lists()
        self.draw_chart()
        words = hot_wash_lists.describe_what_if(self.wash, measured)
        options = self.state.decision_points[what_if.decision].decision.options
        answer = next((option.says for option in options if option.id == what_if.made.option), "")
        shown = "table" if self.state.exercise.in_days else "chart"
        self.show_detail(f'{what_if.decision}, "{answer}": {words}. The {shown} shows it as "what if".')
        self.walk.compare()

    # a thousand

    def action_thousand(self) -> None:
        self.show_pane("split")
        self.start_replications()

    def start_replications(self) -> None:
        if not self.playing and self.found is None:
            self.playing, self.halted = True, False
            self.draw_effects("starting …")
            self.run_replications(self.wash.review.state, self.wash.review.observed_play)

    def action_halt(self) -> None:
        """Stops the run; finished replications count."""
        self.halted = True

    @work(thread=True, exclusive=True, group="thousand")
    def run_replications(self, state: State, here: ObservedPlay) -> None:
        """In a thread, over worker processes; cancelled with the screen."""
        worker = get_current_worker()
        try:
            found = load_or_run_counterfactual(
                self.session.path,
                self.session.journal.header,
                state,
                here,
                self.replications,
                self.processes or max(1, count_processors() - 1),
                self.report_progress,
                lambda: self.halted or worker.is_cancelled or self.allcall.stopped,
            )
            self.post_message(WorkerReport(found))
        except PoolError as error:
            self.post_message(WorkerReport(PoolError(str(error))))

    def report_progress(self, progress: Progress) -> None:
        self.post_message(WorkerReport(progress))

    @on(WorkerReport)
    def _on_worker_report(self, message: "WorkerReport") -> None:
        match message.what:
            case WhatIf():
                record_what_if(self.session.conductor, message.what)
                self.walk.receive(message.what)
            case Progress():
                self.show_progress(message.what)
            case str():
                self.walk.give_up()
                self.show_detail(message.what)
            case PoolError():
                self.show_effects(None, str(message.what))
            case _:
                self.show_effects(message.what, "")

    def show_progress(self, progress: Progress) -> None:
        engine = "" if progress.is_compiled else " by SimPy"
        left = f", {format_minutes(progress.left_s)} left" if progress.left_s is not None else ""
        done = f"{progress.done:,} of {progress.total:,} variations run{engine}{left}"
        self.draw_effects(f"{done}. {self.keys['wash.halt']} stops the run.")

    def show_effects(self, counterfactual: Counterfactual | None, wrong: str) -> None:
        self.playing, self.found = False, counterfactual
        self.draw_effects(
            wrong
            or (
                ""
                if counterfactual
                else f"Stopped before the first result. {self.keys['wash.thousand']} starts the run."
            )
        )

    # what is drawn

    def compose(self) -> ComposeResult:
        yield Static("EXERCISE EXERCISE EXERCISE", id="banner", markup=False)
        yield Static(id="head", classes="row head", markup=False)
        yield Static(id="tabs", classes="row", markup=False)
        yield Chart(id="time")
        for name in LISTS:
            yield OptionList(id=name, classes="pane", markup=False, compact=True)
        with VerticalScroll(id="split", classes="pane"):
            yield Static(id="split-text", markup=False)
        yield Static(id="detail", markup=False)
        yield Prompt()
        yield Static(id="keys", classes="row", markup=False)

    def on_mount(self) -> None:
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
        self.set_class(self.is_wide, "wide")
        self.show_pane(self.pane)

    @property
    def is_wide(self) -> bool:
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def pass_time(self) -> None:
        """Exercise time passes; T+ does not."""
        now = self.allcall.wall()
        self.session.conductor.pass_room_time(max(0.0, now - self._last))
        self._last = now
        self.allcall.publish(self.session.build_frame())
        self.draw_head()
        self.show_ledger()

    def show_ledger(self) -> None:
        """What each decision did, once that has been measured."""
        if (measured := self.allcall.effects) is None:
            return
        measured.update(self.session)
        if measured.whole is not None and not self.wash.ledger:
            self.wash.ledger = build_ledger(measured.whole, self.state)
            self.refill_lists()
            self.walk.refresh()

    def draw_head(self) -> None:
        state = self.state
        room, whole = self.session.conductor.clock.exercise_time, 60.0 * state.exercise.minutes
        said = f"exercise {format_minutes(room)} of {format_minutes(whole)}   all revealed"
        if state.frozen:
            said = f"stopped at {format_t_plus(state.scenario_time)}: real emergency"
        self.set_line("head", f" HOT WASH  {state.exercise.title}   {said}")

    def set_line(self, name: str, words: str | Text) -> None:
        self.query_one(f"#{name}", Static).update(self.to_glyphs(words))

    def to_glyphs(self, words: str | Text) -> Text:
        return to_glyphs(Text(words) if isinstance(words, str) else words, self.allcall.signs)

    def show_pane(self, pane: str) -> None:
        self.pane = "said" if self.is_wide and pane == "time" else pane
        for name in PANE_TITLES:
            front = name == self.pane or (name == "time" and self.is_wide)
            self.query_one(f"#{name}").display = front
        names = [name for name in PANE_TITLES if not (self.is_wide and name == "time")]
        tabs = Text(" ")
        for name in names:
            tabs.append(f" {PANE_TITLES[name]} ", "reverse bold" if name == self.pane else "")
        self.set_line("tabs", tabs)
        of_room = ROOM_KEYS if self.allcall.room is not None else []
        keys = [*PANE_KEYS[self.pane], *of_room, *COMMON_KEYS]
        self.set_line("keys", self.keys.fit_line(keys, self.app.size.width))
        self.draw_head()
        self.draw_chart()
        front_one = self.query_one(f"#{self.pane}")
        front_one.focus() if front_one.can_focus else self.set_focus(None)
        self.draw_effects()
        self.show_detail()

    def draw_chart(self) -> None:
        chart = self.query_one(Chart)
        if chart.display:
            values = Text("\n").join(render_values(self.wash, self.app.size.width - 2))
            chart.show(arms_over_time(self.wash), self.to_glyphs(values), self.wash.utf8)
        self.walk.show_plans()

    def action_room(self) -> None:
        if self.allcall.room is None:
            self.show_detail("phones and a projector page need allcall drill --room")
        self.allcall.open_room_page()

    def action_card(self, step: int) -> None:
        """The next decision card on the projector, or the one before."""
        self.walk.step(step)

    def action_guess(self) -> None:
        self.walk.ask_guesses()

    def action_play(self) -> None:
        self.walk.play()

    def refill_lists(self) -> None:
        self.wash.lines = [*narrate(self.state)]
        self.fill_list(
            "said", [(str(n), hot_wash_lists.format_log_line(line)) for n, line in enumerate(self.wash.lines)]
        )
        self.fill_list(
            "ratings",
            [
                (str(n), hot_wash_lists.format_rating(row))
                for n, row in enumerate(evaluation.iterate_evaluation_rows(self.state))
            ],
        )
        self.fill_list(
            "improve",
            [(note.id, hot_wash_lists.format_improvement(note)) for note in evaluation.list_improvements(self.state)],
        )
        choices = [*hot_wash_lists.iterate_options(self.wash)]
        self.fill_list("what-if", [(str(n), words) for n, (_, _, words) in enumerate(choices)])

    def fill_list(self, name: str, options: list[tuple[str, Text]]) -> None:
        pane = self.query_one(f"#{name}", OptionList)
        place = pane.highlighted
        pane.clear_options()
        pane.add_options([Option(self.to_glyphs(words), id=id_) for id_, words in options])
        if options:
            pane.highlighted = min(place or 0, len(options) - 1)

    @property
    def highlighted_index(self) -> int:
        """Index of the highlighted line; -1 if there is none."""
        highlighted = self.query_one(f"#{self.pane}", OptionList).highlighted if self.pane in LISTS else None
        return -1 if highlighted is None else highlighted

    @on(OptionList.OptionHighlighted)
    def _on_highlight(self, event: OptionList.OptionHighlighted) -> None:
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
        """Shows the highlighted line in full, or a message."""
        place = self.highlighted_index
        if not words and place >= 0:
            match self.pane:
                case "said":
                    words = self.wash.lines[place].text
                case "ratings":
                    rows = [*evaluation.iterate_evaluation_rows(self.state)]
                    words = hot_wash_lists.describe_ratings(rows[place], rows)
                case "what-if":
                    words = hot_wash_lists.describe_choice(
                        [*hot_wash_lists.iterate_options(self.wash)][place], self.wash
                    )
                case "improve":
                    words = hot_wash_lists.describe_improvement(evaluation.list_improvements(self.state)[place])
        self.query_one("#detail").display = bool(words) or self.pane in LISTS
        self.set_line("detail", words or self.keys.fill_in_keys(PANE_HELP[self.pane]))

    # keys

    def action_scrub(self, seconds: float) -> None:
        wash = self.wash
        wash.line = None
        first, last = wash.limits
        step = STEP_IN_DAYS if wash.review.exercise.in_days else STEP
        moved = step * round((wash.cursor + seconds * step / STEP) / step)
        wash.cursor = min(last, max(first, moved))
        self.draw_chart()

    def action_pane(self, step: int) -> None:
        names = [name for name in PANE_TITLES if not (self.is_wide and name == "time")]
        self.show_pane(names[(names.index(self.pane) + step) % len(names)])

    def action_help(self) -> None:
        words = build_screen_help(f"{PANE_HELP[self.pane]}\n{COMMON_HELP}", self.keys, self.BINDINGS)
        self.app.push_screen(Page(f"Help: {PANE_TITLES[self.pane]}", words, self.allcall.signs))

    def action_report(self) -> None:
        """Ends the exercise and opens the report."""
        from tui.screens.report import Report

        if not self.state.ended and not self.run_command(self.session.conductor.end, ""):
            return
        self.app.push_screen(Report(self.found, self.replications, self.processes, over_hot_wash=True))

    def action_people(self) -> None:
        open_participants(self.app)

    @on(OptionList.OptionSelected)
    def _on_select(self, event: OptionList.OptionSelected) -> None:
        place = event.option_index
        match event.option_list.id:
            case "said":
                complete_line(self, self.wash.lines[place])
            case "ratings":
                finalize_rating(self, [*evaluation.iterate_evaluation_rows(self.state)][place])
            case "what-if":
                self.try_option(place)
            case "improve":
                edit_improvement(self, evaluation.list_improvements(self.state)[place].id)

    def ask_questions(
        self,
        questions: list[tuple[str, str]],
        then: Callable[[list[str]], object],
        left: Callable[[list[str]], None] | None = None,
    ) -> None:
        self.query_one(Prompt).ask_questions(questions, then, left)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While text is entered, no other key acts."""
        return not (self.is_mounted and self.query_one(Prompt).is_asking) and super().check_action(action, parameters)

    def action_rate(self, grade: str) -> None:
        if self.pane == "ratings" and self.highlighted_index >= 0:
            propose_rating(self, [*evaluation.iterate_evaluation_rows(self.state)][self.highlighted_index], grade)

    def action_evaluator(self) -> None:
        self.ask_questions([("evaluator (a table or a role)", self.evaluator)], self.set_evaluator)

    def set_evaluator(self, said: list[str]) -> None:
        self.evaluator = said[0]
        self.show_detail(f"Evaluator: {said[0] or 'facilitator'}")

    def action_improve(self) -> None:
        self.show_pane("improve")
        add_improvement(self)

    def run_command(self, act: Callable[[], object], words: str) -> bool:
        """Runs a command and redraws. Returns whether it was done."""
        try:
            act()
        except (CommandRejected, InvalidDecision, LookupError) as error:
            self.show_detail(str(error))
            return False
        except JournalError as error:
            self.show_detail(f"not saved: {strip_path(str(error), self.session.path)}")
            return False
        self.refill_lists()
        self.show_detail(words)
        return True

    def draw_effects(self, words: str = "") -> None:
        place = self.query_one("#split-text", Static)
        if self.found is None:
            if words or not self.playing:
                place.update(self.to_glyphs(words or self.keys.fill_in_keys(PANE_HELP["split"])))
            return
        width = self.app.size.width
        ruling = find_rulings(self.wash.review)
        said = [Text(words) for words in describe_effects(self.found, ruling)]
        compared = name_compared(self.wash.review.state)
        place.update(
            self.to_glyphs(Text("\n").join([*render_effect_rows(self.found, width, ruling, compared), Text(), *said]))
        )


FIELDS = ("text", "action", "capability", "owner", "due")


def complete_line(screen: HotWash, line: LogLine) -> None:
    """Adds text to a mark, or the rationale to a decision."""
    conductor, state = screen.session.conductor, screen.state
    if line.kind == "note":
        screen.ask_questions(
            [(line.subject_id.replace("-", " "), state.notes[line.subject_id].text)],
            lambda said: screen.run_command(
                lambda: evaluation.complete_note(conductor, line.subject_id, text=said[0]), "saved"
            ),
        )
    elif line.kind == "decide":
        screen.ask_questions(
            [(f"rationale for {line.subject_id}", str(state.decision_points[line.subject_id].response.rationale))],
            lambda said: screen.run_command(lambda: conductor.correct(line.subject_id, rationale=said[0]), "saved"),
        )


def propose_rating(screen: HotWash, row: evaluation.EvaluationRow, grade: str) -> None:
    who = screen.evaluator
    screen.run_command(
        lambda: evaluation.propose_rating(screen.session.conductor, row.objective.id, grade, who, row.task),
        f"{who or 'facilitator'} proposes {grade}: {GRADES[grade]}",
    )


def finalize_rating(screen: HotWash, row: evaluation.EvaluationRow) -> None:
    """Finalizes the evaluator's own proposal, or the only one."""
    mine = [note for note in row.proposals if note.by == screen.evaluator]
    chosen = mine or (row.proposals if len(row.proposals) == 1 else ())
    if not chosen:
        screen.show_detail("Propose a rating with P, S, M or U first. Enter then finalizes it.")
        return
    screen.run_command(
        lambda: evaluation.finalize_rating(screen.session.conductor, chosen[0].id), f"final: {chosen[0].rating}"
    )


def add_improvement(screen: HotWash) -> None:
    conductor, state = screen.session.conductor, screen.state

    def written(said: list[str]) -> None:
        done = screen.run_command(
            lambda: evaluation.add_improvement(conductor, *match_capability(said, state)), "saved"
        )
        screen.begun = [] if done else said

    def left(said: list[str]) -> None:
        screen.begun = [*said, *begun[len(said) :]]
        screen.show_detail(screen.keys.fill_in_keys("Not saved. {wash.improve} continues with your text."))

    begun = [*screen.begun, *[""] * len(FIELDS)]
    asked = [(words, begun[place]) for place, (words, _) in enumerate(list_improvement_questions(state))]
    screen.ask_questions(asked, written, left)
    screen.show_detail(number_capabilities(state))


def edit_improvement(screen: HotWash, name: str) -> None:
    conductor, state = screen.session.conductor, screen.state

    def written(said: list[str]) -> None:
        values = dict(zip(FIELDS, match_capability(said, state), strict=True))
        screen.run_command(lambda: evaluation.complete_note(conductor, name, **values), "saved")

    screen.ask_questions(
        list_improvement_questions(state, state.notes[name]), written, lambda _: screen.show_detail("not changed")
    )
    screen.show_detail(number_capabilities(state))
