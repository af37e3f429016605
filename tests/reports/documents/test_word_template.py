"""A school's own Word file under a document: what is its own stays, and what it lacks is added."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from reports.documents.docx_writer import check_template, write_docx
from reports.documents.model import Bullets, Column, Paper, Paragraph, Section, Table
from reports.documents.word_starter import PARAGRAPHS, TABLES, WORDS, build_starter
from reports.documents.word_template import TemplateError
from tests.reports.documents.documents import empty, full, png

SECRET = "a letter to one family"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def saved(document: Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@cache
def school() -> bytes:
    """A file of a German Word: ids of its own, a font and a color, narrow margins, a letterhead on its first page, a letter in it."""
    document = docx.Document()
    heading = document.styles["Heading 1"]
    for reference in document.styles.element.xpath("//*[@w:val='Heading1']"):
        reference.set(qn("w:val"), "berschrift1")
    heading.element.set(qn("w:styleId"), "berschrift1")
    heading.font.color.rgb = RGBColor(0x7A, 0x12, 0x1F)
    document.styles["Normal"].font.name = "Georgia"
    document.styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(11)
    first = document.sections[0]
    first.left_margin, first.right_margin = Inches(0.75), Inches(1.25)
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].add_run("Oak Street School").add_picture(io.BytesIO(png(20, 10)))
    first.header.paragraphs[0].text = "Oak Street"
    document.add_paragraph(SECRET).add_run().add_picture(io.BytesIO(png(30, 10)))
    document.add_comment(document.paragraphs[0].runs[0], SECRET, "somebody")
    document.core_properties.keywords = document.core_properties.category = SECRET
    return saved(document)


@cache
def written() -> Document:
    return docx.Document(io.BytesIO(write_docx(replace(full(), template=school()))))


def style_of(document: Document, text: str) -> Any:
    return next(one for one in document.paragraphs if one.text == text).style


def changed(content: bytes, **parts: bytes | None) -> bytes:
    """A file with some parts replaced: by `word__document` and the like; None takes one away."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = parts.get(name.replace("/", "__").removesuffix(".xml"), old.read(name))
            if part is not None:
                new.writestr(name, part)
    return packed.getvalue()


