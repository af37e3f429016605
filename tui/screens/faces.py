"""Both faces of an exercise: the desk's with everything, the room's with what the room was told; and the beat that moves and draws them.

An exercise always begins with the room's face, new, resumed or reloaded in a browser: the screen may be mirrored, and nobody has to
think of that. A key leads to the desk. Ten times a second the conduct is told how much of the room's time has passed, and what has changed
is drawn again. Nothing of the exercise itself is held here, only what is a matter of view: the answer and the item that are marked, the
floor, the tab, the face. What keys do stands in `tui.screens.drill`.
"""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import DescendantFocus, Resize
from textual.screen import Screen
from textual.widgets import Static

from sim.drill.clock import TICK_SECONDS
from sim.drill.conduct import ASLEEP, Conductor, FacilitatorOnlyRejection, CommandRejected
from sim.drill.frame import blank_view
from sim.drill.journal import JournalError
from sim.drill.sessions import strip_path
from tui.app import Allcall
from tui.flow import create_screen
from tui.glyphs import ASCII_GLYPHS, Glyphs
from tui.keyboard import KeyMap
from tui.screens.choose import Ask, Cancelled
from tui.screens.commands import KeyCommands
from tui.screens.keys import KEY_LINE, SHORT_KEY_LINE, describe_participant_keys
from tui.screens.stop import StopScreen
from tui.session import Session
from tui.widgets.agenda_bar import render_agenda_bar
from tui.widgets.agenda_pane import AgendaPane
from tui.widgets.arms_pane import ArmsPane
from tui.widgets.banner import Banner
from tui.widgets.command_line import CommandLine
from tui.widgets.decision_pane import DecisionPane
from tui.widgets.desk import MarkedAnswer, FacilitatorView
from tui.widgets.header_line import render_header
from tui.widgets.log_pane import LogPane
from tui.widgets.next_items import InjectList
from tui.widgets.pane import Pane, click_style, to_glyphs
from tui.widgets.room_face import ViewFooter, ParticipantView
from tui.widgets.truth_map import CampusMap

NARROW, LOW = 110, 36  # columns and rows; with fewer of either there is one tab at a time
MESSAGE_SECONDS = 10.0  # seconds of the room that words stay in the last row


