"""Writes a document as slides that people go on editing in PowerPoint: a title slide, then one for each section.

Words go into the layout's own text boxes, tables are tables, and a figure is a picture with its description for screen readers. The
largest size is used at which everything on a slide fits, by a width that letters have on average.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING

from reports.documents.docx_writer import pack_parts
from reports.documents.model import (
    Blank,
    Block,
    Bullets,
    Cell,
    Code,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Words,
    WritingLines,
    format_blank_mark,
    iterate_runs,
    plain,
)

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

WIDTH, HEIGHT = 960.0, 540.0
"""Points: 16 to 9."""
MARGIN, TITLE_TOP, BODY_TOP, FOOT_TOP = 42.0, 28.0, 104.0, 504.0
SIZES = (32.0, 28.0, 24.0, 20.0, 18.0, 16.0, 14.0)
"""Points of the words of a slide, the largest first."""
LINE, GAP = 1.25, 10.0
"""Heights of a line in sizes of its letters; points between blocks."""
LETTER = 0.5
"""Width of a letter in sizes."""
INK, QUIET, ACCENT, TINT = "1B1F24", "56606B", "14466B", "EEF3F7"
FONT = "Calibri"
TITLE_LAYOUT = 5
"""Of python-pptx's own template: a title alone."""
_FIXED_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def write_pptx(paper: Paper) -> bytes:
    """A whole PowerPoint file. Each slide has its title in the title box, so that screen readers and the outline have it."""
    import pptx
    from pptx.util import Pt

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    _describe(deck, paper)
    _SlideWriter(deck, paper).write_front()
    for section in paper.sections:
        _SlideWriter(deck, paper).write_section(section)
    written = io.BytesIO()
    deck.save(written)
    with zipfile.ZipFile(written) as whole:
        return pack_parts({name: whole.read(name) for name in whole.namelist()})


def _describe(deck: "Presentation", paper: Paper) -> None:
    about, made = deck.core_properties, paper.made or _FIXED_DATE
    about.title, about.author, about.language = paper.title, paper.author, paper.language
    about.subject, about.keywords, about.last_modified_by = paper.kind, paper.marking, paper.author
    about.created, about.modified, about.revision = made, made, 1


@dataclass(frozen=True)
class _Box:
    """Points: where a block stands."""

    top: float
    height: float


