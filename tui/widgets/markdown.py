"""A page that is written as Markdown, as something to read on a screen, in the signs of the terminal.

Only what our own pages use is understood: `#` and `##`, `-`, and tables of which each row stands between bars. Anything else is a
paragraph.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from tui.glyphs import PLAIN, Glyphs
from tui.widgets.pane import in_signs

BETWEEN = 3  # columns of the screen between two of the table
INTERVAL = re.compile(r" (\([^()]* to [^()]*\))$")
KINDS = {"# ": "title", "## ": "heading", "- ": "item", "|": "row"}


def page(markdown: str, signs: Glyphs) -> RenderableType:
    """All of it."""
    parts: list[RenderableType] = []
    for kind, lines in groupby(markdown.splitlines(), kind_of):
        parts += drawn(kind, [*lines], signs)
    return Group(*parts)


def kind_of(line: str) -> str:
    """What a line is."""
    return next((kind for sign, kind in KINDS.items() if line.startswith(sign)), "words" if line else "blank")


def drawn(kind: str, lines: list[str], signs: Glyphs) -> Iterator[RenderableType]:
    """Neighbouring lines of a kind."""
    if kind == "item":
        yield items([line[2:] for line in lines], signs)
    elif kind == "row":
        yield Columns([line.strip("|").split("|") for line in lines], signs)
    else:
        for line in lines:
            text = in_signs(Text(line.lstrip("# ")), signs)
            if kind == "title":
                text.stylize("bold reverse")
            elif kind == "heading":
                text.stylize("bold underline")
            yield text


def items(lines: list[str], signs: Glyphs) -> Table:
    """Each goes on under its own beginning."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row("-", in_signs(Text(line), signs))
    return grid


class Columns:
    """A table: the first row is its head, the first column are words, the others numbers. Where it is too wide for the screen, an
    interval stands in a line of its own.
    """

    def __init__(self, rows: list[list[str]], signs: Glyphs) -> None:
        """rows: of cells, all as many; the second is the rule under the head."""
        head, _, *body = [[cell.strip() for cell in row] for row in rows]
        self.rows, self.signs = [head, *body], signs

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Drawn for the width that there is."""
        wide = sum(max(map(cell_len, column)) + BETWEEN for column in zip(*self.rows, strict=True)) - BETWEEN
        rows = self.rows if wide <= options.max_width else [[*map(broken, row)] for row in self.rows]
        lines = box.ASCII2 if self.signs is PLAIN else box.SIMPLE_HEAD
        drawn = Table(box=lines, show_edge=False, pad_edge=False, padding=(0, 1), header_style="bold")
        for place, name in enumerate(rows[0]):
            least = max(
                (cell_len(found[1]) for row in self.rows if (found := INTERVAL.search(row[place]))),
                default=None,
            )
            drawn.add_column(name, justify="right" if place else "left", min_width=least)
        for row in rows[1:]:
            drawn.add_row(*(in_signs(Text(cell), self.signs) for cell in row))
        yield drawn


def broken(cell: str) -> str:
    """An interval under its number."""
    return INTERVAL.sub(r"\n\1", cell)
