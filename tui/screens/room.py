"""The facilitator's page of the room: who is in, who waits, how many have voted, and what can be done about it."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from reports.room.pages import draw_code_in_blocks
from sim.exercise import room
from sim.exercise.ballots import LETTERS
from sim.exercise.conductor import CommandRejected
from sim.exercise.events import SeatKind, SeatSet
from sim.exercise.journal import JournalError
from sim.exercise.participants import build_role_titles
from sim.exercise.room_stage import find_asking
from sim.exercise.seats import Seat
from tui.keymap import create_binding
from tui.screens.dialogs import Dialog, find_keymap
from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs
from tui.web.live_room import LiveRoom
from tui.widgets.base import set_text, to_glyphs

REFRESH_SECONDS = 0.5


class Command(NamedTuple):
    """A line of the menu. act: returns what to say, or another menu. asks: the label of a text that it needs.

    key: what stays the same while the label tells a state; empty: the label. No menu has one twice.
    """

    label: str
    act: Callable[..., "str | Menu"]
    asks: str = ""
    key: str = ""

    @property
    def id(self) -> str:
        """By which the line is known again."""
        return self.key or self.label


class Menu(NamedTuple):
    """build: its lines, as they are now. code: an address to be shown as a QR code."""

    title: str
    build: Callable[[], Sequence[Command]]
    code: str = ""


# ---- what is said ---------------------------------------------------------------------------------


def describe_room(live: LiveRoom) -> str:
    """`12 in, 3 at the door, 8 of 9 voted`, for one line."""
    state = live.conductor.state
    said = [f"{len(live.came)} in"]
    said += [f"{len(live.door.waiting)} at the door: count heads"] if live.door.waiting else []
    asking = state.ballots.open
    said += [f"{len(asking.voters)} of {len(live.awaited | asking.voters)} voted"] if asking else []
    if state.is_emergency_stop:
        said = [describe_stop(live)]
    setup = state.setup
    who = "Simulated phones" if setup is not None and setup.rehearsal else "Phones"
    return live.trouble or f"{who}: {', '.join(said)}"


def describe_stop(live: LiveRoom) -> str:
    """`9 of 12 have STOP; not seats 4, 7, 11`."""
    seats, missing = len(live.came), live.without_stop
    rest = f"; not seats {', '.join(map(str, missing))}" if missing else ""
    return f"{seats - len(missing)} of {seats} have STOP{rest}"


def list_lines(live: LiveRoom) -> list[str]:
    """The page without its menu."""
    state, door = live.conductor.state, live.door
    is_open = door.is_open(live.clock())
    lines = [
        "Projector, on this computer, opens once:",
        live.wall_address,
        f"Phones: {live.scheme}://{live.hosts[0]}" + (f"  PIN {door.pin}" if is_open else "  door closed"),
        describe_room(live),
    ]
    lines += ["PINs are off after too many wrong ones. The code still works."] if door.is_pin_off else []
    asking = find_asking(state, live.steps)
    if asking is not None and asking.split is not None:
        counts = "  ".join(f"{letter} {count}" for letter, count in zip(LETTERS, asking.count(), strict=False))
        lines.append(f"{asking.decision}: {counts}")
    titles = build_role_titles(state.exercise)
    for role, title in titles.items():
        if len(seats := state.seats.list_of_role(role)) > 1 and state.seats.find_decider(role) is None:
            lines.append(f"{title}: {len(seats)} seats share it. Name the one that decides.")
    return [*lines, "", *(describe_seat(seat, live, titles) for seat in state.seats.taken)]


def describe_seat(seat: Seat, live: LiveRoom, titles: dict[str, str]) -> str:
    """` 4  Principal (decides)  Ms. Quist  here`."""
    roles = [f"{titles[role]} (decides)" if role in seat.decides else titles[role] for role in seat.roles]
    who = ", ".join(roles) or ("no role" if seat.of == SeatKind.PARTICIPANT else str(seat.of))
    here = "away" if seat.is_away else "here" if str(seat.number) in live.streams else "page closed"
    shared = ", two pages" if seat.number in live.shared else ""
    name = f"  {live.records.names.get(seat.number, '')}".rstrip()
    return f"{seat.number:>3}  {who}{name}  {here}{shared}"


# ---- what can be done -----------------------------------------------------------------------------


def list_commands(live: LiveRoom) -> list[Command]:
    """What the facilitator may want now, the likeliest first."""
    waiting, is_open = len(live.door.waiting), live.door.is_open(live.clock())
    let_in = Command(f"Let in all {waiting} who wait", lambda: f"{live.let_in()} let in", key="let in")
    found = [let_in] if waiting else []
    found += [Command("Send away those who wait", partial(_send_away, live))] if waiting else []
    if live.conductor.state.ballots.open is not None:
        found += [
            Command("Show how the vote splits", partial(_step, live)),
            Command("Enter votes on cards", partial(_count_cards, live), asks="votes for A, B, C …: 0 2 1"),
        ]
    if live.list_reasons():
        found.append(Command("Put a reason on the wall", lambda: Menu("Reason", partial(_list_reasons, live))))
    if (point := room.find_votable(live.conductor.state)) is not None:
        words = f"Put {point.decision.id} to the vote"
        again = " again" if live.conductor.state.ballots.last_of(point.decision.id) else ""
        found.append(Command(f"{words}{again}", partial(_ask_votes, live)))
    if not live.has_wall:
        found.append(Command("Open the projector page in this computer's browser", partial(_open_browser, live)))
    found.append(
        Command("Close the door", partial(_say, live.close_door, "closed"))
        if is_open
        else Command("Open the door for ten minutes", partial(_say, live.open_door, "open"))
    )
    found += [
        Command("Seat for an evaluator: code", partial(_invite, live, SeatKind.EVALUATOR)),
        Command("Seat for a latecomer: code", partial(_invite, live, SeatKind.PARTICIPANT)),
    ]
    if live.door.walls:
        ask = partial(_open_wall, live)
        found.append(Command("Projector on another computer: letters", ask, asks="the six letters on its screen"))
    seats = live.conductor.state.seats.taken
    if seats:
        found.append(Command("Change a seat", lambda: Menu("Seat", partial(_list_seats, live))))
    return found


def _open_browser(live: LiveRoom) -> str:
    """On Linux only where there is a desktop: a browser of the terminal would take this screen."""
    import webbrowser

    has_desktop = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if has_desktop and webbrowser.open(live.wall_address):
        return "The browser opens it. Move that window to the projector, and press F11."
    return "There is no browser here. Open the address below."


def _send_away(live: LiveRoom) -> str:
    return f"{live.send_away()} sent away. People in the room scan the new code."


def _open_wall(live: LiveRoom, said: str) -> str:
    live.open_wall(said)
    return "That screen is a projector now."


def _say(act: Callable[[], None], words: str) -> str:
    act()
    return f"The door is {words}."


def _step(live: LiveRoom) -> str:
    live.step()
    return "The split is on the wall."


def _list_reasons(live: LiveRoom) -> list[Command]:
    return [Command(text, partial(_pick_reason, live, text)) for text in dict.fromkeys(live.list_reasons())]


def _pick_reason(live: LiveRoom, text: str) -> str:
    live.pick_reason(text)
    return "The reason is on the wall."


def _ask_votes(live: LiveRoom) -> str:
    live.ask_votes()
    return "The vote is open."


def _count_cards(live: LiveRoom, said: str) -> str:
    words = said.replace(",", " ").split()
    if not all(word.isdecimal() for word in words):
        raise CommandRejected(f"{said!r} is not a list of numbers; write 0 2 1")
    asking = live.conductor.state.ballots.open
    length = len(asking.options) if asking else 0
    room.count_cards(live.conductor, [int(word) for word in words] + [0] * (length - len(words)))
    live.refresh()
    return "Cards are counted."


def _invite(live: LiveRoom, of: SeatKind) -> Menu:
    return Menu(f"Seat for one {of}: scan once with that device", list, live.invite(of))


def _list_seats(live: LiveRoom) -> list[Command]:
    titles = build_role_titles(live.conductor.state.exercise)
    return [
        Command(describe_seat(seat, live, titles), partial(_open_seat, live, seat.number), key=f"seat {seat.number}")
        for seat in live.conductor.state.seats.taken
    ]


def _open_seat(live: LiveRoom, number: int) -> Menu:
    return Menu(f"Seat {number}", partial(_list_seat_commands, live, number))


def _list_seat_commands(live: LiveRoom, number: int) -> list[Command]:
    seat = live.conductor.state.seats.all[number]
    found = [
        Command("Move it to another device: code", lambda: Menu("Scan once", list, live.move(number))),
        Command("Remove it", partial(_remove, live, number)),
        Command("Rename it", partial(_rename, live, number), asks="a name, for this page alone"),
    ]
    if seat.of != SeatKind.PARTICIPANT:
        return found
    words = "Back: votes wait for it" if seat.is_away else "Away: votes don't wait for it"
    found.append(Command(words, partial(_mark_away, live, number, not seat.is_away)))
    for role, title in ((one.id, one.title) for one in live.conductor.state.exercise.roles):
        has, speaks = role in seat.roles, role in seat.decides
        roles = tuple(one for one in seat.roles if one != role) if has else (*seat.roles, role)
        found.append(Command(f"{'Take' if has else 'Give'} {title}", partial(_set_roles, live, seat, roles)))
        if has and not speaks:
            decides = (*seat.decides, role)
            found.append(Command(f"Decides for {title}", partial(_set_roles, live, seat, seat.roles, decides)))
    return found


def _rename(live: LiveRoom, number: int, name: str) -> str:
    live.name_seat(number, name)
    return f"Seat {number} is renamed."


def _mark_away(live: LiveRoom, number: int, is_away: bool) -> str:
    live.mark_away(number, is_away=is_away)
    return f"Seat {number} is {'away' if is_away else 'back'}."


def _remove(live: LiveRoom, number: int) -> str:
    live.remove(number)
    return f"Seat {number} is removed."


def _set_roles(live: LiveRoom, seat: Seat, roles: tuple[str, ...], decides: tuple[str, ...] | None = None) -> str:
    left = tuple(role for role in seat.decides if role in roles) if decides is None else decides
    room.set_seat(live.conductor, SeatSet(seat.number, "set", seat.of, roles, left))
    live.refresh()
    return f"Seat {seat.number} is changed."


# ---- the page -------------------------------------------------------------------------------------


class RoomPage(Dialog[None]):
    BINDINGS: ClassVar[list[BindingType]] = [create_binding("choose.leave", "leave")]

    def __init__(self, live: LiveRoom, signs: Glyphs) -> None:
        super().__init__()
        self.live, self.signs = live, signs
        self.menus = [Menu("Phones, projector and votes", lambda: list_commands(live))]
        self.said = ""
        self._commands: list[Command] = []
        self._marked: dict[str, str] = {}
        """By menu: the line that was run last."""
        self._title = ""
        self._asking: Command | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="box"):
            yield OptionList(id="room-menu")
            yield Input(id="room-field")
            yield Static(id="room-code", markup=False)
            yield Static(id="room-lines", markup=False)

    def on_mount(self) -> None:
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        box = self.query_one(".box")
        box.border_subtitle = find_keymap(self).fill_in_keys("Enter select, {choose.leave} back")
        self.query_one(Input).display = False
        self.set_interval(REFRESH_SECONDS, self.show_page)
        self.show_page()
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def show_page(self) -> None:
        """Draws what has changed. The mark stays on its line. Where that is gone, or the menu is new, nothing is marked, so that a second
        Enter runs nothing that was not looked at.
        """
        menu = self.menus[-1]
        self.query_one(".box").border_title = to_glyphs(Text(menu.title), self.signs).markup
        commands = [*menu.build()]
        options = self.query_one(OptionList)
        if (menu.title, [one.label for one in commands]) != (self._title, [one.label for one in self._commands]):
            marked = options.highlighted_option
            before = self._marked.get(menu.title) if menu.title != self._title else marked and marked.id
            options.clear_options()
            options.add_options([Option(to_glyphs(Text(one.label), self.signs), id=one.id) for one in commands])
            options.highlighted = next((place for place, one in enumerate(commands) if one.id == before), None)
        self._commands, self._title = commands, menu.title
        code = draw_code_in_blocks(menu.code) if menu.code else ""
        set_text(self.query_one("#room-code", Static), Text(f"{code}\n{menu.code}" if code else ""))
        lines = [self.said, "", *list_lines(self.live)] if self.said else list_lines(self.live)
        words = "" if menu.code else "\n".join(lines)
        set_text(self.query_one("#room-lines", Static), to_glyphs(Text(words), self.signs))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Runs the command of the marked line, unless the menu has changed since the key was pressed."""
        command = next((one for one in self._commands if one.id == event.option_id), None)
        if command is None:
            return
        self._marked[self._title] = command.id
        if command.asks:
            self._asking = command
            field = self.query_one(Input)
            field.placeholder, field.display, field.value = command.asks, True, ""
            field.focus()
        else:
            self._run(command.act)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        command, self._asking = self._asking, None
        if command is not None:
            self._run(partial(command.act, event.value))
        self._leave_field()

    def _run(self, act: Callable[[], "str | Menu"]) -> None:
        try:
            found = act()
        except (CommandRejected, JournalError, OSError) as error:
            found = str(error)
        if isinstance(found, Menu):
            self.menus.append(found)
        else:
            self.said, self.menus = found, self.menus[:1]
        self.show_page()

    def _leave_field(self) -> None:
        self.query_one(Input).display = False
        self.query_one(OptionList).focus()

    def action_leave(self) -> None:
        """Back to the menu before; from the first one, to the exercise."""
        if self.query_one(Input).has_focus:
            self._asking = None
            self._leave_field()
        elif len(self.menus) > 1:
            self.menus.pop()
            self.show_page()
        else:
            self.dismiss(None)
