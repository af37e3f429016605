"""What the simultaneous alert changed, and what the room changed: this play, and the same decisions in a thousand other emergencies."""

from collections.abc import Iterator

from reports.after_action.facts import Facts
from reports.after_action.played import pictures
from reports.after_action.waits import waits
from reports.brought import (
    LEFT_OUT,
    NOT_REACHED,
    applied_in_words,
    chosen_in_words,
    difference,
    here_in_row,
    marks_in_words,
    missed_by,
    missed_in_row,
    moved,
    same,
)
from reports.brought_words import reached_in_words
from reports.documents.blocks import Block, Bullets, Column, Paragraph, Section, Table
from reports.input_words import listed
from reports.names import capital, label, measure_name
from sim.drill.split import Split

NOT_PLAYED = "No other emergencies were played, so no difference is told: a single play is a single case."
NOBODY_ASKED = "Nobody in the room was asked anything, so nothing is told of what the room changed."
COUNTED = (
    "A mean leaves out the emergencies in which one of the two arms never came to the step; how many those are stands beside it. A "
    "room should not be told that its decisions cost half an hour that nobody waited. A planner asks what to expect over all "
    "emergencies, so the report of a comparison counts each of them as the whole time that was followed. The two may therefore differ, "
    "even in which way they point."
)
HEADS = ("Alert", "Room")


def brought(facts: Facts) -> Section:
    """Words, figure, table."""
    blocks = (Paragraph(NOT_PLAYED),) if facts.found is None else tuple(_brought(facts, facts.found))
    return Section("brought", "What the alert changed, and what the room changed", blocks)


def _brought(facts: Facts, found: Split) -> Iterator[Block]:
    yield Paragraph(" ".join(_what_it_is(facts, found)))
    yield from (Paragraph(one) for one in chosen_in_words(found))
    if found.room:
        yield Paragraph(applied_in_words(found))
        yield from waits(facts)
    if often := reached_in_words(found):
        yield Paragraph("How often something was reached at all, where that differs by 1 of 100 or more:")
        yield Bullets(tuple(often))
    yield Paragraph(COUNTED)
    yield from pictures(facts, "brought")
    yield _table(facts, found)


def _what_it_is(facts: Facts, found: Split) -> Iterator[str]:
    exercise = facts.exercise
    yield (
        f"The alert: the autopilot ({label(exercise.strategy)}) against the twin ({label(exercise.twin)}), "
        "everybody modelled in both."
    )
    if found.room:
        yield (
            "The room: the same emergency with the decisions of the room, against the autopilot. Each decision is given when what it "
            "answers comes up, and as much later as it took the room. People who are played do nothing until they are asked; in the "
            "autopilot they act as the model has it. So the room may differ before its first question, and waiting to be asked is part of "
            "the difference."
        )
    else:
        yield NOBODY_ASKED
    yield (
        f"Means are over {found.replications:,} emergencies of this kind, the one that was played among them: drawn at random, they need "
        f"not fit the story of the exercise as that one does. Of this play only what came before its end counts ({facts.end})."
    )
    yield from filter(None, (facts.ruling.in_each,))


def _table(facts: Facts, found: Split) -> Table:
    told, alike, ruling = moved(found), same(found), facts.ruling
    heads = HEADS if found.room else HEADS[:1]
    each = 0.58 / (3 * len(heads))
    arms = ", ".join(missed_by(told[0])) if told else ""
    return Table(
        f"What each brought, {found.replications:,} emergencies and this one",
        (
            Column("", 0.28),
            *(Column(ruling.after(head), 2 * each, "right") for head in heads),
            Column(f"{capital(NOT_REACHED)} in ({arms})", 0.14, "right"),
            *(Column(f"{head}, this play", each, "right") for head in heads),
        ),
        tuple(
            (
                capital(measure_name(row[0].measure)),
                *map(_unbroken, map(difference, row)),
                missed_in_row(row),
                *here_in_row(row, ruling),
            )
            for row in told
        ),
        "Plus is sooner, shorter or better. Each number is rounded by itself and may be a second off the difference of two times. "
        "In brackets the 95 % interval of the mean, simulation error only; what nobody has measured is not in it. "
        f"{marks_in_words(told, ruling)}".strip()
        + (f" {LEFT_OUT}: {listed(alike)}." if alike else ""),
    )


def _unbroken(said: str) -> str:
    """A mean with its interval on one line."""
    return said.replace(" ", "\N{NO-BREAK SPACE}")
