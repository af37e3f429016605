"""The keys of the desk, in the order in which help and the command palette list them."""

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from sim.drill.heard import list_unread, is_countdown_waiting
from sim.drill.state import State
from tui.keyboard import DEFAULT_KEYS, KeyMap, create_binding

EXERCISE_BINDINGS: list[BindingType] = [
    *(
        create_binding(name, name.partition(".")[2])
        for name in DEFAULT_KEYS
        if name.startswith("drill.") and "tab" not in name
    ),
    create_binding("drill.tab", "tab(1)"),
    create_binding("drill.tab_before", "tab(-1)"),
    *(Binding(str(digit), f"option({digit})", f"answer {digit}", show=False) for digit in range(1, 10)),
]
EMERGENCY_BINDING = "exercise.emergency"
KEY_LINE = (
    "{drill.play} play/stop", "{drill.slower} {drill.faster} speed", "{drill.next_stop} next stop", "{drill.decide} decide",
    "{drill.inject} inject", "{drill.mark} mark", "{drill.black} black", "{drill.face} face", "{drill.agenda} agenda",
    "{exercise.emergency} emergency", "{drill.help} help",
)  # fmt: skip
SHORT_KEY_LINE = (
    "{drill.play} play", "{drill.next_stop} next", "{drill.decide} decide", "{drill.inject} inject", "{drill.mark} mark",
    "{drill.black} black", "{drill.face} face", "{exercise.emergency} real", "{drill.help} help",
)  # fmt: skip


def list_keys(keys: KeyMap, bindings: Sequence[BindingType] = tuple(EXERCISE_BINDINGS)) -> list[tuple[str, str, str]]:
    """Each key of a screen as people say it, what it does, and its action: that for a real emergency first."""
    found = [
        (" ".join(keys.list_keys(one.id)), one.description, one.action)
        for one in bindings
        if isinstance(one, Binding) and one.id
    ]
    emergency = (keys[EMERGENCY_BINDING], DEFAULT_KEYS[EMERGENCY_BINDING][1], "app.emergency")
    return [emergency, *found, ("Ctrl+Q", "leave; the exercise is kept and can be resumed", "app.quit")]


def build_help_page(pane: str, keys: KeyMap) -> str:
    """What a pane is, and all keys."""
    return "\n".join([keys.fill_in_keys(pane), "", *(f"{name:12}{says}" for name, says, _ in list_keys(keys))])


def describe_participant_keys(state: State, keys: KeyMap, marked: bool) -> str:
    """What is quietly said of keys where the room looks on: what leads to the desk, to the next message, to T+; what commits, if marked."""
    commits = "{drill.commit} commits   " if marked else ""
    on = ""
    if len(list_unread(state)) > 1:
        on = "{drill.next_stop} next message   "
    elif is_countdown_waiting(state):
        on = "{drill.play} starts the time   "
    return keys.fill_in_keys(f"{commits}{on}{{drill.face}} desk")
