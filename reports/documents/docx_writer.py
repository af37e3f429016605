"""Writes a paper as a Word file that people go on writing in: real headings, captions and lists, and places to type in what is missing.

The contents are there when the file is opened; the numbers of pages come with the first update, since only Word knows them.

What people say, as content controls: one types in place, and the control says what is asked.

Word takes at most 64 characters for the title and for the tag of a control; a longer tag is told apart by a sum over all of it.

WordprocessingML as text: elements, and words in runs.

What a Word file opens with: title, what is known, what people still have to say, contents.

The contents are a field that is filled already. The numbers of pages are not in it: only Word knows them, and puts them in with the first
update; a guess would be worse than none.

The file around the text: python-docx's own, with our styles, and nothing in it of the day or the machine.

Pages: their sizes, and what stands at the top and the foot of each.

Tables: rows that stay whole, the row of titles on every page, and widths that break no word.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from itertools import count, groupby
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from reports.documents import model
from reports.documents.fonts import ScriptRun, split_by_script
from reports.documents.model import (
    AnchorRegister,
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Column,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Picture,
    Section,
    Table,
    Words,
    WritingLines,
    format_blank_mark,
    is_written_by_hand,
    iterate_runs,
    plain,
)
from reports.documents.pdf_writer import fit_columns

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement


NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)

TWIPS = 20
"""In a point."""

CHARACTER_STYLES = {"": "", "strong": "Strong", "emphasis": "Emphasis", "code": "CodeWords"}


def build_element(name: str, /, *content: str, **attributes: str | int) -> str:
    """An element of the namespace `w`, unless its name says another; its attributes likewise, with `__` for the colon."""
    full = name if ":" in name else f"w:{name}"
    said = "".join(
        f" {key.replace('__', ':') if '__' in key else f'w:{key}'}={quoteattr(str(value))}"
        for key, value in attributes.items()
    )
    inner = "".join(content)
    return f"<{full}{said}>{inner}</{full}>" if inner else f"<{full}{said}/>"


def build_text_runs(text: str, style: str = "") -> str:
    """Runs of text in a character style, by its identifier: one for each direction of writing; line ends as line breaks."""
    return "".join(_build_run(piece, style) for piece in split_by_script(text))


def _build_run(piece: ScriptRun, style: str) -> str:
    return build_element("r", _run_properties(piece, style), *_split_lines(piece.text))


def _split_lines(text: str) -> Iterable[str]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield build_element("br")
        if line:
            yield build_element("t", escape(line), xml__space="preserve")


def _run_properties(piece: ScriptRun, style: str) -> str:
    """What a run looks like: its style, and its direction."""
    said = [build_element("rStyle", val=style)] if style else []
    if piece.language:
        said += [build_element("rtl"), build_element("lang", bidi=piece.language)]
    return build_element("rPr", *said) if said else ""


def build_words(words: Words) -> str:
    """A line of words as runs."""
    return "".join(build_text_runs(run.text, CHARACTER_STYLES[run.style]) for run in iterate_runs(words))


def build_paragraph(content: str, style: str = "", *properties: str) -> str:
    """A paragraph in a style, by its identifier."""
    said = [build_element("pStyle", val=style)] if style else []
    inner = build_element("pPr", *said, *properties) if said or properties else ""
    return build_element("p", inner, content)


def build_field(instruction: str, shown: str, style: str = "") -> str:
    """A field, and what it shows until it is updated."""
    begin, end = build_field_ends(instruction, style)
    return begin + build_text_runs(shown, style) + end


def build_field_ends(instruction: str, style: str = "") -> tuple[str, str]:
    """The runs before and after what a field shows, which may go over several paragraphs."""
    look = build_element("rPr", build_element("rStyle", val=style)) if style else ""
    said = build_element("instrText", escape(f" {instruction} "), xml__space="preserve")
    begin, separate, end = (
        build_element("r", look, build_element("fldChar", fldCharType=kind))
        for kind in ("begin", "separate", "end")
    )
    return begin + build_element("r", look, said) + separate, end


def build_link(anchor: str, text: str) -> str:
    """A link to a place in the same file."""
    return build_element(
        "hyperlink", build_text_runs(text, "Hyperlink"), anchor=to_bookmark_name(anchor), history=1
    )


def to_bookmark_name(anchor: str) -> str:
    """The name of a place as Word allows it: letters, digits and underscores, at most 40."""
    plain = re.sub(r"[^A-Za-z0-9]", "_", anchor)
    return plain if len(plain) <= 40 else f"{plain[:31]}_{crc32(anchor.encode()):08x}"


MINIMAL_SPACING = build_element("spacing", before=0, after=0, line=20, lineRule="exact")
"""Of a paragraph that is there for Word and not for the reader."""


class Page(NamedTuple):
    """A size of page, in twentieths of a point."""

    width: int
    height: int
    side: int = 1440
    top: int = 1580
    foot: int = 1300

    @property
    def line(self) -> int:
        """How wide a line of text is."""
        return self.width - 2 * self.side

    @property
    def column(self) -> int:
        """How high the text is."""
        return self.height - self.top - self.foot


LETTER = Page(12240, 15840)

LANDSCAPE = Page(15840, 12240, side=900, top=1120, foot=920)


def find_page(landscape: bool) -> Page:
    """The page of a section."""
    return LANDSCAPE if landscape else LETTER


def build_section_properties(landscape: bool) -> str:
    """The end of a Word section, which says what its pages are like."""
    page = find_page(landscape)
    turned = {"orient": "landscape"} if landscape else {}
    return build_element(
        "sectPr",
        build_element("type", val="nextPage"),
        build_element("pgSz", w=page.width, h=page.height, **turned),
        build_element(
            "pgMar",
            top=page.top,
            right=page.side,
            bottom=page.foot,
            left=page.side,
            header=680,
            footer=600,
            gutter=0,
        ),
        build_element("cols", space=720),
    )


def build_header(paper: Paper, landscape: bool) -> str:
    """The paragraph at the top of each page: marking and status, and the title at the right."""
    marking = build_text_runs(paper.marking, "Marking") + build_text_runs("   ") if paper.marking else ""
    return _build_line(
        marking + build_text_runs(paper.status), build_text_runs(paper.title), "Header", landscape
    )


def build_footer(paper: Paper, landscape: bool) -> str:
    """The paragraph at the foot of each page: what kind of paper it is, and the page."""
    number = (
        build_text_runs("Page ")
        + build_field("PAGE", "1")
        + build_text_runs(" of ")
        + build_field("NUMPAGES", "1")
    )
    return _build_line(build_text_runs(paper.kind), number, "Footer", landscape)


def _build_line(left: str, right: str, style: str, landscape: bool) -> str:
    stop = build_element("tab", val="right", pos=find_page(landscape).line)
    return build_paragraph(
        left + build_element("r", build_element("tab")) + right, style, build_element("tabs", stop)
    )


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
        anchors = zip(model.build_section_anchors(paper), paper.sections, strict=True)
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
        title = build_paragraph(
            self.controls.build_bookmark(anchor, build_text_runs(section.title)), "Heading1", *fresh
        )
        page = find_page(section.landscape)
        return title + "".join(
            self.build_block(
                block, model.build_heading_anchor(anchor, at), page, opens=model.is_lead_in(section, at)
            )
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
            build_paragraph(
                self.controls.build_cell(item), style, *_keep_with_next(whole and number < last), *again
            )
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
        note = (
            build_paragraph(build_text_runs(block.note), "TableNote")
            if block.note
            else build_paragraph("", "", AFTER_TABLE)
        )
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
        return build_paragraph(shown, "Figure") + build_caption(
            "Figure", next(self.figures), block.caption, keep=False
        )


def _keep_with_next(keep: bool) -> list[str]:
    """What keeps a paragraph on the page of the next."""
    return [build_element("keepNext")] if keep else []


def build_writing_lines(block: WritingLines) -> str:
    """Empty lines under what is asked; a few of them stay on one page, of many the first few."""
    label = (
        build_paragraph(build_text_runs(block.label), "", build_element("keepNext")) if block.label else ""
    )
    lines = (
        build_paragraph("", "RuledLine", *_keep_with_next(number < FEW_LINES))
        for number in range(1, block.count)
    )
    return f"{label}{''.join(lines)}{build_paragraph('', 'RuledLine', AFTER_LINES)}"


MAX_TAG_LENGTH = 64
"""Characters in a title or a tag."""


class Controls:
    """The content controls and bookmarks of one file, numbered in their order."""

    def __init__(self, paper: Paper) -> None:
        self._places = AnchorRegister(paper)
        self._numbers: Iterator[int] = count(1)

    def next_number(self) -> int:
        """One that nothing else in the file has."""
        return next(self._numbers)

    def build_bookmark(self, name: str, content: str) -> str:
        """Content that links lead to."""
        number = self.next_number()
        return (
            build_element("bookmarkStart", id=number, name=to_bookmark_name(name))
            + content
            + build_element("bookmarkEnd", id=number)
        )

    def build_cell(self, cell: Cell, column: str = "") -> str:
        """Words, or a place to type in. column: the title over it in a table."""
        return self.build_control(cell, column) if isinstance(cell, Blank) else build_words(cell)

    def build_control(self, blank: Blank, column: str = "", labelled: bool = False) -> str:
        """A place to type in, with what was said or with a mark. labelled: as `format_blank_mark`."""
        empty = not blank.value.strip()
        shown = (
            build_text_runs(format_blank_mark(blank, column, labelled), "PlaceholderText")
            if empty
            else build_text_runs(blank.value)
        )
        properties = build_element(
            "sdtPr",
            build_element("alias", val=blank.label[:MAX_TAG_LENGTH]),
            build_element("tag", val=_format_tag(blank.id)),
            build_element("id", val=self.next_number()),
            build_element("showingPlcHdr") if empty else "",
            _control_type(blank.kind),
        )
        control = build_element("sdt", properties, build_element("sdtContent", shown))
        place = self._places.take(blank)
        return self.build_bookmark(place, control) if place else control


def _control_type(kind: Kind) -> str:
    """What can be put in: a list to choose from, a day with a calendar, or text."""
    if isinstance(kind, tuple):
        choices = (build_element("listItem", displayText=one, value=one) for one in kind)
        return build_element("dropDownList", *choices)
    if kind == "day":
        return build_element(
            "date", build_element("dateFormat", val="yyyy-MM-dd"), build_element("calendar", val="gregorian")
        )
    return build_element("text", multiLine=1)


def _format_tag(key: str) -> str:
    if len(key) <= MAX_TAG_LENGTH:
        return key
    return f"{key[: MAX_TAG_LENGTH - 9]}-{crc32(key.encode()):08x}"


FIRST_BOOKMARK = 2300
"""How wide the names are of what is known, in twentieths of a point."""


def build_front_matter(paper: Paper, controls: Controls) -> str:
    """All that comes before the contents."""
    badges = [build_text_runs(paper.marking, "MarkingBadge"), build_text_runs(paper.status, "StatusBadge")]
    parts = [
        build_paragraph(build_text_runs(paper.kind), "Subtitle"),
        build_paragraph(build_text_runs(paper.title), "Title"),
        build_paragraph(build_text_runs("    ").join(filter(None, badges)), "Status") if any(badges) else "",
        build_properties_table(paper.about, (FIRST_BOOKMARK, LETTER.line - FIRST_BOOKMARK))
        + build_paragraph("", "", MINIMAL_SPACING)
        if paper.about
        else "",
        _build_open_items(paper, controls),
    ]
    return "".join(parts)


def _build_open_items(paper: Paper, controls: Controls) -> str:
    groups = model.list_open_items(paper)
    if not groups:
        return ""
    title = controls.build_bookmark(model.OPENING_ANCHOR, build_text_runs(model.OPENING))
    lines = [
        build_paragraph(title, "Heading1"),
        build_paragraph(build_text_runs(model.describe_open_items(paper))),
    ]
    for group in groups:
        lines.append(build_paragraph(build_link(group.anchor, group.title), "ListBullet"))
        lines += [build_paragraph(build_link(one.anchor, one.text), "ListBullet2") for one in group.asked]
    return "".join(lines)


def build_contents(paper: Paper, controls: Controls) -> str:
    """What the first section stands behind."""
    entries = model.list_contents(paper)
    if not entries:
        return ""
    begin, end = build_field_ends(f'TOC \\o "1-{model.MAX_LEVEL}" \\h \\z \\u')
    title = build_paragraph(build_text_runs(model.CONTENTS), "TOCHeading")
    lines = [
        build_paragraph(
            (begin if number == 0 else "") + build_link(entry.anchor, entry.text), f"TOC{entry.level}"
        )
        for number, entry in enumerate(entries)
    ]
    gallery = build_element("docPartGallery", val="Table of Contents")
    properties = build_element(
        "sdtPr",
        build_element("id", val=controls.next_number()),
        build_element("docPartObj", gallery, build_element("docPartUnique")),
    )
    return build_element(
        "sdt",
        properties,
        build_element("sdtContent", title, *lines, build_paragraph(end, "", MINIMAL_SPACING)),
    )


ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every part: the first that a zip can say."""

