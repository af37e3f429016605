"""The analysis of a report: each objective with its rating, decisions and injects; and the effects of the alert and of team decisions.

A strength or an area for improvement has a reference, an observation and an analysis, as HSEEP has them. They are judgments, so none is
made up here: an objective without any has a blank for each. Delays are in two parts, because a difference mixes them: how long a decision
waited to be asked, which is the exercise's doing, and how long it took from the question on, which is the team's.
"""

from collections.abc import Iterator, Sequence

from reports.after_action.chronology import describe_outcomes, find_pictures, list_arm_titles
from reports.after_action.data import NOT_REACHED_MARK, ReportData
from reports.comparison.differences import NOT_REACHED_TEXT
from reports.counterfactual import (
    LEFT_OUT_NOTE,
    count_not_reached,
    describe_reached_counts,
    describe_selection,
    describe_times_applied,
    explain_marks,
    format_not_reached,
    format_whole,
    list_differing,
    list_observed,
    list_unchanged,
)
from reports.documents.model import Blank, Block, Bullets, Cell, Column, Heading, Paragraph, Section, Table
from reports.figures.timeline import TimelineEntry, build_entries
from reports.text.formatting import format_list, join_with_nbsp
from reports.text.terms import capitalize_first, label_strategy, name_measure
from scenarios.annotations import Finding
from scenarios.exercise import Objective
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.counterfactual import Counterfactual, Effect
from sim.exercise.evaluation import GRADES, EvaluationRow, iterate_evaluation_rows
from sim.exercise.events import DecisionPoint, Delivery
from sim.exercise.narrative import describe_delay
from sim.exercise.room_view import describe_decision

NONE = "\N{EN DASH}"
RATINGS_NOTE = (
    "Ratings: "
    + ", ".join(f"{grade} {text}" for grade, text in GRADES.items())
    + ". Only final ratings are in this report."
)
TASKS_NOTE = f"Tasks: the critical tasks in the order of the evaluation guide; {NONE} not rated."
GOOD_RATINGS = {"P", "S"}
"""Ratings that a strength supports; every rating but P has an area for improvement."""
FINDING_PARTS = (
    ("reference", "Reference", "plan, policy or standard, with its paragraph"),
    ("observation", "Observation", "facts: who did it, and when"),
    ("analysis", "Analysis", "reasons and consequences"),
)
FINDING_KINDS = {
    "strengths": ("Strength", "strength"),
    "areas": ("Area for improvement", "what needs to change"),
}
NOT_COMPUTED = "No other variations were simulated, so no effect is given: one exercise is a single case."
NOT_ASKED = "Participants were asked nothing, so there is no effect of team decisions."
MEANS_NOTE = (
    "Where an arm did not reach a step in more than 2% of the replications, the median stands in place of the mean. A step that was not "
    "reached comes later than any other. The counts are beside it. The report of a comparison uses the same rule."
)
TABLE_NOTE = (
    "Plus is sooner, shorter or better. Each number is rounded by itself and may differ by a second from the difference of two times. "
    "In brackets the 95% interval of the mean, Monte Carlo error only; sensitivity to assumptions is not included. "
)
DELAYS_NOTE = (
    "Waited to be asked: from when the role knew of the danger to the question. This is due to the exercise and not to the team; "
    "a question about a later step waits for it. Then from the question to the first and to the last action: "
    "decision time, and the wait for people "
    "still busy. A dash: nothing began, or there was nothing to do. Fully simulated roles wait for no question. How the two delays share "
    "the means over other variations is not computed. Each number is rounded by itself, so a difference may be a second off."
)


def build_analysis(facts: ReportData) -> Section:
    """All objectives."""
    rows = list(iterate_evaluation_rows(facts.state))
    blocks: list[Block] = [Paragraph(RATINGS_NOTE), *_ratings(rows)]
    for number, objective in enumerate(facts.objectives, 1):
        blocks += _objective(facts, number, objective, [row for row in rows if row.objective == objective])
    return Section("analysis", "Objectives and core capabilities", tuple(blocks))


def _ratings(rows: Sequence[EvaluationRow]) -> Iterator[Block]:
    """The final rating of each objective and of its critical tasks; nothing where there is none."""
    if not any(row.final for row in rows):
        return
    columns = [Column("Objective", 0.4), *(Column(title, 0.2) for title in ("Capability", "Rating", "Tasks"))]
    lines: list[list[Cell]] = []
    for row in rows:
        if row.task:
            lines[-1][3] = f"{lines[-1][3]} {row.final or NONE}".strip()
        else:
            lines.append([f"{row.number}. {row.objective.says}", row.objective.capability, _grade(row), ""])
    if any(map(_rationale, rows)):
        columns = [*(Column(one.title, 0.7 * one.share) for one in columns), Column("Rationale", 0.3)]
        for line, number in zip(lines, dict.fromkeys(row.number for row in rows), strict=True):
            line.append(" ".join(filter(None, (_rationale(row) for row in rows if row.number == number))))
    yield Table("Final ratings", tuple(columns), tuple(map(tuple, lines)), TASKS_NOTE)


