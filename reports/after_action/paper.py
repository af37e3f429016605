"""The report as one paper, in the order in which HSEEP has it."""

from dataclasses import replace

from reports.after_action.analysis import build_analysis
from reports.after_action.behind import build_reproduction, build_appendix
from reports.after_action.brought import build_effects_section
from reports.after_action.facts import ReportData
from reports.after_action.overview import build_overview, build_summary, describe_unrated
from reports.after_action.people import build_participants, build_signatures
from reports.after_action.plan import build_annexes, build_improvement_plan
from reports.after_action.played import build_timeline
from reports.after_action.signed import finalize_paper
from reports.after_action.unnamed import collect_names, redact
from reports.documents.blocks import Paper

MARKING = "EXERCISE EXERCISE EXERCISE"
SECTION_BUILDERS = (
    build_overview,
    build_summary,
    build_timeline,
    build_analysis,
    build_effects_section,
    build_improvement_plan,
    build_annexes,
    build_participants,
    build_appendix,
    build_reproduction,
    build_signatures,
)


def build_blank_report(facts: ReportData) -> Paper:
    """The report with every blank that it can have: a draft to which nothing was added."""
    return build_after_action_report(replace(facts, additions=None, finalized=None))


def build_after_action_report(facts: ReportData) -> Paper:
    """The whole report. It is a draft until somebody makes it final; then it has no blank left that may stay empty."""
    sections = [section for section in SECTION_BUILDERS if facts.is_exercised or section is not build_effects_section]
    about = [
        ("Exercise", facts.exercise.title),
        ("Campus", facts.state.labels.school),
        ("Session", facts.session),
        *([("Date", facts.held_on)] if facts.held_on else []),
        *([("Not rated", describe_unrated(facts))] if facts.finalized and describe_unrated(facts) else []),
    ]
    status = f"FINAL, {facts.finalized[0]}, {facts.finalized[1]}" if facts.finalized else "DRAFT"
    paper = Paper(
        kind="After-action report and improvement plan",
        title=facts.exercise.title,
        about=tuple(about),
        sections=tuple(section(facts) for section in sections),
        marking=MARKING,
        status=status,
    )
    if facts.finalized:
        paper = finalize_paper(paper)
    return paper if facts.with_names else redact(paper, collect_names(facts.state))
