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

from sim.drill.clock import TICK
from sim.drill.conduct import ASLEEP, Conduct, NotForTheRoom, Refused
from sim.drill.frame import black
from sim.drill.journal import JournalError
from sim.drill.sessions import without_path
from tui.app import Allcall
from tui.flow import screen_of
from tui.glyphs import PLAIN, Glyphs
from tui.keyboard import Keys
from tui.screens.choose import Ask, Left
from tui.screens.commands import KeyCommands
from tui.screens.keys import KEY_LINE, SHORT_KEY_LINE, keys_on_the_face
from tui.screens.stop import Stop
from tui.session import Session
from tui.widgets.agenda_bar import agenda_bar
from tui.widgets.agenda_pane import AgendaPane
from tui.widgets.arms_pane import ArmsPane
from tui.widgets.banner import Banner
from tui.widgets.command_line import CommandLine
from tui.widgets.decision_pane import DecisionPane
from tui.widgets.desk import Choice, Desk
from tui.widgets.header_line import header_line
from tui.widgets.log_pane import LogPane
from tui.widgets.next_items import NextItems
from tui.widgets.pane import Pane, clickable, in_signs
from tui.widgets.room_face import Foot, RoomFace
from tui.widgets.truth_map import TruthMap

NARROW, LOW = 110, 36  # columns and rows; with fewer of either there is one tab at a time
READ = 10.0  # seconds of the room that words stay in the last row


