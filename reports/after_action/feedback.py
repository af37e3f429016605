"""The appendix with the results of the feedback forms, which people enter as numbers in the file of additions."""

from collections.abc import Iterator, Sequence
from statistics import fmean

from reports.after_action.data import ReportData
from reports.documents.model import Block, Bullets, Column, Paragraph, Section, Table
from reports.handouts.feedback_form import SCALE, list_statements
from reports.text.formatting import format_count

NO_FORMS = "No feedback form was entered."


def build_feedback_results(facts: ReportData) -> Section:
    """How often each answer was given to each statement, and what was written in people's own words."""
    forms = facts.additions.feedback if facts.additions else ()
    comments = facts.additions.comments if facts.additions else ()
    blocks: list[Block] = [_build_table(facts, forms) if forms else Paragraph(NO_FORMS)]
    if comments:
        blocks += [Paragraph("In their own words:"), Bullets(tuple(comments))]
    return Section("feedback", "Feedback results", tuple(blocks))


def _build_table(facts: ReportData, forms: Sequence[Sequence[int]]) -> Table:
    columns = (
        Column("Statement", 0.54),
        *(Column(title, 0.12, "right") for title in ("Answers", "Mean")),
        *(Column(answer, 0.044, "right") for answer in SCALE),
    )
    caption = f"Answers in {format_count(len(forms), 'feedback form')}, 1 not at all, 5 fully"
    return Table(caption, columns, tuple(_iterate_rows(facts, forms)))


def _iterate_rows(facts: ReportData, forms: Sequence[Sequence[int]]) -> Iterator[tuple[str, ...]]:
    for at, statement in enumerate(list_statements(facts.exercise)):
        answers = [form[at] for form in forms if form[at]]
        mean = f"{fmean(answers):.1f}" if answers else "–"
        yield statement, str(len(answers)), mean, *(str(answers.count(int(one))) for one in SCALE)