def _rationale(row: EvaluationRow) -> str:
    return " ".join(note.text for note in row.proposals if note.final and note.text)


def _grade(row: EvaluationRow) -> str:
    return f"{row.final}, {GRADES[row.final]}" if row.final else "not rated"


def _objective(
    facts: ReportData, number: int, objective: Objective, rows: Sequence[EvaluationRow]
) -> Iterator[Block]:
    yield Heading(f"Objective {number}: {objective.says}")
    yield Table(
        f"Ratings of objective {number}",
        (Column("", 0.28), Column("", 0.56), Column("Rating", 0.16)),
        tuple(
            (
                *(("Critical task", row.task) if row.task else ("Capability target", objective.target)),
                _grade(row),
            )
            for row in rows
        ),
    )
    yield Paragraph(
        f"Capability: {objective.capability}. Annexes of the plan: {', '.join(objective.annexes)}."
    )
    if points := facts.decisions_for(objective):
        yield Table(
            f"Decision points (objective {number})",
            (Column("T+", 0.10), Column("Question", 0.28), Column("Expected", 0.28), Column("Decided", 0.34)),
            tuple(_decision_row(facts, point) for point in points),
        )
    if deliveries := facts.deliveries_for(objective):
        yield Table(
            f"Injects (objective {number})",
            (Column("T+", 0.10), Column("Inject", 0.44), Column("Expected", 0.46)),
            tuple(map(_delivery_row, deliveries)),
        )
    if seen := [note for note in facts.list_notes("observe") if note.objective == objective.id and note.text]:
        yield Heading("Observations", 3)
        yield Bullets(tuple(f"{format_t_plus(note.time)} {note.text}" for note in seen))
    findings, grades = facts.find_analysis(objective.id), {row.final for row in rows if row.final}
    is_good, is_flawed = bool(grades & GOOD_RATINGS), bool(grades - {"P"})
    yield from _findings(facts, number, objective, "strengths", findings.strengths, must=is_good)
    yield from _findings(facts, number, objective, "areas", findings.areas, must=is_flawed)


def _decision_row(facts: ReportData, point: DecisionPoint) -> tuple[Cell, ...]:
    time = point.asked_at if point.opened_at is None else point.opened_at
    question = f"{point.decision.id}, {facts.role_title(point.decision.of)}: {point.decision.asks}"
    expected = f"{point.decision.expects} ({point.decision.reference})"
    return format_t_plus(time), question, expected, _describe_response(facts, point)


def _describe_response(facts: ReportData, point: DecisionPoint) -> str:
    if point.state != "decided":
        state = {"lapsed": "no decision", "open": "still open"}.get(point.state, point.state)
        return f"{state}: {point.reason}" if point.reason not in ("", "no decision") else state
    why = point.response.rationale
    sentences = [
        f"{describe_decision(point, facts.state.labels)}. {capitalize_first(describe_delay(point))}.",
        f"Rationale: {why.rstrip('.')}." if why else "No rationale was recorded.",
        *describe_outcomes(facts, point),
    ]
    return " ".join(sentences)


def _delivery_row(delivery: Delivery) -> tuple[Cell, ...]:
    inject, text = delivery.inject, ": ".join(filter(None, (delivery.outcome, delivery.reason)))
    if delivery.outcome == "delivered":
        text = f"“{delivery.text}”"
    return format_t_plus(delivery.time), f"{inject.number}, {inject.sender}: {text}", inject.expects


def _findings(
    facts: ReportData, number: int, objective: Objective, kind: str, found: Sequence[Finding], *, must: bool
) -> Iterator[Block]:
    """The findings that were added, or a blank. must: whether the rating requires one."""
    if not (found or facts.is_exercised):
        return
    title, hint = FINDING_KINDS[kind]
    yield Heading("Strengths" if kind == "strengths" else "Areas for improvement", 3)
    for n, finding in enumerate(found, 1):
        id_ = f"objectives.{objective.id}.{kind}.{n}"
        cells = (
            f"{label}: {value}"
            if (value := getattr(finding, key))
            else Blank(f"{id_}.{key}", label, "", help_)
            for key, label, help_ in FINDING_PARTS
        )
        yield Paragraph(f"{title} {n}: {finding.says}")
        yield Bullets(tuple(cells))
    if not found:
        yield facts.blank(
            f"objectives.{objective.id}.{kind}",
            f"Objective {number}: {title.lower()}",
            f"{hint}; with reference, observation and analysis",
            must=must,
        )


def build_effects_section(facts: ReportData) -> Section:
    """Text, figure and table of both effects."""
    counterfactual = facts.counterfactual
    blocks = [Paragraph(NOT_COMPUTED)] if counterfactual is None else _effects(facts, counterfactual)
    return Section("brought", "Effect of the alert and effect of team decisions", tuple(blocks))


def _effects(facts: ReportData, counterfactual: Counterfactual) -> Iterator[Block]:
    yield Paragraph(" ".join(_explain_effects(facts, counterfactual)))
    yield from map(Paragraph, describe_selection(counterfactual))
    if counterfactual.team_effects:
        yield Paragraph(describe_times_applied(counterfactual))
        yield from _delays(facts)
    if often := describe_reached_counts(counterfactual):
        yield Paragraph("How often a step was reached, where that differs by 1% or more:")
        yield Bullets(tuple(often))
    yield Paragraph(MEANS_NOTE)
    yield from find_pictures(facts, "brought")
    yield _effects_table(facts, counterfactual)


