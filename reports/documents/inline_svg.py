"""Makes a drawing a part of a page: nothing in it can meet what another drawing on the page, or the page itself, calls by the same name.

Its words for those who do not see it are the paper's. Its size is left to the page.
"""

import re
from xml.etree import ElementTree

from reports.documents.blocks import Picture

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
            _SPACE.sub("", name): _qualify_references(name, value, own) for name, value in element.attrib.items()
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
