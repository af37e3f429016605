"""The configuration file: keys, theme and signs. It need not be there; what is wrong in it is an error, so that nobody wonders.

theme = "textual-light"     # how it looks
ascii = true                # only signs that every terminal has

[keys]
"library.open" = "o"        # what a key does, by its name: one key, or several with commas
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tui.terminal.console import HOME_VARIABLE, CommandError

KNOWN_KEYS = ("theme", "ascii", "keys")
FACILITATOR_SCOPES = {"drill", "pane", "next", "decide"}
"""Places of keys that are listened for together, but never those of two panes."""

FIXED_KEYS: tuple[tuple[str, Set[str], frozenset[str]], ...] = (
    ("always leaves", frozenset(), frozenset({"ctrl+q"})),
    (
        "marks an answer, or chooses a line",
        FACILITATOR_SCOPES | {"exercise", "choose"},
        frozenset("123456789"),
    ),
    ("chooses in a list", {"choose", "wash"}, frozenset({"enter", "up", "down"})),
)
"""Keys that nothing else can have: what they do, the places of keys where they do it (none: everywhere), and which they are."""


@dataclass(frozen=True)
class Config:
    """theme: of the application, empty for its own. ascii: whether only ASCII is drawn. keys: by the name of what they do."""

    theme: str = ""
    ascii: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rebindable:
    """Something that a key does. keys: the keys that do it unless the file says otherwise."""

    id: str
    keys: str
    action: str


def load_config(path: Path) -> Config:
    """What the file says. Raises Refusal with the file and what would be right."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except NotADirectoryError as error:
        raise CommandError(f"{path}: {error.strerror}; set {HOME_VARIABLE} to a folder of yours") from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise CommandError(f"{path}: cannot be read: {why}") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CommandError(f"{path}: not valid TOML: {error}") from None
    wrong = [*_check_config(data)]
    if wrong:
        raise CommandError("\n".join(f"{path}: {one}" for one in wrong))
    return Config(data.get("theme", ""), data.get("ascii", False), data.get("keys", {}))


def _check_config(data: Mapping[str, Any]) -> Iterator[str]:
    for name in data:
        if name not in KNOWN_KEYS:
            yield f'unknown key "{name}"; there is {", ".join(KNOWN_KEYS)}'
    theme = data.get("theme", "")
    if theme != "" and theme not in list_themes():
        yield f"theme is {theme!r}; there is {', '.join(list_themes())}"
    if not isinstance(data.get("ascii", False), bool):
        yield f"ascii is {data['ascii']!r}; write true or false"
    keys = data.get("keys", {})
    if isinstance(keys, dict):
        yield from _check_keys(keys)
    else:
        yield f"keys is {keys!r}; write a table [keys]"


def _check_keys(keys: Mapping[str, Any]) -> Iterator[str]:
    known = {one.id: one for one in list_rebindable()}
    for name, value in keys.items():
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            yield f'[keys] nothing is called "{name}"; ' + (
                f'nearest is "{near[0]}"' if near else "allcall config lists what is"
            )
        elif not isinstance(value, str) or not all(is_key(one.strip()) for one in value.split(",")):
            yield f'[keys] "{name}" is {value!r}; write a key such as "o", "f5" or "ctrl+n", several with commas'
    said = {name: value for name, value in keys.items() if isinstance(value, str)}
    yield from _check_fixed_keys(said, known)
    yield from _check_duplicates(said, known)


def _check_fixed_keys(keys: Mapping[str, str], known: Mapping[str, Rebindable]) -> Iterator[str]:
    """A key that stays as it is, and would be for something else where that is listened for."""
    for name, value in keys.items():
        if name in known:
            new = _normalize_keys(value) - _normalize_keys(known[name].keys)
            for what, places, fixed in FIXED_KEYS:
                if (both := new & fixed) and (not places or name.partition(".")[0] in places):
                    yield f'[keys] "{min(both)}" {what}, and cannot be for "{name}"; give it another key'


def _check_duplicates(keys: Mapping[str, str], known: Mapping[str, Rebindable]) -> Iterator[str]:
    """One key for two things on one screen: only one of them would ever be done. What is so without the file is meant."""
    changed = [name for name in known if keys.get(name, known[name].keys) != known[name].keys]
    now = {name: _normalize_keys(keys.get(name, known[name].keys)) for name in known}
    told: set[frozenset[str]] = set()
    for name in changed:
        for other in known:
            meant = _normalize_keys(known[name].keys) & _normalize_keys(known[other].keys)
            both = now[name] & now[other] - meant
            if other != name and both and _share_scope(name, other) and frozenset((name, other)) not in told:
                told.add(frozenset((name, other)))
                first, second = sorted((name, other), key=[*known].index)
                yield f'[keys] "{min(both)}" is for "{first}" and for "{second}"; give one of them another key'


def _normalize_keys(keys: str) -> frozenset[str]:
    """Each key in one way of writing: `!`, not `exclamation_mark`."""
    from textual.keys import key_to_character

    return frozenset(key_to_character(one.strip()) or one.strip() for one in keys.split(","))


def _share_scope(name: str, other: str) -> bool:
    """Whether two names are listened for at the same time: on one screen, in a pane of the desk, or everywhere."""
    places = {name.partition(".")[0], other.partition(".")[0]}
    return (
        len(places) == 1
        or "exercise" in places
        or (places <= FACILITATOR_SCOPES and places != {"next", "decide"})
    )


def is_key(name: str) -> bool:
    """Whether there is a key of that name."""
    from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

    bare = re.sub(r"^((ctrl|shift|alt)\+)+", "", name)
    known = {key.value for key in Keys} | {*KEY_NAME_REPLACEMENTS.values()}
    return bool(known & {name, bare}) or len(bare) == 1 or key_to_character(bare) is not None


def list_themes() -> list[str]:
    """The names of the themes."""
    from textual.theme import BUILTIN_THEMES

    return sorted(BUILTIN_THEMES)


def list_rebindable() -> list[Rebindable]:
    """Everything that a key does on a screen and that has a name, in the order of the screens."""
    import importlib
    import pkgutil

    from textual.binding import Binding
    from textual.dom import DOMNode

    import tui.screens
    import tui.widgets
    from tui.keymap import DEFAULT_KEYS

    found: dict[str, Rebindable] = {}
    for package in (tui.screens, tui.widgets):
        for place in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(place.name)
            classes = [
                one for one in vars(module).values() if isinstance(one, type) and issubclass(one, DOMNode)
            ]
            for one in classes:
                for binding in one.__dict__.get("BINDINGS", ()):
                    if isinstance(binding, Binding) and binding.id and binding.id not in DEFAULT_KEYS:
                        does = binding.description
                        found.setdefault(binding.id, Rebindable(binding.id, binding.key, does))
    return [*found.values(), *(Rebindable(name, *both) for name, both in DEFAULT_KEYS.items())]
