"""Standard output and standard error, on which no text of a file can send the terminal a command.

`clean_output` cleans all that is written to them, also by libraries and as a traceback. What rich has styled is printed by `print_styled`,
or on a console of `tui.terminal.console`, which cleans text before it is styled. Screens of Textual clean each line in a filter.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from scenarios.unprintable import clean_text

_STYLE = re.compile(r"(\x1b\[[\d;]*m)")
"""Colors and weights, as rich writes them."""


class CleanOutput:
    """An output that replaces unprintable characters. raw: the output below it. keeps_styles: whether colors and weights stay."""

    def __init__(self, raw: TextIO, keeps_styles: bool = False) -> None:
        self.raw = raw
        self.keeps_styles = keeps_styles

    def write(self, text: str) -> int:
        """Writes text, cleaned."""
        parts = _STYLE.split(text) if self.keeps_styles else [text]
        return self.raw.write("".join(part if at % 2 else clean_text(part) for at, part in enumerate(parts)))

    def writelines(self, lines: Iterable[str]) -> None:
        """Writes texts, cleaned."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """All else is as on the output below."""
        return getattr(self.raw, name)


@contextmanager
def clean_output() -> Iterator[None]:
    """Cleans what is written to standard output and standard error. It stays after an exception, whose traceback is written next."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast("TextIO", CleanOutput(output)) for output in before)
    yield
    sys.stdout, sys.stderr = before


def find_raw(output: TextIO) -> TextIO:
    """The output below the cleaner, for what moves the cursor."""
    return output.raw if isinstance(output, CleanOutput) else output


def print_styled(text: str) -> None:
    """Prints text that may have styles of rich, at once: what follows may take long, and write to standard error."""
    CleanOutput(find_raw(sys.stdout), keeps_styles=True).write(text)
    sys.stdout.flush()
