"""What the hot wash plays beside the exercise: another answer, and a thousand other emergencies. In threads; the screen goes on meanwhile.

Nothing is played with what the exercise holds: an answer that is tried out has a state of its own, and the thousand have processes. They
begin by themselves when the hot wash does, so that the report is there when it ends; one processor is left to the screen.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on, work
from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from sim.drill.after import Review, build_arm_curves
from sim.drill.decisions import DecisionResponse, InvalidDecision
from sim.drill.kept_plays import load_or_run_counterfactual
from sim.drill.one_play import ObservedPlay
from sim.drill.said import narrate
from sim.drill.split import REPLICATIONS, Counterfactual
from sim.drill.state import State
from sim.drill.times import format_minutes
from sim.drill.what_if import WhatIf, record_what_if, replay_with_decision
from sim.measures import compute_measures
from sim.pool import PoolError, Progress, count_processors
from sim.seams import Entry
from tui.glyphs import ASCII_GLYPHS
from tui.keyboard import KeyMap
from tui.screens.commands import KeyCommands
from tui.session import Session
from tui.widgets import wash_lists as say
from tui.widgets.wash import HotWashData

if TYPE_CHECKING:
    from tui.app import Allcall


class WorkerReport(Message):
    """What a thread has played: another answer, how far a thousand are, or what they gave (None: nothing); words where it went wrong."""

    def __init__(self, what: WhatIf | Progress | Counterfactual | PoolError | str | None) -> None:
        super().__init__()
        self.what = what


class HotWashBase(Screen[None]):
    """What the screen of the hot wash stands on. found: what the thousand gave."""

    COMMANDS: ClassVar[set[Any]] = {KeyCommands}

    def __init__(
        self, replications: int = REPLICATIONS, processes: int | None = None, at_once: bool = True
    ) -> None:
        """replications, processes: of the thousand. at_once: whether they begin without being asked for."""
        super().__init__()
        self.replications, self.processes, self.at_once = replications, processes, at_once
        self.found: Counterfactual | None = None
        self.playing = False
        self.halted = False
        self.evaluator = ""  # who rates; empty for the facilitator
        self.begun: list[str] = []  # what was written of an improvement that was left before its end
        self._wash: HotWashData | None = None

    def show_pane(self, pane: str) -> None:
        """Brings a pane to the front."""
        raise NotImplementedError

    def show_detail(self, words: str = "") -> None:
        """Says something under the panes."""
        raise NotImplementedError

    def ask_questions(
        self,
        questions: list[tuple[str, str]],
        then: Callable[[list[str]], object],
        left: Callable[[list[str]], None] | None = None,
    ) -> None:
        """Asks in the line at the foot."""
        raise NotImplementedError

    def run_command(self, act: Callable[[], object], words: str) -> bool:
        """Through the conduct, then everything is drawn again."""
        raise NotImplementedError

    def refill_lists(self) -> None:
        """Fills all lists anew."""
        raise NotImplementedError

    def draw_chart(self) -> None:
        """The chart."""
        raise NotImplementedError

    def draw_effects(self, words: str = "") -> None:
        """What the thousand gave, or how far they are."""
        raise NotImplementedError

    # what it stands on

    @property
    def allcall(self) -> "Allcall":
        """The application."""
        return cast("Allcall", self.app)

    @property
    def keys(self) -> KeyMap:
        """As they are bound."""
        return self.allcall.keys

    @property
    def session(self) -> Session:
        """The exercise. Raises RuntimeError where none is open."""
        if self.allcall.session is None:
            raise RuntimeError("no exercise is open")
        return self.allcall.session

    @property
    def state(self) -> State:
        """How it stands."""
        return self.session.conductor.state

    @property
    def wash(self) -> HotWashData:
        """What is looked at."""
        if self._wash is None:
            after = Review(self.session.conductor)
            utf8 = self.allcall.signs is not ASCII_GLYPHS
            self._wash = HotWashData(after, [*narrate(self.state)], utf8, after.stopped)
        return self._wash

    # what if

    def try_option(self, place: int) -> None:
        """Plays the highlighted option; the questions themselves are no answer."""
        decision, option, _ = [*say.iterate_options(self.wash.review.state)][place]
        if not option:
            self.show_detail("choose one of the answers under the question")
            return
        self.show_detail("playing …")
        self.replay_option(decision, option, [*self.session.journal.entries()])

    @work(thread=True, exclusive=True, group="what-if")
    def replay_option(self, decision: str, option: str, entries: list[Entry]) -> None:
        """In a thread: a fresh state, nothing of the exercise's own."""
        try:
            state, answer = State(self.session.conductor.opened), DecisionResponse(option=option)
            self.post_message(WorkerReport(replay_with_decision(state, entries, decision, answer)))
        except (InvalidDecision, LookupError) as error:
            self.post_message(WorkerReport(str(error)))

    def show_what_if(self, what_if: WhatIf) -> None:
        """One note in the journal, one more line on the chart."""
        record_what_if(self.session.conductor, what_if)
        self.wash.what_if = (what_if, build_arm_curves(what_if.trace))
        measured = compute_measures(what_if.trace, what_if.trace.tables)
        self.refill_lists()
        self.draw_chart()
        words = say.describe_what_if(self.wash, measured)
        options = self.state.decision_points[what_if.decision].decision.options
        answer = next((one.says for one in options if one.id == what_if.payload["option"]), "")
        self.show_detail(f'{what_if.decision}, "{answer}": {words}. The chart has its lines: what if.')

    # a thousand

    def action_thousand(self) -> None:
        """Shows them, and plays them unless that is being done."""
        self.show_pane("split")
        self.start_replications()

    def start_replications(self) -> None:
        """Plays them, unless that is being done."""
        if not self.playing and self.found is None:
            self.playing, self.halted = True, False
            self.draw_effects("starting …")
            self.run_replications(self.wash.review.state, self.wash.review.observed_play)

    def action_halt(self) -> None:
        """Stops them; what was played counts."""
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
        """How far it is, from its thread."""
        self.post_message(WorkerReport(progress))

    @on(WorkerReport)
    def _on_worker_report(self, message: "WorkerReport") -> None:
        """What a thread has to say."""
        match message.what:
            case WhatIf():
                self.show_what_if(message.what)
            case Progress():
                self.show_progress(message.what)
            case str():
                self.show_detail(message.what)
            case PoolError():
                self.show_effects(None, str(message.what))
            case _:
                self.show_effects(message.what, "")

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        left = f", {format_minutes(progress.left_s)} left" if progress.left_s is not None else ""
        self.draw_effects(
            f"{progress.done:,} of {progress.total:,} emergencies played{left}. {self.keys['wash.halt']} stops."
        )

    def show_effects(self, counterfactual: Counterfactual | None, wrong: str) -> None:
        """It is there, or it was stopped."""
        self.playing, self.found = False, counterfactual
        self.draw_effects(
            wrong
            or ("" if counterfactual else f"stopped before anything was played; {self.keys['wash.thousand']} plays")
        )
