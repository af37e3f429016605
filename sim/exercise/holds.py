"""Held roles: what the model has a played role do waits for a question that comes the moment the role knows.

All other roles act as modeled, and what is decided for them is added. A hold without its question is no one's decision: the role is
modeled from the start. So the team's arm differs from the fully simulated one by decisions alone, never by waiting to be asked.
"""

import math
from collections.abc import Iterable, Mapping

from scenarios.exercise import Decision, Exercise
from sim.model.state import OFFICE


def list_held_by(question: Decision, exercise: Exercise) -> frozenset[str]:
    """Who on the roster (and `office`) waits for a question: none, unless it opens as soon as its role knows. In days no one is played."""
    if exercise.in_days:
        return frozenset()
    first = next((segment for segment in exercise.segments if segment.kind == "played"), None)
    role = next(role for role in exercise.roles if role.id == question.of)
    is_first = first is not None and question.segment == first.id and not question.at and not question.when
    if not is_first or any(condition.aware not in (role.id, role.plays) for condition in question.after):
        return frozenset()
    return frozenset({role.plays, *([OFFICE] if role.speaks_for_office else [])})


def find_hold_starts(held: Iterable[str], first: Mapping[str, float], aware: Mapping[str, float]) -> dict[str, float]:
    """T+ since when the model would act, by name: a person who is aware, the office that was told.

    first: T+ of moments; aware: T+ by roster id.
    """
    since = {name: first.get("office-told") if name == OFFICE else aware.get(name) for name in held}
    return {name: time for name, time in since.items() if time is not None}


def find_latest_asking(since: float) -> float:
    """T+ at which a question has to come so that nothing was waited for. Cues are checked at whole seconds."""
    return math.floor(since) + 1.0
