"""What the alert brought and what the room brought, as a table, and in words what the numbers are.

No row counts people exposed or gives anybody's chance of survival; those are not for a room.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from rich.text import Text

from reports.brought import (
    ALL_REACHED,
    LEFT_OUT_NOTE,
    NOT_REACHED,
    describe_times_applied,
    describe_selection,
    format_difference,
    list_observed,
    explain_marks,
    describe_not_reached,
    list_differing,
    list_unchanged,
)
from reports.names import name_measure
from reports.ruling import NO_RULINGS, RulingMarks
from reports.tied import wrap_columns, join_with_nbsp
from sim.drill.split import Counterfactual

WIDE, WIDEST_NAME, BESIDE, INDENT = 100, 40, 3, 2
"""Columns of the screen from which there is more room for each, of a name, of what stands beside the table, before a line under a row."""
BROUGHT, HERE = 20, 10
"""Columns of a difference with its interval, and of one value."""
HEAD = ("", "alert brought", "room brought", "not reached", "alert, here", "room, here")
ALERT_HEADINGS = ("", "alert brought", "not reached", "alert, here")
"""Where nobody was asked anything."""


def render_effect_rows(counterfactual: Counterfactual, width: int, ruling: RulingMarks = NO_RULINGS) -> list[Text]:
    """Measure by measure: what the alert and the room brought, over all replications and in this play. width: columns there are."""
    each, here = (BROUGHT, HERE) if width < WIDE else (BROUGHT + 6, HERE + 9)
    name = min(WIDEST_NAME, width - BESIDE - 2 * each - 2 * here)
    many = 2 if counterfactual.team_effects else 1
    reached = 1 + many
    columns = ((name, "<"), *((each, ">"),) * many, *((here, ">"),) * many)
    head, *told = build_effects_table(counterfactual, ruling)
    rows = [
        Text(line, "bold", no_wrap=True)
        for line in wrap_row((*head[:reached], *head[reached + 1 :]), columns)
    ]
    for row in told:
        rows += [
            Text(line, no_wrap=True) for line in wrap_row((*row[:reached], *row[reached + 1 :]), columns)
        ]
        if row[reached] != ALL_REACHED:
            rows.append(Text(f"{' ' * INDENT}{head[reached]}: {row[reached]}", no_wrap=True))
    whole = sum(wide for wide, _ in columns)
    return [*rows, *(Text(line) for line in wrap_columns(describe_unchanged(counterfactual), whole))]


def wrap_row(row: Sequence[str], columns: Sequence[tuple[int, str]]) -> list[str]:
    """A row of a table; what is too long for its column goes on in the next line."""
    cells = [
        wrap_columns(_keep_interval_together(cell), wide - 1) or [""] for cell, (wide, _) in zip(row, columns, strict=True)
    ]
    return [
        "".join(f"{cell:{side}{wide}}" for cell, (wide, side) in zip(line, columns, strict=True)).rstrip()
        for line in zip_longest(*cells, fillvalue="")
    ]


def _keep_interval_together(cell: str) -> str:
    """An interval stays in one line."""
    return re.sub(r"\(.*?\)", lambda found: join_with_nbsp(found[0]), cell)


def build_effects_table(counterfactual: Counterfactual, ruling: RulingMarks = NO_RULINGS) -> list[tuple[str, ...]]:
    """The head, then what is not the same in every arm: the measure, what the alert and the room brought, and each in this play.

    Between them, in how many emergencies each arm did not reach it. ruling: marks every mean, and what came after it in this play.
    """
    name, *heads = HEAD if counterfactual.team_effects else ALERT_HEADINGS
    brought = heads.index(NOT_REACHED)
    return [
        (name, *map(ruling.mark_after, heads[:brought]), *heads[brought:]),
        *(
            (
                name_measure(row[0].measure),
                *map(format_difference, row),
                describe_not_reached(row),
                *list_observed(row, ruling),
            )
            for row in list_differing(counterfactual)
        ),
    ]


def describe_unchanged(counterfactual: Counterfactual) -> str:
    """What neither brought anything to that shows; empty where there is no such measure."""
    alike = list_unchanged(counterfactual)
    return f"{LEFT_OUT_NOTE}: {', '.join(alike)}." if alike else ""


def describe_effects(counterfactual: Counterfactual, ruling: RulingMarks = NO_RULINGS) -> list[str]:
    """What it is about, how often each decision could be given, what was ruled, and how this emergency was chosen."""
    marks = explain_marks(list_differing(counterfactual), ruling)
    words = [
        f"{counterfactual.replications:,} emergencies of this kind, which need not fit the story. + is sooner, shorter or better; in brackets the "
        f"95 % interval, simulation error only. Here: in this play, up to its end.{f' {marks}' if marks else ''}",
        describe_times_applied(counterfactual) if counterfactual.team_effects else "Nobody was asked anything, so the room changed nothing.",
    ]
    if counterfactual.is_interrupted:
        words.insert(0, "Stopped before the end.")
    return [*words, *filter(None, (ruling.replications_note,)), *describe_selection(counterfactual)]