FIXED_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""When a paper was made that does not say when; a Word file must say something."""

_DROPPED = ("stylesWithEffects", "thumbnail", "customXml")


def create_document(paper: Paper) -> Document:
    """A document without any text, in our styles, with the paper's own data."""
    import docx

    document = docx.Document()
    for part in (document.part, document.part.package):
        for key in [key for key, one in part.rels.items() if any(word in one.reltype for word in _DROPPED)]:
            del part.rels[key]
    main = document.part
    main._styles_part._element = _load_part("styles.xml")
    main.numbering_part._element = _load_part("numbering.xml")
    main._settings_part._element = _load_part("settings.xml")
    next(rel for rel in main.rels.values() if "fontTable" in rel.reltype).target_part._blob = _read_resource(
        "fontTable.xml"
    )
    _set_properties(document, paper)
    return document


def _load_part(name: str) -> BaseOxmlElement:
    from docx.oxml.parser import parse_xml

    return parse_xml(_read_resource(name))


def _read_resource(name: str) -> bytes:
    return files("reports.documents").joinpath("word", name).read_bytes()


def parse_elements(content: str) -> BaseOxmlElement:
    """The elements that a text says, in one that holds them all."""
    from docx.oxml.parser import parse_xml

    return parse_xml(f"<w:body {NAMESPACES}>{content}</w:body>")


