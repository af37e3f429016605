"""A paper as PDF: what a reader of it is told, read back by another program's eyes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject

from reports.documents import model
from reports.documents.fonts import describe_missing_glyphs
from reports.documents.model import Bullets, Column, Paper, Paragraph, Section, Table
from reports.documents.pdf_writer import write_pdf
from tests.reports.documents.documents import NAMES, drawing, empty, full, png

UNKNOWN = ("अनीता शर्मा", "张伟", "佐藤 さくら", "김민준", "สมชาย ใจดี", "ᏣᎳᎩ")


@pytest.fixture(scope="module")
def read() -> PdfReader:
    return PdfReader(io.BytesIO(write_pdf(full())))


@pytest.fixture(scope="module")
def pages(read: PdfReader) -> list[str]:
    return [page.extract_text() for page in read.pages]


def pdf(*blocks: Any, **others: Any) -> PdfReader:
    """A paper of one section, read back."""
    section = Section("one", "One", blocks)
    return PdfReader(io.BytesIO(write_pdf(replace(Paper("Kind", "Title", (), (section,)), **others))))


def pages_of(*sections: Section) -> list[PageObject]:
    """The pages of a paper of these sections."""
    return [*PdfReader(io.BytesIO(write_pdf(Paper("Kind", "Title", (), sections, contents=False)))).pages]


def text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def lines(many: int) -> Paragraph:
    return Paragraph("\n".join(f"line {at}" for at in range(many)))


def texts(*blocks: Any) -> list[str]:
    """The pages of these blocks."""
    return [page.extract_text() for page in pdf(*blocks, contents=False).pages]


def tags(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The elements of its structure, from the top."""
    waiting: list[Any] = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]  # type: ignore[index]
    while waiting:
        one = waiting.pop(0)
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(one, list):
            waiting[:0] = one
        elif isinstance(one, DictionaryObject):
            yield one
            waiting[:0] = [one["/K"]] if "/K" in one else []


def count(reader: PdfReader, tag: str) -> int:
    return sum(one.get("/S") == tag for one in tags(reader))


def test_it_says_what_it_is_and_claims_pdf_ua_1(read: PdfReader) -> None:
    root = read.trailer["/Root"]
    assert read.metadata is not None
    assert read.metadata.title == "Active assailant at Jefferson High"
    assert read.metadata.author == "Allcall <of somebody>"
    assert read.metadata.creation_date == full().made
    assert root["/Lang"] == "en-US"  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # type: ignore[index]
    xmp = root["/Metadata"].get_object().get_data().decode()  # type: ignore[index]
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", xmp)


def test_the_outline_has_every_heading(read: PdfReader) -> None:
    def titles(entries: list[Any]) -> Iterator[str]:
        for entry in entries:
            yield from titles(entry) if isinstance(entry, list) else [entry.title]

    assert list(titles(read.outline)) == [
        *("Contents", "Summary <of facts> & more", "Scope #1", "In detail"),
        *("Timeline", "Improvement plan", "Participants", "To complete before signing"),
    ]


def test_every_page_has_marking_status_and_number(pages: list[str]) -> None:
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert "EXERCISE" in page
        assert "DRAFT" in page
        assert f"Page {number} of {len(pages)}" in page


def test_tables_are_tagged_with_a_row_of_titles(read: PdfReader) -> None:
    columns = (3, 9, 4)
    assert count(read, "/Table") == 3
    assert count(read, "/TH") == sum(columns)
    assert count(read, "/TD") == 60 * 3 + 8 * 9 + 60 * 4


def test_pictures_say_what_they_show(read: PdfReader) -> None:
    said = [str(one["/Alt"]) for one in tags(read) if one.get("/S") == "/Figure"]
    assert said == ["A line rises again.", "A line rises <a & b>."]


def test_titles_of_a_long_table_are_repeated_and_rows_stay_whole(pages: list[str]) -> None:
    long = [page for page in pages if "School resource officer" in page and "told by radio" in page]
    assert len(long) > 1
    for page in long:
        assert re.search(r"Time\s+Who\s+What", page)
    plan = [page for page in pages if "Corrective" in page and "Completion" in page]
    for page in plan:
        assert page.count("Operational") == page.count("announcement") == page.count("Organisation")
        assert len(re.findall(r"in the\s+gymnasium", page)) == page.count("Operational")


def test_words_are_never_read_as_typst() -> None:
    nasty = "#panic() *a* _b_ $x$ `c` \\ @ref <label> #set text(red) // no /* no */ ~ -- --- ' \" [x] http://e.example"
    column = (Column(nasty, 1.0),)
    blocks = (
        model.Heading(nasty),
        Paragraph(nasty),
        Bullets((nasty, model.Blank("b", nasty, "", nasty))),
        Table(nasty, column, ((nasty,),), nasty),
    )
    found = " ".join(text(pdf(*blocks, title=nasty, kind=nasty, status=nasty, marking=nasty)).split())
    for part in ("#panic()", "*a*", "_b_", "$x$", "`c`", "\\ @ref", "<label>", "// no /* no */ ~ -- --- ' \" [x]"):
        assert found.count(part) >= 10, part


