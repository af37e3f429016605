"""Writes a document as a Word file that people go on editing: real headings, captions and lists, content controls for the blanks.

python-docx makes the package; the body is written as WordprocessingML text, because python-docx has no fields, bookmarks or controls.
The table of contents is a filled field. Its page numbers are those of the PDF, which has the same fonts, sizes and margins; on a school's
file there are none before the first update. The same document gives the same bytes: neither the day nor the machine is in the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from itertools import count, groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from reports.documents import model
from reports.documents.active_content import Removal, clean_parts
from reports.documents.column_widths import fit_columns
from reports.documents.fonts import ScriptRun, split_by_script
from reports.documents.model import (
    BY_HAND,
    LONG,
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Column,
    Heading,
    Kind,
    PageList,
    Paper,
    Paragraph,
    Picture,
    Section,
    Table,
    Words,
    WritingLines,
    is_written_by_hand,
    iterate_runs,
    plain,
)
from reports.documents.pdf_writer import find_pages
from reports.documents.word_template import (
    LETTER,
    UNREADABLE,
    Base,
    PageSetup,
    TemplateError,
    adopt_template,
    has_page_number,
    open_template,
    qn,
    rename_styles,
    write_section,
)
from scenarios.invisible import drop_breaks

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.shape import CT_Inline
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import _Footer, _Header

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_CHARACTER_STYLES = {"": "", "strong": "Strong", "emphasis": "Emphasis", "code": "CodeWords"}
_LIST_STYLES = {"bullet": "ListBullet", "number": "ListNumber", "box": "ListBox"}
_TWIPS = 20  # in a point
_TABLE_SIZE, _TABLE_GAP = (9.5, 10.0)  # points: text of tables, as in word/styles.xml, and the gap between columns
_WIDEST = 1.3  # how much wider the letters of a school's font may be than those of ours
_FEW_LINES = 5  # items of a list, or lines to write on, that stay on one page
_FEW_CHARACTERS = 500  # of such a list
_SHORT, _BRIEF = 5, 1000  # rows and characters of a table that stays on one page
_FEW_ROWS = 3  # rows of any other table that stay with its column titles
_ABOUT_NAMES = 2300  # twips: the column of names under the title
SESSION_TAG = "session."  # before the name of the exercise
_MAX_TAG = 64  # characters that Word takes in the title or tag of a control
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
_FIXED_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # of a document that gives none; a Word file needs one
_DROPPED = ("stylesWithEffects", "thumbnail", "customXml")  # parts of python-docx's own template


_PORTRAIT = PageSetup(*LETTER, 1474, 1474, 1587, 1361)
_LANDSCAPE = PageSetup(LETTER[1], LETTER[0], 964, 964, 1191, 1021)


def write_docx(paper: Paper) -> bytes:
    """A whole Word file."""
    base = _open_base(paper)
    document, writer = base.document, _Writer(paper, base)
    body = document.element.body
    _clear(body)
    for child in _parse_elements(writer.body(), base):
        body.append(child)
    if base.section is None:
        for (landscape, _), section in zip(writer.parts, document.sections, strict=True):
            for edge, line in ((section.header, _header), (section.footer, _footer)):
                edge.is_linked_to_previous = False
                _clear(edge._element)
                _append(edge, line(paper, base.page(landscape)), base)
    else:
        _mark_letterhead(paper, base)
    return pack_document(document)


def check_template(content: bytes) -> list[Removal]:
    """What of a school's file a document does not take over. Raises TemplateError where none can be written into it."""
    try:
        write_docx(Paper("", "", (), (), template=content))
        return open_template(content)[1]
    except UNREADABLE:
        raise TemplateError("damaged; open it in Word and save it again as .docx") from None


