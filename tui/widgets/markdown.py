"""A page that is written as Markdown, as something to read on a screen, in the signs of the terminal.

Only what our own pages use is understood: `#` and `##`, `-`, tables of which each row stands between bars, and lines that stand as they
are, four spaces in. Anything else is a paragraph.
"""

from collections.abc import Iterator
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tui.glyphs import ASCII_GLYPHS, Glyphs
from tui.widgets.pane import to_glyphs

CODE_INDENT = " " * 4
LINE_KINDS = {"# ": "title", "## ": "heading", "- ": "item", "|": "row", CODE_INDENT: "as it is"}


def render_markdown(markdown: str, signs: Glyphs) -> RenderableType:
    """All of it."""
    parts: list[RenderableType] = []
    for kind, lines in groupby(markdown.splitlines(), find_line_kind):
        parts += render_block(kind, [*lines], signs)
    return Group(*parts)


def find_line_kind(line: str) -> str:
    """What a line is."""
    return next((kind for sign, kind in LINE_KINDS.items() if line.startswith(sign)), "words" if line else "blank")


def render_block(kind: str, lines: list[str], signs: Glyphs) -> Iterator[RenderableType]:
    """Neighbouring lines of a kind."""
    if kind == "item":
        yield render_items([line[2:] for line in lines], signs)
    elif kind == "row":
        yield render_table([line.strip("|").split("|") for line in lines], signs)
    elif kind == "as it is":
        yield to_glyphs(Text("\n".join(line.removeprefix(CODE_INDENT) for line in lines), no_wrap=True), signs)
    else:
        for line in lines:
            text = to_glyphs(Text(line.lstrip("# ")), signs)
            if kind == "title":
                text.stylize("bold reverse")
            elif kind == "heading":
                text.stylize("bold underline")
            yield text


def render_items(lines: list[str], signs: Glyphs) -> Table:
    """Each goes on under its own beginning."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row("-", to_glyphs(Text(line), signs))
    return grid


def render_table(rows: list[list[str]], signs: Glyphs) -> Table:
    """The first row is its head; the first column are words, the others numbers."""
    lines = box.ASCII2 if signs is ASCII_GLYPHS else box.SIMPLE_HEAD
    drawn = Table(box=lines, show_edge=False, pad_edge=False, padding=(0, 1), header_style="bold")
    head, _, *body = rows
    for place, name in enumerate(head):
        drawn.add_column(name.strip(), justify="right" if place else "left")
    for row in body:
        drawn.add_row(*(to_glyphs(Text(cell.strip()), signs) for cell in row))
    return drawn
