"""Slides for PowerPoint: all words, a title for each slide, descriptions for screen readers, and nothing below the foot."""

import io
from typing import Any

import pptx
import pytest

from reports.documents.model import Bullets, Column, Paper, Paragraph, Run, Section, Table, plain
from reports.documents.pptx_writer import FOOT_TOP, SIZES, write_pptx
from tests.reports.documents.documents import drawing, full
from tests.reports.kit_documents import handout
from tests.sim.exercise.exercises import EACH_EXERCISE


def open_deck(paper: Paper) -> Any:
    return pptx.Presentation(io.BytesIO(write_pptx(paper)))


def list_texts(slide: Any) -> list[str]:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return texts + [cell.text for table in tables for row in table.rows for cell in row.cells]


def test_every_section_is_a_slide_with_its_title_and_all_its_words() -> None:
    blocks = (
        Paragraph((Run("Strong", "strong"), " and plain")),
        Bullets(("one", "two")),
        Table("Roles", (Column("Role", 0.6), Column("Where", 0.4)), (("Nurse", "Office <A> & B"),)),
    )
    deck = open_deck(Paper("Kind", "Title", (("Campus", "North"),), (Section("s", "First", blocks),), "EXERCISE"))
    front, slide = deck.slides
    assert front.shapes.title.text_frame.text == "Title"
    assert "Campus: North" in list_texts(front)
    assert slide.shapes.title.text_frame.text == "First"
    said = "\n".join(list_texts(slide))
    for words in ("Strong and plain", "one", "two", "Role", "Where", "Nurse", "Office <A> & B", "EXERCISE"):
        assert words in said


def test_a_picture_keeps_its_shape_and_is_described() -> None:
    deck = open_deck(Paper("K", "T", (), (Section("s", "S", (Paragraph("Look:"), drawing())),)))
    (shown,) = (shape for shape in deck.slides[1].shapes if shape.shape_type is not None and hasattr(shape, "image"))
    assert shown._element._nvXxPr.cNvPr.get("descr") == drawing().alt
    assert shown.width / shown.height == pytest.approx(160 / 90, rel=0.01)


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_what_a_slide_of_the_kit_says_ends_above_its_foot(name: str) -> None:
    paper = handout(name, "slides")
    for section, slide in zip(paper.sections, [*open_deck(paper).slides][1:], strict=True):
        bodies = [shape for shape in slide.shapes if shape != slide.shapes.title][:-1]
        assert max(shape.top.pt + shape.height.pt for shape in bodies) <= FOOT_TOP, section.title


@pytest.mark.slow
def test_any_block_can_be_on_a_slide_and_the_same_document_gives_the_same_bytes() -> None:
    assert write_pptx(full()) == write_pptx(full())
    said = [text for slide in open_deck(full()).slides for text in list_texts(slide)]
    for section in full().sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                assert plain(block.words) in said


def test_few_words_are_larger_than_many() -> None:
    def size(text: str) -> float:
        deck = open_deck(Paper("K", "T", (), (Section("s", "S", (Paragraph(text),)),)))
        return float(deck.slides[1].shapes[1].text_frame.paragraphs[0].runs[0].font.size.pt)

    assert size("Few words.") == SIZES[0] > size("Many words. " * 60) >= SIZES[-1]
