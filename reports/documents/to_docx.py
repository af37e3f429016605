"""Writes a paper as a Word file that people go on writing in: real headings, captions and lists, and places to type in what is missing.

The contents are there when the file is opened; the numbers of pages come with the first update, since only Word knows them.
"""

from __future__ import annotations

import io
from copy import copy
from dataclasses import replace
from itertools import count, groupby
from typing import TYPE_CHECKING

from reports.documents import outline
from reports.documents.arranging import EARLY
from reports.documents.blocks import (
    Blank,
    Block,
    Bullets,
    Code,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Ruled,
    Section,
    Table,
)
from reports.documents.fitting import FEW, FEW_ITEMS, fitted, shown_share, smallest, together, whole_list
from reports.documents.word.controls import Controls
from reports.documents.word.elements import SMALL, TWIPS, element, paragraph, text_run, words_of
from reports.documents.word.flowing import EMU, Flow, Piece
from reports.documents.word.opening import contents, opening
from reports.documents.word.package import empty_document, packed, parsed
from reports.documents.word.pages import LETTER, Page, footer, header, page_of, section_properties
from reports.documents.word.pictures import drawing, size
from reports.documents.word.tables import caption, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document

TEXT_SIZE = 10.0
TABLE_SIZE, TABLE_GAP = 9.0, 9.0
"""In points: of text, of the text of tables, and between columns; as in `word/styles.xml`, and a little more for the gap."""
CAPTION = 30.0
"""How high a caption under a figure is, with the space over it, in points."""
SPARE = 15.0
"""By so much the end of a page may be elsewhere than it is reckoned, in points."""
WORTH = 0.1
"""A figure stands further down where so much less of a page is empty before it."""
AFTER_TABLE = element("spacing", before=0, after=200, line=20, lineRule="exact")
AFTER_LINES = element("spacing", after=240)
LISTS = {"bullet": "ListBullet", "number": "ListNumber", "box": "ListBox"}


def docx_of(paper: Paper) -> bytes:
    """A whole Word file."""
    document = empty_document(paper)
    writer = _Writer(paper, document)
    turned = [landscape for landscape, _ in writer.parts]
    body = document.element.body
    for child in list(body):
        body.remove(child)
    for child in list(parsed(writer.text())):
        body.append(child)
    for landscape, section in zip(turned, document.sections, strict=True):
        for edge, line in ((section.header, header), (section.footer, footer)):
            edge.is_linked_to_previous = False
            for old in list(edge._element):
                edge._element.remove(old)
            edge._element.append(parsed(line(paper, landscape))[0])
    return packed(document)


