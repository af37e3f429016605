"""What a paper is made of: sections of blocks, and nothing of any format.

Who composes a paper knows exercises and comparisons; who writes it as Word, PDF or HTML knows blocks. Numbers come as words: a writer
rounds and reckons nothing. What only people can say is a `Blank`: empty it is marked on the page, and the paper opens with a list of all
that are still empty, each with its place.

Where things stand in a paper: its contents, what it opens with, and the names that links lead to; the same in Word, PDF and HTML.

A paper opens with what people still have to say, by section. Where the same thing is asked several times, as in each row of a table, it
is listed once, with how often; its link leads to the first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Style = Literal["", "strong", "emphasis", "code"]

Kind = Literal["text", "day"] | tuple[str, ...]
"""What an answer is: words, a day, or one of these."""


@dataclass(frozen=True)
class Run:
    """Words in one style."""

    text: str
    style: Style = ""


Words = str | tuple[str | Run, ...]
"""A line of text; runs where a part of it stands out."""

TALLEST = 0.8
"""Of the height of a page, for a figure."""

_CODE_PATTERN = re.compile(r"`([^`]+)`")


def parse_code(text: str) -> Words:
    """A line in which what is to be typed stands between backticks, as the terminal shows it."""
    parts = _CODE_PATTERN.split(text)  # every other one stood between backticks
    return tuple(Run(part, "code" if n % 2 else "") for n, part in enumerate(parts) if part)


@dataclass(frozen=True)
class Blank:
    """What a person says: a judgement, a name, a date. id: its key in the edit file; label: what is asked; value: what was said, or empty.

    hint: what a good answer is. is_required: the paper cannot be signed without it. kind: what else than words the answer is.
    """

    id: str
    label: str
    value: str = ""
    hint: str = ""
    is_required: bool = True
    kind: Kind = "text"


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
    """Rows of cells, one a column; the row of titles is repeated on each page, and left out where no column has any: then the first column
    names its rows. caption: says what the table shows.
    """

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
    """A figure. svg, png: its bytes; alt: what somebody hears who does not see it; share: of the width of the page."""

    name: str
    caption: str
    alt: str
    svg: bytes
    png: bytes
    share: float = 0.88

    def fitted_share(self, line: float, column: float) -> float:
        """The share of the line that it gets: less than it asks for where it would be higher than most of a page.

        line, column: width and height of the text of a page, in one unit. The size in pixels is in the first chunk of the PNG.
        """
        across, down = (int.from_bytes(self.png[at : at + 4], "big") for at in (16, 20))
        return min(self.share, TALLEST * column * across / (down * line))


@dataclass(frozen=True)
class WritingLines:
    """Empty lines to write on by hand."""

    label: str
    count: int


@dataclass(frozen=True)
class Code:
    """Commands or data, as they are typed."""

    text: str


Block = Heading | Paragraph | Bullets | Table | Picture | WritingLines | Code | Blank


@dataclass(frozen=True)
class Section:
    """A part with a title of its own, on a page of its own where it is landscape. id: what others refer to it by; starts_page: it begins a
    page.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    starts_page: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole paper. about: what stands under the title, name and value; marking: on every page, `EXERCISE` where it is of one.

    status: `DRAFT`, or by whom and when it was made final; empty for papers that nobody signs. author, made: of the file's data, without
    a time where there is none. language: of the words, as in `en-US`.
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


def iterate_runs(words: Words) -> Iterator[Run]:
    """The runs of a line."""
    for part in (words,) if isinstance(words, str) else words:
        yield part if isinstance(part, Run) else Run(part)


def is_written_by_hand(row: tuple[Cell, ...]) -> bool:
    """Whether a row is there to be written on: nothing stands in it, but for what may name it."""
    return len(row) > 1 and not any(isinstance(cell, Blank) or plain(cell).strip() for cell in row[1:])


def plain(cell: Cell) -> str:
    """The text of a cell without its styles."""
    return "".join(run.text for run in iterate_runs(cell.value if isinstance(cell, Blank) else cell))


def iterate_blanks(section: Section) -> Iterator[Blank]:
    """Everything that people say in a section, in its order."""
    for block in section.blocks:
        match block:
            case Blank():
                yield block
            case Bullets():
                yield from (item for item in block.items if isinstance(item, Blank))
            case Table():
                yield from (cell for row in block.rows for cell in row if isinstance(cell, Blank))


def list_open_blanks(paper: Paper) -> list[tuple[Section, Blank]]:
    """What is still empty and must not be, each with its section."""
    return [
        (section, one)
        for section in paper.sections
        for one in iterate_blanks(section)
        if one.is_required and not one.value.strip()
    ]


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
