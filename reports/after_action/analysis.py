"""Objective by objective: how it was rated, what was asked and done, and room for what evaluators find.

A strength or an area for improvement has a reference, an observation and an analysis, as HSEEP has them. They are judgement, so none is
made up here: without any there is one of each to fill in.

What the simultaneous alert changed, and what the room changed: this play, and the same decisions in a thousand other emergencies.

How long decisions waited to be asked in this play, and how long they took from the question on: two things that a difference mixes.

Whoever is played does nothing until they are asked, so what the module asks late is no slowness of the room. Both are told of each
decision that was asked while T+ ran, from the journal.
"""

from collections.abc import Iterator, Sequence

from reports.after_action.chronology import describe_outcomes, find_pictures
from reports.after_action.data import NOT_REACHED_MARK, ReportData
from reports.comparison.differences import NOT_REACHED
from reports.counterfactual import (
    LEFT_OUT_NOTE,
    count_not_reached,
    describe_reached_counts,
    describe_selection,
    describe_times_applied,
    explain_marks,
    format_difference,
    format_not_reached,
    list_differing,
    list_observed,
    list_unchanged,
)
from reports.documents.model import Blank, Block, Bullets, Cell, Column, Heading, Paragraph, Section, Table
from reports.figures.timeline import TimelineEntry, build_entries
from reports.text.formatting import format_list
from reports.text.terms import capitalize_first, label_strategy, name_measure
from scenarios.annotations import Finding
from scenarios.exercise import Objective
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.evaluation import GRADES, EvaluationRow, iterate_evaluation_rows
from sim.exercise.events import DecisionPoint, Delivery
from sim.exercise.narrative import describe_delay
from sim.exercise.room_view import describe_decision

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
        blocks += _build_objective(
            facts, number, objective, [row for row in rows if row.objective == objective]
        )
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


def _build_objective(
    facts: ReportData, number: int, objective: Objective, rows: Sequence[EvaluationRow]
) -> Iterator[Block]:
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
    yield from _build_findings(
        facts, number, objective, "strengths", judged.strengths, must=bool(grades & GOOD_RATINGS)
    )
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
        return {"lapsed": "no decision", "open": "not settled"}.get(
            decision_point.state, decision_point.state
        ) + (
            f": {decision_point.reason}"
            if decision_point.reason and decision_point.reason != "no decision"
            else ""
        )
    why = decision_point.response.rationale
    said = [
        f"{describe_decision(decision_point, facts.state.labels)}. {_capitalize_first(describe_delay(decision_point))}.",
        f"Why: {why.rstrip('.')}." if why else "No reason was given.",
        *describe_outcomes(facts, decision_point),
    ]
    return " ".join(said)


