"""Makes a drawing a part of a page: nothing in it can meet what another drawing on the page, or the page itself, calls by the same name.

Its words for those who do not see it are the paper's. Its size is left to the page.

Writes a paper as one HTML file: nothing is fetched from anywhere, pictures are inline SVG, the page is light or dark as its reader is.

The template is `paper.html.j2`. It escapes everything; only pictures go in as they are, each with identifiers of its own.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from reports.documents import model
from reports.documents.model import Paper, Picture, Run, Words, is_written_by_hand, iterate_runs

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


_URL = re.compile(r"url\(#([^)]+)\)")

_RULE = re.compile(r"([^{}]+)(\{[^{}]*\})")

_SPACE = re.compile(r"^\{[^}]*\}")

_DROPPED = ("title", "desc", "metadata")


def inline_picture(picture: Picture, own: str) -> str:
    """The `svg` element of a picture. own: begins all its identifiers. Raises ParseError if its bytes are no SVG."""
    root = ElementTree.fromstring(picture.svg)
    for element in root.iter():
        element.tag = _SPACE.sub("", element.tag)
        element.attrib = {
            _SPACE.sub("", name): _qualify_references(name, value, own)
            for name, value in element.attrib.items()
        }
        if element.tag == "style":
            element.text = _RULE.sub(lambda rule: _qualify_rule(rule, own), element.text or "")
    for child in [child for child in root if child.tag in _DROPPED]:
        root.remove(child)
    _add_description(root, picture, own)
    return ElementTree.tostring(root, encoding="unicode")


def _qualify_references(name: str, value: str, own: str) -> str:
    """The value of an attribute with names that are the picture's own."""
    if _SPACE.sub("", name) == "id":
        return f"{own}-{value}"
    if _SPACE.sub("", name) == "href" and value.startswith("#"):
        return f"#{own}-{value[1:]}"
    return _URL.sub(rf"url(#{own}-\1)", value)


def _qualify_rule(rule: re.Match[str], own: str) -> str:
    """A rule of style that holds in this picture only."""
    selectors = ", ".join(f"#{own} {selector.strip()}" for selector in rule[1].split(","))
    return selectors + rule[2]


def _add_description(root: ElementTree.Element, picture: Picture, own: str) -> None:
    """Says what it shows, first thing in it."""
    width, height = (root.attrib.pop(side, "") for side in ("width", "height"))
    if "viewBox" not in root.attrib:
        root.attrib["viewBox"] = f"0 0 {_parse_length(width)} {_parse_length(height)}"
    root.attrib |= {"id": own, "role": "img", "aria-labelledby": f"{own}-title {own}-desc"}
    for name, text in (("desc", picture.alt), ("title", picture.caption)):
        said = ElementTree.Element(name, id=f"{own}-{name}")
        said.text = text
        root.insert(0, said)


def _parse_length(length: str) -> str:
    found = re.match(r"[\d.]+", length)
    return found[0] if found else "100"


_BREAKS_AFTER = re.compile(r"(?<=\w[@._/\\-])(?=\w)")


def write_html(paper: Paper) -> bytes:
    """A whole page, as UTF-8."""
    page = _load_template().render(
        paper=paper,
        contents=model.list_contents(paper),
        opening=model.list_open_items(paper),
        opening_words=model.describe_open_items(paper),
        anchors=model.build_section_anchors(paper),
        places=model.AnchorRegister(paper),
        tables=count(1),
        figures=count(1),
    )
    return page.encode("utf-8")


@cache
def _load_template() -> Template:
    """The template with what it needs to know."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["outline"] = model
    environment.filters |= {
        "kind": _block_kind,
        "runs": _as_runs,
        "soft": _soften,
        "drawn": _inline_picture,
        "next_number": next,
        "css": _quote_css,
        "by_hand": is_written_by_hand,
    }
    environment.globals["style"] = Markup(_read_resource("paper.css"))
    return environment.from_string(_read_resource("paper.html.j2"))


def _read_resource(name: str) -> str:
    return files("reports.documents").joinpath(name).read_text(encoding="utf-8")


def _block_kind(block: object) -> str:
    """The name of its class, by which the template tells blocks apart."""
    return type(block).__name__


def _as_runs(words: Words) -> list[Run]:
    return list(iterate_runs(words))


def _soften(text: str) -> Markup:
    """Text that may break in the middle of addresses, and breaks where its lines end."""
    from markupsafe import Markup, escape

    lines = (Markup("<wbr>").join(map(escape, _BREAKS_AFTER.split(line))) for line in text.split("\n"))
    return Markup("<br>").join(lines)


def _quote_css(text: str) -> Markup:
    """Text as CSS quotes it: whatever is neither letter nor digit by its number."""
    from markupsafe import Markup

    quoted = "".join(one if one.isalnum() else f"\\{ord(one):06x}" for one in text)
    return Markup(f'"{quoted}"')


def _inline_picture(picture: Picture, number: int) -> Markup:
    """A picture as part of the page."""
    from markupsafe import Markup

    return Markup(inline_picture(picture, f"picture-{number}"))
