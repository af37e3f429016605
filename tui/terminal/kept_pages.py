"""Pages as they were printed, so that a command that is given again answers before anything is loaded.

Loading the model and the files of a scenario takes longer than answering from the store. So a page is kept under the words of the command,
the folder and the terminal, together with a record of the files that it was made from: it is printed again only while all of them are as
they were, and no nearer file has come. What the numbers are is kept elsewhere (`sim.experiment.stored_results`); without a page, they are
still there.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version

from scenarios.loading.file_record import FileRecord
from scenarios.loading.user_cache import digest_sources
from sim.experiment.result_store import ROOT, ResultStore
from tui.terminal.output import print_styled

TERMINAL_VARIABLES = (
    *("TERM", "COLORTERM", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"),
    *("TTY_COMPATIBLE", "TTY_INTERACTIVE", "UNICODE_VERSION"),
)
"""Environment variables that rich reads."""


@dataclass(frozen=True)
class Page:
    """What a command printed."""

    text: str
    """On standard output."""
    notes: str
    """On standard error."""
    files: FileRecord
    """What it was made from."""

    def print(self) -> None:
        """Prints it."""
        sys.stderr.write(self.notes)
        print_styled(self.text)


def compute_page_key(words: Iterable[object]) -> str:
    """The key of the page that a command prints, here and on this terminal. words: the command and its options."""
    sources = digest_sources([ROOT / "reports", ROOT / "tui"], f"rich {version('rich')}", (".py", ".yaml"))
    files = digest_sources([ROOT / "scenarios"], "", (".yaml",))
    sizes = [_find_size(descriptor) for descriptor in range(3)]
    variables = [os.environ.get(name) for name in TERMINAL_VARIABLES]
    terminal = sys.stdout.isatty(), sys.stdout.encoding, sizes, variables
    return f"page-{sha256(repr((sources, files, _find_folder(), terminal, *words)).encode()).hexdigest()}"


def _find_size(descriptor: int) -> tuple[int, ...] | None:
    """Columns and lines. rich asks standard input first, also where the output is no terminal."""
    try:
        return tuple(os.get_terminal_size(descriptor))
    except OSError:
        return None


def _find_folder() -> str:
    """The folder from which paths count; empty where it was removed."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return ""


def load_page(store: ResultStore, key: str) -> Page | None:
    """The page under a key, while the files that it was made from are as they were."""
    content = store.load(key)
    if content is None:
        return None
    kept = json.loads(content)
    page = Page(kept["text"], kept["notes"], FileRecord(**kept["files"]))
    return page if page.files.is_current() else None


def save_page(store: ResultStore, key: str, page: Page) -> None:
    """Keeps a page under a key."""
    store.save(key, json.dumps(asdict(page)).encode())
