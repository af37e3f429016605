"""The file around the text: python-docx's own, with our styles, and nothing in it of the day or the machine."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from reports.documents.blocks import Paper
from reports.documents.word.elements import NAMESPACES

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

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
    return files("reports.documents.word").joinpath(name).read_bytes()


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
