"""Tables: rows that stay whole, the row of titles on every page, and widths that break no word."""

from reports.documents.blocks import Cell, Column, Table, is_written_by_hand, plain
from reports.documents.word.controls import Controls
from reports.documents.word.elements import TWIPS, build_element, build_field, build_paragraph, build_text_runs

BY_HAND = 25.0
"""How high a row is that is there to be written on, in points."""
SHORT, BRIEF = 5, 1000
"""A table with so many rows and characters stays on one page."""
FEW = 3
"""Rows of any other that stay with its titles."""
LONG = 400
"""A row with a cell of more characters may be broken across pages."""


def build_caption(kind: str, number: int, text: str, keep: bool) -> str:
    """A numbered caption; keep: on the page of what follows."""
    content = (
        build_text_runs(f"{kind} ", "CaptionNumber")
        + build_field(f"SEQ {kind} \\* ARABIC", str(number), "CaptionNumber")
        + build_text_runs(".", "CaptionNumber")
        + build_text_runs(f" {text}")
    )
    return build_paragraph(content, "Caption", *([build_element("keepNext")] if keep else []))


def build_table(block: Table, widths: list[int], controls: Controls) -> str:
    """A table under its titles, which are repeated on each page. widths: of its columns, in twentieths of a point.

    Rows that a long table begins with may break: where whole rows filled the rest of a page, LibreOffice lost what came on the next.
    """
    many = len(block.rows)
    first = many if is_short(block) else min(FEW, many)
    properties = build_element(
        "tblPr",
        build_element("tblStyle", val="PaperTable"),
        build_element("tblW", w=sum(widths), type="dxa"),
        build_element("tblLayout", type="fixed"),
        _table_look(block.has_titles),
        build_element("tblCaption", val=block.caption),
    )
    grid = build_element("tblGrid", *(build_element("gridCol", w=width) for width in widths))
    titles = _build_titles(block.columns, widths) if block.has_titles else ""
    rows = [
        _build_row(
            row,
            block.columns,
            widths,
            controls,
            keep=number < first or (number == many and bool(block.note)),
            whole=not number <= first < many and max(len(plain(cell)) for cell in row) <= LONG,
        )
        for number, row in enumerate(block.rows, 1)
    ]
    return build_element("tbl", properties, grid, titles, *rows)


def is_short(table: Table) -> bool:
    """Whether a table stays on one page. Rows to write on are begun wherever there is room for some."""
    characters = sum(len(plain(cell)) for row in table.rows for cell in row)
    return len(table.rows) <= SHORT and characters <= BRIEF and not all(map(is_written_by_hand, table.rows))


def _table_look(titled: bool) -> str:
    """What stands out in a table: its row of titles, or its first column, which then names the rows."""
    first = {"firstRow": int(titled), "firstColumn": int(not titled)}
    return build_element(
        "tblLook", val="0620" if titled else "0680", **first, lastRow=0, lastColumn=0, noHBand=1, noVBand=1
    )


def _build_titles(columns: tuple[Column, ...], widths: list[int]) -> str:
    cells = (
        _build_cell(build_text_runs(column.title), "TableHeading", column, width, last=column is columns[-1])
        for column, width in zip(columns, widths, strict=True)
    )
    return build_element("tr", build_element("trPr", build_element("cantSplit"), build_element("tblHeader")), *cells)


def _build_row(
    row: tuple[Cell, ...],
    columns: tuple[Column, ...],
    widths: list[int],
    controls: Controls,
    keep: bool,
    whole: bool,
) -> str:
    """keep: on the page of the next row; whole: on one page."""
    cells = (
        _build_cell(controls.build_cell(content, column.title), "TableText", column, width, column is columns[-1], keep)
        for content, column, width in zip(row, columns, widths, strict=True)
    )
    high = build_element("trHeight", val=int(BY_HAND * TWIPS), hRule="atLeast") if is_written_by_hand(row) else ""
    together = build_element("cantSplit") if whole else ""
    return build_element("tr", build_element("trPr", together, high), *cells)


def _build_cell(
    content: str, style: str, column: Column, width: int, last: bool = False, keep: bool = False
) -> str:
    looks = [build_element("keepNext")] if keep else []
    looks += [build_element("jc", val="right")] if column.align == "right" else []
    edge = build_element("tcMar", build_element("right", w=0, type="dxa")) if last else ""
    properties = build_element("tcPr", build_element("tcW", w=width, type="dxa"), edge)
    return build_element("tc", properties, build_paragraph(content, style, *looks))


def build_properties_table(about: tuple[tuple[str, str], ...], widths: tuple[int, int]) -> str:
    """What stands under the title: names and values."""
    properties = build_element(
        "tblPr",
        build_element("tblStyle", val="AboutTable"),
        build_element("tblW", w=sum(widths), type="dxa"),
        build_element("tblLayout", type="fixed"),
        _table_look(titled=False),
    )
    grid = build_element("tblGrid", *(build_element("gridCol", w=width) for width in widths))
    rows = (
        build_element(
            "tr",
            build_element("trPr", build_element("cantSplit")),
            *(
                build_element(
                    "tc", build_element("tcPr", build_element("tcW", w=width, type="dxa")), build_paragraph(said, "TableText")
                )
                for said, width in zip((build_text_runs(name, "Quiet"), build_text_runs(value)), widths, strict=True)
            ),
        )
        for name, value in about
    )
    return build_element("tbl", properties, grid, *rows)
