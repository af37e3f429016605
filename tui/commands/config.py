"""`allcall config`: where the configuration file is, and what may be in it."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tui.config import read_config, rebindable, themes
from tui.places import config_file, sessions_folder


def run() -> int:
    """Prints both, and checks the file if it is there. Raises Refusal."""
    path = config_file()
    sys.stdout.writelines(f"{line}\n" for line in said(path, path.is_file(), sessions_folder()))
    read_config(path)
    return 0


def said(path: Path, there: bool, sessions: Path) -> Iterator[str]:
    """The place, then the file as it may be, with what it says where nothing is said."""
    yield f"configuration  {path}" + ("" if there else "  (not there; everything is as below)")
    yield f"sessions       {sessions}"
    yield ""
    yield "What may be in it:"
    yield ""
    yield f'theme = "textual-dark"  # {", ".join(themes())}'
    yield "ascii = false  # true: only signs that every terminal has"
    yield ""
    yield "[keys]  # one key, or several with commas; digits, Ctrl+Q, and Enter and arrows in lists stay as they are"
    for one in rebindable():
        yield f'"{one.id}" = "{one.keys}"  # {one.does}'
