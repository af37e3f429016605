"""The first page of a report: the targets of the exercise, what was measured and how it was rated; the exercise in a table for an appendix.

Nothing here is an opinion: targets are measured, ratings and words are those of evaluators, and corrective actions stand as entered.
"""

from collections.abc import Iterator, Mapping

from reports.after_action.data import DATE_BLANK, ReportData
from reports.after_action.improvement_plan import iterate_plan_lines
from reports.after_action.participants import is_attended
from reports.documents.model import Block, Bullets, Cell, Column, Paragraph, Run, Section, Table
from reports.text.formatting import format_count, format_list
from reports.text.targets import describe_measured, describe_met, describe_share, describe_timed
from reports.text.terms import capitalize_first
from sim.exercise.clock import format_minutes
from sim.exercise.evaluation import EvaluationRow
from sim.exercise.targets import TargetResult

SCRIPTED = "A script played it, not people."
NO_ONE_TOOK_PART = "A script played this exercise; no one took part."
REHEARSED = "This was a rehearsal with simulated phones; no one took part."
HANDLING = "For the school, the district and their response partners. Not for public release."
NOTHING_EXERCISED = "Nothing was exercised: no one was told or asked anything."
GOOD_RATINGS = {"P", "S"}
"""Ratings that a strength supports; every rating but P has an area for improvement."""
RECOVERY_ANNEXES = {"recovery", "continuity of operations"}
FIRST_SENTENCE_END = ". "
RATED_ONLY = "Rated by evaluators."
MEASURED_NOTE = (
    "Measured on the clock of the emergency. Deciding: from the question to when the answer takes effect. "
    "The simulation takes the rest. "
)
RATINGS_NOTE = "P: without challenges. S: with some. M: with major challenges. U: unable to be performed."
MEASURED_SHARES = {
    "Objective": 0.25, "Target": 0.22, "Measured": 0.18, "Met?": 0.08, "Rating": 0.10, "Evaluators' words": 0.17,
}  # fmt: skip
RATED_SHARES = {"Objective": 0.32, "Target": 0.30, "Rating": 0.10, "Evaluators' words": 0.28}
"""Where no target is measured, because the exercise was not replayed."""
SHOWN_ACTIONS = 3
"""Corrective actions on the first page; all are in the improvement plan."""


def build_assessment(facts: ReportData) -> Section:
    """The targets with their ratings, what is to change, and what people say of the plan."""
    added = facts.blank(
        "summary.assessment",
        "What this exercise says about the plan",
        "two or three sentences: is the plan good enough, and what needs to change first",
        must=facts.is_exercised,
    )
    notice = [Paragraph((Run(facts.notice, "strong"),))] if facts.notice else []
    if not facts.is_exercised:
        return Section("summary", "Overall assessment", (*notice, Paragraph(NOTHING_EXERCISED), added))
    scope = Paragraph(" ".join(_describe_scope(facts)))
    blocks: list[Block] = [*notice, scope, _build_targets(facts), *_list_actions(facts), added]
    return Section("summary", "Overall assessment", tuple(blocks))


def _build_targets(facts: ReportData) -> Table:
    rows = [row for row in facts.evaluation_rows if not row.task]
    shares = MEASURED_SHARES if facts.is_replayed else RATED_SHARES
    columns = tuple(Column(title, share) for title, share in shares.items())
    return Table(
        "Objectives, targets and ratings",
        columns,
        tuple(_target_row(facts, row) for row in rows),
        f"{MEASURED_NOTE if facts.is_replayed else ''}{RATINGS_NOTE}",
    )


def _target_row(facts: ReportData, row: EvaluationRow) -> tuple[Cell, ...]:
    return (
        f"{row.number}. {row.objective.says}",
        describe_timed(row.objective.target) or row.objective.target.says or "",
        *(_measured_cells(facts, row) if facts.is_replayed else ()),
        facts.rating_blank(row),
        _find_words(facts, row),
    )


def _measured_cells(facts: ReportData, row: EvaluationRow) -> tuple[Cell, Cell]:
    result = facts.target_results.get(row.objective.id)
    if result is None:
        return RATED_ONLY, ""
    return _describe_result(facts, result), (Run(describe_met(result), "strong"),)