class _Writer:
    """One file while it is written: its counters, and its parts, between which pages turn."""

    def __init__(self, paper: Paper, base: Base) -> None:
        self.paper, self.base, self.document = paper, base, base.document
        self.anchors = model.AnchorRegister(paper)
        self.ids, self.tables, self.figures = count(1), count(1), count(1)
        self.parts: list[tuple[bool, list[str]]] = [(False, [self.front_matter(), self.contents()])]
        sections = zip(model.build_section_anchors(paper), paper.sections, strict=True)
        for landscape, group in groupby(sections, key=lambda one: one[1].landscape):
            if landscape != self.parts[-1][0]:
                self.parts.append((landscape, []))
            self.parts[-1][1].extend(self.section(anchor, section) for anchor, section in group)
        self.parts[-1][1].append(self.open_items())

    def body(self) -> str:
        """All paragraphs and tables, each part with its page setup."""
        setups = [_page_setup(self.base, landscape, not at) for at, (landscape, _) in enumerate(self.parts)]
        ended = [_paragraph("", "", _MINIMAL_SPACING, setup) for setup in setups[:-1]] + setups[-1:]
        return "".join("".join(written) + end for (_, written), end in zip(self.parts, ended, strict=True))

    def front_matter(self) -> str:
        """Title and properties."""
        paper = self.paper
        badges = [_text_runs(paper.marking, "MarkingBadge"), _text_runs(paper.status, "StatusBadge")]
        parts = [
            _paragraph(_text_runs(paper.kind), "Subtitle"),
            self.title(),
            _paragraph(_text_runs("    ").join(filter(None, badges)), "Status") if any(badges) else "",
            _about_table(paper.about, self.base.portrait.line) + _paragraph("", "", _MINIMAL_SPACING)
            if paper.about
            else "",
        ]
        return "".join(parts)

    def title(self) -> str:
        """The title, and the logo at the right end of its line; a letterhead has its own."""
        from docx.shared import Pt

        words = _text_runs(self.paper.title)
        if self.paper.session:
            words = _name_session(self.paper.session, next(self.ids), words)
        if not self.paper.logo or self.base.section is not None:
            return _paragraph(words, "Title")
        inline = self.document.part.new_pic_inline(io.BytesIO(self.paper.logo), height=Pt(model.LOGO_POINTS))
        logo = self.drawing(inline, model.LOGO_TEXT, model.LOGO_TEXT)
        stop = _element("tabs", _element("tab", val="right", pos=self.base.portrait.line))
        return _paragraph(words + _element("r", _element("tab")) + logo, "Title", stop)

    def open_items(self) -> str:
        """The items to complete; nothing where there are none."""
        groups = model.list_open_items(self.paper)
        if not groups:
            return ""
        title = self.bookmark(model.OPEN_ITEMS_ANCHOR, _text_runs(model.OPEN_ITEMS))
        parts = [_paragraph(title, "Heading1"), _paragraph(_text_runs(model.describe_open_items(self.paper)))]
        for group in groups:
            parts.append(_paragraph(_link(group.anchor, group.title), "ListBullet"))
            parts += [_paragraph(_link(one.anchor, one.text), "ListBullet2") for one in group.asked]
        return "".join(parts)

    def contents(self) -> str:
        """The table of contents."""
        entries = model.list_contents(self.paper)
        if not entries:
            return ""
        begin, end = _field_ends(f'TOC \\o "1-{model.MAX_LEVEL}" \\h \\z \\u')
        lines = [_paragraph(_text_runs(model.CONTENTS), "TOCHeading")]
        pages = find_pages(self.paper) if self.base.section is None else {}
        stop = _element("tabs", _element("tab", val="right", leader="dot", pos=self.base.portrait.line))
        for entry in entries:
            name, page = _bookmark_name(entry.anchor), str(pages.get(entry.anchor, ""))
            number = _element("r", _element("tab")) + _field(f"PAGEREF {name} \\h", page) if page else ""
            lines.append(_paragraph(begin + _link(entry.anchor, entry.text, number), f"TOC{entry.level}", stop))
            begin = ""
        gallery = _element("docPartGallery", val="Table of Contents")
        properties = _element(
            "sdtPr", _element("id", val=next(self.ids)), _element("docPartObj", gallery, _element("docPartUnique"))
        )
        content = _element("sdtContent", *lines, _paragraph(end, "", _MINIMAL_SPACING))
        return _element("sdt", properties, content)

    def section(self, anchor: str, section: Section) -> str:
        """A section under its title."""
        fresh = [_element("pageBreakBefore")] if section.starts_page else []
        title = _paragraph(self.bookmark(anchor, _text_runs(section.title)), "Heading1", *fresh)
        page = self.base.page(section.landscape)
        return title + "".join(
            self.block(block, model.build_heading_anchor(anchor, at), page, model.is_lead_in(section, at))
            for at, block in enumerate(section.blocks)
        )

    def block(self, block: Block, anchor: str, page: PageSetup, is_lead_in: bool) -> str:
        """One block. is_lead_in: it stays on the page of the next."""
        match block:
            case Heading():
                return _paragraph(self.bookmark(anchor, _text_runs(block.text)), f"Heading{block.level}")
            case Paragraph():
                return _paragraph(_words(block.words), "", *_keep_with_next(is_lead_in))
            case Bullets():
                return self.bullets(block)
            case Table():
                return self.table(block, page)
            case Picture():
                return self.picture(block, page)
            case WritingLines():
                return _writing_lines(block)
            case PageList():
                return "".join(self.page_line(*one) for one in block.sections)
            case Code():
                return _paragraph(_text_runs(block.text), "CodeBlock")
            case Blank():
                label = _paragraph(_text_runs(block.label), "Asked")
                return label + _paragraph(self.control(block, labeled=True))

    def page_line(self, anchor: str, title: str) -> str:
        """A section with its page, which Word finds when it opens the file: a long paper takes much memory to lay out twice."""
        stop = _element("tabs", _element("tab", val="right", leader="dot", pos=self.base.portrait.line))
        number = _element("r", _element("tab")) + _field(f"PAGEREF {_bookmark_name(anchor)} \\h", "", is_stale=True)
        return _paragraph(_link(anchor, title, number), "TOC1", stop)

    def bullets(self, block: Bullets) -> str:
        """A list; a numbered one begins at 1, a short one stays on one page."""
        restart = [self.restart_numbering()] if block.kind == "number" else []
        last = len(block.items)
        is_short = last <= _FEW_LINES and sum(len(plain(item)) for item in block.items) <= _FEW_CHARACTERS
        return "".join(
            _paragraph(
                self.cell(item), _LIST_STYLES[block.kind], *_keep_with_next(is_short and number < last), *restart
            )
            for number, item in enumerate(block.items, 1)
        )

    def restart_numbering(self) -> str:
        """The property of a list that has numbers of its own."""
        num = self.document.part.numbering_part.element.add_num(self.base.numbered)
        num.add_lvlOverride(0).add_startOverride(1)
        return _element("numPr", _element("ilvl", val=0), _element("numId", val=num.numId))

    def table(self, table: Table, page: PageSetup) -> str:
        """A table under its caption and its column titles, which are repeated on each page; its note under it.

        The first rows of a long table may break: where whole rows filled the rest of a page, LibreOffice lost what followed.
        """
        points, _ = fit_columns(
            table, page.line / _TWIPS, self.base.table_size, _TABLE_GAP
        )  # Word breaks long words itself
        widths, many = [int(width * _TWIPS) for width in points], len(table.rows)
        first = many if _is_short(table) else min(_FEW_ROWS, many)
        rows = [
            self.row(
                row,
                table.columns,
                widths,
                keep=number < first or (number == many and bool(table.note)),
                whole=not number <= first < many and max(len(plain(cell)) for cell in row) <= LONG,
            )
            for number, row in enumerate(table.rows, 1)
        ]
        titles = _column_titles(table.columns, widths) if table.has_titles else ""
        note = (
            _paragraph(_text_runs(table.note), "TableNote")
            if table.note
            else _paragraph("", "", _element("spacing", before=0, after=240, line=20, lineRule="exact"))
        )
        return (
            _caption("Table", next(self.tables), table.caption, keep=True)
            + _element("tbl", *_table_head("ReportTable", widths, table.has_titles, table.caption), titles, *rows)
            + note
        )

    def row(
        self, row: tuple[Cell, ...], columns: tuple[Column, ...], widths: list[int], *, keep: bool, whole: bool
    ) -> str:
        """keep: on the page of the next row; whole: not broken across pages."""
        cells = (
            _table_cell(self.cell(cell, column.title), "TableText", column, width, column is columns[-1], keep)
            for cell, column, width in zip(row, columns, widths, strict=True)
        )
        height = _element("trHeight", val=int(BY_HAND * _TWIPS), hRule="atLeast")
        properties = (_element("cantSplit") if whole else "", height if is_written_by_hand(row) else "")
        return _element("tr", _element("trPr", *properties), *cells)

    def picture(self, picture: Picture, page: PageSetup) -> str:
        """A picture over its caption."""
        from docx.shared import Twips

        width = Twips(int(picture.fitted_share(page.line, page.column) * page.line))
        inline = self.document.part.new_pic_inline(io.BytesIO(picture.png), width)
        caption = _caption("Figure", next(self.figures), picture.caption, keep=False)
        return _paragraph(self.drawing(inline, picture.name, picture.alt), "Figure") + caption

    def drawing(self, inline: CT_Inline, name: str, alt: str) -> str:
        """A picture in a line, with its name and its description for screen readers."""
        inline.docPr.set("id", str(next(self.ids)))
        inline.docPr.set("name", name)
        inline.docPr.set("descr", alt)
        return _element("r", _element("drawing", inline.xml))

    def cell(self, cell: Cell, column: str = "") -> str:
        """Words, or a content control. column: the title over it in a table."""
        return self.control(cell, column) if isinstance(cell, Blank) else _words(cell)

    def control(self, blank: Blank, column: str = "", labeled: bool = False) -> str:
        """A content control with the answer or its mark. column, labeled: as `format_blank_mark`."""
        mark = _text_runs(model.format_blank_mark(blank, column, labeled), "PlaceholderText")
        shown = _text_runs(drop_breaks(blank.value)) if blank.is_answered else mark
        properties = _element(
            "sdtPr",
            _element("alias", val=blank.label[:_MAX_TAG]),
            _element("tag", val=write_tag(blank.id)),
            _element("id", val=next(self.ids)),
            "" if blank.is_answered else _element("showingPlcHdr"),
            _control_type(blank.kind),
        )
        control = _element("sdt", properties, _element("sdtContent", shown))
        anchor = self.anchors.take(blank)
        return self.bookmark(anchor, control) if anchor else control

    def bookmark(self, anchor: str, content: str) -> str:
        """Content that links lead to."""
        number = next(self.ids)
        start = _element("bookmarkStart", id=number, name=_bookmark_name(anchor))
        return start + content + _element("bookmarkEnd", id=number)


