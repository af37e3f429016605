"""A school's own Word file as the base of a document: its styles, theme, page, header and footer stay, and its text goes.

Styles are matched by the name that Word shows, whatever its language or program called them inside. A style that the file lacks is added
from ours, in its Heading 1 color. Whatever could act or lead out of the file goes (`active_content`).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.documents.active_content import Removal, clean_parts

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.section import CT_SectPr
    from docx.oxml.styles import CT_Style, CT_Styles
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section

LARGEST, LARGEST_UNPACKED = 10_000_000, 100_000_000  # bytes of the file, and of its parts
MOST_MARKUP = 1_000_000  # elements and attributes, told by the characters that each of them needs
KEEP_LESS = "keep only the letterhead and the styles in it"
UNREADABLE = (
    *(AssertionError, AttributeError, IndexError, KeyError, NotImplementedError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)
"""What reading a damaged file raises; lxml's errors are a SyntaxError."""
_KEPT_PARTS = ("styles", "theme", "settings", "fontTable", "numbering", "header", "footer")
_KEPT_IN_PACKAGE = ("officeDocument", "extended-properties", "custom-properties")
_KEPT_OF_SECTION = (
    *("headerReference", "footerReference", "pgSz", "pgMar", "paperSrc", "pgBorders"),
    *("vAlign", "titlePg", "bidi", "rtlGutter", "docGrid"),
)
_KEPT_OF_LATER_SECTIONS = ("pgSz", "pgMar", "pgBorders", "vAlign", "bidi", "rtlGutter", "docGrid")
_KEPT_SETTINGS = (
    *("zoom", "displayBackgroundShape", "embedTrueTypeFonts", "saveSubsetFonts", "mirrorMargins", "gutterAtTop"),
    *("autoHyphenation", "defaultTabStop", "evenAndOddHeaders", "characterSpacingControl", "compat"),
    *("themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator"),
)
_EDGES = ("header", "footer")
_REFERENCES = ("w:pStyle", "w:rStyle", "w:tblStyle")
_HEX = re.compile("[0-9A-Fa-f]{6}")
INK, ACCENT = "1B1F24", "14466B"
_DARK = 0.18  # relative luminance: 4.5 to 1 on white
LETTER = (12240, 15840)
_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_EMU = 635  # in a twip
_LEAST = 2880  # twips of text across and down
DEFAULT_SIZE = 10  # points, of a file that gives none


class TemplateError(Exception):
    """A school's file that cannot be used: what is wrong, and what would be right."""


class PageSetup(NamedTuple):
    """A page size with its margins, in twips."""

    width: int
    height: int
    left: int
    right: int
    top: int
    foot: int

    @property
    def line(self) -> int:
        return self.width - self.left - self.right

    @property
    def column(self) -> int:
        return self.height - self.top - self.foot


@dataclass(frozen=True)
class Base:
    """What a document is written into. styles: the ids of styles in it, by ours; numbered: the definition of numbered lists.

    table_size: points of the text in tables. section: the page setup of a school's file.
    """

    document: Document
    portrait: PageSetup
    landscape: PageSetup
    styles: Mapping[str, str]
    numbered: int
    table_size: float
    section: CT_SectPr | None = None

    def page(self, landscape: bool) -> PageSetup:
        return self.landscape if landscape else self.portrait


def qn(name: str) -> str:
    """A name with a prefix, as lxml has it."""
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def open_template(content: bytes) -> tuple[Document, list[Removal]]:
    """A school's file, a .docx or .dotx, without its active content, and what was removed. Raises TemplateError."""
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                raise TemplateError(f"expands to over {LARGEST_UNPACKED // 1_000_000} MB; {KEEP_LESS}")
            parts = {name: packed.read(name) for name in packed.namelist()}
        if sum(part.count(b"<") + part.count(b"=") for part in parts.values()) > MOST_MARKUP:
            raise TemplateError(f"has over {MOST_MARKUP:,} elements and attributes; {KEEP_LESS}")
        parts, removals = clean_parts(parts)
        return docx.Document(_zip(parts)), removals
    except UNREADABLE:
        raise TemplateError("not a Word file; save it in Word as .docx") from None


