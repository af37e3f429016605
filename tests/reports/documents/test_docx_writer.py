"""A paper as a Word file: its parts read back, and what people would type in."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import nsmap, qn
from lxml import etree  # type: ignore[import-untyped]  # comes with python-docx, without types
from pypdf import PdfReader

from reports.documents import model
from reports.documents.docx_writer import write_docx
from reports.documents.model import Blank, Column, Heading, Paragraph, Table
from reports.documents.pdf_writer import write_pdf
from tests.reports.documents.documents import NAMES, empty, full, png

ASKED = 1 + 3 + 8 * 5
"""Blanks in the full paper: one in a list, three by themselves, five in each row of the plan."""


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_docx(full())


@pytest.fixture(scope="module")
def document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def word(*blocks: Any, **others: Any) -> Document:
    """A paper of one section, read back."""
    paper = model.Paper("Kind", "Title", (), (model.Section("one", "One", blocks),), **others)
    return docx.Document(io.BytesIO(write_docx(paper)))


def found(document: Document, path: str) -> list[Any]:
    """Elements of its text, or attributes, by an XPath."""
    return list(document.element.xpath(path))


def at(element: Any, path: str) -> list[Any]:
    """The same from an element."""
    return list(etree.ElementBase.xpath(element, path, namespaces=nsmap))


def styled(document: Document, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style is not None and one.style.name == style]


def text(element: Any) -> str:
    return "".join(at(element, ".//w:t/text()"))


def test_headings_have_the_styles_that_word_makes_contents_of(document: Document) -> None:
    """Under the title it says what it is."""
    first = [(one.text, one.style and one.style.name == "Title") for one in document.paragraphs[:3]]
    title = ("Active assailant at Jefferson High", True)
    assert first == [("After-action report", False), title, ("EXERCISE    DRAFT", False)]
    assert len(styled(document, "Title")) == 1
    assert styled(document, "Heading 1") == [
        *("Summary <of facts> & more", "Timeline", "Improvement plan", "Participants"),
        "To complete before signing",
    ]
    assert styled(document, "Heading 2") == ["Scope #1"]
    assert styled(document, "Heading 3") == ["In detail"]


def test_the_contents_are_a_field_that_is_filled_already(document: Document) -> None:
    (control,) = found(document, "//w:sdt[.//w:docPartGallery[@w:val='Table of Contents']]")
    contents, *pages = (one.strip() for one in at(control, ".//w:instrText/text()"))
    assert contents == 'TOC \\o "1-2" \\h \\z \\u'
    assert at(control, ".//w:fldChar/@w:fldCharType").count("end") == 1 + len(pages)
    lines = {text(one): at(one, "w:pPr/w:pStyle/@w:val")[0] for one in at(control, ".//w:p[.//w:hyperlink]")}
    assert list(lines.values()) == ["TOC1", "TOC2", "TOC1", "TOC1", "TOC1", "TOC1"]
    pdf = PdfReader(io.BytesIO(write_pdf(full())))
    titles = {one.title: pdf.get_destination_page_number(one) for one in pdf.outline if not isinstance(one, list)}
    for title in ("Summary <of facts> & more", "Timeline", "Participants", "To complete before signing"):
        assert f"{title}{(titles[title] or 0) + 1}" in lines
    anchors = at(control, ".//w:hyperlink/@w:anchor")
    assert pages == [f"PAGEREF {anchor} \\h" for anchor in anchors]


def test_every_link_leads_to_a_bookmark_and_every_number_is_used_once(document: Document) -> None:
    names = found(document, "//w:bookmarkStart/@w:name")
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,39}", name) for name in names)
    links = found(document, "//w:hyperlink/@w:anchor")
    assert len(links) > 12
    assert set(links) <= set(names)
    starts, ends = (found(document, f"//w:bookmark{end}/@w:id") for end in ("Start", "End"))
    assert sorted(starts) == sorted(ends)
    assert len(starts) == len(set(starts))
    assert len(set(found(document, "//w:sdtPr/w:id/@w:val"))) == len(found(document, "//w:sdt"))


def test_every_section_has_marking_status_and_page_numbers(document: Document) -> None:
    assert len(document.sections) == 3
    for section in document.sections:
        (top,), (foot,) = section.header.paragraphs, section.footer.paragraphs
        assert top.text == "EXERCISE   DRAFT\tActive assailant at Jefferson High"
        assert foot.text == "After-action report\tPage 1 of 1"
        assert [one.strip() for one in foot._p.xpath(".//w:instrText/text()")] == ["PAGE", "NUMPAGES"]
        right = top._p.xpath("w:pPr/w:tabs/w:tab/@w:pos")
        line = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
        assert [int(one) * 635 for one in right] == [line]


def test_captions_are_numbered_by_fields(document: Document) -> None:
    captions = [one for one in document.paragraphs if one.style is not None and one.style.name == "Caption"]
    assert [one.text for one in captions] == [
        "Table 1. What happened.",
        "Figure 1. Aware over time again",
        "Table 2. What will be changed.",
        "Table 3. Who took part.",
        "Figure 2. Aware over time <a & b>",
    ]
    fields = [one._p.xpath(".//w:instrText/text()")[0].split()[:2] for one in captions]
    assert fields == [["SEQ", one.text.split()[0]] for one in captions]


def test_every_picture_says_what_it_shows_and_fits_its_page(document: Document) -> None:
    said = found(document, "//wp:inline/wp:docPr/@descr")
    assert said == ["A line rises again.", "A line rises <a & b>."]
    tall = word(model.Picture("p", "C", "A", b"<svg/>", png(10, 60), 1.0))
    (shape,) = tall.inline_shapes
    assert shape.height < tall.sections[0].page_height
    assert shape.height == pytest.approx(6 * shape.width, rel=0.001)


def test_tables_repeat_their_titles_and_keep_rows_whole(document: Document) -> None:
    tables = document.tables[1:]
    assert len(tables) == 3
    for table in tables:
        rows = table._tbl.tr_lst
        assert [bool(row.xpath("w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)
        whole = [bool(row.xpath("w:trPr/w:cantSplit")) for row in rows]
        kept = sum(bool(row.xpath("w:tc/w:p/w:pPr/w:keepNext")) for row in rows[1:4]) + 1
        assert whole == [True] + [False] * kept + [True] * (len(rows) - 1 - kept)


def test_a_table_without_titles_has_no_row_of_them() -> None:
    columns = (Column("", 0.4), Column("", 0.6))
    (table,) = word(Table("T", columns, (("Kind", "Tabletop"), ("Where", "Library")))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Kind", "Tabletop"], ["Where", "Library"]]
    assert table._tbl.xpath("w:tr/w:trPr/w:tblHeader") == []
    assert table._tbl.xpath("w:tblPr/w:tblLook/@w:firstColumn") == ["1"]


def test_short_tables_stay_on_one_page_and_long_ones_begin_with_a_few_rows(document: Document) -> None:

    def kept(table: Any) -> list[bool]:
        return [bool(row.xpath("w:tc/w:p/w:pPr/w:keepNext")) for row in table._tbl.tr_lst[1:]]

    assert kept(document.tables[1]) == [True] * 2 + [False] * 58
    assert kept(document.tables[3]) == [True] * 2 + [False] * 57 + [True]  # a note stands under it
    columns = (Column("A", 0.4), Column("B", 0.6))
    (short,) = word(Table("T", columns, (("a", "b"),) * 5)).tables
    assert kept(short) == [True] * 4 + [False]


def test_what_says_what_is_in_a_table_stays_with_it() -> None:
    table = Table("T", (Column("A", 1.0),), (("a",),))
    bold = Paragraph((model.Run("Bold: ", "strong"), "what it is"))
    opens, between, follows = (Paragraph(one) for one in ("Opens.", "Between.", "As follows:"))
    read = word(opens, table, between, table, follows, table, bold, table)
    kept = {one.text: bool(one._p.xpath("w:pPr/w:keepNext")) for one in read.paragraphs}
    assert {"Opens.": True, "Between.": False, "As follows:": True, "Bold: what it is": True}.items() <= kept.items()


def test_a_few_lines_to_write_on_stay_on_one_page() -> None:
    read = word(model.WritingLines("", 5))
    lines = [one for one in read.paragraphs if one.style is not None and one.style.name == "Ruled Line"]
    assert [bool(one._p.xpath("w:pPr/w:keepNext")) for one in lines] == [True] * 4 + [False]


def test_rows_to_write_on_have_room_for_a_hand_and_begin_under_their_title() -> None:
    """They are no short table, although nothing stands in them."""
    (table,) = word(Table("T", (Column("A", 0.5), Column("B", 0.5)), (("a", "b"), *[("", "")] * 12))).tables
    assert table._tbl.xpath("w:tr[w:trPr/w:trHeight[@w:val >= 480]]") == table._tbl.tr_lst[2:]
    assert len(table._tbl.xpath("w:tr[position()>1][w:tc/w:p/w:pPr/w:keepNext]")) <= 4


def test_columns_fill_the_page_and_cells_their_columns_and_numbers_stand_at_the_right(document: Document) -> None:
    for table, section in zip(document.tables[1:], (0, 1, 2), strict=True):
        grid = [int(one) for one in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
        page = document.sections[section]
        line = ((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) / 635
        assert line - len(grid) <= sum(grid) <= line
        for row in table._tbl.tr_lst:
            assert [int(one) for one in row.xpath("w:tc/w:tcPr/w:tcW/@w:w")] == grid
    people = document.tables[3]._tbl
    for row in people.tr_lst:
        assert row.xpath("w:tc[4]/w:p/w:pPr/w:jc/@w:val") == ["right"]
        assert row.xpath("w:tc[1]/w:p/w:pPr/w:jc/@w:val") == []


def test_each_blank_is_a_place_to_type_in(document: Document) -> None:
    controls = found(document, "//w:sdt[w:sdtPr/w:text]")
    tags = [at(one, "w:sdtPr/w:tag/@w:val")[0] for one in controls]
    assert len(tags) == len(set(tags)) == ASKED
    shown = {tag: text(one) for tag, one in zip(tags, controls, strict=True)}
    assert shown["strength"] == "□ To complete: A strength — one sentence"
    assert shown["plan.3.start"] == "□ To complete: Start date"
    assert shown["plan.3.end"] == "□ May be added"
    assert shown["said"] == "They *did* #well_ $x$.And <again>."
    for tag, one in zip(tags, controls, strict=True):
        empty = shown[tag].startswith("□")
        assert bool(at(one, "w:sdtPr/w:showingPlcHdr")) == empty
        assert set(at(one, ".//w:rStyle/@w:val")) == ({"PlaceholderText"} if empty else set())
    titles = [at(one, "w:sdtPr/w:alias/@w:val")[0] for one in controls]
    assert titles[:2] == ["A strength", "Overall judgment"]
    (shading,) = document.styles.element.xpath("w:style[@w:styleId='PlaceholderText']//w:shd/@w:fill")
    assert shading == "FFF3C4"


def test_a_day_is_put_in_from_a_calendar_and_a_choice_from_a_list() -> None:
    day, choice = (Blank("when", "When", kind="day"), Blank("how", "How", "by foot", kind=("by bus", "by foot")))
    document = word(day, choice)
    properties = found(document, "//w:sdt/w:sdtPr")
    assert [at(one, "w:tag/@w:val") for one in properties if at(one, "w:date")] == [["when"]]
    assert found(document, "//w:date/w:dateFormat/@w:val") == ["yyyy-MM-dd"]
    (chosen,) = [one for one in properties if at(one, "w:dropDownList")]
    assert at(chosen, "w:tag/@w:val") == ["how"]
    assert at(chosen, "w:dropDownList/w:listItem/@w:displayText") == ["by bus", "by foot"]
    assert [text(one) for one in found(document, "//w:sdt[w:sdtPr/w:tag]/w:sdtContent")] == ["□ To complete", "by foot"]


def test_titles_and_tags_stay_within_what_word_takes() -> None:
    long = [Blank(f"{'x' * 80}{at}", "y" * 90) for at in range(2)]
    controls = found(word(*long), "//w:sdt[w:sdtPr/w:text]/w:sdtPr")
    tags = [at(one, "w:tag/@w:val")[0] for one in controls]
    assert len(set(tags)) == 2
    assert {len(one) for one in tags} == {64}
    assert {len(at(one, "w:alias/@w:val")[0]) for one in controls} == {64}


def test_lists_are_lists_and_each_list_of_numbers_begins_at_one(document: Document) -> None:
    assert styled(document, "List Number") == ["First", "Second", "Again first", "Again second"]
    assert styled(document, "List Box") == ["Door locked", "Lights off"]
    numbers = found(document, "//w:p[w:pPr/w:pStyle[@w:val='ListNumber']]/w:pPr/w:numPr/w:numId/@w:val")
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    for number in (numbers[0], numbers[2]):
        numbering = document.part.numbering_part.element
        assert numbering.xpath(f"w:num[@w:numId='{number}']//w:startOverride/@w:val") == ["1"]


def test_names_from_right_to_left_say_so(document: Document) -> None:
    people = document.tables[3]
    cells = {cell.text: cell._tc for cell in people.column_cells(0)}
    assert set(NAMES) < set(cells)
    assert cells["محمد الأحمد"].xpath(".//w:rPr[w:rtl]/w:lang/@w:bidi") == ["ar-SA"]
    assert cells["דוד לוי"].xpath(".//w:rPr[w:rtl]/w:lang/@w:bidi") == ["he-IL"]
    for plain in ("Maria Gonzalez-Hernandez", "Владимир Ковалевский", "张伟"):
        assert cells[plain].xpath(".//w:rtl") == []


def test_it_says_what_it_is_and_in_what_language(document: Document) -> None:
    about = document.core_properties
    assert about.title == "Active assailant at Jefferson High"
    assert about.author == "Allcall <of somebody>"
    assert about.language == "en-US"
    assert about.created == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert document.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["en-US"]
    other = word(language="es-US")
    assert other.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["es-US"]


def test_nothing_in_the_file_is_of_the_day_or_left_over(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = parts.namelist()
        assert not [name for name in names if "thumbnail" in name or "customXml" in name or "Effects" in name]
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(parts.read(name))
        for name in (one for one in names if one.endswith(".rels")):
            targets = etree.fromstring(parts.read(name)).xpath("//*[@TargetMode='External']/@Target")
            assert targets == []


def test_every_style_that_is_used_is_there(document: Document) -> None:
    used = set(found(document, "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    known = set(document.styles.element.xpath("w:style/@w:styleId"))
    assert used <= known
    assert len(used) > 15


def test_words_are_never_read_as_xml() -> None:
    nasty = "</w:t> <w:p/> & &amp; ' \" ]]>"
    blocks = (
        Heading(nasty),
        Paragraph(nasty),
        model.Bullets((nasty, Blank(nasty, nasty, "", nasty))),
        Table(nasty, (Column(nasty, 1.0),), ((nasty,),), nasty),
        model.Picture(nasty, nasty, nasty, b"<svg/>", png(1, 1)),
    )
    paper = model.Paper(nasty, nasty, ((nasty, nasty),), (model.Section(nasty, nasty, blocks),), nasty, nasty, nasty)
    document = docx.Document(io.BytesIO(write_docx(paper)))
    # Four on the first page and two in its table; two to complete, two contents; then each once, with a hint that is not in a table.
    assert "".join(found(document, "//w:t/text()")).count(nasty) == 21
    assert document.core_properties.title == nasty


def test_a_paper_with_nothing_in_it_opens() -> None:
    document = docx.Document(io.BytesIO(write_docx(empty())))
    assert styled(document, "Title") == ["Nothing yet"]
    assert styled(document, "Heading 1") == []
    assert found(document, "//w:sdt") == []
    body = document.element.body
    assert body[-1].tag == qn("w:sectPr")
    assert body[-2].tag == qn("w:p")
