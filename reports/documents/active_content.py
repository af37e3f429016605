"""Removes from a Word file whatever acts when it is opened, or leads out of it. All parts of all files go through one allow-list.

A part stays only if a relationship of an allowed type leads to it, and a relationship only if it leads to a part of the same file. An
element stays only in a namespace of Word's, and a field only if `word_fields` allows its code. What refers to something that went goes with
it: a picture as a whole, while the words of a link stay.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from reports.documents.word_fields import W, unlink_fields, unwrap
from scenarios.diagnostics import quote
from scenarios.unprintable import escape_unprintable

CONTENT_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MAIN_TYPES = (
    _MAIN,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
_XML_PARTS = {
    *("officeDocument", "core-properties", "extended-properties", "custom-properties"),
    *("styles", "theme", "settings", "webSettings", "fontTable", "numbering", "header", "footer"),
    *("footnotes", "endnotes", "comments", "glossaryDocument"),
}
"""Types of relationships, by the last word."""
_OTHER_PARTS = {
    "image": {
        f"image/{name}" for name in ("png", "jpeg", "jpg", "gif", "bmp", "tiff", "x-emf", "x-wmf", "vnd.ms-photo")
    },
    "font": {"application/vnd.openxmlformats-officedocument.obfuscatedFont", "application/x-fontdata"},
}
"""Parts that are no XML, with their types of content."""
_UNNAMED = {
    *("customXml", "thumbnail", "origin", "stylesWithEffects", "printerSettings", "people"),
    *("commentsExtended", "commentsIds", "commentsExtensible", "classificationlabels", "documenttasks"),
}
"""What every Word file may have, does nothing, and goes without a word."""
_FAMILIES = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/office/word/",
    "http://schemas.microsoft.com/office/drawing/",
    "http://schemas.microsoft.com/office/thememl/",
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:word",
    "http://purl.org/dc/",
)
"""Beginnings of the namespaces of elements."""
_DRAWN = ("/picture", "/wordprocessingShape", "/wordprocessingGroup", "/wordprocessingCanvas")
"""Ends of the kinds of drawings."""
_ACTIVE_ELEMENTS = {
    *("object", "control", "OLEObject", "altChunk", "subDoc", "contentPart", "attachedTemplate", "mailMerge"),
    *("hlinkClick", "hlinkHover", "hlinkMouseOver", "webVideoPr", "ffData", "entryMacro", "exitMacro"),
}
_ADDRESS_ELEMENTS = ("HyperlinkBase", "HLinks")
"""These lead out of the file unless they are empty."""
_ADDRESSES = {"href", "src", "althref", "docLocation"}
"""Attributes that lead to an address without a relationship."""
_OLD_SHAPE = "{urn:schemas-microsoft-com:vml}"
_BLIP, _DRAWING = (
    f"{{http://schemas.openxmlformats.org/drawingml/2006/main}}{name}" for name in ("blip", "graphicData")
)
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_FRAMED = (_DRAWING, W + "control", "{urn:schemas-microsoft-com:office:office}OLEObject")
_FRAMES = (W + "object", W + "pict", W + "drawing")
"""What these are shown in, and go with."""
_REFERENCE = f"{{{_OFFICE}}}"
_OLD_REFERENCE = "{urn:schemas-microsoft-com:office:office}relid"
_NOUNS = {
    "aFChunk": "an inserted file",
    "altChunk": "an inserted file",
    "attachedTemplate": "an attached template",
    "chart": "a chart",
    "control": "an ActiveX control",
    "extensibility": "a ribbon",
    "ffData": "the data of a form",
    "graphicData": "a drawing of another program",
    "hlinkClick": "an action of a picture",
    "hlinkHover": "an action of a picture",
    "HyperlinkBase": "a base for links",
    "hyperlink": "a link",
    "image": "a picture",
    "mailMerge": "mail merge",
    "object": "an OLE object",
    "oleObject": "an OLE object",
    "package": "an embedded file",
    "subDocument": "an inserted document",
    "vbaProject": "macros",
    "webextensiontaskpanes": "a task pane",
    "webVideoPr": "a video",
}
"""What elements are, and what types of relationships lead to. Others are called by their names."""
MOST_ATTRIBUTES = 100
"""Of one element: Word writes some twenty, and to read them takes time with their square."""


class Active(Enum):
    """What was removed."""

    FIELD = "field"
    OUTSIDE = "relationship to an address outside the file"
    PART = "part"
    ELEMENT = "element"
    ADDRESS = "attribute"


class Removal(NamedTuple):
    """Something that was removed. part: where it stood. detail: of a field its text, which stays; else the address, or the other part."""

    part: str
    what: Active
    name: str
    detail: str = ""

    def __str__(self) -> str:
        noun = _NOUNS.get(self.name, quote(self.name))
        field = f"the field {escape_unprintable(self.name) or 'without a name'}"
        words = {
            Active.FIELD: f"{field}, kept its text" if self.detail else field,
            Active.OUTSIDE: f"{noun} outside the file",
            Active.PART: noun,
            Active.ELEMENT: noun,
            Active.ADDRESS: "an address",
        }
        place = escape_unprintable(self.part) or "the whole file"
        return f"{place}: removed {words[self.what]} {quote(self.detail) if self.detail else ''}".rstrip()


class _Relation(NamedTuple):
    """A relationship from a part to another."""

    type: str
    target: str
    part: str

    @property
    def kind(self) -> str:
        return self.type.rpartition("/")[2]


def clean_parts(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Removal]]:
    """The parts of a Word file that may stay, cleaned, and what was removed from them, each once.

    Raises KeyError, SyntaxError or ValueError where it is no Word file.
    """
    cleaner = _Cleaner(parts)
    cleaner.clean_part("")
    return {CONTENT_TYPES: cleaner.write_types(), **cleaner.kept}, list(dict.fromkeys(cleaner.removals))


class _Cleaner:
    """A walk from part to part along the relationships that may stay."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts
        self.types: dict[str, str] = {
            (one.get("PartName") or one.get("Extension", "")).lower(): one.get("ContentType", "")
            for one in _parse(parts[CONTENT_TYPES])
        }
        self.kept: dict[str, bytes] = {}
        self.removals: list[Removal] = []

    def clean_part(self, name: str) -> None:
        """Keeps a part of XML, and all that it leads to. name: empty for the whole file."""
        self.kept |= {name: b""} if name else {}
        folder, file = posixpath.split(name)
        place = posixpath.join(folder, "_rels", f"{file}.rels")
        known = dict(self._choose_relations(name, _parse(self.parts[place]) if place in self.parts else ()))
        if name:
            root = _parse(self.parts[name])
            self.removals += _clean_elements(name, root, known)
            self.removals += (Removal(name, Active.FIELD, *one) for one in unlink_fields(root))
            self.kept[name] = _serialize(root)
            used = {value for element in root.iter("*") for _, value in _iterate_references(element)}
            known = {key: one for key, one in known.items() if one.kind != "image" or key in used}
        if known:
            self.kept[place] = _write_relations(known)
        for one in known.values():
            if one.kind in _OTHER_PARTS:
                self.kept[one.part] = self.parts[one.part]
            elif one.part not in self.kept:
                self.clean_part(one.part)

    def _choose_relations(self, source: str, relations: Iterable[Any]) -> Iterator[tuple[str, _Relation]]:
        """The relationships that may stay, by their ids."""
        for one in relations:
            target = one.get("Target", "")
            part = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target))[1:]
            relation = _Relation(one.get("Type", ""), target, part)
            if one.get("TargetMode", "Internal") != "Internal":
                self.removals.append(Removal(source, Active.OUTSIDE, relation.kind, target))
            elif part in self.parts and self._may_stay(relation):
                yield one.get("Id", ""), relation
            elif relation.kind not in _UNNAMED:
                self.removals.append(Removal(source, Active.PART, relation.kind, part))

    def _may_stay(self, relation: _Relation) -> bool:
        found = self._find_type(relation.part)
        if relation.kind == "officeDocument":
            return found in _MAIN_TYPES
        return relation.kind in _XML_PARTS or found in _OTHER_PARTS.get(relation.kind, ())

    def _find_type(self, part: str) -> str:
        return self.types.get(f"/{part}".lower()) or self.types.get(part.rpartition(".")[2].lower(), "")

    def write_types(self) -> bytes:
        """The types of the parts that are kept; a template, with macros or without, has become a document."""
        types = {part: self._find_type(part) for part in self.kept if not part.endswith(".rels")}
        overrides = "".join(
            f"<Override PartName={quoteattr(f'/{part}')} ContentType={quoteattr(_MAIN if found in _MAIN_TYPES else found)}/>"
            for part, found in types.items()
        )
        default = f'<Default Extension="rels" ContentType="{_RELATION_TYPE}"/>'
        return f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'.encode()