def _element(name: str, /, *content: str, **attributes: str | int) -> str:
    """An element of the namespace `w`, unless its name gives another; its attributes likewise, with `__` for the colon."""
    full = name if ":" in name else f"w:{name}"
    said = "".join(
        f" {key.replace('__', ':') if '__' in key else f'w:{key}'}={quoteattr(str(value))}"
        for key, value in attributes.items()
    )
    inner = "".join(content)
    return f"<{full}{said}>{inner}</{full}>" if inner else f"<{full}{said}/>"


_MINIMAL_SPACING = _element("spacing", before=0, after=0, line=20, lineRule="exact")
"""Of a paragraph that only Word needs."""


def _text_runs(text: str, style: str = "") -> str:
    """Text in a character style: one run for each direction of writing, line feeds as line breaks."""
    return "".join(_element("r", _run_properties(piece, style), *_lines(piece.text)) for piece in split_by_script(text))


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield _element("br")
        if line:
            yield _element("t", escape(line), xml__space="preserve")


def _run_properties(piece: ScriptRun, style: str) -> str:
    properties = [_element("rStyle", val=style)] if style else []
    if piece.language:
        properties += [_element("rtl"), _element("lang", bidi=piece.language)]
    return _element("rPr", *properties) if properties else ""


def _words(words: Words) -> str:
    return "".join(_text_runs(run.text, _CHARACTER_STYLES[run.style]) for run in iterate_runs(words))


