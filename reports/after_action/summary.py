"""The summary of an exercise as plain text that is Markdown too: what was decided, what came of it, ratings, improvements, and the data.

Only final ratings are in it. It names nobody who played or rated; an owner of an improvement stands there as it was written.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.after_action.facts import Facts
from reports.after_action.played import headline_rows
from reports.documents.blocks import Blank, Cell, Paragraph, Table, runs
from reports.ruling import Ruling, ruling_in
from reports.split_table import split_in_words, split_rows
from sim.drill.after import After
from sim.drill.evaluation import GRADES, grid, improvements
from sim.drill.frame import answer_in_words
from sim.drill.people import title_of
from sim.drill.said import Line, cost_in_words, lines, when
from sim.drill.split import Split
from sim.drill.times import minutes, t_plus

NARROW = 80
"""Columns of the smallest screen; the table is the one of the hot wash there."""


def summary(after: After, journal: Path, found: Split | None) -> str:
    """The whole text. journal: where it is kept."""
    parts = [head(after), decisions(after), play(after)]
    parts += [thousand(found, ruling_in(after)) if found else ["Alert and room apart: not played."]]
    parts += [ratings(after), to_improve(after), log(after), data(journal)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def head(after: After) -> list[str]:
    """What was played."""
    exercise, state = after.exercise, after.state
    roles = ", ".join(
        title_of(state.exercise, role.id) for role in exercise.roles if role.id in state.in_the_room
    )
    return [
        f"# EXERCISE: {exercise.title}",
        "",
        f"{exercise.purpose}",
        "",
        f"Played in the room: {roles or 'nobody'}. Everybody else was modelled. The room took {minutes(state.room)} of "
        f"{minutes(60.0 * exercise.minutes)}; it was {Facts('', after).end}.",
    ]


def decisions(after: After) -> list[str]:
    """Each question and its answer."""
    said = ["## Decisions", ""]
    for name, window in after.state.windows.items():
        asked = window.asked if window.opened is None else window.opened
        answer = (
            f"Decided: {answer_in_words(window, after.state.labels)} ({cost_in_words(window)})"
            if window.state == "decided"
            else ": ".join(filter(None, ("No decision", window.why.removeprefix("no decision"))))
        )
        said.append(
            f"- {name} {t_plus(asked)} {title_of(after.state.exercise, window.decision.of)}: {window.decision.asks} {answer}"
        )
    return said


def play(after: After) -> list[str]:
    """Times of this one play, by arm, as the written report has them."""
    said = ["## This play", ""]
    for block in headline_rows(Facts("", after)):
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
    return "" if isinstance(words, Blank) else "".join(run.text for run in runs(words))


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


def thousand(found: Split, ruling: Ruling) -> list[str]:
    """What the alert and the room brought."""
    return [
        "## What the alert and what the room brought",
        "",
        *(f"    {row}" for row in split_rows(found, NARROW, ruling)),
        "",
        *"\n\n".join(split_in_words(found, ruling)).split("\n"),
    ]


def ratings(after: After) -> list[str]:
    """Those that are settled."""
    final = [row for row in grid(after.state) if row.final]
    if not final:
        return ["## Ratings", "", "None is settled."]
    return ["## Ratings", ""] + [
        f"- {row.final} ({GRADES[row.final]}): {row.objective.says}{f' Task: {row.task}' if row.task else ''}"
        for row in final
    ]


def to_improve(after: After) -> list[str]:
    """The improvement plan."""
    notes = improvements(after.state)
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


def log(after: After) -> list[str]:
    """Everything said and done. Ratings that are proposals are left out."""
    return ["## Said and done", "", *(f"- {when(line)}  {line.words}" for line in told(after))]


def told(after: After) -> Iterator[Line]:
    """The lines that a summary has."""
    return (line for line in lines(after.state) if not line.of.startswith(("rate-", "improve-")))


def data(journal: Path) -> list[str]:
    """Where everything is kept, and how it is played again."""
    return [
        "## Data",
        "",
        f"- Journal: {journal}",
        f"- Play it again: allcall replay {journal} --trace trace.jsonl",
        "- All exercises that are kept: allcall sessions",
    ]
