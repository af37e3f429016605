"""The golden texts of documents: one a document, in place of tests of its phrases. They are written anew by

    ./run python -m tests.reports.golden_documents

and read in review like any other change.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from reports.after_action.annotations import render_additions_file
from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report, build_blank_report
from reports.compliance.requirements import requirement_sheet
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Paper
from reports.handouts.briefing_cards import build_cards
from reports.handouts.exercise_sheet import exercise_sheet
from scenarios.library import open_requirement
from tests.reports.kit_documents import handout
from tests.reports.reports import COMMAND, facts, report
from tests.sim.exercise.exercises import ASSAILANT, conducted, opened
from tests.sim.exercise.reviews import stopped_at_once

FOLDER = Path(__file__).parent / "golden"


def own_sections(paper: Paper) -> str:
    """A report without the appendix of inputs, which quotes files."""
    return write_markdown(
        replace(paper, sections=tuple(one for one in paper.sections if one.id != "evidence"))
    )


def cards() -> str:
    """The cards of a briefing."""
    shown = build_cards(conducted(("principal", "nurse")).state)
    return "\n\n".join("\n".join((f"## {card.title}", *card.lines)) for card in shown) + "\n"


def additions() -> str:
    """The file of additions of the assailant exercise."""
    return render_additions_file(facts(), build_blank_report(facts()), COMMAND)


TEXTS: dict[str, Callable[[], str]] = {
    "report-active-assailant": lambda: own_sections(report("active-assailant")),
    "report-cardiac-arrest": lambda: own_sections(report("cardiac-arrest")),
    "report-laboratory-fire": lambda: own_sections(report("laboratory-fire")),
    "report-too-late": lambda: own_sections(report("too-late")),
    "report-left-in-briefing": lambda: own_sections(
        build_after_action_report(ReportData("left", stopped_at_once()))
    ),
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
SLOW = ("report-laboratory-fire",)


def render(name: str) -> str:
    """A text as it is today, without the version of the package."""
    return TEXTS[name]().replace(f"Allcall {version('allcall')}", "Allcall VERSION")


if __name__ == "__main__":
    import sim.hazards  # noqa: F401 - scenario files can be read

    for each in TEXTS:
        (FOLDER / f"{each}.md").write_text(render(each), encoding="utf-8")