def _set_properties(document: Document, paper: Paper) -> None:
    about = document.core_properties
    made = paper.made or FIXED_DATE
    about.title, about.author, about.language = paper.title, paper.author, paper.language
    about.subject, about.comments, about.keywords = paper.kind, paper.status, paper.marking
    about.created, about.modified = made, made
    about.last_modified_by, about.revision = paper.author, 1
    for defaults in document.styles.element.xpath("w:docDefaults//w:lang"):
        defaults.set(defaults.nsmap["w"].join("{}") + "val", paper.language)


def pack_document(document: Document) -> bytes:
    """The file, with the same time on each part."""
    written, settled = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, old.read(name))
    return settled.getvalue()


BY_HAND = 25.0
"""How high a row is that is there to be written on, in points."""

SHORT, BRIEF = 5, 1000
"""A table with so many rows and characters stays on one page."""

FEW = 3
"""Rows of any other that stay with its titles."""

LONG = 400
"""A row with a cell of more characters may be broken across pages."""


def build_caption(kind: str, number: int, text: str, keep: bool) -> str:
    """A numbered caption; keep: on the page of what follows."""
    content = (
        build_text_runs(f"{kind} ", "CaptionNumber")
        + build_field(f"SEQ {kind} \\* ARABIC", str(number), "CaptionNumber")
        + build_text_runs(".", "CaptionNumber")
        + build_text_runs(f" {text}")
    )
    return build_paragraph(content, "Caption", *([build_element("keepNext")] if keep else []))


