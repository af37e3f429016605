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
from reports.documents.word.controls import Controls
from reports.documents.word.elements import element, field_around, link, paragraph, text_run, words_of
from reports.documents.word.package import empty_document, packed, parsed
from reports.documents.word.pages import LETTER, Page, footer, header, page_of, section_properties
from reports.documents.word.pictures import drawing, size
from reports.documents.word.tables import about_table, caption, table

if TYPE_CHECKING:
    from docx.document import Document

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
        self.parts: list[tuple[bool, list[str]]] = [(False, [self.opening()])]
        for landscape, group in groupby(anchors, key=lambda one: one[1].landscape):
            written = [self.section(anchor, section) for anchor, section in group]
            if landscape == self.parts[-1][0]:
                self.parts[-1][1].extend(written)
            else:
                self.parts.append((landscape, written))

    def text(self) -> str:
        """All paragraphs and tables, with the end of each part."""
        *before, (last, content) = self.parts
        small = element("spacing", before=0, after=0, line=20, lineRule="exact")
        ended = (
            "".join(written) + paragraph("", "", small, section_properties(turned))
            for turned, written in before
        )
        return "".join(ended) + "".join(content) + section_properties(last)

    def opening(self) -> str:
        """Title, status, what is known, what is to complete, contents."""
        paper = self.paper
        marking = text_run(paper.marking, "Marking") + text_run("   ") if paper.marking else ""
        status = (
            paragraph(marking + text_run(paper.status), "Status") if paper.marking or paper.status else ""
        )
        about = about_table(paper.about, (2300, LETTER.line - 2300)) if paper.about else ""
        return (
            paragraph(text_run(paper.kind), "Subtitle")
            + paragraph(text_run(paper.title), "Title")
            + status
            + about
            + self.to_complete()
            + (self.contents() if paper.contents else "")
        )

    def to_complete(self) -> str:
        """What people still have to say."""
        groups = outline.opening(self.paper)
        if not groups:
            return ""
        name = text_run(outline.OPENING)
        title = paragraph(self.controls.bookmark(outline.OPENING_ANCHOR, name), "Heading1")
        lines = [title, paragraph(text_run(outline.opening_words(self.paper)))]
        for group in groups:
            lines.append(paragraph(link(group.anchor, group.title), "ListBullet"))
            lines += [paragraph(link(one.anchor, one.text), "ListBullet2") for one in group.asked]
        return "".join(lines)

    def contents(self) -> str:
        """A table of contents with its lines, which Word and LibreOffice make again when they are asked to."""
        begin, end = field_around('TOC \\o "1-3" \\h \\z \\u')
        lines = [
            paragraph(link(entry.anchor, entry.text), f"TOC{entry.level}")
            for entry in outline.contents(self.paper)
        ]
        first, *others = lines or [paragraph("", "TOC1")]
        properties = element(
            "sdtPr",
            element("id", val=self.controls.number()),
            element(
                "docPartObj", element("docPartGallery", val="Table of Contents"), element("docPartUnique")
            ),
        )
        start, close = first.split("</w:pPr>", 1)
        filled = [f"{start}</w:pPr>{begin}{close}", *others, paragraph(end)]
        title = paragraph(text_run(outline.CONTENTS), "TOCHeading")
        return element("sdt", properties, element("sdtContent", title, *filled))

    def section(self, anchor: str, section: Section) -> str:
        """A section with its title."""
        title = paragraph(self.controls.bookmark(anchor, text_run(section.title)), "Heading1")
        page = page_of(section.landscape)
        blocks = (
            self.block(block, outline.heading_anchor(anchor, at), page)
            for at, block in enumerate(section.blocks)
        )
        return title + "".join(blocks)

    def block(self, block: Block, anchor: str, page: Page) -> str:
        """One block."""
        match block:
            case Heading():
                named = self.controls.bookmark(anchor, text_run(block.text))
                return paragraph(named, f"Heading{block.level}")
            case Paragraph():
                return paragraph(words_of(block.words))
            case Bullets():
                return self.bullets(block)
            case Table():
                return self.table(block, page)
            case Picture():
                return self.picture(block, page)
            case Ruled():
                label = paragraph(text_run(block.label), "", element("keepNext"))
                return label + paragraph("", "RuledLine") * block.count + paragraph("")
            case Code():
                return paragraph(text_run(block.text), "CodeBlock")
            case Blank():
                return paragraph(text_run(block.label), "Asked") + paragraph(self.controls.blank(block))

    def bullets(self, block: Bullets) -> str:
        """A list; one with numbers begins at 1."""
        again = [self.numbered()] if block.kind == "number" else []
        style = LISTS[block.kind]
        return "".join(paragraph(self.controls.cell(item), style, *again) for item in block.items)

    def numbered(self) -> str:
        """A list of numbers of its own."""
        numbering = self.document.part.numbering_part.element
        num = numbering.add_num(2)
        num.add_lvlOverride(0).add_startOverride(1)
        return element("numPr", element("ilvl", val=0), element("numId", val=num.numId))

    def table(self, block: Table, page: Page) -> str:
        """A table under its caption, its note under it."""
        widths = [round(column.share * page.line) for column in block.columns]
        note = paragraph(text_run(block.note), "TableNote")
        return (
            caption("Table", next(self.tables), block.caption, keep=True)
            + table(block, widths, self.controls)
            + note
        )

    def picture(self, block: Picture, page: Page) -> str:
        """A picture over its caption."""
        relation, _ = self.document.part.get_or_add_image(io.BytesIO(block.png))
        shown = drawing(block, relation, self.controls.number(), size(block, page))
        return paragraph(shown, "Figure") + caption("Figure", next(self.figures), block.caption, keep=False)
