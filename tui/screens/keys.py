"""The keys of the exercise, in the order in which help and the command palette list them. Each can be bound to another key."""

from textual.binding import Binding, BindingType


def key(keys: str, action: str, says: str) -> Binding:
    """A key. Its id is what a configuration file calls it."""
    return Binding(keys, action, says, show=False, id=f"drill.{action.partition('(')[0]}")


DRILL: list[BindingType] = [
    key("space", "play", "play or stop"),
    key("n,pagedown", "next_stop", "play on to the next stop"),
    key("less_than_sign", "slower", "slower"),
    key("greater_than_sign", "faster", "faster"),
    key("d", "decide", "decide: mark an answer with 1 to 9, Enter commits, Esc keeps talking"),
    Binding("enter", "commit", "commit the marked answer", show=False),
    Binding("escape", "back", "keep talking", show=False),
    key("t", "thinking", "how long the room says thinking takes"),
    key("p", "press", "put the question under time pressure"),
    key("u", "no_decision", "end the question without a decision"),
    key("i", "inject", "deliver, hold or cancel an inject, or make one up"),
    key("m", "mark", "mark: one key, its text later"),
    key("o", "observe", "write an observation"),
    key("c", "correct", "correct a text, objective, rating or reason"),
    key("z", "take_back", "take back the last decision or inject"),
    key("f", "floor", "the next floor on the map"),
    key("a", "agenda", "agenda: end the module, leave something out"),
    key("E", "end_module", "end the module"),
    key("w", "people", "who is here: names, typed, pasted or from a file"),
    key("R", "hand_back", "hand a role back to the model"),
    key("v", "face", "the room's face, or the desk"),
    key("b,full_stop", "black", "the room's face black, or back"),
    key("exclamation_mark", "emergency", "real emergency: freezes everything"),
    key("question_mark", "help", "help for this pane"),
    key("tab", "tab(1)", "the next pane"),
    Binding("shift+tab", "tab(-1)", "the pane before", show=False),
    *(Binding(str(digit), f"option({digit})", f"answer {digit}", show=False) for digit in range(1, 10)),
]
SAID = {
    "space": "Space",
    "n,pagedown": "n PageDown",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "b,full_stop": "b .",
    "exclamation_mark": "!",
    "question_mark": "?",
    "tab": "Tab",
    "enter": "Enter",
    "escape": "Esc",
}


def listed() -> list[tuple[str, str, str]]:
    """Each key as people say it, what it does, and its action."""
    found = [
        (SAID.get(one.key, one.key), one.description, one.action)
        for one in DRILL
        if isinstance(one, Binding) and not one.key.isdigit() and one.key != "shift+tab"
    ]
    return [*found, ("Ctrl+Q", "leave; the exercise is kept and can be resumed", "app.quit")]


def help_page(pane: str) -> str:
    """What a pane is, and all keys."""
    return "\n".join([pane, "", *(f"{name:12}{says}" for name, says, _ in listed())])
