"""The building blocks of a page: headings, and lists of facts with their names beside them."""

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text


def part(heading: str, first: bool = False) -> Text:
    """The heading of a part of a page. first: of the page itself."""
    return Text(heading if first else f"\n{heading}", "bold")


def facts(pairs: Iterable[tuple[str, str]]) -> Table:
    """Facts, each beside its name. An empty name goes on with the one above."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    table.add_column(max_width=24)
    table.add_column(overflow="fold")
    for name, said in pairs:
        table.add_row(name, said)
    return table


def print_page(page: Iterable[RenderableType], out: Console) -> None:
    """Prints a page, part by part."""
    for one in page:
        out.print(one)