def _zip(parts: Mapping[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return packed


def adopt_template(content: bytes, styles: bytes, numbering: bytes) -> Base:
    """A school's file without its text. styles, numbering: our parts, of which it gets what it lacks. Raises TemplateError."""
    from docx.oxml.parser import parse_xml

    document, _ = open_template(content)
    theirs = document.styles.element
    ours = parse_xml(styles.replace(ACCENT.encode(), _find_accent(theirs).encode()))
    names, added = _merge_styles(theirs, ours)
    first = _merge_numbering(document, parse_xml(numbering), {key: names[key] for key in added})
    for number in (number for style in added.values() for number in style.iter(qn("w:numId"))):
        _raise_number(number, "w:val", first)
    section = _clean(deepcopy(document.sections[0]._sectPr), _KEPT_OF_SECTION)
    _drop_text(document, section)
    setup = _read_page_setup(document.sections[0])
    portrait, landscape = sorted((setup, setup._replace(width=setup.height, height=setup.width)))
    size = _find_property(theirs, names["TableText"], "w:sz") or 2 * DEFAULT_SIZE
    numbered = _find_property(theirs, names["ListNumber"], "w:numId")
    numbering_of = {num.numId: num.abstractNumId.val for num in document.part.numbering_part.element.num_lst}
    return Base(document, portrait, landscape, names, numbering_of.get(numbered, first + 2), size / 2, section)


def _find_accent(styles: CT_Styles) -> str:
    """The color of its Heading 1, for the styles that are added; ink where it is too light to be read or to carry white letters."""
    for style in styles.style_lst:
        if (style.name_val or "").lower() == "heading 1":
            for color in style.xpath("w:rPr/w:color/@w:val"):
                if _HEX.fullmatch(color):
                    red, green, blue = ((int(color[at : at + 2], 16) / 255) ** 2.2 for at in (0, 2, 4))
                    return color if 0.2126 * red + 0.7152 * green + 0.0722 * blue < _DARK else INK
    return INK


def _merge_styles(theirs: CT_Styles, ours: CT_Styles) -> tuple[dict[str, str], dict[str, CT_Style]]:
    """The ids of its styles by ours, and the styles that were added."""
    found = {(_name(one), one.get(qn("w:type"))): one.styleId or "" for one in theirs.style_lst}
    known, taken = {name for name, _ in found}, set(found.values())
    names: dict[str, str] = {}
    added: dict[str, CT_Style] = {}
    for style in list(ours.style_lst):
        key, kind = style.styleId or "", (_name(style), style.get(qn("w:type")))
        names[key] = found.get(kind, key if key not in taken else f"Allcall{key}")
        if kind not in found:
            style.styleId = names[key]
            style.name_val = style.name_val if kind[0] not in known else f"Allcall {style.name_val}"
            style.attrib.pop(qn("w:default"), None)
            theirs.append(style)
            added[key] = style
    for style in added.values():
        rename_styles(style, names, ("w:basedOn", "w:next", "w:link"))
    return names, added


def _name(style: CT_Style) -> str:
    return (style.name_val or "").lower()


def rename_styles(element: BaseOxmlElement, names: Mapping[str, str], tags: Iterable[str] = _REFERENCES) -> None:
    """Makes references to our styles those to the styles of a file."""
    for one in element.iter(*map(qn, tags)):
        one.set(qn("w:val"), names.get(one.get(qn("w:val"), ""), one.get(qn("w:val"), "")))


def _merge_numbering(document: Document, ours: BaseOxmlElement, added: Mapping[str, str]) -> int:
    """Adds our lists. added: the styles that were added, by ours. Returns what their numbers are higher by."""
    theirs = _find_numbering(document)
    known = theirs.xpath("w:abstractNum/@w:abstractNumId | w:num/@w:numId")
    first = 1 + max(map(int, known), default=0)
    nums = theirs.xpath("w:num")
    for abstract in ours.xpath("w:abstractNum"):
        _raise_number(abstract, "w:abstractNumId", first)
        for style in [*abstract.iter(qn("w:pStyle"))]:
            if style.get(qn("w:val")) not in added:
                style.getparent().remove(style)
        rename_styles(abstract, added)
        if nums:
            nums[0].addprevious(abstract)
        else:
            theirs.append(abstract)
    for num in ours.xpath("w:num"):
        _raise_number(num, "w:numId", first)
        _raise_number(num.find(qn("w:abstractNumId")), "w:val", first)
        theirs._insert_num(num)
    return first


def _find_numbering(document: Document) -> Any:
    """The root of its lists; they are made where it has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml.parser import OxmlElement
    from docx.parts.numbering import NumberingPart

    part = document.part
    if not any(one.reltype == RELATIONSHIP_TYPE.NUMBERING for one in part.rels.values()):
        place = PackURI("/word/allcall-numbering.xml")
        made = NumberingPart(place, CONTENT_TYPE.WML_NUMBERING, OxmlElement("w:numbering"), part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return part.numbering_part.element


def _raise_number(element: Any, attribute: str, by: int) -> None:
    element.set(qn(attribute), str(int(element.get(qn(attribute))) + by))


def _find_property(styles: CT_Styles, key: str, tag: str) -> int:
    """The number that a style, or one that it is based on, gives a property; else that of the document; 0 for none."""
    by_id = {one.styleId: one for one in styles.style_lst}
    while (style := by_id.pop(key, None)) is not None:
        for one in style.iter(qn(tag)):
            return int(one.get(qn("w:val")))
        key = next((one.get(qn("w:val")) for one in style.iter(qn("w:basedOn"))), "")
    defaults = styles.xpath(f"w:docDefaults//{tag}/@w:val")
    return int(defaults[0]) if defaults else 0


def write_section(section: CT_SectPr, size: Mapping[str, str | int], is_first: bool) -> str:
    """The page setup of a school's file for one part of a document. size: of the page; is_first: the part brings the letterhead."""
    from docx.oxml.parser import OxmlElement

    made: Any = deepcopy(section) if is_first else _clean(deepcopy(section), _KEPT_OF_LATER_SECTIONS)
    for old in made.iter(qn("w:pgSz")):
        old.attrib.clear()
        for key, value in size.items():
            old.set(qn(f"w:{key}"), str(value))
    made.find(qn("w:pgSz")).addprevious(OxmlElement("w:type", {qn("w:val"): "nextPage"}))
    return str(made.xml)


def has_page_number(edge: BaseOxmlElement) -> bool:
    """Whether a header or footer has a field with the number of the page."""
    codes = (code.text or "" for code in edge.iter(qn("w:instrText")))
    simple = (field.get(qn("w:instr"), "") for field in edge.iter(qn("w:fldSimple")))
    return any(re.search(r"\bPAGE\b", code) for code in (*codes, *simple))


def _clean(element: Any, kept: Iterable[str]) -> Any:
    """An element with those children alone."""
    tags = {*map(qn, (f"w:{name}" for name in kept))}
    for child in list(element):
        if child.tag not in tags:
            element.remove(child)
    return element


def _drop_text(document: Document, section: CT_SectPr) -> None:
    """Takes away the text with all that belongs to it, and whatever watches who edits it."""
    _clean(document.settings.element, _KEPT_SETTINGS)
    linked = {one.get(qn("r:id")) for one in section}
    for part, kept in ((document.part, _KEPT_PARTS), (document.part.package, _KEPT_IN_PACKAGE)):
        for key, rel in [*part.rels.items()]:
            kind = rel.reltype.rsplit("/", 1)[-1]
            if kind not in kept or (kind in _EDGES and key not in linked):
                del part.rels[key]
    body = document.element.body
    for child in list(body):
        body.remove(child)
    body.append(section)


def _read_page_setup(section: Section) -> PageSetup:
    """Raises TemplateError where there is no room to write in."""
    from docx.shared import Twips

    lengths = (
        *(section.page_width, section.page_height, section.left_margin, section.right_margin),
        *(section.top_margin, section.bottom_margin),
    )
    width, height, left, right, top, foot = (round((one or 0) / _EMU) for one in lengths)
    setup = PageSetup(width or LETTER[0], height or LETTER[1], left, right, abs(top), abs(foot))
    section.page_width = Twips(setup.width)
    if min(setup.line, setup.column) < _LEAST:
        raise TemplateError("its margins leave no room to write in; make them narrower")
    return setup
