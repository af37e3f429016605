"""Writes a document as PDF/UA-1 by typst: tagged, with outline, alternative texts and header rows.

The template is `blocks.typ` and the file of the layout. The content reaches it as data, so that none of it is ever read as typst. The
fonts are ours and those that come with matplotlib, never those of the machine. Characters that none of them has are shown as boxes, and
the page says so; the text behind the boxes is right, for search, copying and screen readers.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reports.documents import fonts, model
from reports.documents.column_widths import fit_columns
from reports.documents.model import (
    BY_HAND,
    LONG,
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
    Section,
    Table,
    WritingLines,
    is_written_by_hand,
    iterate_runs,
    plain,
)

if TYPE_CHECKING:
    from typst import Fonts

Data = dict[str, Any]
"""A JSON object."""
MM = 72 / 25.4
"""In points."""


class Page(NamedTuple):
    """A page and its margins, in points."""

    across: float
    down: float
    side: float
    top: float
    foot: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of the text."""
        return self.across - 2 * self.side, self.down - self.top - self.foot


class LayoutStyle(NamedTuple):
    """size, table_size: of the text, and the largest of text in tables, in points."""

    page: Page
    size: float
    table_size: float


LETTER = Page(612.0, 792.0, side=26 * MM, top=28 * MM, foot=24 * MM)
LANDSCAPE = Page(792.0, 612.0, side=17 * MM, top=21 * MM, foot=18 * MM)
SLIDE = Page(960.0, 540.0, side=48.0, top=106.0, foot=74.0)
CARDS = Page(612.0, 792.0, side=54.0, top=0.0, foot=0.0)
LAYOUTS: dict[model.Layout, LayoutStyle] = {
    "paper": LayoutStyle(LETTER, 10.5, 9.5),
    "slides": LayoutStyle(SLIDE, 24.0, 32.0),
    "cards": LayoutStyle(CARDS, 11.0, 11.0),
    "letters": LayoutStyle(CARDS, 11.0, 11.0),
}
TABLE_GAP = 10.0  # points: between columns
_COPIED = ("kind", "title", "about", "marking", "status", "author", "language")
"""Fields of a document that the template gets as they are."""


def write_pdf(paper: Paper) -> bytes:
    """A whole PDF. Raises TypstError where it would not be PDF/UA-1."""
    import typst

    template, inputs = _compile_arguments(paper)
    return typst.compile(template, font_paths=_load_fonts(), format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs)


def render_pages(paper: Paper, per_inch: float = 96.0) -> list[bytes]:
    """Each page as a PNG. per_inch: dots."""
    import typst

    template, inputs = _compile_arguments(paper)
    pages: object = typst.compile(template, font_paths=_load_fonts(), format="png", ppi=per_inch, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [cast("bytes", pages)]  # typst returns a single page alone


def find_pages(paper: Paper) -> dict[str, int]:
    """The page of each heading by its anchor."""
    import typst

    template, inputs = _compile_arguments(paper)
    found = typst.query(
        template, "<pages>", field="value", one=True, font_paths=_load_fonts(), sys_inputs=inputs | {"pages": ""}
    )
    return dict(json.loads(found))


def _compile_arguments(paper: Paper) -> tuple[bytes, dict[str, str]]:
    """The template and its inputs: the document, and a pattern of the characters that none of our fonts has."""
    data = json.dumps(_paper_data(paper), ensure_ascii=False)
    missing = sorted(one for one in set(data) if not fonts.has_glyph(one)) or ["\U0010ffff"]
    pattern = "[" + "".join(f"\\u{{{ord(one):x}}}" for one in missing) + "]+"
    folder = files("reports.documents")
    template = b"\n".join(folder.joinpath(f"{name}.typ").read_bytes() for name in ("blocks", paper.layout))
    return template, {"paper": data, "unknown": pattern}


@cache
def _load_fonts() -> Fonts:
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*fonts.find_font_folders()])