def as_type(content: bytes, kind: str) -> bytes:
    """The same file under another content type."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        types = parts.read("[Content_Types].xml").replace(MAIN.encode(), kind.encode())
    return changed(content, **{"[Content_Types]": types})


def test_styles_of_the_school_are_used_by_their_names_and_stay_as_they_are() -> None:
    heading = style_of(written(), "Timeline")
    assert (heading.style_id, str(heading.font.color.rgb)) == ("berschrift1", "7A121F")
    assert written().styles["Normal"].font.name == "Georgia"
    cell = written().tables[1].cell(1, 0).paragraphs[0]
    assert (cell.style.name, cell.style.font.size) == ("Table Text", Pt(11))


def test_a_style_that_the_school_lacks_is_added_in_its_color() -> None:
    assert style_of(written(), "Overall judgment").name == "Asked"
    (color,) = written().styles["Caption Number"].element.xpath("w:rPr/w:color/@w:val")
    assert color == "7A121F"


def test_every_reference_leads_to_a_style_of_the_file_and_every_list_to_its_numbers() -> None:
    styles, body = written().styles.element, written().element.body
    known = [one.styleId for one in styles.style_lst]
    assert len(known) == len(set(known))
    references = [*body.xpath("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val")]
    references += styles.xpath("//w:basedOn/@w:val | //w:next/@w:val | //w:link/@w:val")
    assert set(references) <= set(known)
    numbering = written().part.numbering_part.element
    numbers = numbering.xpath("w:num/@w:numId")
    assert len(numbers) == len(set(numbers))
    assert set(body.xpath("//w:numId/@w:val") + styles.xpath("//w:numId/@w:val")) <= set(numbers)
    abstract = numbering.xpath("w:abstractNum/@w:abstractNumId")
    assert set(numbering.xpath("w:num/w:abstractNumId/@w:val")) <= set(abstract)
    assert len(abstract) == len(set(abstract))
    order = [child.tag for child in numbering]
    assert order.index(qn("w:num")) == order.count(qn("w:abstractNum"))


def test_boxes_are_boxes_and_each_list_of_numbers_begins_at_one() -> None:
    numbering = written().part.numbering_part.element
    (box,) = written().styles["List Box"].element.xpath(".//w:numId/@w:val")
    (definition,) = numbering.xpath(f"w:num[@w:numId='{box}']/w:abstractNumId/@w:val")
    assert numbering.xpath(f"w:abstractNum[@w:abstractNumId='{definition}']//w:lvlText/@w:val")[0] == "☐"
    first = [one._p.xpath("string(.//w:numId/@w:val)") for one in written().paragraphs if one.text.endswith("irst")]
    assert len(first) == 2
    for number in first:
        assert numbering.xpath(f"w:num[@w:numId='{number}']//w:startOverride/@w:val") == ["1"]


def test_the_letterhead_is_on_the_first_page_and_every_page_is_marked() -> None:
    first, *others = written().sections
    assert first.different_first_page_header_footer
    assert first.first_page_header.paragraphs[0].text == "Oak Street School"
    assert len(first.first_page_header._element.xpath(".//pic:pic")) == 1
    for edge in (first.first_page_header, first.header):
        assert edge.paragraphs[-1].text == "EXERCISE   DRAFT\tActive assailant at Jefferson High"
    for foot in (first.first_page_footer, first.footer):
        assert foot.paragraphs[-1].text == "After-action report\tPage 1 of 1"
    assert others
    for section in others:
        assert section.header.is_linked_to_previous
        assert not section.different_first_page_header_footer


def test_a_footer_with_a_page_number_gets_none_of_ours() -> None:
    document = docx.Document(io.BytesIO(school()))
    field = document.sections[0].footer.paragraphs[0]._p
    field.append(field.makeelement(qn("w:fldSimple"), {qn("w:instr"): " PAGE \\* MERGEFORMAT "}))
    made = docx.Document(io.BytesIO(write_docx(replace(full(), template=saved(document)))))
    assert [one.text for one in made.sections[0].footer.paragraphs] == [""]


def test_tables_are_as_wide_as_the_page_of_the_school() -> None:
    for table, section in zip(written().tables[1:], (0, 1, 2), strict=True):
        page = written().sections[section]
        line = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
        grid = [int(one) for one in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
        assert line / 635 - len(grid) <= sum(grid) <= line / 635
    assert written().sections[0].left_margin == Inches(0.75)
    wide = [(one.page_width or 0) > (one.page_height or 0) for one in written().sections]
    assert wide == [False, True, False]


@pytest.mark.slow
def test_nothing_of_the_text_of_the_school_is_left() -> None:
    content = write_docx(replace(full(), template=school()))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert SECRET.encode() not in parts.read(name), name
        pictures = [name for name in parts.namelist() if name.startswith("word/media/")]
    assert len(pictures) == 2  # of the letterhead, and of our figures
    assert content == write_docx(replace(full(), template=school()))


@pytest.mark.slow
def test_what_would_ask_or_lead_out_of_the_file_is_dropped() -> None:
    document = docx.Document(io.BytesIO(school()))
    settings = document.settings.element
    for name in ("attachedTemplate", "mailMerge", "documentProtection", "trackRevisions", "updateFields"):
        settings.append(settings.makeelement(qn(f"w:{name}")))
    document.part._settings_part.relate_to("file:///N:/office/school.dotm", "x/attachedTemplate", is_external=True)
    made = docx.Document(io.BytesIO(write_docx(replace(full(), template=saved(document)))))
    kept = {child.tag for child in made.settings.element}
    assert qn("w:compat") in kept
    assert not {qn(f"w:{name}") for name in ("attachedTemplate", "mailMerge", "documentProtection")} & kept
    assert len(made.part._settings_part.rels) == 0


def test_a_file_without_styles_lists_or_settings_gets_all_of_ours() -> None:
    bare = docx.Document()
    for key in [key for key, rel in bare.part.rels.items() if "theme" not in rel.reltype]:
        del bare.part.rels[key]
    made = docx.Document(io.BytesIO(write_docx(replace(full(), template=saved(bare)))))
    assert style_of(made, "Timeline").name == "Heading 1"
    assert style_of(made, "Door locked").name == "List Box"


def test_what_cannot_be_a_template_is_refused() -> None:
    """Words, a file without text, and one that is broken."""
    broken = changed(school(), word__styles=b"<w:styles")
    for content in (b"words", changed(school(), word__document=None), broken):
        with pytest.raises(TemplateError, match=r"^not a Word file; save it in Word as \.docx"):
            check_template(content)


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.documents.word_template.LARGEST_UNPACKED", 1000)
    with pytest.raises(TemplateError, match="keep only the letterhead"):
        check_template(school())


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("<w:p" + "".join(f" a{n}=''" for n in range(101)) + "/>", "not a Word file"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 51, "not a Word file"),
        ("<w:p/>" * 1_000_000, "has over 1,000,000 elements and attributes; keep only the letterhead"),
        ('<w:p w:rsidR=""/>' * 500_000, "has over 1,000,000 elements and attributes; keep only the letterhead"),
    ],
    ids=["attributes of one element", "fields in each other", "elements", "attributes"],
)
def test_a_file_that_would_take_too_long_is_refused_before_it_is_read(part: str, why: str) -> None:
    """One of 200,000 attributes, and one of 150,000 fields in each other, took over three minutes."""
    body = f"<w:document {_W}><w:body>{part}<w:p/></w:body></w:document>".encode()
    with pytest.raises(TemplateError, match=why):
        check_template(changed(school(), word__document=body))


def test_a_page_without_room_is_refused() -> None:
    document = docx.Document()
    document.sections[0].left_margin = Inches(7)
    with pytest.raises(TemplateError, match="leave no room"):
        check_template(saved(document))


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        MAIN.replace("document.main", "template.main"),
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
    ids=["dotx", "docm", "dotm"],
)
def test_a_template_of_words_own_or_for_macros_is_as_good(kind: str) -> None:
    content = as_type(school(), kind)
    assert write_docx(replace(empty(), template=content)) == write_docx(replace(empty(), template=school()))


@pytest.mark.slow
def test_the_starter_shows_every_style_that_documents_use() -> None:
    starter = docx.Document(io.BytesIO(build_starter()))
    shown = {one.style.name.lower() for one in starter.paragraphs if one.style}
    shown |= {run.style.name.lower() for one in starter.paragraphs for run in one.runs}
    shown |= {one.style.name.lower() for one in starter.tables if one.style}
    assert {name.lower() for name in (*PARAGRAPHS, *WORDS, *TABLES)} - {"header", "footer"} <= shown
    used = docx.Document(io.BytesIO(write_docx(full())))
    ids = set(used.element.xpath("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    names = {one.name.lower() for one in used.styles if one.style_id in ids}
    assert names - {name.lower() for name in (*PARAGRAPHS, *WORDS, *TABLES)} == set()


def test_what_is_changed_in_the_starter_is_changed_in_the_report() -> None:
    starter = docx.Document(io.BytesIO(build_starter()))
    starter.styles["Heading 1"].font.color.rgb = RGBColor(0, 0x66, 0x33)
    starter.styles["Heading 1"].font.name = "Garamond"
    starter.sections[0].header.paragraphs[0].text = "Oak Street School"
    made = docx.Document(io.BytesIO(write_docx(replace(full(), template=saved(starter)))))
    heading = style_of(made, "Timeline")
    assert (heading.name, str(heading.font.color.rgb), heading.font.name) == ("Heading 1", "006633", "Garamond")
    assert made.sections[0].header.paragraphs[0].text == "Oak Street School"
    assert [one.text for one in made.paragraphs if "template" in one.text] == []


def test_a_document_on_the_starter_is_the_document_without_it() -> None:
    """The same paragraphs in the same styles."""
    rows = Table("T", (Column("A", 0.5), Column("B", 0.5)), (("a", "b"),))
    paper = Paper("K", "T", (), (Section("s", "S", (Paragraph("p"), Bullets(("x",)), rows)),))
    both = replace(paper, template=build_starter()), paper
    made, plain = (docx.Document(io.BytesIO(write_docx(one))) for one in both)
    of_each = [[(one.text, one.style and one.style.name) for one in each.paragraphs] for each in (made, plain)]
    assert of_each[0] == of_each[1]
