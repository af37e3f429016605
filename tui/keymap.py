"""The keys of every screen of an exercise, by the name that the configuration file uses, and the help pages that list them.

Bindings come from DEFAULT_KEYS, and screen text names a key in braces, so the key shown is always the key bound.
Digits, arrows, Enter and Esc in fields, and Ctrl+Q cannot be rebound.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

if TYPE_CHECKING:
    from sim.exercise.state import State

DEFAULT_KEYS: Mapping[str, tuple[str, str]] = {
    "exercise.emergency": ("exclamation_mark", "real emergency: stop everything"),
    "drill.play": ("space", "start or stop scenario time"),
    "drill.next_stop": ("n,pagedown", "next stop or message"),
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
    "drill.people": ("w", "names of participants: type, paste or load"),
    "drill.room": ("j", "join: seats of phones, door and votes"),
    "drill.face": ("v", "switch between participant view and facilitator view"),
    "drill.black": ("b,full_stop", "blackout of the participant view: on or off"),
    "drill.help": ("question_mark", "help for this pane"),
    "drill.tab": ("tab", "next pane"),
    "drill.tab_before": ("shift+tab", "previous pane"),
    "decide.hint": ("h", "hint"),
    "next.up": ("up", "previous item"),
    "next.down": ("down", "next item"),
    "next.hold": ("k", "hold"),
    "next.cancel": ("x", "cancel"),
    "next.new": ("plus", "new inject"),
    "next.hint": ("h", "hint"),
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
    "wash.play": ("space", "start or stop the two plans on the projector"),
    "wash.card": ("n", "next decision card on the projector"),
    "wash.card_before": ("N", "decision card before"),
    "wash.guess": ("q", "question to phones: a guess before the plans play; again to show the guesses"),
    "wash.pane": ("tab", "next pane"),
    "wash.pane_before": ("shift+tab", "previous pane"),
    "wash.thousand": ("r", "run 1,000 variations"),
    "wash.halt": ("escape", "stop the run"),
    "wash.improve": ("plus", "new issue for the improvement plan"),
    "wash.evaluator": ("e", "choose the evaluator"),
    "wash.rate_p": ("P", "propose P: performed without challenges"),
    "wash.rate_s": ("S", "propose S: with some challenges"),
    "wash.rate_m": ("M", "propose M: with major challenges"),
    "wash.rate_u": ("U", "propose U: unable"),
    "wash.report": ("g", "end the exercise and open the report"),
    "wash.people": ("w", "names of participants"),
    "wash.help": ("question_mark", "help for this pane"),
    "lab.up": ("up", "previous row"),
    "lab.down": ("down", "next row"),
    "lab.less": ("left", "a step less"),
    "lab.more": ("right", "a step more"),
    "lab.much_less": ("shift+left", "five steps less"),
    "lab.much_more": ("shift+right", "five steps more"),
    "lab.lowest": ("home", "lowest value"),
    "lab.highest": ("end", "highest value"),
    "lab.own": ("backspace", "value of the files"),
    "lab.change": ("enter", "choose, check, or type a value"),
    "lab.pin": ("p", "pin B: compare what you change with it; again to release it"),
    "lab.break_even": ("b", "break-even of the input"),
    "lab.export": ("e", "export figures, tables and the command"),
    "lab.all": ("a", "show all inputs, or those that matter most"),
    "lab.reset": ("z", "all inputs back to the files"),
    "lab.structure": ("s", "next structure of the scenario: how people may behave otherwise"),
    "lab.curves": ("c", "next curve, where one is shown"),
    "lab.help": ("question_mark", "help"),
    "lab.back": ("escape", "leave the Lab"),
    "stop.hot_wash": ("n", "next, after a real emergency: the hot wash"),
    "report.write": ("s", "save to files"),
    "report.back": ("escape", "back to the hot wash"),
}
"""Default keys and descriptions by name, in the order of help and `allcall config`. Except in the Lab, a letter has one meaning
everywhere, which is the first word of its description.
"""

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

    def fit_line(self, parts: Sequence[str], width: int) -> str:
        """A line of hints that fits the width. Middle hints drop out first; the last two stay."""
        said = [self.fill_in_keys(part) for part in parts]
        while len(" " + "  ".join(said)) > width and len(said) > 2:
            said.pop(-3)
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

BRIEFING_HELP = (
    "Read each card out loud; Space shows the next one. The last card leads to T+00:00, where scenario time is stopped until you start it. "
    "On the first card, press the number of a role to have it simulated. Exit saves, and you can resume later."
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


LAB_HELP = (
    "Compare two strategies, A and B, in the same simulated emergencies. Move a slider and read the answer. The first 500 runs of each arm "
    "come at once, then more. Curves show the mean, and the shaded band holds 80% of the runs. ● is the value now, ○ that of the files. "
    "Intervals are Monte Carlo error only. Pin B to compare a change with it."
)

LAB_KEY_LINE = (
    "{lab.up} {lab.down} row", "{lab.less} {lab.more} move", "{lab.change} set", "{lab.pin} pin", "{lab.break_even} break-even",
    "{lab.export} export", "{lab.all} all inputs", "{lab.structure} structure", "{lab.reset} reset", "{lab.back} leave", "{lab.help} help",
)  # fmt: skip


def build_help(words: str, bindings: Sequence[BindingType]) -> str:
    """The help text of a screen, then its keys."""
    keys = [one for one in bindings if isinstance(one, Binding)]
    return "\n".join([words, "", *(f"{one.key_display or name_key(one.key):12}{one.description}" for one in keys)])


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


def list_current_keys(state: "State", is_running: bool, is_marked: bool) -> list[str]:
    """Hints for the keys that do something now. is_running: scenario time. is_marked: whether an answer is selected."""
    question = state.current_decision
    keys = []
    if question is not None:
        keys += ["{drill.commit} commit", "{drill.back} clear"] if is_marked else ["{drill.decide} decide"]
    keys += ["{drill.play} stop"] if is_running else _list_start_keys(state)
    if _can_run(state) and question is None:
        keys += ["{drill.slower} {drill.faster} speed"]
    keys += ["{drill.inject} inject", "{drill.mark} mark"]
    keys += ["{drill.take_back} undo"] if state.done else []
    return [
        *keys,
        "{drill.black} black",
        "{drill.face} view",
        "{drill.agenda} agenda",
        "{exercise.emergency} emergency",
        "{drill.help} help",
    ]


def _can_run(state: "State") -> bool:
    """Whether scenario time can run in this module."""
    return state.segment is not None and state.segment.kind == "played" and not state.running_arms.is_over


def _list_start_keys(state: "State") -> list[str]:
    """The keys that lead on while scenario time stands still."""
    from sim.exercise.messages import list_unread

    question = state.current_decision
    if len(list_unread(state)) > 1:
        return ["{drill.next_stop} next message"]
    keys = []
    if _can_run(state) and (question is None or question.decision.kind == "pressed"):
        keys.append("{drill.play} start")
    if question is not None:
        return keys
    is_over = state.segment is not None and state.segment.kind == "played" and not _can_run(state)
    return [*keys, "{drill.end_module} end module" if is_over else "{drill.next_stop} next stop"]


def list_keys(keys: KeyMap, bindings: Sequence[BindingType] = tuple(EXERCISE_BINDINGS)) -> list[tuple[str, str, str]]:
    """Key, description and action of each binding, the real-emergency key first."""
    found = list_bound_keys(keys, bindings)
    emergency = (keys[EMERGENCY_BINDING], DEFAULT_KEYS[EMERGENCY_BINDING][1], "app.emergency")
    return [emergency, *found, ("Ctrl+Q", "save and exit; resume later", "app.quit")]


def list_bound_keys(keys: KeyMap, bindings: Sequence[BindingType]) -> list[tuple[str, str, str]]:
    """Key, description and action of each binding that has a name. One that is not in the table cannot be rebound."""
    return [
        (" ".join(_list_named_keys(keys, one.id, one.key)), one.description, one.action)
        for one in bindings
        if isinstance(one, Binding) and one.id
    ]


def _list_named_keys(keys: KeyMap, name: str, default: str) -> list[str]:
    return keys.list_keys(name) if name in DEFAULT_KEYS else [name_key(key) for key in default.split(",")]


def build_screen_help(words: str, keys: KeyMap, bindings: Sequence[BindingType]) -> str:
    """The help text of a screen, then its keys as they are bound."""
    bound = [(name, says) for name, says, _ in list_bound_keys(keys, bindings)]
    bound.append(("Ctrl+Q", "exit"))
    return "\n".join([keys.fill_in_keys(words), "", *(f"{name:13}{says}" for name, says in bound)])


def build_help_page(pane: str, keys: KeyMap) -> str:
    """The help text of a pane, then all keys."""
    return "\n".join([keys.fill_in_keys(pane), "", *(f"{name:12}{says}" for name, says, _ in list_keys(keys))])


def describe_participant_keys(state: "State", keys: KeyMap, marked: bool) -> str:
    """The short key hint at the foot of the participant view."""
    from sim.exercise.messages import is_countdown_waiting, list_unread

    commits = "{drill.commit} commit   " if marked else ""
    on = ""
    if len(list_unread(state)) > 1:
        on = "{drill.next_stop} next message   "
    elif is_countdown_waiting(state):
        on = "{drill.play} start the clock   "
    elif state.current_decision is None and not (state.running or state.ended):
        on = f"{_list_start_keys(state)[0]}   "
    return keys.fill_in_keys(f"{commits}{on}{{drill.face}} facilitator view")