class Faces(Screen[None]):
    """The screen, without its keys. on_the_room: whether it begins with the room's face."""

    COMMANDS: ClassVar[set[Any]] = {KeyCommands}
    AUTO_FOCUS = ""
    asked_about_the_room = False

    def __init__(self, on_the_room: bool = True) -> None:
        super().__init__()
        self.on_the_room = on_the_room
        self.choice = Choice()
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
    def conduct(self) -> Conduct:
        """The one owner of the clock."""
        return self.session.conduct

    @property
    def signs(self) -> Glyphs:
        """Of this terminal."""
        return self.allcall.signs

    @property
    def keys(self) -> Keys:
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
                yield TruthMap("map")
                yield NextItems("next")
                yield DecisionPane("decide")
                yield ArmsPane("arms")
                yield LogPane("log")
                yield AgendaPane("agenda")
            yield Static(id="bar")
        yield RoomFace(self.signs, id="room")
        yield Static(id="keys")
        yield CommandLine(self.signs, "command")

    def on_mount(self) -> None:
        """The beat begins; an exercise that was left in a real emergency is still in it."""
        self.set_class(self.signs is PLAIN, "plain")
        self._last = self.allcall.wall()
        self.speed = self.conduct.clock.speed
        self.set_interval(TICK, self.beat)
        self.run_worker(self.allcall.opens_to_the_room())
        self._arranges()
        self.back_to_the_pane()
        if self.conduct.state.says_stop:
            self.app.push_screen(Stop())
        elif self.conduct.segment.kind == "hot-wash":
            self.to_the_hot_wash()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A pane that was clicked is the one that is shown."""
        if self.compact and isinstance(event.widget, Pane) and not self.on_the_room:
            self._arranges()

    def on_resize(self, _: Resize) -> None:
        """All panes at once, or one tab at a time."""
        self._arranges()

    @property
    def compact(self) -> bool:
        """Whether there is one tab at a time."""
        return self.size.width < NARROW or self.size.height < LOW

    def tabs(self) -> list[Pane]:
        """Panes in the order of the tabs. The agenda is one only where there is one at a time."""
        panes: list[Pane] = [
            self.query_one(f"#{name}", Pane) for name in ("decide", "next", "map", "arms", "log")
        ]
        return [*panes, self.query_one(AgendaPane)] if self.compact else panes

    def pane(self) -> Pane:
        """The one that has the focus, or had it last."""
        if isinstance(self.focused, Pane) and not self.on_the_room:
            self._pane = self.focused
        return self._pane or self.query_one(DecisionPane)

    def back_to_the_pane(self) -> None:
        """Keys go to the pane that is shown; on the room's face there is none, and they go to the screen."""
        self.set_focus(None if self.on_the_room else self.pane())

    def _arranges(self) -> None:
        """Shows what there is room for."""
        compact, current = self.compact, self.pane()
        self.set_class(compact, "compact")
        self.set_class(compact and current.id == "decide", "decides")
        panes = self.query_one("#panes")
        if compact:
            panes.move_child(self.query_one(NextItems), after=self.query_one(DecisionPane))
        else:
            panes.move_child(self.query_one(NextItems), before=self.query_one(DecisionPane))
        beside = {"decide", "next", "arms"} if current.id == "decide" else {current.id}
        for pane in self.query(Pane):
            pane.display = pane.id in beside if compact else pane.id != "agenda"
        self.query_one("#desk").display = not self.on_the_room
        self.set_class(self.on_the_room, "to-the-room")
        self.query_one("#room").display = self.on_the_room
        self.call_after_refresh(self.draw)

    def _goes_to(self, name: str) -> None:
        """Shows a pane of the desk, and keys go to it; on the room's face no key goes where nobody sees what it does."""
        if self.on_the_room:
            return
        self._pane = pane = self.query_one(f"#{name}", Pane)
        pane.display = True
        self.set_focus(pane)
        self._arranges()

    # the beat

    def beat(self) -> None:
        """A tenth of a second, or whatever has passed."""
        now = self.allcall.wall()
        seconds, self._last = now - (now if self._last is None else self._last), now
        state = self.conduct.state
        if state.frozen or state.ended or self not in self.app.screen_stack:
            return
        try:
            self.conduct.tick(seconds)
        except JournalError as error:
            self.conduct.clock = self.conduct.clock.stops()
            self._not_kept(error)
        key = (id(self.conduct.state), len(self.conduct.state.log), int(self.conduct.clock.room))
        if key != self._drawn:
            self._drawn = key
            self.draw()

    def draw(self) -> None:
        """Every part that has changed, of the face that is shown."""
        self._forgets_old_choice()
        desk = self.picture()
        asleep = ASLEEP if self.on_the_room and self.conduct.state.why_stopped == ASLEEP else ""
        said = self._command().draws(self.conduct.clock.room, self.on_the_room, asleep)
        self.set_class(said and (self._command().asks or not (self.black and self.on_the_room)), "said")
        self.set_class(bool(self.choice.number), "marked")
        keys = self.keys.line(SHORT_KEY_LINE if self.compact else KEY_LINE, self.size.width)
        self._line("#keys", Text(keys, style="dim"))
        frame = self.session.frame()
        self.allcall.publish(black(frame) if self.black else frame)
        if self.on_the_room:
            says = keys_on_the_face(self.conduct.state, self.keys, bool(self.choice.number))
            self.query_one(RoomFace).show(
                black(frame) if self.black else frame, Foot(says, self.choice.number)
            )
            return
        self._line("#header", header_line(desk, self.size.width))
        self._line("#tabs", self._tab_line())
        self._line("#bar", agenda_bar(desk, self.size.width))
        for pane in self.query(Pane):
            if pane.display:
                pane.show(desk)

    def picture(self) -> Desk:
        """What the panes are drawn from."""
        engines = self.conduct.state.engines
        return Desk(
            conduct=self.conduct,
            view=engines.room.view(),
            twin=engines.twin.view(),
            signs=self.signs,
            keys=self.keys,
            compact=self.compact,
            choice=self.choice,
            item=self.item,
            floor=self.floor,
            hint=self.hints,
            face="black" if self.black else "face",
            speed=self.speed,
        )

    def _forgets_old_choice(self) -> None:
        """An answer that was marked belongs to its question."""
        front = self.conduct.state.front
        name = front.decision.id if front else ""
        if name != self.question:
            self.question, self.choice, self.hints, self.item = name, Choice(), 0, ""

    def _line(self, selector: str, text: Text) -> None:
        """A line, if it has changed."""
        text = in_signs(text, self.signs)
        if self._lines.get(selector) != text:
            self._lines[selector] = text
            self.query_one(selector, Static).update(text)

    def _tab_line(self) -> Text:
        """The tabs, the one that is shown in brackets; a click goes to one."""
        current, line = self.pane(), Text(" ", no_wrap=True)
        for one in self.tabs():
            name = f"[{one.name_of_tab}]" if one is current else f" {one.name_of_tab} "
            line.append(name, clickable(f"screen.to_tab('{one.id}')")).append(" ")
        return line.append(f" {self.keys['drill.tab']} changes   DESK: not for room")

    # what the keys use

    def _command(self) -> CommandLine:
        return self.query_one(CommandLine)

    def say(self, words: str, wrong: bool = False, room: str | None = None) -> None:
        """Words in the last row, for a while. wrong: something was refused. room: in its place on the room's face.

        Without words for the room, what is wrong is said there as well, and what was done is not.
        """
        self._command().say(words, wrong, room, until=self.conduct.clock.room + READ)
        self.draw()

    def not_now(self, words: str) -> None:
        """Says why something cannot be done where the room must not read that."""
        self.say(
            words, wrong=True, room=self.keys.says("not now: {drill.face} leads to the desk, which says why")
        )

    def _not_kept(self, error: JournalError) -> None:
        """What is wrong with the journal and what to do, first; where it lies is for the desk alone."""
        words = f"journal: {without_path(str(error), self.session.path)}"
        self.say(f"{words} ({self.session.path})", wrong=True, room=words)

    def ask(
        self,
        words: str,
        done: Callable[[str], object],
        value: str = "",
        left: Callable[[], object] | None = None,
    ) -> None:
        """Words from the last row."""
        self.pane()
        self._command().ask(words, self._back_after(done), value, left)
        self.draw()

    def _back_after(self, done: Callable[[str], object]) -> Callable[[str], None]:
        def then(said: str) -> None:
            self.back_to_the_pane()
            done(said)

        return then

    def tries(self, what: Callable[[], object], then: str = "") -> bool:
        """Does something; what the conduct refuses is shown in its own words. Returns whether it was done."""
        try:
            what()
        except NotForTheRoom as error:
            self.not_now(str(error))
        except Refused as error:
            self.say(str(error), wrong=True)
        except JournalError as error:
            self._not_kept(error)
        else:
            self.say(then)
            return True
        return False

    def steps(self, work: Coroutine[Any, Any, None]) -> None:
        """Asks for something in several steps. Esc at any of them leaves everything as it was."""

        async def run() -> None:
            try:
                await work
            except Left:
                self.say("")
            finally:
                self.in_steps = False

        self.in_steps = True
        self.run_worker(run(), exclusive=True)

    def _asks(self, title: str, words: str, then: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                then()

        self.app.push_screen(Ask(title, words, self.signs), answered)

    def unless_seen(self, title: str, what: str, then: Callable[[], object]) -> None:
        """Does what shows something that the room must not see (what).

        On the room's face it asks first, once, as the room may be looking; not where a second terminal shows the room its face.
        """

        def agreed() -> None:
            self.asked_about_the_room = True
            then()

        if not self.on_the_room or self.asked_about_the_room or self.allcall.room_looks_elsewhere:
            then()
        else:
            self._asks(title, f"If this screen is mirrored, the room will see this: {what}.", agreed)

    def ends_module(self) -> None:
        """To the next segment; the hot wash has a screen of its own."""
        if self.tries(self.conduct.next_segment, "") and self.conduct.segment.kind == "hot-wash":
            self.to_the_hot_wash()
        else:
            self._arranges()

    def to_the_hot_wash(self) -> None:
        """The screen of the hot wash."""
        try:
            screen = screen_of(self.session)
        except ModuleNotFoundError:
            self.say("the hot wash begins; it has no screen yet", wrong=True)
        else:
            self.app.switch_screen(screen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While somebody writes, letters are text: nothing but Esc and Enter acts. Between two lists no key acts here."""
        asks = self.is_mounted and self._command().asks
        if (asks and action != "back") or (self.in_steps and not asks):
            return False
        return super().check_action(action, parameters)
