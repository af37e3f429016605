"""Tables: rows that stay whole, the row of titles on every page, and widths that break no word."""

from reports.documents.blocks import Cell, Column, Table
from reports.documents.fitting import BY_HAND, by_hand
from reports.documents.word.controls import Controls
from reports.documents.word.elements import TWIPS, element, field, paragraph, text_run


def caption(kind: str, number: int, text: str, keep: bool) -> str:
    """A numbered caption; keep: on the page of what follows."""
    content = (
        text_run(f"{kind} ", "CaptionNumber")
        + field(f"SEQ {kind} \\* ARABIC", str(number), "CaptionNumber")
        + text_run(".", "CaptionNumber")
        + text_run(f" {text}")
    )
    return paragraph(content, "Caption", *([element("keepNext")] if keep else []))


def table(block: Table, widths: list[int], controls: Controls, first: int, last: int) -> str:
    """A table. widths: of its columns, in twentieths of a point; first, last: so many rows at either end stay on one page, the last of them
    on that of its note.

    Every row stays whole, but those that a long table begins with: where such rows were all that a page had room for, LibreOffice lost
    what came on the next.
    """
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
    many, noted = len(block.rows), bool(block.note)
    rows = [
        _row(
            row,
            block.columns,
            widths,
            controls,
            keep=number < first or many - last < number < many + noted,
            whole=not number <= first < many,
        )
        for number, row in enumerate(block.rows, 1)
    ]
    return element("tbl", properties, grid, titles, *rows)


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
