"""What the simultaneous alert changed, and what the room changed: this play, and the same decisions in a thousand other emergencies."""

from collections.abc import Iterator

from reports.after_action.facts import Facts
from reports.after_action.played import pictures
from reports.brought import applied_in_words, chosen_in_words, difference, in_this_play, is_told, unchanged
from reports.documents.blocks import Block, Column, Paragraph, Section, Table
from reports.input_words import listed
from reports.names import DURATIONS, MEASURE_NAMES, capital, label
from sim.drill.split import Split

NOT_PLAYED = "The replications were not played, so no difference is told: one play alone is one luck."


def brought(facts: Facts) -> Section:
    """Words, figure, table."""
    blocks = (Paragraph(NOT_PLAYED),) if facts.found is None else tuple(_brought(facts, facts.found))
    return Section("brought", "What the alert changed, and what the room changed", blocks)


def _brought(facts: Facts, found: Split) -> Iterator[Block]:
    exercise = facts.exercise
    yield Paragraph(
        f"The alert: the autopilot ({label(exercise.strategy)}) against the twin ({label(exercise.twin)}), everybody modelled in both. "
        "The room: the same emergency with the decisions of the room, each given when what it answered came to pass and after the time "
        "that it cost, against the autopilot. "
        f"Both over {found.replications:,} emergencies of this kind, drawn without what the story of the exercise needed."
    )
    yield from (Paragraph(one) for one in chosen_in_words(found, facts.exercise))
    yield from pictures(facts, "brought", "among")
    told = [pair for pair in zip(found.alert, found.room, strict=True) if is_told(pair[0])]
    moved = [(alert, room) for alert, room in told if not (unchanged(alert) and unchanged(room))]
    yield Table(
        f"What each brought, {found.replications:,} emergencies and this one",
        (
            Column("", 0.34),
            Column("Alert", 0.22, "right"),
            Column("Room", 0.22, "right"),
            Column("Alert, this play", 0.11, "right"),
            Column("Room, this play", 0.11, "right"),
        ),
        tuple(
            (_name(alert.measure), *map(difference, both), *map(in_this_play, both))
            for both in moved
            for alert, _ in [both]
        ),
        "Plus is sooner or better. In brackets the 95 % interval of the mean, simulation error only; what nobody has measured is not "
        "in it. * a duration: plus is shorter.",
    )
    same = [_name(alert.measure) for alert, room in told if (alert, room) not in moved]
    if same:
        yield Paragraph(f"The same in all arms: {listed(same)}.")
    yield Paragraph(applied_in_words(found))


def _name(measure: str) -> str:
    return f"{capital(MEASURE_NAMES[measure])}{' *' if measure in DURATIONS else ''}"
