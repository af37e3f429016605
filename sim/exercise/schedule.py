"""The agenda of the slot: minutes left, ahead or behind, and what may be dropped to end in time.

Objectives that are left out of an exercise, and what does not come because of it.

A line of the MSEL and a question serve one objective each. What is `may` and serves one that is left out does not come, unless something
that stays waits for it. What is `must` stays: the story does not hold without it. So does a contingency, which comes only when it is called
for. What does not come is held before anything begins, with the reason, so that it is in the journal like everything else, and the
facilitator can deliver it after all.

What comes due: lines of the MSEL and questions of the segment that is on, in the order in which they come.

In a played segment an item comes at its T+, or at the first whole second at which its conditions hold. In a talked one the model stands
still, and the items come one after the other, each when the facilitator goes on to the next stop.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scenarios.exercise import Decision, Exercise, Inject, Objective
from sim.exercise.arms import Arms
from sim.exercise.journal import CLOCK_ENTRY_KINDS
from sim.exercise.state import State
from sim.exercise.triggers import is_met
from sim.model.trace import EventKind

Item = Inject | Decision

_LINGERS = {
    EventKind.CALLING,
    EventKind.QUEUED,
    EventKind.GAVE_UP,
    EventKind.ANSWERED,
    EventKind.CALL_ENDED,
    EventKind.ACKNOWLEDGED,
    EventKind.END,
}


def item_name(item: Item) -> str:
    """How the journal and the screens call it."""
    return f"inject-{item.number}" if isinstance(item, Inject) else item.id


def list_items(state: State, segment: str) -> list[Item]:
    """The items of a segment in order: by time where they have one, else as they stand in the file, injects before decisions."""
    if segment not in state.in_order:
        exercise = state.exercise
        items: list[Item] = [*exercise.injects, *exercise.decisions]
        mine = [item for item in items if item.segment == segment and not is_contingency(item)]
        state.in_order[segment] = sorted(mine, key=lambda item: float("inf") if item.at is None else item.at)
    return state.in_order[segment]


def is_contingency(item: Item) -> bool:
    """Whether it comes only when the facilitator says so."""
    return isinstance(item, Inject) and item.contingency


def list_upcoming(state: State) -> list[Item]:
    """What is left of the segment that is on, in order."""
    if state.segment is None:
        return []
    return [
        item
        for item in list_items(state, state.segment.id)
        if not state.is_resolved(item) and item_name(item) not in state.decision_points
    ]


def find_next_discussion_item(state: State) -> Item | None:
    """What comes next in a talked segment: what follows on something that has been, else the next in the order of the file."""
    left = list_upcoming(state)
    follows = [item for item in left if item.after and all(is_met(one, state) for one in item.after)]
    plain = [item for item in left if not item.after]
    return next(iter([*follows, *plain]), None)


def iterate_due(state: State) -> Iterator[Item]:
    """What is due in a played segment now."""
    for item in list_upcoming(state):
        if item.at is not None:
            if state.time >= item.at:
                yield item
        elif all(is_met(condition, state) for condition in item.after):
            yield item


def find_last_activity(state: State, since: float) -> float | None:
    """The whole second of T+ at which the last thing happened, an entry or a moment of the emergency; None if none did since."""
    times = [entry.incident_time for entry in state.log if entry.kind not in CLOCK_ENTRY_KINDS]
    last = math.ceil(max([*times, *state.milestones.first.values()], default=since))
    return float(last) if last > since else None


def find_last_event(arms: Arms) -> float:
    """T+ of the last thing that has happened in any arm; calls that are still in their queue and late check-ins are none."""
    rows = (row for _, arm in arms.items() for row in reversed(arm.trace.rows))
    return max((row[0] for row in rows if row[1] not in _LINGERS), default=0.0)


SECONDS_PER_DECISION = (
    120.0  # seconds of the room that an open question is counted with, where it states no limit of its own
)

SECONDS_PER_INJECT = 30.0


@dataclass(frozen=True)
class AgendaSegment:
    """A segment on the agenda bar. Seconds of the room: planned from … to, spent so far (0 before it begins)."""

    id: str
    title: str
    kind: str
    start: float
    end: float
    spent: float


@dataclass(frozen=True)
class Agenda:
    """Where the room stands. Seconds. seconds_left: of the segment that is on, below 0 when it is overdrawn; behind: below 0 is ahead."""

    segments: tuple[AgendaSegment, ...]
    current: str
    seconds_left: float
    behind: float
    droppable: tuple[Item, ...]


def build_agenda(state: State, room: float | None = None) -> Agenda:
    """The agenda now. room: seconds of the room, where they have gone on since the last entry of the journal."""
    room = state.exercise_time if room is None else room
    starts, parts = 0.0, []
    for segment in state.exercise.segments:
        on = state.segment is not None and state.segment.id == segment.id
        spent = room - state.segment_started_at if on else state.spent.get(segment.id, 0.0)
        parts.append(
            AgendaSegment(
                segment.id, segment.title, segment.kind, starts, starts + 60.0 * segment.minutes, spent
            )
        )
        starts += 60.0 * segment.minutes
    now = next((part for part in parts if state.segment is not None and part.id == state.segment.id), None)
    left = 0.0 if now is None else now.end - now.start - now.spent
    late = 0.0 if now is None else (room - now.spent) - now.start  # how late it began
    needed = sum(planned_seconds(item) for item in list_upcoming(state))
    behind = max(late, late + needed - left) if now is not None and now.kind == "played" else late
    return Agenda(tuple(parts), now.id if now else "", left, behind, select_droppable(state, behind))


def planned_seconds(item: Item) -> float:
    """Seconds of the room that an item is counted with."""
    return (item.limit or SECONDS_PER_DECISION) if isinstance(item, Decision) else SECONDS_PER_INJECT


def select_droppable(state: State, behind: float) -> tuple[Item, ...]:
    """What may be left out, last first, until the room is in time again."""
    chosen: list[Item] = []
    for item in reversed(list_upcoming(state)):
        if behind <= 0.0:
            break
        if not item.must:
            chosen.append(item)
            behind -= planned_seconds(item)
    return tuple(reversed(chosen))


DESCOPED_REASON = "its objective is left out"


def list_descoped_items(exercise: Exercise, left_out: Collection[str]) -> list[Item]:
    """What does not come with these objectives left out, injects first. left_out: ids."""
    items: list[Item] = [*exercise.injects, *exercise.decisions]
    free = {
        item_name(item): item
        for item in items
        if item.objective in left_out and not item.must and not is_contingency(item)
    }
    while waited_for := {
        name
        for item in items
        if item_name(item) not in free
        for name in list_prerequisites(item)
        if name in free
    }:
        free = {name: item for name, item in free.items() if name not in waited_for}
    return [*free.values()]


def list_prerequisites(item: Item) -> list[str]:
    """The names of what has to have come before an item can."""
    conditions = [*item.after, *item.when]
    injects = [f"inject-{one.delivered}" for one in conditions if one.delivered is not None]
    return [*injects, *(one.decided for one in conditions if one.decided is not None)]


def list_active_objectives(state: State) -> list[Objective]:
    """The objectives of an exercise without those that are left out."""
    left_out = state.setup.left_out if state.setup else ()
    return [one for one in state.exercise.objectives if one.id not in left_out]
