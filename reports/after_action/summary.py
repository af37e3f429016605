"""The summary of an exercise as plain text that is Markdown too: what was decided, what came of it, ratings, improvements, and the data.

Only final ratings are in it. It names nobody who played or rated; an owner of an improvement stands there as it was written.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.after_action.chronology import build_headline_table
from reports.after_action.data import ReportData
from reports.counterfactual import RulingMarks, describe_effects, find_rulings, render_effect_rows
from reports.documents.model import Blank, Cell, Paragraph, Table, iterate_runs
from sim.exercise.clock import format_minutes, format_t_plus
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.evaluation import GRADES, iterate_evaluation_rows, list_improvements
from sim.exercise.narrative import LogLine, describe_delay, format_line_times, narrate
from sim.exercise.participants import find_role_title
from sim.exercise.review import Review
from sim.exercise.room_view import describe_decision

NARROW = 80
"""Columns of the smallest screen; the table is the one of the hot wash there."""


def summary(review: Review, journal: Path, counterfactual: Counterfactual | None) -> str:
    """The whole text. journal: where it is kept."""
    parts = [render_header(review), render_decisions(review), run_command_line(review)]
    parts += [
        thousand(counterfactual, find_rulings(review))
        if counterfactual
        else ["Alert and room apart: not played."]
    ]
    parts += [ratings(review), render_improvements(review), log(review), render_data(journal)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def render_header(review: Review) -> list[str]:
    """What was played."""
    exercise, state = review.exercise, review.state
    roles = ", ".join(
        find_role_title(state.exercise, role.id) for role in exercise.roles if role.id in state.player_roles
    )
    return [
        f"# EXERCISE: {exercise.title}",
        "",
        f"{exercise.purpose}",
        "",
        f"Played in the room: {roles or 'nobody'}. Everybody else was modelled. The room took {format_minutes(state.exercise_time)} of "
        f"{format_minutes(60.0 * exercise.minutes)}; it was {ReportData('', review).describe_end}.",
    ]


def render_decisions(review: Review) -> list[str]:
    """Each question and its answer."""
    said = ["## Decisions", ""]
    for name, window in review.state.decision_points.items():
        asked = window.asked_at if window.opened_at is None else window.opened_at
        answer = (
            f"Decided: {describe_decision(window, review.state.labels)} ({describe_delay(window)})"
            if window.state == "decided"
            else ": ".join(filter(None, ("No decision", window.reason.removeprefix("no decision"))))
        )
        said.append(
            f"- {name} {format_t_plus(asked)} {find_role_title(review.state.exercise, window.decision.of)}: {window.decision.asks} {answer}"
        )
    return said


def run_command_line(review: Review) -> list[str]:
    """Times of this one play, by arm, as the written report has them."""
    said = ["## This play", ""]
    for block in build_headline_table(ReportData("", review)):
        match block:
            case Table():
                titles = [column.title for column in block.columns]
                said += [
                    *table([titles, *([plain(cell) for cell in row] for row in block.rows)]),
                    "",
                    block.note,
                ]
            case Paragraph():
                said.append(plain(block.words))
    return said


def plain(words: Cell) -> str:
    """Words without their styles. Nobody fills anything in here."""
    return "" if isinstance(words, Blank) else "".join(run.text for run in iterate_runs(words))


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """As Markdown has it, and so that the columns stand under one another in plain text; the first row is the head."""
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| "
        + " | ".join(
            [
                f"{row[0]:{wide[0]}}",
                *(f"{cell:>{columns}}" for cell, columns in zip(row[1:], wide[1:], strict=True)),
            ]
        )
        + " |"
        for row in rows
    ]
    rule = "| " + " | ".join(["-" * wide[0], *(f"{'-' * (columns - 1)}:" for columns in wide[1:])]) + " |"
    return [lines[0], rule, *lines[1:]]


def thousand(counterfactual: Counterfactual, ruling: RulingMarks) -> list[str]:
    """What the alert and the room brought."""
    return [
        "## What the alert and what the room brought",
        "",
        *(f"    {row}" for row in render_effect_rows(counterfactual, NARROW, ruling)),
        "",
        *"\n\n".join(describe_effects(counterfactual, ruling)).split("\n"),
    ]


def ratings(review: Review) -> list[str]:
    """Those that are settled."""
    final = [row for row in iterate_evaluation_rows(review.state) if row.final]
    if not final:
        return ["## Ratings", "", "None is settled."]
    return ["## Ratings", ""] + [
        f"- {row.final} ({GRADES[row.final]}): {row.objective.says}{f' Task: {row.task}' if row.task else ''}"
        for row in final
    ]


def render_improvements(review: Review) -> list[str]:
    """The improvement plan."""
    notes = list_improvements(review.state)
    said = ["## To be improved", ""]
    for note in notes:
        rest = [
            note.action,
            note.capability,
            note.owner and f"owner: {note.owner}",
            note.due and f"by {note.due}",
        ]
        said.append(f"- {note.text}: {'; '.join(filter(None, rest)) or 'nothing is said yet'}")
    return said if notes else [*said, "Nothing is written down."]


def log(review: Review) -> list[str]:
    """Everything said and done. Ratings that are proposals are left out."""
    return ["## Said and done", "", *(f"- {format_line_times(line)}  {line.text}" for line in told(review))]


def told(review: Review) -> Iterator[LogLine]:
    """The lines that a summary has."""
    return (line for line in narrate(review.state) if not line.subject_id.startswith(("rate-", "improve-")))


def render_data(journal: Path) -> list[str]:
    """Where everything is kept, and how it is played again."""
    return [
        "## Data",
        "",
        f"- Journal: {journal}",
        f"- Play it again: allcall replay {journal} --trace trace.jsonl",
        "- All exercises that are kept: allcall sessions",
    ]
