"""What a superintendent reads before the appendices is at most five pages and 2,500 words, and the targets are on the first of them."""

import io
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.documents.markdown_writer import write_markdown
from reports.documents.pdf_writer import write_pdf
from reports.figures.export import draw_exercise_figures
from sim.exercise.decision_effects import (
    BestAnswer,
    DecisionEffect,
    DecisionEffects,
    Difference,
    TogetherEffect,
    VariantPlanner,
)
from sim.exercise.leverage import choose_measure
from sim.measures import MEASURES
from tests.reports.pictures import to_picture
from tests.reports.reports import facts
from tests.sim.exercise.exercises import EACH_SLOW

PAGES, WORDS = 5, 2_500
FIRST_APPENDIX = "Appendix A: "
WIDE = Difference(-1234.0, -1345.0, -1123.0)
"""As many digits as there are, of seconds and of person-minutes."""


def long_ledger(name: str) -> DecisionEffects:
    """All questions of the exercise were asked and had an effect, and another answer would have been better."""
    state = facts(name).state
    decisions = []
    for question in VariantPlanner(state).questions:
        point = state.decision_points.get(question.id)
        answer = point.response.option if point and point.state == "decided" else "no decision"
        longest = max(question.options, key=lambda one: len(one.says) if one.id != answer else 0)
        measure = choose_measure(question, state.opened.emergency)
        best = BestAnswer(longest.id, Difference(1234.0, 1123.0, 1345.0))
        effect = DecisionEffect(question.id, answer, 61.0, measure, MEASURES[measure].unit, WIDE, WIDE, WIDE, best, 1.0)
        decisions.append(effect)
    units = {one.measure: one.unit for one in decisions}
    together = (TogetherEffect(measure, unit, WIDE) for measure, unit in units.items())
    return DecisionEffects(1_000, 0.06, tuple(decisions), tuple(together))


@cache
def with_ledger(name: str) -> ReportData:
    return replace(facts(name), decision_effects=long_ledger(name))


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
