"""Writes a paper as a Word file that people go on writing in: real headings, captions and lists, and places to type in what is missing.

The contents are there when the file is opened; the numbers of pages come with the first update, since only Word knows them.
"""

from __future__ import annotations

import io
from itertools import count, groupby
from typing import TYPE_CHECKING

from reports.documents import outline
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
from reports.documents.fitting import fitted
from reports.documents.word.controls import Controls
from reports.documents.word.elements import SMALL, TWIPS, element, paragraph, text_run, words_of
from reports.documents.word.opening import contents, opening
from reports.documents.word.package import empty_document, packed, parsed
from reports.documents.word.pages import Page, footer, header, page_of, section_properties
from reports.documents.word.tables import caption, table

if TYPE_CHECKING:
    from docx.document import Document

TABLE_SIZE, TABLE_GAP = 9.0, 9.0
"""In points: of the text of tables, and between columns; as in `word/styles.xml`, and a little more for the gap."""
FEW_LINES = 5
"""Items of a list, or lines to write on: so many stay on one page."""
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
        before = [opening(paper, self.controls), contents(paper, self.controls)]
        self.parts: list[tuple[bool, list[str]]] = [(False, before)]
        for landscape, group in groupby(anchors, key=lambda one: one[1].landscape):
            if landscape != self.parts[-1][0]:
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

    def section(self, anchor: str, section: Section) -> str:
        """A section with its title."""
        fresh = [element("pageBreakBefore")] if section.fresh else []
        title = paragraph(self.controls.bookmark(anchor, text_run(section.title)), "Heading1", *fresh)
        page = page_of(section.landscape)
        return title + "".join(
            self.block(block, outline.heading_anchor(anchor, at), page, opens=outline.opens(section, at))
            for at, block in enumerate(section.blocks)
        )

    def block(self, block: Block, anchor: str, page: Page, *, opens: bool = False) -> str:
        """One block. opens: it stays on the page of what follows."""
        match block:
            case Heading():
                named = self.controls.bookmark(anchor, text_run(block.text))
                return paragraph(named, f"Heading{block.level}")
            case Paragraph():
                return paragraph(words_of(block.words), "", *_kept(opens))
            case Bullets():
                return self.bullets(block)
            case Table():
                return self.table(block, page)
            case Picture():
                return self.picture(block, page)
            case Ruled():
                return ruled(block)
            case Code():
                return paragraph(text_run(block.text), "CodeBlock")
            case Blank():
                return paragraph(text_run(block.label), "Asked") + paragraph(
                    self.controls.blank(block, labelled=True)
                )

    def bullets(self, block: Bullets) -> str:
        """A list; one with numbers begins at 1, a short one stays on one page."""
        again = [self.numbered()] if block.kind == "number" else []
        style, last = LISTS[block.kind], len(block.items)
        whole = last <= FEW_LINES
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
        twips = [int(width * TWIPS) for width in widths]
        note = paragraph(text_run(block.note), "TableNote") if block.note else paragraph("", "", AFTER_TABLE)
        return (
            caption("Table", next(self.tables), block.caption, keep=True)
            + table(block, twips, self.controls)
            + note
        )

    def picture(self, block: Picture, page: Page) -> str:
        """A picture over its caption."""
        from docx.shared import Twips

        width = Twips(int(block.fitted_share(page.line, page.column) * page.line))
        inline = self.document.part.new_pic_inline(io.BytesIO(block.png), width)
        inline.docPr.set("id", str(self.controls.number()))
        inline.docPr.set("name", block.name)
        inline.docPr.set("descr", block.alt)
        shown = element("r", element("drawing", inline.xml))
        return paragraph(shown, "Figure") + caption("Figure", next(self.figures), block.caption, keep=False)


def _kept(keep: bool) -> list[str]:
    """What keeps a paragraph on the page of the next."""
    return [element("keepNext")] if keep else []


def ruled(block: Ruled) -> str:
    """Empty lines under what is asked; a few of them stay on one page, of many the first few."""
    label = paragraph(text_run(block.label), "", element("keepNext")) if block.label else ""
    lines = (paragraph("", "RuledLine", *_kept(number < FEW_LINES)) for number in range(1, block.count))
    return f"{label}{''.join(lines)}{paragraph('', 'RuledLine', AFTER_LINES)}"
