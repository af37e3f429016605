"""The briefing: a card at a key. From here on everything is EXERCISE.

It is read by the whole room, so it is light, and says nothing that the room may not know. A second terminal shows the card that is on.
"""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Key, Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from reports.kit.briefing_cards import HERE, cards
from sim.drill.conduct import Refused
from sim.drill.frame import black, with_card
from sim.drill.journal import JournalError
from sim.drill.sessions import without_path
from sim.drill.times import minutes
from tui.app import Allcall
from tui.flow import screen_of
from tui.keyboard import USUAL
from tui.screens.people import asks_who_is_here
from tui.session import Session
from tui.widgets.banner import Banner
from tui.widgets.card import LOW, card_lines
from tui.widgets.room_words import minute

LOOKS = 1.0  # seconds between two looks at the clock on the wall


class Briefing(Screen[None]):
    """Cards, and then the exercise begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,right,n,pagedown", "on", "Next", key_display="Space", id="briefing.on"),
        Binding("left,pageup,backspace", "back", "Back", key_display="Left", id="briefing.back"),
        Binding("w", "people", "Names", id="briefing.people"),
        Binding(USUAL["drill.black"][0], "black", "Black", id="drill.black"),
        Binding("exclamation_mark", "app.emergency", "Real emergency", id="exercise.emergency"),
        Binding("ctrl+q", "app.quit", "Leave (kept)", key_display="Ctrl+Q", priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.place = 0
        self.black = False
        self._last = 0.0

    @property
    def allcall(self) -> Allcall:
        """The application."""
        assert isinstance(self.app, Allcall)
        return self.app

    @property
    def session(self) -> Session:
        """The exercise. Prepare has begun it."""
        assert self.allcall.session is not None
        return self.allcall.session

    def compose(self) -> ComposeResult:
        """EXERCISE, the card, the minutes."""
        yield Banner()
        with VerticalScroll(id="card"):
            yield Static(id="head", markup=False)
            yield Static(id="body", markup=False)
        yield Static(id="status", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The first card."""
        self._last = self.allcall.wall()
        self.set_interval(LOOKS, self.look)
        self.show()
        self.run_worker(self.allcall.opens_to_the_room())

    def on_resize(self, _: Resize) -> None:
        """The card again, as it fits."""
        self.set_class(self.app.size.height < LOW, "low")
        self.show()

    def look(self) -> None:
        """The minutes of the briefing go by."""
        now = self.allcall.wall()
        if not self.session.state.frozen:
            self.session.conduct.tick(max(0.0, now - self._last))
            self.draw()
        self._last = now

    def show(self) -> None:
        """The card that is on, from its first line."""
        self.draw()
        self.query_one("#card", VerticalScroll).scroll_home(animate=False)

    def draw(self) -> None:
        """The card, here and in a second terminal, or both black but for the minute."""
        cards_ = cards(self.session.state)
        card, frame = cards_[self.place], self.session.frame()
        lines = card_lines(card.lines, *self.app.size)
        self.set_class(self.black, "black")
        self.query_one("#head", Static).update(minute(frame) if self.black else card.title)
        self.query_one("#body", Static).update("" if self.black else "\n".join(lines))
        self._say()
        carded = with_card(frame, card.title, card.lines, self.place + 1, len(cards_))
        self.allcall.publish(black(frame) if self.black else carded)

    def _say(self) -> None:
        conduct = self.session.conduct
        spent = minutes(conduct.clock.room - self.session.state.segment_room)
        planned = conduct.segment.minutes
        total = len(cards(self.session.state))
        last = " · next: T+00:00" if self.place + 1 == total else ""
        said = f"card {self.place + 1} of {total} · briefing {spent} of {planned}:00{last}"
        self.query_one("#status", Static).update("" if self.black else said)

    def on_key(self, event: Key) -> None:
        """A digit on the first card: nobody plays that role after all."""
        card = cards(self.session.state)[self.place]
        if card.title == HERE and event.character and event.character.isdigit():
            self._hands_back(int(event.character))

    def _hands_back(self, number: int) -> None:
        roles = self.session.state.exercise.roles
        if not 1 <= number <= len(roles):
            return
        if self._does(lambda: self.session.conduct.hand_back(roles[number - 1].id)):
            self.show()

    def _does(self, act: Callable[[], object]) -> bool:
        """Through the conduct; what is refused, or cannot be written down, is said under the card. Returns whether it was done."""
        try:
            act()
        except Refused as error:
            said = str(error)
        except JournalError as error:
            said = without_path(str(error), self.session.path)
        else:
            return True
        self.query_one("#status", Static).update(said)
        return False

    def action_on(self) -> None:
        """The next card; after the last one, T0."""
        self.black = False
        if self.place + 1 < len(cards(self.session.state)):
            self.place += 1
            self.show()
            return
        briefed = self.session.conduct.segment.kind == "briefing"
        if briefed and not self._does(self.session.conduct.next_segment):
            return
        self.app.switch_screen(screen_of(self.session))

    def action_people(self) -> None:
        """Names, where they are wanted."""
        asks_who_is_here(self.app, self.show)

    def action_back(self) -> None:
        """The card before."""
        self.black, self.place = False, max(0, self.place - 1)
        self.show()

    def action_black(self) -> None:
        """Nothing to look at, and back."""
        self.black = not self.black
        self.show()
