"""The application: it opens one screen after the other and holds what they share.

Shared are the wall clock, the folder of sessions, the glyphs of this terminal, and the open exercise, which changes only through its
conductor. A screen is imported by name when it is opened, so no screen imports another, and the first one appears before the model
is imported.
"""

import gc
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.filter import LineFilter
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.config import Config
from tui.keymap import DEFAULT_KEYS, KeyMap
from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs, add_line_filters, choose_glyphs
from tui.widgets.base import ENLARGE_HINT

if TYPE_CHECKING:
    from sim.exercise.room_frame import RoomFrame
    from sim.exercise.state import State
    from tui.background_effects import BackgroundEffects
    from tui.session import Session
    from tui.web.live_room import LiveRoom
    from tui.web.room_address import RoomPlace
    from tui.web.server import Publisher

ADDRESS_SECONDS = 3.0
"""Between two looks at whether this computer still has its network address."""

WallClock = Callable[[], float]

EMERGENCY_BINDING = "exercise.emergency"

STOP_QUESTION = (
    "Stop the exercise for a real emergency? Every screen will show STOP. "
    "The exercise ends here and cannot be resumed; its hot wash can be opened later."
)


class Allcall(App[None]):
    """The application. session: the open exercise, if any."""

    TITLE = "Allcall"
    CSS_PATH: ClassVar[list[str]] = ["entry.tcss", "desk.tcss", "room.tcss", "hotwash.tcss", "lab.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(DEFAULT_KEYS[EMERGENCY_BINDING][0], "emergency", "Emergency", priority=True, id=EMERGENCY_BINDING)
    ]

    def __init__(
        self,
        folder: Path,
        first: Callable[[], Screen[Any]],
        wall: WallClock = time.monotonic,
        today: Callable[[], datetime] = datetime.now,
        signs: Glyphs | None = None,
        config: Config | None = None,
        opened: "Callable[[Session | None], None] | None" = None,
        measures_effects: bool = False,
        place: "RoomPlace | None" = None,
    ) -> None:
        """folder: of sessions. first: makes the first screen. wall: monotonic seconds. opened: called with each session.

        measures_effects: whether the effects of decisions are measured while an exercise goes on. place: where the room's server listens.
        """
        super().__init__()
        self.folder = folder
        self.first = first
        self.wall = wall
        self.today = today
        self.config = config or Config()
        self.signs = signs or (ASCII_GLYPHS if self.config.ascii else choose_glyphs())
        self.keys = KeyMap(self.config.keys, has_arrows=self.signs is not ASCII_GLYPHS)
        self._opened = opened
        self._session: Session | None = None
        self._measures_effects = measures_effects
        self.effects: BackgroundEffects | None = None
        self.publisher: Publisher | None = None
        self.place = place
        self.room: LiveRoom | None = None
        self._room_stack = AsyncExitStack()
        self._frame: RoomFrame | None = None
        self.stopped = False  # by a real emergency
        self._told_too_large = False

    @property
    def session(self) -> "Session | None":
        return self._session

    @session.setter
    def session(self, session: "Session | None") -> None:
        self._session = session
        self._measure_effects()
        if self._opened is not None:
            self._opened(session)

    def _measure_effects(self) -> None:
        """Ends what is measured of another session."""
        from tui.background_effects import BackgroundEffects

        if self.effects is not None:
            self.effects.close()
        is_wanted = self._measures_effects and self._session is not None
        self.effects = BackgroundEffects() if is_wanted else None

    def get_line_filters(self) -> Sequence[LineFilter]:
        return add_line_filters(super().get_line_filters(), self.signs, self.no_color)

    def on_mount(self) -> None:
        if self.config.theme:
            self.theme = self.config.theme
        self.set_keymap(dict(self.keys.rebound))
        self.push_screen(self.first())
        self._check_size(self.size)

    def on_resize(self, event: Resize) -> None:
        if len(self.screen_stack) > 1:
            self._check_size(event.size)

    def _check_size(self, size: Size) -> None:
        if not is_large_enough(size) and not any(isinstance(screen, TooSmall) for screen in self.screen_stack):
            self.push_screen(TooSmall())

    async def open_participant_server(self) -> None:
        """Lets phones, walls and a second terminal show the participant view. Without them the exercise continues."""
        await self._open_room()
        await self._open_publisher()

    async def _open_room(self) -> None:
        """Serves the pages of the room for the open exercise, with the door open from the start."""
        if self.place is None or self.session is None:
            return
        if self.room is not None and self.room.conductor is self.session.conductor:
            return
        from sim.exercise.phone_records import PhoneRecords
        from tui.web.live_room import LiveRoom
        from tui.web.room_server import serve_room

        place, conductor = self.place, self.session.conductor
        try:
            records = PhoneRecords(self.session.path)
        except OSError as error:
            self.notify(f"phones are not available: {error}", severity="warning", markup=False)
            return
        if self.room is not None:
            self.room.begin(conductor, records)
        else:
            self.room = LiveRoom(conductor, records, place)
            await self._room_stack.enter_async_context(serve_room(self.room, place))
            self.set_interval(ADDRESS_SECONDS, self.watch_address)
            if self._frame is not None:
                self.publish(self._frame)
        self.room.open_door()
        gc.freeze()  # to search all that is loaded by now for garbage would hold up keys and screens by 0.15 s
        self._simulate_phones(self.room)

    def _simulate_phones(self, live: "LiveRoom") -> None:
        """In a rehearsal no one else is there."""
        from tui.web.simulated_phones import Crowd

        self.workers.cancel_group(self, "phones")
        setup = live.conductor.state.setup
        if setup is not None and setup.rehearsal:
            self.run_worker(Crowd(live).run(), group="phones")

    def watch_address(self) -> None:
        """Says it once when this computer loses the address of its phones."""
        from tui.web.room_address import describe_change

        if self.room is None or self.place is None:
            return
        before, self.room.trouble = self.room.trouble, describe_change(self.place.number)
        if self.room.trouble and self.room.trouble != before:
            self.notify(self.room.trouble, severity="warning", markup=False)

    def open_room_page(self) -> None:
        """The facilitator's page of the room, if there is one."""
        if self.room is not None:
            from tui.screens.room import RoomPage

            self.push_screen(RoomPage(self.room, self.signs))

    async def _open_publisher(self) -> None:
        from tui.web.server import Publisher, address_file

        if self.session is None or (self.publisher and self.publisher.place == address_file(self.session.path)):
            return
        await self.close_participant_server()
        publisher = Publisher(self.session.path)
        try:
            await publisher.open()
        except OSError as error:
            await publisher.close()
            self.notify(f"allcall room is not available: {error}", severity="warning", markup=False)
            return
        self.publisher = publisher
        if self._frame is not None:
            self.publish(self._frame)

    async def close_participant_server(self) -> None:
        if self.publisher is not None:
            await self.publisher.close()
        self.publisher = None

    @property
    def has_participant_client(self) -> bool:
        """Whether a second terminal or the projector page shows the participant view."""
        has_wall = self.room is not None and self.room.has_wall
        return has_wall or (self.publisher is not None and self.publisher.has_readers)

    @property
    def put_up(self) -> frozenset[str]:
        """Messages for one role alone that the facilitator has put on the wall."""
        return self.room.steps.put_up if self.room is not None else frozenset()

    def publish(self, frame: "RoomFrame") -> None:
        """Sends a frame to participants. One that is too large is reported once and replaced by a blank frame."""
        from tui.web.server import FrameTooLarge

        self._frame = frame = frame.emergency() if self.stopped else frame
        if self.room is not None:
            self.room.publish(frame)
        if self.publisher is None:
            return
        try:
            self.publisher.publish(frame)
        except FrameTooLarge as error:
            self.publisher.publish(frame.blank())
            if not self._told_too_large:
                self._told_too_large = True
                said = f"allcall room shows a blank screen: {error}. The exercise is not affected."
                self.notify(said, severity="warning")

    # a real emergency

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The emergency key acts from the briefing on, unless letters are text or it was pressed already."""
        if action == "emergency":
            told = self.stopped or any(screen.has_class("emergency") for screen in self.screen_stack)
            return self.session is not None and not told and not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_emergency(self) -> None:
        from tui.screens.dialogs import Ask

        asks = Ask("REAL EMERGENCY", STOP_QUESTION, self.signs)
        asks.add_class("emergency")
        self.push_screen(asks, self._stop_for_emergency)

    def _stop_for_emergency(self, yes: bool | None) -> None:
        from sim.exercise.conductor import CommandRejected
        from sim.exercise.journal import JournalError

        if yes and self.session is not None:
            with suppress(CommandRejected, JournalError):
                self.session.conductor.freeze()
            self.stopped = True
            if self.effects is not None:
                self.effects.close()
            self.push_screen(create_screen_named("stop"))

    async def on_unmount(self) -> None:
        if self.effects is not None:
            self.effects.close()
        await self.close_participant_server()
        await self._room_stack.aclose()
        if self.session is not None:
            self.session.close()


class AllcallScreen(Screen[None]):
    """A screen of the application."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Widgets show by themselves that they have the focus: the whole screen need not be painted again."""

    @property
    def allcall(self) -> Allcall:
        return cast(Allcall, self.app)

    @property
    def session(self) -> "Session":
        """The open exercise. Raises RuntimeError if there is none."""
        if self.allcall.session is None:
            raise RuntimeError("no exercise is open")
        return self.allcall.session