def _paragraph(content: str, style: str = "", *properties: str) -> str:
    named = [_element("pStyle", val=style)] if style else []
    inner = _element("pPr", *named, *properties) if named or properties else ""
    return _element("p", inner, content)


def _field(instruction: str, shown: str, style: str = "", is_stale: bool = False) -> str:
    """A field. shown: its text until it is updated. is_stale: Word updates it when it opens the file."""
    begin, end = _field_ends(instruction, style)
    begin = begin.replace('fldCharType="begin"', 'fldCharType="begin" w:dirty="true"') if is_stale else begin
    return begin + _text_runs(shown, style) + end


def _field_ends(instruction: str, style: str = "") -> tuple[str, str]:
    """The runs before and after the text that a field shows, which may span several paragraphs."""
    look = _element("rPr", _element("rStyle", val=style)) if style else ""
    code = _element("instrText", escape(f" {instruction} "), xml__space="preserve")
    begin, separate, end = (
        _element("r", look, _element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")
    )
    return begin + _element("r", look, code) + separate, end


def _link(anchor: str, text: str, following: str = "") -> str:
    words = _text_runs(text, "Hyperlink") + following
    return _element("hyperlink", words, anchor=_bookmark_name(anchor), history=1)


def _bookmark_name(anchor: str) -> str:
    """As Word allows it: letters, digits and underscores, at most 40."""
    name = re.sub(r"[^A-Za-z0-9]", "_", anchor)
    return name if len(name) <= 40 else f"{name[:31]}_{crc32(anchor.encode()):08x}"


def write_tag(key: str) -> str:
    """A key as Word takes it; of a longer one the end is a checksum of the whole."""
    return key if len(key) <= _MAX_TAG else f"{key[: _MAX_TAG - 9]}-{crc32(key.encode()):08x}"


def _name_session(session: str, number: int, words: str) -> str:
    """Words in a locked control, whose tag names the exercise when the file is read back."""
    properties = _element(
        "sdtPr",
        _element("alias", val="Exercise"),
        _element("tag", val=write_tag(f"{SESSION_TAG}{session}")),
        _element("id", val=number),
        _element("lock", val="sdtContentLocked"),
    )
    return _element("sdt", properties, _element("sdtContent", words))


def _keep_with_next(keep: bool) -> list[str]:
    return [_element("keepNext")] if keep else []


def _page_setup(base: Base, landscape: bool, is_first: bool) -> str:
    """The end of a Word section, which gives the size of its pages; a letterhead goes on from the first section to the others."""
    page = base.page(landscape)
    size: dict[str, str | int] = {"w": page.width, "h": page.height}
    size |= {"orient": "landscape"} if landscape else {}
    if base.section is not None:
        return write_section(base.section, size, is_first)
    margins = {"top": page.top, "right": page.right, "bottom": page.foot, "left": page.left}
    return _element(
        "sectPr",
        _element("type", val="nextPage"),
        _element("pgSz", **size),
        _element("pgMar", **margins, header=680, footer=600, gutter=0),
        _element("cols", space=720),
    )


def _mark_letterhead(paper: Paper, base: Base) -> None:
    """Adds our line to each header of a school's file, and to each footer that has no page number."""
    document = base.document
    first, pairs = document.sections[0], document.settings.odd_and_even_pages_header_footer
    headers: list[_Header | _Footer] = [first.header]
    footers: list[_Header | _Footer] = [first.footer]
    if first.different_first_page_header_footer:
        headers, footers = [*headers, first.first_page_header], [*footers, first.first_page_footer]
    if pairs:
        headers, footers = [*headers, first.even_page_header], [*footers, first.even_page_footer]
    for edge in headers if paper.marking or paper.status else ():
        _append(edge, _header(paper, base.portrait), base)
    for edge in footers:
        if not has_page_number(edge._element):
            _append(edge, _footer(paper, base.portrait), base)


def _append(edge: _Header | _Footer, line: str, base: Base) -> None:
    """Adds a line to a header or footer, in place of what is empty there."""
    edge.is_linked_to_previous = False
    if not any(edge._element.itertext()) and not edge._element.xpath(".//w:drawing | .//w:pict"):
        _clear(edge._element)
    edge._element.append(_parse_elements(line, base)[0])


def _header(paper: Paper, page: PageSetup) -> str:
    marking = _text_runs(paper.marking, "Marking") + _text_runs("   ") if paper.marking else ""
    return _edge_line(marking + _text_runs(paper.status), _text_runs(paper.title), "Header", page)


def _footer(paper: Paper, page: PageSetup) -> str:
    number = _text_runs("Page ") + _field("PAGE", "1") + _text_runs(" of ") + _field("NUMPAGES", "1")
    return _edge_line(_text_runs(paper.kind), number, "Footer", page)


def _edge_line(left: str, right: str, style: str, page: PageSetup) -> str:
    stop = _element("tab", val="right", pos=page.line)
    return _paragraph(left + _element("r", _element("tab")) + right, style, _element("tabs", stop))


def _writing_lines(block: WritingLines) -> str:
    """Empty lines under their label; a few of them stay on one page, of many the first few."""
    label = _paragraph(_text_runs(block.label), "", _element("keepNext")) if block.label else ""
    lines = (_paragraph("", "RuledLine", *_keep_with_next(number < _FEW_LINES)) for number in range(1, block.count))
    return f"{label}{''.join(lines)}{_paragraph('', 'RuledLine', _element('spacing', after=240))}"


def _control_type(kind: Kind) -> str:
    """A list to choose from, a date picker, or text."""
    if isinstance(kind, tuple):
        return _element("dropDownList", *(_element("listItem", displayText=one, value=one) for one in kind))
    if kind == "day":
        return _element("date", _element("dateFormat", val="yyyy-MM-dd"), _element("calendar", val="gregorian"))
    return _element("text", multiLine=1)


def _caption(kind: str, number: int, text: str, keep: bool) -> str:
    """A numbered caption. keep: on the page of the next block."""
    content = (
        _text_runs(f"{kind} ", "CaptionNumber")
        + _field(f"SEQ {kind} \\* ARABIC", str(number), "CaptionNumber")
        + _text_runs(".", "CaptionNumber")
        + _text_runs(f" {text}")
    )
    return _paragraph(content, "Caption", *_keep_with_next(keep))


def _is_short(table: Table) -> bool:
    """Whether a table stays on one page. Rows to write on begin wherever there is room for some."""
    characters = sum(len(plain(cell)) for row in table.rows for cell in row)
    return len(table.rows) <= _SHORT and characters <= _BRIEF and not all(map(is_written_by_hand, table.rows))


def _table_head(style: str, widths: list[int], titled: bool, caption: str = "") -> tuple[str, str]:
    """Properties and grid of a table. titled: its row of titles stands out, else its first column, which then names the rows."""
    first = {"firstRow": int(titled), "firstColumn": int(not titled)}
    look = {"lastRow": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    properties = _element(
        "tblPr",
        _element("tblStyle", val=style),
        _element("tblW", w=sum(widths), type="dxa"),
        _element("tblLayout", type="fixed"),
        _element("tblLook", val="0620" if titled else "0680", **first, **look),
        _element("tblCaption", val=caption) if caption else "",
    )
    return properties, _element("tblGrid", *(_element("gridCol", w=width) for width in widths))


def _column_titles(columns: tuple[Column, ...], widths: list[int]) -> str:
    cells = (
        _table_cell(_text_runs(column.title), "TableHeading", column, width, column is columns[-1])
        for column, width in zip(columns, widths, strict=True)
    )
    return _element("tr", _element("trPr", _element("cantSplit"), _element("tblHeader")), *cells)


def _table_cell(content: str, style: str, column: Column, width: int, last: bool = False, keep: bool = False) -> str:
    looks = _keep_with_next(keep)
    looks += [_element("jc", val="right")] if column.align == "right" else []
    edge = _element("tcMar", _element("right", w=0, type="dxa")) if last else ""
    properties = _element("tcPr", _element("tcW", w=width, type="dxa"), edge)
    return _element("tc", properties, _paragraph(content, style, *looks))


def _about_table(about: tuple[tuple[str, str], ...], line: int) -> str:
    widths, column = [_ABOUT_NAMES, line - _ABOUT_NAMES], Column("", 0.5)
    rows = (
        _element(
            "tr",
            _element("trPr", _element("cantSplit")),
            _table_cell(_text_runs(name, "Quiet"), "TableText", column, widths[0]),
            _table_cell(_text_runs(value), "TableText", column, widths[1]),
        )
        for name, value in about
    )
    return _element("tbl", *_table_head("FactsTable", widths, titled=False), *rows)


def _open_base(paper: Paper) -> Base:
    """A new document, or a school's file."""
    base = _adopt(paper.template) if paper.template else _create_base()
    about, made = base.document.core_properties, paper.made or _FIXED_DATE
    about.title, about.author, about.language = paper.title, paper.author, paper.language
    about.subject, about.comments, about.keywords = paper.kind, paper.status, paper.marking
    about.created, about.modified = made, made
    about.last_modified_by, about.revision = paper.author, 1
    for defaults in base.document.styles.element.xpath("w:docDefaults//w:lang"):
        defaults.set(qn("w:val"), paper.language)
    return base


def _adopt(template: bytes) -> Base:
    base = adopt_template(template, _read_resource("styles.xml"), _read_resource("numbering.xml"))
    return replace(base, table_size=_WIDEST * base.table_size)


def _create_base() -> Base:
    import docx

    document = docx.Document()
    for part in (document.part, document.part.package):
        for key in [key for key, one in part.rels.items() if any(word in one.reltype for word in _DROPPED)]:
            del part.rels[key]
    main = document.part
    main._styles_part._element = _parse_part("styles.xml")
    main.numbering_part._element = _parse_part("numbering.xml")
    main._settings_part._element = _parse_part("settings.xml")
    fonts = next(rel for rel in main.rels.values() if "fontTable" in rel.reltype)
    fonts.target_part._blob = _read_resource("fontTable.xml")
    return Base(document, _PORTRAIT, _LANDSCAPE, {}, 2, _TABLE_SIZE)


def _clear(element: BaseOxmlElement) -> None:
    for child in list(element):
        element.remove(child)


def _parse_part(name: str) -> BaseOxmlElement:
    from docx.oxml.parser import parse_xml

    return parse_xml(_read_resource(name))


def _read_resource(name: str) -> bytes:
    return files("reports.documents").joinpath("word", name).read_bytes()


def _parse_elements(content: str, base: Base) -> list[BaseOxmlElement]:
    """Elements with the styles of the file that they go into."""
    from docx.oxml.parser import parse_xml

    body = parse_xml(f"<w:body {_NAMESPACES}>{content}</w:body>")
    rename_styles(body, base.styles)
    return list(body)


def pack_document(document: Document) -> bytes:
    """The file, with the same time on each part. Raises ValueError if anything in it could act or leads out of it."""
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    if removals := clean_parts(parts)[1]:
        raise ValueError("; ".join(map(str, removals)))
    return pack_parts(parts)


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """An Office file of parts, by name, with the same time on each."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            whole.writestr(entry, content)
    return packed.getvalue()
