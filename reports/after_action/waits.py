"""How long decisions waited to be asked in this play, and how long they took from the question on: two things that a difference mixes.

Whoever is played does nothing until they are asked, so what the module asks late is no slowness of the room. Both are told of each
decision that was asked while T+ ran, from the journal.
"""

from collections.abc import Iterator, Sequence

from reports.after_action.facts import NOT_REACHED_MARK, ReportData
from reports.documents.blocks import Block, Column, Paragraph, Table
from reports.figures.exercise.events import TimelineEntry, build_entries
from sim.drill.times import format_minutes, format_t_plus

CAPTION = "Waiting to be asked, and deciding, in this play"
NOTE = (
    "Waited to be asked: from when its role knew of the danger to the question. That is the module and not the room; a question about what "
    "happens later waits for that. Then from the question to the first and to the last act: thinking, and the wait for whoever was still "
    "busy. A dash: nothing began, or nothing was to be done. In the autopilot nobody waits for a question. How the two share the means "
    "over other emergencies is not reckoned. Each number is rounded by itself, so a difference may be a second off."
)


def build_delays(facts: ReportData) -> Iterator[Block]:
    """A sentence with the longest of each, and a table of all; nothing where no question was asked while T+ ran."""
    asked = [
        one
        for one in build_entries(facts.review)
        if one.lane == "decisions" and one.aware_at is not None and not one.is_discussion
    ]
    if asked:
        yield Paragraph(f"{_describe_longest(asked)} in this play:")
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
            tuple(_delay_row(one) for one in asked),
            NOTE,
        )


def _describe_longest(asked: Sequence[TimelineEntry]) -> str:
    """How much of a delay was the module's, and how much the room's, at most: of decisions of which something began."""
    acted = [one for one in asked if one.begins_at is not None]
    if not acted:
        return "No decision that was asked while T+ ran began"
    late = max(acted, key=waiting_seconds)
    slow = max(acted, key=lambda one: (one.begins_at or 0.0) - one.asked_at)
    return (
        f"Of the decisions that came to an act, the one that waited longest was asked after {format_minutes(waiting_seconds(late))} min ({late.label}); "
        f"the slowest took {_describe_action_delay(slow, slow.begins_at)} min from the question to its first act ({slow.label}),"
    )


def waiting_seconds(entry: TimelineEntry) -> float:
    """Seconds of T+ from when its role knew to the question."""
    return max(0.0, entry.asked_at - (entry.asked_at if entry.aware_at is None else entry.aware_at))


def _delay_row(one: TimelineEntry) -> tuple[str, ...]:
    knew = NOT_REACHED_MARK if one.aware_at is None else format_t_plus(one.aware_at)
    times = knew, format_t_plus(one.asked_at), format_minutes(waiting_seconds(one))
    return (one.label, *times, _describe_action_delay(one, one.begins_at), _describe_action_delay(one, one.last_action_at))


def _describe_action_delay(one: TimelineEntry, act: float | None) -> str:
    """From the question to an act."""
    return NOT_REACHED_MARK if act is None else format_minutes(act - one.asked_at)