SCREENS = {
    "briefing": ("briefing", "Briefing"),
    "hot-wash": ("hot_wash", "HotWash"),
    "report": ("report", "Report"),
    "stop": ("notices", "StopScreen"),
}

EXERCISE_SCREEN = ("exercise", "ExerciseScreen")


def create_screen(session: "Session") -> Screen[Any]:
    """The screen where an exercise now stands."""
    return create_screen_named(find_screen_name(session.state))


def create_screen_named(place: str) -> Screen[Any]:
    """The screen of a kind of segment, of the report, or of a stopped exercise."""
    module, name = SCREENS.get(place, EXERCISE_SCREEN)
    screen = getattr(import_module(f"tui.screens.{module}"), name)()
    assert isinstance(screen, Screen)
    return screen


def find_screen_name(state: "State") -> str:
    """The kind of the current segment, `report` after the end, `stop` during a real emergency."""
    if state.is_emergency_stop:
        return "stop"
    if state.ended:
        return "report"
    return state.segment.kind if state.segment else "briefing"


WIDTH, HEIGHT = 80, 22  # columns and rows that every screen can do with


def is_large_enough(size: Size) -> bool:
    return size.width >= WIDTH and size.height >= HEIGHT


class TooSmall(ModalScreen[None]):
    """Covers other screens while the window is too small."""

    def compose(self) -> ComposeResult:
        yield Static(id="says", markup=False)

    def on_mount(self) -> None:
        self.update_text()

    def on_resize(self, _: Resize) -> None:
        self.update_text()

    def on_screen_resume(self) -> None:
        self.update_text()

    def update_text(self) -> None:
        size = self.app.size
        if is_large_enough(size):
            self.call_later(self.dismiss_if_fits)
            return
        begun = "EXERCISE. " if getattr(self.app, "session", None) else ""
        self.query_one("#says", Static).update(
            f"{begun}This window is {size.width} × {size.height}. Allcall needs {WIDTH} × {HEIGHT}. "
            f"{ENLARGE_HINT} Nothing is lost, and the exercise keeps running."
        )

    def dismiss_if_fits(self) -> None:
        if self.app.screen is self and is_large_enough(self.app.size):
            self.app.pop_screen()
