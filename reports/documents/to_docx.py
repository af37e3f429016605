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
    WritingLines,
    Section,
    Table,
)
from reports.documents.fitting import fit_columns
from reports.documents.word.controls import Controls
from reports.documents.word.elements import MINIMAL_SPACING, TWIPS, build_element, build_paragraph, build_text_runs, build_words
from reports.documents.word.opening import build_contents, build_front_matter
from reports.documents.word.package import create_document, pack_document, parse_elements
from reports.documents.word.pages import Page, build_footer, build_header, find_page, build_section_properties
from reports.documents.word.tables import build_caption, build_table

if TYPE_CHECKING:
    from docx.document import Document

TABLE_SIZE, TABLE_GAP = 9.0, 9.0
"""In points: of the text of tables, and between columns; as in `word/styles.xml`, and a little more for the gap."""
FEW_LINES = 5
"""Items of a list, or lines to write on: so many stay on one page."""
AFTER_TABLE = build_element("spacing", before=0, after=200, line=20, lineRule="exact")
AFTER_LINES = build_element("spacing", after=240)
LISTS = {"bullet": "ListBullet", "number": "ListNumber", "box": "ListBox"}


def write_docx(paper: Paper) -> bytes:
    """A whole Word file."""
    document = create_document(paper)
    writer = _Writer(paper, document)
    turned = [landscape for landscape, _ in writer.parts]
    body = document.element.body
    for child in list(body):
        body.remove(child)
    for child in list(parse_elements(writer.build_body())):
        body.append(child)
    for landscape, section in zip(turned, document.sections, strict=True):
        for edge, line in ((section.header, build_header), (section.footer, build_footer)):
            edge.is_linked_to_previous = False
            for old in list(edge._element):
                edge._element.remove(old)
            edge._element.append(parse_elements(line(paper, landscape))[0])
    return pack_document(document)


class _Writer:
    """One file as it is written: what is numbered on, and the parts between which pages turn."""

    def __init__(self, paper: Paper, document: Document) -> None:
        self.paper = paper
        self.document = document
        self.controls = Controls(paper)
        self.tables, self.figures = count(1), count(1)
        anchors = zip(outline.build_section_anchors(paper), paper.sections, strict=True)
        before = [build_front_matter(paper, self.controls), build_contents(paper, self.controls)]
        self.parts: list[tuple[bool, list[str]]] = [(False, before)]
        for landscape, group in groupby(anchors, key=lambda one: one[1].landscape):
            if landscape != self.parts[-1][0]:
                self.parts.append((landscape, []))
            self.parts[-1][1].extend(self.build_section(anchor, section) for anchor, section in group)

    def build_body(self) -> str:
        """All paragraphs and tables, with the end of each part."""
        *before, (last, content) = self.parts
        ended = (
            "".join(written) + build_paragraph("", "", MINIMAL_SPACING, build_section_properties(turned))
            for turned, written in before
        )
        return "".join(ended) + "".join(content) + build_section_properties(last)

    def build_section(self, anchor: str, section: Section) -> str:
        """A section with its title."""
        fresh = [build_element("pageBreakBefore")] if section.starts_page else []
        title = build_paragraph(self.controls.build_bookmark(anchor, build_text_runs(section.title)), "Heading1", *fresh)
        page = find_page(section.landscape)
        return title + "".join(
            self.build_block(block, outline.build_heading_anchor(anchor, at), page, opens=outline.is_lead_in(section, at))
            for at, block in enumerate(section.blocks)
        )

    def build_block(self, block: Block, anchor: str, page: Page, *, opens: bool = False) -> str:
        """One block. opens: it stays on the page of what follows."""
        match block:
            case Heading():
                named = self.controls.build_bookmark(anchor, build_text_runs(block.text))
                return build_paragraph(named, f"Heading{block.level}")
            case Paragraph():
                return build_paragraph(build_words(block.words), "", *_keep_with_next(opens))
            case Bullets():
                return self.build_bullets(block)
            case Table():
                return self.build_table(block, page)
            case Picture():
                return self.build_picture(block, page)
            case WritingLines():
                return build_writing_lines(block)
            case Code():
                return build_paragraph(build_text_runs(block.text), "CodeBlock")
            case Blank():
                return build_paragraph(build_text_runs(block.label), "Asked") + build_paragraph(
                    self.controls.build_control(block, labelled=True)
                )

    def build_bullets(self, block: Bullets) -> str:
        """A list; one with numbers begins at 1, a short one stays on one page."""
        again = [self.start_numbering()] if block.kind == "number" else []
        style, last = LISTS[block.kind], len(block.items)
        whole = last <= FEW_LINES
        return "".join(
            build_paragraph(self.controls.build_cell(item), style, *_keep_with_next(whole and number < last), *again)
            for number, item in enumerate(block.items, 1)
        )

    def start_numbering(self) -> str:
        """A list of numbers of its own."""
        numbering = self.document.part.numbering_part.element
        num = numbering.add_num(2)
        num.add_lvlOverride(0).add_startOverride(1)
        return build_element("numPr", build_element("ilvl", val=0), build_element("numId", val=num.numId))

    def build_table(self, block: Table, page: Page) -> str:
        """A table under its caption, its note under it."""
        widths, block = fit_columns(block, page.line / TWIPS, TABLE_SIZE, TABLE_GAP)
        twips = [int(width * TWIPS) for width in widths]
        note = build_paragraph(build_text_runs(block.note), "TableNote") if block.note else build_paragraph("", "", AFTER_TABLE)
        return (
            build_caption("Table", next(self.tables), block.caption, keep=True)
            + build_table(block, twips, self.controls)
            + note
        )

    def build_picture(self, block: Picture, page: Page) -> str:
        """A picture over its caption."""
        from docx.shared import Twips

        width = Twips(int(block.fitted_share(page.line, page.column) * page.line))
        inline = self.document.part.new_pic_inline(io.BytesIO(block.png), width)
        inline.docPr.set("id", str(self.controls.next_number()))
        inline.docPr.set("name", block.name)
        inline.docPr.set("descr", block.alt)
        shown = build_element("r", build_element("drawing", inline.xml))
        return build_paragraph(shown, "Figure") + build_caption("Figure", next(self.figures), block.caption, keep=False)


def _keep_with_next(keep: bool) -> list[str]:
    """What keeps a paragraph on the page of the next."""
    return [build_element("keepNext")] if keep else []


def build_writing_lines(block: WritingLines) -> str:
    """Empty lines under what is asked; a few of them stay on one page, of many the first few."""
    label = build_paragraph(build_text_runs(block.label), "", build_element("keepNext")) if block.label else ""
    lines = (build_paragraph("", "RuledLine", *_keep_with_next(number < FEW_LINES)) for number in range(1, block.count))
    return f"{label}{''.join(lines)}{build_paragraph('', 'RuledLine', AFTER_LINES)}"
