"""The parts of a document, in no format: sections of blocks, the blanks that people fill in, and the anchors that links lead to.

Builders of documents know exercises and comparisons; a writer (Word, PDF, HTML, Markdown, terminal) knows only these blocks, so
numbers come as text. An answer that only people can give is a `Blank`. While it is empty it is marked in its place, and the document
ends with a list of all that are empty, by section; a label that repeats, as in each row of a table, is listed once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from scenarios.invisible import has_visible

Style = Literal["", "strong", "emphasis", "code"]

Layout = Literal["paper", "slides", "cards", "letters"]
"""Of a PDF: a document; a page to project for each section; a card to cut out for each section; six small cards a page, each a letter."""

Kind = Literal["text", "day"] | tuple[str, ...]
"""Of an answer: free text, a day, or one of these."""


@dataclass(frozen=True)
class Run:
    """Words in one style."""

    text: str
    style: Style = ""


Words = str | tuple[str | Run, ...]
"""A line of text; runs where a part of it stands out."""

TALLEST = 0.8
"""The largest share of the height of a page that a figure gets."""
BY_HAND = 25.0
"""Points: the height of a row that is there to be written on."""
LONG = 400
"""Characters: a row with a longer cell may break across pages."""
LOGO_TEXT = "Logo"
"""For screen readers."""
LOGO_POINTS = 36.0
"""Its height."""
OPEN_ITEMS, OPEN_ITEMS_ANCHOR = "To complete before signing", "to-complete"
CONTENTS, CONTENTS_ANCHOR = "Contents", "contents"
CONTINUED = "(continued)"
MAX_LEVEL = 2
"""The deepest heading that the contents list."""
EMPTY_BOX = "\N{WHITE SQUARE}"
BOXED = "A box replaces a letter that this file has no shape for. The same document as Word or HTML shows it."
"""On a PDF page with characters that none of its fonts has."""
_CODE_PATTERN = re.compile(r"`([^`]+)`")
_PLAIN_ID = re.compile(r"[a-z][a-z0-9-]*")
_RESERVED_ANCHORS = (OPEN_ITEMS_ANCHOR, CONTENTS_ANCHOR, "main", "title")


def parse_code(text: str) -> Words:
    """A line with its parts between backticks in the style of code."""
    parts = _CODE_PATTERN.split(text)  # every other one was between backticks
    return tuple(Run(part, "code" if n % 2 else "") for n, part in enumerate(parts) if part)


@dataclass(frozen=True)
class Blank:
    """A question to people: a judgment, a name, a date. id: its key in the file of additions; value: the answer, or empty.

    hint: describes a good answer. is_required: the document cannot be signed without it. kind: of the answer.
    """

    id: str
    label: str
    value: str = ""
    hint: str = ""
    is_required: bool = True
    kind: Kind = "text"

    @property
    def is_answered(self) -> bool:
        """Whether its value shows anything."""
        return has_visible(self.value)


Cell = Words | Blank


@dataclass(frozen=True)
class Heading:
    """Within a section. level: 2 or 3; the section's own title is 1."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    words: Words


@dataclass(frozen=True)
class Bullets:
    """A list. kind: `bullet`, `number`, or `box`, which is ticked on paper."""

    items: tuple[Cell, ...]
    kind: Literal["bullet", "number", "box"] = "bullet"


