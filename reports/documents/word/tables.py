"""Tables: rows that stay whole, the row of titles on every page, and widths that break no word."""

from reports.documents.blocks import Cell, Column, Table, by_hand, plain
from reports.documents.word.controls import Controls
from reports.documents.word.elements import TWIPS, element, field, paragraph, text_run

BY_HAND = 25.0
"""How high a row is that is there to be written on, in points."""
SHORT, BRIEF = 5, 1000
"""A table with so many rows and characters stays on one page."""
FEW = 3
"""Rows of any other that stay with its titles."""
LONG = 400
"""A row with a cell of more characters may be broken across pages."""


def caption(kind: str, number: int, text: str, keep: bool) -> str:
    """A numbered caption; keep: on the page of what follows."""
    content = (
        text_run(f"{kind} ", "CaptionNumber")
        + field(f"SEQ {kind} \\* ARABIC", str(number), "CaptionNumber")
        + text_run(".", "CaptionNumber")
        + text_run(f" {text}")
    )
    return paragraph(content, "Caption", *([element("keepNext")] if keep else []))


def table(block: Table, widths: list[int], controls: Controls) -> str:
    """A table under its titles, which are repeated on each page. widths: of its columns, in twentieths of a point.

    Rows that a long table begins with may break: where whole rows filled the rest of a page, LibreOffice lost what came on the next.
    """
    many = len(block.rows)
    first = many if is_short(block) else min(FEW, many)
    properties = element(
        "tblPr",
        element("tblStyle", val="PaperTable"),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        _look(block.titled),
        element("tblCaption", val=block.caption),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    titles = _titles(block.columns, widths) if block.titled else ""
    rows = [
        _row(
            row,
            block.columns,
            widths,
            controls,
            keep=number < first or (number == many and bool(block.note)),
            whole=not number <= first < many and max(len(plain(cell)) for cell in row) <= LONG,
        )
        for number, row in enumerate(block.rows, 1)
    ]
    return element("tbl", properties, grid, titles, *rows)


def is_short(table: Table) -> bool:
    """Whether a table stays on one page. Rows to write on are begun wherever there is room for some."""
    characters = sum(len(plain(cell)) for row in table.rows for cell in row)
    return len(table.rows) <= SHORT and characters <= BRIEF and not all(map(by_hand, table.rows))


def _look(titled: bool) -> str:
    """What stands out in a table: its row of titles, or its first column, which then names the rows."""
    first = {"firstRow": int(titled), "firstColumn": int(not titled)}
    return element(
        "tblLook", val="0620" if titled else "0680", **first, lastRow=0, lastColumn=0, noHBand=1, noVBand=1
    )


def _titles(columns: tuple[Column, ...], widths: list[int]) -> str:
    cells = (
        _cell(text_run(column.title), "TableHeading", column, width, last=column is columns[-1])
        for column, width in zip(columns, widths, strict=True)
    )
    return element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)


def _row(
    row: tuple[Cell, ...],
    columns: tuple[Column, ...],
    widths: list[int],
    controls: Controls,
    keep: bool,
    whole: bool,
) -> str:
    """keep: on the page of the next row; whole: on one page."""
    cells = (
        _cell(controls.cell(content, column.title), "TableText", column, width, column is columns[-1], keep)
        for content, column, width in zip(row, columns, widths, strict=True)
    )
    high = element("trHeight", val=int(BY_HAND * TWIPS), hRule="atLeast") if by_hand(row) else ""
    together = element("cantSplit") if whole else ""
    return element("tr", element("trPr", together, high), *cells)


def _cell(
    content: str, style: str, column: Column, width: int, last: bool = False, keep: bool = False
) -> str:
    looks = [element("keepNext")] if keep else []
    looks += [element("jc", val="right")] if column.align == "right" else []
    edge = element("tcMar", element("right", w=0, type="dxa")) if last else ""
    properties = element("tcPr", element("tcW", w=width, type="dxa"), edge)
    return element("tc", properties, paragraph(content, style, *looks))


def about_table(about: tuple[tuple[str, str], ...], widths: tuple[int, int]) -> str:
    """What stands under the title: names and values."""
    properties = element(
        "tblPr",
        element("tblStyle", val="AboutTable"),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        _look(titled=False),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    rows = (
        element(
            "tr",
            element("trPr", element("cantSplit")),
            *(
                element(
                    "tc", element("tcPr", element("tcW", w=width, type="dxa")), paragraph(said, "TableText")
                )
                for said, width in zip((text_run(name, "Quiet"), text_run(value)), widths, strict=True)
            ),
        )
        for name, value in about
    )
    return element("tbl", properties, grid, *rows)