def build_table(block: Table, widths: list[int], controls: Controls) -> str:
    """A table under its titles, which are repeated on each page. widths: of its columns, in twentieths of a point.

    Rows that a long table begins with may break: where whole rows filled the rest of a page, LibreOffice lost what came on the next.
    """
    many = len(block.rows)
    first = many if is_short(block) else min(FEW, many)
    properties = build_element(
        "tblPr",
        build_element("tblStyle", val="PaperTable"),
        build_element("tblW", w=sum(widths), type="dxa"),
        build_element("tblLayout", type="fixed"),
        _table_look(block.has_titles),
        build_element("tblCaption", val=block.caption),
    )
    grid = build_element("tblGrid", *(build_element("gridCol", w=width) for width in widths))
    titles = _build_titles(block.columns, widths) if block.has_titles else ""
    rows = [
        _build_row(
            row,
            block.columns,
            widths,
            controls,
            keep=number < first or (number == many and bool(block.note)),
            whole=not number <= first < many and max(len(plain(cell)) for cell in row) <= LONG,
        )
        for number, row in enumerate(block.rows, 1)
    ]
    return build_element("tbl", properties, grid, titles, *rows)


def is_short(table: Table) -> bool:
    """Whether a table stays on one page. Rows to write on are begun wherever there is room for some."""
    characters = sum(len(plain(cell)) for row in table.rows for cell in row)
    return len(table.rows) <= SHORT and characters <= BRIEF and not all(map(is_written_by_hand, table.rows))


