"""Where things stand in a paper: its contents, what it opens with, and the names that links lead to; the same in Word, PDF and HTML.

A paper opens with what people still have to say, by section. Where the same thing is asked several times, as in each row of a table, it
is listed once, with how often; its link leads to the first.
"""

import re
from typing import NamedTuple

from reports.documents.blocks import (
    Blank,
    Bullets,
    Heading,
    Paper,
    Paragraph,
    Picture,
    WritingLines,
    Section,
    Table,
    iterate_blanks,
    iterate_runs,
    list_open_blanks,
)

OPENING = "To complete before signing"
OPENING_ANCHOR = "to-complete"
CONTENTS = "Contents"
CONTENTS_ANCHOR = "contents"
MAX_LEVEL = 2
"""Of the levels of headings that the contents list: smaller ones say the same under many headings."""
EMPTY_BOX = "\N{WHITE SQUARE}"
"""In front of what is still to be said."""
BOXED = "A box stands for a letter that this file has no shape for. The same paper as Word or HTML shows it."
"""Under a PDF page with writing that none of its fonts has."""
_PLAIN_ID = re.compile(r"[a-z][a-z0-9-]*")
_RESERVED_ANCHORS = (OPENING_ANCHOR, CONTENTS_ANCHOR, "main", "title")


class Entry(NamedTuple):
    """A line of the contents. level: 1 for sections."""

    level: int
    text: str
    anchor: str


class OpenItemGroup(NamedTuple):
    """What is still to be said in a section, and how often it is asked."""

    label: str
    anchor: str
    occurrences: int

    @property
    def text(self) -> str:
        """As it is listed: "Responsible (6 places)"."""
        return self.label if self.occurrences == 1 else f"{self.label} ({self.occurrences} places)"


class SectionOpenItems(NamedTuple):
    """All that is still to be said in one section."""

    title: str
    anchor: str
    asked: tuple[OpenItemGroup, ...]


def build_section_anchors(paper: Paper) -> list[str]:
    """A name for each section: its id where that is plain and nobody else's."""
    found: list[str] = []
    for number, section in enumerate(paper.sections, 1):
        fits = _PLAIN_ID.fullmatch(section.id) and section.id not in (*found, *_RESERVED_ANCHORS)
        found.append(section.id if fits else f"section.{number}")
    return found


def build_heading_anchor(section: str, at: int) -> str:
    """The name of a heading that is the block with that index in its section."""
    return f"{section}.{at + 1}"


def build_blank_anchors(paper: Paper) -> dict[str, str]:
    """A name for the place of each blank, by its id."""
    found = (blank.id for section in paper.sections for blank in iterate_blanks(section))
    return {one: f"blank.{number}" for number, one in enumerate(dict.fromkeys(found), 1)}


class AnchorRegister:
    """The names of places as they are written down one after the other: each is given once, however often its id comes."""

    def __init__(self, paper: Paper) -> None:
        self._left = build_blank_anchors(paper)

    def take(self, blank: Blank) -> str:
        """The name of the place of a blank; empty where it has been given already."""
        return self._left.pop(blank.id, "")


def list_contents(paper: Paper) -> list[Entry]:
    """Sections and the larger headings in them; nothing for a paper that lists none."""
    if not (paper.contents and paper.sections):
        return []
    found: list[Entry] = [Entry(1, OPENING, OPENING_ANCHOR)] if list_open_blanks(paper) else []
    for anchor, section in zip(build_section_anchors(paper), paper.sections, strict=True):
        found.append(Entry(1, section.title, anchor))
        found += [
            Entry(block.level, block.text, build_heading_anchor(anchor, at))
            for at, block in enumerate(section.blocks)
            if isinstance(block, Heading) and block.level <= MAX_LEVEL
        ]
    return found


def list_open_items(paper: Paper) -> list[SectionOpenItems]:
    """What is still to be said, by section; empty where nothing is."""
    places = build_blank_anchors(paper)
    empty = list_open_blanks(paper)
    found: list[SectionOpenItems] = []
    for anchor, section in zip(build_section_anchors(paper), paper.sections, strict=True):
        inside = [blank for where, blank in empty if where is section]
        if inside:
            found.append(SectionOpenItems(section.title, anchor, _group_blanks(inside, places)))
    return found


def _group_blanks(inside: list[Blank], places: dict[str, str]) -> tuple[OpenItemGroup, ...]:
    labels = [blank.label for blank in inside]
    first = {blank.label: places[blank.id] for blank in reversed(inside)}
    return tuple(OpenItemGroup(label, first[label], labels.count(label)) for label in dict.fromkeys(labels))


def describe_open_items(paper: Paper) -> str:
    """What stands over the list."""
    count = len(list_open_blanks(paper))
    things = "One thing in this paper is" if count == 1 else f"{count} things in this paper are"
    return f"{things} still to be said by people. Each is marked {EMPTY_BOX} in its place."


def format_blank_mark(blank: Blank, column: str = "", labelled: bool = False) -> str:
    """What stands in the place of what is not said yet. column: the title over it in a table, which is not said again.

    labelled: whether its label stands over it, and is not said again either.
    """
    asks = "To complete" if blank.is_required else "May be added"
    hint = f" \N{EM DASH} {blank.hint}" if blank.hint and not column else ""
    label = "" if labelled or blank.label == column else f": {blank.label}"
    return f"{EMPTY_BOX} {asks}{label}{hint}"


def is_lead_in(section: Section, at: int) -> bool:
    """Whether a block is a paragraph that says what is in the table, figure, list or lines behind it: it stays with them on one page.

    It does right under a heading, where it ends in a colon, and where it begins with words that stand out; with a figure only where it
    ends in a colon, since a figure may leave its page.
    """
    block, before = section.blocks[at], section.blocks[at - 1] if at else None
    after = section.blocks[at + 1] if at + 1 < len(section.blocks) else None
    if not (isinstance(block, Paragraph) and isinstance(after, Table | Picture | Bullets | WritingLines)):
        return False
    said = [*iterate_runs(block.words)]
    if isinstance(after, Picture):
        return bool(said) and said[-1].text.endswith(":")
    if before is None or isinstance(before, Heading):
        return True
    return bool(said) and (said[0].style == "strong" or said[-1].text.endswith(":"))
