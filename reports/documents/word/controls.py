"""What people say, as content controls: one types in place, and the control says what is asked.

Word takes at most 64 characters for the title and for the tag of a control; a longer tag is told apart by a sum over all of it.
"""

from collections.abc import Iterator
from itertools import count
from zlib import crc32

from reports.documents.blocks import Blank, Cell, Kind, Paper
from reports.documents.outline import AnchorRegister, format_blank_mark
from reports.documents.word.elements import to_bookmark_name, build_element, build_text_runs, build_words

MAX_TAG_LENGTH = 64
"""Characters in a title or a tag."""


class Controls:
    """The content controls and bookmarks of one file, numbered in their order."""

    def __init__(self, paper: Paper) -> None:
        self._places = AnchorRegister(paper)
        self._numbers: Iterator[int] = count(1)

    def next_number(self) -> int:
        """One that nothing else in the file has."""
        return next(self._numbers)

    def build_bookmark(self, name: str, content: str) -> str:
        """Content that links lead to."""
        number = self.next_number()
        return (
            build_element("bookmarkStart", id=number, name=to_bookmark_name(name))
            + content
            + build_element("bookmarkEnd", id=number)
        )

    def build_cell(self, cell: Cell, column: str = "") -> str:
        """Words, or a place to type in. column: the title over it in a table."""
        return self.build_control(cell, column) if isinstance(cell, Blank) else build_words(cell)

    def build_control(self, blank: Blank, column: str = "", labelled: bool = False) -> str:
        """A place to type in, with what was said or with a mark. labelled: as `format_blank_mark`."""
        empty = not blank.value.strip()
        shown = build_text_runs(format_blank_mark(blank, column, labelled), "PlaceholderText") if empty else build_text_runs(blank.value)
        properties = build_element(
            "sdtPr",
            build_element("alias", val=blank.label[:MAX_TAG_LENGTH]),
            build_element("tag", val=_format_tag(blank.id)),
            build_element("id", val=self.next_number()),
            build_element("showingPlcHdr") if empty else "",
            _control_type(blank.kind),
        )
        control = build_element("sdt", properties, build_element("sdtContent", shown))
        place = self._places.take(blank)
        return self.build_bookmark(place, control) if place else control


def _control_type(kind: Kind) -> str:
    """What can be put in: a list to choose from, a day with a calendar, or text."""
    if isinstance(kind, tuple):
        choices = (build_element("listItem", displayText=one, value=one) for one in kind)
        return build_element("dropDownList", *choices)
    if kind == "day":
        return build_element("date", build_element("dateFormat", val="yyyy-MM-dd"), build_element("calendar", val="gregorian"))
    return build_element("text", multiLine=1)


def _format_tag(key: str) -> str:
    if len(key) <= MAX_TAG_LENGTH:
        return key
    return f"{key[: MAX_TAG_LENGTH - 9]}-{crc32(key.encode()):08x}"
