"""The cover page of a report: the overall assessment in three sentences, and the exercise in a table with the fields of HSEEP.

The sentences are computed from final ratings and from the effects over the other variations, never from an opinion.
"""

import math
from collections.abc import Iterator, Sequence

from reports.after_action.data import DATE_BLANK, ReportData
from reports.after_action.participants import is_attended
from reports.counterfactual import summarize_main_effects
from reports.documents.model import Bullets, Cell, Column, Paragraph, Run, Section, Table
from reports.text.formatting import describe_margin, format_count, format_list
from reports.text.terms import capitalize_first, label_strategy
from sim.exercise.arms import PLAYER_ARM
from sim.exercise.clock import format_minutes
from sim.exercise.evaluation import EvaluationRow, iterate_evaluation_rows

SCRIPTED = "A script played it, not people."
NO_ONE_TOOK_PART = "A script played this exercise; no one took part."
HANDLING = "For the school, the district and their response partners. Not for public release."
NOTHING_EXERCISED = "Nothing was exercised: no one was told or asked anything."
GOOD_RATINGS = {"P", "S"}
"""Ratings that a strength supports; every rating but P has an area for improvement."""
RECOVERY_ANNEXES = {"recovery", "continuity of operations"}
FIRST_SENTENCE_END = ". "


def build_assessment(facts: ReportData) -> Section:
    """Three sentences, and what people add to them."""
    added = facts.blank(
        "summary.assessment",
        "What this exercise says about the plan",
        "two or three sentences: is the plan good enough, and what needs to change first",
        must=facts.is_exercised,
    )
    if not facts.is_exercised:
        return Section("summary", "Overall assessment", (Paragraph(NOTHING_EXERCISED), added))
    sentences = Bullets(tuple((Run(f"{name}:", "strong"), f" {text}") for name, text in _assess(facts)))
    unattended = (Paragraph(NO_ONE_TOOK_PART),) if facts.review.is_scripted and not is_attended(facts) else ()
    return Section("summary", "Overall assessment", (*unattended, sentences, added))


def _assess(facts: ReportData) -> Iterator[tuple[str, str]]:
    rows = [row for row in iterate_evaluation_rows(facts.state) if not row.task]
    effects = (
        summarize_main_effects(facts.counterfactual, facts.smallest_differences)
        if facts.counterfactual
        else ""
    )
    yield "What went well", _describe_what_went_well(rows, is_final=facts.finalized is not None)
    yield "What to improve", _describe_what_to_improve(facts, rows)
    yield "What changed the outcome", effects or "no other variations were simulated, so no effect is given."


def _describe_what_went_well(rows: Sequence[EvaluationRow], is_final: bool) -> str:
    good = [_name_objective(row) for row in rows if row.final in GOOD_RATINGS]
    if good:
        return f"{'; '.join(good)}."
    if any(row.final for row in rows):
        return "no objective was rated P or S."
    return (
        f"None of the {format_count(len(rows), 'objective')} has a final rating{'' if is_final else ' yet'}."
    )


def _describe_what_to_improve(facts: ReportData, rows: Sequence[EvaluationRow]) -> str:
    flawed = [_name_objective(row) for row in rows if row.final and row.final not in GOOD_RATINGS]
    improvements = len(facts.list_notes("improve")) + sum(
        one.improvement is None for one in facts.list_corrective_actions()
    )
    is_rated = any(row.final for row in rows)
    parts = [
        "" if is_rated else f"not rated{'' if facts.finalized else ' yet'}",
        *flawed,
        _describe_negative_margin(facts),
        f"{format_count(improvements, 'improvement')} in the plan"
        if improvements
        else "no improvement entered",
    ]
    if is_rated:
        parts.append(_describe_unrated(rows))
    return f"{'; '.join(filter(None, parts))}."


def _name_objective(row: EvaluationRow) -> str:
    return f"objective {row.number}, {row.objective.capability} ({row.final})"


def _describe_negative_margin(facts: ReportData) -> str:
    """In a fire, that the team's building was untenable before the last person was out."""
    observed = facts.review.observed_measures[PLAYER_ARM]
    margin = observed.get("aset_margin", 0.0)
    return describe_margin(margin) if margin < 0.0 and math.isfinite(observed["rset"]) else ""


def _describe_unrated(rows: Sequence[EvaluationRow]) -> str:
    left = [str(row.number) for row in rows if not row.final]
    return f"not rated: objective{'' if len(left) == 1 else 's'} {format_list(left)}" if left else ""


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
    yield "Scope", " ".join(_describe_scope(facts))
    yield "Focus area", format_list(_list_mission_areas(facts))
    yield "Core capabilities", "; ".join(dict.fromkeys(one.capability for one in facts.objectives))
    yield "Objectives", " ".join(f"({n}) {one.says}" for n, one in enumerate(facts.objectives, 1))
    yield "Threat or hazard", facts.state.opened.emergency.scenario.title
    yield "Scenario", _describe_scenario(facts)
    sponsor = "Who asked for the exercise", "district, school or office"
    yield "Sponsor", blank("overview.sponsor", *sponsor)
    organizations = "Organizations that took part", "school, police, fire, EMS, others"
    yield "Organizations", blank("overview.organizations", *organizations)
    yield "Point of contact", blank("overview.contact", "Point of contact", "name, office, phone, email")
    yield "Handling", blank("overview.handling", "Handling", "who may read it", otherwise=HANDLING)


def _describe_scope(facts: ReportData) -> Iterator[str]:
    exercise, state = facts.exercise, facts.state
    minutes = f"{format_minutes(state.exercise_time)} of {exercise.minutes} planned minutes"
    yield f"Tabletop exercise at {state.labels.school}, {minutes}; {facts.describe_end}{facts.describe_overrun}."
    if facts.review.is_scripted:
        yield SCRIPTED
    yield f"Alerting: {label_strategy(exercise.strategy)}; compared with {label_strategy(exercise.twin)}."


def _list_mission_areas(facts: ReportData) -> list[str]:
    """Of the National Preparedness Goal: a tabletop with this model is about response, and some objectives about recovery."""
    annexes = {annex for one in facts.objectives for annex in one.annexes}
    return ["Response", *(["Recovery"] if annexes & RECOVERY_ANNEXES else [])]


def _describe_scenario(facts: ReportData) -> str:
    """Two sentences: what happens, and where and when it does."""
    what = " ".join(facts.state.opened.emergency.scenario.summary.split())
    first = what.partition(FIRST_SENTENCE_END)[0].rstrip(".")
    return f"{capitalize_first(first)}. It begins on a {facts.exercise.day} at {facts.exercise.onset}."
