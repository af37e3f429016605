"""The capabilities with their final ratings, and the findings: strengths and areas for improvement.

A finding has a reference, an observation and an analysis, as HSEEP has them. It is a judgment, so none is made up here: where a rating
requires one, there is a blank. An objective that is rated P although one of its critical tasks is rated lower needs a reason.
"""

from collections.abc import Iterator, Sequence

from reports.after_action.cover import GOOD_RATINGS
from reports.after_action.data import ReportData
from reports.documents.model import Blank, Block, Cell, Column, Paragraph, Section, Table
from reports.text.formatting import format_list
from reports.text.terms import capitalize_first
from scenarios.annotations import Finding
from scenarios.exercise import Objective
from sim.exercise.clock import format_t_plus
from sim.exercise.evaluation import EvaluationRow, iterate_evaluation_rows
from sim.exercise.events import GRADES

NOT_RATED = "not rated"
RATINGS_NOTE = (
    "P, performed without challenges: achieved, with all critical tasks, and no other activity was harmed. S, with some challenges: "
    "achieved, with room for improvement. M, with major challenges: achieved, but it harmed other activities, added risk or went against "
    "the plan. U, unable to be performed: not achieved. Critical tasks are listed where they are rated."
)
FINDING_PARTS = (
    ("reference", "Reference", 0.20, "plan, policy or standard, with its paragraph"),
    ("observation", "Observation", 0.27, "facts: who did it, and when"),
    ("analysis", "Analysis", 0.27, "reasons and consequences"),
)
FINDING_KINDS = {"strengths": "strength", "areas": "area for improvement"}
NO_FINDINGS = "Findings follow from the ratings: a rating of P or S needs a strength, a rating below P an area for improvement."


def build_findings(facts: ReportData) -> Section:
    """Ratings, then what was good, and what was not."""
    rows = list(iterate_evaluation_rows(facts.state))
    findings = tuple(
        line
        for kind in FINDING_KINDS
        for number, objective in enumerate(facts.objectives, 1)
        for line in _finding_rows(
            facts, kind, number, objective, [one.final for one in rows if one.number == number]
        )
    )
    columns = (Column("Finding", 0.26), *(Column(label, share) for _, label, share, _ in FINDING_PARTS))
    blocks: list[Block] = [_build_ratings(rows), *_build_own_words(facts, rows), *_list_reasons(facts, rows)]
    if findings:
        blocks.append(Table("Strengths and areas for improvement", columns, findings))
    elif facts.is_exercised:
        blocks.append(Paragraph(NO_FINDINGS))
    return Section("analysis", "Capabilities, ratings and findings", tuple(blocks), starts_page=True)


def _build_ratings(rows: Sequence[EvaluationRow]) -> Table:
    """Each objective, and under it each critical task that has a final rating."""
    shown = [row for row in rows if row.final or not row.task]
    columns = [Column("Objective", 0.58), Column("Core capability", 0.30), Column("Rating", 0.12)]
    lines: list[tuple[Cell, ...]] = [
        (f"Critical task: {row.task}", "", row.final)
        if row.task
        else (f"{row.number}. {row.objective.says}", row.objective.capability, row.final or NOT_RATED)
        for row in shown
    ]
    if any(map(_get_rationale, shown)):
        columns = [*(Column(one.title, 0.7 * one.share) for one in columns), Column("Rationale", 0.3)]
        lines = [(*line, _get_rationale(row)) for line, row in zip(lines, shown, strict=True)]
    return Table("Capabilities and final ratings", tuple(columns), tuple(lines), RATINGS_NOTE)


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
    facts: ReportData, kind: str, number: int, objective: Objective, grades: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    findings: Sequence[Finding] = getattr(facts.find_analysis(objective.id), kind)
    for n, finding in enumerate(findings, 1):
        id_ = f"objectives.{objective.id}.{kind}.{n}"
        cells = (
            Blank(f"{id_}.{key}", label, getattr(finding, key) or "", hint)
            for key, label, _, hint in FINDING_PARTS
        )
        yield f"{capitalize_first(FINDING_KINDS[kind])} {number}.{n}: {finding.says}", *cells
    is_required = bool({*grades} & GOOD_RATINGS if kind == "strengths" else {*grades} - {"P", ""})
    if is_required and not findings:
        label = f"Objective {number}: {FINDING_KINDS[kind]}"
        blank = facts.blank(
            f"objectives.{objective.id}.{kind}", label, "with reference, observation and analysis"
        )
        yield blank, "", _describe_observations(facts, objective), ""


def _describe_observations(facts: ReportData, objective: Objective) -> str:
    """What evaluators noted while it was played, for whoever writes the finding."""
    times = {line.subject_id: line.scenario_time for line in facts.log}
    noted = [
        f"{format_t_plus(times.get(note.id, note.time))} {note.text}"
        for note in facts.list_notes("observe")
        if note.objective == objective.id and note.text
    ]
    return f"Noted: {format_list(noted)}" if noted else ""
