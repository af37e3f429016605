"""Each document has its golden text, word for word: `tests/reports/golden_texts.py` says how to write the texts again."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version

import pytest

from reports.after_action.annotations import render_additions_file
from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_blank_report, build_evidence_file
from reports.compliance.requirements import requirement_sheet
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Paper
from reports.handouts.briefing_cards import build_cards
from reports.handouts.exercise_sheet import exercise_sheet
from scenarios.library import open_requirement
from tests.reports.golden_texts import check_golden
from tests.reports.kit_documents import handout
from tests.reports.reports import COMMAND, facts, report
from tests.sim.exercise.exercises import ASSAILANT, conducted, opened
from tests.sim.exercise.reviews import stopped_at_once


def evidence() -> Paper:
    """The evidence file without the inputs, which quote files."""
    paper = build_evidence_file(facts())
    return replace(paper, sections=tuple(one for one in paper.sections if one.id != "evidence"))


def cards() -> str:
    """The cards of a briefing."""
    shown = build_cards(conducted(("principal", "nurse")).state)
    return "\n\n".join("\n".join((f"## {card.title}", *card.lines)) for card in shown) + "\n"


REPORTS = ("active-assailant", "cardiac-arrest", "laboratory-fire", "too-late")
HANDOUTS = ("situation-manual", "facilitators-guide", "evaluators-guide", "sign-in-sheet", "feedback-form")
PAPERS: dict[str, Callable[[], Paper]] = {
    **{f"report-{name}": partial(report, name) for name in REPORTS},
    **{stem: partial(handout, ASSAILANT, stem) for stem in HANDOUTS},
    "report-left-in-briefing": lambda: build_after_action_report(ReportData("left", stopped_at_once())),
    "reproduction": evidence,
    "exercise-sheet": lambda: exercise_sheet(opened(ASSAILANT)),
    "requirement-oklahoma": lambda: requirement_sheet(open_requirement("oklahoma")),
}
TEXTS: dict[str, Callable[[], str]] = {
    "additions": lambda: render_additions_file(facts(), build_blank_report(facts()), COMMAND),
    "briefing-cards": cards,
}
SLOW = [f"report-{name}" for name in REPORTS[1:]]


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] if one in SLOW else []) for one in (*PAPERS, *TEXTS)]
)
def test_a_document_has_its_golden_text(name: str) -> None:
    text = write_markdown(PAPERS[name]()) if name in PAPERS else TEXTS[name]()
    check_golden(f"{name}.md", text.replace(f"Allcall {version('allcall')}", "Allcall VERSION"))
