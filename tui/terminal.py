"""How text is laid out: as wide as the terminal, 80 columns where there is none, plain when it goes into a pipe or a file."""

from rich.console import Console
from rich.table import Table
from rich.text import Text


def console() -> Console:
    """The console for standard output. Nothing in a file can style it: text is only ever text."""
    return Console(markup=False, highlight=False, emoji=False)


def columns(*headings: str) -> Table:
    """An empty table without lines around it. headings: may be empty; then no head is shown."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=any(headings), header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def heading(text: str) -> Text:
    """The heading of a part of a page."""
    return Text(f"\n{text}", style="bold")
