"""The content controls and tables of a Word file that people edited, as text. Whatever could act in it goes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.documents.model import EMPTY_BOX
from reports.documents.word_template import UNREADABLE, TemplateError, open_template, qn
from scenarios.invisible import drop_breaks, has_visible

if TYPE_CHECKING:
    from docx.document import Document

MARKS = (f"{EMPTY_BOX} To complete", f"{EMPTY_BOX} May be added")
"""How a placeholder begins that no one has touched."""
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}


@dataclass(frozen=True)
class Control:
    """A content control. title: as Word shows it; value: empty where only the placeholder stands."""

    tag: str
    title: str
    value: str


@dataclass(frozen=True)
class EditedCell:
    """A cell of a table: its control, or plain text."""

    text: str
    control: Control | None = None

    @property
    def value(self) -> str:
        return self.control.value if self.control else self.text


Row = tuple[EditedCell, ...]


@dataclass(frozen=True)
class EditedFile:
    """The controls outside of tables, and the rows of all tables."""

    controls: tuple[Control, ...]
    tables: tuple[tuple[Row, ...], ...]


def read_edited_file(content: bytes) -> EditedFile:
    """Reads a Word file. Raises TemplateError where it cannot be read."""
    document, _ = open_template(content)
    try:
        return EditedFile(tuple(_iterate_free_controls(document)), tuple(_iterate_tables(document)))
    except UNREADABLE:
        raise TemplateError("damaged; open it in Word and save it again as .docx") from None


def _iterate_free_controls(document: Document) -> Iterator[Control]:
    for element in document.element.body.iter(qn("w:sdt")):
        if next(element.iterancestors(qn("w:tbl")), None) is None:
            yield _read_control(element)


def _iterate_tables(document: Document) -> Iterator[tuple[Row, ...]]:
    for table in document.element.body.iter(qn("w:tbl")):
        if next(table.iterancestors(qn("w:tbl")), None) is None:
            rows = _iterate_parts(table, qn("w:tr"))
            yield tuple(tuple(map(_read_cell, _iterate_parts(row, qn("w:tc")))) for row in rows)


def _iterate_parts(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table, or the cells of a row, also those in a control, and none of a table in it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag != qn("w:tbl"):
            yield from _iterate_parts(child, tag)


def _read_cell(cell: Any) -> EditedCell:
    """Word puts a control into a cell, or a cell into a control."""
    parent = cell.getparent().getparent() if cell.getparent().tag == qn("w:sdtContent") else None
    inside = next((one for one in cell.iter(qn("w:sdt")) if _read_tag(one)), None)
    element = inside if inside is not None else parent
    is_control = element is not None and bool(_read_tag(element))
    text = _read_text(cell)
    return EditedCell("" if text.startswith(MARKS) else text, _read_control(element) if is_control else None)


def _read_control(element: Any) -> Control:
    text = _read_text(element)
    is_empty = element.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None or text.startswith(MARKS)
    return Control(_read_tag(element), _read_property(element, "w:alias"), "" if is_empty else text)


def _read_tag(element: Any) -> str:
    return _read_property(element, "w:tag")


def _read_property(element: Any, name: str) -> str:
    found = element.find(f"{qn('w:sdtPr')}/{qn(name)}")
    return "" if found is None else found.get(qn("w:val"), "")


def _read_text(element: Any) -> str:
    """The text as it stands now, without what tracked changes took out and without invisible breaks; paragraphs are lines."""
    parts: list[str] = []
    for one in element.iter():
        if one.tag == qn("w:p") and parts:
            parts.append("\n")
        elif one.tag == qn("w:t"):
            parts.append(one.text or "")
        elif one.getparent() is not None and one.getparent().tag == qn("w:r"):
            parts.append(_BREAKS.get(one.tag, ""))
    text = drop_breaks("".join(parts)).strip()
    return text if has_visible(text) else ""
