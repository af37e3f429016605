"""The analysis of core capabilities: the findings, which are strengths and areas for improvement.

A finding has a reference, an observation and an analysis, as HSEEP has them. It is a judgment, so none is made up here: where a rating
requires one, there is a blank, beside a draft of what was expected, done and measured. An objective that is rated P although one of its
critical tasks is rated lower needs a reason.
"""

from collections.abc import Iterator, Sequence

from reports.after_action.cover import GOOD_RATINGS
from reports.after_action.data import ReportData
from reports.after_action.votes import build_votes
from reports.documents.model import Blank, Block, Cell, Column, Paragraph, Section, Table
from reports.text.formatting import format_list
from reports.text.targets import describe_measured, describe_met
from reports.text.terms import capitalize_first
from scenarios.annotations import Finding
from scenarios.exercise import Objective
from sim.exercise.clock import format_t_plus
from sim.exercise.evaluation import EvaluationRow
from sim.exercise.events import GRADES, DecisionPoint

FINDING_PARTS = (
    ("reference", "Reference", 0.26, "plan, policy or standard, with its paragraph"),
    ("observation", "Observation", 0.27, "facts: who did it, and when"),
    ("analysis", "Analysis", 0.27, "reasons and consequences"),
)
FINDING_KINDS = {"strengths": "strength", "areas": "area for improvement"}
NO_FINDINGS = (
    "Findings follow from the ratings: a rating of P or S needs a strength, a rating below P an area for improvement."
)


def build_findings(facts: ReportData) -> Section:
    """Ratings, then what was good, and what was not."""
    rows = facts.evaluation_rows
    findings = tuple(
        line
        for kind in FINDING_KINDS
        for number, objective in enumerate(facts.objectives, 1)
        for line in _finding_rows(facts, kind, number, objective, [one for one in rows if one.number == number])
    )
    columns = (Column("Finding", 0.20), *(Column(label, share) for _, label, share, _ in FINDING_PARTS))
    blocks: list[Block] = [*_build_own_words(facts, rows), *build_votes(facts), *_list_reasons(facts, rows)]
    if findings:
        blocks.append(Table("Strengths and areas for improvement", columns, findings))
    elif facts.is_exercised:
        blocks.append(Paragraph(NO_FINDINGS))
    starts_page = facts.decision_effects is None
    return Section("analysis", "Analysis of Core Capabilities", tuple(blocks), starts_page=starts_page)


def _build_own_words(facts: ReportData, rows: Sequence[EvaluationRow]) -> Iterator[Table]:
    """All proposals, in the words of their evaluators, where evaluators were added to the report."""
    evaluators = facts.additions.evaluators if facts.additions else []
    if not evaluators:
        return
    lines: list[tuple[str, ...]] = [
        (str(row.number), note.by, note.rating, note.text)
        for row in rows
        for note in row.proposals
        if not row.task and note.by
    ]
    numbers = {one.id: str(number) for number, one in enumerate(facts.objectives, 1)}
    lines += [
        (numbers[one.objective], who.evaluator, one.rating or "", one.remark or "")
        for who in evaluators
        for one in who.ratings
        if one.rating or one.remark
    ]
    shares = {"Objective": 0.10, "Evaluator": 0.18, "Rating": 0.10, "In the evaluator's own words": 0.62}
    columns = tuple(Column(title, share) for title, share in shares.items())
    ordered = sorted(lines, key=lambda line: int(line[0]))
    if lines:
        yield Table("Ratings by evaluator", columns, tuple(ordered))


def _get_rationale(row: EvaluationRow) -> str:
    return " ".join(note.text for note in row.proposals if note.final and note.text)


def find_lower_task(row: EvaluationRow, rows: Sequence[EvaluationRow]) -> str:
    """The lowest rating of a critical task below an objective that is rated P without a rationale; empty where none is lower."""
    if row.task or row.final != "P" or _get_rationale(row):
        return ""
    tasks = [one.final for one in rows if one.task and one.final and one.number == row.number]
    lowest = max(tasks, key=[*GRADES].index, default="P")
    return lowest if lowest != "P" else ""


