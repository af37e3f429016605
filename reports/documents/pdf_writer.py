"""Columns wide enough for their longest words: the shares of a table are wishes, that no word is broken is a rule.

Where all words cannot fit, long ones may break, first where people break an address (after @ . / _ -), then anywhere; the place is
marked by a space of no width, so that Word and PDF break there and nowhere else.

Writes a paper as PDF/UA-1 by typst: tagged, with outline, alt texts and header rows.

The template is `paper.typ`; the paper reaches it as data, so that no word of it is ever read as typst. Fonts are those that come with
matplotlib, never those of the machine. Writing systems that none of them knows are shown as boxes that name the writing system,
and the page says so; the text behind the boxes is the right one, for whoever searches, copies or listens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reports.documents import fonts, model
from reports.documents.fonts import measure_word
from reports.documents.model import (
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Run,
    Section,
    Style,
    Table,
    Words,
    WritingLines,
    format_blank_mark,
    is_written_by_hand,
    iterate_runs,
    plain,
)

if TYPE_CHECKING:
    from typst import Fonts


BREAK = "\N{ZERO WIDTH SPACE}"

_WORDS = re.compile(r"[ \n\t\u200b]+")

_JOINTS = re.compile(r"(?<=[\w)][@._/\\\-\N{EN DASH}])(?=\w)")

_CHARACTERS = re.compile(r"(?<=.)(?=\w)")

_WIDE = re.compile(
    r"(?<=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])|(?=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])"
)
"""Around characters between which a line may break."""

EPSILON = 1e-6
"""So little is lost in reckoning that it does not break a word."""

Break = Callable[[str], list[str]]
"""The parts of a word between which a line may break."""


def split_words(word: str) -> list[str]:
    """Words break nowhere, but for writing systems that have no spaces."""
    return [part for part in _WIDE.split(word) if part]


def split_at_joints(word: str) -> list[str]:
    """Addresses and double names break at their joints."""
    return [piece for part in split_words(word) for piece in _JOINTS.split(part)]


def split_anywhere(word: str) -> list[str]:
    """Words break between any two characters."""
    return _CHARACTERS.split(word)


def fit_columns(table: Table, line: float, size: float, gap: float) -> tuple[list[float], Table]:
    """The widths of the columns of a table, and the table with places to break long words where they need them.

    line: the width of the table; size: of its font; gap: between two columns; all in points, as is the result.
    """
    wishes = [column.share * line for column in table.columns]
    for way in (split_words, split_at_joints, split_anywhere):
        needs = [need * size + gap for need in _find_needed_widths(table, way)]
        if sum(needs) <= line or way is split_anywhere:
            break
    widths = _distribute_widths(wishes, needs, line)
    rooms = [(each - gap) / size for each in widths]
    rows = tuple(
        tuple(_soften_cell(cell, room, way) for cell, room in zip(row, rooms, strict=True))
        for row in table.rows
    )
    return widths, replace(table, rows=rows)


def _distribute_widths(wishes: Sequence[float], needs: Sequence[float], line: float) -> list[float]:
    """What each column gets: its need at least; those that wish for more give up alike what others lack."""
    if sum(needs) > line:
        return [line * need / sum(needs) for need in needs]
    lack = sum(max(0.0, need - wish) for wish, need in zip(wishes, needs, strict=True))
    spare = sum(max(0.0, wish - need) for wish, need in zip(wishes, needs, strict=True))
    part = lack / spare if spare else 0.0
    return [max(need, wish - part * max(0.0, wish - need)) for wish, need in zip(wishes, needs, strict=True)]


def _find_needed_widths(table: Table, way: Break) -> Iterator[float]:
    """How wide the widest word of each column is, over the size of the font."""
    for at, column in enumerate(table.columns):
        title = _find_widest(column.title, "strong", split_words)
        cells = (_find_cell_need(row[at], column.title, way) for row in table.rows)
        yield max([title, *cells])


def _find_cell_need(cell: Cell, column: str, way: Break) -> float:
    if isinstance(cell, Blank) and not cell.value.strip():
        return _find_widest(format_blank_mark(cell, column), "", split_words)
    return max((_find_widest(run.text, run.style, way) for run in _iterate_runs(cell)), default=0.0)


def _iterate_runs(cell: Cell) -> Iterator[Run]:
    return iterate_runs(cell.value if isinstance(cell, Blank) else cell)


def _find_widest(text: str, style: Style, way: Break) -> float:
    parts = (part for word in _WORDS.split(text) for part in way(word))
    return max((measure_word(part, style) for part in parts), default=0.0)


def _soften_cell(cell: Cell, room: float, way: Break) -> Cell:
    """A cell with places to break those words that are wider than the room there is."""
    if isinstance(cell, Blank):
        return replace(cell, value=_soften_text(cell.value, "", room, way)) if cell.value.strip() else cell
    if isinstance(cell, str):
        return _soften_text(cell, "", room, way)
    words: Words = tuple(
        replace(run, text=_soften_text(run.text, run.style, room, way)) for run in iterate_runs(cell)
    )
    return words


def _soften_text(text: str, style: Style, room: float, way: Break) -> str:
    def opened(word: re.Match[str]) -> str:
        fits = all(measure_word(part, style) <= room + EPSILON for part in split_words(word[0]))
        return word[0] if fits else BREAK.join(way(word[0]))

    return re.sub(r"[^ \n\t]+", opened, text)


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


LETTER = Page(612.0, 792.0, side=26 * MM, top=28 * MM, foot=24 * MM)

LANDSCAPE = Page(792.0, 612.0, side=17 * MM, top=21 * MM, foot=18 * MM)

TABLE_SIZE, TABLE_GAP = 8.0, 10.0
"""Of the text of tables, and between columns, in points."""

BY_HAND = 25.0
"""How high a row is that is there to be written on, in points."""

LONG = 400
"""A row with a cell of more characters may be broken across pages."""

PAPER_FIELDS = ("kind", "title", "about", "marking", "status", "author", "language")
"""What of a paper is told as it is."""

Data = dict[str, Any]
"""What JSON can say."""


def write_pdf(paper: Paper) -> bytes:
    """A whole PDF. Raises TypstError where it would not be PDF/UA-1."""
    import typst

    template, said = _compile_arguments(paper)
    return typst.compile(
        template, font_paths=_load_fonts(), format="pdf", pdf_standards=["ua-1"], sys_inputs=said
    )


def render_pages(paper: Paper, per_inch: float = 96.0) -> list[bytes]:
    """Each page as a PNG, with so many dots an inch: for whoever shows a page and cannot show a PDF."""
    import typst

    template, said = _compile_arguments(paper)
    pages: object = typst.compile(
        template, font_paths=_load_fonts(), format="png", ppi=per_inch, sys_inputs=said
    )
    return pages if isinstance(pages, list) else [cast("bytes", pages)]  # one page comes alone


def _compile_arguments(paper: Paper) -> tuple[bytes, dict[str, str]]:
    """The template, and what it is told."""
    told = json.dumps(_paper_data(paper), ensure_ascii=False)
    template = files("reports.documents").joinpath("paper.typ").read_bytes()
    return template, {"paper": told, "unknown": _missing_glyph_pattern(told)}


def _missing_glyph_pattern(text: str) -> str:
    """A pattern of the characters that none of our fonts has."""
    found = sorted(one for one in set(text) if not fonts.has_glyph(one))
    return "[" + "".join(f"\\u{{{ord(one):x}}}" for one in found or ["\U0010ffff"]) + "]+"


@cache
def _load_fonts() -> Fonts:
    """Those that come with matplotlib."""
    from typst import Fonts

    return Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.find_font_folder()]
    )


def _paper_data(paper: Paper) -> Data:
    """Everything that the template is told."""
    places = model.AnchorRegister(paper)
    return {
        **{name: getattr(paper, name) for name in PAPER_FIELDS},
        "made": None if paper.made is None else list(paper.made.timetuple()[:6]),
        "contents": bool(model.list_contents(paper)),
        "opening": [_group_data(group) for group in model.list_open_items(paper)],
        "opening_words": model.describe_open_items(paper),
        "deepest": model.MAX_LEVEL,
        "words": {"opening": model.OPENING, "contents": model.CONTENTS, "boxed": model.BOXED},
        "places": {"opening": model.OPENING_ANCHOR},
        "page": LETTER._asdict(),
        "landscape": LANDSCAPE._asdict(),
        "table": {"size": TABLE_SIZE, "gap": TABLE_GAP, "by_hand": BY_HAND},
        "parts": [
            {
                "landscape": some[0][0].landscape,
                "fresh": some[0][0].starts_page,
                "sections": [_section_data(section, anchor, places) for section, anchor in some],
            }
            for some in _group_sections(paper)
        ],
    }


def _group_sections(paper: Paper) -> list[list[tuple[Section, str]]]:
    """Sections that share their pages, each with its anchor."""
    found: list[list[tuple[Section, str]]] = []
    for section, anchor in zip(paper.sections, model.build_section_anchors(paper), strict=True):
        if not found or section.starts_page or section.landscape != found[-1][0][0].landscape:
            found.append([])
        found[-1].append((section, anchor))
    return found


def _group_data(group: model.SectionOpenItems) -> Data:
    asked = [{"text": one.text, "anchor": one.anchor} for one in group.asked]
    return {"title": group.title, "anchor": group.anchor, "asked": asked}


def _section_data(section: Section, anchor: str, places: model.AnchorRegister) -> Data:
    room = (LANDSCAPE if section.landscape else LETTER).room
    blocks: list[Data] = []
    for at, block in enumerate(section.blocks):
        made = _block_data(block, model.build_heading_anchor(anchor, at), places, room) | {
            "opens": model.is_lead_in(section, at)
        }
        if made["is"] == "picture":
            made["lead"] = blocks.pop() if blocks and blocks[-1]["opens"] else None
            made["floats"] = bool(blocks) and blocks[-1]["is"] != "heading"
        blocks.append(made)
    return {"title": section.title, "anchor": anchor, "blocks": blocks}


def _block_data(block: Block, anchor: str, places: model.AnchorRegister, room: tuple[float, float]) -> Data:
    """room: width and height of the text of a page, in points."""
    match block:
        case Heading():
            return {"is": "heading", "text": block.text, "level": block.level, "anchor": anchor}
        case Paragraph():
            return {"is": "paragraph", "content": _cell_data(block.words, places)}
        case Bullets():
            items = [_cell_data(item, places) for item in block.items]
            return {"is": block.kind, "items": items}
        case Table():
            return _table_data(block, places, room[0])
        case Picture():
            return _picture_data(block, room)
        case WritingLines():
            return {"is": "ruled", "label": block.label, "count": block.count}
        case Code():
            return {"is": "code", "text": block.text}
        case Blank():
            return {"is": "blank", "label": block.label, "content": _cell_data(block, places, labelled=True)}


def _picture_data(picture: Picture, room: tuple[float, float]) -> Data:
    return {
        "is": "picture",
        "caption": picture.caption,
        "alt": picture.alt,
        "svg": picture.svg.decode("utf-8"),
        "share": picture.fitted_share(*room),
    }


def _table_data(table: Table, places: model.AnchorRegister, line: float) -> Data:
    titles = [column.title for column in table.columns]
    widths, table = fit_columns(table, line, TABLE_SIZE, TABLE_GAP)
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
                "cells": [_cell_data(cell, places, title) for cell, title in zip(row, titles, strict=True)],
            }
            for row in table.rows
        ],
    }


def _cell_data(cell: Cell, places: model.AnchorRegister, column: str = "", labelled: bool = False) -> Data:
    """Words, or what a person says, or the mark in its place. column: the title over it in a table; labelled: as `outline.mark`."""
    if not isinstance(cell, Blank):
        return {"anchor": "", "runs": [{"text": run.text, "style": run.style} for run in iterate_runs(cell)]}
    anchor = places.take(cell)
    if cell.value.strip():
        return {"anchor": anchor, "runs": [{"text": cell.value, "style": ""}]}
    return {"anchor": anchor, "mark": model.format_blank_mark(cell, column, labelled)}