class ExerciseViews(Screen[None]):
    """The screen, without its keys. on_the_room: whether it begins with the room's face."""

    COMMANDS: ClassVar[set[Any]] = {KeyCommands}
    AUTO_FOCUS = ""
    confirmed_participant_view = False

    def __init__(self, on_the_room: bool = True) -> None:
        super().__init__()
        self.on_the_room = on_the_room
        self.choice = MarkedAnswer()
        self.question = ""  # the one that the choice belongs to
        self.item = ""  # the name of the one of Next that is marked
        self.floor = 0
        self.hints = 0
        self.speed = 1
        self.black = False
        self.in_steps = False  # whether lists are asked through; another is not begun meanwhile
        self._last: float | None = None
        self._drawn: object = None
        self._lines: dict[str, Text] = {}
        self._pane: Pane | None = None

    # what it stands on

    @property
    def allcall(self) -> Allcall:
        """The application."""
        return cast(Allcall, self.app)

    @property
    def session(self) -> Session:
        """The exercise that is open. Raises RuntimeError where none is."""
        if self.allcall.session is None:
            raise RuntimeError("no exercise is open")
        return self.allcall.session

    @property
    def conductor(self) -> Conductor:
        """The one owner of the clock."""
        return self.session.conductor

    @property
    def glyphs(self) -> Glyphs:
        """Of this terminal."""
        return self.allcall.signs

    @property
    def keymap(self) -> KeyMap:
        """As they are bound."""
        return self.allcall.keys

    # layout

    def compose(self) -> ComposeResult:
        """Both faces, one of them hidden."""
        yield Banner()
        with Container(id="desk"):
            yield Static(id="header")
            yield Static(id="tabs")
            with Container(id="panes"):
                yield CampusMap("map")
                yield InjectList("next")
                yield DecisionPane("decide")
                yield ArmsPane("arms")
                yield LogPane("log")
                yield AgendaPane("agenda")
            yield Static(id="bar")
        yield ParticipantView(self.glyphs, id="room")
        yield Static(id="keys")
        yield CommandLine(self.glyphs, "command")

    def on_mount(self) -> None:
        """The beat begins; an exercise that was left in a real emergency is still in it."""
        self.set_class(self.glyphs is ASCII_GLYPHS, "plain")
        self._last = self.allcall.wall()
        self.speed = self.conductor.clock.speed
        self.set_interval(TICK_SECONDS, self.tick)
        self.run_worker(self.allcall.opens_to_the_room())
        self._arrange()
        self.focus_pane()
        if self.conductor.state.is_emergency_stop:
            self.app.push_screen(StopScreen())
        elif self.conductor.segment.kind == "hot-wash":
            self.open_hot_wash()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A pane that was clicked is the one that is shown."""
        if self.is_compact and isinstance(event.widget, Pane) and not self.on_the_room:
            self._arrange()

    def on_resize(self, _: Resize) -> None:
        """All panes at once, or one tab at a time."""
        self._arrange()

    @property
    def is_compact(self) -> bool:
        """Whether there is one tab at a time."""
        return self.size.width < NARROW or self.size.height < LOW

    def list_panes(self) -> list[Pane]:
        """Panes in the order of the tabs. The agenda is one only where there is one at a time."""
        panes: list[Pane] = [
            self.query_one(f"#{name}", Pane) for name in ("decide", "next", "map", "arms", "log")
        ]
        return [*panes, self.query_one(AgendaPane)] if self.is_compact else panes

    def current_pane(self) -> Pane:
        """The one that has the focus, or had it last."""
        if isinstance(self.focused, Pane) and not self.on_the_room:
            self._pane = self.focused
        return self._pane or self.query_one(DecisionPane)

    def focus_pane(self) -> None:
        """Keys go to the pane that is shown; on the room's face there is none, and they go to the screen."""
        self.set_focus(None if self.on_the_room else self.current_pane())

    def _arrange(self) -> None:
        """Shows what there is room for."""
        compact, current = self.is_compact, self.current_pane()
        self.set_class(compact, "compact")
        self.set_class(compact and current.id == "decide", "decides")
        panes = self.query_one("#panes")
        if compact:
            panes.move_child(self.query_one(InjectList), after=self.query_one(DecisionPane))
        else:
            panes.move_child(self.query_one(InjectList), before=self.query_one(DecisionPane))
        beside = {"decide", "next", "arms"} if current.id == "decide" else {current.id}
        for pane in self.query(Pane):
            pane.display = pane.id in beside if compact else pane.id != "agenda"
        self.query_one("#desk").display = not self.on_the_room
        self.set_class(self.on_the_room, "to-the-room")
        self.query_one("#room").display = self.on_the_room
        self.call_after_refresh(self.refresh_views)

    def _focus_pane_named(self, name: str) -> None:
        """Shows a pane of the desk, and keys go to it; on the room's face no key goes where nobody sees what it does."""
        if self.on_the_room:
            return
        self._pane = pane = self.query_one(f"#{name}", Pane)
        pane.display = True
        self.set_focus(pane)
        self._arrange()

    # the beat

    def tick(self) -> None:
        """A tenth of a second, or whatever has passed."""
        now = self.allcall.wall()
        seconds, self._last = now - (now if self._last is None else self._last), now
        state = self.conductor.state
        if state.frozen or state.ended or self not in self.app.screen_stack:
            return
        try:
            self.conductor.tick(seconds)
        except JournalError as error:
            self.conductor.clock = self.conductor.clock.stop()
            self._show_journal_error(error)
        key = (id(self.conductor.state), len(self.conductor.state.log), int(self.conductor.clock.exercise_time))
        if key != self._drawn:
            self._drawn = key
            self.refresh_views()

    def refresh_views(self) -> None:
        """Every part that has changed, of the face that is shown."""
        self._drop_stale_choice()
        desk = self.build_facilitator_view()
        asleep = ASLEEP if self.on_the_room and self.conductor.state.stop_reason == ASLEEP else ""
        said = self._command_line().draws(self.conductor.clock.exercise_time, self.on_the_room, asleep)
        self.set_class(said and (self._command_line().asks or not (self.black and self.on_the_room)), "said")
        self.set_class(bool(self.choice.number), "marked")
        keys = self.keymap.line(SHORT_KEY_LINE if self.is_compact else KEY_LINE, self.size.width)
        self._set_line("#keys", Text(keys, style="dim"))
        frame = self.session.build_frame()
        self.allcall.publish(blank_view(frame) if self.black else frame)
        if self.on_the_room:
            says = describe_participant_keys(self.conductor.state, self.keymap, bool(self.choice.number))
            self.query_one(ParticipantView).show(
                blank_view(frame) if self.black else frame, ViewFooter(says, self.choice.number)
            )
            return
        self._set_line("#header", render_header(desk, self.size.width))
        self._set_line("#tabs", self._render_tabs())
        self._set_line("#bar", render_agenda_bar(desk, self.size.width))
        for pane in self.query(Pane):
            if pane.display:
                pane.show(desk)

    def build_facilitator_view(self) -> FacilitatorView:
        """What the panes are drawn from."""
        engines = self.conductor.state.engines
        return FacilitatorView(
            conductor=self.conductor,
            view=engines.room.view(),
            comparison_view=engines.twin.view(),
            glyphs=self.glyphs,
            keymap=self.keymap,
            is_compact=self.is_compact,
            choice=self.choice,
            item=self.item,
            floor=self.floor,
            hint=self.hints,
            face="black" if self.black else "face",
            speed=self.speed,
        )

    def _drop_stale_choice(self) -> None:
        """An answer that was marked belongs to its question."""
        front = self.conductor.state.front
        name = front.decision.id if front else ""
        if name != self.question:
            self.question, self.choice, self.hints, self.item = name, MarkedAnswer(), 0, ""

    def _set_line(self, selector: str, text: Text) -> None:
        """A line, if it has changed."""
        text = to_glyphs(text, self.glyphs)
        if self._lines.get(selector) != text:
            self._lines[selector] = text
            self.query_one(selector, Static).update(text)

    def _render_tabs(self) -> Text:
        """The tabs, the one that is shown in brackets; a click goes to one."""
        current, line = self.current_pane(), Text(" ", no_wrap=True)
        for one in self.list_panes():
            name = f"[{one.tab_title}]" if one is current else f" {one.tab_title} "
            line.append(name, click_style(f"screen.to_tab('{one.id}')")).append(" ")
        return line.append(f" {self.keymap['drill.tab']} changes   DESK: not for room")

    # what the keys use

    def _command_line(self) -> CommandLine:
        return self.query_one(CommandLine)

    def show_message(self, words: str, wrong: bool = False, room: str | None = None) -> None:
        """Words in the last row, for a while. wrong: something was refused. room: in its place on the room's face.

        Without words for the room, what is wrong is said there as well, and what was done is not.
        """
        self._command_line().say(words, wrong, room, until=self.conductor.clock.exercise_time + MESSAGE_SECONDS)
        self.refresh_views()

    def reject(self, words: str) -> None:
        """Says why something cannot be done where the room must not read that."""
        self.show_message(
            words, wrong=True, room=self.keymap.says("not now: {drill.face} leads to the desk, which says why")
        )

    def _show_journal_error(self, error: JournalError) -> None:
        """What is wrong with the journal and what to do, first; where it lies is for the desk alone."""
        words = f"journal: {strip_path(str(error), self.session.path)}"
        self.show_message(f"{words} ({self.session.path})", wrong=True, room=words)

    def ask(
        self,
        words: str,
        done: Callable[[str], object],
        value: str = "",
        left: Callable[[], object] | None = None,
    ) -> None:
        """Words from the last row."""
        self.current_pane()
        self._command_line().ask(words, self._refocus_after(done), value, left)
        self.refresh_views()

    def _refocus_after(self, done: Callable[[str], object]) -> Callable[[str], None]:
        def then(said: str) -> None:
            self.focus_pane()
            done(said)

        return then

    def run_command(self, what: Callable[[], object], then: str = "") -> bool:
        """Does something; what the conduct refuses is shown in its own words. Returns whether it was done."""
        try:
            what()
        except FacilitatorOnlyRejection as error:
            self.reject(str(error))
        except CommandRejected as error:
            self.show_message(str(error), wrong=True)
        except JournalError as error:
            self._show_journal_error(error)
        else:
            self.show_message(then)
            return True
        return False

    def run_dialog(self, work: Coroutine[Any, Any, None]) -> None:
        """Asks for something in several steps. Esc at any of them leaves everything as it was."""

        async def run() -> None:
            try:
                await work
            except Cancelled:
                self.show_message("")
            finally:
                self.in_steps = False

        self.in_steps = True
        self.run_worker(run(), exclusive=True)

    def _confirm(self, title: str, words: str, then: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                then()

        self.app.push_screen(Ask(title, words, self.glyphs), answered)

    def confirm_unless_hidden(self, title: str, what: str, then: Callable[[], object]) -> None:
        """Does what shows something that the room must not see (what).

        On the room's face it asks first, once, as the room may be looking; not where a second terminal shows the room its face.
        """

        def agreed() -> None:
            self.confirmed_participant_view = True
            then()

        if not self.on_the_room or self.confirmed_participant_view or self.allcall.room_looks_elsewhere:
            then()
        else:
            self._confirm(title, f"If this screen is mirrored, the room will see this: {what}.", agreed)

    def end_module(self) -> None:
        """To the next segment; the hot wash has a screen of its own."""
        if self.run_command(self.conductor.next_segment, "") and self.conductor.segment.kind == "hot-wash":
            self.open_hot_wash()
        else:
            self._arrange()

    def open_hot_wash(self) -> None:
        """The screen of the hot wash."""
        try:
            screen = create_screen(self.session)
        except ModuleNotFoundError:
            self.show_message("the hot wash begins; it has no screen yet", wrong=True)
        else:
            self.app.switch_screen(screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While somebody writes, letters are text: nothing but Esc and Enter acts. Between two lists no key acts here."""
        asks = self.is_mounted and self._command_line().asks
        if (asks and action != "back") or (self.in_steps and not asks):
            return False
        return super().check_action(action, parameters)
