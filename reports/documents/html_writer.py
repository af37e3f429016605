"""Writes a document as one HTML file: nothing is fetched, pictures are inline SVG, and the page follows the reader's light or dark mode.

The template is `paper.html.j2`. It escapes everything but the pictures, each of which gets identifiers and style rules of its own, so
that it cannot meet those of another picture or of the page. All style is in one element, which the policy of the page names by its hash.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from reports.documents import model
from reports.documents.model import Paper, Picture, is_written_by_hand, iterate_runs
from reports.documents.web_page import build_policy

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


_URL = re.compile(r"url\(#([^)]+)\)")
_RULE = re.compile(r"([^{}]+)(\{[^{}]*\})")
_NAMESPACE = re.compile(r"^\{[^}]*\}")
_DROPPED = ("title", "desc", "metadata")
_BREAKS_AFTER = re.compile(r"(?<=\w[@._/\\-])(?=\w)")


class StyleSheet:
    """The style of single elements and pictures of a page, in place of `style` attributes, which its policy forbids."""

    def __init__(self) -> None:
        self._rules: list[str] = []
        self._classes: dict[tuple[str, str], str] = {}

    @property
    def rules(self) -> Markup:
        """All rules as CSS."""
        from markupsafe import Markup

        return Markup("\n".join(self._rules).replace("<", ""))

    def add_rules(self, rules: str) -> None:
        self._rules.append(rules)

    def name_class(self, declarations: str, within: str = "") -> str:
        """The class of elements with these declarations. within: a selector of the element that they are in."""
        if (name := self._classes.get((declarations, within))) is None:
            name = self._classes[declarations, within] = f"s{len(self._classes)}"
            self.add_rules(f"{within}.{name} {{{declarations}}}")
        return name


def write_html(paper: Paper) -> bytes:
    """A whole page, as UTF-8."""
    page = _load_template().render(
        paper=paper,
        contents=model.list_contents(replace(paper, contents=True)),
        logo=_encode_logo(paper.logo),
        open_items=model.list_open_items(paper),
        open_items_words=model.describe_open_items(paper),
        anchors=model.build_section_anchors(paper),
        places=model.AnchorRegister(paper),
        tables=count(1),
        figures=count(1),
        looks=StyleSheet(),
    )
    return page.encode("utf-8")


def _encode_logo(logo: bytes) -> str:
    """A data URI, so that the page stays one file; empty without a logo."""
    kind = "png" if logo.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(logo).decode()}" if logo else ""


@cache
def _load_template() -> Template:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.globals["outline"] = model
    environment.filters |= {
        "kind": lambda block: type(block).__name__,
        "runs": iterate_runs,
        "soft": _soften,
        "drawn": lambda picture, number, looks: Markup(_draw_picture(picture, f"picture-{number}", looks)),
        "next_number": next,
        "css": _quote_css,
        "policy": build_policy,
        "by_hand": is_written_by_hand,
    }
    environment.globals["style"] = Markup(_read_resource("paper.css"))
    return environment.from_string(_read_resource("paper.html.j2"))


def _read_resource(name: str) -> str:
    return files("reports.documents").joinpath(name).read_text(encoding="utf-8")


def _soften(text: str) -> Markup:
    """Text that may break inside addresses, with its line feeds as line breaks."""
    from markupsafe import Markup, escape

    lines = (Markup("<wbr>").join(map(escape, _BREAKS_AFTER.split(line))) for line in text.split("\n"))
    return Markup("<br>").join(lines)


def _quote_css(text: str) -> Markup:
    from markupsafe import Markup

    quoted = "".join(one if one.isalnum() else f"\\{ord(one):06x}" for one in text)
    return Markup(f'"{quoted}"')


def _draw_picture(picture: Picture, own: str, looks: StyleSheet) -> str:
    """The picture for a page, and behind it that for a phone where there is one: the style shows one of them."""
    if not picture.narrow:
        return _inline_picture(picture, own, looks)
    drawn = ((picture, own, "broad"), (replace(picture, svg=picture.narrow), f"{own}-narrow", "narrow"))
    return "".join(f'<div class="{size}">{_inline_picture(one, name, looks)}</div>' for one, name, size in drawn)


def _inline_picture(picture: Picture, own: str, looks: StyleSheet) -> str:
    """The `svg` element of a picture; its style goes to `looks`. own: begins all its identifiers. Raises ParseError if it is no SVG."""
    root = ElementTree.fromstring(picture.svg)
    for element in root.iter():
        element.tag = _NAMESPACE.sub("", element.tag)
        attributes = ((_NAMESPACE.sub("", name), value) for name, value in element.attrib.items())
        element.attrib = {name: _qualify_value(name, value, own) for name, value in attributes}
        if declarations := element.attrib.pop("style", ""):
            name = looks.name_class(declarations, f"#{own} ")
            element.set("class", f"{element.get('class', '')} {name}".strip())
        for child in [child for child in element if child.tag.endswith("}style")]:
            looks.add_rules(_RULE.sub(lambda rule: _qualify_rule(rule, own), child.text or ""))
            element.remove(child)
    for child in [child for child in root if child.tag in _DROPPED]:
        root.remove(child)
    width, height = (root.attrib.pop(side, "") for side in ("width", "height"))
    if "viewBox" not in root.attrib:
        root.attrib["viewBox"] = f"0 0 {_parse_length(width)} {_parse_length(height)}"
    root.attrib |= {"id": own, "role": "img", "aria-labelledby": f"{own}-title {own}-desc"}
    for name, text in (("desc", picture.alt), ("title", picture.caption)):
        described = ElementTree.Element(name, id=f"{own}-{name}")
        described.text = text
        root.insert(0, described)
    return ElementTree.tostring(root, encoding="unicode")


def _qualify_value(name: str, value: str, own: str) -> str:
    """The value of an attribute, with identifiers of this picture alone."""
    if name == "id":
        return f"{own}-{value}"
    if name == "href" and value.startswith("#"):
        return f"#{own}-{value[1:]}"
    return _URL.sub(rf"url(#{own}-\1)", value)


def _qualify_rule(rule: re.Match[str], own: str) -> str:
    """A style rule that applies to this picture alone."""
    selectors = ", ".join(f"#{own} {selector.strip()}" for selector in rule[1].split(","))
    return selectors + rule[2]


def _parse_length(length: str) -> str:
    number = re.match(r"[\d.]+", length)
    return number[0] if number else "100"