def _table_look(titled: bool) -> str:
    """What stands out in a table: its row of titles, or its first column, which then names the rows."""
    first = {"firstRow": int(titled), "firstColumn": int(not titled)}
    return build_element(
        "tblLook", val="0620" if titled else "0680", **first, lastRow=0, lastColumn=0, noHBand=1, noVBand=1
    )


def _build_titles(columns: tuple[Column, ...], widths: list[int]) -> str:
    cells = (
        _build_cell(build_text_runs(column.title), "TableHeading", column, width, last=column is columns[-1])
        for column, width in zip(columns, widths, strict=True)
    )
    return build_element(
        "tr", build_element("trPr", build_element("cantSplit"), build_element("tblHeader")), *cells
    )


def _build_row(
    row: tuple[Cell, ...],
    columns: tuple[Column, ...],
    widths: list[int],
    controls: Controls,
    keep: bool,
    whole: bool,
) -> str:
    """keep: on the page of the next row; whole: on one page."""
    cells = (
        _build_cell(
            controls.build_cell(content, column.title),
            "TableText",
            column,
            width,
            column is columns[-1],
            keep,
        )
        for content, column, width in zip(row, columns, widths, strict=True)
    )
    high = (
        build_element("trHeight", val=int(BY_HAND * TWIPS), hRule="atLeast")
        if is_written_by_hand(row)
        else ""
    )
    together = build_element("cantSplit") if whole else ""
    return build_element("tr", build_element("trPr", together, high), *cells)


def _build_cell(
    content: str, style: str, column: Column, width: int, last: bool = False, keep: bool = False
) -> str:
    looks = [build_element("keepNext")] if keep else []
    looks += [build_element("jc", val="right")] if column.align == "right" else []
    edge = build_element("tcMar", build_element("right", w=0, type="dxa")) if last else ""
    properties = build_element("tcPr", build_element("tcW", w=width, type="dxa"), edge)
    return build_element("tc", properties, build_paragraph(content, style, *looks))


def build_properties_table(about: tuple[tuple[str, str], ...], widths: tuple[int, int]) -> str:
    """What stands under the title: names and values."""
    properties = build_element(
        "tblPr",
        build_element("tblStyle", val="AboutTable"),
        build_element("tblW", w=sum(widths), type="dxa"),
        build_element("tblLayout", type="fixed"),
        _table_look(titled=False),
    )
    grid = build_element("tblGrid", *(build_element("gridCol", w=width) for width in widths))
    rows = (
        build_element(
            "tr",
            build_element("trPr", build_element("cantSplit")),
            *(
                build_element(
                    "tc",
                    build_element("tcPr", build_element("tcW", w=width, type="dxa")),
                    build_paragraph(said, "TableText"),
                )
                for said, width in zip(
                    (build_text_runs(name, "Quiet"), build_text_runs(value)), widths, strict=True
                )
            ),
        )
        for name, value in about
    )
    return build_element("tbl", properties, grid, *rows)
