"""Injects and questions of a part in one list, in the order in which they come as far as the file says it.

Each kind is written in its own order, and that is kept for the injects. A question stands behind what it waits for: the last inject that
comes no later by its T+ or by the conditions of both; else before the first that comes no sooner; else behind the question before it.
What comes only when the facilitator says so stands at the end.
"""

from collections.abc import Sequence

from scenarios.exercise import Decision, Exercise, Inject

MselItem = Inject | Decision


def sort_items(exercise: Exercise) -> list[MselItem]:
    """Everything of an exercise, part by part."""
    return [line for segment in exercise.segments for line in list_segment_items(exercise, segment.id)]


def list_segment_items(exercise: Exercise, segment: str) -> list[MselItem]:
    """What comes in a part."""
    injects = [one for one in exercise.injects if one.segment == segment]
    planned: list[MselItem] = [one for one in injects if not one.contingency]
    last = 0
    for decision in (one for one in exercise.decisions if one.segment == segment):
        last = _find_position(decision, planned, last)
        planned.insert(last, decision)
        last += 1
    return [*planned, *(one for one in injects if one.contingency)]


def _find_position(decision: Decision, lines: Sequence[MselItem], otherwise: int) -> int:
    before = [n for n, line in enumerate(lines) if isinstance(line, Inject) and _is_no_later(line, decision)]
    if before:
        place = before[-1] + 1
        while place < len(lines) and isinstance(lines[place], Decision):
            place += 1  # behind questions that come with the same
        return place
    after = [n for n, line in enumerate(lines) if isinstance(line, Inject) and _is_no_later(decision, line)]
    return after[0] if after else otherwise


def _is_no_later(one: MselItem, other: MselItem) -> bool:
    """Whether one comes no later than the other, as far as the file says it."""
    if _is_waiting_for(other, one):
        return True
    if one.at is not None and other.at is not None:
        return one.at <= other.at
    return bool(one.after) and all(condition in other.after for condition in one.after)


def _is_waiting_for(one: MselItem, other: MselItem) -> bool:
    if isinstance(other, Inject):
        return any(condition.delivered == other.number for condition in one.after)
    return any(condition.decided == other.id for condition in one.after)