def _list_reasons(facts: ReportData, rows: Sequence[EvaluationRow]) -> Iterator[Blank]:
    for row in rows:
        if lowest := find_lower_task(row, rows):
            label = f"Objective {row.number} is rated P, but one of its critical tasks is rated {lowest}"
            yield facts.blank(
                f"ratings.{row.objective.id}.reason", label, "the reason in one sentence, or another rating"
            )


def _finding_rows(
    facts: ReportData, kind: str, number: int, objective: Objective, rows: Sequence[EvaluationRow]
) -> Iterator[tuple[Cell, ...]]:
    findings: Sequence[Finding] = getattr(facts.find_analysis(objective.id), kind)
    for n, finding in enumerate(findings, 1):
        id_ = f"objectives.{objective.id}.{kind}.{n}"
        cells = (
            Blank(f"{id_}.{key}", label, getattr(finding, key) or "", hint) for key, label, _, hint in FINDING_PARTS
        )
        yield f"{capitalize_first(FINDING_KINDS[kind])} {number}.{n}: {finding.says}", *cells
    grades = {row.final for row in rows}
    has_areas = bool(grades - {"P", ""})
    is_required = bool(grades & GOOD_RATINGS) if kind == "strengths" else has_areas
    if is_required and not findings:
        label = f"Objective {number}: {FINDING_KINDS[kind]}"
        blank = facts.blank(f"objectives.{objective.id}.{kind}", label, "with reference, observation and analysis")
        is_drafted = kind == "areas" or not has_areas
        yield (blank, *(_draft_parts(facts, objective, rows) if is_drafted else ("", "", "")))


def _draft_parts(facts: ReportData, objective: Objective, rows: Sequence[EvaluationRow]) -> tuple[str, str, str]:
    """Of a finding, once for each objective: the plan, what was done, and how that compares with what was expected."""
    return (
        _name_references(facts, objective),
        _draft_observation(facts, objective, rows),
        _draft_analysis(facts, objective),
    )


def _name_references(facts: ReportData, objective: Objective) -> str:
    """The paragraph of the plan that its first question names; the log has the others."""
    return next((point.decision.reference for point in facts.decisions_for(objective)), "")


def _draft_observation(facts: ReportData, objective: Objective, rows: Sequence[EvaluationRow]) -> str:
    """Which questions were decided, what was noted, and the critical tasks with a rating, to write the finding from."""
    times = {line.subject_id: line.scenario_time for line in facts.log}
    decided = [point.decision.id for point in facts.decisions_for(objective) if point.state == "decided"]
    done = [f"{format_list(decided)} (see the log)"] if decided else []
    noted = [
        f"{format_t_plus(times.get(note.id, note.time))} {note.text}"
        for note in facts.list_notes("observe")
        if note.objective == objective.id and note.text
    ]
    tasks = [
        f"{row.task} ({': '.join(filter(None, (row.final, _get_rationale(row))))})"
        for row in rows
        if row.task and row.final
    ]
    return " ".join(
        f"{label}: {'; '.join(lines)}."
        for label, lines in (("Decided", done), ("Noted", noted), ("Critical tasks", tasks))
        if lines
    )


def _draft_analysis(facts: ReportData, objective: Objective) -> str:
    """How what was done compares with what the plan expects, and what came of the target.

    The log has what is expected of a discussion, which stands here only where there is no other question.
    """
    points = facts.decisions_for(objective)
    answered = [point for point in points if point.decision.options]
    parts = [_compare_with_plan(point) for point in answered or points]
    result = facts.target_results.get(objective.id)
    if result is not None:
        parts.append(f"Target {describe_met(result)}: {describe_measured(result)}")
    return " ".join(parts)


def _compare_with_plan(point: DecisionPoint) -> str:
    decision, chosen = point.decision, point.response.option
    plan = next((one.plan for one in decision.options if one.id == chosen), None)
    if plan == "expects":
        return f"{decision.id}: as the plan expects."
    forbidden = " the plan forbids it." if plan == "forbids" else ""
    return f"{decision.id}:{forbidden} expected: {decision.expects.rstrip('.')}."
