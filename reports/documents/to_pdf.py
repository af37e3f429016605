"""Writes a paper as PDF/UA-1 by typst: tagged, with outline, alt texts and header rows.

The template is `paper.typ`; the paper reaches it as data, so that no word of it is ever read as typst. Fonts are those that come with
matplotlib, never those of the machine. Writing systems that none of them knows are shown as boxes that name the writing system,
and the page says so; the text behind the boxes is the right one, for whoever searches, copies or listens.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.documents import outline
from reports.documents.blocks import (
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Ruled,
    Section,
    Table,
    runs,
)

if TYPE_CHECKING:
    from typst import Fonts

Data = dict[str, Any]
"""What JSON can say."""


def pdf_of(paper: Paper) -> bytes:
    """A whole PDF. Raises TypstError where it would not be PDF/UA-1."""
    import typst

    template = files("reports.documents").joinpath("paper.typ").read_bytes()
    said = {"paper": json.dumps(_paper(paper), ensure_ascii=False)}
    return typst.compile(template, font_paths=_fonts(), format="pdf", pdf_standards=["ua-1"], sys_inputs=said)


@cache
def _fonts() -> Fonts:
    """Those that come with matplotlib."""
    from matplotlib import get_data_path
    from typst import Fonts

    folder = Path(get_data_path()) / "fonts" / "ttf"
    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _paper(paper: Paper) -> Data:
    places = outline.Places(paper)
    return {
        "kind": paper.kind,
        "title": paper.title,
        "about": paper.about,
        "marking": paper.marking,
        "status": paper.status,
        "author": paper.author,
        "language": paper.language,
        "made": _made(paper.made),
        "contents": [entry._asdict() for entry in outline.contents(paper)] if paper.contents else [],
        "opening": [_group(group) for group in outline.opening(paper)],
        "opening_words": outline.opening_words(paper),
        "words": {"opening": outline.OPENING, "contents": outline.CONTENTS},
        "sections": [
            _section(section, anchor, places)
            for section, anchor in zip(paper.sections, outline.section_anchors(paper), strict=True)
        ],
    }


def _made(when: datetime | None) -> list[int] | None:
    return None if when is None else list(when.timetuple()[:6])


def _group(group: outline.Group) -> Data:
    asked = [{"text": one.text, "anchor": one.anchor} for one in group.asked]
    return {"title": group.title, "anchor": group.anchor, "asked": asked}


def _section(section: Section, anchor: str, places: outline.Places) -> Data:
    blocks = [
        _block(block, outline.heading_anchor(anchor, at), places) for at, block in enumerate(section.blocks)
    ]
    return {"title": section.title, "anchor": anchor, "landscape": section.landscape, "blocks": blocks}


def _block(block: Block, anchor: str, places: outline.Places) -> Data:
    match block:
        case Heading():
            return {"is": "heading", "text": block.text, "level": block.level, "anchor": anchor}
        case Paragraph():
            return {"is": "paragraph", "content": _cell(block.words, places)}
        case Bullets():
            return {"is": block.kind, "items": [_cell(item, places) for item in block.items]}
        case Table():
            return _table(block, places)
        case Picture():
            svg = block.svg.decode("utf-8")
            return {
                "is": "picture",
                "caption": block.caption,
                "alt": block.alt,
                "svg": svg,
                "share": block.share,
            }
        case Ruled():
            return {"is": "ruled", "label": block.label, "count": block.count}
        case Code():
            return {"is": "code", "text": block.text}
        case Blank():
            return {"is": "blank", "label": block.label, "content": _cell(block, places)}


def _table(table: Table, places: outline.Places) -> Data:
    titles = [column.title for column in table.columns]
    return {
        "is": "table",
        "caption": table.caption,
        "note": table.note,
        "columns": [
            {"title": column.title, "share": column.share, "align": column.align} for column in table.columns
        ],
        "rows": [
            [_cell(cell, places, title) for cell, title in zip(row, titles, strict=True)]
            for row in table.rows
        ],
    }


def _cell(cell: Cell, places: outline.Places, column: str = "") -> Data:
    """Words, or what a person says, or the mark in its place."""
    if not isinstance(cell, Blank):
        return {"runs": [{"text": run.text, "style": run.style} for run in runs(cell)]}
    anchor = places.take(cell)
    if cell.value.strip():
        return {"anchor": anchor, "runs": [{"text": cell.value, "style": ""}]}
    return {"anchor": anchor, "mark": outline.mark(cell, column)}
