"""The report as one paper, in the order in which HSEEP has it."""

from dataclasses import replace

from reports.after_action.analysis import analysis
from reports.after_action.behind import again, evidence
from reports.after_action.brought import brought
from reports.after_action.facts import Facts
from reports.after_action.overview import overview, summary, unrated
from reports.after_action.people import people, signatures
from reports.after_action.plan import annexes, improvement_plan
from reports.after_action.played import timeline
from reports.after_action.signed import signed
from reports.after_action.unnamed import names_in, unnamed
from reports.documents.blocks import Paper

MARKING = "EXERCISE EXERCISE EXERCISE"
SECTIONS = (
    overview,
    summary,
    timeline,
    analysis,
    brought,
    improvement_plan,
    annexes,
    people,
    evidence,
    again,
    signatures,
)


def questions(facts: Facts) -> Paper:
    """The report with every blank that it can have: a draft to which nothing was added."""
    return after_action(replace(facts, additions=None, final=None))


def after_action(facts: Facts) -> Paper:
    """The whole report. It is a draft until somebody makes it final; then it has no blank left that may stay empty."""
    sections = [section for section in SECTIONS if facts.exercised or section is not brought]
    about = [
        ("Exercise", facts.exercise.title),
        ("Campus", facts.state.labels.school),
        ("Session", facts.session),
        *([("Date", facts.held)] if facts.held else []),
        *([("Not rated", unrated(facts))] if facts.final and unrated(facts) else []),
    ]
    status = f"FINAL, {facts.final[0]}, {facts.final[1]}" if facts.final else "DRAFT"
    paper = Paper(
        kind="After-action report and improvement plan",
        title=facts.exercise.title,
        about=tuple(about),
        sections=tuple(section(facts) for section in sections),
        marking=MARKING,
        status=status,
    )
    if facts.final:
        paper = signed(paper)
    return paper if facts.with_names else unnamed(paper, names_in(facts.state))