def _delivery_cells(one: Delivery) -> tuple[Cell, ...]:
    said = (
        f"“{one.text}”"
        if one.outcome == "delivered"
        else f"{one.outcome}: {one.reason}"
        if one.reason
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


NOT_PLAYED = "No other emergencies were played, so no difference is told: a single play is a single case."

NOBODY_ASKED = "Nobody in the room was asked anything, so nothing is told of what the room changed."

COUNTED = (
    "A mean leaves out the emergencies in which one of the two arms never came to the step; how many those are stands beside it. A "
    "room should not be told that its decisions cost half an hour that nobody waited. A planner asks what to expect over all "
    "emergencies, so the report of a comparison counts each of them as the whole time that was followed. The two may therefore differ, "
    "even in which way they point."
)

COLUMN_GROUPS = ("Alert", "Room")


def build_effects_section(facts: ReportData) -> Section:
    """Words, figure, table."""
    blocks = (
        (Paragraph(NOT_PLAYED),)
        if facts.counterfactual is None
        else tuple(_build_blocks(facts, facts.counterfactual))
    )
    return Section("brought", "What the alert changed, and what the room changed", blocks)


def _build_blocks(facts: ReportData, counterfactual: Counterfactual) -> Iterator[Block]:
    yield Paragraph(" ".join(_explain_effects(facts, counterfactual)))
    yield from (Paragraph(one) for one in describe_selection(counterfactual))
    if counterfactual.team_effects:
        yield Paragraph(describe_times_applied(counterfactual))
        yield from build_delays(facts)
    if often := describe_reached_counts(counterfactual):
        yield Paragraph("How often something was reached at all, where that differs by 1 of 100 or more:")
        yield Bullets(tuple(often))
    yield Paragraph(COUNTED)
    yield from find_pictures(facts, "brought")
    yield _build_table(facts, counterfactual)


def _explain_effects(facts: ReportData, counterfactual: Counterfactual) -> Iterator[str]:
    exercise = facts.exercise
    yield (
        f"The alert: the autopilot ({label_strategy(exercise.strategy)}) against the twin ({label_strategy(exercise.twin)}), "
        "everybody modelled in both."
    )
    if counterfactual.team_effects:
        yield (
            "The room: the same emergency with the decisions of the room, against the autopilot. Each decision is given when what it "
            "answers comes up, and as much later as it took the room. People who are played do nothing until they are asked; in the "
            "autopilot they act as the model has it. So the room may differ before its first question, and waiting to be asked is part of "
            "the difference."
        )
    else:
        yield NOBODY_ASKED
    yield (
        f"Means are over {counterfactual.replications:,} emergencies of this kind, the one that was played among them: drawn at random, they need "
        f"not fit the story of the exercise as that one does. Of this play only what came before its end counts ({facts.describe_end})."
    )
    yield from filter(None, (facts.ruling.replications_note,))


def _build_table(facts: ReportData, counterfactual: Counterfactual) -> Table:
    told, alike, ruling = list_differing(counterfactual), list_unchanged(counterfactual), facts.ruling
    heads = COLUMN_GROUPS if counterfactual.team_effects else COLUMN_GROUPS[:1]
    each = 0.58 / (3 * len(heads))
    arms = ", ".join(count_not_reached(told[0])) if told else ""
    return Table(
        f"What each brought, {counterfactual.replications:,} emergencies and this one",
        (
            Column("", 0.28),
            *(Column(ruling.mark_after(head), 2 * each, "right") for head in heads),
            Column(f"{capitalize_first(NOT_REACHED)} in ({arms})", 0.14, "right"),
            *(Column(f"{head}, this play", each, "right") for head in heads),
        ),
        tuple(
            (
                capitalize_first(name_measure(row[0].measure)),
                *map(_keep_on_one_line, map(format_difference, row)),
                format_not_reached(row),
                *list_observed(row, ruling),
            )
            for row in told
        ),
        "Plus is sooner, shorter or better. Each number is rounded by itself and may be a second off the difference of two times. "
        "In brackets the 95 % interval of the mean, simulation error only; what nobody has measured is not in it. "
        f"{explain_marks(told, ruling)}".strip()
        + (f" {LEFT_OUT_NOTE}: {format_list(alike)}." if alike else ""),
    )


def _keep_on_one_line(said: str) -> str:
    """A mean with its interval on one line."""
    return said.replace(" ", "\N{NO-BREAK SPACE}")


CAPTION = "Waiting to be asked, and deciding, in this play"

NOTE = (
    "Waited to be asked: from when its role knew of the danger to the question. That is the module and not the room; a question about what "
    "happens later waits for that. Then from the question to the first and to the last act: thinking, and the wait for whoever was still "
    "busy. A dash: nothing began, or nothing was to be done. In the autopilot nobody waits for a question. How the two share the means "
    "over other emergencies is not reckoned. Each number is rounded by itself, so a difference may be a second off."
)


def build_delays(facts: ReportData) -> Iterator[Block]:
    """A sentence with the longest of each, and a table of all; nothing where no question was asked while T+ ran."""
    asked = [
        one
        for one in build_entries(facts.review)
        if one.lane == "decisions" and one.aware_at is not None and not one.is_discussion
    ]
    if asked:
        yield Paragraph(f"{_describe_longest(asked)} in this play:")
        yield Table(
            CAPTION,
            (
                Column("", 0.16),
                Column("Role knew", 0.16, "right"),
                Column("Asked", 0.16, "right"),
                Column("Waited to be asked", 0.18, "right"),
                Column("Question to first act", 0.17, "right"),
                Column("Question to last act", 0.17, "right"),
            ),
            tuple(_delay_row(one) for one in asked),
            NOTE,
        )


def _describe_longest(asked: Sequence[TimelineEntry]) -> str:
    """How much of a delay was the module's, and how much the room's, at most: of decisions of which something began."""
    acted = [one for one in asked if one.begins_at is not None]
    if not acted:
        return "No decision that was asked while T+ ran began"
    late = max(acted, key=waiting_seconds)
    slow = max(acted, key=lambda one: (one.begins_at or 0.0) - one.asked_at)
    return (
        f"Of the decisions that came to an act, the one that waited longest was asked after {format_minutes(waiting_seconds(late))} min ({late.label}); "
        f"the slowest took {_describe_action_delay(slow, slow.begins_at)} min from the question to its first act ({slow.label}),"
    )


def waiting_seconds(entry: TimelineEntry) -> float:
    """Seconds of T+ from when its role knew to the question."""
    return max(0.0, entry.asked_at - (entry.asked_at if entry.aware_at is None else entry.aware_at))


def _delay_row(one: TimelineEntry) -> tuple[str, ...]:
    knew = NOT_REACHED_MARK if one.aware_at is None else format_t_plus(one.aware_at)
    times = knew, format_t_plus(one.asked_at), format_minutes(waiting_seconds(one))
    return (
        one.label,
        *times,
        _describe_action_delay(one, one.begins_at),
        _describe_action_delay(one, one.last_action_at),
    )


def _describe_action_delay(one: TimelineEntry, act: float | None) -> str:
    """From the question to an act."""
    return NOT_REACHED_MARK if act is None else format_minutes(act - one.asked_at)
