"""What the alert brought and what the room brought, as a table, and in words what the numbers are.

No row counts people exposed or gives anybody's chance of survival; those are not for a room.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from rich.text import Text

from reports.brought import (
    ALL_REACHED,
    LEFT_OUT,
    NOT_REACHED,
    applied_in_words,
    chosen_in_words,
    difference,
    here_in_row,
    marks_in_words,
    missed_in_words,
    moved,
    same,
)
from reports.names import measure_name
from reports.ruling import NOTHING_RULED, Ruling
from reports.tied import cut_into_lines, tied
from sim.drill.split import Split

WIDE, WIDEST_NAME, BESIDE, INDENT = 100, 40, 3, 2
"""Columns of the screen from which there is more room for each, of a name, of what stands beside the table, before a line under a row."""
BROUGHT, HERE = 20, 10
"""Columns of a difference with its interval, and of one value."""
HEAD = ("", "alert brought", "room brought", "not reached", "alert, here", "room, here")
ALERT_ALONE = ("", "alert brought", "not reached", "alert, here")
"""Where nobody was asked anything."""


def split_rows(found: Split, width: int, ruling: Ruling = NOTHING_RULED) -> list[Text]:
    """Measure by measure: what the alert and the room brought, over all replications and in this play. width: columns there are."""
    each, here = (BROUGHT, HERE) if width < WIDE else (BROUGHT + 6, HERE + 9)
    name = min(WIDEST_NAME, width - BESIDE - 2 * each - 2 * here)
    many = 2 if found.room else 1
    reached = 1 + many
    columns = ((name, "<"), *((each, ">"),) * many, *((here, ">"),) * many)
    head, *told = split_table(found, ruling)
    rows = [
        Text(line, "bold", no_wrap=True)
        for line in in_lines((*head[:reached], *head[reached + 1 :]), columns)
    ]
    for row in told:
        rows += [
            Text(line, no_wrap=True) for line in in_lines((*row[:reached], *row[reached + 1 :]), columns)
        ]
        if row[reached] != ALL_REACHED:
            rows.append(Text(f"{' ' * INDENT}{head[reached]}: {row[reached]}", no_wrap=True))
    whole = sum(wide for wide, _ in columns)
    return [*rows, *(Text(line) for line in cut_into_lines(left_out(found), whole))]


def in_lines(row: Sequence[str], columns: Sequence[tuple[int, str]]) -> list[str]:
    """A row of a table; what is too long for its column goes on in the next line."""
    cells = [
        cut_into_lines(_tied(cell), wide - 1) or [""] for cell, (wide, _) in zip(row, columns, strict=True)
    ]
    return [
        "".join(f"{cell:{side}{wide}}" for cell, (wide, side) in zip(line, columns, strict=True)).rstrip()
        for line in zip_longest(*cells, fillvalue="")
    ]


def _tied(cell: str) -> str:
    """An interval stays in one line."""
    return re.sub(r"\(.*?\)", lambda found: tied(found[0]), cell)


def split_table(found: Split, ruling: Ruling = NOTHING_RULED) -> list[tuple[str, ...]]:
    """The head, then what is not the same in every arm: the measure, what the alert and the room brought, and each in this play.

    Between them, in how many emergencies each arm did not reach it. ruling: marks every mean, and what came after it in this play.
    """
    name, *heads = HEAD if found.room else ALERT_ALONE
    brought = heads.index(NOT_REACHED)
    return [
        (name, *map(ruling.after, heads[:brought]), *heads[brought:]),
        *(
            (
                measure_name(row[0].measure),
                *map(difference, row),
                missed_in_words(row),
                *here_in_row(row, ruling),
            )
            for row in moved(found)
        ),
    ]


def left_out(found: Split) -> str:
    """What neither brought anything to that shows; empty where there is no such measure."""
    alike = same(found)
    return f"{LEFT_OUT}: {', '.join(alike)}." if alike else ""


def split_in_words(found: Split, ruling: Ruling = NOTHING_RULED) -> list[str]:
    """What it is about, how often each decision could be given, what was ruled, and how this emergency was chosen."""
    marks = marks_in_words(moved(found), ruling)
    words = [
        f"{found.replications:,} emergencies of this kind, which need not fit the story. + is sooner, shorter or better; in brackets the "
        f"95 % interval, simulation error only. Here: in this play, up to its end.{f' {marks}' if marks else ''}",
        applied_in_words(found) if found.room else "Nobody was asked anything, so the room changed nothing.",
    ]
    if found.interrupted:
        words.insert(0, "Stopped before the end.")
    return [*words, *filter(None, (ruling.in_each,)), *chosen_in_words(found)]
