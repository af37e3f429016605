"""Where figures and tables stand in a Word file, so that pages are full: read back from the file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
import pytest
from docx.document import Document

from reports.documents.blocks import Block, Column, Heading, Paper, Paragraph, Picture, Ruled, Section, Table
from reports.documents.to_docx import docx_of
from reports.documents.word.pages import LETTER
from tests.papers import png

LINE = 19.2
"""How high a paragraph of one line is with the space behind it, in points."""
COLUMN = LETTER.column / 20
COLUMNS = (Column("A", 0.3), Column("B", 0.7))


def lines(share: float) -> list[Block]:
    """Paragraphs that fill so much of a page."""
    return [Paragraph(f"line {at}") for at in range(round(share * COLUMN / LINE))]


def figure(share: float, name: str = "figure") -> Picture:
    """A picture that is so high, over the height of a page, and as wide as the line."""
    high = round(share * COLUMN)
    return Picture(name, name, "alt", b"<svg/>", png(LETTER.line // 20, high), share=1.0)


def word(*blocks: Sequence[Block] | Block, contents: bool = False) -> Document:
    """A paper of one section, read back."""
    flat: list[Block] = []
    for one in blocks:
        flat += one if isinstance(one, list) else [one]  # type: ignore[list-item]
    paper = Paper("Kind", "Title", (), (Section("one", "One", tuple(flat)),), contents=contents)
    return docx.Document(io.BytesIO(docx_of(paper)))


def said(document: Document) -> list[str]:
    """Its paragraphs outside of tables, without lines; `|` for a picture, `#` for a table."""
    found = []
    for one in document.element.body:
        if one.tag.endswith("}tbl"):
            found.append("#")
        elif one.tag.endswith("}p"):
            found.append("|" if one.xpath(".//wp:extent") else "".join(one.xpath(".//w:t/text()")))
    return [one for one in found if one and not one.startswith("line ")]


def heights(document: Document) -> list[float]:
    """Of its pictures, in points."""
    return [int(one) / 12700 for one in document.element.xpath("//wp:extent/@cy")]


def rows(count: int, words: int = 3) -> Table:
    """A table with so many rows."""
    return Table("T", COLUMNS, tuple((f"row {at}", "word " * words) for at in range(count)))


@pytest.mark.parametrize(("filled", "shown"), [(0.3, 1.0), (0.43, 0.85), (0.7, 1.0)])
def test_a_figure_is_smaller_only_where_that_brings_it_onto_the_page(filled: float, shown: float) -> None:
    """A page that ends a little early is no reason."""
    (high,) = heights(word(lines(filled), figure(0.4)))
    assert high == pytest.approx(shown * 0.4 * COLUMN, rel=0.1)


def test_a_figure_that_leaves_half_a_page_stands_behind_what_fills_it() -> None:
    read = word(lines(0.4), figure(0.7), rows(60))
    assert said(read)[3:] == ["Table 1. T", "#", "|", "Figure 1. figure"]


def test_figures_keep_their_order_and_pass_no_title() -> None:
    read = word(lines(0.4), figure(0.75, "first"), figure(0.3, "second"), Heading("Next"), rows(60))
    assert said(read)[3:] == ["|", "Figure 1. first", "|", "Figure 2. second", "Next", "Table 1. T", "#"]


def test_a_figure_stands_not_between_words_and_the_table_that_they_open() -> None:
    read = word(lines(0.4), figure(0.75), Paragraph("As follows:"), rows(60))
    found = said(read)
    assert found[found.index("As follows:") + 1] == "Table 1. T"
    assert found[-1] == "Figure 1. figure"


def test_contents_that_would_break_begin_a_page_where_little_of_one_is_left_empty() -> None:
    def breaks(rows_about: int) -> list[Any]:
        about = tuple((f"name {at}", "value") for at in range(rows_about))
        sections = tuple(Section(f"s{at}", f"Section {at}", ()) for at in range(16))
        read = docx.Document(io.BytesIO(docx_of(Paper("Kind", "Title", about, sections))))
        return list(read.element.xpath("//w:p[w:pPr/w:pStyle[@w:val='TOCHeading']]/w:pPr/w:pageBreakBefore"))

    assert [len(breaks(count)) for count in (3, 17, 28)] == [0, 0, 1]


def test_nothing_stands_behind_lines_to_write_on_that_could_be_a_page_of_its_own() -> None:
    read = word(Ruled("Notes", 3))
    assert [one.style.name for one in read.paragraphs if one.style is not None][-3:] == ["Ruled Line"] * 3
