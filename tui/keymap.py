"""Which key does what in an exercise, by the name that the configuration file uses, and what people call the key.

Whoever binds a key takes it from the one table here, and whoever shows a key on a screen writes its name in braces: what is shown is
then what is bound. Not in the table, and always the same: digits for answers, arrows and Enter in lists, Enter and Esc in a field of
text, and Ctrl+Q.

What `?` says before an exercise begins: in the library, and on each tab of Prepare.

The keys of the desk, in the order in which help and the command palette list them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from sim.exercise.messages import is_countdown_waiting, list_unread
from sim.exercise.state import State

DEFAULT_KEYS: Mapping[str, tuple[str, str]] = {
    "exercise.emergency": ("exclamation_mark", "real emergency: freezes everything"),
    "drill.play": ("space", "play or stop"),
    "drill.next_stop": ("n,pagedown", "play on to the next stop"),
    "drill.slower": ("less_than_sign", "slower"),
    "drill.faster": ("greater_than_sign", "faster"),
    "drill.decide": ("d", "decide: mark an answer; 1 to 9 mark one at once"),
    "drill.commit": ("enter", "commit the marked answer"),
    "drill.back": ("escape", "keep talking: no answer is marked any more"),
    "drill.thinking": ("t", "how long the room says thinking takes"),
    "drill.press": ("p", "put the question under time pressure"),
    "drill.no_decision": ("u", "end the question without a decision"),
    "drill.inject": ("i", "an inject: deliver, hold, cancel, new; or ask a question"),
    "drill.mark": ("m", "mark: one key, its text later"),
    "drill.observe": ("o", "write an observation"),
    "drill.correct": ("c", "correct a text, objective, rating or reason"),
    "drill.take_back": ("z", "take back the last decision or inject"),
    "drill.floor": ("f", "the next floor on the map"),
    "drill.agenda": ("a", "agenda: end the module, leave something out"),
    "drill.end_module": ("E", "end the module"),
    "drill.hand_back": ("R", "hand a role back to the model"),
    "drill.people": ("w", "who is here: names, typed, pasted or from a file"),
    "drill.face": ("v", "the room's face, or the desk"),
    "drill.black": ("b,full_stop", "the room's face black, or back"),
    "drill.help": ("question_mark", "help for this pane"),
    "drill.tab": ("tab", "the next pane"),
    "drill.tab_before": ("shift+tab", "the pane before"),
    "decide.hint": ("h", "hint"),
    "next.up": ("up", "the item above"),
    "next.down": ("down", "the item below"),
    "next.hold": ("h", "hold"),
    "next.cancel": ("x", "cancel"),
    "next.new": ("plus", "new"),
    "next.hint": ("H", "hint"),
    "pane.up": ("up", "read further up"),
    "pane.down": ("down", "read further down"),
    "pane.page_up": ("pageup", "a page up"),
    "pane.home": ("home", "to the beginning"),
    "pane.end": ("end", "to the end"),
    "ask.yes": ("enter,y", "yes"),
    "ask.no": ("escape", "no"),
    "choose.leave": ("escape", "leave without choosing"),
    "page.close": ("escape,enter,question_mark", "close the page"),
    "wash.left": ("left", "the cursor to the left"),
    "wash.right": ("right", "the cursor to the right"),
    "wash.far_left": ("shift+left", "the cursor far to the left"),
    "wash.far_right": ("shift+right", "the cursor far to the right"),
    "wash.first": ("home", "the cursor to T+00:00"),
    "wash.last": ("end", "the cursor to the end"),
    "wash.pane": ("tab", "the next pane"),
    "wash.pane_before": ("shift+tab", "the pane before"),
    "wash.thousand": ("r", "play 1,000 emergencies"),
    "wash.halt": ("escape", "stop playing them"),
    "wash.improve": ("n", "a new line of the improvement plan"),
    "wash.evaluator": ("e", "who rates"),
    "wash.rate_p": ("P,p", "propose P: performed without challenges"),
    "wash.rate_s": ("S,s", "propose S: with some challenges"),
    "wash.rate_m": ("M,m", "propose M: with major challenges"),
    "wash.rate_u": ("U,u", "propose U: unable"),
    "wash.report": ("g", "end the exercise, and the report"),
    "wash.people": ("w", "who is here, by name"),
    "wash.help": ("question_mark", "help for this pane"),
    "stop.hot_wash": ("h", "opened again after a real emergency: the hot wash of what was played"),
    "report.write": ("w", "write it to a file"),
    "report.back": ("escape", "back to the hot wash"),
}
"""Keys and what they do, by name, in the order in which help and `allcall config` list them."""

KEY_NAMES = {
    "space": "Space", "pagedown": "PageDown", "pageup": "PageUp", "tab": "Tab", "enter": "Enter", "escape": "Esc",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "home": "Home", "end": "End", "plus": "+",
    "backspace": "Backspace", "delete": "Del", "insert": "Ins",
}  # fmt: skip

ARROW_NAMES = str.maketrans({"←": "Left", "→": "Right", "↑": "Up", "↓": "Down"})
"""On a terminal without arrows, whose stand-ins (`<`, `v`) are keys themselves."""

KEY_REFERENCE = re.compile(r"\{([a-z]+\.[a-z_]+)\}")


def create_binding(name: str, action: str, priority: bool = False) -> Binding:
    """The binding of a name of the table."""
    keys, does = DEFAULT_KEYS[name]
    return Binding(keys, action, does, show=False, priority=priority, id=name)


def name_key(key: str) -> str:
    """What people call a key: `Space`, `!`, `Ctrl+N`."""
    held, _, bare = key.rpartition("+") if len(key) > 1 else ("", "", key)
    name = KEY_NAMES.get(bare) or key_to_character(bare) or bare.title()
    return f"{held.title()}+{name.upper() if len(name) == 1 else name}" if held else name


@dataclass(frozen=True)
class KeyMap:
    """What is bound. rebound: keys by name, where the configuration file has others. has_arrows: whether the terminal can draw them."""

    rebound: Mapping[str, str] = field(default_factory=dict)
    has_arrows: bool = True

    def list_keys(self, name: str) -> list[str]:
        """All keys that do it, as people say them. Raises KeyError for a name that is not in the table."""
        keys = self.rebound.get(name, DEFAULT_KEYS[name][0]).split(",")
        return list(dict.fromkeys(self._without_arrows(name_key(key.strip())) for key in keys))

    def __getitem__(self, name: str) -> str:
        """The first of them."""
        return self.list_keys(name)[0]

    def fit_line(self, parts: Sequence[str], width: int, always: int = 2) -> str:
        """Words with keys in them, as many as a line has room for: the first ones, and always so many of the last."""
        said = [self.fill_in_keys(part) for part in parts]
        while len(" " + "  ".join(said)) > width and len(said) > always:
            said.pop(-1 - always)
        return " " + "  ".join(said)

    def fill_in_keys(self, words: str) -> str:
        """Words with keys in them, in place of their names in braces."""
        return self._without_arrows(
            KEY_REFERENCE.sub(lambda found: self[found[1]] if found[1] in DEFAULT_KEYS else found[0], words)
        )

    def _without_arrows(self, words: str) -> str:
        return words if self.has_arrows else words.translate(ARROW_NAMES)


LIBRARY_HELP = (
    "Exercises that can be played, and those that were begun and can go on. The arrows mark one, Enter opens it. Own exercises are listed "
    "where Allcall is started beside their files."
)

PREPARE_HELP = {
    "roles": "Who is in the room: Space ticks a role that somebody plays. Whoever has no tick is played by the computer.",
    "objectives": "What is tried: Space takes an objective out or in. What serves only those without a tick, and may be dropped, "
    "does not come.",
    "emergency": "Emergencies that fit the story, tried one after the other; the one that is marked is played. Below: against which twin, "
    "with or without fog, and at which pace.",
    "events": "The master scenario events list and the questions, as they are planned.",
    "rehearsal": "The exercise plays by itself, and what would not come is listed with the reason.",
    "checks": "For you alone, before the room comes in. Space ticks what is done; nothing of it is kept.",
}


def build_help(words: str, bindings: Sequence[BindingType]) -> str:
    """Words, and the keys of a screen."""
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
    "{drill.play} play/stop", "{drill.slower} {drill.faster} speed", "{drill.next_stop} next stop", "{drill.decide} decide",
    "{drill.inject} inject", "{drill.mark} mark", "{drill.black} black", "{drill.face} face", "{drill.agenda} agenda",
    "{exercise.emergency} emergency", "{drill.help} help",
)  # fmt: skip

SHORT_KEY_LINE = (
    "{drill.play} play", "{drill.next_stop} next", "{drill.decide} decide", "{drill.inject} inject", "{drill.mark} mark",
    "{drill.black} black", "{drill.face} face", "{exercise.emergency} real", "{drill.help} help",
)  # fmt: skip


def list_keys(
    keys: KeyMap, bindings: Sequence[BindingType] = tuple(EXERCISE_BINDINGS)
) -> list[tuple[str, str, str]]:
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
    return "\n".join(
        [keys.fill_in_keys(pane), "", *(f"{name:12}{says}" for name, says, _ in list_keys(keys))]
    )


def describe_participant_keys(state: State, keys: KeyMap, marked: bool) -> str:
    """What is quietly said of keys where the room looks on: what leads to the desk, to the next message, to T+; what commits, if marked."""
    commits = "{drill.commit} commits   " if marked else ""
    on = ""
    if len(list_unread(state)) > 1:
        on = "{drill.next_stop} next message   "
    elif is_countdown_waiting(state):
        on = "{drill.play} starts the time   "
    return keys.fill_in_keys(f"{commits}{on}{{drill.face}} desk")