def _parse(content: bytes) -> Any:
    from docx.oxml.parser import parse_xml

    root = parse_xml(content)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type, which Word never writes")
    if any(len(element.attrib) > MOST_ATTRIBUTES for element in root.iter("*")):
        raise ValueError(f"an element with over {MOST_ATTRIBUTES} attributes, which Word never writes")
    return root


def _serialize(root: Any) -> bytes:
    from docx.opc.oxml import serialize_part_xml

    return serialize_part_xml(root)


def _write_relations(relations: Mapping[str, _Relation]) -> bytes:
    written = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(one.type)} Target={quoteattr(one.target)}/>"
        for key, one in relations.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'.encode()


def _clean_elements(part: str, root: Any, known: Container[str]) -> Iterator[Removal]:
    """Removes the elements and attributes that may not stay. known: the ids of the relationships that stay."""
    gone: set[Any] = set()
    for element in list(root.iter("*")):
        if element in gone:
            continue
        name = element.tag.rpartition("}")[2]
        lost = [key for key, value in _iterate_references(element) if value not in known]
        addresses = [key for key, value in element.attrib.items() if _leads_out(key, value)]
        yield from (Removal(part, Active.ADDRESS, name, element.attrib[key]) for key in addresses)
        is_active = _is_active(element, name)
        if is_active and not _has_lost_reference(element, known):
            yield Removal(part, Active.ELEMENT, name)
        for key in (*addresses, *lost):
            del element.attrib[key]
        if name == "hyperlink" and (lost or addresses):
            unwrap(element)
        elif is_active or (lost and not any(_iterate_references(element))):
            frame = _find_frame(element)
            if frame is not None:
                gone.update(frame.iter("*"))
                frame.getparent().remove(frame)
    for extension in list(root.iter("{*}extLst")):
        extension.getparent().remove(extension)


