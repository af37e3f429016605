"""Objective by objective: how it was rated, what was asked and done, and room for what evaluators find.

A strength or an area for improvement has a reference, an observation and an analysis, as HSEEP has them. They are judgement, so none is
made up here: without any there is one of each to fill in.
"""

from collections.abc import Iterator, Sequence

from reports.after_action.came_of_it import describe_outcomes
from reports.after_action.facts import ReportData
from reports.documents.blocks import Blank, Block, Bullets, Cell, Column, Heading, Paragraph, Section, Table
from scenarios.additions import Finding
from scenarios.exercise import Objective
from sim.drill.evaluation import GRADES, EvaluationRow, iterate_evaluation_rows
from sim.drill.frame import describe_decision
from sim.drill.parts import Delivery, DecisionPoint
from sim.drill.said import describe_delay
from sim.drill.times import format_t_plus

UNRATED = "not rated"
NONE = "\N{EN DASH}"
TASKS = f"Tasks: the critical tasks in the order of the evaluation guide; {NONE} not rated."
GOOD_RATINGS = {"P", "S"}
"""Ratings that a strength stands behind; behind all but P stands something to improve."""
FINDING_PARTS = (
    ("reference", "Reference", "plan, policy or standard, with its paragraph"),
    ("observation", "Observation", "what was seen, when and by whom of the roles"),
    ("analysis", "Analysis", "why it was so, and what follows from it"),
)
FINDING_KINDS = {
    "strengths": ("Strength", "what should be kept"),
    "areas": ("Area for improvement", "what has to change"),
}


def build_analysis(facts: ReportData) -> Section:
    """All objectives."""
    rows = list(iterate_evaluation_rows(facts.state))
    blocks: list[Block] = [Paragraph(_build_legend()), *_ratings(rows)]
    for number, objective in enumerate(facts.objectives, 1):
        blocks += _build_objective(facts, number, objective, [row for row in rows if row.objective == objective])
    return Section("analysis", "Objectives and core capabilities", tuple(blocks))


def _build_legend() -> str:
    return (
        "Ratings: "
        + ", ".join(f"{grade} {words}" for grade, words in GRADES.items())
        + ". Only final ratings are in this report."
    )


def _ratings(rows: Sequence[EvaluationRow]) -> Iterator[Block]:
    """The final rating of each objective and of its critical tasks; nothing where nobody rated anything."""
    if not any(row.final for row in rows):
        return
    columns = [
        Column("Objective", 0.4),
        Column("Capability", 0.2),
        Column("Rating", 0.2),
        Column("Tasks", 0.2),
    ]
    lines: list[list[Cell]] = []
    for row in rows:
        if row.task:
            lines[-1][3] = f"{lines[-1][3]} {row.final or NONE}".strip()
        else:
            lines.append([f"{row.number}. {row.objective.says}", row.objective.capability, _grade(row), ""])
    if any(_rationale(row) for row in rows):
        columns = [Column(one.title, 0.7 * one.share) for one in columns] + [Column("Rationale", 0.3)]
        for line, objective in zip(lines, dict.fromkeys(row.number for row in rows), strict=True):
            line.append(" ".join(filter(None, (_rationale(row) for row in rows if row.number == objective))))
    yield Table("Final ratings", tuple(columns), tuple(map(tuple, lines)), TASKS)


def _rationale(row: EvaluationRow) -> str:
    """What the evaluator of the final rating wrote about it."""
    return " ".join(note.text for note in row.proposals if note.final and note.text)


