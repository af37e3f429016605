"""A training programme as a page."""

from collections.abc import Iterator

from rich.console import RenderableType

from scenarios.programme import Programme
from tui.pages.layout import facts, part


def programme_page(programme: Programme) -> Iterator[RenderableType]:
    """What it asks for, and where that is written."""
    yield part(programme.title, first=True)
    yield facts(_facts(programme))


def _facts(programme: Programme) -> Iterator[tuple[str, str]]:
    yield "Asks for", programme.asked
    yield "Source", programme.source
    if programme.unverified:
        yield "Not verified", programme.unverified.strip()
