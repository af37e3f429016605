"""The summary of an exercise that the report screen shows: decisions, results, ratings, improvements, and where the data are.

Only final ratings are in it. It names no participant and no evaluator; the owner of an improvement stands as it was entered.
"""

from pathlib import Path

from reports.after_action.chronology import build_headline_table
from reports.after_action.data import ReportData
from reports.counterfactual import (
    Compared,
    RulingMarks,
    describe_effects,
    find_rulings,
    name_compared,
    name_effects,
    render_effect_rows,
)
from reports.documents.model import Block, Bullets, Code, Paper, Paragraph, Section
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.evaluation import iterate_evaluation_rows, list_improvements
from sim.exercise.events import GRADES, NO_DECISION
from sim.exercise.labels import lower_initial
from sim.exercise.narrative import describe_delay, find_time_asked, format_line_times, narrate
from sim.exercise.participants import find_role_title
from sim.exercise.review import Review
from sim.exercise.room_view import describe_decision

NARROW = 80
"""Columns of the smallest screen, for the table of effects."""


def build_summary(review: Review, journal: Path, counterfactual: Counterfactual | None) -> Paper:
    """The whole document. journal: where it is kept."""
    alert, team = name_effects(review.state)
    parts: dict[str, list[Block]] = {
        "": _header(review),
        "Decisions": [Bullets(tuple(_decisions(review)))],
        "What happened": list(build_headline_table(ReportData("", review))),
        " and ".join((alert, lower_initial(team))): (
            _effects(counterfactual, find_rulings(review), name_compared(review.state))
            if counterfactual
            else [Paragraph("Not computed.")]
        ),
        "Ratings": _ratings(review),
        "Improvements": _improvements(review),
        "Log": [Bullets(tuple(_log(review)))],
        "Data": [
            Bullets(
                (
                    f"Journal: {journal}",
                    f"Replay: allcall replay {journal} --trace trace.jsonl",
                    "All saved exercises: allcall sessions",
                )
            )
        ],
    }
    sections = (Section(title, title, tuple(blocks)) for title, blocks in parts.items())
    return Paper("Summary", review.exercise.title, (), tuple(sections), marking="EXERCISE", contents=False)


def _header(review: Review) -> list[Block]:
    exercise, state = review.exercise, review.state
    played = (find_role_title(exercise, role.id) for role in exercise.roles if role.id in state.player_roles)
    facts = (
        f"Roles played by participants: {', '.join(played) or 'none'}. All other roles were simulated. "
        f"Exercise time: {format_minutes(state.exercise_time)} of {format_minutes(60.0 * exercise.minutes)}. "
        f"Outcome: {ReportData('', review).describe_end}."
    )
    return [Paragraph(exercise.purpose), Paragraph(""), Paragraph(facts)]


def _decisions(review: Review) -> list[str]:
    lines = []
    for name, point in review.state.decision_points.items():
        asked_at = find_time_asked(point, review.state)
        if point.state == "decided":
            outcome = f"Decided: {describe_decision(point, review.state.labels)} ({describe_delay(point)})"
        else:
            outcome = "No decision" if point.reason in ("", NO_DECISION) else f"No decision: {point.reason}"
        role = find_role_title(review.exercise, point.decision.of)
        lines.append(f"{name} {format_t_plus(asked_at)} {role}: {point.decision.asks} {outcome}")
    return lines


def _effects(counterfactual: Counterfactual, ruling: RulingMarks, compared: Compared) -> list[Block]:
    table = Code("\n".join(str(row) for row in render_effect_rows(counterfactual, NARROW, ruling, compared)))
    return [table, *(Paragraph(f"\n{words}") for words in describe_effects(counterfactual, ruling))]


def _ratings(review: Review) -> list[Block]:
    lines = [
        f"{row.final} ({GRADES[row.final]}): {row.objective.says}{f' Task: {row.task}' if row.task else ''}"
        for row in iterate_evaluation_rows(review.state)
        if row.final
    ]
    return [Bullets(tuple(lines)) if lines else Paragraph("No rating is final.")]


def _improvements(review: Review) -> list[Block]:
    lines = []
    for note in list_improvements(review.state):
        owner, due = note.owner and f"owner: {note.owner}", note.due and f"by {note.due}"
        details = "; ".join(filter(None, (note.action, note.capability, owner, due)))
        lines.append(f"{note.text}: {details or 'no details yet'}")
    return [Bullets(tuple(lines)) if lines else Paragraph("None recorded.")]


def _log(review: Review) -> list[str]:
    """Everything in the log but proposed ratings and improvements, which stand above."""
    return [
        f"{format_line_times(line)}  {line.text}"
        for line in narrate(review.state)
        if not line.subject_id.startswith(("rate-", "improve-"))
    ]
