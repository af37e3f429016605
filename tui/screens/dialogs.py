"""Dialogs over a screen: choices, questions and help pages, and the multi-step dialogs of the facilitator.

Each step is a choice on a small screen or text on the last row. Esc at any step leaves everything unchanged.
The command palette lists the same commands as the keys of the current screen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, Protocol, Self, TypeVar, get_args

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.geometry import Region
from textual.reactive import Reactive
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.visual import Visual
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from scenarios.exercise import Decision, Inject, Mode, describe_slots
from sim.exercise import facilitator
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.conductor import Conductor
from sim.exercise.events import name_inject
from sim.exercise.participants import find_role_title
from sim.exercise.schedule import Item, build_agenda, item_name, list_upcoming
from sim.exercise.state import State
from tui.keymap import KeyMap, create_binding, list_keys
from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs
from tui.widgets.agenda import format_lateness
from tui.widgets.base import to_glyphs, wrap
from tui.widgets.dimmed_screen import DimmedScreen

RATING_TEXTS = {
    "P": "performed without challenges",
    "S": "with some challenges",
    "M": "with major challenges",
    "U": "unable",
}

Result = TypeVar("Result")

MAX_WIDTH = 66  # columns of a line to choose, behind its number and beside the scroll bar


class DialogHost(Protocol):
    """What a dialog needs of its screen."""

    @property
    def app(self) -> App[Any]: ...

    @property
    def glyphs(self) -> Glyphs: ...

    @property
    def conductor(self) -> Conductor: ...

    def ask(self, words: str, done: Callable[[str], object], value: str, left: Callable[[], object]) -> None: ...

    def show_message(self, words: str, wrong: bool = False, room: str | None = None) -> None: ...

    def run_command(self, what: Callable[[], object], then: str = "") -> bool: ...

    def confirm_end(self) -> None: ...


async def choose_line(drill: DialogHost, title: str, lines: Sequence[str]) -> int:
    """The index of the chosen line. Raises Cancelled."""
    short = ["\n".join(wrap(line, MAX_WIDTH, then="  ", most=2)) for line in lines]
    place = await drill.app.push_screen_wait(Choose(title, short, drill.glyphs))
    if place is None:
        raise Cancelled
    return place


async def ask_text(drill: DialogHost, title: str, value: str = "") -> str:
    """Text from the last row. Without text it is asked for again. Raises Cancelled."""
    label = title
    while True:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        drill.ask(label, answer.set_result, value, lambda: answer.set_exception(Cancelled()))  # noqa: B023 - awaited below
        if text := await answer:
            return text
        label = f"{title} (empty: enter text, or Esc cancels)"


async def choose_role(drill: DialogHost, title: str) -> str:
    roles = drill.conductor.state.exercise.roles
    return roles[await choose_line(drill, title, [role.title for role in roles])].id


async def choose_person(drill: DialogHost, title: str, first: str = "", but: str = "") -> str:
    """A role or a staff member. first: the role listed first. but: a role or person not offered."""
    state = drill.conductor.state
    roles = sorted(state.exercise.roles, key=lambda one: one.id != first)
    found = {role.id: role.title for role in roles}
    for member in state.opened.emergency.place.staff:
        found.setdefault(member.id, state.labels.person(member.id))
    same = {but, *(one.plays for one in roles if one.id == but), *(one.id for one in roles if one.plays == but)}
    names = [name for name in found if name not in same]
    return names[await choose_line(drill, title, [found[name] for name in names])]


async def compose_inject(drill: DialogHost) -> None:
    """Delivers a message that the facilitator makes up."""
    to = await choose_role(drill, "Recipient")
    modes = get_args(Mode)
    mode = modes[await choose_line(drill, "Delivered by", modes)]
    says = await ask_text(drill, "message, as participants read it")
    sender = await ask_text(drill, "who sends it")
    drill.run_command(lambda: facilitator.improvise_inject(drill.conductor, sender, [to], mode, says), "delivered")


async def open_inject_menu(
    drill: DialogHost, state: State, marked: int | None, asks: Callable[[Decision], Awaitable[None]]
) -> None:
    """Delivers, holds or cancels an inject, adds one, or asks a question. marked: number of the selected inject."""
    here = state.segment.id if state.segment else ""
    left = [inject for inject in state.exercise.injects if inject.segment == here and not is_resolved(state, inject)]
    one = next((one for one in left if one.number == marked), None)
    if one is None:
        lines = [f"{name_inject(one.number)}: {one.sender}: {describe_slots(one.says)}" for one in left]
        questions = facilitator.list_askable(state)
        lines += [
            f"ask {question.id}: {find_role_title(state.exercise, question.of)}: {question.asks}"
            for question in questions
        ]
        place = await choose_line(drill, "Inject", ["a message of your own", *lines])
        if not place:
            await compose_inject(drill)
            return
        if place > len(left):
            await asks(questions[place - 1 - len(left)])
            return
        one = left[place - 1]
    await open_inject_actions(drill, one.number)


async def open_inject_actions(drill: DialogHost, number: int) -> None:
    outcomes = ("delivered", "held", "cancelled")
    outcome = outcomes[await choose_line(drill, name_inject(number), ["deliver now", "hold", "cancel"])]
    if drill.run_command(lambda: drill.conductor.dispose_inject(number, outcome), f"{name_inject(number)} {outcome}"):
        became = drill.conductor.state.deliveries[number]
        if became.outcome == "delivered" and not became.readers:
            says = f"{name_inject(number)} delivered, but no participant receives it: read it aloud"
            drill.show_message(says, room=says)


def is_resolved(state: State, one: Inject) -> bool:
    """Whether an inject is done with; a held one can still be delivered."""
    delivery = state.deliveries.get(one.number)
    return delivery is not None and delivery.outcome != "held"


def list_unread(state: State) -> list[Inject]:
    """Injects still to come that no participant would receive."""
    return [
        inject for inject in state.exercise.injects if not state.is_resolved(inject) and not state.find_readers(inject)
    ]


async def return_role(drill: DialogHost) -> None:
    """Returns a role to simulation; asks first where required items would be lost. Raises Cancelled."""
    played = sorted(drill.conductor.state.played)
    if not played:
        drill.show_message("no role is played by participants", wrong=True)
        return
    titles = [find_role_title(drill.conductor.state.exercise, role) for role in played]
    place = await choose_line(drill, "Return a role to simulation", titles)
    lost = ", ".join(one.id for one in facilitator.list_lost_with(drill.conductor.state, played[place]))
    lines = ["keep the role with its participant", f"return it without {lost}"]
    if lost and not await choose_line(drill, f"{titles[place]} has required items: {lost}", lines):
        raise Cancelled
    if drill.run_command(lambda: drill.conductor.return_to_simulation(played[place])):
        left = [str(one.number) for one in list_unread(drill.conductor.state) if played[place] in one.to]
        reads = f"; no participant receives inject {', '.join(left)}: read aloud or hold" if left else ""
        says = f"{titles[place]}: simulated from now on"
        drill.show_message(f"{says}{reads}", room=says)


async def correct_note(drill: DialogHost) -> None:
    """Corrects a note, the latest first, or the rationale of a decision."""
    state = drill.conductor.state
    notes = [*reversed(state.notes.values())]
    decided = [window for window in state.decision_points.values() if window.state == "decided"]
    lines = [
        f"{one.id.replace('-', ' ')} {format_t_plus(one.time)} {one.text or one.rating or 'no text yet'}"
        for one in notes
    ]
    lines += [f"{point.decision.id}: rationale: {point.response.rationale or 'none yet'}" for point in decided]
    if not lines:
        drill.show_message("there is nothing to correct yet", wrong=True)
        return
    place = await choose_line(drill, "Correct", lines)
    if place >= len(notes):
        window = decided[place - len(notes)]
        why = await ask_text(drill, "rationale", str(window.response.rationale))
        drill.run_command(lambda: drill.conductor.correct(window.decision.id, rationale=why), "corrected")
        return
    note = notes[place]
    values = await _ask_new_value(drill, note.text)
    drill.run_command(lambda: drill.conductor.correct(note.id, **values), "corrected")


async def _ask_new_value(drill: DialogHost, text: str) -> dict[str, str]:
    objectives = drill.conductor.state.exercise.objectives
    match await choose_line(drill, "Change", ["text", "objective", "rating"]):
        case 0:
            return {"text": await ask_text(drill, "text", text)}
        case 1:
            place = await choose_line(drill, "Objective", [objective.says for objective in objectives])
            return {"objective": objectives[place].id}
        case _:
            place = await choose_line(drill, "Rating", [f"{key}  {says}" for key, says in RATING_TEXTS.items()])
            return {"rating": [*RATING_TEXTS][place]}


def name_item(item: Item) -> str:
    """`inject 7`, `D4`."""
    return name_inject(item.number) if isinstance(item, Inject) else item_name(item)


def describe_item(item: Item) -> str:
    return (
        f"{name_item(item)}: {f'{item.sender}: {describe_slots(item.says)}' if isinstance(item, Inject) else item.asks}"
    )


async def open_agenda_menu(drill: DialogHost) -> None:
    """Skips an item, or ends the module after a confirmation. The line that ends it is never the preselected one of several."""
    state = drill.conductor.state
    now = build_agenda(state, drill.conductor.clock.exercise_time)
    segments = state.exercise.segments
    place = segments.index(drill.conductor.segment)
    ends = (
        f"end {drill.conductor.segment.title} (next: {segments[place + 1].title})"
        if place + 1 < len(segments)
        else "end the exercise"
    )
    free = [*now.droppable, *(one for one in list_upcoming(state) if not one.must and one not in now.droppable)]
    lines = [f"skip {describe_item(item)}" + (", to finish on time" if item in now.droppable else "") for item in free]
    title = f"Agenda: {format_minutes(max(0.0, now.seconds_left))} left in this module, {format_lateness(now.behind)}"
    picked = await choose_line(drill, title, [*lines, ends])
    if picked == len(free):
        drill.confirm_end()
        return
    item = free[picked]
    drill.run_command(lambda: facilitator.skip_item(drill.conductor, item), f"{name_item(item)} skipped")


async def ask_decision(drill: DialogHost, one: Decision) -> None:
    """Asks a question early. Raises Cancelled."""
    conductor = drill.conductor
    if facilitator.is_askable(conductor.state, one):
        drill.run_command(lambda: facilitator.ask_decision(conductor, one.id), f"{one.id} asked")
        return
    who = find_role_title(conductor.state.exercise, one.of)
    lines = ["wait until they are aware", "rule them aware, in the comparison too (later results are flagged)"]
    if await choose_line(drill, f"{one.id}: {who} is not aware yet", lines):
        drill.run_command(lambda: facilitator.rule_awareness(conductor, one.id), f"{one.id}: {who} ruled aware")
    else:
        drill.run_command(lambda: facilitator.ask_decision(conductor, one.id), f"{one.id} waits until they are aware")


MAX_DIGIT = 9


class Cancelled(Exception):
    """Esc was pressed."""


def find_keymap(screen: Screen[Any]) -> KeyMap:
    keys = getattr(screen.app, "keys", None)
    return keys if isinstance(keys, KeyMap) else KeyMap()


class Dialog(ModalScreen[Result]):
    """A small screen over another one, which is dimmed once, and again when it changes."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    _behind: Visual | None = None

    def render(self) -> Any:  # Textual names no visuals here
        if self._behind is None or not self.is_current:
            found = super().render()
            if not isinstance(found, BackgroundScreen):
                return found
            self._behind = DimmedScreen(found)
        return self._behind

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """regions: where the screen behind has changed."""
        if regions:
            self._behind = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Choose(Dialog[int | None]):
    """A list to choose from by digit, or arrows and Enter; letters filter it. Returns the index, None after Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("choose.leave", "dismiss(None)"),
        *(Binding(str(digit), f"take({digit - 1})", show=False) for digit in range(1, MAX_DIGIT + 1)),
    ]

    def __init__(self, title: str, lines: Sequence[str], signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.lines, self.signs = title, lines, signs
        self.typed = ""
        self.places = [*range(len(lines))]  # of the lines that are shown

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield OptionList(*self._build_options())

    def _build_options(self) -> list[Option]:
        taken = 0 if self.typed else MAX_DIGIT
        return [
            Option(to_glyphs(Text(f"{number if number <= taken else ' '} {self.lines[place]}"), self.signs))
            for number, place in enumerate(self.places, 1)
        ]

    def on_mount(self) -> None:
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        box = self.query_one(".box")
        typing = ", type to filter" if len(self.lines) > MAX_DIGIT else ""
        box.border_subtitle = find_keymap(self).fill_in_keys(f"digit or Enter select{typing}, {{choose.leave}} cancel")
        self._show_title()

    def _show_title(self) -> None:
        typed = f": {self.typed}" if self.typed else ""
        typed = f": no line has {self.typed!r} (Backspace)" if self.typed and not self.places else typed
        self.query_one(".box").border_title = to_glyphs(Text(f"{self.heading}{typed}"), self.signs).markup

    def on_key(self, event: Key) -> None:
        """Typed characters filter the lines; Backspace deletes the last."""
        sign = event.character or ""
        if event.key == "backspace":
            event.stop()
            self._filter(self.typed[:-1])
        elif sign.isalpha() or (self.typed and sign.isprintable() and sign):
            event.stop()
            self._filter(self.typed + sign)

    def _filter(self, typed: str) -> None:
        words = typed.lower().split()
        places = [n for n, line in enumerate(self.lines) if all(word in line.lower() for word in words)]
        self.typed, self.places = typed, places
        self.query_one(OptionList).clear_options().add_options(self._build_options()).highlighted = 0
        self._show_title()

    def action_take(self, place: int) -> None:
        if self.typed:
            self._filter(f"{self.typed}{place + 1}")
        elif place < len(self.places):
            self.dismiss(self.places[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.places[event.option_index])


class Ask(Dialog[bool]):
    """A yes-or-no question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        create_binding("ask.yes", "dismiss(True)"),
        create_binding("ask.no", "dismiss(False)"),
    ]

    def __init__(self, title: str, words: str, signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.words, self.signs = title, words, signs

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(to_glyphs(Text(self.words), self.signs))

    def on_mount(self) -> None:
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        box = self.query_one(".box")
        box.border_title = to_glyphs(Text(self.heading), self.signs).markup
        box.border_subtitle = find_keymap(self).fill_in_keys("{ask.yes}: yes   {ask.no}: no")


class Page(Dialog[None]):
    """A page to read."""

    BINDINGS: ClassVar[list[BindingType]] = [create_binding("page.close", "dismiss(None)")]

    def __init__(self, title: str, words: str, signs: Glyphs) -> None:
        super().__init__()
        self.heading, self.words, self.signs = title, words, signs

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="box"):
            yield Static(to_glyphs(Text(self.words), self.signs))

    def on_mount(self) -> None:
        self.set_class(self.signs is ASCII_GLYPHS, "plain")
        box = self.query_one(".box")
        box.border_title = to_glyphs(Text(self.heading), self.signs).markup
        box.border_subtitle = find_keymap(self).fill_in_keys("{pane.up} {pane.down} scroll   {page.close} close")


HIDDEN_ACTIONS = {"commit", "back"}


class KeyCommands(Provider):
    def list_entries(self) -> list[tuple[str, str]]:
        keys = find_keymap(self.screen)
        return [
            (f"{says}  ({name})", action)
            for name, says, action in list_keys(keys, self.screen.BINDINGS)
            if action not in HIDDEN_ACTIONS
        ]

    async def discover(self) -> Hits:
        for words, action in self.list_entries():
            yield DiscoveryHit(words, self._create_runner(action))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for words, action in self.list_entries():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), self._create_runner(action))

    def _create_runner(self, action: str):  # type: ignore[no-untyped-def]
        screen = self.screen

        async def act() -> None:
            await screen.run_action(action)

        return act
