"""WordprocessingML as text: elements, and words in runs."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from reports.documents.blocks import Words, runs
from reports.documents.scripts import Piece, pieces

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
TWIPS = 20
"""In a point."""
CHARACTER_STYLES = {"": "", "strong": "Strong", "emphasis": "Emphasis", "code": "CodeWords"}


def element(name: str, /, *content: str, **attributes: str | int) -> str:
    """An element of the namespace `w`, unless its name says another; its attributes likewise, with `__` for the colon."""
    full = name if ":" in name else f"w:{name}"
    said = "".join(
        f" {key.replace('__', ':') if '__' in key else f'w:{key}'}={quoteattr(str(value))}"
        for key, value in attributes.items()
    )
    inner = "".join(content)
    return f"<{full}{said}>{inner}</{full}>" if inner else f"<{full}{said}/>"


def text_run(text: str, style: str = "") -> str:
    """Runs of text in a character style, by its identifier: one for each direction of writing; line ends as line breaks."""
    return "".join(_run(piece, style) for piece in pieces(text))


def _run(piece: Piece, style: str) -> str:
    return element("r", _properties(piece, style), *_lines(piece.text))


def _lines(text: str) -> Iterable[str]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield element("br")
        if line:
            yield element("t", escape(line), xml__space="preserve")


def _properties(piece: Piece, style: str) -> str:
    """What a run looks like: its style, and its direction."""
    said = [element("rStyle", val=style)] if style else []
    if piece.language:
        said += [element("rtl"), element("lang", bidi=piece.language)]
    return element("rPr", *said) if said else ""


def words_of(words: Words) -> str:
    """A line of words as runs."""
    return "".join(text_run(run.text, CHARACTER_STYLES[run.style]) for run in runs(words))


def paragraph(content: str, style: str = "", *properties: str) -> str:
    """A paragraph in a style, by its identifier."""
    said = [element("pStyle", val=style)] if style else []
    inner = element("pPr", *said, *properties) if said or properties else ""
    return element("p", inner, content)


def field(instruction: str, shown: str, style: str = "") -> str:
    """A field, and what it shows until it is updated."""
    begin, end = field_around(instruction, style)
    return begin + text_run(shown, style) + end


def field_around(instruction: str, style: str = "") -> tuple[str, str]:
    """The runs before and after what a field shows, which may go over several paragraphs."""
    look = element("rPr", element("rStyle", val=style)) if style else ""
    said = element("instrText", escape(f" {instruction} "), xml__space="preserve")
    begin, separate, end = (
        element("r", look, element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")
    )
    return begin + element("r", look, said) + separate, end


def link(anchor: str, text: str) -> str:
    """A link to a place in the same file."""
    return element("hyperlink", text_run(text, "Hyperlink"), anchor=bookmark_name(anchor), history=1)


def bookmark_name(anchor: str) -> str:
    """The name of a place as Word allows it: letters, digits and underscores, at most 40."""
    plain = re.sub(r"[^A-Za-z0-9]", "_", anchor)
    return plain if len(plain) <= 40 else f"{plain[:31]}_{crc32(anchor.encode()):08x}"


SMALL = element("spacing", before=0, after=0, line=20, lineRule="exact")
"""Of a paragraph that is there for Word and not for the reader."""
