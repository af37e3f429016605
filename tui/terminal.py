"""How text is laid out: as wide as the terminal but never wider than reads well, 80 columns where there is none.

What goes into a pipe or a file is plain: no colours, no blanks that fill up lines.
"""

import re
import sys
from typing import IO, cast

from rich.console import Console

WIDEST = 110  # columns; longer lines are hard to read
_PADDING = re.compile(r" +(?=\n)")


class TrimmedOutput:
    """Standard output without the blanks that fill up lines; they are no use in a file, and in the way of whoever compares two."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Writes text, trimmed."""
        return sys.stdout.write(_PADDING.sub("", text))

    def flush(self) -> None:
        """As for any file."""
        sys.stdout.flush()

    def isatty(self) -> bool:
        """It is made only where there is no terminal."""
        return False


class PipeAwareConsole(Console):
    """A console that leaves it to `tui.cli` what it means that nobody reads: rich alone would end with 1, as a defect does."""

    def on_broken_pipe(self) -> None:
        """Called while the error is handled."""
        raise  # noqa: PLE0704 - the error that rich has caught


def create_console() -> Console:
    """The console for standard output. Nothing in a file can style it: text is only ever text."""
    plain = not sys.stdout.isatty()
    file = cast("IO[str]", TrimmedOutput()) if plain else sys.stdout
    out = PipeAwareConsole(file=file, markup=False, highlight=False, emoji=False)
    out.width = min(out.width, WIDEST)
    return out
