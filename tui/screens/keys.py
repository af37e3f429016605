"""The keys of the desk, in the order in which help and the command palette list them."""

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from sim.drill.heard import waiting, waits_to_be_read
from sim.drill.state import State
from tui.keyboard import USUAL, Keys, bound

DRILL: list[BindingType] = [
    *(
        bound(name, name.partition(".")[2])
        for name in USUAL
        if name.startswith("drill.") and "tab" not in name
    ),
    bound("drill.tab", "tab(1)"),
    bound("drill.tab_before", "tab(-1)"),
    *(Binding(str(digit), f"option({digit})", f"answer {digit}", show=False) for digit in range(1, 10)),
]
EMERGENCY = "exercise.emergency"
KEY_LINE = (
    "{drill.play} play/stop", "{drill.slower} {drill.faster} speed", "{drill.next_stop} next stop", "{drill.decide} decide",
    "{drill.inject} inject", "{drill.mark} mark", "{drill.black} black", "{drill.face} face", "{drill.agenda} agenda",
    "{exercise.emergency} emergency", "{drill.help} help",
)  # fmt: skip
SHORT_KEY_LINE = (
    "{drill.play} play", "{drill.next_stop} next", "{drill.decide} decide", "{drill.inject} inject", "{drill.mark} mark",
    "{drill.black} black", "{drill.face} face", "{exercise.emergency} real", "{drill.help} help",
)  # fmt: skip


def listed(keys: Keys, bindings: Sequence[BindingType] = tuple(DRILL)) -> list[tuple[str, str, str]]:
    """Each key of a screen as people say it, what it does, and its action: that for a real emergency first."""
    found = [
        (" ".join(keys.every(one.id)), one.description, one.action)
        for one in bindings
        if isinstance(one, Binding) and one.id
    ]
    emergency = (keys[EMERGENCY], USUAL[EMERGENCY][1], "app.emergency")
    return [emergency, *found, ("Ctrl+Q", "leave; the exercise is kept and can be resumed", "app.quit")]


def help_page(pane: str, keys: Keys) -> str:
    """What a pane is, and all keys."""
    return "\n".join([keys.says(pane), "", *(f"{name:12}{says}" for name, says, _ in listed(keys))])


def keys_on_the_face(state: State, keys: Keys, marked: bool) -> str:
    """What is quietly said of keys where the room looks on: what leads to the desk, to the next message, to T+; what commits, if marked."""
    commits = "{drill.commit} commits   " if marked else ""
    on = ""
    if len(waiting(state)) > 1:
        on = "{drill.next_stop} next message   "
    elif waits_to_be_read(state):
        on = "{drill.play} starts the time   "
    return keys.says(f"{commits}{on}{{drill.face}} desk")
