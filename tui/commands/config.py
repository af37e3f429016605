"""`allcall config`: where the configuration file is, what is in force, and what may be in the file."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tui.config import Config, read_config, rebindable, themes
from tui.places import config_file, sessions_folder
from tui.refusal import Refusal

USUAL_THEME = "textual-dark"


def run() -> int:
    """Prints it. Where the file is wrong, what holds without it; then raises Refusal with what is wrong."""
    path, wrong = config_file(), None
    stands = "" if path.is_file() else "  (not there; everything is as below)"
    try:
        config = read_config(path)
    except Refusal as error:
        wrong, config, stands = error, Config(), "  (wrong, and not in force; below is what holds without it)"
    sys.stdout.writelines(f"{line}\n" for line in said(path, stands, sessions_folder(), config))
    if wrong is not None:
        raise wrong
    return 0


def said(path: Path, stands: str, sessions: Path, config: Config) -> Iterator[str]:
    """The place, then the file as it would say all that is in force; what the file has otherwise than it is usual is marked."""
    yield f"configuration  {path}{stands}"
    yield f"sessions       {sessions}"
    yield ""
    yield "What is in force, and may be in it:"
    yield ""
    theme = config.theme or USUAL_THEME
    yield f'theme = "{theme}"  # {yours(theme, USUAL_THEME)}{", ".join(themes())}'
    ascii_only = str(config.ascii).lower()
    yield f"ascii = {ascii_only}  # {yours(ascii_only, 'false')}true: only signs that every terminal has"
    yield ""
    yield "[keys]  # one key, or several with commas; digits, Ctrl+Q, and Enter and arrows in lists stay as they are"
    for one in rebindable():
        keys = config.keys.get(one.id, one.keys)
        yield f'"{one.id}" = "{keys}"  # {yours(keys, one.keys)}{one.does}'


def yours(value: str, usual: str) -> str:
    """A mark on what the file has otherwise than it is usual."""
    return "" if value == usual else f"YOURS, usually {usual}: "