def _paper_data(paper: Paper) -> Data:
    anchors, layout = model.AnchorRegister(paper), LAYOUTS[paper.layout]
    return {
        **{name: getattr(paper, name) for name in _COPIED},
        "made": None if paper.made is None else list(paper.made.timetuple()[:6]),
        "logo": {"data": list(paper.logo), "alt": model.LOGO_TEXT, "height": model.LOGO_POINTS},
        "contents": bool(model.list_contents(paper)),
        "open_items": [
            {"title": group.title, "anchor": group.anchor, "asked": [_open_item_data(one) for one in group.asked]}
            for group in model.list_open_items(paper)
        ],
        "open_items_words": model.describe_open_items(paper),
        "deepest": model.MAX_LEVEL,
        "words": {
            "open_items": model.OPEN_ITEMS,
            "contents": model.CONTENTS,
            "boxed": model.BOXED,
            "continued": model.CONTINUED,
        },
        "places": {"open_items": model.OPEN_ITEMS_ANCHOR},
        "page": layout.page._asdict(),
        "size": layout.size,
        "landscape": LANDSCAPE._asdict(),
        "table": {"size": layout.table_size, "gap": TABLE_GAP, "by_hand": BY_HAND},
        "parts": [
            {
                "landscape": group[0][0].landscape,
                "fresh": group[0][0].starts_page,
                "sections": [_section_data(section, anchor, anchors, layout) for section, anchor in group],
            }
            for group in _group_sections(paper)
        ],
    }


def _open_item_data(item: model.OpenItemGroup) -> Data:
    return {"text": item.text, "anchor": item.anchor}


def _group_sections(paper: Paper) -> list[list[tuple[Section, str]]]:
    groups: list[list[tuple[Section, str]]] = []
    for section, anchor in zip(paper.sections, model.build_section_anchors(paper), strict=True):
        if not groups or section.starts_page or section.landscape != groups[-1][0][0].landscape:
            groups.append([])
        groups[-1].append((section, anchor))
    return groups


def _section_data(section: Section, anchor: str, anchors: model.AnchorRegister, layout: LayoutStyle) -> Data:
    page = LANDSCAPE if section.landscape else layout.page
    blocks: list[Data] = []
    for at, block in enumerate(section.blocks):
        data = _block_data(block, model.build_heading_anchor(anchor, at), anchors, layout._replace(page=page))
        data["opens"] = model.is_lead_in(section, at)
        if data["is"] == "picture":
            data["lead"] = blocks.pop() if blocks and blocks[-1]["opens"] else None
            data["floats"] = bool(blocks) and blocks[-1]["is"] not in ("heading", "table")
        blocks.append(data)
    return {"title": section.title, "anchor": anchor, "blocks": blocks}


def _block_data(block: Block, anchor: str, anchors: model.AnchorRegister, layout: LayoutStyle) -> Data:
    match block:
        case Heading():
            return {"is": "heading", "text": block.text, "level": block.level, "anchor": anchor}
        case Paragraph():
            return {"is": "paragraph", "content": _cell_data(block.words, anchors)}
        case Bullets():
            return {"is": block.kind, "items": [_cell_data(item, anchors) for item in block.items]}
        case Table():
            return _table_data(block, anchors, layout)
        case Picture():
            share, svg = block.fitted_share(*layout.page.room), block.svg.decode("utf-8")
            return {"is": "picture", "caption": block.caption, "alt": block.alt, "svg": svg, "share": share}
        case WritingLines():
            return {"is": "ruled", "label": block.label, "count": block.count}
        case PageList():
            return {"is": "pages", "anchors": [anchor for anchor, _ in block.sections]}
        case Code():
            return {"is": "code", "text": block.text}
        case Blank():
            content = _cell_data(block, anchors, labeled=True)
            return {"is": "blank", "label": block.label, "content": content}


def _table_data(table: Table, anchors: model.AnchorRegister, layout: LayoutStyle) -> Data:
    titles = [column.title for column in table.columns]
    widths, table = fit_columns(table, layout.page.room[0], layout.table_size, TABLE_GAP)
    return {
        "is": "table",
        "caption": table.caption,
        "note": table.note,
        "titles": titles if table.has_titles else [],
        "widths": widths,
        "right": [column.align == "right" for column in table.columns],
        "rows": [
            {
                "whole": max(len(plain(cell)) for cell in row) <= LONG,
                "by-hand": is_written_by_hand(row),
                "cells": [_cell_data(cell, anchors, title) for cell, title in zip(row, titles, strict=True)],
            }
            for row in table.rows
        ],
    }


def _cell_data(cell: Cell, anchors: model.AnchorRegister, column: str = "", labeled: bool = False) -> Data:
    """Words, an answer, or the mark in its place. column, labeled: as `format_blank_mark`."""
    if not isinstance(cell, Blank):
        return {"anchor": "", "runs": [{"text": run.text, "style": run.style} for run in iterate_runs(cell)]}
    anchor = anchors.take(cell)
    if cell.is_answered:
        return {"anchor": anchor, "runs": [{"text": cell.value, "style": ""}]}
    return {"anchor": anchor, "mark": model.format_blank_mark(cell, column, labeled)}