def _explain_effects(facts: ReportData, counterfactual: Counterfactual) -> Iterator[str]:
    exercise = facts.exercise
    yield (
        f"Effect of the alert: fully simulated ({label_strategy(exercise.strategy)}) against the comparison arm "
        f"({label_strategy(exercise.twin)}), all roles simulated in both."
    )
    if counterfactual.team_effects:
        yield (
            "Effect of team decisions: the same emergency with your team's decisions, against fully simulated. Each decision is given when "
            "its question comes up, as much later as your team took. Played roles act only when your team decides; "
            "fully simulated roles act as the model has it. So the arms may differ before the first question, "
            "and waiting to be asked is part of the difference."
        )
    else:
        yield NOT_ASKED
    yield (
        f"Means are over {counterfactual.replications:,} random variations of this emergency, the exercise among them; they need not match "
        f"its story. Of the exercise only the time before its end counts ({facts.describe_end})."
    )
    yield from filter(None, (facts.ruling.replications_note,))


def _effects_table(facts: ReportData, counterfactual: Counterfactual) -> Table:
    rows, unchanged, ruling = list_differing(counterfactual), list_unchanged(counterfactual), facts.ruling
    heads = ("Alert", "Team decisions") if counterfactual.team_effects else ("Alert",)
    each, titles = 0.58 / (3 * len(heads)), list_arm_titles(facts.state)
    arms = ", ".join(titles[arm].lower() for arm in count_not_reached(rows[0])) if rows else ""
    return Table(
        f"Effects, {counterfactual.replications:,} replications and this exercise",
        (
            Column("", 0.28),
            *(Column(ruling.mark_after(head), 2 * each, "right") for head in heads),
            Column(f"{capitalize_first(NOT_REACHED_TEXT)} in ({arms})", 0.14, "right"),
            *(Column(f"{head}, this exercise", each, "right") for head in heads),
        ),
        tuple(
            (
                capitalize_first(name_measure(row[0].measure)),
                *map(_keep_parts_whole, row),
                format_not_reached(row),
                *list_observed(row, ruling),
            )
            for row in rows
        ),
        f"{TABLE_NOTE}{explain_marks(rows, ruling)}".strip()
        + (f" {LEFT_OUT_NOTE}: {format_list(unchanged)}." if unchanged else ""),
    )


def _keep_parts_whole(effect: Effect) -> str:
    """A difference and its distribution, each in one line."""
    return "; ".join(join_with_nbsp(part) for part in format_whole(effect).split("; "))


def _delays(facts: ReportData) -> Iterator[Block]:
    """A sentence with the longest of each delay, and a table of all; nothing where no question was asked while T+ ran."""
    asked = [
        entry
        for entry in build_entries(facts.review)
        if entry.lane == "decisions" and entry.aware_at is not None and not entry.is_discussion
    ]
    if asked:
        widths = {
            "": 0.16, "Role knew": 0.16, "Asked": 0.16, "Waited to be asked": 0.18, "Question to first action": 0.17,
            "Question to last action": 0.17,
        }  # fmt: skip
        columns = (Column(title, share, "right" if title else "left") for title, share in widths.items())
        yield Paragraph(f"{_describe_longest(asked)} in this exercise:")
        yield Table(
            "Waiting to be asked, and deciding", tuple(columns), tuple(map(_delay_row, asked)), DELAYS_NOTE
        )


def _describe_longest(asked: Sequence[TimelineEntry]) -> str:
    """The longest delays, of the decisions of which an action began."""
    acted = [entry for entry in asked if entry.begins_at is not None]
    if not acted:
        return "No decision that was asked while T+ ran began"
    late = max(acted, key=_waiting_seconds)
    slow = max(acted, key=lambda entry: (entry.begins_at or 0.0) - entry.asked_at)
    return (
        f"Of the decisions with an action, the one that waited longest was asked after "
        f"{format_minutes(_waiting_seconds(late))} min ({late.label}); "
        f"the slowest took {_action_delay(slow, slow.begins_at)} min from the question to its first action ({slow.label}),"
    )


def _waiting_seconds(entry: TimelineEntry) -> float:
    return max(0.0, entry.asked_at - (entry.asked_at if entry.aware_at is None else entry.aware_at))


def _delay_row(entry: TimelineEntry) -> tuple[str, ...]:
    return (
        entry.label,
        NOT_REACHED_MARK if entry.aware_at is None else format_t_plus(entry.aware_at),
        format_t_plus(entry.asked_at),
        format_minutes(_waiting_seconds(entry)),
        _action_delay(entry, entry.begins_at),
        _action_delay(entry, entry.last_action_at),
    )


def _action_delay(entry: TimelineEntry, action: float | None) -> str:
    return NOT_REACHED_MARK if action is None else format_minutes(action - entry.asked_at)