def behind(page: PageObject) -> set[str]:
    """The letters that are meant where the shapes of a page are those of others."""
    stream = ContentStream(page.get_contents(), page.pdf)
    marked = [operands[1] for operands, operator in stream.operations if operator == b"BDC"]
    return {letter for one in marked if "/ActualText" in one for letter in one["/ActualText"]}


@pytest.mark.slow
def test_letters_that_no_font_has_are_boxes_with_a_note_and_the_right_letters_behind(read: PdfReader) -> None:
    for page in read.pages:
        words = page.extract_text()
        rows = [int(row) for row in re.findall(r"long\.address\.(\d+)@", words)]
        boxed = [NAMES[row % len(NAMES)] for row in rows if NAMES[row % len(NAMES)] in UNKNOWN]
        assert (model.BOXED in words) == bool(boxed)
        assert set("".join(boxed)) - {" "} <= behind(page) | set(words)


def test_words_that_are_boxes_are_told_each_once_and_those_together_as_one() -> None:
    said = Paragraph(("Asked: ", model.Run("佐藤 さくら", "strong"), ", then 张伟 and Ελένη, «张伟» again."))
    paper = replace(empty(), sections=(Section("one", "Γεωργίου", (said,)),))
    assert describe_missing_glyphs([paper], "Word shows them") == [
        'the PDF has no letters for "佐藤 さくら" and "张伟" and shows boxes; Word shows them'
    ]
    assert describe_missing_glyphs([empty()], "Word shows them") == []


def test_right_to_left_words_have_their_letters_in_any_style() -> None:
    styles: tuple[model.Style, ...] = ("", "strong", "emphasis")
    for style in styles:
        page = pdf(Paragraph((model.Run("محمد דוד", style),))).pages[0]
        fonts = {str(one.get_object()["/BaseFont"]) for one in page["/Resources"]["/Font"].values()}  # type: ignore[index]
        assert not any("LastResort" in font for font in fonts), style


def test_a_row_higher_than_a_page_goes_on_upon_the_next() -> None:
    words = " ".join(f"word{at}" for at in range(1500))
    found = text(pdf(Table("Long.", (Column("A", 0.5), Column("B", 0.5)), (("x", words),))))
    assert [f"word{at}" in found for at in range(1500)] == [True] * 1500


def test_a_table_without_titles_has_no_row_of_them() -> None:
    reader = pdf(Table("T", (Column("", 0.4), Column("", 0.6)), (("Kind", "Tabletop"), ("Where", "Library"))))
    assert (count(reader, "/TH"), count(reader, "/TR"), count(reader, "/TD")) == (0, 2, 4)


def test_a_short_table_stays_on_one_page_wherever_it_comes() -> None:
    rows = tuple((f"row{at}", "said") for at in range(8))
    for many in range(20, 44, 6):
        pages = texts(lines(many), Table("T", (Column("A", 0.5), Column("B", 0.5)), rows))
        assert max(page.count("row") for page in pages) == 8


ROWS = Table("Long.", (Column("A", 0.5), Column("B", 0.5)), tuple((f"row{at}", "said") for at in range(60)))


def figure(down: int) -> model.Picture:
    """A figure that is so high where it is 160 wide, which is most of the line."""
    svg = drawing().svg.replace(b'"90pt"', b'"%dpt"' % down).replace(b"160 90", b"160 %d" % down)
    return replace(drawing(), svg=svg, png=png(160, down), share=0.9)


def shown(*blocks: Any) -> list[list[str]]:
    """What is on each page: figures, rows and words."""
    wanted = r"Figure \d+(?=\. )|row\d+(?= )|Title of it|What follows"
    return [re.findall(wanted, page) for page in texts(*blocks)]


def test_before_a_figure_that_does_not_fit_the_page_is_filled_with_what_follows() -> None:
    words = [Paragraph("What follows is said in a few words.") for _ in range(30)]
    first, second, *_ = shown(lines(20), figure(160), *words)
    assert "Figure 1" in second
    assert first.count("What follows") > 5


def test_words_that_lead_to_a_figure_stay_with_it() -> None:
    for many in range(16, 34, 5):
        found = texts(lines(many), Paragraph("How many know:"), figure(110))
        assert ["How many know" in one for one in found] == ["Figure 1" in one for one in found]


def test_a_figure_right_under_its_title_stays_there() -> None:
    for many in range(10, 40, 8):
        pages = shown(lines(many), model.Heading("Title of it"), figure(110), lines(30))
        assert [page for page in pages if page] == [["Title of it", "Figure 1"]]