def _build_objective(facts: ReportData, number: int, objective: Objective, rows: Sequence[EvaluationRow]) -> Iterator[Block]:
    yield Heading(f"Objective {number}: {objective.says}")
    yield Table(
        f"Objective {number} and how it was rated",
        (Column("", 0.28), Column("", 0.56), Column("Rating", 0.16)),
        tuple(_rating_cells(row) for row in rows),
    )
    yield Paragraph(
        f"Capability: {objective.capability}. Annexes of the plan: {', '.join(objective.annexes)}."
    )
    if windows := facts.decisions_for(objective):
        yield Table(
            f"What was asked and decided (objective {number})",
            (Column("T+", 0.10), Column("Question", 0.28), Column("Expected", 0.28), Column("Decided", 0.34)),
            tuple(_decision_cells(facts, window) for window in windows),
        )
    if deliveries := facts.deliveries_for(objective):
        yield Table(
            f"Injects (objective {number})",
            (Column("T+", 0.10), Column("Inject", 0.44), Column("Expected", 0.46)),
            tuple(_delivery_cells(one) for one in deliveries),
        )
    if seen := [note for note in facts.list_notes("observe") if note.objective == objective.id and note.text]:
        yield Heading("Observations", 3)
        yield Bullets(tuple(f"{format_t_plus(note.time)} {note.text}" for note in seen))
    judged, grades = facts.find_analysis(objective.id), {row.final for row in rows if row.final}
    yield from _build_findings(facts, number, objective, "strengths", judged.strengths, must=bool(grades & GOOD_RATINGS))
    yield from _build_findings(facts, number, objective, "areas", judged.areas, must=bool(grades - {"P"}))


def _rating_cells(row: EvaluationRow) -> tuple[Cell, ...]:
    what = ("Critical task", row.task) if row.task else ("Capability target", row.objective.target)
    return (*what, _grade(row))


def _grade(row: EvaluationRow) -> str:
    return f"{row.final}, {GRADES[row.final]}" if row.final else UNRATED


def _decision_cells(facts: ReportData, decision_point: DecisionPoint) -> tuple[Cell, ...]:
    time = decision_point.asked_at if decision_point.opened_at is None else decision_point.opened_at
    question = f"{decision_point.decision.id}, {facts.role_title(decision_point.decision.of)}: {decision_point.decision.asks}"
    expected = f"{decision_point.decision.expects} ({decision_point.decision.reference})"
    return format_t_plus(time), question, expected, _describe_decision(facts, decision_point)


def _describe_decision(facts: ReportData, decision_point: DecisionPoint) -> str:
    """What was answered, what it cost and why, and what came of it."""
    if decision_point.state != "decided":
        return {"lapsed": "no decision", "open": "not settled"}.get(decision_point.state, decision_point.state) + (
            f": {decision_point.reason}" if decision_point.reason and decision_point.reason != "no decision" else ""
        )
    why = decision_point.response.get("rationale")
    said = [
        f"{describe_decision(decision_point, facts.state.labels)}. {_capitalize_first(describe_delay(decision_point))}.",
        f"Why: {why.rstrip('.')}." if why else "No reason was given.",
        *describe_outcomes(facts, decision_point),
    ]
    return " ".join(said)


def _delivery_cells(one: Delivery) -> tuple[Cell, ...]:
    said = (
        f"“{one.says}”"
        if one.outcome == "delivered"
        else f"{one.outcome}: {one.why}"
        if one.why
        else one.outcome
    )
    return format_t_plus(one.time), f"{one.inject.number}, {one.inject.sender}: {said}", one.inject.expects


def _build_findings(
    facts: ReportData, number: int, objective: Objective, kind: str, found: Sequence[Finding], *, must: bool
) -> Iterator[Block]:
    """Those that were added; where there is none, one to fill in. must: where the rating says that there is something to tell."""
    if not (found or facts.is_exercised):
        return
    title, hint = FINDING_KINDS[kind]
    yield Heading(f"{title}s" if kind == "strengths" else "Areas for improvement", 3)
    for n, one in enumerate(found, 1):
        yield Paragraph(f"{title} {n}: {one.says}")
        yield Bullets(
            tuple(
                _finding_cell(f"objectives.{objective.id}.{kind}.{n}.{key}", label, help_, getattr(one, key))
                for key, label, help_ in FINDING_PARTS
            )
        )
    if not found:
        yield facts.blank(
            f"objectives.{objective.id}.{kind}",
            f"Objective {number}: {title.lower()}",
            f"{hint}; with reference, observation and analysis",
            must=must,
        )


def _finding_cell(id_: str, label: str, hint: str, value: str | None) -> Cell:
    """What was said, else a blank: a finding is complete with all of its parts."""
    return f"{label}: {value}" if value else Blank(id_, label, "", hint)


def _capitalize_first(words: str) -> str:
    return words[:1].upper() + words[1:]