class _SlideWriter:
    """One slide while it is written."""

    def __init__(self, deck: "Presentation", paper: Paper) -> None:
        self.paper = paper
        self.slide: Slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
        self.number = len(deck.slides)

    def write_front(self) -> None:
        """The title of the document, and what it is about."""
        self._title(self.paper.title, 150.0, 40.0)
        self._words([self.paper.kind], _Box(112.0, 34.0), 20.0, ACCENT)
        about = [f"{name}: {value}" for name, value in self.paper.about]
        self._words(about, _Box(260.0, 200.0), 20.0, QUIET)
        self._foot()

    def write_section(self, section: Section) -> None:
        """Its blocks from top to bottom."""
        self._title(section.title, TITLE_TOP, 30.0)
        size = next((size for size in SIZES if _fits(section.blocks, size)), SIZES[-1])
        top = BODY_TOP
        for block in section.blocks:
            height = _measure(block, size)
            self._block(block, _Box(top, height), size)
            top += height + GAP
        self._foot()

    def _title(self, words: str, top: float, size: float) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Pt

        shape = self.slide.shapes.title
        if shape is None:
            raise RuntimeError("the layout has no title")
        shape.left, shape.top, shape.width, shape.height = map(Pt, (MARGIN, top, WIDTH - 2 * MARGIN, 68.0))
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor, frame.margin_left = True, MSO_ANCHOR.MIDDLE, 0
        self._paragraph(frame, words, size, ACCENT, is_bold=True)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT

    def _block(self, block: Block, box: _Box, size: float) -> None:
        if isinstance(block, Table):
            self._table(block, box, size)
        elif isinstance(block, Picture):
            self._picture(block, box)
        else:
            self._words([*_list_lines(block)], box, size)

    def _words(self, lines: Sequence[Words], box: _Box, size: float, color: str = INK) -> None:
        from pptx.util import Pt

        places = map(Pt, (MARGIN, box.top, WIDTH - 2 * MARGIN, box.height))
        frame = self.slide.shapes.add_textbox(*places).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        for line in lines:
            self._paragraph(frame, line, size, color)

    def _paragraph(self, frame: "TextFrame", words: Words, size: float, color: str, is_bold: bool = False) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        is_first = len(frame.paragraphs) == 1 and not frame.paragraphs[0].runs
        paragraph = frame.paragraphs[0] if is_first else frame.add_paragraph()
        paragraph.space_after = Pt(size / 4)
        for piece in iterate_runs(words):
            run = paragraph.add_run()
            run.text, font = piece.text, run.font
            font.name, font.size, font.color.rgb = FONT, Pt(size), RGBColor.from_string(color)
            font.bold, font.italic = is_bold or piece.style == "strong", piece.style == "emphasis"

    def _table(self, table: Table, box: _Box, size: float) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        head = [tuple(column.title for column in table.columns)] if table.has_titles else []
        rows: list[tuple[Cell, ...]] = [*head, *table.rows]
        places = map(Pt, (MARGIN, box.top, WIDTH - 2 * MARGIN, box.height))
        shape = self.slide.shapes.add_table(len(rows), len(table.columns), *places)
        _describe_shape(shape, table.caption)
        grid = shape.table
        grid.first_row = bool(head)
        for column, about in enumerate(table.columns):
            grid.columns[column].width = Pt(about.share * (WIDTH - 2 * MARGIN))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                place = grid.cell(row, column)
                place.fill.solid()
                place.fill.fore_color.rgb = RGBColor.from_string(ACCENT if head and not row else TINT)
                color = "FFFFFF" if head and not row else INK
                self._paragraph(place.text_frame, _read_cell(cell), size * 0.8, color, is_bold=bool(head and not row))

    def _picture(self, picture: Picture, box: _Box) -> None:
        from pptx.util import Pt

        height = box.height
        width = height * picture.aspect
        shape = self.slide.shapes.add_picture(
            io.BytesIO(picture.png), Pt((WIDTH - width) / 2), Pt(box.top), Pt(width), Pt(height)
        )
        _describe_shape(shape, picture.alt)

    def _foot(self) -> None:
        self._words(
            [f"{self.paper.marking}   {self.paper.title}   {self.number}".strip()], _Box(FOOT_TOP, 24.0), 12.0, QUIET
        )


def _describe_shape(shape: "BaseShape", words: str) -> None:
    """For screen readers."""
    shape._element._nvXxPr.cNvPr.set("descr", words)


def _list_lines(block: Block) -> Iterator[Words]:
    """The lines of a block of words."""
    match block:
        case Heading():
            yield (Run(block.text, "strong"),)
        case Paragraph():
            yield block.words
        case Bullets():
            yield from (f"\N{BULLET} {plain(_read_cell(item))}" for item in block.items)
        case Blank():
            yield _read_cell(block)
        case WritingLines():
            yield block.label
        case Code():
            yield block.text


def _read_cell(cell: Cell) -> Words:
    if isinstance(cell, Blank):
        return cell.value if cell.is_answered else format_blank_mark(cell)
    return cell


def _fits(blocks: Sequence[Block], size: float) -> bool:
    heights = [_measure(block, size) + GAP for block in blocks]
    return BODY_TOP + sum(heights) <= FOOT_TOP


def _measure(block: Block, size: float) -> float:
    """Points: about how high a block is at this size of its letters. A picture takes what is left beside a line of words."""
    if isinstance(block, Picture):
        return min(FOOT_TOP - BODY_TOP - 3 * LINE * SIZES[-1], (WIDTH - 2 * MARGIN) / block.aspect)
    if not isinstance(block, Table):
        return sum(_count_lines(line, WIDTH - 2 * MARGIN, size) * LINE * size + size / 4 for line in _list_lines(block))
    small = 0.8 * size
    widths = [column.share * (WIDTH - 2 * MARGIN) - 2 * small for column in block.columns]
    rows = [*([tuple(column.title for column in block.columns)] if block.has_titles else []), *block.rows]
    deepest = (
        max(_count_lines(_read_cell(cell), width, small) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return sum(lines * LINE * small + small for lines in deepest)


def _count_lines(words: Words, width: float, size: float) -> int:
    text = "".join(run.text for run in iterate_runs(words))
    return sum(max(1, ceil(len(line) * LETTER * size / width)) for line in text.split("\n"))
