"""The keys of every screen of an exercise, by the name that the configuration file uses, and the help pages that list them.

Bindings come from DEFAULT_KEYS, and screen text names a key in braces, so the key shown is always the key bound.
Digits, arrows, Enter and Esc in fields, and Ctrl+Q cannot be rebound.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from sim.exercise.messages import is_countdown_waiting, list_unread
from sim.exercise.state import State

DEFAULT_KEYS: Mapping[str, tuple[str, str]] = {
    "exercise.emergency": ("exclamation_mark", "real emergency: stop everything"),
    "drill.play": ("space", "start or stop scenario time"),
    "drill.next_stop": ("n,pagedown", "go to the next stop"),
    "drill.slower": ("less_than_sign", "slower"),
    "drill.faster": ("greater_than_sign", "faster"),
    "drill.decide": ("d", "decide: select an answer (1 to 9 also select)"),
    "drill.commit": ("enter", "commit the selected answer"),
    "drill.back": ("escape", "clear the selection and keep discussing"),
    "drill.thinking": ("t", "set the decision time"),
    "drill.press": ("p", "make it a timed question"),
    "drill.no_decision": ("u", "close the question with no decision"),
    "drill.inject": ("i", "inject: deliver, hold, cancel, add; or ask a question"),
    "drill.mark": ("m", "mark this moment; add text later"),
    "drill.observe": ("o", "enter an observation"),
    "drill.correct": ("c", "correct a note, rating or rationale"),
    "drill.take_back": ("z", "undo the last decision or inject"),
    "drill.floor": ("f", "next floor on the map"),
    "drill.agenda": ("a", "agenda: end the module or skip an item"),
    "drill.end_module": ("E", "end the module"),
    "drill.hand_back": ("R", "return a role to simulation"),
    "drill.people": ("w", "participants: type, paste or load names"),
    "drill.face": ("v", "switch between participant view and facilitator view"),
    "drill.black": ("b,full_stop", "black out or restore the participant view"),
    "drill.help": ("question_mark", "help for this pane"),
    "drill.tab": ("tab", "next pane"),
    "drill.tab_before": ("shift+tab", "previous pane"),
    "decide.hint": ("h", "hint"),
    "next.up": ("up", "previous item"),
    "next.down": ("down", "next item"),
    "next.hold": ("h", "hold"),
    "next.cancel": ("x", "cancel"),
    "next.new": ("plus", "new"),
    "next.hint": ("H", "hint"),
    "pane.up": ("up", "scroll up"),
    "pane.down": ("down", "scroll down"),
    "pane.page_up": ("pageup", "page up"),
    "pane.home": ("home", "to the top"),
    "pane.end": ("end", "to the end"),
    "ask.yes": ("enter,y", "yes"),
    "ask.no": ("escape", "no"),
    "choose.leave": ("escape", "cancel"),
    "page.close": ("escape,enter,question_mark", "close the page"),
    "wash.left": ("left", "cursor left"),
    "wash.right": ("right", "cursor right"),
    "wash.far_left": ("shift+left", "cursor left 30 s"),
    "wash.far_right": ("shift+right", "cursor right 30 s"),
    "wash.first": ("home", "cursor to T+00:00"),
    "wash.last": ("end", "cursor to the end"),
    "wash.pane": ("tab", "next pane"),
    "wash.pane_before": ("shift+tab", "previous pane"),
    "wash.thousand": ("r", "run 1,000 variations"),
    "wash.halt": ("escape", "stop the run"),
    "wash.improve": ("n", "add to the improvement plan"),
    "wash.evaluator": ("e", "choose the evaluator"),
    "wash.rate_p": ("P,p", "propose P: performed without challenges"),
    "wash.rate_s": ("S,s", "propose S: with some challenges"),
    "wash.rate_m": ("M,m", "propose M: with major challenges"),
    "wash.rate_u": ("U,u", "propose U: unable"),
    "wash.report": ("g", "end the exercise and open the report"),
    "wash.people": ("w", "participants by name"),
    "wash.help": ("question_mark", "help for this pane"),
    "stop.hot_wash": ("h", "after a real emergency: hold the hot wash"),
    "report.write": ("w", "write it to files"),
    "report.back": ("escape", "back to the hot wash"),
}
"""Default keys and descriptions by name, in the order of help and `allcall config`."""

KEY_NAMES = {
    "space": "Space", "pagedown": "PageDown", "pageup": "PageUp", "tab": "Tab", "enter": "Enter", "escape": "Esc",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "home": "Home", "end": "End", "plus": "+",
    "backspace": "Backspace", "delete": "Del", "insert": "Ins",
}  # fmt: skip

ARROW_NAMES = str.maketrans({"←": "Left", "→": "Right", "↑": "Up", "↓": "Down"})
"""Words for arrows where the terminal has none; their ASCII substitutes (`<`, `v`) are keys themselves."""

KEY_REFERENCE = re.compile(r"\{([a-z]+\.[a-z_]+)\}")


def create_binding(name: str, action: str, priority: bool = False) -> Binding:
    """The binding of a name of the table."""
    keys, does = DEFAULT_KEYS[name]
    return Binding(keys, action, does, show=False, priority=priority, id=name)


def name_key(key: str) -> str:
    """A key as people say it: `Space`, `!`, `Ctrl+N`."""
    held, _, bare = key.rpartition("+") if len(key) > 1 else ("", "", key)
    name = KEY_NAMES.get(bare) or key_to_character(bare) or bare.title()
    return f"{held.title()}+{name.upper() if len(name) == 1 else name}" if held else name


@dataclass(frozen=True)
class KeyMap:
    """The keys in effect. rebound: keys by name from the configuration file. has_arrows: whether the terminal can draw arrows."""

    rebound: Mapping[str, str] = field(default_factory=dict)
    has_arrows: bool = True

    def list_keys(self, name: str) -> list[str]:
        """All keys bound to a name, as people say them. Raises KeyError for an unknown name."""
        keys = self.rebound.get(name, DEFAULT_KEYS[name][0]).split(",")
        return list(dict.fromkeys(self._without_arrows(name_key(key.strip())) for key in keys))

    def __getitem__(self, name: str) -> str:
        """The first of them."""
        return self.list_keys(name)[0]

    def fit_line(self, parts: Sequence[str], width: int, always: int = 2) -> str:
        """A line of hints that fits the width. Middle hints drop out first; the last `always` hints stay."""
        said = [self.fill_in_keys(part) for part in parts]
        while len(" " + "  ".join(said)) > width and len(said) > always:
            said.pop(-1 - always)
        return " " + "  ".join(said)

    def fill_in_keys(self, words: str) -> str:
        """The text with each key name in braces replaced by its key."""
        return self._without_arrows(
            KEY_REFERENCE.sub(lambda found: self[found[1]] if found[1] in DEFAULT_KEYS else found[0], words)
        )

    def _without_arrows(self, words: str) -> str:
        return words if self.has_arrows else words.translate(ARROW_NAMES)


LIBRARY_HELP = (
    "Exercises you can start and saved exercises you can resume. Use the arrows to select and Enter to open. "
    "Start Allcall in the folder of your own exercises to list them here."
)

PREPARE_HELP = {
    "roles": "Check each role that a participant will play (Space). All other roles are simulated.",
    "objectives": "Check each objective to test (Space). Optional items that serve only unchecked objectives are skipped.",
    "emergency": "Variations that match the scenario. The selected variation is played. Settings for the comparison, hidden unknowns and "
    "pace are on the Roles tab.",
    "events": "The master scenario events list (MSEL) and the planned questions.",
    "rehearsal": "Runs the exercise without participants and lists each planned item that would not occur, with the reason.",
    "checks": "For the facilitator, before participants arrive. Check an item with Space. Nothing is saved.",
}


def build_help(words: str, bindings: Sequence[BindingType]) -> str:
    """The help text of a screen, then its keys."""
    keys = [one for one in bindings if isinstance(one, Binding)]
    return "\n".join(
        [words, "", *(f"{one.key_display or name_key(one.key):12}{one.description}" for one in keys)]
    )


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
    "{drill.play} start/stop", "{drill.slower} {drill.faster} speed", "{drill.next_stop} next stop", "{drill.decide} decide",
    "{drill.inject} inject", "{drill.mark} mark", "{drill.black} black", "{drill.face} view", "{drill.agenda} agenda",
    "{exercise.emergency} emergency", "{drill.help} help",
)  # fmt: skip

SHORT_KEY_LINE = (
    "{drill.play} start", "{drill.next_stop} next", "{drill.decide} decide", "{drill.inject} inject", "{drill.mark} mark",
    "{drill.black} black", "{drill.face} view", "{exercise.emergency} real", "{drill.help} help",
)  # fmt: skip


def list_keys(
    keys: KeyMap, bindings: Sequence[BindingType] = tuple(EXERCISE_BINDINGS)
) -> list[tuple[str, str, str]]:
    """Key, description and action of each binding, the real-emergency key first."""
    found = [
        (" ".join(keys.list_keys(one.id)), one.description, one.action)
        for one in bindings
        if isinstance(one, Binding) and one.id
    ]
    emergency = (keys[EMERGENCY_BINDING], DEFAULT_KEYS[EMERGENCY_BINDING][1], "app.emergency")
    return [emergency, *found, ("Ctrl+Q", "save and exit; resume later", "app.quit")]


def build_help_page(pane: str, keys: KeyMap) -> str:
    """The help text of a pane, then all keys."""
    return "\n".join(
        [keys.fill_in_keys(pane), "", *(f"{name:12}{says}" for name, says, _ in list_keys(keys))]
    )


def describe_participant_keys(state: State, keys: KeyMap, marked: bool) -> str:
    """The short key hint at the foot of the participant view."""
    commits = "{drill.commit} commit   " if marked else ""
    on = ""
    if len(list_unread(state)) > 1:
        on = "{drill.next_stop} next message   "
    elif is_countdown_waiting(state):
        on = "{drill.play} start the clock   "
    return keys.fill_in_keys(f"{commits}{on}{{drill.face}} facilitator view")