def _is_active(element: Any, name: str) -> bool:
    """Whether an element could act, or is of no kind that is known to be harmless."""
    if name == "graphicData":
        return not element.get("uri", "").endswith(_DRAWN)
    if name in _ADDRESS_ELEMENTS:
        return bool(len(element) or element.text)
    return name in _ACTIVE_ELEMENTS or not element.tag[1:].startswith(_FAMILIES)


def _iterate_references(element: Any) -> Iterator[tuple[str, str]]:
    """The attributes that name a relationship, and its id."""
    for key, value in element.attrib.items():
        if key.startswith(_REFERENCE) or key == _OLD_REFERENCE:
            yield key, value


def _has_lost_reference(element: Any, known: Container[str]) -> bool:
    """Whether an element refers to a relationship that was removed, and so is named already."""
    named = (key for one in element.iter("*") for _, key in _iterate_references(one))
    return any(key not in known for key in filter(None, named))


def _leads_out(key: str, value: str) -> bool:
    """Whether an attribute leads to an address without a relationship."""
    is_reference = key.startswith(_REFERENCE)
    return key.rpartition("}")[2] in _ADDRESSES and not is_reference and not value.startswith("#")


def _find_frame(element: Any) -> Any:
    """What an element is shown in, and goes with; None where nothing has to go."""
    if element.tag in (_OLD_SHAPE + "fill", _OLD_SHAPE + "stroke"):
        return None
    if element.tag == _OLD_SHAPE + "imagedata":
        return element.getparent()
    if element.tag == _BLIP:
        element = next(element.iterancestors(_PICTURE), None)
        if element is None or element.getparent().tag != _DRAWING:
            return element
        element = element.getparent()
    return next(element.iterancestors(*_FRAMES), element) if element.tag in _FRAMED else element
