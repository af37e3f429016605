"""What the alert brought and what the room brought, as a table, and in words what the numbers are.

No row counts people exposed or gives anybody's chance of survival; those are not for a room.
"""

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

from rich.text import Text

from reports.brought import applied_in_words, chosen_in_words, difference, in_this_play, is_told, unchanged
from reports.names import DURATIONS, MEASURE_NAMES
from sim.drill.after import After
from sim.drill.split import Effect, Split

WIDE, WIDEST_NAME, BESIDE = 100, 40, 3
"""Columns of the screen from which there is more room for each, of a name, and of what stands beside the table."""
BROUGHT, HERE = 20, 9
"""Columns of a difference with its interval, and of one value."""
HEAD = ("", "alert brought", "room brought", "alert, here", "room, here")


def split_rows(found: Split, width: int) -> list[Text]:
    """Measure by measure: what the alert and the room brought, over all replications and in this play. width: columns there are."""
    each, here = (BROUGHT, HERE) if width < WIDE else (BROUGHT + 6, HERE + 9)
    name = min(WIDEST_NAME, width - BESIDE - 2 * each - 2 * here)
    columns = ((name, "<"), (each, ">"), (each, ">"), (here, ">"), (here, ">"))
    rows = [Text(line, no_wrap=True) for row in split_table(found) for line in in_lines(row, columns)]
    for row in rows[: len(in_lines(HEAD, columns))]:
        row.stylize("bold")
    whole = sum(wide for wide, _ in columns)
    return [*rows, *(Text(line) for line in wrap(same_in_every_arm(found), whole))]


def in_lines(row: Sequence[str], columns: Sequence[tuple[int, str]]) -> list[str]:
    """A row of a table; what is too long for its column goes on in the next line."""
    cells = [wrap(cell, wide - 1) or [""] for cell, (wide, _) in zip(row, columns, strict=True)]
    return [
        "".join(f"{cell:{side}{wide}}" for cell, (wide, side) in zip(line, columns, strict=True)).rstrip()
        for line in zip_longest(*cells, fillvalue="")
    ]


def split_table(found: Split) -> list[tuple[str, ...]]:
    """The head, then what is not the same in every arm: the measure, what the alert and the room brought, and each in this play."""
    both = [pair for pair in zip(found.alert, found.room, strict=True) if is_told(pair[0])]
    return [
        HEAD,
        *(
            (name_of(alert), difference(alert), difference(room), in_this_play(alert), in_this_play(room))
            for alert, room in both
            if not (unchanged(alert) and unchanged(room))
        ),
    ]


def same_in_every_arm(found: Split) -> str:
    """What neither brought anything to; empty where there is no such measure."""
    both = zip(found.alert, found.room, strict=True)
    same = [name_of(one) for one, room in both if is_told(one) and unchanged(one) and unchanged(room)]
    return f"The same in every arm: {', '.join(same)}." if same else ""


def name_of(effect: Effect) -> str:
    """Of a measure; a star where it is a duration."""
    label = MEASURE_NAMES.get(effect.measure, effect.measure.replace("_", " "))
    return f"{label} *" if effect.measure in DURATIONS else label


def split_in_words(found: Split, after: After) -> list[str]:
    """What it is about, how often each decision could be given, and how far this emergency was chosen."""
    words = [
        f"{found.replications:,} emergencies of this kind, drawn without what the story needs. + is sooner or better; in brackets the 95 % "
        "interval, simulation error only. * a duration: + is shorter. Here: in this play.",
        applied_in_words(found),
    ]
    if found.interrupted:
        words.insert(0, "Stopped before the end.")
    return [*words, *chosen_in_words(found, after.exercise)]