def _describe_result(facts: ReportData, result: TargetResult) -> str:
    return " ".join(filter(None, (describe_measured(result), describe_share(result, facts.decision_effects))))


def _find_words(facts: ReportData, row: EvaluationRow) -> str:
    """What evaluators wrote with their ratings, else what they observed."""
    evaluators = facts.additions.evaluators if facts.additions else []
    rated = [note.text for note in row.proposals if note.text]
    rated += [
        one.remark for who in evaluators for one in who.ratings if one.objective == row.objective.id and one.remark
    ]
    observed = [one.text for one in facts.list_notes("observe") if one.objective == row.objective.id and one.text]
    return " ".join(f"{capitalize_first(one).rstrip('.')}." for one in rated or observed)


def _list_actions(facts: ReportData) -> Iterator[Block]:
    """The first corrective actions: the issue, who is responsible, and until when."""
    lines = [_describe_action(recorded | added) for _, recorded, added in iterate_plan_lines(facts)]
    if more := len(lines[SHOWN_ACTIONS:]):
        lines = [*lines[:SHOWN_ACTIONS], f"{format_count(more, 'more line')} in the improvement plan."]
    if lines:
        yield Paragraph((Run("What needs to change", "strong"),))
        yield Bullets(tuple(lines))


def _describe_action(values: Mapping[str, str]) -> str:
    issue = values.get("issue", "Issue not written yet").rstrip(".")
    return (
        f"{issue} ({values.get('responsible', 'no one responsible yet')}, {values.get('completion', 'no date yet')})."
    )


def build_overview(facts: ReportData) -> Section:
    """The exercise in a table, with the fields of HSEEP."""
    table = Table("The exercise", (Column("", 0.2), Column("", 0.8)), tuple(_overview_rows(facts)))
    return Section("overview", "Exercise overview", (table,))


def _overview_rows(facts: ReportData) -> Iterator[tuple[str, Cell]]:
    blank = facts.blank
    yield (
        "Exercise date",
        blank(DATE_BLANK, "Date of the exercise", "year-month-day", otherwise=facts.date, kind="day"),
    )
    yield "Scope", f"Tabletop exercise. {' '.join(_describe_scope(facts))} {facts.describe_strategies}"
    capabilities = "; ".join(dict.fromkeys(one.capability for one in facts.objectives))
    yield "Core capabilities", f"{capabilities} (focus area: {format_list(_list_mission_areas(facts))})"
    hazard = facts.state.opened.emergency.scenario.title
    yield "Threat and scenario", f"{hazard}. {_describe_scenario(facts)}"
    sponsor = "Who asked for the exercise", "district, school or office"
    yield "Sponsor", blank("overview.sponsor", *sponsor)
    organizations = "Organizations that took part", "school, police, fire, EMS, others"
    yield "Organizations", blank("overview.organizations", *organizations)
    yield "Point of contact", blank("overview.contact", "Point of contact", "name, office, phone, email")
    yield "Handling", blank("overview.handling", "Handling", "who may read it", otherwise=HANDLING)


def _describe_scope(facts: ReportData) -> Iterator[str]:
    exercise, state = facts.exercise, facts.state
    minutes = f"{format_minutes(state.exercise_time)} of {exercise.minutes} planned minutes"
    lead = ", ".join(filter(None, (capitalize_first(state.labels.school), facts.held_on, minutes)))
    yield f"{lead}; {facts.describe_end}{facts.describe_overrun}."
    if facts.state.is_rehearsal:
        yield REHEARSED
    elif facts.state.is_scripted:
        yield SCRIPTED if is_attended(facts) else NO_ONE_TOOK_PART


def _list_mission_areas(facts: ReportData) -> list[str]:
    """Of the National Preparedness Goal: a tabletop with this model is about response, and some objectives about recovery."""
    annexes = {annex for one in facts.objectives for annex in one.annexes}
    return ["Response", *(["Recovery"] if annexes & RECOVERY_ANNEXES else [])]


def _describe_scenario(facts: ReportData) -> str:
    """Two sentences: what happens, and where and when it does."""
    what = " ".join(facts.state.opened.emergency.scenario.summary.split())
    first = what.partition(FIRST_SENTENCE_END)[0].rstrip(".")
    return f"{capitalize_first(first)}. {facts.exercise.day}, {facts.exercise.onset}."
