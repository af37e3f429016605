"""Slides can be read from the back row, and each says what it is about."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from reports.documents.model import Bullets, Paper, Paragraph, Section
from reports.documents.pdf_writer import SLIDE, write_pdf
from scenarios.library import list_shipped
from tests.reports.kit_documents import handout
from tests.sim.exercise.exercises import EACH_EXERCISE, opened

SMALLEST = 24.0


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_all_but_the_foot_is_large_and_each_slide_holds_its_section(name: str) -> None:
    paper = handout(name, "slides")
    pages = PdfReader(io.BytesIO(write_pdf(paper))).pages
    assert len(pages) == 1 + len(paper.sections)
    for page in pages:
        assert page.mediabox.width / page.mediabox.height == pytest.approx(16 / 9)
        sizes: list[float] = []

        def note(text: str, cm: Any, _tm: Any, _font: Any, size: float, sizes: list[float] = sizes) -> None:
            if text.strip() and cm[5] > SLIDE.foot:
                sizes.append(size * abs(cm[3]))

        text = page.extract_text(visitor_text=note)
        assert sizes
        assert min(sizes) >= SMALLEST
        assert "EXERCISE EXERCISE EXERCISE" in text


@pytest.mark.parametrize("name", list_shipped("exercise"))
def test_each_module_has_a_slide_with_questions_of_its_own(name: str) -> None:
    modules = [one for one in opened(name).exercise.segments if one.kind in ("played", "talked")]
    slides = [one for one in handout(name, "slides").sections if one.title.startswith("Module ")]
    assert len(slides) == len(modules)
    asked = [item for one in slides for block in one.blocks if isinstance(block, Bullets) for item in block.items]
    assert len(asked) == len(set(asked)) >= 3 * len(modules)


def test_a_title_of_two_lines_stands_above_the_text() -> None:
    title = "D2: A collapse on the playground. Who brings an AED, and how do they hear it?"
    slide = Section("one", title, (Paragraph("Radio."),))
    paper = Paper("Hot wash", "Sudden cardiac arrest", (), (slide,), contents=False, layout="slides")
    baselines: dict[str, tuple[float, float]] = {}

    def note(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            baselines[text.strip()] = cm[5] + tm[5] * cm[3], size * abs(cm[3])

    PdfReader(io.BytesIO(write_pdf(paper))).pages[1].extract_text(visitor_text=note)
    (above, large), (below, small) = baselines["and how do they hear it?"], baselines["Radio."]
    assert above - 0.25 * large > below + 0.75 * small
