"""What people say, as content controls: one types in place, and the control says what is asked.

Word takes at most 64 characters for the title and for the tag of a control; a longer tag is told apart by a sum over all of it.
"""

from collections.abc import Iterator
from itertools import count
from zlib import crc32

from reports.documents.blocks import Blank, Cell, Kind, Paper
from reports.documents.outline import Places, mark
from reports.documents.word.elements import bookmark_name, element, text_run, words_of

MOST = 64
"""Characters in a title or a tag."""


class Controls:
    """The content controls and bookmarks of one file, numbered in their order."""

    def __init__(self, paper: Paper) -> None:
        self._places = Places(paper)
        self._numbers: Iterator[int] = count(1)

    def number(self) -> int:
        """One that nothing else in the file has."""
        return next(self._numbers)

    def bookmark(self, name: str, content: str) -> str:
        """Content that links lead to."""
        number = self.number()
        return (
            element("bookmarkStart", id=number, name=bookmark_name(name))
            + content
            + element("bookmarkEnd", id=number)
        )

    def cell(self, cell: Cell, column: str = "") -> str:
        """Words, or a place to type in. column: the title over it in a table."""
        return self.blank(cell, column) if isinstance(cell, Blank) else words_of(cell)

    def blank(self, blank: Blank, column: str = "", labelled: bool = False) -> str:
        """A place to type in, with what was said or with a mark. labelled: as `mark`."""
        empty = not blank.value.strip()
        shown = text_run(mark(blank, column, labelled), "PlaceholderText") if empty else text_run(blank.value)
        properties = element(
            "sdtPr",
            element("alias", val=blank.label[:MOST]),
            element("tag", val=_tag(blank.id)),
            element("id", val=self.number()),
            element("showingPlcHdr") if empty else "",
            _answers(blank.kind),
        )
        control = element("sdt", properties, element("sdtContent", shown))
        place = self._places.take(blank)
        return self.bookmark(place, control) if place else control


def _answers(kind: Kind) -> str:
    """What can be put in: a list to choose from, a day with a calendar, or text."""
    if isinstance(kind, tuple):
        choices = (element("listItem", displayText=one, value=one) for one in kind)
        return element("dropDownList", *choices)
    if kind == "day":
        return element("date", element("dateFormat", val="yyyy-MM-dd"), element("calendar", val="gregorian"))
    return element("text", multiLine=1)


def _tag(key: str) -> str:
    if len(key) <= MOST:
        return key
    return f"{key[: MOST - 9]}-{crc32(key.encode()):08x}"