def test_figures_keep_their_order_and_rows_theirs() -> None:
    for high in (30, 90):
        found = [one for page in shown(lines(20), figure(160), figure(high), ROWS) for one in page]
        assert [one for one in found if "Figure" in one] == ["Figure 1", "Figure 2"]
        assert [one for one in found if "row" in one] == [f"row{at}" for at in range(60)]


def test_a_high_figure_is_narrower_than_it_asks_to_be() -> None:
    assert figure(90).fitted_share(460.0, 640.0) == 0.9
    assert figure(320).fitted_share(460.0, 640.0) == pytest.approx(0.8 * 640.0 / 2 / 460.0)


def test_a_figure_stays_in_its_section() -> None:
    pages = pages_of(Section("one", "One", (lines(20), figure(160))), Section("two", "Title of it", (ROWS,)))
    found = [page.extract_text() for page in pages]
    assert "Title of it" not in found[0]
    assert found[1].index("Figure 1") < found[1].index("Title of it")


def test_a_section_that_begins_a_page_begins_one() -> None:
    names = ("one", "two", "three")
    pages = pages_of(*(Section(one, one, (Paragraph(f"about {one}"),), starts_page=one == "three") for one in names))
    assert [re.findall("about (one|two|three)", page.extract_text()) for page in pages] == [["one", "two"], ["three"]]


@pytest.mark.slow
def test_long_contents_begin_on_the_first_page() -> None:
    headings = [block for n in range(50) for block in (model.Heading(f"Entry {n}"), Paragraph("Words."))]
    first = pdf(*headings).pages[0].extract_text()
    assert first.index("Contents") < first.index("Entry 0") < first.index("Entry 9")


def test_pages_turn_once_for_sections_beside_each_other_that_are_landscape() -> None:
    names = ("first", "second", "third", "fourth")
    turned = ("second", "third")
    pages = pages_of(*(Section(one, one.title(), (Paragraph(one),), landscape=one in turned) for one in names))
    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, True, False]
    assert all(word in pages[1].extract_text() for word in turned)


def test_what_says_what_is_in_a_list_stays_with_it() -> None:
    for many in range(36, 48, 2):
        pages = texts(lines(many), Paragraph("If the room is stuck:"), Bullets(("hint",)))
        assert ["stuck" in page for page in pages] == ["hint" in page for page in pages]


def test_a_short_list_stays_on_one_page_and_the_note_of_a_short_table_with_it() -> None:
    note = Table("T", (Column("A", 1.0),), tuple((f"row{at} said",) for at in range(6)), "What it means.")
    for many in range(12, 48, 5):
        assert max(page.count("hint") for page in texts(lines(many), Bullets(("hint1", "hint2")))) == 2
        pages = texts(lines(many), note)
        assert ["row5" in page for page in pages] == ["What it means" in page for page in pages]


def test_what_is_typed_stands_in_its_own_style_and_never_breaks_at_a_hyphen() -> None:
    for words in range(8, 20, 3):
        found = text(pdf(Paragraph(model.parse_code(f"{'word ' * words}`allcall show active-assailant` lists them."))))
        assert "`" not in found
        assert "active-assailant" in found


def test_what_is_to_complete_leads_to_its_place(read: PdfReader) -> None:
    last = read.pages[-1]
    links = [one.get_object() for one in last["/Annots"]]  # type: ignore[attr-defined]
    assert len([one for one in links if one["/Subtype"] == "/Link"]) >= 7
    assert "Start date (8 places)" in last.extract_text()


def test_a_paper_with_nothing_in_it_is_one_page_without_a_time() -> None:
    reader = PdfReader(io.BytesIO(write_pdf(empty())))
    assert reader.metadata is not None
    assert (len(reader.pages), reader.metadata.creation_date) == (1, None)
    assert "Nothing yet" in reader.pages[0].extract_text()
    assert "To complete" not in reader.pages[0].extract_text()


@pytest.mark.parametrize("layout", ["slides", "cards"])
def test_a_section_too_long_for_its_slide_or_card_is_whole_and_does_not_cover_the_next(layout: model.Layout) -> None:
    """A slide goes on under its title; a card is as high as it must be. Cards are read from top to bottom."""
    long = Section("long", "Long", tuple(Paragraph(f"Line {n} of many.") for n in range(1, 31)))
    short = Section("short", "Short", (Paragraph("The only line."),))
    paper = Paper("Kind", "Title", (("Campus", "There"),), (long, short), marking="MARK", layout=layout, contents=False)
    read = PdfReader(io.BytesIO(write_pdf(paper)))
    found = text(read)
    assert [int(n) for n in re.findall(r"Line (\d+) of many", found)] == [*range(1, 31)]
    assert found.index("Line 30") < found.index("The only line")
    assert ("Long (continued)" in found) == (layout == "slides")
    assert count(read, "/H1") == 2
