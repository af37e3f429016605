"""Pages as they are printed, and texts that are kept beside the tests. To write these again: ALLCALL_WRITE_GOLDEN=1 ./run pytest."""

import io
import os
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

FOLDER = Path(__file__).parent / "golden"


def print_to_text(print_page: Callable[[Console], object], width: int = 80) -> str:
    """What is printed on so many columns, without blanks at the ends of lines."""
    out = io.StringIO()
    print_page(Console(file=out, width=width, markup=False, highlight=False, emoji=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def check_golden(name: str, text: str) -> None:
    """Compares a text with the one that is kept."""
    path = FOLDER / name
    if os.environ.get("ALLCALL_WRITE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
