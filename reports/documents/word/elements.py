"""WordprocessingML as text: elements, and words in runs."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from reports.documents.blocks import Words, iterate_runs
from reports.documents.scripts import ScriptRun, split_by_script

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
        build_element("r", look, build_element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")
    )
    return begin + build_element("r", look, said) + separate, end


def build_link(anchor: str, text: str) -> str:
    """A link to a place in the same file."""
    return build_element("hyperlink", build_text_runs(text, "Hyperlink"), anchor=to_bookmark_name(anchor), history=1)


def to_bookmark_name(anchor: str) -> str:
    """The name of a place as Word allows it: letters, digits and underscores, at most 40."""
    plain = re.sub(r"[^A-Za-z0-9]", "_", anchor)
    return plain if len(plain) <= 40 else f"{plain[:31]}_{crc32(anchor.encode()):08x}"


MINIMAL_SPACING = build_element("spacing", before=0, after=0, line=20, lineRule="exact")
"""Of a paragraph that is there for Word and not for the reader."""
