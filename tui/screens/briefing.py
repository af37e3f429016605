"""The briefing: one card per key press. Participants read it, so it is light and shows nothing they may not know."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Key, Resize
from textual.widgets import Footer, Static

from reports.handouts.briefing_cards import HERE, build_cards
from sim.exercise.clock import format_minutes
from sim.exercise.conductor import CommandRejected
from sim.exercise.journal import JournalError
from sim.exercise.room_view import add_card
from sim.exercise.sessions import strip_path
from tui.app import AllcallScreen, create_screen
from tui.keymap import BRIEFING_HELP, DEFAULT_KEYS, build_screen_help
from tui.screens.dialogs import Page
from tui.screens.participants import open_participants
from tui.widgets.base import LOW_ROWS, Banner, format_card
from tui.widgets.room_view import format_minute

REFRESH_SECONDS = 1.0  # seconds between two looks at the clock on the wall


class Briefing(AllcallScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,right,n,pagedown", "on", "Next", key_display="Space", id="briefing.on"),
        Binding("left,pageup,backspace", "back", "Back", key_display="Left", id="briefing.back"),
        Binding("w", "people", "Names", id="briefing.people"),
        Binding(DEFAULT_KEYS["drill.room"][0], "room", "Join", id="drill.room"),
        Binding(DEFAULT_KEYS["drill.black"][0], "black", "Blackout", id="drill.black"),
        Binding("exclamation_mark", "app.emergency", "Emergency", id="exercise.emergency"),
        Binding(DEFAULT_KEYS["drill.help"][0], "help", "Help", id="drill.help"),
        Binding("ctrl+q", "app.quit", "Exit", key_display="Ctrl+Q", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = 0
        self.black = False
        self.refused = ""
        self._last = 0.0

    def compose(self) -> ComposeResult:
        yield Banner()
        with VerticalScroll(id="card"):
            yield Static(id="head", markup=False)
            yield Static(id="body", markup=False)
        yield Static(id="status", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self._last = self.allcall.wall()
        self.set_interval(REFRESH_SECONDS, self.pass_time)
        self.show()
        self.run_worker(self.allcall.open_participant_server())

    def on_resize(self, _: Resize) -> None:
        self.set_class(self.app.size.height < LOW_ROWS, "low")
        self.show()

    def pass_time(self) -> None:
        now = self.allcall.wall()
        if not self.session.state.frozen and self in self.app.screen_stack:
            self.session.conductor.tick(max(0.0, now - self._last))
            self.draw()
        self._last = now

    def show(self) -> None:
        self.refused = ""
        self.draw()
        self.query_one("#card", VerticalScroll).scroll_home(animate=False)

    def draw(self) -> None:
        """Shows the card, here and to a second terminal; not once the exercise has taken the place of the briefing."""
        if self not in self.app.screen_stack:
            return
        cards_ = build_cards(self.session.state)
        card, frame = cards_[self.place], self.session.build_frame()
        lines = format_card((*card.lines, *card.hints), *self.app.size)
        self.set_class(self.black, "black")
        self.query_one("#head", Static).update(format_minute(frame) if self.black else card.title)
        self.query_one("#body", Static).update("" if self.black else "\n".join(lines))
        self._show_message()
        carded = add_card(frame, card.title, card.lines, self.place + 1, len(cards_))
        self.allcall.publish(frame.blank() if self.black else carded)

    def _show_message(self) -> None:
        conductor = self.session.conductor
        spent = format_minutes(conductor.clock.exercise_time - self.session.state.segment_started_at)
        planned = conductor.segment.minutes
        total = len(build_cards(self.session.state))
        last = " · next: T+00:00" if self.place + 1 == total else ""
        said = f"card {self.place + 1} of {total} · briefing {spent} of {planned}:00{last}"
        self.query_one("#status", Static).update("" if self.black else self.refused or said)

    def on_key(self, event: Key) -> None:
        """A digit on the first card returns that role to simulation."""
        card = build_cards(self.session.state)[self.place]
        if card.title == HERE and event.character and event.character.isdigit():
            self._return_role(int(event.character))

    def _return_role(self, number: int) -> None:
        roles = self.session.state.exercise.roles
        if not 1 <= number <= len(roles):
            return
        if self._run_command(lambda: self.session.conductor.return_to_simulation(roles[number - 1].id)):
            self.show()

    def _run_command(self, act: Callable[[], object]) -> bool:
        """Whether it was done. What was refused stands until the next key."""
        try:
            act()
        except CommandRejected as error:
            self.refused = str(error)
        except JournalError as error:
            self.refused = strip_path(str(error), self.session.path)
        else:
            return True
        self._show_message()
        return False

    def action_on(self) -> None:
        self.black = False
        if self.place + 1 < len(build_cards(self.session.state)):
            self.place += 1
            self.show()
            return
        briefed = self.session.conductor.segment.kind == "briefing"
        if briefed and not self._run_command(self.session.conductor.next_segment):
            return
        self.app.switch_screen(create_screen(self.session))

    def action_people(self) -> None:
        open_participants(self.app, self.show)

    def action_back(self) -> None:
        self.black, self.place = False, max(0, self.place - 1)
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return super().check_action(action, parameters) if action != "room" else self.allcall.room is not None

    def action_room(self) -> None:
        self.allcall.open_room_page()

    def action_help(self) -> None:
        words = build_screen_help(BRIEFING_HELP, self.allcall.keys, self.BINDINGS)
        self.app.push_screen(Page("Help: briefing", words, self.allcall.signs))

    def action_black(self) -> None:
        self.black = not self.black
        self.show()
