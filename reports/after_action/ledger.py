"""The decision ledger of a report: a row for each decision, then all of them together; a figure of the same."""

from collections.abc import Iterator
from dataclasses import replace

from reports.after_action.chronology import find_pictures
from reports.after_action.data import ReportData
from reports.decision_ledger import (
    ALL_DECISIONS,
    NONE,
    LedgerRow,
    Verdict,
    build_ledger,
    format_gain,
    format_gain_interval,
    format_threshold,
)
from reports.documents.model import Block, Cell, Column, Paragraph, Run, Section, Table
from reports.text.terms import name_measure
from sim.exercise.decision_effects import DecisionEffects, Difference
from sim.exercise.transcript import Transcript

FIGURE_SHARE = 0.8
"""Of the width of the page, so that it stands under the table."""
COLUMNS = (
    Column("Decision (takes effect)", 0.25),
    Column("Measure (matters from)", 0.19),
    Column("Difference (95% CI)", 0.18),
    Column("Choice", 0.07, "right"),
    Column("Time", 0.07, "right"),
    Column("Better answer", 0.24),
)
NOTE = (
    "Plus is better than the same emergencies with that decision left to the model. Bold: enough to matter. Choice: the answer at the time "
    "of the model. Time: quicker or slower than the model. Better answer: gains enough to matter, measured on other emergencies. Waiting "
    "to be asked is in no number. Effects do not add up. Monte Carlo error only."
)


def build_decision_ledger(facts: ReportData) -> Section:
    """The page of decisions, where their effects were measured."""
    effects = facts.decision_effects
    blocks = () if effects is None else tuple(_list_blocks(facts, effects))
    return Section("decisions", "Decision ledger", blocks, starts_page=True)


def _list_blocks(facts: ReportData, effects: DecisionEffects) -> Iterator[Block]:
    rows = build_ledger(effects, facts.state)
    said = f"What each decision won or lost, in {effects.emergencies:,} emergencies that fit this exercise ({effects.share:.0%} of all)."
    if isinstance(facts.review, Transcript):
        said += f" Measured with model {facts.review.header.model}."
    yield Paragraph(said)
    yield Table("Decisions and what they changed", COLUMNS, tuple(map(_row, rows)), NOTE)
    yield from (replace(one, share=FIGURE_SHARE) for one in find_pictures(facts, "decisions"))


def _row(row: LedgerRow) -> tuple[Cell, ...]:
    effective = f" ({row.effective})" if row.effective else ""
    label = (Run(row.label, "strong"), f" {row.answer}{effective}" if row.answer else "")
    is_whole = row.label == ALL_DECISIONS
    return (
        label,
        f"{name_measure(row.measure)} ({format_threshold(row)})",
        _format_difference(row),
        *("" if is_whole else _format_part(part, row.measure) for part in (row.choice, row.time)),
        "" if is_whole else _format_best(row),
    )


def _format_difference(row: LedgerRow) -> Cell:
    """In strong words only what is large enough to matter."""
    if row.difference is None:
        return NONE
    said = format_gain_interval(row.difference, row.measure)
    return (Run(said, "strong"),) if row.verdict in (Verdict.BETTER, Verdict.WORSE) else said


def _format_part(part: Difference | None, measure: str) -> str:
    return NONE if part is None else format_gain(part.value, measure)


def _format_best(row: LedgerRow) -> str:
    if row.choice is None:
        return NONE
    return "none" if row.best is None else f"{row.best[0]}: {format_gain(row.best[1].value, row.measure)}"
