"""Injects and questions of a part in one list, in the order in which they come as far as the file says it.

Each kind is written in its own order, and that is kept for the injects. A question stands behind what it waits for: the last inject that
comes no later by its T+ or by the conditions of both; else before the first that comes no sooner; else behind the question before it.
What comes only when the facilitator says so stands at the end.
"""

from collections.abc import Sequence

from scenarios.exercise import Decision, Exercise, Inject

Line = Inject | Decision


def in_order(exercise: Exercise) -> list[Line]:
    """Everything of an exercise, part by part."""
    return [line for segment in exercise.segments for line in of_part(exercise, segment.id)]


def of_part(exercise: Exercise, segment: str) -> list[Line]:
    """What comes in a part."""
    injects = [one for one in exercise.injects if one.segment == segment]
    planned: list[Line] = [one for one in injects if not one.contingency]
    last = 0
    for decision in (one for one in exercise.decisions if one.segment == segment):
        last = _place(decision, planned, last)
        planned.insert(last, decision)
        last += 1
    return [*planned, *(one for one in injects if one.contingency)]


def _place(decision: Decision, lines: Sequence[Line], otherwise: int) -> int:
    before = [n for n, line in enumerate(lines) if isinstance(line, Inject) and _no_later(line, decision)]
    if before:
        place = before[-1] + 1
        while place < len(lines) and isinstance(lines[place], Decision):
            place += 1  # behind questions that come with the same
        return place
    after = [n for n, line in enumerate(lines) if isinstance(line, Inject) and _no_later(decision, line)]
    return after[0] if after else otherwise


def _no_later(one: Line, other: Line) -> bool:
    """Whether one comes no later than the other, as far as the file says it."""
    if _awaits(other, one):
        return True
    if one.at is not None and other.at is not None:
        return one.at <= other.at
    return bool(one.after) and all(condition in other.after for condition in one.after)


def _awaits(one: Line, other: Line) -> bool:
    if isinstance(other, Inject):
        return any(condition.delivered == other.number for condition in one.after)
    return any(condition.decided == other.id for condition in one.after)
