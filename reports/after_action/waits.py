"""How long decisions waited to be asked in this play, and how long they took from the question on: two things that a difference mixes.

Whoever is played does nothing until they are asked, so what the module asks late is no slowness of the room. Both are told of each
decision that was asked while T+ ran, from the journal.
"""

from collections.abc import Iterator, Sequence

from reports.after_action.facts import NOT_BY_THE_END, Facts
from reports.documents.blocks import Block, Column, Paragraph, Table
from reports.figures.exercise.events import Entry, entries_of
from sim.drill.times import minutes, t_plus

CAPTION = "Waiting to be asked, and deciding, in this play"
NOTE = (
    "Waited to be asked: from when its role knew of the danger to the question. That is the module and not the room; a question about what "
    "happens later waits for that. Then from the question to the first and to the last act: thinking, and the wait for whoever was still "
    "busy. A dash: nothing began, or nothing was to be done. In the autopilot nobody waits for a question. How the two share the means "
    "over other emergencies is not reckoned. Each number is rounded by itself, so a difference may be a second off."
)


def waits(facts: Facts) -> Iterator[Block]:
    """A sentence with the longest of each, and a table of all; nothing where no question was asked while T+ ran."""
    asked = [
        one
        for one in entries_of(facts.after)
        if one.lane == "decisions" and one.knew is not None and not one.talked
    ]
    if asked:
        yield Paragraph(f"{_longest(asked)} in this play:")
        yield Table(
            CAPTION,
            (
                Column("", 0.16),
                Column("Role knew", 0.16, "right"),
                Column("Asked", 0.16, "right"),
                Column("Waited to be asked", 0.18, "right"),
                Column("Question to first act", 0.17, "right"),
                Column("Question to last act", 0.17, "right"),
            ),
            tuple(_row(one) for one in asked),
            NOTE,
        )


def _longest(asked: Sequence[Entry]) -> str:
    """How much of a delay was the module's, and how much the room's, at most: of decisions of which something began."""
    acted = [one for one in asked if one.begins is not None]
    if not acted:
        return "No decision that was asked while T+ ran began"
    late = max(acted, key=waited)
    slow = max(acted, key=lambda one: (one.begins or 0.0) - one.asked)
    return (
        f"Of the decisions that came to an act, the one that waited longest was asked after {minutes(waited(late))} min ({late.label}); "
        f"the slowest took {_since(slow, slow.begins)} min from the question to its first act ({slow.label}),"
    )


def waited(entry: Entry) -> float:
    """Seconds of T+ from when its role knew to the question."""
    return max(0.0, entry.asked - (entry.asked if entry.knew is None else entry.knew))


def _row(one: Entry) -> tuple[str, ...]:
    knew = NOT_BY_THE_END if one.knew is None else t_plus(one.knew)
    times = knew, t_plus(one.asked), minutes(waited(one))
    return (one.label, *times, _since(one, one.begins), _since(one, one.last))


def _since(one: Entry, act: float | None) -> str:
    """From the question to an act."""
    return NOT_BY_THE_END if act is None else minutes(act - one.asked)