@dataclass(frozen=True)
class Column:
    """share: of the width of the table; the shares of a table sum to 1."""

    title: str
    share: float
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class Table:
    """Rows of cells. The row of column titles is repeated on each page; where no column has a title, the first column names the rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def has_titles(self) -> bool:
        """Whether any column has a title."""
        return any(column.title for column in self.columns)


@dataclass(frozen=True)
class Picture:
    """A figure. svg, png: its bytes; alt: its description for screen readers; share: of the width of the page.

    narrow: SVG that a phone shows instead; empty for none.
    """

    name: str
    caption: str
    alt: str
    svg: bytes
    png: bytes
    share: float = 1.0
    narrow: bytes = b""

    @property
    def aspect(self) -> float:
        """Its width over its height, as its header has them."""
        across, down = (int.from_bytes(self.png[at : at + 4], "big") for at in (16, 20))
        return across / down

    def fitted_share(self, line: float, column: float) -> float:
        """The share of the line that it gets: less than asked for where it would fill more than `TALLEST` of a page.

        line, column: width and height of the text of a page, in one unit.
        """
        return min(self.share, TALLEST * column * self.aspect / line)


@dataclass(frozen=True)
class WritingLines:
    """Empty lines to write on by hand."""

    label: str
    count: int


@dataclass(frozen=True)
class Code:
    """Commands or data, as they are typed."""

    text: str


@dataclass(frozen=True)
class PageList:
    """Sections with their pages. sections: the id, plain and unique, and the title of each, which all follow this block."""

    sections: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Bullets | Table | Picture | WritingLines | Code | Blank | PageList


@dataclass(frozen=True)
class Section:
    """A titled part, on pages of its own where it is landscape. id: for references; starts_page: it begins on a new page."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    starts_page: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole document. about: properties under the title, name and value; marking: on every page, such as `EXERCISE`.

    status: `DRAFT`, or the name and date of its finalization; empty where nothing is signed. author, made: metadata of the file.
    logo: a picture as PNG or JPEG, at the head of the first page; template: a school's Word file, whose styles and letterhead the Word
    file gets instead; both empty for none. session: the exercise that a Word file is read back for; empty for none.
    """

    kind: str
    title: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    marking: str = ""
    status: str = ""
    author: str = "Allcall"
    contents: bool = True
    language: str = "en-US"
    made: datetime | None = None
    logo: bytes = b""
    layout: Layout = "paper"
    template: bytes = b""
    session: str = ""


def iterate_runs(words: Words) -> Iterator[Run]:
    """The runs of a line."""
    for part in (words,) if isinstance(words, str) else words:
        yield part if isinstance(part, Run) else Run(part)


def is_written_by_hand(row: tuple[Cell, ...]) -> bool:
    """Whether a row is there to be written on: it has empty cells, and all others but the first are blanks."""
    words = [plain(cell) for cell in row[1:] if not isinstance(cell, Blank)]
    return bool(words) and not any(map(has_visible, words))


def plain(cell: Cell) -> str:
    """The text of a cell without its styles."""
    return "".join(run.text for run in iterate_runs(cell.value if isinstance(cell, Blank) else cell))


def iterate_blanks(section: Section) -> Iterator[Blank]:
    """All blanks of a section, in order."""
    for block in section.blocks:
        match block:
            case Blank():
                yield block
            case Bullets():
                yield from (item for item in block.items if isinstance(item, Blank))
            case Table():
                yield from (cell for row in block.rows for cell in row if isinstance(cell, Blank))


def list_open_blanks(paper: Paper) -> list[tuple[Section, Blank]]:
    """The required blanks that are empty, each with its section."""
    return [
        (section, one)
        for section in paper.sections
        for one in iterate_blanks(section)
        if one.is_required and not one.is_answered
    ]


class Entry(NamedTuple):
    """A line of the contents. level: 1 for sections."""

    level: int
    text: str
    anchor: str


class OpenItemGroup(NamedTuple):
    """A label of open blanks in a section, and how many blanks have it."""

    label: str
    anchor: str
    occurrences: int

    @property
    def text(self) -> str:
        """As it is listed: `Responsible (6 places)`."""
        return self.label if self.occurrences == 1 else f"{self.label} ({self.occurrences} places)"


class SectionOpenItems(NamedTuple):
    """The open blanks of one section."""

    title: str
    anchor: str
    asked: tuple[OpenItemGroup, ...]


def build_section_anchors(paper: Paper) -> list[str]:
    """The anchor of each section: its id where that is plain and unique."""
    anchors: list[str] = []
    for number, section in enumerate(paper.sections, 1):
        fits = _PLAIN_ID.fullmatch(section.id) and section.id not in (*anchors, *_RESERVED_ANCHORS)
        anchors.append(section.id if fits else f"section.{number}")
    return anchors


def build_heading_anchor(section: str, at: int) -> str:
    """The anchor of a heading. section: the anchor of its section; at: its index among the blocks there."""
    return f"{section}.{at + 1}"


def build_blank_anchors(paper: Paper) -> dict[str, str]:
    """The anchor of each blank, by its id."""
    ids = (blank.id for section in paper.sections for blank in iterate_blanks(section))
    return {one: f"blank.{number}" for number, one in enumerate(dict.fromkeys(ids), 1)}


class AnchorRegister:
    """The anchors of blanks while a document is written: each is given once, however often its id comes."""

    def __init__(self, paper: Paper) -> None:
        self._left = build_blank_anchors(paper)

    def take(self, blank: Blank) -> str:
        """The anchor of a blank; empty where it was given already."""
        return self._left.pop(blank.id, "")


def list_contents(paper: Paper) -> list[Entry]:
    """Sections and the larger headings in them; none for a document without contents."""
    if not (paper.contents and paper.sections):
        return []
    found: list[Entry] = []
    for anchor, section in zip(build_section_anchors(paper), paper.sections, strict=True):
        found.append(Entry(1, section.title, anchor))
        found += [
            Entry(block.level, block.text, build_heading_anchor(anchor, at))
            for at, block in enumerate(section.blocks)
            if isinstance(block, Heading) and block.level <= MAX_LEVEL
        ]
    if list_open_blanks(paper):
        found.append(Entry(1, OPEN_ITEMS, OPEN_ITEMS_ANCHOR))
    return found


def list_open_items(paper: Paper) -> list[SectionOpenItems]:
    """The open blanks, by section."""
    anchors, empty = build_blank_anchors(paper), list_open_blanks(paper)
    items = []
    for anchor, section in zip(build_section_anchors(paper), paper.sections, strict=True):
        blanks = [blank for where, blank in empty if where is section]
        labels = [blank.label for blank in blanks]
        first = {blank.label: anchors[blank.id] for blank in reversed(blanks)}
        groups = (OpenItemGroup(label, first[label], labels.count(label)) for label in dict.fromkeys(labels))
        if blanks:
            items.append(SectionOpenItems(section.title, anchor, tuple(groups)))
    return items


def describe_open_items(paper: Paper) -> str:
    """The sentence over the list."""
    count = len(list_open_blanks(paper))
    return f"{count} item{'' if count == 1 else 's'} to complete, each marked {EMPTY_BOX} in its place."


def format_blank_mark(blank: Blank, column: str = "", labeled: bool = False) -> str:
    """The text of an empty blank. column: the title over it in a table; labeled: its label is over it. Neither is repeated."""
    asks = "To complete" if blank.is_required else "May be added"
    hint = f" \N{EM DASH} {blank.hint}" if blank.hint and not column else ""
    label = "" if labeled or blank.label == column else f": {blank.label}"
    return f"{EMPTY_BOX} {asks}{label}{hint}"


def is_lead_in(section: Section, at: int) -> bool:
    """Whether a block is a paragraph that introduces the table, figure, list or lines after it, and stays with them on one page.

    It does right under a heading, where it ends in a colon, and where it begins with strong words; before a figure, which may move to
    another page, only where it ends in a colon.
    """
    block, before = section.blocks[at], section.blocks[at - 1] if at else None
    after = section.blocks[at + 1] if at + 1 < len(section.blocks) else None
    if not (isinstance(block, Paragraph) and isinstance(after, Table | Picture | Bullets | WritingLines)):
        return False
    runs = [*iterate_runs(block.words)]
    has_colon = bool(runs) and runs[-1].text.endswith(":")
    if isinstance(after, Picture):
        return has_colon
    return before is None or isinstance(before, Heading) or has_colon or bool(runs and runs[0].style == "strong")
