"""Each document has its golden text, word for word: `tests/reports/golden_texts.py` says how to write the texts again."""

from collections.abc import Callable
from dataclasses import replace
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


def additions() -> str:
    """The file of additions of the assailant exercise."""
    return render_additions_file(facts(), build_blank_report(facts()), COMMAND)


TEXTS: dict[str, Callable[[], str]] = {
    "report-active-assailant": lambda: write_markdown(report("active-assailant")),
    "report-cardiac-arrest": lambda: write_markdown(report("cardiac-arrest")),
    "report-laboratory-fire": lambda: write_markdown(report("laboratory-fire")),
    "report-too-late": lambda: write_markdown(report("too-late")),
    "report-left-in-briefing": lambda: write_markdown(build_after_action_report(ReportData("left", stopped_at_once()))),
    "reproduction": lambda: write_markdown(evidence()),
    "additions": additions,
    "situation-manual": lambda: write_markdown(handout(ASSAILANT, "situation-manual")),
    "facilitators-guide": lambda: write_markdown(handout(ASSAILANT, "facilitators-guide")),
    "evaluators-guide": lambda: write_markdown(handout(ASSAILANT, "evaluators-guide")),
    "sign-in-sheet": lambda: write_markdown(handout(ASSAILANT, "sign-in-sheet")),
    "feedback-form": lambda: write_markdown(handout(ASSAILANT, "feedback-form")),
    "briefing-cards": cards,
    "exercise-sheet": lambda: write_markdown(exercise_sheet(opened(ASSAILANT))),
    "requirement-oklahoma": lambda: write_markdown(requirement_sheet(open_requirement("oklahoma"))),
}
SLOW = ("report-cardiac-arrest", "report-laboratory-fire", "report-too-late")


@pytest.mark.parametrize("name", [pytest.param(one, marks=[pytest.mark.slow] if one in SLOW else []) for one in TEXTS])
def test_a_document_has_its_golden_text(name: str) -> None:
    check_golden(f"{name}.md", TEXTS[name]().replace(f"Allcall {version('allcall')}", "Allcall VERSION"))
