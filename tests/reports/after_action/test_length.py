"""What a superintendent reads before the appendices is at most five pages and 2,500 words, and the targets are on the first of them."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from reports.after_action.report import build_after_action_report
from reports.documents.markdown_writer import write_markdown
from reports.documents.pdf_writer import write_pdf
from reports.figures.export import draw_exercise_figures
from tests.reports.after_action.ledgers import with_ledger
from tests.reports.pictures import to_picture
from tests.sim.exercise.exercises import EACH_SLOW

PAGES, WORDS = 5, 2_500
FIRST_APPENDIX = "Appendix A: "


@pytest.mark.parametrize("name", EACH_SLOW)
def test_the_report_has_at_most_2500_words_before_its_appendices(name: str) -> None:
    """With the descriptions of its figures, which screen readers read."""
    before, *appendices = write_markdown(build_after_action_report(with_ledger(name))).split(f"## {FIRST_APPENDIX}")
    assert len(before.split()) <= WORDS
    assert appendices


@pytest.mark.parametrize("name", EACH_SLOW)
def test_the_report_has_at_most_five_pages_before_its_appendices(name: str) -> None:
    one = with_ledger(name)
    pictures = {
        drawn.name: to_picture(drawn)
        for drawn in draw_exercise_figures(one.review, one.counterfactual, one.decision_effects)
    }
    pages = PdfReader(io.BytesIO(write_pdf(build_after_action_report(replace(one, pictures=pictures))))).pages
    words = [" ".join(page.extract_text().split()) for page in pages]
    assert next(number for number, text in enumerate(words) if FIRST_APPENDIX in text) <= PAGES
    assert "What this exercise says about the plan" in words[0]
