"""The configuration file: keys, theme and ASCII. It may be missing; every problem in it is an error.

theme = "textual-light"     # colors
ascii = true                # draw with ASCII only

[keys]
"library.open" = "o"        # an action, and its key; several keys are separated by commas
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
MAX_BYTES = 1_000_000
FACILITATOR_SCOPES = {"drill", "pane", "next", "decide"}
"""Scopes whose keys are active together; two panes are never active together."""

FIXED_KEYS: tuple[tuple[str, Set[str], frozenset[str]], ...] = (
    ("always quits", frozenset(), frozenset({"ctrl+q"})),
    ("marks an answer or chooses a line", FACILITATOR_SCOPES | {"exercise", "choose"}, frozenset("123456789")),
    ("chooses in a list", {"choose", "wash"}, frozenset({"enter", "up", "down"})),
)
"""Keys that cannot be rebound: their action, the scopes in which they act (empty: everywhere), and the keys."""


@dataclass(frozen=True)
class Config:
    """theme: empty for the default. ascii: draw with ASCII only. keys: by action id."""

    theme: str = ""
    ascii: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rebindable:
    """An action with a key. keys: the default keys."""

    id: str
    keys: str
    action: str


def load_config(path: Path) -> Config:
    """Reads the file. Raises CommandError with every problem."""
    try:
        path.stat()
    except FileNotFoundError:
        return Config()
    except NotADirectoryError as error:
        raise CommandError(f"{path}: {error.strerror}; set {HOME_VARIABLE} to a folder of yours") from None
    except OSError as error:
        raise CommandError(f"{path}: cannot be read: {error.strerror}") from None
    data = _parse(path)
    problems = [*_check_config(data)]
    if problems:
        raise CommandError("\n".join(f"{path}: {one}" for one in problems))
    return Config(data.get("theme", ""), data.get("ascii", False), data.get("keys", {}))


def _parse(path: Path) -> dict[str, Any]:
    from scenarios.diagnostics import Problems
    from scenarios.loading.files import read_bytes

    try:
        return tomllib.loads(
            read_bytes(path, MAX_BYTES, "make it a text file", "no configuration is as large as that").decode()
        )
    except Problems as found:
        raise CommandError(str(found.problems[0])) from None
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: cannot be read: {error}") from None
    except RecursionError:
        raise CommandError(f"{path}: not valid TOML: nested too deeply") from None
    except ValueError as error:
        raise CommandError(f"{path}: not valid TOML: {error}") from None


def _check_config(data: Mapping[str, Any]) -> Iterator[str]:
    for name in data:
        if name not in KNOWN_KEYS:
            yield f'unknown key "{name}"; choose from {", ".join(KNOWN_KEYS)}'
    theme = data.get("theme", "")
    if theme != "" and theme not in list_themes():
        yield f"theme is {theme!r}; choose from {', '.join(list_themes())}"
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
            yield f'[keys] unknown action "{name}"; ' + (
                f'nearest is "{near[0]}"' if near else "allcall config lists the actions"
            )
        elif not isinstance(value, str) or not all(is_key(one.strip()) for one in value.split(",")):
            yield f'[keys] "{name}" is {value!r}; write a key such as "o", "f5" or "ctrl+n"; separate several with commas'
    bound = {name: value for name, value in keys.items() if isinstance(value, str)}
    yield from _check_fixed_keys(bound, known)
    yield from _check_duplicates(bound, known)


def _check_fixed_keys(keys: Mapping[str, str], known: Mapping[str, Rebindable]) -> Iterator[str]:
    """Fixed keys that the file binds to another action in the same scope."""
    for name, value in keys.items():
        if name in known:
            new = _normalize_keys(value) - _normalize_keys(known[name].keys)
            for action, scopes, fixed in FIXED_KEYS:
                if (both := new & fixed) and (not scopes or name.partition(".")[0] in scopes):
                    yield f'[keys] "{min(both)}" {action} and cannot be used for "{name}"; choose another key'


def _check_duplicates(keys: Mapping[str, str], known: Mapping[str, Rebindable]) -> Iterator[str]:
    """Keys bound twice in one scope by the file. Duplicates among the defaults are intended."""
    changed = [name for name in known if keys.get(name, known[name].keys) != known[name].keys]
    now = {name: _normalize_keys(keys.get(name, known[name].keys)) for name in known}
    reported: set[frozenset[str]] = set()
    for name in changed:
        for other in known:
            intended = _normalize_keys(known[name].keys) & _normalize_keys(known[other].keys)
            both = now[name] & now[other] - intended
            if other != name and both and _share_scope(name, other) and frozenset((name, other)) not in reported:
                reported.add(frozenset((name, other)))
                first, second = sorted((name, other), key=[*known].index)
                yield f'[keys] "{min(both)}" is used for "{first}" and "{second}"; give one of them another key'


def _normalize_keys(keys: str) -> frozenset[str]:
    """The keys in one spelling: `!`, not `exclamation_mark`."""
    from textual.keys import key_to_character

    return frozenset(key_to_character(one.strip()) or one.strip() for one in keys.split(","))


def _share_scope(name: str, other: str) -> bool:
    """Whether two actions are active at the same time: on one screen, in a facilitator pane, or everywhere."""
    scopes = {name.partition(".")[0], other.partition(".")[0]}
    return len(scopes) == 1 or "exercise" in scopes or (scopes <= FACILITATOR_SCOPES and scopes != {"next", "decide"})


def is_key(name: str) -> bool:
    """Whether a key has this name."""
    from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

    bare = re.sub(r"^((ctrl|shift|alt)\+)+", "", name)
    known = {key.value for key in Keys} | {*KEY_NAME_REPLACEMENTS.values()}
    return bool(known & {name, bare}) or len(bare) == 1 or key_to_character(bare) is not None


def list_themes() -> list[str]:
    """The names of the themes."""
    from textual.theme import BUILTIN_THEMES

    return sorted(BUILTIN_THEMES)


def list_rebindable() -> list[Rebindable]:
    """Every action with an id, in the order of the screens."""
    import importlib
    import pkgutil

    from textual.binding import Binding
    from textual.dom import DOMNode

    import tui.screens
    import tui.widgets
    from tui.keymap import DEFAULT_KEYS

    found: dict[str, Rebindable] = {}
    for package in (tui.screens, tui.widgets):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            classes = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, DOMNode)]
            for one in classes:
                for binding in one.__dict__.get("BINDINGS", ()):
                    if isinstance(binding, Binding) and binding.id and binding.id not in DEFAULT_KEYS:
                        found.setdefault(binding.id, Rebindable(binding.id, binding.key, binding.description))
    return [*found.values(), *(Rebindable(name, *both) for name, both in DEFAULT_KEYS.items())]
