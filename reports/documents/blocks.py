"""What a paper is made of: sections of blocks, and nothing of any format.

Who composes a paper knows exercises and comparisons; who writes it as Word, PDF or HTML knows blocks. Numbers come as words: a writer
rounds and reckons nothing. What only people can say is a `Blank`: empty it is marked on the page, and the paper opens with a list of all
that are still empty, each with its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

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