class _Writer:
    """One file as it is written: what is numbered on, and the parts between which pages turn."""

    def __init__(self, paper: Paper, document: Document) -> None:
        self.paper = paper
        self.document = document
        self.controls = Controls(paper)
        self.tables, self.figures = count(1), count(1)
        anchors = zip(outline.section_anchors(paper), paper.sections, strict=True)
        self.flow = Flow(LETTER)
        self.parts: list[tuple[bool, list[str]]] = [(False, self.opening())]
        for landscape, group in groupby(anchors, key=lambda one: one[1].landscape):
            if landscape != self.parts[-1][0]:
                self.flow = Flow(page_of(landscape))
                self.parts.append((landscape, []))
            self.parts[-1][1].extend(self.section(anchor, section) for anchor, section in group)

    def text(self) -> str:
        """All paragraphs and tables, with the end of each part."""
        *before, (last, content) = self.parts
        ended = (
            "".join(written) + paragraph("", "", SMALL, section_properties(turned))
            for turned, written in before
        )
        return "".join(ended) + "".join(content) + section_properties(last)

    def opening(self) -> list[str]:
        """What stands before the first section. Contents that would break stay together, where that leaves little of a page empty."""
        first = self.flowed(opening(self.paper, self.controls))
        listed = contents(self.paper, self.controls)
        pieces = self.flow.pieces(listed)
        if self.flow.rest(pieces) < 0 and self.flow.rest() < EARLY * self.flow.column:
            listed = contents(self.paper, self.controls, fresh=True)
            self.flow.turn()
        return [first, self.flowed(listed)]

    def section(self, anchor: str, section: Section) -> str:
        """A section with its title."""
        if section.fresh:
            self.flow.turn()
        fresh = [element("pageBreakBefore")] if section.fresh else []
        title = paragraph(self.controls.bookmark(anchor, text_run(section.title)), "Heading1", *fresh)
        return self.flowed(title) + "".join(self.blocks(anchor, section, page_of(section.landscape)))

    def blocks(self, anchor: str, section: Section, page: Page) -> Iterator[str]:
        """The blocks of a section. A figure that would leave much of its page empty stands behind what fills it, but before no title."""
        written = [
            ""
            if isinstance(block, Picture)
            else self.block(block, outline.heading_anchor(anchor, at), page, opens=outline.opens(section, at))
            for at, block in enumerate(section.blocks)
        ]
        waiting: list[Picture] = []
        for at, block in enumerate(section.blocks):
            if isinstance(block, Picture):
                waiting.append(block)
                continue
            titles = (n for n, one in enumerate(section.blocks) if n >= at and isinstance(one, Heading))
            if not (at and outline.opens(section, at - 1)):
                yield from self.figures_here(waiting, written[at : next(titles, None)], page)
            yield self.flowed(written[at])
        yield from self.figures_here(waiting, [], page)

    def figures_here(self, waiting: list[Picture], later: list[str], page: Page) -> Iterator[str]:
        """Those figures of the waiting that stand here: less is empty before them than further down. later: what comes before a title."""
        while waiting:
            here = self.empty(waiting[0], page, self.flow)
            if here and min(self.empty_later(waiting[0], later, page), default=1.0) < here - WORTH:
                return
            smaller = self.smaller(waiting[0], page, self.flow) or 1.0
            yield self.flowed(self.picture(waiting.pop(0), page, smaller))

    def empty_later(self, block: Picture, later: list[str], page: Page) -> Iterator[float]:
        """How much of a page would be empty before a figure, behind each thing that comes."""
        flow = copy(self.flow)
        for written in filter(None, later):
            flow.add(flow.pieces(written))
            if not flow.kept:
                yield self.empty(block, page, flow)

    def empty(self, block: Picture, page: Page, flow: Flow) -> float:
        """How much of a page would be empty before a figure; nothing where that is little."""
        return 0.0 if self.smaller(block, page, flow) else flow.rest() / flow.column

    def smaller(self, block: Picture, page: Page, flow: Flow) -> float | None:
        """The size that a figure gets, over its own: less where it fits so; nothing where it would leave much of its page empty."""
        high = size(block, page)[1] / EMU
        least = smallest(block, shown_share(block, page.line, page.column), page.line / TWIPS)
        left = flow.rest([Piece(high + CAPTION)])
        if left >= SPARE or flow.rest() < EARLY * flow.column:
            return 1.0
        fits = (high + left - SPARE) / high
        return fits if fits >= least else None

    def flowed(self, written: str) -> str:
        """What is written, once it is known where its page ends."""
        self.flow.add(self.flow.pieces(written))
        return written

    def block(self, block: Block, anchor: str, page: Page, *, opens: bool = False) -> str:
        """One block. opens: it stays on the page of what follows."""
        match block:
            case Heading():
                named = self.controls.bookmark(anchor, text_run(block.text))
                return paragraph(named, f"Heading{block.level}")
            case Paragraph():
                return paragraph(words_of(block.words), "", *_kept(opens))
            case Bullets():
                return self.bullets(block, page)
            case Table():
                return self.table(block, page)
            case Picture():
                return self.picture(block, page, 1.0)
            case Ruled():
                return ruled(block)
            case Code():
                return paragraph(text_run(block.text), "CodeBlock")
            case Blank():
                return paragraph(text_run(block.label), "Asked") + paragraph(
                    self.controls.blank(block, labelled=True)
                )

    def bullets(self, block: Bullets, page: Page) -> str:
        """A list; one with numbers begins at 1, a short one stays on one page."""
        again = [self.numbered()] if block.kind == "number" else []
        style, last = LISTS[block.kind], len(block.items)
        whole = whole_list(block, page.line / TWIPS, TEXT_SIZE)
        return "".join(
            paragraph(self.controls.cell(item), style, *_kept(whole and number < last), *again)
            for number, item in enumerate(block.items, 1)
        )

    def numbered(self) -> str:
        """A list of numbers of its own."""
        numbering = self.document.part.numbering_part.element
        num = numbering.add_num(2)
        num.add_lvlOverride(0).add_startOverride(1)
        return element("numPr", element("ilvl", val=0), element("numId", val=num.numId))

    def table(self, block: Table, page: Page) -> str:
        """A table under its caption, its note under it."""
        widths, block = fitted(block, page.line / TWIPS, TABLE_SIZE, TABLE_GAP)
        most = EARLY * page.column / TWIPS
        turned = replace(block, rows=block.rows[::-1])
        first, last = (together(one, widths, TABLE_SIZE, TABLE_GAP, most) for one in (block, turned))
        twips = [int(width * TWIPS) for width in widths]
        note = paragraph(text_run(block.note), "TableNote") if block.note else paragraph("", "", AFTER_TABLE)
        return (
            caption("Table", next(self.tables), block.caption, keep=True)
            + table(block, twips, self.controls, first, last)
            + note
        )

    def picture(self, block: Picture, page: Page, smaller: float) -> str:
        """A picture over its caption. smaller: its size, over that which it wishes."""
        relation, _ = self.document.part.get_or_add_image(io.BytesIO(block.png))
        shown = drawing(block, relation, self.controls.number(), size(block, page, smaller))
        return paragraph(shown, "Figure") + caption("Figure", next(self.figures), block.caption, keep=False)


def _kept(keep: bool) -> list[str]:
    """What keeps a paragraph on the page of the next."""
    return [element("keepNext")] if keep else []


def ruled(block: Ruled) -> str:
    """Empty lines under what is asked; a few of them stay on one page, of many the first few."""
    label = paragraph(text_run(block.label), "", element("keepNext")) if block.label else ""
    held = block.count if block.count <= FEW_ITEMS else FEW
    lines = (paragraph("", "RuledLine", *_kept(number < held)) for number in range(1, block.count))
    return f"{label}{''.join(lines)}{paragraph('', 'RuledLine', AFTER_LINES)}"
