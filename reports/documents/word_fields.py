"""The fields of a Word file: codes from which Word computes a text, such as the number of a page.

A field is allowed by its whole code, which must be one constant text. Any other field is unlinked, as Word itself does it: the code goes,
and the text that the field last showed stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ARGUMENT = r'\s*(?:"[^"]*"|[^\s"\\]+)'
_SWITCHES = rf'(?:\s*\\[^\s"\\](?:{_ARGUMENT})?)*\s*'
_ALLOWED = tuple(
    re.compile(rf"\s*{code}", re.ASCII | re.IGNORECASE)
    for code in (
        rf"(?:PAGE|NUMPAGES|TOC){_SWITCHES}",
        rf"(?:STYLEREF|TITLE|SEQ|PAGEREF|REF)(?:\s{_ARGUMENT})?{_SWITCHES}",
        rf'HYPERLINK(?:\s*\\o\s*"[^"]*")?\s*\\l{_ARGUMENT}(?:\s*\\o\s*"[^"]*")?\s*',
    )
)
"""A link leads to a place in the file only if it has no argument but that of its switches."""
_NAME = re.compile(r'[\s"]*([^\s"\\]*)')
_MARK, _SIMPLE, _CODE, _DELETED_CODE = (W + name for name in ("fldChar", "fldSimple", "instrText", "delInstrText"))
_PARTS = (_MARK, _CODE, _DELETED_CODE)
"""Of a field, also where they stand in a formula, or in what one program reads and another does not."""
_RUN, _TEXT = W + "r", W + "t"
DEEPEST = 50
"""Fields in each other. Word takes some twenty, and to read them takes time with their product."""


class UnlinkedField(NamedTuple):
    """name: such as DATE; empty for a code outside any field. text: what stays of it."""

    name: str
    text: str


@dataclass
class _Field:
    """A field while it is read. marks: its begin, its separator and its end. code: all that stands before the text that it shows."""

    marks: list[Any]
    code: list[Any] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    is_shown: bool = False

    @property
    def instruction(self) -> str:
        return "".join(one.text or "" for one in self.code if one.tag in (_CODE, _DELETED_CODE))

    @property
    def is_allowed(self) -> bool:
        is_constant = len(self.marks) <= 3 and all(one.tag == _CODE for one in self.code)
        return is_constant and is_allowed(self.instruction)


def is_allowed(code: str) -> bool:
    """Whether a field with this code may stay."""
    return any(one.fullmatch(code) for one in _ALLOWED)


def unlink_fields(root: Any) -> list[UnlinkedField]:
    """Unlinks the fields of a part that are not allowed, and returns them. Raises ValueError where too many are in each other."""
    for mark in list(root.iter(*_PARTS)):
        del mark[:]  # the data and macros of a form
    reader = _Reader()
    for element in list(root.iter("*")):
        if element.tag == _SIMPLE:
            reader.read_simple(element)
        elif element.tag in _PARTS or (element.tag != W + "rPr" and _is_in_run(element)):
            reader.read_content(element)
    for one in reader.opened:
        one.code = [element for element in one.code if element.tag in _PARTS]
        reader.unlink(one)
    return reader.unlinked


def _is_in_run(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == _RUN


class _Reader:
    """Reads a part in order. opened: the fields that have no end yet, from the outermost."""

    def __init__(self) -> None:
        self.opened: list[_Field] = []
        self.unlinked: list[UnlinkedField] = []

    def read_simple(self, element: Any) -> None:
        """A field in one element, which holds the text that it shows."""
        self._add_to_codes(self.opened, element)
        for data in element.findall(W + "fldData"):
            element.remove(data)
        code = element.get(W + "instr", "")
        if not is_allowed(code):
            text = "".join(one.text or "" for one in element.iter(_TEXT))
            self.unlinked.append(_describe(code, text))
            unwrap(element)

    def read_content(self, element: Any) -> None:
        """A piece of a run: a mark, a code, or what is shown."""
        kind = element.get(W + "fldCharType") if element.tag == _MARK else ""
        if kind in ("separate", "end") and self.opened:
            *outer, own = self.opened
            self._add_to_codes(outer, element)
            own.marks.append(element)
            own.is_shown = True
            if kind == "end":
                self._close(self.opened.pop())
            return
        is_code = element.tag in (_CODE, _DELETED_CODE)
        if kind != "begin" and (element.tag == _MARK or (is_code and all(one.is_shown for one in self.opened[-1:]))):
            self.unlinked.append(_describe(element.text or "", ""))
            _remove(element)
            return
        self._add_to_codes(self.opened, element)
        if kind == "begin":
            if len(self.opened) == DEEPEST:
                raise ValueError(f"over {DEEPEST} fields in each other, which Word never writes")
            self.opened.append(_Field([element]))

    def _add_to_codes(self, fields: list[_Field], element: Any) -> None:
        for one in fields:
            if not one.is_shown:
                one.code.append(element)
            elif element.tag == _TEXT:
                one.text.append(element.text or "")

    def _close(self, closed: _Field) -> None:
        if not closed.is_allowed:
            self.unlink(closed)
            return
        closed.code[0].text = closed.instruction  # all of it in one place, whatever a reader skips
        for element in closed.code[1:]:
            _remove(element)

    def unlink(self, one: _Field) -> None:
        """Takes away all of a field but the text that it shows."""
        self.unlinked.append(_describe(one.instruction, "".join(one.text)))
        for element in (*one.code, *one.marks):
            _remove(element)


def _describe(code: str, text: str) -> UnlinkedField:
    found = _NAME.match(code)
    return UnlinkedField(found[1].upper() if found else "", text)


def unwrap(element: Any) -> None:
    """Puts what is in an element in its place."""
    for child in list(element):
        element.addprevious(child)
    element.getparent().remove(element)


def _remove(element: Any) -> None:
    """Removes a piece of a run, and the run if nothing is left of it."""
    run = element.getparent()
    if run is None:
        return
    run.remove(element)
    if run.tag == _RUN and run.getparent() is not None and all(one.tag == W + "rPr" for one in run):
        run.getparent().remove(run)
