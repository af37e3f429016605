"""The Lab: a question about two strategies, sliders for the inputs that matter most, and the answer while they move.

The screen asks, and `sim.experiment.live_comparison` answers in a thread: the first pairs at once, then more. In between inputs are
screened, so that those that matter most come first. A pinned arm keeps its inputs, and the live one is compared with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from reports.text.terms import CONDITION_LABELS, label_strategy, name_input, register_strategies
from scenarios.diagnostics import Problems
from scenarios.inputs import Input
from scenarios.library import list_shipped, open_emergency
from scenarios.scenario import CONDITIONS, Emergency, find_no_effect_conditions
from scenarios.settings import SettingError, collect_inputs, parse_value
from scenarios.structures import play_next
from sim.experiment.break_even import BreakEvens
from sim.experiment.chunks import PoolError
from sim.experiment.comparison import JointRange
from sim.experiment.design import PlanError
from sim.experiment.engine_check import was_discarded
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.execution import EngineName, StoppedError
from sim.experiment.executor import Progress
from sim.experiment.live_comparison import LiveAnswer, LiveArm, LiveComparison
from sim.experiment.runner import build_arm_tables
from sim.experiment.screening import find_own_value, list_inputs, screen_inputs
from sim.experiment.used_inputs import RangedInput
from sim.measures import MEASURES
from sim.model.measure import Measure
from sim.statistics.summaries import Arm
from tui.app import AllcallScreen
from tui.keymap import LAB_HELP, LAB_KEY_LINE, build_screen_help, create_binding
from tui.lab_export import ExportPlan, plan_export, play_export, write_export
from tui.screens.dialogs import Choose, Page
from tui.terminal.glyphs import ASCII_GLYPHS
from tui.widgets.base import join_lines, to_glyphs, truncate
from tui.widgets.inputs import Prompt
from tui.widgets.live_answer import describe_break_evens, render_adverse, render_differences, render_letter
from tui.widgets.live_curves import LiveCurves
from tui.widgets.question_row import QuestionRow
from tui.widgets.slider import Slider, SliderInput

WIDE = 110
"""Columns from which the question has more room."""
MAX_SLIDERS = 12
"""Inputs that are shown at first."""
PLAYS = 1_000_000
"""More than any comparison, so that compiling is worth it."""
DEFAULT_SCENARIO = "active-assailant"


@dataclass(frozen=True)
class LabQuestion:
    """What is compared, before inputs move. scenario, campus: as they were named. strategies: baseline first, by id."""

    scenario: str
    campus: str | None
    emergency: Emergency
    strategies: tuple[str, str]
    conditions: tuple[str, ...] = ()

    @property
    def arms(self) -> tuple[Arm, Arm]:
        """Baseline first."""
        return Arm(self.strategies[0], self.conditions), Arm(self.strategies[1], self.conditions)

    def play_in(self, emergency: Emergency) -> "LabQuestion":
        """The same question under another structure, whose conditions take the place of those of the former one."""
        before, after = (set(one.structure.conditions if one.structure else ()) for one in (self.emergency, emergency))
        held = {*self.conditions} - before | after
        return replace(self, emergency=emergency, conditions=tuple(name for name in CONDITIONS if name in held))

    @property
    def today(self) -> str:
        """The strategy that the campus uses."""
        return self.emergency.place.campus.present_practice


class Opened(Message):
    """A scenario was opened, and the engine is ready. values: of inputs that stay moved."""

    def __init__(self, question: LabQuestion, is_compiled: bool, values: dict[str, float] | None = None) -> None:
        super().__init__()
        self.question, self.is_compiled, self.values = question, is_compiled, values or {}


class InputsListed(Message):
    """The inputs, in the order in which they are to be shown. is_final: whether no better order follows."""

    def __init__(self, question: LabQuestion, inputs: tuple[RangedInput, ...], is_final: bool) -> None:
        super().__init__()
        self.question, self.inputs, self.is_final = question, inputs, is_final


class Answered(Message):
    """An answer to what is asked now, or was until just now."""

    def __init__(self, answer: LiveAnswer) -> None:
        super().__init__()
        self.answer = answer


class StatusChanged(Message):
    """The work of a thread, or its error."""

    def __init__(self, words: str, is_error: bool = False) -> None:
        super().__init__()
        self.words, self.is_error = words, is_error


class JointFound(Message):
    """How far the differences of these arms reach if all inputs move."""

    def __init__(self, arms: tuple[LiveArm, LiveArm], ranges: tuple[JointRange, ...]) -> None:
        super().__init__()
        self.arms, self.ranges = arms, ranges


class BreakEvenFound(Message):
    """The break-evens of an input, by primary measure."""

    def __init__(self, shown: SliderInput, found: list[tuple[Measure, BreakEvens]]) -> None:
        super().__init__()
        self.shown, self.found = shown, found


class Exported(Message):
    """Files were written."""

    def __init__(self, folder: Path, command: str) -> None:
        super().__init__()
        self.folder, self.command = folder, command


class Lab(AllcallScreen):
    """The screen. folder: where exports go, by default the current one. steps: pairs of the answers; by default those of the engine."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("lab.up", "row(-1)", priority=True),
        create_binding("lab.down", "row(1)", priority=True),
        create_binding("lab.change", "change"),
        create_binding("lab.pin", "pin"),
        create_binding("lab.break_even", "break_even"),
        create_binding("lab.export", "export"),
        create_binding("lab.all", "all"),
        create_binding("lab.reset", "reset"),
        create_binding("lab.structure", "structure"),
        create_binding("lab.curves", "curves"),
        create_binding("lab.help", "help"),
        create_binding("lab.back", "back"),
    ]

    def __init__(
        self,
        scenario: str = DEFAULT_SCENARIO,
        campus: str | None = None,
        seed: int = 1,
        engine: EngineName = "auto",
        steps: tuple[int, ...] | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.folder = Path.cwd() if folder is None else folder
        self.scenario, self.campus, self.seed, self.engine, self.steps = scenario, campus, seed, engine, steps
        self.question: LabQuestion | None = None
        self.live: LiveComparison | None = None
        self.values: dict[str, float] = {}
        """Moved inputs of the live arm, and of the baseline unless an arm is pinned."""
        self.pinned: LiveArm | None = None
        self.answer: LiveAnswer | None = None
        self.inputs: tuple[RangedInput, ...] = ()
        self.listed: LabQuestion | None = None
        """The question that the order of the inputs is for."""
        self.break_evens: dict[str, float | None] = {}
        """By input, with all others where they are."""
        self.joint: dict[tuple[LiveArm, LiveArm], tuple[JointRange, ...]] = {}
        """Found so far."""
        self.shows_all = False
        self.status = StatusChanged("")

    # what it is made of

    def compose(self) -> ComposeResult:
        yield Static(id="head", classes="row", markup=False)
        with Horizontal(id="body"):
            with VerticalScroll(id="question", can_focus=False):
                yield Vertical(id="rows")
                yield Static(id="inputs-head", classes="section", markup=False)
                yield Vertical(id="sliders")
            with Vertical(id="answer"):
                yield Static(id="arms", classes="row", markup=False)
                yield LiveCurves(self.allcall.keys["lab.curves"])
                yield Static(id="differences", markup=False)
        yield Static(id="status", classes="row", markup=False)
        yield Prompt()
        yield Static(id="keys", classes="row", markup=False)

    def on_mount(self) -> None:
        self.set_class(self.is_plain, "plain")
        self.open(self.scenario, self.campus)

    def on_unmount(self) -> None:
        if self.live is not None:
            self.live.close()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")
        self.call_after_refresh(self.draw)

    @property
    def is_plain(self) -> bool:
        return self.allcall.signs is ASCII_GLYPHS

    # the question

    def open(self, scenario: str, campus: str | None) -> None:
        """Opens a scenario on a campus; what is on the screen stays until that is done."""
        self.show_status("Opening the scenario …")
        self.open_question(scenario, campus)

    @work(thread=True, exclusive=True, group="lab")
    def open_question(self, scenario: str, campus: str | None) -> None:
        """In a thread: files, tables, and the compiled engine, which the first time takes seconds."""
        import sim.measures  # noqa: F401 - from here on scenario files may name them, and hazards

        try:
            emergency = open_emergency(scenario, campus)
            question = choose_question(scenario, campus, emergency)
            tables = [build_arm_tables(emergency, arm) for arm in question.arms]
            is_compiled = prepare_engine(self.engine, tables, self.seed, PLAYS, self.report_compiling)
        except StoppedError:
            return
        except Problems as error:
            self.post_message(StatusChanged(str(error.problems[0]).partition("\n")[0], is_error=True))
        except (PlanError, ValueError) as error:
            self.post_message(StatusChanged(str(error), is_error=True))
        else:
            self.post_message(Opened(question, is_compiled))

    @work(thread=True, exclusive=True, group="lab")
    def open_structure(self, question: LabQuestion, values: dict[str, float], is_compiled: bool) -> None:
        """In a thread: the same question under the next structure. Inputs that it does not set stay moved."""
        try:
            plain, current = open_emergency(question.scenario, question.campus), question.emergency.structure
            emergency = play_next(plain, None if current is None else current.id)
        except Problems as error:
            self.post_message(StatusChanged(str(error.problems[0]).partition("\n")[0], is_error=True))
        except ValueError as error:
            self.post_message(StatusChanged(str(error), is_error=True))
        else:
            kept = {name: value for name, value in values.items() if name not in emergency.held}
            self.post_message(Opened(question.play_in(emergency), is_compiled, kept))

    def report_compiling(self, _progress: Progress) -> None:
        """In the thread. Raises StoppedError once the screen was left."""
        if get_current_worker().is_cancelled:
            raise StoppedError("left while compiling")
        self.post_message(StatusChanged("Preparing the fast engine. The first time, this takes a few seconds."))

    @on(Opened)
    def _on_opened(self, message: Opened) -> None:
        if self.live is not None:
            self.live.close()
        emergency = message.question.emergency
        register_strategies(emergency.strategies.values())
        self.live = LiveComparison(emergency, self.seed, message.is_compiled, self.steps)
        self.values, self.pinned, self.joint = message.values, None, {}
        self.set_question(message.question)
        if self.engine != "simpy" and was_discarded():
            self.notify("Compiled code differed from SimPy, so SimPy plays.", severity="warning")

    def set_question(self, question: LabQuestion) -> None:
        """Asks another question of the same emergency; inputs keep where they were moved to."""
        self.question, self.answer = question, None
        self.forget_break_evens()
        self.fill_rows()
        self.ask()

    def fill_rows(self) -> None:
        """The rows of the question."""
        question = self.question
        if question is None:
            return
        emergency = question.emergency
        idle = find_no_effect_conditions(emergency)
        rows = [
            QuestionRow("scenario", "Scenario", emergency.title),
            QuestionRow("campus", "Campus", emergency.place.campus.title),
            *([QuestionRow("structure", "Assumed", emergency.structure.title)] if emergency.structure else []),
            QuestionRow("baseline", "A", self.label_baseline(), letter="A"),
            QuestionRow("strategy", "B", label_strategy(question.strategies[1], question.today), letter="B"),
            *(
                QuestionRow(name, "", CONDITION_LABELS[name], is_checked=name in question.conditions)
                for name in CONDITIONS
                if name not in idle
            ),
        ]
        self.run_worker(self.replace_rows(rows), group="rows", exclusive=True)

    async def replace_rows(self, rows: list[QuestionRow]) -> None:
        """Puts these rows in the place of those there were; the same one keeps the focus."""
        focused = self.focused.name_ if isinstance(self.focused, QuestionRow) else ""
        holder = self.query_one("#rows", Vertical)
        async with self.batch():
            await holder.remove_children()
            await holder.mount_all(rows)
        for row in rows:
            if row.name_ == focused:
                row.focus()

    def label_baseline(self) -> str:
        """What B is compared with."""
        question = self.question
        if question is None:
            return ""
        if self.pinned is None:
            return label_strategy(question.strategies[0], question.today)
        moved = len(self.pinned.values)
        inputs = "" if not moved else f", {moved} input{'s' if moved > 1 else ''} moved"
        return f"pinned: {label_strategy(self.pinned.strategy, question.today)}{inputs}"

    # asking and answering

    @property
    def arms(self) -> tuple[LiveArm, LiveArm]:
        """Those that are compared now. Raises RuntimeError before a scenario is open."""
        if self.question is None:
            raise RuntimeError("no scenario is open")
        values = tuple(sorted(self.values.items()))
        first, second = (LiveArm(*arm, values) for arm in self.question.arms)
        return self.pinned or first, second

    def ask(self) -> None:
        """Asks what is on the screen; what was asked before is no longer answered."""
        if self.live is not None and self.question is not None:
            self.find_answer(self.live, self.question, self.arms, self.listed != self.question)

    @work(thread=True, exclusive=True, group="lab")
    def find_answer(
        self, live: LiveComparison, question: LabQuestion, arms: tuple[LiveArm, LiveArm], screens: bool
    ) -> None:
        """In a thread: the first answer, the inputs that matter most, then finer answers."""
        worker = get_current_worker()
        try:
            if not live.refine(arms, lambda: worker.is_cancelled, self.post_answer, live.steps[0]):
                return
            if screens and not self.screen_question(live, question, lambda: worker.is_cancelled):
                return
            if not live.refine(arms, lambda: worker.is_cancelled, self.post_answer):
                return
            if live.is_compiled and arms[0].conditions == arms[1].conditions and arms not in self.joint:
                self.post_message(JointFound(arms, live.find_joint(arms, lambda: worker.is_cancelled)))
        except (PlanError, ValueError, RuntimeError) as error:
            self.post_message(StatusChanged(str(error), is_error=True))

    def post_answer(self, answer: LiveAnswer) -> None:
        self.post_message(Answered(answer))

    def screen_question(self, live: LiveComparison, question: LabQuestion, stop: Callable[[], bool]) -> bool:
        """Lists the inputs, then puts those that matter most first. Returns False if stopped."""
        inputs = list_inputs(question.emergency, question.arms, live.is_compiled)
        self.post_message(InputsListed(question, inputs, is_final=not live.is_compiled))
        if not live.is_compiled:
            return True  # screening would take minutes
        self.post_message(StatusChanged("Finding the inputs that matter most …"))
        screened = screen_inputs(question.emergency, question.arms, inputs, live.seed, live.is_compiled, stop)
        if screened is None:
            return False
        self.post_message(InputsListed(question, tuple(entry.ranged for entry in screened), is_final=True))
        self.post_message(StatusChanged(""))
        return True

    @on(Answered)
    def _on_answered(self, message: Answered) -> None:
        if self.question is not None and message.answer.arms == self.arms:
            self.answer = message.answer
            if not self.status.is_error:
                self.show_status("")
            self.draw()

    @on(JointFound)
    def _on_joint_found(self, message: JointFound) -> None:
        if message.ranges:
            self.joint[message.arms] = message.ranges
            self.draw()

    @on(StatusChanged)
    def _on_status_changed(self, message: StatusChanged) -> None:
        self.show_status(message.words, message.is_error)

    def show_status(self, words: str, is_error: bool = False) -> None:
        """The row above the keys."""
        self.status = StatusChanged(words, is_error)
        text = Text(f" {words}", style="bold" if is_error else "", no_wrap=True)
        self.query_one("#status", Static).update(to_glyphs(text, self.allcall.signs))

    # sliders

    @on(InputsListed)
    def _on_inputs_listed(self, message: InputsListed) -> None:
        if message.question != self.question:
            return
        if message.is_final:
            self.listed = message.question
        self.inputs = message.inputs
        self.drop_unused_values()
        self.run_worker(self.replace_sliders(), group="sliders", exclusive=True)

    def drop_unused_values(self) -> None:
        """Of inputs that only a strategy from before had."""
        names = {ranged.name for ranged in self.inputs}
        if unused := self.values.keys() - names:
            self.values = {name: value for name, value in self.values.items() if name not in unused}
            self.ask()

    async def replace_sliders(self) -> None:
        """The inputs that were moved, then those that matter most."""
        question = self.question
        if question is None:
            return
        moved = [ranged for ranged in self.inputs if ranged.name in self.values]
        others = [ranged for ranged in self.inputs if ranged.name not in self.values]
        shown = [*moved, *others]
        if not self.shows_all:
            shown = shown[: max(MAX_SLIDERS, len(moved))]
        sources = collect_inputs(question.emergency, question.strategies)
        sliders = [
            Slider(build_slider_input(ranged, sources[ranged.name]), self.allcall.signs, self.values.get(ranged.name))
            for ranged in shown
        ]
        before = self.focused
        holder = self.query_one("#sliders", Vertical)
        async with self.batch():
            await holder.remove_children()
            await holder.mount_all(sliders)
        if sliders and (before is None or isinstance(before, Slider)):
            name = before.shown.name if isinstance(before, Slider) and before.is_moved else ""
            next((slider for slider in sliders if slider.shown.name == name), sliders[0]).focus()
        self.mark_break_evens()
        self.draw_inputs_head()

    def forget_break_evens(self, but: str = "") -> None:
        """They hold as long as nothing else moves."""
        self.break_evens = {name: value for name, value in self.break_evens.items() if name == but}
        self.mark_break_evens()

    def mark_break_evens(self) -> None:
        """On the sliders."""
        for slider in self.query(Slider):
            slider.break_even = self.break_evens.get(slider.shown.name)

    def draw_inputs_head(self) -> None:
        is_screened = self.live is not None and self.live.is_compiled and self.listed == self.question
        words = "Main drivers" if is_screened else "Inputs"
        shown, total = len(self.query(Slider)), len(self.inputs)
        count = f" ({shown} of {total})" if shown < total else ""
        self.query_one("#inputs-head", Static).update(f"{words}{count}" if total else "")

    @on(Slider.Moved)
    def _on_moved(self, message: Slider.Moved) -> None:
        slider = message.slider
        self.forget_break_evens(but=slider.shown.name)
        if slider.is_moved:
            self.values[slider.shown.name] = slider.value
        else:
            self.values.pop(slider.shown.name, None)
        self.status = StatusChanged("")
        self.ask()
        self.draw_head()

    def action_reset(self) -> None:
        """All inputs back to the values of the files."""
        self.values.clear()
        self.forget_break_evens()
        for slider in self.query(Slider):
            slider.value = slider.shown.own
        self.ask()

    def action_structure(self) -> None:
        """The next structure of the scenario, and after the last the scenario as it is."""
        question, live = self.question, self.live
        if question is None or live is None:
            return
        if not question.emergency.scenario.structures:
            self.show_status("This scenario declares no structures", is_error=True)
            return
        self.open_structure(question, dict(self.values), live.is_compiled)

    def action_all(self) -> None:
        self.shows_all = not self.shows_all
        self.run_worker(self.replace_sliders(), group="sliders", exclusive=True)

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is typed, keys are text."""
        if self.is_mounted and action in ("row", "back") and self.query_one(Prompt).is_asking:
            return False
        return super().check_action(action, parameters)

    def action_row(self, step: int) -> None:
        """The next row of the question, or the next slider."""
        rows = [*self.query(QuestionRow), *self.query(Slider)]
        if not rows:
            return
        place = rows.index(self.focused) if self.focused in rows else -1
        rows[(place + step) % len(rows)].focus()

    def action_change(self) -> None:
        """Chooses another value of the row, or types one for the slider."""
        row = self.focused
        if isinstance(row, Slider):
            self.ask_value(row)
        elif isinstance(row, QuestionRow):
            self.change_row(row)

    @on(QuestionRow.Chosen)
    def _on_row_chosen(self, message: QuestionRow.Chosen) -> None:
        self.change_row(message.row)

    def change_row(self, row: QuestionRow) -> None:
        if self.question is None:
            return
        if row.is_checked is not None:
            held = set(self.question.conditions) ^ {row.name_}
            ordered = tuple(name for name in CONDITIONS if name in held)
            self.set_question(replace(self.question, conditions=ordered))
        elif row.name_ in ("scenario", "campus"):
            self.choose_file(row.name_)
        elif row.name_ == "structure":
            self.action_structure()
        else:
            self.choose_strategy(row.name_)

    def choose_file(self, kind: str) -> None:
        question, names = self.question, list_shipped(kind)
        if question is None:
            return

        def chosen(place: int | None) -> None:
            if place is None:
                return
            if kind == "scenario":
                self.open(names[place], None)
            else:
                self.open(question.scenario, names[place])

        self.app.push_screen(Choose(kind.title(), names, self.allcall.signs), chosen)

    def choose_strategy(self, which: str) -> None:
        question = self.question
        if question is None:
            return
        if which == "baseline" and self.pinned is not None:
            self.action_pin()
            return
        names = list(dict.fromkeys(strategy.strategy for strategy in question.emergency.strategies.values()))
        labels = [label_strategy(name, question.today) for name in names]

        def chosen(place: int | None) -> None:
            if place is None:
                return
            first, second = question.strategies
            pair = (names[place], second) if which == "baseline" else (first, names[place])
            self.set_question(replace(question, strategies=pair))

        title = "A: compare with" if which == "baseline" else "B: strategy"
        self.app.push_screen(Choose(title, labels, self.allcall.signs), chosen)

    def ask_value(self, slider: Slider) -> None:
        def entered(answers: list[str]) -> None:
            try:
                value = parse_value(slider.shown.source, answers[0])
            except SettingError as error:
                self.show_status(str(error), is_error=True)
                return
            ranged = slider.shown.ranged
            if not ranged.low <= value <= ranged.high:
                bounds = " to ".join(slider.shown.format(end) for end in (ranged.low, ranged.high))
                self.show_status(f"{answers[0]} is outside the range, {bounds}", is_error=True)
                return
            slider.move(value)

        shown = slider.shown
        self.query_one(Prompt).ask_questions([(shown.label, shown.format(slider.value))], entered)

    def action_pin(self) -> None:
        """Keeps B as it is now, and compares with it; again, compares with the strategy as before."""
        if self.question is None:
            return
        self.pinned = None if self.pinned is not None else self.arms[1]
        self.forget_break_evens()
        self.fill_rows()
        self.ask()

    def action_break_even(self) -> None:
        """Of the input that is chosen."""
        slider, live = self.focused, self.live
        if not isinstance(slider, Slider) or live is None:
            self.show_status(
                "Choose an input first: its break-even is where B stops being better than A", is_error=True
            )
            return
        self.show_status(f"Finding the break-even of {slider.shown.label} …")
        self.find_break_even(live, self.arms, slider.shown, self.pinned is None)

    @work(thread=True, exclusive=True, group="lab")
    def find_break_even(
        self, live: LiveComparison, arms: tuple[LiveArm, LiveArm], shown: SliderInput, moves_both: bool
    ) -> None:
        """In a thread, for each primary measure."""
        worker, found = get_current_worker(), list[tuple[Measure, BreakEvens]]()
        deltas = live.emergency.smallest_differences()
        try:
            for measure in [MEASURES[name] for name in deltas]:
                break_evens = live.find_break_evens(
                    arms, shown.ranged, measure, lambda: worker.is_cancelled, moves_both=moves_both
                )
                if break_evens is None:
                    return
                found.append((measure, break_evens))
        except (PlanError, ValueError, RuntimeError) as error:
            self.post_message(StatusChanged(str(error), is_error=True))
            return
        self.post_message(BreakEvenFound(shown, found))

    @on(BreakEvenFound)
    def _on_break_even_found(self, message: BreakEvenFound) -> None:
        shown = message.shown
        self.show_status("")
        self.break_evens[shown.name] = message.found[0][1].zero.value
        self.mark_break_evens()
        lines = [describe_break_evens(found, measure, shown) for measure, found in message.found]
        lines.append("All other inputs are where you moved them. Intervals are Monte Carlo error only.")
        self.app.push_screen(Page(f"Break-even: {shown.label}", "\n\n".join(lines), self.allcall.signs))
        self.ask()

    def action_export(self) -> None:
        """Figures, tables and the command of what is on the screen."""
        question, answer = self.question, self.answer
        if question is None or answer is None or self.live is None:
            self.show_status("There is no answer yet to export", is_error=True)
            return
        under = question.emergency.structure
        named = [question.scenario, *(("--campus", question.campus) if question.campus else ())]
        named += ["--structure", under.id] if under else []
        try:
            plan = plan_export(question.emergency, named, self.arms, answer.pairs, self.seed)
        except (PlanError, SettingError) as error:
            self.show_status(str(error), is_error=True)
            return
        self.show_status("Exporting figures, tables and the command …")
        self.write_files(plan, self.live.is_compiled)

    @work(thread=True, exclusive=True, group="export")
    def write_files(self, plan: ExportPlan, is_compiled: bool) -> None:
        """In a thread; leaving the screen stops it."""
        worker = get_current_worker()
        try:
            comparison, raw = play_export(plan, is_compiled, lambda: worker.is_cancelled)
            folder = write_export(plan, comparison, raw, self.folder)
        except StoppedError:
            return
        except (PlanError, PoolError, OSError, ValueError) as error:
            self.post_message(StatusChanged(str(error), is_error=True))
        else:
            self.post_message(Exported(folder, plan.command))

    @on(Exported)
    def _on_exported(self, message: Exported) -> None:
        self.show_status(f"Exported to {message.folder.name}")
        words = (
            f"Figures, tables and the command are in {message.folder}.\n\nThe same again:\n\n{message.command}"
            "\n\nLeave out --input-pairs 0 --joint 0, and it also tells how sensitive the answer is to its inputs."
        )
        self.app.push_screen(Page("Exported", words, self.allcall.signs))

    def action_curves(self) -> None:
        self.query_one(LiveCurves).turn()

    def action_help(self) -> None:
        page = build_screen_help(LAB_HELP, self.allcall.keys, [*self.BINDINGS, *Slider.BINDINGS])
        self.app.push_screen(Page("Help: Lab", page, self.allcall.signs))

    def action_back(self) -> None:
        """To the library, or out where there is none below."""
        if len(self.app.screen_stack) > 2:
            self.dismiss()
        else:
            self.app.exit()

    # what is drawn

    def draw(self) -> None:
        """Everything that the answer changes."""
        self.draw_head()
        keys = self.allcall.keys.fit_line(LAB_KEY_LINE, self.app.size.width)
        self.query_one("#keys", Static).update(to_glyphs(Text(keys), self.allcall.signs))
        answer = self.answer
        self.query_one("#answer").display = answer is not None
        if answer is None:
            return
        from reports.figures.time_curves import find_curves_limit

        self.query_one(LiveCurves).show(answer.curves, find_curves_limit(answer.curves), not self.is_plain)
        self.query_one("#arms", Static).update(self.render_legend())
        width = self.query_one("#differences").size.width or self.app.size.width // 2
        joint = self.joint.get(self.arms, ())
        lines = render_differences(answer, width, joint, self.has_class("wide"))
        lines += render_adverse(answer, width, 2)
        self.query_one("#differences", Static).update(to_glyphs(join_lines(lines), self.allcall.signs))

    def draw_head(self) -> None:
        question, answer, width = self.question, self.answer, self.app.size.width
        if question is None:
            self.query_one("#head", Static).update(" Lab")
            return
        place = question.emergency.place
        title = f" Lab · {question.emergency.title} · {place.campus.title}"
        pairs = "" if answer is None else f"{answer.pairs:,} of {answer.target:,} runs of each arm "
        text = truncate(title, width - len(pairs) - 1)
        self.query_one("#head", Static).update(
            to_glyphs(Text(f"{text:<{width - len(pairs)}}{pairs}", no_wrap=True), self.allcall.signs)
        )

    def render_legend(self) -> Text:
        question = self.question
        if question is None:
            return Text("")
        text = Text(" ", no_wrap=True)
        labels = self.label_baseline(), label_strategy(question.strategies[1], question.today)
        for letter, label in zip("AB", labels, strict=True):
            text.append_text(render_letter(letter)).append(f" {label}  ")
        return to_glyphs(text, self.allcall.signs)


def build_slider_input(ranged: RangedInput, source: Input) -> SliderInput:
    """An input with its label and its own value."""
    return SliderInput(ranged, source, name_input(ranged.name), find_own_value(source))


def choose_question(scenario: str, campus: str | None, emergency: Emergency) -> LabQuestion:
    """The row of the scenario on the campus as it is that begins with what the campus does today; else the first row."""
    today = emergency.place.campus.present_practice
    rows = [row for row in emergency.scenario.headlines if not row.conditions] or emergency.scenario.headlines
    ids = [(emergency.strategy(row.without).strategy, emergency.strategy(row.with_).strategy) for row in rows]
    if not ids:
        names = list(dict.fromkeys(strategy.strategy for strategy in emergency.strategies.values()))
        ids = [(names[0], names[-1])]
    pair = next((pair for pair in ids if pair[0] == today), ids[0])
    return LabQuestion(scenario, campus, emergency, pair)
