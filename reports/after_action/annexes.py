"""The appendix of the annexes of the emergency operations plan that were exercised."""

from itertools import chain

from reports.after_action.data import ReportData
from reports.documents.model import Column, Paragraph, Section, Table
from reports.text.terms import capitalize_first


def build_annexes(facts: ReportData) -> Section:
    """Each annex with its objectives, and the questions and injects that concern it."""
    annexes = dict.fromkeys(chain.from_iterable(one.annexes for one in facts.objectives))
    titles = {"Annex": 0.45, "Objectives": 0.2, "Exercised by": 0.35}
    columns = tuple(Column(title, share) for title, share in titles.items())
    return Section(
        "annexes",
        "Plan annexes exercised",
        (
            Table("Annexes", columns, tuple(_annex_row(facts, annex) for annex in annexes))
            if facts.is_exercised
            else Paragraph("Nothing was exercised, so no annex was."),
        ),
    )


def _annex_row(facts: ReportData, annex: str) -> tuple[str, ...]:
    objectives = {n: one for n, one in enumerate(facts.objectives, 1) if annex in one.annexes}
    asked = [point.decision for one in objectives.values() for point in facts.decisions_for(one)]
    delivered = {
        delivery.inject.number
        for one in objectives.values()
        for delivery in facts.deliveries_for(one)
        if delivery.outcome == "delivered"
    }
    noun = "inject" if len(delivered) == 1 else "injects"
    injects = f"{noun} {', '.join(map(str, sorted(delivered)))}" if delivered else ""
    questions = ", ".join(one.id for one in facts.exercise.decisions if one in asked)
    exercised = "; ".join(filter(None, (questions, injects))) or "nothing"
    return capitalize_first(annex), ", ".join(map(str, objectives)), exercised
