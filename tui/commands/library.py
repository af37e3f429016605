"""`allcall` alone: opens the library of exercises."""

from typing import TYPE_CHECKING

from tui.launch import at_screen

if TYPE_CHECKING:
    from tui.screens.library import Library


def run() -> int:
    """Plays the application from its first screen. Raises Refusal."""
    return at_screen([], _first, "allcall --help lists the commands")


def _first(_: object) -> "Library":
    from tui.screens.library import Library

    return Library()
