"""Prints a document on the terminal, laid out by rich: as wide as the terminal, but no wider than reads well.

Text in a pipe or a file is plain: 80 columns, no colors, no blanks that fill up lines.
"""

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from reports.documents.model import (
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Heading,
    PageList,
    Paper,
    Paragraph,
    Picture,
    Table,
    WritingLines,
    iterate_runs,
)

WIDEST = 110  # columns; longer lines are hard to read
WIDEST_NAME = 24  # columns for the names of facts
STYLES = {"": "", "strong": "bold", "emphasis": "italic", "code": "bold"}
MARKS = {"bullet": "-", "box": "[ ]"}


def print_paper(paper: Paper, out: Console) -> None:
    """Prints a document."""
    for part in lay_out_paper(paper):
        out.print(part)


def lay_out_paper(paper: Paper) -> Iterator[RenderableType]:
    """A document part by part."""
    yield Text(": ".join(filter(None, (paper.marking, paper.title))), "bold")
    for name, value in paper.about:
        yield Text(f"{name}: {value}")
    for section in paper.sections:
        if section.title:
            yield Text(f"\n{section.title}", "bold")
        yield from map(rendered, section.blocks)


def print_blocks(blocks: Iterable[Block], out: Console) -> None:
    """Prints a part of a document."""
    for number, block in enumerate(blocks):
        out.print(rendered(block, first=number == 0))


def rendered(block: Block, first: bool = False) -> RenderableType:
    """One block. A heading has an empty line above it, unless it comes first; a picture is its alt text."""
    match block:
        case Heading():
            above = "" if first else "\n"
            return Text(f"{above}{block.text}", "bold" if block.level == 2 else "italic")
        case Paragraph():
            return text(block.words)
        case Bullets():
            return _bullets(block)
        case Table():
            return _table(block) if block.has_titles else _facts(block)
        case Picture():
            return Text(f"{block.caption}: {block.alt}")
        case WritingLines():
            return Text(f"{block.label}:{' _' * 20}")
        case PageList():
            return Text("\n".join(title for _, title in block.sections))
        case Code():
            return Text(block.text, no_wrap=True)
        case Blank():
            return text(block)


def text(cell: Cell) -> Text:
    """Words in their styles; a blank with its label and its answer."""
    if isinstance(cell, Blank):
        return Text(f"{cell.label}: {cell.value if cell.is_answered else '____'}")
    return Text.assemble(*((run.text, STYLES[run.style]) for run in iterate_runs(cell)))


def columns(*headings: str) -> Grid:
    """An empty table without lines around it. headings: may be empty; then no head is shown."""
    grid = Grid(box=None, padding=(0, 2, 0, 0), show_header=any(headings), header_style="bold")
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    return grid


def _bullets(block: Bullets) -> Grid:
    grid = Grid.grid(padding=(0, 1, 0, 0))
    for number, item in enumerate(block.items, 1):
        grid.add_row(MARKS.get(block.kind, f"{number}."), text(item))
    return grid


def _facts(table: Table) -> Grid:
    """Rows with their names to the left. A row without a name continues the one above."""
    grid = Grid(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for at, column in enumerate(table.columns):
        grid.add_column(justify=column.align, overflow="fold", max_width=None if at else WIDEST_NAME)
    return _filled(grid, table.rows)


def _table(table: Table) -> RenderableType:
    """As wide as the page; a table of numbers only as wide as it needs to be. The caption is above it, the note below."""
    grid = Grid(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    grid.expand = all(column.align == "left" for column in table.columns)
    for column in table.columns:
        grid.add_column(column.title, justify=column.align, ratio=round(100 * column.share), overflow="fold")
    caption = [Text(table.caption, "italic")] if table.caption else []
    note = [Text(f"\n{table.note}")] if table.note else []
    return Group(*caption, _filled(grid, table.rows), *note)


def _filled(grid: Grid, rows: Iterable[tuple[Cell, ...]]) -> Grid:
    for row in rows:
        grid.add_row(*map(text, row))
    return grid
