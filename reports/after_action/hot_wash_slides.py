"""Slides for the hot wash: what happened, what each decision changed, and the questions of the discussion."""

from collections.abc import Iterator

from reports.after_action.chronology import find_pictures
from reports.after_action.data import ReportData
from reports.decision_ledger import LedgerRow, Verdict, build_ledger, describe_parts, describe_row
from reports.documents.model import Block, Bullets, Paper, Paragraph, Picture, Run, Section
from reports.handouts.common import MARKING
from reports.handouts.slides import NEXT_STEPS
from reports.text.exercise import EXERCISE_QUESTIONS, OBJECTIVE_QUESTIONS

PICTURES = {"shares": "What happened", "decisions": "What the decisions changed"}
"""Figures that have a slide of their own, with its title."""


def build_hot_wash_slides(facts: ReportData) -> Paper:
    """A slide for each section, after the title slide. A decision that was not asked has none."""
    sections = (Section(f"slide-{n}", title, blocks) for n, (title, blocks) in enumerate(_list_slides(facts), 1))
    about = (("Campus", facts.state.labels.school), ("Date", facts.held_on)) if facts.held_on else ()
    return Paper(
        "Hot wash", facts.exercise.title, about, tuple(sections), marking=MARKING, contents=False, layout="slides"
    )


def _list_slides(facts: ReportData) -> Iterator[tuple[str, tuple[Block, ...]]]:
    if facts.notice:
        yield "What is left out", (Paragraph(facts.notice),)
    yield from _list_pictures(facts, "shares")
    rows = build_ledger(facts.decision_effects, facts.state) if facts.decision_effects else []
    asked = {point.decision.id: point.decision.asks for point in facts.decision_points}
    for row in rows:
        if row.label in asked:
            yield f"{row.label}: {asked[row.label]}", tuple(_describe_decision(row))
    yield from _list_pictures(facts, "decisions")
    yield "Each objective", (Bullets(OBJECTIVE_QUESTIONS),)
    yield "The whole exercise", (Bullets(EXERCISE_QUESTIONS),)
    yield "Next steps", (Bullets(NEXT_STEPS),)


def _list_pictures(facts: ReportData, name: str) -> Iterator[tuple[str, tuple[Picture, ...]]]:
    for picture in find_pictures(facts, name):
        yield PICTURES[name], (picture,)


def _describe_decision(row: LedgerRow) -> Iterator[Block]:
    yield Paragraph((Run("You decided: ", "strong"), row.answer))
    yield Paragraph(describe_row(row))
    parts = [*describe_parts(row)]
    yield from (Paragraph(line) for line in (parts[-1:] if row.verdict is Verdict.NONE else parts))
