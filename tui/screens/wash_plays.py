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

from sim.drill.after import After, curves_of
from sim.drill.decisions import Answer, NoAnswer
from sim.drill.kept_plays import split_of
from sim.drill.one_play import OnePlay
from sim.drill.said import lines
from sim.drill.split import REPLICATIONS, Split
from sim.drill.state import State
from sim.drill.times import minutes
from sim.drill.what_if import WhatIf, noted, with_another_answer
from sim.measures import measure_all
from sim.pool import PoolError, Progress, usable_processors
from sim.seams import Entry
from tui.glyphs import PLAIN
from tui.keyboard import Keys
from tui.screens.commands import KeyCommands
from tui.session import Session
from tui.widgets import wash_lists as say
from tui.widgets.wash import Wash

if TYPE_CHECKING:
    from tui.app import Allcall


class Played(Message):
    """What a thread has played: another answer, how far a thousand are, or what they gave (None: nothing); words where it went wrong."""

    def __init__(self, what: WhatIf | Progress | Split | PoolError | str | None) -> None:
        super().__init__()
        self.what = what


class WashPlays(Screen[None]):
    """What the screen of the hot wash stands on. found: what the thousand gave."""

    COMMANDS: ClassVar[set[Any]] = {KeyCommands}

    def __init__(
        self, replications: int = REPLICATIONS, processes: int | None = None, at_once: bool = True
    ) -> None:
        """replications, processes: of the thousand. at_once: whether they begin without being asked for."""
        super().__init__()
        self.replications, self.processes, self.at_once = replications, processes, at_once
        self.found: Split | None = None
        self.playing = False
        self.halted = False
        self.evaluator = ""  # who rates; empty for the facilitator
        self.begun: list[str] = []  # what was written of an improvement that was left before its end
        self._wash: Wash | None = None

    def shows(self, pane: str) -> None:
        """Brings a pane to the front."""
        raise NotImplementedError

    def detail(self, words: str = "") -> None:
        """Says something under the panes."""
        raise NotImplementedError

    def ask(
        self,
        questions: list[tuple[str, str]],
        then: Callable[[list[str]], object],
        left: Callable[[list[str]], None] | None = None,
    ) -> None:
        """Asks in the line at the foot."""
        raise NotImplementedError

    def does(self, act: Callable[[], object], words: str) -> bool:
        """Through the conduct, then everything is drawn again."""
        raise NotImplementedError

    def refill(self) -> None:
        """Fills all lists anew."""
        raise NotImplementedError

    def draw_chart(self) -> None:
        """The chart."""
        raise NotImplementedError

    def draw_split(self, words: str = "") -> None:
        """What the thousand gave, or how far they are."""
        raise NotImplementedError

    # what it stands on

    @property
    def allcall(self) -> "Allcall":
        """The application."""
        return cast("Allcall", self.app)

    @property
    def keys(self) -> Keys:
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
        return self.session.conduct.state

    @property
    def wash(self) -> Wash:
        """What is looked at."""
        if self._wash is None:
            after = After(self.session.conduct)
            utf8 = self.allcall.signs is not PLAIN
            self._wash = Wash(after, [*lines(self.state)], utf8, after.stopped)
        return self._wash

    # what if

    def try_out(self, place: int) -> None:
        """Plays the highlighted option; the questions themselves are no answer."""
        decision, option, _ = [*say.options(self.wash.after.state)][place]
        if not option:
            self.detail("choose one of the answers under the question")
            return
        self.detail("playing …")
        self.play_again(decision, option, [*self.session.journal.entries()])

    @work(thread=True, exclusive=True, group="what-if")
    def play_again(self, decision: str, option: str, entries: list[Entry]) -> None:
        """In a thread: a fresh state, nothing of the exercise's own."""
        try:
            state, answer = State(self.session.conduct.opened), Answer(option=option)
            self.post_message(Played(with_another_answer(state, entries, decision, answer)))
        except (NoAnswer, LookupError) as error:
            self.post_message(Played(str(error)))

    def tried_out(self, found: WhatIf) -> None:
        """One note in the journal, one more line on the chart."""
        noted(self.session.conduct, found)
        self.wash.what_if = (found, curves_of(found.trace))
        measured = measure_all(found.trace, found.trace.tables)
        self.refill()
        self.draw_chart()
        words = say.what_if_in_words(self.wash, measured)
        options = self.state.windows[found.decision].decision.options
        answer = next((one.says for one in options if one.id == found.payload["option"]), "")
        self.detail(f'{found.decision}, "{answer}": {words}. The chart has its lines: what if.')

    # a thousand

    def action_thousand(self) -> None:
        """Shows them, and plays them unless that is being done."""
        self.shows("split")
        self.begins_thousand()

    def begins_thousand(self) -> None:
        """Plays them, unless that is being done."""
        if not self.playing and self.found is None:
            self.playing, self.halted = True, False
            self.draw_split("starting …")
            self.plays_thousand(self.wash.after.state, self.wash.after.one_play)

    def action_halt(self) -> None:
        """Stops them; what was played counts."""
        self.halted = True

    @work(thread=True, exclusive=True, group="thousand")
    def plays_thousand(self, state: State, here: OnePlay) -> None:
        """In a thread, over worker processes; cancelled with the screen."""
        worker = get_current_worker()
        try:
            found = split_of(
                self.session.path,
                self.session.journal.header,
                state,
                here,
                self.replications,
                self.processes or max(1, usable_processors() - 1),
                self.tells,
                lambda: self.halted or worker.is_cancelled or self.allcall.stopped,
            )
            self.post_message(Played(found))
        except PoolError as error:
            self.post_message(Played(PoolError(str(error))))

    def tells(self, progress: Progress) -> None:
        """How far it is, from its thread."""
        self.post_message(Played(progress))

    @on(Played)
    def _comes(self, message: "Played") -> None:
        """What a thread has to say."""
        match message.what:
            case WhatIf():
                self.tried_out(message.what)
            case Progress():
                self.progress(message.what)
            case str():
                self.detail(message.what)
            case PoolError():
                self.played(None, str(message.what))
            case _:
                self.played(message.what, "")

    def progress(self, progress: Progress) -> None:
        """How far it is."""
        left = f", {minutes(progress.left_s)} left" if progress.left_s is not None else ""
        self.draw_split(
            f"{progress.done:,} of {progress.total:,} emergencies played{left}. {self.keys['wash.halt']} stops."
        )

    def played(self, found: Split | None, wrong: str) -> None:
        """It is there, or it was stopped."""
        self.playing, self.found = False, found
        self.draw_split(
            wrong
            or ("" if found else f"stopped before anything was played; {self.keys['wash.thousand']} plays")
        )
